/* Hurst's exponent by the rescaled range.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

enum { HURST, ERROR }; /* its outputs */
enum {
    SHORTEST = 16, /* block */
    PARTS = 8,     /* of the window, for errors; each has two of the longest blocks */
    LEAST_STEPS = 512,
    SIZES = 32, /* at most */
};
static const double ln_2 = 0.6931471805599453;
static const double doubtful = 0.1; /* an error */

typedef struct hurst_options {
    chaosi_common common;
} hurst_options;

static int hurst_complete(chaosi_request *r, chaos_error *error)
{
    const uint64_t steps = r->options.common.steps;
    if (r->ncolumns != 1)
        return chaosi_fail(error, CHAOS_EINVAL, "of", -1, "of must be one state or expression, got %llu",
                           (unsigned long long)r->ncolumns);
    return steps >= LEAST_STEPS
               ? CHAOS_OK
               : chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps must be at least %d, got %llu",
                             LEAST_STEPS, (unsigned long long)steps);
}

static uint64_t hurst_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Records [lanes][steps]. */
static size_t hurst_scratch(const chaosi_request *r, size_t lanes)
{
    return lanes * r->options.common.steps * sizeof(double);
}

static void hurst_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const uint64_t steps = run->request->options.common.steps;
    const size_t apart = rows->ncomp * rows->stride;
    const double *from = rows->data + chaosi_column(run, 0) * rows->stride;
    double *const x = run->scratch;
    for (size_t lane = 0; lane < run->tile->k.lanes; lane++)
        for (uint64_t j = 0; j < rows->count; j++)
            x[lane * steps + rows->first + j] = from[j * apart + lane];
}

enum { PIECE = 1 << 20 }; /* records between two looks at whether to stop */

/* The range of the sums of deviations from the mean, in standard deviations; false: stopped. */
static bool rescaled_range(chaosi_tile *tile, uint64_t *done, const double *x, uint64_t n, double *range)
{
    double mean = 0.0, square = 0.0, sum = 0.0, low = 0.0, high = 0.0;
    for (uint64_t j = 0; j < n;) {
        const uint64_t count = n - j < PIECE ? n - j : PIECE;
        for (const uint64_t end = j + count; j < end; j++)
            mean += x[j];
        if (!chaosi_tile_goes_on(tile, done, count))
            return false;
    }
    mean /= (double)n;
    for (uint64_t j = 0; j < n;) {
        const uint64_t count = n - j < PIECE ? n - j : PIECE;
        for (const uint64_t end = j + count; j < end; j++) {
            const double d = x[j] - mean;
            square += d * d;
            sum += d;
            low = sum < low ? sum : low;
            high = sum > high ? sum : high;
        }
        if (!chaosi_tile_goes_on(tile, done, 3 * count))
            return false;
    }
    const double rest = CHAOSI_SAME * mean;
    *range =
        square > (double)n * rest * rest ? (high - low) / __builtin_sqrt(square / (double)n) : CHAOSI_NAN;
    return true;
}

/* What noise has on average (Anis and Lloyd), of an even n: Gamma((n - 1)/2) / (sqrt(pi) Gamma(n/2)) times the sum over i of
 * sqrt((n - i)/i). */
static double of_noise(chaosi_tile *tile, uint64_t *done, uint64_t n)
{
    double sum = 0.0, ratio = 1.0;
    for (uint64_t i = 1; i < n; i++) {
        sum += __builtin_sqrt((double)(n - i) / (double)i);
        if (i % PIECE == 0 && !chaosi_tile_goes_on(tile, done, 8 * PIECE)) /* the engine asks again */
            return CHAOSI_NAN;
    }
    for (uint64_t i = 2; i < n; i += 2)
        ratio *= (double)(i - 1) / (double)i;
    return ratio * sum;
}

/* 1/2 + the slope of ln(R/S) less that of noise, of values [sizes] that double the size each. */
static double exponent_of(const double *logarithm, const double *noise, size_t sizes)
{
    double along = 0.0, square = 0.0;
    for (size_t i = 0; i < sizes; i++) {
        const double from = (double)i - 0.5 * (double)(sizes - 1);
        along += from * (logarithm[i] - noise[i]);
        square += from * from;
    }
    return 0.5 + along / (square * ln_2);
}

