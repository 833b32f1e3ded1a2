/* Special points that are known, in several states, and what is none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/branches.h"

/* The multiplier of 0 is -1 - e + p^2, or 1 + e - p^2, or its branch a narrow S: twice within a step, which is up to 0.03 of the
 * range. */
START_TEST(two_in_a_step)
{
    static const struct {
        const char *text;
        uint32_t kind;
        double guess;
    } cases[] = {
        { "x' = -(1 + e - p^2)*x + x^3", CHAOS_FLIP, 0 },
        { "x' = (1 + e - p^2)*x + x^3", CHAOS_BRANCH_POINT, 0 },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i)
        for (double e = 1e-3; e > 3e-12; e /= 10) {
            chaos_map *map = parsed(cases[i].text, NULL);
            double params[2];
            params[chaos_map_param_index(map, "e")] = e;
            params[chaos_map_param_index(map, "p")] = -0.4077;
            struct branch b = follow(map, 1, "p", -0.5, 0.7, params, (const double[]){ cases[i].guess });
            ck_assert_msg(b.nspecial == 2, "%s, e = %g: %d", cases[i].text, e, (int)b.nspecial);
            is_special(&b, 0, cases[i].kind, -sqrt(e), 1e-15 / sqrt(e));
            is_special(&b, 1, cases[i].kind, sqrt(e), 1e-15 / sqrt(e));
            chaos_result_free(b.result);
            params[chaos_map_param_index(map, "e")] = -e;
            b = follow(map, 1, "p", -0.5, 0.7, params, (const double[]){ cases[i].guess });
            ck_assert_uint_eq(b.nspecial, 0);
            chaos_result_free(b.result);
            chaos_map_free(map);
        }
}
END_TEST

START_TEST(narrow_folds)
{
    chaos_map *map = parsed("x' = x + p - x^3 + e*x", NULL);
    for (double e = 1e-2; e > 1e-9; e /= 10) {
        double params[2];
        params[chaos_map_param_index(map, "e")] = e;
        params[chaos_map_param_index(map, "p")] = -0.4077;
        struct branch b = follow(map, 1, "p", -0.5, 0.5, params, (const double[]){ -0.74 });
        ck_assert_msg(b.nspecial == 2, "e = %g: %d", e, (int)b.nspecial);
        is_special(&b, 0, CHAOS_FOLD, 2 * e / 3 * sqrt(e / 3), 1e-13);
        is_special(&b, 1, CHAOS_FOLD, -2 * e / 3 * sqrt(e / 3), 1e-13);
        chaos_result_free(b.result);
        params[chaos_map_param_index(map, "e")] = -e;
        b = follow(map, 1, "p", -0.5, 0.5, params, (const double[]){ -0.74 });
        ck_assert_uint_eq(b.nspecial, 0);
        chaos_result_free(b.result);
    }
    chaos_map_free(map);
}
END_TEST

/* A multiplier that reaches -1 and turns back is seen, once, and not trusted. */
START_TEST(what_only_touches)
{
    chaos_map *map = parsed("x' = -(1 - p^2)*x + x^3", NULL);
    struct branch b = follow(map, 1, "p", -0.5, 0.7, (const double[]){ -0.4077 }, (const double[]){ 0 });
    ck_assert_uint_eq(b.nspecial, 1);
    ck_assert_uint_eq(b.kind[0], CHAOS_FLIP);
    ck_assert_uint_eq(b.exact[0], 0);
    close_to(b.parameter[0], 0, 1e-4, "where");
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

#ifdef HAVE_GSL

/* Fixed points x of 1 + (b - 1) x - a x^2, cycles of two a^2 x^2 - a (1 - b) x + (1 - b)^2 - a. */
START_TEST(henon_map)
{
    const chaos_map *map = map_named("henon");
    struct branch b =
        follow(map, 1, "a", -0.5, 2, (const double[]){ 0.2, 0.3 }, (const double[]){ 1.1, 0.33 });
    is_sound(&b);
    ck_assert_uint_eq(b.nspecial, 2);
    is_special(&b, 0, CHAOS_FOLD, -0.1225, 1e-14);
    close_to(fabs(b.coefficient[0][0]), 0.0902567076458393, 1e-13, "a of the fold");
    close_to(b.points[0], 0.7 / (2 * 0.1225), 1e-12, "x at the fold");
    is_special(&b, 1, CHAOS_FLIP, 0.3675, 1e-14);
    close_to(b.coefficient[1][0], 0.136159139026112, 1e-13, "b of the flip");
    ck_assert(recipe_has(&b, "\"begins\": \"state\"")); /* x grows beyond bounds at a = 0 */
    uint32_t *unstable = branch_column(b.result, "rows", "unstable", sizeof *unstable);
    ck_assert(unstable[b.row[0]] == 1 && unstable[b.row[0] + 1] == 0 && unstable[b.row[1] + 1] == 1);
    free(unstable);
    chaos_result_free(b.result);
    const double x = (0.42 + sqrt(0.42 * 0.42 + 4 * 0.36 * 0.11)) / 0.72, other = 0.7 / 0.6 - x;
    b = follow(map, 2, "a", 0, 2, (const double[]){ 0.6, 0.3 }, (const double[]){ x, 0.3 * other });
    is_sound(&b);
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_FLIP, 0.9125, 1e-14);
    ck_assert_double_gt(b.coefficient[0][0], 0);
    chaos_result_free(b.result);
}
END_TEST

