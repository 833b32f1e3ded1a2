/* The rotation number: mean displacement of angles along the lift.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/birkhoff.h"
#include "measures/blocks.h"
#include "measures/lifts.h"

#include "core/memory.h"

#include <string.h>

enum { ROTATION, ERRORS, OUTPUTS };

typedef struct rotation_options {
    chaosi_common common;
    uint64_t weights; /* 0, or those of birkhoff.h */
} rotation_options;

static bool is_weighted(const chaosi_request *r)
{
    return ((const rotation_options *)(const void *)&r->options)->weights != 0;
}

static int rotation_complete(chaosi_request *r, chaos_error *error)
{
    if (r->ncolumns == 0)
        return chaosi_fail(
            error, CHAOS_EINVAL, "measure", -1,
            "the map must have an angle, in a text a line that ends in 'mod' and its period, got %.60s",
            r->map->name);
    for (uint64_t i = 0; i < r->ncolumns; i++)
        if (!(chaosi_map_wrap(r->map, r->states[i]) > 0.0))
            return chaosi_fail(error, CHAOS_EINVAL, "of", (int64_t)i, "of must be angles, got %s",
                               r->map->states[r->states[i]]);
    if (is_weighted(r) && r->options.common.steps < CHAOSI_LEAST_STEPS)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                           "steps must be at least 4 with weights=birkhoff, got %llu",
                           (unsigned long long)r->options.common.steps);
    return chaosi_lifts_check(r, error);
}

/* ---------------------------------------------------------------- statistics */

/* Of the displacements per iterate d of blocks, less that of the first, for each column
 * and lane: sums of d, d^2 and d times that before it, and what the last one is; and the displacements of
 * eighths of the window. */
typedef struct sums {
    double *first, *last, *sum, *square, *lagged; /* [ncolumns][stride] */
    double *eighths;                              /* [ncolumns][stride][8] */
} sums;

/* What a lane's blocks say of the mean. */
typedef struct estimate {
    double error, lag1, spread; /* spread: standard deviation of a block's displacement */
} estimate;

static void add_block(sums *s, size_t at, uint64_t block, double d)
{
    if (block == 0)
        s->first[at] = d;
    d -= s->first[at];
    s->sum[at] += d;
    s->square[at] += d * d;
    s->lagged[at] += block > 0 ? d * s->last[at] : 0.0;
    s->last[at] = d;
}

static estimate estimate_of(const sums *s, size_t at, uint64_t blocks, uint64_t steps)
{
    const double n = (double)blocks, mean = s->sum[at] / n, square = s->square[at] - n * mean * mean,
                 lagged = s->lagged[at] - mean * (2.0 * s->sum[at] - s->last[at]) + (n - 1.0) * mean * mean,
                 variance = square > 0.0 ? square / (n - 1.0) : 0.0 * square;
    return (estimate){ blocks > 1 ? __builtin_sqrt(variance / n) : CHAOSI_NAN,
                       square > 0.0 ? lagged / square : 0.0, __builtin_sqrt(variance) * (double)steps / n };
}

/* ---------------------------------------------------------------------- pass */

/* A pass at work. */
typedef struct rotation {
    chaosi_lifts lifts;
    double *then; /* [ncolumns][stride] displacement at the start of this block */
    double *now;  /* [ncolumns][stride] room for displacements */
    /* With weights: displacements so far, and those of one iterate, [ncolumns][stride], and the sums
     * [CHAOSI_WINDOWS][ncolumns][stride]. */
    double *before, *moved, *weighed;
    chaosi_birkhoff *birkhoff; /* NULL: no weights */
    sums sums;
} rotation;

/* Rows for each column: then, now and the sums; with weights more. */
enum { BY_COLUMN = 15, WEIGHTED = 2 + CHAOSI_WINDOWS };

static size_t rows_of(const chaosi_request *r)
{
    return (BY_COLUMN + (is_weighted(r) ? WEIGHTED : 0)) * r->ncolumns;
}

static size_t rotation_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_whole_lines(sizeof(chaosi_birkhoff)) + chaosi_lifts_bytes(r, lanes) +
           rows_of(r) * lanes * sizeof(double);
}

