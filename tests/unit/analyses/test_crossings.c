/* The other branch at a branch point.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/branches.h"

/* The other branch at special point i, in the same range; b is freed. */
static struct branch cross(const chaos_map *map, struct branch b, uint64_t i, uint64_t period,
                           const char *along, double low, double high, double *params)
{
    const uint64_t count = period * chaos_map_dim(map), at = (uint64_t)chaos_map_param_index(map, along);
    double *points = branch_column(b.result, "rows", "points", sizeof *points),
           *parameter = branch_column(b.result, "rows", "parameter", sizeof *parameter),
           *beside = doubles(count + 1);
    ck_assert_uint_lt(i, b.nspecial);
    ck_assert_uint_eq(b.kind[i], CHAOS_BRANCH_POINT);
    memcpy(beside, points + b.row[i] * count, count * sizeof *points);
    beside[count] = parameter[b.row[i]];
    params[at] = b.parameter[i];
    chaos_result *result;
    must(chaos_branch_cross(map, period, at, low, high, params, b.points + i * count, beside, 0, &result,
                            NULL, &why));
    chaos_result_free(b.result);
    free(points);
    free(parameter);
    free(beside);
    return read_branch(result);
}

/* The largest |value| of what is 0 along the branch. */
typedef double along_branch(const double *points, double parameter);
static double most(const struct branch *b, uint64_t count, along_branch *of)
{
    double *points = branch_column(b->result, "rows", "points", sizeof *points),
           *parameter = branch_column(b->result, "rows", "parameter", sizeof *parameter), value = 0;
    for (uint64_t i = 0; i < b->nrows; ++i)
        value = fmax(value, fabs(of(points + i * count, parameter[i])));
    free(points);
    free(parameter);
    return value;
}

static double trivial(const double *x, double r) { return (void)r, x[0]; }
static double pitchfork(const double *x, double r) { return x[0] * x[0] - (r - 1); }
static double logistic(const double *x, double r) { return r * (1 - x[0]) - 1; }

START_TEST(there_and_back)
{
    static const struct {
        const char *text;
        along_branch *other;
    } cases[] = { { "x' = r*x - x^3", pitchfork }, { "x' = r*x*(1 - x)", logistic } };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        chaos_map *map = parsed(cases[i].text, NULL);
        double r = 0.4;
        struct branch b = follow(map, 1, "r", 0.3, 2.5, &r, (const double[]){ 0 });
        ck_assert_uint_eq(b.nspecial, 1);
        is_special(&b, 0, CHAOS_BRANCH_POINT, 1, 1e-14);
        b = cross(map, b, 0, 1, "r", 0.3, 2.5, &r);
        ck_assert(recipe_has(&b, "\"from\": \"branch_point\""));
        ck_assert_double_le(most(&b, 1, cases[i].other), 1e-13);
        uint64_t at = 0;
        while (at < b.nspecial && b.kind[at] != CHAOS_BRANCH_POINT)
            ++at;
        is_special(&b, at, CHAOS_BRANCH_POINT, 1, 1e-14);
        b = cross(map, b, at, 1, "r", 0.3, 2.5, &r);
        ck_assert_double_le(most(&b, 1, trivial), 1e-13);
        chaos_result_free(b.result);
        chaos_map_free(map);
    }
}
END_TEST

static double symmetric(const double *x, double r) { return fabs(x[0] + x[1]) + fabs(x[0] * x[0] - (r - 1)); }
static double asymmetric(const double *x, double r)
{
    return fabs(x[0] * x[1] + 1) + fabs(x[0] * x[0] + x[1] * x[1] - r);
}

/* x, -x with x^2 = r - 1 loses its symmetry at r = 2: x y = -1, x^2 + y^2 = r. */
START_TEST(cycles_that_lose_their_symmetry)
{
    chaos_map *map = parsed("x' = -r*x + x^3", NULL);
    double r = 1.5;
    struct branch b = follow(map, 2, "r", 1.2, 2.2, &r, (const double[]){ 0.7 });
    ck_assert_double_le(most(&b, 2, symmetric), 1e-13);
    uint64_t at = 0;
    while (at < b.nspecial && b.kind[at] != CHAOS_BRANCH_POINT)
        ++at;
    is_special(&b, at, CHAOS_BRANCH_POINT, 2, 1e-14);
    b = cross(map, b, at, 2, "r", 1.2, 2.2, &r);
    is_sound(&b);
    ck_assert_double_le(most(&b, 2, asymmetric), 1e-13);
    chaos_result_free(b.result);
    chaos_map_free(map);
}
END_TEST

#ifdef HAVE_GSL

static double in_phase(const double *x, double a) { return (void)a, fabs(x[0] - x[1]); }

/* Two equal maps, in step where u = v: u' = a - u^2 + e (v - u), and the other way round. The cycle of period 2 on u = v
 * has the points of x' = a - x^2, x0 + x1 = 1, x0 x1 = 1 - a, and the multiplier (2 x0 + 2 e)(2 x1 + 2 e) across,
 * which is 1 at a = 3/4 + e + e^2. */
