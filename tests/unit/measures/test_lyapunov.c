/* Exponents that are known: exactly, by computation, from the literature.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static const double ln2 = 0.69314718055994530942;

/* The exponents of that text, their errors and blocks; what is NULL is not wanted. */
static void spectrum_of(const chaos_map *map, struct points *points, const char *text, double *exponents,
                        double *errors, double *blocks)
{
    chaos_measure *measure = measure_of(map, "%s", text);
    const chaos_output all[] = {
        { .size = sizeof *all, .measure = measure, .name = "lyapunov", .data = exponents },
        { .size = sizeof *all, .measure = measure, .name = "lyapunov_stderr", .data = errors },
        { .size = sizeof *all, .measure = measure, .name = "lyapunov_blocks", .data = blocks },
    };
    chaos_output wanted[LENGTH(all)];
    size_t n = 0;
    for (size_t i = 0; i < LENGTH(all); ++i)
        if (all[i].data)
            wanted[n++] = all[i];
    must(chaos_batch_measure(map, points_all(points), wanted, n, NULL, NULL, &why));
    chaos_measure_free(measure);
}

START_TEST(exact_values)
{
    const chaos_map *logistic = map_named("logistic"), *tent = map_named("tent");
    double error;
    uint32_t status;
    double r = 4, got = lyapunov_of(logistic, 1000, 1000000, NULL, NULL, &error, &status);
    close_to(got, ln2, 5 * error + 1e-12, "logistic at 4");
    ck_assert_uint_eq(status, 0);
    ck_assert(error < 1e-3);

    static const double slopes[] = { 1.9, 1.618, 1.2, 1.99 };
    for (size_t i = 0; i < LENGTH(slopes); ++i)
        close_to(lyapunov_of(tent, 100, 100003, &slopes[i], NULL, NULL, NULL), log(slopes[i]), 1e-12,
                 "tent with slope %g", slopes[i]);

    /* At a settled fixed point 1 - 1/r: ln|2 - r|. On the 2-cycle: ln|4 + 2r - r^2| / 2. */
    r = 2.6;
    close_to(lyapunov_of(logistic, 10000, 100001, &r, NULL, NULL, NULL), log(0.6), 1e-12, "fixed point");
    r = 3.2;
    close_to(lyapunov_of(logistic, 10000, 100000, &r, NULL, NULL, NULL), log(fabs(4 + 2 * r - r * r)) / 2,
             1e-12, "2-cycle");
    r = 0.7;
    close_to(lyapunov_of(logistic, 1000, 100001, &r, NULL, NULL, NULL), log(0.7), 1e-12, "extinction");

    double p[2] = { 0.2385, 0 };
    close_to(lyapunov_of(map_named("circle"), 0, 9999, p, NULL, NULL, NULL), 0, 1e-15, "rotation");
}
END_TEST

/* Averages over starts, so that the test's own error is small and known. */
static void check_mean(const char *name, const double *params, double expected, double its_error)
{
    enum { STARTS = 32, STEPS = 100000 };
    const chaos_map *map = map_named(name);
    struct rng rng = rng_start(name);
    struct points *points = points_new(map, STARTS);
    double exponents[STARTS], mean = 0, square = 0;
    for (int i = 0; i < STARTS; ++i) {
        memcpy(points->params + i * (int)points->nparams, params, points->nparams * sizeof(double));
        points->states[i * (int)points->dim] += rng_between(&rng, -0.01, 0.01);
    }
    must(chaos_lyapunov(map, 1000, STEPS, 1, points_all(points), exponents, NULL, NULL, NULL, &why));
    for (int i = 0; i < STARTS; ++i)
        mean += exponents[i] / STARTS;
    for (int i = 0; i < STARTS; ++i)
        square += (exponents[i] - mean) * (exponents[i] - mean);
    double error = sqrt(square / (STARTS - 1.0) / STARTS);
    ck_assert_msg(error < 2e-3, "%s: the starts disagree by %g", name, error);
    close_to(mean, expected, 5 * sqrt(error * error + its_error * its_error), "%s(%g)", name, params[0]);
    points_free(points);
}

