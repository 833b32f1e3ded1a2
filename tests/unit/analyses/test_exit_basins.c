/* Which region starts come to first.
 *
 * SPDX-License-Identifier: MIT */
#include "support.h"

#include <math.h>
#include <string.h>

static const char *const names[] = { "left", "right" };

/* x' = 2x, by plain arithmetic. */
static int32_t doubled(double x, int64_t *time)
{
    for (*time = 0; *time <= 10; ++*time, x *= 2.0)
        if (x < -9.0 || x > 9.0)
            return x > 9.0;
    *time = -1;
    return CHAOS_LABEL_UNRESOLVED;
}

START_TEST(times_are_exact)
{
    enum { N = 999 };
    static const char *const conditions[] = { "x < -9", "x > 9" };
    chaos_map *map = parsed("x' = 2*x", NULL);
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = N, .start = -12.0, .stop = 12.0 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    int32_t labels[N];
    int64_t times[N], longest[2], expected_longest[2] = { -1, -1 };
    uint64_t cells[2], others[3], expected[4] = { 0 };
    double time[2], sum[2] = { 0 };
    chaos_result *result;
    must(chaos_exit_basins(map, &grid, names, conditions, 2, 10, labels, times, &result, NULL, &why));
    for (int i = 0; i < N; i++) {
        int64_t when;
        const int32_t label = doubled(chaos_cell_centre(&axis, (uint64_t)i), &when);
        ck_assert_int_eq(labels[i], label);
        ck_assert_int_eq(times[i], when);
        expected[label >= 0 ? label : 3]++;
        if (label >= 0) {
            sum[label] += (double)when;
            expected_longest[label] = when > expected_longest[label] ? when : expected_longest[label];
        }
    }
    ck_assert_str_eq(chaos_result_kind(result), "exit_basins");
    must(chaos_result_copy(result, "rows", "cells", cells, sizeof cells, NULL, &why));
    must(chaos_result_copy(result, "rows", "time", time, sizeof time, NULL, &why));
    must(chaos_result_copy(result, "rows", "longest", longest, sizeof longest, NULL, &why));
    must(chaos_result_copy(result, "others", "cells", others, sizeof others, NULL, &why));
    ck_assert_mem_eq(cells, expected, sizeof cells);
    ck_assert_mem_eq(longest, expected_longest, sizeof longest);
    ck_assert_double_eq(time[0], sum[0] / (double)expected[0]);
    ck_assert_uint_eq(others[0], 0);
    ck_assert_uint_eq(others[1], expected[3]);
    ck_assert(expected[3] > 0 && longest[1] > 5);
    ck_assert_ptr_nonnull(strstr(chaos_result_recipe(result), "\"into\": {\"left\": \"x < -9\""));
    chaos_result_free(result);
    chaos_map_free(map);
}
END_TEST

/* Regions that overlap, a bound before the region, and a condition that is NaN. */
START_TEST(what_counts_first)
{
    static const struct {
        const char *conditions[2];
        double bound, x;
        int32_t label;
        int64_t time;
    } cases[] = {
        { { "x > 3", "x > 2" }, 0, 1.0, 0, 2 },
        { { "x > 2", "x > 3" }, 0, 1.0, 0, 2 },
        { { "x > 5", "x > 3" }, 0, 1.0, 1, 2 },
        { { "x > 9", "x > 3" }, 3.5, 1.0, CHAOS_LABEL_ESCAPED, 2 },
        { { "x > 9", "x > 3" }, 3.5, 4.0, CHAOS_LABEL_ESCAPED, 0 },
        { { "log(-x)", "x > 99" }, 0, 1.0, 1, 7 },
        { { "x - 1", "x > 99" }, 0, 1.0, 0, 1 },
        { { "0", "x < 0" }, 1e300, 1.0, CHAOS_LABEL_UNRESOLVED, -1 },
    };
    chaos_map *map = parsed("x' = 2*x", NULL);
    for (size_t i = 0; i < LENGTH(cases); i++) {
        const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = 1, .values = &cases[i].x };
        const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
        const chaos_options options = { .size = sizeof options, .bound = cases[i].bound };
        int32_t label;
        int64_t time;
        chaos_result *result;
        must(chaos_exit_basins(map, &grid, names, cases[i].conditions, 2, 100, &label, &time, &result,
                               &options, &why));
        ck_assert_msg(label == cases[i].label && time == cases[i].time, "case %zu: label %d at %lld", i,
                      label, (long long)time);
        chaos_result_free(result);
    }
    chaos_map_free(map);
}
END_TEST

/* The standard map out of 1 < p < 5, over a start and a parameter: as escapes into each region by itself, at any
 * number of threads. */
