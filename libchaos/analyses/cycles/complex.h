/* Complex numbers: products of multipliers, normal forms.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_COMPLEX_H
#define CHAOS_ANALYSES_CYCLES_COMPLEX_H

#include "numerics/modulus.h"

#include <math.h>

typedef struct chaosi_complex {
    double re, im;
} chaosi_complex;

static inline chaosi_complex chaosi_times(chaosi_complex a, chaosi_complex b)
{
    return (chaosi_complex){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

/* (z + by) / (1 + |z|), for z of any size: how far z is from -by, as a factor of a product. */
static inline chaosi_complex chaosi_complex_apart(chaosi_complex z, double by)
{
    const double size = chaosi_modulus(z.re, z.im);
    if (size > 1e100)
        return (chaosi_complex){ z.re / size, z.im / size };
    return (chaosi_complex){ (z.re + by) / (1.0 + size), z.im / (1.0 + size) };
}

/* A multiplier {re, im}, cut so that the product of two is finite. */
static inline chaosi_complex chaosi_multiplier_within(const double multiplier[2])
{
    const double most = 1e150;
    return (chaosi_complex){ fmax(-most, fmin(most, multiplier[0])), fmax(-most, fmin(most, multiplier[1])) };
}

#endif
