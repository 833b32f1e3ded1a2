/* Where branches begin and end, functions, bits.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/branches.h"
#include "unit/foreign/functions.h"

/* The first step back may end on the flip itself. */
START_TEST(a_doubled_cycle_ends_at_its_flip)
{
    const chaos_map *map = map_named("logistic");
    struct branch b = follow(map, 1, "r", 2.9, 3.5705, (const double[]){ 2.95 }, (const double[]){ 0.6 });
    chaos_result *result;
    must(chaos_branch_double(map, 1, 0, 2.9, 3.5705, b.parameter, b.points, 0, &result, NULL, &why));
    chaos_result_free(b.result);
    b = read_branch(result);
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_FLIP, 1 + sqrt(6), 1e-12);
    ck_assert(recipe_has(&b, "\"begins\": \"period\"") || recipe_has(&b, "\"ends\": \"period\""));
    chaos_result_free(b.result);
}
END_TEST

/* However little of what branches off is in the range. */
START_TEST(nothing_is_out_of_range)
{
    const struct {
        const char *text;
        double at;
        uint32_t kind;
    } cases[] = { { "x' = r*x*(1 - x)", 3, CHAOS_FLIP }, { "x' = r*x - x^3", 1, CHAOS_BRANCH_POINT } };
    for (size_t i = 0; i < LENGTH(cases); ++i)
        for (int k = 1; k < 10; ++k) {
            chaos_map *map = parsed(cases[i].text, NULL);
            const double at = cases[i].at, low = at - 0.5, high = at + pow(10, -k), start = at - 0.4;
            struct branch b =
                follow(map, 1, "r", low, high, &start, (const double[]){ i ? 0 : 1 - 1 / start });
            is_special(&b, 0, cases[i].kind, at, 1e-14);
            const double beside[] = { i ? 0 : 1 - 1 / start, start };
            chaos_result *result;
            if (cases[i].kind == CHAOS_FLIP)
                must(
                    chaos_branch_double(map, 1, 0, low, high, b.parameter, b.points, 0, &result, NULL, &why));
            else
                must(chaos_branch_cross(map, 1, 0, low, high, b.parameter, b.points, beside, 0, &result, NULL,
                                        &why));
            chaos_result_free(b.result);
            b = read_branch(result);
            double *r = branch_column(result, "rows", "parameter", sizeof *r);
            for (uint64_t row = 0; row < b.nrows; ++row)
                ck_assert_msg(r[row] >= low && r[row] <= high, "%s to %.17g: %.17g", cases[i].text, high,
                              r[row]);
            ck_assert_uint_ge(b.nrows, 2);
            ck_assert_double_eq(fmax(r[0], r[b.nrows - 1]), high);
            free(r);
            chaos_result_free(result);
            chaos_map_free(map);
        }
}
END_TEST

