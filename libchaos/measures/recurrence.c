/* Times after which an orbit returns to a region.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/cells.h"
#include "measures/measure.h"

#include <string.h>

enum { MEAN, ERROR, QUANTILES, LONGEST, COUNT, FIRST, KAC, TIMES }; /* its outputs */

static const uint64_t never = UINT64_MAX;
static const double kac = 0.1; /* how far it may be from 1 */

typedef struct recurrence_options {
    chaosi_common common;
    uint64_t times;
} recurrence_options;

static uint64_t times_of(const chaosi_request *r)
{
    return ((const recurrence_options *)(const void *)&r->options)->times;
}

static int recurrence_complete(chaosi_request *r, chaos_error *error)
{
    return chaosi_check_kept("times", times_of(r), 1, error);
}

static uint64_t recurrence_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)dimension;
    if (output == QUANTILES)
        return CHAOSI_QUANTILES;
    return times_of(r) == 1 ? CHAOSI_NO_DIMENSION : times_of(r);
}

static uint64_t recurrence_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Of each lane, in records: the first and the last visit, and the first after record 0; how many visits there are; of
 * the times from one to the next, which are `returns`, the longest, the sum of squares, and how many are in each cell of
 * time. */
typedef struct visits {
    uint64_t *begin, *last, *first, *count, *longest, *cells; /* cells [lanes][CHAOSI_CELLS] */
    double *squares;
} visits;
enum { FIELDS = 6 };

static size_t recurrence_scratch(const chaosi_request *r, size_t lanes)
{
    (void)r;
    return (FIELDS + (size_t)CHAOSI_CELLS) * lanes * sizeof(uint64_t);
}

static visits visits_of(const chaosi_measurement *run)
{
    const size_t lanes = run->tile->k.lanes;
    visits v = { .begin = run->scratch };
    v.last = v.begin + lanes;
    v.first = v.last + lanes;
    v.count = v.first + lanes;
    v.longest = v.count + lanes;
    v.squares = (double *)(void *)(v.longest + lanes);
    v.cells = (uint64_t *)(void *)(v.squares + lanes);
    return v;
}

/* How often each time occurs, where that is wanted. */
static uint64_t *times_at(const chaosi_measurement *run, size_t lane)
{
    uint64_t *const times = run->request->out[TIMES];
    return times ? times + run->tile->point[lane] * times_of(run->request) : NULL;
}

static void recurrence_begin(chaosi_measurement *run)
{
    const visits v = visits_of(run);
    memset(run->scratch, 0, recurrence_scratch(run->request, run->tile->k.lanes));
    for (size_t lane = 0; lane < run->tile->k.lanes; lane++)
        v.first[lane] = v.last[lane] = never;
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        if (times_at(run, lane))
            chaosi_tile_clear(run->tile, times_at(run, lane), times_of(run->request) * sizeof(uint64_t));
}

static void visit(const chaosi_measurement *run, const visits *v, size_t lane, uint64_t n)
{
    const uint64_t ntimes = times_of(run->request);
    uint64_t *const times = times_at(run, lane);
    if (v->count[lane]++ == 0) {
        v->begin[lane] = n;
    } else {
        const uint64_t time = (n - v->last[lane]) * run->request->options.common.every;
        v->squares[lane] += (double)time * (double)time;
        v->longest[lane] = time > v->longest[lane] ? time : v->longest[lane];
        v->cells[lane * CHAOSI_CELLS + chaosi_cell(time)]++;
        if (times)
            times[(time < ntimes ? time : ntimes) - 1]++;
    }
    v->last[lane] = n;
    if (n > 0 && v->first[lane] == never)
        v->first[lane] = n;
}

static void recurrence_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const chaosi_request *r = run->request;
    const visits v = visits_of(run);
    const double *x = rows->data + chaosi_column(run, 0) * rows->stride;
    for (uint64_t j = 0; j < rows->count; j++, x += rows->ncomp * rows->stride)
        for (size_t lane = 0; lane < run->tile->npoints; lane++)
            if (r->columns ? __builtin_fabs(x[lane]) > 0.0 : x[lane] == x[lane])
                visit(run, &v, lane, rows->first + j);
}

static void put_counts(const chaosi_request *r, const visits *v, size_t lane, uint64_t returns,
                       uint64_t point)
{
    const uint64_t every = r->options.common.every;
    if (r->out[LONGEST])
        ((int64_t *)r->out[LONGEST])[point] = returns ? (int64_t)v->longest[lane] : -1;
    if (r->out[COUNT])
        ((uint64_t *)r->out[COUNT])[point] = returns;
    if (r->out[FIRST])
        ((int64_t *)r->out[FIRST])[point] = v->first[lane] == never ? -1 : (int64_t)(v->first[lane] * every);
}

/* The time that so much of all returns do not take longer than: up to 63 iterates exact, from there on to 3 %. */
static double quantile(const uint64_t *cells, uint64_t returns, uint64_t longest, double part)
{
    const double wanted = part * (double)returns;
    double found = 0.0;
    for (size_t i = 0; i < CHAOSI_CELLS; i++) {
        found += (double)cells[i];
        if (found < wanted || found == 0.0)
            continue;
        const double middle = 0.5 * ((double)chaosi_cell_first(i) + (double)chaosi_cell_first(i + 1) - 1.0);
        return middle < (double)longest ? middle : (double)longest;
    }
    return CHAOSI_NAN;
}

