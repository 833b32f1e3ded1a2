/* A graph becomes code: nodes are fused into instructions and get slots. */
#include "text/graph.h"

#include <stdlib.h>
#include <string.h>

enum { NONE = UINT32_MAX };

/* What is known about a node. */
typedef struct info {
    uint8_t needed, segment, absorbed;
    uint32_t uses;
    uint32_t last; /* the last instruction of its segment that reads it */
    uint32_t slot;
} info;

typedef struct compiler {
    const chaosi_graph *g;
    const uint32_t *roots, *images;
    const double *wrap;
    const uint32_t *rows;
    uint32_t nrows;
    uint32_t nvars, nroots; /* states; roots, and as many images if there are any */
    info *info;          /* by node */
    chaosk_instr *fused; /* by node: operands are nodes yet */
    uint32_t *free_temps, nfree;
    uint32_t room_slots, room_instr;
    chaosk_code *code;
    uint8_t *checked; /* by root */
    int nomem;
} compiler;

/* --------------------------------------------------------------- what is needed */

static void operands(const chaosi_node *n, uint32_t operand[3])
{
    operand[0] = n->a;
    operand[1] = n->b;
    operand[2] = n->c;
}

static void need(compiler *c)
{
    for (uint32_t v = 0; v < c->nroots; v++) {
        c->info[c->roots[v]].uses += 2; /* never absorbed */
        c->info[c->roots[v]].needed = 1;
        if (c->images) {
            c->info[c->images[v]].uses += 2;
            c->info[c->images[v]].needed = 1;
        }
    }
    for (uint32_t k = 0; k < c->nrows; k++) {
        c->info[c->rows[k]].uses += 2;
        c->info[c->rows[k]].needed = 1;
    }
    for (uint32_t i = c->g->count; i-- > 0;) {
        uint32_t operand[3];
        operands(&c->g->node[i], operand);
        for (int k = 0; c->info[i].needed && k < chaosi_arity(c->g->node[i].op); k++) {
            c->info[operand[k]].needed = 1;
            c->info[operand[k]].uses++;
        }
    }
}

static void segment(compiler *c)
{
    for (uint32_t i = 0; i < c->g->count; i++) {
        const chaosi_node *n = &c->g->node[i];
        uint8_t s = n->op == CHAOSI_STATE ? CHAOSK_ROWS : n->op == CHAOSI_ROW ? CHAOSK_STEP : n->op == CHAOSI_TANGENT ? CHAOSK_VECTOR : CHAOSK_ONCE;
        uint32_t operand[3];
        operands(n, operand);
        for (int k = 0; k < chaosi_arity(n->op); k++)
            if (c->info[operand[k]].segment > s)
                s = c->info[operand[k]].segment;
        c->info[i].segment = s == CHAOSK_ROWS && chaosi_arity(n->op) > 0 && n->shift == 0 ? CHAOSK_STEP : s;
    }
}

/* ---------------------------------------------------------------------- fusing */

/* Whether node i can be computed within its only user. */
static int can_absorb(const compiler *c, uint32_t i, uint32_t user)
{
    const uint32_t op = c->g->node[i].op;
    return op >= CHAOSI_ADD && op <= CHAOSI_MUL && c->info[i].uses == 1 && c->info[i].segment == c->info[user].segment;
}

static uint32_t sign_of(uint32_t op) { return op - CHAOSI_ADD; }

/* o for "what is there o operand", if what is there stands on the right. */
static uint32_t reversed(uint32_t op) { return op == CHAOSI_SUB ? 3 : sign_of(op); }

/* node = inner o operand, inner a node that is absorbed. */
typedef struct chain_link {
    uint32_t inner, operand, o;
} chain_link;

static chain_link link_of(const compiler *c, uint32_t i)
{
    const chaosi_node *n = &c->g->node[i];
    if (can_absorb(c, n->a, i))
        return (chain_link){ n->a, n->b, sign_of(n->op) };
    if (can_absorb(c, n->b, i))
        return (chain_link){ n->b, n->a, reversed(n->op) };
    return (chain_link){ NONE, 0, 0 };
}

