/* Diffusion where it is known: random walks, flights, and the standard map beyond the last torus.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

struct spread {
    double d, error, exponent, exponent_error;
    uint32_t status;
};

/* Of one column of the first point. */
static struct spread diffusion_of(const chaos_map *map, const double *params, const double *state,
                                  const char *options)
{
    struct spread s;
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    struct measured m = measured_new(map, 1, "diffusion%s", options);
    must(sweep_measured(map, &grid, &m, 1, NULL));
    s.d = *(double *)output_at(&m, array_named(&m, "diffusion"), 0);
    s.error = *(double *)output_at(&m, array_named(&m, "diffusion_stderr"), 0);
    s.exponent = *(double *)output_at(&m, array_named(&m, "diffusion_exponent"), 0);
    s.exponent_error = *(double *)output_at(&m, array_named(&m, "diffusion_exponent_stderr"), 0);
    s.status = *(uint32_t *)output_at(&m, m.n - 1, 0);
    measured_free(&m);
    return s;
}

/* Steps of variance s^2: D = s^2 / 2. */
START_TEST(random_walks)
{
    chaos_map *map = parsed("x' = x + s*normal(); s = 0.7", NULL);
    const struct spread s = diffusion_of(map, NULL, NULL, ":of=x:steps=100000:every=3");
    ck_assert_msg(fabs(s.d - 0.245) < 4 * s.error && s.error < 0.02 * 0.245, "D = %g +- %g", s.d, s.error);
    ck_assert_msg(fabs(s.exponent - 1) < 4 * s.exponent_error && s.exponent_error < 0.05, "exponent %g +- %g",
                  s.exponent, s.exponent_error);
    ck_assert_uint_eq(s.status, 0);
    chaos_measure *measure = NULL;
    ck_assert_int_eq(chaos_measure_new(map, "diffusion", &measure, &why), CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "no angle"), "%s", why.message);
    ck_assert_int_eq(chaos_measure_new(map_named("cat"), "diffusion", &measure, &why), CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "diffusion must be asked of"), "%s", why.message);
    chaos_map_free(map);
}
END_TEST

/* Nothing but turns: a flight. And what comes round stays where it is. */
START_TEST(flights_and_islands)
{
    double params[2] = { 0.2385, 0 }, k = 0.9, island[2] = { 3, 0.1 },
           accelerated[2] = { 1.5707963267948966, 0 };
    struct spread s = diffusion_of(map_named("circle"), params, NULL, "");
    close_to(s.exponent, 2, 1e-2, "a rotation goes on");
    ck_assert(isnan(s.d) && isnan(s.error));
    ck_assert_uint_eq(s.status, CHAOS_UNRESOLVED);
    s = diffusion_of(map_named("standard"), &k, island, ":of=p");
    ck_assert_msg(fabs(s.d) <= 3 * s.error && s.error < 1e-3 && fabs(s.exponent) < 0.1 && s.status == 0,
                  "D = %g +- %g, exponent %g, status %u", s.d, s.error, s.exponent, s.status);
    k = 6.283185307179586; /* p grows by a turn in each iterate, which leaves theta at a quarter of one */
    s = diffusion_of(map_named("standard"), &k, accelerated, ":of=p:transient=0:steps=512:every=1");
    close_to(s.exponent, 2, 1e-6, "an accelerator mode");
    ck_assert(isnan(s.d));
}
END_TEST

/* Displacements of 0 to the bit are bounded ones: the exponent is 0, also where the first ones are not. */
START_TEST(what_stands_still)
{
    double k = 0, at[2] = { 1, 0.5 };
    struct spread s = diffusion_of(map_named("standard"), &k, at, ":of=p");
    ck_assert_msg(s.d == 0 && s.error == 0 && s.exponent == 0 && s.exponent_error == 0 && s.status == 0,
                  "D = %g +- %g, exponent %g +- %g, status %u", s.d, s.error, s.exponent, s.exponent_error,
                  s.status);
    chaos_map *map = parsed("x' = 1 - x", NULL);
    s = diffusion_of(map, NULL, (double[1]){ 0.25 }, ":of=x:every=1");
    ck_assert_msg(s.d < 0 || s.d == 0, "D = %g of a cycle", s.d);
    ck_assert_msg(s.exponent == 0 && s.exponent_error == 0 && s.status == 0, "exponent %g +- %g, status %u",
                  s.exponent, s.exponent_error, s.status);
    chaos_map_free(map);
}
END_TEST

/* A. B. Rechester, R. B. White, Phys. Rev. Lett. 44 (1980) 1586. */
static double rechester_white(double k)
{
    return k * k / 2 * (0.5 - jn(2, k) - jn(1, k) * jn(1, k) + jn(2, k) * jn(2, k) + jn(3, k) * jn(3, k));
}

START_TEST(the_standard_map)
{
    enum { STARTS = 64 };
    const chaos_map *map = map_named("standard");
    static const double ks[] = { 8.5, 20 };
    struct rng rng = rng_start("diffusion");
    struct points *points = points_random(&rng, map, STARTS);
    for (size_t i = 0; i < LENGTH(ks); ++i) {
        double d = 0, variance = 0;
        for (int p = 0; p < STARTS; ++p)
            points->params[p] = ks[i];
        struct measured m = measured_new(map, STARTS, "diffusion:of=p:steps=4000");
        must(batch_measured(map, points_all(points), &m, 1, NULL));
        for (uint64_t p = 0; p < STARTS; ++p) {
            const double error = *(double *)output_at(&m, array_named(&m, "diffusion_stderr"), p);
            d += *(double *)output_at(&m, 0, p) / STARTS;
            variance += error * error / (STARTS * STARTS);
        }
        const double expected = rechester_white(ks[i]);
        ck_assert_msg(fabs(d - expected) < 0.03 * expected && sqrt(variance) < 0.01 * expected,
                      "D = %g +- %g at K = %g, expected %g", d, sqrt(variance), ks[i], expected);
        measured_free(&m);
    }
    points_free(points);
}
END_TEST

TCase *tcase_diffusion(void)
{
    TCase *tcase = tcase_create("diffusion");
    tcase_add_test(tcase, random_walks);
    tcase_add_test(tcase, flights_and_islands);
    tcase_add_test(tcase, what_stands_still);
    tcase_add_test(tcase, the_standard_map);
    return tcase;
}