START_TEST(computed_values)
{
    check_mean("logistic", (double[]){ 4 }, ln2, 0);
    check_mean("logistic", (double[]){ 3.6 }, 0.183439, 3e-5);
    check_mean("logistic", (double[]){ 3.9 }, 0.496038, 8e-5);
    check_mean("henon", (double[]){ 1.4, 0.3 }, 0.419192, 5e-5);
    check_mean("standard", (double[]){ 10 }, 1.6199, 2e-4);
}
END_TEST

START_TEST(henon_spectrum)
{
    double exponents[2], errors[2];
    uint32_t status;
    struct points *points = points_new(map_named("henon"), 1);
    must(chaos_lyapunov(map_named("henon"), 1000, 1000000, CHAOS_ALL, points_all(points), exponents, errors,
                        &status, NULL, &why));
    close_to(exponents[0], 0.419192, 5 * (errors[0] + 5e-5), "first");
    close_to(exponents[1], -1.623165, 5 * (errors[1] + 5e-5), "second");
    ck_assert(errors[0] > 0 && errors[0] < 2e-3 && errors[1] > 0);
    ck_assert_uint_eq(status, 0);
    points_free(points);
}
END_TEST

/* A critical orbit: the product holds a 0 exactly if the rounded orbit hits 1/2. */
START_TEST(superstable_parameters)
{
    static const struct {
        double r;
        int period;
    } known[] = { { 2, 1 },
                  { 3.2360679774997896964, 2 },
                  { 3.8318740552833156, 3 },
                  { 3.4985616993277015, 4 },
                  { 3.9602701272211526, 4 },
                  { 3.738914912970685, 5 },
                  { 3.9057064698312904, 5 },
                  { 3.9902670469737015, 5 } };
    const chaos_map *map = map_named("logistic");
    for (size_t i = 0; i < LENGTH(known); ++i) {
        double half = 0.5, got;
        uint32_t status;
        got = lyapunov_of(map, 1000, 60000, &known[i].r, &half, NULL, &status);
        ck_assert_msg(got < -25.0 / known[i].period, "r = %g: %g", known[i].r, got);
        ck_assert_msg(!!isinf(got) == !!(status & CHAOS_ZERO_DERIVATIVE), "r = %g: %g, status %u", known[i].r,
                      got, status);
        got = lyapunov_of(map, 10000, 60000, &known[i].r, NULL, NULL, &status);
        ck_assert_msg(got < -25.0 / known[i].period, "r = %g: %g", known[i].r, got);
    }
    double two = 2, half = 0.5;
    uint32_t status;
    double got = lyapunov_of(map, 0, 1000, &two, &half, NULL, &status);
    ck_assert(isinf(got) && got < 0 && (status & CHAOS_ZERO_DERIVATIVE));
}
END_TEST

/* One site's factor times the coupling's eigenvalue 1 - eps + eps cos(2 pi k/N),
 * on the synchronous orbit; independent sites without coupling. */
START_TEST(rings_have_known_spectra)
{
    enum { SITES = 5 };
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", SITES, &ring, &why));
    struct points *points = points_new(ring, 1);
    double exponents[SITES], single[SITES];
    points->params[0] = 3.9;
    points->params[1] = 0.3;
    for (int i = 0; i < SITES; ++i)
        points->states[i] = 0.2385;
    must(chaos_lyapunov(ring, 2000, 20000, CHAOS_ALL, points_all(points), exponents, NULL, NULL, NULL, &why));
    for (int i = 0; i < SITES; ++i) {
        int k = (i + 1) / 2; /* 0, 1, 1, 2, 2 */
        double factor = 1 - 0.3 + 0.3 * cos(2 * 3.14159265358979323846 * k / SITES);
        close_to(exponents[i] - exponents[0], log(factor), 1e-6, "exponent %d", i);
    }

    points->params[1] = 0;
    double sum = 0, sum_of_singles = 0;
    for (int i = 0; i < SITES; ++i) {
        points->states[i] = 0.1 + 0.07 * i;
        single[i] =
            lyapunov_of(map_named("logistic"), 100, 5000, &points->params[0], &points->states[i], NULL, NULL);
        sum_of_singles += single[i];
    }
    must(chaos_lyapunov(ring, 100, 5000, CHAOS_ALL, points_all(points), exponents, NULL, NULL, NULL, &why));
    for (int i = 0; i < SITES; ++i) {
        sum += exponents[i];
        ck_assert(i == 0 || exponents[i] <= exponents[i - 1]);
    }
    close_to(sum, sum_of_singles, 1e-11, "uncoupled");
    points_free(points);
    chaos_map_free(ring);
}
END_TEST

