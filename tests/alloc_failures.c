/* Memory that runs out: each allocation of each call fails once.
 *
 * The library is linked statically into this program and its calls of malloc
 * and the like are wrapped (ld --wrap), so that no other library notices. Call
 * by call the first allocation fails, then the second, and so on, until one
 * runs without a failure: every other must return CHAOS_ENOMEM with its outputs
 * as they were. What a failed call leaks, the address sanitizer reports.
 * A thread that can't be had is no failure at all: fewer do the work.
 *
 * SPDX-License-Identifier: MIT
 */
#include "alloc_failures.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------- the wrappers */

static atomic_long allocations, fail_at; /* fail_at 0: none */
static atomic_long threads_started, thread_limit = -1;
static atomic_long held; /* blocks that were not freed again */

static int fails(void)
{
    long n = atomic_fetch_add(&allocations, 1) + 1;
    if (n != atomic_load(&fail_at))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
int __real_posix_memalign(void **block, size_t alignment, size_t size);
void __real_free(void *block);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **block, size_t alignment, size_t size);
void __wrap_free(void *block);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);

static void *hold(void *block)
{
    if (block)
        atomic_fetch_add(&held, 1);
    return block;
}

void *__wrap_malloc(size_t size) { return fails() ? NULL : hold(__real_malloc(size)); }

void *__wrap_calloc(size_t count, size_t size) { return fails() ? NULL : hold(__real_calloc(count, size)); }

void *__wrap_realloc(void *block, size_t size)
{
    if (fails())
        return NULL;
    void *moved = __real_realloc(block, size);
    return block ? moved : hold(moved);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : hold(__real_aligned_alloc(alignment, size));
}

int __wrap_posix_memalign(void **block, size_t alignment, size_t size)
{
    if (fails())
        return ENOMEM;
    int code = __real_posix_memalign(block, alignment, size);
    if (code == 0)
        hold(*block);
    return code;
}

