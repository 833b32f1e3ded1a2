/* The 0-1 test for chaos.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

enum {
    FREQUENCIES = 100, /* of which the median is taken */
    PLACES = 1000,     /* of the translation variables that are compared, up to twice as many */
    LEAST_STEPS = 100,
};
static const double pi = 3.141592653589793, golden = 0.6180339887498949;
static const double regular = 0.2, chaotic = 0.8; /* in between it is neither */

typedef struct zero_one_options {
    chaosi_common common;
} zero_one_options;

static int zero_one_complete(chaosi_request *r, chaos_error *error)
{
    const uint64_t steps = r->options.common.steps;
    return r->ncolumns == 1 && steps >= LEAST_STEPS
               ? chaosi_check_kept("steps", steps, 1, error)
               : chaosi_fail(error, CHAOS_EINVAL, r->ncolumns == 1 ? "steps" : "of", -1,
                             r->ncolumns == 1 ? "steps must be at least 100, got %llu"
                                              : "of must be one state or expression, got %llu",
                             (unsigned long long)(r->ncolumns == 1 ? steps : r->ncolumns));
}

static uint64_t zero_one_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Up to so many records all are compared. A mean square displacement over m of them is then
 *
 *   sum over |d| < m of cos(d c) S(d, m),  S(d, m) = sum over starts i and i < j <= i + m - d of x_j x_(j + d),
 *
 * of which the S do not depend on c: they are found once, by sums of sums, for eight orbits side by side. Of more records
 * the translation variables are compared at some places, one orbit and one c after the other. */
static bool compares_all(uint64_t steps) { return steps < 2 * PLACES; }

enum { GROUP = CHAOSK_LANES, SETS = (FREQUENCIES + CHAOSK_MIXES - 1) / CHAOSK_MIXES };

/* Records x, [lanes / GROUP][steps][GROUP] where all are compared, else [lanes][steps]; results [lanes][FREQUENCIES]. Then
 * either twice [steps][GROUP], S(d, m) [m (m - 1) / 2 + d][GROUP] of m from 1 on, 2 cos(d c) weights
 * [SETS][longest][CHAOSK_MIXES], and mean square displacements [CHAOSK_MIXES][longest][GROUP]; or cosines and sines [steps] of
 * one frequency, the translation variables p and q [2 PLACES], and mean square displacements [PLACES / 5]. */
typedef struct places {
    double *x, *results;
    double *twice, *sums, *weights;
    double *cosines, *sines, *p, *q;
    double *square;
} places;

static size_t whole_groups(size_t lanes) { return (lanes + GROUP - 1) / GROUP * GROUP; }

static size_t zero_one_scratch(const chaosi_request *r, size_t lanes)
{
    const uint64_t steps = r->options.common.steps, longest = steps / 10;
    const size_t records = whole_groups(lanes) * (steps + FREQUENCIES);
    return sizeof(double) * (compares_all(steps) ? records + GROUP * (steps + longest * (longest + 1) / 2) +
                                                       CHAOSK_MIXES * longest * (SETS + GROUP)
                                                 : records + 2 * steps + 4 * PLACES + PLACES / 5);
}

static places place(const chaosi_measurement *run)
{
    const uint64_t steps = run->request->options.common.steps, longest = steps / 10;
    const size_t lanes = whole_groups(run->tile->k.lanes);
    places s = { .x = run->scratch };
    s.results = s.x + lanes * steps;
    double *at = s.results + lanes * FREQUENCIES;
    if (compares_all(steps)) {
        s.twice = at, at += GROUP * steps;
        s.sums = at, at += GROUP * longest * (longest + 1) / 2;
        s.weights = at, at += SETS * longest * CHAOSK_MIXES;
        s.square = at;
        return s;
    }
    s.cosines = at, at += steps;
    s.sines = at, at += steps;
    s.p = at, at += 2 * PLACES;
    s.q = at, at += 2 * PLACES;
    s.square = at;
    return s;
}

