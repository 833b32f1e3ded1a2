/* Time and wrapping: orbit[j] == iterate(transient + j * every), a run cut in
 * two, angles in [0, period), one orbit at a time.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

START_TEST(a_row_of_an_orbit_is_an_iterate)
{
    static const struct {
        uint64_t transient, steps, every;
    } times[] = { { 0, 7, 1 },    { 1, 5, 2 },     { 63, 4, 1 },  { 64, 4, 64 },
                  { 100, 6, 63 }, { 257, 5, 131 }, { 0, 1, 1000 } };
    struct rng rng = rng_start("rows");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        struct points *points = points_random(&rng, map, 11);
        uint64_t dim = points->dim;
        for (size_t t = 0; t < LENGTH(times); ++t) {
            uint64_t rows = times[t].steps;
            double *orbit = doubles(11 * rows * dim), *state = doubles(11 * dim);
            must(chaos_orbit(map, times[t].transient, rows, times[t].every, points_all(points), orbit, NULL,
                             &why));
            for (uint64_t j = 0; j < rows; ++j) {
                uint64_t n = times[t].transient + j * times[t].every;
                must(chaos_iterate(map, n, points_all(points), state, NULL, &why));
                for (uint64_t p = 0; p < 11; ++p)
                    same_doubles(orbit + (p * rows + j) * dim, state + p * dim, dim,
                                 "%s, point %d, iterate %d", chaos_map_name(map), (int)p, (int)n);
            }
            free(orbit);
            free(state);
        }
        points_free(points);
    }
}
END_TEST

/* iterate(n + m) == iterate(m) of iterate(n), wrapped and lifted. */
START_TEST(a_run_can_be_cut_in_two)
{
    struct rng rng = rng_start("cut");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        for (uint64_t trial = 0; trial < scaled(12); ++trial) {
            uint64_t n = rng_below(&rng, 300), m = rng_below(&rng, 300), count = 13;
            chaos_options options = { .size = sizeof options, .lift = trial % 2 };
            struct points *points = points_random(&rng, map, count);
            double *whole = doubles(count * points->dim), *half = doubles(count * points->dim);
            must(chaos_iterate(map, n + m, points_all(points), whole, &options, &why));
            must(chaos_iterate(map, n, points_all(points), half, &options, &why));
            memcpy(points->states, half, count * points->dim * sizeof(double));
            must(chaos_iterate(map, m, points_all(points), half, &options, &why));
            same_doubles(half, whole, count * points->dim, "%s, %d + %d", chaos_map_name(map), (int)n,
                         (int)m);
            free(whole);
            free(half);
            points_free(points);
        }
    }
}
END_TEST

/* No steps: the start, its angles wrapped. */
START_TEST(no_steps_give_the_start)
{
    struct rng rng = rng_start("no steps");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        struct points *points = points_random(&rng, map, 5);
        uint64_t dim = points->dim;
        for (uint64_t s = 0; s < 5 * dim; ++s)
            if (chaos_map_wrap(map, s % dim) > 0)
                points->states[s] = rng_between(&rng, 0, chaos_map_wrap(map, s % dim));
        double *state = doubles(5 * dim);
        must(chaos_iterate(map, 0, points_all(points), state, NULL, &why));
        same_doubles(state, points->states, 5 * dim, "%s", chaos_map_name(map));
        free(state);
        points_free(points);
    }
}
END_TEST

