/* Slopes on logarithmic scales: where a quantity grows as a power of the length, and the power.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_SCALING_H
#define CHAOS_MEASURES_SCALING_H

#include "measures/measure.h"

enum { CHAOSI_GROUPS = 16, CHAOSI_MOST_SCALES = 128 };

typedef struct chaosi_scaling {
    double slope, error; /* NaN: there is no range */
    size_t first, last;  /* of the lengths */
} chaosi_scaling;

/* Of values [n] and those of CHAOSI_GROUPS parts of the data [groups][n] at lengths that grow by sqrt(2), the first `end` of
 * them: the longest range of a factor of 16 or more in which all are above 0, and the slopes in its two halves agree to
 * .05 or to three errors; of several the one where they agree best. Takes logarithms in place. */
void chaosi_scaling_find(const chaosk_lanes *kernels, double *values, double *groups, size_t n, size_t end,
                         chaosi_scaling *found);

#endif
