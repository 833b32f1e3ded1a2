/* Hysteresis, against folds in closed form, and where there is none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static const char cubic[] = "x' = p + r*x - x^3";

/* x' = p + r*x - x^3 has folds where 3 x^2 = r - 1: at p = x - r*x + x^3, and at -p. */
static double fold(double r) { return 2 * (r - 1) / 3 * sqrt((r - 1) / 3); }

enum { MOST = 64 };
struct found {
    uint64_t count, points[MOST];
    double lower[MOST], upper[MOST];
};

static chaos_grid both_ways(const chaos_axis *axes, uint32_t naxes, uint32_t along)
{
    return (chaos_grid){
        .size = sizeof(chaos_grid), .naxes = naxes, .axes = axes, .start = CHAOS_BOTH, .along = along
    };
}

static void copy(const chaos_result *result, const char *column, void *to, uint64_t count)
{
    must(chaos_result_copy(result, "rows", column, to, 8 * count, NULL, &why));
}

static struct found rows_of(const chaos_result *result)
{
    struct found f = { .count = chaos_result_nrows(result, "rows") };
    ck_assert_uint_le(f.count, MOST);
    copy(result, "lower", f.lower, f.count);
    copy(result, "upper", f.upper, f.count);
    copy(result, "points", f.points, f.count);
    return f;
}

static struct found find(const chaos_map *map, const chaos_grid *grid, uint64_t transient, uint64_t steps,
                         const chaos_options *options)
{
    chaos_result *result;
    must(chaos_hysteresis(map, grid, transient, steps, &result, options, &why));
    ck_assert_str_eq(chaos_result_kind(result), "hysteresis");
    const struct found f = rows_of(result);
    chaos_result_free(result);
    return f;
}

static chaos_axis axis_of(const char *name, double start, double stop, uint64_t count)
{
    return (
        chaos_axis){ .size = sizeof(chaos_axis), .name = name, .count = count, .start = start, .stop = stop };
}

/* To one step of the grid, whichever way the axis runs, and for each value of another. */
START_TEST(intervals_end_at_the_folds)
{
    enum { P = 161, RS = 7 };
    chaos_map *map = parsed(cubic, NULL);
    for (int turned = 0; turned < 4; ++turned) {
        const bool falls = turned % 2, first = turned / 2;
        const chaos_axis p = axis_of("p", falls ? 0.3 : -0.3, falls ? -0.3 : 0.3, P),
                         r = axis_of("r", 1.2, 1.6, RS);
        const chaos_axis axes[] = { first ? p : r, first ? r : p };
        const chaos_grid grid = both_ways(axes, 2, first ? 0 : 1);
        const double step = 0.6 / (P - 1);
        chaos_result *result;
        double values[RS];
        must(chaos_hysteresis(map, &grid, 1000, 500, &result, NULL, &why));
        const struct found f = rows_of(result);
        ck_assert_uint_eq(f.count, RS);
        copy(result, "r", values, RS);
        chaos_result_free(result);
        for (int i = 0; i < RS; ++i) {
            ck_assert(same_bits(values[i], chaos_axis_value(&r, (uint64_t)i)));
            close_to(f.upper[i], fold(values[i]) - step / 2, step / 2 + 1e-9, "r = %g, upwards", values[i]);
            close_to(f.lower[i], step / 2 - fold(values[i]), step / 2 + 1e-9, "r = %g, downwards", values[i]);
            ck_assert_uint_eq(f.points[i], (uint64_t)lround((f.upper[i] - f.lower[i]) / step) + 1);
        }
    }
    chaos_map_free(map);
}
END_TEST

/* At a fold the orbit is on its way for ever, and beyond it escapes. */
START_TEST(what_is_unsettled_or_escapes_is_none)
{
    chaos_map *map = parsed(cubic, NULL);
    const double f = fold(1.5), values[] = { -0.2, -f, -0.1, 0, 0.1, f, 0.2 }, params[] = { 0, 1.5 };
    const chaos_axis axis = { .size = sizeof axis, .name = "p", .count = LENGTH(values), .values = values };
    chaos_grid grid = both_ways(&axis, 1, 0);
    grid.params = params;
    ck_assert_str_eq(chaos_map_param(map, 0), "p");
    struct found found = find(map, &grid, 1000, 1000, NULL);
    ck_assert_uint_eq(found.count, 1);
    ck_assert(found.lower[0] == -0.1 && found.upper[0] == 0.1 && found.points[0] == 3);

    const double large[] = { 0, 2.6 }; /* an attractor within |p| < fold, and escapes beside it */
    const chaos_axis wide = axis_of("p", -1.2, 1.2, 241);
    grid.params = large;
    grid.axes = &wide;
    found = find(map, &grid, 1000, 1000, NULL);
    for (uint64_t i = 0; i < found.count; ++i)
        ck_assert(found.lower[i] > -fold(2.6) && found.upper[i] < fold(2.6));
    chaos_map_free(map);
}
END_TEST

