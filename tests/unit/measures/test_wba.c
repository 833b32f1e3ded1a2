/* Weighted Birkhoff averages against rotations, whose averages are known, and the islands and the sea of the
 * standard map.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static const double turn = 6.283185307179586;

/* Digits and average of one orbit. */
static double wba_at(const chaos_map *map, const double *params, const double *state, const char *options,
                     double *average, uint32_t *status)
{
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    struct measured m = measured_new(map, 1, "wba:%s", options);
    must(sweep_measured(map, &grid, &m, 1, NULL));
    const double digits = *(double *)output_at(&m, array_named(&m, "wba_digits"), 0);
    *average = *(double *)output_at(&m, array_named(&m, "wba"), 0);
    *status = *(uint32_t *)output_at(&m, m.n - 1, 0);
    measured_free(&m);
    return digits;
}

/* Of a rotation by an irrational angle averages are integrals over the circle. */
START_TEST(integrals_over_a_circle)
{
    const chaos_map *map = map_named("circle");
    double params[2] = { 0.6180339887498949, 0 }, theta = 0.3, average;
    uint32_t status;
    const double digits =
        wba_at(map, params, &theta, "of=exp(cos(2*pi*theta)):steps=20000", &average, &status);
    ck_assert_msg(digits > 12 && status == 0, "%g digits, status %u", digits, status);
    close_to(average, 1.2660658777520084, 1e-13, "the Bessel function I0 at 1");
}
END_TEST

/* A constant has all digits; so has a fixed point. */
START_TEST(digits_end_at_16)
{
    const chaos_map *map = map_named("logistic");
    double r = 2, x = 0.5, average;
    uint32_t status;
    ck_assert(wba_at(map, &r, &x, "steps=1001", &average, &status) == 16);
    close_to(average, 0.5, 1e-15, "a fixed point");
    ck_assert_uint_eq(status, 0);
    ck_assert(wba_at(map, NULL, NULL, "of=1e30*sin(1e5*x):steps=100", &average, &status) == 0);
    ck_assert(isnan(wba_at(map, NULL, NULL, "of=sqrt(x-0.5)", &average, &status)) && isnan(average));
    ck_assert_uint_eq(status, CHAOS_NONFINITE);
}
END_TEST

/* Records of two windows, the middle one of an odd number in neither, weighed by hand. */
START_TEST(weights_are_those_of_the_text)
{
    const chaos_map *map = map_named("henon");
    enum { STEPS = 7 };
    double orbit[STEPS][2], sum[3] = { 0 }, total[3] = { 0 }, average;
    uint32_t status;
    struct points *points = points_new(map, 1);
    must(chaos_orbit(map, 20, STEPS, 3, points_all(points), orbit[0], NULL, &why));
    const double digits = wba_at(map, NULL, NULL, "of=x*y:steps=7:every=3:transient=20", &average, &status);
    for (int n = 0; n < STEPS; ++n) {
        const int first[3] = { 0, 0, 4 }, length[3] = { 7, 3, 3 };
        for (int w = 0; w < 3; ++w) {
            const double t = (double)(n - first[w]) / length[w];
            const double weight = t > 0 && t < 1 ? exp(-1 / (t * (1 - t))) : 0;
            sum[w] += weight * orbit[n][0] * orbit[n][1];
            total[w] += weight;
        }
    }
    close_to(average, sum[0] / total[0], 1e-14, "average");
    close_to(digits, -log10(fabs(sum[2] / total[2] - sum[1] / total[1])), 1e-12, "digits");
    points_free(points);
}
END_TEST

