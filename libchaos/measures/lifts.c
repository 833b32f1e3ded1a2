/* SPDX-License-Identifier: MIT */
#include "measures/lifts.h"

#include "core/fpenv.h"
#include "core/memory.h"

#include <string.h>

static int refuse(const chaosi_request *r, enum chaosi_lift kind, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                       kind == CHAOSI_LIFT_NONE
                           ? "%s must be asked of a map with f(x + period) = f(x) + whole periods, got %.60s"
                           : "%s must be asked of a map that does not stretch its angles (the lift's "
                             "matrix must be unipotent), got %.60s",
                       r->kind->info.name, r->map->name);
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
int chaosi_lifts_check(const chaosi_request *r, chaos_error *error)
{
    const chaos_map *map = r->map;
    enum chaosi_lift kind = CHAOSI_LIFT_UNKNOWN;
    if (!is_of_catalogue(map) || map->flags & CHAOSI_LATTICE)
        return CHAOS_OK;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = lift_at(map, map->param_defaults, map->state_defaults, &kind, error);
    chaosi_fpenv_leave(host);
    return code == CHAOS_OK && kind > CHAOSI_LIFT_SHEARS ? refuse(r, kind, error) : code;
}

int chaosi_lifts_prepare(chaosi_request *r, const chaosi_survey *survey, chaos_error *error)
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
    return code == CHAOS_OK && kind > CHAOSI_LIFT_SHEARS ? refuse(r, kind, error) : code;
}

/* ---------------------------------------------------------------------- runs */

size_t chaosi_lifts_bytes(const chaosi_request *r, size_t lanes)
{
    const chaos_map *map = r->map;
    return (map->dim + 2 * r->ncolumns + chaosi_windings_rows(map) + map->nparams) * lanes * sizeof(double) +
           chaosi_whole_lines(2 * lanes);
}

void chaosi_lifts_place(chaosi_lifts *l, chaosi_measurement *run, void *block)
{
    const chaos_map *map = run->request->map;
    const size_t stride = run->tile->k.stride, columns = run->request->ncolumns * stride;
    *l = (chaosi_lifts){ .run = run, .w = block, .counted = CHAOSI_LIFT_KEEPS };
    l->start = l->w + map->dim * stride;
    l->wound = l->start + columns;
    l->room = l->wound + columns;
    l->params = l->room + chaosi_windings_rows(map) * stride;
    l->kind = (uint8_t *)(l->params + map->nparams * stride);
    l->flags = l->kind + stride;
}

int chaosi_lifts_advance(chaosi_lifts *l, uint64_t steps)
{
    return l->counted == CHAOSI_LIFT_SHEARS
               ? chaosi_windings_advance(l->run->tile, steps, &l->shear, l->w, l->room)
               : chaosi_tile_advance_turns(l->run->tile, steps, l->w);
}

/* The turns that were taken off the start, at iterate 0. */
static void count_start(const chaosi_lifts *l)
{
    const chaosi_tile *tile = l->run->tile;
    const size_t stride = tile->k.stride;
    double *given = l->room;
    chaosi_tile_gather(tile, 0, tile->npoints, stride, l->params, given);
    for (size_t i = 0; i < tile->run->map->dim; i++) {
        const double period = chaosi_map_wrap(tile->run->map, i);
        for (size_t at = i * stride; period > 0.0 && at < i * stride + tile->npoints; at++) {
            const double turns = chaosi_whole((given[at] - tile->k.x[at]) / period);
            l->w[at] = __builtin_isfinite(turns) ? turns : 0.0;
        }
    }
}

void chaosi_lifts_begin(chaosi_lifts *l)
{
    const size_t stride = l->run->tile->k.stride, bytes = stride * sizeof *l->w;
    for (uint64_t i = 0; i < l->run->request->ncolumns; i++) {
        const size_t state = chaosi_state_of(l->run->request, i);
        memcpy(l->start + i * stride, l->run->tile->k.x + state * stride, bytes);
        memcpy(l->wound + i * stride, l->w + state * stride, bytes);
    }
}

/* Whether any lane is of that kind; or, of == false, is not. */
static bool any_lane(const chaosi_lifts *l, enum chaosi_lift kind, bool of)
{
    for (size_t lane = 0; lane < l->run->tile->npoints; lane++)
        if ((l->kind[lane] == kind) == of)
            return true;
    return false;
}

static void clear(const chaosi_lifts *l)
{
    memset(l->w, 0, l->run->tile->run->map->dim * l->run->tile->k.stride * sizeof *l->w);
}

/* Where turns of one angle add to another's they count from iterate 0. */
static int run_sheared(chaosi_lifts *l, int (*window)(void *ctx), void *ctx)
{
    chaosi_tile *tile = l->run->tile;
    clear(l);
    l->counted = CHAOSI_LIFT_SHEARS;
    chaosi_tile_refill(tile);
    count_start(l);
    const int code = chaosi_lifts_advance(l, l->run->request->options.common.transient);
    return code == CHAOS_OK ? window(ctx) : code;
}

static void put_none(const chaosi_measurement *run, size_t outputs, size_t lane)
{
    const chaosi_request *r = run->request;
    for (uint64_t i = 0; i < r->ncolumns; i++)
        for (size_t output = 0; output < outputs; output++)
            if (r->out[output])
                ((double *)r->out[output])[run->tile->point[lane] * r->ncolumns + i] = CHAOSI_NAN;
}

int chaosi_lifts_run(chaosi_lifts *l, int (*window)(void *ctx), size_t outputs, void *ctx)
{
    chaosi_tile *tile = l->run->tile;
    int code = CHAOS_OK;
    clear(l);
    memset(l->flags, 0, tile->k.lanes);
    if (tile->run->lift)
        memset(l->kind, CHAOSI_LIFT_KEEPS, tile->k.lanes);
    else
        chaosi_lift_kind(l->run->request->map, tile->run->kernels, chaosi_tile_at(tile, tile->n), l->room,
                         l->kind);
    for (size_t lane = 0; lane < tile->npoints; lane++)
        if (tile->escaped[lane] != CHAOSI_INSIDE) /* its state is another's */
            l->kind[lane] = CHAOSI_LIFT_KEEPS;
    if (any_lane(l, CHAOSI_LIFT_SHEARS, true))
        chaosi_find_shear(tile->run->map, tile->run->kernels, chaosi_tile_at(tile, tile->n), l->room, l->kind,
                          &l->shear);
    if (any_lane(l, CHAOSI_LIFT_SHEARS, false)) /* of whatever kind, it may escape */
        code = window(ctx);
    if (code == CHAOS_OK && any_lane(l, CHAOSI_LIFT_SHEARS, true))
        code = run_sheared(l, window, ctx);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        const bool known = l->kind[lane] == CHAOSI_LIFT_KEEPS || l->kind[lane] == CHAOSI_LIFT_SHEARS;
        if (!known)
            put_none(l->run, outputs, lane);
        if (tile->escaped[lane] == CHAOSI_INSIDE)
            tile->status[lane] |= known ? l->flags[lane] : CHAOS_UNRESOLVED;
    }
    return code;
}
