/* Branches: one state, from flip to flip, bad input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/branches.h"

void *branch_column(const chaos_result *result, const char *table, const char *name, size_t bytes)
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

struct branch read_branch(chaos_result *result)
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

struct branch follow(const chaos_map *map, uint64_t period, const char *along, double low, double high,
                     const double *params, const double *guess)
{
    chaos_result *result;
    must(chaos_branch(map, period, (uint64_t)chaos_map_param_index(map, along), low, high, params, guess, 0,
                      &result, NULL, &why));
    return read_branch(result);
}

bool recipe_has(const struct branch *b, const char *text)
{
    return strstr(chaos_result_recipe(b->result), text) != NULL;
}

void is_special(const struct branch *b, uint64_t i, uint32_t kind, double parameter, double tolerance)
{
    ck_assert_uint_lt(i, b->nspecial);
    ck_assert_msg(b->kind[i] == kind, "special point %d is %s", (int)i, chaos_special_name(b->kind[i]));
    close_to(b->parameter[i], parameter, tolerance, "%s", chaos_special_name(kind));
    ck_assert_msg(b->exact[i] == 1, "%s is %g off", chaos_special_name(kind), b->off[i]);
    double *rows = branch_column(b->result, "rows", "s", sizeof(double)),
           *specials = branch_column(b->result, "special_points", "s", sizeof(double));
    ck_assert(b->row[i] + 1 < b->nrows);
    ck_assert_msg(rows[b->row[i]] <= specials[i] && specials[i] <= rows[b->row[i] + 1],
                  "row of special point %d", (int)i);
    free(rows);
    free(specials);
}

void is_sound(const struct branch *b)
{
    double *s = branch_column(b->result, "rows", "s", sizeof(double)),
           *residual = branch_column(b->result, "rows", "residual", sizeof(double));
    for (uint64_t i = 0; i < b->nrows; ++i) {
        ck_assert_double_le(residual[i], 1e-13);
        if (i > 0)
            ck_assert_double_gt(s[i], s[i - 1]);
    }
    free(s);
    free(residual);
}

/* Superstable cycles of period 2^k of the logistic map, r by kneading; of lines where the slope is 0. */
START_TEST(superstable_cycles)
{
    const chaos_map *map = map_named("logistic");
    static const double r[] = { 2, 3.2360679774997897, 3.4985616993277015, 3.5546408627688249 };
    chaos_map *tent = parsed("x' = r*min(x, 1 - x)", NULL);
    struct branch b = follow(map, 1, "r", 1.5, 3.9, (const double[]){ 1.8 }, (const double[]){ 0.45 });
    for (int k = 0; k < (int)LENGTH(r); ++k) {
        double parameter[8], points[8 * 8];
        uint32_t kind[8], exact[8];
        const uint64_t n = chaos_result_nrows(b.result, "superstable"), period = 1ULL << k;
        ck_assert_uint_eq(n, 1);
        must(chaos_result_copy(b.result, "superstable", "parameter", parameter, n * sizeof *parameter, NULL,
                               &why));
        must(chaos_result_copy(b.result, "superstable", "kind", kind, n * sizeof *kind, NULL, &why));
        must(chaos_result_copy(b.result, "superstable", "exact", exact, n * sizeof *exact, NULL, &why));
        must(chaos_result_copy(b.result, "superstable", "points", points, n * period * sizeof *points, NULL,
                               &why));
        close_to(parameter[0], r[k], 1e-12, "period %d", (int)period);
        ck_assert(kind[0] == CHAOS_SUPERSTABLE && exact[0]);
        double nearest = 1;
        for (uint64_t i = 0; i < period; ++i)
            nearest = fmin(nearest, fabs(points[i] - 0.5));
        ck_assert_double_lt(nearest, 1e-9);
        ck_assert_uint_ge(b.nspecial, 1);
        chaos_result *doubled;
        must(chaos_branch_double(map, period, 0, 1.5, 3.9, b.parameter, b.points, 0, &doubled, NULL, &why));
        chaos_result_free(b.result);
        b = read_branch(doubled);
    }
    chaos_result_free(b.result);
    b = follow(tent, 1, "r", -0.9, 0.9, (const double[]){ 0.5 }, (const double[]){ 0 });
    ck_assert_uint_eq(chaos_result_nrows(b.result, "superstable"), 1); /* r = 0 */
    chaos_result_free(b.result);
    chaos_map_free(tent);
}
END_TEST

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
    double *r = branch_column(b.result, "rows", "parameter", sizeof *r);
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
        double *points = branch_column(b.result, "rows", "points", sizeof *points);
        for (uint64_t i = 0; i < b.nrows; ++i)
            ck_assert_double_gt(points[i], 0);
        free(points);
        chaos_result_free(b.result);
    }
    chaos_map_free(map);
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
    ck_assert_ptr_null(chaos_special_name(CHAOS_SUPERSTABLE + 1));
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
    tcase_add_test(tcase, superstable_cycles);
    tcase_add_test(tcase, closed_branches_and_pitchforks);
    tcase_add_test(tcase, branches_that_pass_each_other);
    tcase_add_test(tcase, doubled_cycles_begin_at_flips);
#ifdef HAVE_GSL
    tcase_add_test(tcase, doubled_cycles_in_the_plane);
#endif
    tcase_add_test(tcase, wrong_questions);
    return tcase;
}
