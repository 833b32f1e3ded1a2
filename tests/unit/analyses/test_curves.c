/* Curves of bifurcations: closed forms, points of codimension 2 that are known, larger periods, more states, bad input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/curves.h"
#include "unit/foreign/functions.h"

static void take(const chaos_result *result, const char *name, void *to, size_t bytes, uint64_t most)
{
    const uint64_t count = chaos_result_elements(result, "special_points", name);
    ck_assert_uint_le(count, most);
    must(chaos_result_copy(result, "special_points", name, to, count * bytes, NULL, &why));
}

struct curve read_curve(chaos_result *result)
{
    struct curve c = { .result = result,
                       .nrows = chaos_result_nrows(result, "rows"),
                       .nspecial = chaos_result_nrows(result, "special_points") };
    take(result, "kind", c.kind, sizeof *c.kind, MAX_SPECIAL);
    take(result, "exact", c.exact, sizeof *c.exact, MAX_SPECIAL);
    take(result, "parameters", c.parameters, sizeof(double), 2 * MAX_SPECIAL);
    take(result, "cosine", c.cosine, sizeof(double), MAX_SPECIAL);
    take(result, "coefficient", c.coefficient, 2 * sizeof(double), MAX_SPECIAL);
    take(result, "coefficients", c.form, 2 * sizeof(double), 4 * MAX_SPECIAL);
    take(result, "points", c.points, sizeof(double), MAX_SPECIAL * MAX_STATES);
    c.rows = malloc((c.nrows + 1) * sizeof *c.rows);
    ck_assert_ptr_nonnull(c.rows);
    must(chaos_result_copy(result, "rows", "parameters", c.rows, c.nrows * sizeof *c.rows, NULL, &why));
    return c;
}

void free_curve(struct curve *c)
{
    free(c->rows);
    chaos_result_free(c->result);
}

struct curve follow_curve(const chaos_map *map, uint32_t kind, uint64_t period, const char *first,
                          const char *second, const double *box, const double *params, const double *points)
{
    const uint64_t over[] = { (uint64_t)chaos_map_param_index(map, first),
                              (uint64_t)chaos_map_param_index(map, second) };
    chaos_result *result;
    must(chaos_bifurcation_curve(map, kind, period, over, box, params, points, 0, &result, NULL, &why));
    return read_curve(result);
}

void curve_has(const struct curve *c, uint32_t kind, double first, double second)
{
    bool found = false;
    for (uint64_t i = 0; i < c->nspecial; ++i)
        found |= c->kind[i] == kind && c->exact[i] && fabs(c->parameters[i][0] - first) < 1e-12 &&
                 fabs(c->parameters[i][1] - second) < 1e-12;
    ck_assert_msg(found, "%s at %g, %g", chaos_special_name(kind), first, second);
}

void curve_lies_on(const struct curve *c, double (*equation)(const double *parameters), double tolerance)
{
    double *residual = malloc(c->nrows * sizeof *residual);
    ck_assert_ptr_nonnull(residual);
    must(chaos_result_copy(c->result, "rows", "residual", residual, c->nrows * sizeof *residual, NULL, &why));
    ck_assert_uint_gt(c->nrows, 20);
    for (uint64_t i = 0; i < c->nrows; ++i) {
        close_to(equation(c->rows[i]), 0, tolerance, "row %d", (int)i);
        ck_assert_double_le(residual[i], 1e-12);
    }
    free(residual);
}

/* ------------------------------------------------------------------------ closed forms */

/* x' = p + r x - x^3: folds 4 (r - 1)^3 = 27 p^2 with a cusp, flips with two generalised ones, by hand. */
static double cubic_fold(const double *p) { return 4 * pow(p[1] - 1, 3) - 27 * p[0] * p[0]; }

START_TEST(cubic_map)
{
    chaos_map *map = parsed("x' = p + r*x - x^3", NULL);
    const double box[] = { -2, 2, -2, 3 };
    double params[2];
    params[chaos_map_param_index(map, "p")] = 2;
    params[chaos_map_param_index(map, "r")] = 4;
    struct curve c = follow_curve(map, CHAOS_FOLD, 1, "p", "r", (const double[]){ -3, 3, -2, 5 }, params,
                                  (const double[]){ -1 });
    curve_lies_on(&c, cubic_fold, 1e-10);
    ck_assert_uint_eq(c.nspecial, 1);
    curve_has(&c, CHAOS_CUSP, 0, 1);
    close_to(c.form[0][0], -1, 1e-12, "c of the cusp");
    free_curve(&c);
    params[chaos_map_param_index(map, "p")] = 0;
    params[chaos_map_param_index(map, "r")] = -1;
    c = follow_curve(map, CHAOS_FLIP, 1, "p", "r", box, params, (const double[]){ 0 });
    ck_assert_uint_eq(c.nspecial, 2);
    curve_has(&c, CHAOS_GENERALIZED_FLIP, -16.0 / 27, -2.0 / 3);
    curve_has(&c, CHAOS_GENERALIZED_FLIP, 16.0 / 27, -2.0 / 3);
    close_to(c.form[0][0], -2, 1e-11, "e");
    close_to(c.form[1][0], -2, 1e-11, "e");
    free_curve(&c);
    chaos_map_free(map);
}
END_TEST

