/* The cycles on which orbits fall because a computer has finitely many numbers.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/repeats.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/options.h"
#include "core/recipe.h"
#include "core/result.h"

#include <string.h>

/* What is found of a point. */
typedef struct finding {
    uint64_t tail, length;
    double log_multiplier;
    uint32_t status;
} finding;

/* What one thread works with. */
typedef struct worker {
    chaosi_tile tile;
    double *room;
    uint64_t *length, *tail, *left;
} worker;

enum { LARGE_DIM = 1 << 16 }; /* states that are enough work for a tile of one lane */

typedef struct search {
    uint64_t most_steps;
    chaosi_source source;
    chaosi_run run;
    chaosi_jobs jobs;
    size_t lanes;
    worker *workers;
    finding *findings;
} search;

static bool worker_init(const search *s, worker *w, unsigned thread)
{
    const size_t dim = s->run.map->dim;
    if (!chaosi_tile_init(&w->tile, &s->run, s->lanes, thread) || !chaosi_returns_reserve(&w->tile))
        return false;
    w->room = chaosi_alloc(chaosi_repeats_rows(&w->tile) * dim * s->lanes, sizeof(double));
    w->length = chaosi_alloc(s->lanes, sizeof(uint64_t));
    w->tail = chaosi_alloc(s->lanes, sizeof(uint64_t));
    w->left = chaosi_alloc(s->lanes, sizeof(uint64_t));
    return w->room && w->length && w->tail && w->left;
}

static void worker_free(worker *w)
{
    chaosi_tile_free(&w->tile);
    free(w->room);
    free(w->length);
    free(w->tail);
    free(w->left);
}

/* Of lanes that are on their cycles, as the kept states are, which do not depend on who else is on the tile. */
static int find_multipliers(worker *w, finding *findings)
{
    chaosi_tile *t = &w->tile;
    memcpy(t->returns.point, t->returns.kept, t->run->map->dim * t->k.stride * sizeof(double));
    for (size_t lane = 0; lane < t->npoints; lane++)
        if (w->length[lane]) {
            t->returns.seen[lane] = t->n;
            t->returns.distance[lane] = w->length[lane];
            t->returns.count++;
        }
    const int code = chaosi_returns_find_growth(t);
    for (size_t lane = 0; lane < t->npoints && code == CHAOS_OK; lane++)
        findings[lane] = (finding){
            .length = w->length[lane],
            .log_multiplier =
                w->length[lane] ? t->returns.growth[lane] * (double)w->length[lane] : CHAOSI_NAN,
            .status = t->status[lane],
        };
    return code;
}

static int tile_job(void *ctx, unsigned thread, uint64_t job)
{
    const search *s = ctx;
    worker *w = &s->workers[thread];
    const uint64_t first = job * s->lanes, left = s->source.npoints - first;
    chaosi_tile_fill(&w->tile, first, left < s->lanes ? (size_t)left : s->lanes);
    int code = chaosi_repeats_find_lengths(&w->tile, s->most_steps, w->room, w->length);
    if (code == CHAOS_OK)
        code = find_multipliers(w, s->findings + first);
    if (code == CHAOS_OK)
        code = chaosi_repeats_find_tails(&w->tile, w->length, w->left, w->room, w->tail);
    for (size_t lane = 0; lane < w->tile.npoints && code == CHAOS_OK; lane++)
        s->findings[first + lane].tail = w->length[lane] ? w->tail[lane] : 0;
    return code;
}

static int run(search *s, const chaos_options *options, int *stop)
{
    const unsigned threads =
        s->run.map->flags & CHAOSI_SERIAL
            ? 1
            : chaosi_threads(options->threads, s->jobs.count, s->jobs.total * (double)s->run.map->dim);
    s->workers = calloc(threads, sizeof *s->workers);
    bool there = s->workers != NULL;
    for (unsigned i = 0; i < threads && there; i++)
        there = worker_init(s, &s->workers[i], i);
    const int code = there ? chaosi_jobs_run(&s->jobs, threads) : CHAOS_ENOMEM;
    for (unsigned i = 0; s->workers && i < threads; i++) {
        *stop = *stop ? *stop : s->workers[i].tile.k.stop;
        worker_free(&s->workers[i]);
    }
    free(s->workers);
    if (code == CHAOS_OK && options->progress)
        options->progress(options->user, s->jobs.total, s->jobs.total);
    return code;
}

/* -------------------------------------------------------------------- result */

