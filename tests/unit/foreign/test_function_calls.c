/* Maps of C functions: what they are given, on which threads, how they stop a call.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/foreign/functions.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

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
    enum { COUNT = 203 };
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
        must(sweep_into(moments, status, i ? blocks : scalar, &grid, NULL, "moments:transient=10:steps=331"));
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
        must(sweep_into(out[safe], NULL, map, &grid, &options, "final:transient=0:steps=3000"));
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
    struct measured measures[MAX_KINDS];
    const size_t n = measures_all(map, 1000, 100, 1000, measures);
    for (size_t i = 0; i < n; ++i) {
        stopped(sweep_measured(map, &grid, &measures[i], 1, NULL), f, measures[i].kind);
        ck_assert_uint_eq(*(uint32_t *)output_at(&measures[i], measures[i].n - 1, 999), CHAOS_PENDING);
    }
    measures_free(measures, n);
    double params[2], state[2], rows[500][2];
    default_point(map, params, state);
    stopped(chaos_iterate_one(map, 100000, params, state, NULL, &why), f, "chaos_iterate_one");
    default_point(map, params, state);
    stopped(chaos_orbit_next(map, 500, params, state, rows[0], NULL, &why), f, "chaos_orbit_next");
    if (f->burns_at < 10)
        stopped(cycle_of(map, 13, params, state, NULL, NULL, NULL), f, "chaos_cycle_find");
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
    static const char *const kinds[] = { "final", "orbit:every=50", "lyapunov", "escape" };
    chaos_function f = like("henon");
    f.step = slow;
    chaos_map *map = made(&f);
    const chaos_axis axis = { .size = sizeof axis, .name = "a", .count = 30, .start = 1, .stop = 1.4 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    for (size_t k = 0; k < LENGTH(kinds); ++k) {
        double asked = 0, began = now();
        const chaos_options options = { .size = sizeof options, .progress = at_once, .user = &asked };
        struct measured m = measured_new(map, 30, "%s:transient=0:steps=100000", kinds[k]);
        int code = sweep_measured(map, &grid, &m, 1, &options);
        ck_assert_int_eq(code, CHAOS_ECANCELED);
        ck_assert_msg(asked - began < patience(1), "%s: asked after %g s", kinds[k], asked - began);
        ck_assert_msg(now() - asked < patience(0.1), "%s: stopped after %g s", kinds[k], now() - asked);
        measured_free(&m);
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
    ck_assert_int_eq(cycle_of(map, 1, NULL, out, NULL, NULL, NULL), CHAOS_EINVAL);
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
    WRONG("pure", pure = 2);
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

TCase *tcase_function_calls(void)
{
    TCase *tc = tcase_create("function_calls");
    tcase_add_test(tc, no_function_sees_an_escaped_state);
    tcase_add_test(tc, serial_unless_said_to_be_thread_safe);
    tcase_add_test(tc, what_is_not_0_stops_the_call);
    tcase_add_test(tc, a_slow_function_can_be_cancelled);
    tcase_add_test(tc, what_is_not_said_has_a_default);
    tcase_add_test(tc, mistakes_are_told);
    return tc;
}
