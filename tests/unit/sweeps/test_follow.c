/* Points that are followed along an axis: what is handed on, and that it depends on nothing else.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { R = 23, X = 19, TRANSIENT = 70, STEPS = 300 };

static chaos_grid followed(const chaos_axis *axes, uint32_t naxes, uint32_t along)
{
    return (chaos_grid){
        .size = sizeof(chaos_grid), .naxes = naxes, .axes = axes, .start = CHAOS_FOLLOW, .along = along
    };
}

/* The logistic map's orbits, each from where the last one ended. */
static void expect(double x, const chaos_axis *r, double *out)
{
    for (uint64_t i = 0; i < r->count; ++i) {
        const double value = chaos_axis_value(r, i);
        must(chaos_iterate_one(map_named("logistic"), TRANSIENT + STEPS, &value, &x, NULL, &why));
        out[i] = x;
        x = isnan(x) ? chaos_map_state_default(map_named("logistic"), 0) : x;
    }
}

/* Whichever axis it is, whether it rises or falls, and whatever stands beside it. */
START_TEST(each_point_starts_where_the_last_one_ended)
{
    double expected[R], got[X][R], turned[R][X];
    for (int falls = 0; falls < 2; ++falls) {
        chaos_axis axes[] = { { .size = sizeof *axes, .name = "x", .count = X, .start = 0.1, .stop = 0.9 },
                              { .size = sizeof *axes, .name = "r", .count = R, .start = 3.5, .stop = 3.99 } };
        if (falls)
            axes[1].start = 3.99, axes[1].stop = 3.5;
        const chaos_axis other[] = { axes[1], axes[0] };
        chaos_grid grid = followed(axes, 2, 1);
        must(sweep_into(got, NULL, map_named("logistic"), &grid, NULL, "final:transient=%d:steps=%d",
                        TRANSIENT, STEPS));
        grid = followed(other, 2, 0);
        must(sweep_into(turned, NULL, map_named("logistic"), &grid, NULL, "final:transient=%d:steps=%d",
                        TRANSIENT, STEPS));
        for (uint64_t i = 0; i < X; ++i) {
            expect(chaos_axis_value(&axes[0], i), &axes[1], expected);
            same_doubles(got[i], expected, R, "start %d", (int)i);
            for (int k = 0; k < R; ++k)
                same_doubles(&turned[k][i], &expected[k], 1, "start %d, turned", (int)i);
        }
    }
}
END_TEST

START_TEST(escapes_start_afresh)
{
    const double values[] = { 3.7, 4.3, 3.9, 3.8, 5, 5, 3.6 };
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = LENGTH(values), .values = values };
    const chaos_grid grid = followed(&axis, 1, 0);
    double got[LENGTH(values)], expected[LENGTH(values)];
    uint32_t status[LENGTH(values)];
    must(sweep_into(got, status, map_named("logistic"), &grid, NULL, "final:transient=%d:steps=%d", TRANSIENT,
                    STEPS));
    expect(chaos_map_state_default(map_named("logistic"), 0), &axis, expected);
    same_doubles(got, expected, LENGTH(values), "after escapes");
    for (size_t i = 0; i < LENGTH(values); ++i)
        ck_assert_uint_eq(status[i], values[i] > 4 ? CHAOS_ESCAPED : 0);
}
END_TEST

/* From r = 0 on the state is 0, which repels beyond 1. */
START_TEST(a_state_on_a_cycle_that_repels_is_kicked)
{
    enum { N = 401 };
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = N, .start = 0, .stop = 4 };
    chaos_grid grid = followed(&axis, 1, 0);
    static const char *const measures[] = { "period:steps=1000", "period:transient=3000" };
    uint64_t got[N], expected[N];
    uint32_t status[N], plain[N];
    for (size_t k = 0; k < LENGTH(measures); ++k) {
        uint64_t kicks = 0, differ = 0;
        must(sweep_into(got, status, map_named("logistic"), &grid, NULL, "%s", measures[k]));
        must(sweep_into(expected, plain, map_named("logistic"),
                        &(chaos_grid){ .size = sizeof grid, .naxes = 1, .axes = &axis }, NULL, "%s",
                        measures[k]));
        for (int i = 0; i < N; ++i) {
            kicks += (status[i] & CHAOS_KICKED) != 0;
            differ += got[i] != expected[i] && !((status[i] | plain[i]) & CHAOS_UNSETTLED);
        }
        ck_assert_uint_eq(kicks, 1);
        ck_assert_uint_eq(differ, 0);
    }
    double final[N];
    grid.kick = -1;
    must(sweep_into(final, status, map_named("logistic"), &grid, NULL, "final"));
    for (int i = 0; i < N; ++i)
        ck_assert(i < 100 || (final[i] == 0 && !(status[i] & CHAOS_KICKED)));
    grid.kick = 0;
    must(sweep_into(final, status, map_named("logistic"), &grid, NULL, "final:transient=0:steps=3000"));
    close_to(final[300 - 50], 1 - 1 / 2.5, 1e-12, "r = 2.5 without a transient");
}
END_TEST

