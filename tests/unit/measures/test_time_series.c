/* What is read off the records alone, where it is known: the 0-1 test and permutation entropy.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static double value_of(const chaos_map *map, const double *params, const double *state, uint32_t *status,
                       const char *text)
{
    double value;
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    must(sweep_into(&value, status, map, &grid, NULL, "%s", text));
    return value;
}

/* The literature's definition, term by term, of some of the records. */
static double plain_zero_one(const double *x, int steps)
{
    enum { FREQUENCIES = 100, MOST = 2000 };
    static double p[MOST], q[MOST];
    double k[FREQUENCIES], mean = 0;
    for (int j = 0; j < steps; ++j)
        mean += x[j] / steps;
    for (int i = 0; i < FREQUENCIES; ++i) {
        const double c = 3.141592653589793 * (0.2 + 0.6 * fmod((i + 1) * 0.6180339887498949, 1));
        const int longest = steps / 10;
        double at[2] = { 0, 0 }, st = 0, sd = 0, stt = 0, sdd = 0, std = 0;
        for (int j = 0; j < steps; ++j) {
            p[j] = at[0] += (x[j] - mean) * cos((j + 1) * c);
            q[j] = at[1] += (x[j] - mean) * sin((j + 1) * c);
        }
        for (int n = 1; n <= longest; ++n) {
            double d = 0;
            for (int j = 0; j < steps - longest; ++j)
                d += (pow(p[j + n] - p[j], 2) + pow(q[j + n] - q[j], 2)) / (steps - longest);
            st += n, sd += d, stt += (double)n * n, sdd += d * d, std += n * d;
        }
        k[i] = (longest * std - st * sd) / sqrt((longest * stt - st * st) * (longest * sdd - sd * sd));
    }
    for (int i = 0; i < FREQUENCIES; ++i) /* the two in the middle */
        for (int j = i + 1; j < FREQUENCIES; ++j)
            if (k[j] < k[i]) {
                const double other = k[i];
                k[i] = k[j], k[j] = other;
            }
    return (k[FREQUENCIES / 2 - 1] + k[FREQUENCIES / 2]) / 2;
}

START_TEST(the_zero_one_test_is_the_literatures)
{
    const chaos_map *map = map_named("henon");
    enum { STEPS = 307 };
    double orbit[STEPS][2], x[STEPS];
    uint32_t status;
    struct points *points = points_new(map, 1);
    must(chaos_orbit(map, 50, STEPS, 1, points_all(points), orbit[0], NULL, &why));
    for (int j = 0; j < STEPS; ++j)
        x[j] = orbit[j][0] * orbit[j][0];
    const double k = value_of(map, NULL, NULL, &status, "zero_one:of=x^2:transient=50:steps=307");
    close_to(k, plain_zero_one(x, STEPS), 1e-9, "K");
    points_free(points);
}
END_TEST

START_TEST(zero_or_one)
{
    const chaos_map *logistic = map_named("logistic"), *standard = map_named("standard");
    double r = 4, fixed = 2.5, seven = 3.7017, k = 0.97, torus[2] = { 0, 0.65 * 6.283185307179586 },
           sea[2] = { 1e-2, 1e-2 };
    uint32_t status;
    double value = value_of(logistic, &r, NULL, &status, "zero_one:steps=2000");
    ck_assert_msg(value > 0.95 && status == 0, "%g, status %u", value, status);
    value = value_of(logistic, &r, NULL, &status, "zero_one:steps=20000"); /* p and q in some places */
    ck_assert_msg(value > 0.95 && status == 0, "%g, status %u", value, status);
    value = value_of(logistic, &fixed, NULL, &status, "zero_one");
    ck_assert_msg(fabs(value) < 0.1 && status == 0, "%g at a fixed point, status %u", value, status);
    value = value_of(logistic, &seven, NULL, &status, "zero_one:steps=2000"); /* a window of period 7 */
    ck_assert_msg(fabs(value) < 0.1 && status == 0, "%g on a cycle, status %u", value, status);
    value = value_of(standard, &k, torus, &status, "zero_one:of=cos(theta):steps=2000");
    ck_assert_msg(fabs(value) < 0.2 && status == 0, "%g on a torus, status %u", value, status);
    k = 5;
    value = value_of(standard, &k, sea, &status, "zero_one:of=cos(theta):steps=2000");
    ck_assert_msg(value > 0.9 && status == 0, "%g in the sea, status %u", value, status);
    ck_assert(isnan(value_of(logistic, &r, NULL, &status, "zero_one:of=sqrt(x-0.5)")));
    ck_assert_uint_eq(status, CHAOS_NONFINITE);
}
END_TEST

static double entropy(const double *shares, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; ++i)
        sum -= shares[i] * log(shares[i]);
    return sum;
}

/* The logistic map at 4 is a tent in other coordinates, and there lengths of intervals are shares: three records in a row
 * ascend from [0, 1/3], and never descend. */
START_TEST(patterns_of_the_full_parabola)
{
    static const double shares[] = { 1.0 / 3, 1.0 / 15, 4.0 / 15, 2.0 / 15, 1.0 / 5 };
    const chaos_map *map = map_named("logistic");
    double r = 4;
    uint32_t status;
    close_to(value_of(map, &r, NULL, &status, "permutation_entropy:order=3:steps=1000000"),
             entropy(shares, LENGTH(shares)), 2e-3, "order 3");
    ck_assert_uint_eq(status, 0);
}
END_TEST

