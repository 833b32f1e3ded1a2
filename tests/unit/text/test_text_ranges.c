/* Functions of texts where the way to their value over- or underflows or cancels; the numbers are mpmath's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <complex.h>

typedef double complex number;

static chaos_map *unbounded(const char *text)
{
    const chaos_text options = { .size = sizeof options, .bound = INFINITY };
    return parsed(text, &options);
}

struct row {
    const char *text;
    double x, value;
};

START_TEST(values)
{
    static const struct row rows[] = {
        { "x' = asinh(x)", 0x1p500, 347.2667374605326 },
        { "x' = asinh(x)", 1e154, 355.291251501643 },
        { "x' = asinh(x)", -1e155, -357.593836594637 },
        { "x' = asinh(x)", 1.7e308, 710.4199840737882 },
        { "x' = acosh(x)", 1e154, 355.291251501643 },
        { "x' = acosh(x)", 1e155, 357.593836594637 },
        { "x' = acosh(x)", 1.7e308, 710.4199840737882 },
        { "x' = log1p(x)", 1e307, 706.893623549172 },
        { "x' = log1p(x)", 1.7e308, 709.7268368932282 },
        { "x' = sinh(x)", 709.0, 4.109203730777486e307 },
        { "x' = sinh(x)", 709.5, 6.774931596573164e307 },
        { "x' = sinh(x)", -710.0, -1.1169973830808555e308 },
        { "x' = sinh(x)", 710.4758, 1.7975851435895588e308 },
        { "x' = cosh(x)", 709.0, 4.109203730777486e307 },
        { "x' = cosh(x)", 709.75, 8.699184366320803e307 },
        { "x' = cosh(x)", 710.0, 1.1169973830808555e308 },
        { "x' = cosh(x)", -710.4758, 1.7975851435895588e308 },
    };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++)
        for (size_t i = 0; i < LENGTH(rows); i++) {
            chaos_map *map = unbounded(rows[i].text);
            double x = rows[i].x, none[1];
            must(chaos_iterate_one(map, 1, none, &x, NULL, &why));
            close_to(x, rows[i].value, fabs(rows[i].value) * 0x1p-52, "%s from %g on %s", rows[i].text,
                     rows[i].x, isa);
            chaos_map_free(map);
        }
}
END_TEST

/* ln|f'| from the exponent of one step. */
START_TEST(derivatives)
{
    static const struct row rows[] = {
        { "x' = tanh(x)", 18, -34.61370563888011 },
        { "x' = tanh(x)", 19, -36.61370563888011 },
        { "x' = tanh(x)", 25, -48.61370563888011 },
        { "x' = tanh(x)", -350, -698.6137056388801 },
        { "x' = asin(x)", 1 - 0x1p-53, 18.021826694558577 },
        { "x' = asin(x)", -1 + 0x1p-40, 13.516370020919162 },
        { "x' = acos(x)", 1 - 0x1p-53, 18.021826694558577 },
        { "x' = atan(x)", 1e10, -46.051701859880914 },
        { "x' = atan(x)", -1e153, -704.591038456178 },
        { "x' = asinh(x)", 1e155, -356.9006894140771 },
        { "x' = asinh(x)", -1e300, -690.7755278982137 },
        { "x' = acosh(x)", 1 + 0x1p-40, 13.516370020918707 },
        { "x' = acosh(x)", 1e155, -356.9006894140771 },
        { "x' = acosh(x)", 1e300, -690.7755278982137 },
        { "x' = atan2(x, 1e-200)", 1e-200, 459.8238714182492 },
        { "x' = atan2(x, 1e-200)", 1e-180, 368.4136148790473 },
        { "x' = atan2(1e-200, x)", 1e-200, 459.8238714182492 },
        { "x' = sinh(x)/10^300", 710, 18.53132492122635 },
        { "x' = sinh(x)/10^300", -710.4, 18.931324921226327 },
        { "x' = cosh(x)/10^300", 710, 18.53132492122635 },
    };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++)
        for (size_t i = 0; i < LENGTH(rows); i++) {
            chaos_map *map = unbounded(rows[i].text);
            const chaos_view state = { &rows[i].x, NULL };
            const chaos_batch batch = { .size = sizeof batch, .states = &state };
            double exponent;
            must(chaos_lyapunov(map, 0, 1, 1, &batch, &exponent, NULL, NULL, NULL, &why));
            close_to(exponent, rows[i].value, fabs(rows[i].value) * 0x1p-51, "%s at %g on %s", rows[i].text,
                     rows[i].x, isa);
            chaos_map_free(map);
        }
}
END_TEST

/* On all instruction sets, alone, fused with an operation, and of several. */
START_TEST(min_and_max_are_nan_where_either_is)
{
    static const char *const calls[] = {
        "min(q, 5)", "min(5, q)",         "min(x, q)",         "min(1 + q, 5*x)",
        "max(q, 5)", "max(5, q)",         "max(x, q)",         "max(1 + q, 5*x)",
        "max(q, q)", "min(5*x, 1 + q)",   "max(5*x, 1 + q)",   "max(x, x + q)",
        "min(q, q)", "min(0.5, q, 2, x)", "max(0.5, q, 2, x)", "min(x, x*q)",
    };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++)
        for (size_t i = 0; i < LENGTH(calls); i++) {
            char text[64];
            snprintf(text, sizeof text, "q = sqrt(x); x' = %s", calls[i]);
            chaos_map *map = unbounded(text);
            double x = -1, none[1];
            must(chaos_iterate_one(map, 1, none, &x, NULL, &why));
            ck_assert_msg(isnan(x), "%s is %g on %s", text, x, isa);
            chaos_map_free(map);
        }
}
END_TEST

