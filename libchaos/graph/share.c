/* What neighbouring sites share. A lattice's f[i-1], f[i] and f[i+1] are one
 * computation at three places: it is done once for each site, before the step,
 * into a row of its own, which the step reads some sites on. A sum over all
 * sites is done before all that.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/share.h"

#include <stdlib.h>

enum { NONE = UINT32_MAX, FAR = 300 /* beyond what two shifts are apart */ };

/* What is known of a node. Nodes of one shape are the same computation, `base` sites on. */
typedef struct about {
    uint32_t shape; /* in the graph of shapes */
    int32_t base;   /* FAR: the same at all sites */
    uint8_t needed, tangent;
    uint8_t entry;  /* what uses it is of a shape that occurs at one place */
    uint32_t work;  /* operations, roughly */
    uint32_t now;   /* what it is from now on */
    uint8_t wanted; /* for a row that is being copied */
    uint32_t copy;  /* what it is there */
} about;

/* By shape. */
typedef struct shape {
    int32_t base;   /* FAR: not seen yet */
    uint8_t shared; /* seen at another place, too */
    uint32_t row;   /* its row, or NONE */
} shape;

typedef struct sharing {
    chaosi_graph *g, shapes;
    about *node;
    shape *of;
    uint32_t count; /* nodes there were */
    chaosi_shared *out;
} sharing;

static void find_needed(sharing *s, const uint32_t *roots, uint32_t nroots)
{
    for (uint32_t i = 0; i < nroots; i++)
        s->node[roots[i]].needed = 1;
    for (uint32_t i = s->count; i-- > 0;) {
        const chaosi_node *n = &s->g->node[i];
        const uint32_t operand[] = { n->a, n->b, n->c };
        for (int k = 0; s->node[i].needed && k < chaosi_arity(n->op); k++)
            s->node[operand[k]].needed = 1;
    }
}

/* The shape of an operation: those of its operands, and how far they are apart. */
static void find_shape(sharing *s, uint32_t i)
{
    const chaosi_node *n = &s->g->node[i];
    const uint32_t operand[] = { n->a, n->b, n->c };
    const int arity = chaosi_arity(n->op);
    chaosi_node shape = { .op = n->op, .a = n->a, .value = n->value };
    uint32_t *const shapes[] = { &shape.a, &shape.b, &shape.c };
    about *const it = &s->node[i];
    it->base = n->op == CHAOSI_STATE || n->op == CHAOSI_TANGENT ? n->shift : FAR;
    it->tangent = n->op == CHAOSI_TANGENT;
    it->work = arity > 0 ? n->op < CHAOSI_NEG ? 1 : 2 : 0;
    for (int k = 0; k < arity; k++) {
        const about *o = &s->node[operand[k]];
        *shapes[k] = o->shape;
        it->base = it->base == FAR ? o->base : it->base;
        shape.shift = shape.shift * 1024 + (o->base == FAR ? FAR : o->base - it->base);
        it->tangent |= o->tangent;
        it->work += o->base == FAR ? 0 : o->work;
    }
    if (n->op == CHAOSI_SUM) { /* the same at all sites, but added from here on */
        shape.shift = it->base;
        it->base = FAR;
    }
    it->work = it->work > FAR ? FAR : it->work;
    it->shape = chaosi_intern(&s->shapes, &shape);
}

static int find_shapes(sharing *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->node[i].needed)
            find_shape(s, i);
    if (s->shapes.nomem || s->shapes.full)
        return 0;
    s->of = malloc((s->shapes.count + 1) * sizeof *s->of);
    for (uint32_t k = 0; s->of && k < s->shapes.count; k++)
        s->of[k] = (shape){ FAR, 0, NONE };
    for (uint32_t i = 0; s->of && i < s->count; i++) {
        const about *it = &s->node[i];
        if (!it->needed || it->base == FAR || it->tangent || it->work < 2)
            continue;
        shape *const k = &s->of[it->shape];
        k->shared |= k->base != FAR && k->base != it->base;
        k->base = k->base == FAR ? it->base : k->base;
    }
    return s->of != NULL;
}

static int is_shared(const sharing *s, uint32_t i)
{
    const about *it = &s->node[i];
    return it->needed && it->base != FAR && !it->tangent && it->work >= 2 && s->of[it->shape].shared;
}

/* The largest of shared computations get rows: those within them are none of the step's. */
static void find_entries(sharing *s, const uint32_t *roots, uint32_t nroots)
{
    for (uint32_t i = 0; i < nroots; i++)
        s->node[roots[i]].entry = 1;
    for (uint32_t i = s->count; i-- > 0;) {
        const chaosi_node *n = &s->g->node[i];
        const uint32_t operand[] = { n->a, n->b, n->c };
        for (int k = 0;
             s->node[i].needed && !is_shared(s, i) && n->op != CHAOSI_SUM && k < chaosi_arity(n->op); k++)
            s->node[operand[k]].entry = 1;
    }
}

/* A copy of what node i computes, of nodes that are of this segment. */
static uint32_t copy(sharing *s, uint32_t root, enum chaosk_segment segment)
{
    s->node[root].wanted = 1;
    for (uint32_t i = root + 1; i-- > 0;) {
        const chaosi_node *n = &s->g->node[i];
        const uint32_t operand[] = { n->a, n->b, n->c };
        for (int k = 0; s->node[i].wanted && k < chaosi_arity(n->op); k++)
            s->node[operand[k]].wanted = 1;
    }
    for (uint32_t i = 0; i <= root; i++) {
        about *const it = &s->node[i];
        chaosi_node n = s->g->node[i];
        const int arity = chaosi_arity(n.op);
        if (!it->wanted)
            continue;
        it->wanted = 0;
        it->copy = it->base == FAR ? it->now : i;
        if (arity == 0 || it->base == FAR)
            continue;
        n.a = s->node[n.a].copy;
        n.b = arity > 1 ? s->node[n.b].copy : 0;
        n.c = arity > 2 ? s->node[n.c].copy : 0;
        n.shift = (int32_t)segment;
        it->copy = chaosi_intern(s->g, &n);
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
    const int tangent = s->node[i].tangent;
    s->out->segment[k] = tangent ? CHAOSK_VECTOR_SUMS : CHAOSK_SUMS;
    s->out->total[k] = copy(s, s->g->node[i].a, s->out->segment[k]);
    return chaosi_leaf(s->g, tangent ? CHAOSI_TANGENT_TOTAL : CHAOSI_TOTAL, k, 0);
}

static void rewrite(sharing *s, uint32_t i)
{
    chaosi_node n = s->g->node[i];
    const int arity = chaosi_arity(n.op);
    uint32_t leaf = n.op == CHAOSI_SUM ? total_leaf(s, i) : is_shared(s, i) ? row_leaf(s, i) : NONE;
    if (leaf == NONE && arity > 0) {
        n.a = s->node[n.a].now;
        n.b = arity > 1 ? s->node[n.b].now : 0;
        n.c = arity > 2 ? s->node[n.c].now : 0;
        leaf = chaosi_intern(s->g, &n);
    }
    s->node[i].now = leaf == NONE ? i : leaf;
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
        g->nomem = 1;
    } else {
        find_entries(&s, roots, nroots);
        for (uint32_t i = 0; i < s.count && !g->nomem && !g->full; i++)
            if (s.node[i].needed)
                rewrite(&s, i);
        for (uint32_t i = 0; i < nroots; i++)
            roots[i] = s.node[roots[i]].now;
    }
    chaosi_graph_free(&s.shapes);
    free(s.node);
    free(s.of);
}
