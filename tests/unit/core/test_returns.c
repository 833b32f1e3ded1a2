/* Orbits that return exactly: everything as if they had been run on, and what is said of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <limits.h>

/* ------------------------------------------------------------ with and without */

enum { POINTS = 24 };

/* A sweep of a map's first parameter around its default, or of its first state. */
static chaos_grid grid_of(const chaos_map *map, chaos_axis *axis)
{
    const int param = chaos_map_nparams(map) > 0;
    const double middle = param ? chaos_map_param_default(map, 0) : chaos_map_state_default(map, 0);
    *axis = (chaos_axis){ .size = sizeof *axis,
                          .name = param ? chaos_map_param(map, 0) : chaos_map_state(map, 0),
                          .count = POINTS,
                          .start = 0.8 * middle,
                          .stop = 1.05 * middle };
    return (chaos_grid){ .size = sizeof(chaos_grid), .naxes = 1, .axes = axis };
}

/* All bytes but the flag itself and exponents, which are the cycle's where an orbit has settled. */
static void same_but_flag(const struct measured *got, const struct measured *expected, const char *map,
                          int transient)
{
    for (size_t i = 0; i < got->n; i++) {
        const char *name = got->arrays[i].quantity->name;
        const size_t bytes = got->bytes[i] * (got->arrays[i].quantity->once ? 1 : got->points);
        if (got->arrays[i].quantity->scale == CHAOS_FLAGS) {
            const uint32_t *a = got->outputs[i].data, *b = expected->outputs[i].data;
            const uint32_t others = ~(uint32_t)(CHAOS_COLLAPSED | CHAOS_UNRESOLVED);
            for (uint64_t p = 0; p < got->points; p++)
                ck_assert_msg((a[p] & others) == (b[p] & others), "%s, %s after %d, point %d: %u, not %u",
                              map, name, transient, (int)p, a[p], b[p]);
        } else if (strcmp(got->kind, "lyapunov") != 0) {
            same_bytes(got->outputs[i].data, expected->outputs[i].data, bytes, "%s, %s after %d", map, name,
                       transient);
        }
    }
}

START_TEST(as_if_run_on)
{
    static const int transients[] = { 0, 100, 2500 };
    for (size_t i = 0; i < chaos_map_count(); i += cases_apart())
        for (size_t t = 0; t < LENGTH(transients); t++) {
            const chaos_map *map = chaos_map_at(i);
            struct measured got[MAX_KINDS], expected[MAX_KINDS];
            chaos_axis axis;
            const chaos_grid grid = grid_of(map, &axis);
            const size_t n = measures_all(map, POINTS, (uint64_t)transients[t], 3001, got);
            measures_all(map, POINTS, (uint64_t)transients[t], 3001, expected);
            look_for_returns(true);
            must(sweep_measured(map, &grid, got, n, NULL));
            look_for_returns(false);
            must(sweep_measured(map, &grid, expected, n, NULL));
            look_for_returns(true);
            for (size_t m = 0; m < n; m++)
                same_but_flag(&got[m], &expected[m], chaos_map_name(map), transients[t]);
            measures_free(got, n);
            measures_free(expected, n);
        }
}
END_TEST

/* Nothing depends on what else is measured, or on how points are put together. */
START_TEST(by_itself)
{
    for (size_t i = 0; i < chaos_map_count(); i += cases_apart()) {
        const chaos_map *map = chaos_map_at(i);
        struct measured all[MAX_KINDS], one[MAX_KINDS], part[MAX_KINDS];
        chaos_axis axis;
        chaos_grid grid = grid_of(map, &axis);
        const size_t n = measures_all(map, POINTS, 700, 2100, all);
        measures_all(map, POINTS, 700, 2100, one);
        measures_all(map, POINTS, 700, 2100, part);
        must(sweep_measured(map, &grid, all, n, NULL));
        for (size_t m = 0; m < n; m++) {
            must(sweep_measured(map, &grid, &one[m], 1, NULL));
            same_measured(&one[m], &all[m], "%s, by itself", chaos_map_name(map));
        }
        for (uint64_t first = 0; first < POINTS; first += grid.count) {
            grid.first = first;
            grid.count = first % 2 ? 1 : POINTS - first < 5 ? POINTS - first : 5;
            must(sweep_measured(map, &grid, part, n, NULL));
        }
        for (size_t m = 0; m < n; m++)
            same_measured(&part[m], &all[m], "%s, in parts", chaos_map_name(map));
        measures_free(all, n);
        measures_free(one, n);
        measures_free(part, n);
    }
}
END_TEST

