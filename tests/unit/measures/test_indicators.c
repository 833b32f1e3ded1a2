/* Indicators of chaos from tangent vectors, where lengths and volumes are known.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* One output of a measure at one point. */
static double indicator(const chaos_map *map, const double *params, const double *state, const char *text,
                        const char *output, uint32_t *status)
{
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    struct measured m = measured_new(map, 1, "%s", text);
    must(sweep_measured(map, &grid, &m, 1, NULL));
    const double value = *(double *)output_at(&m, array_named(&m, output), 0);
    *status = *(uint32_t *)output_at(&m, m.n - 1, 0);
    measured_free(&m);
    return value;
}

/* A slope of 2 in every step: ln|v_n| = n ln 2, Y(n) = (n + 1) ln 2. */
START_TEST(growth_of_the_tent)
{
    const chaos_map *map = map_named("tent");
    double mu = 2, x = 0.1234, ln2 = log(2);
    uint32_t status;
    close_to(indicator(map, &mu, &x, "fli:steps=40", "fli", &status), 40 * ln2, 1e-13, "FLI");
    close_to(indicator(map, &mu, &x, "megno:steps=40", "megno", &status), 43 * ln2 / 2, 1e-13, "MEGNO");
    close_to(indicator(map, &mu, &x, "megno:steps=40", "megno_last", &status), 41 * ln2, 1e-13, "Y");
    ck_assert_uint_eq(status, 0);
    ck_assert_int_eq(chaos_measure_new(map, "gali", &(chaos_measure *){ NULL }, &why), CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "two states") && strstr(why.message, "tent"), "%s", why.message);
}
END_TEST

/* Once vectors lie along the unstable direction each step adds the exponent, and takes twice that off ln of the area. */
START_TEST(growth_and_alignment_of_the_cat)
{
    const chaos_map *map = map_named("cat");
    const double exponent = log((3 + sqrt(5)) / 2), ln10 = log(10);
    uint32_t status;
    double before, after;
    before = indicator(map, NULL, NULL, "fli:steps=100", "fli", &status);
    after = indicator(map, NULL, NULL, "fli:steps=300", "fli", &status);
    close_to(after - before, 200 * exponent, 1e-9, "FLI");
    before = indicator(map, NULL, NULL, "gali:steps=100", "gali_log10", &status);
    after = indicator(map, NULL, NULL, "gali:steps=1000", "gali_log10", &status);
    close_to(after - before, -1800 * exponent / ln10, 1e-8, "GALI_2, beyond the least double");
    close_to(indicator(map, NULL, NULL, "gali:steps=1000", "gali_sali_log10", &status), after, 1e-12,
             "SALI is GALI_2 where both are small");
}
END_TEST

/* Of two independent cats, with the exponents a > b and their negatives. */
START_TEST(volumes_of_several_vectors)
{
    chaos_map *map =
        parsed("x' = 2*x + y mod 1; y' = x + y mod 1; z' = 3*z + w mod 1; w' = 2*z + w mod 1", NULL);
    const double a = log(2 + sqrt(3)), b = log((3 + sqrt(5)) / 2), ln10 = log(10),
                 slopes[3] = { a - b, 2 * a, 4 * a }; /* sums of a less each of b, -b, -a */
    double state[4] = { 0.1, 0.234, 0.77, 0.4567 }, value[2][3];
    chaos_grid grid = { .size = sizeof grid, .state = state };
    for (int i = 0; i < 2; ++i)
        must(sweep_into(value[i], NULL, map, &grid, NULL, "gali:count=all:steps=%d", i ? 300 : 100));
    for (int j = 0; j < 3; ++j)
        close_to(value[1][j] - value[0][j], -200 * slopes[j] / ln10, 1e-6, "GALI_%d", j + 2);
    chaos_map_free(map);
}
END_TEST

/* Stable or not: both vectors turn towards the slower direction, by the ratio of the multipliers in each step. */
START_TEST(alignment_at_a_stable_fixed_point)
{
    const chaos_map *map = map_named("henon");
    double params[2] = { 0.2, 0.3 }, x = (-0.7 + sqrt(0.49 + 0.8)) / 0.4, state[2] = { x, 0.3 * x },
           trace = -0.4 * x, root = sqrt(trace * trace + 4 * 0.3),
           ratio = (root + trace) / (root - trace); /* both real: of determinant -0.3 */
    uint32_t status;
    const double before = indicator(map, params, state, "gali:steps=100", "gali_log10", &status),
                 after = indicator(map, params, state, "gali:steps=300", "gali_log10", &status);
    close_to(after - before, 200 * log10(ratio), 1e-6, "GALI_2");
    ck_assert_msg(after < -8 && status == 0, "GALI_2 is 1e%g at a sink, status %u", after, status);
}
END_TEST