#ifdef HAVE_GSL

static bool recipe_has(const struct curve *c, const char *text)
{
    return strstr(chaos_result_recipe(c->result), text) != NULL;
}

static double henon_fold(const double *p) { return p[0] + (1 - p[1]) * (1 - p[1]) / 4; }
static double henon_flip(const double *p) { return p[0] - 3 * (1 - p[1]) * (1 - p[1]) / 4; }
static double henon_flip_2(const double *p)
{
    return p[0] - (1 - p[1]) * (1 - p[1]) - (1 + p[1]) * (1 + p[1]) / 4;
}

START_TEST(henon_map)
{
    const chaos_map *map = map_named("henon");
    const double box[] = { -2, 5, -2, 2 };
    const double x_fold = 0.7 / (2 * 0.1225), x_flip = 0.7 / (2 * 0.3675); /* x = (b - 1 +- ...)/(2 a) */
    struct curve c = follow_curve(map, CHAOS_FOLD, 1, "a", "b", box, (const double[]){ -0.1225, 0.3 },
                                  (const double[]){ x_fold, 0.3 * x_fold });
    curve_lies_on(&c, henon_fold, 1e-13);
    ck_assert_uint_eq(c.nspecial, 1);
    curve_has(&c, CHAOS_RESONANCE_1, -1, -1);
    ck_assert(recipe_has(&c, "\"begins\": \"box\"") && recipe_has(&c, "\"of\": \"fold\""));
    ck_assert(recipe_has(&c, "\"low\": {\"a\": -2, \"b\": -2}"));
    ck_assert(c.rows[0][0] == -2 || c.rows[0][1] == -2);
    free_curve(&c);
    c = follow_curve(map, CHAOS_FLIP, 1, "a", "b", box, (const double[]){ 0.3675, 0.3 },
                     (const double[]){ x_flip, 0.3 * x_flip });
    curve_lies_on(&c, henon_flip, 1e-13);
    ck_assert_uint_eq(c.nspecial, 1);
    curve_has(&c, CHAOS_RESONANCE_2, 3, -1);
    free_curve(&c);
    /* x + x' = (1 - b)/a, x x' = ((1 - b)^2 - a)/a^2 */
    const double a = 0.9125, sum = 0.7 / a, product = (0.49 - a) / (a * a),
                 x = (sum + sqrt(sum * sum - 4 * product)) / 2, y = sum - x;
    c = follow_curve(map, CHAOS_FLIP, 2, "b", "a", (const double[]){ -2, 2, -2, 5 },
                     (const double[]){ a, 0.3 }, (const double[]){ x, 0.3 * y, y, 0.3 * x });
    for (uint64_t i = 0; i < c.nrows; ++i)
        close_to(henon_flip_2((const double[]){ c.rows[i][1], c.rows[i][0] }), 0, 1e-12, "row %d", (int)i);
    curve_has(&c, CHAOS_RESONANCE_2, -1, 4);
    free_curve(&c);
}
END_TEST

/* ------------------------------------------------------------- resonances, Chenciner points */

