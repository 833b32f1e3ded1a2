/* How fast a formula grows. Far out, a polynomial is what its highest power makes of it. With M the largest
 * |state|, say |x|, and c x^n the power that leads, of degree n,
 *
 *   |image| >= L M^n - rest M^(n-1),   L = |c| - the sizes of other coefficients of degree n,
 *
 * where rest is the sum of the sizes of all lower ones. That is at least M beyond (1 + rest)/L and 1 if n > 1, and
 * beyond rest/(L - 1) if n = 1 and L > 1. A formula with abs, min, max or conditions is one polynomial or
 * another: all must grow. What is bounded, such as a sine, is a coefficient of which the size alone is known.
 *
 * A state that is only a combination of others the step before, of coefficients whose sizes add up to beta <= 1
 * (y' = b x), follows: it is not the first to leave, nor ever more than beta times the largest of the states that
 * lead. So it is enough that the others grow where they are the largest.
 *
 * Of a lattice, x is the largest of all sites, and others' states are like other states of its own; a sum over all
 * sites is N times what one of them, or one between them, gives to it. Even powers with the sign of the one that leads
 * take nothing from it.
 *
 * Roundings are far less than the thousandths that are left for them. What overflows is not finite from then
 * on, or it is not looked at.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/growth.h"

#include "graph/polynomials.h"

enum { NONE = CHAOSI_UNKNOWN, STATES = CHAOSI_POLYNOMIAL_STATES };

typedef struct growth {
    chaosi_expansion of;
    chaosi_graph *g;
    uint32_t nvars;
    uint32_t beta[STATES]; /* of states that follow; NONE: it leads */
} growth;

static uint32_t branches_of(const growth *w, uint32_t v) { return w->of.of[w->of.root[v]].count; }

static const chaosi_polynomial *image(const growth *w, uint32_t v, uint32_t branch)
{
    return &w->of.all[w->of.of[w->of.root[v]].begin + branch];
}

static uint32_t degree_of(const chaosi_polynomial *p)
{
    uint32_t degree = 0;
    for (uint32_t k = 0; k < p->count; k++)
        degree = p->of[k].degree > degree ? p->of[k].degree : degree;
    return degree;
}

/* The state that v follows, and beta; or it leads. */
static void find_beta(growth *w, uint32_t v)
{
    const chaosi_polynomial *const p = image(w, v, 0);
    uint32_t beta = chaosi_const(w->g, 0.0);
    w->beta[v] = NONE;
    for (uint32_t k = 0; k < p->count; k++) {
        if (p->of[k].degree != 1)
            return;
        beta = chaosi_plus(w->g, beta, p->of[k].size);
    }
    if (branches_of(w, v) == 1)
        w->beta[v] = beta;
}

/* The size of a term where all states that lead are 1. */
static uint32_t weight(growth *w, const chaosi_monomial *t)
{
    uint32_t size = t->size;
    for (uint32_t v = 0; v < w->of.nstates; v++) {
        const uint32_t beta = w->beta[v < w->nvars ? v : w->of.elsewhere[v].variable];
        for (uint32_t k = 0; k < t->power[v] && beta != NONE; k++)
            size = chaosi_times(w->g, size, beta);
    }
    return size;
}

static uint32_t over(growth *w, uint32_t a, uint32_t b)
{
    return chaosi_is_const(w->g, a, 0.0) ? a : chaosi_node_of(w->g, CHAOSI_DIV, a, b, 0);
}

/* Beyond what radius c M^n - rest M^(n-1) is above M, where c is no less than lead: infinite unless that is above
 * 0 or for n = 1 above 1; NONE if it never is. */
static uint32_t radius(growth *w, uint32_t degree, uint32_t lead, uint32_t rest)
{
    const uint32_t one = chaosi_const(w->g, 1.0), more = chaosi_const(w->g, 1.001);
    if (degree == 1)
        lead = chaosi_node_of(w->g, CHAOSI_SUB, lead, one, 0);
    const uint32_t least =
        degree == 1
            ? chaosi_plus(w->g, one, over(w, chaosi_times(w->g, more, rest), lead))
            : chaosi_times(w->g, more, chaosi_plus(w->g, one, over(w, chaosi_plus(w->g, one, rest), lead)));
    const chaosi_node n = w->g->node[lead];
    if (n.op == CHAOSI_CONST)
        return n.value > 0.0 ? least : NONE;
    return chaosi_node_of(w->g, CHAOSI_SELECT,
                          chaosi_node_of(w->g, CHAOSI_LT, chaosi_const(w->g, 0.0), lead, 0), least,
                          chaosi_const(w->g, __builtin_inf()));
}

