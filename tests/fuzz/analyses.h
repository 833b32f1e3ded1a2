/* analyses.h - what fuzz_door.c calls of analyses.
 *
 * SPDX-License-Identifier: MIT */
#ifndef ANALYSES_H
#define ANALYSES_H

#include "choices.h"

/* NULL, or as many numbers as it takes. */
static double *numbers(uint64_t n)
{
    double *memory = pick(3) ? array(n, sizeof *memory) : NULL;
    for (uint64_t i = 0; memory && i < n; i++)
        memory[i] = i < 64 ? number() : 0.25;
    return memory;
}

/* Points [n][dim] of exactly that size; where n is more than makes sense those of one. */
static double *states(const chaos_map *map, uint64_t n)
{
    const uint64_t size = n < 1000 ? n * chaos_map_dim(map) : chaos_map_dim(map);
    double *memory = array(size, sizeof *memory);
    for (uint64_t i = 0; memory && i < size; i++)
        memory[i] = i < 64 ? number() : 0.25;
    return memory;
}

static void read_result(const chaos_result *result)
{
    const chaos_column *column;
    const char *table;
    for (size_t t = 0; (table = chaos_result_table(result, t)); t++)
        for (size_t i = 0; (column = chaos_result_column(result, table, i)); i++) {
            const size_t size = column->type == CHAOS_U32 ? 4 : column->type == CHAOS_C128 ? 16 : 8;
            const uint64_t n = chaos_result_elements(result, table, column->name),
                           rows = chaos_result_nrows(result, table);
            void *values = malloc(n * size + 1);
            uint64_t *offsets = malloc((rows + 1) * sizeof *offsets);
            chaos_error error = fresh();
            if (!good(chaos_result_copy(result, table, column->name, values, n * size,
                                        column->ragged ? offsets : NULL, &error),
                      &error))
                fail("a column that can't be read", &error);
            free(values);
            free(offsets);
        }
}

static void read_and_free(int code, chaos_result *result, const chaos_error *error)
{
    if (good(code, error) || code == CHAOS_ECANCELED)
        if (result)
            read_result(result);
    chaos_result_free(result);
}

static void cycle(const chaos_map *map)
{
    double *params = numbers(chaos_map_nparams(map)), *guess = states(map, 1);
    const chaos_options how = options();
    chaos_result *result = NULL;
    chaos_error error = fresh();
    const int code = chaos_cycle_find(map, count(), params, guess, &result, &how, &error);
    read_and_free(code, result, &error);
    free(params);
    free(guess);
}

static void branch(const chaos_map *map)
{
    const uint64_t period = count(), along = pick(9) ? pick(3) : count();
    const double low = number(), high = pick(4) ? low + 1.0 : number();
    double *params = numbers(chaos_map_nparams(map)), *points = states(map, period),
           *beside = array(period < 1000 ? period * chaos_map_dim(map) + 1 : 1, sizeof *beside);
    const chaos_options how = options();
    chaos_result *result = NULL;
    chaos_error error = fresh();
    int code = CHAOS_EINVAL;
    for (uint64_t i = 0; points && beside && period < 1000 && i < period * chaos_map_dim(map) + 1; i++)
        beside[i] = i < 64 ? number() : 0.25;
    switch (points && beside ? pick(4) : 4) {
    case 0:
        code = chaos_branch_double(map, period, along, low, high, params, points, count(), &result, &how,
                                   &error);
        break;
    case 1:
        code = chaos_branch_cross(map, period, along, low, high, params, points, beside, count(), &result,
                                  &how, &error);
        break;
    case 4: break;
    default:
        code = chaos_branch(map, period, along, low, high, params, points, count(), &result, &how, &error);
    }
    if (points && beside)
        read_and_free(code, result, &error);
    free(params);
    free(points);
    free(beside);
}

static void diagram(const chaos_map *map)
{
    const uint64_t along = pick(9) ? pick(3) : count(), period = pick(9) ? 1 + pick(3) : count(),
                   seeds = pick(9) ? pick(3) : count();
    const double low = number(), high = pick(4) ? low + 1.0 : number();
    double *params = numbers(chaos_map_nparams(map)), *box = numbers(2 * chaos_map_dim(map));
    const chaos_options how = options();
    chaos_result *result = NULL;
    chaos_error error = fresh();
    const int code = chaos_bifurcation_diagram(map, along, low, high, period, seeds, params, box,
                                               2 + pick(60), &result, &how, &error);
    read_and_free(code, result, &error);
    free(params);
    free(box);
}

static void skeleton(const chaos_map *map)
{
    const uint64_t period = count(), over[] = { pick(3), pick(9) ? pick(3) : count() };
    const double low = number(), box[] = { low, low + 1.0, number(), pick(4) ? 4.0 : number() };
    double *params = numbers(chaos_map_nparams(map)), *guess = states(map, 1);
    const chaos_options how = options();
    chaos_result *result = NULL;
    chaos_error error = fresh();
    if (guess) {
        const int code = chaos_skeleton(map, period, over, box, params, guess, pick(4) ? 2 * period : count(),
                                        2 + pick(100), &result, &how, &error);
        read_and_free(code, result, &error);
    }
    free(params);
    free(guess);
}

