/* Periods: of known windows, of rotations, none where there is none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static uint64_t period_of(const chaos_map *map, uint64_t transient, const double *params, const double *state,
                          uint64_t max, double tol)
{
    uint64_t period;
    chaos_measure m = measure_named("period");
    m.max = max, m.tol = tol, m.out[0] = &period;
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    must(chaos_sweep(map, &grid, transient, CHAOS_AUTO, &m, 1, NULL, NULL, &why));
    return period;
}

/* Just before the n-th doubling 2^n, just after twice that. Close to it the
 * orbit comes in slowly, so a fiftieth of the window away. */
START_TEST(doublings)
{
    static const double at[] = { 1,
                                 3,
                                 3.449489742783178,
                                 3.544090359551922853616,
                                 3.564407266095432597774,
                                 3.568759419543826431298,
                                 3.569691609801396714288 };
    const chaos_map *map = map_named("logistic");
    for (size_t n = 1; n < LENGTH(at); ++n) {
        double before = at[n] - 0.02 * (at[n] - at[n - 1]);
        double after = at[n] + 0.005 * (at[n] - at[n - 1]);
        ck_assert_uint_eq(period_of(map, 200000, &before, NULL, 0, 0), 1u << (n - 1));
        ck_assert_uint_eq(period_of(map, 200000, &after, NULL, 0, 0), 1u << n);
    }
}
END_TEST

START_TEST(superstable_parameters)
{
    static const struct {
        double r;
        uint64_t period;
    } known[] = { { 2, 1 },
                  { 3.2360679774997896964, 2 },
                  { 3.8318740552833156, 3 },
                  { 3.4985616993277015, 4 },
                  { 3.9602701272211526, 4 },
                  { 3.738914912970685, 5 },
                  { 3.9057064698312904, 5 },
                  { 3.9902670469737015, 5 } };
    const chaos_map *map = map_named("logistic");
    double x = 0.5;
    for (size_t i = 0; i < LENGTH(known); ++i) {
        ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &known[i].r, &x, 0, 0), known[i].period);
        ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &known[i].r, &x, known[i].period, 0), known[i].period);
        if (known[i].period > 1)
            ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &known[i].r, &x, known[i].period - 1, 0), 0);
    }
}
END_TEST

START_TEST(the_period_three_window)
{
    const double born = 1 + sqrt(8), doubles_at = 3.841499007543507846311;
    const chaos_map *map = map_named("logistic");
    double r = born + 1e-4;
    ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &r, NULL, 0, 0), 3);
    r = doubles_at - 3e-4;
    ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &r, NULL, 0, 0), 3);
    r = doubles_at + 3e-4;
    ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &r, NULL, 0, 0), 6);
    /* Intermittent, though it seems periodic for thousands of steps. */
    r = born - 1e-7;
    for (int i = 0; i < 50; ++i) {
        double x = 0.1 + 0.0147 * i;
        ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &r, &x, 0, 0), 0);
        ck_assert_uint_eq(period_of(map, CHAOS_AUTO, &r, &x, 100000, 0), 0);
    }
}
END_TEST

START_TEST(chaos_and_drift_have_none)
{
    const chaos_map *logistic = map_named("logistic");
    double r = 3.9, p[2] = { 0.61803398874989484820, 0 };
    ck_assert_uint_eq(period_of(logistic, CHAOS_AUTO, &r, NULL, 0, 0), 0);
    ck_assert_uint_eq(period_of(map_named("henon"), CHAOS_AUTO, NULL, NULL, 1000, 0), 0);
    /* Quasi-periodic: no return, however wide the list of periods. */
    ck_assert_uint_eq(period_of(map_named("circle"), CHAOS_AUTO, p, NULL, 2000, 0), 0);
    /* Not settled yet: r = 3 converges like 1 / sqrt n. */
    r = 3;
    ck_assert_uint_eq(period_of(logistic, 100, &r, NULL, 0, 0), 0);
    /* Escaped. */
    r = 4.1;
    ck_assert_uint_eq(period_of(logistic, CHAOS_AUTO, &r, NULL, 0, 0), 0);
}
END_TEST

