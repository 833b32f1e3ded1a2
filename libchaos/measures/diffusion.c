/* Diffusion: mean square displacements along the lift.
 *
 * Displacements over 1, 4 and L positions in a row, one after the other, L being the largest power of two that a 64th of
 * the window has. From the first two comes the coefficient, from the others the exponent, from the 64 blocks
 * their errors.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/blocks.h"
#include "measures/lifts.h"

#include <string.h>

enum { COEFFICIENT, ERROR, EXPONENT, EXPONENT_ERROR, OUTPUTS };
enum { BLOCKS = CHAOSI_ERROR_BLOCKS, LEAST_STEPS = 8 * BLOCKS, EVERY = 16 };

typedef struct diffusion_options {
    chaosi_common common;
} diffusion_options;

static int diffusion_complete(chaosi_request *r, chaos_error *error)
{
    const chaosi_option *every = chaosi_option_find(r->kind, "every");
    chaosi_common *c = &r->options.common;
    uint64_t span;
    if (!(r->given & 1u << (every - r->kind->options)))
        c->every = EVERY;
    if (r->ncolumns == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "of", -1,
                           "of must be given, one or two states: %.60s has no angle", r->map->name);
    if (c->steps < LEAST_STEPS || __builtin_mul_overflow(c->steps, c->every, &span) || span >> 59)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                           "steps must be at least 512, and times every below 2^59, got %llu",
                           (unsigned long long)c->steps);
    return chaosi_lifts_check(r, error);
}

/* Sums over blocks of a quantity and of its square. */
typedef struct sums {
    double *sum, *square; /* [ncolumns][stride] */
} sums;

typedef struct diffusion {
    chaosi_lifts lifts;
    uint64_t block, longest; /* positions of a block, and L */
    double *then[3],
        *displaced
            [3]; /* [ncolumns][stride] where the last displacement over 1, 4, L ended; squares in this block */
    sums growth, middle, longer; /* of the mean square over 4 less that over 1, over 4, and over L */
} diffusion;

enum { ROWS = 12 };

static size_t diffusion_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_lifts_bytes(r, lanes) + ROWS * r->ncolumns * lanes * sizeof(double);
}

static diffusion place(chaosi_measurement *run)
{
    const size_t columns = run->request->ncolumns * run->tile->k.stride;
    diffusion d = { .block = run->request->options.common.steps / BLOCKS, .longest = 8 };
    double *at = run->scratch;
    while (2 * d.longest <= d.block)
        d.longest *= 2;
    for (int i = 0; i < 3; i++) {
        d.then[i] = at, at += columns;
        d.displaced[i] = at, at += columns;
    }
    for (int i = 0; i < 3; i++) {
        sums *s = i == 0 ? &d.growth : i == 1 ? &d.middle : &d.longer;
        s->sum = at, at += columns;
        s->square = at, at += columns;
    }
    chaosi_lifts_place(&d.lifts, run, at);
    return d;
}

static void add(const sums *s, size_t at, double value)
{
    s->sum[at] += value;
    s->square[at] += value * value;
}

/* Position number n of a block, from 1 on, has been reached. */
static void reach(const diffusion *d, uint64_t n, size_t at, double x)
{
    const uint64_t apart[3] = { 1, 4, d->longest };
    for (int i = 0; i < 3; i++)
        if (n % apart[i] == 0) {
            const double by = x - d->then[i][at];
            d->displaced[i][at] += by * by;
            d->then[i][at] = x;
        }
}

/* The iterate of the window at which position n is: up to a quarter of `every` sooner or later, at random, so that what
 * goes round in step with it does not seem to stand still, or to go away. */
