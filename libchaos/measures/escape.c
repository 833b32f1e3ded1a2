/* The first iterate outside, or in a region.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/crew.h"

#include <string.h>

enum { ROWS = 32, FIRST_ROWS = 8 }; /* recorded at a time, to be looked at; most that get there do so early */

enum { WHEN, WHERE }; /* its outputs */

typedef struct escape_options {
    chaosi_common common;
} escape_options;

/* With a region there are columns: the states there. */
static int escape_complete(chaosi_request *r, chaos_error *error)
{
    const chaosi_option *transient = chaosi_option_find(r->kind, "transient");
    (void)error;
    if (!r->columns)
        r->ncolumns = 0;
    else if (!(r->given & 1u << (transient - r->kind->options)))
        r->options.common.transient = 0;
    return CHAOS_OK;
}

/* -------------------------------------------------------------------- regions */

typedef struct search {
    double *rows, *inside; /* [ROWS][dim], [ROWS] [stride] */
    double *zero;          /* [ROWS] */
    uint32_t *all;         /* [dim] */
    uint8_t *flag;         /* [lanes] some row is not 0 */
    uint64_t start;        /* the first iterate that is looked at */
} search;

static size_t escape_scratch(const chaosi_request *r, size_t lanes)
{
    const size_t rows = r->columns ? ROWS * (r->map->dim + 1) : 0;
    return (rows * lanes + ROWS) * sizeof(double) + r->map->dim * sizeof(uint32_t) + lanes;
}

static search place(const chaosi_measurement *run)
{
    const chaos_map *map = run->request->map;
    const size_t stride = run->tile->k.stride;
    search s = { .rows = run->scratch, .start = run->tile->n };
    s.inside = s.rows + ROWS * map->dim * stride;
    s.zero = s.inside + ROWS * stride;
    s.all = (uint32_t *)(void *)(s.zero + ROWS);
    s.flag = (uint8_t *)(s.all + map->dim);
    memset(s.zero, 0, ROWS * sizeof *s.zero);
    for (uint32_t i = 0; i < map->dim; i++)
        s.all[i] = i;
    return s;
}

/* The lane in a slot got there in row `row`: what becomes of it later in these rows counts no more than what
 * would after them. */
static void put_there(const chaosi_measurement *run, const search *s, size_t slot, uint64_t row, uint64_t n)
{
    const size_t dim = run->request->map->dim, stride = run->tile->k.stride, lane = run->tile->lane_of[slot];
    int64_t *when = run->request->out[WHEN];
    double *where = run->request->out[WHERE];
    if (when)
        when[run->tile->point[lane]] = (int64_t)n;
    for (size_t i = 0; where && i < dim; i++)
        where[run->tile->point[lane] * dim + i] = s->rows[(row * dim + i) * stride + slot];
    run->tile->done[lane] = 1;
    run->tile->escaped[lane] = CHAOSI_INSIDE;
    run->tile->status[lane] &= ~(uint32_t)(CHAOS_ESCAPED | CHAOS_NONFINITE);
}

static void put_nowhere(const chaosi_measurement *run)
{
    const size_t dim = run->request->map->dim;
    int64_t *when = run->request->out[WHEN];
    double *where = run->request->out[WHERE];
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        if (when)
            when[run->tile->point[lane]] = -1;
        for (size_t i = 0; where && i < dim; i++)
            where[run->tile->point[lane] * dim + i] = CHAOSI_NAN;
    }
}

/* Whether a lane gets there in one of the rows. */
static bool gets_there(const chaosi_measurement *run, const search *s, size_t slot, uint64_t start,
                       uint64_t rows)
{
    const chaosi_tile *tile = run->tile;
    const uint64_t escaped = tile->escaped[tile->lane_of[slot]];
    if (!s->flag[slot])
        return false;
    for (uint64_t row = 0; row < rows && start + row < escaped; row++) {
        const double inside = s->inside[row * tile->k.stride + slot];
        if (inside != 0.0 && inside == inside) {
            put_there(run, s, slot, row, start + row);
            return true;
        }
    }
    return false;
}

/* Whether a lane returns exactly, and all of a lap has been looked at. */
static bool has_been_round(const chaosi_tile *tile, const search *s, size_t lane)
{
    const chaosi_returns *r = &tile->returns;
    return chaosi_has_returned(r, lane) && tile->n >= r->seen[lane] &&
           tile->n - s->start >= r->distance[lane];
}

/* The next rows, the last ones of all or not. Lanes that are done with go home. */
static int look(chaosi_measurement *run, const search *s, chaosi_crew *crew, uint64_t count, bool last)
{
    chaosi_tile *tile = run->tile;
    const size_t dim = run->request->map->dim, stride = tile->k.stride;
    const uint64_t start = tile->n;
    chaosi_measurement region = *run;
    region.computed = s->inside;
    const int code = chaosi_tile_record(tile, count, 1, last, s->all, (uint32_t)dim, s->rows);
    if (code != CHAOS_OK)
        return code;
    chaosi_compute(&region, s->rows, dim * stride, count, tile->k.p);
    tile->run->lanes->outside(s->inside, s->zero, count, stride, tile->k.lanes, s->flag);
    for (size_t slot = crew->count; slot-- > 0;)
        if (gets_there(run, s, slot, start, count) || tile->k.done[slot] ||
            has_been_round(tile, s, tile->lane_of[slot]))
            chaosi_crew_drop(crew, slot);
    chaosi_crew_close(crew);
    return code;
}

static int region_pass(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    const search s = place(run);
    const uint64_t rows = run->request->options.common.steps + 1;
    int code = CHAOS_OK;
    put_nowhere(run);
    chaosi_crew crew = chaosi_crew_gather(tile);
    for (size_t lane = 0; lane < tile->npoints; lane++)
        if (!tile->done[lane])
            chaosi_crew_add(&crew, lane);
    chaosi_crew_close(&crew);
    for (uint64_t row = 0, count; row < rows && code == CHAOS_OK && crew.count > 0; row += count) {
        count = row < ROWS ? FIRST_ROWS : ROWS;
        count = rows - row < count ? rows - row : count;
        code = look(run, &s, &crew, count, row + count == rows);
    }
    chaosi_crew_disband(&crew);
    return code;
}

/* ---------------------------------------------------------------------- bounds */

static int escape_pass(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    if (run->request->columns)
        return region_pass(run);
    const int code = chaosi_tile_advance(tile, run->request->options.common.steps);
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
    CHAOSI_STATUS("escape"),
};

const chaosi_measure_kind chaosi_measure_escape = {
    .info = { "escape",
              "first iterate beyond the bound, or in a region",
              "The first iterate, counted from the start, with a state whose modulus is beyond the map's\n"
              "bound (or bound=), or that is not finite; angles have no bound. With a region, an expression such\n"
              "as x^2 + y^2 > 4, the first iterate after the transient where it is neither 0 nor NaN, and the state there; an\n"
              "orbit that is beyond the bound before never gets there.\n",
              { NULL, "transient=0:steps=2000", "transient=0:steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .complete = escape_complete,
    .scratch = escape_scratch,
    .only_moves = true,
    .pass = escape_pass,
};
