/* Entropy of recurrence times: of the white vertical lines of a recurrence plot.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/series.h"

#include "core/isa.h"
#include "core/newton.h"

enum { LEAST_STEPS = 10, WORD = 64, DISTANCE = 8 /* about so many additions */ };
static const double most_bias = 0.05; /* nats */

typedef struct rte_options {
    chaosi_common common;
    double threshold;
} rte_options;

static double threshold_of(const chaosi_request *r)
{
    return ((const rte_options *)(const void *)&r->options)->threshold;
}

static int rte_complete(chaosi_request *r, chaos_error *error)
{
    rte_options *o = (void *)&r->options;
    const chaosi_option *threshold = chaosi_option_find(r->kind, "threshold");
    if (!(r->given & 1u << (threshold - r->kind->options)))
        o->threshold = 0.1;
    if (!(o->threshold > 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, "threshold", -1, "threshold must be above 0, got %g",
                           o->threshold);
    if (o->common.steps < LEAST_STEPS || o->common.steps > CHAOSI_MOST_KEPT)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps must be from %d to %d, got %llu",
                           LEAST_STEPS, CHAOSI_MOST_KEPT, (unsigned long long)o->common.steps);
    return CHAOS_OK;
}

static uint64_t rte_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Records [lanes][ncolumns][steps]; of one lane at a time how far apart the same are, and how long a circle is, [ncolumns];
 * and, of lines of each length, how many there are, and room, [steps]. */
typedef struct plot {
    double *x, *limit, *turn, *room;
    uint64_t *lines;
    uint64_t steps;
} plot;

static size_t rte_scratch(const chaosi_request *r, size_t lanes)
{
    return (chaosi_series_doubles(r, lanes) + 2 * r->ncolumns + 2 * r->options.common.steps) * sizeof(double);
}

static plot place(const chaosi_measurement *run)
{
    const uint64_t steps = run->request->options.common.steps, columns = run->request->ncolumns;
    plot p = { .x = run->scratch, .steps = steps };
    p.limit = p.x + chaosi_series_doubles(run->request, run->tile->k.lanes);
    p.turn = p.limit + columns;
    p.room = p.turn + columns;
    p.lines = (uint64_t *)(void *)(p.room + steps);
    return p;
}

static void rte_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    chaosi_series_take(run, rows, place(run).x);
}

/* Of a column: a part of its standard deviation, of an angle along the circle from the first record. */
static double find_limit(chaosi_tile *tile, const double *x, uint64_t n, double turn, double part)
{
    double sum = 0.0, square = 0.0, most = 0.0;
    uint64_t done = 0;
    for (uint64_t j = 0; j < n; j++)
        most = __builtin_fabs(x[j]) > most ? __builtin_fabs(x[j]) : most;
    if (most == 0.0)
        return 0.0;
    for (uint64_t j = 0; j < n && chaosi_tile_goes_on(tile, &done, DISTANCE);
         j++) /* else we are asked again */
        sum += chaosi_apart(x[j], x[0], turn) / most;
    for (uint64_t j = 0; j < n && chaosi_tile_goes_on(tile, &done, DISTANCE); j++) {
        const double d = chaosi_apart(x[j], x[0], turn) / most - sum / (double)n; /* no square overflows */
        square += d * d;
    }
    const double limit = part * __builtin_sqrt(square / (double)n);
    return most * (limit > CHAOSI_SAME ? limit : CHAOSI_SAME);
}

static void find_limits(const chaosi_measurement *run, const plot *p, const double *x)
{
    const chaosi_request *r = run->request;
    for (uint64_t i = 0; i < r->ncolumns; i++) {
        p->turn[i] = r->columns ? 0.0 : chaosi_circle(run->tile->run, chaosi_state_of(r, i));
        p->limit[i] = find_limit(run->tile, x + i * p->steps, p->steps, p->turn[i], threshold_of(r));
    }
}

/* Which of the 64 records from b on, or of those that there are, recur to record a, bit by bit. */
static uint64_t find_near(const plot *p, const double *x, uint64_t columns, uint64_t a, uint64_t b)
{
    const chaosk_lanes *lanes = chaosi_isa_current(NULL)->lanes; /* those of a tile of one lane have one */
    const uint64_t count = p->steps - b < WORD ? p->steps - b : WORD;
    uint64_t near = UINT64_MAX;
    for (uint64_t i = 0; i < columns; i++, x += p->steps)
        near &= lanes->near(x + b, count, x[a], p->limit[i], p->turn[i]);
    return near;
}

