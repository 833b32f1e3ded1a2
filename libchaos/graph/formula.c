/* A formula's graph over jets, node by node, in a lattice site by site.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/formula.h"

#include <stdlib.h>
#include <string.h>

enum { BY_IMAGES = 1, BY_SUMS = 2 };

/* ------------------------------------------------------------------------ memory */

static void mark_operands(chaosi_formula *f, uint32_t i)
{
    const chaosi_node *n = &f->graph.node[i];
    if (n->op == CHAOSI_SUM)
        f->used[n->a] |= BY_SUMS;
    for (int k = 0; k < chaosi_arity(n->op) && n->op != CHAOSI_SUM; k++)
        f->used[chaosi_operand(n, k)] |= f->used[i];
}

bool chaosi_formula_init(chaosi_formula *f)
{
    const size_t count = f->graph.count;
    f->used = calloc(count, sizeof *f->used);
    f->value = calloc(count << CHAOSI_JET_ORDER, sizeof *f->value);
    if (!f->used || !f->value)
        return false;
    for (uint32_t v = 0; v < f->nvars; v++)
        f->used[f->root[v]] |= BY_IMAGES;
    for (uint32_t i = (uint32_t)count; i-- > 0;)
        if (f->used[i])
            mark_operands(f, i);
    return true;
}

void chaosi_formula_free(chaosi_formula *f)
{
    chaosi_graph_free(&f->graph);
    free(f->root);
    free(f->first);
    free(f->apart);
    free(f->param);
    free(f->used);
    free(f->value);
}

/* -------------------------------------------------------------------------- steps */

typedef struct walk {
    chaosi_formula *f;
    unsigned k;
    const double *p, *x;
    double n;
} walk;

static double *value_of(const walk *w, uint32_t node) { return w->f->value + ((size_t)node << w->k); }

/* Where variable v stands so many sites to the right of a site. */
static uint64_t state_of(const chaosi_formula *f, uint32_t v, uint64_t site, int32_t shift)
{
    const int64_t sites = (int64_t)f->sites, at = ((int64_t)site + shift) % sites;
    return f->first[v] + (uint64_t)(at < 0 ? at + sites : at) * f->apart[v];
}

static void constant(const walk *w, double value, double *y)
{
    memset(y, 0, (sizeof *y) << w->k);
    y[0] = value;
}

static void compute(const walk *w, uint32_t i, uint64_t site)
{
    const chaosi_node *n = &w->f->graph.node[i];
    const int arity = chaosi_arity(n->op);
    double *const y = value_of(w, i);
    const size_t bytes = (sizeof *y) << w->k;
    switch (n->op) {
    case CHAOSI_SUM: return;
    case CHAOSI_CONST: constant(w, n->value, y); return;
    case CHAOSI_TIME: constant(w, w->n, y); return;
    case CHAOSI_PARAM: memcpy(y, w->p + ((size_t)w->f->param[n->a] << w->k), bytes); return;
    case CHAOSI_STATE: memcpy(y, w->x + (state_of(w->f, n->a, site, n->shift) << w->k), bytes); return;
    default:
        chaosi_jet_of(w->f->function, n->op, w->k, value_of(w, n->a), arity > 1 ? value_of(w, n->b) : NULL,
                      arity > 2 ? value_of(w, n->c) : NULL, y);
    }
}

static void compute_all(const walk *w, unsigned by, uint64_t site)
{
    for (uint32_t i = 0; i < w->f->graph.count; i++)
        if (w->f->used[i] & by)
            compute(w, i, site);
}

static void add_sums(const walk *w)
{
    const chaosi_graph *g = &w->f->graph;
    for (uint32_t i = 0; i < g->count; i++)
        if (g->node[i].op == CHAOSI_SUM && w->f->used[i])
            for (unsigned m = 0; m < 1U << w->k; m++)
                value_of(w, i)[m] += value_of(w, g->node[i].a)[m];
}

static void compute_sums(const walk *w)
{
    const chaosi_graph *g = &w->f->graph;
    bool any = false;
    for (uint32_t i = 0; i < g->count; i++)
        if (g->node[i].op == CHAOSI_SUM && w->f->used[i]) {
            constant(w, 0.0, value_of(w, i));
            any = true;
        }
    for (uint64_t site = 0; any && site < w->f->sites; site++) {
        compute_all(w, BY_SUMS, site);
        add_sums(w);
    }
}

void chaosi_formula_step(chaosi_formula *f, unsigned k, const double *p, const double *x, uint64_t n,
                         double *y)
{
    const walk w = { f, k, p, x, (double)n };
    compute_sums(&w);
    for (uint64_t site = 0; site < f->sites; site++) {
        compute_all(&w, BY_IMAGES, site);
        for (uint32_t v = 0; v < f->nvars; v++)
            memcpy(y + ((f->first[v] + site * f->apart[v]) << k), value_of(&w, f->root[v]), (sizeof *y) << k);
    }
}
