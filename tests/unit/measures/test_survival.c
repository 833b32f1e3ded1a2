/* Survivors against the orbits themselves, and rates where they are known: of open maps with a Markov partition,
 * whose uniform density decays from the first iterate on, and of a shear, which has none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { RATE, RATE_ERROR, FROM, EXPONENT, EXPONENT_ERROR, SURVIVORS };

static double number(const struct measured *m, size_t output) { return *(double *)output_at(m, output, 0); }

static const uint64_t *counts(const struct measured *m, const char *name)
{
    return output_at(m, array_named(m, name), 0);
}

static uint32_t status_of(const struct measured *m) { return *(uint32_t *)output_at(m, m->n - 1, 0); }

/* One point with starts in a box. */
static struct measured survivors_of(const chaos_map *map, const double *params, const double *box,
                                    uint64_t starts, uint64_t seed, const char *options)
{
    chaos_grid grid = { .size = sizeof grid, .params = params, .starts = starts, .seed = seed, .box = box };
    struct measured m = measured_new(map, 1, "survival:%s", options);
    must(sweep_measured(map, &grid, &m, 1, NULL));
    return m;
}

/* ------------------------------------------------------------------ what it counts */

/* Of the same starts, record by record. */
static void check_counts(const chaos_map *map, const double *params, const double *box, uint64_t seed,
                         uint32_t threads, int transient, bool (*inside)(const double *x))
{
    enum { STARTS = 300, STEPS = 75 };
    chaos_grid grid = { .size = sizeof grid, .params = params, .starts = STARTS, .seed = seed, .box = box };
    const chaos_options options = with_threads(threads);
    const uint64_t dim = chaos_map_dim(map);
    struct measured m = measured_new(
                        map, 1,
                        "survival:region=abs(x) < 1.2:sides=x < 0,x > 1.25:curve=%d:steps=%d:transient=%d",
                        STEPS, STEPS, transient),
                    orbits = measured_new(map, STARTS, "orbit:steps=%d:transient=%d", STEPS, transient);
    must(sweep_measured(map, &grid, &m, 1, &options));
    must(sweep_measured(map, &grid, &orbits, 1, &options));
    uint64_t there[STEPS] = { 0 }, left[2] = { 0 };
    for (uint64_t start = 0; start < STARTS; ++start) {
        const double *x = output_at(&orbits, 0, start);
        int n = 0;
        for (; n < STEPS && inside(x + (uint64_t)n * dim); ++n)
            ++there[n];
        const double out = n < STEPS ? x[(uint64_t)n * dim] : 0;
        left[0] += n > 0 && out < 0;
        left[1] += n > 0 && out > 1.25;
    }
    for (int n = 0; n < STEPS; ++n)
        ck_assert_msg(counts(&m, "survival_curve")[n] == there[n], "%d: %d, not %d", n,
                      (int)counts(&m, "survival_curve")[n], (int)there[n]);
    ck_assert_uint_eq(counts(&m, "survival_sides")[0], left[0]);
    ck_assert_uint_eq(counts(&m, "survival_sides")[1], left[1]);
    ck_assert_uint_eq(status_of(&m) & CHAOS_ESCAPED, 0);
    measured_free(&m);
    measured_free(&orbits);
}

static bool near(const double *x) { return fabs(x[0]) < 1.2; }

START_TEST(survivors_are_those_of_the_orbits)
{
    const double box[4] = { -1.5, 1.5, -0.5, 0.5 }, params[2] = { 1.5, 0.3 };
    struct rng rng = rng_start("survival_curve");
    for (uint32_t threads = 1; threads <= 3; ++threads)
        check_counts(map_named("henon"), params, box, rng_next(&rng), threads, threads == 2 ? 3 : 0, near);
}
END_TEST

/* Without a region they leave by the bound. */
START_TEST(the_bound_is_a_region_too)
{
    enum { STARTS = 1000, STEPS = 60 };
    const chaos_map *map = map_named("logistic");
    const double r = 4.5, box[2] = { 0, 1 };
    chaos_grid grid = { .size = sizeof grid, .params = &r, .starts = STARTS, .seed = 7, .box = box };
    struct measured m = measured_new(map, 1, "survival:steps=%d:curve=%d", STEPS, STEPS),
                    escape = measured_new(map, STARTS, "escape:transient=0:steps=%d", STEPS - 1);
    must(sweep_measured(map, &grid, &m, 1, NULL));
    must(sweep_measured(map, &grid, &escape, 1, NULL));
    for (int64_t n = 0; n < STEPS; ++n) {
        uint64_t there = 0;
        for (uint64_t start = 0; start < STARTS; ++start) {
            const int64_t when = *(int64_t *)output_at(&escape, 0, start);
            there += when < 0 || when > n;
        }
        ck_assert_uint_eq(counts(&m, "survival_curve")[n], there);
    }
    ck_assert_uint_eq(status_of(&m) & (CHAOS_ESCAPED | CHAOS_NONFINITE), 0);
    measured_free(&m);
    measured_free(&escape);
}
END_TEST

