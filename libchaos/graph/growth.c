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
 * Roundings are far less than the thousandths that are left for them. What overflows is not finite from then
 * on, or it is not looked at.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/growth.h"

#include <stdlib.h>
#include <string.h>

enum {
    NONE = UINT32_MAX,
    STATES = 6,
    TERMS = 24,
    BRANCHES = 8,
    POLYNOMIALS = 1024,
    NODES = 1 << 14,
    DEGREE = 16
};

typedef struct term {
    uint8_t power[STATES];
    uint8_t degree;
    uint32_t exact, size; /* nodes: the coefficient, or NONE, and no less than its absolute value */
} term;

typedef struct polynomial {
    uint32_t count;
    term of[TERMS];
} polynomial;

/* What a node is one of; count 0: no polynomials. */
typedef struct branches {
    uint32_t begin, count;
} branches;

typedef struct growth {
    chaosi_graph *g;
    const uint32_t *root;
    uint32_t nvars;
    polynomial *all;
    uint32_t count, capacity;
    branches *of;          /* by node */
    uint32_t beta[STATES]; /* of states that follow; NONE: it leads */
    uint32_t near;         /* conditions of |state| hold up to here */
    bool failed;           /* a polynomial has too many terms */
} growth;

/* ------------------------------------------------------------------ coefficients */

static uint32_t number(growth *w, double value) { return chaosi_const(w->g, value); }
static uint32_t plus(growth *w, uint32_t a, uint32_t b) { return chaosi_plus(w->g, a, b); }
static uint32_t times(growth *w, uint32_t a, uint32_t b) { return chaosi_times(w->g, a, b); }
static uint32_t minus(growth *w, uint32_t a) { return a == NONE ? NONE : times(w, number(w, -1.0), a); }
static uint32_t over(growth *w, uint32_t a, uint32_t b)
{
    return a == NONE || chaosi_is_const(w->g, a, 0.0) ? a : chaosi_node_of(w->g, CHAOSI_DIV, a, b, 0);
}

static uint32_t size_of(growth *w, uint32_t a)
{
    const chaosi_node n = w->g->node[a];
    return n.op == CHAOSI_CONST ? number(w, __builtin_fabs(n.value))
           : n.op == CHAOSI_NEG ? size_of(w, n.a)
                                : chaosi_node_of(w->g, CHAOSI_ABS, a, 0, 0);
}

/* ------------------------------------------------------------------- polynomials */

/* NULL: it is too much. */
static polynomial *new_polynomial(growth *w)
{
    if (w->failed || w->g->nomem || w->g->count > NODES || w->count == POLYNOMIALS)
        return NULL;
    if (w->count == w->capacity) {
        const uint32_t capacity = w->capacity ? 2 * w->capacity : 64;
        polynomial *const all = realloc(w->all, capacity * sizeof *all);
        w->g->nomem |= !all;
        if (!all)
            return NULL;
        w->all = all;
        w->capacity = capacity;
    }
    polynomial *const p = &w->all[w->count++];
    p->count = 0;
    return p;
}

static void add_term(growth *w, polynomial *p, term t)
{
    for (uint32_t k = 0; k < p->count; k++) {
        term *const own = &p->of[k];
        if (memcmp(own->power, t.power, sizeof t.power) != 0)
            continue;
        own->exact = own->exact == NONE || t.exact == NONE ? NONE : plus(w, own->exact, t.exact);
        own->size = plus(w, own->size, t.size);
        return;
    }
    if (p->count < TERMS && t.degree <= DEGREE)
        p->of[p->count++] = t;
    else
        w->failed = true;
}

/* One polynomial, of one term; NULL: of none. */
static branches single(growth *w, const term *t)
{
    polynomial *const p = new_polynomial(w);
    if (p && t)
        add_term(w, p, *t);
    return (branches){ w->count - 1, p != NULL };
}

/* At most so large, and no more is known. */
static branches bounded(growth *w, uint32_t size)
{
    return single(w, &(term){ .exact = NONE, .size = size });
}

