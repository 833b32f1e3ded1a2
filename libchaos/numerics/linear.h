/* Linear algebra on row-major arrays: the one place where GSL works. A build
 * without GSL answers CHAOS_ENOTSUP.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_NUMERICS_LINEAR_H
#define CHAOS_NUMERICS_LINEAR_H

#include "chaos.h"

/* Between pieces of the work, about a millisecond each, tick is called with the
 * multiplications done since; what it returns other than CHAOS_OK ends the work and is
 * returned. */
typedef struct chaosi_ticker {
    int (*tick)(void *ctx, double work);
    void *ctx;
    double untold; /* 0 to begin with */
} chaosi_ticker;

/* c [rows][columns] = a [rows][inner] b [inner][columns]. */
int chaosi_multiply(const double *a, const double *b, double *c, size_t rows, size_t inner, size_t columns,
                    chaosi_ticker *ticker, chaos_error *error);

/* Multiplies a [rows][columns] from the left by the orthogonal matrix after which its
 * first n <= rows columns are upper triangular. work [rows + columns].
 * CHAOS_EINVAL: not finite (an outcome: no chaos_error is filled for it). */
int chaosi_triangularise(double *a, size_t rows, size_t columns, size_t n, double *work,
                         chaosi_ticker *ticker, chaos_error *error);

/* a [rows][n] = q r, n <= rows: q, whose columns are orthonormal, in its place, and the
 * upper triangle r [n][n]. work [rows + 2 n]. CHAOS_EINVAL: likewise. */
int chaosi_orthonormalise(double *a, double *r, size_t rows, size_t n, double *work, chaosi_ticker *ticker,
                          chaos_error *error);

/* The shortest x that makes |a x - b| least, in b's place; a [n][n] is overwritten with its
 * right singular vectors in columns, those of the largest singular values first. *rank of
 * them are above 1e-13 of the largest, the others count as 0. In one piece. CHAOS_EINVAL:
 * not finite (an outcome). */
int chaosi_least_norm(double *a, double *b, size_t n, size_t *rank, chaos_error *error);

/* Eigenvalues of a [n][n], which is overwritten: out [n][2], in no order. In one piece.
 * CHAOS_EINVAL: not finite, or no convergence (likewise an outcome). */
int chaosi_eigenvalues(double *a, double *out, size_t n, chaos_error *error);

/* x [n], n a power of two, becomes X_k = sum x_j exp(-2 pi i j k / n): real parts of k = 0 ... n/2 in x[k], imaginary
 * parts of 0 < k < n/2 in x[n - k]. */
int chaosi_fourier(double *x, size_t n, chaos_error *error);

/* CHAOS_OK, or what chaosi_fourier returns in a build that has none. */
int chaosi_has_fourier(chaos_error *error);

#endif