/* A singular derivative in two dimensions: x no longer depends on y's past. */
START_TEST(henon_without_memory)
{
    double exponents[2];
    uint32_t status;
    struct points *points = points_new(map_named("henon"), 1);
    points->params[1] = 0;
    must(chaos_lyapunov(map_named("henon"), 10, 1000, CHAOS_ALL, points_all(points), exponents, NULL, &status,
                        NULL, &why));
    double x = points->states[0], y = points->states[1], sum = 0;
    for (int n = 0; n < 1010; ++n) {
        if (n >= 10)
            sum += log(fabs(2 * 1.4 * x));
        double next = 1 - 1.4 * (x * x) + y;
        x = next, y = 0;
    }
    close_to(exponents[0], sum / 1000, 1e-10, "first");
    ck_assert(isinf(exponents[1]) && exponents[1] < 0);
    ck_assert(status & CHAOS_ZERO_DERIVATIVE);
    points_free(points);
}
END_TEST

/* Blocks are the exponents of the stretches of time they stand for. */
START_TEST(blocks_are_stretches_of_time)
{
    enum { BLOCKS = 12, LENGTH_OF_ONE = 77 }; /* 924 steps */
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        struct points *points = points_new(map, 1);
        double exponent, blocks[BLOCKS], mean = 0;
        spectrum_of(map, points, "lyapunov:transient=100:steps=924:blocks=12", &exponent, NULL, blocks);
        if (isnan(exponent)) { /* the default orbit escapes, and all blocks with it */
            for (int b = 0; b < BLOCKS; ++b)
                ck_assert(isnan(blocks[b]));
            points_free(points);
            continue;
        }
        for (int b = 0; b < BLOCKS; ++b) {
            mean += blocks[b] / BLOCKS;
            if (points->dim == 1)
                close_to(lyapunov_of(map, 100 + (uint64_t)b * LENGTH_OF_ONE, LENGTH_OF_ONE, points->params,
                                     points->states, NULL, NULL),
                         blocks[b], 1e-12, "%s, block %d", chaos_map_name(map), b);
        }
        close_to(mean, exponent, 1e-12, "%s", chaos_map_name(map));
        points_free(points);
    }
}
END_TEST

/* The standard error is about that of 64 block means, or more. */
START_TEST(errors_are_of_64_blocks)
{
    enum { BLOCKS = 64, MOST = 16 };
    static const uint64_t steps[] = { BLOCKS, 77 * BLOCKS + 13, 3001 };
    for (size_t i = 0; i < chaos_map_count() * LENGTH(steps); ++i) {
        const chaos_map *map = chaos_map_at(i / LENGTH(steps));
        const uint64_t n = steps[i % LENGTH(steps)];
        struct points *points = points_new(map, 1);
        double exponents[MOST], errors[MOST], blocks[MOST][BLOCKS];
        char text[96];
        snprintf(text, sizeof text, "lyapunov:count=all:blocks=%d:transient=300:steps=%d", BLOCKS, (int)n);
        ck_assert_uint_le(points->dim, MOST);
        spectrum_of(map, points, text, exponents, errors, blocks[0]);
        for (uint64_t j = 0; j < points->dim; ++j) {
            double square = 0, sum = 0;
            for (int b = 0; b < BLOCKS; ++b) {
                square += (blocks[j][b] - exponents[j]) * (blocks[j][b] - exponents[j]);
                sum += blocks[j][b] * (double)((b + 1) * n / BLOCKS - b * n / BLOCKS);
            }
            if (!isfinite(sum)) { /* escaped, or a factor of 0 */
                ck_assert(isnan(sum) ? isnan(exponents[j]) : exponents[j] == sum);
                ck_assert(isnan(errors[j]));
                continue;
            }
            close_to(exponents[j], sum / (double)n, 1e-12 * fmax(1, fabs(sum / (double)n)), "%s, exponent %d",
                     chaos_map_name(map), (int)j);
            const double equal = sqrt(square / (BLOCKS - 1.0) / BLOCKS);
            ck_assert_msg(errors[j] > 0.5 * equal - 1e-12, "%s, error %d: %g, %g", chaos_map_name(map),
                          (int)j, errors[j], equal);
        }
        points_free(points);
    }
}
END_TEST

