/* Bifurcation diagrams: branches that are known, what belongs together, cancelling, bad input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/branches.h"

static chaos_result *diagram_of(const chaos_map *map, const char *along, double low, double high,
                                uint64_t max_period, uint64_t seeds, const chaos_options *options)
{
    chaos_result *result;
    must(chaos_bifurcation_diagram(map, (uint64_t)chaos_map_param_index(map, along), low, high, max_period,
                                   seeds, NULL, NULL, 0, &result, options, &why));
    return result;
}

/* The cascade of the logistic map: each branch but the first leaves at the flip of the one before. */
START_TEST(cascade)
{
    static const double flips[] = { 3.0, 3.4494897427831781 };
    chaos_result *d = diagram_of(map_named("logistic"), "r", 2.5, 3.5, 4, 0, NULL);
    const uint64_t branches = chaos_result_nrows(d, "branches"), rows = chaos_result_nrows(d, "rows");
    uint64_t *period = branch_column(d, "branches", "period", 8), *of = branch_column(d, "rows", "branch", 8),
             *special_of = branch_column(d, "special_points", "branch", 8);
    double *at = branch_column(d, "special_points", "parameter", 8);
    uint64_t *offsets = malloc((rows + 1) * sizeof *offsets), last = 0, counts[5] = { 0 };
    double *points = malloc(chaos_result_elements(d, "rows", "points") * sizeof *points);
    ck_assert_ptr_nonnull(offsets);
    ck_assert_ptr_nonnull(points);
    for (uint64_t i = 0; i < branches; i++)
        counts[period[i]]++;
    ck_assert(counts[1] == 2 && counts[2] == 1 && counts[4] == 1);
    ck_assert_uint_eq(chaos_result_nrows(d, "special_points"), 2);
    for (uint64_t i = 0; i < 2; i++) {
        close_to(at[i], flips[i], 1e-12, "flip %d", (int)i);
        ck_assert_uint_eq(period[special_of[i]], 1 + i);
    }
    must(chaos_result_copy(d, "rows", "points", points,
                           chaos_result_elements(d, "rows", "points") * sizeof *points, offsets, &why));
    for (uint64_t i = 0; i < rows; i++) {
        ck_assert(of[i] == last || of[i] == last + 1);
        last = of[i];
        ck_assert_uint_eq(offsets[i + 1] - offsets[i], period[last]);
    }
    ck_assert_uint_eq(last + 1, branches);
    ck_assert_ptr_nonnull(strstr(chaos_result_recipe(d), "\"stopped\": \"no\""));
    free(period);
    free(of);
    free(special_of);
    free(at);
    free(offsets);
    free(points);
    chaos_result_free(d);
}
END_TEST

/* At r = 4 there are all cycles, 2^n points of f^n(x) = x; whatever the threads. */
START_TEST(all_at_4)
{
    static const uint64_t primes[] = { 0, 2, 1, 2, 3, 6, 9 };
    uint64_t ends[7] = { 0 };
    chaos_options three = { .size = sizeof three, .threads = 3 };
    chaos_result *d = diagram_of(map_named("logistic"), "r", 3.4, 4.0, 6, 1, NULL),
                 *again = diagram_of(map_named("logistic"), "r", 3.4, 4.0, 6, 1, &three);
    const uint64_t rows = chaos_result_nrows(d, "rows");
    uint64_t *period = branch_column(d, "branches", "period", 8), *of = branch_column(d, "rows", "branch", 8);
    double *r = branch_column(d, "rows", "parameter", 8),
           *others = branch_column(again, "rows", "parameter", 8);
    for (uint64_t i = 0; i < rows; i++)
        if (r[i] == 4.0)
            ends[period[of[i]]]++;
    for (int n = 1; n <= 6; n++)
        ck_assert_msg(ends[n] == primes[n], "%d cycles of period %d", (int)ends[n], n);
    ck_assert_uint_eq(rows, chaos_result_nrows(again, "rows"));
    ck_assert_mem_eq(r, others, rows * sizeof *r);
    free(period);
    free(of);
    free(r);
    free(others);
    chaos_result_free(d);
    chaos_result_free(again);
}
END_TEST

