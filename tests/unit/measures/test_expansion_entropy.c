/* The expansion entropy where it is known.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

typedef struct expansion {
    double entropy, error, stayed;
    uint32_t status;
} expansion;

/* Of starts between 0 and 1 in all states. */
static expansion expansion_seeded(const chaos_map *map, const double *params, uint64_t starts, uint64_t seed,
                                  const char *options, uint32_t threads)
{
    const double box[2][2] = { { 0, 1 }, { 0, 1 } };
    const chaos_grid grid = {
        .size = sizeof grid, .params = params, .starts = starts, .seed = seed, .box = (const double *)box
    };
    const chaos_options with = with_threads(threads);
    struct measured m = measured_new(map, 1, "expansion_entropy:%s", options);
    must(sweep_measured(map, &grid, &m, 1, &with));
    const expansion e = { *(double *)output_at(&m, 0, 0), *(double *)output_at(&m, 1, 0),
                          *(double *)output_at(&m, 2, 0), *(uint32_t *)output_at(&m, m.n - 1, 0) };
    measured_free(&m);
    return e;
}

static expansion expansion_of(const chaos_map *map, const double *params, uint64_t starts,
                              const char *options, uint32_t threads)
{
    return expansion_seeded(map, params, starts, 17, options, threads);
}

/* All orbits are stretched alike. */
START_TEST(uniform_stretching)
{
    chaos_map *doubling = parsed("x' = 2*x mod 1", NULL);
    const double two = 2;
    expansion e = expansion_of(doubling, NULL, 100, "steps=20", 1);
    close_to(e.entropy, log(2), 1e-14, "the doubling map");
    ck_assert(e.error < 1e-14 && e.stayed == 1 && e.status == 0);
    e = expansion_of(map_named("tent"), &two, 100, "steps=21", 1);
    close_to(e.entropy, log(2), 1e-14, "tent");
    e = expansion_of(map_named("cat"), NULL, 100, "steps=40", 1);
    close_to(e.entropy, log((3 + sqrt(5)) / 2), 1e-12, "cat");
    e = expansion_of(map_named("cat"), NULL, 100, "steps=5000", 1);
    close_to(e.entropy, log((3 + sqrt(5)) / 2), 1e-12, "cat, beyond the largest double");
    chaos_map_free(doubling);
}
END_TEST

/* The logistic map has 2^n laps that span all of [0, 1], whether orbits in between leave it or not: divided by those that
 * stay it would be ln 2 and the escape rate. */
START_TEST(full_laps)
{
    const double four = 4, six = 6, cycle = 3.2;
    const uint64_t starts = scaled(40000);
    const expansion closed = expansion_of(map_named("logistic"), &four, starts, "steps=8", 1),
                    open =
                        expansion_of(map_named("logistic"), &six, starts, "steps=6:region=x*(1-x) >= 0", 1),
                    still = expansion_of(map_named("logistic"), &cycle, starts, "steps=400", 1);
    close_to(closed.entropy, log(2), 5 * closed.error, "r = 4");
    ck_assert_msg(closed.error > 0 && closed.error < 0.01 && closed.stayed == 1, "error %g", closed.error);
    if (starts >= 40000) { /* else fewer than 100 are left */
        close_to(open.entropy, log(2), 5 * open.error, "r = 6");
        ck_assert_msg(open.error > 0 && open.error < 0.1 && open.status == 0, "error %g", open.error);
    }
    ck_assert_msg(open.stayed > 0.001 && open.stayed < 0.02, "%g have stayed", open.stayed);
    close_to(still.entropy, 0, 0.01, "on the way to a cycle");
}
END_TEST