static const chaos_column columns[] = {
    { .name = "found",
      .type = CHAOS_U32,
      .none = CHAOSI_NAN,
      .label = "found",
      .unit = "",
      .help = "1: the orbit repeats within max_steps; 0: it does not, or it escapes" },
    { .name = "tail",
      .type = CHAOS_U64,
      .none = CHAOSI_NAN,
      .label = "steps before the cycle",
      .unit = "iterates",
      .help = "the first iterate that is on the cycle" },
    { .name = "length",
      .type = CHAOS_U64,
      .none = 0.0,
      .label = "length of the cycle",
      .unit = "iterates",
      .help = "its period; 0: none found" },
    { .name = "log_multiplier",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "ln of the multiplier",
      .unit = "",
      .help =
          "ln of the spectral radius of Df^length; above 0: the cycle repels, and only rounding keeps it" },
    { .name = "status",
      .type = CHAOS_U32,
      .none = CHAOSI_NAN,
      .label = "status",
      .unit = "",
      .help = "enum chaos_status of the point" },
};
enum {
    NCOLUMNS = sizeof columns / sizeof columns[0],
    MOST_VALUES = 64, /* columns of what is not the same for all points */
};

/* What is not the same for all points: parameter i, or state nparams + i. */
typedef struct varying {
    size_t count;
    uint64_t which[MOST_VALUES];
} varying;

static const char *name_of(const chaos_map *map, uint64_t i)
{
    return i < map->nparams ? map->params[i] : map->states[i - map->nparams];
}

static bool varies(const chaos_batch *batch, const chaos_view *view)
{
    for (uint32_t d = 0; view && view->stride && d < batch->ndim; d++)
        if (batch->shape[d] > 1 && view->stride[d] != 0)
            return true;
    return false;
}

static bool is_varying(const chaosi_source *source, uint64_t i)
{
    const chaos_batch *batch = &source->batch;
    const uint64_t np = source->map->nparams;
    const chaos_view *views = i < np ? batch->params : batch->states;
    return views && varies(batch, &views[i < np ? i : i - np]);
}

/* A parameter that is called as a column of ours has none. */
static bool is_ours(const char *name)
{
    for (size_t i = 0; i < NCOLUMNS; i++)
        if (strcmp(columns[i].name, name) == 0)
            return true;
    return false;
}

static varying find_varying(const chaosi_source *source)
{
    const uint64_t n = source->map->nparams + source->map->dim;
    varying v = { .count = 0 };
    for (uint64_t i = 0; i < n && v.count < MOST_VALUES; i++)
        if (is_varying(source, i) && !is_ours(name_of(source->map, i)))
            v.which[v.count++] = i;
    return v;
}

static void add_table(chaos_result *made, const chaos_map *map, const varying *v)
{
    chaos_column all[MOST_VALUES + NCOLUMNS];
    for (size_t i = 0; i < v->count; i++) {
        const char *name = name_of(map, v->which[i]);
        all[i] = (chaos_column){ .name = name,
                                 .type = CHAOS_F64,
                                 .none = CHAOSI_NAN,
                                 .label = name,
                                 .unit = "",
                                 .help = v->which[i] < map->nparams ? "the parameter" : "the start" };
    }
    memcpy(all + v->count, columns, sizeof columns);
    chaosi_result_table(made, "rows", all, v->count + NCOLUMNS);
}

/* values: [nparams + dim] of the point. */
static void add_row(chaos_result *made, const varying *v, const double *values, const finding *f)
{
    const uint32_t found = f->length > 0;
    const chaosi_cell ours[NCOLUMNS] = {
        { &found, 0 }, { &f->tail, 0 }, { &f->length, 0 }, { &f->log_multiplier, 0 }, { &f->status, 0 },
    };
    chaosi_cell cells[MOST_VALUES + NCOLUMNS];
    for (size_t i = 0; i < v->count; i++)
        cells[i] = (chaosi_cell){ &values[v->which[i]], 0 };
    memcpy(cells + v->count, ours, sizeof ours);
    chaosi_result_row(made, 0, cells);
}

static void write_recipe(chaosi_buffer *recipe, const search *s, const double *values, const bool *of_its_own)
{
    const chaos_map *map = s->run.map;
    chaosi_recipe_begin(recipe, "float_cycles", map);
    if (s->source.npoints > 0) {
        chaosi_recipe_values(recipe, "params", map->params, values, of_its_own, map->nparams);
        chaosi_recipe_values(recipe, "start", map->states, values + map->nparams, of_its_own + map->nparams,
                             map->dim);
    }
    chaosi_recipe_count(recipe, "points", s->source.npoints);
    chaosi_recipe_count(recipe, "max_steps", s->most_steps);
    if (s->run.bound != chaos_map_bound(map))
        chaosi_recipe_number(recipe, "given_bound", s->run.bound);
    chaosi_recipe_end(recipe);
}

