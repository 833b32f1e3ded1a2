/* Power spectra, where they are known. Without GSL there are none.
 *
 * SPDX-License-Identifier: MIT
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "support.h"

#ifdef HAVE_GSL

/* One point; how many frequencies. */
static struct measured at(const chaos_map *map, const double *params, const char *text, size_t *count)
{
    struct measured m = measured_at(map, params, NULL, 1, text);
    *count = m.arrays[0].shape[0];
    return m;
}

static const double *density(const struct measured *m) { return m->outputs[0].data; }

/* Transforms written out, of overlapping halves. */
START_TEST(spectra_are_welchs)
{
    enum { STEPS = 301, LENGTH = 32, EVERY = 3 };
    const chaos_map *map = map_named("henon");
    double orbit[STEPS][2], x[LENGTH], square = 0;
    int segments = 0;
    size_t count;
    struct points *points = points_new(map, 1);
    must(chaos_orbit(map, 1000, STEPS, EVERY, points_all(points), orbit[0], NULL, &why));
    struct measured m = at(map, NULL, "power_spectrum:of=x*y:length=32:steps=301:every=3", &count);
    ck_assert_uint_eq(count, LENGTH / 2 + 1);
    double expected[LENGTH / 2 + 1] = { 0 };
    for (int first = 0; first + LENGTH <= STEPS; first += LENGTH / 2, ++segments) {
        double mean = 0;
        for (int j = 0; j < LENGTH; ++j)
            mean += orbit[first + j][0] * orbit[first + j][1] / LENGTH;
        for (int j = 0; j < LENGTH; ++j) {
            const double window = pow(sin(M_PI * j / LENGTH), 2);
            x[j] = (orbit[first + j][0] * orbit[first + j][1] - mean) * window;
            square += first == 0 ? window * window : 0;
        }
        for (int k = 0; k <= LENGTH / 2; ++k) {
            double re = 0, im = 0;
            for (int j = 0; j < LENGTH; ++j) {
                re += x[j] * cos(2 * M_PI * j * k / LENGTH);
                im += x[j] * sin(2 * M_PI * j * k / LENGTH);
            }
            expected[k] += (re * re + im * im) * (k % (LENGTH / 2) ? 2 : 1);
        }
    }
    for (int k = 0; k <= LENGTH / 2; ++k) {
        close_to(density(&m)[k], expected[k] * EVERY / square / segments, 1e-14, "frequency %d", k);
        close_to(chaos_measure_place(m.measure, CHAOS_DIM_FREQUENCY, (uint64_t)k), k / 96.0, 1e-16,
                 "place %d", k);
    }
    measured_free(&m);
    points_free(points);
}
END_TEST

/* The integral over all frequencies is the variance: of a window that a cycle fills it is so exactly. */
START_TEST(parseval)
{
    const chaos_map *map = map_named("logistic");
    const double r[] = { 3.2, 3.5 };
    for (size_t i = 0; i < LENGTH(r); ++i) {
        size_t count;
        double sum = 0, moments[4];
        struct measured m = at(map, &r[i], "power_spectrum:length=256:steps=4096", &count);
        chaos_grid grid = { .size = sizeof grid, .params = &r[i] };
        must(sweep_into(moments, NULL, map, &grid, NULL, "moments:steps=4096"));
        for (size_t k = 0; k < count; ++k)
            sum += density(&m)[k] / 256;
        close_to(sum, moments[1], 1e-13, "r = %g", r[i]);
        measured_free(&m);
    }
}
END_TEST

/* cos of a rotation by 13/64 turns: a line of Hann's three frequencies, with a variance of 1/2. */
START_TEST(a_line)
{
    const double rotation[] = { 13.0 / 64, 0 };
    size_t count;
    struct measured m =
        at(map_named("circle"), rotation, "power_spectrum:of=cos(2*pi*theta):length=64:steps=6400", &count);
    for (size_t k = 0; k < count; ++k) {
        const double share = k == 13 ? 2.0 / 3 : k == 12 || k == 14 ? 1.0 / 6 : 0;
        close_to(density(&m)[k] / 64, share / 2, 1e-12, "frequency %d", (int)k);
    }
    measured_free(&m);
}
END_TEST

/* Noise, and the full parabola, whose records are not correlated: flat. */
START_TEST(white)
{
    chaos_map *noise = parsed("x' = uniform()", NULL);
    const double r = 4;
    size_t count;
    struct measured m[] = { at(noise, NULL, "power_spectrum:length=64:steps=200000", &count),
                            at(map_named("logistic"), &r, "power_spectrum:length=64:steps=200000", &count) };
    const double variance[] = { 1.0 / 12, 1.0 / 8 };
    for (size_t i = 0; i < LENGTH(m); ++i) {
        for (size_t k = 2; k + 2 < count; ++k)
            close_to(density(&m[i])[k], 2 * variance[i], 5 * 2 * variance[i] / sqrt(200000.0 / 64),
                     "%d: frequency %d", (int)i, (int)k);
        measured_free(&m[i]);
    }
    chaos_map_free(noise);
}
END_TEST

START_TEST(no_numbers_no_spectrum)
{
    chaos_map *map = parsed("x' = 1 - x", NULL), *gone = parsed("x' = 2*x + 1", NULL);
    size_t count;
    struct measured m = at(map, NULL, "power_spectrum:of=sqrt(x-0.9):length=8:steps=64", &count);
    ck_assert(isnan(density(&m)[0]) && isnan(density(&m)[4]));
    ck_assert_uint_eq(*(uint32_t *)m.outputs[1].data, CHAOS_NONFINITE);
    measured_free(&m);
    m = at(gone, NULL, "power_spectrum", &count);
    ck_assert(isnan(density(&m)[0]));
    ck_assert_uint_eq(*(uint32_t *)m.outputs[1].data, CHAOS_ESCAPED);
    measured_free(&m);
    chaos_map_free(map);
    chaos_map_free(gone);
}
END_TEST

START_TEST(lengths_that_are_none)
{
    static const struct refusal wrong[] = {
        { "logistic", "power_spectrum:length=100", "length",
          "length must be a whole number that is a power of two from 8 to 2^20, got 100" },
        { "logistic", "power_spectrum:length=4", "length",
          "length must be a whole number that is a power of two from 8 to 2^20, got '4'" },
        { "logistic", "power_spectrum:length=512", "length",
          "length must be at most half of steps, 500, got 512" },
        { "logistic", "power_spectrum:steps=15", "steps", "steps must be at least 16, got 15" },
        { "logistic", "power_spectrum:length=2097152:steps=1e8", "length",
          "length must be a whole number that is a power of two" }
    };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

#else

START_TEST(not_without_gsl)
{
    chaos_measure *measure = NULL;
    ck_assert_int_eq(chaos_measure_new(map_named("logistic"), "power_spectrum", &measure, &why),
                     CHAOS_ENOTSUP);
    ck_assert_msg(strstr(why.message, "need GSL"), "%s", why.message);
}
END_TEST

#endif

TCase *tcase_power_spectrum(void)
{
    TCase *tcase = tcase_create("power_spectrum");
#ifdef HAVE_GSL
    tcase_add_test(tcase, spectra_are_welchs);
    tcase_add_test(tcase, parseval);
    tcase_add_test(tcase, a_line);
    tcase_add_test(tcase, white);
    tcase_add_test(tcase, no_numbers_no_spectrum);
    tcase_add_test(tcase, lengths_that_are_none);
#else
    tcase_add_test(tcase, not_without_gsl);
#endif
    return tcase;
}