START_TEST(angles_stay_in_their_period)
{
    static const double starts[] = { -1e-20, -5e-324, -0.0, 0x1p-1074, -1e-9, 1e15, -1e15, 123.456 };
    static const double params[] = { 0.3, -0.3, 1e8, -1e8, 1e-18, -1e-18, 7 };
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        if (!has_angles(map))
            continue;
        chaos_options options = { .size = sizeof options, .bound = INFINITY };
        for (size_t s = 0; s < LENGTH(starts); ++s)
            for (size_t p = 0; p < LENGTH(params); ++p) {
                enum { STEPS = 200 };
                struct points *points = points_new(map, 1);
                uint64_t dim = points->dim;
                double *orbit = doubles(STEPS * dim);
                for (uint64_t d = 0; d < dim; ++d)
                    if (chaos_map_wrap(map, d) > 0)
                        points->states[d] = starts[s];
                for (uint64_t q = 0; q < points->nparams; ++q)
                    points->params[q] = params[(p + q) % LENGTH(params)];
                must(chaos_orbit(map, 0, STEPS, 1, points_all(points), orbit, &options, &why));
                for (uint64_t n = 0; n < STEPS * dim; ++n) {
                    double period = chaos_map_wrap(map, n % dim);
                    if (period > 0 && !isnan(orbit[n]) && !(orbit[n] >= 0 && orbit[n] < period))
                        ck_abort_msg("%s from %g: %.17g in row %d", chaos_map_name(map), starts[s], orbit[n],
                                     (int)(n / dim));
                }
                free(orbit);
                points_free(points);
            }
    }
}
END_TEST

/* Multiples of the period, where x - m floor(x/m) leaves [0, m). */
START_TEST(wrapping_is_a_true_remainder)
{
    const chaos_map *map = map_named("circle");
    const char *isa;
    struct rng rng = rng_start("remainder");
    enum { COUNT = 4001 };
    struct points *points = points_new(map, COUNT);
    for (int i = 0; i < COUNT; ++i) {
        double turns = (double)rng_below(&rng, 1000000) - 500000;
        points->params[2 * i] = 0;
        points->params[2 * i + 1] = 0;
        points->states[i] = turns;
        for (uint64_t ulps = rng_below(&rng, 4); ulps; --ulps)
            points->states[i] = nextafter(points->states[i], i % 2 ? INFINITY : -INFINITY);
    }
    double *state = doubles(COUNT);
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        must(chaos_iterate(map, 0, points_all(points), state, NULL, &why));
        for (int i = 0; i < COUNT; ++i) {
            double x = points->states[i], exact = x - floor(x); /* exact, or rounded to 1 */
            if (exact >= 1)
                ck_assert_msg(state[i] >= 0 && state[i] < 1, "%s: %a of %a", isa, state[i], x);
            else
                ck_assert_msg(state[i] == exact, "%s: %a of %a", isa, state[i], x);
        }
    }
    free(state);
    points_free(points);
}
END_TEST

/* lift: the same orbit before wrapping. */
START_TEST(lifted_orbits_count_the_turns)
{
    const chaos_map *map = map_named("circle");
    double p[2] = { 2.3, 0 }, theta = 0.25;
    chaos_options options = { .size = sizeof options, .lift = 1 };
    must(chaos_iterate_one(map, 100, p, &theta, &options, &why));
    close_to(theta, 230.25, 1e-11, "rotation by 2.3");
    p[0] = -2.3, theta = 0.25;
    must(chaos_iterate_one(map, 100, p, &theta, &options, &why));
    close_to(theta, -229.75, 1e-11, "rotation by -2.3");
    theta = 17.5;
    must(chaos_iterate_one(map, 0, p, &theta, &options, &why));
    ck_assert(same_bits(theta, 17.5));
}
END_TEST

START_TEST(one_orbit_is_a_batch_of_one)
{
    struct rng rng = rng_start("one");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        for (uint64_t trial = 0; trial < scaled(20); ++trial) {
            uint64_t steps = rng_below(&rng, 700);
            struct points *points = points_random(&rng, map, 1);
            double *batch = doubles(points->dim);
            chaos_options options = { .size = sizeof options, .lift = trial % 3 == 0 };
            for (uint64_t d = 0; d < points->dim && trial % 4 == 1; ++d)
                points->states[d] += 3 * chaos_map_wrap(map, d); /* angles out of their period */
            must(chaos_iterate(map, steps, points_all(points), batch, &options, &why));
            must(chaos_iterate_one(map, steps, points->params, points->states, &options, &why));
            same_doubles(points->states, batch, points->dim, "%s, %d steps", chaos_map_name(map), (int)steps);
            free(batch);
            points_free(points);
        }
    }
}
END_TEST

