/* Several nodes of a graph become one instruction. Most of what an instruction
 * costs is loading and storing rows, so the fewer rows the better.
 *
 * What can be one instruction stands in `shapes`, in prefix notation: an
 * operation, then its operands.
 *
 *   a b c d e f g h  an operand, any node; the same letter twice: the same node
 *   ka               an operand that is a constant
 *   pa               an operand that is the same at all sites of a lattice
 *   *  -  i  j  ?    *, -, min, max, select
 *   < l = !          the comparisons <, <=, ==, != that a select goes by
 *   1 2 3            any of + - *; it becomes o1, o2, o3 of the instruction
 *   r s t            likewise, but only + or -
 *   A B C, R S T     as 1 2 3 and r s t, where both sides of the operation look
 *                    alike, so that swapping them is not worth an instruction
 *
 * The operands of + and * may stand in either order. o is 0 for +, 1 for -, 2 for
 * *, and 3 for a - with its sides swapped, "right minus left", which A B C and R S T
 * never make. A node within the pattern is absorbed; that takes one which hardly
 * anything else uses, since each user then computes it for itself.
 *
 * An example: x' = a*x*x + b. Its graph is
 *
 *   0: a    1: x    2: 0 * 1    3: 2 * 1    4: b    5: 3 + 4
 *
 * and an instruction is wanted for node 5. Patterns are tried in the order of the
 * list. QUADRATIC, "TSR*aa*bb*ca*db", fails at its second letter: S wants a + or -,
 * node 3 is a product. Others fail likewise, up to THREE, "32Aabcd", which is
 * ((a o1 b) o2 c) o3 d. The nodes that the rest of the pattern must fit wait on a
 * stack, the next one last:
 *
 *   pattern   waiting     what happens
 *   32Aabcd   5           node 5 is a +: o3 = 0; its operands wait: 4, 3
 *   2Aabcd    4 3         node 3 is a *: o2 = 2; absorbed; its operands wait: 1, 2
 *   Aabcd     4 1 2       node 2 is a *: o1 = 2; absorbed; its operands wait: 1, 0
 *   abcd      4 1 1 0     a = node 0, b = node 1, c = node 1, d = node 4
 *   (nothing)             it fits
 *
 * Node 5 is therefore instruction CHAOSI_THREE + o1 + 4*o2 + 16*o3 = CHAOSI_THREE + 10
 * with operands 0, 1, 1, 4, for which compile.c puts slots; execute.c has it as
 * THREE(X, 2, 2, 0), apply(0, apply(2, apply(2, A, B), C), D). In x' = b - a*x*x the
 * left side of the - is b, a parameter, which "2" does not fit; with the sides
 * swapped it fits, and o3 is 3.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/fuse.h"

#include <string.h>

enum { NONE = UINT32_MAX };

typedef struct shape {
    const char *pattern;
    uint32_t op, count; /* operands */
} shape;

/* The first that fits is taken: those that do most come first. */
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

/* ------------------------------------------------------------------- matching */

/* A pattern as far as it has been matched. */
typedef struct match {
    const chaosi_graph *g;
    const chaosi_use *use;
    bool lattice;
    uint32_t root;
    uint32_t operand[CHAOSI_MAX_OPERANDS], o[3];
    uint32_t absorbed[CHAOSI_MAX_OPERANDS], nabsorbed;
} match;

/* Nodes that the rest of the pattern has to fit, the next one last. */
typedef struct waiting {
    uint32_t node[CHAOSI_MAX_OPERANDS], n;
} waiting;

/* How many users may each compute a node for themselves, where that costs less
 * than storing and loading a row. */
static uint32_t most_users(const chaosi_graph *g, const chaosi_node *n)
{
    const bool compares = n->op >= CHAOSI_LT && n->op <= CHAOSI_NE,
               squares = n->op == CHAOSI_MUL && n->a == n->b,
               of_leaves = n->op >= CHAOSI_ADD && n->op <= CHAOSI_MUL &&
                           chaosi_arity(g->node[n->a].op) == 0 && chaosi_arity(g->node[n->b].op) == 0;
    return compares ? UINT32_MAX : squares || of_leaves ? 2 : 1;
}

static bool can_absorb(const match *m, uint32_t i)
{
    return m->use[i].count <= most_users(m->g, &m->g->node[i]) &&
           m->use[i].segment == m->use[m->root].segment;
}