/* x = y is a fixed point; of the multipliers the product is b - r x and the sum r x - 2 x + 3 s x^2. */
START_TEST(generalized_henon_map)
{
    const chaos_map *map = map_named("generalized_henon");
    const double box[] = { -5, 5, -5, 5 };
    struct curve c = follow_curve(map, CHAOS_NEIMARK_SACKER, 1, "a", "b", box,
                                  (const double[]){ 0, 1, -0.1, 0 }, (const double[]){ 0, 0 });
    ck_assert_uint_eq(c.nspecial, 4);
    curve_has(&c, CHAOS_RESONANCE_1, -440.0 / 441, 23.0 / 21);
    curve_has(&c, CHAOS_RESONANCE_2, 1240.0 / 441, 19.0 / 21);
    curve_has(&c, CHAOS_RESONANCE_3, 520.0 / 441, 20.0 / 21);
    curve_has(&c, CHAOS_RESONANCE_4, 0, 1);
    free_curve(&c);
    c = follow_curve(map, CHAOS_FOLD, 1, "a", "b", box, (const double[]){ -1, 1, 0, 0 },
                     (const double[]){ -1, -1 });
    curve_has(&c, CHAOS_RESONANCE_1, -1, 1);
    curve_has(&c, CHAOS_FOLD_FLIP, 0, -1);
    free_curve(&c);
    c = follow_curve(map, CHAOS_FLIP, 1, "a", "b", box, (const double[]){ 3, 1, 0, 0 },
                     (const double[]){ 1, 1 });
    curve_has(&c, CHAOS_RESONANCE_2, 3, 1);
    curve_has(&c, CHAOS_FOLD_FLIP, 0, -1);
    free_curve(&c);
    c = follow_curve(map, CHAOS_NEIMARK_SACKER, 1, "a", "b", box, (const double[]){ 0, 1, -0.1, 0.5 },
                     (const double[]){ 0, 0 });
    uint64_t i = 0;
    while (i < c.nspecial && c.kind[i] != CHAOS_CHENCINER)
        ++i;
    ck_assert_uint_lt(i, c.nspecial);
    ck_assert(c.exact[i]);
    close_to(c.points[2 * i], 11.0 / 15, 1e-12, "x");
    close_to(c.cosine[i], -11.0 / 30, 1e-12, "cos theta");
    close_to(c.coefficient[i][0], 0, 1e-12, "Re d");
    free_curve(&c);
}
END_TEST

/* A fold at x = 0, p = 0, a flip at x = 1, p = 1, beside pairs c +- 0.7 i and e +- 0.6 i. */
static const char beside_pairs[] = "x' = p + x - x^2; y' = c*y - 0.7*z + x^2 - 0.1; z' = 0.7*y + c*z + 0.2*x;"
                                   "u' = e*u - 0.6*v + x*y; v' = 0.6*u + e*v";

START_TEST(pairs_beside)
{
    chaos_map *map = parsed(beside_pairs, NULL);
    const double box[] = { -0.5, 1.5, -1.2, 1.2 }, c_pair = sqrt(0.51);
    double params[3];
    double *const c = &params[chaos_map_param_index(map, "c")],
                  *const e = &params[chaos_map_param_index(map, "e")],
                  *const p = &params[chaos_map_param_index(map, "p")];
    *p = 0, *c = 0.2, *e = 0.3;
    /* (1 - A) z = b of the first plane */
    const double det = (1 - *c) * (1 - *c) + 0.49, at[] = { 0, -0.1 * (1 - *c) / det, -0.07 / det, 0, 0 };
    struct curve curve = follow_curve(map, CHAOS_FOLD, 1, "p", "c", box, params, at);
    ck_assert_uint_eq(curve.nspecial, 2);
    curve_has(&curve, CHAOS_FOLD_NEIMARK_SACKER, 0, c_pair);
    curve_has(&curve, CHAOS_FOLD_NEIMARK_SACKER, 0, -c_pair);
    free_curve(&curve);
    *c = c_pair, *p = 0.25;
    /* x = 1/2 */
    const double d = (1 - *c) * (1 - *c) + 0.49, f = 0.25 - 0.1, g = 0.1, y = ((1 - *c) * f - 0.7 * g) / d,
                 z = (0.7 * f + (1 - *c) * g) / d, d_2 = 0.49 + 0.36, u = 0.7 * 0.5 * y / d_2,
                 v = 0.6 * 0.5 * y / d_2;
    curve = follow_curve(map, CHAOS_NEIMARK_SACKER, 1, "p", "c", box, params,
                         (const double[]){ 0.5, y, z, u, v });
    for (uint64_t i = 0; i < curve.nrows; ++i)
        close_to(curve.rows[i][1], c_pair, 1e-13, "c");
    curve_has(&curve, CHAOS_FOLD_NEIMARK_SACKER, 0, c_pair);
    curve_has(&curve, CHAOS_FLIP_NEIMARK_SACKER, 1, c_pair);
    free_curve(&curve);
    curve = follow_curve(map, CHAOS_NEIMARK_SACKER, 1, "e", "c", box, params,
                         (const double[]){ 0.5, y, z, u, v });
    ck_assert_uint_eq(curve.nspecial, 1);
    curve_has(&curve, CHAOS_DOUBLE_NEIMARK_SACKER, 0.8, c_pair);
    free_curve(&curve);
    chaos_map_free(map);
}
END_TEST