START_TEST(two_equal_maps)
{
    static const double e[] = { 0.1, 0.05, 0.2 };
    for (size_t i = 0; i < LENGTH(e); ++i) {
        char text[128];
        snprintf(text, sizeof text, "u' = a - u^2 + %.17g*(v - u); v' = a - v^2 + %.17g*(u - v)", e[i], e[i]);
        chaos_map *map = parsed(text, NULL);
        double a = 1;
        struct branch b = follow(map, 2, "a", -0.5, 1.3, &a, (const double[]){ 1, 1 });
        uint64_t at = 0;
        while (at < b.nspecial && b.kind[at] != CHAOS_BRANCH_POINT)
            ++at;
        is_special(&b, at, CHAOS_BRANCH_POINT, 0.75 + e[i] + e[i] * e[i], 1e-13);
        ck_assert_double_le(most(&b, 2, in_phase), 1e-13);
        b = cross(map, b, at, 2, "a", -0.5, 1.3, &a);
        is_sound(&b);
        ck_assert_double_gt(most(&b, 2, in_phase), 0.01);
        chaos_result_free(b.result);
        chaos_map_free(map);
    }
}
END_TEST

/* x' = (1 + mu) x - d x^2 or - d x^3 and what contracts beside it, in bent coordinates u = x + k y^2, v = y + l x^2 of which
 * the branches are u = v = 0 and x = mu/d or x^2 = mu/d. */
START_TEST(in_bent_coordinates)
{
    struct rng rng = rng_start("bent coordinates");
    for (int trial = 0; trial < 20; ++trial) {
        const double k = rng_between(&rng, -1, 1), d = rng_between(&rng, 0.5, 2),
                     c = rng_between(&rng, -1, 1);
        char text[512];
        snprintf(
            text, sizeof text,
            "x = u - %.17g*v^2; X = (1 + mu)*x - %.17g*x^%d + x*v; V = 0.4*v + %.17g*x*mu; u' = X + %.17g*V^2; "
            "v' = V",
            k, d, 2 + trial % 2, c, k);
        chaos_map *map = parsed(text, NULL);
        double mu = -0.3;
        struct branch b = follow(map, 1, "mu", -0.5, 0.2, &mu, (const double[]){ 0, 0 });
        ck_assert_uint_ge(b.nspecial, 1);
        is_special(&b, 0, CHAOS_BRANCH_POINT, 0, 1e-14);
        ck_assert_double_le(most(&b, 2, trivial), 1e-13);
        b = cross(map, b, 0, 1, "mu", -0.5, 0.2, &mu);
        is_sound(&b);
        ck_assert_double_gt(most(&b, 2, trivial), 0.01);
        uint64_t at = 0;
        while (at < b.nspecial && b.kind[at] != CHAOS_BRANCH_POINT)
            ++at;
        is_special(&b, at, CHAOS_BRANCH_POINT, 0, 1e-13);
        b = cross(map, b, at, 1, "mu", -0.5, 0.2, &mu);
        ck_assert_double_le(most(&b, 2, trivial), 1e-13);
        chaos_result_free(b.result);
        chaos_map_free(map);
    }
}
END_TEST

#endif

START_TEST(no_other_branch)
{
    chaos_map *map = parsed("x' = r*x - x^3", NULL);
    chaos_result *result = NULL;
    static const struct {
        double r, x, beside[2];
        const char *argument;
    } cases[] = {
        { 1.5, 0, { 0, 1.4 }, "points" }, /* no branch point */
        { 1, 0, { 0, 1 }, "beside" },     /* the same */
        { 1, 0, { NAN, 0.9 }, "beside" }, { 1, 0, { 0, INFINITY }, "beside" }, { NAN, 0, { 0, 0.9 }, "r" },
        { 1, NAN, { 0, 0.9 }, "x" },      { 5, 0, { 0, 0.9 }, "r" },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        const int code = chaos_branch_cross(map, 1, 0, 0, 4, &cases[i].r, &cases[i].x, cases[i].beside, 0,
                                            &result, NULL, &why);
        ck_assert_msg(code == CHAOS_EINVAL, "case %d: code %d", (int)i, code);
        ck_assert_msg(strcmp(why.argument, cases[i].argument) == 0, "case %d: %s, %s", (int)i, why.argument,
                      why.message);
        ck_assert_ptr_null(result);
    }
    const double one = 1, zero = 0;
    ck_assert_int_eq(chaos_branch_cross(map, 1, 0, 0, 4, &one, &zero, NULL, 0, &result, NULL, &why),
                     CHAOS_EINVAL);
    ck_assert_int_eq(chaos_branch_cross(map, 1, 0, 0, 4, &one, NULL, cases[0].beside, 0, &result, NULL, &why),
                     CHAOS_EINVAL);
    ck_assert_int_eq(chaos_branch_cross(map, 0, 0, 0, 4, &one, &zero, cases[0].beside, 0, &result, NULL,
                                        &why),
                     CHAOS_EINVAL);
    chaos_map_free(map);
}
END_TEST

TCase *tcase_crossings(void)
{
    TCase *tcase = tcase_create("crossings");
    tcase_add_test(tcase, there_and_back);
    tcase_add_test(tcase, cycles_that_lose_their_symmetry);
#ifdef HAVE_GSL
    tcase_add_test(tcase, two_equal_maps);
    tcase_add_test(tcase, in_bent_coordinates);
#endif
    tcase_add_test(tcase, no_other_branch);
    return tcase;
}
