/* Orbits that stand still or repeat: skipping what they would do must not show.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { LANES = 64 };

/* What a plain loop ends at, if it comes to a fixed point. */
static double resting_place(double r, double x)
{
    for (;;) {
        double next = r * x * (1.0 - x);
        if (same_bits(next, x))
            return x;
        x = next;
    }
}

/* Dying orbits pass through subnormals, where each step takes a hundred times as long. */
START_TEST(subnormals_do_not_crawl)
{
    static const double rates[] = { 0.5, 0.9, 0.99, 0.77 };
    const chaos_map *map = map_named("logistic");
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        struct points *points = points_new(map, LANES);
        double out[LANES], exponents[LANES];
        for (int i = 0; i < LANES; ++i) {
            points->params[i] = rates[i % LENGTH(rates)];
            points->states[i] = 0.3 + 0.001 * i;
        }
        double start = now();
        must(chaos_iterate(map, 1000000000, points_all(points), out, NULL, &why));
        must(chaos_lyapunov(map, 0, 1000000000, 1, points_all(points), exponents, NULL, NULL, NULL, &why));
        double seconds = now() - start;
        ck_assert_msg(seconds < patience(3), "%s took %g s", isa, seconds);
        for (int i = 0; i < LANES; ++i) {
            double expected = resting_place(points->params[i], points->states[i]);
            same_doubles(&out[i], &expected, 1, "%s, r = %g", isa, points->params[i]);
            close_to(exponents[i], log(points->params[i]), 1e-6, "%s, r = %g", isa, points->params[i]);
        }
        points_free(points);
    }
}
END_TEST

START_TEST(a_resting_orbit_is_done_at_once)
{
    const uint64_t many = 1000000000000001; /* 10^15 + 1 */
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, 3);
    double out[3], exponents[3], final[3];
    int64_t escape[3];
    uint32_t status[3];
    points->params[0] = 2.6, points->params[1] = 0.5, points->params[2] = 2.4;
    for (int i = 0; i < 3; ++i)
        points->states[i] = 0.3;
    double start = now();
    must(chaos_iterate(map, many, points_all(points), out, NULL, &why));
    must(chaos_lyapunov(map, 0, many, 1, points_all(points), exponents, NULL, status, NULL, &why));
    must(chaos_lyapunov(map, many, many, 1, points_all(points), exponents, NULL, status, NULL, &why));
    must(
        batch_into(final, status, map, points_all(points), NULL, "final:transient=7:steps=1000000000000001"));
    must(batch_into(escape, status, map, points_all(points), NULL,
                    "escape:transient=7:steps=1000000000000001"));
    must(chaos_iterate_one(map, many, points->params, points->states, NULL, &why));
    ck_assert_msg(now() - start < patience(2), "it took %g s", now() - start);
    for (int i = 0; i < 3; ++i) {
        double expected = resting_place(points->params[i], 0.3);
        same_doubles(&out[i], &expected, 1, "iterate, point %d", i);
        same_doubles(&final[i], &expected, 1, "final, point %d", i);
        ck_assert_int_eq(escape[i], -1);
        ck_assert_uint_eq(status[i], 0);
    }
    same_doubles(&points->states[0], &out[0], 1, "iterate_one");
    close_to(exponents[0], log(0.6), 1e-12, "r = 2.6");
    close_to(exponents[1], log(0.5), 1e-12, "r = 0.5");
    close_to(exponents[2], log(0.4), 1e-12, "r = 2.4");
    points_free(points);
}
END_TEST

/* The exponent of the cycle that x is on. */
static double exponent_of_cycle(double r, double x)
{
    const double start = x;
    double sum = 0;
    int period = 0;
    do {
        sum += log(fabs(r * (1 - 2 * x)));
        x = r * x * (1.0 - x);
        period++;
    } while (x != start && period < 1024);
    return sum / period;
}

/* A cycle whose period divides the length of a chunk looks unchanged at its
 * end, though it does not stand still. */
