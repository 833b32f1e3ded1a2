/* Where an orbit that is followed upwards is on another attractor than one that is followed downwards.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/hysteresis.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/options.h"
#include "core/recipe.h"
#include "core/result.h"

#include <stdio.h>
#include <string.h>

enum { WINDOW = 1000 }; /* at whose end orbits must have settled */
static const uint64_t most_iterates = UINT64_C(1) << 60;

/* ------------------------------------------------------------------- progress */

/* Of all, about: most is that of following. */
static double iterates(const chaosi_hysteresis *h)
{
    return 2.0 * (double)h->points * ((double)h->transient + (double)h->steps) / CHAOSI_HYSTERESIS_FOLLOWED;
}

static int part_progress(void *user, double done, double total)
{
    chaosi_hysteresis *h = user;
    const double part = h->from + (h->to - h->from) * (done / total);
    const int stop =
        h->call->progress(h->call->user, part < 1.0 ? part * iterates(h) : iterates(h), iterates(h));
    h->stopped |= stop != 0;
    return stop;
}

/* A part that was asked to stop at its very end has ended well. */
int chaosi_hysteresis_ended(const chaosi_hysteresis *h, int code, chaos_error *error)
{
    return code == CHAOS_OK && h->stopped ? chaosi_canceled(error) : code;
}

const chaos_options *chaosi_hysteresis_part(chaosi_hysteresis *h, double from, double to)
{
    h->from = from;
    h->to = to;
    return &h->options;
}

/* ------------------------------------------------------------------- following */

static int follow_measures(chaosi_hysteresis *h, chaos_measure *const measures[2], chaos_error *error)
{
    const chaos_output outputs[] = {
        { .size = sizeof *outputs, .measure = measures[0], .name = "final", .data = h->last },
        { .size = sizeof *outputs, .measure = measures[1], .name = "period_status", .data = h->settling },
    };
    const int code = chaos_sweep(h->map, &h->source.grid, outputs, 2, h->status,
                                 chaosi_hysteresis_part(h, 0.0, CHAOSI_HYSTERESIS_FOLLOWED), error);
    return chaosi_hysteresis_ended(h, code, error);
}

/* Both look at orbits up to the same iterate, so that they follow the same ones. */
static int follow(chaosi_hysteresis *h, chaos_error *error)
{
    const uint64_t end = h->transient + h->steps, window = end < WINDOW ? end : WINDOW;
    char text[128];
    chaos_measure *measures[2] = { NULL, NULL };
    snprintf(text, sizeof text, "final:transient=%llu:steps=%llu", (unsigned long long)h->transient,
             (unsigned long long)h->steps);
    int code = chaos_measure_new(h->map, text, &measures[0], error);
    snprintf(text, sizeof text, "period:transient=%llu:steps=%llu", (unsigned long long)(end - window),
             (unsigned long long)window);
    if (code == CHAOS_OK)
        code = chaos_measure_new(h->map, text, &measures[1], error);
    if (code == CHAOS_OK)
        code = follow_measures(h, measures, error);
    chaos_measure_free(measures[0]);
    chaos_measure_free(measures[1]);
    return code;
}

/* ---------------------------------------------------------------------- result */

static const chaos_column own[] = {
    { .name = "lower",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "lower end",
      .unit = "",
      .help = "the least value of the parameter at which the attractors differ" },
    { .name = "upper",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "upper end",
      .unit = "",
      .help = "the largest one" },
    { .name = "points",
      .type = CHAOS_U64,
      .none = CHAOSI_NAN,
      .label = "points",
      .unit = "",
      .help = "of the grid in the interval" },
};
static const chaos_column start_column = { .name = "start",
                                           .type = CHAOS_U64,
                                           .none = CHAOSI_NAN,
                                           .label = "start",
                                           .unit = "",
                                           .help = "the number of the random start" };
enum { NOWN = sizeof own / sizeof own[0], MOST_COLUMNS = CHAOS_MAX_AXES + 1 + NOWN };

static bool is_own(const char *name)
{
    for (size_t i = 0; i < NOWN; i++)
        if (strcmp(own[i].name, name) == 0)
            return true;
    return false;
}

/* Whether an axis has a column: the others, by their names. */
static bool is_told(const chaosi_source *s, uint32_t d) { return d != s->along && !is_own(s->axis[d].name); }

