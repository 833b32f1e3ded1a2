/* Maps of C functions.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/foreign/functions.h"

/* ------------------------------------------------------ the catalogue's, once more */

static int logistic_tangent(const double *x, const double *p, const double *v, double *w, void *user)
{
    (void)user;
    w[0] = p[0] * (1.0 - 2.0 * x[0]) * v[0];
    return 0;
}

static int cat_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    (void)p, (void)user;
    for (size_t j = 0; j < n; ++j) {
        y[j] = 2.0 * x[j] + x[n + j];
        y[n + j] = x[j] + x[n + j];
    }
    return 0;
}

/* The standard map without a kick: the turns of p count in theta. */
static int twist(const double *x, const double *p, double *y, void *user)
{
    (void)p, (void)user;
    y[1] = x[1];
    y[0] = x[0] + y[1];
    return 0;
}

static int twist_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    (void)p, (void)user;
    for (size_t j = 0; j < n; ++j) {
        y[n + j] = x[n + j];
        y[j] = x[j] + y[n + j];
    }
    return 0;
}

static chaos_map *one(const char *name, chaos_step *step, chaos_tangent *tangent)
{
    chaos_function f = like(name);
    f.step = step;
    f.tangent = tangent;
    return made(&f);
}

static chaos_map *block(const char *name, chaos_step_block *step, chaos_tangent_block *tangent)
{
    chaos_function f = like(name);
    f.step_block = step;
    f.tangent_block = tangent;
    return made(&f);
}

/* ------------------------------------------------------------------ the same bits */

enum { COUNT = 203, STEPS = 331 };

/* The same measures of the same points, some of which escape. */
static void same_results(const chaos_map *map, const char *name)
{
    const chaos_map *builtin = map_named(name);
    static const char *const kinds[] = {
        "orbit", "final", "density:range=0,1", "moments", "period", "escape"
    };
    struct rng rng = rng_start(name);
    struct points *points = points_random(&rng, builtin, COUNT);
    for (uint64_t i = 0; i < COUNT && chaos_map_nparams(map) > 0; i += 7)
        points->params[i * chaos_map_nparams(map)] = 4.3;
    for (size_t k = 0; k < LENGTH(kinds); ++k) {
        struct measured expected = measured_new(builtin, COUNT, "%s:transient=100:steps=%d", kinds[k], STEPS),
                        got = measured_new(map, COUNT, "%s:transient=100:steps=%d", kinds[k], STEPS);
        must(batch_measured(builtin, points_all(points), &expected, 1, NULL));
        must(batch_measured(map, points_all(points), &got, 1, NULL));
        same_measured(&got, &expected, "%s", name);
        measured_free(&got);
        measured_free(&expected);
    }
    points_free(points);
}

static void same_single(const chaos_map *map, const char *name)
{
    const chaos_map *builtin = map_named(name);
    double params[8], state[8], other[8], rows[100][2], others[100][2];
    default_point(builtin, params, state);
    default_point(builtin, params, other);
    must(chaos_iterate_one(map, 1000, params, state, NULL, &why));
    must(chaos_iterate_one(builtin, 1000, params, other, NULL, &why));
    same_doubles(state, other, chaos_map_dim(map), "%s, one orbit", name);
    must(chaos_orbit_next(map, 100, params, state, rows[0], NULL, &why));
    must(chaos_orbit_next(builtin, 100, params, other, others[0], NULL, &why));
    same_doubles(rows[0], others[0], 100 * chaos_map_dim(map), "%s, an orbit piece by piece", name);
}

START_TEST(a_copy_of_a_built_in_map_gives_its_bits)
{
    struct {
        const char *name;
        chaos_map *map;
    } copies[] = {
        { "logistic", one("logistic", logistic, NULL) },
        { "logistic", block("logistic", logistic_block, NULL) },
        { "henon", one("henon", henon, NULL) },
        { "henon", block("henon", henon_block, NULL) },
        { "cat", one("cat", cat, NULL) },
        { "cat", block("cat", cat_block, NULL) },
    };
    const char *isa;
    for (size_t i = 0; (isa = isa_at(i)); ++i)
        for (size_t c = 0; c < LENGTH(copies); ++c) {
            same_results(copies[c].map, copies[c].name);
            same_single(copies[c].map, copies[c].name);
        }
    for (size_t c = 0; c < LENGTH(copies); ++c)
        chaos_map_free(copies[c].map);
}
END_TEST

