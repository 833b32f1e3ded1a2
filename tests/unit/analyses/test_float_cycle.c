/* Cycles of floating point, against going step by step.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

struct row {
    uint32_t found, status;
    uint64_t tail, length;
    double log_multiplier;
};

static void get(const chaos_result *result, const char *column, void *values, uint64_t bytes)
{
    must(chaos_result_copy(result, "rows", column, values, bytes, NULL, &why));
}

static void rows_of(const chaos_map *map, uint64_t max_steps, struct points *points,
                    const chaos_options *options, struct row *rows)
{
    const uint64_t n = points->count;
    chaos_result *result;
    uint32_t found[n], status[n];
    uint64_t tail[n], length[n];
    double log_multiplier[n];
    must(chaos_float_cycle(map, max_steps, points_all(points), &result, options, &why));
    ck_assert_uint_eq(chaos_result_nrows(result, "rows"), n);
    get(result, "found", found, sizeof found);
    get(result, "status", status, sizeof status);
    get(result, "tail", tail, sizeof tail);
    get(result, "length", length, sizeof length);
    get(result, "log_multiplier", log_multiplier, sizeof log_multiplier);
    chaos_result_free(result);
    for (uint64_t i = 0; i < n; i++)
        rows[i] = (struct row){ found[i], status[i], tail[i], length[i], log_multiplier[i] };
}

/* Both orbits of one lane, step by step. */
static void check_row(const chaos_map *map, const double *params, const double *start, const struct row *row)
{
    const uint64_t dim = chaos_map_dim(map);
    double ahead[dim], behind[dim], point[dim];
    memcpy(ahead, start, sizeof ahead);
    memcpy(behind, start, sizeof behind);
    must(chaos_iterate_one(map, row->length, params, ahead, NULL, &why));
    uint64_t tail = 0, length = 0;
    for (; memcmp(ahead, behind, sizeof ahead) != 0; tail++) {
        must(chaos_iterate_one(map, 1, params, ahead, NULL, &why));
        must(chaos_iterate_one(map, 1, params, behind, NULL, &why));
    }
    memcpy(point, behind, sizeof point);
    do {
        must(chaos_iterate_one(map, 1, params, behind, NULL, &why));
        length++;
    } while (memcmp(point, behind, sizeof point) != 0);
    ck_assert_msg(tail == row->tail && length == row->length, "%s: %llu and %llu, not %llu and %llu",
                  chaos_map_name(map), (unsigned long long)row->tail, (unsigned long long)row->length,
                  (unsigned long long)tail, (unsigned long long)length);
}

START_TEST(against_step_by_step)
{
    static const struct {
        const char *map;
        double low, high; /* of its first parameter */
    } cases[] = {
        { "logistic", 2.5, 3.6 }, { "henon", 0.3, 1.05 }, { "tent", 1.999, 2.0 }, { "ikeda", 0.3, 0.6 }
    };
    enum { COUNT = 70 };
    for (size_t c = 0; c < LENGTH(cases); c++) {
        const chaos_map *map = map_named(cases[c].map);
        struct points *points = points_new(map, COUNT);
        struct row rows[COUNT], other[COUNT];
        int found = 0;
        for (uint64_t i = 0; i < COUNT; i++)
            points->params[i * points->nparams] =
                cases[c].low + (cases[c].high - cases[c].low) * (double)i / (COUNT - 1);
        const chaos_options one = with_threads(1), two = with_threads(2);
        rows_of(map, 200000, points, &one, rows);
        rows_of(map, 200000, points, &two, other);
        for (uint64_t i = 0; i < COUNT; i++) {
            ck_assert(rows[i].found == other[i].found && rows[i].tail == other[i].tail &&
                      rows[i].length == other[i].length &&
                      same_bits(rows[i].log_multiplier, other[i].log_multiplier));
            if (!rows[i].found)
                continue;
            found++;
            check_row(map, points->params + i * points->nparams, points->states + i * points->dim, &rows[i]);
        }
        ck_assert_msg(found > 0, "%s: none found", cases[c].map);
        points_free(points);
    }
}
END_TEST

