/* How values are distributed.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_DISTRIBUTION_H
#define CHAOS_MEASURES_DISTRIBUTION_H

#include "measures/measure.h"

/* Values [n], n > 0, which are put in order: their standard deviation, NaN of one or where one is infinite, and quantiles
 * [CHAOSI_QUANTILES], in between as numpy.quantile has them; all NaN if a value is. false: stopped, the engine asks again. */
bool chaosi_distribution_find(chaosi_tile *tile, double *values, uint64_t n, double *deviation,
                              double *quantiles);

#endif
