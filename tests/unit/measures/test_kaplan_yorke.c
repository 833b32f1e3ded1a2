/* Kaplan and Yorke's dimension beside the exponents.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* Of points that are random starts of one: dimensions and errors, with the exponents. */
static double value(const struct measured *m, const char *name, size_t i)
{
    return ((const double *)m->outputs[array_named(m, name)].data)[i];
}

START_TEST(of_exponents_that_are_known)
{
    const double k = 0.1, torus[] = { 3, 1 };
    struct measured m =
        measured_at(map_named("kaplan_yorke"), NULL, NULL, 1, "lyapunov:count=all:steps=20000");
    close_to(value(&m, "lyapunov_dimension", 0), 1 + log(2) / log(5), 5e-4, "Kaplan's and Yorke's map");
    close_to(value(&m, "lyapunov_dimension", 0), 1 - value(&m, "lyapunov", 0) / value(&m, "lyapunov", 1),
             1e-14, "the formula");
    measured_free(&m);
    m = measured_at(map_named("cat"), NULL, NULL, 1, "lyapunov:count=all");
    ck_assert_double_eq(value(&m, "lyapunov_dimension", 0), 2);
    measured_free(&m);
    m = measured_at(map_named("standard"), &k, torus, 1, "lyapunov:count=all"); /* both 0 */
    ck_assert_double_eq(value(&m, "lyapunov_dimension", 0), 2);
    measured_free(&m);
}
END_TEST

START_TEST(of_points_and_circles)
{
    chaos_map *map = parsed("x' = a*x; t' = t + w mod 1; a = 0.5; w = 0.6180339887", NULL);
    const double henon[] = { 0.2, 0.3 };
    struct measured m = measured_at(map, NULL, NULL, 1, "lyapunov:count=all");
    ck_assert_double_eq(value(&m, "lyapunov_dimension", 0), 1);
    measured_free(&m);
    m = measured_at(map_named("henon"), henon, NULL, 1, "lyapunov:count=all");
    ck_assert_double_eq(value(&m, "lyapunov_dimension", 0), 0);
    ck_assert_double_eq(value(&m, "lyapunov_dimension_stderr", 0), 0);
    measured_free(&m);
    chaos_map_free(map);
}
END_TEST

/* Exponents whose sum is known deviate together: errors are those of the dimension, not larger. */
START_TEST(errors_are_deviations)
{
    enum { STARTS = 60 };
    struct measured m = measured_at(map_named("henon"), NULL, NULL, STARTS, "lyapunov:count=all:steps=20000");
    double mean = 0, square = 0, error = 0;
    int n = 0;
    for (size_t i = 0; i < STARTS; ++i) {
        const double d = value(&m, "lyapunov_dimension", i);
        if (isnan(d)) /* the start is beyond the basin */
            continue;
        mean += d, square += d * d, error += value(&m, "lyapunov_dimension_stderr", i), ++n;
    }
    ck_assert_int_gt(n, STARTS / 4);
    mean /= n, error /= n;
    const double deviation = sqrt(square / n - mean * mean);
    close_to(mean, 1.2583, 3e-4 + 4 * error / sqrt(n), "Henon's");
    ck_assert_msg(deviation > 0.5 * error && deviation < 1.7 * error, "%g, errors %g", deviation, error);
    measured_free(&m);
}
END_TEST

START_TEST(none)
{
    const chaos_map *towel = map_named("folded_towel"), *logistic = map_named("logistic");
    chaos_measure *measure = measure_of(logistic, "lyapunov:count=all");
    chaos_array array = { .size = sizeof array };
    for (size_t i = 0; i < chaos_measure_narrays(measure); ++i) {
        must(chaos_measure_array(measure, i, &array, &why));
        ck_assert(!strstr(array.quantity->name, "dimension"));
    }
    chaos_measure_free(measure);
    struct measured m = measured_at(towel, NULL, NULL, 1, "lyapunov:count=2"); /* both are above 0 */
    ck_assert(isnan(value(&m, "lyapunov_dimension", 0)) && isnan(value(&m, "lyapunov_dimension_stderr", 0)));
    measured_free(&m);
    const double away[] = { 50, 50 };
    m = measured_at(map_named("henon"), NULL, away, 1, "lyapunov:count=2");
    ck_assert(isnan(value(&m, "lyapunov_dimension", 0)) && isnan(value(&m, "lyapunov_dimension_stderr", 0)));
    measured_free(&m);
}
END_TEST

TCase *tcase_kaplan_yorke(void)
{
    TCase *tcase = tcase_create("kaplan_yorke");
    tcase_add_test(tcase, of_exponents_that_are_known);
    tcase_add_test(tcase, of_points_and_circles);
    tcase_add_test(tcase, errors_are_deviations);
    tcase_add_test(tcase, none);
    return tcase;
}
