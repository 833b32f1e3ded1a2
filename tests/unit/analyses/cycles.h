/* What the tests of cycles share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CYCLES_H
#define CYCLES_H

#include "support.h"

/* What chaos_cycle_find has found. */
struct found {
    uint64_t dim, count; /* states, multipliers */
    double *points, (*multipliers)[2], *exponents, residual;
    double *points_error, *multipliers_error;
    uint32_t family;
    bool converged;
};

struct found look_for(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                      const chaos_options *options);
void found_free(struct found *found);

#endif
