/* The first iterate outside, or in a region.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/region.h"

#include <math.h>

enum { WHEN, WHERE, SIDE }; /* its outputs */

typedef struct escape_options {
    chaosi_common common;
} escape_options;

/* With a region there are columns: the states there, whatever the sides. */
static int escape_complete(chaosi_request *r, chaos_error *error)
{
    const chaosi_option *transient = chaosi_option_find(r->kind, "transient");
    const int code = chaosi_region_check_sides(r, error);
    r->ncolumns = r->columns ? r->map->dim : 0;
    r->expressions = NULL;
    if (r->columns && !(r->given & 1u << (transient - r->kind->options)))
        r->options.common.transient = 0;
    return code;
}

static uint64_t escape_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output, (void)dimension;
    return chaosi_region_conditions(r) > 1 ? CHAOSI_NO_DIMENSION : 0;
}

/* -------------------------------------------------------------------- regions */

static size_t escape_scratch(const chaosi_request *r, size_t lanes)
{
    return r->columns ? chaosi_region_bytes(r, lanes) : 0;
}

/* The lane in a slot got there in row `row`: what becomes of it later in these rows counts no more than what
 * would after them. */
static void put_there(const chaosi_measurement *run, const chaosi_region *region, size_t slot, uint64_t row,
                      uint64_t n)
{
    const size_t dim = run->request->map->dim, stride = run->tile->k.stride, lane = run->tile->lane_of[slot];
    int64_t *when = run->request->out[WHEN], *side = run->request->out[SIDE];
    double *where = run->request->out[WHERE];
    if (when)
        when[run->tile->point[lane]] = (int64_t)n;
    if (side) {
        const uint64_t number = chaosi_region_side(run, region, slot, row);
        side[run->tile->point[lane]] = number < region->conditions - 1 ? (int64_t)number : -1;
    }
    for (size_t i = 0; where && i < dim; i++)
        where[run->tile->point[lane] * dim + i] = region->rows[(row * dim + i) * stride + slot];
    chaosi_region_end(run, lane);
}

static void put_nowhere(const chaosi_measurement *run)
{
    const size_t dim = run->request->map->dim;
    int64_t *when = run->request->out[WHEN], *side = run->request->out[SIDE];
    double *where = run->request->out[WHERE];
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        if (when)
            when[run->tile->point[lane]] = -1;
        if (side)
            side[run->tile->point[lane]] = -1;
        for (size_t i = 0; where && i < dim; i++)
            where[run->tile->point[lane] * dim + i] = CHAOSI_NAN;
    }
}

static void mark_inside(const chaosi_measurement *run, const chaosi_region *region, uint64_t rows)
{
    double limit[CHAOSI_REGION_ROWS * (1 + CHAOSI_MOST_SIDES)]; /* 0 of the region, none of its sides */
    for (size_t i = 0; i < rows * region->conditions; i++)
        limit[i] = i % region->conditions ? INFINITY : 0.0;
    run->tile->run->lanes->outside(region->values, limit, rows * region->conditions, run->tile->k.stride,
                                   run->tile->k.lanes, region->flag);
}

/* Also of one that has left the bound, and never gets there. */
static bool gets_there(const chaosi_measurement *run, const chaosi_region *region, size_t slot, uint64_t n,
                       uint64_t rows)
{
    const chaosi_tile *tile = run->tile;
    const uint64_t escaped = tile->escaped[tile->lane_of[slot]];
    for (uint64_t row = 0; region->flag[slot] && row < rows && n + row < escaped; row++)
        if (chaosi_holds(region->values[row * region->conditions * tile->k.stride + slot])) {
            put_there(run, region, slot, row, n + row);
            return true;
        }
    return tile->k.done[slot];
}

static int region_pass(chaosi_measurement *run)
{
    chaosi_region region = chaosi_region_place(run, run->scratch);
    region.mark = mark_inside;
    region.ends = gets_there;
    put_nowhere(run);
    return chaosi_region_watch(run, &region, run->request->options.common.steps + 1);
}

/* ---------------------------------------------------------------------- bounds */

static int escape_pass(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    if (run->request->columns)
        return region_pass(run);
    const uint64_t steps = run->request->options.common.steps;
    const int code =
        tile->run->source->follows ? chaosi_tile_advance(tile, steps) : chaosi_tile_see_off(tile, steps);
    int64_t *out = run->request->out[WHEN];
    for (size_t lane = 0; out && code == CHAOS_OK && lane < tile->npoints; lane++)
        out[tile->point[lane]] = tile->escaped[lane] == CHAOSI_INSIDE ? -1 : (int64_t)tile->escaped[lane];
    return code;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(escape_options, "1000, with a region 0"),
    CHAOSI_STEPS(escape_options, "iterations after the transient; both count"),
    { { "region", CHAOS_OPTION_CONDITION, 1, 1, NULL, "beyond the bound",
        "where this expression is neither 0 nor NaN; iterates of the transient are not looked at", NULL },
      0,
      0,
      NULL },
    CHAOSI_SIDES(
        "conditions that tell by which side orbits get there: the first that holds at the state there"),
};

static const chaosi_quantity outputs[] = {
    { { "escape", CHAOS_I64, CHAOS_LOG, "escape after", "iterates", -1.0, "never escapes", false, true,
        "first iterate, from the start on, that is outside, or in the region; -1: none up to transient + steps" },
      0,
      { 0, 0 } },
    { { "escape_state", CHAOS_F64, CHAOS_LINEAR, NULL, "", CHAOSI_NAN, NULL, false, false,
        "with a region: the state with which the orbit gets there" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    { { "escape_side", CHAOS_I64, CHAOS_DISCRETE, "escape by", "", -1.0, "none", false, true,
        "with sides: the number of the one by which it gets there, from 0 on; -1: by none, or it does not" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    CHAOSI_STATUS("escape"),
};

const chaosi_measure_kind chaosi_measure_escape = {
    .info = { "escape",
              "first iterate beyond the bound, or in a region",
              "The first iterate, counted from the start, with a state whose modulus is beyond the map's\n"
              "bound (or bound=), or that is not finite; angles have no bound. With a region, an expression such\n"
              "as x^2 + y^2 > 4, the first iterate after the transient where it is neither 0 nor NaN, and the state there; an\n"
              "orbit that is beyond the bound before never gets there. Its sides, such as p > 0, tell by which of them it does.\n"
              "Angles lie in [0, period): |p| < 0.1 pi of an angle of 2 pi is the region cos(p) > cos(0.1*pi).\n",
              { NULL, "transient=0:steps=2000", "transient=0:steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .complete = escape_complete,
    .extent = escape_extent,
    .scratch = escape_scratch,
    .only_moves = true,
    .pass = escape_pass,
};
