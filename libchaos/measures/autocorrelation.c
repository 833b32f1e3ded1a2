/* Time correlations, and their sum.
 *
 * Products of each record with those up to `lags` before it are summed up about the first record, with a ring of the
 * last ones; the mean is taken off at the end, by the first and the last records.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

enum { CORRELATIONS, SUM, ERROR }; /* its outputs */
enum { LAGS = 32, STEPS_PER_LAG = 4 };
static const double significant = 4.0; /* standard errors */

typedef struct autocorrelation_options {
    chaosi_common common;
    uint64_t lags;
} autocorrelation_options;

static uint64_t lags_of(const chaosi_request *r)
{
    return ((const autocorrelation_options *)(const void *)&r->options)->lags;
}

static int autocorrelation_complete(chaosi_request *r, chaos_error *error)
{
    autocorrelation_options *o = (void *)&r->options;
    const uint64_t most = o->common.steps / STEPS_PER_LAG;
    if (most < 1)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps must be at least 4, got %llu",
                           (unsigned long long)o->common.steps);
    if (o->lags == 0)
        o->lags = LAGS < most ? LAGS : most;
    if (o->lags > most)
        return chaosi_fail(error, CHAOS_EINVAL, "lags", -1,
                           "lags must be at most a quarter of steps, %llu, got %llu",
                           (unsigned long long)most, (unsigned long long)o->lags);
    return chaosi_check_kept("lags", o->lags, 4 * r->ncolumns, error);
}

static uint64_t autocorrelation_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output, (void)dimension;
    return lags_of(r) + 1;
}

static double autocorrelation_place(const chaosi_request *r, uint32_t dimension, uint64_t i)
{
    (void)dimension;
    return (double)(i * r->options.common.every);
}

static uint64_t autocorrelation_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Of one column, each row [lanes]: the ring of the last records and sums of products with them, by lag; the first
 * records; the first one itself, about which all is summed up, and the sum. */
typedef struct series {
    double *last, *product; /* [lags + 1] */
    double *early;          /* [lags] */
    double *first, *sum;
} series;

static size_t doubles_of(const chaosi_request *r, size_t lanes) { return (3 * lags_of(r) + 4) * lanes; }

/* And correlations of one lane [lags + 1]. */
static size_t autocorrelation_scratch(const chaosi_request *r, size_t lanes)
{
    return (r->ncolumns * doubles_of(r, lanes) + lags_of(r) + 1) * sizeof(double);
}

static series series_of(const chaosi_measurement *run, uint64_t column)
{
    const size_t lanes = run->tile->k.lanes, lags = lags_of(run->request);
    series s = { .last = (double *)run->scratch + column * doubles_of(run->request, lanes) };
    s.product = s.last + (lags + 1) * lanes;
    s.early = s.product + (lags + 1) * lanes;
    s.first = s.early + lags * lanes;
    s.sum = s.first + lanes;
    return s;
}

static void autocorrelation_begin(chaosi_measurement *run)
{
    chaosi_tile_clear(run->tile, run->scratch, autocorrelation_scratch(run->request, run->tile->k.lanes));
}

static void add_products(const double *restrict x, const double *restrict before, double *restrict sum,
                         size_t lanes)
{
    for (size_t lane = 0; lane < lanes; lane++)
        sum[lane] += x[lane] * before[lane];
}

/* Record number n. */
static void take_record(const series *s, uint64_t n, const double *x, uint64_t lags, size_t lanes)
{
    const size_t at = n % (lags + 1);
    double *const now = s->last + at * lanes;
    if (n == 0)
        memcpy(s->first, x, lanes * sizeof *x);
    for (size_t lane = 0; lane < lanes; lane++) {
        now[lane] = x[lane] - s->first[lane];
        s->sum[lane] += now[lane];
    }
    if (n < lags)
        memcpy(s->early + n * lanes, now, lanes * sizeof *now);
    add_products(now, now, s->product, lanes);
    for (uint64_t lag = 1, back = at; lag <= lags && lag <= n; lag++) {
        back = back > 0 ? back - 1 : lags;
        add_products(now, s->last + back * lanes, s->product + lag * lanes, lanes);
    }
}