/* ------------------------------------------------------------------- the flag */

static uint32_t status_with(const chaos_map *map, const double *params, const double *state, const char *text)
{
    struct measured m = measured_new(map, 1, "%s", text);
    const chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    must(sweep_measured(map, &grid, &m, 1, NULL));
    const uint32_t status = *(uint32_t *)output_at(&m, m.n - 1, 0);
    measured_free(&m);
    return status;
}

START_TEST(what_is_eaten)
{
    static const struct {
        const char *map;
        double params[4], state[2];
        const char *measure;
        bool collapsed;
    } cases[] = {
        { "tent", { 2 }, { 0.3 }, "moments", true },
        { "tent", { 2 }, { 0.3 }, "density", true },
        { "tent", { 2 }, { 0.3 }, "period", true },
        { "tent", { 2 }, { 0.3 }, "final:transient=0:steps=40", false }, /* not yet */
        { "tent", { 2 }, { 0.3 }, "orbit:transient=0:steps=40", false },
        { "tent", { 1.9 }, { 0.3 }, "moments:steps=100000", false },
        { "beta", { 2 }, { 0.3 }, "moments", true },
        { "baker", { 1 }, { 0.1234, 0.567 }, "density", true },
        { "tent", { 2 }, { 0 }, "moments", false }, /* it starts on the cycle */
        { "logistic", { 4 }, { 0.387 }, "moments:steps=100000000", true },
        { "logistic", { 4 }, { 0.5 }, "final", true },
        { "logistic", { 4 }, { 0.75 }, "final", false },  /* it starts on the cycle */
        { "logistic", { 3.2 }, { 0.3 }, "final", false }, /* settled */
        { "logistic", { 3.83187405528331557 }, { 0.3 }, "final", false },
        { "logistic", { 4 }, { 0.387 }, "final:steps=20000000", true },
        { "cat", { 0 }, { 0.5, 0.25 }, "final", false },
        { "cat", { 0 }, { 0.5, 0.25 }, "moments", false },
        { "circle", { 0.25, 0 }, { 0.1 }, "final", false },
        { "circle", { 0.618, 0.5 }, { 0.1 }, "final:steps=1000000", false },
        { "standard", { 0.5 }, { 3.0, 0.1 }, "final:steps=1000000", false },
        { "standard", { 0 }, { 1, 0 }, "final", false },
        { "gingerbread", { 0 }, { 2, 1.5 }, "final", false },
        { "gingerbread", { 0 }, { 0.7, 0.9 }, "final:steps=100000", false },
        { "continued_fraction", { 0 }, { 73.0 / 144 }, "moments", true },
        { "standard", { 1e300 }, { 5.4, -1.9 }, "rotation", true },
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        const uint32_t status =
            status_with(map_named(cases[i].map), cases[i].params, cases[i].state, cases[i].measure);
        ck_assert_msg(!!(status & CHAOS_COLLAPSED) == cases[i].collapsed, "%s from %g by %s: status %u",
                      cases[i].map, cases[i].state[0], cases[i].measure, status);
    }
}
END_TEST

