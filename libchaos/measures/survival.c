/* How many random starts are still in a region, and at what rate they leave it.
 *
 * Each tile finds for its starts when and by which side they leave; these are counted together, and of the counts of a
 * point, once they are complete, the rate is found (decay.h).
 *
 * SPDX-License-Identifier: MIT */
#include "measures/decay.h"

#include "core/crew.h"

#include <string.h>

enum { ROWS = 32, FIRST_ROWS = 4, MOST_SIDES = 4 }; /* recorded at a time: many leave early */

enum { RATE, RATE_ERROR, FROM, EXPONENT, EXPONENT_ERROR, SURVIVORS, SIDES }; /* its outputs */

typedef struct survival_options {
    chaosi_common common;
    uint64_t curve;
} survival_options;

static uint64_t curve_of(const chaosi_request *r)
{
    return ((const survival_options *)(const void *)&r->options)->curve;
}

static int survival_complete(chaosi_request *r, chaos_error *error)
{
    const chaosi_option *sides = chaosi_option_find(r->kind, "sides");
    const uint64_t steps = r->options.common.steps;
    const bool has_sides = r->given & 1u << (sides - r->kind->options);
    if (curve_of(r) > steps)
        return chaosi_fail(error, CHAOS_EINVAL, "curve", -1, "curve must be at most steps, %llu, got %llu",
                           (unsigned long long)steps, (unsigned long long)curve_of(r));
    if (has_sides && !r->columns)
        return chaosi_fail(error, CHAOS_EINVAL, "sides", -1,
                           "sides must be those of a region, got '%.40s' and none", r->expressions);
    if (!has_sides)
        r->ncolumns = 0;
    return CHAOS_OK;
}

static uint64_t survival_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output, (void)dimension;
    return curve_of(r);
}

/* How many leave at each iterate, and how many never do. */
static uint64_t survival_counts(const chaosi_request *r) { return r->options.common.steps + 1; }

/* -------------------------------------------------------------------- one tile */

typedef struct watch {
    double *rows, *values; /* [ROWS][dim], [ROWS][1 + sides] [stride] */
    uint64_t *when;        /* [lanes] the iterate, counted from the first that is looked at, or steps: none */
    uint64_t *side;        /* [lanes] by which side; sides: none of them */
    uint32_t *all;         /* [dim] */
    uint8_t *flag;         /* [lanes] */
    uint64_t start;        /* the first iterate that is looked at */
} watch;

static size_t conditions_of(const chaosi_request *r) { return 1 + r->ncolumns; }

static size_t survival_scratch(const chaosi_request *r, size_t lanes)
{
    const size_t rows = r->columns ? ROWS * (r->map->dim + conditions_of(r)) : 0;
    return (rows + 2) * lanes * sizeof(double) + r->map->dim * sizeof(uint32_t) + lanes;
}

static watch place(const chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const size_t stride = run->tile->k.stride, rows = r->columns ? ROWS : 0;
    watch w = { .rows = run->scratch, .start = run->tile->mark_n };
    w.values = w.rows + rows * r->map->dim * stride;
    w.when = (uint64_t *)(void *)(w.values + rows * conditions_of(r) * stride);
    w.side = w.when + stride;
    w.all = (uint32_t *)(void *)(w.side + stride);
    w.flag = (uint8_t *)(w.all + r->map->dim);
    return w;
}

/* What comes after that does not count. */
static void leave(const chaosi_measurement *run, const watch *w, size_t lane, uint64_t n, uint64_t side)
{
    w->when[lane] = n - w->start;
    w->side[lane] = side;
    run->tile->done[lane] = 1;
    run->tile->escaped[lane] = CHAOSI_INSIDE;
    run->tile->status[lane] &= ~(uint32_t)(CHAOS_ESCAPED | CHAOS_NONFINITE);
}

static bool is_true(double value) { return __builtin_fabs(value) > 0.0; }

/* flag[slot] = whether it is outside in some row. */
static void find_outside(const double *values, size_t apart, uint64_t rows, size_t slots, uint8_t *flag)
{
    memset(flag, 0, slots);
    for (uint64_t row = 0; row < rows; row++, values += apart)
        for (size_t slot = 0; slot < slots; slot++)
            flag[slot] |= !is_true(values[slot]);
}

/* Whether a lane leaves in one of the rows. */
static bool leaves(const chaosi_measurement *run, const watch *w, size_t slot, uint64_t start, uint64_t rows)
{
    const chaosi_tile *tile = run->tile;
    const size_t lane = tile->lane_of[slot], conditions = conditions_of(run->request),
                 stride = tile->k.stride;
    for (uint64_t row = 0; w->flag[slot] && row < rows; row++) {
        const double *value = w->values + row * conditions * stride + slot;
        uint64_t side = 0;
        if (start + row >= tile->escaped[lane])
            break;
        if (is_true(*value))
            continue;
        while (side < run->request->ncolumns && !is_true(value[(1 + side) * stride]))
            side++;
        leave(run, w, lane, start + row, side);
        return true;
    }
    if (tile->escaped[lane] >= start + rows)
        return false;
    leave(run, w, lane, tile->escaped[lane], run->request->ncolumns);
    return true;
}

