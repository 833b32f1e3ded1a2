/* How a number of survivors decays: exponentially from some iterate on, or as a power of time.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_DECAY_H
#define CHAOS_MEASURES_DECAY_H

#include "measures/cells.h"
#include "measures/measure.h"

/* NaN where there is none. */
typedef struct chaosi_decay {
    bool exponential;
    double rate, rate_error, from;
    double exponent, exponent_error; /* if it is not */
} chaosi_decay;

/* Those that leave at an iterate of each cell, and the iterates of it that each of them is there; those that never
 * leave, and the last iterate at which one does. All 0 at first. */
typedef struct chaosi_leavers {
    double left[CHAOSI_CELLS], there[CHAOSI_CELLS];
    uint64_t stayed, latest;
} chaosi_leavers;

/* One that leaves at iterate n, from 1 on; and all that have been there. */
void chaosi_leave(chaosi_leavers *leavers, uint64_t n);
uint64_t chaosi_leavers_all(const chaosi_leavers *leavers);

chaosi_decay chaosi_decay_find(const chaosi_leavers *leavers, uint64_t steps, const chaosk_lanes *kernels);

#endif
