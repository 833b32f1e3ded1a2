/* chaos_edge: an orbit on the edge between two basins, held there by cutting a section across it again and again.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/edge.h"

#include "core/error.h"
#include "core/few.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/recipe.h"
#include "core/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PERIOD = 64, DEFAULT_STEPS = 1000 };
static const uint64_t most_steps = UINT64_C(1) << 30;
static const double tight = 1e-10, loose = 1e-6, same = 1e-5; /* of the box */

typedef struct track {
    chaosi_edge e;
    chaosi_orbits orbits; /* of both ends */
    double *a, *b, *by;   /* [dim] */
    double *points;       /* [steps + 1][dim] */
    double *distances;    /* [steps + 1] */
    uint64_t steps, done; /* done: iterates since the start */
    double grown;         /* over the second half: the sum of what the ends part, */
    uint64_t growths;     /* of so many iterates */
    bool gone;
} track;

/* ---------------------------------------------------------------------- the track */

static void put_row(track *t)
{
    const size_t dim = t->e.b.dim;
    double *point = t->points + t->done * dim;
    chaosi_edge_apart(&t->e, t->a, t->b, t->by);
    for (size_t i = 0; i < dim; i++) {
        const double turn = t->e.b.options.lift ? 0.0 : chaosi_map_wrap(t->e.b.map, i);
        point[i] = t->a[i] + 0.5 * t->by[i];
        if (turn > 0.0 && point[i] >= turn)
            point[i] -= turn;
        if (turn > 0.0 && point[i] < 0.0)
            point[i] += turn;
    }
    t->distances[t->done] = chaosi_edge_length(&t->e, t->by);
}

static void exchange(track *t, bool in)
{
    chaosk_tile *k = &t->orbits.k;
    for (size_t i = 0; i < t->e.b.dim; i++)
        for (size_t lane = 0; lane < k->lanes; lane++) {
            double *x = lane == 1 ? &t->b[i] : &t->a[i];
            if (in)
                k->x[i * k->stride + lane] = *x;
            else if (lane < 2)
                *x = k->x[i * k->stride + lane];
        }
}

/* Until the ends have parted. */
static int part_job(void *ctx, unsigned thread, uint64_t job)
{
    track *t = ctx;
    int code = CHAOS_OK;
    (void)job;
    exchange(t, true);
    memset(t->orbits.gone, 0, t->orbits.k.lanes);
    chaosi_orbits_begin(&t->orbits, &t->e.b);
    while (t->done < t->steps && t->distances[t->done] < loose && code == CHAOS_OK) {
        code = chaosi_orbits_advance(&t->orbits, &t->e.b, thread, 1);
        t->gone = t->orbits.gone[0] || t->orbits.gone[1];
        if (code != CHAOS_OK || t->gone)
            break;
        exchange(t, false);
        const double before = t->distances[t->done];
        t->done++;
        put_row(t);
        if (2 * t->done > t->steps && before > 0.0 && t->distances[t->done] > 0.0) {
            double ratio = t->distances[t->done] / before;
            t->e.b.isa->lanes->log(&ratio, 1);
            t->grown += ratio;
            t->growths++;
        }
    }
    return code;
}

static int follow(track *t)
{
    chaosi_basins *b = &t->e.b;
    int code = CHAOS_OK;
    for (bool lost = false; code == CHAOS_OK && !t->gone;) {
        chaosi_jobs jobs = { .count = 1, .work = part_job, .ctx = t, .total = (double)t->steps };
        code = chaosi_edge_cut(&t->e, t->a, t->b, tight, &lost);
        if (code != CHAOS_OK || lost)
            break;
        put_row(t);
        if (t->done == t->steps || !(t->distances[t->done] > 0.0))
            break;
        b->from = b->to = 0.2 + 0.8 * (double)t->done / (double)t->steps;
        code = chaosi_basins_run(b, &jobs, 1);
    }
    return code;
}

/* ------------------------------------------------------------------------- result */

/* The least p after which the last quarter of the orbit is again where it was. */
static uint64_t find_period(const track *t)
{
    const size_t dim = t->e.b.dim;
    const uint64_t rows = t->done + 1, window = rows / 4;
    double *by = t->by;
    for (uint64_t p = 1; p <= MOST_PERIOD && p <= window; p++) {
        uint64_t k = rows - window;
        while (k < rows) {
            chaosi_edge_apart(&t->e, t->points + (k - p) * dim, t->points + k * dim, by);
            if (!(chaosi_edge_length(&t->e, by) <= same))
                break;
            k++;
        }
        if (k == rows)
            return p;
    }
    return 0;
}

