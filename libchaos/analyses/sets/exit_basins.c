/* chaos_exit_basins: regions in the place of attractors.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/recipe.h"
#include "core/result.h"

#include <math.h>
#include <string.h>

enum { MOST_REGIONS = 1000 };

/* -------------------------------------------------------------------- result */

enum { TIME, LONGEST, NTIMES, NCOLUMNS = 3 + NTIMES };

static const chaos_column time_columns[NTIMES] = {
    [TIME] = { .name = "time",
               .type = CHAOS_F64,
               .none = CHAOSI_NAN,
               .label = "mean time",
               .unit = "iterates",
               .help = "the mean number of iterates until starts get there" },
    [LONGEST] = { .name = "longest",
                  .type = CHAOS_I64,
                  .none = -1.0,
                  .label = "longest time",
                  .unit = "iterates",
                  .help = "of the last start to get there" },
};

typedef struct arrival {
    double sum;
    int64_t longest;
} arrival;

/* Whole numbers, whose sums are exact. */
static void add_times(chaosi_basins *b, void *ctx, uint64_t first, uint64_t end)
{
    arrival *arrivals = ctx;
    for (uint64_t i = first; i < end; i++)
        if (b->labels[i] >= 0) {
            arrival *a = &arrivals[b->labels[i]];
            a->sum += (double)b->times[i];
            a->longest = b->times[i] > a->longest ? b->times[i] : a->longest;
        }
}

static void add_rows(chaos_result *made, const chaosi_basins *b, const uint64_t *cells,
                     const arrival *arrivals)
{
    const double n = (double)b->source.npoints;
    for (uint64_t i = 0; i < b->exits->count; i++) {
        const double share = (double)cells[i] / n, error = chaosi_share_error(share, n),
                     time = cells[i] ? arrivals[i].sum / (double)cells[i] : CHAOSI_NAN;
        const chaosi_cell row[NCOLUMNS] = {
            { &cells[i], 1 }, { &share, 1 }, { &error, 1 }, { &time, 1 }, { &arrivals[i].longest, 1 }
        };
        chaosi_result_row(made, 0, row);
    }
}

static int make_result(chaosi_basins *b, chaos_result **result, chaos_error *error)
{
    const uint64_t n = b->exits->count;
    uint64_t *cells = chaosi_alloc(n + 3, sizeof *cells);
    arrival *arrivals = chaosi_alloc(n, sizeof *arrivals);
    chaos_result *made = chaosi_result_new("exit_basins", b->map);
    chaosi_buffer recipe = { 0 };
    chaos_column columns[NCOLUMNS];
    int code = cells && arrivals && made ? chaosi_basins_count(b, n, cells) : CHAOS_ENOMEM;
    for (uint64_t i = 0; code == CHAOS_OK && i < n; i++)
        arrivals[i].longest = -1;
    if (code == CHAOS_OK)
        code = chaosi_basins_pass(b, b->source.npoints, add_times, arrivals);
    if (code != CHAOS_OK) {
        free(cells);
        free(arrivals);
        chaos_result_free(made);
        return chaosi_basins_ended(b, code, error);
    }
    memcpy(columns, chaosi_share_columns, sizeof chaosi_share_columns);
    memcpy(columns + NCOLUMNS - NTIMES, time_columns, sizeof time_columns);
    chaosi_result_table(made, "rows", columns, NCOLUMNS);
    add_rows(made, b, cells, arrivals);
    chaosi_basins_others(made, cells + n, (double)b->source.npoints);
    chaosi_basins_recipe(&recipe, "exit_basins", b);
    chaosi_recipe_strings(&recipe, "into", b->exits->names, b->exits->conditions, n);
    chaosi_recipe_end(&recipe);
    free(cells);
    free(arrivals);
    return chaosi_result_finish(made, &recipe, result, error);
}

/* ------------------------------------------------------------------ arguments */