/* a + sign b */
static void sum(growth *w, const polynomial *a, const polynomial *b, bool negative, polynomial *p)
{
    for (uint32_t i = 0; i < a->count; i++)
        add_term(w, p, a->of[i]);
    for (uint32_t i = 0; i < b->count; i++) {
        term t = b->of[i];
        t.exact = negative ? minus(w, t.exact) : t.exact;
        add_term(w, p, t);
    }
}

static void product(growth *w, const polynomial *a, const polynomial *b, polynomial *p)
{
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t j = 0; j < b->count; j++) {
            const term x = a->of[i], y = b->of[j];
            term t = { .degree = (uint8_t)(x.degree + y.degree), .size = times(w, x.size, y.size) };
            for (int v = 0; v < STATES; v++)
                t.power[v] = (uint8_t)(x.power[v] + y.power[v]);
            t.exact = x.exact == NONE || y.exact == NONE ? NONE : times(w, x.exact, y.exact);
            add_term(w, p, t);
        }
}

static void quotient(growth *w, const polynomial *a, uint32_t divisor, polynomial *p)
{
    for (uint32_t i = 0; i < a->count; i++) {
        term t = a->of[i];
        t.exact = over(w, t.exact, divisor);
        t.size = over(w, t.size, size_of(w, divisor));
        add_term(w, p, t);
    }
}

/* ------------------------------------------------------------------------- nodes */

/* Each of a with each of b. */
static branches combine(growth *w, uint32_t op, branches a, branches b)
{
    branches f = { w->count, 0 };
    const uint32_t count = a.count * b.count <= BRANCHES ? a.count * b.count : 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t left = a.begin + i / b.count, right = b.begin + i % b.count;
        polynomial *const p = new_polynomial(w);
        if (!p)
            return (branches){ 0, 0 };
        if (op == CHAOSI_MUL)
            product(w, &w->all[left], &w->all[right], p);
        else
            sum(w, &w->all[left], &w->all[right], op == CHAOSI_SUB, p);
        f.count++;
    }
    return f;
}

static branches negated(growth *w, branches a) { return combine(w, CHAOSI_SUB, single(w, NULL), a); }

/* One of a or one of b. */
static branches either(growth *w, branches a, branches b)
{
    branches f = { w->count, 0 };
    const uint32_t count = a.count && b.count && a.count + b.count <= BRANCHES ? a.count + b.count : 0;
    for (uint32_t i = 0; i < count; i++) {
        polynomial *const p = new_polynomial(w);
        if (!p)
            return (branches){ 0, 0 };
        *p = w->all[i < a.count ? a.begin + i : b.begin + i - a.count];
        f.count++;
    }
    return f;
}

static branches divided(growth *w, branches a, uint32_t divisor)
{
    branches f = { w->count, 0 };
    for (uint32_t i = 0; i < a.count; i++) {
        polynomial *const p = new_polynomial(w);
        if (!p)
            return (branches){ 0, 0 };
        quotient(w, &w->all[a.begin + i], divisor, p);
        f.count++;
    }
    return f;
}

/* e^a where a is nowhere far above 0: a sum of a constant and of even powers, which must not be positive. */
static branches exponential(growth *w, branches a)
{
    const uint32_t one = number(w, 1.001), none = number(w, __builtin_inf());
    uint32_t size = one;
    if (a.count != 1)
        return (branches){ 0, 0 };
    const polynomial p = w->all[a.begin];
    for (uint32_t k = 0; k < p.count; k++) {
        const term *const t = &p.of[k];
        for (int v = 0; v < STATES; v++)
            if (t->power[v] % 2 || t->exact == NONE)
                return (branches){ 0, 0 };
        size = times(w, size,
                     t->degree == 0
                         ? times(w, one, chaosi_node_of(w->g, CHAOSI_EXP, t->exact, 0, 0))
                         : chaosi_node_of(w->g, CHAOSI_SELECT,
                                          chaosi_node_of(w->g, CHAOSI_LE, t->exact, number(w, 0.0), 0), one,
                                          none));
    }
    return bounded(w, size);
}

