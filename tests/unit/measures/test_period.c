/* Periods: of known windows, of rotations, none where there is none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static uint64_t period_of(const chaos_map *map, const double *params, const double *state,
                          const char *options)
{
    uint64_t period;
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    must(sweep_into(&period, NULL, map, &grid, NULL, "period%s", options));
    return period;
}

/* The same, and whether it is flagged as unsettled. */
static uint64_t period_and_flag(const chaos_map *map, const double *params, const char *options,
                                bool *unsettled)
{
    uint64_t period;
    uint32_t status;
    chaos_grid grid = { .size = sizeof grid, .params = params };
    must(sweep_into(&period, &status, map, &grid, NULL, "period%s", options));
    *unsettled = status & CHAOS_UNSETTLED;
    ck_assert(!(*unsettled && period));
    return period;
}

/* For 10^5 iterates past a doubling, and before it, the orbit alternates about what it tends to. */
START_TEST(what_is_on_its_way_gets_what_it_tends_to)
{
    static const struct {
        double r;
        uint64_t period;
        bool unsettled;
    } known[] = {
        { 2.9983, 1, false }, { 2.999, 1, false },  { 2.9999, 1, false },    { 2.9999999, 1, false },
        { 3, 0, true },       { 3.0001, 2, false }, { 3.0004, 2, false },    { 3.449, 2, false },
        { 3.4494, 2, false }, { 3.4495, 4, false }, { 0.999, 1, false },     { 0.99999, 1, false },
        { 1, 0, true },       { 1.0001, 1, false }, { 3.826525, 26, false }, { 3.9, 0, false },
    };
    const chaos_map *map = map_named("logistic");
    for (size_t i = 0; i < LENGTH(known); ++i) {
        bool unsettled;
        ck_assert_msg(period_and_flag(map, &known[i].r, "", &unsettled) == known[i].period, "r = %.9g",
                      known[i].r);
        ck_assert_msg(unsettled == known[i].unsettled, "r = %.9g", known[i].r);
    }
    bool unsettled;
    double hopf[1] = { 2 }, before[1] = { 1.999 };
    ck_assert_uint_eq(period_and_flag(map_named("delayed_logistic"), before, "", &unsettled), 1);
    ck_assert_uint_eq(period_and_flag(map_named("delayed_logistic"), hopf, "", &unsettled), 0);
    ck_assert(unsettled);
}
END_TEST

/* Where a multiplier is 1 to nine digits an orbit comes back within the tolerance, and drifts away within the window: that it
 * tends to nothing is not known. What turns for ever is known not to. */
START_TEST(what_drifts_by_a_cycle_is_unsettled)
{
    static const struct {
        const char *name;
        double param, state;
        bool unsettled;
    } known[] = {
        { "logistic", 3 + 1e-10, 0.6666, true },   { "logistic", 3 + 3e-9, 0.6666, true },
        { "tent", 1 - 1e-9, 0.3, true },           { "tent", 1 - 1e-10, 0.3, true },
        { "tent", 1 - 1e-12, 0.3, true },          { "circle", 0.5 + 1e-11, 0.05, false },
        { "circle", 1 / 64.0000001, 0.05, false },
    };
    for (size_t i = 0; i < LENGTH(known); ++i) {
        const chaos_map *map = map_named(known[i].name);
        const double params[2] = { known[i].param, 0 };
        const chaos_grid grid = { .size = sizeof grid, .params = params, .state = &known[i].state };
        uint64_t period;
        uint32_t status;
        must(sweep_into(&period, &status, map, &grid, NULL, "period"));
        ck_assert_msg(period == 0 && (status == CHAOS_UNSETTLED) == known[i].unsettled, "%s at %.12g: %d, %u",
                      known[i].name, known[i].param, (int)period, status);
    }
}
END_TEST