/* Without a picture's view a branch is followed far beyond the cycle that it begins with. */
START_TEST(small_beginnings)
{
    chaos_map *map = parsed("x' = r*x*(1 - x)", NULL);
    struct branch b = follow(map, 1, "r", 0, 4, (const double[]){ 1.001 }, (const double[]){ 0.001 });
    ck_assert_uint_eq(b.nspecial, 2);
    is_special(&b, 0, CHAOS_BRANCH_POINT, 1, 1e-14);
    is_special(&b, 1, CHAOS_FLIP, 3, 1e-13);
    ck_assert(recipe_has(&b, "\"begins\": \"state\"") && recipe_has(&b, "\"ends\": \"box\""));
    ck_assert_uint_lt(b.nrows, 2000);
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

/* What Newton's method leaves of 0 is no unit for a branch, nor is 0; the map's own, however small, is. */
START_TEST(units_of_maps)
{
    static const double guesses[] = { 0, 1e-300, 1e-30, 1e-9, 1e-3 };
    for (double unit = 1e-12; unit < 1e13; unit *= 1e6) {
        char text[64];
        snprintf(text, sizeof text, "x' = r*x - x^3/%.17g^2", unit);
        chaos_map *map = parsed(text, NULL);
        for (size_t k = 0; k < LENGTH(guesses); ++k) {
            struct branch b =
                follow(map, 1, "r", -2, 3, (const double[]){ 0.5 }, (const double[]){ guesses[k] * unit });
            ck_assert_msg(b.nspecial == 2, "unit %g, guess %g: %d", unit, guesses[k], (int)b.nspecial);
            is_special(&b, 0, CHAOS_FLIP, -1, 1e-14);
            is_special(&b, 1, CHAOS_BRANCH_POINT, 1, 1e-14);
            ck_assert(recipe_has(&b, "\"begins\": \"box\"") && recipe_has(&b, "\"ends\": \"box\""));
            chaos_result_free(b.result);
        }
        chaos_map_free(map);
    }
}
END_TEST

/* Where a range ends on a branch point, and where a branch is singular from the start. */
START_TEST(ends_on_branch_points)
{
    chaos_map *map = parsed("x' = r*x - x^3", NULL);
    struct branch b = follow(map, 1, "r", -2, 1, (const double[]){ 0.5 }, (const double[]){ 0 });
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_FLIP, -1, 1e-14);
    ck_assert(recipe_has(&b, "\"begins\": \"box\"") && recipe_has(&b, "\"ends\": \"box\""));
    double *r = branch_column(b.result, "rows", "parameter", sizeof *r);
    ck_assert(r[b.nrows - 1] == 1);
    free(r);
    chaos_result_free(b.result);
    b = follow(map, 1, "r", 0.5, 4, (const double[]){ 0.5 }, (const double[]){ 0 });
    is_sound(&b); /* it begins at its end */
    chaos_result_free(b.result);
    chaos_result *result;
    ck_assert_int_eq(chaos_branch(map, 1, 0, 0, 4, (const double[]){ 1 }, (const double[]){ 0 }, 0, &result,
                                  NULL, &why),
                     CHAOS_EINVAL);
    ck_assert_ptr_nonnull(strstr(why.message, "singular point"));
    ck_assert_ptr_nonnull(strstr(why.message, "of r than 1"));
    chaos_map_free(map);
}
END_TEST

/* Once round a tongue the two points have changed places, and the cycle is the same. */
START_TEST(closed_with_points_in_another_order)
{
    const chaos_map *map = map_named("circle");
    double params[2];
    params[chaos_map_param_index(map, "omega")] = 0.5;
    params[chaos_map_param_index(map, "k")] = 0.9;
    struct branch b = follow(map, 2, "omega", 0, 1, params, (const double[]){ 0 });
    is_sound(&b);
    ck_assert(recipe_has(&b, "\"begins\": \"closed\"") && recipe_has(&b, "\"ends\": \"closed\""));
    ck_assert_uint_eq(b.nspecial, 2);
    ck_assert(b.kind[0] == CHAOS_FOLD && b.kind[1] == CHAOS_FOLD && b.exact[0] && b.exact[1]);
    close_to(b.parameter[0] + b.parameter[1], 1, 1e-13, "symmetric");
    double *omega = branch_column(b.result, "rows", "parameter", sizeof *omega),
           *points = branch_column(b.result, "rows", "points", sizeof *points);
    const double *const last = points + 2 * (b.nrows - 1);
    ck_assert(omega[0] == 0.5 && omega[b.nrows - 1] == 0.5 && last[0] == points[1] && last[1] == points[0]);
    free(omega);
    free(points);
    chaos_result_free(b.result);
}
END_TEST