static int is_square(const chaosi_node *n) { return n->op == CHAOSI_MUL && n->a == n->b; }

/* A product beside a chain of two. NONE in .op: it is no such pair. */
static chaosk_instr fuse_five(compiler *c, uint32_t product, uint32_t chain, uint32_t o, uint32_t i)
{
    const chaosi_node *p = &c->g->node[product], *z;
    const chain_link outer = link_of(c, chain);
    if (p->op != CHAOSI_MUL || outer.inner == NONE)
        return (chaosk_instr){ .op = NONE };
    z = &c->g->node[outer.inner];
    c->info[outer.inner].absorbed = 1;
    return (chaosk_instr){ CHAOSI_FIVE + 16 * sign_of(z->op) + 4 * outer.o + o, i, z->a, z->b, outer.operand, p->a, p->b };
}

static int commutes(const chaosi_node *n) { return n->op != CHAOSI_SUB; }

/* Both operands are absorbed. */
static chaosk_instr fuse_pair(compiler *c, uint32_t i)
{
    const chaosi_node *node = c->g->node, *n = &node[i], *x = &node[n->a], *y = &node[n->b];
    chaosk_instr five = fuse_five(c, n->b, n->a, sign_of(n->op), i);
    if (five.op == NONE)
        five = fuse_five(c, n->a, n->b, reversed(n->op), i);
    if (five.op != NONE)
        return five;
    const uint32_t o = 9 * sign_of(x->op) + 3 * sign_of(n->op) + sign_of(y->op);
    uint32_t a = x->a, b = x->b, p = y->a, q = y->b;
    if (commutes(x) && (b == p || b == q))
        b = x->a, a = x->b;
    if (commutes(y) && a == p)
        p = y->b, q = y->a;
    return (chaosk_instr){ (a == q ? CHAOSI_TWICE : CHAOSI_PAIR) + o, i, a, b, p, q, 0 };
}

static chaosk_instr fuse_arithmetic(compiler *c, uint32_t i)
{
    const chaosi_node *node = c->g->node, *n = &node[i];
    const chain_link outer = link_of(c, i);
    if (outer.inner == NONE)
        return (chaosk_instr){ CHAOSI_ONE + sign_of(n->op), i, n->a, n->b, 0, 0, 0 };
    const chaosi_node *x = &node[outer.inner];
    c->info[outer.inner].absorbed = 1;
    if (outer.inner == n->a && can_absorb(c, n->b, i)) {
        c->info[n->b].absorbed = 1;
        return fuse_pair(c, i);
    }
    const chain_link middle = link_of(c, outer.inner);
    if (middle.inner == NONE)
        return (chaosk_instr){ CHAOSI_TWO + 4 * sign_of(x->op) + outer.o, i, x->a, x->b, outer.operand, 0, 0 };
    const chaosi_node *z = &node[middle.inner];
    c->info[middle.inner].absorbed = 1;
    const chain_link first = link_of(c, middle.inner);
    if (first.inner != NONE && is_square(&node[first.inner])) {
        c->info[first.inner].absorbed = 1;
        return (chaosk_instr){ CHAOSI_SQUARE_THREE + 16 * first.o + 4 * middle.o + outer.o, i,
                               node[first.inner].a, first.operand, middle.operand, outer.operand, 0 };
    }
    if (is_square(z))
        return (chaosk_instr){ CHAOSI_SQUARE + 4 * middle.o + outer.o, i, z->a, middle.operand, outer.operand, 0, 0 };
    return (chaosk_instr){ CHAOSI_THREE + 16 * sign_of(z->op) + 4 * middle.o + outer.o, i, z->a, z->b, middle.operand, outer.operand, 0 };
}

