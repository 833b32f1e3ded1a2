/* A graph becomes code: nodes are fused into instructions and get slots.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/graph.h"

#include <stdlib.h>
#include <string.h>

enum { NONE = UINT32_MAX, OPERANDS = 8 };

/* What is known about a node. */
typedef struct info {
    uint8_t needed, segment;
    uint32_t uses; /* by others that do not compute it themselves */
    uint32_t last; /* the last instruction of its segment that reads it */
    uint32_t slot;
} info;

typedef struct compiler {
    const chaosi_graph *g;
    const chaosi_roots *of;
    uint32_t nvars;      /* states */
    info *info;          /* by node */
    chaosk_instr *fused; /* by node: operands are nodes yet */
    uint32_t *free_temps, nfree;
    uint32_t room_slots, room_instr;
    chaosk_code *code;
    int nomem;
} compiler;

/* --------------------------------------------------------------- what is needed */

static void operands(const chaosi_node *n, uint32_t operand[3])
{
    operand[0] = n->a;
    operand[1] = n->b;
    operand[2] = n->c;
}

/* These are asked for: their uses never come to an end. */
static void ask_for(compiler *c, const uint32_t *nodes, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        c->info[nodes[k]].uses += 2;
        c->info[nodes[k]].needed = 1;
    }
}

static void need(compiler *c)
{
    ask_for(c, c->of->root, c->of->count);
    ask_for(c, c->of->image, c->of->image ? c->of->count : 0);
    ask_for(c, c->of->row, c->of->nrows);
    ask_for(c, c->of->total, c->of->ntotals);
    for (uint32_t i = c->g->count; i-- > 0;) {
        uint32_t operand[3];
        operands(&c->g->node[i], operand);
        for (int k = 0; c->info[i].needed && k < chaosi_arity(c->g->node[i].op); k++) {
            c->info[operand[k]].needed = 1;
            c->info[operand[k]].uses++;
        }
    }
}

/* The segment of a leaf: that of the nodes of a step or a vector that are of it. */
static uint8_t leaf_segment(uint32_t op)
{
    return op == CHAOSI_STATE || op == CHAOSI_ROW ? CHAOSK_STEP
           : op == CHAOSI_TANGENT                 ? CHAOSK_VECTOR
           : op == CHAOSI_TOTAL                   ? CHAOSK_TOTALS
           : op == CHAOSI_TANGENT_TOTAL           ? CHAOSK_VECTOR_TOTALS
                                                  : CHAOSK_ONCE;
}

static void segment(compiler *c)
{
    for (uint32_t i = 0; i < c->g->count; i++) {
        const chaosi_node *n = &c->g->node[i];
        const int arity = chaosi_arity(n->op);
        uint8_t s = leaf_segment(n->op), of_vector = 0;
        uint32_t operand[3];
        operands(n, operand);
        for (int k = 0; k < arity; k++) {
            const uint8_t its = c->info[operand[k]].segment;
            s = its > s ? its : s;
            of_vector |= its == CHAOSK_VECTOR_TOTALS;
        }
        s = s == CHAOSK_STEP && of_vector ? CHAOSK_VECTOR : s;
        c->info[i].segment = arity > 0 && n->shift != 0 ? (uint8_t)n->shift : s;
    }
}

/* ---------------------------------------------------------------------- fusing */

/* Operations that are one instruction together, in prefix notation. a, b, ...:
 * operands, the same letter the same node; k before one: a constant; p: in a
 * lattice the same at all sites. 1, 2, 3: o1, o2, o3, any of + - *; A, B, C: the
 * same, but never 3, what is on both sides being alike; r, s, t and R, S, T:
 * likewise, + and - only. i and j: min and max; ?: select by one of the
 * comparisons < l = !, l being <=. Those that do most come first. */
typedef struct shape {
    const char *pattern;
    uint32_t op, count; /* operands */
} shape;