/* How many of a kind, exact or not. */
static uint64_t count_of(const struct curve *c, uint32_t kind)
{
    uint64_t count = 0;
    for (uint64_t i = 0; i < c->nspecial; ++i)
        count += c->kind[i] == kind;
    return count;
}

/* What makes the test of a generalised flip or a Chenciner point change its sign, and is none. x' = -(1 + mu) x + nu x^3 - x^5 has
 * b = -nu on mu = 0, and no pole where another multiplier, that of y' = (0.7 + nu) y - y^3, is 1. Where a Neimark-Sacker point comes
 * together with a fold Re d has one, of which the sign changes. */
START_TEST(neither_degenerate)
{
    chaos_map *map = parsed("x' = -(1 + mu)*x + nu*x^3 - x^5; y' = (0.7 + nu)*y - y^3", NULL);
    const double box[] = { -0.5, 0.5, -1, 1 };
    struct curve c = follow_curve(map, CHAOS_FLIP, 1, "mu", "nu", box, (const double[]){ 0, 0.1 },
                                  (const double[]){ 0, 0 });
    curve_has(&c, CHAOS_GENERALIZED_FLIP, 0, 0);
    ck_assert_uint_eq(count_of(&c, CHAOS_GENERALIZED_FLIP), 1);
    ck_assert_uint_eq(count_of(&c, CHAOS_FOLD_FLIP), 1);
    free_curve(&c);
    chaos_map_free(map);
    map = parsed("r2 = x^2 + y^2; s = 1 + mu + z; z' = z + nu + z^2 + r2; "
                 "x' = s*(0.6*x - 0.8*y) - x*r2; y' = s*(0.8*x + 0.6*y) - y*r2",
                 NULL);
    const double params[] = { 0.3, -0.09 }; /* mu, nu */
    c = follow_curve(map, CHAOS_NEIMARK_SACKER, 1, "mu", "nu", box, params, (const double[]){ -0.3, 0, 0 });
    ck_assert_uint_eq(c.nspecial, 1);
    curve_has(&c, CHAOS_FOLD_NEIMARK_SACKER, 0, 0);
    free_curve(&c);
    chaos_map_free(map);
}
END_TEST

/* Two real multipliers whose product becomes 1 beside a fold: nothing happens. */
START_TEST(neutral_saddles_beside)
{
    chaos_map *map = parsed("x' = p + x - x^2; y' = 2*y + x^2; z' = c*z + x*y", NULL);
    double params[2];
    params[chaos_map_param_index(map, "c")] = 0.3;
    params[chaos_map_param_index(map, "p")] = 0;
    struct curve c = follow_curve(map, CHAOS_FOLD, 1, "p", "c", (const double[]){ -1, 1, 0, 0.9 }, params,
                                  (const double[]){ 0, 0, 0 });
    ck_assert_uint_eq(c.nspecial, 1);
    curve_has(&c, CHAOS_NEUTRAL_SADDLE, 0, 0.5);
    free_curve(&c);
    chaos_map_free(map);
}
END_TEST

/* Of maps that preserve area every fold is 1:1 and every flip 1:2. */
START_TEST(maps_that_preserve_area)
{
    chaos_map *map = parsed("x' = 1 - a*x^2 - y + c*x; y' = x", NULL);
    double params[2];
    params[chaos_map_param_index(map, "a")] = -1;
    params[chaos_map_param_index(map, "c")] = 0;
    const double box[] = { -4, 4, -3, 3 };
    struct curve c = follow_curve(map, CHAOS_FOLD, 1, "a", "c", box, params, (const double[]){ 1, 1 });
    ck_assert_uint_eq(c.nspecial, 0);
    for (uint64_t i = 0; i < c.nrows; ++i) /* a x^2 + (2 - c) x - 1 has a double root */
        close_to(c.rows[i][0], -(2 - c.rows[i][1]) * (2 - c.rows[i][1]) / 4, 1e-13, "a");
    free_curve(&c);
    chaos_map_free(map);
}
END_TEST