/* What a term of the degree of the one that leads takes from it: nothing where both are even powers of one sign. */
static uint32_t taken(growth *w, const chaosi_monomial *t, uint32_t lead)
{
    const uint32_t size = weight(w, t), zero = chaosi_const(w->g, 0.0);
    bool even = t->exact != NONE;
    for (uint32_t v = 0; v < w->of.nstates; v++)
        even &= t->power[v] % 2 == 0;
    if (!even)
        return size;
    const uint32_t product = chaosi_times(w->g, t->exact, lead);
    const chaosi_node n = w->g->node[product];
    if (n.op == CHAOSI_CONST)
        return n.value >= 0.0 ? zero : size;
    return chaosi_node_of(w->g, CHAOSI_SELECT, chaosi_node_of(w->g, CHAOSI_LT, product, zero, 0), size, zero);
}

/* The radius beyond which this image is larger than state v, the largest. NONE: v does not lead it. */
static uint32_t radius_by(growth *w, const chaosi_polynomial *p, uint32_t v)
{
    const uint32_t degree = degree_of(p);
    uint32_t lead = NONE, others = chaosi_const(w->g, 0.0), rest = others;
    for (uint32_t k = 0; k < p->count; k++)
        if (degree > 0 && p->of[k].power[v] == degree && p->of[k].exact != NONE)
            lead = p->of[k].exact;
    for (uint32_t k = 0; k < p->count && lead != NONE; k++) {
        const chaosi_monomial *const t = &p->of[k];
        if (t->degree < degree)
            rest = chaosi_plus(w->g, rest, weight(w, t));
        else if (t->power[v] < degree)
            others = chaosi_plus(w->g, others, taken(w, t, lead));
    }
    if (lead == NONE)
        return NONE;
    const uint32_t most = chaosi_times(w->g, chaosi_const(w->g, 0.999), chaosi_size_of(w->g, lead));
    return radius(w, degree, chaosi_plus(w->g, most, chaosi_times(w->g, chaosi_const(w->g, -1.0), others)),
                  rest);
}

/* The radius beyond which, with v the largest, some image is larger, whichever its branch. */
static uint32_t radius_with(growth *w, uint32_t v)
{
    for (uint32_t u = 0; u < w->nvars; u++) {
        uint32_t all = chaosi_const(w->g, 0.0);
        for (uint32_t k = 0; k < branches_of(w, u) && all != NONE; k++) {
            const chaosi_polynomial p = *image(w, u, k);
            const uint32_t one = radius_by(w, &p, v);
            all = one == NONE ? NONE : chaosi_plus(w->g, all, one);
        }
        if (all != NONE && w->beta[u] == NONE)
            return all;
    }
    return NONE;
}

/* ---------------------------------------------------------------- two at a time */

/* The terms of this degree at a point; numbers all. */
static double leading(const growth *w, const chaosi_polynomial *p, uint32_t degree, const double *x,
                      double *sizes)
{
    double sum = 0.0;
    *sizes = 0.0;
    for (uint32_t k = 0; k < p->count; k++) {
        const chaosi_monomial *const t = &p->of[k];
        double product = t->degree == degree ? w->g->node[t->exact].value : 0.0;
        *sizes += __builtin_fabs(product);
        for (uint32_t v = 0; v < 2; v++)
            for (uint32_t j = 0; j < t->power[v]; j++)
                product *= x[v];
        sum += product;
    }
    return sum;
}

static bool leads_by_numbers(const growth *w, const chaosi_polynomial *p, uint32_t degree)
{
    for (uint32_t k = 0; k < p->count; k++)
        if (p->of[k].degree == degree &&
            (p->of[k].exact == NONE || w->g->node[p->of[k].exact].op != CHAOSI_CONST))
            return false;
    return degree_of(p) == degree;
}

/* No more than the larger of the two images' leading parts, anywhere on the square max(|x|, |y|) = 1: by points
 * on it, and by how steep they are between. */
