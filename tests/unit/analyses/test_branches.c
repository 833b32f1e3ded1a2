/* Branches: special points that are known, folds, ends, conservative maps, bad input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/foreign/functions.h"

enum { MAX_SPECIAL = 32, MAX_POINTS = 64 };

/* What a branch has. */
struct branch {
    chaos_result *result;
    uint64_t nrows, nspecial;
    uint32_t kind[MAX_SPECIAL], exact[MAX_SPECIAL];
    uint64_t row[MAX_SPECIAL];
    double parameter[MAX_SPECIAL], coefficient[MAX_SPECIAL][2], off[MAX_SPECIAL],
        points[MAX_SPECIAL * MAX_POINTS];
};

/* A column with all of its elements; the caller frees it. */
static void *column(const chaos_result *result, const char *table, const char *name, size_t bytes)
{
    const uint64_t count = chaos_result_elements(result, table, name);
    void *values = malloc((count + 1) * bytes);
    ck_assert_ptr_nonnull(values);
    must(chaos_result_copy(result, table, name, values, count * bytes, NULL, &why));
    return values;
}

static void take(const chaos_result *result, const char *name, void *to, size_t bytes, uint64_t most)
{
    const uint64_t count = chaos_result_elements(result, "special_points", name);
    ck_assert_uint_le(count, most);
    must(chaos_result_copy(result, "special_points", name, to, count * bytes, NULL, &why));
}

static struct branch read_branch(chaos_result *result)
{
    struct branch b = { .result = result,
                        .nrows = chaos_result_nrows(result, "rows"),
                        .nspecial = chaos_result_nrows(result, "special_points") };
    take(result, "kind", b.kind, sizeof *b.kind, MAX_SPECIAL);
    take(result, "exact", b.exact, sizeof *b.exact, MAX_SPECIAL);
    take(result, "row", b.row, sizeof *b.row, MAX_SPECIAL);
    take(result, "parameter", b.parameter, sizeof(double), MAX_SPECIAL);
    take(result, "off", b.off, sizeof(double), MAX_SPECIAL);
    take(result, "coefficient", b.coefficient, 2 * sizeof(double), MAX_SPECIAL);
    take(result, "points", b.points, sizeof(double), MAX_SPECIAL * MAX_POINTS);
    return b;
}

static struct branch follow(const chaos_map *map, uint64_t period, const char *along, double low, double high,
                            const double *params, const double *guess)
{
    chaos_result *result;
    must(chaos_branch(map, period, (uint64_t)chaos_map_param_index(map, along), low, high, params, guess, 0,
                      &result, NULL, &why));
    return read_branch(result);
}

static bool recipe_has(const struct branch *b, const char *text)
{
    return strstr(chaos_result_recipe(b->result), text) != NULL;
}

/* Special point i is of this kind, there, and exact. */
static void is_special(const struct branch *b, uint64_t i, uint32_t kind, double parameter, double tolerance)
{
    ck_assert_uint_lt(i, b->nspecial);
    ck_assert_msg(b->kind[i] == kind, "special point %d is %s", (int)i, chaos_special_name(b->kind[i]));
    close_to(b->parameter[i], parameter, tolerance, "%s", chaos_special_name(kind));
    ck_assert_msg(b->exact[i] == 1, "%s is %g off", chaos_special_name(kind), b->off[i]);
    double *rows = column(b->result, "rows", "s", sizeof(double)),
           *specials = column(b->result, "special_points", "s", sizeof(double));
    ck_assert(b->row[i] + 1 < b->nrows);
    ck_assert_msg(rows[b->row[i]] <= specials[i] && specials[i] <= rows[b->row[i] + 1],
                  "row of special point %d", (int)i);
    free(rows);
    free(specials);
}

/* All rows are cycles, one step after the other. */
static void is_sound(const struct branch *b)
{
    double *s = column(b->result, "rows", "s", sizeof(double)),
           *residual = column(b->result, "rows", "residual", sizeof(double));
    for (uint64_t i = 0; i < b->nrows; ++i) {
        ck_assert_double_le(residual[i], 1e-13);
        if (i > 0)
            ck_assert_double_gt(s[i], s[i - 1]);
    }
    free(s);
    free(residual);
}

