/* The product of a cycle's derivatives, J_{n-1} ... J_0, on a frame of vectors, without
 * over- and underflow, whatever it is large or small.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_PRODUCT_H
#define CHAOS_ANALYSES_CYCLES_PRODUCT_H

#include "analyses/cycles/cycle.h"

/* With M = J_{n-1} ... J_0 the last round gave M Q_0 = Q T: Q_0 and Q [m][k] have
 * orthonormal columns, T is an upper triangle. So M, if k is m, has the eigenvalues of
 * W T, where W = Q_0^T Q. */
typedef struct chaosi_product {
    chaosi_cycle *c;
    size_t m, k;
    double *q0, *q, *w; /* [m][k], [m][k], [k][k] */
    /* Row j of T is t[j][] 2^e[j]; its diagonal by itself diagonal[j] 2^diagonal_e[j]. */
    double *t, *diagonal;
    int64_t *e, *diagonal_e;
    double *r, *next, *jacobian, *work; /* scratch */
} chaosi_product;

/* Memory for a frame of k vectors; Q is the first k unit vectors. */
bool chaosi_product_init(chaosi_product *p, chaosi_cycle *c, size_t k);
void chaosi_product_free(chaosi_product *p);

/* Another round, from Q on: orthogonal iteration. The first j columns of Q turn towards
 * what belongs to the j largest multipliers, by the ratio of number j + 1 to number j
 * in each round. */
int chaosi_product_round(chaosi_product *p, chaos_error *error);

/* So many rounds without W and T, which cost most. */
int chaosi_product_turn(chaosi_product *p, size_t rounds, chaos_error *error);

/* ln2 of |T_jj|, -infinity for 0. */
double chaosi_product_growth(const chaosi_product *p, size_t j);

/* The eigenvalues of the block of W T from `first` on, to where W T is as good as a block
 * triangle; [size] of them. */
int chaosi_product_block(const chaosi_product *p, size_t first, size_t size, chaosi_multiplier *multipliers,
                         chaos_error *error);

#endif
