/* Results of unknown length: made by hand, and of a call.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "core/recipe.h"
#include "core/result.h"

static const chaos_column columns[] = {
    { .name = "number", .type = CHAOS_U32, .label = "number", .unit = "", .help = "" },
    { .name = "pair",
      .type = CHAOS_F64,
      .ndim = 1,
      .shape = { 2, 0 },
      .dims = { CHAOS_DIM_COLUMN, 0 },
      .label = "pair",
      .unit = "",
      .help = "" },
    { .name = "path",
      .type = CHAOS_C128,
      .ndim = 2,
      .shape = { 0, 3 },
      .dims = { CHAOS_DIM_POINT, CHAOS_DIM_COLUMN },
      .ragged = true,
      .label = "path",
      .unit = "",
      .help = "" },
};
enum { ROWS = 40 };

/* Row i has i mod 5 points. */
static double path_value(size_t i, size_t k) { return (double)i + 1e-3 * (double)k; }

static chaos_result *made(const chaos_map *map)
{
    chaos_result *result = chaosi_result_new("sample", map);
    chaosi_buffer recipe = { 0 };
    chaosi_result_table(result, "rows", columns, LENGTH(columns));
    chaosi_result_table(result, "special_points", columns, 1);
    for (uint32_t i = 0; i < ROWS; ++i) {
        double pair[2] = { i, -(double)i }, path[2 * 3 * 5];
        for (size_t k = 0; k < LENGTH(path); ++k)
            path[k] = path_value(i, k);
        const chaosi_cell cells[] = { { &i, 1 }, { pair, 1 }, { i % 5 ? path : NULL, i % 5 } };
        chaosi_result_row(result, 0, cells);
    }
    const double odd[] = { NAN, 1.0 / 3 };
    chaosi_recipe_begin(&recipe, "sample", map);
    chaosi_recipe_params(&recipe, "params", odd, map);
    chaosi_recipe_string(&recipe, "text", "a \"b\" \\ \n");
    chaosi_recipe_end(&recipe);
    must(chaosi_result_finish(result, &recipe, &result, &why));
    return result;
}

START_TEST(tables_are_read_as_they_were_filled)
{
    chaos_result *r = made(map_named("henon"));
    ck_assert_str_eq(chaos_result_kind(r), "sample");
    ck_assert(chaos_result_map(r) == map_named("henon"));
    ck_assert_str_eq(chaos_result_table(r, 0), "rows");
    ck_assert_str_eq(chaos_result_table(r, 1), "special_points");
    ck_assert(!chaos_result_table(r, 2));
    ck_assert_uint_eq(chaos_result_nrows(r, "rows"), ROWS);
    ck_assert_uint_eq(chaos_result_nrows(r, "special_points"), 0);
    ck_assert_uint_eq(chaos_result_nrows(r, "row"), 0);
    ck_assert_str_eq(chaos_result_column(r, "rows", 2)->name, "path");
    ck_assert(chaos_result_column(r, "rows", 2)->ragged);
    ck_assert(!chaos_result_column(r, "rows", 3) && !chaos_result_column(r, "none", 0));

    uint32_t number[ROWS];
    double pair[ROWS][2];
    must(chaos_result_copy(r, "rows", "number", number, sizeof number, NULL, &why));
    must(chaos_result_copy(r, "rows", "pair", pair, sizeof pair, NULL, &why));
    const uint64_t elements = chaos_result_elements(r, "rows", "path");
    ck_assert_uint_eq(elements, 3 * (0 + 1 + 2 + 3 + 4) * ROWS / 5);
    double *path = doubles(2 * elements);
    uint64_t offsets[ROWS + 1];
    must(chaos_result_copy(r, "rows", "path", path, elements * 16, offsets, &why));
    must(chaos_result_copy(r, "rows", "path", path, elements * 16, NULL, &why));
    for (uint32_t i = 0; i < ROWS; ++i) {
        ck_assert(number[i] == i && pair[i][0] == i && pair[i][1] == -(double)i);
        ck_assert_uint_eq(offsets[i + 1] - offsets[i], 3 * (i % 5));
        for (size_t k = 0; k < 6 * (i % 5); ++k)
            ck_assert(path[2 * offsets[i] + k] == path_value(i, k));
    }
    ck_assert_uint_eq(offsets[ROWS], elements);
    must(chaos_result_copy(r, "special_points", "number", NULL, 0, NULL, &why));
    free(path);
    chaos_result_free(r);
}
END_TEST