static double least_on_square(const growth *w, const chaosi_polynomial *p, const chaosi_polynomial *q,
                              uint32_t degree)
{
    enum { POINTS = 1024 };
    double least = __builtin_inf(), steep = 0.0;
    for (uint32_t k = 0; k <= 2 * POINTS + 1; k++) {
        const double along = 2.0 * (k / 2) / POINTS - 1.0,
                     x[2] = { k % 2 ? 1.0 : along, k % 2 ? along : 1.0 };
        double a, b;
        const double one = __builtin_fabs(leading(w, p, degree, x, &a)),
                     other = __builtin_fabs(leading(w, q, degree, x, &b)), larger = one > other ? one : other;
        least = larger < least ? larger : least;
        steep = degree * (a > b ? a : b);
    }
    return least - steep / POINTS;
}

/* Two states whose leading powers hang together, as those of z^2 do. */
static uint32_t radius_of_pair(growth *w)
{
    if (w->nvars != 2 || w->of.nstates != 2 || branches_of(w, 0) != 1 || branches_of(w, 1) != 1)
        return NONE;
    const chaosi_polynomial p = *image(w, 0, 0), q = *image(w, 1, 0);
    const uint32_t degree = degree_of(&p);
    if (degree < 2 || !leads_by_numbers(w, &p, degree) || !leads_by_numbers(w, &q, degree))
        return NONE;
    const double least = least_on_square(w, &p, &q, degree);
    uint32_t rest = chaosi_const(w->g, 0.0);
    for (uint32_t k = 0; k < p.count + q.count; k++) {
        const chaosi_monomial *const t = k < p.count ? &p.of[k] : &q.of[k - p.count];
        rest = t->degree < degree ? chaosi_plus(w->g, rest, t->size) : rest;
    }
    return least > 0.001 ? radius(w, degree, chaosi_const(w->g, 0.999 * least), rest) : NONE;
}

/* --------------------------------------------------------------------- together */

/* Where states lead one by one: what all of them ask for, and those that follow must not run ahead. */
static uint32_t radius_of_leaders(growth *w)
{
    uint32_t all = chaosi_const(w->g, 0.0), leaders = 0;
    for (uint32_t v = 0; v < w->nvars; v++)
        find_beta(w, v);
    for (uint32_t v = 0; v < w->nvars; v++) {
        if (w->beta[v] != NONE)
            continue;
        const uint32_t own = radius_with(w, v);
        if (own == NONE)
            return NONE;
        all = chaosi_plus(w->g, all, own);
        leaders++;
    }
    for (uint32_t v = 0; v < w->nvars; v++)
        if (w->beta[v] != NONE && !chaosi_is_const(w->g, w->beta[v], 1.0))
            all = chaosi_node_of(w->g, CHAOSI_SELECT,
                                 chaosi_node_of(w->g, CHAOSI_LE, w->beta[v], chaosi_const(w->g, 1.0), 0), all,
                                 chaosi_const(w->g, __builtin_inf()));
    return leaders ? all : NONE;
}

/* Images that are bounded, wherever the state is: beyond that orbits do not get. */
static uint32_t radius_of_bounded(growth *w)
{
    uint32_t all = chaosi_const(w->g, 0.0);
    for (uint32_t v = 0; v < w->nvars; v++)
        for (uint32_t k = 0; k < branches_of(w, v); k++) {
            const chaosi_polynomial p = *image(w, v, k);
            if (p.count > 1 || (p.count == 1 && p.of[0].degree > 0))
                return NONE;
            all = p.count
                      ? chaosi_plus(w->g, all, chaosi_times(w->g, chaosi_const(w->g, 1.001), p.of[0].size))
                      : all;
        }
    return all;
}

uint32_t chaosi_radius_of(chaosi_graph *g, const uint32_t *root, uint32_t nvars, uint64_t sites,
                          bool *bounded)
{
    growth w = { .of = { .g = g, .root = root, .nvars = nvars, .sites = sites }, .g = g, .nvars = nvars };
    bool known = nvars <= STATES && !g->nomem && !g->full && chaosi_expand(&w.of) && !w.of.failed;
    for (uint32_t v = 0; known && v < nvars; v++)
        known = branches_of(&w, v) > 0;
    uint32_t radius = known && chaosi_is_const(g, w.of.near, 0.0) ? radius_of_bounded(&w) : NONE;
    *bounded = radius != NONE;
    if (known && radius == NONE)
        radius = radius_of_leaders(&w);
    if (known && radius == NONE)
        radius = radius_of_pair(&w);
    chaosi_expansion_free(&w.of);
    return radius == NONE ? CHAOSI_NO_RADIUS : chaosi_plus(g, w.of.near, radius);
}