static chaosk_instr fuse_select(compiler *c, uint32_t i)
{
    const chaosi_node *n = &c->g->node[i], *test = &c->g->node[n->a];
    const int alone = c->info[n->a].uses == 1 && c->info[n->a].segment == c->info[i].segment;
    if (!alone || test->op < CHAOSI_LT || test->op > CHAOSI_NE)
        return (chaosk_instr){ CHAOSI_SELECT, i, n->a, n->b, n->c, 0, 0 };
    c->info[n->a].absorbed = 1;
    if (test->op == CHAOSI_NE)
        return (chaosk_instr){ CHAOSI_SELECT_EQ, i, test->a, test->b, n->c, n->b, 0 };
    return (chaosk_instr){ CHAOSI_SELECT_LT + (test->op - CHAOSI_LT), i, test->a, test->b, n->b, n->c, 0 };
}

static chaosk_instr fuse_one(compiler *c, uint32_t i)
{
    const chaosi_node *n = &c->g->node[i];
    if (n->op >= CHAOSI_ADD && n->op <= CHAOSI_MUL)
        return fuse_arithmetic(c, i);
    if (n->op == CHAOSI_SELECT)
        return fuse_select(c, i);
    const int by_const = n->op == CHAOSI_MOD && c->g->node[n->b].op == CHAOSI_CONST;
    return (chaosk_instr){ by_const ? CHAOSI_MOD_CONST : n->op, i, n->a, n->b, 0, 0, 0 };
}

/* Users before what they absorb. */
static void fuse(compiler *c)
{
    for (uint32_t i = c->g->count; i-- > 0;)
        if (c->info[i].needed && !c->info[i].absorbed && chaosi_arity(c->g->node[i].op) > 0)
            c->fused[i] = fuse_one(c, i);
}

/* The operands of an instruction: how many of a, b, c, d, e count. */
static int operand_count(uint32_t op)
{
    if (op >= CHAOSI_FIVE)
        return 5;
    if (op >= CHAOSI_TWICE || (op >= CHAOSI_SQUARE && op < CHAOSI_SQUARE_THREE))
        return 3;
    if (op >= CHAOSI_PAIR || (op >= CHAOSI_SELECT_LT && op <= CHAOSI_SELECT_EQ))
        return 4;
    if (op >= CHAOSI_TWO || op == CHAOSI_SELECT)
        return 3;
    return op >= CHAOSI_ONE || op == CHAOSI_MOD_CONST || (op >= CHAOSI_DIV && op <= CHAOSI_NE) ? 2 : 1;
}

/* ---------------------------------------------------------------------- slots */

static uint32_t add_slot(compiler *c, uint32_t kind, uint32_t index, int32_t shift)
{
    if (c->code->nslots == c->room_slots) {
        const uint32_t room = 2 * c->room_slots + 16;
        chaosk_slot *slots = realloc(c->code->slots, room * sizeof *slots);
        if (!slots) {
            c->nomem = 1;
            return 0;
        }
        c->code->slots = slots;
        c->room_slots = room;
    }
    c->code->slots[c->code->nslots] = (chaosk_slot){ kind, index, shift };
    return c->code->nslots++;
}

static uint32_t temp_slot(compiler *c)
{
    return c->nfree ? c->free_temps[--c->nfree] : add_slot(c, CHAOSK_SLOT_TEMP, c->code->ntemps++, 0);
}

