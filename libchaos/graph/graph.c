/* Nodes, found by hashing so that equal ones are one.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/graph.h"

#include <stdlib.h>
#include <string.h>

void chaosi_graph_init(chaosi_graph *g) { memset(g, 0, sizeof *g); }

void chaosi_graph_free(chaosi_graph *g)
{
    free(g->node);
    free(g->table);
}

int chaosi_arity(enum chaosi_op op)
{
    return op < CHAOSI_ADD ? 0 : op == CHAOSI_SELECT ? 3 : op < CHAOSI_NEG || op >= CHAOSI_DIV ? 2 : 1;
}

bool chaosi_is_const(const chaosi_graph *g, uint32_t a, double value)
{
    return g->node[a].op == CHAOSI_CONST && g->node[a].value == value;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint32_t hash(const chaosi_node *n)
{
    const uint64_t k = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t h = n->op;
    h = (h ^ n->a) * k;
    h = (h ^ n->b ^ h >> 32) * k;
    h = (h ^ n->c ^ h >> 32) * k;
    h = (h ^ (uint32_t)n->shift ^ h >> 32) * k;
    h = (h ^ bits_of(n->value) ^ h >> 32) * k;
    return (uint32_t)(h >> 32);
}

static bool same(const chaosi_node *m, const chaosi_node *n)
{
    return m->op == n->op && m->a == n->a && m->b == n->b && m->c == n->c && m->shift == n->shift &&
           bits_of(m->value) == bits_of(n->value);
}

/* The table entry of a node, or the empty one where it belongs. */
static uint32_t *find(const chaosi_graph *g, const chaosi_node *n)
{
    uint32_t i = hash(n) & (g->table_size - 1);
    while (g->table[i] && !same(&g->node[g->table[i] - 1], n))
        i = (i + 1) & (g->table_size - 1);
    return &g->table[i];
}

static bool grow(chaosi_graph *g)
{
    const uint32_t capacity = g->capacity ? 2 * g->capacity : 64;
    chaosi_node *node = realloc(g->node, capacity * sizeof *node);
    if (!node)
        return false;
    g->node = node;
    uint32_t *table = calloc(2 * capacity, sizeof *table);
    if (!table)
        return false;
    free(g->table);
    g->table = table;
    g->table_size = 2 * capacity;
    g->capacity = capacity;
    for (uint32_t i = 0; i < g->count; i++)
        *find(g, &g->node[i]) = i + 1;
    return true;
}

uint32_t chaosi_intern(chaosi_graph *g, const chaosi_node *n)
{
    if (g->count == g->capacity && g->count < CHAOSI_MAX_NODES && !g->nomem && !grow(g))
        g->nomem = true;
    if (g->nomem)
        return 0;
    uint32_t *entry = find(g, n);
    if (*entry)
        return *entry - 1;
    if (g->count == g->capacity) {
        g->full = true;
        return 0;
    }
    g->node[g->count] = *n;
    g->node[g->count].has_sum = n->op == CHAOSI_SUM;
    g->node[g->count].fixed = n->op == CHAOSI_CONST || n->op == CHAOSI_PARAM || chaosi_arity(n->op) > 0;
    for (int k = 0; k < chaosi_arity(n->op); k++) {
        g->node[g->count].has_sum |= g->node[chaosi_operand(n, k)].has_sum;
        g->node[g->count].fixed &= g->node[chaosi_operand(n, k)].fixed;
    }
    *entry = ++g->count;
    return g->count - 1;
}

uint32_t chaosi_const(chaosi_graph *g, double value)
{
    return chaosi_intern(g, &(chaosi_node){ .op = CHAOSI_CONST, .value = value });
}

uint32_t chaosi_leaf(chaosi_graph *g, enum chaosi_op op, uint32_t index, int32_t shift)
{
    return chaosi_intern(g, &(chaosi_node){ .op = op, .a = index, .shift = shift });
}

uint32_t chaosi_draw(chaosi_graph *g, enum chaosi_op op, uint32_t number, bool of_site, int32_t shift)
{
    return chaosi_intern(g, &(chaosi_node){ .op = op, .a = number, .b = of_site, .shift = shift });
}

/* A power of two whose inverse is a normal number, too. */
static bool power_of_two(double value)
{
    const uint64_t bits = bits_of(value), exponent = bits >> 52 & 2047;
    return bits << 12 == 0 && exponent > 0 && exponent < 2045;
}

uint32_t chaosi_node_of(chaosi_graph *g, enum chaosi_op op, uint32_t a, uint32_t b, uint32_t c)
{
    if (g->nomem || g->full)
        return 0;
    const chaosi_node *x = &g->node[a], *y = &g->node[b];
    if (x->op == CHAOSI_CONST && op == CHAOSI_NEG)
        return chaosi_const(g, -x->value);
    if (x->op == CHAOSI_CONST && y->op == CHAOSI_CONST)
        switch (op) {
        case CHAOSI_ADD: return chaosi_const(g, x->value + y->value);
        case CHAOSI_SUB: return chaosi_const(g, x->value - y->value);
        case CHAOSI_MUL: return chaosi_const(g, x->value * y->value);
        case CHAOSI_DIV: return chaosi_const(g, x->value / y->value);
        default: break;
        }
    if (op == CHAOSI_DIV && y->op == CHAOSI_CONST && power_of_two(y->value)) /* exact, and faster */
        return chaosi_node_of(g, CHAOSI_MUL, a, chaosi_const(g, 1.0 / y->value), 0);
    return chaosi_intern(g, &(chaosi_node){ .op = op, .a = a, .b = b, .c = c });
}

uint32_t chaosi_power(chaosi_graph *g, uint32_t a, int n)
{
    const unsigned m = n < 0 ? -(unsigned)n : (unsigned)n;
    if (m == 0)
        return chaosi_const(g, 1.0);
    unsigned bit = 1;
    while (bit <= m / 2)
        bit *= 2;
    uint32_t p = a;
    while ((bit /= 2) > 0) {
        p = chaosi_node_of(g, CHAOSI_MUL, p, p, 0);
        if (m & bit)
            p = chaosi_node_of(g, CHAOSI_MUL, p, a, 0);
    }
    return n < 0 ? chaosi_node_of(g, CHAOSI_DIV, chaosi_const(g, 1.0), p, 0) : p;
}
