/* What numbers of label arrays share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_SETS_PICTURES_H
#define CHAOS_ANALYSES_SETS_PICTURES_H

#include "core/isa.h"

#include "chaos.h"

enum { CHAOSI_PICTURE_NDIM = 4 };

/* Whether it is an array, of 1 to 4 dimensions. */
int chaosi_picture_check(const int32_t *labels, const uint64_t *shape, uint32_t ndim, chaos_error *error);
uint64_t chaosi_picture_least(const uint64_t *shape, uint32_t ndim);

/* ln of n numbers in place, with the bits that they have everywhere: n a multiple of CHAOSK_LANES, the array
 * aligned as chaosi_alloc does it. */
int chaosi_picture_logarithms(double *numbers, size_t n, chaos_error *error);
static inline size_t chaosi_picture_vectors(size_t n)
{
    return (n + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
}

#endif
