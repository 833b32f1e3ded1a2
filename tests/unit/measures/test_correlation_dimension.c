/* Correlation sums and dimensions, where they are known.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { DIMENSION, ERROR, RANGE, SUMS, STATUS, RADII = 128 }; /* outputs */

static const double *values(const struct measured *m, size_t output) { return m->outputs[output].data; }
static uint32_t status(const struct measured *m) { return *(const uint32_t *)m->outputs[STATUS].data; }

/* All pairs that there are, one of which is kept: every third record, and at least 7 after it. */
START_TEST(sums_are_shares_of_pairs)
{
    enum { STEPS = 302, KEPT = 100, BY = 3, APART = 7 };
    const chaos_map *map = map_named("standard");
    const double k = 6, circle = 2 * M_PI;
    double orbit[STEPS][2];
    struct points *points = points_new(map, 1);
    points->params[0] = k;
    must(chaos_orbit(map, 1000, STEPS, 1, points_all(points), orbit[0], NULL, &why));
    struct measured m = measured_at(map, &k, NULL, 1, "correlation_dimension:steps=302:kept=100:apart=7");
    for (uint64_t i = 0; i < RADII; ++i) {
        const double r = chaos_measure_place(m.measure, CHAOS_DIM_SCALE, i);
        double near = 0, all = 0;
        close_to(r / exp2(((double)i - 80) / 2), 1, 1e-15, "radius %d", (int)i);
        for (int n = 0; n < STEPS; ++n)
            for (int kept = 0; kept < KEPT * BY && kept <= n - APART; kept += BY, ++all) {
                const double a = fabs(orbit[n][0] - orbit[kept][0]), b = fabs(orbit[n][1] - orbit[kept][1]);
                near += hypot(fmin(a, circle - a), fmin(b, circle - b)) < r;
            }
        close_to(values(&m, SUMS)[i], near / all, 1e-15, "radius %d", (int)i);
    }
    measured_free(&m);
    points_free(points);
}
END_TEST

/* The dimension within so much of what is known, and its errors. */
static void check(const chaos_map *map, const double *params, const char *options, double expected,
                  double within)
{
    char text[120];
    snprintf(text, sizeof text, "correlation_dimension:%s", options);
    struct measured m = measured_at(map, params, NULL, 1, text);
    const double *range = values(&m, RANGE);
    close_to(*values(&m, DIMENSION), expected, within + 4 * *values(&m, ERROR), "%s", chaos_map_name(map));
    ck_assert_msg(*values(&m, ERROR) < 0.05, "%s: error %g", chaos_map_name(map), *values(&m, ERROR));
    ck_assert_uint_eq(status(&m), 0);
    ck_assert_msg(range[1] >= 15.9 * range[0] || expected == 0, "%g to %g", range[0], range[1]);
    measured_free(&m);
}

/* Henon's 1.22 +- .01 is Grassberger's and Procaccia's, 0.500 +- .005 at the accumulation of period doublings, too. */
START_TEST(dimensions)
{
    const double feigenbaum = 3.569945672, four = 4, turns[] = { 0.6180339887498949, 0 };
    const char *const some = "steps=8000:kept=500", *const more = "steps=16000:kept=1000";
    check(map_named("henon"), NULL, some, 1.21, 0.01);
    check(map_named("logistic"), &feigenbaum, some, 0.5, 0.005);
    check(map_named("logistic"), &four, some, 1, 0.05);
    check(map_named("cat"), NULL, more, 2, 0.02);
    check(map_named("circle"), turns, some, 1, 0.02);
    chaos_map *square = parsed("x' = uniform(); y' = uniform()", NULL);
    check(square, NULL, more, 2, 0.04);
    check(square, NULL, "steps=8000:kept=500:of=x-y", 1, 0.04);
    chaos_map_free(square);
}
END_TEST

START_TEST(cycles_have_none)
{
    const double r[] = { 2.5, 3.2, 3.5 };
    for (size_t i = 0; i < LENGTH(r); ++i)
        check(map_named("logistic"), &r[i], "steps=1000", 0, 0);
}
END_TEST

START_TEST(no_scaling_range)
{
    chaos_map *noise = parsed("a' = uniform(); b' = uniform(); c' = uniform(); d' = uniform()", NULL),
              *gone = parsed("x' = 2*x + 1", NULL);
    struct measured m = measured_at(noise, NULL, NULL, 1, "correlation_dimension");
    ck_assert(isnan(*values(&m, DIMENSION)) && isnan(*values(&m, ERROR)) && isnan(*values(&m, RANGE)));
    ck_assert_uint_eq(status(&m), CHAOS_UNRESOLVED);
    ck_assert_double_eq(values(&m, SUMS)[RADII - 1], 1);
    measured_free(&m);
    m = measured_at(gone, NULL, NULL, 1, "correlation_dimension");
    ck_assert(isnan(*values(&m, DIMENSION)) && isnan(values(&m, SUMS)[RADII - 1]));
    ck_assert_uint_eq(status(&m), CHAOS_ESCAPED);
    measured_free(&m);
    m = measured_at(noise, NULL, NULL, 1, "correlation_dimension:of=log(a-0.5)");
    ck_assert(isnan(*values(&m, DIMENSION)));
    ck_assert_uint_eq(status(&m), CHAOS_NONFINITE);
    measured_free(&m);
    m = measured_at(
        noise, NULL, NULL, 1,
        "correlation_dimension:of=1e-15*a"); /* closer together than the first radius, and no point */
    ck_assert(isnan(*values(&m, DIMENSION)) && *values(&m, SUMS) == 1);
    ck_assert_uint_eq(status(&m), CHAOS_UNRESOLVED);
    measured_free(&m);
    chaos_map_free(noise);
    chaos_map_free(gone);
}
END_TEST

START_TEST(options_that_do_not_go_together)
{
    static const struct refusal wrong[] = {
        { "logistic", "correlation_dimension:steps=31", "steps", "steps must be at least 32, got 31" },
        { "logistic", "correlation_dimension:kept=1001", "kept",
          "kept must be from 32 to steps, 1000, got 1001" },
        { "logistic", "correlation_dimension:kept=31", "kept",
          "kept must be from 32 to steps, 1000, got 31" },
        { "logistic", "correlation_dimension:apart=501", "apart",
          "apart must be at most half of steps, 500, got 501" },
        { "logistic", "correlation_dimension:apart=0", "apart", "apart must be a whole number from 1" }
    };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

TCase *tcase_correlation_dimension(void)
{
    TCase *tcase = tcase_create("correlation_dimension");
    tcase_add_test(tcase, sums_are_shares_of_pairs);
    tcase_add_test(tcase, dimensions);
    tcase_add_test(tcase, cycles_have_none);
    tcase_add_test(tcase, no_scaling_range);
    tcase_add_test(tcase, options_that_do_not_go_together);
    return tcase;
}