static void add_table(const chaosi_hysteresis *h, chaos_result *made)
{
    const chaosi_source *s = &h->source;
    chaos_column columns[MOST_COLUMNS];
    size_t n = 0;
    for (uint32_t d = 0; d < s->ndim; d++) {
        const bool param = s->quantity[d] < (int64_t)h->map->nparams;
        const char *const name = param ? h->map->params[s->quantity[d]]
                                       : h->map->states[s->quantity[d] - (int64_t)h->map->nparams];
        if (is_told(s, d))
            columns[n++] = (chaos_column){ .name = name, /* the map's, which lives as long as the result */
                                           .type = CHAOS_F64,
                                           .none = CHAOSI_NAN,
                                           .label = name,
                                           .unit = "",
                                           .help = param ? "the parameter" : "the start" };
    }
    if (s->grid.starts)
        columns[n++] = start_column;
    memcpy(columns + n, own, sizeof own);
    chaosi_result_table(made, "rows", columns, n + NOWN);
}

/* Points first ... first + count - 1 of a chain, which stands beside the axis that is followed at `outer` and `inner`. */
static void add_row(const chaosi_hysteresis *h, chaos_result *made, uint64_t chain, uint64_t first,
                    uint64_t count)
{
    const chaosi_source *s = &h->source;
    const chaos_axis *axis = &s->axis[s->along];
    const double a = chaos_axis_value(axis, first), b = chaos_axis_value(axis, first + count - 1);
    const double lower = a < b ? a : b, upper = a < b ? b : a;
    const uint64_t start = chain % s->each;
    double values[CHAOS_MAX_AXES];
    chaosi_cell cells[MOST_COLUMNS];
    size_t n = 0;
    chain /= s->each;
    for (uint32_t d = s->ndim; d-- > 0;)
        if (d != s->along) {
            values[d] = chaos_axis_value(&s->axis[d], chain % s->shape[d]);
            chain /= s->shape[d];
        }
    for (uint32_t d = 0; d < s->ndim; d++)
        if (is_told(s, d))
            cells[n++] = (chaosi_cell){ &values[d], 0 };
    if (s->grid.starts)
        cells[n++] = (chaosi_cell){ &start, 0 };
    cells[n++] = (chaosi_cell){ &lower, 0 };
    cells[n++] = (chaosi_cell){ &upper, 0 };
    cells[n++] = (chaosi_cell){ &count, 0 };
    chaosi_result_row(made, 0, cells);
}

static void add_intervals(const chaosi_hysteresis *h, chaos_result *made)
{
    const chaosi_source *s = &h->source;
    const uint64_t n = s->shape[s->along];
    for (uint64_t chain = 0; chain < h->points / n; chain++) {
        const uint8_t *differs = h->differs + chain / s->inner * n * s->inner + chain % s->inner;
        uint64_t count = 0;
        for (uint64_t i = 0; i <= n; i++) {
            if (i < n && differs[i * s->inner]) {
                count++;
                continue;
            }
            if (count > 0)
                add_row(h, made, chain, i - count, count);
            count = 0;
        }
    }
}

/* values, varies: [nparams + dim] */
static void write_recipe(const chaosi_hysteresis *h, chaosi_buffer *recipe, double *values, bool *varies)
{
    const chaosi_source *s = &h->source;
    const chaos_map *map = h->map;
    const uint64_t np = map->nparams;
    chaosi_source_gather(s, 0, 1, 1, values, values + np);
    for (uint64_t i = 0; i < np + map->dim; i++)
        varies[i] = chaosi_source_is_axis(s, i) || (i >= np && s->grid.starts);
    chaosi_recipe_begin(recipe, "hysteresis", map);
    chaosi_recipe_axes(recipe, "axes", s->axis, s->ndim);
    chaosi_recipe_string(recipe, "along", s->axis[s->along].name);
    chaosi_recipe_values(recipe, "params", map->params, values, varies, np);
    chaosi_recipe_values(recipe, "start", map->states, values + np, varies + np, map->dim);
    if (s->grid.starts) {
        chaosi_recipe_count(recipe, "starts", s->grid.starts);
        chaosi_recipe_count(recipe, "seed", s->grid.seed);
        chaosi_recipe_box(recipe, "box", s->grid.box, map);
    }
    chaosi_recipe_count(recipe, "transient", h->transient);
    chaosi_recipe_count(recipe, "steps", h->steps);
    chaosi_recipe_number(recipe, "kick", s->grid.kick > 0.0 ? s->grid.kick : 0.0);
    if (h->options.bound != chaos_map_bound(map))
        chaosi_recipe_number(recipe, "given_bound", h->options.bound);
    chaosi_recipe_end(recipe);
}

