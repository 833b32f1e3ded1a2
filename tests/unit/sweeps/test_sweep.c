/* Sweeps: axes, the order of a grid, parts of it, defaults, several measures
 * in one pass; a sweep is a batch.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

START_TEST(axes_are_linspace)
{
    static const struct {
        double start, stop;
        uint64_t count;
    } ranges[] = { { 0, 1, 11 }, { 2.5, 4, 2000 },     { 4, 2.5, 1999 }, { -0.1, 0.7, 7 },
                   { 3, 3, 5 },  { 1e-300, 1e300, 3 }, { 0.1, 0.3, 2 },  { -5e-324, 5e-324, 4 } };
    for (size_t k = 0; k < LENGTH(ranges); ++k) {
        chaos_axis axis = { .size = sizeof axis,
                            .name = "r",
                            .count = ranges[k].count,
                            .start = ranges[k].start,
                            .stop = ranges[k].stop };
        double step = (axis.stop - axis.start) / (double)(axis.count - 1);
        for (uint64_t i = 0; i < axis.count; ++i) {
            double expected = i + 1 == axis.count ? axis.stop : axis.start + (double)i * step;
            double got = chaos_axis_value(&axis, i);
            same_doubles(&got, &expected, 1, "%g:%g:%d, %d", axis.start, axis.stop, (int)axis.count, (int)i);
        }
        ck_assert(isnan(chaos_axis_value(&axis, axis.count)));
        ck_assert(isnan(chaos_axis_value(&axis, UINT64_MAX)));
    }
    double values[3] = { 2.385, NAN, -1 };
    chaos_axis list = { .size = sizeof list, .name = "r", .count = 3, .values = values };
    ck_assert(same_bits(chaos_axis_value(&list, 0), 2.385));
    ck_assert(isnan(chaos_axis_value(&list, 1)));
    ck_assert(same_bits(chaos_axis_value(&list, 2), -1));
    ck_assert(isnan(chaos_axis_value(&list, 3)));
    chaos_axis one = { .size = sizeof one, .name = "r", .count = 1, .start = 2.385, .stop = 2.385 };
    ck_assert(same_bits(chaos_axis_value(&one, 0), 2.385));
    /* numpy.linspace(2, 3, 1) is [2.]. */
    one.start = 2, one.stop = 3;
    ck_assert(same_bits(chaos_axis_value(&one, 0), 2));
}
END_TEST

/* All four axes of Henon, two of them states; each point by itself. */
START_TEST(the_last_axis_is_fastest)
{
    enum { A = 3, B = 4, X = 5, Y = 2, POINTS = A * B * X * Y };
    const chaos_map *map = map_named("henon");
    double explicit_b[B] = { 0.3, 0.2, NAN, 0.1 }, final[POINTS][2];
    uint32_t status[POINTS];
    /* Not in the order of the map. */
    chaos_axis axes[4] = { { .size = sizeof *axes, .name = "b", .count = B, .values = explicit_b },
                           { .size = sizeof *axes, .name = "y", .count = Y, .start = 0.1, .stop = -0.1 },
                           { .size = sizeof *axes, .name = "a", .count = A, .start = 1.1, .stop = 1.35 },
                           { .size = sizeof *axes, .name = "x", .count = X, .start = -0.3, .stop = 0.3 } };
    chaos_grid grid = { .size = sizeof grid, .naxes = 4, .axes = axes };
    must(sweep_into(final, status, map, &grid, NULL, "final:transient=40:steps=60"));
    for (int i = 0; i < POINTS; ++i) {
        uint64_t index[4] = { (uint64_t)i / (Y * A * X), (uint64_t)i / (A * X) % Y, (uint64_t)i / X % A,
                              (uint64_t)i % X };
        double p[2] = { chaos_axis_value(&axes[2], index[2]), chaos_axis_value(&axes[0], index[0]) };
        double s[2] = { chaos_axis_value(&axes[3], index[3]), chaos_axis_value(&axes[1], index[1]) };
        if (isnan(p[1])) {
            ck_assert(isnan(final[i][0]) && (status[i] & CHAOS_NONFINITE));
            continue;
        }
        must(chaos_iterate_one(map, 100, p, s, NULL, &why));
        same_doubles(final[i], s, 2, "point %d", i);
        ck_assert_int_eq(!!(status[i] & CHAOS_ESCAPED), isnan(s[0]) != 0);
    }
}
END_TEST