START_TEST(neimark_sacker_points)
{
    const chaos_map *map = map_named("delayed_logistic");
    struct branch b = follow(map, 1, "a", 1.5, 2.2, (const double[]){ 1.8 }, (const double[]){ 0.44, 0.44 });
    is_sound(&b);
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_NEIMARK_SACKER, 2, 1e-14);
    close_to(b.coefficient[0][0], -1, 1e-12, "Re d");
    close_to(b.coefficient[0][1], -sqrt(3), 1e-12, "Im d");
    chaos_result_free(b.result);
    /* Determinant b, trace c at x = 0. */
    chaos_map *text = parsed("x' = y; y' = -b*x + c*y + x^2", NULL);
    b = follow(text, 1, "b", 0.5, 1.5, (const double[]){ 0.7, 3 }, (const double[]){ 0, 0 });
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_NEUTRAL_SADDLE, 1, 1e-14);
    chaos_result_free(b.result);
    b = follow(text, 1, "b", 0.5, 1.5, (const double[]){ 0.7, 1.2 }, (const double[]){ 0, 0 });
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_NEIMARK_SACKER, 1, 1e-14);
    chaos_result_free(b.result);
    chaos_map_free(text);
}
END_TEST

/* w -> e^(i theta) w (1 + mu + d |w|^2) in coordinates that are bent by a random near-identity: d is what it was, up
 * to its scale; that of -w (1 + mu) + b w^3 likewise. */
START_TEST(coefficients_survive_coordinates)
{
    struct rng rng = rng_start("coordinates");
    for (int trial = 0; trial < 10; ++trial) {
        const double theta = rng_between(&rng, 0.3, 1.5), re = rng_between(&rng, -2, 2),
                     im = rng_between(&rng, -2, 2);
        char text[1024];
        /* (u, v) = (x + k1 y^2, y + k2 x y): its inverse is not a polynomial, so the map is f in the new
         * coordinates solved by hand: x = u - k1 (v/(1 + k2 x))^2 is implicit. A shear has one: u = x + k1 y^2 + k3 y^3. */
        snprintf(text, sizeof text,
                 "x = u - %.17g*v^2 - %.17g*v^3; y = v;"
                 "s = x^2 + y^2; g = 1 + mu + %.17g*s; h = %.17g*s;"
                 "p = g*x - h*y; q = h*x + g*y;"
                 "X = cos(%.17g)*p - sin(%.17g)*q; Y = sin(%.17g)*p + cos(%.17g)*q;"
                 "u' = X + %.17g*Y^2 + %.17g*Y^3; v' = Y",
                 0.7 * (trial % 3), 0.4, re, im, theta, theta, theta, theta, 0.7 * (trial % 3), 0.4);
        chaos_map *map = parsed(text, NULL);
        struct branch b = follow(map, 1, "mu", -0.5, 0.5, (const double[]){ -0.1 }, (const double[]){ 0, 0 });
        ck_assert_uint_eq(b.nspecial, 1);
        is_special(&b, 0, CHAOS_NEIMARK_SACKER, 0, 1e-14);
        /* |q| = 1 in x, y is |w|^2 = 1/2 |z|^2 with w = x + i y = sqrt 2 z. */
        close_to(b.coefficient[0][0], 2 * re, 1e-11, "Re d, theta %g", theta);
        close_to(b.coefficient[0][1], 2 * im, 1e-11, "Im d, theta %g", theta);
        chaos_result_free(b.result);
        chaos_map_free(map);
        snprintf(text, sizeof text,
                 "x = u - %.17g*v^2; y = v + 0*x; X = -(1 + mu)*x + %.17g*x^3 + x*y; Y = 0.4*y + %.17g*x^2;"
                 "u' = X + %.17g*Y^2; v' = Y",
                 0.9, re, im, 0.9);
        map = parsed(text, NULL);
        b = follow(map, 1, "mu", -0.5, 0.5, (const double[]){ -0.1 }, (const double[]){ 0, 0 });
        ck_assert_uint_eq(b.nspecial, 1);
        is_special(&b, 0, CHAOS_FLIP, 0, 1e-14);
        close_to(b.coefficient[0][0], re + im / 0.6, 1e-11,
                 "b"); /* y = im/(1 - 0.4) x^2 on the centre manifold */
        chaos_result_free(b.result);
        chaos_map_free(map);
    }
}
END_TEST