/* Whole numbers are exact: an orbit of them that falls on a cycle that repels was not eaten. */
/* Whether an orbit is eaten is found without its growth where that is clear; exponents want the growth: both say the same. */
START_TEST(eaten_with_growth_or_without)
{
    static const char *const maps[] = { "logistic",          "tent",         "beta",      "baker",
                                        "complex_quadratic", "folded_towel", "lorenz_3d", "henon_3d",
                                        "symplectic_4d" };
    enum { COUNT = 300 };
    struct rng rng = rng_start("eaten");
    int eaten = 0, settled = 0;
    for (size_t m = 0; m < LENGTH(maps); m++) {
        const chaos_map *map = map_named(maps[m]);
        struct points *points = points_random(&rng, map, COUNT);
        uint32_t *brief = calloc(COUNT, sizeof *brief), *full = calloc(COUNT, sizeof *full);
        double *exponents = doubles(COUNT);
        int64_t *escape = calloc(COUNT, sizeof *escape);
        for (uint64_t p = 0; p < COUNT && map_named("logistic") == map; p++)
            points->params[p] = p % 4 ? 2.9 + (double)p / COUNT * 1.1 : 4;
        must(batch_into(escape, brief, map, points_all(points), NULL, "escape:transient=0:steps=3000"));
        must(batch_into(exponents, full, map, points_all(points), NULL, "lyapunov:transient=0:steps=3000"));
        for (uint64_t p = 0; p < COUNT; p++) {
            ck_assert_msg((brief[p] & CHAOS_COLLAPSED) == (full[p] & CHAOS_COLLAPSED),
                          "%s, point %d: %u, not %u", maps[m], (int)p, brief[p], full[p]);
            eaten += brief[p] & CHAOS_COLLAPSED ? 1 : 0;
            settled += exponents[p] < -1e-3;
        }
        points_free(points);
        free(brief);
        free(full);
        free(exponents);
        free(escape);
    }
    ck_assert_msg(eaten > 100 && settled > 100, "%d are eaten, %d settle", eaten, settled);
}
END_TEST

START_TEST(whole_numbers)
{
    static const struct {
        const char *text;
        double state[2];
        bool collapsed;
    } cases[] = {
        { "x' = (x^2 + 1) mod 10403", { 2 }, false },
        { "x' = (6*x + 4) mod 4096", { 1 }, false },
        { "x' = x^2 - 2", { 0 }, false },
        { "x' = (x + y) mod 24; y' = 2*y mod 24", { 1, 1 }, false },
        { "x' = 2*x mod 1", { 0.3 }, true },
        { "x' = (2*x + 0.25) mod 1", { 0 }, true },
        { "x' = x > 200 ? (2*x + 0.3) mod 1 : x < 1 ? 2*x mod 1 : x + 1",
          { 1 },
          true }, /* after 200 of them */
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        chaos_map *map = parsed(cases[i].text, NULL);
        const uint32_t status = status_with(map, NULL, cases[i].state, "moments:steps=20000");
        ck_assert_msg(!!(status & CHAOS_COLLAPSED) == cases[i].collapsed, "%s: status %u", cases[i].text,
                      status);
        chaos_map_free(map);
    }
}
END_TEST

/* Multiples of 1/16, which are exact: from the fourth iterate on the orbit is on a cycle of that many, of halves. A long
 * run notices cycles of any length, up to 1/720 of its steps for sure. */
START_TEST(lengths_of_any_kind)
{
    static const struct {
        const char *text;
        uint64_t length;
    } cases[] = { { "x' = 6*x mod 936.5", 234 },
                  { "x' = 6*x mod 1089.5", 363 },
                  { "x' = 6*x mod 488.5", 976 } };
    const double start = 0.0625;
    for (size_t i = 0; i < LENGTH(cases); i++) {
        chaos_map *map = parsed(cases[i].text, NULL);
        double once = start, twice = start, none = 0;
        must(chaos_iterate_one(map, 4, &none, &once, NULL, NULL));
        must(chaos_iterate_one(map, 4 + cases[i].length, &none, &twice, NULL, NULL));
        ck_assert_double_eq(once, twice);
        const uint32_t status = status_with(map, NULL, &start, "moments:steps=8000000");
        ck_assert_msg(status == CHAOS_COLLAPSED, "%s: status %u", cases[i].text, status);
        chaos_map_free(map);
    }
}
END_TEST

static uint64_t order_of(uint64_t a, uint64_t m, uint64_t most)
{
    uint64_t order = 1;
    for (uint64_t x = a % m; x != 1 && order <= most; x = a * x % m)
        order++;
    return order;
}