/* The same blocks whether an orbit comes to rest before, within or after them. */
START_TEST(blocks_of_an_orbit_that_comes_to_rest)
{
    enum { BLOCKS = 7 };
    const chaos_map *logistic = map_named("logistic");
    struct points *points = points_new(logistic, 1);
    points->params[0] = 2.6;
    for (uint64_t steps = BLOCKS; steps < 200000; steps = steps * 5 + 1) {
        double blocks[BLOCKS], x = points->states[0];
        char text[96];
        snprintf(text, sizeof text, "lyapunov:blocks=%d:transient=0:steps=%d", BLOCKS, (int)steps);
        spectrum_of(logistic, points, text, NULL, NULL, blocks);
        for (uint64_t b = 0, n = 0; b < BLOCKS; ++b) {
            const uint64_t start = n, end = steps / BLOCKS * (b + 1) + steps % BLOCKS * (b + 1) / BLOCKS;
            double sum = 0;
            for (; n < end; ++n) {
                sum += log(fabs(2.6 * (1 - 2 * x)));
                x = 2.6 * x * (1 - x);
            }
            const double expected = steps < 100 ? sum / (double)(end - start) : log(0.6); /* it has settled */
            close_to(blocks[b], expected, 1e-11, "block %d of %d steps", (int)b, (int)steps);
        }
    }
    points_free(points);
}
END_TEST

/* Tori and islands have the exponent 0, to which blocks tend slowly, and in step with what goes round. */
START_TEST(errors_of_regular_orbits)
{
    enum { STARTS = 300 };
    static const uint64_t steps[] = { 1000, 4096, 12345, 65536 };
    const chaos_map *map = map_named("standard");
    struct points *points = points_new(map, 2 * STARTS);
    double exponents[2 * STARTS], errors[2 * STARTS];
    for (int i = 0; i < 2 * STARTS; ++i) {
        points->params[i] = 0.3;
        points->states[2 * i] = i < STARTS ? 1.0 : 2.5 + 1.1 * (i - STARTS) / STARTS;
        points->states[2 * i + 1] = i < STARTS ? 6.28 * (i + 0.5) / STARTS : 0.01;
    }
    for (size_t s = 0; s < LENGTH(steps); s++) {
        must(chaos_lyapunov(map, 1000, steps[s], 1, points_all(points), exponents, errors, NULL, NULL, &why));
        for (int i = 0; i < 2 * STARTS; ++i)
            ck_assert_msg(fabs(exponents[i]) < 4 * errors[i], "%d steps, start %d: %g +- %g", (int)steps[s],
                          i, exponents[i], errors[i]);
    }
    points_free(points);
}
END_TEST

/* The standard error is the spread of independent runs. */
START_TEST(standard_errors_are_standard_errors)
{
    enum { STARTS = 200 };
    struct rng rng = rng_start("standard error");
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, STARTS);
    double exponents[STARTS], errors[STARTS], mean = 0, mean_error = 0, square = 0;
    for (int i = 0; i < STARTS; ++i) {
        points->params[i] = 3.9;
        points->states[i] = rng_between(&rng, 0.2, 0.8);
    }
    must(chaos_lyapunov(map, 1000, 20000, 1, points_all(points), exponents, errors, NULL, NULL, &why));
    for (int i = 0; i < STARTS; ++i) {
        mean += exponents[i] / STARTS;
        mean_error += errors[i] / STARTS;
    }
    for (int i = 0; i < STARTS; ++i)
        square += (exponents[i] - mean) * (exponents[i] - mean) / (STARTS - 1);
    double ratio = mean_error / sqrt(square);
    ck_assert_msg(ratio > 0.7 && ratio < 1.4, "stated / observed = %g", ratio);
    points_free(points);
}
END_TEST