bool chaosi_holds_near(const chaosi_graph *g, uint32_t condition)
{
    const chaosi_node *n = &g->node[condition], *size = &g->node[n->a], *most = &g->node[n->b];
    return (n->op == CHAOSI_LE || n->op == CHAOSI_LT) && size->op == CHAOSI_ABS &&
           g->node[size->a].op == CHAOSI_STATE && (most->op == CHAOSI_CONST || most->op == CHAOSI_PARAM);
}

/* What a condition chooses; if it holds near 0 alone, and there is one state, the other branch is all that counts. */
static branches chosen(growth *w, const chaosi_node *n)
{
    if (w->nvars > 1 || !chaosi_holds_near(w->g, n->a))
        return either(w, w->of[n->b], w->of[n->c]);
    w->near = plus(w, w->near, size_of(w, w->g->node[n->a].b));
    return w->of[n->c];
}

static branches of_node(growth *w, uint32_t i)
{
    const chaosi_node n = w->g->node[i];
    const branches none = { 0, 0 }, a = chaosi_arity(n.op) > 0 ? w->of[n.a] : none,
                   b = chaosi_arity(n.op) > 1 ? w->of[n.b] : none;
    if (n.fixed)
        return single(w, &(term){ .exact = i, .size = size_of(w, i) });
    const uint32_t one = number(w, 1.0);
    switch (n.op) {
    case CHAOSI_STATE: {
        term t = { .degree = 1, .exact = one, .size = one };
        t.power[n.a] = 1;
        return single(w, &t);
    }
    case CHAOSI_ADD:
    case CHAOSI_SUB:
    case CHAOSI_MUL: return combine(w, n.op, a, b);
    case CHAOSI_DIV: return w->g->node[n.b].fixed ? divided(w, a, n.b) : none;
    case CHAOSI_NEG: return negated(w, a);
    case CHAOSI_ABS: return either(w, a, negated(w, a));
    case CHAOSI_MIN:
    case CHAOSI_MAX: return either(w, a, b);
    case CHAOSI_SELECT: return chosen(w, &n);
    case CHAOSI_FLOOR:
    case CHAOSI_CEIL:
    case CHAOSI_TRUNC:
    case CHAOSI_ROUND: return combine(w, CHAOSI_ADD, a, bounded(w, one));
    case CHAOSI_MOD: return w->g->node[n.b].fixed ? bounded(w, size_of(w, n.b)) : none;
    case CHAOSI_EXP: return exponential(w, a);
    case CHAOSI_ASIN:
    case CHAOSI_ATAN: return bounded(w, number(w, 2.0));
    case CHAOSI_ACOS:
    case CHAOSI_ATAN2: return bounded(w, number(w, 4.0));
    case CHAOSI_SIGN:
    case CHAOSI_SIN:
    case CHAOSI_COS:
    case CHAOSI_TANH:
    case CHAOSI_ERF:
    case CHAOSI_LT:
    case CHAOSI_LE:
    case CHAOSI_EQ:
    case CHAOSI_NE: return bounded(w, number(w, 1.001));
    default: return none;
    }
}

/* Of the nodes that the roots need. false: out of memory. */
static bool expand(growth *w)
{
    const uint32_t n = w->g->count;
    bool *const need = calloc(n, sizeof *need);
    w->of = calloc(n, sizeof *w->of);
    if (!need || !w->of) {
        free(need);
        return false;
    }
    for (uint32_t v = 0; v < w->nvars; v++)
        need[w->root[v]] = true;
    for (uint32_t i = n; i-- > 0;)
        for (int k = 0; need[i] && k < chaosi_arity(w->g->node[i].op); k++)
            need[chaosi_operand(&w->g->node[i], k)] = true;
    for (uint32_t i = 0; i < n; i++)
        if (need[i])
            w->of[i] = of_node(w, i);
    free(need);
    return true;
}

/* ------------------------------------------------------------------------- radii */

static const polynomial *image(const growth *w, uint32_t v, uint32_t branch)
{
    return &w->all[w->of[w->root[v]].begin + branch];
}

static uint32_t degree_of(const polynomial *p)
{
    uint32_t degree = 0;
    for (uint32_t k = 0; k < p->count; k++)
        degree = p->of[k].degree > degree ? p->of[k].degree : degree;
    return degree;
}

