/* The rotation number: mean displacement of angles along the lift.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/birkhoff.h"
#include "measures/blocks.h"
#include "measures/measure.h"

#include "core/fpenv.h"
#include "core/memory.h"
#include "core/windings.h"

#include <string.h>

enum { ROTATION, ERRORS }; /* its outputs */

typedef struct rotation_options {
    chaosi_common common;
    uint64_t weights; /* 0, or those of birkhoff.h */
} rotation_options;

static bool is_weighted(const chaosi_request *r)
{
    return ((const rotation_options *)(const void *)&r->options)->weights != 0;
}

/* ---------------------------------------------------- maps that have a rotation */

static int refuse(const chaos_map *map, enum chaosi_lift kind, chaos_error *error)
{
    return chaosi_fail(
        error, CHAOS_EINVAL, "measure", -1,
        kind == CHAOSI_LIFT_NONE
            ? "rotation must be asked of a map with f(x + period) = f(x) + whole periods, got %.60s"
            : "rotation must be asked of a map that does not stretch its angles (the lift's "
              "matrix must be unipotent), got %.60s",
        map->name);
}

enum { SMALL_DIM = 6 };

/* The kind of lift at one point, in [nparams] and [dim] doubles. */
static int lift_at(const chaos_map *map, const double *params, const double *state, enum chaosi_lift *kind,
                   chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    const chaosk_table *kernels = map->kernels.tables[isa->scalar];
    const uint64_t id = 0;
    uint8_t seen = CHAOSI_LIFT_UNKNOWN;
    /* Maps of the catalogue need no memory: what is asked of a measure's options can't run out of it. */
    double few[4 * SMALL_DIM] __attribute__((aligned(64)));
    const size_t work = kernels->work_bytes ? kernels->work_bytes(map->ctx, 1) : 0;
    double *room = map->dim <= SMALL_DIM ? few : chaosi_alloc(chaosi_windings_rows(map), sizeof *room);
    chaosk_tile tile = { .size = sizeof tile,
                         .lanes = 1,
                         .stride = 1,
                         .x = (double *)(uintptr_t)state,
                         .p = params,
                         .id = &id,
                         .ctx = map->ctx };
    tile.work = work ? chaosi_alloc(work, 1) : NULL;
    const bool room_for_all = room && (tile.work || !work);
    if (room_for_all)
        chaosi_lift_kind(map, kernels, &tile, room, &seen);
    if (room != few)
        free(room);
    free(tile.work);
    *kind = seen;
    return room_for_all ? CHAOS_OK : chaosi_nomem(error);
}

static bool is_of_catalogue(const chaos_map *map) { return map->references == 0; }

/* What the catalogue has says at once whether it can be asked, whatever the parameters. */
static int check_catalogue(const chaos_map *map, chaos_error *error)
{
    enum chaosi_lift kind = CHAOSI_LIFT_UNKNOWN;
    if (!is_of_catalogue(map) || map->flags & CHAOSI_LATTICE)
        return CHAOS_OK;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = lift_at(map, map->param_defaults, map->state_defaults, &kind, error);
    chaosi_fpenv_leave(host);
    return code == CHAOS_OK && kind > CHAOSI_LIFT_SHEARS ? refuse(map, kind, error) : code;
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
    return check_catalogue(r->map, error);
}