/* An orbit that is followed quickly is still on its way: what counts is where it tends. */
START_TEST(windows_may_be_short)
{
    static const uint64_t windows[][2] = { { 0, 1 }, { 0, 5 }, { 0, 20 }, { 1, 1 }, { 5, 1 }, { 20, 1 } };
    chaos_map *map = parsed(cubic, NULL);
    const double params[] = { 0, 1.5 };
    const chaos_axis axis = axis_of("p", -0.3, 0.3, 61);
    chaos_grid grid = both_ways(&axis, 1, 0);
    grid.params = params;
    for (size_t i = 0; i < LENGTH(windows); ++i) {
        const struct found f = find(map, &grid, windows[i][0], windows[i][1], NULL);
        ck_assert_msg(f.count == 1 && f.points[0] == 27, "%d + %d: %d intervals, %d points",
                      (int)windows[i][0], (int)windows[i][1], (int)f.count, f.count ? (int)f.points[0] : 0);
        close_to(f.lower[0], -0.13, 1e-9, "downwards");
        close_to(f.upper[0], 0.13, 1e-9, "upwards");
    }
    chaos_map_free(map);
}
END_TEST

/* A cycle has one phase up and another down, chaos no two orbits alike; on a circle and in the plane. */
START_TEST(where_there_is_one_attractor_there_is_none)
{
    static const struct {
        const char *map, *param;
        double start, stop;
        uint64_t transient, steps;
    } cases[] = {
        { "logistic", "r", 2.5, 3.4, 1000, 500 },  { "logistic", "r", 3.1, 3.4, 1001, 500 },
        { "logistic", "r", 3.1, 3.4, 1000, 1 },    { "logistic", "r", 3.7, 3.99, 1000, 500 },
        { "logistic", "r", 3.7, 3.99, 1000, 200 }, { "logistic", "r", 0, 4, 1000, 500 },
        { "circle", "k", 0, 0.9, 1000, 1000 },     { "henon", "a", 0.1, 1.05, 1000, 500 },
        { "henon", "a", 1.3, 1.4, 1000, 500 },     { "henon", "a", 1.3, 1.4, 0, 5000 },
        { "tent", "mu", 1.5, 1.9, 1000, 500 },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        const chaos_axis axis = axis_of(cases[i].param, cases[i].start, cases[i].stop, 41);
        const chaos_grid grid = both_ways(&axis, 1, 0);
        const struct found f = find(map_named(cases[i].map), &grid, cases[i].transient, cases[i].steps, NULL);
        ck_assert_msg(f.count == 0, "%s, %d: %d intervals, the first is %.17g to %.17g", cases[i].map, (int)i,
                      (int)f.count, f.lower[0], f.upper[0]);
    }
}
END_TEST

/* A circle map that can be inverted has one rotation number. Next to a simple fraction orbits creep: within a window they
 * come through a small part of what they come through in the end, or next to nothing of it. */
START_TEST(creeping_orbits_are_on_the_same_torus)
{
    static const double omegas[] = { 0.606661, 0.2000003, 0.333334, 0.25001, 0.499995 };
    const chaos_map *map = map_named("circle");
    const chaos_axis k = axis_of("k", 0, 0.99, 201), omega = axis_of("omega", 0.32, 0.345, 301);
    chaos_grid grid = both_ways(&k, 1, 0);
    for (size_t i = 0; i <= LENGTH(omegas); ++i) {
        const double params[] = { i < LENGTH(omegas) ? omegas[i] : 0, 0.1 };
        grid.axes = i < LENGTH(omegas) ? &k : &omega;
        grid.params = params;
        const struct found f = find(map, &grid, 1000, 1000, NULL);
        ck_assert_msg(f.count == 0, "omega %g: %d intervals, the first at %.17g", params[0], (int)f.count,
                      f.lower[0]);
    }
}
END_TEST