/* Few steps, no transient; one that runs over no whole chunk. */
START_TEST(short_runs_are_plain_sums)
{
    const chaos_map *map = map_named("logistic");
    struct rng rng = rng_start("short");
    look_for_returns(false); /* which would give some the cycle's */
    for (uint64_t trial = 0; trial < scaled(200); ++trial) {
        uint64_t transient = rng_below(&rng, 150), steps = 1 + rng_below(&rng, 300);
        double r = rng_between(&rng, 3.5, 4), x = rng_between(&rng, 0.1, 0.9), sum = 0;
        double got = lyapunov_of(map, transient, steps, &r, &x, NULL, NULL);
        for (uint64_t n = 0; n < transient + steps; ++n) {
            if (n >= transient)
                sum += log(fabs(r * (1 - 2 * x)));
            x = r * x * (1.0 - x);
        }
        close_to(got, sum / (double)steps, 1e-12, "%d steps after %d", (int)steps, (int)transient);
    }
    look_for_returns(true);
}
END_TEST

/* Factors far from 1: products leave the range of doubles within a few steps. */
START_TEST(products_do_not_overflow)
{
    chaos_options options = { .size = sizeof options, .bound = INFINITY };
    const chaos_map *standard = map_named("standard");
    struct points *points = points_new(standard, 1);
    double exponents[2];
    points->params[0] = 1e150;
    must(chaos_lyapunov(standard, 10, 1000, CHAOS_ALL, points_all(points), exponents, NULL, NULL, &options,
                        &why));
    close_to(exponents[0], log(1e150) - ln2, 1, "standard, k = 1e150");
    /* The second vector drowns in rounding above 1/sqrt(epsilon). */
    points->params[0] = 1e6;
    must(chaos_lyapunov(standard, 10, 1000, CHAOS_ALL, points_all(points), exponents, NULL, NULL, &options,
                        &why));
    close_to(exponents[0], log(1e6) - ln2, 1, "standard, k = 1e6");
    close_to(exponents[0] + exponents[1], 0, 1e-4, "standard, k = 1e6");
    points_free(points);

    double r = 1e-200, x = 0.3;
    close_to(lyapunov_of(map_named("logistic"), 0, 50, &r, &x, NULL, NULL),
             (log(1e-200) * 50 + log(fabs(1 - 2 * 0.3))) / 50, 1e-9, "logistic, r = 1e-200");
    close_to(lyapunov_of(map_named("logistic"), 0, 1000, &r, &x, NULL, NULL), log(1e-200), 1e-9,
             "logistic, r = 1e-200, at rest");
}
END_TEST

/* An infinite derivative along an orbit that stays at 0: infinity minus infinity
 * has another sign than a constant NaN has, on some processors. */
START_TEST(not_a_number_has_the_same_bits_everywhere)
{
    enum { BLOCKS = 5 };
    const double expected = NAN;
    chaos_map *map = NULL;
    must(chaos_map_parse("x' = sqrt(abs(x)); y' = 0.5*y + x", NULL, &map, &why));
    struct points *points = points_new(map, 1);
    points->states[0] = points->states[1] = 0;
    const char *isa;
    for (size_t i = 0; (isa = isa_at(i)); ++i) {
        double numbers[2 + 2 + 2 * BLOCKS];
        int nans = 0;
        spectrum_of(map, points, "lyapunov:count=all:blocks=5:transient=0:steps=100", numbers, numbers + 2,
                    numbers + 4);
        for (size_t k = 0; k < LENGTH(numbers); ++k)
            if (isnan(numbers[k]) && ++nans)
                same_bytes(&numbers[k], &expected, sizeof expected, "%s, number %zu", isa, k);
        ck_assert_int_gt(nans, 0);
    }
    points_free(points);
    chaos_map_free(map);
}
END_TEST

