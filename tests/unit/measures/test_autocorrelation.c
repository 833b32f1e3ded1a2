/* Time correlations and their sum, where they are known.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { CORRELATIONS, SUM, ERROR, STATUS }; /* outputs */

/* One point, measured as the text says. */
static double value(const struct measured *m, size_t output, size_t i)
{
    return ((const double *)m->outputs[output].data)[i];
}

static uint32_t status(const struct measured *m) { return *(const uint32_t *)m->outputs[STATUS].data; }

START_TEST(correlations_are_what_the_definition_says)
{
    enum { STEPS = 503, LAGS = 125, EVERY = 2 };
    const chaos_map *map = map_named("henon");
    double orbit[STEPS][2], mean[2] = { 0, 0 };
    struct points *points = points_new(map, 1);
    must(chaos_orbit(map, 1000, STEPS, EVERY, points_all(points), orbit[0], NULL, &why));
    struct measured m =
        measured_at(map, NULL, NULL, 1, "autocorrelation:of=x*y,y:lags=125:steps=503:every=2");
    for (int j = 0; j < STEPS; ++j) {
        orbit[j][0] *= orbit[j][1];
        for (int k = 0; k < 2; ++k)
            mean[k] += orbit[j][k] / STEPS;
    }
    for (int k = 0; k < 2; ++k)
        for (int lag = 0; lag <= LAGS; ++lag) {
            double c = 0;
            for (int j = 0; j + lag < STEPS; ++j)
                c += (orbit[j][k] - mean[k]) * (orbit[j + lag][k] - mean[k]) / (STEPS - lag);
            close_to(value(&m, CORRELATIONS, (size_t)(2 * lag + k)), c, 1e-14, "column %d, lag %d", k, lag);
            ck_assert_double_eq(chaos_measure_place(m.measure, CHAOS_DIM_LAG, (uint64_t)lag), EVERY * lag);
        }
    ck_assert(isnan(chaos_measure_place(m.measure, CHAOS_DIM_COLUMN, 1)));
    ck_assert_double_eq(chaos_measure_place(m.measure, CHAOS_DIM_RECORD, 1), 1002);
    measured_free(&m);
    points_free(points);
}
END_TEST

/* Chebyshev polynomials, and Fourier modes of a linear map of the torus, are orthogonal to their images. */
START_TEST(no_memory)
{
    const chaos_map *logistic = map_named("logistic"), *cat = map_named("cat");
    const double r = 4;
    struct measured m[] = { measured_at(logistic, &r, NULL, 1, "autocorrelation:steps=400000"),
                            measured_at(cat, NULL, NULL, 1,
                                        "autocorrelation:steps=400000:of=cos(2*pi*x)/2") };
    for (size_t i = 0; i < LENGTH(m); ++i) {
        close_to(value(&m[i], CORRELATIONS, 0), 0.125, 1e-3, "variance");
        for (size_t lag = 1; lag <= 32; ++lag)
            close_to(value(&m[i], CORRELATIONS, lag), 0, 5 * 0.125 / sqrt(4e5), "lag %d", (int)lag);
        close_to(value(&m[i], SUM, 0), 0.0625, 5 * value(&m[i], ERROR, 0), "sum");
        ck_assert_double_lt(value(&m[i], ERROR, 0), 1e-3);
        ck_assert_uint_eq(status(&m[i]), 0);
        measured_free(&m[i]);
    }
}
END_TEST