/* The state that v follows, and beta; or it leads. */
static void find_beta(growth *w, uint32_t v)
{
    const polynomial *const p = image(w, v, 0);
    uint32_t beta = number(w, 0.0);
    w->beta[v] = NONE;
    for (uint32_t k = 0; k < p->count; k++) {
        if (p->of[k].degree != 1)
            return;
        beta = plus(w, beta, p->of[k].size);
    }
    if (w->of[w->root[v]].count == 1)
        w->beta[v] = beta;
}

/* The size of a term where all states that lead are 1. */
static uint32_t weight(growth *w, const term *t)
{
    uint32_t size = t->size;
    for (uint32_t v = 0; v < w->nvars; v++)
        for (uint32_t k = 0; k < t->power[v] && w->beta[v] != NONE; k++)
            size = times(w, size, w->beta[v]);
    return size;
}

/* Beyond what radius c M^n - rest M^(n-1) is above M, where c is no less than lead: infinite unless that is above
 * 0 or for n = 1 above 1; NONE if it never is. */
static uint32_t radius(growth *w, uint32_t degree, uint32_t lead, uint32_t rest)
{
    const uint32_t one = number(w, 1.0), more = number(w, 1.001);
    if (degree == 1)
        lead = chaosi_node_of(w->g, CHAOSI_SUB, lead, one, 0);
    const uint32_t least = degree == 1 ? plus(w, one, over(w, times(w, more, rest), lead))
                                       : times(w, more, plus(w, one, over(w, plus(w, one, rest), lead)));
    const chaosi_node n = w->g->node[lead];
    if (n.op == CHAOSI_CONST)
        return n.value > 0.0 ? least : NONE;
    return chaosi_node_of(w->g, CHAOSI_SELECT, chaosi_node_of(w->g, CHAOSI_LT, number(w, 0.0), lead, 0),
                          least, number(w, __builtin_inf()));
}

/* The radius beyond which this image is larger than state v, the largest. NONE: v does not lead it. */
static uint32_t radius_by(growth *w, const polynomial *p, uint32_t v)
{
    const uint32_t degree = degree_of(p);
    uint32_t lead = NONE, others = number(w, 0.0), rest = others;
    for (uint32_t k = 0; k < p->count; k++) {
        const term *const t = &p->of[k];
        if (degree > 0 && t->power[v] == degree && t->exact != NONE)
            lead = times(w, number(w, 0.999), size_of(w, t->exact));
        else if (t->degree == degree)
            others = plus(w, others, weight(w, t));
        else
            rest = plus(w, rest, weight(w, t));
    }
    return lead == NONE ? NONE : radius(w, degree, plus(w, lead, minus(w, others)), rest);
}

/* The radius beyond which, with v the largest, some image is larger, whichever its branch. */
static uint32_t radius_with(growth *w, uint32_t v)
{
    for (uint32_t u = 0; u < w->nvars; u++) {
        uint32_t all = number(w, 0.0);
        for (uint32_t k = 0; k < w->of[w->root[u]].count && all != NONE; k++) {
            const polynomial p = *image(w, u, k);
            const uint32_t one = radius_by(w, &p, v);
            all = one == NONE ? NONE : plus(w, all, one);
        }
        if (all != NONE && w->beta[u] == NONE)
            return all;
    }
    return NONE;
}

/* ---------------------------------------------------------------- two at a time */

/* The terms of this degree at a point; numbers all. */
static double leading(const growth *w, const polynomial *p, uint32_t degree, const double *x, double *sizes)
{
    double sum = 0.0;
    *sizes = 0.0;
    for (uint32_t k = 0; k < p->count; k++) {
        const term *const t = &p->of[k];
        double product = t->degree == degree ? w->g->node[t->exact].value : 0.0;
        *sizes += __builtin_fabs(product);
        for (uint32_t v = 0; v < 2; v++)
            for (uint32_t j = 0; j < t->power[v]; j++)
                product *= x[v];
        sum += product;
    }
    return sum;
}

