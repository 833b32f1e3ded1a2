/* A measure as an object: its text and options, the shapes and names of what comes out.
 * What holds for all kinds is in test_all_options.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <locale.h>

START_TEST(kinds_are_known_by_name)
{
    static const char *const names[] = { "orbit",    "final",  "density", "moments",
                                         "lyapunov", "period", "escape",  "rotation" };
    const chaos_map *map = map_named("standard");
    for (size_t i = 0; i < LENGTH(names); ++i) {
        chaos_measure *m = measure_of(map, "%s", names[i]);
        ck_assert_ptr_eq(chaos_measure_kind_of(m), chaos_measure_kind_find(names[i]));
        ck_assert_ptr_eq(chaos_measure_map(m), map);
        chaos_measure_free(m);
    }
    ck_assert_ptr_null(chaos_measure_kind_of(NULL));
    ck_assert_ptr_null(chaos_measure_map(NULL));
    ck_assert_uint_eq(chaos_measure_narrays(NULL), 0);
    ck_assert(!chaos_measure_is_set(NULL, "steps"));
    chaos_measure_free(NULL);
}
END_TEST

/* The text of a measure, with its defaults. */
static void check_text(const char *map, const char *text, const char *expected)
{
    char got[256];
    chaos_measure *m = measure_of(map_named(map), "%s", text);
    chaos_measure_text(m, got, sizeof got);
    ck_assert_str_eq(got, expected);
    chaos_measure_free(m);
}

START_TEST(text_means_what_it_says)
{
    check_text("henon", "density:bins=400,300:of=y,x:range=-2,2.5,-1e-1,1:steps=1e5:every=7",
               "density:transient=1000:steps=100000:every=7:of=y,x:bins=400,300:range=-2,2.5,-0.1,1");
    check_text("henon", "density", "density:transient=1000:steps=1000:every=1:of=x:bins=1000");
    check_text("henon", "density:of=x,y", "density:transient=1000:steps=1000:every=1:of=x,y:bins=500,500");
    check_text("henon", "density:of=x,y:bins=9", "density:transient=1000:steps=1000:every=1:of=x,y:bins=9,9");
    check_text("henon", "lyapunov:count=all", "lyapunov:transient=1000:steps=1000:count=2");
    check_text("logistic", "period:tol=2.385e-7", "period:transient=10000:steps=1000:max=64:tol=2.385e-07");
    check_text("henon", "moments:of=x^2 + y,(x > 0 ? x : y):when=y > 0",
               "moments:transient=1000:steps=1000:every=1:of=x^2 + y,(x > 0 ? x : y):when=y > 0");
    check_text("standard", "rotation:of=p:steps=3000", "rotation:transient=1000:steps=3000:of=p");
}
END_TEST