static size_t measure_all(const chaos_map *map, const chaos_grid *grid, uint32_t threads,
                          struct measured measures[MAX_KINDS])
{
    const chaos_options options = with_threads(threads);
    const size_t n = measures_all(map, R * X, 50, 900, measures);
    must(sweep_measured(map, grid, measures, n, &options));
    return n;
}

/* Any threads, any instruction set of a family; alone or with others, whose windows are others. */
START_TEST(bits_do_not_depend_on_the_machine)
{
    static const char *const maps[] = { "henon", "standard" };
    for (size_t j = 0; j < LENGTH(maps); ++j) {
        const chaos_map *map = map_named(maps[j]);
        const chaos_axis axes[] = {
            { .size = sizeof *axes, .name = chaos_map_param(map, 0), .count = R, .start = 0.9, .stop = 1.38 },
            { .size = sizeof *axes, .name = chaos_map_state(map, 0), .count = X, .start = -0.2, .stop = 0.2 }
        };
        const chaos_grid grid = followed(axes, 2, 0);
        struct measured expected[FAMILIES][MAX_KINDS], got[MAX_KINDS];
        bool known[FAMILIES] = { false };
        const char *isa;
        for (size_t i = 0; (isa = isa_at(i)); ++i)
            for (uint32_t threads = 1; threads <= 4; threads += 3) {
                const int family = isa_family(isa, map) | isa_family(isa, NULL);
                struct measured *m = known[family] ? got : expected[family];
                const size_t n = measure_all(map, &grid, threads, m);
                for (size_t k = 0; k < n && m == got; ++k)
                    same_measured(&m[k], &expected[family][k], "%s of %s on %s, %d threads", m[k].kind,
                                  maps[j], isa, (int)threads);
                if (m == got)
                    measures_free(got, n);
                known[family] = true;
            }
        isa_default();
        const size_t n = measures_all(map, R * X, 50, 900, got);
        for (size_t k = 0; k < n; ++k) {
            must(sweep_measured(map, &grid, &got[k], 1, NULL));
            same_measured(&got[k], &expected[isa_family(chaos_isa_name(), NULL)][k], "%s of %s alone",
                          got[k].kind, maps[j]);
        }
        measures_free(got, n);
        for (int family = 0; family < FAMILIES; ++family)
            if (known[family])
                measures_free(expected[family], n);
    }
}
END_TEST

/* The points of a measure are those of another, in an order of their own, but for what there is once. */
static void same_points(const struct measured *got, uint64_t first, const struct measured *expected,
                        bool turned, const char *what)
{
    for (size_t i = 0; i < got->n; ++i)
        for (uint64_t p = 0; p < expected->points && !got->arrays[i].quantity->once; ++p) {
            const uint64_t other = turned ? p / R * R + (R - 1 - p % R) : p;
            ck_assert_msg(memcmp(output_at(got, i, first + p), output_at(expected, i, other),
                                 got->bytes[i]) == 0,
                          "%s: %s, point %d", what, got->arrays[i].quantity->name, (int)p);
        }
}

/* Up is the grid that is followed, down the one that is turned round. */
START_TEST(both_directions_are_those_of_two_calls)
{
    const chaos_map *map = map_named("henon");
    double values[R], backwards[R];
    for (int i = 0; i < R; ++i)
        values[i] = backwards[R - 1 - i] = 0.9 + 0.6 * i / (R - 1);
    const chaos_axis b = { .size = sizeof b, .name = "b", .count = X, .start = 0.1, .stop = 0.3 };
    const chaos_axis axes[] = { b, { .size = sizeof b, .name = "a", .count = R, .values = values } };
    const chaos_axis turned[] = { b, { .size = sizeof b, .name = "a", .count = R, .values = backwards } };
    chaos_grid grids[] = { followed(axes, 2, 1), followed(axes, 2, 1), followed(turned, 2, 1) };
    struct measured measures[3][MAX_KINDS];
    size_t n = 0;
    grids[0].start = CHAOS_BOTH;
    for (size_t i = 0; i < LENGTH(grids); ++i) {
        const chaos_options options = with_threads(i == 0 ? 3 : 1);
        n = measures_all(map, (i == 0 ? 2 : 1) * R * X, 50, 900, measures[i]);
        must(sweep_measured(map, &grids[i], measures[i], n, &options));
    }
    for (size_t k = 0; k < n; ++k) {
        same_points(&measures[0][k], 0, &measures[1][k], false, "up");
        same_points(&measures[0][k], R * X, &measures[2][k], true, "down");
    }
    for (size_t i = 0; i < LENGTH(grids); ++i)
        measures_free(measures[i], n);
}
END_TEST