static void put_quantiles(const chaosi_request *r, const visits *v, size_t lane, uint64_t returns,
                          uint64_t point)
{
    double *const quantiles = r->out[QUANTILES];
    for (size_t i = 0; quantiles && i < CHAOSI_QUANTILES; i++)
        quantiles[point * CHAOSI_QUANTILES + i] =
            returns ? quantile(v->cells + lane * CHAOSI_CELLS, returns, v->longest[lane], chaosi_quantiles[i])
                    : CHAOSI_NAN;
}

static void recurrence_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_common *c = &r->options.common;
    const visits v = visits_of(run);
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (c->steps - 1) * c->every;
        const uint64_t count = v.count[lane], returns = count ? count - 1 : 0;
        const double n = (double)returns, time = (double)(v.last[lane] - v.begin[lane]) * (double)c->every,
                     mean = time / n, square = v.squares[lane] / n - mean * mean,
                     share = (double)count / (double)c->steps,
                     values[] = { mean, __builtin_sqrt((square > 0.0 ? square : 0.0) / n) };
        const double product = mean / (double)c->every * share;
        for (int i = MEAN; i <= ERROR; i++)
            if (r->out[i])
                ((double *)r->out[i])[run->tile->point[lane]] = left || returns == 0 ? CHAOSI_NAN : values[i];
        if (r->out[KAC])
            ((double *)r->out[KAC])[run->tile->point[lane]] = left || returns == 0 ? CHAOSI_NAN : product;
        put_counts(r, &v, lane, returns, run->tile->point[lane]);
        put_quantiles(r, &v, lane, left ? 0 : returns, run->tile->point[lane]);
        if (!left && !(returns > 0 && product > 1.0 - kac && product < 1.0 + kac))
            run->flags[lane] |= CHAOS_UNRESOLVED;
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(recurrence_options, "1000"),
    CHAOSI_STEPS(recurrence_options, "records"),
    CHAOSI_EVERY(recurrence_options),
    { { "region", CHAOS_OPTION_CONDITION, 1, 1, NULL, "everywhere",
        "to which orbits return: where this expression is neither 0 nor NaN", NULL },
      0,
      0,
      NULL },
    { { "times", CHAOS_OPTION_COUNT, 1, 1, NULL, "none",
        "of so many return times, 1, 2 ..., how often they occur", NULL },
      offsetof(recurrence_options, times),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "recurrence", CHAOS_F64, CHAOS_LOG, "mean return time", "iterates", CHAOSI_NAN, NULL, false, false,
        "mean of the times from one visit to the next" },
      0,
      { 0, 0 } },
    { { "recurrence_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the mean return time", "iterates",
        CHAOSI_NAN, NULL, false, false, "its standard error, as if these times were independent" },
      0,
      { 0, 0 } },
    { { "recurrence_quantiles", CHAOS_F64, CHAOS_LOG, "quantiles of return times", "iterates", CHAOSI_NAN,
        NULL, false, false,
        "times that 5, 25, 50, 75 and 95 % of the returns take at most; beyond 63 to 3 %" },
      1,
      { CHAOS_DIM_QUANTILE, 0 } },
    { { "recurrence_longest", CHAOS_I64, CHAOS_LOG, "longest return time", "iterates", -1.0, "never returns",
        false, true, "the longest of them; -1: there is none" },
      0,
      { 0, 0 } },
    { { "recurrence_count", CHAOS_U64, CHAOS_LINEAR, "returns", "", CHAOSI_NAN, NULL, false, true,
        "how many returns there are" },
      0,
      { 0, 0 } },
    { { "recurrence_first", CHAOS_I64, CHAOS_LOG, "first return time", "iterates", -1.0, "never returns",
        false, true, "iterates from the first record to the first visit after it; -1: there is none" },
      0,
      { 0, 0 } },
    { { "recurrence_kac", CHAOS_F64, CHAOS_LINEAR, "mean return time x share of time", "", CHAOSI_NAN, NULL,
        false, false, "mean return time, in records, times the share of records in the region: 1 (Kac)" },
      0,
      { 0, 0 } },
    { { "recurrence_times", CHAOS_U64, CHAOS_LINEAR, "returns after", "", CHAOSI_NAN, NULL, false, true,
        "with times: returns after 1, 2 ... iterates; the last number counts all that are longer, too" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    CHAOSI_STATUS("recurrence"),
};

const chaosi_measure_kind chaosi_measure_recurrence = {
    .info = { "recurrence",
              "return times to a region",
              "Times from one record in a region, an expression such as x^2 + y^2 < 0.1, to the next there: their mean,\n"
              "quantiles, longest and number, with times how often each occurs, and after what time the orbit is there for the first\n"
              "time after its first record: with transient=0 the first return time of a start in the region. Angles lie in\n"
              "[0, period): |p| < 0.1 pi of an angle of 2 pi is the region cos(p) > cos(0.1*pi). By Kac's\n"
              "lemma the mean is the measure of what the orbit can reach over that of the region: their product on the\n"
              "orbit itself is recurrence_kac; where that is not within 0.1 of 1 the point is unresolved: visits are too few, or\n"
              "the orbit stays away for long. Times the part of phase space that the region is, in maps that preserve\n"
              "area, the mean is the part that the orbit can reach. One evaluation of the region a record. M. Kac, Bull.\n"
              "Amer. Math. Soc. 53 (1947) 1002.\n",
              { NULL, "steps=10000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_FIRST_STATE,
    .complete = recurrence_complete,
    .extent = recurrence_extent,
    .scratch = recurrence_scratch,
    .rows = recurrence_rows,
    .begin = recurrence_begin,
    .take = recurrence_take,
    .end = recurrence_end,
};
