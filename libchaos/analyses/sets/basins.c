/* chaos_basins: arguments, and the way from discovery to classification and back.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/options.h"
#include "core/structs.h"
#include "core/tile.h"

#include <math.h>
#include <string.h>

enum { MOST_EXPONENTS = 8, MOST_STATES = 10000, SAMPLE = 4 * CHAOSI_BATCH, MOST_PARTS = 64 };

static const uint64_t most_steps = UINT64_C(1) << 40, default_steps = 10000;

/* ------------------------------------------------------------------- progress */

/* The part of what is going on that is done. */
static double part_of(const chaosi_basins *b, double done, double total)
{
    const double labelled = (double)atomic_load_explicit(&b->labelled, memory_order_relaxed);
    if (b->to_label)
        return fmax(labelled, done / (double)b->max_steps) / (double)b->to_label;
    return b->looked > 0.0 ? b->looked : done / (done + total);
}

int chaosi_basins_report(void *user, double done, double total)
{
    chaosi_basins *b = user;
    const double part = b->from + (b->to - b->from) * fmin(part_of(b, done, total), 1.0);
    b->shown = fmax(b->shown, part);
    done += b->spent;
    return b->options.progress(b->options.user, done, fmax(done / fmax(b->shown, 1e-9), 1.0));
}

void chaosi_basins_part(chaosi_basins *b, double to)
{
    b->from = b->to;
    b->to = to;
    b->looked = 0.0;
}

int chaosi_basins_run(chaosi_basins *b, chaosi_jobs *jobs, unsigned threads)
{
    b->jobs = jobs;
    jobs->progress = b->options.progress ? chaosi_basins_report : NULL;
    jobs->user = b;
    jobs->last = b->reported; /* runs may be short, and many */
    const int code = chaosi_jobs_run(jobs, threads);
    b->reported = jobs->last;
    b->spent += (double)atomic_load(&jobs->done);
    b->jobs = NULL;
    return code;
}

/* ---------------------------------------------------------------------- cells */

uint64_t chaosi_basins_side(size_t dim)
{
    static const uint64_t cells[] = { 4096, 1024, 128, 48, 24, 16 };
    return dim <= sizeof cells / sizeof cells[0] ? cells[dim - 1] : 8;
}

/* The axis of a state; NULL: it has none. */
static const chaos_axis *axis_of(const chaosi_basins *b, size_t state)
{
    for (uint32_t d = 0; d < b->source.ndim; d++)
        if (b->source.quantity[d] == (int64_t)(b->map->nparams + state))
            return &b->source.axis[d];
    return NULL;
}

/* Between the first and the last of an axis' values. */
static double length_of(const chaos_axis *axis)
{
    double low = INFINITY, high = -INFINITY;
    for (uint64_t i = 0; i < axis->count; i++) {
        low = fmin(low, axis->values[i]);
        high = fmax(high, axis->values[i]);
    }
    return high > low && high - low <= __DBL_MAX__ ? high - low : 0.0;
}

/* The box; else the longest of the axis, of what a picture of the map shows, and of where orbits end. All of it is no
 * measure of attractors if orbits that stay begin and end in a small part. */
static double length_of_state(const chaosi_basins *b, size_t i, double ends, double starts)
{
    const double part = MOST_PARTS * fmax(ends, starts);
    double low, high, length = 0.0;
    if (b->box && b->box[2 * i] < b->box[2 * i + 1]) {
        length = b->box[2 * i + 1] - b->box[2 * i];
    } else {
        if (axis_of(b, i))
            length = length_of(axis_of(b, i));
        if (chaos_map_box(b->map, i, &low, &high) && high - low > length)
            length = high - low;
        length = ends > length && ends <= __DBL_MAX__ ? ends : length;
    }
    return part > 0.0 && part < length ? part : length;
}

int chaosi_basins_cut(chaosi_basins *b)
{
    chaosi_cutting *c = &b->cutting;
    double *low = chaosi_alloc(4 * b->dim, sizeof *low), *high = low + 2 * b->dim, longest = 0.0;
    const double cells = (double)chaosi_basins_side(b->dim);
    int code = low ? chaosi_basins_pilot(b, low, high) : CHAOS_ENOMEM;
    for (size_t i = 0; i < b->dim && code == CHAOS_OK; i++) {
        low[i] = length_of_state(b, i, high[i] - low[i], high[b->dim + i] - low[b->dim + i]);
        longest = fmax(longest, low[i]);
    }
    for (size_t i = 0; i < b->dim && code == CHAOS_OK; i++) {
        const double period = b->options.lift ? 0.0 : chaosi_map_wrap(b->map, i),
                     length = low[i] > 0.0    ? low[i]
                              : longest > 0.0 ? longest
                                              : 1.0;
        c->low[i] = 0.0;
        c->turns[i] = period > 0.0 ? fmax(1.0, rint(period * (cells / length))) : INFINITY;
        c->per[i] = period > 0.0 ? c->turns[i] / period : cells / length;
    }
    free(low);
    return code;
}

