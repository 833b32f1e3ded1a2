/* A formula becomes polynomials, one for each way that its conditions may go.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/polynomials.h"

#include <stdlib.h>
#include <string.h>

enum {
    NONE = CHAOSI_UNKNOWN,
    STATES = CHAOSI_POLYNOMIAL_STATES,
    TERMS = CHAOSI_POLYNOMIAL_TERMS,
    BRANCHES = 8,
    POLYNOMIALS = 1024,
    NODES = 1 << 14,
    DEGREE = 16,
};

static uint32_t number(chaosi_expansion *w, double value) { return chaosi_const(w->g, value); }
static uint32_t plus(chaosi_expansion *w, uint32_t a, uint32_t b) { return chaosi_plus(w->g, a, b); }
static uint32_t times(chaosi_expansion *w, uint32_t a, uint32_t b) { return chaosi_times(w->g, a, b); }
static uint32_t minus(chaosi_expansion *w, uint32_t a)
{
    return a == NONE ? NONE : times(w, number(w, -1.0), a);
}
static uint32_t over(chaosi_expansion *w, uint32_t a, uint32_t b)
{
    return a == NONE || chaosi_is_const(w->g, a, 0.0) ? a : chaosi_node_of(w->g, CHAOSI_DIV, a, b, 0);
}

uint32_t chaosi_size_of(chaosi_graph *g, uint32_t a)
{
    const chaosi_node n = g->node[a];
    return n.op == CHAOSI_CONST ? chaosi_const(g, __builtin_fabs(n.value))
           : n.op == CHAOSI_NEG ? chaosi_size_of(g, n.a)
                                : chaosi_node_of(g, CHAOSI_ABS, a, 0, 0);
}

/* ------------------------------------------------------------------- polynomials */

/* NULL: it is too much. */
static chaosi_polynomial *new_polynomial(chaosi_expansion *w)
{
    if (w->failed || w->g->nomem || w->g->count > NODES || w->count == POLYNOMIALS)
        return NULL;
    if (w->count == w->capacity) {
        const uint32_t capacity = w->capacity ? 2 * w->capacity : 64;
        chaosi_polynomial *const all = realloc(w->all, capacity * sizeof *all);
        w->g->nomem |= !all;
        if (!all)
            return NULL;
        w->all = all;
        w->capacity = capacity;
    }
    chaosi_polynomial *const p = &w->all[w->count++];
    p->count = 0;
    return p;
}

