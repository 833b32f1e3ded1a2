/* Texts that draw random numbers: which numbers, and their law.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/text/noise.h"

/* Statistics are of this one seed: an assertion at 4 standard errors either holds for ever or never did. */
enum { SEED = 20261129 };

/* An orbit of each of so many copies of the map's defaults: [copies][rows][dim] from iterate 1 on. */
static double *orbits(const chaos_map *map, uint64_t copies, uint64_t rows, const chaos_options *options)
{
    const uint64_t dim = chaos_map_dim(map);
    double *x = doubles(copies * rows * dim);
    const chaos_batch batch = { .size = sizeof batch, .ndim = 1, .shape = &copies };
    must(chaos_orbit(map, 1, rows, 1, &batch, x, options, &why));
    return x;
}

/* ---------------------------------------------------------------- where it is drawn */

START_TEST(numbers_are_those_of_philox)
{
    enum { POINTS = 70, ROWS = 5, DIM = 3 };
    chaos_map *map = parsed("x' = uniform(); y' = 2*uniform() + 0*e; e = normal(); z' = uniform()", NULL);
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++) {
        const chaos_options options = seeded(UINT64_C(0x123456789abcdef0));
        double *x = orbits(map, POINTS, ROWS, &options);
        for (uint64_t p = 0; p < POINTS; p++)
            for (uint64_t n = 0; n < ROWS; n++)
                for (uint32_t i = 0; i < DIM; i++) {
                    static const uint32_t number[DIM] = { 0, 1, 3 };
                    const double u = uniform_of(bits_of(options.seed, p, 0, n, number[i], 0));
                    ck_assert(x[(p * ROWS + n) * DIM + i] == (i == 1 ? 2 * u : u));
                }
        free(x);
    }
    isa_default();
    chaos_map_free(map);
}
END_TEST

/* The time has 64 bits. */
START_TEST(late_numbers_are_others)
{
    chaos_map *map = parsed("x' = uniform()", NULL);
    const uint64_t times[] = { 0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_C(1) << 60 };
    for (size_t k = 0; k < LENGTH(times); k++) {
        double x = 0.5, none = 0.0;
        chaos_options options = seeded(3);
        options.n0 = times[k];
        must(chaos_iterate_one(map, 1, &none, &x, &options, &why));
        ck_assert(x == uniform_of(bits_of(3, 0, 0, times[k], 0, 0)));
    }
    chaos_map_free(map);
}
END_TEST

/* normal() is the quantile of (k + 1/2) 2^-52: of what it gives, the distribution function. */
START_TEST(normal_numbers_are_quantiles)
{
    enum { POINTS = 8, ROWS = 20000 };
    chaos_map *map = parsed("x' = normal()", NULL);
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++) {
        const chaos_options options = seeded(1);
        double *x = orbits(map, POINTS, ROWS, &options), least = 1;
        for (uint64_t i = 0; i < (uint64_t)POINTS * ROWS; i++) {
            const uint64_t bits = bits_of(1, i / ROWS, 0, i % ROWS, 0, 0);
            const double p = ((double)(bits >> 12) + 0.5) * 0x1p-52, tail = p < 0.5 ? p : 1 - p,
                         size = fabs(x[i]);
            ck_assert((x[i] < 0) == (p < 0.5));
            /* A relative error e of x is one of about (1 + x^2) e of the tail, or e x/sqrt(2 pi) near 0. */
            close_to(0.5 * erfc(size * M_SQRT1_2), tail,
                     1e-15 * (1 + size * size) * tail + 2e-16 * (size < 1), "the tail of %a", x[i]);
            least = tail < least ? tail : least;
        }
        ck_assert(least < 3e-5);
        free(x);
    }
    isa_default();
    chaos_map_free(map);
}
END_TEST

/* ----------------------------------------------------------------------- their law */

/* x' = a x + sigma normal(): mean 0 and variance s = sigma^2/(1 - a^2). Of N values, that far in time from the
 * start that it does not matter, the mean has variance s (1 + a)/(1 - a)/N, the variance 2 s^2 (1 + a^2)/(1 - a^2)/N,
 * and neighbours the correlation a. */
START_TEST(an_autoregression_has_its_moments)
{
    enum { COPIES = 64, ROWS = 8192, SKIPPED = 1000, ALL = COPIES * (ROWS - SKIPPED) };
    const double as[] = { 0.0, 0.5, -0.7, 0.95 }, sigma = 0.3;
    for (size_t k = 0; k < LENGTH(as); k++) {
        const double a = as[k], s = sigma * sigma / (1 - a * a);
        const chaos_options options = seeded(SEED + k);
        char text[80];
        snprintf(text, sizeof text, "x' = a*x + sigma*normal(); a = %g; sigma = %g", a, sigma);
        chaos_map *map = parsed(text, NULL);
        double *x = orbits(map, COPIES, ROWS, &options), mean, variance, lagged = 0;
        for (uint64_t c = 0; c < COPIES; c++)
            memmove(x + c * (ROWS - SKIPPED), x + c * ROWS + SKIPPED, (ROWS - SKIPPED) * sizeof *x);
        moments_of(x, ALL, &mean, &variance);
        close_to(mean, 0, 4 * sqrt(s * (1 + a) / (1 - a) / ALL), "mean at a = %g", a);
        close_to(variance, s, 4 * s * sqrt(2 * (1 + a * a) / (1 - a * a) / ALL), "variance at a = %g", a);
        for (uint64_t i = 1; i < ALL; i++)
            lagged += i % (ROWS - SKIPPED) ? x[i] * x[i - 1] : 0;
        close_to(lagged / ALL / variance, a, 4 * sqrt((1 - a * a) / ALL) + 1e-3, "correlation at a = %g", a);
        free(x);
        chaos_map_free(map);
    }
}
END_TEST

