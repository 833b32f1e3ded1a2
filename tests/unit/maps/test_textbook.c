/* The maps against plain loops in the formula's order, to the last bit where
 * there is no sine.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static void logistic(const double *p, double *s) { s[0] = p[0] * s[0] * (1.0 - s[0]); }

static void tent(const double *p, double *s) { s[0] = p[0] * (s[0] < 1.0 - s[0] ? s[0] : 1.0 - s[0]); }

static void henon(const double *p, double *s)
{
    double x = s[0];
    s[0] = 1.0 - p[0] * (x * x) + s[1];
    s[1] = p[1] * x;
}

typedef void step(const double *params, double *state);

static void compare(const char *name, step *next, uint64_t steps)
{
    const chaos_map *map = map_named(name);
    struct rng rng = rng_start(name);
    const char *isa;
    for (uint64_t trial = 0; trial < scaled(20); ++trial) {
        struct points *points = points_random(&rng, map, 1);
        uint64_t dim = points->dim;
        double *orbit = doubles(steps * dim), *expected = doubles(steps * dim), state[2];
        /* Expected up to its escape, from where on NaN. */
        memcpy(state, points->states, dim * sizeof *state);
        int escaped = 0;
        for (uint64_t n = 0; n < steps; ++n) {
            for (uint64_t d = 0; d < dim; ++d)
                escaped |= !(fabs(state[d]) <= chaos_map_bound(map));
            for (uint64_t d = 0; d < dim; ++d)
                expected[n * dim + d] = escaped ? (double)NAN : state[d];
            next(points->params, state);
        }
        for (size_t i = 0; (isa = isa_at(i)); ++i) {
            must(chaos_orbit(map, 0, steps, 1, points_all(points), orbit, NULL, &why));
            for (uint64_t n = 0; n < steps * dim; ++n)
                if (!same_bits(orbit[n], expected[n]) && !(isnan(orbit[n]) && isnan(expected[n])))
                    ck_abort_msg("%s on %s, trial %d: row %d is %a, not %a", name, isa, (int)trial,
                                 (int)(n / dim), orbit[n], expected[n]);
        }
        free(orbit);
        free(expected);
        points_free(points);
    }
}

START_TEST(plain_loops_have_the_same_bits)
{
    compare("logistic", logistic, 3001);
    compare("tent", tent, 3001);
    compare("henon", henon, 3001);
}
END_TEST

/* The example of the documentation: ten million steps. */
START_TEST(ten_million_steps)
{
    double r = 3.9, x = 0.5, state = 0.5;
    for (int n = 0; n < 10000000; ++n)
        x = r * x * (1.0 - x);
    must(chaos_iterate_one(map_named("logistic"), 10000000, &r, &state, NULL, &why));
    ck_assert_msg(same_bits(x, state), "%a is not %a", state, x);
}
END_TEST

static double reduced(double x, double period)
{
    double y = fmod(x, period);
    return y < 0 ? y + period : y;
}

/* Distance along a circle. */
static double apart(double a, double b, double period)
{
    double d = fabs(reduced(a, period) - reduced(b, period));
    return fmin(d, period - d);
}

/* One step at a time, as chaos doubles every rounding error. */
START_TEST(circle_and_standard_are_the_textbooks)
{
    const double pi = 3.14159265358979323846;
    struct rng rng = rng_start("circle");
    const chaos_map *circle = map_named("circle"), *standard = map_named("standard");
    for (uint64_t trial = 0; trial < scaled(2000); ++trial) {
        double p[2] = { rng_between(&rng, -2, 2), rng_between(&rng, -3, 3) };
        double theta = rng_between(&rng, 0, 1), next = theta;
        must(chaos_iterate_one(circle, 1, p, &next, NULL, &why));
        double plain = theta + p[0] - p[1] / (2 * pi) * sin(2 * pi * theta);
        ck_assert(next >= 0 && next < 1);
        ck_assert_msg(apart(next, plain, 1) < 1e-14, "circle(%g; %g, %g)", theta, p[0], p[1]);

        double k = rng_between(&rng, -20, 20);
        double s[2] = { rng_between(&rng, 0, 2 * pi), rng_between(&rng, 0, 2 * pi) }, t[2] = { s[0], s[1] };
        must(chaos_iterate_one(standard, 1, &k, t, NULL, &why));
        double momentum = s[1] + k * sin(s[0]), angle = s[0] + momentum;
        ck_assert(t[0] >= 0 && t[0] < 2 * pi && t[1] >= 0 && t[1] < 2 * pi);
        ck_assert_msg(apart(t[0], angle, 2 * pi) < 4e-14 && apart(t[1], momentum, 2 * pi) < 4e-14,
                      "standard(%g, %g; %g)", s[0], s[1], k);
    }
}
END_TEST

static double f(double r, double x) { return r * x * (1 - x); }

START_TEST(the_ring_is_coupled_as_written)
{
    static const uint64_t sites[] = { 1, 2, 3, 4, 5, 16, 67 };
    struct rng rng = rng_start("ring");
    for (size_t k = 0; k < LENGTH(sites); ++k) {
        uint64_t n = sites[k];
        chaos_map *map;
        must(chaos_map_lattice("logistic_ring", n, &map, &why));
        ck_assert_uint_eq(chaos_map_dim(map), n);
        double p[2] = { rng_between(&rng, 3, 4), rng_between(&rng, 0, 0.5) };
        double *x = doubles(n), *next = doubles(n);
        for (uint64_t i = 0; i < n; ++i)
            next[i] = x[i] = rng_between(&rng, 0, 1);
        must(chaos_iterate_one(map, 1, p, next, NULL, &why));
        for (uint64_t i = 0; i < n; ++i) {
            double left = f(p[0], x[(i + n - 1) % n]), right = f(p[0], x[(i + 1) % n]);
            close_to(next[i], (1 - p[1]) * f(p[0], x[i]) + p[1] / 2 * (left + right), 1e-15,
                     "%d sites, site %d", (int)n, (int)i);
        }
        free(x);
        free(next);
        chaos_map_free(map);
    }
}
END_TEST

TCase *tcase_textbook(void)
{
    TCase *tcase = tcase_create("textbook");
    tcase_add_test(tcase, plain_loops_have_the_same_bits);
    tcase_add_test(tcase, ten_million_steps);
    tcase_add_test(tcase, circle_and_standard_are_the_textbooks);
    tcase_add_test(tcase, the_ring_is_coupled_as_written);
    return tcase;
}