static rotation place(chaosi_measurement *run)
{
    const size_t columns = run->request->ncolumns * run->tile->k.stride;
    rotation p = { .birkhoff = is_weighted(run->request) ? run->scratch : NULL };
    p.then = chaosi_behind(run->scratch, sizeof(chaosi_birkhoff));
    p.sums.first = p.then + columns;
    p.sums.last = p.sums.first + columns;
    p.sums.sum = p.sums.last + columns;
    p.sums.square = p.sums.sum + columns;
    p.sums.lagged = p.sums.square + columns;
    p.sums.eighths = p.sums.lagged + columns;
    p.now = p.sums.eighths + 8 * columns;
    p.before = p.now + columns;
    p.moved = p.before + columns;
    p.weighed = p.moved + columns;
    chaosi_lifts_place(&p.lifts, run, p.then + rows_of(run->request) * run->tile->k.stride);
    return p;
}

/* block: of so many. */
static void end_block(rotation *p, uint64_t block, uint64_t blocks, uint64_t length)
{
    const size_t stride = p->lifts.run->tile->k.stride;
    for (uint64_t i = 0; i < p->lifts.run->request->ncolumns; i++) {
        chaosi_lifts_displacements(&p->lifts, i, p->now + i * stride);
        for (size_t at = i * stride; at < (i + 1) * stride; at++) {
            const double moved = p->now[at] - p->then[at];
            add_block(&p->sums, at, block, moved / (double)length);
            p->sums.eighths[at * 8 + block * 8 / blocks] += moved;
            p->then[at] = p->now[at];
        }
    }
}

/* Iterate by iterate: each displacement has a weight of its own. */
static int advance_weighed(rotation *p, uint64_t steps)
{
    const chaosi_tile *tile = p->lifts.run->tile;
    const size_t stride = tile->k.stride, columns = p->lifts.run->request->ncolumns * stride;
    int code = CHAOS_OK;
    for (uint64_t n = 0; n < steps && code == CHAOS_OK; n++) {
        code = chaosi_lifts_advance(&p->lifts, 1);
        double *const then = p->before;
        p->before = p->now;
        p->now = then;
        for (size_t at = 0; at < columns; at += stride)
            chaosi_lifts_displacements(&p->lifts, at / stride, p->before + at);
        for (size_t at = 0; at < columns; at++)
            p->moved[at] = p->before[at] - then[at];
        chaosi_birkhoff_next(p->birkhoff, tile->run->lanes, 1);
        chaosi_birkhoff_add(p->birkhoff, tile->run->lanes, p->moved, columns, 1, columns, p->weighed,
                            columns);
    }
    return code;
}

static int run_window(rotation *p, uint64_t blocks)
{
    const uint64_t steps = p->lifts.run->request->options.common.steps;
    int code = CHAOS_OK;
    chaosi_lifts_begin(&p->lifts);
    if (p->birkhoff)
        chaosi_birkhoff_begin(p->birkhoff, steps);
    for (uint64_t b = 0; b < blocks && code == CHAOS_OK; b++) {
        const uint64_t length =
            chaosi_error_boundary(b + 1, blocks, steps) - chaosi_error_boundary(b, blocks, steps);
        code = p->birkhoff ? advance_weighed(p, length) : chaosi_lifts_advance(&p->lifts, length);
        end_block(p, b, blocks, length);
    }
    return code;
}

