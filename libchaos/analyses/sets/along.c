/* chaos_attractors_along: attractors at one value of a parameter after the other, and which of them are the same.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/error.h"
#include "core/few.h"
#include "core/memory.h"
#include "core/options.h"
#include "core/recipe.h"
#include "core/result.h"
#include "core/structs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 512, KEPT = 128, MOST_VALUES = 1000000 };

static const double same = 0.05, seeded = 0.01; /* of the view */

/* An attractor at one value. */
typedef struct found {
    uint64_t identity, nsamples, cells, period;
    uint32_t kind;
    double share, share_error;
    double *
        numbers; /* point [dim], exponents, errors [nexponents] each, centre [dim], extent [dim][2], samples [][dim] */
} found;

typedef struct list {
    found *items;
    size_t count, room;
} list;

typedef struct along {
    const chaos_map *map;
    chaos_options call, options; /* as it was said; and of what is called */
    chaos_grid grid;
    const chaos_axis *axis;
    double *params, *lengths, *box; /* [nparams], [dim], [dim][2] */
    int32_t *labels;
    uint64_t max_steps, dim, nexponents, parameter, next, at, values;
    list last, now;
    uint64_t *first; /* [next] the number of the value at which each identity begins */
    chaos_result *made;
    bool stopped;
} along;

static int report(void *user, double done, double total)
{
    along *a = user;
    const double part = ((double)a->at + (total > 0.0 ? done / total : 0.0)) / (double)a->values;
    const int stop = a->call.progress(a->call.user, part < 1.0 ? part : 1.0, 1.0);
    a->stopped |= stop != 0;
    return stop;
}

static double *point_of(const found *f) { return f->numbers; }
static double *exponents_of(const along *a, const found *f) { return f->numbers + a->dim; }
static double *errors_of(const along *a, const found *f) { return exponents_of(a, f) + a->nexponents; }
static double *centre_of(const along *a, const found *f) { return errors_of(a, f) + a->nexponents; }
static double *extent_of(const along *a, const found *f) { return centre_of(a, f) + a->dim; }
static double *samples_of(const along *a, const found *f) { return extent_of(a, f) + 2 * a->dim; }

static void clear(list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->items[i].numbers);
    l->count = 0;
}

/* --------------------------------------------------------------------- distances */

