/* The fast Lyapunov indicator.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/growth.h"

#include <string.h>

enum { FLI }; /* its output */
enum { LENGTH, MOST, ROWS };

typedef struct fli_options {
    chaosi_common common;
} fli_options;

static uint64_t fli_tangents(const chaosi_request *r) { return r != NULL; }

static size_t fli_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_growth_scratch(r, lanes, ROWS);
}

static void add(double *sums, const double *growth, uint64_t n, size_t lanes)
{
    double *const length = sums + LENGTH * lanes, *const most = sums + MOST * lanes;
    (void)n;
    for (size_t lane = 0; lane < lanes; lane++) {
        length[lane] += growth[lane];
        most[lane] = length[lane] > most[lane] ? length[lane] : most[lane];
    }
}

static int fli_pass(chaosi_measurement *run)
{
    const size_t lanes = run->tile->k.lanes;
    double *const sums = chaosi_growth_sums(run), *const out = run->request->out[FLI];
    memset(sums, 0, ROWS * lanes * sizeof *sums);
    const int code = chaosi_growth_run(run, add);
    for (size_t lane = 0; code == CHAOS_OK && lane < run->tile->npoints; lane++) {
        const bool counts = chaosi_growth_counts(run, lane, sums[LENGTH * lanes + lane]);
        if (out)
            out[run->tile->point[lane]] = counts ? sums[MOST * lanes + lane] : CHAOSI_NAN;
    }
    return code;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(fli_options, "0"),
    CHAOSI_STEPS(fli_options, "iterations measured"),
};

static const chaosi_quantity outputs[] = {
    { { "fli", CHAOS_F64, CHAOS_LINEAR, "fast Lyapunov indicator", "nats", CHAOSI_NAN, NULL, false, false,
        "the largest ln of the length of a tangent vector on the way" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("fli"),
};

const chaosi_measure_kind chaosi_measure_fli = {
    .info = { "fli",
              "fast Lyapunov indicator (FLI): how long a tangent vector has become",
              "The largest ln |v| up to iterate transient + steps, of a tangent vector that starts with length 1 in\n"
              "no special direction: in chaos the exponent times steps, on tori about ln(steps), less where they\n"
              "twist less. What to call chaotic depends on steps; compare orbits over equally many. Without a\n"
              "transient it is that of the start. One tangent vector and one logarithm a step. C. Froeschlé, E. Lega,\n"
              "R. Gonczi, Celest. Mech. Dyn. Astron. 67 (1997) 41.\n",
              { NULL, "steps=1000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .tangents = fli_tangents,
    .scratch = fli_scratch,
    .pass = fli_pass,
};