/* An orbit that turns about a cycle, and comes in by less than a millionth an iterate, looks quasi-periodic. */
START_TEST(what_comes_in_slowly_is_unsettled)
{
    static const struct {
        const char *text;
        double params[2], state[2];
        bool unsettled;
    } known[] = {
        { "x' = 1 - a*x^2 + y; y' = b*x", { 0.5, -0.9999 }, { 0.1, 0.1 }, true },
        { "x' = 1 - a*x^2 + y; y' = b*x", { 0.7, -0.9999 }, { 0.3, 0.1 }, true },
        { "x' = 1 - a*x^2 + y; y' = b*x", { 0.5, -1 }, { 0.3, 0.1 }, false },
        { "p' = b*p + k*sin(theta); theta' = theta + p' mod 2*pi", { 0.5, 0.9999 }, { 0.1, 2.5 }, true },
        { "q = k - x^2 - y^2; x' = q*(x*cos(w) - y*sin(w)); y' = q*(x*sin(w) + y*cos(w))",
          { 1 - 1e-6, 2.2 },
          { 0.3, 0.2 },
          true },
        { "q = k - x^2 - y^2; x' = q*(x*cos(w) - y*sin(w)); y' = q*(x*sin(w) + y*cos(w))",
          { 1 + 1e-3, 2.2 },
          { 0.3, 0.2 },
          false },
        { "x' = a*x*(1 - y); y' = x + 0*b", { 2.1, 0 }, { 0.4, 0.4 }, false },
    };
    for (size_t i = 0; i < LENGTH(known); ++i) {
        chaos_map *map = parsed(known[i].text, NULL);
        const double p[] = { known[i].params[0], known[i].params[1] };
        const bool turned = chaos_map_param_index(map, "b") == 0;
        const double params[2] = { p[turned], p[!turned] };
        const chaos_grid grid = { .size = sizeof grid, .params = params, .state = known[i].state };
        uint64_t period;
        uint32_t status;
        must(sweep_into(&period, &status, map, &grid, NULL, "period"));
        ck_assert_msg(period == 0 && status == (known[i].unsettled ? CHAOS_UNSETTLED : 0),
                      "%s at %.9g: %d, %u", known[i].text, p[0], (int)period, status);
        chaos_map_free(map);
    }
}
END_TEST

START_TEST(what_leaves_a_cycle_all_through_the_window_is_unsettled)
{
    static const struct {
        double r, x;
        uint64_t transient, period;
        uint32_t status;
    } known[] = {
        { 1.002, 1e-8, 0, 0, CHAOS_UNSETTLED },
        { 1.002, 1e-8, 10000, 1, 0 }, /* it is there */
        { 1.01, 1e-5, 0, 1, 0 },      /* nearly */
        { 1.05, 1e-100, 0, 0, CHAOS_UNSETTLED },
        { 1.0005, 1e-8, 1000, 0, CHAOS_UNSETTLED },
        { 3.9, 0.387, 0, 0, 0 },
        { 3.001, 0.66677777, 0, 0, CHAOS_UNSETTLED },
    };
    for (size_t i = 0; i < LENGTH(known); ++i) {
        uint64_t period;
        uint32_t status;
        const chaos_grid grid = { .size = sizeof grid, .params = &known[i].r, .state = &known[i].x };
        must(sweep_into(&period, &status, map_named("logistic"), &grid, NULL, "period:transient=%d",
                        (int)known[i].transient));
        ck_assert_msg(period == known[i].period && status == known[i].status, "r = %g, x = %g: %d, %u",
                      known[i].r, known[i].x, (int)period, status);
    }
}
END_TEST

/* What leaves one and settles on another in the window has that one's period, or is unsettled; what passes one, or the
 * place where one is about to be born, at its end has none. */
START_TEST(what_settles_in_the_window_has_the_period_it_ends_with)
{
    static const struct {
        double r, x;
        const char *options;
        uint64_t period;
        uint32_t status;
    } known[] = {
        { 3.2, 0.6875000000001, "transient=0:steps=300", 2, 0 },
        { 3.012, 1 - 1 / 3.012 + 1e-11, "transient=1000:steps=1000", 2, 0 },
        { 3.1, 1 - 1 / 3.1 + 1e-14, "transient=0:steps=300", 0, CHAOS_UNSETTLED },
        { 3.8284, 0.37, "transient=0:steps=300", 0, 0 },
        { 3.9, 1 - 1 / 3.9 + 1e-13, "transient=0:steps=300", 0, 0 },
    };
    const chaos_map *map = map_named("logistic");
    uint64_t period;
    uint32_t status;
    for (size_t i = 0; i < LENGTH(known); ++i) {
        const chaos_grid grid = { .size = sizeof grid, .params = &known[i].r, .state = &known[i].x };
        must(sweep_into(&period, &status, map, &grid, NULL, "period:%s", known[i].options));
        ck_assert_msg(period == known[i].period && status == known[i].status, "r = %g, x = %g: %d, %u",
                      known[i].r, known[i].x, (int)period, status);
    }
    for (int i = 0; i <= 35; ++i)
        for (double away = 1e-3; away > 1e-13; away /= 10) {
            const double r = 3.05 + 0.01 * i, x = 1 - 1 / r + away;
            const chaos_grid grid = { .size = sizeof grid, .params = &r, .state = &x };
            must(sweep_into(&period, &status, map, &grid, NULL, "period:transient=0:steps=300"));
            ck_assert_msg(period == 2 || status == CHAOS_UNSETTLED, "r = %g, %g away: %d, %u", r, away,
                          (int)period, status);
        }
}
END_TEST

