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
static expansion expansion_of(const chaos_map *map, const double *params, uint64_t starts,
                              const char *options, uint32_t threads)
{
    const double box[2][2] = { { 0, 1 }, { 0, 1 } };
    const chaos_grid grid = {
        .size = sizeof grid, .params = params, .starts = starts, .seed = 17, .box = (const double *)box
    };
    const chaos_options with = with_threads(threads);
    struct measured m = measured_new(map, 1, "expansion_entropy:%s", options);
    must(sweep_measured(map, &grid, &m, 1, &with));
    const expansion e = { *(double *)output_at(&m, 0, 0), *(double *)output_at(&m, 1, 0),
                          *(double *)output_at(&m, 2, 0), *(uint32_t *)output_at(&m, m.n - 1, 0) };
    measured_free(&m);
    return e;
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
    if (starts >= 40000) { /* else a group may have no orbit left */
        close_to(open.entropy, log(2), 5 * open.error, "r = 6");
        ck_assert_msg(open.error > 0 && open.error < 0.1, "error %g", open.error);
    }
    ck_assert_msg(open.stayed > 0.001 && open.stayed < 0.02 && open.status == 0, "%g have stayed",
                  open.stayed);
    close_to(still.entropy, 0, 0.01, "on the way to a cycle");
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
    tcase_add_test(tcase, nobody_stays_and_nothing_is_random);
    return tcase;
}