/* A start that is given has a curve of its own, and no rate. */
START_TEST(a_single_start_has_no_rate)
{
    const chaos_map *map = parsed("x' = x + 1", NULL);
    const double at = 0.5;
    chaos_grid grid = { .size = sizeof grid, .state = &at };
    struct measured m = measured_new(map, 1, "survival:region=x < 4:sides=x < 0,x > 4:curve=6:steps=10");
    must(sweep_measured(map, &grid, &m, 1, NULL));
    for (uint64_t n = 0; n < 6; ++n)
        ck_assert_uint_eq(counts(&m, "survival_curve")[n], n < 4);
    ck_assert_uint_eq(counts(&m, "survival_sides")[0], 0);
    ck_assert_uint_eq(counts(&m, "survival_sides")[1], 1);
    ck_assert(isnan(number(&m, RATE)) && isnan(number(&m, EXPONENT)));
    ck_assert_uint_eq(status_of(&m), CHAOS_UNRESOLVED);
    measured_free(&m);
    chaos_map_free((chaos_map *)(uintptr_t)map);
}
END_TEST

/* -------------------------------------------------------------------- rates */

/* Of a tent of slope s the uniform density on [0, 1] stays uniform, and 2/s of it stays. */
START_TEST(open_tents_have_their_rates)
{
    const chaos_map *map = map_named("tent");
    const double box[2] = { 0, 1 };
    const uint64_t seed = test_seed();
    for (double s = 2.2; s < 4; s += 0.4) {
        struct measured m =
            survivors_of(map, &s, box, 20000, seed, "region=abs(x - 0.5) <= 0.5:curve=1000:sides=x > 1");
        const double rate = log(s / 2), error = number(&m, RATE_ERROR);
        close_to(number(&m, RATE), rate, 5 * error, "slope %g", s);
        /* As many escapes as starts: so many give q to q sqrt((1 - q)/starts). */
        const double q = 1 - 2 / s;
        close_to(error, sqrt(q * q / (1 - q) / 20000), 0.3 * error, "slope %g", s);
        ck_assert(number(&m, FROM) <= 20 && isnan(number(&m, EXPONENT)));
        ck_assert_uint_eq(status_of(&m), 0);
        ck_assert_uint_eq(counts(&m, "survival_curve")[0], 20000);
        ck_assert_uint_eq(*counts(&m, "survival_sides"), 20000);
        measured_free(&m);
    }
}
END_TEST

/* The formula, by hand, of what it counts itself. */
START_TEST(the_rate_is_that_of_its_counts)
{
    enum { STEPS = 200 };
    const double r = 4.5, box[2] = { 0, 1 };
    struct measured m = survivors_of(map_named("logistic"), &r, box, 50000, 3,
                                     "region=abs(x - 0.5) <= 0.5:steps=200:curve=200");
    const uint64_t *there = counts(&m, "survival_curve");
    const int from = (int)number(&m, FROM);
    double risk = 0;
    for (int n = from; n + 1 < STEPS; ++n)
        risk += (double)there[n];
    const double q = (double)(there[from] - there[STEPS - 1]) / risk;
    close_to(number(&m, RATE), -log(1 - q), 1e-12, "rate");
    close_to(number(&m, RATE_ERROR), sqrt(q / (risk * (1 - q))), 1e-12, "error");
    close_to(number(&m, RATE), 0.36150967, 6 * number(&m, RATE_ERROR), "by cycle expansions");
    ck_assert_msg(from > 0, "not uniform at once");
    measured_free(&m);
}
END_TEST

/* Once all have left the rest of the window takes neither time nor memory. */
START_TEST(long_windows_cost_nothing)
{
    const double s = 2.5, box[2] = { 0, 1 };
    struct measured few = survivors_of(map_named("tent"), &s, box, 5000, 2, "region=abs(x - 0.5) <= 0.5"),
                    many = survivors_of(map_named("tent"), &s, box, 5000, 2,
                                        "region=abs(x - 0.5) <= 0.5:steps=288230376151711743");
    for (size_t i = RATE; i <= FROM; ++i)
        ck_assert(number(&few, i) == number(&many, i));
    measured_free(&few);
    measured_free(&many);
}
END_TEST