/* On a fine grid about each doubling the period changes at the doubling itself. */
START_TEST(doublings_are_found_to_the_grid)
{
    static const double at[] = { 3, 3.449489742783178, 3.544090359551922853616, 3.564407266095432597774 };
    enum { COUNT = 401 };
    uint64_t periods[COUNT];
    for (size_t n = 0; n < LENGTH(at); ++n) {
        const double step = 3.35e-6;
        chaos_axis axis = { .size = sizeof axis,
                            .name = "r",
                            .count = COUNT,
                            .start = at[n] - (COUNT / 2 + 0.5) * step,
                            .stop = at[n] + (COUNT / 2 - 0.5) * step };
        chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
        must(sweep_into(periods, NULL, map_named("logistic"), &grid, NULL, "period"));
        for (int i = 0; i < COUNT; ++i)
            ck_assert_msg(periods[i] == 1u << (n + (i > COUNT / 2)), "at %.10f: %d",
                          chaos_axis_value(&axis, i), (int)periods[i]);
    }
}
END_TEST

/* Units are the user's: what counts is how large the orbit is. */
START_TEST(there_is_no_absolute_tolerance)
{
    chaos_map *map = parsed("x' = r*x*(1 - x/k); x = 3e-11; r = 3.9; k = 1e-9", NULL);
    double p[2] = { 3.9, 1e-9 };
    ck_assert_uint_eq(period_of(map, p, NULL, ""), 0);
    p[0] = 3.2;
    ck_assert_uint_eq(period_of(map, p, NULL, ""), 2);
    p[1] = 1e9;
    ck_assert_uint_eq(period_of(map, p, NULL, ""), 2);
    p[0] = 3.9;
    ck_assert_uint_eq(period_of(map, p, NULL, ""), 0);
    chaos_map_free(map);
}
END_TEST

/* Just before the n-th doubling 2^n, just after twice that. Close to it the
 * orbit comes in slowly, so a fiftieth of the window away. */
/* Subnormal numbers may go round as they can not get any smaller: what the orbit tends to does not. */
START_TEST(subnormal_numbers_are_as_good_as_none)
{
    static const char *const texts[] = {
        "x' = 0.98*y; y' = 0.98*x; z' = 0.5*z + 1; x = 3; y = 1e-323; z = 0.1",
        "x' = 0.98*y; y' = 0.98*x; x = 3; y = 1e-323",
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        chaos_map *map = parsed(texts[i], NULL);
        ck_assert_uint_eq(period_of(map, NULL, NULL, ":transient=100000"), 1);
        ck_assert_uint_eq(period_of(map, NULL, NULL, ":transient=100001"), 1);
        chaos_map_free(map);
    }
}
END_TEST

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
        ck_assert_uint_eq(period_of(map, &before, NULL, ":transient=200000"), 1u << (n - 1));
        ck_assert_uint_eq(period_of(map, &after, NULL, ":transient=200000"), 1u << n);
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
        char max[32];
        snprintf(max, sizeof max, ":max=%d", (int)known[i].period);
        ck_assert_uint_eq(period_of(map, &known[i].r, &x, ""), known[i].period);
        ck_assert_uint_eq(period_of(map, &known[i].r, &x, max), known[i].period);
        snprintf(max, sizeof max, ":max=%d", (int)known[i].period - 1);
        if (known[i].period > 1)
            ck_assert_uint_eq(period_of(map, &known[i].r, &x, max), 0);
    }
}
END_TEST

START_TEST(the_period_three_window)
{
    const double born = 1 + sqrt(8), doubles_at = 3.841499007543507846311;
    const chaos_map *map = map_named("logistic");
    double r = born + 1e-4;
    ck_assert_uint_eq(period_of(map, &r, NULL, ""), 3);
    r = doubles_at - 3e-4;
    ck_assert_uint_eq(period_of(map, &r, NULL, ""), 3);
    r = doubles_at + 3e-4;
    ck_assert_uint_eq(period_of(map, &r, NULL, ""), 6);
    /* Intermittent, though it seems periodic for thousands of steps. */
    r = born - 1e-7;
    for (int i = 0; i < 50; ++i) {
        double x = 0.1 + 0.0147 * i;
        ck_assert_uint_eq(period_of(map, &r, &x, ""), 0);
        ck_assert_uint_eq(period_of(map, &r, &x, ":max=100000"), 0);
    }
}
END_TEST