/* params and state of the grid hold for what is no axis. */
START_TEST(a_grid_without_axes_is_a_point)
{
    const chaos_map *map = map_named("henon");
    double p[2] = { 1.3, 0.25 }, s[2] = { 0.2, 0.05 }, final[2], expected[2] = { 0.2, 0.05 };
    chaos_grid grid = { .size = sizeof grid, .params = p, .state = s };
    const char *options = "final:transient=3:steps=5";
    must(sweep_into(final, NULL, map, &grid, NULL, "%s", options));
    must(chaos_iterate_one(map, 8, p, expected, NULL, &why));
    same_doubles(final, expected, 2, "given");

    grid.params = grid.state = NULL;
    must(sweep_into(final, NULL, map, &grid, NULL, "%s", options));
    double defaults[2];
    default_point(map, defaults, expected);
    must(chaos_iterate_one(map, 8, defaults, expected, NULL, &why));
    same_doubles(final, expected, 2, "defaults");

    chaos_axis axis = { .size = sizeof axis, .name = "y", .count = 1, .start = 0.05, .stop = 0.05 };
    grid = (chaos_grid){ .size = sizeof grid, .naxes = 1, .axes = &axis, .params = p, .state = s };
    must(sweep_into(final, NULL, map, &grid, NULL, "%s", options));
    expected[0] = 0.2, expected[1] = 0.05;
    must(chaos_iterate_one(map, 8, p, expected, NULL, &why));
    same_doubles(final, expected, 2, "one value");
}
END_TEST

/* count 0: from first on. */
START_TEST(the_rest_of_a_grid)
{
    const chaos_map *map = map_named("logistic");
    double whole[10], rest[11];
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 10, .start = 3, .stop = 4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    must(sweep_into(whole, NULL, map, &grid, NULL, "final:transient=0:steps=20"));
    rest[3] = 2.385;
    grid.first = 7;
    must(sweep_into(rest, NULL, map, &grid, NULL, "final:transient=0:steps=20"));
    same_doubles(rest, whole + 7, 3, "from point 7 on");
    ck_assert(rest[3] == 2.385);
}
END_TEST

/* Each measure has its own times, alone and in company: a period's longer transient is no other's. */
START_TEST(defaults_of_time)
{
    const chaos_map *map = map_named("logistic");
    double usual, given, r = 4;
    chaos_grid grid = { .size = sizeof grid };
    must(sweep_into(&usual, NULL, map, &grid, NULL, "final"));
    must(sweep_into(&given, NULL, map, &grid, NULL, "final:transient=1000:steps=1000"));
    ck_assert(same_bits(usual, given));

    struct measured m[2] = { measured_new(map, 1, "final"), measured_new(map, 1, "period") };
    char text[32];
    chaos_measure_get(m[1].measure, "transient", text, sizeof text);
    ck_assert_str_eq(text, "10000");
    must(sweep_measured(map, &grid, m, 2, NULL));
    ck_assert(same_bits(usual, *(double *)output_at(&m[0], 0, 0)));
    measures_free(m, 2);

    must(sweep_into(&given, NULL, map, &grid, NULL, "final:transient=5:steps=17"));
    usual = chaos_map_state_default(map, 0);
    must(chaos_iterate_one(map, 22, &r, &usual, NULL, &why));
    ck_assert(same_bits(usual, given));
}
END_TEST

/* Row 0 of an orbit without transient is the start: a state axis is exact. */
START_TEST(a_state_axis_starts_there)
{
    const chaos_map *map = map_named("standard");
    double orbit[6][2];
    chaos_axis axis = { .size = sizeof axis, .name = "p", .count = 6, .start = 0.3, .stop = 6.1 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    must(sweep_into(orbit, NULL, map, &grid, NULL, "orbit:transient=0:steps=1"));
    for (uint64_t i = 0; i < 6; ++i) {
        ck_assert(same_bits(orbit[i][0], chaos_map_state_default(map, 0)));
        ck_assert(same_bits(orbit[i][1], chaos_axis_value(&axis, i)));
    }
}
END_TEST

/* The same measure twice with other options; sixteen of them. */
START_TEST(sixteen_measures)
{
    const chaos_map *map = map_named("henon");
    struct measured m[16];
    uint64_t steps[16];
    for (uint64_t i = 0; i < 16; ++i) {
        steps[i] = 1 + 37 * ((5 * i) % 16);
        m[i] = measured_new(map, 1, "final:transient=11:steps=%d", (int)steps[i]);
    }
    chaos_grid grid = { .size = sizeof grid };
    must(sweep_measured(map, &grid, m, 16, NULL));
    for (int i = 0; i < 16; ++i) {
        double p[2], s[2];
        default_point(map, p, s);
        must(chaos_iterate_one(map, 11 + steps[i], p, s, NULL, &why));
        same_doubles(output_at(&m[i], 0, 0), s, 2, "measure %d", i);
    }
    measures_free(m, 16);
}
END_TEST

TCase *tcase_sweep(void)
{
    TCase *tcase = tcase_create("sweep");
    tcase_add_test(tcase, axes_are_linspace);
    tcase_add_test(tcase, the_last_axis_is_fastest);
    tcase_add_test(tcase, a_grid_without_axes_is_a_point);
    tcase_add_test(tcase, the_rest_of_a_grid);
    tcase_add_test(tcase, defaults_of_time);
    tcase_add_test(tcase, a_state_axis_starts_there);
    tcase_add_test(tcase, sixteen_measures);
    return tcase;
}