START_TEST(multipliers_and_none)
{
    const chaos_map *logistic = map_named("logistic");
    struct points *points = points_new(logistic, 3);
    struct row rows[3];
    points->params[0] = 3.2;
    points->params[1] = 4.5;
    points->params[2] = 3.9;
    rows_of(logistic, 10000, points, NULL, rows);
    ck_assert_uint_eq(rows[0].length, 2);
    close_to(rows[0].log_multiplier, 2 * log(0.4), 1e-12, "r = 3.2");
    ck_assert(!rows[1].found && rows[1].status == CHAOS_ESCAPED && isnan(rows[1].log_multiplier));
    ck_assert(!rows[2].found && rows[2].status == 0 && rows[2].length == 0);
    points_free(points);
}
END_TEST

/* What differs from point to point has a column; all else is in the recipe. */
START_TEST(starts_and_parameters)
{
    const double r[] = { 3.2, 4.5 }, x = 0.3, length[] = { 2, 3 };
    const ptrdiff_t along = sizeof(double);
    const uint64_t shape = 2;
    const chaos_view param = { r, &along }, state = { &x, NULL };
    const chaos_batch batch = {
        .size = sizeof batch, .ndim = 1, .shape = &shape, .params = &param, .states = &state
    };
    double got[2];
    chaos_result *result;
    must(chaos_float_cycle(map_named("logistic"), 1000, &batch, &result, NULL, &why));
    get(result, "r", got, sizeof got);
    same_doubles(got, r, 2, "r");
    ck_assert_uint_eq(chaos_result_elements(result, "rows", "x"), 0);
    ck_assert_msg(strstr(chaos_result_recipe(result),
                         "\"params\": {}, \"start\": {\"x\": 0.3}, \"points\": 2") != NULL,
                  "%s", chaos_result_recipe(result));
    chaos_result_free(result);
    /* One that is called as a column of ours is left out. */
    chaos_map *map = parsed("x' = length*x; x = 0", NULL);
    const chaos_view other = { length, &along };
    const chaos_batch same = { .size = sizeof same, .ndim = 1, .shape = &shape, .params = &other };
    uint64_t lengths[2];
    must(chaos_float_cycle(map, 1000, &same, &result, NULL, &why));
    get(result, "length", lengths, sizeof lengths);
    ck_assert(lengths[0] == 1 && lengths[1] == 1);
    chaos_result_free(result);
    chaos_map_free(map);
}
END_TEST

static int stop(void *user, double done, double total)
{
    (void)user;
    return done < total;
}

START_TEST(mistakes_and_cancel)
{
    const chaos_map *logistic = map_named("logistic"), *standard = map_named("standard");
    struct points *points = points_new(logistic, 1), *angles = points_new(standard, 1);
    chaos_options options = { .size = sizeof options, .lift = 1 };
    chaos_result *result;
    ck_assert_int_eq(chaos_float_cycle(NULL, 10, points_all(points), &result, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_float_cycle(logistic, 0, points_all(points), &result, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_float_cycle(standard, 10, points_all(angles), &result, &options, &why),
                     CHAOS_EINVAL);
    options = (chaos_options){ .size = sizeof options, .progress = stop };
    ck_assert_int_eq(chaos_float_cycle(logistic, UINT64_C(1) << 50, points_all(points), &result, &options,
                                       &why),
                     CHAOS_ECANCELED);
    points_free(points);
    points_free(angles);
}
END_TEST

TCase *tcase_float_cycle(void)
{
    TCase *tcase = tcase_create("float_cycle");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, against_step_by_step);
    tcase_add_test(tcase, multipliers_and_none);
    tcase_add_test(tcase, starts_and_parameters);
    tcase_add_test(tcase, mistakes_and_cancel);
    return tcase;
}
