/* Skeletons: curves that are known in closed form, each once, cancelling, bad input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/branches.h"

static const uint64_t both[2] = { 0, 1 };
static const double plane[4] = { -1.0, 1.0, -2.0, 2.0 };

static chaos_result *skeleton_of(const chaos_map *map, const double *params, double x,
                                 const chaos_options *options)
{
    chaos_result *result;
    must(chaos_skeleton(map, 1, both, plane, params, &x, 2, 0, &result, options, &why));
    return result;
}

/* Fixed points of p + r x - x^3 fold on r = 1 + 3 x^2 and flip on r = 3 x^2 - 1, with p = x - r x + x^3; folds of twice the period
 * leave the generalised flips at r = -2/3, p = +-16/27. */
START_TEST(cubic)
{
    chaos_map *map = parsed("x' = p + r*x - x^3", NULL);
    chaos_options three = { .size = sizeof three, .threads = 3 };
    const double params[2] = { 0.0, 1.2 };
    chaos_result *k = skeleton_of(map, params, 0.45, NULL), *again = skeleton_of(map, params, 0.45, &three);
    const uint64_t curves = chaos_result_nrows(k, "curves"), rows = chaos_result_nrows(k, "rows");
    uint32_t *kind = branch_column(k, "curves", "kind", 4),
             *special = branch_column(k, "special_points", "kind", 4);
    uint64_t *period = branch_column(k, "curves", "period", 8), *of = branch_column(k, "rows", "curve", 8);
    int64_t *parent = branch_column(k, "curves", "parent", 8);
    double *parameters = branch_column(k, "rows", "parameters", 8),
           *others = branch_column(again, "rows", "parameters", 8),
           *points = malloc((2 * rows + 1) * sizeof *points);
    uint64_t *offsets = malloc((rows + 1) * sizeof *offsets), count[2][3] = { { 0 } }, flips = 0, cusps = 0;
    ck_assert(points && offsets);
    for (uint64_t i = 0; i < curves; i++) {
        ck_assert(kind[i] <= CHAOS_FLIP && period[i] <= 2);
        count[kind[i]][period[i]]++;
        if (kind[i] == CHAOS_FOLD && period[i] == 2)
            ck_assert(parent[i] >= 0 && kind[parent[i]] == CHAOS_FLIP);
    }
    ck_assert(count[CHAOS_FOLD][1] == 1 && count[CHAOS_FLIP][1] == 1 && count[CHAOS_FOLD][2] == 2);
    for (uint64_t i = 0; i < chaos_result_nrows(k, "special_points"); i++) {
        flips += special[i] == CHAOS_GENERALIZED_FLIP;
        cusps += special[i] == CHAOS_CUSP;
    }
    ck_assert(flips == 2 && cusps == 1);
    must(chaos_result_copy(k, "rows", "points", points,
                           chaos_result_elements(k, "rows", "points") * sizeof *points, offsets, &why));
    for (uint64_t i = 0; i < rows; i++) {
        const double x = points[offsets[i]], r = parameters[2 * i + 1];
        if (period[of[i]] == 1) {
            close_to(r, 3 * x * x + (kind[of[i]] == CHAOS_FOLD ? 1.0 : -1.0), 1e-12, "row %d", (int)i);
            close_to(parameters[2 * i], x - r * x + x * x * x, 1e-12, "row %d", (int)i);
        }
    }
    ck_assert_uint_eq(rows, chaos_result_nrows(again, "rows"));
    ck_assert_mem_eq(parameters, others, 2 * rows * sizeof *parameters);
    free(kind);
    free(special);
    free(period);
    free(of);
    free(parent);
    free(parameters);
    free(others);
    free(points);
    free(offsets);
    chaos_result_free(k);
    chaos_result_free(again);
    chaos_map_free(map);
}
END_TEST

static int stop_later(void *user, double done, double total)
{
    ck_assert(done >= 0.0 && done <= total);
    return ++*(int *)user > 3;
}

START_TEST(cancelled)
{
    chaos_map *map = parsed("x' = p + r*x - x^3", NULL);
    int calls = 0;
    chaos_options options = { .size = sizeof options, .progress = stop_later, .user = &calls };
    chaos_result *result = NULL;
    const double params[2] = { 0.0, 1.2 }, x = 0.45;
    ck_assert_int_eq(chaos_skeleton(map, 1, both, plane, params, &x, 2, 0, &result, &options, &why),
                     CHAOS_ECANCELED);
    ck_assert_ptr_nonnull(strstr(chaos_result_recipe(result), "\"stopped\": \"canceled\""));
    chaos_result_free(result);
    chaos_map_free(map);
}
END_TEST

START_TEST(wrong_questions)
{
    chaos_map *map = parsed("x' = p + r*x - x^3", NULL);
    static const uint64_t same[2] = { 1, 1 };
    static const double upside[4] = { 1.0, -1.0, -2.0, 2.0 };
    const double params[2] = { 0.0, 1.2 }, outside[2] = { 0.0, 3.0 }, x = 0.45;
    const struct {
        const uint64_t *over;
        const double *box, *params;
        uint64_t period, max_period, budget;
        const char *says;
    } cases[] = {
        { NULL, plane, params, 1, 2, 0, "over must not be NULL" },
        { same, plane, params, 1, 2, 0, "over must be the numbers of two parameters, below 2, got 1 and 1" },
        { both, upside, params, 1, 2, 0, "p must go from a low value to a high one, got 1 to -1" },
        { both, plane, outside, 1, 2, 0, "r of the cycle must be in -2 to 2, got 3" },
        { both, plane, params, 2, 1, 0, "max_period must be at least the cycle's period, 2" },
        { both, plane, params, 1, 513, 0, "max_period * states at most 512, got 513 * 1" },
        { both, plane, params, 1, 2, 1, "budget must be 2 to 100000000 rows, got 1" },
        { both, plane, params, 0, 2, 0, "period must be 1 to" },
        { both, plane, params, 2, 2, 0, "period must be the least one" },
    };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        chaos_result *result = NULL;
        const int code = chaos_skeleton(map, cases[i].period, cases[i].over, cases[i].box, cases[i].params,
                                        &x, cases[i].max_period, cases[i].budget, &result, NULL, &why);
        ck_assert_int_eq(code, CHAOS_EINVAL);
        ck_assert_msg(strstr(why.message, cases[i].says) != NULL, "%s", why.message);
        ck_assert_ptr_null(result);
    }
    chaos_map_free(map);
}
END_TEST

TCase *tcase_skeletons(void)
{
    TCase *tcase = tcase_create("skeletons");
    tcase_add_test(tcase, cubic);
    tcase_add_test(tcase, cancelled);
    tcase_add_test(tcase, wrong_questions);
    return tcase;
}