/* A point has the same random starts in both directions. */
START_TEST(both_directions_begin_at_the_same_starts)
{
    enum { STARTS = 9 };
    double got[2][R][STARTS], expected[R][STARTS];
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = R, .start = 3.5, .stop = 3.99 };
    chaos_grid grid = followed(&axis, 1, 0);
    grid.starts = STARTS;
    grid.start = CHAOS_BOTH;
    must(sweep_into(got, NULL, map_named("logistic"), &grid, NULL, "final"));
    grid.start = CHAOS_FIXED;
    must(sweep_into(expected, NULL, map_named("logistic"), &grid, NULL, "final"));
    same_doubles(got[0][0], expected[0], STARTS, "up");
    same_doubles(got[1][R - 1], expected[R - 1], STARTS, "down");
}
END_TEST

/* Random starts are chains of their own. */
START_TEST(random_starts_are_followed)
{
    enum { STARTS = 9 };
    double got[R][STARTS], start[R][STARTS], expected[R];
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = R, .start = 3.5, .stop = 3.99 };
    chaos_grid grid = followed(&axis, 1, 0);
    grid.starts = STARTS;
    must(sweep_into(got, NULL, map_named("logistic"), &grid, NULL, "final:transient=%d:steps=%d", TRANSIENT,
                    STEPS));
    grid.start = CHAOS_FIXED;
    must(sweep_into(start, NULL, map_named("logistic"), &grid, NULL, "orbit:transient=0:steps=1"));
    for (int i = 0; i < STARTS; ++i) {
        expect(start[0][i], &axis, expected);
        for (int k = 0; k < R; ++k)
            same_doubles(&got[k][i], &expected[k], 1, "start %d", i);
    }
}
END_TEST

/* Parts, of whole lines, have the points of the whole: of all measures, in both directions, with random starts, and
 * random numbers. */
START_TEST(parts_are_those_of_the_whole)
{
    enum { STARTS = 3, CUT = 7 };
    const struct {
        const char *map;
        uint32_t start;
        uint64_t starts;
    } cases[] = { { "henon", CHAOS_FOLLOW, 0 },
                  { "henon", CHAOS_BOTH, 0 },
                  { "a = 1.3; b = 0.2; x' = 1 - a*x^2 + y + 0.001*normal(); y' = b*x", CHAOS_BOTH, STARTS } };
    const chaos_axis axes[] = {
        { .size = sizeof *axes, .name = "b", .count = X, .start = 0.1, .stop = 0.3 },
        { .size = sizeof *axes, .name = "a", .count = R, .start = 0.9, .stop = 1.3 }
    };
    const double box[] = { -.1, .1, -.1, .1 };
    for (size_t c = 0; c < LENGTH(cases); ++c) {
        chaos_map *map;
        must(chaos_map_open(cases[c].map, 0, NULL, NULL, &map, &why));
        const size_t each = cases[c].starts ? STARTS : 1, sides = cases[c].start == CHAOS_BOTH ? 2 : 1;
        double *whole = calloc(sides * X * R * each, 2 * sizeof *whole);
        double *part = calloc(sides * X * R * each, 2 * sizeof *part);
        chaos_grid grid = followed(axes, 2, 1);
        grid.start = cases[c].start;
        grid.starts = cases[c].starts;
        grid.box = grid.starts ? box : NULL;
        must(sweep_into(whole, NULL, map, &grid, NULL, "final:transient=50:steps=9"));
        for (uint64_t line = 0; line < X; line += CUT) {
            const uint64_t lines = X - line < CUT ? X - line : CUT;
            grid.first = line * R;
            grid.count = lines * R;
            must(sweep_into(part, NULL, map, &grid, NULL, "final:transient=50:steps=9"));
            for (size_t d = 0; d < sides; ++d)
                same_doubles(part + d * lines * R * each * 2, whole + (d * X + line) * R * each * 2,
                             lines * R * each * 2, "%s, lines from %d on, direction %d", cases[c].map,
                             (int)line, (int)d);
        }
        free(whole);
        free(part);
        chaos_map_free(map);
    }
}
END_TEST

struct stop {
    double enough, seen; /* parts of all */
};

static int stop_soon(void *user, double done, double total)
{
    struct stop *stop = user;
    stop->seen = done / total;
    return stop->seen > stop->enough;
}