/* Of a shear survivors go as 1/n. */
START_TEST(a_shear_has_a_power)
{
    chaos_map *map = parsed("x' = x + v; v' = v", NULL);
    const double box[4] = { 0, 0, 0, 1 };
    struct measured m = survivors_of(map, NULL, box, 40000, test_seed(), "region=x < 1:steps=1000");
    ck_assert(isnan(number(&m, RATE)) && isnan(number(&m, RATE_ERROR)) && isnan(number(&m, FROM)));
    ck_assert_uint_eq(status_of(&m), CHAOS_UNRESOLVED);
    close_to(number(&m, EXPONENT), 1, 5 * number(&m, EXPONENT_ERROR), "exponent");
    ck_assert(number(&m, EXPONENT_ERROR) < 0.1);
    measured_free(&m);
    chaos_map_free(map);
}
END_TEST

/* Starts u uniform in (0, 1) of which exactly n^-c, or another law with that tail, are still there at iterate n. The
 * normalised deviations are those of fixed seeds: their spread is 1 where stated errors are the errors. */
static double shear(double n) { return 1 / n; }
static double stadium(double n) { return 1 / (n * n); }
static double sticky(double n) { return pow(n, -1.5); }
static double offset(double n) { return pow(1 + n / 5, -1.5); }
static double bent(double n) { return pow(1 + n * n / 100, -0.75); }

START_TEST(exact_powers_are_within_their_errors)
{
    enum { SEEDS = 30, STARTS = 100000, SEEN = 101 };
    static const struct {
        const char *region;
        double exponent, (*survive)(double n);
    } laws[] = {
        { "n*u < 1", 1, shear },
        { "n^1.5*u < 1", 1.5, sticky },
        { "n^2*u < 1", 2, stadium },
        { "(1 + n/5)^1.5*u < 1", 1.5, offset },
        { "(1 + n^2/100)^0.75*u < 1", 1.5, bent },
    };
    const double box[4] = { 0, 0, 0, 1 };
    chaos_map *map = parsed("n' = n + 1; u' = u", NULL);
    for (size_t i = 0; i < LENGTH(laws); ++i) {
        double sum = 0, square = 0;
        int far = 0;
        for (uint64_t seed = 0; seed < SEEDS; ++seed) {
            char options[100];
            snprintf(options, sizeof options, "region=%s:steps=10000:curve=%d", laws[i].region, SEEN);
            struct measured m = survivors_of(map, NULL, box, STARTS, seed, options);
            for (int n = 1; n < SEEN; n += 9) {
                const double part = laws[i].survive(n), there = STARTS * part,
                             is = (double)counts(&m, "survival_curve")[n];
                ck_assert_msg(fabs(is - there) <= 5 * sqrt(there * (1 - part)),
                              "%s, seed %d: %g are there at %d, expected %g", laws[i].region, (int)seed, is,
                              n, there);
            }
            ck_assert_msg(isnan(number(&m, RATE)), "%s, seed %d: a rate", laws[i].region, (int)seed);
            const double z = (number(&m, EXPONENT) - laws[i].exponent) / number(&m, EXPONENT_ERROR);
            ck_assert_msg(fabs(z) <= 4, "%s, seed %d: exponent %g +- %g", laws[i].region, (int)seed,
                          number(&m, EXPONENT), number(&m, EXPONENT_ERROR));
            far += fabs(z) > 3;
            sum += z / SEEDS;
            square += z * z / SEEDS;
            measured_free(&m);
        }
        const double spread = sqrt(square - sum * sum);
        ck_assert_msg(far <= 1 && fabs(sum) < 0.6 && spread > 0.8 && spread < 1.3,
                      "%s, seeds 0 to %d: %d beyond 3 errors, of which the mean is %g and the spread %g",
                      laws[i].region, SEEDS - 1, far, sum, spread);
    }
    chaos_map_free(map);
}
END_TEST

