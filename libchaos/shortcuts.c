/* Calls for a single measure of a batch.
 *
 * SPDX-License-Identifier: MIT */
#include "chaos.h"

#include "core/error.h"

#include <inttypes.h>

/* The counts of options that are set, by name. */
typedef struct count {
    const char *option;
    uint64_t value;
} count;

/* Measures a batch with a measure of its own. */
static int measure_batch(const chaos_map *map, const char *name, const count *counts, size_t ncounts,
                         const chaos_batch *batch, chaos_output *outputs, size_t noutputs, uint32_t *status,
                         const chaos_options *options, chaos_error *error)
{
    chaos_measure *measure = NULL;
    int code = chaos_measure_new(map, name, &measure, error);
    for (size_t i = 0; i < ncounts && code == CHAOS_OK; i++)
        code = chaos_measure_set_counts(measure, counts[i].option, &counts[i].value, 1, error);
    if (code == CHAOS_OK && outputs[0].name && !outputs[0].data)
        code = chaosi_fail(error, CHAOS_EINVAL, "out", -1, "out must not be NULL");
    for (size_t i = 0; i < noutputs; i++) {
        outputs[i].size = sizeof outputs[i];
        outputs[i].measure = measure;
    }
    if (code == CHAOS_OK)
        code = chaos_batch_measure(map, batch, outputs, noutputs, status, options, error);
    chaos_measure_free(measure);
    return code;
}

int chaos_iterate(const chaos_map *map, uint64_t steps, const chaos_batch *batch, double *out,
                  const chaos_options *options, chaos_error *error)
{
    const count counts[] = { { "transient", 0 }, { "steps", steps } };
    if (steps > UINT64_C(1) << 62) /* measures take none below 1, which is not to be said of this call */
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                           "steps must be a whole number from 0 to 2^62, got %" PRIu64, steps);
    if (steps == 0) /* the start, through the same checks */
        return chaos_orbit(map, 0, 1, 1, batch, out, options, error);
    return measure_batch(map, "final", counts, 2, batch, &(chaos_output){ .name = "final", .data = out }, 1,
                         NULL, options, error);
}

int chaos_orbit(const chaos_map *map, uint64_t transient, uint64_t steps, uint64_t every,
                const chaos_batch *batch, double *out, const chaos_options *options, chaos_error *error)
{
    const count counts[] = { { "transient", transient }, { "steps", steps }, { "every", every } };
    return measure_batch(map, "orbit", counts, 3, batch, &(chaos_output){ .name = "orbit", .data = out }, 1,
                         NULL, options, error);
}

int chaos_lyapunov(const chaos_map *map, uint64_t transient, uint64_t steps, uint64_t nexponents,
                   const chaos_batch *batch, double *exponents, double *standard_errors, uint32_t *status,
                   const chaos_options *options, chaos_error *error)
{
    const count counts[] = { { "transient", transient }, { "steps", steps }, { "count", nexponents } };
    chaos_output outputs[2] = { { .name = NULL } };
    size_t n = 0;
    if (exponents)
        outputs[n++] = (chaos_output){ .name = "lyapunov", .data = exponents };
    if (standard_errors)
        outputs[n++] = (chaos_output){ .name = "lyapunov_stderr", .data = standard_errors };
    return measure_batch(map, "lyapunov", counts, 3, batch, outputs, n ? n : 1, status, options, error);
}
