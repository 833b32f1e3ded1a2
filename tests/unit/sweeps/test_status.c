/* The status mask, bit by bit.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

START_TEST(collapsed)
{
    const chaos_map *tent = map_named("tent"), *logistic = map_named("logistic");
    double slope = 2, x = 0.3, r = 4, half = 0.5;
    uint32_t status;
    lyapunov_of(tent, 0, 2000, &slope, &x, NULL, &status);
    ck_assert_msg(status & CHAOS_COLLAPSED, "tent with slope 2: status %u", status);
    lyapunov_of(tent, 1000, 2000, &slope, &x, NULL, &status);
    ck_assert_msg(status & CHAOS_COLLAPSED, "tent with slope 2, after: status %u", status);
    /* 1/2 -> 1 -> 0: ln 4 for ever, as the derivative there is 4. */
    double got = lyapunov_of(logistic, 1000, 2000, &r, &half, NULL, &status);
    close_to(got, log(4), 1e-12, "logistic from its critical point");
    ck_assert_msg(status & CHAOS_COLLAPSED, "logistic from 1/2: status %u", status);
    /* What repeats at a negative exponent is in order. */
    r = 3.2;
    lyapunov_of(logistic, 1000, 2000, &r, NULL, NULL, &status);
    ck_assert_uint_eq(status, 0);
    slope = 1.9;
    lyapunov_of(tent, 1000, 2000, &slope, &x, NULL, &status);
    ck_assert_uint_eq(status, 0);
}
END_TEST

/* Only factors of the window count. */
START_TEST(zero_derivative)
{
    const chaos_map *map = map_named("logistic");
    double r = 3.9, half = 0.5;
    uint32_t status;
    double got = lyapunov_of(map, 0, 500, &r, &half, NULL, &status);
    ck_assert(isinf(got) && got < 0);
    ck_assert(status & CHAOS_ZERO_DERIVATIVE);
    got = lyapunov_of(map, 1, 500, &r, &half, NULL, &status);
    ck_assert(isfinite(got));
    ck_assert(!(status & CHAOS_ZERO_DERIVATIVE));
}
END_TEST

static int count_unresolved(const char *name, double param, double low, double high)
{
    enum { STARTS = 400 };
    const chaos_map *map = map_named(name);
    struct rng rng = rng_start(name);
    struct points *points = points_new(map, STARTS);
    double exponents[STARTS];
    uint32_t status[STARTS];
    int count = 0;
    for (int i = 0; i < STARTS; ++i) {
        points->params[i * (int)points->nparams] = param;
        for (uint64_t d = 0; d < points->dim; ++d)
            points->states[(uint64_t)i * points->dim + d] = rng_between(&rng, low, high);
    }
    must(chaos_lyapunov(map, 1000, 50000, 1, points_all(points), exponents, NULL, status, NULL, &why));
    for (int i = 0; i < STARTS; ++i)
        count += !!(status[i] & CHAOS_UNRESOLVED);
    points_free(points);
    return count;
}

START_TEST(unresolved)
{
    int sticky = count_unresolved("standard", 1.2, 0, 6.28);
    ck_assert_msg(sticky > 10, "standard, k = 1.2: %d of 400 starts flagged", sticky);
    int smooth = count_unresolved("logistic", 3.9, 0.1, 0.9);
    ck_assert_msg(smooth < 16, "logistic, r = 3.9: %d of 400 starts flagged", smooth);
    int periodic = count_unresolved("logistic", 3.2, 0.1, 0.9);
    ck_assert_msg(periodic == 0, "logistic, r = 3.2: %d of 400 starts flagged", periodic);
}
END_TEST

START_TEST(escaped)
{
    const chaos_map *map = map_named("logistic");
    double r = 4.1, error;
    uint32_t status;
    double got = lyapunov_of(map, 1000, 1000, &r, NULL, &error, &status);
    ck_assert(isnan(got) && isnan(error));
    ck_assert_uint_eq(status & CHAOS_ESCAPED, CHAOS_ESCAPED);
    r = 3.9;
    lyapunov_of(map, 1000, 1000, &r, NULL, NULL, &status);
    ck_assert_uint_eq(status, 0);
}
END_TEST

START_TEST(nonfinite)
{
    const chaos_map *map = map_named("logistic");
    double values[5] = { 3.9, NAN, 3.5, INFINITY, 3.9 }, final[5];
    uint32_t status[5];
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 5, .values = values };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    must(sweep_into(final, status, map, &grid, NULL, "final:transient=0:steps=50"));
    for (int i = 0; i < 5; ++i) {
        ck_assert_int_eq(!!(status[i] & CHAOS_NONFINITE), i % 2);
        ck_assert_int_eq(isnan(final[i]) != 0, i % 2);
    }
    ck_assert(same_bits(final[0], final[4]));
}
END_TEST

TCase *tcase_status(void)
{
    TCase *tcase = tcase_create("status");
    tcase_add_test(tcase, collapsed);
    tcase_add_test(tcase, zero_derivative);
    tcase_add_test(tcase, unresolved);
    tcase_add_test(tcase, escaped);
    tcase_add_test(tcase, nonfinite);
    return tcase;
}
