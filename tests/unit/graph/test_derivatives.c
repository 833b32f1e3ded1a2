/* Derivatives of all orders: against exact polynomials, against the derivative's own formula, against the kernels'
 * tangents and differences.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/foreign/functions.h"

enum { MOST = CHAOS_MAX_ORDER };

/* The numbers of order k over the values named, by names separated by blanks; NULL: over the states. */
static double *derivatives(const chaos_map *map, uint64_t order, const double *params, const double *state,
                           const char *over, uint32_t *status)
{
    uint64_t which[8], n = 0, count = chaos_map_dim(map);
    char text[64], *rest = NULL;
    if (over) {
        strcpy(text, over);
        for (char *name = strtok_r(text, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
            const int64_t param = chaos_map_param_index(map, name), of = chaos_map_state_index(map, name);
            ck_assert_msg(param >= 0 || of >= 0, "there is no %s", name);
            which[n++] = (uint64_t)(param >= 0 ? param : of + (int64_t)chaos_map_nparams(map));
        }
    }
    for (uint64_t k = 0; k < order; ++k)
        count *= over ? n : chaos_map_dim(map);
    double *values = doubles(count);
    must(chaos_derivatives(map, order, params, state, over ? which : NULL, n, values, status, NULL, &why));
    return values;
}

START_TEST(polynomials_are_exact)
{
    chaos_map *map = parsed("x' = x^5*y + a*x^2*y^2 + 7; y' = a^2*x*y - x/4", NULL);
    const double a[] = { 3 }, at[] = { 2, -5 };
    const double x = at[0], y = at[1];
    uint32_t status = 9;
    double *d = derivatives(map, 1, a, at, NULL, &status);
    same_doubles(d,
                 (const double[]){ 5 * pow(x, 4) * y + 2 * a[0] * x * y * y, pow(x, 5) + 2 * a[0] * x * x * y,
                                   9 * y - 0.25, 9 * x },
                 4, "Jacobian");
    ck_assert_uint_eq(status, 0);
    free(d);
    d = derivatives(map, 1, a, at, "a", NULL);
    same_doubles(d, (const double[]){ x * x * y * y, 2 * a[0] * x * y }, 2, "over the parameter");
    free(d);
    d = derivatives(map, 2, a, at, NULL, NULL);
    const double mixed = 5 * pow(x, 4) + 4 * a[0] * x * y;
    same_doubles(d,
                 (const double[]){ 20 * pow(x, 3) * y + 2 * a[0] * y * y, mixed, mixed, 2 * a[0] * x * x, 0,
                                   9, 9, 0 },
                 8, "Hessians");
    free(d);
    d = derivatives(map, 3, a, at, "x a", NULL);
    same_doubles(d, (const double[]){ 60 * x * x * y, 2 * y * y, 2 * y * y, 0, 2 * y * y, 0, 0, 0 }, 8,
                 "third order over x and a");
    same_doubles(d + 8, (const double[]){ 0, 0, 0, 2 * y, 0, 2 * y, 2 * y, 0 }, 8, "likewise, of y");
    free(d);
    d = derivatives(map, 5, a, at, NULL, NULL);
    for (int i = 0; i < 64; ++i) {
        const int ys = __builtin_popcount((unsigned)i & 31U);
        close_to(d[i], i >= 32 ? 0 : ys == 0 ? 120 * y : ys == 1 ? 120 * x : 0, 0, "fifth order, %d", i);
    }
    free(d);
    chaos_map_free(map);
}
END_TEST

/* Functions and their derivatives as formulas, and where they are looked at. */
static const struct {
    const char *f, *slope;
    double low, high;
} functions[] = {
    { "sqrt(x)", "0.5/sqrt(x)", 0.3, 3 },
    { "cbrt(x)", "1/(3*cbrt(x)^2)", 0.3, 3 },
    { "exp(x)", "exp(x)", -2, 2 },
    { "expm1(x)", "exp(x)", -2, 2 },
    { "log(x)", "1/x", 0.3, 3 },
    { "log1p(x)", "1/(1 + x)", -0.5, 2 },
    { "log2(x)", "1/(x*log(2))", 0.3, 3 },
    { "log10(x)", "1/(x*log(10))", 0.3, 3 },
    { "sin(x)", "cos(x)", -4, 4 },
    { "cos(x)", "-sin(x)", -4, 4 },
    { "tan(x)", "1/cos(x)^2", -1, 1 },
    { "asin(x)", "(1 - x^2)^(-0.5)", -0.7, 0.7 },
    { "acos(x)", "-1/sqrt(1 - x^2)", -0.7, 0.7 },
    { "atan(x)", "1/(1 + x^2)", -3, 3 },
    { "sinh(x)", "cosh(x)", -2, 2 },
    { "cosh(x)", "sinh(x)", -2, 2 },
    { "tanh(x)", "1/cosh(x)^2", -2, 2 },
    { "asinh(x)", "1/hypot(1, x)", -2, 2 },
    { "acosh(x)", "1/sqrt(x^2 - 1)", 1.5, 3 },
    { "atanh(x)", "1/(1 - x^2)", -0.7, 0.7 },
    { "erf(x)", "2/sqrt(pi)*exp(-x^2)", -2, 2 },
    { "x^a", "a*x^(a - 1)", 0.3, 3 },
    { "a^x", "log(a)*a^x", -2, 2 },
    { "x^x", "(log(x) + 1)*exp(x*log(x))", 0.3, 3 },
    { "atan2(x, a)", "a/(x^2 + a^2)", -2, 2 },
    { "atan2(a, x)", "-a/(x^2 + a^2)", -2, 2 },
    { "hypot(x, a)", "x/hypot(x, a)", -2, 2 },
    { "a/x", "-a/x^2", 0.3, 3 },
    { "abs(x)^3", "3*x*abs(x)", -2, 2 },
    { "min(x^3, a*x)", "x^3 < a*x ? 3*x^2 : a", -2, 2 },
    { "max(x^3, a*x)", "x^3 < a*x ? a : 3*x^2", -2, 2 },
    { "mod(x^3, a)", "3*x^2", -2, 2 },
    { "mod(a, x)*x", "mod(a, x) - floor(a/x)*x", 0.3, 3 },
    { "x < a ? x^4 : sin(x)", "x < a ? 4*x^3 : cos(x)", -3, 3 },
    { "x^2*floor(x) + round(x) + sign(x)*ceil(x) - trunc(x)", "2*x*floor(x)", -2, 2 },
    { "sin(exp(x)*x)", "cos(exp(x)*x)*exp(x)*(1 + x)", -1, 1 },
};

START_TEST(functions_are_integrals_of_their_slopes)
{
    struct rng rng = rng_start("slopes");
    for (size_t i = 0; i < LENGTH(functions); ++i) {
        char text[2][128];
        snprintf(text[0], sizeof *text, "x' = %s; a = 1.7", functions[i].f);
        snprintf(text[1], sizeof *text, "x' = %s; a = 1.7", functions[i].slope);
        chaos_map *f = parsed(text[0], NULL), *slope = parsed(text[1], NULL);
        for (int trial = 0; trial < 5; ++trial) {
            const double a[] = { 1.7 }, x[] = { rng_between(&rng, functions[i].low, functions[i].high) };
            for (uint64_t order = 1; order <= MOST; ++order) {
                double *got = derivatives(f, order, a, x, NULL, NULL), expected;
                if (order == 1) {
                    expected = x[0];
                    must(chaos_iterate_one(slope, 1, a, &expected, NULL, &why));
                } else {
                    double *of = derivatives(slope, order - 1, a, x, NULL, NULL);
                    expected = of[0];
                    free(of);
                }
                close_to(got[0], expected, 1e-12 * fmax(fabs(expected), 1), "order %d of %s at %.17g",
                         (int)order, functions[i].f, x[0]);
                free(got);
            }
        }
        chaos_map_free(f);
        chaos_map_free(slope);
    }
}
END_TEST

/* Powers where their logarithm is infinite. */
START_TEST(powers_at_zero)
{
    chaos_map *map = parsed("x' = x^b", NULL);
    const double x[] = { 0 };
    static const double expected[][3] = {
        { 3, 0, 0 }, { 2.5, 0, 0 }, { 2, 0, 2 }, { 1, 1, 0 }, { 1.5, 0, INFINITY }
    };
    for (size_t i = 0; i < LENGTH(expected); ++i)
        for (uint64_t order = 1; order <= 2; ++order) {
            uint32_t status;
            double *d = derivatives(map, order, expected[i], x, NULL, &status);
            same_doubles(d, expected[i] + order, 1, "order %d of x^%g at 0", (int)order, expected[i][0]);
            ck_assert_uint_eq(status, isfinite(d[0]) ? 0 : CHAOS_NONFINITE);
            free(d);
        }
    const double b[] = { 2 };
    double *d = derivatives(map, 1, b, x, "b", NULL);
    ck_assert_double_eq(d[0], 0);
    free(d);
    chaos_map_free(map);
}
END_TEST

/* ---------------------------------------------------------------- the catalogue */

enum { LARGEST = 24 };

/* f at a point whose value i is moved by h: y [dim]. */
static void image(const chaos_map *map, const double *params, const double *state, uint64_t i, double h,
                  double *y)
{
    static const chaos_options lifted = { .size = sizeof lifted, .bound = INFINITY, .lift = 1 };
    const uint64_t nparams = chaos_map_nparams(map);
    double p[16];
    memcpy(p, params, nparams * sizeof *p);
    memcpy(y, state, chaos_map_dim(map) * sizeof *y);
    (i < nparams ? p : y - nparams)[i] += h;
    must(chaos_iterate_one(map, 1, p, y, &lifted, &why));
}

/* df/d(value i) by differences; false: it is not smooth there. */
static bool slope_of(const chaos_map *map, const double *params, const double *state, uint64_t i,
                     double *slope)
{
    const uint64_t nparams = chaos_map_nparams(map), dim = chaos_map_dim(map);
    const double size = fabs(i < nparams ? params[i] : state[i - nparams]);
    double y[4][LARGEST];
    bool smooth = true;
    for (int k = 0; k < 4; ++k)
        image(map, params, state, i, (k % 2 ? -1 : 1) * (k < 2 ? 2e-5 : 1e-5) * fmax(1, size), y[k]);
    for (uint64_t j = 0; j < dim; ++j) {
        const double wide = (y[0][j] - y[1][j]) / (4e-5 * fmax(1, size)),
                     narrow = (y[2][j] - y[3][j]) / (2e-5 * fmax(1, size));
        smooth &= fabs(wide - narrow) <= 1e-6 * fmax(1, fabs(narrow)) && isfinite(narrow);
        slope[j] = narrow + (narrow - wide) / 3;
    }
    return smooth;
}

/* All first derivatives by differences, as far as the map is smooth there; returns how many it compared. */
static int compare_slopes(const chaos_map *map, const double *params, const double *state)
{
    const uint64_t n = chaos_map_nparams(map) + chaos_map_dim(map), dim = chaos_map_dim(map);
    uint64_t over[16 + LARGEST];
    double slope[LARGEST], *got = doubles(dim * n);
    int count = 0;
    for (uint64_t i = 0; i < n; ++i)
        over[i] = i;
    uint32_t status;
    must(chaos_derivatives(map, 1, params, state, over, n, got, &status, NULL, &why));
    ck_assert_msg(!(status & CHAOS_NUMERIC_DERIVATIVE), "the formula of %s is not taken",
                  chaos_map_name(map));
    for (uint64_t i = 0; i < n; ++i) {
        if (!slope_of(map, params, state, i, slope))
            continue;
        ++count;
        for (uint64_t j = 0; j < dim; ++j)
            close_to(got[j * n + i], slope[j], 1e-6 * fmax(1, fabs(slope[j])), "%s: image %d over value %d",
                     chaos_map_name(map), (int)j, (int)i);
    }
    free(got);
    return count;
}

/* The kernels' own tangents: a Jacobian's determinant is what the exponents of a step add up to. */
static void compare_tangent(const chaos_map *map, const double *params, const double *state)
{
    const uint64_t dim = chaos_map_dim(map);
    double exponents[LARGEST], sum = 0;
    if (dim > 2)
        return;
    chaos_view views[16 + LARGEST];
    for (uint64_t i = 0; i < chaos_map_nparams(map) + dim; ++i)
        views[i] = (chaos_view){ .data = i < chaos_map_nparams(map) ? params + i
                                                                    : state + (i - chaos_map_nparams(map)) };
    const chaos_batch batch = { .size = sizeof batch,
                                .params = views,
                                .states = views + chaos_map_nparams(map) };
    must(chaos_lyapunov(map, 0, 1, dim, &batch, exponents, NULL, NULL, NULL, &why));
    for (uint64_t i = 0; i < dim; ++i)
        sum += exponents[i];
    double *J = derivatives(map, 1, params, state, NULL, NULL);
    const double det = dim == 1 ? J[0] : J[0] * J[3] - J[1] * J[2];
    if (fabs(det) > 1e-6 && isfinite(sum))
        close_to(sum, log(fabs(det)), 1e-8 * fmax(1, fabs(sum)), "determinant of %s", chaos_map_name(map));
    free(J);
}

START_TEST(catalogue_agrees_with_its_kernels)
{
    struct rng rng = rng_start("jets of the catalogue");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        double params[16], state[LARGEST];
        int compared = 0;
        if (chaos_map_dim(map) > LARGEST)
            continue;
        for (int trial = 0; trial < 8; ++trial) {
            random_point(&rng, map, params, state);
            compared += compare_slopes(map, params, state);
            compare_tangent(map, params, state);
        }
        ck_assert_msg(compared > 0, "%s is smooth nowhere", chaos_map_name(map));
    }
}
END_TEST