static void leaf_slots(compiler *c)
{
    for (uint32_t v = 0; v < c->nvars; v++)
        add_slot(c, CHAOSK_SLOT_STATE, v, 0);
    for (uint32_t v = 0; v < c->nroots; v++)
        add_slot(c, CHAOSK_SLOT_NEXT, v, 0);
    for (uint32_t v = 0; c->images && v < c->nroots; v++)
        add_slot(c, CHAOSK_SLOT_IMAGE, v, 0);
    for (uint32_t k = 0; k < c->nrows; k++)
        add_slot(c, CHAOSK_SLOT_ROW, k, 0);
    for (uint32_t i = 0; i < c->g->count && !c->nomem; i++) {
        const chaosi_node *n = &c->g->node[i];
        if (!c->info[i].needed)
            continue;
        if (n->op == CHAOSI_ROW)
            c->info[i].slot = add_slot(c, CHAOSK_SLOT_ROW, n->a, n->shift);
        if (n->op == CHAOSI_CONST) {
            c->code->consts[c->code->nconsts] = n->value;
            c->info[i].slot = add_slot(c, CHAOSK_SLOT_CONST, c->code->nconsts++, 0);
        } else if (n->op == CHAOSI_PARAM) {
            c->info[i].slot = add_slot(c, CHAOSK_SLOT_PARAM, n->a, 0);
        } else if (n->op == CHAOSI_STATE) {
            c->info[i].slot = n->shift ? add_slot(c, CHAOSK_SLOT_STATE, n->a, n->shift) : n->a;
        } else if (n->op == CHAOSI_TANGENT) {
            c->info[i].slot = add_slot(c, CHAOSK_SLOT_TANGENT, n->a, n->shift);
        }
    }
}

/* --------------------------------------------------------------------- writing */

static void emit(compiler *c, chaosk_instr instr)
{
    const uint32_t count = c->code->begin[CHAOSK_NSEGMENTS];
    if (count == c->room_instr) {
        const uint32_t room = 2 * c->room_instr + 16;
        chaosk_instr *all = realloc(c->code->instr, room * sizeof *all);
        if (!all) {
            c->nomem = 1;
            return;
        }
        c->code->instr = all;
        c->room_instr = room;
    }
    c->code->instr[count] = instr;
    c->code->begin[CHAOSK_NSEGMENTS]++;
}

/* Which instruction reads each node last, in its own segment; what a later
 * segment reads is kept. */
static void last_uses(compiler *c, uint32_t segment)
{
    for (uint32_t i = 0; i < c->g->count; i++) {
        const chaosk_instr *in = &c->fused[i];
        if (in->op == 0 || c->info[i].segment != segment)
            continue;
        const uint32_t operand[] = { in->a, in->b, in->c, in->d, in->e };
        for (int k = 0; k < operand_count(in->op); k++) {
            info *const o = &c->info[operand[k]];
            o->last = o->segment != segment ? NONE : o->last == NONE ? NONE : i;
        }
    }
    for (uint32_t v = 0; v < c->nroots; v++) {
        c->info[c->roots[v]].last = NONE;
        if (c->images)
            c->info[c->images[v]].last = NONE;
    }
    for (uint32_t k = 0; k < c->nrows; k++)
        c->info[c->rows[k]].last = NONE;
}

/* The slot of a state's image or of a row, if that is what node i is. */
static uint32_t image_slot(const compiler *c, uint32_t i)
{
    for (uint32_t v = 0; v < c->nroots; v++) {
        if (c->roots[v] == i && c->info[i].segment == CHAOSK_STEP)
            return c->nvars + v;
        if (c->images && c->images[v] == i && c->info[i].segment == CHAOSK_VECTOR)
            return c->nvars + c->nroots + v;
    }
    for (uint32_t k = 0; k < c->nrows; k++)
        if (c->rows[k] == i)
            return c->nvars + c->nroots * (c->images ? 2 : 1) + k;
    return NONE;
}

static uint32_t read_operand(compiler *c, uint32_t node, uint32_t reader)
{
    const info *o = &c->info[node];
    const uint32_t slot = o->slot;
    if (o->last == reader && c->code->slots[slot].kind == CHAOSK_SLOT_TEMP)
        c->free_temps[c->nfree++] = slot;
    return slot;
}