START_TEST(complex_functions)
{
    static const struct {
        const char *text;
        double z[2], value[2];
    } rows[] = {
        { "tan(z)", { 1, 20 }, { 7.726035185161155e-18, 1 } },
        { "tan(z)", { 0.3, 5 }, { 5.12656152968763e-05, 0.9999250611358977 } },
        { "tan(z)", { -1, 100 }, { -2.516747101509427e-87, 1 } },
        { "tanh(z)", { 20, 1 }, { 1, 7.726035185161155e-18 } },
        { "tanh(z)", { -5, 0.3 }, { -0.9999250611358977, 5.12656152968763e-05 } },
        { "sqrt(z)", { 1.7e308, -1.7e308 }, { 1.4325088230154573e154, -5.933645827121221e153 } },
        { "sqrt(z)", { -1e308, 1e-300 }, { 0, 1e154 } },
        { "sqrt(z)", { 0x1p-1074, 0 }, { 2.2227587494850775e-162, 0 } },
        { "sqrt(z)", { -0x1p-1074, 0x1p-1073 }, { 1.747424853330061e-162, 2.8273928054743385e-162 } },
        { "sqrt(z)", { 3e-310, -2e-312 }, { 1.7320604299397185e-155, -5.773470617510378e-158 } },
        { "sqrt(z)", { 0, 0 }, { 0, 0 } },
    };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++)
        for (size_t i = 0; i < LENGTH(rows); i++) {
            char text[64];
            snprintf(text, sizeof text, "complex z; z' = %s", rows[i].text);
            chaos_map *map = unbounded(text);
            double z[2] = { rows[i].z[0], rows[i].z[1] }, none[1];
            must(chaos_iterate_one(map, 1, none, z, NULL, &why));
            for (int j = 0; j < 2; j++)
                close_to(z[j], rows[i].value[j], fabs(rows[i].value[j]) * 0x1p-50, "%s part %d on %s", text,
                         j, isa);
            chaos_map_free(map);
        }
}
END_TEST

/* CMPLX is not there with every compiler. */
static number number_of(double re, double im)
{
    number z;
    memcpy(&z, (double[]){ re, im }, sizeof z);
    return z;
}

static number anywhere(struct rng *rng, int lowest, int highest)
{
    double parts[2];
    for (int j = 0; j < 2; j++)
        parts[j] = ldexp(rng_between(rng, -1, 1), (int)rng_between(rng, lowest, highest));
    return number_of(parts[0], parts[1]);
}

/* Smith, Algorithm 116 (1962): the same operations, hence the same bits. */
static number smith(number a, number b)
{
    const double x = creal(b), y = cimag(b);
    if (fabs(x) >= fabs(y)) {
        const double ratio = y / x, under = x + y * ratio;
        return number_of((creal(a) + cimag(a) * ratio) / under, (cimag(a) - creal(a) * ratio) / under);
    }
    const double ratio = x / y, under = y + x * ratio;
    return number_of((creal(a) * ratio + cimag(a)) / under, (cimag(a) * ratio - creal(a)) / under);
}

START_TEST(quotients)
{
    enum { TIMES = 2000 };
    static const int ranges[][2] = { { -500, 500 }, { -1000, -900 }, { 900, 1020 }, { -5, 5 } };
    struct rng rng = rng_start("quotients");
    chaos_map *both = unbounded("complex z, a; z' = a/z"), *real = unbounded("complex z; z' = a/z");
    for (int i = 0; i < TIMES; i++) {
        const int *range = ranges[i % LENGTH(ranges)];
        const number a = anywhere(&rng, range[0], range[1]), b = anywhere(&rng, range[0], range[1]);
        double params[2] = { creal(a), cimag(a) }, z[2] = { creal(b), cimag(b) };
        number expected = smith(a, b);
        must(chaos_iterate_one(both, 1, params, z, NULL, &why));
        same_doubles(z, (double[]){ creal(expected), cimag(expected) }, 2, "complex by complex");
        z[0] = creal(b);
        z[1] = cimag(b);
        expected = smith(params[0], b);
        must(chaos_iterate_one(real, 1, params, z, NULL, &why));
        close_to(z[0], creal(expected), fabs(creal(expected)) * 0x1p-51, "real by complex");
        close_to(z[1], cimag(expected), fabs(cimag(expected)) * 0x1p-51, "real by complex");
    }
    chaos_map_free(both);
    chaos_map_free(real);
}
END_TEST

TCase *tcase_text_ranges(void)
{
    TCase *tcase = tcase_create("text_ranges");
    tcase_add_test(tcase, values);
    tcase_add_test(tcase, derivatives);
    tcase_add_test(tcase, min_and_max_are_nan_where_either_is);
    tcase_add_test(tcase, complex_functions);
    tcase_add_test(tcase, quotients);
    return tcase;
}