/* Of a map of one's own the values decide, those of the whole grid's first point. */
static int rotation_prepare(chaosi_request *r, const chaosi_survey *survey, chaos_error *error)
{
    const chaos_map *map = r->map;
    if (is_of_catalogue(map) || survey->lift || survey->source->npoints == 0)
        return CHAOS_OK;
    enum chaosi_lift kind;
    chaosi_source first = *survey->source;
    first.first = 0;
    double *point = chaosi_alloc(map->nparams + map->dim, sizeof *point);
    if (!point)
        return chaosi_nomem(error);
    chaosi_source_gather(&first, 0, 1, 1, point, point + map->nparams);
    const int code = lift_at(map, point, point + map->nparams, &kind, error);
    free(point);
    return code == CHAOS_OK && kind > CHAOSI_LIFT_SHEARS ? refuse(map, kind, error) : code;
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
    chaosi_measurement *run;
    double *w; /* [dim][stride] windings; where turns do not add up, those since the window's start */
    double *start, *wound; /* [ncolumns][stride] states and windings there */
    double *then;          /* [ncolumns][stride] displacement at the start of this block */
    double *room, *params;
    double *before, *moved,
        *weighed; /* with weights: displacement so far, [ncolumns][stride] of one iterate, and the
                                         sums [CHAOSI_WINDOWS][ncolumns][stride] */
    chaosi_birkhoff *birkhoff; /* NULL: no weights */
    sums sums;
    uint8_t *unresolved;      /* [stride] */
    uint8_t *kind;            /* [stride] enum chaosi_lift */
    enum chaosi_lift counted; /* the kind of the lanes that this run is for */
} rotation;

/* Rows for each column: start, wound, then and the sums; with weights more. */
enum { BY_COLUMN = 16, WEIGHTED = 2 + CHAOSI_WINDOWS };

static size_t rotation_scratch(const chaosi_request *r, size_t lanes)
{
    const chaos_map *map = r->map;
    const size_t by_column = BY_COLUMN + (is_weighted(r) ? WEIGHTED : 0);
    return sizeof(chaosi_birkhoff) + 64 +
           (map->dim + by_column * r->ncolumns + chaosi_windings_rows(map) + map->nparams) * lanes *
               sizeof(double) +
           2 * lanes;
}

static rotation place(chaosi_measurement *run)
{
    const chaos_map *map = run->request->map;
    const size_t stride = run->tile->k.stride, columns = run->request->ncolumns * stride;
    const bool weighted = is_weighted(run->request);
    rotation p = { .run = run, .birkhoff = weighted ? run->scratch : NULL };
    p.w = (double *)(void *)((char *)run->scratch + (sizeof(chaosi_birkhoff) + 63) / 64 * 64);
    p.start = p.w + map->dim * stride;
    p.wound = p.start + columns;
    p.then = p.wound + columns;
    p.sums.first = p.then + columns;
    p.sums.last = p.sums.first + columns;
    p.sums.sum = p.sums.last + columns;
    p.sums.square = p.sums.sum + columns;
    p.sums.lagged = p.sums.square + columns;
    p.sums.eighths = p.sums.lagged + columns;
    p.before = p.sums.eighths + 8 * columns;
    p.moved = p.before + columns;
    p.weighed = p.moved + columns;
    p.room = weighted ? p.weighed + CHAOSI_WINDOWS * columns : p.before;
    p.params = p.room + chaosi_windings_rows(map) * stride;
    p.kind = (uint8_t *)(p.params + map->nparams * stride);
    p.unresolved = p.kind + stride;
    p.counted = CHAOSI_LIFT_KEEPS;
    return p;
}

/* Windings, places and sums begin at 0. */
static void clear(rotation *p) { memset(p->w, 0, (size_t)((char *)p->room - (char *)p->w)); }

static int advance(rotation *p, uint64_t steps)
{
    return p->counted == CHAOSI_LIFT_SHEARS ? chaosi_windings_advance(p->run->tile, steps, p->w, p->room)
                                            : chaosi_tile_advance_turns(p->run->tile, steps, p->w);
}

/* The turns that were taken off the start, at iterate 0. */
static void count_start(rotation *p)
{
    const chaosi_tile *tile = p->run->tile;
    const size_t stride = tile->k.stride;
    double *given = p->room;
    chaosi_tile_gather(tile, 0, tile->npoints, stride, p->params, given);
    for (size_t i = 0; i < tile->run->map->dim; i++) {
        const double period = chaosi_map_wrap(tile->run->map, i);
        for (size_t at = i * stride; period > 0.0 && at < i * stride + tile->npoints; at++) {
            const double turns = chaosi_whole((given[at] - tile->k.x[at]) / period);
            p->w[at] = __builtin_isfinite(turns) ? turns : 0.0;
        }
    }
}