static void curve(const chaos_map *map)
{
    const uint64_t period = count(), over[] = { pick(3), pick(9) ? pick(3) : count() };
    const double low = number(), box[] = { low, low + 1.0, number(), pick(4) ? 4.0 : number() };
    double *params = numbers(chaos_map_nparams(map)), *points = states(map, period);
    const chaos_options how = options();
    chaos_result *result = NULL;
    chaos_error error = fresh();
    if (points) {
        const int code = pick(2)
                             ? chaos_bifurcation_curve(map, pick(9), period, over, box, params, points,
                                                       count(), &result, &how, &error)
                             : chaos_bifurcation_curve_from(map, pick(18), pick(4), period, over, box, params,
                                                            points, number(), count(), &result, &how, &error);
        read_and_free(code, result, &error);
    }
    free(params);
    free(points);
}

static void derivatives(const chaos_map *map)
{
    const uint64_t order = pick(6), dim = chaos_map_dim(map), nover = pick(3) ? dim : pick(4);
    uint64_t n = dim, *over = nover == dim ? NULL : array(nover, sizeof *over);
    for (uint64_t i = 0; i < order; i++)
        n = n < 1 << 20 ? n * nover : n;
    double *params = numbers(chaos_map_nparams(map)), *state = states(map, 1),
           *values = array(n, sizeof *values);
    uint32_t status;
    chaos_error error = fresh();
    for (uint64_t i = 0; over && i < nover; i++)
        over[i] = pick(9) ? pick(5) : count();
    if (state && values && (over || nover == dim))
        good(chaos_derivatives(map, order, params, state, over, over ? nover : 0, values, &status, NULL,
                               &error),
             &error);
    free(params);
    free(state);
    free(values);
    free(over);
}

/* A grid of one or two axes, most often of states, or of random starts. */
static chaos_grid random_grid(const chaos_map *map, chaos_axis axes[2])
{
    chaos_grid grid = { .size = sizeof grid, .naxes = pick(3), .axes = axes, .seed = count() };
    for (uint32_t i = 0; i < grid.naxes; i++) {
        const double low = number();
        const char *name = pick(5) ? chaos_map_state(map, i) : chaos_map_param(map, pick(3));
        axes[i] = (chaos_axis){ .size = sizeof *axes,
                                .name = name ? name : "x",
                                .count = pick(20) ? 1 + pick(12) : count(),
                                .start = low,
                                .stop = pick(6) ? low + 2.0 : number() };
    }
    grid.starts = grid.naxes ? 0 : pick(20) ? pick(30) : count() % UINT32_MAX;
    return grid;
}

static uint64_t size_of_grid(const chaos_grid *grid)
{
    uint64_t n = grid->starts ? grid->starts : 1;
    for (uint32_t i = 0; i < grid->naxes; i++)
        n = grid->axes[i].count < 1000 && n < 1 << 20 ? n * grid->axes[i].count : UINT64_MAX / 2;
    return n;
}

static void basins(const chaos_map *map)
{
    chaos_axis axes[2];
    const chaos_grid grid = random_grid(map, axes);
    const uint64_t n = size_of_grid(&grid), nregions = 1 + pick(2);
    int32_t *labels = array(n, sizeof *labels);
    int64_t *times = array(n, sizeof *times);
    const char *const names[] = { "a", WORD("b", "a", "") }, *const conditions[] = {
        WORD("x > 1", "x", "", "y < 0", "x +"), WORD("x < -1", "x^2 + y^2 < 1")
    };
    const chaos_options how = options();
    chaos_result *result = NULL;
    chaos_error error = fresh();
    if (labels && times) {
        const int code =
            pick(2) ? chaos_basins(map, &grid, count(), labels, pick(2) ? times : NULL, &result, &how, &error)
                    : chaos_exit_basins(map, &grid, names, conditions, nregions, count(), labels,
                                        pick(2) ? times : NULL, &result, &how, &error);
        untouched(labels, n, sizeof *labels, code == CHAOS_ENOMEM ? CHAOS_OK : code, &error);
        read_and_free(code, result, &error);
    }
    free(labels);
    free(times);
}

static void along(const chaos_map *map)
{
    const double low = number();
    const chaos_axis axis = { .size = sizeof axis,
                              .name = pick(9) ? chaos_map_param(map, 0) : "x",
                              .count = pick(9) ? 1 + pick(4) : count(),
                              .start = low,
                              .stop = low + 0.5 };
    const chaos_grid grid = {
        .size = sizeof grid, .naxes = 1, .axes = &axis, .starts = pick(9) ? 1 + pick(20) : count() % 100000
    };
    const chaos_options how = options();
    chaos_result *result = NULL;
    chaos_error error = fresh();
    const int code = chaos_attractors_along(map, &grid, count(), &result, &how, &error);
    read_and_free(code, result, &error);
}

static void labels(const chaos_map *map)
{
    const uint64_t shape[] = { 1 + pick(20), 1 + pick(20), 1 + pick(3), 1 };
    const uint32_t ndim = pick(9) ? 1 + pick(4) : pick(9);
    uint64_t n = 1;
    for (uint32_t i = 0; i < ndim && i < 4; i++)
        n *= shape[i];
    int32_t *labels = array(n, sizeof *labels);
    uint8_t *boundary = array(n, sizeof *boundary);
    double a, b;
    (void)map;
    for (uint64_t i = 0; i < n; i++)
        labels[i] = (int32_t)pick(4) - 1;
    chaos_error error = fresh();
    good(chaos_basin_entropy(labels, shape, ndim, count(), &a, &b, NULL, &error), &error);
    error = fresh();
    good(chaos_uncertainty_exponent(labels, shape, ndim, count(), count(), &a, &b, NULL, &error), &error);
    error = fresh();
    good(chaos_boundary_cells(labels, shape, ndim, boundary, NULL, &error), &error);
    error = fresh();
    good(chaos_wada(labels, shape, ndim, count(), &a, NULL, &error), &error);
    free(labels);
    free(boundary);
}

#endif
