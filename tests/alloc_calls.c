/* Memory that runs out: sweeps, measures, orbits, basins and maps.
 *
 * SPDX-License-Identifier: MIT
 */
#include "alloc_failures.h"

#include <stdio.h>
#include <string.h>

enum { POINTS = 700, STEPS = 3000 };
double out[ROOM];
chaos_error error;
chaos_map *ring;

static chaos_options three_threads(void)
{
    return (chaos_options){ .size = sizeof(chaos_options), .threads = 3 };
}

/* One of each kind, its outputs within a share of `out` of their own. */
int sweep(void)
{
    enum { SHARE = ROOM / 16 };
    static const char *const texts[] = {
        "density:bins=7",        "moments",       "lyapunov:count=all:blocks=4",
        "period:transient=1000", "orbit:steps=5", "escape",
        "final:of=k*theta",      "rotation",
    };
    const chaos_map *standard = chaos_map_find("standard");
    chaos_axis axis = { .size = sizeof axis, .name = "k", .count = POINTS, .start = 0.1, .stop = 5 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_options options = three_threads();
    chaos_measure *measures[8] = { NULL };
    chaos_output outputs[8 * 4];
    size_t noutputs = 0;
    int code = CHAOS_OK;
    for (size_t i = 0; i < 8 && code == CHAOS_OK; ++i) {
        chaos_array array = { .size = sizeof array };
        code = chaos_measure_new(standard, texts[i], &measures[i], &error);
        for (size_t k = 0; code == CHAOS_OK && k < chaos_measure_narrays(measures[i]) && k < 2; ++k) {
            code = chaos_measure_array(measures[i], k, &array, &error);
            if (code != CHAOS_OK)
                break;
            outputs[noutputs++] = (chaos_output){
                .size = sizeof *outputs,
                .measure = measures[i],
                .name = array.quantity->name,
                .data = out + (2 * i + k) * SHARE,
            };
        }
    }
    if (code == CHAOS_OK)
        code = chaos_sweep(standard, &grid, outputs, noutputs, NULL, &options, &error);
    for (size_t i = 0; i < 8; ++i)
        chaos_measure_free(measures[i]);
    return code;
}

/* All outputs of the measure of that text, each into a ninth of `out`. */
static int into_out(const chaos_map *map, const chaos_grid *grid, const chaos_batch *batch, const char *text)
{
    chaos_options options = three_threads();
    chaos_measure *measure;
    chaos_output outputs[9];
    int code = chaos_measure_new(map, text, &measure, &error);
    if (code != CHAOS_OK)
        return code;
    const size_t n = chaos_measure_narrays(measure);
    for (size_t i = 0; i < n && code == CHAOS_OK; ++i) {
        chaos_array array = { .size = sizeof array };
        code = chaos_measure_array(measure, i, &array, &error);
        outputs[i] = (chaos_output){
            .size = sizeof *outputs,
            .measure = measure,
            .name = array.quantity->name,
            .data = out + i * (ROOM / 9),
        };
    }
    if (code == CHAOS_OK)
        code = grid ? chaos_sweep(map, grid, outputs, n, NULL, &options, &error)
                    : chaos_batch_measure(map, batch, outputs, n, NULL, &options, &error);
    chaos_measure_free(measure);
    return code;
}

/* No view helps here: a lattice's range may need a pilot pass. */
int pilot(void)
{
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 20, .start = 3, .stop = 4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    return into_out(ring, &grid, NULL, "density:of=x0 + x1:bins=10:transient=10:steps=200");
}

int hysteresis(void)
{
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = POINTS, .start = 2.8, .stop = 3.5 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .start = CHAOS_BOTH };
    chaos_options options = three_threads();
    chaos_result *result = NULL;
    const int code = chaos_hysteresis(chaos_map_find("logistic"), &grid, 20, 10, &result, &options, &error);
    chaos_result_free(result);
    return code;
}

static const uint64_t shape = POINTS;
static const chaos_batch batch = { .size = sizeof batch, .ndim = 1, .shape = &shape };