char *__wrap_strdup(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = __wrap_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

void __wrap_free(void *block)
{
    if (block)
        atomic_fetch_sub(&held, 1);
    __real_free(block);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument)
{
    long n = atomic_fetch_add(&threads_started, 1), limit = atomic_load(&thread_limit);
    return limit >= 0 && n >= limit ? EAGAIN : __real_pthread_create(thread, attributes, run, argument);
}

/* ----------------------------------------------------------------- the calls */

enum { POINTS = 700, STEPS = 3000 };
double out[ROOM];
chaos_error error;
static chaos_map *ring; /* more sites than the stack holds */

static chaos_options three_threads(void)
{
    return (chaos_options){ .size = sizeof(chaos_options), .threads = 3 };
}

/* One of each kind, its outputs within a share of `out` of their own. */
static int sweep(void)
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
static int pilot(void)
{
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 20, .start = 3, .stop = 4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    return into_out(ring, &grid, NULL, "density:of=x0 + x1:bins=10:transient=10:steps=200");
}

static int hysteresis(void)
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

static int iterate(void)
{
    chaos_options options = three_threads();
    return chaos_iterate(chaos_map_find("henon"), 100 * STEPS, &batch, out, &options, &error);
}

static int orbit(void)
{
    chaos_options options = three_threads();
    return chaos_orbit(chaos_map_find("henon"), 100 * STEPS, 100, 1, &batch, out, &options, &error);
}

static int lyapunov(void)
{
    chaos_options options = three_threads();
    return chaos_lyapunov(chaos_map_find("henon"), 100, STEPS, CHAOS_ALL, &batch, out, out + ROOM / 2, NULL,
                          &options, &error);
}

static int measure_orbits(void)
{
    return into_out(chaos_map_find("henon"), NULL, &batch, "moments:transient=100:steps=3000");
}

/* The measure of that number, with its defaults but for few steps, at 8 points with 3 starts each. */
static size_t kind_now;

static int one_kind(void)
{
    char text[80];
    const double box[4] = { 0, 6, -1, 1 };
    chaos_axis axis = { .size = sizeof axis, .name = "k", .count = 8, .start = 0.1, .stop = 5 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .starts = 3, .box = box };
    snprintf(text, sizeof text, "%s:steps=512:transient=20", chaos_measure_kind_at(kind_now)->name);
    return into_out(chaos_map_find("standard"), &grid, NULL, text);
}

static int survivors(void)
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
static int measure(void)
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

static int iterate_one(void)
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

static int orbit_next(void)
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
static int basins(void)
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

static int attractors_along(void)
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

static int edge(void)
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

static int exit_basins(void)
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

static int basin_entropy(void)
{
    return chaos_basin_entropy(labels_of_64, (const uint64_t[]){ 8, 8 }, 2, 2, out, NULL, NULL, &error);
}

static int uncertainty_exponent(void)
{
    return chaos_uncertainty_exponent(labels_of_64, (const uint64_t[]){ 64 }, 1, 2, 5, out, NULL, NULL,
                                      &error);
}

static int boundary_cells(void)
{
    static uint8_t boundary[64];
    return chaos_boundary_cells(labels_of_64, (const uint64_t[]){ 64 }, 1, boundary, NULL, &error);
}

static int wada(void) { return chaos_wada(labels_of_64, (const uint64_t[]){ 64 }, 1, 2, out, NULL, &error); }

static int lattice(void)
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

static int function(void)
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

static int wide_lattice(void)
{
    uint64_t two = 2;
    chaos_batch pair = { .size = sizeof pair, .ndim = 1, .shape = &two };
    chaos_options options = three_threads();
    return chaos_lyapunov(ring, 5, 10, 20, &pair, out, NULL, NULL, &options, &error);
}

/* --------------------------------------------------------------- the failures */

static const struct {
    const char *name;
    int (*call)(void);
} calls[] = {
    { "sweep", sweep },
    { "pilot", pilot },
    { "hysteresis", hysteresis },
    { "iterate", iterate },
    { "orbit", orbit },
    { "lyapunov", lyapunov },
    { "batch_measure", measure_orbits },
    { "measure_new", measure },
    { "survival", survivors },
    { "iterate_one", iterate_one },
    { "orbit_next", orbit_next },
    { "cycle", cycle },
    { "cycle of henon", cycle_of_henon },
    { "cycle of a lattice", cycle_of_lattice },
    { "branch", branch },
    { "branch_double", branch_double },
    { "branch_cross", branch_cross },
    { "bifurcation_curve", curve },
    { "bifurcation_curve of a plane", curve_of_plane },
    { "bifurcation_curve_from", curve_from },
    { "bifurcation_curve_from_resonance", curve_from_resonance },
    { "bifurcation_diagram", diagram },
    { "skeleton", skeleton },
    { "basins", basins },
    { "edge", edge },
    { "exit_basins", exit_basins },
    { "attractors_along", attractors_along },
    { "basin_entropy", basin_entropy },
    { "uncertainty_exponent", uncertainty_exponent },
    { "boundary_cells", boundary_cells },
    { "wada", wada },
    { "map_lattice", lattice },
    { "map_from_function", function },
    { "lyapunov of a lattice", wide_lattice },
};

static int untouched(void)
{
    for (size_t i = 0; i < sizeof out; ++i)
        if (((unsigned char *)out)[i] != 0x5a)
            return 0;
    return 1;
}

/* Returns the number of failures found. */
static int fail_one_by_one(const char *name, int (*call)(void))
{
    int wrong = 0;
    long n = 1;
    for (;; ++n) {
        long before = atomic_load(&held);
        memset(out, 0x5a, sizeof out);
        memset(&error, 0, sizeof error);
        atomic_store(&allocations, 0);
        atomic_store(&fail_at, n);
        int code = call();
        atomic_store(&fail_at, 0);
        if (atomic_load(&held) != before) {
            printf("%s: %ld blocks more than before, when allocation %ld failed\n", name,
                   atomic_load(&held) - before, n);
            ++wrong;
        }
        if (atomic_load(&allocations) < n) { /* none failed */
            if (code != CHAOS_OK) {
                printf("%s: code %d without a failure: %s\n", name, code, error.message);
                ++wrong;
            }
            break;
        }
        if (code != CHAOS_ENOMEM || error.code != CHAOS_ENOMEM || !error.message[0]) {
            printf("%s: code %d, '%s' when allocation %ld failed\n", name, code, error.message, n);
            ++wrong;
        }
        if (!untouched()) {
            printf("%s: outputs were written when allocation %ld failed\n", name, n);
            ++wrong;
        }
    }
    printf("%s: %ld allocations\n", name, n - 1);
    return wrong;
}

static int without_threads(const char *name, int (*call)(void))
{
    static double expected[ROOM];
    int wrong = 0;
    memset(out, 0x5a, sizeof out);
    call();
    memcpy(expected, out, sizeof out);
    for (long limit = 0; limit < 3; ++limit) {
        memset(out, 0x5a, sizeof out);
        atomic_store(&threads_started, 0);
        atomic_store(&thread_limit, limit);
        int code = call();
        atomic_store(&thread_limit, -1);
        if (code != CHAOS_OK || memcmp(out, expected, sizeof out) != 0) {
            printf("%s: code %d, '%s', %s bits, with %ld threads to be had\n", name, code, error.message,
                   memcmp(out, expected, sizeof out) ? "other" : "the same", limit);
            ++wrong;
        }
    }
    return wrong;
}

int main(void)
{
    int wrong = 0;
    if (chaos_map_lattice("logistic_ring", 500, &ring, NULL) != CHAOS_OK)
        return 99;
    atomic_store(&allocations, 0);
    sweep();
    if (atomic_load(&allocations) == 0) {
        printf("the library's allocations can't be seen: not linked statically\n");
        return 77;
    }
    long threads = atomic_load(&threads_started);
    printf("a sweep on three threads starts %ld\n", threads);
    wrong += threads == 0;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i) {
        wrong += fail_one_by_one(calls[i].name, calls[i].call);
        wrong += without_threads(calls[i].name, calls[i].call);
    }
    for (const chaos_measure_kind *kind; (kind = chaos_measure_kind_at(kind_now)); ++kind_now) {
        const int code = one_kind();
        if (code == CHAOS_EINVAL || code == CHAOS_ENOTSUP) { /* it has no rotation number; there is no GSL */
            printf("%s: %s\n", kind->name, error.message);
            continue;
        }
        wrong += fail_one_by_one(kind->name, one_kind);
        wrong += without_threads(kind->name, one_kind);
    }
    chaos_map_free(ring);
    return wrong != 0;
}
