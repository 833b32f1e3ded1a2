/* What is said about how far a cycle can be trusted: errors, families, scales.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/cycles.h"

/* The map of a text, each of whose cycles is looked for from a guess. */
static struct found look_in_text(const char *text, uint64_t period, const double *guess)
{
    chaos_map *map;
    must(chaos_map_parse(text, NULL, &map, &why));
    struct found f = look_for(map, period, NULL, guess, NULL);
    chaos_map_free(map);
    return f;
}

/* An estimate is no less than the error, and not a thousand times as large. */
static void check_estimate(double estimate, double value, double exact, const char *what)
{
    const double error = fabs(value - exact), rounding = 4e-16 * fmax(fabs(exact), 1e-3);
    ck_assert_msg(error <= estimate + 1e-300 && estimate <= 1e3 * fmax(error, rounding),
                  "%s: %.17g for %.17g, said to be within %g", what, value, exact, estimate);
}

START_TEST(errors_of_fixed_points)
{
    for (double r = 1.2; r < 4; r += 0.17) {
        double guess = 0.99 * (1 - 1 / r);
        struct found f = look_for(map_named("logistic"), 1, &r, &guess, NULL);
        ck_assert(f.converged && f.family == 0);
        check_estimate(f.points_error[0], f.points[0], 1 - 1 / r, "1 - 1/r");
        check_estimate(f.multipliers_error[0], f.multipliers[0][0], 2 - r, "2 - r");
        found_free(&f);
    }
}
END_TEST

/* At a tangency points have half their digits: r = 1 + sqrt 8 in doubles is about 1e-16 beside
 * the tangency, where the points differ by some 1e-8 from those at it. */
START_TEST(errors_at_a_tangency)
{
    double r = 1 + sqrt(8), guess = 0.16;
    struct found f = look_for(map_named("logistic"), 3, &r, &guess, NULL);
    const double off = fabs(f.multipliers[0][0] - 1);
    ck_assert(f.converged);
    ck_assert_msg(f.multipliers_error[0] >= off && f.multipliers_error[0] < 1e-5, "%g off, error %g", off,
                  f.multipliers_error[0]);
    ck_assert_msg(f.points_error[0] > 1e-10 && f.points_error[0] < 1e-6, "error %g", f.points_error[0]);
    ck_assert_uint_eq(f.family, 0);
    found_free(&f);
}
END_TEST

/* Roots of three- and fourfold contact; at a doubling points of period 2 and 4 are the fixed one's. */
START_TEST(errors_of_flat_roots)
{
    static const struct {
        const char *text;
        uint64_t period;
        double point, from, to;
    } roots[] = {
        { "x' = 3*x*(1 - x)", 2, 2.0 / 3, 0.6, 0.73 }, { "x' = 3*x*(1 - x)", 4, 2.0 / 3, 0.6, 0.73 },
        { "x' = x + (x - 1)^2", 1, 1, 1.02, 1.4 },     { "x' = x - (x - 1)^3", 1, 1, 0.7, 1.4 },
        { "x' = x + (x - 1)^4", 1, 1, 1.02, 1.4 },
    };
    for (size_t i = 0; i < LENGTH(roots); i++)
        for (double guess = roots[i].from; guess < roots[i].to; guess += 0.043) {
            struct found f = look_in_text(roots[i].text, roots[i].period, &guess);
            if (f.converged) {
                check_estimate(f.points_error[0], f.points[0], roots[i].point, roots[i].text);
                ck_assert_msg(fabs(f.multipliers[0][0] - 1) <= f.multipliers_error[0],
                              "%s from %g: %g off, said %g", roots[i].text, guess,
                              fabs(f.multipliers[0][0] - 1), f.multipliers_error[0]);
            }
            found_free(&f);
        }
}
END_TEST

START_TEST(scales_of_states)
{
    for (double k = 1e-200; k < 1e200; k *= 1e9) {
        char text[80];
        snprintf(text, sizeof text, "x' = 3.9*x*(1 - x/%.17g)", k);
        double guess = 0.7 * k;
        struct found f = look_in_text(text, 1, &guess);
        ck_assert_msg(f.converged, "k = %g: residual %g", k, f.residual);
        close_to(f.points[0] / k, 1 - 1 / 3.9, 1e-14, "fixed point");
        found_free(&f);
        guess = 0.1 * k; /* no point of period 1 is near: Newton's method must get there all the same */
        f = look_in_text(text, 1, &guess);
        ck_assert_msg(!f.converged || fabs(f.points[0] / k) < 1e-14 ||
                          fabs(f.points[0] / k - (1 - 1 / 3.9)) < 1e-14,
                      "k = %g: %g is no fixed point", k, f.points[0]);
        found_free(&f);
    }
}
END_TEST