/* ------------------------------------------------------------------- the way */

typedef struct collection {
    const uint64_t *among; /* NULL: all */
    uint64_t *starts, n;   /* starts NULL: they are only counted */
} collection;

static void collect_some(chaosi_basins *b, void *ctx, uint64_t first, uint64_t end)
{
    collection *c = ctx;
    for (uint64_t i = first; i < end; i++) {
        const uint64_t start = c->among ? c->among[i] : i;
        if (b->labels[start] != CHAOS_LABEL_UNRESOLVED)
            continue;
        if (c->starts)
            c->starts[c->n] = start;
        c->n++;
    }
}

/* Those that came to nothing known. *starts: free() frees it, NULL if there are none. */
static int collect(chaosi_basins *b, const uint64_t *among, uint64_t count, uint64_t **starts, uint64_t *left)
{
    collection c = { .among = among };
    int code = chaosi_basins_pass(b, count, collect_some, &c);
    *left = c.n;
    c.starts = code == CHAOS_OK && c.n > 0 ? malloc(c.n * sizeof *c.starts) : NULL;
    *starts = c.starts;
    if (code != CHAOS_OK || c.n == 0)
        return code;
    c.n = 0;
    return c.starts ? chaosi_basins_pass(b, count, collect_some, &c) : CHAOS_ENOMEM;
}

/* From some of them, far apart. */
static int discover_again(chaosi_basins *b, const uint64_t *starts, uint64_t count, bool *added)
{
    uint64_t some[SAMPLE];
    const uint64_t n = count < SAMPLE ? count : SAMPLE;
    for (uint64_t i = 0; i < n; i++)
        some[i] = starts[(uint64_t)(((double)i + 0.5) * ((double)count / (double)n))];
    return chaosi_basins_discover_from(b, some, n, added);
}

static int find(chaosi_basins *b)
{
    uint64_t *starts = NULL, *fewer, count = b->source.npoints;
    bool added = true;
    chaosi_basins_part(b, 0.02);
    int code = chaosi_basins_cut(b);
    chaosi_basins_part(b, 0.2);
    if (code == CHAOS_OK && !b->conservative)
        code = chaosi_basins_discover(b);
    for (double to = b->times ? 0.5 : 0.85; code == CHAOS_OK && added && count > 0; to += (0.98 - to) / 2.0) {
        chaosi_basins_part(b, to);
        code = chaosi_basins_classify(b, starts, count);
        if (code != CHAOS_OK)
            break;
        code = collect(b, starts, count, &fewer, &count);
        free(starts);
        starts = fewer;
        added = false;
        chaosi_basins_part(b, to + (0.98 - to) / 4.0);
        if (code == CHAOS_OK && count > 0 && !b->conservative)
            code = discover_again(b, starts, count, &added);
    }
    free(starts);
    return code;
}

static void rename_some(chaosi_basins *b, void *ctx, uint64_t first, uint64_t end)
{
    const int32_t *place = ctx;
    for (uint64_t i = first; i < end; i++)
        if (b->labels[i] >= 0)
            b->labels[i] = place[b->labels[i]];
}

/* Attractors in the order of their points. */
static int sort(chaosi_basins *b)
{
    const size_t n = b->nattractors, dim = b->dim;
    int32_t *place = chaosi_alloc(n, sizeof *place);
    chaosi_attractor *sorted = chaosi_alloc(n, sizeof *sorted);
    for (size_t i = 0; place && sorted && i < n; i++)
        for (size_t k = 0; k < n; k++) {
            size_t s = 0;
            const double *x = b->attractors[i].point, *y = b->attractors[k].point;
            while (s < dim && x[s] == y[s])
                s++;
            place[i] += s < dim ? y[s] < x[s] : k < i;
        }
    const bool there = place && sorted;
    for (size_t i = 0; there && i < n; i++)
        sorted[place[i]] = b->attractors[i];
    if (there && n > 0)
        memcpy(b->attractors, sorted, n * sizeof *sorted);
    const int code = there ? chaosi_basins_pass(b, b->source.npoints, rename_some, place) : CHAOS_ENOMEM;
    free(place);
    free(sorted);
    return code;
}