START_TEST(as_escapes)
{
    enum { N = 120 };
    static const char *const conditions[] = { "p < 1", "p > 5" };
    const chaos_map *map = map_named("standard");
    const chaos_axis axes[2] = {
        { .size = sizeof axes[0], .name = "theta", .count = N, .start = 0.0, .stop = 6.25 },
        { .size = sizeof axes[0], .name = "k", .count = N, .start = 0.5, .stop = 7.0 },
    };
    const double state[2] = { 0, 3 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = axes, .state = state };
    static int32_t labels[2][N * N];
    static int64_t times[N * N], escapes[2][N * N];
    double theta[N], k[N];
    for (uint64_t i = 0; i < N; i++) {
        theta[i] = chaos_cell_centre(&axes[0], i);
        k[i] = chaos_cell_centre(&axes[1], i);
    }
    chaos_axis centres[2] = { axes[0], axes[1] };
    centres[0].values = theta;
    centres[1].values = k;
    chaos_grid same = grid;
    same.axes = centres;
    for (uint32_t t = 0; t < 2; t++) {
        const chaos_options options = with_threads(1 + t);
        chaos_result *result;
        must(chaos_exit_basins(map, &grid, names, conditions, 2, 300, labels[t], t ? NULL : times, &result,
                               &options, &why));
        chaos_result_free(result);
    }
    ck_assert_mem_eq(labels[0], labels[1], sizeof labels[0]);
    for (int r = 0; r < 2; r++) {
        char text[80];
        chaos_measure *escape;
        snprintf(text, sizeof text, "escape:steps=300:region=%s", conditions[r]);
        must(chaos_measure_new(map, text, &escape, &why));
        const chaos_output output = {
            .size = sizeof output, .measure = escape, .name = "escape", .data = escapes[r]
        };
        must(chaos_sweep(map, &same, &output, 1, NULL, NULL, &why));
        chaos_measure_free(escape);
    }
    for (int i = 0; i < N * N; i++) {
        const int64_t a = escapes[0][i], b = escapes[1][i];
        const int32_t label = a < 0 && b < 0 ? CHAOS_LABEL_UNRESOLVED : b < 0 || (a >= 0 && a < b) ? 0 : 1;
        ck_assert_int_eq(labels[0][i], label);
        ck_assert_int_eq(times[i], label < 0 ? -1 : label ? b : a);
    }
}
END_TEST

static int give_up(void *user, double done, double total)
{
    (void)user;
    return done <= total;
}

START_TEST(stopped)
{
    static const char *const never[] = { "0", "x > 2" };
    chaos_map *map = parsed("x' = 3.9*x*(1 - x)", NULL);
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = 5000, .start = 0.0, .stop = 1.0 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    const chaos_options options = { .size = sizeof options, .progress = give_up };
    static int32_t labels[5000];
    chaos_result *result;
    ck_assert_int_eq(chaos_exit_basins(map, &grid, names, never, 2, UINT64_C(1) << 40, labels, NULL, &result,
                                       &options, NULL),
                     CHAOS_ECANCELED);
    ck_assert_ptr_null(result);
    ck_assert_int_eq(labels[4999], CHAOS_LABEL_PENDING);
    chaos_map_free(map);
}
END_TEST

START_TEST(mistakes)
{
    static const char *const twice[] = { "left", "left" }, *const unnamed[] = { "left", "" },
                             *const escaped[] = { "left", "escaped" },
                             *const unresolved[] = { "unresolved", "left" },
                             *const missing[] = { "left", NULL }, *const good[] = { "x < 0", "x > 1" },
                             *const bad[] = { "x < 0", "x <" }, *const pairs[] = { "x < 0", "x, y" },
                             *const unknown[] = { "x < 0", "z > 1" };
    chaos_map *map = parsed("x' = x/2; y' = y/2", NULL), *timed = parsed("x' = x + n; y' = y", NULL);
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = 4, .start = 0.0, .stop = 1.0 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    const struct {
        const chaos_map *map;
        const char *const *names, *const *conditions;
        uint64_t n, max_steps;
        const char *argument;
    } calls[] = {
        { NULL, names, good, 2, 0, "map" },
        { map, NULL, good, 2, 0, "names" },
        { map, names, NULL, 2, 0, "conditions" },
        { map, names, good, 0, 0, "into" },
        { map, names, good, 1001, 0, "into" },
        { map, twice, good, 2, 0, "into" },
        { map, unnamed, good, 2, 0, "into" },
        { map, escaped, good, 2, 0, "into" },
        { map, unresolved, good, 2, 0, "into" },
        { map, missing, good, 2, 0, "into" },
        { map, names, missing, 2, 0, "into" },
        { map, names, bad, 2, 0, "into" },
        { map, names, pairs, 2, 0, "into" },
        { map, names, unknown, 2, 0, "into" },
        { map, names, good, 2, (UINT64_C(1) << 40) + 1, "max_steps" },
        { timed, names, good, 2, 0, "map" },
    };
    for (size_t i = 0; i < LENGTH(calls); i++) {
        int32_t labels[4] = { 7, 7, 7, 7 };
        chaos_error error;
        chaos_result *result;
        ck_assert_int_eq(chaos_exit_basins(calls[i].map, &grid, calls[i].names, calls[i].conditions,
                                           calls[i].n, calls[i].max_steps, labels, NULL, &result, NULL,
                                           &error),
                         CHAOS_EINVAL);
        ck_assert_str_eq(error.argument, calls[i].argument);
        ck_assert_ptr_null(result);
        ck_assert(labels[0] == 7 && labels[3] == 7);
    }
    chaos_map_free(map);
    chaos_map_free(timed);
}
END_TEST

TCase *tcase_exit_basins(void)
{
    TCase *tcase = tcase_create("exit_basins");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, times_are_exact);
    tcase_add_test(tcase, what_counts_first);
    tcase_add_test(tcase, as_escapes);
    tcase_add_test(tcase, stopped);
    tcase_add_test(tcase, mistakes);
    return tcase;
}