/* A lane has a rotation number if its lift has the matrix; a lift of its own has no turns. */
static void put(const rotation *p, uint64_t column, size_t lane, uint64_t blocks)
{
    const chaosi_request *r = p->lifts.run->request;
    const chaosi_tile *tile = p->lifts.run->tile;
    const uint64_t steps = r->options.common.steps, to = tile->point[lane] * r->ncolumns + column;
    const size_t at = column * tile->k.stride + lane;
    const double turn = chaosi_map_wrap(tile->run->map, r->states[column]);
    estimate e = estimate_of(&p->sums, at, blocks, steps);
    /* A regular orbit strays by less than a turn from steady rotation. */
    if (blocks == CHAOSI_ERROR_BLOCKS && (e.lag1 > 0.3 || e.spread <= turn))
        e.error = fmax(e.error, chaosi_slow_error(p->sums.eighths + 8 * at, steps));
    const bool has = tile->escaped[lane] == CHAOSI_INSIDE && chaosi_lifts_has(&p->lifts, lane);
    double *rotation = r->out[ROTATION], *errors = r->out[ERRORS];
    double mean = chaosi_lifts_displacement(&p->lifts, column, lane) / (double)steps;
    if (p->birkhoff) {
        const size_t apart = r->ncolumns * tile->k.stride;
        mean = chaosi_birkhoff_mean(p->birkhoff, p->weighed + at, apart, CHAOSI_WHOLE);
        e.error = chaosi_birkhoff_apart(p->birkhoff, p->weighed + at, apart);
    }
    if (rotation)
        rotation[to] = has ? mean : CHAOSI_NAN;
    if (errors)
        errors[to] = has && e.error == e.error ? e.error : CHAOSI_NAN;
    if (has && blocks == CHAOSI_ERROR_BLOCKS && e.lag1 > 0.3 && e.spread > turn)
        p->lifts.flags[lane] |= CHAOS_UNRESOLVED;
    if (has && !(__builtin_isfinite(mean) && (blocks == 1 || __builtin_isfinite(e.error))))
        p->lifts.flags[lane] |= CHAOS_NONFINITE;
}

/* The window of lanes of one kind. */
static int run_kind(void *ctx)
{
    rotation *p = ctx;
    const chaosi_measurement *run = p->lifts.run;
    const uint64_t steps = run->request->options.common.steps,
                   blocks = steps < CHAOSI_ERROR_BLOCKS ? steps : CHAOSI_ERROR_BLOCKS;
    memset(p->then, 0, rows_of(run->request) * run->tile->k.stride * sizeof *p->then);
    const int code = run_window(p, blocks);
    for (size_t lane = 0; lane < run->tile->npoints && code == CHAOS_OK; lane++)
        for (uint64_t i = 0; i < run->request->ncolumns && chaosi_lifts_has(&p->lifts, lane); i++)
            put(p, i, lane, blocks);
    return code;
}

static int rotation_pass(chaosi_measurement *run)
{
    rotation p = place(run);
    return chaosi_lifts_run(&p.lifts, run_kind, OUTPUTS, &p);
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(rotation_options, "1000"),
    CHAOSI_STEPS(rotation_options, "iterations to average over"),
    CHAOSI_OF("all angles"),
    { { "weights", CHAOS_OPTION_WORD, 1, 1, "birkhoff", "none",
        "birkhoff: the mean of regular orbits to 12 digits, its error that of two windows", NULL },
      offsetof(rotation_options, weights),
      0,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "rotation", CHAOS_F64, CHAOS_LINEAR, "mean displacement per iterate", "", CHAOSI_NAN, NULL, false,
        false, "mean displacement of each angle per iterate, in the unit of the angle" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    { { "rotation_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the mean displacement", "", CHAOSI_NAN,
        NULL, false, false, "their standard errors from block means; for regular orbits an upper bound" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("rotation"),
};

const chaosi_measure_kind chaosi_measure_rotation = {
    .info = { "rotation",
              "rotation number: mean displacement of angles",
              "The mean displacement of angles per iterate along the lift, in the unit of the state: divide by\n"
              "its period for turns. States are wrapped, turns are counted; where the turns of one angle add\n"
              "to another's (p to theta in the standard map), they count from the start that was given. Needs\n"
              "f(x + period) = f(x) + whole periods, with a unipotent matrix of whole numbers. The error is that\n"
              "of the mean of 64 blocks; unresolved: it does not shrink, as in a chaotic sea without limit.\n"
              "With weights=birkhoff displacements are weighed as in wba: of quasi-periodic orbits 12 digits in 10^4\n"
              "to 10^6 steps, the error being the difference of such means over the two halves of the window.\n",
              { NULL, "steps=20000", "steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_ANGLES,
    .no_expressions = true,
    .complete = rotation_complete,
    .prepare = chaosi_lifts_prepare,
    .scratch = rotation_scratch,
    .pass = rotation_pass,
};