int chaosi_basins_ended(const chaosi_basins *b, int code, chaos_error *error)
{
    if (code == CHAOS_EFUNCTION)
        return chaosi_stopped(b->stop, error);
    if (code == CHAOS_ENOMEM)
        return chaosi_nomem(error);
    if (code == CHAOS_ECANCELED)
        return chaosi_canceled(error);
    return code;
}

static int run(chaosi_basins *b, chaos_result **result, chaos_error *error)
{
    int code = find(b);
    chaosi_basins_part(b, 0.98);
    if (code == CHAOS_OK && b->times)
        code = chaosi_basins_arrivals(b);
    if (code == CHAOS_OK)
        code = sort(b);
    code = chaosi_basins_ended(b, code, error);
    chaosi_basins_part(b, 1.0);
    if (code == CHAOS_OK)
        code = chaosi_basins_describe(b, error);
    if (code == CHAOS_OK)
        code = chaosi_basins_result(b, result, error);
    if (code == CHAOS_OK && b->options.progress)
        b->options.progress(b->options.user, b->spent, b->spent);
    return code;
}

/* ------------------------------------------------------------------ arguments */

static double centre(const chaos_axis *axis, uint64_t i)
{
    return axis->values
               ? axis->values[i]
               : axis->start + ((double)i + 0.5) * ((axis->stop - axis->start) / (double)axis->count);
}

double chaos_cell_centre(const chaos_axis *axis, uint64_t i)
{
    chaos_axis own;
    if (!axis || chaosi_struct_read(&chaosi_struct_axis, "axis", axis, &own, NULL) != CHAOS_OK ||
        i >= own.count)
        return CHAOSI_NAN;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const double value = centre(&own, i);
    chaosi_fpenv_leave(host);
    return value;
}

static int check(const chaos_map *map, uint64_t max_steps, chaos_error *error)
{
    if (map->flags & (CHAOSI_TIMED | CHAOSI_RANDOM))
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1,
                           "map must not %s, as %.60s does: its attractors are not sets of states",
                           map->flags & CHAOSI_TIMED ? "read the time" : "draw random numbers", map->name);
    if (map->dim > MOST_STATES)
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1,
                           "map must have at most %d states, got %llu of %.60s", MOST_STATES,
                           (unsigned long long)map->dim, map->name);
    if (max_steps > most_steps)
        return chaosi_fail(error, CHAOS_EINVAL, "max_steps", -1, "max_steps must be at most 2^40, got %llu",
                           (unsigned long long)max_steps);
    return CHAOS_OK;
}

static int check_grid(const chaosi_basins *b, chaos_error *error)
{
    const chaosi_source *s = &b->source;
    const chaos_grid *g = &s->grid;
    for (uint32_t d = 0; d < s->ndim && !b->exits; d++)
        if (s->quantity[d] < (int64_t)s->map->nparams)
            return chaosi_fail(error, CHAOS_EINVAL, s->axis[d].name, d,
                               "axes of basins must be states, got %s, a parameter", s->axis[d].name);
    if (s->ndim == 0 && g->starts == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", -1,
                           "grid must have axes, or random starts, got neither");
    if (g->first || g->count || g->start)
        return chaosi_fail(error, CHAOS_EINVAL,
                           g->first   ? "first"
                           : g->count ? "count"
                                      : "start",
                           -1, "%s must be 0 for basins, got %llu",
                           g->first   ? "first"
                           : g->count ? "count"
                                      : "start",
                           (unsigned long long)(g->first   ? g->first
                                                : g->count ? g->count
                                                           : g->start));
    return CHAOS_OK;
}

static int check_box(const chaosi_basins *b, chaos_error *error)
{
    for (size_t i = 0; b->box && i < b->dim; i++) {
        const double low = b->box[2 * i], high = b->box[2 * i + 1];
        if (low == low && !(low <= high && high - low <= __DBL_MAX__))
            return chaosi_fail(error, CHAOS_EINVAL, "box", (int64_t)i,
                               "box of %s must be low <= high, both finite, got %g,%g", b->map->states[i],
                               low, high);
    }
    return CHAOS_OK;
}