static uint64_t iterate_of(const chaosi_common *c, uint64_t n)
{
    uint64_t random = n * UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
    random = (random ^ random >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    random = (random ^ random >> 27) * UINT64_C(0x94d049bb133111eb);
    const double part = (double)(int64_t)(random ^ random >> 31) * 0x1p-65; /* -1/4 to 1/4 */
    return n == 0 ? 0 : n * c->every + (uint64_t)(int64_t)(part * (double)c->every);
}

static void end_block(const diffusion *d, size_t at, double x)
{
    const uint64_t fours = d->block / 4, longs = d->block / d->longest;
    const double one = d->displaced[0][at] / (double)d->block, four = d->displaced[1][at] / (double)fours;
    add(&d->growth, at, four - one);
    add(&d->middle, at, four);
    add(&d->longer, at, d->displaced[2][at] / (double)longs);
    for (int i = 0; i < 3; i++) {
        d->displaced[i][at] = 0.0;
        d->then[i][at] = x;
    }
}

/* A mean over blocks, and its standard error. */
typedef struct estimate {
    double mean, error;
} estimate;

static estimate estimate_of(const sums *s, size_t at)
{
    const double n = BLOCKS, mean = s->sum[at] / n, square = s->square[at] / n - mean * mean;
    return (estimate){ mean, __builtin_sqrt((square > 0.0 ? square : 0.0 * square) / (n - 1.0)) };
}

static double ln(const diffusion *d, double x)
{
    d->lifts.run->tile->run->lanes->log(&x, 1);
    return x;
}

static void put(const diffusion *d, uint64_t column, size_t lane)
{
    const chaosi_request *r = d->lifts.run->request;
    const chaosi_tile *tile = d->lifts.run->tile;
    const size_t at = column * tile->k.stride + lane, to = tile->point[lane] * r->ncolumns + column;
    const estimate growth = estimate_of(&d->growth, at), middle = estimate_of(&d->middle, at),
                   longer = estimate_of(&d->longer, at);
    const bool inside = tile->escaped[lane] == CHAOSI_INSIDE, moves = middle.mean > 0.0 && longer.mean > 0.0;
    const double time = 6.0 * (double)r->options.common.every, decades = ln(d, (double)d->longest / 4.0);
    const double none = 0.0 * middle.mean * longer.mean; /* 0 of what is back to the bit, or never leaves */
    const double exponent = moves ? ln(d, longer.mean / middle.mean) / decades : none,
                 a = longer.error / longer.mean, b = middle.error / middle.mean,
                 error = moves ? __builtin_sqrt(a * a + b * b) / decades : none;
    const double away = __builtin_fabs(exponent - 1.0), limit = 3.0 * error > 0.1 ? 3.0 * error : 0.1;
    const bool still = growth.mean <= 3.0 * growth.error, anomalous = away > limit && !still;
    const bool faster = anomalous && exponent > 1.0;
    const double values[OUTPUTS] = { faster ? CHAOSI_NAN : growth.mean / time,
                                     faster ? CHAOSI_NAN : growth.error / time, exponent, error };
    for (int i = 0; i < OUTPUTS; i++)
        if (r->out[i])
            ((double *)r->out[i])[to] = inside && values[i] == values[i] ? values[i] : CHAOSI_NAN;
    if (inside && anomalous)
        d->lifts.flags[lane] |= CHAOS_UNRESOLVED;
    if (inside && !__builtin_isfinite(growth.mean + growth.error + exponent + error))
        d->lifts.flags[lane] |= CHAOS_NONFINITE;
}

/* The window of lanes of one kind. */
static int run_kind(void *ctx)
{
    diffusion *d = ctx;
    const chaosi_measurement *run = d->lifts.run;
    const size_t stride = run->tile->k.stride, columns = run->request->ncolumns * stride;
    const chaosi_common *c = &run->request->options.common;
    uint64_t done = 0;
    int code = CHAOS_OK;
    memset(run->scratch, 0, ROWS * columns * sizeof(double));
    chaosi_lifts_begin(&d->lifts);
    for (uint64_t b = 0; b < BLOCKS && code == CHAOS_OK; b++) {
        for (uint64_t n = 1; n <= d->block && code == CHAOS_OK; n++) {
            const uint64_t to = iterate_of(c, b * d->block + n);
            code = chaosi_lifts_advance(&d->lifts, to - done);
            done = to;
            for (size_t at = 0; at < columns; at++)
                reach(d, n, at, chaosi_lifts_displacement(&d->lifts, at / stride, at % stride));
        }
        for (size_t at = 0; at < columns; at++)
            end_block(d, at, chaosi_lifts_displacement(&d->lifts, at / stride, at % stride));
    }
    if (code == CHAOS_OK && done < c->steps * c->every) /* an escape counts up to the end */
        code = chaosi_lifts_advance(&d->lifts, c->steps * c->every - done);
    for (size_t lane = 0; lane < run->tile->npoints && code == CHAOS_OK; lane++)
        for (uint64_t i = 0; i < run->request->ncolumns && chaosi_lifts_has(&d->lifts, lane); i++)
            put(d, i, lane);
    return code;
}

static int diffusion_pass(chaosi_measurement *run)
{
    diffusion d = place(run);
    return chaosi_lifts_run(&d.lifts, run_kind, OUTPUTS, &d);
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(diffusion_options, "1000"),
    CHAOSI_STEPS(diffusion_options, "positions in a row, at least 512"),
    { { "every", CHAOS_OPTION_COUNT, 1, 1, NULL, "16",
        "iterations from one position to the next, longer than correlations last", NULL },
      offsetof(diffusion_options, common.every),
      1,
      NULL },
    CHAOSI_OF("all angles"),
};

static const chaosi_quantity outputs[] = {
    { { "diffusion", CHAOS_F64, CHAOS_LINEAR, "diffusion coefficient", "", CHAOSI_NAN, NULL, false, false,
        "half the growth of the mean square displacement per iterate; NaN where it is faster than linear" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    { { "diffusion_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the diffusion coefficient", "",
        CHAOSI_NAN, NULL, false, false, "its standard error from 64 blocks" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    { { "diffusion_exponent", CHAOS_F64, CHAOS_LINEAR, "exponent of the mean square displacement", "",
        CHAOSI_NAN, NULL, false, false,
        "of time in the mean square displacement: 1 of diffusion, 2 of flights, 0 of bounded orbits" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    { { "diffusion_exponent_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the exponent", "",
        CHAOSI_NAN, NULL, false, false, "its standard error from 64 blocks" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("diffusion"),
};

const chaosi_measure_kind chaosi_measure_diffusion = {
    .info = { "diffusion",
              "diffusion coefficient and exponent of states along the lift",
              "D = d<(x_n - x_0)^2>/2dn of each state along the lift (angles are not wrapped; of the standard map ask\n"
              "of=p), as an average along the orbit: from displacements over every and 4 every iterations, one after the\n"
              "other, at times that are up to a quarter of every sooner or later. The exponent is that of time from\n"
              "4 every to L every, L being the largest power of two up to a 64th of steps. Where it differs from 1 by .1\n"
              "and by three errors, and D from 0, the point is unresolved: correlations last longer than every, or\n"
              "diffusion is anomalous, as by accelerator modes; where it is faster than linear there is no D. The error\n"
              "of D is about 4 D/sqrt(steps); the mean over starts has a smaller one. Accelerator modes that few short\n"
              "orbits come near show in the mean of the exponents over hundreds of starts, 1.14 +- .01 of the standard map\n"
              "at k = 6.6, where nearly all orbits alone agree with 1. Needs what rotation needs, and costs as much.\n"
              "A. B. Rechester, R. B. White, Phys. Rev. Lett. 44 (1980) 1586.\n",
              { NULL, "steps=10000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_ANGLES,
    .no_expressions = true,
    .complete = diffusion_complete,
    .prepare = chaosi_lifts_prepare,
    .scratch = diffusion_scratch,
    .pass = diffusion_pass,
};
