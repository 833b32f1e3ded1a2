/* Curves of bifurcations that leave points of codimension 2: closed forms, where they begin, bad input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/curves.h"

/* The number of a curve among those that meet. */
static uint64_t number_of(uint32_t special, uint32_t kind, uint64_t times)
{
    uint32_t found;
    uint64_t by, i = 0;
    while (chaos_special_curve(special, i, &found, &by) && !(found == kind && by == times))
        ++i;
    ck_assert_msg(chaos_special_curve(special, i, &found, &by), "%s", chaos_special_name(special));
    return i;
}

static struct curve leave(const chaos_map *map, uint32_t special, uint32_t kind, uint64_t times,
                          const char *first, const char *second, const double *box, const double *params,
                          const double *points)
{
    const uint64_t over[] = { (uint64_t)chaos_map_param_index(map, first),
                              (uint64_t)chaos_map_param_index(map, second) };
    chaos_result *result;
    must(chaos_bifurcation_curve_from(map, special, number_of(special, kind, times), 1, over, box, params,
                                      points, NAN, 0, &result, NULL, &why));
    struct curve c = read_curve(result);
    const char *const recipe = chaos_result_recipe(result);
    char from[64];
    snprintf(from, sizeof from, "\"from\": \"%s\"", chaos_special_name(special));
    ck_assert_ptr_nonnull(strstr(recipe, from));
    ck_assert_int_eq(strstr(recipe, "\"begins\": \"period\"") != NULL, times > 1);
    ck_assert_uint_eq(chaos_result_column(result, "rows", 2)->shape[0], times);
    if (times > 1) /* it begins there */
        for (int i = 0; i < 2; ++i)
            close_to(c.rows[0][i], params[over[i]], 1e-3, "parameter %d", i);
    return c;
}

START_TEST(known_curves)
{
    uint32_t kind;
    uint64_t times;
    for (uint32_t special = 0; chaos_special_name(special); ++special) {
        const bool is_one = special >= CHAOS_RESONANCE_3 && special != CHAOS_SUPERSTABLE;
        ck_assert_int_eq(chaos_special_curve(special, 0, &kind, &times), is_one);
        ck_assert(!is_one || (times == 1 && kind <= CHAOS_NEIMARK_SACKER));
        ck_assert(!chaos_special_curve(special, 4, &kind, &times));
    }
    ck_assert(!chaos_special_curve(77, 0, &kind, &times));
}
END_TEST

/* x' = p + r x - x^3: the sum s of a cycle of period 2 has s^3 - (2 + r) s + p = 0, by hand, of which folds are double roots. */
static double cubic_fold_2(const double *p) { return 4 * pow(2 + p[1], 3) - 27 * p[0] * p[0]; }

START_TEST(fold_of_twice_the_period)
{
    chaos_map *map = parsed("x' = p + r*x - x^3", NULL);
    for (int sign = -1; sign <= 1; sign += 2) {
        double params[2];
        params[chaos_map_param_index(map, "p")] = sign * 16.0 / 27;
        params[chaos_map_param_index(map, "r")] = -2.0 / 3;
        struct curve c = leave(map, CHAOS_GENERALIZED_FLIP, CHAOS_FOLD, 2, "p", "r",
                               (const double[]){ -2, 2, -2, 3 }, params, (const double[]){ sign / 3.0 });
        curve_lies_on(&c, cubic_fold_2, 1e-10);
        free_curve(&c);
    }
    chaos_map_free(map);
}
END_TEST

#ifdef HAVE_GSL

/* x = y = (b - 1)/r, where the product of the multipliers is 1; r = -1/10, s = 0. */
static double general_pair(const double *p)
{
    const double x = (1 - p[1]) * 10;
    return (1 + p[1]) * x + 1.1 * x * x - p[0];
}

/* Of a cycle of period 2 the sum is 1 + b, the product ((1 + b)^2 - a)/(1 + r), by hand; (b - r x)(b - r y) = 1. */
static double general_pair_2(const double *p)
{
    const double a = p[0], b = p[1];
    return b * b + 0.1 * b * (1 + b) + 0.01 * ((1 + b) * (1 + b) - a) / 0.9 - 1;
}

START_TEST(resonances_and_fold_flips)
{
    const chaos_map *map = map_named("generalized_henon");
    const double box[] = { -5, 5, -5, 5 }, at_1[] = { -440.0 / 441, 23.0 / 21, -0.1, 0 },
                 at_2[] = { 1240.0 / 441, 19.0 / 21, -0.1, 0 }, at_both[] = { 0, -1, -0.1, 0 },
                 x_1 = -20.0 / 21, x_2 = 20.0 / 21;
    struct curve c = leave(map, CHAOS_RESONANCE_1, CHAOS_NEIMARK_SACKER, 1, "a", "b", box, at_1,
                           (const double[]){ x_1, x_1 });
    curve_lies_on(&c, general_pair, 1e-11);
    curve_has(&c, CHAOS_RESONANCE_2, at_2[0], at_2[1]);
    free_curve(&c);
    c = leave(map, CHAOS_RESONANCE_2, CHAOS_NEIMARK_SACKER, 1, "a", "b", box, at_2,
              (const double[]){ x_2, x_2 });
    curve_lies_on(&c, general_pair, 1e-11);
    curve_has(&c, CHAOS_RESONANCE_1, at_1[0], at_1[1]);
    free_curve(&c);
    c = leave(map, CHAOS_RESONANCE_2, CHAOS_NEIMARK_SACKER, 2, "a", "b", box, at_2,
              (const double[]){ x_2, x_2 });
    curve_lies_on(&c, general_pair_2, 1e-12);
    free_curve(&c);
    c = leave(map, CHAOS_FOLD_FLIP, CHAOS_NEIMARK_SACKER, 2, "b", "a", box, at_both,
              (const double[]){ 0, 0 });
    for (uint64_t i = 0; i < c.nrows; ++i)
        close_to(general_pair_2((const double[]){ c.rows[i][1], c.rows[i][0] }), 0, 1e-12, "row %d", (int)i);
    free_curve(&c);
}
END_TEST

