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
    chaos_measure measure = measure_named("final");
    measure.out[0] = final;
    must(chaos_sweep(map, &grid, 40, 60, &measure, 1, status, NULL, &why));
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
    chaos_measure measure = measure_named("final");
    measure.out[0] = final;
    must(chaos_sweep(map, &grid, 3, 5, &measure, 1, NULL, NULL, &why));
    must(chaos_iterate_one(map, 8, p, expected, NULL, &why));
    same_doubles(final, expected, 2, "given");

    grid.params = grid.state = NULL;
    must(chaos_sweep(map, &grid, 3, 5, &measure, 1, NULL, NULL, &why));
    double defaults[2];
    default_point(map, defaults, expected);
    must(chaos_iterate_one(map, 8, defaults, expected, NULL, &why));
    same_doubles(final, expected, 2, "defaults");

    chaos_axis axis = { .size = sizeof axis, .name = "y", .count = 1, .start = 0.05, .stop = 0.05 };
    grid = (chaos_grid){ .size = sizeof grid, .naxes = 1, .axes = &axis, .params = p, .state = s };
    must(chaos_sweep(map, &grid, 3, 5, &measure, 1, NULL, NULL, &why));
    expected[0] = 0.2, expected[1] = 0.05;
    must(chaos_iterate_one(map, 8, p, expected, NULL, &why));
    same_doubles(final, expected, 2, "one value");
}
END_TEST

/* A grid over one parameter and one state of any map. */
struct field {
    chaos_axis axes[2];
    chaos_grid grid;
    uint64_t points;
};

static void field(const chaos_map *map, struct field *field)
{
    double low, high, p = chaos_map_nparams(map) ? chaos_map_param_default(map, 0) : 0;
    if (!chaos_map_view(map, 0, &low, &high))
        low = -0.5, high = 0.5;
    chaos_axis *axes = field->axes;
    axes[0] = (chaos_axis){ .size = sizeof *axes,
                            .name = chaos_map_param(map, 0),
                            .count = 9,
                            .start = p - 0.2 * fabs(p),
                            .stop = p + 0.01 * fabs(p) };
    axes[1] = (chaos_axis){
        .size = sizeof *axes,
        .name = chaos_map_state(map, 0),
        .count = 11,
        .start = low,
        .stop = high,
    };
    int naxes = chaos_map_nparams(map) ? 2 : 1;
    field->grid =
        (chaos_grid){ .size = sizeof field->grid, .naxes = (uint32_t)naxes, .axes = axes + 2 - naxes };
    field->points = naxes == 2 ? 99 : 11;
}

START_TEST(a_sweep_is_a_batch_in_parts_and_whole)
{
    static const uint32_t threads[] = { 1, 2, 3 };
    struct rng rng = rng_start("parts");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        struct field f;
        field(map, &f);
        struct points *points = points_new(map, f.points);
        for (uint64_t p = 0; p < f.points; ++p) {
            if (points->nparams)
                points->params[p * points->nparams] = chaos_axis_value(&f.axes[0], p / 11);
            points->states[p * points->dim] = chaos_axis_value(&f.axes[1], p % 11);
        }
        chaos_measure swept[CHAOS_NMEASURES], batched[CHAOS_NMEASURES], part[CHAOS_NMEASURES];
        uint32_t n = measures_all(map, swept), status[99], expected[99];
        memcpy(batched, swept, sizeof swept);
        for (uint32_t m = 0; m < n; ++m) {
            measure_alloc(map, 400, &swept[m], f.points);
            measure_alloc(map, 400, &batched[m], f.points);
        }
        must(chaos_batch_measure(map, points_all(points), 131, 400, batched, n, expected, NULL, &why));
        for (size_t t = 0; t < LENGTH(threads); ++t) {
            chaos_options options = with_threads(threads[t]);
            memset(status, 0xff, sizeof status);
            for (uint64_t first = 0; first < f.points;) {
                uint64_t count = t == 0 ? 0 : 1 + rng_below(&rng, 40);
                if (count > f.points - first)
                    count = f.points - first;
                memcpy(part, swept, sizeof part);
                for (uint32_t m = 0; m < n; ++m)
                    for (int o = 0; o < CHAOS_MAX_OUT; ++o)
                        if (part[m].out[o])
                            part[m].out[o] =
                                (char *)part[m].out[o] + first * measure_bytes(map, 400, &swept[m], o);
                f.grid.first = first, f.grid.count = count;
                must(chaos_sweep(map, &f.grid, 131, 400, part, n, status + first, &options, &why));
                first += count ? count : f.points;
            }
            same_bytes(status, expected, f.points * sizeof *status, "%s, status", chaos_map_name(map));
            for (uint32_t m = 0; m < n; ++m)
                for (int o = 0; o < CHAOS_MAX_OUT; ++o) {
                    size_t bytes = f.points * measure_bytes(map, 400, &swept[m], o);
                    if (bytes) {
                        same_bytes(swept[m].out[o], batched[m].out[o], bytes, "%s, %s, output %d",
                                   chaos_map_name(map), chaos_measure_name(swept[m].kind), o);
                        memset(swept[m].out[o], 0x55, bytes);
                    }
                }
        }
        for (uint32_t m = 0; m < n; ++m) {
            measure_free(&swept[m]);
            measure_free(&batched[m]);
        }
        points_free(points);
    }
}
END_TEST