START_TEST(lengths_up_to_a_share)
{
    enum { STEPS = 8000000, COUNT = 64 };
    double values[COUNT];
    uint64_t longest = 0, m = 20000 + 2 * (test_seed() % 1000) + 1;
    for (size_t i = 0; i < COUNT; m += 2) {
        const uint64_t order = m % 3 ? order_of(6, m, STEPS / 720) : UINT64_MAX;
        if (order < 1000 || order > STEPS / 720)
            continue;
        values[i++] = 0.5 * (double)m;
        longest = order > longest ? order : longest;
    }
    chaos_map *map = parsed("x' = 6*x mod m; m = 936.5", NULL);
    const chaos_axis axis = { .size = sizeof axis, .name = "m", .count = COUNT, .values = values };
    const double start = 0.0625;
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .state = &start };
    struct measured found = measured_new(map, COUNT, "final:steps=%d", STEPS);
    must(sweep_measured(map, &grid, &found, 1, NULL));
    for (size_t i = 0; i < COUNT; i++) {
        const uint32_t status = *(uint32_t *)output_at(&found, found.n - 1, i);
        ck_assert_msg(status == CHAOS_COLLAPSED, "m = %.1f: status %u", values[i], status);
    }
    ck_assert_uint_gt(longest, STEPS / 2000);
    measured_free(&found);
    chaos_map_free(map);
}
END_TEST

/* Of the mask of each window that ends at iterate `last`. */
static void collapsed_in(const struct measured *m, bool expected, const char *map, int last, const char *how)
{
    const uint32_t status = *(uint32_t *)output_at(m, m->n - 1, 0);
    ck_assert_msg(!!(status & CHAOS_COLLAPSED) == expected, "%s, %s up to %d, %s: status %u", map, m->kind,
                  last, how, status);
}

/* However few steps a window has, and wherever it ends: it is said if the orbit was eaten before its end, whatever else is
 * measured. The doubling map's start ends with its last bit. */
START_TEST(short_windows)
{
    static const struct {
        const char *map;
        double param, state[2];
        int before, after; /* iterates at which it is not yet eaten, and at which it is */
    } cases[] = {
        { "tent", 2, { 0.3 }, 50, 55 },
        { "beta", 2, { 0.3 }, 50, 55 },
        { "continued_fraction", 0, { 73.0 / 144 }, 4, 5 },
        { "logistic", 4, { 0.5 }, 1, 2 },
        { "baker", 0.5, { 0.3, 0.6 }, 50, 1130 },
        { "cat", 0, { 0.3, 0.6 }, 100000, 100000 },
    };
    static const struct {
        const char *text;
        int more; /* of records the first one is no step */
    } measures[] = {
        { "moments:transient=%d:steps=%d", 1 }, { "density:transient=%d:steps=%d", 1 },
        { "orbit:transient=%d:steps=%d", 1 },   { "lyapunov:transient=%d:steps=%d", 0 },
        { "final:transient=%d:steps=%d", 0 },   { "escape:transient=%d:steps=%d", 0 },
        { "fli:transient=%d:steps=%d", 0 },
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        const chaos_map *map = map_named(cases[i].map);
        const int before = cases[i].before, after = cases[i].after,
                  lasts[] = { before, after, after + 1, after + 8, after + 9, after + 73, after + 971 };
        struct measured all[LENGTH(lasts)];
        const chaos_grid grid = { .size = sizeof grid, .params = &cases[i].param, .state = cases[i].state };
        for (size_t k = 0; k < LENGTH(measures); k++) {
            for (size_t j = 0; j < LENGTH(lasts); j++) {
                char text[80];
                snprintf(text, sizeof text, measures[k].text, before / 2,
                         lasts[j] - before / 2 + measures[k].more);
                struct measured one = measured_new(map, 1, "%s", text);
                all[j] = measured_new(map, 1, "%s", text);
                must(sweep_measured(map, &grid, &one, 1, NULL));
                collapsed_in(&one, lasts[j] >= after && after != before, cases[i].map, lasts[j], "alone");
                measured_free(&one);
            }
            must(sweep_measured(map, &grid, all, LENGTH(lasts), NULL));
            for (size_t j = 0; j < LENGTH(lasts); j++)
                collapsed_in(&all[j], lasts[j] >= after && after != before, cases[i].map, lasts[j],
                             "together");
            measures_free(all, LENGTH(lasts));
        }
    }
}
END_TEST

/* ------------------------------------------------------------------ exponents */

