/* Maps of C functions.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* ------------------------------------------------------ the catalogue's, once more */

static int logistic(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = p[0] * x[0] * (1.0 - x[0]);
    return 0;
}

static int logistic_tangent(const double *x, const double *p, const double *v, double *w, void *user)
{
    (void)user;
    w[0] = p[0] * (1.0 - 2.0 * x[0]) * v[0];
    return 0;
}

static int logistic_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    (void)user;
    for (size_t j = 0; j < n; ++j)
        y[j] = p[j] * x[j] * (1.0 - x[j]);
    return 0;
}

static int henon(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];
    y[1] = p[1] * x[0];
    return 0;
}

static int henon_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    (void)user;
    const double *a = p, *b = p + n, *u = x, *v = x + n;
    for (size_t j = 0; j < n; ++j) {
        y[j] = 1.0 - a[j] * (u[j] * u[j]) + v[j];
        y[n + j] = b[j] * u[j];
    }
    return 0;
}

static int henon_tangent_block(size_t n, const double *x, const double *p, const double *v, double *w,
                               void *user)
{
    (void)user;
    for (size_t j = 0; j < n; ++j) {
        w[j] = -(2.0 * p[j] * x[j]) * v[j] + v[n + j];
        w[n + j] = p[n + j] * v[j];
    }
    return 0;
}

