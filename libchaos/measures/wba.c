/* Weighted Birkhoff averages, and the digits that two windows share.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/birkhoff.h"

#include "core/memory.h"

#include <math.h>

enum { DIGITS, MEAN }; /* its outputs; pictures show the first */

typedef struct wba_options {
    chaosi_common common;
} wba_options;

static int wba_complete(chaosi_request *r, chaos_error *error)
{
    const uint64_t steps = r->options.common.steps;
    return steps >= CHAOSI_LEAST_STEPS
               ? CHAOS_OK
               : chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                             "steps must be at least 4, two windows of two records, got %llu",
                             (unsigned long long)steps);
}

static uint64_t wba_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Where we are, sums [CHAOSI_WINDOWS][ncolumns][lanes], and digits [lanes]. */
static size_t wba_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_whole_lines(sizeof(chaosi_birkhoff)) +
           (CHAOSI_WINDOWS * r->ncolumns + 1) * lanes * sizeof(double);
}

static double *sums_of(const chaosi_measurement *run)
{
    return chaosi_behind(run->scratch, sizeof(chaosi_birkhoff));
}

static size_t windows_apart(const chaosi_measurement *run)
{
    return run->request->ncolumns * run->tile->k.lanes;
}

static void wba_begin(chaosi_measurement *run)
{
    chaosi_birkhoff_begin(run->scratch, run->request->options.common.steps);
    memset(sums_of(run), 0, CHAOSI_WINDOWS * windows_apart(run) * sizeof(double));
}

static void wba_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const chaosk_lanes *kernels = run->tile->run->lanes;
    const size_t lanes = run->tile->k.lanes, apart = rows->ncomp * rows->stride;
    chaosi_birkhoff *b = run->scratch;
    for (uint64_t j = 0, count; j < rows->count; j += count) {
        count = chaosi_birkhoff_next(b, kernels, rows->count - j);
        for (uint64_t i = 0; i < run->request->ncolumns; i++)
            chaosi_birkhoff_add(b, kernels, rows->data + j * apart + chaosi_column(run, i) * rows->stride,
                                apart, count, lanes, sums_of(run) + i * lanes, windows_apart(run));
    }
}

/* Decimals in which the averages over the halves agree; a double has no more than 16. */
static void find_digits(const chaosi_measurement *run, uint64_t column, double *digits)
{
    static const double most = 16.0, per_digit = 0x1.26bb1bbb55516p+1; /* ln 10 */
    const size_t lanes = run->tile->k.lanes;
    const double *sum = sums_of(run) + column * lanes;
    for (size_t lane = 0; lane < lanes; lane++)
        digits[lane] = chaosi_birkhoff_apart(run->scratch, sum + lane, windows_apart(run));
    run->tile->run->lanes->log(digits, lanes);
    for (size_t lane = 0; lane < lanes; lane++) {
        const double d = -digits[lane] / per_digit;
        digits[lane] = d != d ? CHAOSI_NAN : d < 0.0 ? 0.0 : d > most ? most : d;
    }
}

static void wba_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const size_t lanes = run->tile->k.lanes;
    const uint64_t last = run->tile->mark_n + (r->options.common.steps - 1) * r->options.common.every;
    double *digits = r->out[DIGITS], *means = r->out[MEAN];
    double *const found = sums_of(run) + CHAOSI_WINDOWS * windows_apart(run);
    for (uint64_t i = 0; i < r->ncolumns; i++) {
        find_digits(run, i, found);
        for (size_t lane = 0; lane < run->tile->npoints; lane++) {
            const bool left = run->tile->escaped[lane] <= last;
            const uint64_t to = run->tile->point[lane] * r->ncolumns + i;
            const double mean = chaosi_birkhoff_mean(run->scratch, sums_of(run) + i * lanes + lane,
                                                     windows_apart(run), CHAOSI_WHOLE);
            if (digits)
                digits[to] = left ? CHAOSI_NAN : found[lane];
            if (means)
                means[to] = left || mean != mean ? CHAOSI_NAN : mean;
            if (!left && !(__builtin_isfinite(mean) && found[lane] == found[lane]))
                run->flags[lane] |= CHAOS_NONFINITE;
        }
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(wba_options, "1000"),
    CHAOSI_STEPS(wba_options, "records, in two windows of half as many; at least 4"),
    CHAOSI_EVERY(wba_options),
    CHAOSI_OF("first state"),
};

static const chaosi_quantity outputs[] = {
    { { "wba_digits", CHAOS_F64, CHAOS_LINEAR, "digits that two windows share", "", CHAOSI_NAN, NULL, false,
        false, "decimals in which the averages over two windows agree, -log10 of their difference, 0 to 16" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    { { "wba", CHAOS_F64, CHAOS_LINEAR, NULL, "", CHAOSI_NAN, NULL, false, false,
        "weighted Birkhoff average over all records" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("wba"),
};

const chaosi_measure_kind chaosi_measure_wba = {
    .info = { "wba",
              "weighted Birkhoff average, and the digits that two windows share",
              "The average of each column over the records with weights exp(-1/(t (1 - t))), 0 < t < 1 through the\n"
              "window, and the decimals in which such averages over the first and the second half agree. On quasi-\n"
              "periodic orbits they grow fast with steps (10 to 15 of them in 20000), in chaos by half a digit for ten\n"
              "times the steps; orbits that stick to islands are in between. The expression has to be smooth: of an\n"
              "angle cos(theta), not theta, which jumps where it is wrapped. Two exponentials a record, for all\n"
              "points together. S. Das et al., Nonlinearity 30 (2017) 4111; E. Sander, J. D. Meiss, Physica D 411\n"
              "(2020) 132569.\n",
              { NULL, "steps=20000", "steps=4000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_FIRST_STATE,
    .complete = wba_complete,
    .rows = wba_rows,
    .scratch = wba_scratch,
    .begin = wba_begin,
    .take = wba_take,
    .end = wba_end,
};