/* Lines between two recurrences to a record; those that begin or end at the border are left out. false: stopped. */
static bool count_lines(const chaosi_measurement *run, const plot *p, const double *x)
{
    const uint64_t columns = run->request->ncolumns;
    chaosi_tile_clear(run->tile, p->lines, p->steps * sizeof *p->lines);
    for (uint64_t a = 0, done = 0; a < p->steps; a++) {
        uint64_t last = UINT64_MAX;
        for (uint64_t b = 0; b < p->steps; b += WORD) {
            if (!chaosi_tile_goes_on(run->tile, &done, WORD * columns))
                return false;
            for (uint64_t near = find_near(p, x, columns, a, b); near; near &= near - 1) {
                const uint64_t at = b + (uint64_t)__builtin_ctzll(near);
                if (last != UINT64_MAX && at > last + 1)
                    p->lines[at - last - 1]++;
                last = at;
            }
        }
    }
    return true;
}

/* Whether all records recur; else where there is no line nothing comes back. */
static bool is_at_rest(const plot *p, const double *x, uint64_t columns)
{
    for (uint64_t b = 0; b < p->steps; b += WORD) {
        const uint64_t count = p->steps - b < WORD ? p->steps - b : WORD;
        if (find_near(p, x, columns, 0, b) != UINT64_MAX >> (WORD - count))
            return false;
    }
    return true;
}

/* -sum p ln p of the lengths of lines; half the number of different ones over that of lines is what it may be too
 * small by. NaN: nothing recurs. */
static double find_entropy(const chaosi_measurement *run, const plot *p, const double *x, double *bias)
{
    double total = 0.0, sum = 0.0;
    size_t seen = 0;
    for (uint64_t n = 1; n < p->steps; n++)
        total += (double)p->lines[n];
    for (uint64_t n = 1; n < p->steps; n++)
        if (p->lines[n] > 0)
            p->room[seen++] = (double)p->lines[n] / total;
    run->tile->run->lanes->log(p->room, seen);
    for (uint64_t n = 1, i = 0; n < p->steps; n++)
        if (p->lines[n] > 0)
            sum -= (double)p->lines[n] / total * p->room[i++];
    *bias = seen ? 0.5 * (double)(seen - 1) / total : 0.0;
    if (seen == 0 && !is_at_rest(p, x, run->request->ncolumns))
        return CHAOSI_NAN;
    return sum > 0.0 ? sum : 0.0;
}

static void rte_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_common *c = &r->options.common;
    const plot p = place(run);
    double *const out = r->out[0];
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (c->steps - 1) * c->every;
        const double *x = chaosi_series_of(run, p.x, lane);
        double entropy = CHAOSI_NAN, bias = 0.0;
        if (left)
            run->flags[lane] = 0;
        if (!left && !(run->flags[lane] & CHAOS_NONFINITE)) {
            find_limits(run, &p, x);
            if (!count_lines(run, &p, x)) /* the engine asks again */
                return;
            entropy = find_entropy(run, &p, x, &bias);
            if (entropy != entropy)
                run->flags[lane] |= CHAOS_UNRESOLVED;
        }
        if (out)
            out[run->tile->point[lane]] = entropy;
        if (bias > most_bias)
            run->flags[lane] |= CHAOS_UNRESOLVED;
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(rte_options, "1000"),
    CHAOSI_STEPS(rte_options, "records, whose square it takes in time"),
    CHAOSI_EVERY(rte_options),
    CHAOSI_OF("all states"),
    { { "threshold", CHAOS_OPTION_NUMBER, 1, 1, NULL, "0.1",
        "records recur that differ by no more than this part of the standard deviation", NULL },
      offsetof(rte_options, threshold),
      0,
      "above 0" },
};

static const chaosi_quantity outputs[] = {
    { { "rte", CHAOS_F64, CHAOS_LINEAR, "recurrence time entropy", "nats", CHAOSI_NAN, NULL, false, false,
        "entropy of the lengths of white vertical lines of the recurrence plot" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("rte"),
};

const chaosi_measure_kind chaosi_measure_rte = {
    .info = { "rte",
              "recurrence time entropy",
              "-sum p ln p over the times for which records stay away from one of them, each with its share p: the white\n"
              "vertical lines of the recurrence plot that have a recurrence at both ends, be it the last record.\n"
              "Records recur that differ in each column, of angles on the circle, by no more than a tenth of its standard deviation. 0 of\n"
              "periodic orbits, small of quasi-periodic ones, which have three times or few more, large in chaos, in between for orbits that\n"
              "stick to islands. Unresolved if lines are so few that it may be too small by 0.05. As many comparisons as the square of steps,\n"
              "memory for the records alone. M. A. Little et al., BioMed. Eng. OnLine 6 (2007) 23; M. S. Palmero, I. L. Caldas,\n"
              "I. M. Sokolov, Chaos 32 (2022) 113144.\n",
              { NULL, "steps=1000", "steps=500" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .complete = rte_complete,
    .rows = rte_rows,
    .scratch = rte_scratch,
    .take = rte_take,
    .end = rte_end,
};