static int cat(const double *x, const double *p, double *y, void *user)
{
    (void)p, (void)user;
    y[0] = 2.0 * x[0] + x[1];
    y[1] = x[0] + x[1];
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

static chaos_map *made(const chaos_function *f)
{
    chaos_map *map = NULL;
    int code = chaos_map_from_function(f, &map, &why);
    ck_assert_msg(code == CHAOS_OK, "%s", why.message);
    return map;
}

/* A function in place of a map of the catalogue: all that is said of that one. */
static chaos_function like(const char *name)
{
    static const char *states[8], *params[8];
    static double state[8], param[8], wrap[8];
    const chaos_map *map = map_named(name);
    default_point(map, param, state);
    for (uint64_t i = 0; i < chaos_map_dim(map); ++i) {
        states[i] = chaos_map_state(map, i);
        wrap[i] = chaos_map_wrap(map, i);
    }
    for (uint64_t i = 0; i < chaos_map_nparams(map); ++i)
        params[i] = chaos_map_param(map, i);
    return (chaos_function){ .size = sizeof(chaos_function),
                             .dim = chaos_map_dim(map),
                             .nparams = chaos_map_nparams(map),
                             .name = name,
                             .states = states,
                             .params = params,
                             .state_defaults = state,
                             .param_defaults = param,
                             .wrap = wrap,
                             .bound = chaos_map_bound(map) };
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
    static const char *const kinds[] = { "orbit", "final", "density", "moments", "period", "escape" };
    struct rng rng = rng_start(name);
    struct points *points = points_random(&rng, builtin, COUNT);
    for (uint64_t i = 0; i < COUNT && chaos_map_nparams(map) > 0; i += 7)
        points->params[i * chaos_map_nparams(map)] = 4.3;
    for (size_t k = 0; k < LENGTH(kinds); ++k) {
        chaos_measure got = measure_named(kinds[k]), expected = got;
        got.range[0][1] = expected.range[0][1] = k == 2;
        uint32_t got_status[COUNT], expected_status[COUNT];
        measure_alloc(builtin, STEPS, &expected, COUNT);
        measure_alloc(map, STEPS, &got, COUNT);
        must(chaos_batch_measure(builtin, points_all(points), 100, STEPS, &expected, 1, expected_status, NULL,
                                 &why));
        must(chaos_batch_measure(map, points_all(points), 100, STEPS, &got, 1, got_status, NULL, &why));
        for (int i = 0; i < CHAOS_MAX_OUT && got.out[i]; ++i)
            same_bytes(got.out[i], expected.out[i], COUNT * measure_bytes(map, STEPS, &got, i), "%s, %s",
                       name, kinds[k]);
        same_bytes(got_status, expected_status, sizeof got_status, "%s, status of %s", name, kinds[k]);
        measure_free(&got);
        measure_free(&expected);
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
    chaos_map *maps[] = { one("cat", cat, NULL), block("cat", cat_block, NULL) };
    const chaos_options lifted = { .size = sizeof lifted, .lift = 1 };
    double turns[2], expected[2], state[2] = { 0.1, 0.2 }, far[2] = { 0.1, 0.2 };
    chaos_measure m = measure_named("rotation");
    const chaos_batch batch = { .size = sizeof batch };
    m.out[0] = expected;
    must(chaos_batch_measure(map_named("cat"), &batch, 10, 1000, &m, 1, NULL, NULL, &why));
    must(chaos_iterate_one(map_named("cat"), 20, state, far, &lifted, &why));
    for (size_t i = 0; i < LENGTH(maps); ++i) {
        m.out[0] = turns;
        must(chaos_batch_measure(maps[i], &batch, 10, 1000, &m, 1, NULL, NULL, &why));
        same_doubles(turns, expected, 2, "rotation numbers");
        double lift[2] = { 0.1, 0.2 };
        must(chaos_iterate_one(maps[i], 20, state, lift, &lifted, &why));
        same_doubles(lift, far, 2, "the lift");
        chaos_map_free(maps[i]);
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
        ck_assert_int_eq(chaos_map_has_derivative(cases[c].map), cases[c].status == 0);
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
    double points[4], expected[4], multiplier[2], exact[2], residual;
    int converged;
    must(chaos_cycle(map_named("logistic"), 4, &r, &guess, expected, exact, &residual, &converged, &why));
    for (size_t i = 0; i < LENGTH(maps); ++i) {
        must(chaos_cycle(maps[i], 4, &r, &guess, points, multiplier, &residual, &converged, &why));
        ck_assert_int_eq(converged, 1);
        for (int j = 0; j < 4; ++j)
            close_to(points[j], expected[j], 1e-11, "point %d", j);
        close_to(multiplier[0], exact[0], 1e-8, "multiplier");
        chaos_map_free(maps[i]);
    }
}
END_TEST

/* -------------------------------------------------------------- what they are given */

struct guard {
    double bound;
    int outside;
};

static int guarded(const double *x, const double *p, double *y, void *user)
{
    struct guard *g = user;
    g->outside |= !(fabs(x[0]) <= g->bound);
    return logistic(x, p, y, NULL);
}

static int guarded_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    struct guard *g = user;
    for (size_t j = 0; j < n; ++j)
        g->outside |= !(fabs(x[j]) <= g->bound);
    return logistic_block(n, x, p, y, NULL);
}

START_TEST(no_function_sees_an_escaped_state)
{
    struct guard g = { .bound = 2 };
    chaos_function f = like("logistic");
    f.user = &g;
    f.bound = g.bound;
    f.step = guarded;
    chaos_map *scalar = made(&f);
    f.step = NULL;
    f.step_block = guarded_block;
    chaos_map *blocks = made(&f);
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = COUNT, .start = 3.5, .stop = 5 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    for (int i = 0; i < 2; ++i) {
        double moments[COUNT][4];
        uint32_t status[COUNT];
        chaos_measure m = measure_named("moments");
        m.out[0] = moments;
        must(chaos_sweep(i ? blocks : scalar, &grid, 10, STEPS, &m, 1, status, NULL, &why));
        ck_assert(!g.outside);
        ck_assert(status[0] == 0 && status[COUNT - 1] == CHAOS_ESCAPED);
    }
    chaos_map_free(scalar);
    chaos_map_free(blocks);
}
END_TEST

/* ----------------------------------------------------------------------------- threads */

struct callers {
    pthread_t caller;
    atomic_int elsewhere;
};

static int where(size_t n, const double *x, const double *p, double *y, void *user)
{
    struct callers *c = user;
    if (!pthread_equal(pthread_self(), c->caller))
        atomic_store(&c->elsewhere, 1);
    return henon_block(n, x, p, y, NULL);
}

START_TEST(serial_unless_said_to_be_thread_safe)
{
    struct callers c = { .caller = pthread_self() };
    const chaos_options options = with_threads(4);
    const chaos_axis axis = { .size = sizeof axis, .name = "a", .count = 3000, .start = 0, .stop = 1.5 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    double *out[2] = { doubles(6000), doubles(6000) };
    for (uint32_t safe = 0; safe < 2; ++safe) {
        chaos_function f = like("henon");
        f.step_block = where;
        f.user = &c;
        f.thread_safe = safe;
        chaos_map *map = made(&f);
        chaos_measure m = measure_named("final");
        m.out[0] = out[safe];
        must(chaos_sweep(map, &grid, 0, 3000, &m, 1, NULL, &options, &why));
        ck_assert_int_eq(atomic_load(&c.elsewhere), (int)safe);
        chaos_map_free(map);
    }
    same_doubles(out[1], out[0], 6000, "on four threads");
    free(out[0]);
    free(out[1]);
}
END_TEST

/* ------------------------------------------------------------------------------- stops */

struct fuse {
    long calls, burns_at;
    int after;
};

static int burn(struct fuse *f)
{
    f->after |= f->calls > f->burns_at;
    return ++f->calls > f->burns_at ? -7 : 0;
}

static int fused(const double *x, const double *p, double *y, void *user)
{
    return burn(user) ? -7 : henon(x, p, y, NULL);
}

static int fused_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    return burn(user) ? -7 : henon_block(n, x, p, y, NULL);
}

static int fused_tangent_block(size_t n, const double *x, const double *p, const double *v, double *w,
                               void *user)
{
    return burn(user) ? -7 : henon_tangent_block(n, x, p, v, w, NULL);
}

/* It is not called again, and the call says what it returned. */
static void stopped(int code, struct fuse *f, const char *call)
{
    ck_assert_msg(code == CHAOS_EFUNCTION, "%s returned %d", call, code);
    ck_assert_msg(why.code == code && why.index == -7 && strstr(why.message, "-7"), "%s: %s", call,
                  why.message);
    ck_assert_msg(!f->after, "%s: called again after it said stop", call);
    f->calls = 0;
}

static void stops_everywhere(const chaos_map *map, struct fuse *f)
{
    const chaos_axis axis = { .size = sizeof axis, .name = "a", .count = 1000, .start = 1, .stop = 1.4 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_measure measures[CHAOS_NMEASURES];
    uint32_t status[1000], n = measures_all(map, measures);
    for (uint32_t i = 0; i < n; ++i) {
        measure_alloc(map, 1000, &measures[i], 1000);
        stopped(chaos_sweep(map, &grid, 100, 1000, &measures[i], 1, status, NULL, &why), f,
                chaos_measure_name(measures[i].kind));
        ck_assert_uint_eq(status[999], CHAOS_PENDING);
        measure_free(&measures[i]);
    }
    double params[2], state[2], rows[500][2];
    default_point(map, params, state);
    stopped(chaos_iterate_one(map, 100000, params, state, NULL, &why), f, "chaos_iterate_one");
    default_point(map, params, state);
    stopped(chaos_orbit_next(map, 500, params, state, rows[0], NULL, &why), f, "chaos_orbit_next");
    if (f->burns_at < 10)
        stopped(chaos_cycle(map, 13, params, state, NULL, NULL, NULL, NULL, &why), f, "chaos_cycle");
}

START_TEST(what_is_not_0_stops_the_call)
{
    struct fuse f = { 0 };
    chaos_function scalar = like("henon"), blocks = scalar, tangents;
    scalar.user = blocks.user = &f;
    scalar.step = fused;
    blocks.step_block = fused_block;
    tangents = blocks;
    tangents.tangent_block = fused_tangent_block;
    chaos_map *maps[] = { made(&scalar), made(&blocks), made(&tangents) };
    static const long burns_at[] = { 0, 1, 5, 64, 65, 150, 300 };
    for (size_t i = 0; i < LENGTH(maps); ++i)
        for (size_t j = 0; j < LENGTH(burns_at); ++j) {
            f = (struct fuse){ .burns_at = burns_at[j] };
            stops_everywhere(maps[i], &f);
        }
    for (size_t i = 0; i < LENGTH(maps); ++i)
        chaos_map_free(maps[i]);
}
END_TEST

static int slow(const double *x, const double *p, double *y, void *user)
{
    usleep(1);
    return henon(x, p, y, user);
}

static int at_once(void *user, double done, double total)
{
    (void)done, (void)total;
    double *asked = user;
    *asked = now();
    return 1;
}

START_TEST(a_slow_function_can_be_cancelled)
{
    static const char *const kinds[] = { "final", "orbit", "lyapunov", "escape" };
    chaos_function f = like("henon");
    f.step = slow;
    chaos_map *map = made(&f);
    const chaos_axis axis = { .size = sizeof axis, .name = "a", .count = 30, .start = 1, .stop = 1.4 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    for (size_t k = 0; k < LENGTH(kinds); ++k) {
        double asked = 0, began = now();
        const chaos_options options = { .size = sizeof options, .progress = at_once, .user = &asked };
        chaos_measure m = measure_named(kinds[k]);
        if (m.kind == CHAOS_ORBIT)
            m.every = 50;
        measure_alloc(map, 100000, &m, 30);
        int code = chaos_sweep(map, &grid, 0, 100000, &m, 1, NULL, &options, &why);
        ck_assert_int_eq(code, CHAOS_ECANCELED);
        ck_assert_msg(asked - began < patience(1), "%s: asked after %g s", kinds[k], asked - began);
        ck_assert_msg(now() - asked < patience(0.1), "%s: stopped after %g s", kinds[k], now() - asked);
        measure_free(&m);
    }
    chaos_map_free(map);
}
END_TEST

/* ----------------------------------------------------------------- what is said of them */

START_TEST(what_is_not_said_has_a_default)
{
    const char *const names[] = { "x", "y" };
    chaos_function f = { .size = sizeof f,
                         .dim = 2,
                         .nparams = 1,
                         .step = cat,
                         .states = names,
                         .params = (const char *const[]){ "a" } };
    chaos_map *map = made(&f);
    ck_assert_str_eq(chaos_map_name(map), "function");
    ck_assert_str_eq(chaos_map_formula(map), "");
    ck_assert(isnan(chaos_map_param_default(map, 0)) && chaos_map_bound(map) == 1e10);
    ck_assert(chaos_map_state_default(map, 0) != chaos_map_state_default(map, 1));
    double out[2];
    const chaos_batch batch = { .size = sizeof batch };
    ck_assert_int_eq(chaos_iterate(map, 1, &batch, out, NULL, &why), CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "parameter a"), "%s", why.message);
    ck_assert_int_eq(chaos_cycle(map, 1, NULL, out, NULL, NULL, NULL, NULL, &why), CHAOS_EINVAL);
    chaos_map_free(map);
    f.wrap = (const double[]){ 1, 2 };
    map = made(&f);
    ck_assert(isinf(chaos_map_bound(map)) && chaos_map_wrap(map, 1) == 2);
    chaos_map_free(map);
}
END_TEST

START_TEST(mistakes_are_told)
{
    const chaos_function good = { .size = sizeof good,
                                  .dim = 1,
                                  .nparams = 1,
                                  .step = logistic,
                                  .states = (const char *const[]){ "x" },
                                  .params = (const char *const[]){ "r" } };
    chaos_function f[16];
    for (size_t i = 0; i < LENGTH(f); ++i)
        f[i] = good;
    size_t n = 0;
    static const char *arguments[16];
#define WRONG(argument, change) arguments[n] = argument, f[n++].change
    WRONG("function", size = 8);
    WRONG("step", step = NULL);
    WRONG("step", step_block = logistic_block);
    WRONG("tangent", tangent_block = henon_tangent_block);
    WRONG("thread_safe", thread_safe = 2);
    WRONG("reserved", reserved = 1);
    WRONG("lanes", lanes = 64);
    WRONG("dim", dim = 0);
    WRONG("states", states = NULL);
    WRONG("params", params = NULL);
    WRONG("nparams", nparams = 17);
    WRONG("states", states = (const char *const[]){ "2x" });
    WRONG("states", states = (const char *const[]){ "r" });
    WRONG("x", state_defaults = (const double[]){ NAN });
    WRONG("wrap", wrap = (const double[]){ -1 });
    WRONG("bound", bound = -1);
#undef WRONG
    for (size_t i = 0; i < n; ++i) {
        chaos_map *map = NULL;
        ck_assert_int_eq(chaos_map_from_function(&f[i], &map, &why), CHAOS_EINVAL);
        ck_assert_msg(strcmp(why.argument, arguments[i]) == 0 && why.message[0], "%zu: %s: %s", i,
                      why.argument, why.message);
        ck_assert_ptr_null(map);
    }
    ck_assert_int_eq(chaos_map_from_function(NULL, NULL, NULL), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_map_from_function(&good, NULL, &why), CHAOS_EINVAL);
}
END_TEST

TCase *tcase_function(void)
{
    TCase *tc = tcase_create("function");
    tcase_add_test(tc, a_copy_of_a_built_in_map_gives_its_bits);
    tcase_add_test(tc, angles_turn_and_are_lifted);
    tcase_add_test(tc, exponents_with_and_without_a_derivative);
    tcase_add_test(tc, cycles_by_differences);
    tcase_add_test(tc, no_function_sees_an_escaped_state);
    tcase_add_test(tc, serial_unless_said_to_be_thread_safe);
    tcase_add_test(tc, what_is_not_0_stops_the_call);
    tcase_add_test(tc, a_slow_function_can_be_cancelled);
    tcase_add_test(tc, what_is_not_said_has_a_default);
    tcase_add_test(tc, mistakes_are_told);
    return tc;
}