START_TEST(angles_turn_and_are_lifted)
{
    chaos_map *maps[] = { one("cat", cat, NULL), block("cat", cat_block, NULL) },
              *twists[] = { one("standard", twist, NULL), block("standard", twist_block, NULL) };
    const chaos_options lifted = { .size = sizeof lifted, .lift = 1 };
    double turns[2], k = 0, state[2] = { 0.1, 0.2 }, far[2] = { 0.1, 0.2 }, start[2] = { 1, -7 };
    const chaos_grid grid = { .size = sizeof grid, .params = &k, .state = start };
    must(chaos_iterate_one(map_named("cat"), 20, state, far, &lifted, &why));
    for (size_t i = 0; i < LENGTH(maps); ++i) {
        must(sweep_into(turns, NULL, twists[i], &grid, NULL, "rotation:transient=10"));
        close_to(turns[0], -7, 1e-12, "rotation number");
        ck_assert(turns[1] == 0);
        ck_assert_int_eq(sweep_into(turns, NULL, maps[i], &(chaos_grid){ .size = sizeof grid }, NULL,
                                    "rotation"),
                         CHAOS_EINVAL);
        double lift[2] = { 0.1, 0.2 };
        must(chaos_iterate_one(maps[i], 20, state, lift, &lifted, &why));
        same_doubles(lift, far, 2, "the lift");
        chaos_map_free(maps[i]);
        chaos_map_free(twists[i]);
    }
}
END_TEST

/* ---------------------------------------------------------------------- derivatives */

static void exponents(const chaos_map *map, double out[2], uint32_t *status)
{
    const chaos_batch batch = { .size = sizeof batch };
    must(chaos_lyapunov(map, 1000, 20000, CHAOS_ALL, &batch, out, NULL, status, NULL, &why));
}

START_TEST(exponents_with_and_without_a_derivative)
{
    struct {
        const char *name;
        chaos_map *map;
        double tolerance;
        uint32_t status;
    } cases[] = {
        { "logistic", one("logistic", logistic, logistic_tangent), 1e-12, 0 },
        { "logistic", one("logistic", logistic, NULL), 1e-8, CHAOS_NUMERIC_DERIVATIVE },
        { "logistic", block("logistic", logistic_block, NULL), 1e-8, CHAOS_NUMERIC_DERIVATIVE },
        { "henon", block("henon", henon_block, henon_tangent_block), 1e-12, 0 },
        { "henon", block("henon", henon_block, NULL), 1e-8, CHAOS_NUMERIC_DERIVATIVE },
        { "henon", one("henon", henon, NULL), 1e-8, CHAOS_NUMERIC_DERIVATIVE },
        { "cat", block("cat", cat_block, NULL), 1e-8, CHAOS_NUMERIC_DERIVATIVE },
    };
    for (size_t c = 0; c < LENGTH(cases); ++c) {
        double exact[2] = { 0 }, got[2] = { 0 };
        uint32_t exact_status, status;
        exponents(map_named(cases[c].name), exact, &exact_status);
        exponents(cases[c].map, got, &status);
        ck_assert_uint_eq(status, exact_status | cases[c].status);
        ck_assert(chaos_map_has_derivative(cases[c].map) == (cases[c].status == 0));
        for (int i = 0; i < 2; ++i)
            close_to(got[i], exact[i], cases[c].tolerance, "%s, case %zu, exponent %d", cases[c].name, c, i);
        chaos_map_free(cases[c].map);
    }
}
END_TEST

START_TEST(cycles_by_differences)
{
    chaos_map *maps[] = { one("logistic", logistic, NULL), block("logistic", logistic_block, NULL) };
    const double r = 3.5, guess = 0.38;
    double points[4], expected[4], multiplier[2], exact[2];
    bool converged;
    must(cycle_of(map_named("logistic"), 4, &r, &guess, expected, exact, NULL));
    for (size_t i = 0; i < LENGTH(maps); ++i) {
        must(cycle_of(maps[i], 4, &r, &guess, points, multiplier, &converged));
        ck_assert(converged);
        for (int j = 0; j < 4; ++j)
            close_to(points[j], expected[j], 1e-11, "point %d", j);
        close_to(multiplier[0], exact[0], 1e-8, "multiplier");
        chaos_map_free(maps[i]);
    }
}
END_TEST

TCase *tcase_function(void)
{
    TCase *tc = tcase_create("function");
    tcase_add_test(tc, a_copy_of_a_built_in_map_gives_its_bits);
    tcase_add_test(tc, angles_turn_and_are_lifted);
    tcase_add_test(tc, exponents_with_and_without_a_derivative);
    tcase_add_test(tc, cycles_by_differences);
    return tc;
}
