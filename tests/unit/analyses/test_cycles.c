/* chaos_cycles: what it refuses, and what it leaves when it is stopped.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"
#include "support.h"

#include <math.h>
#include <string.h>
#include <time.h>

static int stop_soon(void *calls, double done, double total)
{
    ck_assert(done <= total);
    return ++*(int *)calls > 1;
}

START_TEST(mistakes)
{
    const chaos_map *henon = chaos_map_find("henon");
    const double box[4] = { -2.0, 2.0, 1.0, -1.0 }, params[2] = { NAN, 0.3 };
    const struct {
        const chaos_map *map;
        uint64_t first, last;
        const double *params, *box;
        double budget;
        const char *argument;
    } calls[] = {
        { NULL, 1, 2, NULL, NULL, 0.0, "map" },
        { henon, 0, 2, NULL, NULL, 0.0, "periods" },
        { henon, 3, 2, NULL, NULL, 0.0, "periods" },
        { henon, 1, 1001, NULL, NULL, 0.0, "periods" },
        { henon, 1, 2, params, NULL, 0.0, "a" },
        { henon, 1, 2, NULL, box, 0.0, "box" },
        { henon, 1, 2, NULL, NULL, -1.0, "budget" },
        { henon, 1, 2, NULL, NULL, NAN, "budget" },
        { chaos_map_find("logistic_ring"), 1, 2, NULL, NULL, 0.0, "map" },
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        chaos_result *result = NULL;
        chaos_error error;
        const int code = chaos_cycles(calls[i].map, calls[i].first, calls[i].last, calls[i].params,
                                      calls[i].box, calls[i].budget, &result, NULL, &error);
        ck_assert_int_eq(code, CHAOS_EINVAL);
        ck_assert_str_eq(error.argument, calls[i].argument);
        ck_assert_ptr_null(result);
    }
}
END_TEST

START_TEST(stopped)
{
    int calls = 0;
    const chaos_options options = { .size = sizeof options, .progress = stop_soon, .user = &calls };
    chaos_result *result = NULL;
    const double four = 4.0;
    ck_assert_int_eq(chaos_cycles(chaos_map_find("logistic"), 1, 40, &four, NULL, 0.0, &result, &options,
                                  NULL),
                     CHAOS_ECANCELED);
    ck_assert_ptr_nonnull(result);
    ck_assert_str_eq(chaos_result_kind(result), "all_cycles");
    ck_assert_ptr_nonnull(strstr(chaos_result_recipe(result), "canceled"));
    chaos_result_free(result);
}
END_TEST

static int tick_once(void *search, unsigned thread, uint64_t job)
{
    (void)job;
    return chaosi_jobs_tick(((chaosi_search *)search)->jobs, thread, 1);
}

/* A search is made of many short runs. The time since the last report goes on from one to the next: else there would
 * be none. */
START_TEST(runs_of_a_search_report_together)
{
    int calls = 0;
    chaosi_search s = { .options = { .progress = stop_soon, .user = &calls } };
    for (int run = 0; run < 2; run++) {
        chaosi_jobs jobs = { .count = 1, .work = tick_once, .ctx = &s };
        clock_gettime(CLOCK_MONOTONIC, &s.reported);
        s.reported.tv_sec -= 1;
        const time_t before = s.reported.tv_sec;
        ck_assert_int_eq(chaosi_search_run(&s, &jobs, 1, 1.0), run ? CHAOS_ECANCELED : CHAOS_OK);
        ck_assert_int_eq(calls, run + 1);
        ck_assert(s.reported.tv_sec > before);
    }
}
END_TEST

START_TEST(one_state)
{
    chaos_result *result = NULL;
    uint64_t periods[5];
    const double four = 4.0;
    ck_assert_int_eq(chaos_cycles(chaos_map_find("logistic"), 1, 3, &four, NULL, 0.0, &result, NULL, NULL),
                     CHAOS_OK);
    ck_assert_uint_eq(chaos_result_nrows(result, "rows"), 5);
    ck_assert_int_eq(chaos_result_copy(result, "rows", "period", periods, sizeof periods, NULL, NULL),
                     CHAOS_OK);
    const uint64_t expected[5] = { 1, 1, 2, 3, 3 };
    ck_assert_mem_eq(periods, expected, sizeof periods);
    chaos_result_free(result);
}
END_TEST

/* Halving cells comes to an end where there are few doubles, where f is rounded to more than the box, and in noise. */
START_TEST(cells_end)
{
    static const struct {
        const char *text;
        double box[2];
        uint64_t expected; /* cycles of periods 1 and 2; UINT64_MAX: whatever is found */
    } cases[] = {
        { "x' = (x < 1e-311 ? 0.5*x : 1 - x)", { 0, 1e-310 }, 1 },
        { "x' = (x < 1e-311 ? 0.5*x : 1 - x)", { 0, 1e-300 }, 1 },
        { "x' = (x < 1e-21 ? 0.5*x : 1 - x)", { 0, 1e-20 }, 1 },
        { "x' = 1/x", { -1e-310, 1e-310 }, 0 },
        { "x' = 0.5 + 0.5*sin(1e20*x)", { 0, 1 }, UINT64_MAX },
        { "x' = (sin(1e17*x) > 0 ? 0.2 : 0.7) + 0.1*x", { 0, 1 }, UINT64_MAX },
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        chaos_map *map = parsed(cases[i].text, NULL);
        chaos_result *result = NULL;
        must(chaos_cycles(map, 1, 2, NULL, cases[i].box, 0.0, &result, NULL, &why));
        if (cases[i].expected != UINT64_MAX)
            ck_assert_uint_eq(chaos_result_nrows(result, "rows"), cases[i].expected);
        chaos_result_free(result);
        chaos_map_free(map);
    }
}
END_TEST

TCase *tcase_cycles(void)
{
    TCase *tcase = tcase_create("cycles");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, mistakes);
    tcase_add_test(tcase, stopped);
    tcase_add_test(tcase, runs_of_a_search_report_together);
    tcase_add_test(tcase, one_state);
    tcase_add_test(tcase, cells_end);
    return tcase;
}