/* Nobody leaves, all leave at once, there are few: no rate. */
START_TEST(some_have_none)
{
    static const char *const options[] = { "region=x < 2", "region=x < 0", "region=x > 2",
                                           "region=x > 0.5:steps=1" };
    const double s = 1.5, box[2] = { 0.1, 0.9 };
    for (size_t i = 0; i < LENGTH(options); ++i) {
        struct measured m = survivors_of(map_named("tent"), &s, box, 300, 1, options[i]);
        ck_assert_msg(isnan(number(&m, RATE)) && isnan(number(&m, EXPONENT)), "%s", options[i]);
        ck_assert_msg(status_of(&m) == CHAOS_UNRESOLVED, "%s: %u", options[i], status_of(&m));
        measured_free(&m);
    }
    const double open = 3;
    struct measured m = survivors_of(map_named("tent"), &open, box, 100, 1, "region=abs(x - 0.5) <= 0.5");
    ck_assert(isnan(number(&m, RATE)));
    measured_free(&m);
}
END_TEST

/* With islands, from which nobody leaves, any slow decay looks exponential over a short part of it: of other starts, or of
 * later ones, the same is unresolved. And no survivors grow. */
START_TEST(a_rate_is_seen_over_a_factor_of_e)
{
    const double k = 1.2, box[4] = { 0, 6.283185307179586, 0, 6.283185307179586 };
    const double s = 2.002, unit[2] = { 0, 1 };
    for (uint64_t seed = 0; seed < 5; ++seed)
        for (uint64_t starts = 5000; starts <= 20000; starts *= 4) {
            struct measured m = survivors_of(map_named("standard"), &k, box, starts, seed,
                                             "region=cos(p) < cos(0.1*3.141592653589793)");
            ck_assert_msg(isnan(number(&m, RATE)), "seed %d: %g +- %g", (int)seed, number(&m, RATE),
                          number(&m, RATE_ERROR));
            ck_assert_uint_eq(status_of(&m), CHAOS_UNRESOLVED);
            ck_assert_msg(isnan(number(&m, EXPONENT)) || number(&m, EXPONENT) > 0, "seed %d: exponent %g",
                          (int)seed, number(&m, EXPONENT));
            measured_free(&m);
        }
    for (int steps = 600; steps <= 2400; steps *= 4) { /* 0.6 and 2.4 times as long as survivors live */
        char options[100];
        snprintf(options, sizeof options, "region=abs(x - 0.5) <= 0.5:steps=%d", steps);
        struct measured m = survivors_of(map_named("tent"), &s, unit, 20000, 1, options);
        ck_assert_msg(isnan(number(&m, RATE)) == (steps < 1000), "%d: %g", steps, number(&m, RATE));
        if (steps > 1000)
            close_to(number(&m, RATE), log(s / 2), 5 * number(&m, RATE_ERROR), "a small hole");
        ck_assert_msg(isnan(number(&m, EXPONENT)), "%d: exponent %g", steps, number(&m, EXPONENT));
        measured_free(&m);
    }
}
END_TEST

/* ------------------------------------------------------------------- mistakes */

START_TEST(mistakes_are_named)
{
    static const struct refusal wrong[] = {
        { "tent", "survival:steps=10:curve=11", "curve", "curve must be at most steps, 10, got 11" },
        { "tent", "survival:sides=x < 0", "sides", "sides must be those of a region, got 'x < 0' and none" },
        { "tent", "survival:region=x < ", "region", "expected a number" },
        { "tent", "survival:region=z", "region", "no state or parameter 'z'" },
        { "tent", "survival:region=x < 1:sides=x > z", "sides", "no state or parameter 'z'" },
        { "tent", "survival:region=x < 1:sides=", "sides", "expected a number" },
        { "logistic_ring", "survival:region=x[i] < 1", "region", "one condition for all sites" },
        { "logistic_ring", "survival:region=x0 < 1:sides=x[i] > 1", "sides", "conditions for all sites" },
        { "tent", "survival:every=2", "every", "survival has no option 'every'" },
    };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

TCase *tcase_survival(void)
{
    TCase *tcase = tcase_create("survival");
    tcase_add_test(tcase, survivors_are_those_of_the_orbits);
    tcase_add_test(tcase, the_bound_is_a_region_too);
    tcase_add_test(tcase, a_single_start_has_no_rate);
    tcase_add_test(tcase, open_tents_have_their_rates);
    tcase_add_test(tcase, the_rate_is_that_of_its_counts);
    tcase_add_test(tcase, long_windows_cost_nothing);
    tcase_add_test(tcase, a_shear_has_a_power);
    tcase_add_test(tcase, exact_powers_are_within_their_errors);
    tcase_add_test(tcase, some_have_none);
    tcase_add_test(tcase, a_rate_is_seen_over_a_factor_of_e);
    tcase_add_test(tcase, mistakes_are_named);
    return tcase;
}