static void add_tables(chaos_result *made, size_t dim)
{
    enum { ROW_COLUMNS = 2, EDGE_COLUMNS = 4 };
    const chaos_column point = { .name = "point",
                                 .type = CHAOS_F64,
                                 .none = CHAOSI_NAN,
                                 .unit = "",
                                 .help = "of an orbit on the edge",
                                 .ndim = dim > 1,
                                 .shape = { dim },
                                 .dims = { CHAOS_DIM_COLUMN } };
    const chaos_column rows[ROW_COLUMNS] = { point,
                                             { .name = "distance",
                                               .type = CHAOS_F64,
                                               .none = CHAOSI_NAN,
                                               .label = "distance",
                                               .unit = "",
                                               .help = "of the two sides, as a part of the box" } };
    const chaos_column edge[EDGE_COLUMNS] = {
        { .name = "period",
          .type = CHAOS_U64,
          .none = 0.0,
          .label = "period",
          .unit = "iterates",
          .help = "of the edge state; 0: none up to 64" },
        point,
        { .name = "extent",
          .type = CHAOS_F64,
          .none = CHAOSI_NAN,
          .unit = "",
          .help = "lowest and highest of each state",
          .ndim = dim > 1 ? 2 : 1,
          .shape = { dim > 1 ? dim : 2, 2 },
          .dims = { dim > 1 ? CHAOS_DIM_COLUMN : CHAOS_DIM_LIMIT, CHAOS_DIM_LIMIT } },
        { .name = "growth",
          .type = CHAOS_F64,
          .none = CHAOSI_NAN,
          .label = "growth",
          .unit = "nats per iterate",
          .help = "of the distance of both sides" },
    };
    chaosi_result_table(made, "rows", rows, ROW_COLUMNS);
    chaosi_result_table(made, "edge", edge, EDGE_COLUMNS);
}

static int make_result(track *t, const double *from, const double *to, chaos_result **result,
                       chaos_error *error)
{
    chaosi_basins *b = &t->e.b;
    const size_t dim = b->dim;
    const uint64_t rows = t->done + 1, period = find_period(t);
    const double growth = t->growths ? t->grown / (double)t->growths : CHAOSI_NAN;
    chaos_result *made = chaosi_result_new("edge", b->map);
    double *extent = chaosi_alloc(2 * dim, sizeof *extent);
    chaosi_buffer recipe = { 0 };
    if (!made || !extent) {
        chaos_result_free(made);
        free(extent);
        return chaosi_nomem(error);
    }
    add_tables(made, dim);
    for (uint64_t k = 0; k < rows; k++) {
        const double *point = t->points + k * dim;
        chaosi_result_row(made, 0, (const chaosi_cell[]){ { point, 1 }, { &t->distances[k], 1 } });
        for (size_t i = 0; i < dim && 2 * k >= rows - 1; i++) {
            const bool first = 2 * k < rows + 1;
            extent[2 * i] = first ? point[i] : fmin(extent[2 * i], point[i]);
            extent[2 * i + 1] = first ? point[i] : fmax(extent[2 * i + 1], point[i]);
        }
    }
    chaosi_result_row(made, 1,
                      (const chaosi_cell[]){
                          { &period, 1 }, { t->points + t->done * dim, 1 }, { extent, 1 }, { &growth, 1 } });
    b->source = t->e.searched;
    chaosi_basins_recipe(&recipe, "edge", b);
    chaosi_recipe_values(&recipe, "from", b->map->states, from, NULL, dim);
    chaosi_recipe_values(&recipe, "to", b->map->states, to, NULL, dim);
    chaosi_recipe_count(&recipe, "steps", t->steps);
    chaosi_recipe_end(&recipe);
    free(extent);
    return chaosi_result_finish(made, &recipe, result, error);
}

/* ---------------------------------------------------------------------- arguments */

static int run(track *t, const chaos_grid *grid, const double *states, chaos_result **result,
               const chaos_options *options, chaos_error *error)
{
    const size_t dim = chaos_map_dim(t->e.b.map);
    int code = chaosi_edge_begin(&t->e, grid, states, 2, "from", options, error);
    if (code != CHAOS_OK)
        return code;
    if (t->e.labels[1] == t->e.label)
        return chaosi_fail(error, CHAOS_EINVAL, "to", -1,
                           "to must go elsewhere than from, got two states of the same basin");
    t->by = chaosi_alloc(dim, sizeof *t->by);
    t->points = chaosi_alloc((t->steps + 1) * dim, sizeof *t->points);
    t->distances = chaosi_alloc(t->steps + 1, sizeof *t->distances);
    if (!t->by || !t->points || !t->distances || !chaosi_orbits_init(&t->orbits, &t->e.b, CHAOSK_LANES, 1))
        return chaosi_nomem(error);
    code = chaosi_basins_ended(&t->e.b, follow(t), error);
    if (code == CHAOS_OK)
        code = make_result(t, states, states + dim, result, error);
    return code;
}

int chaos_edge(const chaos_map *map, const chaos_grid *grid, uint64_t max_steps, const double *from,
               const double *to, uint64_t steps, chaos_result **result, const chaos_options *options,
               chaos_error *error)
{
    const char *missing = !map ? "map" : !from ? "from" : !to ? "to" : !result ? "result" : NULL;
    if (result)
        *result = NULL;
    if (missing)
        return chaosi_fail(error, CHAOS_EINVAL, missing, -1, "%s must not be NULL", missing);
    if (steps > most_steps)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps must be at most 2^30, got %llu",
                           (unsigned long long)steps);
    track t = { .e = { .b = { .map = map, .max_steps = max_steps } },
                .steps = steps ? steps : DEFAULT_STEPS };
    const size_t dim = map->dim;
    double *states = chaosi_alloc(4 * dim, sizeof *states);
    if (!states)
        return chaosi_nomem(error);
    memcpy(states, from, dim * sizeof *states);
    memcpy(states + dim, to, dim * sizeof *states);
    t.a = memcpy(states + 2 * dim, states, 2 * dim * sizeof *states);
    t.b = t.a + dim;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = run(&t, grid, states, result, options, error);
    chaosi_orbits_free(&t.orbits);
    chaosi_edge_end(&t.e);
    chaosi_fpenv_leave(host);
    free(t.by);
    free(t.points);
    free(t.distances);
    free(states);
    return code;
}
