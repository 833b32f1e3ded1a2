/* chaos_attractors_along: attractors at one value of a parameter after the other, and which of them are the same.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/along.h"

#include "core/error.h"
#include "core/few.h"
#include "core/memory.h"
#include "core/options.h"
#include "core/structs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 512, MOST_VALUES = 1000000 };

static const double same = 0.05, seeded = 0.01; /* of the view */

static int report(void *user, double done, double total)
{
    chaosi_along *a = user;
    const double part = ((double)a->at + (total > 0.0 ? done / total : 0.0)) / (double)a->values;
    const int stop = a->call.progress(a->call.user, part < 1.0 ? part : 1.0, 1.0);
    a->stopped |= stop != 0;
    return stop;
}

static void clear(chaosi_found_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->items[i].numbers);
    l->count = 0;
}

/* --------------------------------------------------------------------- distances */

/* How far sample k of one is from the other, as a part of the view. */
static double distance_of_point(const chaosi_along *a, const double *x, const chaosi_found *to)
{
    double least = INFINITY;
    for (uint64_t k = 0; k < to->nsamples; k++) {
        const double *y = chaosi_found_samples(a, to) + k * a->dim;
        double far = 0.0;
        for (uint64_t i = 0; i < a->dim && far < least; i++)
            far =
                fmax(far, fabs(chaosi_apart(x[i], y[i], a->options.lift ? 0.0 : chaosi_map_wrap(a->map, i))) /
                              a->lengths[i]);
        least = far < least ? far : least;
    }
    return least;
}

/* How far some sample of f is from all of g; no more than is above `most` is looked for. */
static double reach(const chaosi_along *a, const chaosi_found *f, const chaosi_found *g, double most)
{
    double far = 0.0;
    for (uint64_t k = 0; k < f->nsamples && far <= most; k++)
        far = fmax(far, distance_of_point(a, chaosi_found_samples(a, f) + k * a->dim, g));
    return far;
}

/* Hausdorff's. */
static double distance(const chaosi_along *a, const chaosi_found *f, const chaosi_found *g, double most)
{
    const double far = reach(a, f, g, most);
    return far <= most ? fmax(far, reach(a, g, f, most)) : far;
}

/* How far two at one value are from being the same: of those without a period, samples of one orbit may take longer to be
 * everywhere than those of another. */
static double difference(const chaosi_along *a, const chaosi_found *f, const chaosi_found *g)
{
    if (f->period != g->period)
        return INFINITY;
    return f->period ? distance(a, f, g, seeded) / seeded
                     : fmin(reach(a, f, g, same), reach(a, g, f, same)) / same;
}

/* ------------------------------------------------------------------ at one value */

/* States of the attractor: the cycle, or many. */
static int take_samples(const chaosi_along *a, chaosi_found *f, chaos_error *error)
{
    chaos_view *views = chaosi_alloc(a->map->nparams + a->dim, sizeof *views);
    if (!views)
        return chaosi_nomem(error);
    for (size_t i = 0; i < a->map->nparams; i++)
        views[i].data = &a->params[i];
    for (size_t i = 0; i < a->dim; i++)
        views[a->map->nparams + i].data = &chaosi_found_point(f)[i];
    const chaos_batch batch = { .size = sizeof batch, .params = views, .states = views + a->map->nparams };
    chaos_options options = a->options;
    options.progress = NULL;
    const int code =
        chaos_orbit(a->map, 0, f->nsamples, 1, &batch, chaosi_found_samples(a, f), &options, error);
    free(views);
    return code;
}

static int copy(const chaos_result *result, const char *column, void *to, size_t bytes, chaos_error *error)
{
    return chaos_result_copy(result, "rows", column, to, bytes, NULL, error);
}

/* All columns of a result's rows, each [rows]. */
typedef struct columns {
    double *point, *exponents, *errors, *centre, *extent, *share, *share_error;
    uint64_t *cells, *period;
    uint32_t *kind;
} columns;

