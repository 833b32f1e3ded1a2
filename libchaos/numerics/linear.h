/* The linear algebra of cycles: the one place where GSL works. A build
 * without GSL answers CHAOS_ENOTSUP. Matrices are row-major.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_LINEAR_H
#define CHAOS_ANALYSES_LINEAR_H

#include "chaos.h"

/* Solves a x = b, x in b's place; a [n][n] is overwritten. CHAOS_EINVAL: a is
 * singular or not finite (an outcome: no chaos_error is filled for it). */
int chaosi_solve(double *a, double *b, size_t n, chaos_error *error);

/* Eigenvalues of a [n][n], which is overwritten: out [n][2], in no order.
 * CHAOS_EINVAL: not finite, or no convergence (likewise an outcome). */
int chaosi_eigenvalues(double *a, double *out, size_t n, chaos_error *error);

#endif
