/* A formula as a graph: each operation appears once, however often the text or
 * a derivative repeats it. Operands come before the nodes that use them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_GRAPH_H
#define CHAOS_GRAPH_GRAPH_H

#include "graph/program.h"

#include <stdbool.h>

/* More than any formula written by hand needs, derivatives included: the most
 * that a hostile one may cost. */
enum { CHAOSI_MAX_NODES = 1 << 16, CHAOSI_MAX_SUMS = 16 };

typedef struct chaosi_node {
    uint32_t op;      /* enum chaosi_op, a leaf or an operation */
    uint32_t a, b, c; /* operands; in a leaf, a is the index of the parameter or variable, or the number of a
                       * draw, of which b says whether each site has its own;
                       * of an expression's CHAOSI_ROW the state of site 0, and b is how far apart sites are */
    int32_t shift;    /* leaf of a lattice: sites to the right; operation: its segment, or 0
                       * if that follows from its operands */
    double value;     /* of a constant */
    bool has_sum;     /* a sum over sites is part of it */
    bool fixed;       /* of numbers and parameters alone: the same at all steps */
} chaosi_node;

typedef struct chaosi_graph {
    chaosi_node *node;
    uint32_t count, capacity;
    uint32_t *table; /* open addressing: 1 + index, 0 if empty */
    uint32_t table_size;
    bool full, nomem; /* why nodes are wrong from now on */
} chaosi_graph;

void chaosi_graph_init(chaosi_graph *graph);
void chaosi_graph_free(chaosi_graph *graph);

uint32_t chaosi_const(chaosi_graph *graph, double value);
uint32_t chaosi_leaf(chaosi_graph *graph, enum chaosi_op op, uint32_t index, int32_t shift);
uint32_t chaosi_draw(chaosi_graph *graph, enum chaosi_op op, uint32_t number, bool of_site, int32_t shift);

/* An operation; operands it does not have are 0. + - * / and unary minus of
 * constants are folded, as a C compiler folds them. */
uint32_t chaosi_node_of(chaosi_graph *graph, enum chaosi_op op, uint32_t a, uint32_t b, uint32_t c);

/* a^n by multiplications, from the most significant bit down; 1/a^-n for n < 0. */
uint32_t chaosi_power(chaosi_graph *graph, uint32_t a, int n);

/* The node equal to *node, added if it is new. */
uint32_t chaosi_intern(chaosi_graph *graph, const chaosi_node *node);

bool chaosi_is_const(const chaosi_graph *graph, uint32_t a, double value);

static inline bool chaosi_is_draw(const chaosi_node *n)
{
    return n->op == CHAOSI_UNIFORM || n->op == CHAOSI_NORMAL;
}

/* The number of operands of an operation, 0 for leaves; and operand k of a node. */
int chaosi_arity(enum chaosi_op op);
static inline uint32_t chaosi_operand(const chaosi_node *n, int k)
{
    return k == 0 ? n->a : k == 1 ? n->b : n->c;
}

/* Sums and products of what is not written so by the user: terms 0 and factors 0, 1 and -1 cost nothing, factors that
 * are the same at all steps are brought together. (A value is computed as it is written.) */
uint32_t chaosi_times(chaosi_graph *graph, uint32_t a, uint32_t b);
uint32_t chaosi_plus(chaosi_graph *graph, uint32_t a, uint32_t b);

/* One term of a node's differential: coefficient * (tangent of a state). */
typedef struct chaosi_term {
    uint32_t state; /* a node, CHAOSI_STATE */
    uint32_t coefficient;
} chaosi_term;

/* The differential of each root, as a node over leaves CHAOSI_TANGENT. */
void chaosi_differentiate(chaosi_graph *graph, const uint32_t *roots, uint32_t nroots, uint32_t *images);

/* What to compute. */
typedef struct chaosi_roots {
    uint32_t count;
    const uint32_t *root;  /* [count] images of the states; or columns, without the next two: */
    const uint32_t *image; /* [count] images of tangent vectors, or NULL */
    const double *wrap;    /* [count] periods of angles, else 0 */
    bool lattice;          /* the members below are for lattices only */
    uint32_t nrows, ntotals;
    const uint32_t *row;          /* [nrows] what CHAOSI_ROW stands for */
    const uint32_t *total;        /* [ntotals] what CHAOSI_TOTAL and CHAOSI_TANGENT_TOTAL sum up */
    const uint8_t *total_segment; /* [ntotals] CHAOSK_SUMS or CHAOSK_VECTOR_SUMS */
} chaosi_roots;

/* Writes code that computes the roots from nvars states. false: out of memory. */
bool chaosi_compile(const chaosi_graph *graph, const chaosi_roots *roots, uint32_t nvars, chaosk_code *code);
void chaosi_code_free(chaosk_code *code);

#endif
