/* A formula as polynomials of the states, whose coefficients are nodes over the parameters.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_POLYNOMIALS_H
#define CHAOS_GRAPH_POLYNOMIALS_H

#include "graph/graph.h"

enum { CHAOSI_POLYNOMIAL_STATES = 8, CHAOSI_POLYNOMIAL_TERMS = 24, CHAOSI_UNKNOWN = UINT32_MAX };

typedef struct chaosi_monomial {
    uint8_t power[CHAOSI_POLYNOMIAL_STATES]; /* of states; then of those of other sites */
    uint8_t degree;
    uint32_t exact; /* a node: the coefficient, or CHAOSI_UNKNOWN; */
    uint32_t size;  /* no less than its absolute value */
} chaosi_monomial;

typedef struct chaosi_polynomial {
    uint32_t count;
    chaosi_monomial of[CHAOSI_POLYNOMIAL_TERMS];
} chaosi_polynomial;

/* What a node is one of; count 0: no polynomials. */
typedef struct chaosi_branches {
    uint32_t begin, count;
} chaosi_branches;

/* A state of a lattice elsewhere: at the site that is `shift` to the right, or with `all` one that no site's is larger
 * than, so that N times a power of it is a sum over the sites. */
typedef struct chaosi_elsewhere {
    uint32_t variable;
    int32_t shift;
    bool all;
} chaosi_elsewhere;

typedef struct chaosi_expansion {
    chaosi_graph *g;
    uint64_t sites;                                       /* of a lattice, else 0 */
    const uint32_t *root;                                 /* [nvars] */
    uint32_t nvars;                                       /* at most CHAOSI_POLYNOMIAL_STATES */
    chaosi_elsewhere elsewhere[CHAOSI_POLYNOMIAL_STATES]; /* from nvars on */
    uint32_t nstates;                                     /* of which there are powers */
    chaosi_polynomial *all;
    uint32_t count, capacity;
    chaosi_branches *of; /* by node */
    uint32_t near;       /* a node: conditions of one |state| were left out that hold up to here alone */
    bool failed;         /* a polynomial has too many terms */
} chaosi_expansion;

/* Fills `all`, `of` and `near`, which may be empty, for what the roots need; false: out of memory, or nodes. */
bool chaosi_expand(chaosi_expansion *expansion);
void chaosi_expansion_free(chaosi_expansion *expansion);

/* Whether a condition is of the form abs(x) <= c or abs(x) < c, with a state x and a number or parameter c. */
bool chaosi_holds_near(const chaosi_graph *graph, uint32_t condition);

/* |a| */
uint32_t chaosi_size_of(chaosi_graph *graph, uint32_t a);

#endif