START_TEST(islands_tori_and_the_sea)
{
    const chaos_map *map = map_named("standard");
    double k = 1, sea[2] = { 1e-3, 8e-3 }, island[2] = { 3.141592653589793, 0.01 }, torus[2] = { 0.1, 3.8 };
    uint32_t status;
    ck_assert(indicator(map, &k, sea, "gali:steps=1000", "gali_log10", &status) < -12);
    ck_assert(indicator(map, &k, sea, "fli:steps=1000", "fli", &status) > 50);
    ck_assert(indicator(map, &k, sea, "megno:steps=1000", "megno", &status) > 10);
    for (int steps = 1; steps <= 10000; steps *= 10) {
        char text[40];
        snprintf(text, sizeof text, "gali:steps=%d", steps);
        const double gali = indicator(map, &k, island, text, "gali_log10", &status),
                     sali = indicator(map, &k, island, text, "gali_sali_log10", &status);
        ck_assert_msg(gali > -1, "GALI_2 on an island is 1e%g", gali);
        /* the sine of an angle, and twice that of its half */
        close_to(pow(10, gali), sin(2 * asin(pow(10, sali) / 2)), 1e-12, "SALI and GALI_2");
    }
    k = 0.5;
    close_to(indicator(map, &k, torus, "megno:steps=20000", "megno", &status), 2, 0.02, "MEGNO on a torus");
    ck_assert(indicator(map, &k, torus, "fli:steps=20000", "fli", &status) < 13);
    ck_assert(indicator(map_named("circle"), (double[2]){ 0.3, 0 }, NULL, "megno", "megno", &status) == 0);
    ck_assert_uint_eq(status, 0);
}
END_TEST

/* A derivative of 0 is said, and what has no number is none. */
START_TEST(derivatives_of_zero)
{
    const chaos_map *map = map_named("logistic");
    double r = 2, x = 0.5;
    uint32_t status;
    ck_assert(indicator(map, &r, &x, "fli", "fli", &status) == 0);
    ck_assert_uint_eq(status, CHAOS_ZERO_DERIVATIVE);
    ck_assert(indicator(map, &r, &x, "megno", "megno", &status) == -INFINITY);
    ck_assert_uint_eq(status, CHAOS_ZERO_DERIVATIVE);
    chaos_map *flat = parsed("x' = 0.5*x + y; y' = x + 2*y", NULL); /* of determinant 0 */
    const double gali =
        indicator(flat, NULL, (double[2]){ 0.1, -0.05 }, "gali:steps=5", "gali_log10", &status);
    ck_assert_msg(gali == -INFINITY && status & CHAOS_ZERO_DERIVATIVE, "%g, status %u", gali, status);
    chaos_map_free(flat);
}
END_TEST

/* Forth and back, by the map and its inverse one after the other. */
START_TEST(forth_and_back)
{
    const double turn = 6.283185307179586;
    const chaos_map *map = map_named("standard"), *inverse = chaos_map_inverse(map);
    double k = 0.5, torus[2] = { 0.1, 3.8 }, sea[2] = { 1, 2 };
    uint32_t status;
    for (int steps = 1; steps <= 1000; steps = 3 * steps + 1)
        for (int i = 0; i < 2; ++i) {
            double there[2], again[2], apart = 0, *start = i ? sea : torus;
            char text[60];
            k = i ? 10 : 0.5;
            chaos_grid grid = { .size = sizeof grid, .params = &k, .state = start };
            must(sweep_into(there, NULL, map, &grid, NULL, "final:transient=0:steps=%d", steps));
            grid.state = there;
            must(sweep_into(again, NULL, inverse, &grid, NULL, "final:transient=0:steps=%d", steps));
            for (int d = 0; d < 2; ++d)
                apart = hypot(apart, remainder(again[d] - start[d], turn));
            snprintf(text, sizeof text, "reversibility_error:steps=%d", steps);
            const double error = indicator(map, &k, start, text, "reversibility_error", &status);
            close_to(error, apart, 1e-15 + 1e-12 * apart, "%d steps", steps);
            ck_assert_msg(i ? steps < 30 || error > 1e-3 : error < 1e-10, "%g after %d steps", error, steps);
            ck_assert_uint_eq(status, 0);
        }
    /* nothing to grow where steps are exact: no sign of chaos */
    const double cat =
        indicator(map_named("cat"), NULL, NULL, "reversibility_error", "reversibility_error", &status);
    ck_assert_msg(cat < 1e-14 && status == 0, "%g of the cat, status %u", cat, status);
    chaos_measure *measure = NULL;
    ck_assert_int_eq(chaos_measure_new(map_named("circle"), "reversibility_error", &measure, &why),
                     CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "has an inverse") && strstr(why.message, "circle"), "%s", why.message);
}
END_TEST

TCase *tcase_indicators(void)
{
    TCase *tcase = tcase_create("indicators");
    tcase_add_test(tcase, growth_of_the_tent);
    tcase_add_test(tcase, growth_and_alignment_of_the_cat);
    tcase_add_test(tcase, volumes_of_several_vectors);
    tcase_add_test(tcase, alignment_at_a_stable_fixed_point);
    tcase_add_test(tcase, islands_tori_and_the_sea);
    tcase_add_test(tcase, derivatives_of_zero);
    tcase_add_test(tcase, forth_and_back);
    return tcase;
}
