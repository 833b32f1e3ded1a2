/* Texts with complex states and parameters, against C's own complex numbers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <complex.h>

typedef double complex number;

static number conjugated(number z) { return conj(z) + 0.1 * z; }
static number fifth(number z) { return z * z * z * z * z + 1 / (z * z * z); }
static number to_a_power(number z) { return cpow(z, 0.3 - 0.7 * I) + cpow(z, 0.5); }
static number branches(number z) { return cabs(z) < 1 ? z * z : 3 * z; }
static number of_parts(number z) { return cabs(z) * carg(z) + I * creal(z) * cimag(z); }
static number divided(number z) { return (z - 2) / (z + I) + 3 / z - z / 7; }
static number ikeda(number z) { return 0.85 + 0.9 * z * cexp(I * (0.4 - 6.0 / (1 + cabs(z) * cabs(z)))); }
static number compared(number z) { return (z == z) + 2 * (z != conj(z)); }

static const struct {
    const char *text;
    number (*f)(number z);
    bool holomorphic;
} functions[] = {
    { "z' = exp(z)", cexp, true },
    { "z' = log(z)", clog, true },
    { "z' = sqrt(z)", csqrt, true },
    { "z' = sin(z)", csin, true },
    { "z' = cos(z)", ccos, true },
    { "z' = tan(z)", ctan, true },
    { "z' = sinh(z)", csinh, true },
    { "z' = cosh(z)", ccosh, true },
    { "z' = tanh(z)", ctanh, true },
    { "z' = z^5 + z^-3", fifth, true },
    { "z' = z^(0.3 - 0.7*i) + z^0.5", to_a_power, true },
    { "z' = abs(z) < 1 ? z^2 : 3*z", branches, true },
    { "z' = (z - 2)/(z + i) + 3/z - z/7", divided, true },
    { "z' = conj(z) + 0.1*z", conjugated, false },
    { "z' = abs(z)*arg(z) + i*re(z)*im(z)", of_parts, false },
    { "w = 0.4 - 6/(1 + abs(z)^2); z' = 0.85 + 0.9*z*exp(i*w)", ikeda, false },
    { "z' = (z == z) + 2*(z != conj(z))", compared, false },
};

static const number places[] = { 0.3 + 0.4 * I,  -0.3 + 0.4 * I, -0.3 - 0.4 * I, 0.3 - 0.4 * I,
                                 1.5 + 0.01 * I, -1.5 + 2 * I,   0.01 - 1 * I,   2 - 1.7 * I };

static chaos_map *complex_map(const char *text)
{
    char whole[128];
    snprintf(whole, sizeof whole, "complex z; %s", text);
    return parsed(whole, NULL);
}

START_TEST(values_are_those_of_c)
{
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k)
        for (size_t i = 0; i < LENGTH(functions); i++) {
            chaos_map *map = complex_map(functions[i].text);
            ck_assert_str_eq(chaos_map_state(map, 0), "z_re");
            ck_assert_str_eq(chaos_map_state(map, 1), "z_im");
            for (size_t p = 0; p < LENGTH(places); p++) {
                double z[2] = { creal(places[p]), cimag(places[p]) }, none[1];
                const number expected = functions[i].f(places[p]);
                must(chaos_iterate_one(map, 1, none, z, NULL, &why));
                const double tolerance = 4e-15 * fmax(1, cabs(expected));
                close_to(z[0], creal(expected), tolerance, "%s, real part on %s", functions[i].text, isa);
                close_to(z[1], cimag(expected), tolerance, "%s, imaginary part on %s", functions[i].text,
                         isa);
            }
            chaos_map_free(map);
        }
}
END_TEST

/* Both exponents of one step are ln|f'|. */
START_TEST(derivatives_are_exact)
{
    const double h = 1e-5;
    for (size_t i = 0; i < LENGTH(functions); i++) {
        chaos_map *map = complex_map(functions[i].text);
        for (size_t p = 0; p < LENGTH(places) && functions[i].holomorphic; p++) {
            double parts[2] = { creal(places[p]), cimag(places[p]) }, exponents[2];
            const chaos_view views[2] = { { &parts[0], NULL }, { &parts[1], NULL } };
            const chaos_batch batch = { .size = sizeof batch, .states = views };
            const number slope = (functions[i].f(places[p] + h) - functions[i].f(places[p] - h)) / (2 * h);
            must(chaos_lyapunov(map, 0, 1, 2, &batch, exponents, NULL, NULL, NULL, &why));
            for (int j = 0; j < 2; j++)
                close_to(exponents[j], log(cabs(slope)), 1e-6, "exponent %d of %s", j, functions[i].text);
        }
        chaos_map_free(map);
    }
}
END_TEST