static bool leads_by_numbers(const growth *w, const polynomial *p, uint32_t degree)
{
    for (uint32_t k = 0; k < p->count; k++)
        if (p->of[k].degree == degree &&
            (p->of[k].exact == NONE || w->g->node[p->of[k].exact].op != CHAOSI_CONST))
            return false;
    return degree_of(p) == degree;
}

/* No more than the larger of the two images' leading parts, anywhere on the square max(|x|, |y|) = 1: by points
 * on it, and by how steep they are between. */
static double least_on_square(const growth *w, const polynomial *p, const polynomial *q, uint32_t degree)
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
    if (w->nvars != 2 || w->of[w->root[0]].count != 1 || w->of[w->root[1]].count != 1)
        return NONE;
    const polynomial p = *image(w, 0, 0), q = *image(w, 1, 0);
    const uint32_t degree = degree_of(&p);
    if (degree < 2 || !leads_by_numbers(w, &p, degree) || !leads_by_numbers(w, &q, degree))
        return NONE;
    const double least = least_on_square(w, &p, &q, degree);
    uint32_t rest = number(w, 0.0);
    for (uint32_t k = 0; k < p.count + q.count; k++) {
        const term *const t = k < p.count ? &p.of[k] : &q.of[k - p.count];
        rest = t->degree < degree ? plus(w, rest, t->size) : rest;
    }
    return least > 0.001 ? radius(w, degree, number(w, 0.999 * least), rest) : NONE;
}

/* --------------------------------------------------------------------- together */

/* Where states lead one by one: what all of them ask for, and those that follow must not run ahead. */
static uint32_t radius_of_leaders(growth *w)
{
    uint32_t all = number(w, 0.0), leaders = 0;
    for (uint32_t v = 0; v < w->nvars; v++)
        find_beta(w, v);
    for (uint32_t v = 0; v < w->nvars; v++) {
        if (w->beta[v] != NONE)
            continue;
        const uint32_t own = radius_with(w, v);
        if (own == NONE)
            return NONE;
        all = plus(w, all, own);
        leaders++;
    }
    for (uint32_t v = 0; v < w->nvars; v++)
        if (w->beta[v] != NONE && !chaosi_is_const(w->g, w->beta[v], 1.0))
            all = chaosi_node_of(w->g, CHAOSI_SELECT,
                                 chaosi_node_of(w->g, CHAOSI_LE, w->beta[v], number(w, 1.0), 0), all,
                                 number(w, __builtin_inf()));
    return leaders ? all : NONE;
}

/* Images that are bounded, wherever the state is: beyond that orbits do not get. */
static uint32_t radius_of_bounded(growth *w)
{
    uint32_t all = number(w, 0.0);
    for (uint32_t v = 0; v < w->nvars; v++)
        for (uint32_t k = 0; k < w->of[w->root[v]].count; k++) {
            const polynomial p = *image(w, v, k);
            if (p.count > 1 || (p.count == 1 && p.of[0].degree > 0))
                return NONE;
            all = p.count ? plus(w, all, times(w, number(w, 1.001), p.of[0].size)) : all;
        }
    return all;
}

uint32_t chaosi_radius_of(chaosi_graph *g, const uint32_t *root, uint32_t nvars, bool *bounded)
{
    growth w = { .g = g, .root = root, .nvars = nvars, .near = chaosi_const(g, 0.0) };
    bool known = nvars <= STATES && !g->nomem && !g->full;
    if (known && !expand(&w))
        g->nomem = true;
    for (uint32_t v = 0; known && !g->nomem && v < nvars; v++)
        known = w.of[root[v]].count > 0;
    known = known && !w.failed && !g->nomem;
    uint32_t radius = known ? radius_of_bounded(&w) : NONE;
    *bounded = radius != NONE && chaosi_is_const(g, w.near, 0.0);
    radius = *bounded ? radius : NONE;
    if (known && radius == NONE)
        radius = radius_of_leaders(&w);
    if (known && radius == NONE)
        radius = radius_of_pair(&w);
    free(w.all);
    free(w.of);
    return radius == NONE ? CHAOSI_NO_RADIUS : plus(&w, w.near, radius);
}
