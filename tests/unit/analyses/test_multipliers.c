/* Multipliers and exponents of cycles, however large, small or many.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/cycles.h"

START_TEST(exponents_beyond_doubles)
{
    double r = 4, guess = 0.3;
    struct found f = look_for(map_named("logistic"), 1100, &r, &guess, NULL);
    ck_assert(f.converged && isinf(f.multipliers[0][0]) && f.multipliers[0][1] == 0);
    close_to(f.exponents[0], log(2), 1e-14, "logistic at r = 4");
    found_free(&f);
    chaos_map *map;
    must(chaos_map_parse("x' = 0.5*x", NULL, &map, &why));
    f = look_for(map, 2000, NULL, &guess, NULL);
    ck_assert(f.converged && f.multipliers[0][0] == 0);
    close_to(f.exponents[0], log(0.5), 1e-15, "x/2");
    found_free(&f);
    chaos_map_free(map);
    /* A critical point on the cycle. */
    r = 2;
    guess = 0.5;
    f = look_for(map_named("logistic"), 1, &r, &guess, NULL);
    ck_assert(f.converged && f.points[0] == 0.5 && f.multipliers[0][0] == 0 && isinf(f.exponents[0]));
    found_free(&f);
}
END_TEST

#ifdef HAVE_GSL

static const double pi = 3.14159265358979323846;

/* On a circle, the shorter way round. */
static double short_way(double difference, double period)
{
    return period > 0 ? remainder(difference, period) : difference;
}

/* Sum and product of multipliers against difference quotients of the n-th
 * iterate, for every map that has cycles near random guesses. */
START_TEST(multipliers_are_derivatives)
{
    struct rng rng = rng_start("multipliers");
    chaos_options unbound = { .size = sizeof unbound, .bound = INFINITY };
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        uint64_t dim = chaos_map_dim(map);
        if (dim > 6)
            continue;
        int found = 0;
        for (uint64_t trial = 0; trial < scaled(60) || (found == 0 && trial < 60); ++trial) {
            struct points *guess = points_random(&rng, map, 1);
            uint64_t period = 1 + rng_below(&rng, 4);
            double trace = 0, sum = 0, plus[6], minus[6], centre[6];
            struct found f = look_for(map, period, guess->params, guess->states, NULL);
            const double *points = f.points, (*m)[2] = (const double(*)[2])f.multipliers;
            int smooth = f.converged && isfinite(points[0]);
            for (uint64_t d = 0; smooth && d < dim; ++d) {
                double slope[2], sides[2];
                memcpy(centre, points, dim * sizeof *centre);
                must(chaos_iterate_one(map, period, guess->params, centre, &unbound, &why));
                for (int half = 0; half < 2; ++half) {
                    double h = (half ? 1e-5 : 2e-5) * fmax(1, fabs(points[d]));
                    memcpy(plus, points, dim * sizeof *plus);
                    memcpy(minus, points, dim * sizeof *minus);
                    plus[d] += h, minus[d] -= h;
                    must(chaos_iterate_one(map, period, guess->params, plus, &unbound, &why));
                    must(chaos_iterate_one(map, period, guess->params, minus, &unbound, &why));
                    slope[half] = short_way(plus[d] - minus[d], chaos_map_wrap(map, d)) / (2 * h);
                    sides[0] = short_way(plus[d] - centre[d], chaos_map_wrap(map, d)) / h;
                    sides[1] = short_way(centre[d] - minus[d], chaos_map_wrap(map, d)) / h;
                }
                smooth =
                    fabs(slope[0] - slope[1]) <= 1e-3 * fmax(1, fabs(slope[1])) &&
                    fabs(sides[0] - sides[1]) <= 0.1 * fmax(1, fabs(slope[1])); /* no kink at the point */
                trace += slope[1] + (slope[1] - slope[0]) / 3;
                sum += m[d][0];
                if (d)
                    ck_assert(hypot(m[d][0], m[d][1]) <= hypot(m[d - 1][0], m[d - 1][1]) * (1 + 1e-12));
            }
            if (smooth) {
                close_to(sum, trace, 1e-4 * fmax(1, fabs(trace)), "%s, period %d at %g", chaos_map_name(map),
                         (int)period, points[0]);
                ++found;
            }
            found_free(&f);
            points_free(guess);
        }
        /* An irrational rotation has none. */
        ck_assert_msg(found > 0 || has_angles(map), "%s: no cycle found", chaos_map_name(map));
    }
}
END_TEST

/* Complex pairs in more dimensions: a ring at its uniform fixed point is circulant. */
START_TEST(ring_at_its_fixed_point)
{
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", 7, &ring, &why));
    double p[2] = { 2.9, 0.4 }, guess[7], x = 1 - 1 / 2.9;
    for (int i = 0; i < 7; ++i)
        guess[i] = x + 0.01 * (i % 3);
    struct found f = look_for(ring, 1, p, guess, NULL);
    ck_assert(f.converged);
    for (int i = 0; i < 7; ++i) {
        close_to(f.points[i], x, 1e-13, "site %d", i);
        int k = (i + 1) / 2;
        close_to(f.multipliers[i][0], (2 - 2.9) * (1 - 0.4 + 0.4 * cos(2 * pi * k / 7)), 1e-7,
                 "multiplier %d", i);
    }
    found_free(&f);
    chaos_map_free(ring);
}
END_TEST

