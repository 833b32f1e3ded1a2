/* Spectral radii of small matrices, row after row, and to how much they are known.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_RADIUS_H
#define CHAOS_CORE_RADIUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHAOSI_RADIUS_DIM = 6 }; /* the most rows */

/* Takes a power of two out of n numbers, which is returned; -infinity: all are 0. */
double chaosi_take_exponent(double *matrix, size_t n);

/* Of one or two rows, the largest element near 1. */
double chaosi_radius(const double *matrix, size_t dim);

/* ln of it, times 2^exponent; the matrix is spent. */
double chaosi_log_radius(double *matrix, size_t dim, double exponent);

/* Whether the radius of a matrix is below 1 by more than rounding does. Not all of which it is are found; none with an element
 * that is not finite. */
bool chaosi_radius_is_clearly_below_1(const double *matrix, size_t dim);

/* By how much ln of it may be wrong, with that rounding error of the elements. */
double chaosi_radius_error(const double *matrix, size_t dim, double rounding);

/* By what the i-th of some numbers is moved: between 1/2 and 1 or -1/2 and -1. */
double chaosi_any_part(size_t i);

/* Moves the elements of vectors v[k][dim][stride], as rounding would, by up to so much of their length; what
 * is 0 is so for its place. */
void chaosi_jolt_vectors(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double by);

/* ldexp, inline where the power of two is a normal number: one rounding, too. */
static inline double chaosi_scale(double x, int exponent)
{
    if (exponent < -1022 || exponent > 1023)
        return __builtin_ldexp(x, exponent);
    const uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    __builtin_memcpy(&power, &bits, sizeof power);
    return x * power;
}

#endif
