/* How many random starts are still in a region, and at what rate they leave it.
 *
 * Each tile finds for its starts when and by which side they leave; these are counted together, and of the counts of a
 * point, once they are complete, the rate is found (decay.h).
 *
 * SPDX-License-Identifier: MIT */
#include "measures/decay.h"
#include "measures/region.h"

#include "core/memory.h"

#include <string.h>

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
    const uint64_t steps = r->options.common.steps;
    survival_options *o = (void *)&r->options;
    const int code = chaosi_region_check_sides(r, error);
    if (code != CHAOS_OK)
        return code;
    if (o->curve == CHAOS_ALL)
        o->curve = steps;
    if (curve_of(r) > steps)
        return chaosi_fail(error, CHAOS_EINVAL, "curve", -1, "curve must be at most steps, %llu, got %llu",
                           (unsigned long long)steps, (unsigned long long)curve_of(r));
    r->ncolumns = chaosi_region_conditions(r) - 1;
    return CHAOS_OK;
}

static uint64_t survival_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output, (void)dimension;
    return curve_of(r);
}

/* What a point knows of its starts so far: when they leave, and how many do at each iterate of the curve. */
typedef struct known {
    chaosi_leavers leavers;
    uint64_t left[];
} known;

static uint64_t survival_counts(const chaosi_request *r)
{
    return (sizeof(known) + sizeof(uint64_t) - 1) / sizeof(uint64_t) + curve_of(r);
}

/* -------------------------------------------------------------------- one tile */

/* Of the lanes of a tile. */
typedef struct departures {
    uint64_t *when; /* [lanes] the iterate, counted from `start`, or steps: none */
    uint64_t *side; /* [lanes] by which side; sides: none of them */
    uint64_t start; /* the first iterate that is looked at */
} departures;

static size_t region_bytes(const chaosi_request *r, size_t lanes)
{
    return r->columns ? chaosi_region_bytes(r, lanes) : 0;
}

static size_t survival_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_whole_lines(region_bytes(r, lanes)) + 2 * lanes * sizeof(uint64_t);
}

static departures departures_of(const chaosi_measurement *run)
{
    const size_t lanes = run->tile->k.stride;
    uint64_t *const when = chaosi_behind(run->scratch, region_bytes(run->request, lanes));
    return (departures){ .when = when, .side = when + lanes, .start = run->tile->mark_n };
}

static void leave(const chaosi_measurement *run, size_t lane, uint64_t n, uint64_t side)
{
    const departures d = departures_of(run);
    d.when[lane] = n - d.start;
    d.side[lane] = side;
    chaosi_region_end(run, lane);
}

static void mark_outside(const chaosi_measurement *run, const chaosi_region *region, uint64_t rows)
{
    const size_t slots = run->tile->k.lanes, apart = region->conditions * run->tile->k.stride;
    const double *values = region->values;
    memset(region->flag, 0, slots);
    for (uint64_t row = 0; row < rows; row++, values += apart)
        for (size_t slot = 0; slot < slots; slot++)
            region->flag[slot] |= !chaosi_holds(values[slot]);
}

static bool leaves(const chaosi_measurement *run, const chaosi_region *region, size_t slot, uint64_t n,
                   uint64_t rows)
{
    const chaosi_tile *tile = run->tile;
    const size_t lane = tile->lane_of[slot], apart = region->conditions * tile->k.stride;
    const uint64_t escaped = tile->escaped[lane];
    for (uint64_t row = 0; region->flag[slot] && row < rows && n + row < escaped; row++) {
        if (chaosi_holds(region->values[row * apart + slot]))
            continue;
        leave(run, lane, n + row, chaosi_region_side(run, region, slot, row));
        return true;
    }
    if (escaped >= n + rows)
        return false;
    leave(run, lane, escaped, run->request->ncolumns);
    return true;
}

static int watch_region(chaosi_measurement *run)
{
    chaosi_region region = chaosi_region_place(run, run->scratch);
    region.mark = mark_outside;
    region.ends = leaves;
    return chaosi_region_watch(run, &region, run->request->options.common.steps);
}

static int watch_bound(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    const uint64_t start = tile->mark_n;
    const int code = chaosi_tile_advance(tile, run->request->options.common.steps - 1);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++)
        if (tile->escaped[lane] != CHAOSI_INSIDE && tile->escaped[lane] > start)
            leave(run, lane, tile->escaped[lane], 0);
    return code;
}

/* ------------------------------------------------------------------- all starts */

static void put(const chaosi_request *r, uint64_t point, const chaosi_decay *decay)
{
    const double values[] = { decay->rate, decay->rate_error, decay->from, decay->exponent,
                              decay->exponent_error };
    for (int i = 0; i < SURVIVORS; i++)
        if (r->out[i])
            ((double *)r->out[i])[point] = values[i] == values[i] ? values[i] : CHAOSI_NAN;
}

static void put_curve(const chaosi_request *r, uint64_t point, const known *k)
{
    const uint64_t n = curve_of(r);
    uint64_t *const curve = r->out[SURVIVORS], there = chaosi_leavers_all(&k->leavers);
    for (uint64_t i = 0; curve && i < n; i++) {
        there -= k->left[i];
        curve[point * n + i] = there;
    }
}