/* At a third or a fourth root of 1 the normal form has other terms. Determinant b, trace c at x = 0. */
START_TEST(no_coefficient_at_resonances)
{
    chaos_map *map = parsed("x' = y; y' = -b*x + c*y + x^2 + 0.3*x*y", NULL);
    static const double trace[] = { -1, 0, 1 };
    for (size_t i = 0; i < LENGTH(trace); ++i) {
        double params[2];
        params[chaos_map_param_index(map, "b")] = 0.7;
        params[chaos_map_param_index(map, "c")] = trace[i];
        struct branch b = follow(map, 1, "b", 0.5, 1.5, params, (const double[]){ 0, 0 });
        ck_assert_uint_eq(b.nspecial, 1);
        is_special(&b, 0, CHAOS_NEIMARK_SACKER, 1, 1e-14);
        ck_assert_int_eq(isfinite(b.coefficient[0][0]), trace[i] == 1);
        chaos_result_free(b.result);
    }
    chaos_map_free(map);
}
END_TEST

/* A fold with both multipliers 1 is a fold, and nothing else. */
START_TEST(double_multipliers)
{
    chaos_map *map = parsed("x' = x + y; y' = y + p + x^2 + x*y", NULL);
    struct branch b = follow(map, 1, "p", -1, 1, (const double[]){ -0.04 }, (const double[]){ 0.2, 0 });
    ck_assert_uint_eq(b.nspecial, 1);
    ck_assert_uint_eq(b.kind[0], CHAOS_FOLD);
    close_to(b.parameter[0], 0, 1e-14, "where");
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

/* Two that cross together are seen, and not trusted. */
START_TEST(equal_parts_cross_together)
{
    chaos_map *map = parsed("x' = r*x*(1 - x); y' = r*y*(1 - y)", NULL);
    struct branch b = follow(map, 1, "r", 2, 4, (const double[]){ 2.5 }, (const double[]){ 0.6, 0.6 });
    ck_assert_uint_eq(b.nspecial, 1);
    ck_assert_uint_eq(b.kind[0], CHAOS_FLIP);
    ck_assert_uint_eq(b.exact[0], 0);
    close_to(b.parameter[0], 3, 1e-6, "where");
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

/* Residue k/4 at (pi, 0), -k/4 at (0, 0). */
START_TEST(conservative_maps_by_residues)
{
    const chaos_map *map = map_named("standard");
    double guess[2];
    guess[chaos_map_state_index(map, "theta")] = 3.1;
    guess[chaos_map_state_index(map, "p")] = 0;
    struct branch b = follow(map, 1, "k", 0.1, 6, (const double[]){ 1 }, guess);
    is_sound(&b);
    ck_assert_uint_eq(b.nspecial, 3);
    is_special(&b, 0, CHAOS_RESONANCE_4, 2, 1e-14);
    is_special(&b, 1, CHAOS_RESONANCE_3, 3, 1e-14);
    is_special(&b, 2, CHAOS_FLIP, 4, 1e-14);
    double *k = branch_column(b.result, "rows", "parameter", sizeof *k),
           *residue = branch_column(b.result, "rows", "residue", sizeof *residue);
    for (uint64_t i = 0; i < b.nrows; ++i)
        close_to(residue[i], k[i] / 4, 1e-13, "residue");
    free(k);
    free(residue);
    chaos_result_free(b.result);
    guess[chaos_map_state_index(map, "theta")] = 0;
    b = follow(map, 1, "k", -1, 6, (const double[]){ 1 }, guess);
    ck_assert_uint_eq(b.nspecial, 1); /* at k = 0 all p = 0 are fixed points */
    ck_assert_uint_eq(b.kind[0], CHAOS_BRANCH_POINT);
    chaos_result_free(b.result);
    chaos_map *volume = parsed("x' = 1 - a*x^2 - y; y' = x", NULL); /* folds are no resonances */
    b = follow(volume, 1, "a", -2, 4, (const double[]){ 0.5 }, (const double[]){ 0.45, 0.45 });
    ck_assert_uint_eq(b.nspecial, 4);
    is_special(&b, 0, CHAOS_FOLD, -1, 1e-13);
    is_special(&b, 1, CHAOS_RESONANCE_4, 0, 1);
    is_special(&b, 2, CHAOS_RESONANCE_3, 1.25, 1e-13);
    is_special(&b, 3, CHAOS_FLIP, 3, 1e-13);
    chaos_result_free(b.result);
    chaos_map_free(volume);
}
END_TEST

/* Multipliers z and -1/z: |det Df| is 1, and nothing turns. */
START_TEST(no_residues_where_orientation_is_lost)
{
    chaos_map *map = parsed("x' = 1 - a*x^2 + y; y' = x", NULL);
    struct branch b = follow(map, 1, "a", 0.15, 3, (const double[]){ 1 }, (const double[]){ 1, 1 });
    ck_assert_uint_eq(b.nspecial, 0);
    double *residue = branch_column(b.result, "rows", "residue", sizeof *residue);
    for (uint64_t i = 0; i < b.nrows; ++i)
        ck_assert(residue[i] != residue[i]);
    free(residue);
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

/* Multipliers 27 and 1/27 all along, -1 or a turn by 1/3 all along: what changes its sign is rounding. */
START_TEST(rounding_is_no_event)
{
    static const char *const texts[] = {
        "x' = 27*x + a; y' = (1/27)*y + a*x", "x' = -(1/3)*x*3 + a; y' = 0.5*y + sin(a)*x",
        "x' = cos(2*pi/3)*x - sin(2*pi/3)*y + a; y' = sin(2*pi/3)*x + cos(2*pi/3)*y"
    };
    for (size_t k = 0; k < LENGTH(texts); ++k) {
        chaos_map *map = parsed(texts[k], NULL);
        struct branch b = follow(map, 1, "a", -1, 1, (const double[]){ 0.3 }, (const double[]){ 0, 0 });
        ck_assert_uint_eq(b.nspecial, 0);
        chaos_result_free(b.result);
        chaos_map_free(map);
    }
}
END_TEST

/* Accelerated by 2 pi at p = 0, where the angle ends and Newton's method fails: no fold there is said to be exact but
 * that at k = 2 pi. */
START_TEST(folds_at_the_end_of_an_angle)
{
    chaos_map *map = parsed("y = b*p + k*sin(theta); theta' = theta + y mod 2*pi; p' = y mod 2*pi", NULL);
    double params[2], guess[2];
    params[chaos_map_param_index(map, "b")] = 0.1;
    params[chaos_map_param_index(map, "k")] = 8.8;
    guess[chaos_map_state_index(map, "theta")] = 0.7951924055001853;
    guess[chaos_map_state_index(map, "p")] = 0;
    struct branch b = follow(map, 1, "k", 6.16, 8.8 * 1.3, params, guess);
    uint64_t folds = 0;
    for (uint64_t i = 0; i < b.nspecial; ++i)
        if (b.kind[i] == CHAOS_FOLD && b.exact[i]) {
            close_to(b.parameter[i], 6.283185307179586, 1e-12, "fold %d", (int)i);
            ++folds;
        }
    ck_assert_uint_eq(folds, 1);
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

#endif

TCase *tcase_special_points(void)
{
    TCase *tcase = tcase_create("special_points");
    tcase_add_test(tcase, two_in_a_step);
    tcase_add_test(tcase, narrow_folds);
    tcase_add_test(tcase, what_only_touches);
#ifdef HAVE_GSL
    tcase_add_test(tcase, henon_map);
    tcase_add_test(tcase, neimark_sacker_points);
    tcase_add_test(tcase, coefficients_survive_coordinates);
    tcase_add_test(tcase, equal_parts_cross_together);
    tcase_add_test(tcase, conservative_maps_by_residues);
    tcase_add_test(tcase, no_residues_where_orientation_is_lost);
    tcase_add_test(tcase, rounding_is_no_event);
    tcase_add_test(tcase, no_coefficient_at_resonances);
    tcase_add_test(tcase, double_multipliers);
    tcase_add_test(tcase, folds_at_the_end_of_an_angle);
#endif
    return tcase;
}