START_TEST(a_text_is_its_built_in)
{
    const chaos_map *built_in = map_named("complex_quadratic");
    const chaos_text options = { .size = sizeof options, .bound = chaos_map_bound(built_in) };
    chaos_map *map = parsed("complex z, c; z' = z^2 + c; c = -0.3 + 0.6*i; z = 0", &options);
    ck_assert_uint_eq(chaos_map_nparams(map), 2);
    ck_assert_str_eq(chaos_map_param(map, 0), "c_re");
    ck_assert_str_eq(chaos_map_param(map, 1), "c_im");
    ck_assert(chaos_map_param_default(map, 0) == -0.3 && chaos_map_param_default(map, 1) == 0.6);
    ck_assert(chaos_map_state_default(map, 0) == 0 && chaos_map_state_default(map, 1) == 0);
    struct rng rng = rng_start("complex");
    struct points *points = points_random(&rng, built_in, 100), *same = points_new(map, 100);
    memcpy(same->params, points->params, 200 * sizeof(double));
    memcpy(same->states, points->states, 200 * sizeof(double));
    static double got[100 * 60 * 2], expected[100 * 60 * 2];
    must(chaos_orbit(built_in, 0, 60, 1, points_all(points), expected, NULL, &why));
    must(chaos_orbit(map, 0, 60, 1, points_all(same), got, NULL, &why));
    same_doubles(got, expected, LENGTH(got), "z^2 + c");
    points_free(points);
    points_free(same);
    chaos_map_free(map);
}
END_TEST

/* In expressions z is what z_re and z_im are parts of; in lattices, too. */
START_TEST(expressions_know_complex_states)
{
    enum { ROWS = 10, SITES = 3 };
    const chaos_batch batch = { .size = sizeof batch };
    double orbit[ROWS][2], got[ROWS], sites[ROWS][2][SITES];
    chaos_map *map = parsed("complex z, c; z' = z^2 + c; c = -0.3 + 0.6*i", NULL);
    must(chaos_orbit(map, 0, ROWS, 1, &batch, orbit[0], NULL, &why));
    must(batch_into(got, NULL, map, &batch, NULL, "orbit:of=abs(z^2 + c - 2*i):transient=0:steps=%d", ROWS));
    for (int n = 0; n < ROWS; n++) {
        const number z = orbit[n][0] + I * orbit[n][1];
        close_to(got[n], cabs(z * z - 0.3 + 0.6 * I - 2 * I), 1e-15, "row %d", n);
    }
    chaos_measure *measure;
    ck_assert(chaos_measure_new(map, "orbit:of=z^2", &measure, &why) == CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "an expression must be real: write re(...)") != NULL, "%s",
                  why.message);
    chaos_map_free(map);
    const chaos_text options = { .size = sizeof options, .sites = SITES };
    map = parsed("complex z; z[i]' = 0.5*z[i]^2 + 0.4*i*conj(z[i-1]) + sum(z[j])/N/9", &options);
    ck_assert_str_eq(chaos_map_state(map, 4), "z_im1");
    must(chaos_orbit(map, 0, ROWS, 1, &batch, sites[0][0], NULL, &why));
    must(batch_into(got, NULL, map, &batch, NULL, "orbit:of=im(sum(z[j]^2)):transient=0:steps=%d", ROWS));
    for (int n = 0; n + 1 < ROWS; n++) {
        number z[SITES], sum = 0, squares = 0;
        for (int i = 0; i < SITES; i++) {
            z[i] = sites[n][0][i] + I * sites[n][1][i];
            sum += z[i];
            squares += z[i] * z[i];
        }
        close_to(got[n], cimag(squares), 1e-15, "sum in row %d", n);
        for (int i = 0; i < SITES; i++) {
            const number next =
                0.5 * z[i] * z[i] + 0.4 * I * conj(z[(i + SITES - 1) % SITES]) + sum / SITES / 9;
            close_to(sites[n + 1][0][i], creal(next), 1e-15, "site %d, row %d", i, n);
            close_to(sites[n + 1][1][i], cimag(next), 1e-15, "site %d, row %d", i, n);
        }
    }
    chaos_map_free(map);
}
END_TEST

TCase *tcase_text_complex(void)
{
    TCase *tcase = tcase_create("text_complex");
    tcase_add_test(tcase, values_are_those_of_c);
    tcase_add_test(tcase, derivatives_are_exact);
    tcase_add_test(tcase, a_text_is_its_built_in);
    tcase_add_test(tcase, expressions_know_complex_states);
    return tcase;
}