/* 0.99999... and 0.00000... are neighbours. */
START_TEST(angles_are_compared_along_the_circle)
{
    const chaos_map *circle = map_named("circle");
    double p[2] = { 0.2, 0 }, theta = 0;
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 0, 0), 5);
    p[0] = 1.0 / 64;
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 0, 0), 64);
    p[0] = -1.0 / 7;
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 0, 0), 7);
    p[0] = 3;
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 0, 0), 1);
    /* After five steps 0.9999999999995, then 0.0000000000000x again. */
    p[0] = 0.2 - 1e-13;
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 0, 0), 5);
    p[0] = 1e-10; /* a drift below the tolerance in one step */
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 0, 0), 1);
    p[0] = 0.5 + 1e-7;
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 0, 0), 0);
    /* The standard map without a kick and with p = 2 pi 3/8. */
    double k = 0, state[2] = { 0.1, 6.283185307179586 * 3 / 8 };
    ck_assert_uint_eq(period_of(map_named("standard"), 0, &k, state, 0, 0), 8);
}
END_TEST

/* Circle map, K = 1: the locked intervals of rotation numbers 0 and 1/2. */
START_TEST(locked_tongues)
{
    const chaos_map *circle = map_named("circle");
    double p[2] = { 0.15, 1 };
    ck_assert_uint_eq(period_of(circle, CHAOS_AUTO, p, NULL, 0, 0), 1);
    p[0] = 0.48;
    ck_assert_uint_eq(period_of(circle, CHAOS_AUTO, p, NULL, 0, 0), 2);
}
END_TEST

START_TEST(the_tolerance_is_the_stated_one)
{
    const chaos_map *circle = map_named("circle");
    double p[2] = { 0.25 + 1e-5, 0 }, theta = 0.1; /* 4 steps drift by 4e-5 */
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 4, 3e-5), 0);
    ck_assert_uint_eq(period_of(circle, 0, p, &theta, 4, 5e-5), 4);
    /* Relative to max(1, |x|), so absolute near 0: a slow death is not over. */
    double r = 0.999, x = 0.4;
    const chaos_map *logistic = map_named("logistic");
    ck_assert_uint_eq(period_of(logistic, 0, &r, &x, 0, 1e-5), 0);
    ck_assert_uint_eq(period_of(logistic, 10000, &r, &x, 0, 1e-5), 1);
}
END_TEST

/* From a distance off the unstable fixed point 1 - 1/r the steps grow by r - 2
 * each, so that only a long window sees that they do not stay small. */
static uint64_t period_near_fixed_point(double r, double off, uint64_t window)
{
    double x = 1 - 1 / r + off;
    uint64_t period;
    chaos_measure m = measure_named("period");
    m.steps = window, m.out[0] = &period;
    m.max = 1; /* the sides alternate: two steps take it half the way back */
    chaos_grid grid = { .size = sizeof grid, .params = &r, .state = &x };
    must(chaos_sweep(map_named("logistic"), &grid, 0, 1, &m, 1, NULL, NULL, &why));
    return period;
}

START_TEST(the_window_is_long_enough)
{
    /* 2.05 x 2e-14 x 1.05^n passes 1e-9 between n = 200 and n = 256. */
    ck_assert_uint_eq(period_near_fixed_point(3.05, 2e-14, 1), 0);
    /* 2.01 x 1e-12 x 1.01^n: after 600. */
    ck_assert_uint_eq(period_near_fixed_point(3.01, 1e-12, 1), 1);
    ck_assert_uint_eq(period_near_fixed_point(3.01, 1e-12, 500), 1);
    ck_assert_uint_eq(period_near_fixed_point(3.01, 1e-12, 1000), 0);
}
END_TEST

TCase *tcase_period(void)
{
    TCase *tcase = tcase_create("period");
    tcase_add_test(tcase, doublings);
    tcase_add_test(tcase, superstable_parameters);
    tcase_add_test(tcase, the_period_three_window);
    tcase_add_test(tcase, chaos_and_drift_have_none);
    tcase_add_test(tcase, angles_are_compared_along_the_circle);
    tcase_add_test(tcase, locked_tongues);
    tcase_add_test(tcase, the_tolerance_is_the_stated_one);
    tcase_add_test(tcase, the_window_is_long_enough);
    return tcase;
}