/* Borders of cells, and the seam of an angle, are between nothing. */
START_TEST(orbits_on_both_sides_of_a_border_are_together)
{
    static const struct {
        const char *text, *param;
        double start, stop, period;
    } cases[] = {
        { "x' = p*x - x^3", "p", -0.99, 0.97, 0 },        /* 0 from both sides */
        { "x' = x - p*sin(x)", "p", 1.2, 0.1, 2 * M_PI }, /* the same of an angle */
        { "x' = p*x; y' = -0.9*y", "p", -0.5, 0.5, 0 },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        static const char *const angle = "x";
        const chaos_text options = {
            .size = sizeof options, .nwraps = 1, .angles = &angle, .periods = &cases[i].period
        };
        chaos_map *map = parsed(cases[i].text, cases[i].period > 0 ? &options : NULL);
        const chaos_axis axis = axis_of(cases[i].param, cases[i].start, cases[i].stop, 60);
        const chaos_grid grid = both_ways(&axis, 1, 0);
        for (uint64_t transient = 30; transient < 3000; transient *= 9) {
            const struct found f = find(map, &grid, transient, 100, NULL);
            ck_assert_msg(f.count == 0, "%s, %d: %.17g to %.17g", cases[i].text, (int)transient, f.lower[0],
                          f.upper[0]);
        }
        chaos_map_free(map);
    }
}
END_TEST

/* Each random start has intervals of its own; here they are the same. */
START_TEST(random_starts_have_rows_of_their_own)
{
    enum { STARTS = 3 };
    chaos_map *map = parsed(cubic, NULL);
    const chaos_axis axes[] = { axis_of("p", -0.3, 0.3, 61), axis_of("r", 1.4, 1.5, 2) };
    const double box[] = { -1, 1 };
    chaos_grid grid = both_ways(axes, 2, 0);
    grid.starts = STARTS, grid.box = box;
    chaos_result *result;
    uint64_t start[2 * STARTS];
    must(chaos_hysteresis(map, &grid, 1000, 500, &result, NULL, &why));
    const struct found f = rows_of(result);
    ck_assert_uint_eq(f.count, 2 * STARTS);
    copy(result, "start", start, f.count);
    for (uint64_t i = 0; i < f.count; ++i) {
        ck_assert_uint_eq(start[i], i % STARTS);
        ck_assert(f.lower[i] == f.lower[i / STARTS * STARTS] && f.upper[i] == f.upper[i / STARTS * STARTS]);
    }
    ck_assert(strstr(chaos_result_recipe(result), "\"starts\": 3, \"seed\": 0, \"box\": {\"x\": [-1, 1]}"));
    ck_assert(
        strstr(chaos_result_recipe(result), "\"axes\": {\"p\": [-0.3, 0.3, 61], \"r\": [1.4, 1.5, 2]}"));
    chaos_result_free(result);
    chaos_map_free(map);
}
END_TEST

/* Two states, chaos beside a cycle: the same for any threads and instruction set. */
START_TEST(rows_do_not_depend_on_the_machine)
{
    const chaos_map *map = map_named("henon");
    const chaos_axis axis = axis_of("a", 1.06, 1.1, 81);
    const chaos_grid grid = both_ways(&axis, 1, 0);
    struct found expected;
    memset(&expected, 0, sizeof expected);
    const char *isa;
    for (size_t i = 0; (isa = isa_at(i)); ++i)
        for (uint32_t threads = 1; threads <= 4; threads += 3) {
            const chaos_options options = with_threads(threads);
            const struct found f = find(map, &grid, 500, 500, &options);
            if (i == 0 && threads == 1)
                expected = f;
            ck_assert_uint_eq(f.count, expected.count);
            same_doubles(f.lower, expected.lower, f.count, "lower ends on %s", isa);
            same_doubles(f.upper, expected.upper, f.count, "upper ends on %s", isa);
        }
    isa_default();
}
END_TEST

struct stop {
    double enough, seen, last; /* parts of all */
};

static int stop_soon(void *user, double done, double total)
{
    struct stop *stop = user;
    ck_assert(done / total >= stop->seen && done <= total);
    stop->seen = done / total;
    return stop->seen > stop->enough;
}