START_TEST(wrong_text_is_refused)
{
    static const struct refusal wrong[] = {
        { "henon", "", "measure", "''" },
        { "henon", "densities", "measure", "must be one of autocorrelation, " },
        { "henon", "Density", "measure", "'Density'" },
        { "henon", "density:", "measure", "OPTION=VALUE" },
        { "henon", "density:bins", "measure", "OPTION=VALUE" },
        { "henon", "density:=3", "measure", "OPTION=VALUE" },
        { "henon", "density:bins=3:", "measure", "OPTION=VALUE" },
        { "henon", "density:bins=3::every=2", "measure", "OPTION=VALUE" },
        { "henon", "density:Bins=3", "Bins", "density has no option 'Bins'" },
        { "henon", "final:bins=3", "bins", "final has no option 'bins'; it has transient, steps, times, of" },
        { "henon", "density:of=z", "of", "'z'" },
        { "henon", "density:of=x,y,x", "of", "at most 2 expressions" },
        { "henon", "density:bins=1,2,3", "bins", "1 or 2 whole numbers from 1 to 2^62, got '1,2,3'" },
        { "henon", "density:bins=400,300", "bins", "one column, x" },
        { "henon", "density:of=x,y:bins=4611686018427387904,4", "bins", "2^40" },
        { "henon", "density:range=1", "range", "2 or 4 numbers, got '1'" },
        { "henon", "density:range=0,1,2", "range", "got '0,1,2'" },
        { "henon", "density:range=1,1", "range", "low < high" },
        { "henon", "density:range=2,1", "range", "low < high" },
        { "henon", "density:range=-1.7e308,1.7e308", "range", "finite" },
        { "henon", "density:range=0,1,0,1", "range", "one column, x" },
        { "henon", "lyapunov:count=some", "count", "or 'all', got 'some'" },
        { "henon", "lyapunov:count=3", "count", "at most 2, the number of states, got 3" },
        { "henon", "lyapunov:blocks=21:steps=20", "blocks", "at most 20, the number of steps, got 21" },
        { "henon", "period:max=100001", "max", "100000" },
        { "henon", "period:tol=0", "tol", "above 0, got '0'" },
        { "henon", "rotation", "measure", "must have an angle" },
        { "henon", "orbit:steps=1e17:every=1e18", "every", "100000000000000000 times 1000000000000000000" },
        { "henon", "final:transient=2e18", "transient", "at most 2^60" },
        { "henon", "autocorrelation:steps=1e17:lags=1e16", "lags",
          "at most 274877906944, got 10000000000000000" },
        { "henon", "correlation_dimension:steps=1e17:kept=1e17", "kept", "at most 549755813888, got " },
        { "henon", "recurrence:times=1e17", "times", "at most 1099511627776, got 1" },
        { "henon", "zero_one:steps=1e17", "steps", "at most 1099511627776, got 1" },
    };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

/* Options are checked together when they are used, not in the order in which they are set. */
START_TEST(options_go_together)
{
    chaos_measure *m = measure_of(map_named("henon"), "lyapunov");
    chaos_array array = { .size = sizeof array };
    const chaos_grid grid = { .size = sizeof grid };
    const chaos_output output = { .size = sizeof output, .measure = m };
    must(chaos_measure_set(m, "blocks", "5000", &why));
    ck_assert_int_eq(chaos_measure_check(m, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "blocks");
    ck_assert_int_eq(chaos_measure_array(m, 0, &array, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_sweep(map_named("henon"), &grid, &output, 1, NULL, NULL, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "blocks");
    ck_assert_uint_eq(chaos_measure_narrays(m), 0);
    must(chaos_measure_set(m, "steps", "5000", &why));
    must(chaos_measure_check(m, &why));
    ck_assert_uint_eq(chaos_measure_narrays(m), 6);
    chaos_measure_free(m);
}
END_TEST

/* A NULL, a wrong type, what is past the end. */
START_TEST(calls_are_checked)
{
    const chaos_map *map = map_named("henon");
    const uint64_t count = 1;
    const double number = 1;
    chaos_measure *m = measure_of(map, "density"), *made = NULL;
    chaos_array array = { .size = sizeof array }, unsized = { .size = 4 };
#define REFUSED(wrong, words, call)                                                                          \
    (memset(&why, 0, sizeof why),                                                                            \
     ck_assert_msg((call) == CHAOS_EINVAL && strcmp(why.argument, wrong) == 0 && strstr(why.message, words), \
                   "%s: '%s': %s", #call, why.argument, why.message))
    REFUSED("map", "NULL", chaos_measure_new(NULL, "final", &made, &why));
    REFUSED("text", "NULL", chaos_measure_new(map, NULL, &made, &why));
    REFUSED("measure", "NULL", chaos_measure_new(map, "final", NULL, &why));
    REFUSED("measure", "NULL", chaos_measure_set(NULL, "of", "x", &why));
    REFUSED("option", "NULL", chaos_measure_set(m, NULL, "x", &why));
    REFUSED("value", "NULL", chaos_measure_set(m, "of", NULL, &why));
    REFUSED("nonsense", "density has no option 'nonsense'", chaos_measure_set(m, "nonsense", "1", &why));
    REFUSED("measure", "NULL", chaos_measure_set_counts(NULL, "bins", &count, 1, &why));
    REFUSED("option", "NULL", chaos_measure_set_counts(m, NULL, &count, 1, &why));
    REFUSED("values", "NULL", chaos_measure_set_counts(m, "bins", NULL, 1, &why));
    REFUSED("bins", "0 of them", chaos_measure_set_counts(m, "bins", &count, 0, &why));
    REFUSED("range", "must be numbers", chaos_measure_set_counts(m, "range", &count, 1, &why));
    REFUSED("bins", "must be counts", chaos_measure_set_numbers(m, "bins", &number, 1, &why));
    REFUSED("of", "must be text", chaos_measure_set_numbers(m, "of", &number, 1, &why));
    REFUSED("measure", "NULL", chaos_measure_check(NULL, &why));
    REFUSED("measure", "NULL", chaos_measure_array(NULL, 0, &array, &why));
    REFUSED("array", "NULL", chaos_measure_array(m, 0, NULL, &why));
    REFUSED("array", "size", chaos_measure_array(m, 0, &unsized, &why));
    REFUSED("i", "below 4", chaos_measure_array(m, 4, &array, &why));
#undef REFUSED
    ck_assert_ptr_null(made);
    chaos_measure_free(m);
}
END_TEST

/* The map goes with the last that holds it. */
START_TEST(a_measure_holds_its_map)
{
    double final, expected = 0.3, r = 3.9;
    const chaos_grid grid = { .size = sizeof grid };
    chaos_map *map = parsed("x' = r*x*(1 - x); r = 3.9; x = 0.3", NULL);
    chaos_measure *m = measure_of(map, "final:of=2*x:transient=0:steps=10");
    chaos_map_free(map);
    const chaos_output output = { .size = sizeof output, .measure = m, .name = "final", .data = &final };
    must(chaos_sweep(chaos_measure_map(m), &grid, &output, 1, NULL, NULL, &why));
    must(chaos_iterate_one(map_named("logistic"), 10, &r, &expected, NULL, &why));
    ck_assert(final == 2 * expected);
    chaos_measure_free(m);
}
END_TEST

START_TEST(a_decimal_point_in_every_locale)
{
    static const char *const comma[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8" };
    char text[64] = "";
    size_t i = 0;
    while (i < LENGTH(comma) && !setlocale(LC_NUMERIC, comma[i]))
        ++i;
    if (i == LENGTH(comma))
        return; /* not installed here; the shell tests build one */
    chaos_measure *m = NULL;
    int code = chaos_measure_new(map_named("henon"), "period:tol=2.5e-7", &m, &why);
    if (code == CHAOS_OK)
        chaos_measure_get(m, "tol", text, sizeof text);
    setlocale(LC_NUMERIC, "C");
    must(code);
    ck_assert_str_eq(text, "2.5e-07");
    chaos_measure_free(m);
}
END_TEST

static void check_arrays(const char *map, const char *text, const char *expected)
{
    static const char *const types[] = { "f64", "u64", "i64", "u32", "c128" }, *const dims[] = {
        "column", "bin",   "record", "number",    "block", "statistic", "side",
        "limit",  "point", "lag",    "frequency", "scale", "quantile"
    };
    chaos_measure *m = measure_of(map_named(map), "%s", text);
    char got[512] = "", one[64];
    for (size_t i = 0; i + 1 < chaos_measure_narrays(m); ++i) { /* the last is the mask */
        chaos_array a = { .size = sizeof a };
        must(chaos_measure_array(m, i, &a, &why));
        snprintf(one, sizeof one, "%s%s %s", i ? ", " : "", a.quantity->name, types[a.quantity->type]);
        strcat(got, one);
        for (uint32_t d = 0; d < a.ndim; ++d) {
            snprintf(one, sizeof one, "[%s %d]", dims[a.dims[d]], (int)a.shape[d]);
            strcat(got, one);
        }
    }
    ck_assert_str_eq(got, expected);
    chaos_measure_free(m);
}

START_TEST(arrays_have_shapes)
{
    check_arrays("logistic", "orbit", "orbit f64[record 1000]");
    check_arrays("henon", "orbit", "orbit f64[record 1000][column 2]");
    check_arrays("henon", "orbit:steps=7:of=y", "orbit f64[record 7]");
    check_arrays("logistic", "final", "final f64");
    check_arrays("henon", "final", "final f64[column 2]");
    check_arrays("logistic", "density",
                 "density u64[bin 1000], density_outside u64[side 2], density_range f64[limit 2]");
    check_arrays(
        "henon", "density:of=x,y:bins=5,4",
        "density u64[bin 5][bin 4], density_outside u64[side 2], density_range f64[column 2][limit 2]");
    check_arrays("logistic", "moments", "moments f64[statistic 4]");
    check_arrays("henon", "moments", "moments f64[column 2][statistic 4]");
    check_arrays("henon", "lyapunov", "lyapunov f64, lyapunov_stderr f64");
    check_arrays(
        "henon", "lyapunov:count=all:blocks=9",
        "lyapunov f64[number 2], lyapunov_stderr f64[number 2], lyapunov_blocks f64[number 2][block 9], "
        "lyapunov_blocks_std f64[number 2], lyapunov_blocks_quantiles f64[number 2][quantile 5], "
        "lyapunov_dimension f64, lyapunov_dimension_stderr f64");
    check_arrays("henon", "lyapunov:blocks=9",
                 "lyapunov f64, lyapunov_stderr f64, lyapunov_blocks f64[block 9], "
                 "lyapunov_blocks_std f64, lyapunov_blocks_quantiles f64[quantile 5]");
    check_arrays("henon", "period", "period u64");
    check_arrays("henon", "escape", "escape i64");
    check_arrays("circle", "rotation", "rotation f64, rotation_stderr f64");
    check_arrays("standard", "rotation", "rotation f64[column 2], rotation_stderr f64[column 2]");

    chaos_measure *m = measure_of(map_named("henon"), "final");
    chaos_array mask = { .size = sizeof mask };
    must(chaos_measure_array(m, 1, &mask, &why));
    ck_assert_str_eq(mask.quantity->name, "final_status");
    ck_assert(mask.ndim == 0 && mask.quantity->type == CHAOS_U32);
    ck_assert_int_eq(chaos_measure_array(m, 2, &mask, &why), CHAOS_EINVAL);
    chaos_measure_free(m);
}
END_TEST

static void check_element(const chaos_measure *m, uint32_t dimension, uint64_t i, const char *expected)
{
    char got[32] = "?";
    ck_assert_uint_eq(chaos_measure_element(m, dimension, i, got, sizeof got), strlen(expected));
    ck_assert_str_eq(got, expected);
}

START_TEST(elements_have_names)
{
    chaos_measure *m = measure_of(map_named("henon"), "moments:of=x^2 + y,(x > 0 ? x : y)");
    check_element(m, CHAOS_DIM_COLUMN, 0, "x^2+y");
    check_element(m, CHAOS_DIM_COLUMN, 1, "(x>0?x:y)");
    check_element(m, CHAOS_DIM_COLUMN, 2, "");
    check_element(m, CHAOS_DIM_STATISTIC, 0, "mean");
    check_element(m, CHAOS_DIM_STATISTIC, 3, "max");
    ck_assert_uint_eq(chaos_measure_ncolumns(m), 2);
    ck_assert_int_eq(chaos_measure_column_state(m, 0), -1);
    chaos_measure_free(m);
    m = measure_of(map_named("henon"), "orbit:of=y,x:transient=7:every=3");
    check_element(m, CHAOS_DIM_COLUMN, 0, "y");
    ck_assert_int_eq(chaos_measure_column_state(m, 0), 1);
    ck_assert_int_eq(chaos_measure_column_state(m, 2), -1);
    ck_assert_uint_eq(chaos_measure_iterate(m, 0), 7);
    ck_assert_uint_eq(chaos_measure_iterate(m, 5), 22);
    chaos_measure_free(m);
    m = measure_of(map_named("standard"), "rotation:of=p");
    check_element(m, CHAOS_DIM_COLUMN, 0, "p");
    chaos_measure_free(m);
}
END_TEST

START_TEST(edges_are_numpys)
{
    ck_assert(same_bits(chaos_density_edge(0.1, 0.7, 3, 0), 0.1));
    ck_assert(same_bits(chaos_density_edge(0.1, 0.7, 3, 1), 0.1 + 1 * ((0.7 - 0.1) / 3)));
    ck_assert(same_bits(chaos_density_edge(0.1, 0.7, 3, 3), 0.7));
}
END_TEST

TCase *tcase_measure(void)
{
    TCase *tcase = tcase_create("measure");
    tcase_add_test(tcase, kinds_are_known_by_name);
    tcase_add_test(tcase, text_means_what_it_says);
    tcase_add_test(tcase, wrong_text_is_refused);
    tcase_add_test(tcase, options_go_together);
    tcase_add_test(tcase, calls_are_checked);
    tcase_add_test(tcase, a_measure_holds_its_map);
    tcase_add_test(tcase, a_decimal_point_in_every_locale);
    tcase_add_test(tcase, arrays_have_shapes);
    tcase_add_test(tcase, elements_have_names);
    tcase_add_test(tcase, edges_are_numpys);
    return tcase;
}
