/* The modulus of a complex number.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_NUMERICS_MODULUS_H
#define CHAOS_NUMERICS_MODULUS_H

#include <math.h>

/* Of any size, to an ulp or so; NaN if either is. hypot()'s last bit depends on the C library, and its newest version binds
 * a binary to a release of it. */
static inline double chaosi_modulus(double re, double im)
{
    const double most = fmax(fabs(re), fabs(im));
    const double by = most > 0x1p500 ? 0x1p-600 : most < 0x1p-500 ? 0x1p600 : 1.0;
    return sqrt(re * by * (re * by) + im * by * (im * by)) / by;
}

#endif