/* Whether an operation, with its operands swapped or not, fits a letter; sets o1, o2 or o3. */
static bool operation_fits(match *m, char letter, uint32_t op, bool swapped)
{
    static const char ordered[] = "-ij?<l=!", classes[] = "123ABCrstRST";
    static const uint8_t of[] = { CHAOSI_SUB, CHAOSI_MIN, CHAOSI_MAX, CHAOSI_SELECT,
                                  CHAOSI_LT,  CHAOSI_LE,  CHAOSI_EQ,  CHAOSI_NE };
    if (strchr(ordered, letter))
        return !swapped && op == of[strchr(ordered, letter) - ordered];
    if (letter == '*')
        return op == CHAOSI_MUL;
    const size_t k = (size_t)(strchr(classes, letter) - classes);
    const bool reversed = swapped && op == CHAOSI_SUB, alike = k / 3 % 2 == 1, sums = k / 6 == 1;
    if (op < CHAOSI_ADD || op > CHAOSI_MUL || (sums && op == CHAOSI_MUL) || (alike && reversed))
        return false;
    m->o[k % 3] = reversed ? 3 : op - CHAOSI_ADD;
    return true;
}

/* Whether node i has the same value at all sites: made of parameters, constants, the
 * iterate number and totals alone. */
static bool same_at_all_sites(const match *m, uint32_t i)
{
    const uint8_t s = m->use[i].segment;
    return m->lattice &&
           (s == CHAOSK_ONCE || s == CHAOSK_TIME || s == CHAOSK_TOTALS || s == CHAOSK_VECTOR_TOTALS);
}

static bool matches(match *m, const char *pattern, waiting at);

/* The next node as an operand; what does not fit is undone. */
static bool operand_matches(match *m, const char *pattern, uint32_t i, waiting at)
{
    uint32_t *const operand = &m->operand[*pattern - 'a'], before = *operand;
    if (before != NONE && before != i)
        return false;
    *operand = i;
    if (matches(m, pattern + 1, at))
        return true;
    *operand = before;
    return false;
}

static bool operation_matches(match *m, const char *pattern, uint32_t i, waiting at)
{
    const chaosi_node *const n = &m->g->node[i];
    if (i != m->root && !can_absorb(m, i))
        return false;
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
            return true;
    }
    m->nabsorbed = nabsorbed;
    return false;
}

static bool matches(match *m, const char *pattern, waiting at)
{
    if (*pattern == 0)
        return true;
    const uint32_t i = at.node[--at.n];
    if (*pattern == 'k' && m->g->node[i].op != CHAOSI_CONST)
        return false;
    if (*pattern == 'p' && !same_at_all_sites(m, i))
        return false;
    pattern += *pattern == 'k' || *pattern == 'p';
    const bool operand = *pattern >= 'a' && *pattern < 'a' + CHAOSI_MAX_OPERANDS;
    return operand ? operand_matches(m, pattern, i, at) : operation_matches(m, pattern, i, at);
}

/* --------------------------------------------------------------------- fusing */

/* One user computes node i itself. If others remain, i's operands have gained a user. */
static void absorb(const chaosi_graph *g, chaosi_use *use, uint32_t i)
{
    use[i].count--;
    for (int k = 0; use[i].count > 0 && k < chaosi_arity(g->node[i].op); k++)
        use[chaosi_operand(&g->node[i], k)].count++;
}

static chaosk_instr fuse_one(const chaosi_graph *g, bool lattice, chaosi_use *use, uint32_t i)
{
    const chaosi_node *n = &g->node[i];
    for (uint32_t k = 0; k < SHAPES; k++) {
        match m = { .g = g, .use = use, .lattice = lattice, .root = i };
        memset(m.operand, 0xff, sizeof m.operand); /* NONE */
        if (!matches(&m, shapes[k].pattern, (waiting){ .node = { i }, .n = 1 }))
            continue;
        for (uint32_t l = 0; l < m.nabsorbed; l++)
            absorb(g, use, m.absorbed[l]);
        const uint32_t *const x = m.operand;
        const uint32_t op = shapes[k].op + m.o[0] + 4 * m.o[1] + 16 * m.o[2];
        return (chaosk_instr){ op, i, x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], 0 };
    }
    const bool by_const = n->op == CHAOSI_MOD && g->node[n->b].op == CHAOSI_CONST;
    return (
        chaosk_instr){ .op = by_const ? CHAOSI_MOD_CONST : n->op, .to = i, .a = n->a, .b = n->b, .c = n->c };
}

/* Users come before what they absorb. */
void chaosi_fuse(const chaosi_graph *g, bool lattice, chaosi_use *use, chaosk_instr *instr)
{
    for (uint32_t i = g->count; i-- > 0;)
        if (use[i].needed && use[i].count > 0 && chaosi_arity(g->node[i].op) > 0)
            instr[i] = fuse_one(g, lattice, use, i);
}

uint32_t chaosi_operand_count(uint32_t op)
{
    const shape *of = NULL; /* of those whose numbers begin before, the last */
    for (uint32_t k = 0; k < SHAPES; k++)
        if (op >= shapes[k].op && (!of || shapes[k].op > of->op))
            of = &shapes[k];
    if (of)
        return of->count;
    return op == CHAOSI_SELECT ? 3 : op == CHAOSI_MOD_CONST || (op >= CHAOSI_DIV && op <= CHAOSI_NE) ? 2 : 1;
}