/* Of a torus rotation numbers have many digits, as have averages, of the sea none. */
START_TEST(islands_tori_and_the_sea)
{
    const chaos_map *map = map_named("standard");
    static const char torus_or_sea[] = "of=cos(theta):transient=0:steps=20000";
    double k = 0.97, torus[2] = { 0, 0.65 * turn }, sea[2] = { 1e-3 * turn, 1e-3 * turn }, average,
           rotation[2];
    uint32_t status;
    const double regular = wba_at(map, &k, torus, torus_or_sea, &average, &status);
    ck_assert_msg(regular > 8.5, "%g digits on a torus", regular);
    const double chaotic = wba_at(map, &k, sea, torus_or_sea, &average, &status);
    ck_assert_msg(chaotic < 3, "%g digits in the sea", chaotic);
    chaos_grid grid = { .size = sizeof grid, .params = &k, .state = torus };
    struct measured m = measured_new(map, 1, "rotation:weights=birkhoff:of=theta:transient=0:steps=20000");
    for (int i = 0; i < 2; ++i) {
        grid.state = i ? sea : torus;
        must(sweep_measured(map, &grid, &m, 1, NULL));
        const double error = *(double *)output_at(&m, array_named(&m, "rotation_stderr"), 0) / turn;
        rotation[i] = *(double *)output_at(&m, 0, 0) / turn;
        status = *(uint32_t *)output_at(&m, m.n - 1, 0);
        ck_assert_msg(i ? error > 1e-2 && status == CHAOS_UNRESOLVED : error < 3e-11 && status == 0,
                      "error %g, status %u", error, status);
    }
    close_to(rotation[0], 17.0 / 28, 1e-10, "an island of 28, 17 turns in 28 iterates");
    measured_free(&m);
}
END_TEST

/* Weights take what goes round out of the mean: with equal ones there are four digits. */
START_TEST(moments_and_rotation_weigh)
{
    const chaos_map *map = map_named("circle");
    double params[2] = { 0.6180339887498949, 0.4 }, moments[2][4], rotation[2], omega;
    chaos_grid grid = { .size = sizeof grid, .params = params };
    for (int i = 0; i < 2; ++i) {
        must(sweep_into(&rotation[i], NULL, map, &grid, NULL, "rotation:weights=birkhoff:steps=%d",
                        i ? 20000 : 40011));
        must(sweep_into(moments[i], NULL, map, &grid, NULL,
                        "moments:weights=birkhoff:of=sin(2*pi*theta):steps=%d", i ? 20000 : 40011));
    }
    must(sweep_into(&omega, NULL, map, &grid, NULL, "rotation:steps=1000000"));
    close_to(rotation[0], rotation[1], 2e-14, "two windows");
    close_to(rotation[0], omega, 3e-6, "the plain mean");
    close_to(moments[0][0], moments[1][0], 1e-13, "mean");
    close_to(moments[0][1], moments[1][1], 1e-13, "variance");
    /* theta' - theta - omega is the sine: its mean is what the rotation number lacks. */
    close_to(moments[0][0], (params[0] - rotation[0]) * turn / params[1], 1e-12, "the mean of the sine");
}
END_TEST

/* All at once, and one by one on the first set of the family; some points shear, and one is no number. */
START_TEST(weighed_rotations_are_the_same_everywhere)
{
    static const char *const names[] = { "standard", "circle" };
    enum { COUNT = 67 };
    const char *isa;
    struct rng rng = rng_start("weighed rotations");
    for (size_t i = 0; i < LENGTH(names); ++i) {
        const chaos_map *map = map_named(names[i]);
        struct points *points = points_random(&rng, map, COUNT);
        points->states[3 * points->dim] = NAN;
        struct measured all = measured_new(map, COUNT, "rotation:weights=birkhoff:transient=7:steps=201"),
                        one = measured_new(map, 1, "rotation:weights=birkhoff:transient=7:steps=201");
        for (size_t k = 0; (isa = isa_at(k)); ++k) {
            const chaos_options options = with_threads(1 + (uint32_t)k);
            must(batch_measured(map, points_all(points), &all, 1, &options));
            must(chaos_isa_select(isa_family(isa, NULL) ? "scalar-nofma" : "scalar", &why));
            for (uint64_t p = 0; p < COUNT; p += 1 + rng_below(&rng, 9)) {
                must(batch_measured(map, points_slice(points, p, 1), &one, 1, NULL));
                for (size_t o = 0; o < one.n; ++o)
                    same_bytes(output_at(&all, o, p), output_at(&one, o, 0), one.bytes[o],
                               "%s on %s, point %d", names[i], isa, (int)p);
            }
        }
        measured_free(&all);
        measured_free(&one);
        points_free(points);
    }
}
END_TEST

TCase *tcase_wba(void)
{
    TCase *tcase = tcase_create("wba");
    tcase_add_test(tcase, integrals_over_a_circle);
    tcase_add_test(tcase, digits_end_at_16);
    tcase_add_test(tcase, weights_are_those_of_the_text);
    tcase_add_test(tcase, islands_tori_and_the_sea);
    tcase_add_test(tcase, moments_and_rotation_weigh);
    tcase_add_test(tcase, weighed_rotations_are_the_same_everywhere);
    return tcase;
}