/* Where few are left it says so, and where enough are the error is the spread over seeds. */
START_TEST(few_orbits_are_unresolved)
{
    enum { SEEDS = 60 };
    static const struct {
        double r;
        uint64_t starts;
        bool enough;
    } of[] = { { 4.1, 2000, true }, { 4.2, 2000, false }, { 4.2, 10000, true }, { 4.5, 2000, false } };
    for (size_t i = 0; i < LENGTH(of); ++i) {
        double square = 0;
        int resolved = 0;
        for (uint64_t seed = 0; seed < SEEDS; ++seed) {
            const expansion e = expansion_seeded(map_named("logistic"), &of[i].r, of[i].starts, seed,
                                                 "region=abs(x - 0.5) <= 0.5", 1);
            const bool few = !(e.stayed * (double)of[i].starts > 99.5);
            ck_assert_msg(few == !!isnan(e.error), "r = %g, seed %d: %g have stayed, error %g", of[i].r,
                          (int)seed, e.stayed, e.error);
            ck_assert_msg(!few || e.status == (isnan(e.stayed) ? CHAOS_ESCAPED : CHAOS_UNRESOLVED),
                          "r = %g, seed %d: %g have stayed, status %d", of[i].r, (int)seed, e.stayed,
                          (int)e.status);
            if (e.status != 0)
                continue;
            const double z = (e.entropy - log(2)) / e.error;
            ck_assert_msg(fabs(z) < 5, "r = %g, seed %d: %g +- %g", of[i].r, (int)seed, e.entropy, e.error);
            square += z * z;
            ++resolved;
        }
        ck_assert_msg(of[i].enough ? resolved > SEEDS / 2 : resolved == 0,
                      "r = %g, %d starts: %d are resolved", of[i].r, (int)of[i].starts, resolved);
        if (of[i].enough)
            ck_assert_msg(square / resolved < 2, "r = %g, %d starts: the spread is %g errors", of[i].r,
                          (int)of[i].starts, sqrt(square / resolved));
    }
}
END_TEST

/* A start alone has no error. */
START_TEST(one_start_is_unresolved)
{
    const double four = 4, start = 0.3;
    const expansion random = expansion_of(map_named("logistic"), &four, 1, "steps=20", 1);
    const chaos_grid grid = { .size = sizeof grid, .params = &four, .state = &start };
    struct measured m = measured_new(map_named("logistic"), 1, "expansion_entropy");
    must(sweep_measured(map_named("logistic"), &grid, &m, 1, NULL));
    ck_assert(isnan(random.error) && random.status == CHAOS_UNRESOLVED);
    ck_assert(isnan(*(double *)output_at(&m, 1, 0)) && isfinite(*(double *)output_at(&m, 0, 0)));
    ck_assert_uint_eq(*(uint32_t *)output_at(&m, m.n - 1, 0), CHAOS_UNRESOLVED);
    measured_free(&m);
}
END_TEST

START_TEST(nobody_stays_and_nothing_is_random)
{
    const double six = 6;
    expansion e = expansion_of(map_named("logistic"), &six, 100, "steps=100:region=x*(1-x) >= 0", 1);
    ck_assert(isnan(e.entropy) && isnan(e.error) && isnan(e.stayed));
    ck_assert_uint_eq(e.status, CHAOS_ESCAPED);
    e = expansion_of(map_named("logistic"), &six, 999, "steps=5:region=x*(1-x) >= 0", 1);
    const expansion again = expansion_of(map_named("logistic"), &six, 999, "steps=5:region=x*(1-x) >= 0", 2);
    same_bytes(&e.entropy, &again.entropy, sizeof e.entropy, "threads");
    same_bytes(&e.error, &again.error, sizeof e.error, "threads");
    static const struct refusal wrong[] = { { "logistic", "expansion_entropy:steps=1", "steps", "from 2" },
                                            { "logistic", "expansion_entropy:region=y > 0", "region", "y" } };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

TCase *tcase_expansion_entropy(void)
{
    TCase *tcase = tcase_create("expansion_entropy");
    tcase_add_test(tcase, uniform_stretching);
    tcase_add_test(tcase, full_laps);
    tcase_add_test(tcase, few_orbits_are_unresolved);
    tcase_add_test(tcase, one_start_is_unresolved);
    tcase_add_test(tcase, nobody_stays_and_nothing_is_random);
    return tcase;
}
