/* Complex numbers as two nodes: what their operations are made of.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_COMPLEX_H
#define CHAOS_GRAPH_COMPLEX_H

#include "graph/graph.h"

/* A value, the real and the imaginary part of which are nodes. */
typedef struct chaosi_value {
    uint32_t re, im; /* im CHAOSI_REAL: a real number */
} chaosi_value;

#define CHAOSI_REAL UINT32_MAX

static inline chaosi_value chaosi_real(uint32_t node) { return (chaosi_value){ node, CHAOSI_REAL }; }
static inline bool chaosi_is_complex(chaosi_value z) { return z.im != CHAOSI_REAL; }

/* Operations beside those of graphs, whose results are made of others. */
enum chaosi_complex_op { CHAOSI_CONJ = 240, CHAOSI_ARG, CHAOSI_RE, CHAOSI_IM };

/* An operation, of which an operand may be complex; operands it does not have are real. *defined
 * becomes false if it takes real numbers alone. */
chaosi_value chaosi_value_of(chaosi_graph *graph, uint32_t op, chaosi_value a, chaosi_value b, chaosi_value c,
                             bool *defined);

/* a^n by multiplications, as chaosi_power. */
chaosi_value chaosi_value_power(chaosi_graph *graph, chaosi_value a, int n);

/* The imaginary part of a value, 0 if it is real. */
uint32_t chaosi_imaginary(chaosi_graph *graph, chaosi_value a);

#endif