START_TEST(wrong_copies_are_refused)
{
    chaos_result *r = made(map_named("henon"));
    uint32_t number[ROWS] = { 2385 };
    uint64_t offsets[ROWS + 1] = { 2385 };
    static const struct {
        const char *table, *column, *argument;
        int bytes, offsets;
    } wrong[] = {
        { "row", "number", "table", sizeof number, 0 },
        { NULL, "number", "table", sizeof number, 0 },
        { "rows", "numbers", "column", sizeof number, 0 },
        { "rows", NULL, "column", sizeof number, 0 },
        { "rows", "number", "bytes", 4, 0 },
        { "rows", "number", "offsets", sizeof number, 1 },
    };
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        ck_assert_int_eq(chaos_result_copy(r, wrong[i].table, wrong[i].column, number,
                                           (uint64_t)wrong[i].bytes, wrong[i].offsets ? offsets : NULL, &why),
                         CHAOS_EINVAL);
        ck_assert_str_eq(why.argument, wrong[i].argument);
        ck_assert_msg(strstr(why.message, " must be "), "%s", why.message);
    }
    ck_assert_int_eq(chaos_result_copy(r, "rows", "number", NULL, sizeof number, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_result_copy(NULL, "rows", "number", number, sizeof number, NULL, NULL),
                     CHAOS_EINVAL);
    ck_assert(number[0] == 2385 && offsets[0] == 2385);
    chaos_result_free(r);
    chaos_result_free(NULL);
    ck_assert(!chaos_result_kind(NULL) && !chaos_result_recipe(NULL) && !chaos_result_map(NULL) &&
              !chaos_result_table(NULL, 0) && !chaos_result_column(NULL, "rows", 0) &&
              chaos_result_nrows(NULL, "rows") == 0 && chaos_result_elements(NULL, "rows", "number") == 0);
}
END_TEST

START_TEST(recipes_are_json)
{
    chaos_result *r = made(map_named("henon"));
    const char *recipe = chaos_result_recipe(r);
    static const char *const parts[] = {
        "{\"kind\": \"sample\", \"version\": \"0.1.0 ",
        ", \"map\": \"henon\", \"formula\": \"x' = 1 - a*x^2 + y; y' = b*x\", ",
        "\"params\": {\"a\": \"nan\", \"b\": 0.3333333333333333}, ",
        "\"text\": \"a \\\"b\\\" \\\\ \\u000a\"}",
    };
    for (size_t i = 0; i < LENGTH(parts); ++i)
        ck_assert_msg(strstr(recipe, parts[i]), "%s not in %s", parts[i], recipe);
    chaos_result_free(r);
    /* Of a text all that does not stand in it. */
    static const char *const angles[] = { "theta" };
    static const double periods[] = { 2.5 };
    const chaos_text options = {
        .size = sizeof options, .nwraps = 1, .angles = angles, .periods = periods, .sites = 3, .bound = 7
    };
    chaos_map *map;
    must(chaos_map_parse("theta[i]' = theta[i+1] + p[i]; p[i]' = p[i]", &options, &map, &why));
    r = made(map);
    chaos_map_free(map);
    ck_assert(strstr(chaos_result_recipe(r), "\"sites\": 3, \"wrap\": {\"theta\": 2.5}, \"bound\": 7"));
    chaos_result_free(r);
}
END_TEST

START_TEST(a_result_holds_its_map)
{
    chaos_map *map;
    must(chaos_map_parse("x' = r*x*(1 - x); r = 3.2", NULL, &map, &why));
    chaos_result *one = made(map), *two = made(map);
    chaos_map_free(map);
    ck_assert_str_eq(chaos_map_name(chaos_result_map(one)), "x' = r*x*(1 - x); r = 3.2");
    chaos_result_free(one);
    double r = 3.2, x = 0.3;
    must(chaos_iterate_one(chaos_result_map(two), 1, &r, &x, NULL, &why));
    ck_assert(same_bits(x, 3.2 * 0.3 * (1 - 0.3)));
    chaos_result_free(two);
}
END_TEST

TCase *tcase_result(void)
{
    TCase *tcase = tcase_create("result");
    tcase_add_test(tcase, tables_are_read_as_they_were_filled);
    tcase_add_test(tcase, wrong_copies_are_refused);
    tcase_add_test(tcase, recipes_are_json);
    tcase_add_test(tcase, a_result_holds_its_map);
    return tcase;
}
