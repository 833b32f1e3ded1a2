/* The power of time in a number of survivors.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_POWER_LAW_H
#define CHAOS_MEASURES_POWER_LAW_H

#include "measures/measure.h"

enum { CHAOSI_GROUPS = 128 }; /* of half an octave: enough for 2^64 */

/* Those that leave from one edge on up to the next: left[i] with edge[i] < iterate <= edge[i + 1]. */
typedef struct chaosi_groups {
    double edge[CHAOSI_GROUPS + 1], left[CHAOSI_GROUPS];
    size_t count;
} chaosi_groups;

typedef struct chaosi_power_law {
    double exponent, error; /* NaN: there is none */
} chaosi_power_law;

chaosi_power_law chaosi_power_law_find(const chaosi_groups *groups, const chaosk_lanes *kernels);

/* Whether chi^2 of so many degrees of freedom is below its quantile, 99 %. */
bool chaosi_is_small(double chi2, double freedom);

#endif