START_TEST(cycles_go_round)
{
    /* At 2.5 the last bit goes to and fro. */
    static const double parameters[] = { 3.2, 3.5, 3.55, 3.566, 3.5685, 3.5696, 3.835, 2.5 };
    const chaos_map *map = map_named("logistic");
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k)
        for (size_t i = 0; i < LENGTH(parameters); ++i) {
            double r = parameters[i], x = 0.3, out;
            struct points *points = points_new(map, 1);
            points->params[0] = r, points->states[0] = x;
            for (int n = 0; n < 20000; ++n)
                x = r * x * (1.0 - x);
            const double exponent = exponent_of_cycle(r, x);
            for (uint64_t n = 20000; n < 20070; ++n) {
                must(chaos_iterate(map, n, points_all(points), &out, NULL, &why));
                same_doubles(&out, &x, 1, "%s, r = %g, iterate %d", isa, r, (int)n);
                out = 0.3;
                must(chaos_iterate_one(map, n, &r, &out, NULL, &why));
                same_doubles(&out, &x, 1, "%s, r = %g, iterate_one %d", isa, r, (int)n);
                double got = lyapunov_of(map, 20000, n - 20000 + 1, &r, points->states, NULL, NULL);
                close_to(got, exponent, 1e-11, "%s, r = %g, exponent", isa, r);
                x = r * x * (1.0 - x);
            }
            points_free(points);
        }
}
END_TEST

/* Densities, moments and orbits of resting orbits count every iterate. */
START_TEST(resting_orbits_are_still_measured)
{
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, 1);
    double moments[4];
    uint64_t bins[10];
    points->params[0] = 2.6;
    must(batch_into(bins, NULL, map, points_all(points), NULL,
                    "density:bins=10:range=0,1:transient=5000:steps=1000003"));
    must(batch_into(moments, NULL, map, points_all(points), NULL, "moments:transient=5000:steps=1000003"));
    double x = resting_place(2.6, points->states[0]);
    uint64_t where = (uint64_t)(x * 10);
    for (uint64_t b = 0; b < 10; ++b)
        ck_assert_uint_eq(bins[b], b == where ? 1000003 : 0);
    close_to(moments[0], x, 1e-15, "mean");
    close_to(moments[1], 0, 1e-30, "variance");
    ck_assert(moments[2] == x && moments[3] == x);
    points_free(points);
}
END_TEST

/* A whole turn per step: the state stands still, the angle does not. */
START_TEST(a_turn_per_step_is_no_rest)
{
    const chaos_map *circle = map_named("circle");
    struct points *points = points_new(circle, 3);
    double rotation[3];
    points->params[0] = 1, points->params[2] = -3, points->params[4] = 0;
    points->params[1] = points->params[3] = points->params[5] = 0;
    for (int i = 0; i < 3; ++i)
        points->states[i] = 0.25;
    must(batch_into(rotation, NULL, circle, points_all(points), NULL, "rotation:steps=1e5"));
    close_to(rotation[0], 1, 1e-12, "omega = 1");
    close_to(rotation[1], -3, 1e-12, "omega = -3");
    ck_assert(rotation[2] == 0);

    chaos_options lifted = { .size = sizeof lifted, .lift = 1 };
    double state[3];
    must(chaos_iterate(circle, 100001, points_all(points), state, &lifted, &why));
    ck_assert(state[0] == 100001.25 && state[1] == -300002.75 && state[2] == 0.25);
    points_free(points);
}
END_TEST

TCase *tcase_settled(void)
{
    TCase *tcase = tcase_create("settled");
    tcase_add_test(tcase, subnormals_do_not_crawl);
    tcase_add_test(tcase, a_resting_orbit_is_done_at_once);
    tcase_add_test(tcase, cycles_go_round);
    tcase_add_test(tcase, resting_orbits_are_still_measured);
    tcase_add_test(tcase, a_turn_per_step_is_no_rest);
    return tcase;
}