START_TEST(calls_tell_how_far_they_are_and_stop)
{
    chaos_map *map = parsed(cubic, NULL);
    const chaos_axis axes[] = { axis_of("p", -0.3, 0.3, 400), axis_of("r", 1.1, 1.6, 20) };
    const chaos_grid grid = both_ways(axes, 2, 0);
    for (double enough = 0.1; enough < 3; enough *= 4) {
        struct stop stop = { .enough = enough };
        const chaos_options options = { .size = sizeof options, .progress = stop_soon, .user = &stop };
        chaos_result *result = NULL;
        const int code = chaos_hysteresis(map, &grid, 2000, 500, &result, &options, &why);
        ck_assert_int_eq(code, enough < 1 ? CHAOS_ECANCELED : CHAOS_OK);
        ck_assert((result != NULL) == (code == CHAOS_OK) && (code != CHAOS_OK || stop.seen == 1));
        chaos_result_free(result);
    }
    chaos_map_free(map);
}
END_TEST

START_TEST(mistakes_are_named)
{
    const chaos_map *henon = map_named("henon");
    chaos_map *timed = parsed("x' = r*x*(1 - x) + 0.01*cos(n)", NULL),
              *noisy = parsed("x' = r*x*(1 - x) + 0.01*normal()", NULL);
    const chaos_axis a = axis_of("a", 1, 1.2, 3), theta = axis_of("k", 0, 1, 3), r = axis_of("r", 3, 3.5, 3);
    chaos_grid grid = both_ways(&a, 1, 0), fixed = grid, circle = both_ways(&theta, 1, 0),
               of_time = both_ways(&r, 1, 0);
    fixed.start = CHAOS_FOLLOW;
    const chaos_options lift = { .size = sizeof lift, .lift = 1 };
    chaos_result *result;
    const struct {
        const chaos_map *map;
        const chaos_grid *grid;
        uint64_t transient, steps;
        chaos_result **result;
        const chaos_options *options;
        const char *says;
    } cases[] = {
        { NULL, &grid, 1, 1, &result, NULL, "map must not be NULL" },
        { henon, &grid, 1, 1, NULL, NULL, "result must not be NULL" },
        { henon, NULL, 1, 1, &result, NULL, "grid must be a chaos_grid, got NULL" },
        { henon, &fixed, 1, 1, &result, NULL, "start must be CHAOS_BOTH, got 1" },
        { henon, &grid, 1, 0, &result, NULL,
          "steps must be at least 1, and transient + steps at most 2^60, got 1 + 0" },
        { henon, &grid, UINT64_MAX, 2, &result, NULL,
          "steps must be at least 1, and transient + steps at most 2^60, got 18446744073709551615 + 2" },
        { map_named("circle"), &circle, 1, 1, &result, &lift, "lift must be 0 for a map with angles, got 1" },
        { timed, &of_time, 1, 1, &result, NULL,
          "map must be one whose step depends on state and parameters alone, got x' = r*x*(1 - x) + 0.01*cos(n), "
          "which reads the iterate number" },
        { noisy, &of_time, 1, 1, &result, NULL,
          "map must be one whose step depends on state and parameters alone, got x' = r*x*(1 - x) + 0.01*normal(), "
          "which draws random numbers" },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        ck_assert_int_eq(chaos_hysteresis(cases[i].map, cases[i].grid, cases[i].transient, cases[i].steps,
                                          cases[i].result, cases[i].options, &why),
                         CHAOS_EINVAL);
        ck_assert_str_eq(why.message, cases[i].says);
    }
    chaos_map_free(timed);
    chaos_map_free(noisy);
}
END_TEST

TCase *tcase_hysteresis(void)
{
    TCase *tcase = tcase_create("hysteresis");
    tcase_add_test(tcase, intervals_end_at_the_folds);
    tcase_add_test(tcase, what_is_unsettled_or_escapes_is_none);
    tcase_add_test(tcase, windows_may_be_short);
    tcase_add_test(tcase, where_there_is_one_attractor_there_is_none);
    tcase_add_test(tcase, creeping_orbits_are_on_the_same_torus);
    tcase_add_test(tcase, orbits_on_both_sides_of_a_border_are_together);
    tcase_add_test(tcase, random_starts_have_rows_of_their_own);
    tcase_add_test(tcase, rows_do_not_depend_on_the_machine);
    tcase_add_test(tcase, calls_tell_how_far_they_are_and_stop);
    tcase_add_test(tcase, mistakes_are_named);
    return tcase;
}