/* Along the lift since the window's start. */
static double displacement(const rotation *p, uint64_t column, size_t lane)
{
    const chaosi_tile *tile = p->run->tile;
    const uint64_t state = p->run->request->states[column];
    const size_t at = state * tile->k.stride + lane, column_at = column * tile->k.stride + lane;
    return tile->k.x[at] - p->start[column_at] +
           chaosi_map_wrap(tile->run->map, state) * (p->w[at] - p->wound[column_at]);
}

static void begin_window(rotation *p)
{
    const size_t stride = p->run->tile->k.stride, bytes = stride * sizeof *p->w;
    for (uint64_t i = 0; i < p->run->request->ncolumns; i++) {
        const size_t state = p->run->request->states[i];
        memcpy(p->start + i * stride, p->run->tile->k.x + state * stride, bytes);
        memcpy(p->wound + i * stride, p->w + state * stride, bytes);
    }
}

/* block: of so many. */
static void end_block(rotation *p, uint64_t block, uint64_t blocks, uint64_t length)
{
    const size_t stride = p->run->tile->k.stride;
    for (uint64_t i = 0; i < p->run->request->ncolumns; i++)
        for (size_t lane = 0; lane < stride; lane++) {
            const double now = displacement(p, i, lane);
            double *then = &p->then[i * stride + lane];
            add_block(&p->sums, i * stride + lane, block, (now - *then) / (double)length);
            p->sums.eighths[(i * stride + lane) * 8 + block * 8 / blocks] += now - *then;
            *then = now;
        }
}

/* Iterate by iterate: each displacement has a weight of its own. */
static int advance_weighed(rotation *p, uint64_t steps)
{
    const chaosi_tile *tile = p->run->tile;
    const size_t stride = tile->k.stride, columns = p->run->request->ncolumns * stride;
    int code = CHAOS_OK;
    for (uint64_t n = 0; n < steps && code == CHAOS_OK; n++) {
        code = advance(p, 1);
        for (size_t at = 0; at < columns; at++) {
            const double now = displacement(p, at / stride, at % stride);
            p->moved[at] = now - p->before[at];
            p->before[at] = now;
        }
        chaosi_birkhoff_next(p->birkhoff, tile->run->lanes, 1);
        chaosi_birkhoff_add(p->birkhoff, tile->run->lanes, p->moved, columns, 1, columns, p->weighed,
                            columns);
    }
    return code;
}

static int run_window(rotation *p, uint64_t blocks)
{
    const uint64_t steps = p->run->request->options.common.steps;
    int code = CHAOS_OK;
    begin_window(p);
    if (p->birkhoff)
        chaosi_birkhoff_begin(p->birkhoff, steps);
    for (uint64_t b = 0; b < blocks && code == CHAOS_OK; b++) {
        const uint64_t length =
            chaosi_error_boundary(b + 1, blocks, steps) - chaosi_error_boundary(b, blocks, steps);
        code = p->birkhoff ? advance_weighed(p, length) : advance(p, length);
        end_block(p, b, blocks, length);
    }
    return code;
}

