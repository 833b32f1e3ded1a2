/* The calls for one thing: batches of one measure.
 *
 * SPDX-License-Identifier: MIT */
#include "sweeps/engine.h"

int chaos_iterate(const chaos_map *map, uint64_t steps, const chaos_batch *batch, double *out,
                  const chaos_options *options, chaos_error *error)
{
    chaos_measure final = { .size = sizeof final, .kind = CHAOS_FINAL, .out = { out } };
    if (steps > 0)
        return chaos_batch_measure(map, batch, 0, steps, &final, 1, NULL, options, error);
    /* No step: the start, through the same checks. */
    final.kind = CHAOS_ORBIT;
    return chaos_batch_measure(map, batch, 0, 1, &final, 1, NULL, options, error);
}

int chaos_orbit(const chaos_map *map, uint64_t transient, uint64_t steps, uint64_t every,
                const chaos_batch *batch, double *out, const chaos_options *options, chaos_error *error)
{
    if (every == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "every", -1, "every is 0; at least 1 would do");
    chaos_measure orbit = { .size = sizeof orbit, .kind = CHAOS_ORBIT, .every = every, .out = { out } };
    return chaos_batch_measure(map, batch, transient, steps, &orbit, 1, NULL, options, error);
}

int chaos_lyapunov(const chaos_map *map, uint64_t transient, uint64_t steps, uint32_t count,
                   const chaos_batch *batch, double *exponents, double *standard_errors, uint32_t *status,
                   const chaos_options *options, chaos_error *error)
{
    if (count == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "count", -1,
                           "count is 0; 1 to the number of states, or CHAOS_ALL, would do");
    chaos_measure lyapunov = {
        .size = sizeof lyapunov,
        .kind = CHAOS_LYAPUNOV,
        .count = count,
        .out = { exponents, standard_errors },
    };
    return chaos_batch_measure(map, batch, transient, steps, &lyapunov, 1, status, options, error);
}