/* Whether a lane returns exactly, and all of a lap has been looked at: it never leaves. */
static bool has_been_round(const chaosi_tile *tile, const watch *w, size_t lane)
{
    const chaosi_returns *r = &tile->returns;
    return chaosi_has_returned(r, lane) && tile->n >= r->seen[lane] &&
           tile->n - w->start >= r->distance[lane];
}

static int look(chaosi_measurement *run, const watch *w, chaosi_crew *crew, uint64_t count, bool last)
{
    chaosi_tile *tile = run->tile;
    const size_t dim = run->request->map->dim, stride = tile->k.stride;
    const uint64_t start = tile->n;
    chaosi_measurement region = *run;
    region.computed = w->values;
    const int code = chaosi_tile_record(tile, count, 1, last, w->all, (uint32_t)dim, w->rows);
    if (code != CHAOS_OK)
        return code;
    chaosi_compute(&region, w->rows, dim * stride, count, tile->k.p);
    find_outside(w->values, conditions_of(run->request) * stride, count, tile->k.lanes, w->flag);
    for (size_t slot = crew->count; slot-- > 0;)
        if (leaves(run, w, slot, start, count) || has_been_round(tile, w, tile->lane_of[slot]))
            chaosi_crew_drop(crew, slot);
    chaosi_crew_close(crew);
    return code;
}

static int watch_region(chaosi_measurement *run, const watch *w)
{
    chaosi_tile *tile = run->tile;
    const uint64_t rows = run->request->options.common.steps;
    int code = CHAOS_OK;
    for (uint32_t i = 0; i < run->request->map->dim; i++)
        w->all[i] = i;
    chaosi_crew crew = chaosi_crew_gather(tile);
    for (size_t lane = 0; lane < tile->npoints; lane++)
        if (!tile->done[lane])
            chaosi_crew_add(&crew, lane);
    chaosi_crew_close(&crew);
    for (uint64_t row = 0, count; row < rows && code == CHAOS_OK && crew.count > 0; row += count) {
        count = row < FIRST_ROWS ? FIRST_ROWS : row < ROWS ? row : ROWS;
        count = rows - row < count ? rows - row : count;
        code = look(run, w, &crew, count, row + count == rows);
    }
    chaosi_crew_disband(&crew);
    return code;
}

static int watch_bound(chaosi_measurement *run, const watch *w)
{
    chaosi_tile *tile = run->tile;
    const int code = chaosi_tile_advance(tile, run->request->options.common.steps - 1);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++)
        if (tile->escaped[lane] != CHAOSI_INSIDE && tile->escaped[lane] > w->start)
            leave(run, w, lane, tile->escaped[lane], 0);
    return code;
}

/* ------------------------------------------------------------------- all starts */

/* What left [steps], and the last of them, say. */
static void put(const chaosi_request *r, uint64_t point, const chaosi_decay *decay)
{
    const double values[] = { decay->rate, decay->rate_error, decay->from, decay->exponent,
                              decay->exponent_error };
    for (int i = 0; i < SURVIVORS; i++)
        if (r->out[i])
            ((double *)r->out[i])[point] = values[i] == values[i] ? values[i] : CHAOSI_NAN;
}

static void put_curve(const chaosi_request *r, uint64_t point, const uint64_t *left)
{
    const uint64_t steps = r->options.common.steps, n = curve_of(r);
    uint64_t *const curve = r->out[SURVIVORS], there = left[steps];
    if (!curve || n == 0)
        return;
    for (uint64_t i = 1; i < steps; i++)
        there += left[i];
    for (uint64_t i = 0; i < n; i++) {
        there -= i ? left[i] : 0;
        curve[point * n + i] = there;
    }
}

static void add_side(const chaosi_request *r, uint64_t point, const watch *w, size_t lane)
{
    uint64_t *const sides = r->out[SIDES];
    if (sides && w->side[lane] < r->ncolumns && w->when[lane] > 0)
        sides[point * r->ncolumns + w->side[lane]]++;
}

static void clear_sides(const chaosi_request *r, uint64_t point)
{
    if (r->out[SIDES])
        memset((uint64_t *)r->out[SIDES] + point * r->ncolumns, 0, r->ncolumns * sizeof(uint64_t));
}

static void survival_pool(chaosi_measurement *run, const chaosi_share *share)
{
    const chaosi_request *r = run->request;
    const uint64_t steps = r->options.common.steps;
    const watch w = place(run);
    if (share->first) {
        memset(r->counted, 0, survival_counts(r) * sizeof *r->counted);
        clear_sides(r, share->point);
    }
    for (size_t lane = share->lane; lane < share->lane + share->count; lane++) {
        r->counted[w.when[lane]]++;
        add_side(r, share->point, &w, lane);
    }
    if (!share->last)
        return;
    const chaosi_decay decay = chaosi_decay_find(r->counted, steps, r->counted[steps], run->tile->run->lanes);
    put(r, share->point, &decay);
    put_curve(r, share->point, r->counted);
    if (!decay.exponential)
        run->flags[share->lane] |= CHAOS_UNRESOLVED;
}