/* The caller's grid with the centres of cells as values; `own` outlives the source. */
static int read_grid(chaosi_basins *b, const chaos_grid *grid, chaos_grid *own, chaos_error *error)
{
    if (!grid)
        return chaosi_fail(error, CHAOS_EINVAL, "grid", -1, "grid must be a chaos_grid, got NULL");
    int code = chaosi_struct_read(&chaosi_struct_grid, "grid", grid, own, error);
    if (code != CHAOS_OK)
        return code;
    own->size = sizeof *own;
    b->box = own->box;
    if (own->starts == 0)
        own->box = NULL; /* it is of the cells alone */
    code = chaosi_source_from_grid(&b->source, b->map, own, error);
    if (code == CHAOS_OK)
        code = check_grid(b, error);
    if (code == CHAOS_OK)
        code = check_box(b, error);
    for (uint32_t d = 0; d < b->source.ndim && code == CHAOS_OK; d++) {
        chaos_axis *axis = &b->source.axis[d];
        b->values[d] = chaosi_alloc(axis->count, sizeof(double));
        if (!b->values[d])
            return chaosi_nomem(error);
        for (uint64_t i = 0; i < axis->count; i++)
            b->values[d][i] = centre(axis, i);
        b->asked[d] = *axis;
        axis->values = b->values[d];
    }
    return code;
}

static bool allocate(chaosi_basins *b)
{
    chaosi_cutting *c = &b->cutting;
    c->dim = b->dim;
    c->low = chaosi_alloc(3 * b->dim, sizeof *c->low);
    if (!c->low)
        return false;
    c->per = c->low + b->dim;
    c->turns = c->per + b->dim;
    return true;
}

void chaosi_basins_free(chaosi_basins *b)
{
    for (size_t i = 0; i < b->nattractors; i++) {
        free(b->attractors[i].point);
        free(b->attractors[i].exponents);
    }
    for (uint32_t d = 0; d < CHAOS_MAX_AXES; d++)
        free(b->values[d]);
    free(b->attractors);
    free(b->cutting.low);
    chaosi_cells_free(&b->cells);
}

int chaosi_basins_read(chaosi_basins *b, chaos_grid *own, const chaos_grid *grid,
                       const chaos_options *options, chaos_error *error)
{
    int code = check(b->map, b->max_steps, error);
    if (code == CHAOS_OK)
        code = chaosi_options(&b->options, b->map, options, error);
    if (code != CHAOS_OK)
        return code;
    b->max_steps = b->max_steps ? b->max_steps : default_steps;
    b->dim = b->map->dim;
    b->nexponents = b->dim < MOST_EXPONENTS ? b->dim : MOST_EXPONENTS;
    code = read_grid(b, grid, own, error);
    b->isa = code == CHAOS_OK ? chaosi_isa_current(error) : NULL;
    if (code == CHAOS_OK && !b->isa)
        code = CHAOS_ENOTSUP;
    if (code != CHAOS_OK)
        return code;
    b->params = b->source.grid.params ? b->source.grid.params : b->map->param_defaults;
    b->kernels = b->map->kernels.tables[b->isa->index];
    b->exact = chaosi_bound_is_exact(b->map, b->options.lift, b->params, b->options.bound);
    return allocate(b) ? CHAOS_OK : chaosi_nomem(error);
}

int chaosi_basins_begin(chaosi_basins *b, chaos_grid *own, const chaos_grid *grid,
                        const chaos_options *options, chaos_error *error)
{
    const int code = chaosi_basins_read(b, own, grid, options, error);
    return code == CHAOS_OK ? chaosi_basins_ended(b, chaosi_basins_clear(b), error) : code;
}

int chaos_basins(const chaos_map *map, const chaos_grid *grid, uint64_t max_steps, int32_t *labels,
                 int64_t *times, chaos_result **result, const chaos_options *options, chaos_error *error)
{
    const char *missing = !map ? "map" : !result ? "result" : !labels ? "labels" : NULL;
    chaosi_basins b = { .map = map, .labels = labels, .times = times, .max_steps = max_steps };
    chaos_grid own;
    if (result)
        *result = NULL;
    if (missing)
        return chaosi_fail(error, CHAOS_EINVAL, missing, -1, "%s must not be NULL", missing);
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int code = chaosi_basins_begin(&b, &own, grid, options, error);
    if (code == CHAOS_OK)
        code = run(&b, result, error);
    chaosi_basins_free(&b);
    chaosi_fpenv_leave(host);
    return code;
}