int iterate(void)
{
    chaos_options options = three_threads();
    return chaos_iterate(chaos_map_find("henon"), 100 * STEPS, &batch, out, &options, &error);
}

int orbit(void)
{
    chaos_options options = three_threads();
    return chaos_orbit(chaos_map_find("henon"), 100 * STEPS, 100, 1, &batch, out, &options, &error);
}

int lyapunov(void)
{
    chaos_options options = three_threads();
    return chaos_lyapunov(chaos_map_find("henon"), 100, STEPS, CHAOS_ALL, &batch, out, out + ROOM / 2, NULL,
                          &options, &error);
}

int measure_orbits(void)
{
    return into_out(chaos_map_find("henon"), NULL, &batch, "moments:transient=100:steps=3000");
}

size_t kind_now;

/* At 8 points with 3 starts each. */
int one_kind(void)
{
    char text[80];
    const double box[4] = { 0, 6, -1, 1 };
    chaos_axis axis = { .size = sizeof axis, .name = "k", .count = 8, .start = 0.1, .stop = 5 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .starts = 3, .box = box };
    snprintf(text, sizeof text, "%s:steps=512:transient=20", chaos_measure_kind_at(kind_now)->name);
    return into_out(chaos_map_find("standard"), &grid, NULL, text);
}

int survivors(void)
{
    double rate;
    chaos_measure *made = NULL;
    const double box[4] = { -1, 1, -1, 1 };
    const chaos_grid grid = { .size = sizeof grid, .starts = 200, .box = box };
    int code = chaos_measure_new(chaos_map_find("henon"), "survival:region=x < 1:sides=y > 0,y < 0:steps=20",
                                 &made, &error);
    const chaos_output output = {
        .size = sizeof output, .measure = made, .name = "survival_rate", .data = &rate
    };
    if (code == CHAOS_OK)
        code = chaos_sweep(chaos_map_find("henon"), &grid, &output, 1, NULL, NULL, &error);
    chaos_measure_free(made);
    return code;
}

/* Options and their expressions, from text and back. */
int measure(void)
{
    chaos_measure *made = NULL;
    char text[256];
    int code = chaos_measure_new(chaos_map_find("henon"), "moments:of=x^2 + y,y:when=y > 0", &made, &error);
    if (code && made)
        return CHAOS_EINTERNAL;
    if (code == CHAOS_OK)
        code = chaos_measure_set(made, "of", "x*y", &error);
    if (code == CHAOS_OK && chaos_measure_text(made, text, sizeof text) >= sizeof text)
        code = CHAOS_EINTERNAL;
    chaos_measure_free(made);
    return code;
}

int iterate_one(void)
{
    /* An input and output: kept apart from the pattern. */
    double params[2] = { 3.9, 0.1 }, *state = out;
    for (int i = 0; i < 500; ++i)
        state[i] = 0.3;
    int code = chaos_iterate_one(ring, 100, params, state, NULL, &error);
    if (code)
        for (int i = 0; i < 500; ++i)
            if (state[i] != 0.3)
                return CHAOS_EINTERNAL;
    if (code)
        memset(out, 0x5a, 500 * sizeof *out);
    return code;
}

int orbit_next(void)
{
    static double state[500];
    double params[2] = { 3.9, 0.1 };
    for (int i = 0; i < 500; ++i)
        state[i] = 0.3;
    int code = chaos_orbit_next(ring, 100, params, state, out, NULL, &error);
    if (code)
        for (int i = 0; i < 500; ++i)
            if (state[i] != 0.3)
                return CHAOS_EINTERNAL;
    return code;
}

/* Labels are written as it goes along. */
int basins(void)
{
    static int32_t labels[100];
    static int64_t times[100];
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = 100, .start = -1.5, .stop = 1.5 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_options options = three_threads();
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = 1.5*x - x^3", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_basins(map, &grid, 1000, labels, times, &result, &options, &error);
    if (code && result)
        return CHAOS_EINTERNAL;
    chaos_result_free(result);
    chaos_map_free(map);
    return code;
}