static int make_result(const chaosi_hysteresis *h, chaos_result **result, chaos_error *error)
{
    const uint64_t n = h->map->nparams + h->map->dim;
    chaos_result *made = chaosi_result_new("hysteresis", h->map);
    double *values = chaosi_alloc(n, sizeof *values);
    bool *varies = chaosi_alloc(n, sizeof *varies);
    chaosi_buffer recipe = { .size = 0 };
    int code;
    if (made && values && varies) {
        add_table(h, made);
        add_intervals(h, made);
        write_recipe(h, &recipe, values, varies);
        code = chaosi_result_finish(made, &recipe, result, error);
    } else {
        chaos_result_free(made);
        code = chaosi_nomem(error);
    }
    free(values);
    free(varies);
    return code;
}

/* ------------------------------------------------------------------------ call */

static int check(const chaosi_hysteresis *h, chaos_result **result, chaos_error *error)
{
    if (!h->map || !result)
        return chaosi_fail(error, CHAOS_EINVAL, h->map ? "result" : "map", -1, "%s must not be NULL",
                           h->map ? "result" : "map");
    if (h->steps < 1 || h->steps > most_iterates || h->transient > most_iterates - h->steps)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                           "steps must be at least 1, and transient + steps at most 2^60, got %llu + %llu",
                           (unsigned long long)h->transient, (unsigned long long)h->steps);
    if (h->map->flags & (CHAOSI_TIMED | CHAOSI_RANDOM))
        return chaosi_fail(
            error, CHAOS_EINVAL, "map", -1,
            "map must be one whose step depends on state and parameters alone, got %.60s, which %s",
            h->map->name,
            h->map->flags & CHAOSI_RANDOM ? "draws random numbers" : "reads the iterate number");
    return CHAOS_OK;
}

static int check_grid(const chaosi_hysteresis *h, chaos_error *error)
{
    if (h->options.lift && h->map->wrap)
        return chaosi_fail(error, CHAOS_EINVAL, "lift", -1, "lift must be 0 for a map with angles, got 1");
    if (h->source.grid.start != CHAOS_BOTH)
        return chaosi_fail(error, CHAOS_EINVAL, "start", -1, "start must be CHAOS_BOTH, got %u",
                           (unsigned)h->source.grid.start);
    if (h->source.npoints != 2 * chaosi_source_size(&h->source))
        return chaosi_fail(error, CHAOS_EINVAL, "first", -1,
                           "first and count must be 0, the whole grid, got %llu, %llu",
                           (unsigned long long)h->source.grid.first,
                           (unsigned long long)h->source.grid.count);
    return CHAOS_OK;
}

static int find(chaosi_hysteresis *h, chaos_result **result, chaos_error *error)
{
    const uint64_t both = 2 * h->points;
    h->last = chaosi_alloc(both * h->map->dim, sizeof *h->last);
    h->status = chaosi_alloc(both, sizeof *h->status);
    h->settling = chaosi_alloc(both, sizeof *h->settling);
    h->differs = chaosi_alloc(h->points, 1);
    int code = h->last && h->status && h->settling && h->differs ? follow(h, error) : chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = chaosi_hysteresis_compare(h, error);
    if (code == CHAOS_OK && h->call->progress)
        h->call->progress(h->call->user, iterates(h), iterates(h));
    if (code == CHAOS_OK)
        code = make_result(h, result, error);
    free(h->last);
    free(h->status);
    free(h->settling);
    free(h->differs);
    return code;
}

int chaos_hysteresis(const chaos_map *map, const chaos_grid *grid, uint64_t transient, uint64_t steps,
                     chaos_result **result, const chaos_options *options, chaos_error *error)
{
    chaos_options call;
    chaosi_hysteresis h = { .map = map, .transient = transient, .steps = steps, .call = &call };
    int code = check(&h, result, error);
    if (code == CHAOS_OK)
        code = chaosi_options(&call, map, options, error);
    if (code != CHAOS_OK)
        return code;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    h.options = call;
    if (call.progress) {
        h.options.progress = part_progress;
        h.options.user = &h;
    }
    code = chaosi_source_from_grid(&h.source, map, grid, error);
    if (code == CHAOS_OK)
        code = check_grid(&h, error);
    h.points = h.source.npoints / 2;
    if (code == CHAOS_OK)
        code = find(&h, result, error);
    chaosi_fpenv_leave(host);
    return code;
}