static void autocorrelation_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const size_t lanes = run->tile->k.lanes, apart = rows->ncomp * rows->stride;
    const uint64_t lags = lags_of(run->request), each = (lags + 1) * lanes;
    for (uint64_t i = 0, done = 0; i < run->request->ncolumns; i++) {
        const double *x = rows->data + chaosi_column(run, i) * rows->stride;
        const series s = series_of(run, i);
        for (uint64_t j = 0; j < rows->count; j++, x += apart) {
            take_record(&s, rows->first + j, x, lags, lanes);
            if (!chaosi_tile_goes_on(run->tile, &done, each)) /* the engine asks again */
                return;
        }
    }
}

/* ------------------------------------------------------------------ at the end */

/* c[lag] = the mean of the products that there are of deviations from the mean of all n records. */
static void find_correlations(const series *s, size_t lane, size_t lanes, uint64_t n, uint64_t lags,
                              double *c)
{
    const double sum = s->sum[lane], mean = sum / (double)n;
    double before = sum, after = sum; /* of all but the last, of all but the first `lag` records */
    for (uint64_t lag = 0; lag <= lags; lag++) {
        const double pairs = (double)(n - lag);
        c[lag] = (s->product[lag * lanes + lane] - mean * (before + after)) / pairs + mean * mean;
        if (lag == lags)
            return;
        before -= s->last[(n - 1 - lag) % (lags + 1) * lanes + lane];
        after -= s->early[lag * lanes + lane];
    }
}

/* The last lag at which correlations differ from 0: Bartlett's error is that of records which are correlated up to there. */
static uint64_t last_significant(const double *c, uint64_t lags, uint64_t n)
{
    const double limit = significant * significant / (double)n;
    double squares = c[0] * c[0];
    uint64_t last = 0;
    for (uint64_t lag = 1; lag <= lags; lag++) {
        if (!(c[lag] * c[lag] <= limit * squares))
            last = lag;
        squares += 2.0 * c[lag] * c[lag];
    }
    return last;
}

/* c(0)/2 + c(1) + ... + c(end), and its error by Bartlett's covariances of correlations: the sum of squares of what the
 * correlations sum up to in a window of this width at each place. */
static void add_up(const double *c, uint64_t end, uint64_t n, double *sum, double *error)
{
    double half = 0.5 * c[0], squares = 0.0;
    for (uint64_t lag = 1; lag <= end; lag++)
        half += c[lag];
    double window = 2.0 * half;
    for (uint64_t k = 0; k <= 2 * end; k++) {
        squares += (k > 0 ? 2.0 : 1.0) * window * window;
        window -= c[k < end ? end - k : k - end];
    }
    *sum = half;
    *error = 0.5 * __builtin_sqrt(2.0 * squares / (double)n);
}

static void put(chaosi_measurement *run, const double *c, uint64_t to, double sum, double error)
{
    const chaosi_request *r = run->request;
    double *const correlations = r->out[CORRELATIONS], *const sums = r->out[SUM],
                  *const errors = r->out[ERROR];
    const uint64_t lags = lags_of(r), columns = r->ncolumns;
    for (uint64_t lag = 0; correlations && lag <= lags; lag++)
        correlations[(to / columns * (lags + 1) + lag) * columns + to % columns] =
            c && c[lag] == c[lag] ? c[lag] : CHAOSI_NAN;
    if (sums)
        sums[to] = sum == sum ? sum : CHAOSI_NAN;
    if (errors)
        errors[to] = error == error ? error : CHAOSI_NAN;
}

