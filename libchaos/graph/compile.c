/* A graph becomes code: nodes are fused into instructions and get slots.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/fuse.h"

#include <stdlib.h>
#include <string.h>

enum { NONE = UINT32_MAX };

/* Where a node's value is kept. */
typedef struct place {
    uint32_t slot;
    uint32_t last; /* the last instruction of its segment that reads it; NONE: keep it */
} place;

typedef struct compiler {
    const chaosi_graph *g;
    const chaosi_roots *of;
    uint32_t nvars;      /* states */
    chaosi_use *use;     /* by node */
    place *place;        /* by node */
    chaosk_instr *fused; /* by node: operands are still nodes */
    uint32_t *free_temps, nfree;
    uint32_t slot_capacity, instr_capacity;
    chaosk_code *code;
    bool nomem;
} compiler;

/* -------------------------------------------------------------- what is needed */

/* Results have two more uses, so that absorbing never leaves them unused. */
static void need_results(compiler *c, const uint32_t *nodes, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        c->use[nodes[k]].count += 2;
        c->use[nodes[k]].needed = true;
    }
}

static void need(compiler *c)
{
    need_results(c, c->of->root, c->of->count);
    need_results(c, c->of->image, c->of->image ? c->of->count : 0);
    need_results(c, c->of->row, c->of->nrows);
    need_results(c, c->of->total, c->of->ntotals);
    for (uint32_t i = c->g->count; i-- > 0;) {
        const chaosi_node *n = &c->g->node[i];
        for (int k = 0; c->use[i].needed && k < chaosi_arity(n->op); k++) {
            c->use[chaosi_operand(n, k)].needed = true;
            c->use[chaosi_operand(n, k)].count++;
        }
    }
}

/* The earliest segment that knows a leaf. */
static uint8_t leaf_segment(const chaosi_node *n)
{
    const uint32_t op = n->op;
    return op == CHAOSI_STATE || op == CHAOSI_ROW ? CHAOSK_STEP
           : op == CHAOSI_TANGENT                 ? CHAOSK_VECTOR
           : op == CHAOSI_TIME                    ? CHAOSK_TIME
           : chaosi_is_draw(n)                    ? (n->b ? CHAOSK_STEP : CHAOSK_TIME)
           : op == CHAOSI_TOTAL                   ? CHAOSK_TOTALS
           : op == CHAOSI_TANGENT_TOTAL           ? CHAOSK_VECTOR_TOTALS
                                                  : CHAOSK_ONCE;
}

static void find_segments(compiler *c)
{
    for (uint32_t i = 0; i < c->g->count; i++) {
        const chaosi_node *n = &c->g->node[i];
        const int arity = chaosi_arity(n->op);
        uint8_t s = leaf_segment(n);
        bool of_vector = false;
        for (int k = 0; k < arity; k++) {
            const uint8_t segment = c->use[chaosi_operand(n, k)].segment;
            s = segment > s ? segment : s;
            of_vector |= segment == CHAOSK_VECTOR_TOTALS;
        }
        s = s == CHAOSK_STEP && of_vector ? CHAOSK_VECTOR : s;
        c->use[i].segment = arity > 0 && n->shift != 0 ? (uint8_t)n->shift : s;
    }
}

/* ----------------------------------------------------------------------- slots */

static uint32_t add_slot(compiler *c, uint32_t kind, uint32_t index, int32_t shift)
{
    if (c->code->nslots == c->slot_capacity) {
        const uint32_t capacity = 2 * c->slot_capacity + 16;
        chaosk_slot *slots = realloc(c->code->slots, capacity * sizeof *slots);
        if (!slots) {
            c->nomem = true;
            return 0;
        }
        c->code->slots = slots;
        c->slot_capacity = capacity;
    }
    c->code->slots[c->code->nslots] = (chaosk_slot){ kind, index, shift };
    return c->code->nslots++;
}

static uint32_t temp_slot(compiler *c)
{
    return c->nfree ? c->free_temps[--c->nfree] : add_slot(c, CHAOSK_SLOT_TEMP, c->code->ntemps++, 0);
}

/* Written before each step, and never free for anything else. */
static uint32_t time_slot(compiler *c, uint32_t node)
{
    c->place[node].last = NONE;
    return c->code->time = add_slot(c, CHAOSK_SLOT_TEMP, c->code->ntemps++, 0);
}