/* count 0: from first on. */
START_TEST(the_rest_of_a_grid)
{
    const chaos_map *map = map_named("logistic");
    double whole[10], rest[11];
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 10, .start = 3, .stop = 4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_measure measure = measure_named("final");
    measure.out[0] = whole;
    must(chaos_sweep(map, &grid, 0, 20, &measure, 1, NULL, NULL, &why));
    rest[3] = 2.385;
    grid.first = 7;
    measure.out[0] = rest;
    must(chaos_sweep(map, &grid, 0, 20, &measure, 1, NULL, NULL, &why));
    same_doubles(rest, whole + 7, 3, "from point 7 on");
    ck_assert(rest[3] == 2.385);
}
END_TEST

START_TEST(defaults_of_time)
{
    const chaos_map *map = map_named("logistic");
    double automatic, given;
    uint64_t period;
    chaos_grid grid = { .size = sizeof grid };
    chaos_measure m[2] = { measure_named("final"), measure_named("period") };
    ck_assert_uint_eq(chaos_transient_default(m, 1), 1000);
    ck_assert_uint_eq(chaos_transient_default(m, 2), 10000);
    ck_assert_uint_eq(chaos_transient_default(m + 1, 1), 10000);

    m[0].out[0] = &automatic;
    must(chaos_sweep(map, &grid, CHAOS_AUTO, CHAOS_AUTO, m, 1, NULL, NULL, &why));
    ck_assert_uint_eq(m[0].steps, 1000); /* written back */
    m[0] = measure_named("final");
    m[0].out[0] = &given;
    must(chaos_sweep(map, &grid, 1000, 1000, m, 1, NULL, NULL, &why));
    ck_assert(same_bits(automatic, given));

    m[0] = measure_named("final");
    m[0].out[0] = &automatic, m[1].out[0] = &period;
    must(chaos_sweep(map, &grid, CHAOS_AUTO, 300, m, 2, NULL, NULL, &why));
    ck_assert_uint_eq(m[0].steps, 300);
    ck_assert_uint_eq(m[1].max, 64);
    ck_assert(m[1].tol == 1e-9);
    m[0] = measure_named("final");
    m[0].out[0] = &given;
    must(chaos_sweep(map, &grid, 10000, 300, m, 1, NULL, NULL, &why));
    ck_assert(same_bits(automatic, given));

    /* A measure's own steps win. */
    m[0] = measure_named("final");
    m[0].steps = 17, m[0].out[0] = &automatic;
    must(chaos_sweep(map, &grid, 5, 1000, m, 1, NULL, NULL, &why));
    ck_assert_uint_eq(m[0].steps, 17);
    double r = 4;
    given = chaos_map_state_default(map, 0);
    must(chaos_iterate_one(map, 22, &r, &given, NULL, &why));
    ck_assert(same_bits(automatic, given));
}
END_TEST

/* Row 0 of an orbit without transient is the start: a state axis is exact. */
START_TEST(a_state_axis_starts_there)
{
    const chaos_map *map = map_named("standard");
    double orbit[6][2];
    chaos_axis axis = { .size = sizeof axis, .name = "p", .count = 6, .start = 0.3, .stop = 6.1 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_measure measure = measure_named("orbit");
    measure.steps = 1;
    measure.out[0] = orbit;
    must(chaos_sweep(map, &grid, 0, 1, &measure, 1, NULL, NULL, &why));
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
    chaos_measure m[16];
    double out[16][2];
    for (uint64_t i = 0; i < 16; ++i) {
        m[i] = measure_named("final");
        m[i].steps = 1 + 37 * ((5 * i) % 16);
        m[i].out[0] = out[i];
    }
    chaos_grid grid = { .size = sizeof grid };
    must(chaos_sweep(map, &grid, 11, 1, m, 16, NULL, NULL, &why));
    for (int i = 0; i < 16; ++i) {
        double p[2], s[2];
        default_point(map, p, s);
        must(chaos_iterate_one(map, 11 + m[i].steps, p, s, NULL, &why));
        same_doubles(out[i], s, 2, "measure %d", i);
    }
}
END_TEST

TCase *tcase_sweep(void)
{
    TCase *tcase = tcase_create("sweep");
    tcase_add_test(tcase, axes_are_linspace);
    tcase_add_test(tcase, the_last_axis_is_fastest);
    tcase_add_test(tcase, a_grid_without_axes_is_a_point);
    tcase_add_test(tcase, a_sweep_is_a_batch_in_parts_and_whole);
    tcase_add_test(tcase, the_rest_of_a_grid);
    tcase_add_test(tcase, defaults_of_time);
    tcase_add_test(tcase, a_state_axis_starts_there);
    tcase_add_test(tcase, sixteen_measures);
    return tcase;
}