static void add_term(chaosi_expansion *w, chaosi_polynomial *p, chaosi_monomial t)
{
    for (uint32_t k = 0; k < p->count; k++) {
        chaosi_monomial *const own = &p->of[k];
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
static chaosi_branches single(chaosi_expansion *w, const chaosi_monomial *t)
{
    chaosi_polynomial *const p = new_polynomial(w);
    if (p && t)
        add_term(w, p, *t);
    return (chaosi_branches){ w->count - 1, p != NULL };
}

/* At most so large, and no more is known. */
static chaosi_branches bounded(chaosi_expansion *w, uint32_t size)
{
    return single(w, &(chaosi_monomial){ .exact = NONE, .size = size });
}

/* a + sign b */
static void sum(chaosi_expansion *w, const chaosi_polynomial *a, const chaosi_polynomial *b, bool negative,
                chaosi_polynomial *p)
{
    for (uint32_t i = 0; i < a->count; i++)
        add_term(w, p, a->of[i]);
    for (uint32_t i = 0; i < b->count; i++) {
        chaosi_monomial t = b->of[i];
        t.exact = negative ? minus(w, t.exact) : t.exact;
        add_term(w, p, t);
    }
}

/* Whether powers of sums over all sites are in it. */
static bool has_total(const chaosi_expansion *w, const chaosi_monomial *t)
{
    for (uint32_t v = w->nvars; v < w->nstates; v++)
        if (w->elsewhere[v].all && t->power[v] > 0)
            return true;
    return false;
}

static void product(chaosi_expansion *w, const chaosi_polynomial *a, const chaosi_polynomial *b,
                    chaosi_polynomial *p)
{
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t j = 0; j < b->count; j++) {
            const chaosi_monomial x = a->of[i], y = b->of[j];
            chaosi_monomial t = { .degree = (uint8_t)(x.degree + y.degree),
                                  .size = times(w, x.size, y.size) };
            for (int v = 0; v < STATES; v++)
                t.power[v] = (uint8_t)(x.power[v] + y.power[v]);
            t.exact = x.exact == NONE || y.exact == NONE || (has_total(w, &x) && has_total(w, &y))
                          ? NONE
                          : times(w, x.exact, y.exact);
            add_term(w, p, t);
        }
}

static void quotient(chaosi_expansion *w, const chaosi_polynomial *a, uint32_t divisor, chaosi_polynomial *p)
{
    for (uint32_t i = 0; i < a->count; i++) {
        chaosi_monomial t = a->of[i];
        t.exact = over(w, t.exact, divisor);
        t.size = over(w, t.size, chaosi_size_of(w->g, divisor));
        add_term(w, p, t);
    }
}

/* ------------------------------------------------------------------------- nodes */

/* Each of a with each of b. */
static chaosi_branches combine(chaosi_expansion *w, uint32_t op, chaosi_branches a, chaosi_branches b)
{
    chaosi_branches f = { w->count, 0 };
    const uint32_t count = a.count * b.count <= BRANCHES ? a.count * b.count : 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t left = a.begin + i / b.count, right = b.begin + i % b.count;
        chaosi_polynomial *const p = new_polynomial(w);
        if (!p)
            return (chaosi_branches){ 0, 0 };
        if (op == CHAOSI_MUL)
            product(w, &w->all[left], &w->all[right], p);
        else
            sum(w, &w->all[left], &w->all[right], op == CHAOSI_SUB, p);
        f.count++;
    }
    return f;
}

static chaosi_branches negated(chaosi_expansion *w, chaosi_branches a)
{
    return combine(w, CHAOSI_SUB, single(w, NULL), a);
}

/* One of a or one of b. */
static chaosi_branches either(chaosi_expansion *w, chaosi_branches a, chaosi_branches b)
{
    chaosi_branches f = { w->count, 0 };
    const uint32_t count = a.count && b.count && a.count + b.count <= BRANCHES ? a.count + b.count : 0;
    for (uint32_t i = 0; i < count; i++) {
        chaosi_polynomial *const p = new_polynomial(w);
        if (!p)
            return (chaosi_branches){ 0, 0 };
        *p = w->all[i < a.count ? a.begin + i : b.begin + i - a.count];
        f.count++;
    }
    return f;
}

static chaosi_branches divided(chaosi_expansion *w, chaosi_branches a, uint32_t divisor)
{
    chaosi_branches f = { w->count, 0 };
    for (uint32_t i = 0; i < a.count; i++) {
        chaosi_polynomial *const p = new_polynomial(w);
        if (!p)
            return (chaosi_branches){ 0, 0 };
        quotient(w, &w->all[a.begin + i], divisor, p);
        f.count++;
    }
    return f;
}