START_TEST(chaos_and_drift_have_none)
{
    const chaos_map *logistic = map_named("logistic");
    double r = 3.9, p[2] = { 0.61803398874989484820, 0 };
    ck_assert_uint_eq(period_of(logistic, &r, NULL, ""), 0);
    ck_assert_uint_eq(period_of(map_named("henon"), NULL, NULL, ":max=1000"), 0);
    /* Quasi-periodic: no return, however wide the list of periods. */
    ck_assert_uint_eq(period_of(map_named("circle"), p, NULL, ":max=2000"), 0);
    /* Not settled yet: r = 3 converges like 1 / sqrt n. */
    r = 3;
    ck_assert_uint_eq(period_of(logistic, &r, NULL, ":transient=100"), 0);
    /* Escaped. */
    r = 4.1;
    ck_assert_uint_eq(period_of(logistic, &r, NULL, ""), 0);
}
END_TEST

/* 0.99999... and 0.00000... are neighbours. */
START_TEST(angles_are_compared_along_the_circle)
{
    const chaos_map *circle = map_named("circle");
    double p[2] = { 0.2, 0 }, theta = 0;
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0"), 5);
    p[0] = 1.0 / 64;
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0"), 64);
    p[0] = -1.0 / 7;
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0"), 7);
    p[0] = 3;
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0"), 1);
    /* After five steps 0.9999999999995, then 0.0000000000000x again. */
    p[0] = 0.2 - 1e-13;
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0"), 5);
    p[0] = 1e-10; /* a drift below the tolerance in one step, not in the window */
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0"), 0);
    p[0] = 0.5 + 1e-7;
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0"), 0);
    /* The standard map without a kick and with p = 2 pi 3/8. */
    double k = 0, state[2] = { 0.1, 6.283185307179586 * 3 / 8 };
    ck_assert_uint_eq(period_of(map_named("standard"), &k, state, ":transient=0"), 8);
}
END_TEST

/* Circle map, K = 1: the locked intervals of rotation numbers 0 and 1/2. */
START_TEST(locked_tongues)
{
    const chaos_map *circle = map_named("circle");
    double p[2] = { 0.15, 1 };
    ck_assert_uint_eq(period_of(circle, p, NULL, ""), 1);
    p[0] = 0.48;
    ck_assert_uint_eq(period_of(circle, p, NULL, ""), 2);
}
END_TEST

START_TEST(the_tolerance_is_the_stated_one)
{
    const chaos_map *circle = map_named("circle");
    double p[2] = { 0.25 + 1e-7, 0 }, theta = 0.1; /* a window of 1004 iterates drifts by 1e-4 */
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0:max=4:tol=9e-5"), 0);
    ck_assert_uint_eq(period_of(circle, p, &theta, ":transient=0:max=4:tol=11e-5"), 4);
}
END_TEST

/* From a distance off the unstable fixed point 1 - 1/r the orbit leaves, however slowly; on it, it stays. */
START_TEST(what_repels_has_no_period_but_where_it_is_exact)
{
    double r = 3.01, x = 1 - 1 / r + 1e-12, two = 4, zero = 0;
    ck_assert_uint_eq(period_of(map_named("logistic"), &r, &x, ":transient=0"), 0);
    ck_assert_uint_eq(period_of(map_named("logistic"), &two, &zero, ":transient=0"), 1);
    double on[2] = { 0.5, 0.25 };
    ck_assert_uint_eq(period_of(map_named("cat"), NULL, on, ":transient=0"), 3);
}
END_TEST

TCase *tcase_period(void)
{
    TCase *tcase = tcase_create("period");
    tcase_add_test(tcase, subnormal_numbers_are_as_good_as_none);
    tcase_add_test(tcase, doublings);
    tcase_add_test(tcase, superstable_parameters);
    tcase_add_test(tcase, the_period_three_window);
    tcase_add_test(tcase, chaos_and_drift_have_none);
    tcase_add_test(tcase, angles_are_compared_along_the_circle);
    tcase_add_test(tcase, locked_tongues);
    tcase_add_test(tcase, the_tolerance_is_the_stated_one);
    tcase_add_test(tcase, what_repels_has_no_period_but_where_it_is_exact);
    tcase_add_test(tcase, what_is_on_its_way_gets_what_it_tends_to);
    tcase_add_test(tcase, what_drifts_by_a_cycle_is_unsettled);
    tcase_add_test(tcase, what_comes_in_slowly_is_unsettled);
    tcase_add_test(tcase, what_leaves_a_cycle_all_through_the_window_is_unsettled);
    tcase_add_test(tcase, what_settles_in_the_window_has_the_period_it_ends_with);
    tcase_add_test(tcase, doublings_are_found_to_the_grid);
    tcase_add_test(tcase, there_is_no_absolute_tolerance);
    return tcase;
}