static void finish_column(chaosi_measurement *run, uint64_t column, size_t lane, double *c)
{
    const chaosi_request *r = run->request;
    const chaosi_common *o = &r->options.common;
    const series s = series_of(run, column);
    const uint64_t lags = lags_of(r), to = run->tile->point[lane] * r->ncolumns + column;
    if (run->tile->escaped[lane] <= run->tile->mark_n + (o->steps - 1) * o->every) {
        put(run, NULL, to, CHAOSI_NAN, CHAOSI_NAN);
        return;
    }
    find_correlations(&s, lane, run->tile->k.lanes, o->steps, lags, c);
    const double rest = CHAOSI_SAME * s.first[lane];
    uint64_t end = c[0] <= rest * rest ? 0 : 2 * last_significant(c, lags, o->steps);
    double sum, error;
    const bool number = __builtin_isfinite(c[0]);
    const bool decays = end <= lags;
    add_up(c, decays ? end : 0, o->steps, &sum, &error);
    put(run, c, to, decays ? sum : CHAOSI_NAN, decays ? error : CHAOSI_NAN);
    if (!number)
        run->flags[lane] |= CHAOS_NONFINITE;
    else if (!decays)
        run->flags[lane] |= CHAOS_UNRESOLVED;
}

static void autocorrelation_end(chaosi_measurement *run)
{
    const uint64_t columns = run->request->ncolumns;
    double *const c = series_of(run, columns).last;
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        for (uint64_t i = 0; i < columns; i++)
            finish_column(run, i, lane, c);
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(autocorrelation_options, "1000"),
    CHAOSI_STEPS(autocorrelation_options, "records, at least 4"),
    CHAOSI_EVERY(autocorrelation_options),
    CHAOSI_OF("first state"),
    { { "lags", CHAOS_OPTION_COUNT, 1, 1, NULL, "32, or a quarter of steps",
        "the longest lag, in records; at most a quarter of steps", NULL },
      offsetof(autocorrelation_options, lags),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "autocorrelation", CHAOS_F64, CHAOS_DIVERGING, "autocorrelation", "", CHAOSI_NAN, NULL, false, false,
        "C(l) = <x_n x_n+l> - <x>^2 of lags 0 to `lags`; C(0) is the variance" },
      2,
      { CHAOS_DIM_LAG, CHAOS_DIM_COLUMN } },
    { { "autocorrelation_sum", CHAOS_F64, CHAOS_LINEAR, "sum of correlations", "", CHAOSI_NAN, NULL, false,
        false,
        "C(0)/2 + C(1) + C(2) + ..., Green and Kubo's; NaN where correlations do not decay within `lags`" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    { { "autocorrelation_sum_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the sum", "", CHAOSI_NAN,
        NULL, false, false, "its standard error" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("autocorrelation"),
};

const chaosi_measure_kind chaosi_measure_autocorrelation = {
    .info = { "autocorrelation",
              "time correlations, and their sum",
              "C(l) = <x_n x_n+l> - <x>^2 over the records, each with the mean of all taken off; divide by C(0) for\n"
              "coefficients. Its error is about C(0)/sqrt(steps). Where x is a velocity, C(0)/2 + C(1) + C(2) + ... is\n"
              "the diffusion coefficient of the place (Green and Kubo): of the standard map of=k*sin(theta) gives that\n"
              "of p. Beyond the last correlation which differs from 0 by four standard errors (Bartlett's) the sum goes\n"
              "on to twice its lag; what comes later is noise. Unresolved, without a sum, where that is more than\n"
              "`lags`: correlations last longer, or do not decay, as on tori and cycles. A multiplication for each lag\n"
              "and record; keeps `lags` records. M. S. Bartlett, Suppl. J. R. Stat. Soc. 8 (1946) 27; R. Kubo, J. Phys.\n"
              "Soc. Jpn. 12 (1957) 570.\n",
              { "steps=100000", "steps=20000", "steps=5000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_FIRST_STATE,
    .complete = autocorrelation_complete,
    .extent = autocorrelation_extent,
    .place = autocorrelation_place,
    .rows = autocorrelation_rows,
    .scratch = autocorrelation_scratch,
    .begin = autocorrelation_begin,
    .take = autocorrelation_take,
    .end = autocorrelation_end,
};