START_TEST(an_orbit_piece_by_piece_is_the_orbit)
{
    enum { ROWS = 517 };
    struct rng rng = rng_start("pieces");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        for (uint64_t trial = 0; trial < scaled(6); ++trial) {
            struct points *points = points_random(&rng, map, 1);
            uint64_t dim = points->dim, done = 0;
            double *whole = doubles(ROWS * dim), *pieces = doubles(ROWS * dim);
            must(chaos_orbit(map, 0, ROWS, 1, points_all(points), whole, NULL, &why));
            while (done < ROWS) {
                uint64_t rows = rng_below(&rng, 100);
                rows = rows < ROWS - done ? rows : ROWS - done;
                must(chaos_orbit_next(map, rows, points->params, points->states, pieces + done * dim, NULL,
                                      &why));
                done += rows;
            }
            same_doubles(pieces, whole, ROWS * dim, "%s", chaos_map_name(map));
            free(whole);
            free(pieces);
            points_free(points);
        }
    }
}
END_TEST

/* NaN from exactly the escaping row on, and no way back. */
/* Counts have no words but where they are said to: 2^64 - 1 is a count, and too large. */
START_TEST(counts_have_a_limit)
{
    const uint64_t many = UINT64_MAX;
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, 1);
    double out[4], state = 0.3;
    ck_assert_int_eq(chaos_iterate(map, many, points_all(points), out, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_orbit(map, many, 1, 1, points_all(points), out, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_orbit(map, 0, many, 1, points_all(points), out, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_orbit(map, 0, 1, many, points_all(points), out, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_lyapunov(map, many, 1, 1, points_all(points), out, NULL, NULL, NULL, &why),
                     CHAOS_EINVAL);
    ck_assert_int_eq(chaos_lyapunov(map, 0, many, 1, points_all(points), out, NULL, NULL, NULL, &why),
                     CHAOS_EINVAL);
    must(chaos_lyapunov(map, 0, 1, CHAOS_ALL, points_all(points), out, NULL, NULL, NULL, &why));
    ck_assert_int_eq(chaos_iterate_one(map, many, points->params, &state, NULL, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "steps");
    ck_assert_int_eq(chaos_orbit_next(map, many, points->params, &state, out, NULL, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "rows");
    ck_assert(state == 0.3);
    points_free(points);
}
END_TEST

START_TEST(escaped_orbits_stay_nan)
{
    const chaos_map *map = map_named("logistic");
    double r = 4.1, x = 0.3, orbit[400], plain = 0.3;
    int first = 0;
    while (fabs(plain) <= chaos_map_bound(map)) {
        plain = r * plain * (1 - plain);
        ++first;
    }
    ck_assert_int_lt(first, 300);
    must(chaos_orbit_next(map, 400, &r, &x, orbit, NULL, &why));
    for (int n = 0; n < 400; ++n)
        ck_assert_msg(!isnan(orbit[n]) == (n < first), "row %d, escape at %d", n, first);
    ck_assert(isnan(x));
    must(chaos_orbit_next(map, 10, &r, &x, orbit, NULL, &why));
    ck_assert(isnan(x) && isnan(orbit[0]) && isnan(orbit[9]));

    x = 0.3;
    must(chaos_iterate_one(map, (uint64_t)first - 1, &r, &x, NULL, &why));
    ck_assert(isfinite(x));
    x = 0.3;
    must(chaos_iterate_one(map, (uint64_t)first, &r, &x, NULL, &why));
    ck_assert(isnan(x));
}
END_TEST

TCase *tcase_iterate(void)
{
    TCase *tcase = tcase_create("iterate");
    tcase_add_test(tcase, a_row_of_an_orbit_is_an_iterate);
    tcase_add_test(tcase, a_run_can_be_cut_in_two);
    tcase_add_test(tcase, no_steps_give_the_start);
    tcase_add_test(tcase, angles_stay_in_their_period);
    tcase_add_test(tcase, wrapping_is_a_true_remainder);
    tcase_add_test(tcase, lifted_orbits_count_the_turns);
    tcase_add_test(tcase, one_orbit_is_a_batch_of_one);
    tcase_add_test(tcase, an_orbit_piece_by_piece_is_the_orbit);
    tcase_add_test(tcase, counts_have_a_limit);
    tcase_add_test(tcase, escaped_orbits_stay_nan);
    return tcase;
}