static void write_node(compiler *c, uint32_t i)
{
    chaosk_instr in = c->fused[i];
    uint32_t *const operand[] = { &in.a, &in.b, &in.c, &in.d, &in.e };
    const int count = operand_count(in.op);
    const uint32_t nodes[] = { in.a, in.b, in.c, in.d, in.e };
    for (int k = 0; k < count; k++) {
        int seen = 0; /* x*x frees x once */
        for (int l = 0; l < k; l++)
            seen |= nodes[l] == nodes[k];
        *operand[k] = seen ? c->info[nodes[k]].slot : read_operand(c, nodes[k], i);
    }
    const uint32_t image = image_slot(c, i);
    in.to = c->info[i].slot = image != NONE ? image : temp_slot(c);
    if (image != NONE && image < c->nvars + c->nroots && in.op >= CHAOSI_ONE) {
        in.op += CHAOSI_CHECKED;
        c->checked[image - c->nvars] = 1;
    }
    emit(c, in);
}

/* Images that no instruction computes in place: another state, a constant. */
static void copy_images(compiler *c, const uint32_t *nodes, uint32_t first_slot)
{
    for (uint32_t v = 0; v < c->nroots; v++)
        if (c->info[nodes[v]].slot != first_slot + v)
            emit(c, (chaosk_instr){ CHAOSI_COPY, first_slot + v, c->info[nodes[v]].slot, 0, 0, 0, 0 });
}

static void write_wraps(compiler *c)
{
    for (uint32_t v = 0; v < c->nroots; v++) {
        if (c->wrap[v] == 0.0)
            continue;
        c->code->consts[c->code->nconsts] = c->wrap[v];
        const uint32_t period = add_slot(c, CHAOSK_SLOT_CONST, c->code->nconsts++, 0);
        const uint32_t turns = add_slot(c, CHAOSK_SLOT_TURNS, v, 0);
        emit(c, (chaosk_instr){ .op = CHAOSI_WRAP, .to = c->nvars + v, .a = c->nvars + v, .b = period, .d = turns });
    }
}

static void write_segment(compiler *c, uint32_t segment)
{
    c->code->begin[segment] = c->code->begin[CHAOSK_NSEGMENTS];
    for (uint32_t i = 0; i < c->g->count && !c->nomem; i++)
        if (c->fused[i].op != 0 && c->info[i].segment == segment)
            write_node(c, i);
    if (segment == CHAOSK_STEP && !c->nomem) {
        copy_images(c, c->roots, c->nvars);
        for (uint32_t v = 0; v < c->nroots; v++)
            if (!c->checked[v])
                emit(c, (chaosk_instr){ .op = CHAOSI_CHECK, .a = c->nvars + v });
    }
    if (segment == CHAOSK_WRAP && !c->nomem)
        write_wraps(c);
    if (segment == CHAOSK_VECTOR && c->images && !c->nomem)
        copy_images(c, c->images, c->nvars + c->nroots);
}

int chaosi_compile(const chaosi_graph *g, const chaosi_roots *of, uint32_t nvars, chaosk_code *code)
{
    compiler c = { .g = g, .roots = of->root, .images = of->image, .wrap = of->wrap, .rows = of->row, .nrows = of->nrows, .nroots = of->count, .nvars = nvars, .code = code };
    memset(code, 0, sizeof *code);
    code->nvars = nvars;
    code->nrows = of->nrows;
    c.info = calloc(g->count, sizeof *c.info);
    c.fused = calloc(g->count, sizeof *c.fused);
    c.free_temps = malloc(g->count * sizeof *c.free_temps);
    code->consts = malloc((g->count + of->count) * sizeof *code->consts); /* and periods */
    c.checked = calloc(of->count, 1);
    c.nomem = !c.info || !c.fused || !c.free_temps || !c.checked || !code->consts;
    if (!c.nomem) {
        need(&c);
        segment(&c);
        fuse(&c);
        leaf_slots(&c);
        for (uint32_t s = CHAOSK_NSEGMENTS; s-- > 0;)
            last_uses(&c, s);
        for (uint32_t s = 0; s < CHAOSK_NSEGMENTS && !c.nomem; s++)
            write_segment(&c, s);
    }
    free(c.info);
    free(c.fused);
    free(c.free_temps);
    free(c.checked);
    return !c.nomem;
}

void chaosi_code_free(chaosk_code *code)
{
    free(code->instr);
    free(code->slots);
    free(code->consts);
}