static void zero_one_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const uint64_t steps = run->request->options.common.steps, width = compares_all(steps) ? GROUP : 1;
    const size_t apart = rows->ncomp * rows->stride;
    const double *from = rows->data + chaosi_column(run, 0) * rows->stride;
    double *const x = place(run).x;
    for (size_t lane = 0; lane < run->tile->k.lanes; lane++)
        for (uint64_t j = 0; j < rows->count; j++)
            x[(lane / width * steps + rows->first + j) * width + lane % width] = from[j * apart + lane];
}

/* A mean that is not 0 would add an oscillation to what p and q do. Of records x [steps][width]; false: stopped. */
static bool take_mean_off(chaosi_tile *tile, uint64_t *done, double *x, uint64_t steps, size_t width)
{
    double sum[GROUP] = { 0.0 };
    bool more = true;
    for (uint64_t j = 0; j < steps && more; j++) {
        for (size_t lane = 0; lane < width; lane++)
            sum[lane] += x[j * width + lane];
        more = chaosi_tile_goes_on(tile, done, 2 * width);
    }
    for (uint64_t j = 0; j < steps && more; j++) {
        for (size_t lane = 0; lane < width; lane++)
            x[j * width + lane] -= sum[lane] / (double)steps;
        more = chaosi_tile_goes_on(tile, done, 4 * width);
    }
    return more;
}

static double frequency(size_t i)
{
    const double turns = (double)(i + 1) * golden;
    return pi * (0.2 + 0.6 * (turns - (double)(int64_t)turns));
}

/* Of mean square displacements y [n][width] with their times 1 ... n; that of a constant is 0. */
static inline void correlate(const double *y, uint64_t n, size_t width, double *result, size_t apart)
{
    const double middle = 0.5 * ((double)n + 1.0);
    double mean[GROUP] = { 0.0 }, along[GROUP] = { 0.0 }, square[GROUP] = { 0.0 }, times = 0.0;
    for (uint64_t i = 0; i < n; i++)
        for (size_t lane = 0; lane < width; lane++)
            mean[lane] += y[i * width + lane];
    for (size_t lane = 0; lane < width; lane++)
        mean[lane] /= (double)n;
    for (uint64_t i = 0; i < n; i++) {
        const double t = (double)(i + 1) - middle;
        times += t * t;
        for (size_t lane = 0; lane < width; lane++) {
            const double d = y[i * width + lane] - mean[lane];
            along[lane] += t * d;
            square[lane] += d * d;
        }
    }
    for (size_t lane = 0; lane < width; lane++)
        result[lane * apart] =
            square[lane] > 0.0 ? along[lane] / __builtin_sqrt(square[lane] * times) : 0.0 * square[lane];
}

/* ------------------------------------------------------------------- all records */

static void find_weights(const places *s, const chaosk_lanes *kernels, uint64_t longest)
{
    const size_t count = SETS * longest * CHAOSK_MIXES;
    for (size_t at = 0; at < count; at++) {
        const size_t set = at / CHAOSK_MIXES / longest, d = at / CHAOSK_MIXES % longest;
        s->weights[at] = (double)d * frequency(set * CHAOSK_MIXES + at % CHAOSK_MIXES);
    }
    kernels->cos(s->weights, count);
    for (size_t at = 0; at < count; at++)
        s->weights[at] *= at / CHAOSK_MIXES % longest == 0 ? 1.0 : 2.0;
}

/* S(d, m) of a group, for all m. */
static void find_sums(const places *s, const chaosk_lanes *kernels, const double *x, uint64_t d,
                      uint64_t starts, uint64_t longest)
{
    kernels->lag_sums(x, d, starts + longest - d, s->twice);
    const double *const none = s->twice + (starts - 1) * GROUP;
    for (uint64_t m = d + 1; m <= longest; m++) {
        const double *const late = s->twice + (starts - 1 + m - d) * GROUP, *const early =
                                                                                s->twice +
                                                                                (m - d - 1) * GROUP;
        double *const to = s->sums + (m * (m - 1) / 2 + d) * GROUP;
        for (size_t lane = 0; lane < GROUP; lane++)
            to[lane] = (late[lane] - none[lane]) - early[lane];
    }
}

