/* The call for cycles: what it says, how it is stopped, and that it is the same everywhere.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/cycles.h"

#include <time.h>

START_TEST(what_the_result_says)
{
    double r = 3.2, guess = 0.5;
    chaos_map *map;
    chaos_result *result;
    must(chaos_map_parse("x' = r*x*(1 - x)", NULL, &map, &why));
    must(chaos_cycle_find(map, 2, &r, &guess, &result, NULL, &why));
    chaos_map_free(map);
    ck_assert_str_eq(chaos_result_kind(result), "cycles");
    ck_assert_str_eq(chaos_result_table(result, 0), "rows");
    ck_assert(!chaos_result_table(result, 1) && chaos_result_nrows(result, "rows") == 1);
    ck_assert_str_eq(chaos_map_formula(chaos_result_map(result)), "x' = r*x*(1 - x)");
    static const struct {
        const char *name;
        uint32_t type, ndim;
        bool ragged;
    } columns[] = {
        { "period", CHAOS_U64, 0, false },       { "points", CHAOS_F64, 1, true },
        { "multipliers", CHAOS_C128, 0, false }, { "exponents", CHAOS_F64, 0, false },
        { "points_error", CHAOS_F64, 0, false }, { "multipliers_error", CHAOS_F64, 0, false },
        { "residual", CHAOS_F64, 0, false },     { "converged", CHAOS_U32, 0, false },
        { "family", CHAOS_U32, 0, false },       { "unstable", CHAOS_U32, 0, false },
        { "neutral", CHAOS_U32, 0, false },      { "index", CHAOS_I64, 0, false },
    };
    for (size_t i = 0; i < LENGTH(columns); ++i) {
        const chaos_column *c = chaos_result_column(result, "rows", i);
        ck_assert_str_eq(c->name, columns[i].name);
        ck_assert(c->type == columns[i].type && c->ndim == columns[i].ndim && c->ragged == columns[i].ragged);
        ck_assert(*c->label && c->unit && *c->help && isnan(c->none));
    }
    ck_assert(!chaos_result_column(result, "rows", LENGTH(columns)));
    const char *recipe = chaos_result_recipe(result);
    ck_assert(
        strstr(recipe, "\"params\": {\"r\": 3.2}, \"guess\": {\"x\": 0.5}, \"period\": 2, \"lift\": 0}"));
    chaos_result_free(result);
}
END_TEST

static int stops(const double *x, const double *p, double *y, void *user)
{
    (void)p;
    y[0] = 3.9 * x[0] * (1 - x[0]);
    return ++*(int *)user > 40 ? 2385 : 0;
}

START_TEST(a_function_that_stops)
{
    static const char *const states[] = { "x" };
    int calls = 0;
    const chaos_function function = {
        .size = sizeof function, .dim = 1, .step = stops, .states = states, .user = &calls
    };
    chaos_map *map;
    chaos_result *result = NULL;
    double guess = 0.3;
    must(chaos_map_from_function(&function, &map, &why));
    ck_assert_int_eq(chaos_cycle_find(map, 7, NULL, &guess, &result, NULL, &why), CHAOS_EFUNCTION);
    ck_assert(why.index == 2385 && !result);
    chaos_map_free(map);
}
END_TEST

START_TEST(wrong_arguments)
{
    const chaos_map *map = map_named("logistic");
    double r = 3.2, guess = 0.5, odd = NAN;
    chaos_result *result = NULL;
    static const chaos_options bad = { .size = sizeof bad, .lift = 2 };
    const struct {
        const chaos_map *map;
        uint64_t period;
        const double *params, *guess;
        chaos_result **result;
        const chaos_options *options;
        const char *argument;
    } wrong[] = {
        { NULL, 1, &r, &guess, &result, NULL, "map" },
        { map, 1, &r, NULL, &result, NULL, "guess" },
        { map, 1, &r, &guess, NULL, NULL, "result" },
        { map, 0, &r, &guess, &result, NULL, "period" },
        { map, 100001, &r, &guess, &result, NULL, "period" },
        { map, 1, &odd, &guess, &result, NULL, "r" },
        { map, 1, &r, &odd, &result, NULL, "x" },
        { map, 1, &r, &guess, &result, &bad, "lift" },
    };
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        ck_assert_int_eq(chaos_cycle_find(wrong[i].map, wrong[i].period, wrong[i].params, wrong[i].guess,
                                          wrong[i].result, wrong[i].options, &why),
                         CHAOS_EINVAL);
        ck_assert_str_eq(why.argument, wrong[i].argument);
        ck_assert_msg(strstr(why.message, "must"), "%s", why.message);
    }
    ck_assert(!result);
}
END_TEST

#ifdef HAVE_GSL

/* -------------------------------------------------------- what takes long can be stopped */