static int read_columns(const chaosi_along *a, const chaos_result *result, uint64_t n, columns *c,
                        chaos_error *error)
{
    const size_t of_states = n * a->dim * sizeof(double), of_numbers = n * a->nexponents * sizeof(double);
    const struct {
        const char *name;
        void **to;
        size_t bytes;
    } all[] = {
        { "point", (void **)&c->point, of_states },
        { "exponents", (void **)&c->exponents, of_numbers },
        { "exponents_error", (void **)&c->errors, of_numbers },
        { "centre", (void **)&c->centre, of_states },
        { "extent", (void **)&c->extent, 2 * of_states },
        { "share", (void **)&c->share, n * sizeof(double) },
        { "share_error", (void **)&c->share_error, n * sizeof(double) },
        { "cells", (void **)&c->cells, n * sizeof(uint64_t) },
        { "period", (void **)&c->period, n * sizeof(uint64_t) },
        { "kind", (void **)&c->kind, n * sizeof(uint32_t) },
    };
    int code = CHAOS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && code == CHAOS_OK; i++) {
        *all[i].to = chaosi_alloc(all[i].bytes, 1);
        code = *all[i].to ? copy(result, all[i].name, *all[i].to, all[i].bytes, error) : chaosi_nomem(error);
    }
    return code;
}

static void free_columns(columns *c)
{
    free(c->point);
    free(c->exponents);
    free(c->errors);
    free(c->centre);
    free(c->extent);
    free(c->share);
    free(c->share_error);
    free(c->cells);
    free(c->period);
    free(c->kind);
}

/* One more in the list of now. */
static int add(chaosi_along *a, const columns *c, uint64_t row, bool of_starts, chaos_error *error)
{
    chaosi_found_list *l = &a->now;
    if (l->count == l->room) {
        const size_t room = l->room ? 2 * l->room : 16;
        chaosi_found *more = realloc(l->items, room * sizeof *more);
        if (!more)
            return chaosi_nomem(error);
        l->items = more;
        l->room = room;
    }
    chaosi_found *f = &l->items[l->count];
    *f = (chaosi_found){ .identity = UINT64_MAX, .period = c->period[row], .kind = c->kind[row] };
    if (of_starts) {
        f->cells = c->cells[row];
        f->share = c->share[row];
        f->share_error = c->share_error[row];
    }
    f->nsamples = f->period > 0 && f->period < SAMPLES ? f->period : SAMPLES;
    f->numbers = chaosi_alloc(4 * a->dim + 2 * a->nexponents + f->nsamples * a->dim, sizeof(double));
    if (!f->numbers)
        return chaosi_nomem(error);
    l->count++;
    memcpy(chaosi_found_point(f), c->point + row * a->dim, a->dim * sizeof(double));
    memcpy(chaosi_found_exponents(a, f), c->exponents + row * a->nexponents, a->nexponents * sizeof(double));
    memcpy(chaosi_found_errors(a, f), c->errors + row * a->nexponents, a->nexponents * sizeof(double));
    memcpy(chaosi_found_centre(a, f), c->centre + row * a->dim, a->dim * sizeof(double));
    memcpy(chaosi_found_extent(a, f), c->extent + 2 * row * a->dim, 2 * a->dim * sizeof(double));
    return take_samples(a, f, error);
}

/* Attractors of the starts of a grid go into the list of now; others [3] the parts of labels below 0, or NULL. */
static int find(chaosi_along *a, const chaos_grid *grid, bool of_starts, double *others, chaos_error *error)
{
    chaos_result *result;
    columns c = { 0 };
    int code = chaos_basins(a->map, grid, a->max_steps, a->labels, NULL, &result, &a->options, error);
    if (code != CHAOS_OK)
        return code;
    const uint64_t n = chaos_result_nrows(result, "rows");
    if (others)
        code = chaos_result_copy(result, "others", "share", others, 3 * sizeof *others, NULL, error);
    if (code == CHAOS_OK && n > 0)
        code = read_columns(a, result, n, &c, error);
    for (uint64_t i = 0; i < n && code == CHAOS_OK; i++)
        code = add(a, &c, i, of_starts, error);
    free_columns(&c);
    chaos_result_free(result);
    return code;
}

/* ------------------------------------------------------------- from value to value */