static int check_names(const char *const *names, const char *const *conditions, uint64_t n,
                       chaos_error *error)
{
    for (uint64_t i = 0; i < n; i++) {
        if (!names[i] || !conditions[i])
            return chaosi_fail(error, CHAOS_EINVAL, "into", (int64_t)i,
                               "into must have a name and a condition of each region, got NULL");
        if (!*names[i])
            return chaosi_fail(error, CHAOS_EINVAL, "into", (int64_t)i,
                               "into must have a name of each region, got none of '%.60s'", conditions[i]);
        if (strcmp(names[i], "escaped") == 0 || strcmp(names[i], "unresolved") == 0)
            return chaosi_fail(error, CHAOS_EINVAL, "into", (int64_t)i,
                               "into must have other names than 'escaped' and 'unresolved', which starts are "
                               "that come to no region, got '%s'",
                               names[i]);
        for (uint64_t k = 0; k < i; k++)
            if (strcmp(names[k], names[i]) == 0)
                return chaosi_fail(error, CHAOS_EINVAL, "into", (int64_t)i,
                                   "into must have different names, got '%.60s' twice", names[i]);
    }
    return CHAOS_OK;
}

static int read_region(const chaos_map *map, const char *condition, int64_t i, chaosi_columns **region,
                       chaos_error *error)
{
    const int code = chaosi_columns_make(map, condition, "into", 1, NULL, 0, NULL, region, error);
    if (code == CHAOS_OK && (*region)->count != 1)
        return chaosi_fail(
            error, CHAOS_EINVAL, "into", i,
            "into must be one condition for all sites: write a site as x0, or a sum over sites [j]");
    if (code == CHAOS_EINVAL && error)
        error->index = i;
    return code;
}

static int read_regions(chaosi_exits *exits, const chaos_map *map, chaos_error *error)
{
    int code = check_names(exits->names, exits->conditions, exits->count, error);
    if (code != CHAOS_OK)
        return code;
    exits->regions = chaosi_alloc(exits->count, sizeof *exits->regions);
    if (!exits->regions)
        return chaosi_nomem(error);
    for (uint64_t i = 0; i < exits->count && code == CHAOS_OK; i++)
        code = read_region(map, exits->conditions[i], (int64_t)i, &exits->regions[i], error);
    return code;
}

static int check(const chaos_map *map, const char *const *names, const char *const *conditions,
                 uint64_t nregions, const int32_t *labels, chaos_result **result, chaos_error *error)
{
    const char *missing = !map          ? "map"
                          : !result     ? "result"
                          : !labels     ? "labels"
                          : !names      ? "names"
                          : !conditions ? "conditions"
                                        : NULL;
    if (missing)
        return chaosi_fail(error, CHAOS_EINVAL, missing, -1, "%s must not be NULL", missing);
    if (nregions < 1 || nregions > MOST_REGIONS)
        return chaosi_fail(error, CHAOS_EINVAL, "into", -1, "into must be 1 to %d regions, got %llu",
                           MOST_REGIONS, (unsigned long long)nregions);
    return CHAOS_OK;
}

static int run(chaosi_basins *b, chaos_result **result, chaos_error *error)
{
    int64_t *own = b->times ? NULL : malloc(b->source.npoints * sizeof *own);
    b->times = b->times ? b->times : own;
    if (!b->times)
        return chaosi_nomem(error);
    chaosi_basins_part(b, 1.0);
    int code = chaosi_basins_ended(b, chaosi_basins_classify(b, NULL, b->source.npoints), error);
    if (code == CHAOS_OK)
        code = make_result(b, result, error);
    if (code == CHAOS_OK && b->options.progress)
        b->options.progress(b->options.user, b->spent, b->spent);
    free(own);
    return code;
}

int chaos_exit_basins(const chaos_map *map, const chaos_grid *grid, const char *const *names,
                      const char *const *conditions, uint64_t nregions, uint64_t max_steps, int32_t *labels,
                      int64_t *times, chaos_result **result, const chaos_options *options, chaos_error *error)
{
    chaosi_exits exits = { .names = names, .conditions = conditions, .count = nregions };
    chaosi_basins b = {
        .map = map, .labels = labels, .times = times, .max_steps = max_steps, .exits = &exits
    };
    chaos_grid own;
    if (result)
        *result = NULL;
    int code = check(map, names, conditions, nregions, labels, result, error);
    if (code != CHAOS_OK)
        return code;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    code = read_regions(&exits, map, error);
    if (code == CHAOS_OK)
        code = chaosi_basins_begin(&b, &own, grid, options, error);
    if (code == CHAOS_OK)
        code = run(&b, result, error);
    for (uint64_t i = 0; exits.regions && i < nregions; i++)
        chaosi_columns_free(exits.regions[i]);
    free(exits.regions);
    chaosi_basins_free(&b);
    chaosi_fpenv_leave(host);
    return code;
}