/* A Hénon cycle of 2,000 points: one multiplier is beyond doubles, the other below, and
 * their product is (-b)^n. */
START_TEST(henon_long_cycles)
{
    static const uint64_t periods[] = { 1000, 2000, 100000 };
    for (size_t i = 0; i < LENGTH(periods); ++i) {
        double p[2] = { 1.4, 0.3 }, guess[2] = { 0.6, 0.2 };
        struct found f = look_for(map_named("henon"), periods[i], p, guess, NULL);
        ck_assert_msg(f.converged, "period %d: residual %g", (int)periods[i], f.residual);
        close_to(f.exponents[0] + f.exponents[1], log(0.3), 1e-13, "period %d", (int)periods[i]);
        close_to(f.exponents[0], 0.42, 0.05, "period %d", (int)periods[i]); /* that of the attractor */
        ck_assert(fabs(f.multipliers[0][0]) > 1e90 && fabs(f.multipliers[1][0]) < 1e-300);
        ck_assert(f.multipliers[0][1] == 0 && f.multipliers[1][1] == 0);
        ck_assert(periods[i] < 2000 || isinf(f.multipliers[0][0]));
        found_free(&f);
    }
}
END_TEST

/* Area preserved, near an elliptic fixed point: multipliers on the unit circle exactly. */
START_TEST(moduli_of_pairs)
{
    static const uint64_t periods[] = { 1, 12, 1000 };
    for (size_t i = 0; i < LENGTH(periods); ++i) {
        double k = 0.97, guess[2] = { pi, 0 };
        struct found f = look_for(map_named("standard"), periods[i], &k, guess, NULL);
        ck_assert(f.converged && f.multipliers[0][1] > 0 && f.multipliers[1][1] < 0);
        for (int j = 0; j < 2; ++j)
            close_to(f.exponents[j], 0, 1e-15, "period %d", (int)periods[i]);
        /* e^(i theta) of one step, with 2 - k = 2 cos theta, period times. */
        close_to(f.multipliers[0][0], cos((double)periods[i] * acos(1 - k / 2)), 1e-12 * (double)periods[i],
                 "period %d", (int)periods[i]);
        found_free(&f);
    }
}
END_TEST

/* Of maps of more states all is known at the uniform fixed point, also after many turns,
 * where multipliers differ by hundreds of decades. */
static int descending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static void check_ring(uint64_t sites, uint64_t period, uint64_t count, double tolerance)
{
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", sites, &ring, &why));
    double p[2] = { 2.9, 0.4 }, x = 1 - 1 / 2.9, *guess = doubles(sites), *known = doubles(sites);
    for (uint64_t i = 0; i < sites; ++i) {
        guess[i] = x + 1e-3 * (double)(i % 3);
        known[i] = log(fabs((2 - 2.9) * (1 - 0.4 + 0.4 * cos(2 * pi * (double)i / (double)sites))));
    }
    qsort(known, sites, sizeof *known, descending);
    struct found f = look_for(ring, period, p, guess, NULL);
    ck_assert(f.converged && f.count == count);
    for (uint64_t i = 0; i < count; ++i)
        close_to(f.exponents[i], known[i], tolerance, "%d sites, period %d, exponent %d", (int)sites,
                 (int)period, (int)i);
    found_free(&f);
    free(guess);
    free(known);
    chaos_map_free(ring);
}

START_TEST(rings_of_many_sites)
{
    check_ring(3, 1, 3, 1e-14);
    check_ring(7, 1000, 7, 1e-14);
    check_ring(50, 1, 50, 1e-13);
    check_ring(50, 200, 50, 1e-14);
    check_ring(100, 9, 100, 1e-13);
    check_ring(251, 1, 8, 1e-9);
    check_ring(300, 3, 8, 1e-9);
}
END_TEST

START_TEST(multipliers_that_are_zero)
{
    double p[2] = { 1.4, 0 }, guess[2] = { 0.6, 0 };
    struct found f = look_for(map_named("henon"), 1, p, guess, NULL);
    ck_assert(f.converged && f.multipliers[1][0] == 0 && isinf(f.exponents[1]) && f.exponents[1] < 0);
    close_to(f.exponents[0], log(fabs(f.multipliers[0][0])), 1e-15, "the other one");
    found_free(&f);
    chaos_map *map;
    must(chaos_map_parse("x' = y; y' = z; z' = 0.5*x*y*z", NULL, &map, &why));
    double origin[3] = { 1e-9, 0, 0 };
    f = look_for(map, 3, NULL, origin, NULL);
    ck_assert(f.converged);
    for (int i = 0; i < 3; ++i)
        ck_assert(f.multipliers[i][0] == 0 && isinf(f.exponents[i]));
    found_free(&f);
    chaos_map_free(map);
}
END_TEST

#endif

TCase *tcase_multipliers(void)
{
    TCase *tcase = tcase_create("multipliers");
    tcase_add_test(tcase, exponents_beyond_doubles);
#ifdef HAVE_GSL
    tcase_add_test(tcase, multipliers_are_derivatives);
    tcase_add_test(tcase, ring_at_its_fixed_point);
    tcase_add_test(tcase, henon_long_cycles);
    tcase_add_test(tcase, moduli_of_pairs);
    tcase_add_test(tcase, rings_of_many_sites);
    tcase_add_test(tcase, multipliers_that_are_zero);
#endif
    return tcase;
}
