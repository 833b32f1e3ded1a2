/* Moments against a plain two-pass computation on the orbit.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static void plain(const double *x, size_t n, size_t stride, double out[4])
{
    long double mean = 0, square = 0;
    out[2] = INFINITY, out[3] = -INFINITY;
    for (size_t i = 0; i < n; ++i) {
        mean += x[i * stride];
        out[2] = fmin(out[2], x[i * stride]);
        out[3] = fmax(out[3], x[i * stride]);
    }
    mean /= n;
    for (size_t i = 0; i < n; ++i)
        square += (x[i * stride] - mean) * (x[i * stride] - mean);
    out[0] = (double)mean;
    out[1] = (double)(square / n);
}

static void check(const chaos_map *map, struct points *points, uint64_t transient, uint64_t steps,
                  uint64_t every, const chaos_options *options)
{
    uint64_t count = points->count, dim = points->dim;
    double *orbit = doubles(count * steps * dim), *moments = doubles(count * dim * 4), expected[4];
    must(batch_into(moments, NULL, map, points_all(points), options, "moments:transient=%d:steps=%d:every=%d",
                    (int)transient, (int)steps, (int)every));
    must(chaos_orbit(map, transient, steps, every, points_all(points), orbit, options, &why));
    for (uint64_t p = 0; p < count; ++p)
        for (uint64_t d = 0; d < dim; ++d) {
            const double *got = moments + (p * dim + d) * 4, *x = orbit + p * steps * dim + d;
            const char *name = chaos_map_name(map);
            if (isnan(x[(steps - 1) * dim])) { /* escaped before the end */
                ck_assert_msg(isnan(got[0]) && isnan(got[1]) && isnan(got[2]) && isnan(got[3]),
                              "%s, point %d escaped", name, (int)p);
                continue;
            }
            plain(x, steps, dim, expected);
            double scale = fmax(fabs(expected[2]), fabs(expected[3])), spread = expected[3] - expected[2];
            close_to(got[0], expected[0], 1e-14 * scale + 1e-300, "%s, mean", name);
            close_to(got[1], expected[1],
                     1e-10 * expected[1] + 1e-12 * spread * spread + 1e-15 * scale * spread, "%s, variance",
                     name);
            ck_assert_msg(got[2] == expected[2] && got[3] == expected[3], "%s: %g to %g, not %g to %g", name,
                          got[2], got[3], expected[2], expected[3]);
        }
    free(orbit);
    free(moments);
}

START_TEST(moments_of_every_map)
{
    static const struct {
        uint64_t transient, steps, every;
    } times[] = { { 0, 1, 1 }, { 0, 2, 1 }, { 17, 1001, 1 }, { 100, 301, 3 }, { 64, 64, 64 } };
    struct rng rng = rng_start("moments");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        struct points *points = points_random(&rng, map, 9);
        for (size_t t = 0; t < LENGTH(times); ++t)
            check(map, points, times[t].transient, times[t].steps, times[t].every, NULL);
        points_free(points);
    }
}
END_TEST

/* A mean far from 0: squares minus the square of the mean would leave noise. */
START_TEST(variance_is_about_the_mean)
{
    const chaos_map *map = map_named("circle");
    chaos_options lifted = { .size = sizeof lifted, .lift = 1, .bound = INFINITY };
    struct points *points = points_new(map, 3);
    for (int i = 0; i < 3; ++i) {
        points->params[2 * i] = 1e-3 * i;
        points->params[2 * i + 1] = 3.9;
        points->states[i] = 1e6 + 0.238 + 0.1 * i;
    }
    check(map, points, 0, 500, 1, &lifted);
    points_free(points);
}
END_TEST

/* r = 4: mean 1/2, variance 1/8. */
START_TEST(the_invariant_moments_are_known)
{
    double moments[4];
    chaos_grid grid = { .size = sizeof grid };
    must(sweep_into(moments, NULL, map_named("logistic"), &grid, NULL, "moments:steps=2e6"));
    close_to(moments[0], 0.5, 2e-3, "mean");
    close_to(moments[1], 0.125, 1e-3, "variance");
    ck_assert(moments[2] >= 0 && moments[2] < 1e-9 && moments[3] <= 1 && moments[3] > 1 - 1e-9);
}
END_TEST

START_TEST(one_state_can_be_chosen)
{
    double both[2][4], one[4];
    chaos_grid grid = { .size = sizeof grid };
    must(sweep_into(both, NULL, map_named("henon"), &grid, NULL, "moments:steps=500"));
    must(sweep_into(one, NULL, map_named("henon"), &grid, NULL, "moments:of=y:steps=500"));
    same_doubles(one, both[1], 4, "y alone");
}
END_TEST

/* Nor do the bits depend on what else is recorded, or for how many points. */
START_TEST(large_maps_have_the_same_moments)
{
    enum { SITES = 200, COUNT = 50 };
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", SITES, &ring, &why));
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = COUNT, .start = 3.6, .stop = 4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    double *all = doubles(COUNT * SITES * 4), *one = doubles(COUNT * 4), few[4];
    const char *options = "moments:transient=10:steps=700", *alone = "moments:transient=10:steps=700:of=x3";
    must(sweep_into(all, NULL, ring, &grid, NULL, "%s", options));
    must(sweep_into(one, NULL, ring, &grid, NULL, "%s", alone));
    for (int p = 0; p < COUNT; ++p)
        same_doubles(one + 4 * p, all + (p * SITES + 3) * 4, 4, "point %d, one state or all", p);
    grid.first = 17, grid.count = 1;
    must(sweep_into(few, NULL, ring, &grid, NULL, "%s", alone));
    same_doubles(few, one + 4 * 17, 4, "one point");
    free(all);
    free(one);
    chaos_map_free(ring);
}
END_TEST

/* Squares of such states are no doubles: that is said. */
START_TEST(sums_that_overflow_are_flagged)
{
    chaos_map *map = parsed("x' = -x; x = 1e300", NULL);
    const chaos_options options = { .size = sizeof options, .bound = INFINITY };
    const double small = 1e150;
    double moments[4];
    uint32_t status;
    chaos_grid grid = { .size = sizeof grid };
    must(sweep_into(moments, &status, map, &grid, &options, "moments:steps=1000"));
    ck_assert_msg(isinf(moments[1]) && moments[2] == -1e300 && moments[3] == 1e300, "%g", moments[1]);
    ck_assert_uint_eq(status, CHAOS_NONFINITE);
    grid = (chaos_grid){ .size = sizeof grid, .state = &small };
    must(sweep_into(moments, &status, map, &grid, &options, "moments:steps=1000"));
    ck_assert_uint_eq(status & CHAOS_NONFINITE, 0);
    close_to(moments[1] / 1e300, 1, 1e-12, "variance");
    chaos_map_free(map);
}
END_TEST

TCase *tcase_moments(void)
{
    TCase *tcase = tcase_create("moments");
    tcase_add_test(tcase, moments_of_every_map);
    tcase_add_test(tcase, variance_is_about_the_mean);
    tcase_add_test(tcase, the_invariant_moments_are_known);
    tcase_add_test(tcase, one_state_can_be_chosen);
    tcase_add_test(tcase, large_maps_have_the_same_moments);
    tcase_add_test(tcase, sums_that_overflow_are_flagged);
    return tcase;
}