static const shape shapes[] = {
    { "TSR*aa*bb*ca*db", CHAOSI_QUADRATIC, 4 },
    { "SR**abc*db*ec", CHAOSI_BILINEAR, 5 },
    { "sR*ab*cd**ddd", CHAOSI_OSCILLATOR, 4 },
    { "sR*?<akbcdaef", CHAOSI_BELOW_SLOPES, 6 },
    { "tsR*kab*kcd*kef*kgh", CHAOSI_MULTIPLES_FOUR, 8 },
    { "tsR*ab*cd*ef*gh", CHAOSI_PRODUCTS_FOUR, 8 },
    { "sR**abc*de*fg", CHAOSI_PRODUCTS_TRIPLE, 7 },
    { "sR*ab*cd*ef", CHAOSI_PRODUCTS_THREE, 6 },
    { "**pab-pcb", CHAOSI_SITE_HUMP, 3 },
    { "r*pab*pcSde", CHAOSI_SITE_COUPLED, 5 },
    { "r*pabpc", CHAOSI_SITE_AFFINE, 3 },
    { "r**ab-ca*de", CHAOSI_HUMP, 5 },
    { "t21*aabcd", CHAOSI_SQUARE_THREE, 4 },
    { "2R*aa*bbc", CHAOSI_SQUARES, 3 },
    { "r*ab*cSde", CHAOSI_COUPLED, 5 },
    { "t2Aabc*de", CHAOSI_FIVE, 5 },
    { "21*aabc", CHAOSI_SQUARE_TWO, 3 },
    { "BAabCca", CHAOSI_TWICE, 3 },
    { "BAabCcd", CHAOSI_PAIR, 4 },
    { "32Aabcd", CHAOSI_THREE, 4 },
    { "1*aab", CHAOSI_SQUARE_ONE, 2 },
    { "r*abkc", CHAOSI_AFFINE, 3 },
    { "2Aabc", CHAOSI_TWO, 3 },
    { "Aab", CHAOSI_ONE, 2 },
    { "iaAbc", CHAOSI_MIN_ONE, 3 },
    { "jaAbc", CHAOSI_MAX_ONE, 3 },
    { "?<akbr*cakds*eakf", CHAOSI_BELOW_BRANCHES, 6 },
    { "?<akbcr*dekf", CHAOSI_SELECT_BELOW_AFFINE, 6 },
    { "?<kbacr*dekf", CHAOSI_SELECT_ABOVE_AFFINE, 6 },
    { "?<akbcd", CHAOSI_SELECT_BELOW, 4 },
    { "?<kbacd", CHAOSI_SELECT_ABOVE, 4 },
    { "?<abcd", CHAOSI_SELECT_LT, 4 },
    { "?labcd", CHAOSI_SELECT_LE, 4 },
    { "?=abcd", CHAOSI_SELECT_EQ, 4 },
    { "?!abdc", CHAOSI_SELECT_EQ, 4 },
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* A pattern on its way, and nodes that wait for the rest of it, the next one last. */
typedef struct match {
    const compiler *c;
    uint32_t root;
    uint32_t operand[OPERANDS], o[3];
    uint32_t absorbed[OPERANDS], nabsorbed;
} match;

typedef struct waiting {
    uint32_t node[OPERANDS], n;
} waiting;

/* How many users may compute a node again for themselves, where that costs less
 * than a row to be stored and loaded. */
static uint32_t most_users(const chaosi_node *n)
{
    const int compares = n->op >= CHAOSI_LT && n->op <= CHAOSI_NE,
              squares = n->op == CHAOSI_MUL && n->a == n->b;
    return compares ? UINT32_MAX : squares ? 2 : 1;
}

/* Whether node i can be computed within a user. */
static int can_absorb(const compiler *c, uint32_t i, uint32_t user)
{
    return c->info[i].uses <= most_users(&c->g->node[i]) && c->info[i].segment == c->info[user].segment;
}

/* Whether an operation, its operands swapped or not, is what stands in a pattern. */
static int operation_fits(match *m, char wanted, uint32_t op, int swapped)
{
    static const char ordered[] = "-ij?<l=!", classes[] = "123ABCrstRST";
    static const uint8_t of[] = { CHAOSI_SUB, CHAOSI_MIN, CHAOSI_MAX, CHAOSI_SELECT,
                                  CHAOSI_LT,  CHAOSI_LE,  CHAOSI_EQ,  CHAOSI_NE };
    if (strchr(ordered, wanted))
        return !swapped && op == of[strchr(ordered, wanted) - ordered];
    if (wanted == '*')
        return op == CHAOSI_MUL;
    const size_t k = (size_t)(strchr(classes, wanted) - classes);
    const int reversed = swapped && op == CHAOSI_SUB, alike = k / 3 % 2 == 1, sums = k / 6 == 1;
    if (op < CHAOSI_ADD || op > CHAOSI_MUL || (sums && op == CHAOSI_MUL) || (alike && reversed))
        return 0;
    m->o[k % 3] = reversed ? 3 : op - CHAOSI_ADD;
    return 1;
}

/* Whether node i is of parameters and constants alone, or of totals, in a lattice. */
static int at_all_sites(const compiler *c, uint32_t i)
{
    const uint8_t s = c->info[i].segment;
    return c->of->lattice && (s == CHAOSK_ONCE || s == CHAOSK_TOTALS || s == CHAOSK_VECTOR_TOTALS);
}

static int matches(match *m, const char *pattern, waiting at)
{
    if (*pattern == 0)
        return 1;
    const uint32_t i = at.node[--at.n];
    const chaosi_node *const n = &m->c->g->node[i];
    if (*pattern == 'k' && n->op != CHAOSI_CONST)
        return 0;
    if (*pattern == 'p' && !at_all_sites(m->c, i))
        return 0;
    pattern += *pattern == 'k' || *pattern == 'p';
    if (*pattern >= 'a' && *pattern < 'a' + OPERANDS) {
        uint32_t *const operand = &m->operand[*pattern - 'a'], was = *operand;
        if (was != NONE && was != i)
            return 0;
        *operand = i;
        if (matches(m, pattern + 1, at))
            return 1;
        *operand = was;
        return 0;
    }
    if (i != m->root && !can_absorb(m->c, i, m->root))
        return 0;
    const uint32_t nabsorbed = m->nabsorbed;
    if (i != m->root)
        m->absorbed[m->nabsorbed++] = i;
    for (int swapped = 0; swapped < 2; swapped++) {
        waiting next = at;
        if (n->op == CHAOSI_SELECT)
            next.node[next.n++] = n->c;
        next.node[next.n++] = swapped ? n->a : n->b;
        next.node[next.n++] = swapped ? n->b : n->a;
        if (operation_fits(m, *pattern, n->op, swapped) && matches(m, pattern + 1, next))
            return 1;
    }
    m->nabsorbed = nabsorbed;
    return 0;
}

static chaosk_instr instr(uint32_t op, uint32_t to, uint32_t a, uint32_t b, uint32_t c)
{
    return (chaosk_instr){ .op = op, .to = to, .a = a, .b = b, .c = c };
}

/* Where others use node i, too, what it is of is used once more. */
static void absorb(compiler *c, uint32_t i)
{
    uint32_t operand[3];
    operands(&c->g->node[i], operand);
    c->info[i].uses--;
    for (int k = 0; c->info[i].uses > 0 && k < chaosi_arity(c->g->node[i].op); k++)
        c->info[operand[k]].uses++;
}

static chaosk_instr fuse_one(compiler *c, uint32_t i)
{
    const chaosi_node *n = &c->g->node[i];
    for (uint32_t k = 0; k < SHAPES; k++) {
        match m = { .c = c, .root = i };
        memset(m.operand, 0xff, sizeof m.operand); /* NONE */
        if (!matches(&m, shapes[k].pattern, (waiting){ .node = { i }, .n = 1 }))
            continue;
        for (uint32_t l = 0; l < m.nabsorbed; l++)
            absorb(c, m.absorbed[l]);
        const uint32_t *const x = m.operand;
        return (chaosk_instr){ shapes[k].op + m.o[0] + 4 * m.o[1] + 16 * m.o[2],
                               i,
                               x[0],
                               x[1],
                               x[2],
                               x[3],
                               x[4],
                               x[5],
                               x[6],
                               x[7],
                               0 };
    }
    const int by_const = n->op == CHAOSI_MOD && c->g->node[n->b].op == CHAOSI_CONST;
    return instr(by_const ? CHAOSI_MOD_CONST : n->op, i, n->a, n->b, n->c);
}

/* Users before what they absorb. */
static void fuse(compiler *c)
{
    for (uint32_t i = c->g->count; i-- > 0;)
        if (c->info[i].needed && c->info[i].uses > 0 && chaosi_arity(c->g->node[i].op) > 0)
            c->fused[i] = fuse_one(c, i);
}

/* The operands of an instruction: how many of a, b, ... h count. */
static uint32_t operand_count(uint32_t op)
{
    for (uint32_t k = 0; k < SHAPES; k++)
        if (op >= shapes[k].op && op - shapes[k].op < CHAOSI_KINDS)
            return shapes[k].count;
    return op == CHAOSI_SELECT ? 3 : op == CHAOSI_MOD_CONST || (op >= CHAOSI_DIV && op <= CHAOSI_NE) ? 2 : 1;
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

/* The slot of a row, and of a total: they follow the images. */
static uint32_t row_slot(const compiler *c, uint32_t k)
{
    return c->nvars + c->of->count * (c->of->image ? 2 : 1) + k;
}
static uint32_t total_slot(const compiler *c, uint32_t k) { return row_slot(c, c->of->nrows + k); }

static void leaf_slots(compiler *c)
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
    for (uint32_t i = 0; i < c->g->count && !c->nomem; i++) {
        const chaosi_node *n = &c->g->node[i];
        if (!c->info[i].needed)
            continue;
        if (n->op == CHAOSI_ROW)
            c->info[i].slot = add_slot(c, CHAOSK_SLOT_ROW, n->a, n->shift);
        if (n->op == CHAOSI_TOTAL || n->op == CHAOSI_TANGENT_TOTAL)
            c->info[i].slot = total_slot(c, n->a);
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

static void keep(compiler *c, const uint32_t *nodes, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        c->info[nodes[k]].last = NONE;
}

/* Which instruction reads each node last, in its own segment; what a later
 * segment reads is kept. */
static void last_uses(compiler *c, uint32_t segment)
{
    for (uint32_t i = 0; i < c->g->count; i++) {
        const chaosk_instr *in = &c->fused[i];
        if (in->op == 0 || c->info[i].segment != segment)
            continue;
        const uint32_t operand[] = { in->a, in->b, in->c, in->d, in->e, in->f, in->g, in->h };
        for (uint32_t k = 0; k < operand_count(in->op); k++) {
            info *const o = &c->info[operand[k]];
            o->last = o->segment != segment ? NONE : o->last == NONE ? NONE : i;
        }
    }
    keep(c, c->of->root, c->of->count);
    keep(c, c->of->image, c->of->image ? c->of->count : 0);
    keep(c, c->of->row, c->of->nrows);
    keep(c, c->of->total, c->of->ntotals);
}

/* The slot of a state's image or of a row, if that is what node i is. */
static uint32_t image_slot(const compiler *c, uint32_t i)
{
    for (uint32_t v = 0; v < c->of->count; v++) {
        if (c->of->root[v] == i && c->info[i].segment == CHAOSK_STEP)
            return c->nvars + v;
        if (c->of->image && c->of->image[v] == i && c->info[i].segment == CHAOSK_VECTOR)
            return c->nvars + c->of->count + v;
    }
    for (uint32_t k = 0; k < c->of->nrows; k++)
        if (c->of->row[k] == i)
            return row_slot(c, k);
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
    uint32_t *const operand[OPERANDS] = { &in.a, &in.b, &in.c, &in.d, &in.e, &in.f, &in.g, &in.h };
    const uint32_t count = operand_count(in.op);
    const uint32_t nodes[] = { in.a, in.b, in.c, in.d, in.e, in.f, in.g, in.h };
    for (uint32_t k = 0; k < count; k++) {
        int seen = 0; /* x*x frees x once */
        for (uint32_t l = 0; l < k; l++)
            seen |= nodes[l] == nodes[k];
        *operand[k] = seen ? c->info[nodes[k]].slot : read_operand(c, nodes[k], i);
    }
    for (uint32_t k = count; k < OPERANDS; k++)
        *operand[k] = in.a; /* is not used, but must be there */
    const uint32_t image = image_slot(c, i);
    in.to = c->info[i].slot = image != NONE ? image : temp_slot(c);
    in.limit = image != NONE && image < c->nvars + c->of->count ? image - c->nvars : c->of->count;
    emit(c, in);
}

/* An image that no instruction computes in place: another state, a constant. */
static void copy_image(compiler *c, uint32_t node, uint32_t slot, uint32_t limit)
{
    if (c->info[node].slot != slot)
        emit(c, (chaosk_instr){ .op = CHAOSI_COPY, .to = slot, .a = c->info[node].slot, .limit = limit });
}

static void write_wraps(compiler *c)
{
    for (uint32_t v = 0; v < c->of->count; v++) {
        if (c->of->wrap[v] == 0.0)
            continue;
        c->code->consts[c->code->nconsts] = c->of->wrap[v];
        const uint32_t period = add_slot(c, CHAOSK_SLOT_CONST, c->code->nconsts++, 0);
        const uint32_t turns = add_slot(c, CHAOSK_SLOT_TURNS, v, 0);
        emit(c, (chaosk_instr){
                    .op = CHAOSI_WRAP, .to = c->nvars + v, .a = c->nvars + v, .b = period, .d = turns });
    }
}

/* Whether the image of v is a state as it is: no need to look at it, since that
 * was done a step before, unless it is an angle; and it can move there, unless
 * it has moved to a state before v. */
static int moves(const compiler *c, uint32_t v)
{
    const chaosi_node *const node = c->g->node, *x = &node[c->of->root[v]];
    int free = c->of->count == c->nvars && x->op == CHAOSI_STATE && x->shift == 0 && c->of->wrap[x->a] == 0.0;
    for (uint32_t u = 0; u < v; u++)
        free &= c->of->root[u] != c->of->root[v];
    return free;
}

/* At the end of a step: images that no instruction computes in place. */
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

static void write_sums(compiler *c, uint32_t segment)
{
    for (uint32_t k = 0; k < c->of->ntotals; k++)
        if (c->of->total_segment[k] == segment)
            emit(c, instr(CHAOSI_SUM, total_slot(c, k), c->info[c->of->total[k]].slot, 0, 0));
}

static void write_segment(compiler *c, uint32_t segment)
{
    c->code->begin[segment] = c->code->begin[CHAOSK_NSEGMENTS];
    for (uint32_t i = 0; i < c->g->count && !c->nomem; i++)
        if (c->fused[i].op != 0 && c->info[i].segment == segment)
            write_node(c, i);
    if ((segment == CHAOSK_SUMS || segment == CHAOSK_VECTOR_SUMS) && !c->nomem)
        write_sums(c, segment);
    if (segment == CHAOSK_STEP && !c->nomem)
        finish_step(c);
    if (segment == CHAOSK_WRAP && !c->nomem)
        write_wraps(c);
    if (segment == CHAOSK_VECTOR && c->of->image && !c->nomem)
        for (uint32_t v = 0; v < c->of->count; v++)
            copy_image(c, c->of->image[v], c->nvars + c->of->count + v, c->of->count);
}

int chaosi_compile(const chaosi_graph *g, const chaosi_roots *of, uint32_t nvars, chaosk_code *code)
{
    compiler c = { .g = g, .of = of, .nvars = nvars, .code = code };
    memset(code, 0, sizeof *code);
    code->nvars = nvars;
    code->nrows = of->nrows;
    code->ntotals = of->ntotals;
    c.info = calloc(g->count, sizeof *c.info);
    c.fused = calloc(g->count, sizeof *c.fused);
    c.free_temps = malloc(g->count * sizeof *c.free_temps);
    code->consts = malloc((g->count + of->count) * sizeof *code->consts); /* and periods */
    c.nomem = !c.info || !c.fused || !c.free_temps || !code->consts;
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
    return !c.nomem;
}

void chaosi_code_free(chaosk_code *code)
{
    free(code->instr);
    free(code->slots);
    free(code->consts);
}