static void find_displacements(const places *s, const chaosk_lanes *kernels, size_t set, uint64_t starts,
                               uint64_t longest)
{
    double out[CHAOSK_MIXES * GROUP] __attribute__((aligned(64)));
    for (uint64_t m = 1; m <= longest; m++) {
        kernels->mix(s->sums + m * (m - 1) / 2 * GROUP, s->weights + set * longest * CHAOSK_MIXES, m, out);
        for (size_t c = 0; c < CHAOSK_MIXES; c++)
            for (size_t lane = 0; lane < GROUP; lane++)
                s->square[(c * longest + m - 1) * GROUP + lane] = out[c * GROUP + lane] / (double)starts;
    }
}

static bool compare_all(const chaosi_measurement *run, const places *s)
{
    const uint64_t steps = run->request->options.common.steps, longest = steps / 10, starts = steps - longest;
    const chaosk_lanes *kernels = run->tile->run->lanes;
    uint64_t done = 0;
    bool more = true;
    find_weights(s, kernels, longest);
    for (size_t first = 0; first < run->tile->npoints && more; first += GROUP) {
        double *const x = s->x + first * steps, *const results = s->results + first * FREQUENCIES;
        more = take_mean_off(run->tile, &done, x, steps, GROUP);
        for (uint64_t d = 0; d < longest && more; d++) {
            find_sums(s, kernels, x, d, starts, longest);
            more = chaosi_tile_goes_on(run->tile, &done, 2 * steps * GROUP);
        }
        for (size_t set = 0; set < SETS && more; set++) {
            find_displacements(s, kernels, set, starts, longest);
            for (size_t c = 0; c < CHAOSK_MIXES && set * CHAOSK_MIXES + c < FREQUENCIES; c++)
                correlate(s->square + c * longest * GROUP, longest, GROUP, results + set * CHAOSK_MIXES + c,
                          FREQUENCIES);
            more = chaosi_tile_goes_on(run->tile, &done, longest * longest * CHAOSK_MIXES * GROUP);
        }
    }
    return more;
}

/* ------------------------------------------------------------------- some places */

/* p and q of one orbit in places `by` records apart, and how they move. false: stopped. */
static bool compare(const chaosi_measurement *run, uint64_t *done, const places *s, const double *x,
                    uint64_t by, double *result)
{
    const chaosk_lanes *kernels = run->tile->run->lanes;
    const uint64_t steps = run->request->options.common.steps, n = steps / by, longest = n / 10,
                   starts = n - longest;
    double p = 0.0, q = 0.0;
    for (uint64_t i = 0, j = 0; i < n; i++) {
        for (const uint64_t end = j + by; j < end; j++) {
            p += x[j] * s->cosines[j];
            q += x[j] * s->sines[j];
        }
        s->p[i] = p;
        s->q[i] = q;
        if (!chaosi_tile_goes_on(run->tile, done, 2 * by))
            return false;
    }
    for (uint64_t m = 1; m <= longest; m++)
        s->square[m - 1] = (kernels->square_apart(s->p, m, starts) + kernels->square_apart(s->q, m, starts)) /
                           (double)starts;
    correlate(s->square, longest, 1, result, 1);
    return chaosi_tile_goes_on(run->tile, done, 2 * longest * starts);
}

static bool find_angles(const chaosi_measurement *run, uint64_t *done, const places *s, uint64_t steps,
                        double by)
{
    enum { PIECE = 1 << 16, ANGLE = 32 }; /* angles, each about so many additions */
    const chaosk_lanes *kernels = run->tile->run->lanes;
    bool more = true;
    for (uint64_t first = 0; first < steps && more; first += PIECE) {
        const uint64_t end = steps - first < PIECE ? steps : first + PIECE;
        for (uint64_t j = first; j < end; j++)
            s->cosines[j] = s->sines[j] = (double)(j + 1) * by;
        kernels->cos(s->cosines + first, end - first);
        kernels->sin(s->sines + first, end - first);
        more = chaosi_tile_goes_on(run->tile, done, ANGLE * (end - first));
    }
    return more;
}