/* A single start has no rate. */
static void put_alone(chaosi_measurement *run, const watch *w, size_t lane)
{
    const chaosi_request *r = run->request;
    const uint64_t point = run->tile->point[lane], n = curve_of(r);
    const chaosi_decay none = { false, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN };
    put(r, point, &none);
    for (uint64_t i = 0; r->out[SURVIVORS] && i < n; i++)
        ((uint64_t *)r->out[SURVIVORS])[point * n + i] = i < w->when[lane];
    clear_sides(r, point);
    add_side(r, point, w, lane);
    run->flags[lane] |= CHAOS_UNRESOLVED;
}

static int survival_pass(chaosi_measurement *run)
{
    const watch w = place(run);
    const chaosi_tile *tile = run->tile;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        w.when[lane] = tile->escaped[lane] == CHAOSI_INSIDE ? run->request->options.common.steps : 0;
        w.side[lane] = run->request->ncolumns;
    }
    const int code = run->request->columns ? watch_region(run, &w) : watch_bound(run, &w);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK && run->request->pooled == 1; lane++)
        put_alone(run, &w, lane);
    return code;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(survival_options, "0"),
    CHAOSI_STEPS(survival_options, "iterates that are looked at, the start first"),
    { { "region", CHAOS_OPTION_CONDITION, 1, 1, NULL, "within the bound",
        "where orbits are to stay: where this expression is neither 0 nor NaN", NULL },
      0,
      0,
      NULL },
    { { "sides", CHAOS_OPTION_COLUMNS, 1, MOST_SIDES, NULL, "none",
        "conditions that tell by which side orbits leave: the first that holds at the state outside", NULL },
      0,
      0,
      NULL },
    { { "curve", CHAOS_OPTION_COUNT, 1, 1, NULL, "none", "so many values of the survival curve", NULL },
      offsetof(survival_options, curve),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "survival_rate", CHAOS_F64, CHAOS_LINEAR, "escape rate", "per iterate", CHAOSI_NAN, NULL, false, true,
        "-ln(1 - q), q being the share that leaves with each iterate; NaN where that does not become constant" },
      0,
      { 0, 0 } },
    { { "survival_rate_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the escape rate", "per iterate",
        CHAOSI_NAN, NULL, false, true, "its standard error: sqrt(q/(N (1 - q))) of N chances to leave" },
      0,
      { 0, 0 } },
    { { "survival_from", CHAOS_F64, CHAOS_LINEAR, "start of the exponential decay", "iterates", CHAOSI_NAN,
        NULL, false, true, "the first iterate from which q is constant, by chi^2 at the level of 1 %" },
      0,
      { 0, 0 } },
    { { "survival_exponent", CHAOS_F64, CHAOS_LINEAR, "exponent of the survival probability", "", CHAOSI_NAN,
        NULL, false, true, "where there is no rate: the c of survivors that go as t^-c up to a constant" },
      0,
      { 0, 0 } },
    { { "survival_exponent_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the exponent", "", CHAOSI_NAN,
        NULL, false, true, "its standard error, of the fit" },
      0,
      { 0, 0 } },
    { { "survival_curve", CHAOS_U64, CHAOS_LOG, "survivors", "", CHAOSI_NAN, NULL, false, true,
        "with curve: starts in the region all the time up to that iterate" },
      1,
      { CHAOS_DIM_RECORD, 0 } },
    { { "survival_sides", CHAOS_U64, CHAOS_LINEAR, "leave by", "", CHAOSI_NAN, NULL, false, true,
        "with sides: how many leave by each" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("survival"),
};

const chaosi_measure_kind chaosi_measure_survival = {
    .info = { "survival",
              "survivors in a region and the rate of escape from it",
              "Of random starts of a point those that are in a region, an expression such as cos(p) < 0.9, after the\n"
              "transient, and how many of them are there still: survivors. With a share q that leaves with each iterate\n"
              "they decay as exp(-rate n). q = escapes over orbits at risk, from the first iterate on from which it is\n"
              "constant by chi^2, for as long again and with 200 escapes; -ln(1 - q) is the rate. If there is none\n"
              "the point is unresolved, and exponent is the power of time in the survivors, up to a constant, at the end: of\n"
              "hyperbolic sets there is a rate, islands to which orbits stick leave a power. Starts are uniform in their\n"
              "box, and so in the region; those outside count for nothing. Beyond the bound is outside, and escape no status\n"
              "here. One evaluation of the region a step. E. G. Altmann, J. S. E. Portela, T. Tel, Rev. Mod. Phys. 85\n"
              "(2013) 869.\n",
              { NULL, "steps=1000", "steps=200" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 0,
    .complete = survival_complete,
    .extent = survival_extent,
    .scratch = survival_scratch,
    .pass = survival_pass,
    .pool = survival_pool,
    .counts = survival_counts,
};
