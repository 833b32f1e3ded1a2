/* The growth of one tangent vector, iterate by iterate: what FLI and MEGNO add up.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_GROWTH_H
#define CHAOS_MEASURES_GROWTH_H

#include "measures/measure.h"

#include "core/memory.h"
#include "core/tangents.h"

/* Bytes of scratch for the vector, and for `rows` rows [lanes] of sums. */
static inline size_t chaosi_growth_scratch(const chaosi_request *r, size_t lanes, size_t rows)
{
    return chaosi_whole_lines(chaosi_tangents_bytes(r->map->dim, 1, lanes, false)) +
           rows * lanes * sizeof(double);
}

/* Those sums. */
static inline double *chaosi_growth_sums(const chaosi_measurement *run)
{
    const size_t bytes = chaosi_tangents_bytes(run->request->map->dim, 1, run->tile->k.lanes, false);
    return chaosi_behind(run->scratch, bytes);
}

/* Carries the vector through the window: `add` gets ln of its growth [lanes] in the n-th iterate, n from 1 on. */
static inline int chaosi_growth_run(chaosi_measurement *run,
                                    void (*add)(double *sums, const double *growth, uint64_t n, size_t lanes))
{
    chaosi_tangents t;
    double *const sums = chaosi_growth_sums(run);
    chaosi_tangents_place(&t, run->tile, 1, false, run->scratch);
    int code = chaosi_tangents_start(&t);
    for (uint64_t n = 1; n <= run->request->options.common.steps && code == CHAOS_OK; n++) {
        code = chaosi_tangents_advance(&t, 1);
        chaosi_tangents_take(&t, t.growth);
        add(sums, t.growth, n, run->tile->k.lanes);
    }
    return code == CHAOS_OK ? chaosi_tangents_finish(&t) : code;
}

/* Whether a lane has a value, and what its status has of the sum of all growth. */
static inline bool chaosi_growth_counts(chaosi_measurement *run, size_t lane, double length)
{
    uint32_t *status = &run->tile->status[lane];
    const bool inside = run->tile->escaped[lane] == CHAOSI_INSIDE, number = length < __builtin_inf();
    if (run->request->map->flags & CHAOSI_NUMERIC)
        *status |= CHAOS_NUMERIC_DERIVATIVE;
    if (inside && length == -__builtin_inf())
        *status |= CHAOS_ZERO_DERIVATIVE;
    if (inside && !number)
        *status |= CHAOS_NONFINITE;
    return inside && number;
}

#endif
