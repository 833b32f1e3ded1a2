/* Rotation numbers: displacement before wrapping, per iterate.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static double rotation_of(double omega, double k, double theta, uint64_t transient, uint64_t steps)
{
    double p[2] = { omega, k }, rotation;
    chaos_measure m = measure_named("rotation");
    m.out[0] = &rotation;
    chaos_grid grid = { .size = sizeof grid, .params = p, .state = &theta };
    must(chaos_sweep(map_named("circle"), &grid, transient, steps, &m, 1, NULL, NULL, &why));
    return rotation;
}

START_TEST(rigid_rotations)
{
    static const double omegas[] = { 0.2385, -0.2385, 2.3, -17.25, 0.5, 1e-7, 0 };
    for (size_t i = 0; i < LENGTH(omegas); ++i) {
        close_to(rotation_of(omegas[i], 0, 0.3, 0, 10007), omegas[i], 1e-13 * fmax(1, fabs(omegas[i])),
                 "omega = %g", omegas[i]);
        close_to(rotation_of(omegas[i], 0, 0.3, 131, 1), omegas[i], 1e-14 * fmax(1, fabs(omegas[i])),
                 "omega = %g, one step", omegas[i]);
    }
}
END_TEST

/* Tongues of the circle map; outside them the rotation number differs by the
 * rate of passing the narrow place, about sqrt of the distance. */
START_TEST(tongues)
{
    const double turn = 6.28318530717958647693;
    static const double ks[] = { 0.2, 0.7, 1 };
    for (size_t i = 0; i < LENGTH(ks); ++i) {
        double edge = ks[i] / turn;
        close_to(rotation_of(edge - 1e-4, ks[i], 0.3, 10000, 200000), 0, 1e-5, "inside 0/1");
        close_to(rotation_of(1e-4 - edge, ks[i], 0.3, 10000, 200000), 0, 1e-5, "inside 0/1");
        ck_assert(rotation_of(edge + 1e-4, ks[i], 0.3, 10000, 200000) > 1e-3);
        ck_assert(rotation_of(-edge - 1e-4, ks[i], 0.3, 10000, 200000) < -1e-3);
        close_to(rotation_of(1 - edge + 1e-4, ks[i], 0.3, 10000, 200000), 1, 1e-5, "inside 1/1");
    }
    const double low = 0.46301722338219, high = 0.53698277661781;
    close_to(rotation_of(low + 1e-6, 1, 0.3, 100000, 200000), 0.5, 1e-5, "inside 1/2");
    close_to(rotation_of(high - 1e-6, 1, 0.3, 100000, 200000), 0.5, 1e-5, "inside 1/2");
    ck_assert(rotation_of(low - 1e-6, 1, 0.3, 100000, 200000) < 0.5 - 1e-4);
    ck_assert(rotation_of(high + 1e-6, 1, 0.3, 100000, 200000) > 0.5 + 1e-4);
}
END_TEST

/* For all maps with angles: what the lifted orbit says, step by step. */
START_TEST(rotation_is_mean_displacement)
{
    enum { COUNT = 7, STEPS = 211, TRANSIENT = 45 };
    struct rng rng = rng_start("rotation");
    chaos_options lifted = { .size = sizeof lifted, .lift = 1 };
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        if (!has_angles(map))
            continue;
        struct points *points = points_random(&rng, map, COUNT);
        uint64_t dim = points->dim, angles = 0;
        double *orbit = doubles(COUNT * STEPS * dim), *next = doubles(dim), *rotation;
        for (uint64_t d = 0; d < dim; ++d)
            angles += chaos_map_wrap(map, d) > 0;
        rotation = doubles(COUNT * angles);
        chaos_measure m = measure_named("rotation");
        m.out[0] = rotation;
        must(chaos_batch_measure(map, points_all(points), TRANSIENT, STEPS, &m, 1, NULL, NULL, &why));
        must(chaos_orbit(map, TRANSIENT, STEPS, 1, points_all(points), orbit, NULL, &why));
        for (uint64_t p = 0; p < COUNT; ++p) {
            double *sums = doubles(dim);
            for (uint64_t n = 0; n < STEPS; ++n) {
                const double *x = orbit + (p * STEPS + n) * dim;
                if (isnan(x[0])) {
                    sums[0] = NAN;
                    break;
                }
                memcpy(next, x, dim * sizeof *x);
                must(chaos_iterate_one(map, 1, points->params + p * points->nparams, next, &lifted, &why));
                for (uint64_t d = 0; d < dim; ++d)
                    sums[d] += next[d] - x[d];
            }
            uint64_t a = 0;
            for (uint64_t d = 0; d < dim; ++d)
                if (chaos_map_wrap(map, d) > 0) {
                    double got = rotation[p * angles + a++];
                    if (isnan(sums[0]))
                        ck_assert(isnan(got));
                    else
                        close_to(got, sums[d] / STEPS, 1e-11, "%s, point %d, state %d", chaos_map_name(map),
                                 (int)p, (int)d);
                }
            free(sums);
        }
        free(orbit);
        free(next);
        free(rotation);
        points_free(points);
    }
}
END_TEST

TCase *tcase_rotation(void)
{
    TCase *tcase = tcase_create("rotation");
    tcase_add_test(tcase, rigid_rotations);
    tcase_add_test(tcase, tongues);
    tcase_add_test(tcase, rotation_is_mean_displacement);
    return tcase;
}
