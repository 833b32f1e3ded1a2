/* What the tests share.
 *
 * SPDX-License-Identifier: MIT
 *
 * Environment, beside Check's own (CK_RUN_CASE=bits runs one subject, CK_FORK=no
 * runs all in one process) and CHAOS_ISA (the instruction set of everything that
 * does not go over all of them):
 *   CHAOS_TEST_SEED      another seed for the random inputs
 *   CHAOS_TEST_SCALE     multiplies the number of random cases; 1. With less the longest
 *                        tests leave out maps, too
 *   CHAOS_TEST_JOBS      how many processes share the subjects; 1
 *   CHAOS_TEST_PATIENCE  multiplies every time limit; 1, or 30 with a sanitizer
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <check.h>
#include <chaos.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

uint64_t test_seed(void);
double test_scale(void);
size_t test_jobs(void);
double patience(double seconds); /* a time limit, in this environment */
uint64_t scaled(uint64_t count); /* a number of random cases, at least 1 */
size_t cases_apart(void); /* every how many of a list are taken; 1 unless there are to be fewer cases */
void look_for_returns(bool wanted); /* exact returns, from here on; they are at the start */
double now(void);                   /* seconds on a clock that only goes forward */

/* The chaos_error of the calls of this thread, and the check that one went well. */
extern _Thread_local chaos_error why;
void must(int code);

/* Random numbers of a test: the same for the same seed and name. */
struct rng {
    uint64_t state;
};
struct rng rng_start(const char *name);
uint64_t rng_next(struct rng *rng);
uint64_t rng_below(struct rng *rng, uint64_t limit);
double rng_between(struct rng *rng, double low, double high);

/* Fails the test unless two arrays agree to the last bit; says where they differ.
 * The format says what was compared. */
void same_bytes(const void *got, const void *expected, size_t bytes, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void same_doubles(const double *got, const double *expected, size_t n, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int same_bits(double a, double b);

/* |got - expected| <= tolerance, and says all three. */
void close_to(double got, double expected, double tolerance, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* An array of n doubles. Frees nothing if a test fails: the process ends soon. */
double *doubles(size_t n);

/* Selects instruction set i and returns its name; past the end the usual one and NULL:
 *   for (size_t i = 0; (isa = isa_at(i)); ++i) */
const char *isa_at(size_t i);
void isa_default(void);

/* Instruction sets with the same bits have the same family, 0 or 1: without fused
 * multiply-add, sin and the like have other bits. `map` NULL: a call that takes
 * logarithms, whatever the map. */
int isa_family(const char *isa, const chaos_map *map);
enum { FAMILIES = 2 };

/* A map given as text; the caller frees it. */
chaos_map *parsed(const char *text, const chaos_text *options);
/* A built-in's own formula as text, with its angles, defaults and bound; likewise. */
chaos_map *as_text(const chaos_map *map);
/* A map of the catalogue that must be there. */
const chaos_map *map_named(const char *name);
void default_point(const chaos_map *map, double *params, double *state);
/* Parameters near their defaults, a state in the map's view or near its start. */
void random_point(struct rng *rng, const chaos_map *map, double *params, double *state);

/* A one-dimensional batch of points with all parameters and states their own. */
struct points {
    const chaos_map *map;
    uint64_t count, dim, nparams;
    double *params, *states; /* [count][nparams], [count][dim] */
    uint64_t shape;
    ptrdiff_t param_stride, state_stride;
    chaos_view *param_views, *state_views;
    chaos_batch batch;
};
struct points *points_new(const chaos_map *map, uint64_t count); /* all default */
struct points *points_random(struct rng *rng, const chaos_map *map, uint64_t count);
void points_free(struct points *points);
/* The batch of `count` points from `first` on; valid until the next call. */
const chaos_batch *points_slice(struct points *points, uint64_t first, uint64_t count);
const chaos_batch *points_all(struct points *points);

/* Options with everything default except threads. */
chaos_options with_threads(uint32_t threads);

/* Whether this build has what a kind needs: GSL, for one. */
bool kind_is_here(const chaos_measure_kind *kind);

/* Measures that must be refused: of which map, which argument is wrong (NULL: any), and a part of what is said. */
struct refusal {
    const char *map, *text, *argument, *says;
};
void are_refused(const struct refusal *wrong, size_t n);

/* A measure made of that text, as printf has it; the caller frees it. */
chaos_measure *measure_of(const chaos_map *map, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A batch or a grid, with the measure of such a text, whose first output goes into data. */
int batch_into(void *data, uint32_t *status, const chaos_map *map, const chaos_batch *batch,
               const chaos_options *options, const char *format, ...) __attribute__((format(printf, 6, 7)));
int sweep_into(void *data, uint32_t *status, const chaos_map *map, const chaos_grid *grid,
               const chaos_options *options, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A measure with memory for all its outputs, its status mask the last of them. */
enum { MAX_ARRAYS = 9, MAX_KINDS = 64 };
struct measured {
    chaos_measure *measure;
    const char *kind;
    size_t n;
    chaos_array arrays[MAX_ARRAYS];
    chaos_output outputs[MAX_ARRAYS];
    size_t bytes[MAX_ARRAYS]; /* of one point, or of all if it is `once` */
    uint64_t points;
};
struct measured measured_by(chaos_measure *measure, uint64_t points); /* which it frees with it */
struct measured measured_new(const chaos_map *map, uint64_t points, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void measured_free(struct measured *m);
/* Output i of a point, or of all if it is `once`. */
void *output_at(const struct measured *m, size_t i, uint64_t point);
/* The index of the output of that name, which must be there. */
size_t array_named(const struct measured *m, const char *name);
/* Bytes that nothing would write. */
void measured_spoil(struct measured *m);
/* All bytes of both agree; the format says what was compared. */
void same_measured(const struct measured *got, const struct measured *expected, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Several of them over a batch or a grid, in calls of up to CHAOS_MAX_MEASURES. A part of
 * a grid lands where it lands in the whole. */
int batch_measured(const chaos_map *map, const chaos_batch *batch, struct measured *m, size_t n,
                   const chaos_options *options);
int sweep_measured(const chaos_map *map, const chaos_grid *grid, struct measured *m, size_t n,
                   const chaos_options *options);

/* One measure at one point, the default one where params or state are NULL, of so many random starts if more than 1. */
struct measured measured_at(const chaos_map *map, const double *params, const double *state, uint64_t starts,
                            const char *text);

/* One measure of each kind that this map has, with options that are not the defaults.
 * Returns their number. */
size_t measures_all(const chaos_map *map, uint64_t points, uint64_t transient, uint64_t steps,
                    struct measured measures[MAX_KINDS]);
void measures_free(struct measured *measures, size_t n);
int has_angles(const chaos_map *map);

/* The cycle near a guess; points [period][dim], multipliers [dim][2] and converged may be NULL.
 * Returns the call's code. */
int cycle_of(const chaos_map *map, uint64_t period, const double *params, const double *guess, double *points,
             double *multipliers, bool *converged);

/* One orbit of a map: its first exponent or another single number. */
double lyapunov_of(const chaos_map *map, uint64_t transient, uint64_t steps, const double *params,
                   const double *state, double *standard_error, uint32_t *status);

/* The subjects, one of each file test_NAME.c of tests/unit. */
#define TEST(name) TCase *tcase_##name(void);
#include "tests/unit/list.h"
#undef TEST

#endif