/* Pairs of the last and of now below `same`, the nearest first. */
static int match(chaosi_along *a, bool *taken, chaos_error *error)
{
    const size_t n = a->last.count, m = a->now.count;
    double *far = chaosi_alloc(n * m + 1, sizeof *far);
    if (!far)
        return chaosi_nomem(error);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            far[i * m + k] = distance(a, &a->last.items[i], &a->now.items[k], same);
    for (;;) {
        size_t best = 0;
        double least = same;
        for (size_t at = 0; at < n * m; at++)
            if (far[at] < least && !taken[at / m] && a->now.items[at % m].identity == UINT64_MAX) {
                least = far[at];
                best = at;
            }
        if (!(least < same))
            break;
        taken[best / m] = true;
        a->now.items[best % m].identity = a->last.items[best / m].identity;
    }
    free(far);
    return CHAOS_OK;
}

/* Where an attractor of the last value that is not here any more goes: *became is the place in the list of now, or a label
 * below 0. It may be one that no start has come to. */
static int follow(chaosi_along *a, const chaosi_found *gone, int64_t *became, chaos_error *error)
{
    const size_t before = a->now.count;
    double least = 1.0;
    for (size_t i = 0; i < a->dim; i++)
        a->box[2 * i] = a->box[2 * i + 1] = chaosi_found_point(gone)[i];
    const chaos_grid grid = {
        .size = sizeof grid, .params = a->params, .starts = 1, .box = a->box, .seed = a->grid.seed
    };
    double others[3];
    const int code = find(a, &grid, false, others, error);
    if (code != CHAOS_OK)
        return code;
    *became = others[0] > 0.0 ? CHAOS_LABEL_ESCAPED : CHAOS_LABEL_UNRESOLVED;
    if (a->now.count == before)
        return code;
    *became = (int64_t)before;
    for (size_t k = 0; k < before; k++) {
        const double far = difference(a, &a->now.items[before], &a->now.items[k]);
        if (far < least) {
            least = far;
            *became = (int64_t)k;
        }
    }
    if (*became < (int64_t)before)
        free(a->now.items[--a->now.count].numbers);
    return code;
}

/* ---------------------------------------------------------------------- one value */

/* Where a point of one that has changed much, as at a crisis or in a window, comes to what is new, that is the same. */
static void go_on(chaosi_along *a, bool *taken, const int64_t *became)
{
    for (size_t i = 0; i < a->last.count; i++)
        if (!taken[i] && became[i] >= 0 && a->now.items[became[i]].identity == UINT64_MAX) {
            a->now.items[became[i]].identity = a->last.items[i].identity;
            taken[i] = true;
        }
}

/* Names for those that are new. */
static int name(chaosi_along *a, chaos_error *error)
{
    for (size_t i = 0; i < a->now.count; i++) {
        if (a->now.items[i].identity != UINT64_MAX)
            continue;
        uint64_t *more = realloc(a->first, (a->next + 1) * sizeof *more);
        if (!more)
            return chaosi_nomem(error);
        a->first = more;
        a->first[a->next] = a->at;
        a->now.items[i].identity = a->next++;
    }
    return CHAOS_OK;
}

static int step(chaosi_along *a, chaos_error *error)
{
    const double value = chaosi_along_value(a, a->at);
    double others[3];
    a->params[a->parameter] = value;
    int code = find(a, &a->grid, true, others, error);
    bool *taken = chaosi_alloc(a->last.count + 1, sizeof *taken);
    int64_t *became = chaosi_alloc(a->last.count + 1, sizeof *became);
    if (code == CHAOS_OK && (!taken || !became))
        code = chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = match(a, taken, error);
    for (size_t i = 0; i < a->last.count && code == CHAOS_OK; i++)
        if (!taken[i])
            code = follow(a, &a->last.items[i], &became[i], error);
    if (code == CHAOS_OK)
        code = match(a, taken, error);
    if (code == CHAOS_OK)
        go_on(a, taken, became);
    if (code == CHAOS_OK)
        code = name(a, error);
    for (size_t i = 0; i < a->last.count && code == CHAOS_OK; i++)
        if (!taken[i])
            chaosi_along_end(a, &a->last.items[i], became[i]);
    if (code == CHAOS_OK)
        chaosi_along_rows(a, &value, others);
    free(taken);
    free(became);
    clear(&a->last);
    const chaosi_found_list now = a->now;
    a->now = a->last;
    a->last = now;
    return code;
}