/* A lane has a rotation number if its lift has the matrix; a lift of its own has no turns. */
static void put(const rotation *p, uint64_t column, size_t lane, uint64_t blocks)
{
    const chaosi_request *r = p->run->request;
    const chaosi_tile *tile = p->run->tile;
    const uint64_t steps = r->options.common.steps, to = tile->point[lane] * r->ncolumns + column;
    const size_t at = column * tile->k.stride + lane;
    const double turn = chaosi_map_wrap(tile->run->map, r->states[column]);
    estimate e = estimate_of(&p->sums, at, blocks, steps);
    /* A regular orbit strays by less than a turn from steady rotation. */
    if (blocks == CHAOSI_ERROR_BLOCKS && (e.lag1 > 0.3 || e.spread <= turn))
        e.error = fmax(e.error, chaosi_slow_error(p->sums.eighths + 8 * at, steps));
    const bool has = tile->escaped[lane] == CHAOSI_INSIDE && p->kind[lane] == p->counted;
    double *rotation = r->out[ROTATION], *errors = r->out[ERRORS];
    double mean = displacement(p, column, lane) / (double)steps;
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
        p->unresolved[lane] = 1;
}

/* Whether any lane is of that kind; or, of == false, is not. */
static bool any_lane(const rotation *p, enum chaosi_lift kind, bool of)
{
    for (size_t lane = 0; lane < p->run->tile->npoints; lane++)
        if ((p->kind[lane] == kind) == of)
            return true;
    return false;
}

/* The window of lanes of one kind. */
static int run_kind(rotation *p)
{
    const uint64_t steps = p->run->request->options.common.steps,
                   blocks = steps < CHAOSI_ERROR_BLOCKS ? steps : CHAOSI_ERROR_BLOCKS;
    const int code = run_window(p, blocks);
    for (size_t lane = 0; lane < p->run->tile->npoints && code == CHAOS_OK; lane++)
        for (uint64_t i = 0; i < p->run->request->ncolumns && p->kind[lane] == p->counted; i++)
            put(p, i, lane, blocks);
    return code;
}

/* Where turns of one angle add to another's they count from iterate 0. */
static int run_sheared(rotation *p)
{
    chaosi_tile *tile = p->run->tile;
    clear(p);
    p->counted = CHAOSI_LIFT_SHEARS;
    chaosi_tile_refill(tile);
    count_start(p);
    const int code = advance(p, p->run->request->options.common.transient);
    return code == CHAOS_OK ? run_kind(p) : code;
}

static void put_none(const rotation *p, size_t lane)
{
    const chaosi_request *r = p->run->request;
    for (uint64_t i = 0; i < r->ncolumns; i++)
        for (int output = ROTATION; output <= ERRORS; output++)
            if (r->out[output])
                ((double *)r->out[output])[p->run->tile->point[lane] * r->ncolumns + i] = CHAOSI_NAN;
}

static int rotation_pass(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    rotation p = place(run);
    int code = CHAOS_OK;
    clear(&p);
    memset(p.unresolved, 0, tile->k.lanes);
    if (tile->run->lift)
        memset(p.kind, CHAOSI_LIFT_KEEPS, tile->k.lanes);
    else
        chaosi_lift_kind(run->request->map, tile->run->kernels, chaosi_tile_at(tile, tile->n), p.room,
                         p.kind);
    for (size_t lane = 0; lane < tile->npoints; lane++)
        if (tile->escaped[lane] != CHAOSI_INSIDE) /* its state is another's */
            p.kind[lane] = CHAOSI_LIFT_KEEPS;
    if (any_lane(&p, CHAOSI_LIFT_SHEARS, false)) /* of whatever kind, it may escape */
        code = run_kind(&p);
    if (code == CHAOS_OK && any_lane(&p, CHAOSI_LIFT_SHEARS, true))
        code = run_sheared(&p);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        const bool known = p.kind[lane] == CHAOSI_LIFT_KEEPS || p.kind[lane] == CHAOSI_LIFT_SHEARS;
        if (!known)
            put_none(&p, lane);
        if (tile->escaped[lane] == CHAOSI_INSIDE && (!known || p.unresolved[lane]))
            tile->status[lane] |= CHAOS_UNRESOLVED;
    }
    return code;
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
    .prepare = rotation_prepare,
    .scratch = rotation_scratch,
    .pass = rotation_pass,
};