/* A lattice, and the same written out. */
START_TEST(lattices_site_by_site)
{
    const chaos_text three = { .size = sizeof three, .sites = 3 };
    chaos_map *lattice = parsed("x[i]' = r*x[i]*y[i-1] + e/N*sum(x[j]^2*y[j]); y[i]' = x[i+1]^3", &three);
    chaos_map *plain = parsed("x0' = r*x0*y2 + e/3*(x0^2*y0 + x1^2*y1 + x2^2*y2); y0' = x1^3;"
                              "x1' = r*x1*y0 + e/3*(x0^2*y0 + x1^2*y1 + x2^2*y2); y1' = x2^3;"
                              "x2' = r*x2*y1 + e/3*(x0^2*y0 + x1^2*y1 + x2^2*y2); y2' = x0^3",
                              NULL);
    static const char *const names[] = { "x0", "x1", "x2", "y0", "y1", "y2" };
    const double params[] = { 3, 0.7 };
    double at[2][6];
    for (int i = 0; i < 6; ++i)
        for (int k = 0; k < 2; ++k)
            at[k][chaos_map_state_index(k ? plain : lattice, names[i])] = 0.3 + 0.1 * i;
    for (uint64_t order = 1; order <= 3; ++order) {
        double *got = derivatives(lattice, order, params, at[0], "r x0 y1 y2", NULL),
               *expected = derivatives(plain, order, params, at[1], "r x0 y1 y2", NULL);
        const size_t n = (size_t)1 << 2 * order;
        for (int i = 0; i < 6; ++i)
            for (size_t k = 0; k < n; ++k)
                close_to(got[(uint64_t)chaos_map_state_index(lattice, names[i]) * n + k],
                         expected[(uint64_t)chaos_map_state_index(plain, names[i]) * n + k], 1e-14,
                         "order %d of %s", (int)order, names[i]);
        free(got);
        free(expected);
    }
    chaos_map_free(lattice);
    chaos_map_free(plain);
}
END_TEST