START_TEST(bits_are_the_same)
{
    const chaos_map *map = map_named("generalized_henon");
    const uint64_t over[] = { 0, 1 };
    const double box[] = { -5, 5, -5, 5 };
    chaos_result *result[2];
    double *rows[2];
    uint64_t bytes[2];
    for (uint32_t k = 0; k < 2; ++k) {
        must(chaos_bifurcation_curve(map, CHAOS_NEIMARK_SACKER, 1, over, box,
                                     (const double[]){ 0, 1, -0.1, 0 }, (const double[]){ 0, 0 }, 100,
                                     &result[k],
                                     &(chaos_options){ .size = sizeof(chaos_options), .threads = 1 + 3 * k },
                                     &why));
        bytes[k] = chaos_result_elements(result[k], "rows", "points") * sizeof(double);
        rows[k] = malloc(bytes[k]);
        must(chaos_result_copy(result[k], "rows", "points", rows[k], bytes[k], NULL, &why));
        ck_assert_uint_eq(chaos_result_nrows(result[k], "rows"), 100);
    }
    ck_assert_uint_eq(bytes[0], bytes[1]);
    ck_assert_int_eq(memcmp(rows[0], rows[1], bytes[0]), 0);
    for (int k = 0; k < 2; ++k) {
        free(rows[k]);
        chaos_result_free(result[k]);
    }
}
END_TEST

#endif

START_TEST(wrong_questions)
{
    chaos_map *text = parsed("x' = p + r*x - x^3", NULL);
    const double box[] = { -2, 2, -2, 2 }, down[] = { 2, -2, -2, 2 }, out[] = { -2, 2, 3, 4 },
                 nan_box[] = { -2, 2, NAN, 2 };
    const uint64_t over[] = { 0, 1 }, same[] = { 1, 1 }, none[] = { 0, 2 };
    double params[2];
    params[chaos_map_param_index(text, "p")] = 0;
    params[chaos_map_param_index(text, "r")] = 1;
    const double at = 0, bad = NAN;
    const struct question {
        uint32_t kind;
        uint64_t period;
        const uint64_t *over;
        const double *box, *points;
        uint64_t budget;
        const char *argument;
    } questions[] = {
        { CHAOS_BRANCH_POINT, 1, over, box, &at, 0, "kind" },
        { CHAOS_CUSP, 1, over, box, &at, 0, "kind" },
        { 77, 1, over, box, &at, 0, "kind" },
        { CHAOS_NEIMARK_SACKER, 1, over, box, &at, 0, "kind" },
        { CHAOS_FLIP, 1, over, box, &at, 0, "points" },
        { CHAOS_FOLD, 0, over, box, &at, 0, "period" },
        { CHAOS_FOLD, 513, over, box, &at, 0, "period" },
        { CHAOS_FOLD, 1, same, box, &at, 0, "over" },
        { CHAOS_FOLD, 1, none, box, &at, 0, "along" },
        { CHAOS_FOLD, 1, NULL, box, &at, 0, "over" },
        { CHAOS_FOLD, 1, over, NULL, &at, 0, "to" },
        { CHAOS_FOLD, 1, over, down, &at, 0, "to" },
        { CHAOS_FOLD, 1, over, nan_box, &at, 0, "to" },
        { CHAOS_FOLD, 1, over, out, &at, 0, "r" },
        { CHAOS_FOLD, 1, over, box, NULL, 0, "points" },
        { CHAOS_FOLD, 1, over, box, &bad, 0, "x" },
        { CHAOS_FOLD, 1, over, box, &at, 1, "budget" },
    };
    for (size_t i = 0; i < LENGTH(questions); ++i) {
        const struct question *q = &questions[i];
        chaos_result *result = NULL;
        ck_assert_msg(chaos_bifurcation_curve(text, q->kind, q->period, q->over, q->box, params, q->points,
                                              q->budget, &result, NULL, &why) == CHAOS_EINVAL,
                      "question %d", (int)i);
        ck_assert_msg(strcmp(why.argument, q->argument) == 0, "question %d: %s, %s", (int)i, why.argument,
                      why.message);
        ck_assert_ptr_null(result);
    }
    chaos_map_free(text);
}
END_TEST

TCase *tcase_curves(void)
{
    TCase *tcase = tcase_create("curves");
    tcase_add_test(tcase, cubic_map);
#ifdef HAVE_GSL
    tcase_add_test(tcase, henon_map);
    tcase_add_test(tcase, generalized_henon_map);
    tcase_add_test(tcase, pairs_beside);
    tcase_add_test(tcase, neither_degenerate);
    tcase_add_test(tcase, neutral_saddles_beside);
    tcase_add_test(tcase, maps_that_preserve_area);
    tcase_add_test(tcase, bits_are_the_same);
#endif
    tcase_add_test(tcase, wrong_questions);
    return tcase;
}