/* Where a number is, or is put, among those that are there: which it is. */
static uint32_t draw_index(chaosk_draws *draws, const chaosi_node *n)
{
    uint32_t at = draws->count;
    for (; at > 0 && draws->draw[at - 1].number >= n->a; at--)
        if (draws->draw[at - 1].number == n->a)
            return at - 1;
    for (uint32_t k = draws->count++; k > at; k--)
        draws->draw[k] = draws->draw[k - 1];
    draws->draw[at] = (chaosk_draw){ .op = n->op, .number = n->a, .slot = draws->count - 1 };
    return at;
}

static uint32_t draw_slot(compiler *c, uint32_t node)
{
    const chaosi_node *const n = &c->g->node[node];
    if (n->b)
        return add_slot(c, CHAOSK_SLOT_DRAW,
                        c->code->site_draws.draw[draw_index(&c->code->site_draws, n)].slot, n->shift);
    c->place[node].last = NONE;
    const uint32_t slot = add_slot(c, CHAOSK_SLOT_TEMP, c->code->ntemps++, 0);
    c->code->draws.draw[draw_index(&c->code->draws, n)].slot = slot;
    return slot;
}

static uint32_t const_slot(compiler *c, double value)
{
    c->code->consts[c->code->nconsts] = value;
    return add_slot(c, CHAOSK_SLOT_CONST, c->code->nconsts++, 0);
}

/* States come first, then images of states, of vectors, rows and totals. */
static uint32_t row_slot(const compiler *c, uint32_t k)
{
    return c->nvars + c->of->count * (c->of->image ? 2 : 1) + k;
}
static uint32_t total_slot(const compiler *c, uint32_t k) { return row_slot(c, c->of->nrows + k); }

static void add_fixed_slots(compiler *c)
{
    for (uint32_t v = 0; v < c->nvars; v++)
        add_slot(c, CHAOSK_SLOT_STATE, v, 0);
    for (uint32_t v = 0; v < c->of->count; v++)
        add_slot(c, CHAOSK_SLOT_NEXT, v, 0);
    for (uint32_t v = 0; c->of->image && v < c->of->count; v++)
        add_slot(c, CHAOSK_SLOT_IMAGE, v, 0);
    for (uint32_t k = 0; k < c->of->nrows; k++)
        add_slot(c, CHAOSK_SLOT_ROW, k, 0);
    for (uint32_t k = 0; k < c->of->ntotals; k++)
        add_slot(c, CHAOSK_SLOT_TOTAL, k, 0);
}

static void add_leaf_slots(compiler *c)
{
    for (uint32_t i = 0; i < c->g->count && !c->nomem; i++) {
        const chaosi_node *n = &c->g->node[i];
        uint32_t *const slot = &c->place[i].slot;
        if (!c->use[i].needed)
            continue;
        switch (n->op) {
        case CHAOSI_CONST: *slot = const_slot(c, n->value); break;
        case CHAOSI_PARAM: *slot = add_slot(c, CHAOSK_SLOT_PARAM, n->a, 0); break;
        case CHAOSI_TIME: *slot = time_slot(c, i); break;
        case CHAOSI_UNIFORM:
        case CHAOSI_NORMAL: *slot = draw_slot(c, i); break;
        case CHAOSI_STATE: *slot = n->shift ? add_slot(c, CHAOSK_SLOT_STATE, n->a, n->shift) : n->a; break;
        case CHAOSI_TANGENT: *slot = add_slot(c, CHAOSK_SLOT_TANGENT, n->a, n->shift); break;
        case CHAOSI_ROW: *slot = add_slot(c, CHAOSK_SLOT_ROW, n->a, n->shift); break;
        case CHAOSI_TOTAL:
        case CHAOSI_TANGENT_TOTAL: *slot = total_slot(c, n->a); break;
        default: break;
        }
    }
}

/* --------------------------------------------------------------------- lifetimes */

static void keep(compiler *c, const uint32_t *nodes, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        c->place[nodes[k]].last = NONE;
}

/* Which instruction of its own segment reads each node last; what a later
 * segment reads is kept. */
