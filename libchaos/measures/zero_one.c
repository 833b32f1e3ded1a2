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
               ? CHAOS_OK
               : chaosi_fail(error, CHAOS_EINVAL, r->ncolumns == 1 ? "steps" : "of", -1,
                             r->ncolumns == 1 ? "steps must be at least 100, got %llu"
                                              : "of must be one state or expression, got %llu",
                             (unsigned long long)(r->ncolumns == 1 ? steps : r->ncolumns));
}

static uint64_t zero_one_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Records [lanes][steps]; cosines and sines [steps] of one frequency; the translation variables p and q [2 PLACES];
 * their mean square displacements [PLACES / 5]; and results [lanes][FREQUENCIES]. */
typedef struct places {
    double *x, *cosines, *sines, *p, *q, *square, *results;
} places;

static size_t zero_one_scratch(const chaosi_request *r, size_t lanes)
{
    const uint64_t steps = r->options.common.steps;
    return (lanes * (steps + FREQUENCIES) + 2 * steps + 4 * PLACES + PLACES / 5) * sizeof(double);
}

static places place(const chaosi_measurement *run)
{
    const uint64_t steps = run->request->options.common.steps;
    places s = { .x = run->scratch };
    s.cosines = s.x + run->tile->k.lanes * steps;
    s.sines = s.cosines + steps;
    s.p = s.sines + steps;
    s.q = s.p + 2 * PLACES;
    s.square = s.q + 2 * PLACES;
    s.results = s.square + PLACES / 5;
    return s;
}

static void zero_one_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const uint64_t steps = run->request->options.common.steps;
    const size_t apart = rows->ncomp * rows->stride;
    const double *from = rows->data + chaosi_column(run, 0) * rows->stride;
    double *const x = place(run).x;
    for (size_t lane = 0; lane < run->tile->k.lanes; lane++)
        for (uint64_t j = 0; j < rows->count; j++)
            x[lane * steps + rows->first + j] = from[j * apart + lane];
}

/* A mean that is not 0 would add an oscillation to what p and q do. */
static void take_mean_off(double *x, uint64_t steps)
{
    double sum = 0.0;
    for (uint64_t j = 0; j < steps; j++)
        sum += x[j];
    for (uint64_t j = 0; j < steps; j++)
        x[j] -= sum / (double)steps;
}

/* Of mean square displacements y with their times 1 ... n; that of a constant is 0. */
static double correlation(const double *y, uint64_t n)
{
    const double middle = 0.5 * ((double)n + 1.0);
    double mean = 0.0, along = 0.0, square = 0.0, times = 0.0;
    for (uint64_t i = 0; i < n; i++)
        mean += y[i];
    mean /= (double)n;
    for (uint64_t i = 0; i < n; i++) {
        const double t = (double)(i + 1) - middle, d = y[i] - mean;
        along += t * d;
        square += d * d;
        times += t * t;
    }
    return square > 0.0 ? along / __builtin_sqrt(square * times) : 0.0 * square;
}

/* p and q of one orbit in places `by` records apart, and how they move. */
static double growth_of(const places *s, const chaosk_lanes *kernels, const double *x, uint64_t steps,
                        uint64_t by)
{
    const uint64_t n = steps / by, longest = n / 10, starts = n - longest;
    double p = 0.0, q = 0.0;
    for (uint64_t i = 0, j = 0; i < n; i++) {
        for (const uint64_t end = j + by; j < end; j++) {
            p += x[j] * s->cosines[j];
            q += x[j] * s->sines[j];
        }
        s->p[i] = p;
        s->q[i] = q;
    }
    for (uint64_t m = 1; m <= longest; m++)
        s->square[m - 1] = (kernels->square_apart(s->p, m, starts) + kernels->square_apart(s->q, m, starts)) /
                           (double)starts;
    return correlation(s->square, longest);
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
    const uint64_t steps = run->request->options.common.steps, by = steps / PLACES > 1 ? steps / PLACES : 1;
    const chaosk_lanes *kernels = run->tile->run->lanes;
    const places s = place(run);
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        take_mean_off(s.x + lane * steps, steps);
    for (size_t i = 0; i < FREQUENCIES; i++) {
        const double turns = (double)(i + 1) * golden,
                     c = pi * (0.2 + 0.6 * (turns - (double)(int64_t)turns));
        for (uint64_t j = 0; j < steps; j++)
            s.cosines[j] = s.sines[j] = (double)(j + 1) * c;
        kernels->cos(s.cosines, steps);
        kernels->sin(s.sines, steps);
        for (size_t lane = 0; lane < run->tile->npoints; lane++) {
            s.results[lane * FREQUENCIES + i] = growth_of(&s, kernels, s.x + lane * steps, steps, by);
            if (chaosi_tile_tick(run->tile, 0) != CHAOS_OK) /* the engine asks again */
                return;
        }
    }
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
              "p and q are compared at 1000 to 2000 of them. Of an angle take its cosine. 100 multiplications a step and\n"
              "2e7 a point. G. A. Gottwald, I. Melbourne, SIAM J. Appl. Dyn. Syst. 8 (2009) 129.\n",
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