/* a^l / (1 - a^2), which sum up to 1 / (2 (1 - a)^2), for a on both sides of 0; errors are as large as deviations. */
START_TEST(autoregression)
{
    enum { STARTS = 60 };
    static const double factors[] = { -0.6, 0.3, 0.8 };
    chaos_map *map = parsed("x' = a*x + normal()", NULL);
    for (size_t i = 0; i < LENGTH(factors); ++i) {
        const double a = factors[i];
        struct points *points = points_new(map, STARTS);
        for (size_t k = 0; k < STARTS; ++k)
            points->params[k] = a;
        struct measured m = measured_new(map, STARTS, "autocorrelation:steps=20000:lags=80");
        must(batch_measured(map, points_all(points), &m, 1, NULL));
        double deviation = 0, shape[3] = { 0, 0, 0 };
        for (size_t k = 0; k < STARTS; ++k) {
            const double expected = 1 / (2 * (1 - a) * (1 - a));
            deviation += pow((value(&m, SUM, k) - expected) / value(&m, ERROR, k), 2) / STARTS;
            for (size_t lag = 0; lag < 3; ++lag)
                shape[lag] += value(&m, CORRELATIONS, 81 * k + lag) / STARTS;
            ck_assert_uint_eq(((const uint32_t *)m.outputs[STATUS].data)[k], 0);
        }
        for (int lag = 0; lag < 3; ++lag)
            close_to(shape[lag], pow(a, lag) / (1 - a * a), 0.02, "a = %g, lag %d", a, lag);
        ck_assert_msg(deviation > 0.4 && deviation < 2, "a = %g: %g of the error's square", a, deviation);
        measured_free(&m);
        points_free(points);
    }
    chaos_map_free(map);
}
END_TEST

/* Of a rotation by omega turns cos(2 pi omega l) / 2, without end; of a fixed point nothing. */
START_TEST(no_end)
{
    const chaos_map *circle = map_named("circle"), *logistic = map_named("logistic");
    const double rotation[] = { 0.6180339887498949, 0 }, fixed = 2.5, cycle = 3.2;
    struct measured m =
        measured_at(circle, rotation, NULL, 1, "autocorrelation:steps=100000:lags=50:of=cos(2*pi*theta)");
    for (int lag = 0; lag <= 50; ++lag)
        close_to(value(&m, CORRELATIONS, (size_t)lag), 0.5 * cos(2 * M_PI * rotation[0] * lag), 1e-4,
                 "lag %d", lag);
    ck_assert(isnan(value(&m, SUM, 0)) && isnan(value(&m, ERROR, 0)));
    ck_assert_uint_eq(status(&m), CHAOS_UNRESOLVED);
    measured_free(&m);
    m = measured_at(logistic, &cycle, NULL, 1, "autocorrelation");
    ck_assert_uint_eq(status(&m), CHAOS_UNRESOLVED);
    measured_free(&m);
    m = measured_at(logistic, &fixed, NULL, 1, "autocorrelation");
    close_to(value(&m, SUM, 0), 0, 1e-25, "at a fixed point");
    ck_assert_uint_eq(status(&m), 0);
    measured_free(&m);
    m = measured_at(logistic, &cycle, NULL, 1, "autocorrelation:of=sqrt(x-0.6)");
    ck_assert(isnan(value(&m, CORRELATIONS, 0)) && isnan(value(&m, SUM, 0)));
    ck_assert_uint_eq(status(&m), CHAOS_NONFINITE);
    measured_free(&m);
}
END_TEST

/* Forces add up to what a momentum diffuses by: D of the standard map, A. B. Rechester, R. B. White. */
START_TEST(forces_and_diffusion)
{
    const double k = 8.5, quasilinear = k * k / 4;
    struct measured m =
        measured_at(map_named("standard"), &k, NULL, 1, "autocorrelation:steps=300000:of=k*sin(theta)");
    close_to(value(&m, SUM, 0), 0.945 * quasilinear, 4 * value(&m, ERROR, 0), "D");
    ck_assert_double_lt(value(&m, ERROR, 0), 0.03 * quasilinear);
    measured_free(&m);
}
END_TEST

START_TEST(lags_that_are_too_many)
{
    static const struct refusal wrong[] = {
        { "logistic", "autocorrelation:lags=0", "lags", "lags must be a whole number from 1" },
        { "logistic", "autocorrelation:lags=251", "lags",
          "lags must be at most a quarter of steps, 250, got 251" },
        { "logistic", "autocorrelation:steps=3", "steps", "steps must be at least 4, got 3" },
        { "logistic", "autocorrelation:lags=-1", "lags", "lags must be" }
    };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

TCase *tcase_autocorrelation(void)
{
    TCase *tcase = tcase_create("autocorrelation");
    tcase_add_test(tcase, correlations_are_what_the_definition_says);
    tcase_add_test(tcase, no_memory);
    tcase_add_test(tcase, autoregression);
    tcase_add_test(tcase, no_end);
    tcase_add_test(tcase, forces_and_diffusion);
    tcase_add_test(tcase, lags_that_are_too_many);
    return tcase;
}
