/* Whether what is not finite stays so: if each state that can be the first not to be finite makes another one, or
 * itself, not finite in the next step, and that one likewise.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/outside.h"

#include "graph/polynomials.h"

#include <stdlib.h>

/* The states, as bits, of which each, where it is not finite, makes the node not finite: inf or NaN times or
 * plus anything is inf or NaN. Or with `nan` those of which each, where it is NaN, makes the node NaN. */
static uint64_t carried(const chaosi_graph *g, const chaosi_node *n, const uint64_t *of, bool nan)
{
    uint32_t near;
    switch (n->op) {
    case CHAOSI_STATE: return UINT64_C(1) << n->a;
    case CHAOSI_ADD:
    case CHAOSI_SUB:
    case CHAOSI_MUL: return of[n->a] | of[n->b];
    case CHAOSI_DIV:
    case CHAOSI_MOD: return nan ? of[n->a] | of[n->b] : of[n->a];
    case CHAOSI_MIN:
    case CHAOSI_MAX: return nan ? of[n->a] | of[n->b] : of[n->a] & of[n->b];
    case CHAOSI_NEG:
    case CHAOSI_ABS:
    case CHAOSI_FLOOR:
    case CHAOSI_SQRT:
    case CHAOSI_LOG:
    case CHAOSI_SIN:
    case CHAOSI_COS:
    case CHAOSI_TAN:
    case CHAOSI_SINH:
    case CHAOSI_COSH:
    case CHAOSI_SUM: return of[n->a];
    case CHAOSI_SIGN:
    case CHAOSI_EXP:
    case CHAOSI_ASIN:
    case CHAOSI_ACOS:
    case CHAOSI_ATAN:
    case CHAOSI_TANH: return nan ? of[n->a] : 0;
    case CHAOSI_SELECT:
        near = chaosi_holds_near(g, n->a) ? g->node[g->node[g->node[n->a].a].a].a : 64;
        return of[n->c] & (of[n->b] | (near < 64 ? UINT64_C(1) << near : 0));
    default: return 0;
    }
}

/* Whether a node is finite or NaN. */
static bool never_infinite(const chaosi_graph *g, uint32_t i)
{
    switch (g->node[i].op) {
    case CHAOSI_NEG:
    case CHAOSI_ABS: return never_infinite(g, g->node[i].a);
    case CHAOSI_MOD:
    case CHAOSI_SIGN:
    case CHAOSI_SIN:
    case CHAOSI_COS:
    case CHAOSI_ASIN:
    case CHAOSI_ACOS:
    case CHAOSI_ATAN:
    case CHAOSI_TANH: return true;
    default: return false;
    }
}

/* What state v, where it is not finite, makes not finite. */
static uint64_t reach_of(const chaosi_emission *e, uint32_t v, chaosi_angles angles, const uint64_t *any,
                         const uint64_t *nan)
{
    uint64_t found = 0;
    const bool is_nan = angles == CHAOSI_BOUNDED || (angles == CHAOSI_WRAPPED && e->wrap[v] > 0.0) ||
                        never_infinite(e->graph, e->root[v]);
    for (uint32_t u = 0; u < e->nvars; u++)
        if ((any[e->root[u]] | (is_nan ? nan[e->root[u]] : 0)) >> v & 1)
            found |= UINT64_C(1) << u;
    return found;
}

bool chaosi_stays_outside(const chaosi_emission *e, chaosi_angles angles)
{
    const uint32_t count = e->graph->count;
    uint64_t *const any = malloc(2 * count * sizeof *any), *const nan = any ? any + count : NULL;
    uint64_t reach[CHAOSI_EMIT_VARS], first = 0, lasting = UINT64_MAX >> (64 - e->nvars), before = 0;
    if (!any)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        any[i] = carried(e->graph, &e->graph->node[i], any, false);
        nan[i] = carried(e->graph, &e->graph->node[i], nan, true);
    }
    for (uint32_t v = 0; v < e->nvars; v++) {
        reach[v] = reach_of(e, v, angles, any, nan);
        if (chaosi_arity(e->graph->node[e->root[v]].op) > 0) /* no copy */
            first |= UINT64_C(1) << v;
    }
    free(any);
    while (lasting != before) {
        before = lasting;
        for (uint32_t v = 0; v < e->nvars; v++)
            if (!(reach[v] & lasting))
                lasting &= ~(UINT64_C(1) << v);
    }
    return (first & ~lasting) == 0;
}