START_TEST(logistic_map)
{
    const chaos_map *map = map_named("logistic");
    struct branch b = follow(map, 1, "r", 0.5, 4, (const double[]){ 2.5 }, (const double[]){ 0.6 });
    is_sound(&b);
    ck_assert_uint_eq(b.nspecial, 2);
    is_special(&b, 0, CHAOS_BRANCH_POINT, 1, 1e-14);
    is_special(&b, 1, CHAOS_FLIP, 3, 1e-14);
    close_to(b.coefficient[1][0], 9, 1e-12, "b at r = 3");
    close_to(fabs(b.coefficient[0][0]), 1, 1e-12, "a at r = 1");
    ck_assert(recipe_has(&b, "\"begins\": \"box\"") && recipe_has(&b, "\"ends\": \"box\""));
    double *r = column(b.result, "rows", "parameter", sizeof *r);
    ck_assert(r[0] == 0.5 && r[b.nrows - 1] == 4);
    free(r);
    chaos_result_free(b.result);
    b = follow(map, 2, "r", 3, 4, (const double[]){ 3.2 }, (const double[]){ 0.5 });
    is_sound(&b);
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_FLIP, 1 + sqrt(6), 1e-14);
    close_to(b.coefficient[0][0], 69.70260804, 1e-6, "b of the cycle of two at its least point");
    ck_assert(recipe_has(&b, "\"begins\": \"period\""));
    chaos_result_free(b.result);
    /* The trivial branch, along which all is exactly straight. */
    b = follow(map, 1, "r", -2, 2, (const double[]){ 0.5 }, (const double[]){ 0 });
    ck_assert_uint_eq(b.nspecial, 2);
    is_special(&b, 0, CHAOS_FLIP, -1, 1e-14);
    is_special(&b, 1, CHAOS_BRANCH_POINT, 1, 1e-14);
    chaos_result_free(b.result);
}
END_TEST