/* ----------------------------------------------------------------- differences */

START_TEST(functions_have_differences)
{
    chaos_function f = like("henon");
    f.step = henon;
    f.formula = "x' = 1 - a*x^2 + 1.001*y; y' = b*x"; /* not what it does */
    chaos_map *map = made(&f);
    chaos_map *text = parsed("x' = 1 - a*x^2 + y; y' = b*x", NULL);
    const double params[] = { 1.3, 0.31 }, at[] = { 0.4, -0.2 };
    static const double tolerance[] = { 0, 1e-11, 1e-9, 1e-7 };
    for (uint64_t order = 1; order <= CHAOS_MAX_DIFFERENCE_ORDER; ++order) {
        uint32_t status;
        double *got = derivatives(map, order, params, at, "a b x y", &status),
               *expected = derivatives(text, order, params, at, "a b x y", NULL);
        ck_assert_uint_eq(status, CHAOS_NUMERIC_DERIVATIVE);
        for (size_t k = 0; k < (size_t)2 << 2 * order; ++k)
            close_to(got[k], expected[k], tolerance[order], "order %d, number %d", (int)order, (int)k);
        free(got);
        free(expected);
    }
    double values[64];
    ck_assert_int_eq(chaos_derivatives(map, 4, params, at, NULL, 0, values, NULL, NULL, &why), CHAOS_ENOTSUP);
    ck_assert_str_eq(why.argument, "order");
    chaos_map_free(map);
    f.formula = "y' = b*x; x' = y + 1 - x^2*a"; /* what it does */
    map = made(&f);
    uint32_t status;
    double *got = derivatives(map, 4, params, at, NULL, &status);
    ck_assert_uint_eq(status, 0);
    free(got);
    chaos_map_free(map);
    chaos_map_free(text);
}
END_TEST