START_TEST(exponents_of_settled_cycles)
{
    const chaos_map *logistic = map_named("logistic"), *henon = map_named("henon");
    double r = 3.2, error, exponents[2];
    uint32_t status;
    close_to(lyapunov_of(logistic, 1000, 2000, &r, NULL, &error, &status), log(0.4), 1e-13, "r = 3.2");
    ck_assert_msg(error < 1e-12 && status == 0, "r = 3.2: error %g, status %u", error, status);
    /* Of a spiral both are half of ln b: its multipliers are complex. */
    const double params[2] = { 0.2, 0.9 };
    const chaos_grid grid = { .size = sizeof grid, .params = params };
    must(sweep_into(exponents, &status, henon, &grid, NULL, "lyapunov:steps=5000:count=2"));
    close_to(exponents[0], log(0.9) / 2, 1e-13, "henon, first");
    close_to(exponents[1], log(0.9) / 2, 1e-13, "henon, second");
}
END_TEST

/* ------------------------------------------------------------------ functions */

/* It counts its calls in its user's data: the same state does not give the same next one. */
static int counting(const double *x, const double *p, double *y, void *user)
{
    (void)p;
    const int calls = ++*(int *)user;
    *y = calls < 5000 ? 0.5 * x[0] : 1.0;
    return 0;
}

START_TEST(functions_that_are_not_pure)
{
    static const char *const states[] = { "x" };
    int calls = 0;
    chaos_map *map;
    double final;
    const chaos_grid grid = { .size = sizeof grid };
    const chaos_function function = {
        .size = sizeof function, .dim = 1, .step = counting, .user = &calls, .states = states
    };
    must(chaos_map_from_function(&function, &map, &why));
    must(sweep_into(&final, NULL, map, &grid, NULL, "final:transient=0:steps=10000"));
    ck_assert_msg(final == 1.0, "%g", final);
    chaos_map_free(map);
}
END_TEST

/* An orbit on a cycle of 166 states, which only long runs notice, of multiples of 1/16. */
typedef struct stopping {
    int calls, last;
} stopping;

static int stop_after(const double *x, const double *p, double *y, void *user)
{
    stopping *s = user;
    (void)p;
    *y = fmod(5.0 * x[0], 83.5);
    return ++s->calls > s->last;
}

/* Whatever is looked for where the function stops, among it what an orbit of 2^18 steps and more has come to. */
START_TEST(functions_that_stop)
{
    static const char *const states[] = { "x" }, *const measures[] = {
        "final:transient=0:steps=2000", "final:transient=0:steps=300000",
        "lyapunov:transient=270000:steps=300000"
    };
    const double start = 0.0625;
    const chaos_grid grid = { .size = sizeof grid, .state = &start };
    stopping s = { .last = INT_MAX };
    double found[3];
    uint32_t status;
    chaos_map *map;
    const chaos_function function = {
        .size = sizeof function, .dim = 1, .step = stop_after, .user = &s, .states = states, .pure = 1
    };
    must(chaos_map_from_function(&function, &map, &why));
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        s = (stopping){ .last = INT_MAX };
        must(sweep_into(found, &status, map, &grid, NULL, "%s", measures[i]));
        const int all = s.calls;
        for (int k = 1; k < all; k = 5 * k / 4 + 7) {
            s = (stopping){ .last = all - k };
            const int code = sweep_into(found, &status, map, &grid, NULL, "%s", measures[i]);
            ck_assert_msg(code == CHAOS_EFUNCTION, "%s, %d calls before its end: %d", measures[i], k, code);
        }
    }
    chaos_map_free(map);
}
END_TEST

TCase *tcase_returns(void)
{
    TCase *tcase = tcase_create("returns");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, as_if_run_on);
    tcase_add_test(tcase, by_itself);
    tcase_add_test(tcase, what_is_eaten);
    tcase_add_test(tcase, eaten_with_growth_or_without);
    tcase_add_test(tcase, whole_numbers);
    tcase_add_test(tcase, lengths_of_any_kind);
    tcase_add_test(tcase, lengths_up_to_a_share);
    tcase_add_test(tcase, short_windows);
    tcase_add_test(tcase, exponents_of_settled_cycles);
    tcase_add_test(tcase, functions_that_are_not_pure);
    tcase_add_test(tcase, functions_that_stop);
    return tcase;
}