/* On the processor: other programs may have it meanwhile. */
static double busy(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct watch {
    double last, longest, stop_at, done;
    int calls;
};

static int watching(void *user, double done, double total)
{
    struct watch *w = user;
    const double time = busy();
    if (w->calls++ > 0)
        w->longest = fmax(w->longest, time - w->last);
    ck_assert(done >= w->done && done <= total);
    w->done = done / total == 1 ? INFINITY : done;
    w->last = time;
    return time >= w->stop_at;
}

START_TEST(a_large_lattice_can_be_stopped)
{
    static const uint64_t sites[] = { 1000, 1000, 300, 200 }, periods[] = { 1, 20, 5, 60 };
    for (size_t i = 0; i < LENGTH(sites); ++i)
        for (double after = 0.02; after < 1; after *= 4) {
            chaos_map *ring;
            must(chaos_map_lattice("logistic_ring", sites[i], &ring, &why));
            double *guess = doubles(sites[i]), begin = busy();
            for (uint64_t k = 0; k < sites[i]; ++k)
                guess[k] = chaos_map_state_default(ring, k);
            struct watch w = { .stop_at = begin + after };
            chaos_options options = { .size = sizeof options, .progress = watching, .user = &w };
            chaos_result *result = NULL;
            int code = chaos_cycle_find(ring, periods[i], NULL, guess, &result, &options, &why);
            const double late = busy() - w.stop_at;
            ck_assert_msg(code == CHAOS_ECANCELED || busy() - begin < after, "code %d", code);
            ck_assert(code == CHAOS_ECANCELED ? !result : result != NULL);
            ck_assert_msg(late < patience(0.1), "%d sites, period %d, after %g s: %g s late", (int)sites[i],
                          (int)periods[i], after, late);
            chaos_result_free(result);
            chaos_map_free(ring);
            free(guess);
        }
}
END_TEST

START_TEST(progress_goes_on_to_the_end)
{
    double p[2] = { 1.4, 0.3 }, guess[2] = { 0.6, 0.2 };
    struct watch w = { .stop_at = INFINITY };
    chaos_options options = { .size = sizeof options, .progress = watching, .user = &w };
    struct found f = look_for(map_named("henon"), 100000, p, guess, &options);
    ck_assert(isinf(w.done) && w.calls > 1);
    ck_assert_msg(w.longest < patience(0.1), "%g s without a word", w.longest);
    found_free(&f);
}
END_TEST

/* Bits depend neither on threads nor on the instruction set. */
START_TEST(the_same_everywhere)
{
    static const char *const names[] = { "henon", "folded_towel", "logistic_ring" };
    for (size_t i = 0; i < LENGTH(names); ++i) {
        const chaos_map *map = map_named(names[i]);
        const uint64_t period = 300;
        double params[16], state[64];
        struct found first[FAMILIES] = { 0 };
        const char *isa;
        default_point(map, params, state);
        for (size_t k = 0; (isa = isa_at(k)); ++k) {
            const int family = isa_family(isa, NULL);
            for (uint32_t threads = 1; threads <= 5; threads += 2) {
                chaos_options options = with_threads(threads);
                struct found f = look_for(map, period, params, state, &options);
                if (!first[family].points) {
                    first[family] = f;
                    continue;
                }
                same_doubles(f.points, first[family].points, period * f.dim, "%s, points, %s", names[i], isa);
                same_doubles(&f.multipliers[0][0], &first[family].multipliers[0][0], 2 * f.count,
                             "%s, multipliers, %s", names[i], isa);
                same_doubles(f.exponents, first[family].exponents, f.count, "%s, exponents, %s", names[i],
                             isa);
                found_free(&f);
            }
        }
        for (int family = 0; family < FAMILIES; ++family)
            found_free(&first[family]);
    }
}
END_TEST

#else

START_TEST(without_gsl_only_one_dimension)
{
    double guess[2] = { 0.6, 0.2 };
    chaos_result *result = NULL;
    ck_assert_int_eq(chaos_cycle_find(map_named("henon"), 1, NULL, guess, &result, NULL, &why),
                     CHAOS_ENOTSUP);
    ck_assert(!result && strstr(why.message, "GSL"));
}
END_TEST

#endif

TCase *tcase_cycle_calls(void)
{
    TCase *tcase = tcase_create("cycle_calls");
    tcase_add_test(tcase, what_the_result_says);
    tcase_add_test(tcase, a_function_that_stops);
    tcase_add_test(tcase, wrong_arguments);
#ifdef HAVE_GSL
    tcase_add_test(tcase, a_large_lattice_can_be_stopped);
    tcase_add_test(tcase, progress_goes_on_to_the_end);
    tcase_add_test(tcase, the_same_everywhere);
#else
    tcase_add_test(tcase, without_gsl_only_one_dimension);
#endif
    return tcase;
}
