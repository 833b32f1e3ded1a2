/* MEGNO, the mean exponential growth of nearby orbits.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/growth.h"

#include <string.h>

enum { MEAN, LAST }; /* its outputs; pictures show the first */
enum { LENGTH, WEIGHED, SUM, ROWS };

typedef struct megno_options {
    chaosi_common common;
} megno_options;

static uint64_t megno_tangents(const chaosi_request *r) { return r != NULL; }

static size_t megno_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_growth_scratch(r, lanes, ROWS);
}

/* Y(n) = 2/n sum_k k growth(k), and the sum of Y(1) to Y(n). */
static void add(double *sums, const double *growth, uint64_t n, size_t lanes)
{
    double *const length = sums + LENGTH * lanes, *const weighed = sums + WEIGHED * lanes,
                  *const sum = sums + SUM * lanes;
    const double k = (double)n, share = 2.0 / k;
    for (size_t lane = 0; lane < lanes; lane++) {
        length[lane] += growth[lane];
        weighed[lane] += k * growth[lane];
        sum[lane] += share * weighed[lane];
    }
}

static int megno_pass(chaosi_measurement *run)
{
    const size_t lanes = run->tile->k.lanes;
    const double steps = (double)run->request->options.common.steps;
    double *const sums = chaosi_growth_sums(run), *const means = run->request->out[MEAN],
                  *const last = run->request->out[LAST];
    memset(sums, 0, ROWS * lanes * sizeof *sums);
    const int code = chaosi_growth_run(run, add);
    for (size_t lane = 0; code == CHAOS_OK && lane < run->tile->npoints; lane++) {
        const bool counts = chaosi_growth_counts(run, lane, sums[LENGTH * lanes + lane]);
        if (means)
            means[run->tile->point[lane]] = counts ? sums[SUM * lanes + lane] / steps : CHAOSI_NAN;
        if (last)
            last[run->tile->point[lane]] = counts ? 2.0 / steps * sums[WEIGHED * lanes + lane] : CHAOSI_NAN;
    }
    return code;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(megno_options, "0"),
    CHAOSI_STEPS(megno_options, "iterations measured"),
};

static const chaosi_quantity outputs[] = {
    { { "megno", CHAOS_F64, CHAOS_LINEAR, "mean MEGNO", "", CHAOSI_NAN, NULL, false, false,
        "mean of Y(1) to Y(steps): 2 on tori; -inf if a derivative was exactly 0" },
      0,
      { 0, 0 } },
    { { "megno_last", CHAOS_F64, CHAOS_LINEAR, "MEGNO", "", CHAOSI_NAN, NULL, false, false,
        "Y(steps) itself, which goes up and down on tori" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("megno"),
};

const chaosi_measure_kind chaosi_measure_megno = {
    .info = { "megno",
              "MEGNO, mean exponential growth of nearby orbits, and its mean",
              "Y(n) = 2/n sum_k k ln(|v_k|/|v_(k-1)|) of a tangent vector in no special direction, and its mean over\n"
              "n = 1 to steps. On tori that twist the mean tends to 2, where all orbits have one period to 0, in chaos\n"
              "it grows as exponent * steps / 2: twice its value over steps is an exponent that converges early. Orbits\n"
              "that stick to islands are near 2 until they leave. Without a transient it is that of the start. One\n"
              "tangent vector and one logarithm a step. P. M. Cincotta, C. Simó, Astron. Astrophys. Suppl. 147 (2000)\n"
              "205.\n",
              { NULL, "steps=1000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .tangents = megno_tangents,
    .scratch = megno_scratch,
    .pass = megno_pass,
};