/* The cascade, to period 256. */
START_TEST(deep_doublings)
{
    const chaos_map *map = map_named("logistic");
    struct branch b = follow(map, 1, "r", 2.5, 3.57, (const double[]){ 2.9 }, (const double[]){ 0.6 });
    double last = 3, before = 0;
    chaos_result *result = b.result;
    for (uint64_t period = 1; period <= 128; period *= 2) {
        double r = 0, *points = doubles(period);
        ck_assert_uint_ge(chaos_result_nrows(result, "special_points"), 1);
        double *all = branch_column(result, "special_points", "points", sizeof *all),
               *parameters = branch_column(result, "special_points", "parameter", sizeof *parameters);
        const uint64_t at = chaos_result_nrows(result, "special_points") - 1;
        memcpy(points, all + at * period, period * sizeof *points);
        r = parameters[at];
        if (period > 2)
            close_to((last - before) / (r - last), 4.669, 0.1, "delta, period %d", (int)period);
        before = last;
        last = r;
        chaos_result_free(result);
        must(chaos_branch_double(map, period, 0, 2.5, 3.57, &r, points, 200, &result, NULL, &why));
        free(points);
        free(all);
        free(parameters);
    }
    chaos_result_free(result);
}
END_TEST

#ifdef HAVE_GSL

/* Rounding of a large state says nothing of the unit of a small one. */
START_TEST(units_beside_large_states)
{
    chaos_map *map = parsed("x' = r*x - x^3; y' = 0.5*y + x^2 + x + 1e6", NULL);
    for (double guess = 0; guess<1e-4; guess = guess> 0 ? guess * 1e5 : 1e-30) {
        struct branch b =
            follow(map, 1, "r", -1.9, 1.8, (const double[]){ 0.6 }, (const double[]){ guess, 2e6 });
        ck_assert_uint_ge(b.nspecial, 2);
        is_special(&b, 0, CHAOS_FLIP, -1, 1e-14);
        is_special(&b, b.nspecial - 1, CHAOS_BRANCH_POINT, 1, 1e-14);
        ck_assert(recipe_has(&b, "\"begins\": \"box\"") && recipe_has(&b, "\"ends\": \"box\""));
        chaos_result_free(b.result);
    }
    chaos_map_free(map);
}
END_TEST

/* At k = 0 all points of a line are cycles. */
START_TEST(vertical_branches)
{
    const chaos_map *map = map_named("standard");
    double guess[2];
    guess[chaos_map_state_index(map, "theta")] = guess[chaos_map_state_index(map, "p")] = 3.141592653589793;
    struct branch b = follow(map, 2, "k", 0, 8, (const double[]){ 1 }, guess);
    ck_assert_uint_eq(b.nspecial, 3);
    is_special(&b, 0, CHAOS_RESONANCE_4, sqrt(2), 1e-13);
    is_special(&b, 1, CHAOS_RESONANCE_3, sqrt(3), 1e-13);
    is_special(&b, 2, CHAOS_FLIP, 2, 1e-13);
    ck_assert(recipe_has(&b, "\"begins\": \"box\"") && recipe_has(&b, "\"ends\": \"box\""));
    chaos_result_free(b.result);
}
END_TEST

/* A function has differences, and finds the same. */
START_TEST(functions_are_followed)
{
    chaos_function f = like("henon");
    f.step = henon;
    f.formula = NULL;
    chaos_map *map = made(&f);
    struct branch b =
        follow(map, 1, "a", -0.2, 2, (const double[]){ 0.2, 0.3 }, (const double[]){ 1.1, 0.33 });
    ck_assert_uint_eq(b.nspecial, 2);
    is_special(&b, 0, CHAOS_FOLD, -0.1225, 1e-9);
    is_special(&b, 1, CHAOS_FLIP, 0.3675, 1e-9);
    close_to(fabs(b.coefficient[0][0]), 0.0902567076458393, 1e-7, "a of the fold");
    close_to(b.coefficient[1][0], 0.136159139026112, 1e-6, "b of the flip");
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

START_TEST(bits_are_the_same)
{
    const chaos_map *map = map_named("henon");
    const char *isa;
    double *expected = NULL;
    uint64_t count = 0;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        const chaos_options options = with_threads(1 + k % 3);
        chaos_result *result;
        must(chaos_branch(map, 1, 0, -0.2, 2, (const double[]){ 0.2, 0.3 }, (const double[]){ 1.1, 0.33 }, 0,
                          &result, &options, &why));
        double *points = branch_column(result, "rows", "points", sizeof *points);
        const uint64_t n = chaos_result_elements(result, "rows", "points");
        if (!expected) {
            expected = points;
            count = n;
        } else {
            ck_assert_uint_eq(n, count);
            same_doubles(points, expected, n, "on %s", isa);
            free(points);
        }
        chaos_result_free(result);
    }
    free(expected);
}
END_TEST