/* How far sample k of one is from the other, as a part of the view. */
static double distance_of_point(const along *a, const double *x, const found *to)
{
    double least = INFINITY;
    for (uint64_t k = 0; k < to->nsamples; k++) {
        const double *y = samples_of(a, to) + k * a->dim;
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
static double reach(const along *a, const found *f, const found *g, double most)
{
    double far = 0.0;
    for (uint64_t k = 0; k < f->nsamples && far <= most; k++)
        far = fmax(far, distance_of_point(a, samples_of(a, f) + k * a->dim, g));
    return far;
}

/* Hausdorff's. */
static double distance(const along *a, const found *f, const found *g, double most)
{
    const double far = reach(a, f, g, most);
    return far <= most ? fmax(far, reach(a, g, f, most)) : far;
}

/* How far two at one value are from being the same: of those without a period, samples of one orbit may take longer to be
 * everywhere than those of another. */
static double difference(const along *a, const found *f, const found *g)
{
    if (f->period != g->period)
        return INFINITY;
    return f->period ? distance(a, f, g, seeded) / seeded
                     : fmin(reach(a, f, g, same), reach(a, g, f, same)) / same;
}

/* ------------------------------------------------------------------ at one value */

/* States of the attractor: the cycle, or many. */
static int take_samples(const along *a, found *f, chaos_error *error)
{
    chaos_view *views = chaosi_alloc(a->map->nparams + a->dim, sizeof *views);
    if (!views)
        return chaosi_nomem(error);
    for (size_t i = 0; i < a->map->nparams; i++)
        views[i].data = &a->params[i];
    for (size_t i = 0; i < a->dim; i++)
        views[a->map->nparams + i].data = &point_of(f)[i];
    const chaos_batch batch = { .size = sizeof batch, .params = views, .states = views + a->map->nparams };
    chaos_options options = a->options;
    options.progress = NULL;
    const int code = chaos_orbit(a->map, 0, f->nsamples, 1, &batch, samples_of(a, f), &options, error);
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

static int read_columns(const along *a, const chaos_result *result, uint64_t n, columns *c,
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
static int add(along *a, const columns *c, uint64_t row, bool of_starts, chaos_error *error)
{
    list *l = &a->now;
    if (l->count == l->room) {
        const size_t room = l->room ? 2 * l->room : 16;
        found *more = realloc(l->items, room * sizeof *more);
        if (!more)
            return chaosi_nomem(error);
        l->items = more;
        l->room = room;
    }
    found *f = &l->items[l->count];
    *f = (found){ .identity = UINT64_MAX, .period = c->period[row], .kind = c->kind[row] };
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
    memcpy(point_of(f), c->point + row * a->dim, a->dim * sizeof(double));
    memcpy(exponents_of(a, f), c->exponents + row * a->nexponents, a->nexponents * sizeof(double));
    memcpy(errors_of(a, f), c->errors + row * a->nexponents, a->nexponents * sizeof(double));
    memcpy(centre_of(a, f), c->centre + row * a->dim, a->dim * sizeof(double));
    memcpy(extent_of(a, f), c->extent + 2 * row * a->dim, 2 * a->dim * sizeof(double));
    return take_samples(a, f, error);
}

/* Attractors of the starts of a grid go into the list of now; others [3] the parts of labels below 0, or NULL. */
static int find(along *a, const chaos_grid *grid, bool of_starts, double *others, chaos_error *error)
{
    chaos_result *result;
    columns c = { 0 };
    int code = chaos_basins(a->map, grid, a->max_steps, a->labels, &result, &a->options, error);
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
static int match(along *a, bool *taken, chaos_error *error)
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
static int follow(along *a, const found *gone, int64_t *became, chaos_error *error)
{
    const size_t before = a->now.count;
    double least = 1.0;
    for (size_t i = 0; i < a->dim; i++)
        a->box[2 * i] = a->box[2 * i + 1] = point_of(gone)[i];
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

/* -------------------------------------------------------------------- the result */

enum {
    VALUE,
    IDENTITY,
    POINT,
    KIND,
    PERIOD,
    EXPONENTS,
    ERRORS,
    CENTRE,
    EXTENT,
    SHARE,
    SHARE_ERROR,
    POINTS,
    NROWS
};
enum { OF_VALUE, COUNT, ESCAPED, UNRESOLVED, NVALUES };
enum { WHICH, FIRST, LAST, BECAME, NENDS };

#define COLUMN(column_name, column_type, means_none, column_label, column_unit, column_help) \
    {                                                                                        \
        .name = column_name, .type = column_type, .none = means_none, .label = column_label, \
        .unit = column_unit, .help = column_help                                             \
    }

static void add_tables(along *a)
{
    chaos_column rows[NROWS] = {
        [VALUE] = COLUMN("value", CHAOS_F64, CHAOSI_NAN, NULL, "", "of the parameter"),
        [IDENTITY] =
            COLUMN("identity", CHAOS_U64, CHAOSI_NAN, "attractor", "", "the same from value to value"),
        [POINT] = COLUMN("point", CHAOS_F64, CHAOSI_NAN, NULL, "", "a state on it"),
        [KIND] = COLUMN("kind", CHAOS_U32, CHAOSI_NAN, "kind", "", "0: cycle; 1: quasi-periodic; 2: chaotic"),
        [PERIOD] = COLUMN("period", CHAOS_U64, 0.0, "period", "iterates", "0: none up to 1024"),
        [EXPONENTS] = COLUMN("exponents", CHAOS_F64, CHAOSI_NAN, "Lyapunov exponent", "nats per iterate",
                             "the largest ones"),
        [ERRORS] = COLUMN("exponents_error", CHAOS_F64, CHAOSI_NAN, "its error", "nats per iterate",
                          "statistical errors"),
        [CENTRE] = COLUMN("centre", CHAOS_F64, CHAOSI_NAN, NULL, "", "mean state"),
        [EXTENT] = COLUMN("extent", CHAOS_F64, CHAOSI_NAN, NULL, "", "lowest and highest of each state"),
        [SHARE] = COLUMN("share", CHAOS_F64, CHAOSI_NAN, "share", "",
                         "of all starts; 0: it is known from the value before alone"),
        [SHARE_ERROR] = COLUMN("share_error", CHAOS_F64, CHAOSI_NAN, "its error", "", "binomial"),
        [POINTS] = COLUMN("points", CHAOS_F64, CHAOSI_NAN, NULL, "", "the cycle, or 128 states of it"),
    };
    const chaos_column values[NVALUES] = {
        [OF_VALUE] = COLUMN("value", CHAOS_F64, CHAOSI_NAN, NULL, "", "of the parameter"),
        [COUNT] = COLUMN("attractors", CHAOS_U64, CHAOSI_NAN, "attractors", "", "how many there are"),
        [ESCAPED] = COLUMN("escaped", CHAOS_F64, CHAOSI_NAN, "escaped", "", "the part of starts"),
        [UNRESOLVED] = COLUMN("unresolved", CHAOS_F64, CHAOSI_NAN, "unresolved", "", "the part of starts"),
    };
    const chaos_column ends[NENDS] = {
        [WHICH] = COLUMN("identity", CHAOS_U64, CHAOSI_NAN, "attractor", "", "that ends"),
        [FIRST] = COLUMN("first", CHAOS_F64, CHAOSI_NAN, "first value", "", "at which it is there"),
        [LAST] = COLUMN("last", CHAOS_F64, CHAOSI_NAN, "last value", "", "at which it is there"),
        [BECAME] = COLUMN("became", CHAOS_I64, CHAOSI_NAN, "became", "",
                          "the identity its states go to at the next value; -1: they escape; -2: unresolved"),
    };
    for (int i = 0; i < NROWS; i++) {
        const bool numbers = i == EXPONENTS || i == ERRORS, states = i == POINT || i == CENTRE;
        if (i == EXTENT || ((numbers || states) && a->dim > 1))
            rows[i].ndim = i == EXTENT && a->dim > 1 ? 2 : 1;
        rows[i].shape[0] = numbers ? a->nexponents : i == EXTENT && a->dim == 1 ? 2 : a->dim;
        rows[i].dims[0] = numbers                      ? CHAOS_DIM_NUMBER
                          : i == EXTENT && a->dim == 1 ? CHAOS_DIM_LIMIT
                                                       : CHAOS_DIM_COLUMN;
        rows[i].shape[1] = 2;
        rows[i].dims[1] = CHAOS_DIM_LIMIT;
    }
    rows[POINTS].ragged = true;
    rows[POINTS].ndim = a->dim > 1 ? 2 : 1;
    rows[POINTS].shape[0] = 0;
    rows[POINTS].dims[0] = CHAOS_DIM_RECORD;
    rows[POINTS].shape[1] = a->dim;
    rows[POINTS].dims[1] = CHAOS_DIM_COLUMN;
    chaosi_result_table(a->made, "rows", rows, NROWS);
    chaosi_result_table(a->made, "values", values, NVALUES);
    chaosi_result_table(a->made, "ends", ends, NENDS);
}

static void add_rows(along *a, const double *value, const double *others)
{
    const uint64_t count = a->now.count;
    for (size_t i = 0; i < a->now.count; i++) {
        const found *f = &a->now.items[i];
        const chaosi_cell row[NROWS] = {
            [VALUE] = { value, 1 },
            [IDENTITY] = { &f->identity, 1 },
            [POINT] = { point_of(f), 1 },
            [KIND] = { &f->kind, 1 },
            [PERIOD] = { &f->period, 1 },
            [EXPONENTS] = { exponents_of(a, f), 1 },
            [ERRORS] = { errors_of(a, f), 1 },
            [CENTRE] = { centre_of(a, f), 1 },
            [EXTENT] = { extent_of(a, f), 1 },
            [SHARE] = { &f->share, 1 },
            [SHARE_ERROR] = { &f->share_error, 1 },
            [POINTS] = { samples_of(a, f), f->nsamples < KEPT ? f->nsamples : KEPT },
        };
        chaosi_result_row(a->made, 0, row);
    }
    const chaosi_cell row[NVALUES] = { [OF_VALUE] = { value, 1 },
                                       [COUNT] = { &count, 1 },
                                       [ESCAPED] = { &others[0], 1 },
                                       [UNRESOLVED] = { &others[1], 1 } };
    chaosi_result_row(a->made, 1, row);
}

static double value_of(const along *a, uint64_t i)
{
    const chaos_axis *x = a->axis;
    if (x->values)
        return x->values[i];
    return i + 1 == x->count && i > 0
               ? x->stop
               : x->start + (double)i * ((x->stop - x->start) / (double)(x->count > 1 ? x->count - 1 : 1));
}

static void add_end(along *a, const found *gone, int64_t became)
{
    const double first = value_of(a, a->first[gone->identity]), last = value_of(a, a->at - 1);
    const int64_t identity = became < 0 ? became : (int64_t)a->now.items[became].identity;
    const chaosi_cell row[NENDS] = { [WHICH] = { &gone->identity, 1 },
                                     [FIRST] = { &first, 1 },
                                     [LAST] = { &last, 1 },
                                     [BECAME] = { &identity, 1 } };
    chaosi_result_row(a->made, 2, row);
}

/* Where a point of one that has changed much, as at a crisis or in a window, comes to what is new, that is the same. */
static void go_on(along *a, bool *taken, const int64_t *became)
{
    for (size_t i = 0; i < a->last.count; i++)
        if (!taken[i] && became[i] >= 0 && a->now.items[became[i]].identity == UINT64_MAX) {
            a->now.items[became[i]].identity = a->last.items[i].identity;
            taken[i] = true;
        }
}

/* Names for those that are new. */
static int name(along *a, chaos_error *error)
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

static int step(along *a, chaos_error *error)
{
    const double value = value_of(a, a->at);
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
            add_end(a, &a->last.items[i], became[i]);
    if (code == CHAOS_OK)
        add_rows(a, &value, others);
    free(taken);
    free(became);
    clear(&a->last);
    const list now = a->now;
    a->now = a->last;
    a->last = now;
    return code;
}

/* The box of starts, or what a picture shows: the measure of distances. */
static void measure_view(along *a)
{
    for (size_t i = 0; i < a->dim; i++) {
        double low = 0.0, high = 0.0;
        const double *box = a->grid.box ? a->grid.box + 2 * i : NULL;
        if (!chaos_map_box(a->map, i, &low, &high) && box && box[0] < box[1])
            low = box[0], high = box[1];
        a->lengths[i] = high > low ? high - low : 1.0;
    }
}

static void write_recipe(const along *a, chaosi_buffer *recipe)
{
    bool *varies = chaosi_alloc(a->map->nparams, sizeof *varies);
    if (!varies) {
        recipe->failed = true;
        return;
    }
    varies[a->parameter] = true;
    chaosi_recipe_begin(recipe, "attractors_along", a->map);
    chaosi_recipe_values(recipe, "params", a->map->params, a->params, varies, a->map->nparams);
    chaosi_recipe_axes(recipe, "axes", a->axis, 1);
    chaosi_recipe_count(recipe, "starts", a->grid.starts);
    chaosi_recipe_count(recipe, "seed", a->grid.seed);
    chaosi_recipe_box(recipe, "box", a->grid.box, a->map);
    chaosi_recipe_count(recipe, "max_steps", a->max_steps ? a->max_steps : 10000);
    chaosi_recipe_number(recipe, "escaped_beyond", a->options.bound);
    chaosi_recipe_count(recipe, "lift", a->options.lift);
    chaosi_recipe_end(recipe);
    free(varies);
}

static int check(along *a, const chaos_grid *grid, const chaosi_source *s, chaos_error *error)
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

static int run(along *a, chaos_result **result, chaos_error *error)
{
    chaosi_buffer recipe = { 0 };
    int code = CHAOS_OK;
    a->made = chaosi_result_new("attractors_along", a->map);
    if (!a->made)
        return chaosi_nomem(error);
    add_tables(a);
    for (a->at = 0; a->at < a->values && code == CHAOS_OK; a->at++) {
        code = step(a, error);
        if (code == CHAOS_OK && a->stopped)
            code = chaosi_fail(error, CHAOS_ECANCELED, "progress", -1, "the progress callback asked to stop");
    }
    if (code != CHAOS_OK) {
        chaos_result_free(a->made);
        return code;
    }
    write_recipe(a, &recipe);
    return chaosi_result_finish(a->made, &recipe, result, error);
}

int chaos_attractors_along(const chaos_map *map, const chaos_grid *grid, uint64_t max_steps,
                           chaos_result **result, const chaos_options *options, chaos_error *error)
{
    const char *missing = !map ? "map" : !grid ? "grid" : !result ? "result" : NULL;
    along a = { .map = map, .max_steps = max_steps };
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