static void find_last_uses(compiler *c, uint32_t segment)
{
    for (uint32_t i = 0; i < c->g->count; i++) {
        const chaosk_instr *in = &c->fused[i];
        if (in->op == 0 || c->use[i].segment != segment)
            continue;
        const uint32_t operand[] = { in->a, in->b, in->c, in->d, in->e, in->f, in->g, in->h };
        for (uint32_t k = 0; k < chaosi_operand_count(in->op); k++) {
            uint32_t *const last = &c->place[operand[k]].last;
            *last = c->use[operand[k]].segment != segment || *last == NONE ? NONE : i;
        }
    }
    keep(c, c->of->root, c->of->count);
    keep(c, c->of->image, c->of->image ? c->of->count : 0);
    keep(c, c->of->row, c->of->nrows);
    keep(c, c->of->total, c->of->ntotals);
}

/* ------------------------------------------------------------------------ writing */

static void emit(compiler *c, chaosk_instr instr)
{
    const uint32_t count = c->code->begin[CHAOSK_NSEGMENTS];
    if (count == c->instr_capacity) {
        const uint32_t capacity = 2 * c->instr_capacity + 16;
        chaosk_instr *all = realloc(c->code->instr, capacity * sizeof *all);
        if (!all) {
            c->nomem = true;
            return;
        }
        c->code->instr = all;
        c->instr_capacity = capacity;
    }
    c->code->instr[count] = instr;
    c->code->begin[CHAOSK_NSEGMENTS]++;
}

/* The slot of the image or row that node i computes; NONE if it is neither. */
static uint32_t image_slot(const compiler *c, uint32_t i)
{
    for (uint32_t v = 0; v < c->of->count; v++) {
        if (c->of->root[v] == i && c->use[i].segment == CHAOSK_STEP)
            return c->nvars + v;
        if (c->of->image && c->of->image[v] == i && c->use[i].segment == CHAOSK_VECTOR)
            return c->nvars + c->of->count + v;
    }
    for (uint32_t k = 0; k < c->of->nrows; k++)
        if (c->of->row[k] == i)
            return row_slot(c, k);
    return NONE;
}

static uint32_t read_operand(compiler *c, uint32_t node, uint32_t reader)
{
    const uint32_t slot = c->place[node].slot;
    if (c->place[node].last == reader && c->code->slots[slot].kind == CHAOSK_SLOT_TEMP)
        c->free_temps[c->nfree++] = slot;
    return slot;
}

static void write_node(compiler *c, uint32_t i)
{
    chaosk_instr in = c->fused[i];
    uint32_t *const operand[] = { &in.a, &in.b, &in.c, &in.d, &in.e, &in.f, &in.g, &in.h };
    const uint32_t count = chaosi_operand_count(in.op);
    const uint32_t nodes[] = { in.a, in.b, in.c, in.d, in.e, in.f, in.g, in.h };
    for (uint32_t k = 0; k < count; k++) {
        bool seen = false; /* x*x frees x once */
        for (uint32_t l = 0; l < k; l++)
            seen |= nodes[l] == nodes[k];
        *operand[k] = seen ? c->place[nodes[k]].slot : read_operand(c, nodes[k], i);
    }
    for (uint32_t k = count; k < CHAOSI_MAX_OPERANDS; k++)
        *operand[k] = in.a; /* unused, but its address is taken */
    const uint32_t image = image_slot(c, i);
    in.to = c->place[i].slot = image != NONE ? image : temp_slot(c);
    in.limit = image != NONE && image < c->nvars + c->of->count ? image - c->nvars : c->of->count;
    emit(c, in);
}

/* An image that no instruction computes in place: another state, a constant. */
static void copy_image(compiler *c, uint32_t node, uint32_t slot, uint32_t limit)
{
    if (c->place[node].slot != slot)
        emit(c, (chaosk_instr){ .op = CHAOSI_COPY, .to = slot, .a = c->place[node].slot, .limit = limit });
}

static void write_wraps(compiler *c)
{
    for (uint32_t v = 0; v < c->of->count; v++) {
        if (c->of->wrap[v] == 0.0)
            continue;
        const uint32_t period = const_slot(c, c->of->wrap[v]);
        const uint32_t turns = add_slot(c, CHAOSK_SLOT_TURNS, v, 0);
        emit(c, (chaosk_instr){
                    .op = CHAOSI_WRAP, .to = c->nvars + v, .a = c->nvars + v, .b = period, .d = turns });
    }
}

/* Whether the image of v is another state, unchanged. Unless it is an angle it
 * was checked against the bound one step earlier and need not be again; and its
 * block can move, unless it has moved to a state before v. */