/* e^a where a is nowhere far above 0: a sum of a constant and of even powers, which must not be positive. */
static chaosi_branches exponential(chaosi_expansion *w, chaosi_branches a)
{
    const uint32_t one = number(w, 1.001), none = number(w, __builtin_inf());
    uint32_t size = one;
    if (a.count != 1)
        return (chaosi_branches){ 0, 0 };
    const chaosi_polynomial p = w->all[a.begin];
    for (uint32_t k = 0; k < p.count; k++) {
        const chaosi_monomial *const t = &p.of[k];
        for (int v = 0; v < STATES; v++)
            if (t->power[v] % 2 || t->exact == NONE)
                return (chaosi_branches){ 0, 0 };
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
static chaosi_branches chosen(chaosi_expansion *w, const chaosi_node *n)
{
    if (w->nvars > 1 || w->sites || !chaosi_holds_near(w->g, n->a))
        return either(w, w->of[n->b], w->of[n->c]);
    w->near = plus(w, w->near, chaosi_size_of(w->g, w->g->node[n->a].b));
    return w->of[n->c];
}

/* The number of a state, which may be at another site. */
static uint32_t number_of(chaosi_expansion *w, uint32_t variable, int32_t shift, bool all)
{
    if (shift == 0 && !all)
        return variable;
    for (uint32_t v = w->nvars; v < w->nstates; v++)
        if (w->elsewhere[v].variable == variable && w->elsewhere[v].shift == shift &&
            w->elsewhere[v].all == all)
            return v;
    if (w->nstates == STATES) {
        w->failed = true;
        return 0;
    }
    w->elsewhere[w->nstates] = (chaosi_elsewhere){ variable, shift, all };
    return w->nstates++;
}

/* A power of one state, summed up, is N times that power of one that is no larger than the largest; of other terms
 * the size alone is known. */
static chaosi_branches total(chaosi_expansion *w, chaosi_branches a)
{
    const uint32_t sites = number(w, (double)w->sites);
    const chaosi_polynomial p = w->all[a.begin];
    chaosi_polynomial *const f = a.count == 1 ? new_polynomial(w) : NULL;
    for (uint32_t k = 0; f && k < p.count; k++) {
        chaosi_monomial t = { .degree = p.of[k].degree, .size = times(w, sites, p.of[k].size) };
        uint32_t states = 0;
        for (uint32_t v = 0; v < w->nstates; v++)
            if (p.of[k].power[v] > 0) {
                t.power[number_of(w, v < w->nvars ? v : w->elsewhere[v].variable, 0, true)] +=
                    p.of[k].power[v];
                states++;
            }
        t.exact = p.of[k].exact == NONE || states > 1 || has_total(w, &p.of[k])
                      ? NONE
                      : times(w, sites, p.of[k].exact);
        add_term(w, f, t);
    }
    return (chaosi_branches){ w->count - 1, f != NULL };
}

static chaosi_branches of_node(chaosi_expansion *w, uint32_t i)
{
    const chaosi_node n = w->g->node[i];
    const chaosi_branches none = { 0, 0 }, a = chaosi_arity(n.op) > 0 ? w->of[n.a] : none,
                          b = chaosi_arity(n.op) > 1 ? w->of[n.b] : none;
    if (n.fixed)
        return single(w, &(chaosi_monomial){ .exact = i, .size = chaosi_size_of(w->g, i) });
    const uint32_t one = number(w, 1.0);
    switch (n.op) {
    case CHAOSI_STATE: {
        chaosi_monomial t = { .degree = 1, .exact = one, .size = one };
        t.power[number_of(w, n.a, n.shift, false)] = 1;
        return single(w, &t);
    }
    case CHAOSI_ADD:
    case CHAOSI_SUB:
    case CHAOSI_MUL: return combine(w, n.op, a, b);
    case CHAOSI_DIV: return w->g->node[n.b].fixed ? divided(w, a, n.b) : none;
    case CHAOSI_NEG: return negated(w, a);
    case CHAOSI_ABS: return either(w, a, negated(w, a));
    case CHAOSI_SUM: return total(w, a);
    case CHAOSI_MIN:
    case CHAOSI_MAX: return either(w, a, b);
    case CHAOSI_SELECT: return chosen(w, &n);
    case CHAOSI_FLOOR:
    case CHAOSI_CEIL:
    case CHAOSI_TRUNC:
    case CHAOSI_ROUND: return combine(w, CHAOSI_ADD, a, bounded(w, one));
    case CHAOSI_MOD: return w->g->node[n.b].fixed ? bounded(w, chaosi_size_of(w->g, n.b)) : none;
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

bool chaosi_expand(chaosi_expansion *w)
{
    w->near = number(w, 0.0);
    w->nstates = w->nvars;
    const uint32_t n = w->g->count;
    bool *const need = calloc(n, sizeof *need);
    w->of = calloc(n, sizeof *w->of);
    if (!need || !w->of) {
        free(need);
        w->g->nomem = true;
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
    return !w->g->nomem && !w->g->full;
}

void chaosi_expansion_free(chaosi_expansion *w)
{
    free(w->all);
    free(w->of);
}
