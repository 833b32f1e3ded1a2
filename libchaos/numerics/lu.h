/* Linear systems with one solution, by Gauss's elimination with partial pivoting: for maps of one state, too, which work
 * without GSL, and for the sign of a determinant. Arrays are row-major.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_NUMERICS_LU_H
#define CHAOS_NUMERICS_LU_H

#include <stddef.h>

/* det = mantissa 2^exponent with |mantissa| in [1/2, 1), or 0. */
typedef struct chaosi_determinant {
    double mantissa;
    int exponent;
} chaosi_determinant;

/* Factors a [n][n] in its place; pivot [n]. NaN where a is not finite. */
chaosi_determinant chaosi_lu(double *a, size_t *pivot, size_t n);

/* b [n] becomes a^-1 b, or the solution of x a = b. Not finite where a is singular. */
void chaosi_lu_solve(const double *lu, const size_t *pivot, size_t n, double *b);
void chaosi_lu_solve_left(const double *lu, const size_t *pivot, size_t n, double *b);

#endif
