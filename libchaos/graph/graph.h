/* A formula as a graph: every operation once, however often the text or a
 * derivative has it. Operands stand before what uses them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_GRAPH_H
#define CHAOS_TEXT_GRAPH_H

#include "graph/program.h"

/* More than any formula by hand needs with its derivatives; what a hostile
 * one may cost. */
enum { CHAOSI_MAX_NODES = 1 << 16, CHAOSI_MAX_SUMS = 16 };

typedef struct chaosi_node {
    uint32_t op;      /* enum chaosi_op, a leaf or an operation */
    uint32_t a, b, c; /* operands; of a leaf a is the index of parameter or variable */
    int32_t shift;    /* of a leaf of a lattice: sites to the right; of an operation its
                       * segment, if its operands do not say it (0) */
    double value;     /* of a constant */
    uint8_t sums;     /* whether a sum over sites is in it */
} chaosi_node;

typedef struct chaosi_graph {
    chaosi_node *node;
    uint32_t count, room;
    uint32_t *table; /* open addressing: 1 + index, 0 empty */
    uint32_t table_size;
    int full, nomem; /* why nodes are wrong from now on */
} chaosi_graph;

void chaosi_graph_init(chaosi_graph *graph);
void chaosi_graph_free(chaosi_graph *graph);

uint32_t chaosi_const(chaosi_graph *graph, double value);
uint32_t chaosi_leaf(chaosi_graph *graph, enum chaosi_op op, uint32_t index, int32_t shift);

/* An operation with the operands that it has (0 for the others). + - * / and
 * unary minus of constants are done at once, as a C compiler does them. */
uint32_t chaosi_node_of(chaosi_graph *graph, enum chaosi_op op, uint32_t a, uint32_t b, uint32_t c);

/* a^n as multiplications, from the most significant bit on; 1/a^-n for n < 0. */
uint32_t chaosi_power(chaosi_graph *graph, uint32_t a, int n);

/* Such a node as it is, once. */
uint32_t chaosi_intern(chaosi_graph *graph, const chaosi_node *node);

int chaosi_is_const(const chaosi_graph *graph, uint32_t a, double value);

/* The number of operands of an operation, 0 for leaves. */
int chaosi_arity(enum chaosi_op op);

/* The derivative of one node: a sum of coefficient * (tangent of a state). */
typedef struct chaosi_term {
    uint32_t state; /* a node, CHAOSI_STATE */
    uint32_t coefficient;
} chaosi_term;

/* For each root a node that is its differential, on leaves CHAOSI_TANGENT. */
void chaosi_differentiate(chaosi_graph *graph, const uint32_t *roots, uint32_t nroots, uint32_t *images);

/* What is computed. */
typedef struct chaosi_roots {
    uint32_t count;
    const uint32_t *root;  /* [count] images of the states; or columns, which have neither of these: */
    const uint32_t *image; /* [count] those of tangent vectors, or NULL */
    const double *wrap;    /* [count] periods of angles, 0 else */
    int lattice;           /* and only then any of these: */
    uint32_t nrows, ntotals;
    const uint32_t *row;          /* [nrows] what CHAOSI_ROW stands for */
    const uint32_t *total;        /* [ntotals] what CHAOSI_TOTAL and CHAOSI_TANGENT_TOTAL are the sum of */
    const uint8_t *total_segment; /* [ntotals] CHAOSK_SUMS or CHAOSK_VECTOR_SUMS */
} chaosi_roots;

/* Writes code for the roots, given nvars states. 0: out of memory. */
int chaosi_compile(const chaosi_graph *graph, const chaosi_roots *roots, uint32_t nvars, chaosk_code *code);
void chaosi_code_free(chaosk_code *code);

#endif