int attractors_along(void)
{
    const chaos_axis axis = { .size = sizeof axis, .name = "h", .count = 3, .start = 0.1, .stop = 0.2 };
    const double box[2] = { -1.5, 1.5 }, h = 0.0;
    const chaos_grid grid = {
        .size = sizeof grid, .naxes = 1, .axes = &axis, .params = &h, .starts = 20, .box = box
    };
    chaos_options options = three_threads();
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = 1.5*x - x^3 + h", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_attractors_along(map, &grid, 1000, &result, &options, &error);
    if (code && result)
        return CHAOS_EINTERNAL;
    chaos_result_free(result);
    chaos_map_free(map);
    return code;
}

int edge(void)
{
    const double box[2] = { -1.5, 1.5 }, from = -0.3, to = 0.9;
    const chaos_grid grid = { .size = sizeof grid, .starts = 20, .box = box };
    chaos_options options = three_threads();
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    double distance, nearest;
    int code = chaos_map_parse("x' = 1.5*x - x^3", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_edge(map, &grid, 1000, &from, &to, 20, &result, &options, &error);
    if (code == CHAOS_OK)
        code = chaos_edge_distance(map, &grid, 1000, &from, &distance, &nearest, &options, &error);
    else if (result)
        return CHAOS_EINTERNAL;
    chaos_result_free(result);
    chaos_map_free(map);
    return code;
}

int exit_basins(void)
{
    static int32_t labels[100];
    static const char *const names[] = { "left", "right" }, *const conditions[] = { "x < -9", "x > 9" };
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = 100, .start = -1.5, .stop = 1.5 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_options options = three_threads();
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = 1.5*x - x^3", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_exit_basins(map, &grid, names, conditions, 2, 1000, labels, NULL, &result, &options,
                                 &error);
    if (code && result)
        return CHAOS_EINTERNAL;
    chaos_result_free(result);
    chaos_map_free(map);
    return code;
}

static const int32_t labels_of_64[64] = { 1, 2, 3 };

int basin_entropy(void)
{
    return chaos_basin_entropy(labels_of_64, (const uint64_t[]){ 8, 8 }, 2, 2, out, NULL, NULL, &error);
}

int uncertainty_exponent(void)
{
    return chaos_uncertainty_exponent(labels_of_64, (const uint64_t[]){ 64 }, 1, 2, 5, out, NULL, NULL,
                                      &error);
}

int boundary_cells(void)
{
    static uint8_t boundary[64];
    return chaos_boundary_cells(labels_of_64, (const uint64_t[]){ 64 }, 1, boundary, NULL, &error);
}

int wada(void) { return chaos_wada(labels_of_64, (const uint64_t[]){ 64 }, 1, 2, out, NULL, &error); }

int lattice(void)
{
    chaos_map *map = NULL;
    int code = chaos_map_lattice("logistic_ring", 1000, &map, &error);
    if (code && map)
        return CHAOS_EINTERNAL;
    chaos_map_free(map);
    return code;
}

static int half(const double *x, const double *p, double *y, void *user)
{
    (void)p, (void)user;
    y[0] = 0.5 * x[0];
    return 0;
}

int function(void)
{
    chaos_function f = { .size = sizeof f, .dim = 1, .step = half, .states = (const char *const[]){ "x" } };
    chaos_map *map = NULL;
    int code = chaos_map_from_function(&f, &map, &error);
    if (code)
        return map ? CHAOS_EINTERNAL : code;
    double state = 0.3;
    code = chaos_iterate_one(map, 3, &state, &state, NULL, &error);
    if (code == CHAOS_OK)
        code = chaos_lyapunov(map, 5, 10, 1, &(chaos_batch){ .size = sizeof(chaos_batch) }, out, NULL, NULL,
                              NULL, &error);
    chaos_map_free(map);
    return code;
}

int wide_lattice(void)
{
    uint64_t two = 2;
    chaos_batch pair = { .size = sizeof pair, .ndim = 1, .shape = &two };
    chaos_options options = three_threads();
    return chaos_lyapunov(ring, 5, 10, 20, &pair, out, NULL, NULL, &options, &error);
}