START_TEST(closed_branches_and_pitchforks)
{
    chaos_map *map = parsed("x' = x + e*(x^2 + p^2 - 1)", NULL);
    struct branch b = follow(map, 1, "p", -2, 2, (const double[]){ 0.3, 0 }, (const double[]){ 1 });
    is_sound(&b);
    ck_assert(recipe_has(&b, "\"ends\": \"closed\""));
    ck_assert_uint_eq(b.nspecial, 2);
    is_special(&b, 0, CHAOS_FOLD, 1, 1e-14);
    is_special(&b, 1, CHAOS_FOLD, -1, 1e-14);
    close_to(fabs(b.coefficient[0][0]), 0.3, 1e-13, "a");
    chaos_result_free(b.result);
    chaos_map_free(map);
    map = parsed("x' = r*x - x^3", NULL);
    b = follow(map, 1, "r", -2, 3, (const double[]){ 1.5 }, (const double[]){ 0.7 });
    ck_assert_uint_eq(b.nspecial, 3); /* through the pitchfork, to the other side */
    is_special(&b, 0, CHAOS_FLIP, 2, 1e-14);
    is_special(&b, 1, CHAOS_BRANCH_POINT, 1, 1e-14);
    is_special(&b, 2, CHAOS_FLIP, 2, 1e-14);
    close_to(b.coefficient[0][0], 8, 1e-12, "b, by hand: (-6 + 3 (-6)^2/2)/6");
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

/* Where a little p parts the pitchfork its halves pass each other: no branch point, and none leads to the other. */
START_TEST(branches_that_pass_each_other)
{
    chaos_map *map = parsed("x' = p + r*x - x^3", NULL);
    for (double p = 1e-9; p < 2e-4; p *= 100) {
        double params[2];
        params[chaos_map_param_index(map, "p")] = p;
        params[chaos_map_param_index(map, "r")] = 1.2;
        struct branch b = follow(map, 1, "r", -1.5, 3, params, (const double[]){ 0.5 });
        ck_assert_uint_eq(b.nspecial, 2);
        is_special(&b, 0, CHAOS_FLIP, -1, 1e-3);
        is_special(&b, 1, CHAOS_FLIP, 2, 1e-3);
        double *points = column(b.result, "rows", "points", sizeof *points);
        for (uint64_t i = 0; i < b.nrows; ++i)
            ck_assert_double_gt(points[i], 0);
        free(points);
        chaos_result_free(b.result);
    }
    chaos_map_free(map);
}
END_TEST

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

/* Down the cascade: each flip begins the next branch, which leads back to it. */
START_TEST(doubled_cycles_begin_at_flips)
{
    const chaos_map *map = map_named("logistic");
    static const double flips[] = { 3.449489742783178, 3.544090359551923, 3.564407266095432 };
    struct branch b = follow(map, 1, "r", 2, 3.6, (const double[]){ 2.5 }, (const double[]){ 0.6 });
    for (uint64_t k = 0, period = 1; k < LENGTH(flips); ++k, period *= 2) {
        chaos_result *result;
        const double r[] = { b.parameter[b.nspecial - 1] };
        must(chaos_branch_double(map, period, 0, 2, 3.6, r, b.points + (b.nspecial - 1) * period, 0, &result,
                                 NULL, &why));
        chaos_result_free(b.result);
        b = read_branch(result);
        is_sound(&b);
        ck_assert(recipe_has(&b, "\"begins\": \"period\"") || recipe_has(&b, "\"ends\": \"period\""));
        ck_assert_uint_eq(b.nspecial, 1);
        is_special(&b, 0, CHAOS_FLIP, flips[k], 1e-12);
    }
    chaos_result_free(b.result);
    chaos_result *result = NULL; /* no flip: superstable */
    ck_assert_int_eq(chaos_branch_double(map, 1, 0, 1, 4, (const double[]){ 2 }, (const double[]){ 0.5 }, 0,
                                         &result, NULL, &why),
                     CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "points");
    ck_assert_ptr_null(result);
    ck_assert_int_eq(chaos_branch_double(map, 0, 0, 1, 4, NULL, (const double[]){ 0.5 }, 0, &result, NULL,
                                         &why),
                     CHAOS_EINVAL);
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
    ck_assert(recipe_has(
        &b, "\"begins\": \"box\"")); /* at the end of the states' range: x grows beyond bounds at a = 0 */
    uint32_t *unstable = column(b.result, "rows", "unstable", sizeof *unstable);
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

START_TEST(doubled_cycles_in_the_plane)
{
    const chaos_map *map = map_named("henon");
    struct branch b = follow(map, 1, "a", 0, 2, (const double[]){ 0.2, 0.3 }, (const double[]){ 1.1, 0.33 });
    is_special(&b, 0, CHAOS_FLIP, 0.3675, 1e-14);
    chaos_result *result = NULL;
    must(chaos_branch_double(map, 1, 0, 0, 2, (const double[]){ b.parameter[0], 0.3 }, b.points, 0, &result,
                             NULL, &why));
    chaos_result_free(b.result);
    b = read_branch(result);
    is_sound(&b);
    ck_assert_uint_eq(b.nspecial, 1);
    is_special(&b, 0, CHAOS_FLIP, 0.9125, 1e-13);
    chaos_result_free(b.result);
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
    double *k = column(b.result, "rows", "parameter", sizeof *k),
           *residue = column(b.result, "rows", "residue", sizeof *residue);
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
    double *residue = column(b.result, "rows", "residue", sizeof *residue);
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

/* Accelerated by 2 pi at p = 0, where the angle ends: where a fold is said to be exact it is at k = 2 pi. */
START_TEST(folds_at_the_end_of_an_angle)
{
    const chaos_map *map = map_named("standard");
    for (double k = 6.4; k < 9; k += 0.3) {
        double guess[2];
        guess[chaos_map_state_index(map, "theta")] = asin(6.283185307179586 / k);
        guess[chaos_map_state_index(map, "p")] = 0;
        struct branch b = follow(map, 1, "k", 6.16, 1.3 * k, &k, guess);
        for (uint64_t i = 0; i < b.nspecial; ++i)
            if (b.kind[i] == CHAOS_FOLD && b.exact[i])
                close_to(b.parameter[i], 6.283185307179586, 1e-12, "from k = %g", k);
        chaos_result_free(b.result);
    }
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
        double *points = column(result, "rows", "points", sizeof *points);
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

START_TEST(wrong_questions)
{
    const chaos_map *map = map_named("logistic");
    const double r[] = { 3.2 }, x[] = { 0.5 }, far[] = { 1e6 }, nan[] = { NAN };
    static const struct {
        uint64_t period, along, budget;
        double low, high;
        const char *argument, *says;
    } cases[] = {
        { 0, 0, 0, 3, 4, "period", "1 to" },  { 1, 1, 0, 3, 4, "along", "below 1" },
        { 2, 0, 0, 4, 3, "to", "low value" }, { 2, 0, 0, 3, NAN, "to", "low value" },
        { 2, 0, 0, 3.5, 4, "r", "3.5 to 4" }, { 600, 0, 0, 3, 4, "period", "at most 512" },
        { 2, 0, 1, 3, 4, "budget", "2 to" },  { 4, 0, 0, 3, 4, "period", "has period" },
    };
    chaos_result *result = NULL;
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        const int code = chaos_branch(map, cases[i].period, cases[i].along, cases[i].low, cases[i].high, r, x,
                                      cases[i].budget, &result, NULL, &why);
        ck_assert_msg(code == CHAOS_EINVAL, "case %d: code %d", (int)i, code);
        ck_assert_msg(strcmp(why.argument, cases[i].argument) == 0 && strstr(why.message, cases[i].says),
                      "case %d: %s, %s", (int)i, why.argument, why.message);
        ck_assert_ptr_null(result);
    }
    ck_assert_int_eq(chaos_branch(NULL, 1, 0, 3, 4, r, x, 0, &result, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_branch(map, 1, 0, 3, 4, r, NULL, 0, &result, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_branch(map, 1, 0, 3, 4, r, x, 0, NULL, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_branch(map, 1, 0, 3, 4, nan, x, 0, &result, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_branch(map, 1, 0, 3, 4, r, nan, 0, &result, NULL, &why), CHAOS_EINVAL);
    chaos_map *none = parsed("x' = x + 1 + x^2", NULL);
    chaos_map *one = parsed("x' = x + p + x^2", NULL);
    ck_assert_int_eq(chaos_branch(one, 1, 0, 0.5, 2, (const double[]){ 1 }, far, 0, &result, NULL, &why),
                     CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "guess");
    ck_assert_ptr_nonnull(strstr(why.message, "residual"));
    ck_assert_int_eq(chaos_branch(none, 1, 0, 0, 1, NULL, x, 0, &result, NULL, &why), CHAOS_EINVAL);
    ck_assert_ptr_null(result);
    ck_assert_ptr_null(chaos_special_name(CHAOS_DOUBLE_NEIMARK_SACKER + 1));
    ck_assert_str_eq(chaos_special_name(CHAOS_FLIP), "flip");
    chaos_map_free(none);
    chaos_map_free(one);
#ifdef HAVE_GSL
    chaos_map *many =
        parsed("x[i]' = r*x[i]*(1 - x[i])", &(chaos_text){ .size = sizeof(chaos_text), .sites = 252 });
    double *start = doubles(252);
    ck_assert_int_eq(chaos_branch(many, 1, 0, 2, 3, (const double[]){ 2.5 }, start, 0, &result, NULL, &why),
                     CHAOS_EINVAL);
    ck_assert_ptr_nonnull(strstr(why.message, "at most 250 states"));
    free(start);
    chaos_map_free(many);
#endif
}
END_TEST

TCase *tcase_branches(void)
{
    TCase *tcase = tcase_create("branches");
    tcase_add_test(tcase, logistic_map);
    tcase_add_test(tcase, closed_branches_and_pitchforks);
    tcase_add_test(tcase, branches_that_pass_each_other);
    tcase_add_test(tcase, a_doubled_cycle_ends_at_its_flip);
    tcase_add_test(tcase, doubled_cycles_begin_at_flips);
#ifdef HAVE_GSL
    tcase_add_test(tcase, henon_map);
    tcase_add_test(tcase, neimark_sacker_points);
    tcase_add_test(tcase, coefficients_survive_coordinates);
    tcase_add_test(tcase, doubled_cycles_in_the_plane);
    tcase_add_test(tcase, equal_parts_cross_together);
    tcase_add_test(tcase, conservative_maps_by_residues);
    tcase_add_test(tcase, no_residues_where_orientation_is_lost);
    tcase_add_test(tcase, rounding_is_no_event);
    tcase_add_test(tcase, folds_at_the_end_of_an_angle);
    tcase_add_test(tcase, functions_are_followed);
    tcase_add_test(tcase, bits_are_the_same);
    tcase_add_test(tcase, states_that_cancel);
    tcase_add_test(tcase, ends_early);
#endif
    tcase_add_test(tcase, wrong_questions);
    return tcase;
}
