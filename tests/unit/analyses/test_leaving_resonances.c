/* Curves of cycles of three and four times the period that leave resonances 1:3 and 1:4: closed forms, and none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/curves.h"

#ifdef HAVE_GSL

#include <complex.h>

/* w' = root (w + (mu + i nu) w + A w |w|^2 + w*^(times - 1)) commutes with the rotation by root: its cycles root^k w are fixed
 * points of what is in brackets. A further state bends what attracts. */
static chaos_map *equivariant(int times, double complex a)
{
    const double re = times == 3 ? -0.5 : 0.0, im = sqrt(1.0 - re * re);
    char text[1024];
    snprintf(text, sizeof text,
             "u = x + 0.3*z - 0.4*z^2; s = u^2 + y^2; g = 1 + mu + (%.17g)*s; h = nu + (%.17g)*s;"
             "p = g*u - h*y + %s; q = g*y + h*u - %s; x' = (%.17g)*p - (%.17g)*q - 0.15*z + 0.1*z^2;"
             "y' = (%.17g)*p + (%.17g)*q; z' = z/2",
             creal(a), cimag(a), times == 3 ? "u^2 - y^2" : "u^3 - 3*u*y^2",
             times == 3 ? "2*u*y" : "(3*u^2*y - y^3)", re, im, im, re);
    return parsed(text, NULL);
}

/* Curve `number` of those that leave the origin; false: there is none. */
static bool leave(const chaos_map *map, int times, uint64_t number, chaos_result **result)
{
    static const double box[] = { -0.3, 0.3, -0.3, 0.3 }, params[2] = { 0 }, at[3] = { 0 };
    const uint64_t over[] = { (uint64_t)chaos_map_param_index(map, "mu"),
                              (uint64_t)chaos_map_param_index(map, "nu") };
    const int code =
        chaos_bifurcation_curve_from(map, times == 3 ? CHAOS_RESONANCE_3 : CHAOS_RESONANCE_4, number, 1, over,
                                     box, params, at, NAN, 400, result, NULL, &why);
    if (code == CHAOS_OK)
        return true;
    ck_assert_int_eq(code, CHAOS_EINVAL);
    ck_assert_ptr_nonnull(strstr(why.message, "beside them"));
    return false;
}

/* What is 0 on a curve, of a row's parameters and first point. */
typedef double equation(double complex e, double complex w, double complex a);

/* Folds at 1:4: e is on a tangent from 0 to the circle -r^2 (A + exp(i psi)). */
static double fold_at_4(double complex e, double complex w, double complex a)
{
    (void)w;
    return fabs(cimag(e / -a)) - cabs(e / a) / cabs(a);
}

static double pair_at(double complex by, double complex e, double complex w, double complex a)
{
    const double complex along = 1 + e + 2 * a * w * conj(w), across = a * w * w + by;
    return pow(cabs(along), 2) - pow(cabs(across), 2) - 1;
}
static double pair_at_3(double complex e, double complex w, double complex a)
{
    return pair_at(2 * conj(w), e, w, a);
}
static double pair_at_4(double complex e, double complex w, double complex a)
{
    return pair_at(3 * conj(w) * conj(w), e, w, a);
}

/* Returns parameters far out, by which two curves differ. */
static double complex follows(chaos_result *result, int times, double complex a, equation *is_zero)
{
    const uint64_t n = chaos_result_nrows(result, "rows");
    double(*parameters)[2] = calloc(n, sizeof *parameters), (*points)[4][3] = calloc(n, sizeof *points),
    *cosine = calloc(n, sizeof *cosine);
    ck_assert(parameters && points && cosine);
    ck_assert_uint_gt(n, 10);
    must(chaos_result_copy(result, "rows", "parameters", parameters, n * sizeof *parameters, NULL, &why));
    must(chaos_result_copy(result, "rows", "points", points, n * (uint64_t)times * 3 * sizeof(double), NULL,
                           &why));
    must(chaos_result_copy(result, "rows", "cosine", cosine, n * sizeof *cosine, NULL, &why));
    const double(*point)[3] = (const double(*)[3])points;
    for (uint64_t i = 0; i < n; i++, point += times) {
        const double complex e = parameters[i][0] + I * parameters[i][1], w = point[0][0] + I * point[0][1];
        close_to(is_zero(e, w, a), 0, 1e-11, "row %d", (int)i);
        if (i == 0)
            ck_assert_double_lt(cabs(e), times == 3 ? 0.05 : 0.01);
        if (is_zero == pair_at_3)
            ck_assert_double_gt(cosine[i], 1);
        if (is_zero == pair_at_4 && i < 5)
            ck_assert_double_lt(cosine[i], 1);
    }
    const double complex far = parameters[n - 1][0] + I * parameters[n - 1][1];
    ck_assert_double_gt(cabs(far), 0.1);
    ck_assert_ptr_nonnull(strstr(chaos_result_recipe(result), "\"begins\": \"period\""));
    free(parameters);
    free(points);
    free(cosine);
    chaos_result_free(result);
    return far;
}

START_TEST(of_three_times_the_period)
{
    const double complex a = -0.7 + 0.4 * I;
    chaos_map *map = equivariant(3, a);
    chaos_result *result;
    double complex far[2];
    for (uint64_t i = 0; i < 2; i++) {
        ck_assert_msg(leave(map, 3, i + 1, &result), "%s", why.message);
        far[i] = follows(result, 3, a, pair_at_3);
    }
    ck_assert_double_gt(cabs(far[0] - far[1]), 0.2); /* one on either side */
    chaos_map_free(map);
}
END_TEST

START_TEST(of_four_times_the_period)
{
    static const struct {
        double complex a;
        bool folds, pairs;
    } forms[] = {
        { 0.5 + 3 * I, true, true },  { -0.5 - 2 * I, true, true },    { 0.5 + 1.2 * I, true, false },
        { 1.5 + 2 * I, true, false }, { 0.3 + 0.5 * I, false, false },
    };
    for (size_t k = 0; k < LENGTH(forms); k++) {
        const double complex a = forms[k].a;
        chaos_map *map = equivariant(4, a);
        chaos_result *result;
        double complex far[2];
        ck_assert_int_eq(leave(map, 4, 1, &result), forms[k].pairs);
        if (forms[k].pairs)
            follows(result, 4, a, pair_at_4);
        for (uint64_t i = 0; i < 2; i++) {
            ck_assert_int_eq(leave(map, 4, i + 2, &result), forms[k].folds);
            if (forms[k].folds)
                far[i] = follows(result, 4, a, fold_at_4);
        }
        if (forms[k].folds)
            ck_assert_double_gt(cabs(far[0] - far[1]), 0.1);
        chaos_map_free(map);
    }
}
END_TEST

#endif

TCase *tcase_leaving_resonances(void)
{
    TCase *tcase = tcase_create("leaving_resonances");
#ifdef HAVE_GSL
    tcase_add_test(tcase, of_three_times_the_period);
    tcase_add_test(tcase, of_four_times_the_period);
#endif
    return tcase;
}
