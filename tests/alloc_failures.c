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