static bool compare_places(const chaosi_measurement *run, const places *s)
{
    const uint64_t steps = run->request->options.common.steps, by = steps / PLACES;
    uint64_t done = 0;
    bool more = true;
    for (size_t lane = 0; lane < run->tile->npoints && more; lane++)
        more = take_mean_off(run->tile, &done, s->x + lane * steps, steps, 1);
    for (size_t i = 0; i < FREQUENCIES && more; i++) {
        more = find_angles(run, &done, s, steps, frequency(i));
        for (size_t lane = 0; lane < run->tile->npoints && more; lane++)
            more = compare(run, &done, s, s->x + lane * steps, by, s->results + lane * FREQUENCIES + i);
    }
    return more;
}

/* Its FREQUENCIES values, in order: the mean of the two in the middle. */
static double median(double *values)
{
    for (size_t i = 1; i < FREQUENCIES; i++) {
        const double moved = values[i];
        size_t j = i;
        for (; j > 0 && values[j - 1] > moved; j--)
            values[j] = values[j - 1];
        values[j] = moved;
    }
    return 0.5 * (values[FREQUENCIES / 2 - 1] + values[FREQUENCIES / 2]);
}

static void put(chaosi_measurement *run, size_t lane, double *results)
{
    const chaosi_common *c = &run->request->options.common;
    double *const out = run->request->out[0];
    const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (c->steps - 1) * c->every;
    bool number = true;
    for (size_t i = 0; i < FREQUENCIES; i++)
        number &= results[i] == results[i];
    const double k = left || !number ? CHAOSI_NAN : median(results);
    if (out)
        out[run->tile->point[lane]] = k;
    if (!left && !number)
        run->flags[lane] |= CHAOS_NONFINITE;
    if (k > regular && k < chaotic)
        run->flags[lane] |= CHAOS_UNRESOLVED;
}

static void zero_one_end(chaosi_measurement *run)
{
    const places s = place(run);
    const bool all = compares_all(run->request->options.common.steps);
    if (!(all ? compare_all : compare_places)(run, &s)) /* the engine asks again */
        return;
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        put(run, lane, s.results + lane * FREQUENCIES);
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(zero_one_options, "1000"),
    CHAOSI_STEPS(zero_one_options, "records, at least 100"),
    CHAOSI_EVERY(zero_one_options),
    CHAOSI_OF("first state"),
};

static const chaosi_quantity outputs[] = {
    { { "zero_one", CHAOS_F64, CHAOS_LINEAR, "K of the 0-1 test", "", CHAOSI_NAN, NULL, false, false,
        "median of K over 100 frequencies: about 0 of regular orbits, 1 of chaotic ones" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("zero_one"),
};

const chaosi_measure_kind chaosi_measure_zero_one = {
    .info = { "zero_one",
              "0-1 test for chaos",
              "The records, less their mean, drive p' = p + x cos(jc), q' = q + x sin(jc): of regular orbits a bounded\n"
              "motion, of chaotic ones a random walk. K is the correlation of its mean square displacement with time, up\n"
              "to a tenth of the steps, the result the median over 100 fixed frequencies c between pi/5 and 4 pi/5: 0 or\n"
              "1. Unresolved from 0.2 to 0.8: too few steps, weak chaos, orbits that stick to islands. From 2000 records on\n"
              "p and q are compared at 1000 to 2000 of them. Of an angle take its cosine. For n < 2000 records n^2/10 + 100\n"
              "(n/10)^2/2 multiplications a point, beyond 2e7 and 200 a step. G. A. Gottwald, I. Melbourne, SIAM J. Appl. Dyn. Syst. 8 (2009) 129.\n",
              { NULL, "steps=2000", "steps=500" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_FIRST_STATE,
    .complete = zero_one_complete,
    .rows = zero_one_rows,
    .scratch = zero_one_scratch,
    .take = zero_one_take,
    .end = zero_one_end,
};