static int stop_later(void *user, double done, double total)
{
    ck_assert(done >= 0.0 && done <= total);
    return ++*(int *)user > 30;
}

START_TEST(cancelled)
{
    int calls = 0;
    chaos_options options = { .size = sizeof options, .progress = stop_later, .user = &calls };
    chaos_result *result = NULL;
    const int code = chaos_bifurcation_diagram(map_named("logistic"), 0, 2.0, 4.0, 10, 1000, NULL, NULL, 0,
                                               &result, &options, &why);
    ck_assert_int_eq(code, CHAOS_ECANCELED);
    ck_assert_ptr_nonnull(result);
    ck_assert_ptr_nonnull(strstr(chaos_result_recipe(result), "\"stopped\": \"canceled\""));
    chaos_result_free(result);
}
END_TEST

START_TEST(bad_input)
{
    const chaos_map *map = map_named("logistic");
    chaos_map *ring, *text = parsed("x' = a - x^2", NULL);
    chaos_result *result = NULL;
    const double upside[2] = { 1.0, 0.0 };
    must(chaos_map_lattice("logistic_ring", 16, &ring, &why));
    const struct {
        const chaos_map *map;
        uint64_t along;
        double low, high;
        uint64_t period, seeds, budget;
        const double *box;
        const char *says;
    } cases[] = {
        { NULL, 0, 2, 4, 4, 1, 0, NULL, "map must not be NULL" },
        { map, 1, 2, 4, 4, 1, 0, NULL, "along must be the number of a parameter, below 1, got 1" },
        { map, 0, 4, 2, 4, 1, 0, NULL, "r must go from a low value to a high one, got 4 to 2" },
        { map, 0, 2, INFINITY, 4, 1, 0, NULL, "r must go from a low value to a high one, got 2 to inf" },
        { map, 0, 2, 4, 0, 1, 0, NULL, "max_period must be at least 1" },
        { map, 0, 2, 4, 513, 1, 0, NULL, "max_period * states at most 512, got 513 * 1" },
        { map, 0, 2, 4, 4, 10001, 0, NULL, "seeds must be at most 10000, got 10001" },
        { map, 0, 2, 4, 4, 1, 1, NULL, "budget must be 2 to" },
        { map, 0, 2, 4, 4, 1, 0, upside, "box must have finite intervals with low < high, got 1 to 0 for x" },
        { text, 0, 0, 1, 4, 1, 0, NULL, "box must have an interval for each state of a map without a view" },
        { ring, 0, 2, 4, 4, 1, 0, NULL,
          "map must have at most 6 states for a diagram of all its cycles, got 16" },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        const int code = chaos_bifurcation_diagram(cases[i].map, cases[i].along, cases[i].low, cases[i].high,
                                                   cases[i].period, cases[i].seeds, NULL, cases[i].box,
                                                   cases[i].budget, &result, NULL, &why);
        ck_assert_int_eq(code, CHAOS_EINVAL);
        ck_assert_msg(strstr(why.message, cases[i].says) != NULL, "%s", why.message);
        ck_assert_ptr_null(result);
    }
    chaos_map_free(ring);
    chaos_map_free(text);
}
END_TEST

START_TEST(names_of_stops)
{
    ck_assert_str_eq(chaos_stop_name(CHAOS_STOP_BOX), "box");
    ck_assert_str_eq(chaos_stop_name(CHAOS_STOP_CANCELED), "canceled");
    ck_assert_ptr_null(chaos_stop_name(CHAOS_STOP_CANCELED + 1));
}
END_TEST

TCase *tcase_diagrams(void)
{
    TCase *tcase = tcase_create("diagrams");
    tcase_add_test(tcase, cascade);
    tcase_add_test(tcase, all_at_4);
    tcase_add_test(tcase, cancelled);
    tcase_add_test(tcase, bad_input);
    tcase_add_test(tcase, names_of_stops);
    return tcase;
}