/* A derivative that is no number is said, and where its limit is known it is right. */
START_TEST(derivatives_that_are_no_numbers)
{
    double zero = 0, tiny[2] = { 1e-300, 0 }, small[2] = { 0, 1e-300 };
    const struct {
        const char *map;
        const double *state;
    } none[] = { { "cusp", &zero }, { "fermi_ulam", tiny }, { "leonel", small } };
    uint32_t status;
    for (size_t i = 0; i < LENGTH(none); ++i) {
        ck_assert(isnan(lyapunov_of(map_named(none[i].map), 0, 1000, NULL, none[i].state, NULL, &status)));
        ck_assert_msg(status & CHAOS_NONFINITE, "%s", none[i].map);
    }
    chaos_map *map = parsed("x' = x^y; y' = 2; x = 0.4; y = 2", NULL);
    ck_assert(isnan(lyapunov_of(map, 0, 1000, NULL, NULL, NULL, &status)));
    ck_assert(status & CHAOS_NONFINITE);
    chaos_map_free(map);
    /* T_a has ends at which its slope is a^2; where a is not whole that at -1 is infinite. */
    static const struct {
        double a, x, expected;
    } ends[] = { { 6, 1, 36 }, { 5, -1, 25 }, { 5, 1, 25 }, { 2.5, -1, INFINITY } };
    for (size_t i = 0; i < LENGTH(ends); ++i) {
        const double got =
            lyapunov_of(map_named("chebyshev"), 0, i < 3 ? 1000 : 1, &ends[i].a, &ends[i].x, NULL, &status);
        if (ends[i].expected < INFINITY)
            close_to(got, log(ends[i].expected), 1e-13, "T_%g at %g", ends[i].a, ends[i].x);
        ck_assert_int_eq(!!(status & CHAOS_NONFINITE), ends[i].expected == INFINITY);
    }
    ck_assert(isfinite(lyapunov_of(map_named("chebyshev"), 0, 1000, NULL, &zero, NULL, NULL)));
}
END_TEST

/* ln |det| = ln b in each step, however small. */
START_TEST(what_contracts_strongly_keeps_its_sum)
{
    static const double bs[] = { 1e-8, 1e-20, 1e-38, 1e-40, 1e-100, 1e-300 };
    struct points *points = points_new(map_named("henon"), 1);
    for (size_t i = 0; i < LENGTH(bs); ++i) {
        double exponents[2];
        uint32_t status;
        points->params[1] = bs[i];
        must(chaos_lyapunov(map_named("henon"), 100, 5000, 2, points_all(points), exponents, NULL, &status,
                            NULL, &why));
        close_to(exponents[0] + exponents[1], log(bs[i]), 1e-12 * -log(bs[i]), "b = %g", bs[i]);
        ck_assert_uint_eq(status & CHAOS_ZERO_DERIVATIVE, 0);
    }
    points_free(points);
}
END_TEST

/* Exponents that are the same in all blocks are known to rounding. */
START_TEST(errors_are_not_below_rounding)
{
    chaos_map *ring = parsed("x[i]' = (f[i-1] + f[i+1])/2; f[i] = 1 - 1.9*x[i]^2",
                             &(chaos_text){ .size = sizeof(chaos_text), .sites = 8 });
    const chaos_map *const maps[] = { map_named("circle"), map_named("standard"), ring };
    for (size_t i = 0; i < LENGTH(maps); ++i) {
        struct points *points = points_new(maps[i], 1);
        double exponents[8], errors[8];
        ck_assert_uint_le(points->dim, LENGTH(errors));
        for (uint64_t p = 0; p < points->nparams; ++p)
            points->params[p] = 0.25;
        must(chaos_lyapunov(maps[i], 1000, 20000, CHAOS_ALL, points_all(points), exponents, errors, NULL,
                            NULL, &why));
        for (uint64_t j = 0; j < points->dim; ++j)
            ck_assert_msg(exponents[j] == -INFINITY || errors[j] >= 0x1p-52, "%s: %g +- %g",
                          chaos_map_name(maps[i]), exponents[j], errors[j]);
        points_free(points);
    }
    chaos_map_free(ring);
}
END_TEST

