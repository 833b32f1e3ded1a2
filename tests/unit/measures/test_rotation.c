/* Rotation numbers: displacement before wrapping, per iterate.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static double rotation_of(double omega, double k, double theta, uint64_t transient, uint64_t steps)
{
    double p[2] = { omega, k }, rotation;
    chaos_grid grid = { .size = sizeof grid, .params = p, .state = &theta };
    must(sweep_into(&rotation, NULL, map_named("circle"), &grid, NULL, "rotation:transient=%d:steps=%d",
                    (int)transient, (int)steps));
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

/* Nothing but whole turns of p: theta advances by all of it, whatever is wrapped off. */
START_TEST(turns_of_one_angle_count_in_another)
{
    static const double ps[] = { -0.1, 0.1, 3, 6.25, 100, -1234.5, 0 };
    const chaos_map *map = map_named("standard");
    double k = 0, rotation[2];
    for (size_t i = 0; i < LENGTH(ps); ++i)
        for (int transient = 0; transient < 2000; transient += 999) {
            double state[2] = { 1, ps[i] };
            chaos_grid grid = { .size = sizeof grid, .params = &k, .state = state };
            must(sweep_into(rotation, NULL, map, &grid, NULL, "rotation:transient=%d", transient));
            close_to(rotation[0], ps[i], 1e-12 * fmax(1, fabs(ps[i])), "p = %g", ps[i]);
            ck_assert(rotation[1] == 0);
        }
}
END_TEST

/* The first rotation number of one orbit, its error, and the status. */
static void rotation_at(const chaos_map *map, const double *params, const double *state, const char *options,
                        double *rotation, double *error, uint32_t *status)
{
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    struct measured m = measured_new(map, 1, "rotation%s", options);
    must(sweep_measured(map, &grid, &m, 1, NULL));
    *rotation = *(double *)output_at(&m, 0, 0);
    *error = *(double *)output_at(&m, array_named(&m, "rotation_stderr"), 0);
    *status = *(uint32_t *)output_at(&m, m.n - 1, 0);
    measured_free(&m);
}

/* An island about a fixed point goes nowhere, a torus of the map from p to p + 2 pi by a turn
 * more for each iterate, and the chaotic sea has no mean. */
START_TEST(islands_tori_and_the_sea)
{
    const double turn = 6.283185307179586;
    const chaos_map *map = map_named("standard");
    double rotation, other, error, k = 0.5, torus[2] = { 0.1, 3.8 }, shifted[2] = { 0.1 - turn, 3.8 + turn };
    uint32_t status;
    rotation_at(map, NULL, NULL, ":steps=1000000", &rotation, &error, &status);
    close_to(rotation / turn, 0, 1e-6, "the default orbit is on an island");
    ck_assert_uint_eq(status, 0);
    ck_assert(error < 1e-3);
    rotation_at(map, &k, torus, ":steps=100000", &rotation, &error, &status);
    rotation_at(map, &k, shifted, ":steps=100000", &other, &error, &status);
    close_to(other - rotation, turn, 1e-4, "a turn more of p");
    ck_assert_uint_eq(status, 0);
    for (k = 1; k < 10; k += 2) {
        double sea[2] = { 0.05, 0.05 };
        rotation_at(map, &k, sea, ":steps=20000", &rotation, &error, &status);
        ck_assert_uint_eq(status, CHAOS_UNRESOLVED);
    }
    rotation_at(map_named("symplectic_4d"), NULL, NULL, ":steps=100000:of=x1", &rotation, &error, &status);
    close_to(rotation, 0, 1e-4, "symplectic_4d");
}
END_TEST

START_TEST(maps_without_a_rotation_number_are_refused)
{
    static const char *const refused[] = { "cat",        "sinai",
                                           "baker",      "kaplan_yorke",
                                           "manneville", "dissipative_standard",
                                           "beta",       "continued_fraction" };
    chaos_measure *measure;
    for (size_t i = 0; i < LENGTH(refused); ++i) {
        ck_assert_int_eq(chaos_measure_new(map_named(refused[i]), "rotation", &measure, &why), CHAOS_EINVAL);
        ck_assert_msg(strstr(why.message, "rotation must be") && strstr(why.message, refused[i]), "%s",
                      why.message);
    }
    /* Of a text the values decide. */
    chaos_map *map = parsed("x' = x + a*y mod 1; y' = y + b mod 1; b = 0.3", NULL);
    double rotation[2], params[2] = { 2, 0.25 }, state[2] = { 0, 0.25 };
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    must(sweep_into(rotation, NULL, map, &grid, NULL, "rotation:transient=0:steps=8"));
    close_to(rotation[0], 2 * (0.25 + 0.25 * 3.5), 1e-13, "2 y, as y goes round");
    close_to(rotation[1], 0.25, 1e-13, "y");
    params[0] = 0.5;
    ck_assert_int_eq(sweep_into(rotation, NULL, map, &grid, NULL, "rotation"), CHAOS_EINVAL);
    chaos_map_free(map);
}
END_TEST