static void count(const chaosi_request *r, known *k, uint64_t when)
{
    if (when == 0)
        return;
    if (when == r->options.common.steps)
        k->leavers.stayed++;
    else
        chaosi_leave(&k->leavers, when);
    if (when < curve_of(r))
        k->left[when]++;
}

static void add_side(const chaosi_request *r, uint64_t point, const departures *d, size_t lane)
{
    uint64_t *const sides = r->out[SIDES];
    if (sides && d->side[lane] < r->ncolumns && d->when[lane] > 0)
        sides[point * r->ncolumns + d->side[lane]]++;
}

static void clear_sides(const chaosi_request *r, uint64_t point)
{
    if (r->out[SIDES])
        memset((uint64_t *)r->out[SIDES] + point * r->ncolumns, 0, r->ncolumns * sizeof(uint64_t));
}

static void survival_pool(chaosi_measurement *run, const chaosi_share *share)
{
    const chaosi_request *r = run->request;
    const departures d = departures_of(run);
    known *const k = (void *)r->counted;
    if (share->first) {
        memset(k, 0, survival_counts(r) * sizeof *r->counted);
        clear_sides(r, share->point);
    }
    for (size_t lane = share->lane; lane < share->lane + share->count; lane++) {
        count(r, k, d.when[lane]);
        add_side(r, share->point, &d, lane);
    }
    if (!share->last)
        return;
    const chaosi_decay decay = chaosi_decay_find(&k->leavers, r->options.common.steps, run->tile->run->lanes);
    put(r, share->point, &decay);
    put_curve(r, share->point, k);
    if (!decay.exponential)
        run->flags[share->lane] |= CHAOS_UNRESOLVED;
}

/* A single start has no rate. */
static void put_alone(chaosi_measurement *run, const departures *d, size_t lane)
{
    const chaosi_request *r = run->request;
    const uint64_t point = run->tile->point[lane], n = curve_of(r);
    const chaosi_decay none = { false, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN };
    put(r, point, &none);
    for (uint64_t i = 0; r->out[SURVIVORS] && i < n; i++)
        ((uint64_t *)r->out[SURVIVORS])[point * n + i] = i < d->when[lane];
    clear_sides(r, point);
    add_side(r, point, d, lane);
    run->flags[lane] |= CHAOS_UNRESOLVED;
}

static int survival_pass(chaosi_measurement *run)
{
    const departures d = departures_of(run);
    const chaosi_tile *tile = run->tile;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        d.when[lane] = tile->escaped[lane] == CHAOSI_INSIDE ? run->request->options.common.steps : 0;
        d.side[lane] = run->request->ncolumns;
    }
    const int code = run->request->columns ? watch_region(run) : watch_bound(run);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK && run->request->pooled == 1; lane++)
        put_alone(run, &d, lane);
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
    CHAOSI_SIDES(
        "conditions that tell by which side orbits leave: the first that holds at the state outside"),
    { { "curve", CHAOS_OPTION_COUNT, 1, 1, "all", "none",
        "so many values of the survival curve; all: as many as steps", NULL },
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
        NULL, false, true,
        "where q is taken from: it is constant by chi^2 at the level of 1 % from two thirds of that on" },
      0,
      { 0, 0 } },
    { { "survival_exponent", CHAOS_F64, CHAOS_LINEAR, "exponent of the survival probability", "", CHAOSI_NAN,
        NULL, false, true,
        "where there is no rate: the c of survivors that go as (t + a)^-c up to a constant" },
      0,
      { 0, 0 } },
    { { "survival_exponent_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the exponent", "", CHAOSI_NAN,
        NULL, false, true, "its standard error, of the most likely c and a" },
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
              "constant by chi^2, for as long again and with 200 escapes, and half of that later; -ln(1 - q) is the rate. From\n"
              "there on survivors must have become fewer by a factor of e, for over less any slow decay looks exponential:\n"
              "steps must be 1/rate and more, and islands in the region leave no rate; a power is one that is above 0 by two\n"
              "errors. If there is no rate\n"
              "the point is unresolved, and exponent is the power of time in the survivors, up to a constant, at the end: of\n"
              "hyperbolic sets there is a rate, islands to which orbits stick leave a power. It is the most likely c, with an\n"
              "offset a of time, of those that leave from the eighth iterate on or later, from where their numbers are those\n"
              "of (t + a)^-c by chi^2; if they never are, that of the last seven octaves, with the error of their scatter.\n"
              "Starts are uniform in their box, and so in the region; those outside count for nothing. Beyond the bound is\n"
              "outside, and escape no status here. Angles lie in [0, period): to stay out of the hole |p| < 0.1 pi of an\n"
              "angle of 2 pi is cos(p) < cos(0.1*pi); abs(p) > 0.1*pi leaves out half of it. One evaluation of the region a\n"
              "step. E. G. Altmann, J. S. E. Portela, T. Tel, Rev. Mod. Phys. 85 (2013) 869; Y. Virkar, A. Clauset, Ann. Appl. Stat. 8 (2014) 89.\n",
              { "curve=all", "steps=1000", "steps=200" } },
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