/* Its own tangent is as exact as a formula. */
START_TEST(tangents_of_functions_are_taken)
{
    chaos_function f = like("henon");
    f.step_block = henon_block;
    f.tangent_block = henon_tangent_block;
    chaos_map *map = made(&f);
    const double params[] = { 1.3, 0.31 }, at[] = { 0.4, -0.2 };
    double *got = derivatives(map, 1, params, at, NULL, NULL);
    same_doubles(got, (const double[]){ -(2 * 1.3 * 0.4), 1, 0.31, 0 }, 4, "Jacobian");
    free(got);
    got = derivatives(map, 2, params, at, "x y a", NULL);
    close_to(got[0], -2.6, 1e-11, "over x twice");
    close_to(got[2], -0.8, 1e-11, "over x and a");
    close_to(got[6], -0.8, 1e-11, "over a and x");
    free(got);
    chaos_map_free(map);
}
END_TEST

START_TEST(bits_are_the_same)
{
    chaos_map *map = parsed("x' = sin(a*x)*exp(y) + tanh(x*y); y' = x^b/(1 + y^2) + hypot(x, y)", NULL);
    const double params[] = { 1.3, 0.31 }, at[] = { 0.4, -0.2 };
    double *expected[FAMILIES] = { NULL };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        double *got = derivatives(map, 4, params, at, "a b x y", NULL);
        const int family = isa_family(isa, map);
        if (!expected[family])
            expected[family] = got;
        else {
            same_doubles(got, expected[family], 512, "on %s", isa);
            free(got);
        }
    }
    for (int i = 0; i < FAMILIES; ++i)
        free(expected[i]);
    chaos_map_free(map);
}
END_TEST