static bool moves(const compiler *c, uint32_t v)
{
    const chaosi_node *const node = c->g->node, *x = &node[c->of->root[v]];
    bool can_move =
        c->of->count == c->nvars && x->op == CHAOSI_STATE && x->shift == 0 && c->of->wrap[x->a] == 0.0;
    for (uint32_t u = 0; u < v; u++)
        can_move &= c->of->root[u] != c->of->root[v];
    return can_move;
}

/* The end of a step: images that no instruction computes in place. */
static void finish_step(compiler *c)
{
    for (uint32_t v = 0; v < c->of->count; v++)
        if (!moves(c, v))
            copy_image(c, c->of->root[v], c->nvars + v, v);
    for (uint32_t v = 0; v < c->of->count; v++)
        if (moves(c, v)) {
            copy_image(c, c->of->root[v], c->nvars + v, c->of->count);
            c->code->nmoves++;
        }
}

static void finish_vector(compiler *c)
{
    for (uint32_t v = 0; c->of->image && v < c->of->count; v++)
        copy_image(c, c->of->image[v], c->nvars + c->of->count + v, c->of->count);
}

static void write_sums(compiler *c, uint32_t segment)
{
    for (uint32_t k = 0; k < c->of->ntotals; k++)
        if (c->of->total_segment[k] == segment)
            emit(c, (chaosk_instr){
                        .op = CHAOSI_SUM, .to = total_slot(c, k), .a = c->place[c->of->total[k]].slot });
}

static void write_segment(compiler *c, uint32_t segment)
{
    c->code->begin[segment] = c->code->begin[CHAOSK_NSEGMENTS];
    for (uint32_t i = 0; i < c->g->count && !c->nomem; i++)
        if (c->fused[i].op != 0 && c->use[i].segment == segment)
            write_node(c, i);
    if (c->nomem)
        return;
    switch (segment) {
    case CHAOSK_SUMS:
    case CHAOSK_VECTOR_SUMS: write_sums(c, segment); break;
    case CHAOSK_STEP: finish_step(c); break;
    case CHAOSK_VECTOR: finish_vector(c); break;
    case CHAOSK_WRAP: write_wraps(c); break;
    default: break;
    }
}

/* Room for as many as there may be. */
static bool add_draws(const compiler *c)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->g->count; i++)
        count += chaosi_is_draw(&c->g->node[i]);
    c->code->draws.draw = malloc((count + 1) * sizeof(chaosk_draw));
    c->code->site_draws.draw = malloc((count + 1) * sizeof(chaosk_draw));
    return c->code->draws.draw && c->code->site_draws.draw;
}

bool chaosi_compile(const chaosi_graph *g, const chaosi_roots *of, uint32_t nvars, chaosk_code *code)
{
    compiler c = { .g = g, .of = of, .nvars = nvars, .code = code };
    memset(code, 0, sizeof *code);
    code->nvars = nvars;
    code->time = CHAOSK_NO_SLOT;
    code->nrows = of->nrows;
    code->ntotals = of->ntotals;
    c.use = calloc(g->count, sizeof *c.use);
    c.place = calloc(g->count, sizeof *c.place);
    c.fused = calloc(g->count, sizeof *c.fused);
    c.free_temps = malloc(g->count * sizeof *c.free_temps);
    code->consts = malloc((g->count + of->count) * sizeof *code->consts); /* and periods */
    c.nomem = !c.use || !c.place || !c.fused || !c.free_temps || !code->consts || !add_draws(&c);
    if (!c.nomem) {
        need(&c);
        find_segments(&c);
        chaosi_fuse(g, of->lattice, c.use, c.fused);
        add_fixed_slots(&c);
        add_leaf_slots(&c);
        for (uint32_t s = CHAOSK_NSEGMENTS; s-- > 0;)
            find_last_uses(&c, s);
        for (uint32_t s = 0; s < CHAOSK_NSEGMENTS && !c.nomem; s++)
            write_segment(&c, s);
    }
    free(c.use);
    free(c.place);
    free(c.fused);
    free(c.free_temps);
    return !c.nomem;
}

void chaosi_code_free(chaosk_code *code)
{
    free(code->instr);
    free(code->slots);
    free(code->consts);
    free(code->draws.draw);
    free(code->site_draws.draw);
}