/* The cycle of period 2 has x^2 = mu, and a pair of modulus 1 + nu + mu/2 at each of its points. */
static double doubled_pair(const double *p) { return p[1] + p[0] / 2; }

START_TEST(flip_with_a_pair)
{
    chaos_map *map = parsed("x' = -(1 + mu)*x + x^3; g = 1 + nu + x^2/2; y' = g*(0.6*y - 0.8*z) + x*z^2;"
                            "z' = g*(0.8*y + 0.6*z) + x*y^2",
                            NULL);
    const double box[] = { -0.2, 0.2, -0.3, 0.3 }, params[] = { 0, 0 }, at[] = { 0, 0, 0 };
    struct curve c =
        leave(map, CHAOS_FLIP_NEIMARK_SACKER, CHAOS_NEIMARK_SACKER, 2, "mu", "nu", box, params, at);
    curve_lies_on(&c, doubled_pair, 1e-12);
    free_curve(&c);
    chaos_map_free(map);
}
END_TEST

/* Two pairs, of modulus 1 + mu and 1 + nu. */
START_TEST(the_other_pair)
{
    chaos_map *map = parsed("x' = (1 + mu)*(0.6*x - 0.8*y) + u^2; y' = (1 + mu)*(0.8*x + 0.6*y) + u*v;"
                            "u' = (1 + nu)*(0.28*u - 0.96*v) + x^2; v' = (1 + nu)*(0.96*u + 0.28*v) + x*y",
                            NULL);
    const double box[] = { -0.2, 0.2, -0.3, 0.3 }, params[] = { 0, 0 }, at[] = { 0, 0, 0, 0 };
    const uint64_t over[] = { (uint64_t)chaos_map_param_index(map, "mu"),
                              (uint64_t)chaos_map_param_index(map, "nu") };
    for (uint64_t which = 0; which < 2; ++which) {
        chaos_result *result;
        must(chaos_bifurcation_curve_from(map, CHAOS_DOUBLE_NEIMARK_SACKER, which, 1, over, box, params, at,
                                          0.6, 0, &result, NULL, &why));
        struct curve c = read_curve(result);
        ck_assert_uint_gt(c.nrows, 10);
        for (uint64_t i = 0; i < c.nrows; ++i)
            close_to(c.rows[i][which], 0, 1e-13, "row %d", (int)i);
        curve_has(&c, CHAOS_DOUBLE_NEIMARK_SACKER, 0, 0);
        close_to(c.cosine[0], which ? 0.28 : 0.6, 1e-12, "cosine");
        free_curve(&c);
    }
    chaos_map_free(map);
}
END_TEST

#endif

START_TEST(wrong_questions)
{
    chaos_map *map = parsed("x' = p + r*x - x^3", NULL);
    const double box[] = { -2, 2, -2, 3 }, at = 1.0 / 3, off = 0.1, bad = NAN;
    double params[2];
    params[chaos_map_param_index(map, "p")] = 16.0 / 27;
    params[chaos_map_param_index(map, "r")] = -2.0 / 3;
    const uint64_t over[] = { (uint64_t)chaos_map_param_index(map, "p"),
                              (uint64_t)chaos_map_param_index(map, "r") };
    const struct question {
        uint32_t special;
        uint64_t which, period;
        const double *points;
        const char *argument;
    } questions[] = {
        { CHAOS_FLIP, 0, 1, &at, "special" },
        { 77, 0, 1, &at, "special" },
        { CHAOS_GENERALIZED_FLIP, 2, 1, &at, "which" },
        { CHAOS_GENERALIZED_FLIP, 1, 0, &at, "period" },
        { CHAOS_GENERALIZED_FLIP, 1, 257, &at, "period" },
        { CHAOS_GENERALIZED_FLIP, 1, UINT64_MAX / 2 + 1, &at, "period" },
        { CHAOS_GENERALIZED_FLIP, 1, 1, &off, "points" },
        { CHAOS_GENERALIZED_FLIP, 1, 1, &bad, "x" },
        { CHAOS_GENERALIZED_FLIP, 1, 1, NULL, "points" },
        { CHAOS_RESONANCE_1, 0, 1, &at, "points" },
        { CHAOS_RESONANCE_1, 1, 1, &at, "kind" },
    };
    for (size_t i = 0; i < LENGTH(questions); ++i) {
        const struct question *q = &questions[i];
        chaos_result *result = NULL;
        ck_assert_msg(chaos_bifurcation_curve_from(map, q->special, q->which, q->period, over, box, params,
                                                   q->points, NAN, 0, &result, NULL, &why) == CHAOS_EINVAL,
                      "question %d", (int)i);
        ck_assert_msg(strcmp(why.argument, q->argument) == 0, "question %d: %s, %s", (int)i, why.argument,
                      why.message);
        ck_assert_ptr_null(result);
    }
    chaos_map_free(map);
}
END_TEST

TCase *tcase_leaving_curves(void)
{
    TCase *tcase = tcase_create("leaving_curves");
    tcase_add_test(tcase, known_curves);
    tcase_add_test(tcase, fold_of_twice_the_period);
#ifdef HAVE_GSL
    tcase_add_test(tcase, resonances_and_fold_flips);
    tcase_add_test(tcase, flip_with_a_pair);
    tcase_add_test(tcase, the_other_pair);
#endif
    tcase_add_test(tcase, wrong_questions);
    return tcase;
}
