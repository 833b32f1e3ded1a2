/* How a number of survivors decays: exponentially from some iterate on, or as a power of time.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_DECAY_H
#define CHAOS_MEASURES_DECAY_H

#include "measures/measure.h"

/* NaN where there is none. */
typedef struct chaosi_decay {
    bool exponential;
    double rate, rate_error, from;
    double exponent, exponent_error; /* if it is not */
} chaosi_decay;

/* left [steps]: how many leave at each iterate; those of iterate 0 never were among the survivors, and `last` of them
 * are left at the end. */
chaosi_decay chaosi_decay_find(const uint64_t *left, uint64_t steps, uint64_t last,
                               const chaosk_lanes *kernels);

#endif