/* On a cycle of p different values there are p patterns, each as often; of a constant there is one. */
START_TEST(patterns_of_cycles)
{
    const chaos_map *map = map_named("logistic");
    const double r[] = { 2.5, 3.2, 3.5 };
    uint32_t status;
    for (int order = 3; order <= 7; ++order)
        for (size_t i = 0; i < LENGTH(r); ++i) {
            char text[80];
            snprintf(text, sizeof text, "permutation_entropy:order=%d:steps=%d", order, 4000 + order - 1);
            close_to(value_of(map, &r[i], NULL, &status, text), (double)i * log(2), 1e-12, "order %d, r = %g",
                     order, r[i]);
            ck_assert_uint_eq(status, 0);
        }
}
END_TEST

/* A number for each order of records, whatever the order of the loops: of noise all are as likely. */
START_TEST(patterns_of_noise)
{
    chaos_map *map = parsed("x' = uniform()", NULL);
    uint32_t status;
    double factorial = 2;
    for (int order = 3; order <= 7; ++order) {
        char text[80];
        factorial *= order;
        snprintf(text, sizeof text, "permutation_entropy:order=%d:steps=500000", order);
        close_to(value_of(map, NULL, NULL, &status, text), log(factorial), 0.01, "order %d", order);
        ck_assert_uint_eq(status, 0);
    }
    value_of(map, NULL, NULL, &status, "permutation_entropy:order=6:steps=2000");
    ck_assert_uint_eq(status, CHAOS_UNRESOLVED);
    chaos_map_free(map);
}
END_TEST

/* What has no number has no order, at which end of the line it may be. */
START_TEST(patterns_of_no_numbers)
{
    chaos_map *map = parsed("x' = 1 - x", NULL); /* 0, 1, 0, 1 */
    static const char *const of[] = { "1/x", "-1/x", "0/x" };
    double x = 0;
    uint32_t status;
    for (size_t i = 0; i < LENGTH(of); ++i) {
        char text[80];
        snprintf(text, sizeof text, "permutation_entropy:of=%s:order=3", of[i]);
        ck_assert_msg(isnan(value_of(map, NULL, &x, &status, text)), "of %s", of[i]);
        ck_assert_msg(status == CHAOS_NONFINITE, "of %s: status %u", of[i], status);
    }
    close_to(value_of(map, NULL, &x, &status, "permutation_entropy:order=3:steps=1002"), log(2), 1e-12,
             "of x");
    chaos_map_free(map);
}
END_TEST

/* Both ends are said, of texts and of numbers. */
START_TEST(orders_that_are_none)
{
    static const char *const orders[] = { "0", "2", "8", "1e30", "3.5", "-3" };
    chaos_measure *measure = NULL;
    for (size_t i = 0; i < LENGTH(orders); ++i) {
        char text[80];
        snprintf(text, sizeof text, "permutation_entropy:order=%s", orders[i]);
        ck_assert_int_eq(chaos_measure_new(map_named("logistic"), text, &measure, &why), CHAOS_EINVAL);
        ck_assert_msg(strstr(why.message, "order must be a whole number from 3 to 7, got "), "%s",
                      why.message);
    }
}
END_TEST

/* Noise has 1/2, a random walk a little less than 1, what is taken back at once less than 1/2; a cycle and a point have none
 * that would be above that. */
START_TEST(hurst_exponents)
{
    chaos_map *noise = parsed("x' = normal()", NULL), *walk = parsed("x' = x + normal()", NULL);
    const double fixed = 2.5;
    uint32_t status;
    close_to(value_of(noise, NULL, NULL, &status, "hurst:steps=100000"), 0.5, 0.03, "noise");
    ck_assert_uint_eq(status, 0);
    close_to(value_of(walk, NULL, NULL, &status, "hurst:steps=100000"), 0.96, 0.04, "a random walk");
    ck_assert_uint_eq(status, 0);
    ck_assert(isnan(value_of(map_named("logistic"), &fixed, NULL, &status, "hurst:transient=100000")));
    ck_assert_uint_eq(status, CHAOS_UNRESOLVED);
    chaos_map_free(noise);
    chaos_map_free(walk);
}
END_TEST

START_TEST(too_few_for_a_hurst_exponent)
{
    chaos_measure *measure = NULL;
    ck_assert_int_eq(chaos_measure_new(map_named("logistic"), "hurst:steps=511", &measure, &why),
                     CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "steps must be at least 512, got 511"), "%s", why.message);
    ck_assert_int_eq(chaos_measure_new(map_named("henon"), "hurst:of=x,y", &measure, &why), CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "of must be one state or expression, got 2"), "%s", why.message);
}
END_TEST

TCase *tcase_time_series(void)
{
    TCase *tcase = tcase_create("time_series");
    tcase_add_test(tcase, the_zero_one_test_is_the_literatures);
    tcase_add_test(tcase, zero_or_one);
    tcase_add_test(tcase, patterns_of_the_full_parabola);
    tcase_add_test(tcase, patterns_of_cycles);
    tcase_add_test(tcase, patterns_of_noise);
    tcase_add_test(tcase, patterns_of_no_numbers);
    tcase_add_test(tcase, orders_that_are_none);
    tcase_add_test(tcase, hurst_exponents);
    tcase_add_test(tcase, too_few_for_a_hurst_exponent);
    return tcase;
}