/* Of x' = 4x(1 - x) ln|4 - 8x| is ln(4 |cos|) of an angle that is uniform: its variance is pi^2/12, and a share s of it is below
 * ln(4 sin(pi s/2)). */
START_TEST(local_exponents_are_distributed_as_known)
{
    enum { STEPS = 40000 };
    static const double shares[] = { 0.05, 0.25, 0.5, 0.75, 0.95 };
    const double r = 4;
    char text[80];
    snprintf(text, sizeof text, "lyapunov:steps=%d:blocks=%d", STEPS, STEPS);
    struct measured m = measured_at(map_named("logistic"), &r, NULL, 1, text);
    const double *blocks = m.outputs[array_named(&m, "lyapunov_blocks")].data,
                 *quantiles = m.outputs[array_named(&m, "lyapunov_blocks_quantiles")].data,
                 deviation = *(double *)m.outputs[array_named(&m, "lyapunov_blocks_std")].data;
    double mean = 0, square = 0;
    for (int b = 0; b < STEPS; ++b)
        mean += blocks[b] / STEPS;
    for (int b = 0; b < STEPS; ++b)
        square += (blocks[b] - mean) * (blocks[b] - mean) / (STEPS - 1);
    close_to(deviation, sqrt(square), 1e-9, "deviation");
    close_to(deviation, M_PI / sqrt(12), 0.03, "deviation");
    for (size_t i = 0; i < LENGTH(shares); ++i) {
        int below = 0;
        for (int b = 0; b < STEPS; ++b)
            below += blocks[b] < quantiles[i];
        ck_assert_int_le(abs(below - (int)(shares[i] * STEPS)), 1);
        close_to(quantiles[i], log(4 * sin(M_PI * shares[i] / 2)), 0.05, "quantile %g", shares[i]);
    }
    measured_free(&m);
    /* the same without the blocks */
    m = measured_at(map_named("henon"), NULL, NULL, 1, "lyapunov:count=2:steps=3000:blocks=30");
    const size_t some[] = { array_named(&m, "lyapunov_blocks_std"),
                            array_named(&m, "lyapunov_blocks_quantiles") };
    double got[2][10] = { { 0 } };
    chaos_output outputs[2];
    for (size_t i = 0; i < 2; ++i) {
        outputs[i] = m.outputs[some[i]];
        outputs[i].data = got[i];
    }
    chaos_grid grid = { .size = sizeof grid };
    must(chaos_sweep(map_named("henon"), &grid, outputs, 2, NULL, NULL, &why));
    ck_assert(memcmp(got[0], m.outputs[some[0]].data, 2 * sizeof(double)) == 0);
    ck_assert(memcmp(got[1], m.outputs[some[1]].data, 10 * sizeof(double)) == 0);
    measured_free(&m);
}
END_TEST

TCase *tcase_lyapunov(void)
{
    TCase *tcase = tcase_create("lyapunov");
    tcase_add_test(tcase, exact_values);
    tcase_add_test(tcase, computed_values);
    tcase_add_test(tcase, henon_spectrum);
    tcase_add_test(tcase, superstable_parameters);
    tcase_add_test(tcase, rings_have_known_spectra);
    tcase_add_test(tcase, henon_without_memory);
    tcase_add_test(tcase, blocks_are_stretches_of_time);
    tcase_add_test(tcase, local_exponents_are_distributed_as_known);
    tcase_add_test(tcase, errors_are_of_64_blocks);
    tcase_add_test(tcase, blocks_of_an_orbit_that_comes_to_rest);
    tcase_add_test(tcase, errors_of_regular_orbits);
    tcase_add_test(tcase, standard_errors_are_standard_errors);
    tcase_add_test(tcase, short_runs_are_plain_sums);
    tcase_add_test(tcase, products_do_not_overflow);
    tcase_add_test(tcase, derivatives_that_are_no_numbers);
    tcase_add_test(tcase, what_contracts_strongly_keeps_its_sum);
    tcase_add_test(tcase, errors_are_not_below_rounding);
    tcase_add_test(tcase, not_a_number_has_the_same_bits_everywhere);
    return tcase;
}