/* Of several windows a point is known if all of them are. */
START_TEST(cancelled_points_are_pending)
{
    enum { POINTS = 40, WIDTH = 100 };
    static double final[POINTS][WIDTH], all[POINTS][WIDTH], moments[POINTS][WIDTH][4];
    static uint32_t status[POINTS * WIDTH];
    const chaos_map *map = map_named("logistic");
    const chaos_axis axes[] = {
        { .size = sizeof *axes, .name = "r", .count = POINTS, .start = 3.6, .stop = 3.99 },
        { .size = sizeof *axes, .name = "x", .count = WIDTH, .start = .1, .stop = .9 }
    };
    const chaos_grid grid = followed(axes, 2, 0);
    chaos_measure *measures[] = { measure_of(map, "final:transient=100000:steps=1"),
                                  measure_of(map, "moments:transient=0:steps=200000") };
    const chaos_output outputs[] = {
        { .size = sizeof *outputs, .measure = measures[0], .name = "final", .data = final },
        { .size = sizeof *outputs, .measure = measures[1], .name = "moments", .data = moments }
    };
    must(sweep_into(all, NULL, map, &grid, NULL, "final:transient=100000:steps=1"));
    for (double enough = 0.2; enough < 1; enough += 0.4) {
        struct stop stop = { .enough = enough };
        chaos_options options = {
            .size = sizeof options, .threads = 2, .progress = stop_soon, .user = &stop
        };
        ck_assert_int_eq(chaos_sweep(map, &grid, outputs, 2, status, &options, &why), CHAOS_ECANCELED);
        int known = 0;
        for (int i = 0; i < POINTS * WIDTH; ++i) {
            if (status[i] == CHAOS_PENDING)
                continue;
            same_doubles(&final[0][0] + i, &all[0][0] + i, 1, "point %d", i);
            known++;
        }
        ck_assert_int_lt(known, POINTS * WIDTH);
        ck_assert_msg(stop.seen >= 1. / 3 || known == 0, "%d points are known at %g", known, stop.seen);
        ck_assert_msg(stop.seen <= 0.6 || known > 0, "no points are known at %g", stop.seen);
    }
    chaos_measure_free(measures[0]);
    chaos_measure_free(measures[1]);
}
END_TEST

START_TEST(mistakes_are_named)
{
    const chaos_axis axes[] = { { .size = sizeof *axes, .name = "a", .count = 3, .start = 1, .stop = 1.2 },
                                { .size = sizeof *axes, .name = "x", .count = 3, .start = 0, .stop = 0.2 } };
    const chaos_grid plain = { .size = sizeof plain, .naxes = 2, .axes = axes };
    chaos_grid grids[] = { plain, plain, plain, plain, plain, plain, plain };
    static const char *const says[] = {
        "along must be below 2, the number of axes, got 2",
        "along must be an axis of a parameter, since states are handed on, got x",
        "start must be CHAOS_FIXED, CHAOS_FOLLOW or CHAOS_BOTH, got 7",
        "along must be 0 where start is CHAOS_FIXED, got 1",
        "kick must be below 1, a part of the view, got 1",
        "first and count must be multiples of 9, so that whole lines are followed, got 1, 2",
        "starts must be at most 1 where density, which takes them together, is followed, got 2",
    };
    double out[4096];
    for (size_t i = 0; i < LENGTH(grids); ++i)
        grids[i].start = CHAOS_FOLLOW;
    grids[0].along = 2;
    grids[1].along = 1;
    grids[2].start = 7;
    grids[3].start = CHAOS_FIXED, grids[3].along = 1;
    grids[4].kick = 1;
    grids[5].first = 1, grids[5].count = 2;
    grids[6].starts = 2;
    for (size_t i = 0; i < LENGTH(grids); ++i) {
        ck_assert_int_eq(sweep_into(out, NULL, map_named("henon"), &grids[i], NULL,
                                    i < 6 ? "final" : "density:bins=2"),
                         CHAOS_EINVAL);
        ck_assert_str_eq(why.message, says[i]);
    }
}
END_TEST

TCase *tcase_follow(void)
{
    TCase *tcase = tcase_create("follow");
    tcase_add_test(tcase, each_point_starts_where_the_last_one_ended);
    tcase_add_test(tcase, escapes_start_afresh);
    tcase_add_test(tcase, a_state_on_a_cycle_that_repels_is_kicked);
    tcase_add_test(tcase, bits_do_not_depend_on_the_machine);
    tcase_add_test(tcase, both_directions_are_those_of_two_calls);
    tcase_add_test(tcase, both_directions_begin_at_the_same_starts);
    tcase_add_test(tcase, random_starts_are_followed);
    tcase_add_test(tcase, parts_are_those_of_the_whole);
    tcase_add_test(tcase, cancelled_points_are_pending);
    tcase_add_test(tcase, mistakes_are_named);
    return tcase;
}