START_TEST(families_in_one_dimension)
{
    double x = 0.3;
    struct found f = look_in_text("x' = 1 - x", 2, &x);
    ck_assert(f.converged && f.family == 1);
    found_free(&f);
    f = look_in_text("x' = 1 - x", 1, &x);
    ck_assert(f.converged && f.family == 0 && f.points[0] == 0.5);
    found_free(&f);
    x = 1e-3;
    f = look_in_text("x' = x - x^3", 1, &x); /* multiplier 1, but alone */
    ck_assert_uint_eq(f.family, 0);
    ck_assert(isnan(f.points_error[0]) && isnan(f.multipliers_error[0]));
    found_free(&f);
    f = look_in_text("x' = x/(x - x)", 1, &x);
    ck_assert(!f.converged && isnan(f.points_error[0]));
    found_free(&f);
}
END_TEST

#ifdef HAVE_GSL
START_TEST(families_of_cycles)
{
    double guess[3] = { 0, 0.3, 0.2 };
    struct found f = look_in_text("x' = 0.5*x + 1; y' = y", 1, guess);
    ck_assert(f.converged && f.family == 1);
    close_to(f.points[0], 2, 1e-14, "x");
    ck_assert(f.points[1] == 0.3);
    found_free(&f);
    f = look_in_text("x' = 0.5*x + 1; y' = z; z' = y", 2, guess); /* all (2, y, z) have period 2 */
    ck_assert(f.converged && f.family == 2);
    found_free(&f);
    f = look_in_text("x' = 0.5*x + 1; y' = z; z' = y", 1, guess); /* those with y = z period 1 */
    ck_assert(f.converged && f.family == 1 && f.points[1] == f.points[2]);
    found_free(&f);
    double curved[2] = { 1, 1.2 }; /* each point of the circle is a fixed one */
    f = look_in_text("x' = x*(1.5 - 0.5*(x^2 + y^2)); y' = y*(1.5 - 0.5*(x^2 + y^2))", 1, curved);
    ck_assert(f.converged && f.family == 1);
    close_to(hypot(f.points[0], f.points[1]), 1, 1e-12, "radius");
    found_free(&f);
    double p[1] = { 0 }, resonant[2] = { 1, 2.1 }; /* without a kick p = 2 pi m/n returns after n */
    f = look_for(map_named("standard"), 3, p, resonant, NULL);
    ck_assert(f.converged && f.family == 1);
    close_to(f.points[1], 2 * 3.14159265358979323846 / 3, 1e-14, "p");
    found_free(&f);
    double k[1] = { 0.5 }, centre[2] = { 3.1, 0.1 };
    f = look_for(map_named("standard"), 1, k, centre, NULL);
    ck_assert(f.converged && f.family == 0);
    found_free(&f);
}
END_TEST

/* Henon's fixed points in closed form; multipliers by theirs. */
START_TEST(errors_in_two_dimensions)
{
    for (double a = 0.3; a < 2; a += 0.21) {
        const double b = 0.3, x = (b - 1 + sqrt((1 - b) * (1 - b) + 4 * a)) / (2 * a);
        double p[2] = { a, b }, guess[2] = { 1.01 * x, b * x };
        struct found f = look_for(map_named("henon"), 1, p, guess, NULL);
        ck_assert(f.converged && f.family == 0);
        check_estimate(f.points_error[0], f.points[0], x, "x");
        check_estimate(f.points_error[1], f.points[1], b * x, "y");
        const double larger = -a * x - sqrt(a * a * x * x + b);
        check_estimate(f.multipliers_error[0], f.multipliers[0][0], larger, "multiplier");
        found_free(&f);
    }
}
END_TEST
#endif

TCase *tcase_trust(void)
{
    TCase *tcase = tcase_create("trust");
    tcase_add_test(tcase, errors_of_fixed_points);
    tcase_add_test(tcase, errors_at_a_tangency);
    tcase_add_test(tcase, errors_of_flat_roots);
    tcase_add_test(tcase, scales_of_states);
    tcase_add_test(tcase, families_in_one_dimension);
#ifdef HAVE_GSL
    tcase_add_test(tcase, families_of_cycles);
    tcase_add_test(tcase, errors_in_two_dimensions);
#endif
    return tcase;
}
