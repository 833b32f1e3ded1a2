/* What neighbouring sites share. A lattice's f[i-1], f[i] and f[i+1] are one
 * computation at three places: it is done once for each site, before the step,
 * into a row of its own, which the step reads at an offset. Sums over all sites
 * come before that.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/share.h"

#include <stdlib.h>

enum { NONE = UINT32_MAX, FAR = 300 /* more than two shifts can differ by */ };

/* What is known of a node. Nodes of one shape are the same computation, `base`
 * sites to the right. */
typedef struct node_info {
    uint32_t shape; /* in the graph of shapes */
    int32_t base;   /* FAR: the same at all sites */
    bool needed, tangent;
    bool entry;           /* used by a node whose shape is not shared */
    uint32_t work;        /* operations, roughly */
    uint32_t replacement; /* the node that takes its place */
    bool wanted;          /* for the row being copied, and */
    uint32_t copy;        /* its copy there */
} node_info;

/* By shape. */
typedef struct shape {
    int32_t base; /* FAR: not seen yet */
    bool shared;  /* seen at more than one place */
    uint32_t row; /* its row, or NONE */
} shape;

typedef struct sharing {
    chaosi_graph *g, shapes;
    node_info *node;
    shape *of;
    uint32_t count; /* nodes before sharing */
    chaosi_shared *out;
} sharing;

static void find_needed(sharing *s, const uint32_t *roots, uint32_t nroots)
{
    for (uint32_t i = 0; i < nroots; i++)
        s->node[roots[i]].needed = true;
    for (uint32_t i = s->count; i-- > 0;) {
        const chaosi_node *n = &s->g->node[i];
        for (int k = 0; s->node[i].needed && k < chaosi_arity(n->op); k++)
            s->node[chaosi_operand(n, k)].needed = true;
    }
}

/* The shape of an operation: its operands' shapes, and how far apart they are. */
static void find_shape(sharing *s, uint32_t i)
{
    const chaosi_node *n = &s->g->node[i];
    const int arity = chaosi_arity(n->op);
    chaosi_node shape = { .op = n->op, .a = n->a, .value = n->value };
    uint32_t *const shapes[] = { &shape.a, &shape.b, &shape.c };
    node_info *const info = &s->node[i];
    const bool of_site = n->op == CHAOSI_STATE || n->op == CHAOSI_TANGENT || (chaosi_is_draw(n) && n->b);
    info->base = of_site ? n->shift : FAR;
    info->tangent = n->op == CHAOSI_TANGENT;
    info->work = arity > 0 ? n->op < CHAOSI_NEG ? 1 : 2 : 0;
    for (int k = 0; k < arity; k++) {
        const node_info *o = &s->node[chaosi_operand(n, k)];
        *shapes[k] = o->shape;
        info->base = info->base == FAR ? o->base : info->base;
        shape.shift = shape.shift * 1024 + (o->base == FAR ? FAR : o->base - info->base);
        info->tangent |= o->tangent;
        info->work += o->base == FAR ? 0 : o->work;
    }
    if (n->op == CHAOSI_SUM) { /* the same at all sites, but added up from here on */
        shape.shift = info->base;
        info->base = FAR;
    }
    info->work = info->work > FAR ? FAR : info->work;
    info->shape = chaosi_intern(&s->shapes, &shape);
}

static bool find_shapes(sharing *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->node[i].needed)
            find_shape(s, i);
    if (s->shapes.nomem || s->shapes.full)
        return false;
    s->of = malloc((s->shapes.count + 1) * sizeof *s->of);
    for (uint32_t k = 0; s->of && k < s->shapes.count; k++)
        s->of[k] = (shape){ FAR, false, NONE };
    for (uint32_t i = 0; s->of && i < s->count; i++) {
        const node_info *info = &s->node[i];
        if (!info->needed || info->base == FAR || info->tangent || info->work < 2)
            continue;
        shape *const k = &s->of[info->shape];
        k->shared |= k->base != FAR && k->base != info->base;
        k->base = k->base == FAR ? info->base : k->base;
    }
    return s->of != NULL;
}

static bool is_shared(const sharing *s, uint32_t i)
{
    const node_info *info = &s->node[i];
    return info->needed && info->base != FAR && !info->tangent && info->work >= 2 &&
           s->of[info->shape].shared;
}

/* Only the outermost shared computations get rows: the step does not use those
 * within them. */