/* values, of_its_own: [nparams + dim] of one point. */
static int fill_result(const search *s, chaos_result *made, double *values, bool *of_its_own,
                       chaos_result **result, chaos_error *error)
{
    const chaosi_source *source = &s->source;
    const uint64_t np = source->map->nparams, n = np + source->map->dim;
    const varying v = find_varying(source);
    add_table(made, source->map, &v);
    for (uint64_t i = 0; i < source->npoints; i++) {
        chaosi_source_gather(source, i, 1, 1, values, values + np);
        add_row(made, &v, values, &s->findings[i]);
    }
    for (uint64_t i = 0; i < n; i++)
        of_its_own[i] = is_varying(source, i);
    chaosi_buffer recipe = { .size = 0 };
    write_recipe(&recipe, s, values, of_its_own);
    return chaosi_result_finish(made, &recipe, result, error);
}

static int make_result(const search *s, chaos_result **result, chaos_error *error)
{
    const uint64_t n = s->run.map->nparams + s->run.map->dim;
    chaos_result *made = chaosi_result_new("float_cycles", s->run.map);
    double *values = malloc(n * sizeof *values);
    bool *of_its_own = malloc(n * sizeof *of_its_own);
    int code = CHAOS_OK;
    if (made && values && of_its_own) {
        code = fill_result(s, made, values, of_its_own, result, error);
    } else {
        chaos_result_free(made);
        code = chaosi_nomem(error);
    }
    free(values);
    free(of_its_own);
    return code;
}

/* --------------------------------------------------------------------- call */

static int check(const chaos_map *map, uint64_t max_steps, chaos_result **result,
                 const chaos_options *options, chaos_error *error)
{
    if (!map || !result)
        return chaosi_fail(error, CHAOS_EINVAL, map ? "result" : "map", -1, "%s must not be NULL",
                           map ? "result" : "map");
    if (max_steps < 1 || max_steps > UINT64_C(1) << 60)
        return chaosi_fail(error, CHAOS_EINVAL, "max_steps", -1, "max_steps must be 1 to 2^60, got %llu",
                           (unsigned long long)max_steps);
    if (map->flags & CHAOSI_IMPURE)
        return chaosi_fail(
            error, CHAOS_EINVAL, "map", -1,
            "map must be one whose step depends on state and parameters alone, got %.60s, which %s",
            map->name,
            map->flags & CHAOSI_RANDOM  ? "draws random numbers"
            : map->flags & CHAOSI_TIMED ? "reads the iterate number"
                                        : "is not declared pure");
    if (options->lift && map->wrap)
        return chaosi_fail(error, CHAOS_EINVAL, "lift", -1, "lift must be 0 for a map with angles, got 1");
    return CHAOS_OK;
}

static int search_batch(search *s, const chaos_options *options, chaos_result **result, chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    int stop = 0;
    if (!isa)
        return CHAOS_ENOTSUP;
    const chaos_map *map = s->source.map;
    const bool alone = map->dim > LARGE_DIM;
    if (alone)
        isa = chaosi_isa_of_one_lane(isa);
    s->run = (chaosi_run){ .map = map,
                           .kernels = map->kernels.tables[isa->index],
                           .ctx = map->ctx,
                           .lanes = isa->lanes,
                           .isa = isa->index,
                           .source = &s->source,
                           .bound = options->bound,
                           .lift = options->lift,
                           .jobs = &s->jobs };
    s->lanes = alone ? 1 : s->run.kernels->lanes;
    while (s->lanes > CHAOSK_LANES && s->lanes / 2 >= s->source.npoints)
        s->lanes /= 2;
    s->jobs = (chaosi_jobs){ .count = (s->source.npoints + s->lanes - 1) / s->lanes,
                             .work = tile_job,
                             .ctx = s,
                             .progress = options->progress,
                             .user = options->user,
                             .total = (double)s->most_steps * (double)s->source.npoints };
    s->findings = calloc(s->source.npoints + 1, sizeof *s->findings);
    if (!s->findings)
        return chaosi_nomem(error);
    int code = s->jobs.count > 0 ? run(s, options, &stop) : CHAOS_OK;
    if (code == CHAOS_OK)
        code = make_result(s, result, error);
    else if (code == CHAOS_ENOMEM)
        code = chaosi_nomem(error);
    else if (code == CHAOS_ECANCELED)
        code = chaosi_canceled(error);
    else if (code == CHAOS_EFUNCTION)
        code = chaosi_stopped(stop, error);
    free(s->findings);
    return code;
}

int chaos_float_cycle(const chaos_map *map, uint64_t max_steps, const chaos_batch *batch,
                      chaos_result **result, const chaos_options *options, chaos_error *error)
{
    chaos_options complete;
    search s = { .most_steps = max_steps };
    int code = map ? chaosi_options(&complete, map, options, error) : CHAOS_OK;
    if (code == CHAOS_OK)
        code = check(map, max_steps, result, &complete, error);
    if (code != CHAOS_OK)
        return code;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    code = chaosi_source_from_batch(&s.source, map, batch, error);
    if (code == CHAOS_OK)
        code = search_batch(&s, &complete, result, error);
    chaosi_fpenv_leave(host);
    return code;
}