/* y is 0 at the start, by cancellation: what is left there is rounding. */
START_TEST(states_that_cancel)
{
    chaos_map *map = parsed("x' = r*x*(1 - x); y' = 0.5*y + 0.1*x - 0.06", NULL);
    const double y[] = { 0, 1e-17, -7e-18, 1e-12, 0.1 };
    for (size_t k = 0; k < LENGTH(y); ++k) {
        struct branch b = follow(map, 1, "r", 1.5, 4, (const double[]){ 2.5 }, (const double[]){ 0.6, y[k] });
        is_sound(&b);
        ck_assert_uint_eq(b.nspecial, 1);
        is_special(&b, 0, CHAOS_FLIP, 3, 1e-13);
        ck_assert(recipe_has(&b, "\"begins\": \"box\"") && recipe_has(&b, "\"ends\": \"box\""));
        chaos_result_free(b.result);
    }
    chaos_map_free(map);
}
END_TEST

static int stop(void *user, double done, double total)
{
    (void)done, (void)total;
    return ++*(int *)user > 3;
}

START_TEST(ends_early)
{
    const chaos_map *map = map_named("henon");
    const double params[] = { 0.2, 0.3 }, guess[] = { 1.1, 0.33 };
    chaos_result *result;
    must(chaos_branch(map, 1, 0, -0.5, 2, params, guess, 20, &result, NULL, &why));
    ck_assert_uint_eq(chaos_result_nrows(result, "rows"), 20);
    ck_assert_ptr_nonnull(strstr(chaos_result_recipe(result), "\"ends\": \"budget\""));
    chaos_result_free(result);
    int calls = 0;
    const chaos_options options = { .size = sizeof options, .progress = stop, .user = &calls };
    chaos_map *slow = parsed("x[i]' = (1 - e)*f[i] + e/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1 - x[i])",
                             &(chaos_text){ .size = sizeof(chaos_text), .sites = 128 });
    double *start = doubles(128);
    for (int i = 0; i < 128; ++i)
        start[i] = 0.6;
    result = NULL;
    double p[2];
    p[chaos_map_param_index(slow, "e")] = 0.1;
    p[chaos_map_param_index(slow, "r")] = 2.5;
    const int code = chaos_branch(slow, 1, (uint64_t)chaos_map_param_index(slow, "e"), 0, 1, p, start, 0,
                                  &result, &options, &why);
    ck_assert_int_eq(code, CHAOS_ECANCELED);
    chaos_result_free(result);
    free(start);
    chaos_map_free(slow);
}
END_TEST

#endif

TCase *tcase_branch_ends(void)
{
    TCase *tcase = tcase_create("branch_ends");
    tcase_add_test(tcase, a_doubled_cycle_ends_at_its_flip);
    tcase_add_test(tcase, nothing_is_out_of_range);
    tcase_add_test(tcase, small_beginnings);
    tcase_add_test(tcase, units_of_maps);
    tcase_add_test(tcase, ends_on_branch_points);
    tcase_add_test(tcase, closed_with_points_in_another_order);
    tcase_add_test(tcase, deep_doublings);
#ifdef HAVE_GSL
    tcase_add_test(tcase, units_beside_large_states);
    tcase_add_test(tcase, vertical_branches);
    tcase_add_test(tcase, functions_are_followed);
    tcase_add_test(tcase, bits_are_the_same);
    tcase_add_test(tcase, states_that_cancel);
    tcase_add_test(tcase, ends_early);
#endif
    return tcase;
}