START_TEST(wrong_questions)
{
    const chaos_map *map = map_named("logistic");
    const double r[] = { 3.5 }, x[] = { 0.3 }, nan[] = { NAN };
    const uint64_t none[] = { 2 }, all[] = { 0, 1 };
    double out[64];
    const chaos_options wrong = { .size = 3 };
    struct {
        const chaos_map *map;
        uint64_t order;
        const double *params, *state;
        const uint64_t *over;
        uint64_t nover;
        double *out;
        const chaos_options *options;
        const char *argument;
    } cases[] = {
        { NULL, 1, r, x, NULL, 0, out, NULL, "map" },      { map, 0, r, x, NULL, 0, out, NULL, "order" },
        { map, 6, r, x, NULL, 0, out, NULL, "order" },     { map, 1, nan, x, NULL, 0, out, NULL, "r" },
        { map, 1, r, nan, NULL, 0, out, NULL, "x" },       { map, 1, r, NULL, NULL, 0, out, NULL, "state" },
        { map, 1, r, x, none, 1, out, NULL, "over" },      { map, 1, r, x, all, 0, out, NULL, "over" },
        { map, 1, r, x, NULL, 1, out, NULL, "over" },      { map, 1, r, x, NULL, 0, NULL, NULL, "values" },
        { map, 1, r, x, NULL, 0, out, &wrong, "options" },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        const int code =
            chaos_derivatives(cases[i].map, cases[i].order, cases[i].params, cases[i].state, cases[i].over,
                              cases[i].nover, cases[i].out, NULL, cases[i].options, &why);
        ck_assert_msg(code == CHAOS_EINVAL, "case %d: code %d", (int)i, code);
        ck_assert_msg(strcmp(why.argument, cases[i].argument) == 0, "case %d: %s, %s", (int)i, why.argument,
                      why.message);
    }
    must(chaos_derivatives(map, 1, NULL, x, all, 2, out, NULL, NULL, NULL));
}
END_TEST

TCase *tcase_derivatives(void)
{
    TCase *tcase = tcase_create("derivatives");
    tcase_add_test(tcase, polynomials_are_exact);
    tcase_add_test(tcase, functions_are_integrals_of_their_slopes);
    tcase_add_test(tcase, powers_at_zero);
    tcase_add_test(tcase, catalogue_agrees_with_its_kernels);
    tcase_add_test(tcase, lattices_site_by_site);
    tcase_add_test(tcase, functions_have_differences);
    tcase_add_test(tcase, tangents_of_functions_are_taken);
    tcase_add_test(tcase, bits_are_the_same);
    tcase_add_test(tcase, wrong_questions);
    return tcase;
}