/* The box of starts, or what a picture shows: the measure of distances. */
static void measure_view(chaosi_along *a)
{
    for (size_t i = 0; i < a->dim; i++) {
        double low = 0.0, high = 0.0;
        const double *box = a->grid.box ? a->grid.box + 2 * i : NULL;
        if (!chaos_map_box(a->map, i, &low, &high) && box && box[0] < box[1])
            low = box[0], high = box[1];
        a->lengths[i] = high > low ? high - low : 1.0;
    }
}

static int check(chaosi_along *a, const chaos_grid *grid, const chaosi_source *s, chaos_error *error)
{
    if (s->ndim != 1 || s->quantity[0] >= (int64_t)a->map->nparams)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", -1,
                           "grid must have one axis, of a parameter, for attractors along it");
    if (grid->starts == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "starts", -1,
                           "starts must be at least 1 for attractors, got 0");
    if (s->axis[0].count > MOST_VALUES)
        return chaosi_fail(error, CHAOS_EINVAL, s->axis[0].name, 0,
                           "%s must have at most %d values, got %llu", s->axis[0].name, MOST_VALUES,
                           (unsigned long long)s->axis[0].count);
    return CHAOS_OK;
}

static int run(chaosi_along *a, chaos_result **result, chaos_error *error)
{
    chaosi_buffer recipe = { 0 };
    int code = CHAOS_OK;
    a->made = chaosi_result_new("attractors_along", a->map);
    if (!a->made)
        return chaosi_nomem(error);
    chaosi_along_tables(a);
    for (a->at = 0; a->at < a->values && code == CHAOS_OK; a->at++) {
        code = step(a, error);
        if (code == CHAOS_OK && a->stopped)
            code = chaosi_canceled(error);
    }
    if (code != CHAOS_OK) {
        chaos_result_free(a->made);
        return code;
    }
    chaosi_along_recipe(a, &recipe);
    return chaosi_result_finish(a->made, &recipe, result, error);
}

int chaos_attractors_along(const chaos_map *map, const chaos_grid *grid, uint64_t max_steps,
                           chaos_result **result, const chaos_options *options, chaos_error *error)
{
    const char *missing = !map ? "map" : !grid ? "grid" : !result ? "result" : NULL;
    chaosi_along a = { .map = map, .max_steps = max_steps };
    chaosi_source source;
    chaos_grid own;
    if (result)
        *result = NULL;
    if (missing)
        return chaosi_fail(error, CHAOS_EINVAL, missing, -1, "%s must not be NULL", missing);
    int code = chaosi_options(&a.options, map, options, error);
    if (code == CHAOS_OK)
        code = chaosi_struct_read(&chaosi_struct_grid, "grid", grid, &own, error);
    own.size = sizeof own;
    if (code == CHAOS_OK)
        code = chaosi_source_from_grid(&source, map, &own, error);
    if (code == CHAOS_OK)
        code = check(&a, &own, &source, error);
    if (code != CHAOS_OK)
        return code;
    a.options.size = sizeof a.options;
    a.call = a.options;
    a.options.progress = a.call.progress ? report : NULL;
    a.options.user = &a;
    a.dim = map->dim;
    a.nexponents = a.dim < 8 ? a.dim : 8;
    a.axis = &source.axis[0];
    a.values = a.axis->count;
    a.parameter = (uint64_t)source.quantity[0];
    a.params = chaosi_alloc(map->nparams + 3 * a.dim, sizeof *a.params);
    a.lengths = a.params + map->nparams;
    a.box = a.lengths + a.dim;
    a.labels = chaosi_alloc(own.starts, sizeof *a.labels);
    a.grid = own;
    a.grid.naxes = 0;
    a.grid.params = a.params;
    if (a.params && a.labels) {
        memcpy(a.params, own.params ? own.params : map->param_defaults, map->nparams * sizeof *a.params);
        measure_view(&a);
        code = run(&a, result, error);
        if (code == CHAOS_OK && a.call.progress)
            a.call.progress(a.call.user, 1.0, 1.0);
    } else {
        code = chaosi_nomem(error);
    }
    clear(&a.last);
    clear(&a.now);
    free(a.last.items);
    free(a.now.items);
    free(a.first);
    free(a.labels);
    free(a.params);
    return code;
}