/* false: stopped. */
static bool finish(const chaosi_measurement *run, uint64_t *done, const double *x, const double *noise,
                   size_t sizes, double *h, double *error)
{
    const uint64_t part = run->request->options.common.steps / PARTS;
    double sums[PARTS][SIZES], all[SIZES] = { 0.0 }, some[SIZES], without[PARTS], mean = 0.0, square = 0.0,
                               range = 0.0;
    for (size_t i = 0; i < sizes; i++) {
        const uint64_t n = (uint64_t)SHORTEST << i, blocks = part / n;
        for (size_t p = 0; p < PARTS; p++) {
            sums[p][i] = 0.0;
            for (uint64_t b = 0; b < blocks; b++) {
                if (!rescaled_range(run->tile, done, x + p * part + b * n, n, &range))
                    return false;
                sums[p][i] += range / (double)blocks;
            }
            all[i] += sums[p][i] / PARTS;
        }
    }
    for (size_t p = 0; p < PARTS; p++) { /* the jackknife */
        for (size_t i = 0; i < sizes; i++)
            some[i] = (PARTS * all[i] - sums[p][i]) / (PARTS - 1);
        run->tile->run->lanes->log(some, sizes);
        without[p] = exponent_of(some, noise, sizes);
        mean += without[p] / PARTS;
    }
    for (size_t p = 0; p < PARTS; p++)
        square += (without[p] - mean) * (without[p] - mean);
    run->tile->run->lanes->log(all, sizes);
    *h = exponent_of(all, noise, sizes);
    *error = __builtin_sqrt(square * (PARTS - 1) / PARTS);
    return true;
}

static void hurst_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_common *c = &r->options.common;
    double noise[SIZES], *const exponents = r->out[HURST], *const errors = r->out[ERROR];
    size_t sizes = 0;
    uint64_t done = 0;
    for (uint64_t n = SHORTEST; 2 * n <= c->steps / PARTS && sizes < SIZES; n *= 2)
        noise[sizes++] = of_noise(run->tile, &done, n);
    run->tile->run->lanes->log(noise, sizes);
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (c->steps - 1) * c->every;
        double h, error;
        if (!finish(run, &done, (const double *)run->scratch + lane * c->steps, noise, sizes, &h, &error))
            return; /* the engine asks again */
        const bool has = !left && h == h && error == error;
        if (exponents)
            exponents[run->tile->point[lane]] = has ? h : CHAOSI_NAN;
        if (errors)
            errors[run->tile->point[lane]] = has ? error : CHAOSI_NAN;
        if (!left && (!has || error > doubtful)) /* a block at rest has no range either */
            run->flags[lane] |= CHAOS_UNRESOLVED;
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(hurst_options, "1000"),
    { { "steps", CHAOS_OPTION_COUNT, 1, 1, NULL, "1000", "records, at least 512", NULL },
      offsetof(hurst_options, common.steps),
      1,
      NULL },
    CHAOSI_EVERY(hurst_options),
    CHAOSI_OF("first state"),
};

static const chaosi_quantity outputs[] = {
    { { "hurst", CHAOS_F64, CHAOS_LINEAR, "Hurst exponent", "", CHAOSI_NAN, NULL, false, false,
        "1/2 of records that forget, above it of those that persist, below it of those that turn back" },
      0,
      { 0, 0 } },
    { { "hurst_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the Hurst exponent", "", CHAOSI_NAN, NULL,
        false, false, "its standard error from eighths of the window" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("hurst"),
};

const chaosi_measure_kind chaosi_measure_hurst = {
    .info = { "hurst",
              "Hurst exponent by the rescaled range",
              "The range of the sums of deviations from the mean over the standard deviation, R/S, averaged over blocks of\n"
              "16, 32, ... records up to a 16th of steps, grows as their length to the power H. From its slope on\n"
              "logarithmic scales that of uncorrelated records (Anis and Lloyd's) is taken off and 1/2 added, so that noise has 1/2\n"
              "whatever the lengths; a random walk has a little less than 1, most with few steps. Unresolved if the error\n"
              "is above .1, or records are at rest. Twice as many additions a record as there are lengths; keeps all\n"
              "records. H. E. Hurst, Trans. Am. Soc. Civ. Eng. 116 (1951) 770; A. A. Anis, E. H. Lloyd, Biometrika 63\n"
              "(1976) 111.\n",
              { NULL, "steps=20000", "steps=5000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_FIRST_STATE,
    .complete = hurst_complete,
    .rows = hurst_rows,
    .scratch = hurst_scratch,
    .take = hurst_take,
    .end = hurst_end,
};