/* For all maps with angles: what the orbit of the lift says, while rounding has not told them apart. */
START_TEST(rotation_is_mean_displacement)
{
    enum { COUNT = 7, STEPS = 4, TRANSIENT = 2 };
    struct rng rng = rng_start("rotation");
    chaos_options lifted = { .size = sizeof lifted, .lift = 1, .bound = INFINITY };
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        chaos_measure *measure;
        if (chaos_measure_new(map, "rotation", &measure, &why) != CHAOS_OK)
            continue;
        chaos_measure_free(measure);
        struct points *points = points_random(&rng, map, COUNT);
        uint64_t dim = points->dim, angles = 0;
        for (uint64_t d = 0; d < dim; ++d)
            angles += chaos_map_wrap(map, d) > 0;
        double *orbit = doubles(COUNT * (STEPS + 1) * dim), *rotation = doubles(COUNT * angles);
        for (uint64_t j = 0; j < COUNT * dim; ++j) /* some turns on: they count */
            points->states[j] += chaos_map_wrap(map, j % dim) * (double)(j % 3);
        must(batch_into(rotation, NULL, map, points_all(points), NULL, "rotation:transient=%d:steps=%d",
                        TRANSIENT, STEPS));
        must(chaos_orbit(map, TRANSIENT, STEPS + 1, 1, points_all(points), orbit, &lifted, &why));
        for (uint64_t p = 0; p < COUNT; ++p)
            for (uint64_t d = 0, a = 0; d < dim; ++d) {
                const double *x = orbit + p * (STEPS + 1) * dim + d, by = (x[STEPS * dim] - x[0]) / STEPS;
                if (!(chaos_map_wrap(map, d) > 0))
                    continue;
                double got = rotation[p * angles + a++];
                if (isnan(by) || fabs(by) > 100 || isnan(got)) /* at these parameters there may be none */
                    continue;
                close_to(got, by, 1e-6 * fmax(1, fabs(by)), "%s, point %d, state %d", chaos_map_name(map),
                         (int)p, (int)d);
            }
        free(orbit);
        free(rotation);
        points_free(points);
    }
}
END_TEST

/* Also where what goes round is in step with blocks of a power of two. */
START_TEST(errors_are_upper_bounds)
{
    enum { COUNT = 200 };
    static const uint64_t steps[] = { 1000, 4096, 12345 };
    double start[2] = { 1.0, 0.0 }, k = 0.3, limit[COUNT][2], found[COUNT][2], errors[COUNT][2];
    const chaos_map *map = map_named("standard");
    const chaos_axis axis = { .size = sizeof axis, .name = "p", .count = COUNT, .start = 0.01, .stop = 6.27 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .params = &k, .state = start };
    must(sweep_into(limit, NULL, map, &grid, NULL, "rotation:steps=1000003"));
    for (size_t s = 0; s < LENGTH(steps); s++) {
        chaos_measure *measure;
        char text[64];
        snprintf(text, sizeof text, "rotation:steps=%d", (int)steps[s]);
        must(chaos_measure_new(map, text, &measure, &why));
        const chaos_output outputs[] = {
            { .size = sizeof outputs[0], .measure = measure, .name = "rotation", .data = found },
            { .size = sizeof outputs[0], .measure = measure, .name = "rotation_stderr", .data = errors },
        };
        must(chaos_sweep(map, &grid, outputs, 2, NULL, NULL, &why));
        for (int i = 0; i < COUNT; i++)
            ck_assert_msg(fabs(found[i][0] - limit[i][0]) < 2 * errors[i][0] + 1e-5,
                          "%d steps, start %d: %g +- %g", (int)steps[s], i, found[i][0] - limit[i][0],
                          errors[i][0]);
        chaos_measure_free(measure);
    }
}
END_TEST

/* Turns that add up: of few states by the matrix, of more by a lift beside the orbit. */
START_TEST(few_states_and_many)
{
    enum { PAIRS = 4 };
    char text[500] = "";
    for (int i = 0; i < PAIRS; ++i)
        sprintf(text + strlen(text),
                "q%d' = q%d + 2*p%d + k*sin(q%d) mod 2*pi; p%d' = p%d + k*sin(q%d) mod 2*pi%s", i, i, i, i, i,
                i, i, i < PAIRS - 1 ? "; " : "");
    chaos_map *many = parsed(text, NULL),
              *few = parsed("q' = q + 2*p + k*sin(q) mod 2*pi; p' = p + k*sin(p*0 + q) mod 2*pi", NULL);
    struct rng rng = rng_start("few states and many");
    double k = 0.7, state[2 * PAIRS], found[2 * PAIRS], one[2];
    for (int i = 0; i < 2 * PAIRS; ++i)
        state[i] = rng_between(&rng, -30, 30);
    chaos_grid grid = { .size = sizeof grid, .params = &k, .state = state };
    must(sweep_into(found, NULL, many, &grid, NULL, "rotation:steps=501:transient=99"));
    for (int i = 0; i < PAIRS; ++i) {
        grid.state = state + 2 * i;
        must(sweep_into(one, NULL, few, &grid, NULL, "rotation:steps=501:transient=99"));
        same_bytes(one, found + 2 * i, sizeof one, "pair %d", i);
    }
    chaos_map_free(few);
    chaos_map_free(many);
}
END_TEST

TCase *tcase_rotation(void)
{
    TCase *tcase = tcase_create("rotation");
    tcase_add_test(tcase, rigid_rotations);
    tcase_add_test(tcase, tongues);
    tcase_add_test(tcase, turns_of_one_angle_count_in_another);
    tcase_add_test(tcase, islands_tori_and_the_sea);
    tcase_add_test(tcase, few_states_and_many);
    tcase_add_test(tcase, maps_without_a_rotation_number_are_refused);
    tcase_add_test(tcase, rotation_is_mean_displacement);
    tcase_add_test(tcase, errors_are_upper_bounds);
    return tcase;
}
