/* Attractors along a parameter.
 *
 * SPDX-License-Identifier: MIT */
#include "support.h"

#include <math.h>
#include <string.h>

static void copy(const chaos_result *result, const char *table, const char *column, void *to, size_t bytes)
{
    must(chaos_result_copy(result, table, column, to, bytes, NULL, &why));
}

/* x = 1.5 x - x^3 + h has two attractors up to the fold at h = sqrt(2/27) / 2, and then one, from either side. */
START_TEST(a_fold)
{
    enum { N = 41 };
    const double fold = sqrt(2.0 / 27.0) / 2.0, box[2] = { -1.5, 1.5 }, h = 0.0;
    chaos_map *map = parsed("x' = 1.5*x - x^3 + h", NULL);
    for (int falls = 0; falls < 2; falls++) {
        const chaos_axis axis = { .size = sizeof axis,
                                  .name = "h",
                                  .count = N,
                                  .start = falls ? 0.2 : 0.0,
                                  .stop = falls ? 0.0 : 0.2 };
        const chaos_grid grid = {
            .size = sizeof grid, .naxes = 1, .axes = &axis, .params = &h, .starts = 100, .box = box
        };
        chaos_result *results[2];
        double values[N], last;
        uint64_t count[N];
        int64_t became;
        for (uint32_t t = 0; t < 2; t++) {
            const chaos_options options = with_threads(1 + t);
            must(chaos_attractors_along(map, &grid, 0, &results[t], &options, &why));
        }
        const chaos_result *r = results[0];
        ck_assert_str_eq(chaos_result_kind(r), "attractors_along");
        copy(r, "values", "value", values, sizeof values);
        copy(r, "values", "attractors", count, sizeof count);
        for (int i = 0; i < N; i++)
            ck_assert_uint_eq(count[i], values[i] < fold ? 2 : 1);
        ck_assert_uint_eq(chaos_result_nrows(r, "ends"), !falls);
        if (!falls) {
            copy(r, "ends", "last", &last, sizeof last);
            copy(r, "ends", "became", &became, sizeof became);
            ck_assert(last < fold && fold - last < 0.2 / (N - 1));
            ck_assert_int_eq(became, 1);
        }
        const uint64_t rows = chaos_result_nrows(r, "rows");
        double *point[2] = { doubles(rows), doubles(rows) }, *value = doubles(rows);
        uint64_t *identity = calloc(rows, sizeof *identity);
        for (int t = 0; t < 2; t++)
            copy(results[t], "rows", "point", point[t], rows * sizeof(double));
        ck_assert_mem_eq(point[0], point[1], rows * sizeof(double));
        copy(r, "rows", "value", value, rows * sizeof(double));
        copy(r, "rows", "identity", identity, rows * sizeof *identity);
        for (uint64_t i = 0; i < rows; i++) {
            const double x = point[0][i];
            close_to(0.5 * x - x * x * x + value[i], 0.0, 1e-6, "a fixed point");
            ck_assert_uint_eq(identity[i], falls ? x < 0.0 : x > 0.0);
        }
        for (int t = 0; t < 2; t++) {
            free(point[t]);
            chaos_result_free(results[t]);
        }
        free(value);
        free(identity);
    }
    chaos_map_free(map);
}
END_TEST

START_TEST(mistakes)
{
    const double box[2] = { -1.5, 1.5 }, h = 0.0;
    chaos_map *map = parsed("x' = 1.5*x - x^3 + h", NULL), *timed = parsed("x' = h*x + n", NULL);
    const chaos_axis of_h = { .size = sizeof of_h, .name = "h", .count = 3, .start = 0.0, .stop = 0.1 },
                     of_x = { .size = sizeof of_x, .name = "x", .count = 3, .start = 0.0, .stop = 0.1 },
                     long_one = { .size = sizeof of_x, .name = "h", .count = 2000000, .stop = 1.0 };
    const struct {
        const chaos_map *map;
        const chaos_axis *axis;
        uint64_t starts, max_steps;
        const char *argument;
    } calls[] = {
        { NULL, &of_h, 5, 0, "map" },   { map, &of_x, 5, 0, "axes" },
        { map, &of_h, 0, 0, "starts" }, { map, &long_one, 5, 0, "h" },
        { timed, &of_h, 5, 0, "map" },  { map, &of_h, 5, (UINT64_C(1) << 40) + 1, "max_steps" },
    };
    for (size_t i = 0; i < LENGTH(calls); i++) {
        const chaos_grid grid = { .size = sizeof grid,
                                  .naxes = 1,
                                  .axes = calls[i].axis,
                                  .params = &h,
                                  .starts = calls[i].starts,
                                  .box = calls[i].starts ? box : NULL };
        chaos_result *result;
        chaos_error error;
        ck_assert_int_eq(chaos_attractors_along(calls[i].map, &grid, calls[i].max_steps, &result, NULL,
                                                &error),
                         CHAOS_EINVAL);
        ck_assert_str_eq(error.argument, calls[i].argument);
        ck_assert_ptr_null(result);
    }
    chaos_map_free(map);
    chaos_map_free(timed);
}
END_TEST

TCase *tcase_along(void)
{
    TCase *tcase = tcase_create("along");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, a_fold);
    tcase_add_test(tcase, mistakes);
    return tcase;
}