/* The counts of so many classes of equal probability: chi^2 has classes - 1 degrees of freedom. */
static void is_uniform(const double *u, uint64_t n, const char *what)
{
    enum { CLASSES = 200 };
    double counts[CLASSES] = { 0 }, chi2 = 0;
    const double expected = (double)n / CLASSES;
    for (uint64_t i = 0; i < n; i++) {
        ck_assert(u[i] >= 0 && u[i] < 1);
        counts[(int)(u[i] * CLASSES)]++;
    }
    for (int c = 0; c < CLASSES; c++)
        chi2 += (counts[c] - expected) * (counts[c] - expected) / expected;
    close_to(chi2, CLASSES - 1, 4 * sqrt(2.0 * (CLASSES - 1)), "chi^2 of %s", what);
}

START_TEST(histograms_are_those_of_the_laws)
{
    enum { COPIES = 64, ROWS = 8192, ALL = COPIES * ROWS };
    chaos_map *map = parsed("x' = normal(); u' = uniform()", NULL);
    const chaos_options options = seeded(SEED);
    double *both = orbits(map, COPIES, ROWS, &options), *x = doubles(ALL), *u = doubles(ALL), mean, variance;
    double fourth = 0;
    for (uint64_t i = 0; i < ALL; i++) {
        fourth += pow(both[2 * i], 4) / ALL;
        x[i] = 0.5 * erfc(-both[2 * i] * M_SQRT1_2);
        u[i] = both[2 * i + 1];
    }
    is_uniform(x, ALL, "normal()");
    is_uniform(u, ALL, "uniform()");
    close_to(fourth, 3, 4 * sqrt(96.0 / ALL), "fourth moment");
    moments_of(u, ALL, &mean, &variance);
    close_to(mean, 0.5, 4 * sqrt(1.0 / 12 / ALL), "mean");
    close_to(variance, 1.0 / 12, 4 * sqrt(1.0 / 180 / ALL), "variance");
    free(both);
    free(x);
    free(u);
    chaos_map_free(map);
}
END_TEST

/* Occurrences, states, points, times and sites: of all pairs of series the correlation. */
START_TEST(numbers_are_independent)
{
    enum { COPIES = 6, ROWS = 5000, DIM = 5, SERIES = COPIES * DIM, LAG = 1 };
    const chaos_text four = { .size = sizeof four, .sites = 4 };
    const struct {
        const char *text;
        uint64_t dim;
        const chaos_text *options;
    } cases[] = {
        { "a' = normal(); b' = normal(); c' = normal(); d' = 3*(uniform() - 0.5); e' = normal() + normal()",
          5, NULL },
        { "x[i]' = normal()", 4, &four },
    };
    for (size_t k = 0; k < LENGTH(cases); k++) {
        const uint64_t dim = cases[k].dim, series = COPIES * dim;
        const chaos_options options = seeded(SEED);
        chaos_map *map = parsed(cases[k].text, cases[k].options);
        double *x = orbits(map, COPIES, ROWS + LAG, &options), *y = doubles(series * (ROWS + LAG));
        for (uint64_t s = 0; s < series; s++)
            for (uint64_t n = 0; n < ROWS + LAG; n++)
                y[s * (ROWS + LAG) + n] = x[(s / dim * (ROWS + LAG) + n) * dim + s % dim];
        for (uint64_t s = 0; s < series; s++)
            for (uint64_t other = 0; other < series; other++)
                for (int lag = 0; lag <= LAG; lag++) {
                    const double *a = y + s * (ROWS + LAG), *b = y + other * (ROWS + LAG) + lag;
                    double ab = 0, aa = 0, bb = 0;
                    for (uint64_t n = 0; n < ROWS; n++)
                        ab += a[n] * b[n], aa += a[n] * a[n], bb += b[n] * b[n];
                    if (a != b) /* of 1,800 pairs the largest has some 3.6 standard errors */
                        close_to(ab / sqrt(aa * bb), 0, 5 / sqrt(ROWS), "%d and %d, %d later", (int)s,
                                 (int)other, lag);
                }
        free(x);
        free(y);
        chaos_map_free(map);
    }
}
END_TEST

/* A line that is read twice is one number, two occurrences are two. */
START_TEST(a_name_is_one_number)
{
    enum { ROWS = 100 };
    chaos_map *map = parsed("x' = e; y' = e; z' = normal(); e = normal(); w' = x' - e", NULL);
    double *x = orbits(map, 1, ROWS, NULL);
    for (uint64_t n = 0; n < ROWS; n++) {
        ck_assert(x[4 * n] == x[4 * n + 1] && x[4 * n] != x[4 * n + 2]);
        ck_assert(x[4 * n + 3] == 0);
    }
    free(x);
    chaos_map_free(map);
}
END_TEST

TCase *tcase_text_noise_law(void)
{
    TCase *tcase = tcase_create("text_noise_law");
    tcase_add_test(tcase, numbers_are_those_of_philox);
    tcase_add_test(tcase, late_numbers_are_others);
    tcase_add_test(tcase, normal_numbers_are_quantiles);
    tcase_add_test(tcase, an_autoregression_has_its_moments);
    tcase_add_test(tcase, histograms_are_those_of_the_laws);
    tcase_add_test(tcase, numbers_are_independent);
    tcase_add_test(tcase, a_name_is_one_number);
    return tcase;
}