static void find_entries(sharing *s, const uint32_t *roots, uint32_t nroots)
{
    for (uint32_t i = 0; i < nroots; i++)
        s->node[roots[i]].entry = true;
    for (uint32_t i = s->count; i-- > 0;) {
        const chaosi_node *n = &s->g->node[i];
        if (s->node[i].needed && !is_shared(s, i) && n->op != CHAOSI_SUM)
            for (int k = 0; k < chaosi_arity(n->op); k++)
                s->node[chaosi_operand(n, k)].entry = true;
    }
}

/* A copy of all that `root` is computed from, as nodes of this segment. */
static uint32_t copy(sharing *s, uint32_t root, enum chaosk_segment segment)
{
    s->node[root].wanted = true;
    for (uint32_t i = root + 1; i-- > 0;) {
        const chaosi_node *n = &s->g->node[i];
        for (int k = 0; s->node[i].wanted && k < chaosi_arity(n->op); k++)
            s->node[chaosi_operand(n, k)].wanted = true;
    }
    for (uint32_t i = 0; i <= root; i++) {
        node_info *const info = &s->node[i];
        chaosi_node n = s->g->node[i];
        const int arity = chaosi_arity(n.op);
        if (!info->wanted)
            continue;
        info->wanted = false;
        info->copy = info->base == FAR ? info->replacement : i;
        if (arity == 0 || info->base == FAR)
            continue;
        n.a = s->node[n.a].copy;
        n.b = arity > 1 ? s->node[n.b].copy : 0;
        n.c = arity > 2 ? s->node[n.c].copy : 0;
        n.shift = (int32_t)segment;
        info->copy = chaosi_intern(s->g, &n);
    }
    return s->node[root].copy;
}

static uint32_t row_leaf(sharing *s, uint32_t i)
{
    shape *const k = &s->of[s->node[i].shape];
    if (k->row == NONE && s->out->nrows < CHAOSI_MAX_ROWS && s->node[i].entry) {
        k->row = s->out->nrows++;
        k->base = s->node[i].base;
        s->out->row[k->row] = copy(s, i, CHAOSK_ROWS);
    }
    if (k->row == NONE)
        return NONE;
    const int32_t shift = s->node[i].base - k->base;
    const uint32_t distance = (uint32_t)(shift < 0 ? -shift : shift);
    s->out->halo = distance > s->out->halo ? distance : s->out->halo;
    return chaosi_leaf(s->g, CHAOSI_ROW, k->row, shift);
}

static uint32_t total_leaf(sharing *s, uint32_t i)
{
    const uint32_t k = s->out->ntotals++;
    const bool tangent = s->node[i].tangent;
    s->out->segment[k] = tangent ? CHAOSK_VECTOR_SUMS : CHAOSK_SUMS;
    s->out->total[k] = copy(s, s->g->node[i].a, s->out->segment[k]);
    return chaosi_leaf(s->g, tangent ? CHAOSI_TANGENT_TOTAL : CHAOSI_TOTAL, k, 0);
}

static void rewrite(sharing *s, uint32_t i)
{
    chaosi_node n = s->g->node[i];
    const int arity = chaosi_arity(n.op);
    uint32_t replacement = n.op == CHAOSI_SUM ? total_leaf(s, i) : is_shared(s, i) ? row_leaf(s, i) : NONE;
    if (replacement == NONE && arity > 0) {
        n.a = s->node[n.a].replacement;
        n.b = arity > 1 ? s->node[n.b].replacement : 0;
        n.c = arity > 2 ? s->node[n.c].replacement : 0;
        replacement = chaosi_intern(s->g, &n);
    }
    s->node[i].replacement = replacement == NONE ? i : replacement;
}

void chaosi_share(chaosi_graph *g, uint32_t *roots, uint32_t nroots, chaosi_shared *out)
{
    sharing s = { .g = g, .count = g->count, .out = out };
    *out = (chaosi_shared){ .nrows = 0 };
    chaosi_graph_init(&s.shapes);
    s.node = calloc(s.count, sizeof *s.node);
    if (s.node)
        find_needed(&s, roots, nroots);
    if (!s.node || !find_shapes(&s)) {
        g->nomem = true;
    } else {
        find_entries(&s, roots, nroots);
        for (uint32_t i = 0; i < s.count && !g->nomem && !g->full; i++)
            if (s.node[i].needed)
                rewrite(&s, i);
        for (uint32_t i = 0; i < nroots; i++)
            roots[i] = s.node[roots[i]].replacement;
    }
    chaosi_graph_free(&s.shapes);
    free(s.node);
    free(s.of);
}
