/* How the sites of one lattice are cut into strips of neighbours, a multiple of CHAOSK_LANES of them
 * of (sites - 1) / strips + 1 sites each, of which the last may have fewer or none. It depends on the number
 * of sites alone, so that sums over all sites have the same bits everywhere: those of each strip are added up
 * in their order, then the sums of CHAOSK_LANES strips as CHAOSK_TREE does, then those in their order.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_STRIPS_H
#define CHAOSK_STRIPS_H

#include "abi.h"

/* Sites of a strip, at most: those in a vector's lanes, and their images, fit the first-level cache. */
enum { CHAOSK_STRIP = 256 };

static inline size_t chaosk_strips(size_t sites)
{
    return ((sites - 1) / (CHAOSK_LANES * CHAOSK_STRIP) + 1) * CHAOSK_LANES;
}

/* The sum of CHAOSK_LANES numbers. */
#define CHAOSK_TREE(a) ((((a)[0] + (a)[4]) + ((a)[2] + (a)[6])) + (((a)[1] + (a)[5]) + ((a)[3] + (a)[7])))

#endif
