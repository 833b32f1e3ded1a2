/* Edges of basins: edge states that are known, and distances.
 *
 * SPDX-License-Identifier: MIT */
#include "support.h"

#include <math.h>

static const double box[] = { -1.2, 1.2 };
static const chaos_grid around = { .size = sizeof around, .starts = 200, .box = box };

/* The edge of x' = 1.5 x - x^3 between its two fixed points is 0, which repels by ln 1.5; so for any number of threads. */
START_TEST(the_cubic_map)
{
    const double from = -0.3, to = 0.9;
    chaos_map *map = parsed("x' = 1.5*x - x^3", NULL);
    double points[2][201], growth;
    uint64_t period;
    for (uint32_t threads = 1; threads <= 2; threads++) {
        const chaos_options options = with_threads(threads);
        chaos_result *result;
        must(chaos_edge(map, &around, 0, &from, &to, 200, &result, &options, &why));
        ck_assert_uint_eq(chaos_result_nrows(result, "rows"), 201);
        must(chaos_result_copy(result, "rows", "point", points[threads - 1], sizeof points[0], NULL, &why));
        must(chaos_result_copy(result, "edge", "period", &period, sizeof period, NULL, &why));
        must(chaos_result_copy(result, "edge", "growth", &growth, sizeof growth, NULL, &why));
        ck_assert_uint_eq(period, 1);
        close_to(growth, log(1.5), 1e-6, "growth");
        for (int i = 0; i <= 200; i++)
            ck_assert_double_le(fabs(points[threads - 1][i]), 3e-6);
        chaos_result_free(result);
    }
    same_bytes(points[0], points[1], sizeof points[0], "1 thread and 2");
    chaos_map_free(map);
}
END_TEST

/* Orbits of z^2 escape from beyond the unit circle. */
START_TEST(the_unit_circle)
{
    static const double square[] = { -1.5, 1.5, -1.5, 1.5 }, state[] = { 0.2, 0.1 };
    const chaos_grid grid = { .size = sizeof grid, .starts = 100, .box = square };
    chaos_map *map = parsed("complex z; z' = z^2", NULL);
    double distance, nearest[2];
    must(chaos_edge_distance(map, &grid, 0, state, &distance, nearest, NULL, &why));
    close_to(distance, 1.0 - sqrt(0.05), 1e-9, "distance");
    close_to(sqrt(nearest[0] * nearest[0] + nearest[1] * nearest[1]), 1.0, 1e-9, "nearest");
    chaos_map_free(map);
}
END_TEST

static int at_once(void *user, double done, double total)
{
    (void)user, (void)done, (void)total;
    return 1;
}

START_TEST(mistakes_and_stops)
{
    static const double left = -0.3, right = 0.9, none = 0.0, no_number = NAN;
    chaos_map *map = parsed("x' = 1.5*x - x^3", NULL);
    const struct {
        const double *from, *to;
        uint64_t steps;
        const char *argument;
    } calls[] = {
        { NULL, &right, 0, "from" },       { &left, NULL, 0, "to" },
        { &left, &left, 0, "to" },         { &none, &right, 0, "from" },
        { &no_number, &right, 0, "from" }, { &left, &right, (UINT64_C(1) << 30) + 1, "steps" },
    };
    for (size_t i = 0; i < LENGTH(calls); i++) {
        chaos_result *result;
        ck_assert_int_eq(chaos_edge(map, &around, 0, calls[i].from, calls[i].to, calls[i].steps, &result,
                                    NULL, &why),
                         CHAOS_EINVAL);
        ck_assert_str_eq(why.argument, calls[i].argument);
        ck_assert_ptr_null(result);
    }
    double distance = 7;
    ck_assert_int_eq(chaos_edge_distance(map, &around, 0, &none, &distance, NULL, NULL, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "state");
    ck_assert_double_eq(distance, 7);
    const chaos_options options = { .size = sizeof options, .threads = 1, .progress = at_once };
    chaos_result *result;
    const int code = chaos_edge(map, &around, 0, &left, &right, 1 << 20, &result, &options, &why);
    ck_assert(code == CHAOS_ECANCELED && !result);
    chaos_map_free(map);
}
END_TEST

TCase *tcase_edges(void)
{
    TCase *tcase = tcase_create("edges");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, the_cubic_map);
    tcase_add_test(tcase, the_unit_circle);
    tcase_add_test(tcase, mistakes_and_stops);
    return tcase;
}
