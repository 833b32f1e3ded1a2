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

/* Of logarithms of a quantity [n] and those from CHAOSI_GROUPS parts of the data [groups][n], finite where they are known, at
 * lengths whose logarithms are `apart`, the first `end` of them: the longest range of a factor of 16 or more in which all are
 * known, and the slopes in its two halves agree to .05 or to three errors; of several the one where they agree best. The error is the largest
 * of three: from the parts, half of what the halves differ by, and from how far slopes between neighbouring lengths scatter. */
void chaosi_scaling_find(const double *logarithms, const double *groups, size_t n, size_t end, double apart,
                         chaosi_scaling *found);

#endif
