/* Measures by name: options from text, defaults, shapes of outputs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <locale.h>

START_TEST(measures_have_names)
{
    static const char *const names[CHAOS_NMEASURES] = { "orbit",    "final",  "density", "moments",
                                                        "lyapunov", "period", "escape",  "rotation" };
    for (uint32_t kind = 0; kind < CHAOS_NMEASURES; ++kind) {
        ck_assert_str_eq(chaos_measure_name(kind), names[kind]);
        chaos_measure m = measure_named(names[kind]);
        ck_assert_uint_eq(m.size, sizeof m);
        ck_assert_uint_eq(m.kind, kind);
        ck_assert_ptr_null(m.out[0]);
    }
    ck_assert_ptr_null(chaos_measure_name(CHAOS_NMEASURES));
    ck_assert_ptr_null(chaos_measure_name(UINT32_MAX));
    chaos_measure m;
    memset(&m, 0x55, sizeof m);
    chaos_measure before = m;
    static const char *const wrong[] = { "", "densities", "Density", "lyapuno" };
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        memset(&why, 0, sizeof why);
        ck_assert_int_eq(chaos_measure_init(&m, wrong[i], &why), CHAOS_EINVAL);
        ck_assert_int_gt(strlen(why.message), 0);
        same_bytes(&m, &before, sizeof m, "measure");
    }
}
END_TEST

/* Every option that is listed can be set; no other. */
START_TEST(options_can_be_set_from_text)
{
    static const struct {
        const char *option, *value;
    } values[] = { { "steps", "12345" },  { "every", "3" },   { "of", "x" },     { "count", "2" },
                   { "blocks", "4" },     { "max", "100" },   { "tol", "1e-6" }, { "bins", "77" },
                   { "range", "-1,1.5" }, { "when", "y > 0" } };
    const chaos_map *map = map_named("henon");
    for (uint32_t kind = 0; kind < CHAOS_NMEASURES; ++kind) {
        int listed[LENGTH(values)] = { 0 };
        if (kind == CHAOS_ROTATION)
            continue;
        for (size_t i = 0; chaos_measure_option(kind, i); ++i) {
            size_t v = 0;
            while (v < LENGTH(values) && strcmp(values[v].option, chaos_measure_option(kind, i)) != 0)
                ++v;
            ck_assert_msg(v < LENGTH(values), "%s", chaos_measure_option(kind, i));
            listed[v] = 1;
        }
        for (size_t v = 0; v < LENGTH(values); ++v) {
            chaos_measure m = measure_named(chaos_measure_name(kind)), before = m;
            int code = chaos_measure_set(map, &m, values[v].option, values[v].value, &why);
            ck_assert_msg(code == (listed[v] ? CHAOS_OK : CHAOS_EINVAL), "%s:%s gives %d",
                          chaos_measure_name(kind), values[v].option, code);
            ck_assert_msg(!listed[v] == (memcmp(&m, &before, sizeof m) == 0), "%s:%s",
                          chaos_measure_name(kind), values[v].option);
        }
    }
    ck_assert_ptr_null(chaos_measure_option(CHAOS_NMEASURES, 0));
    ck_assert_ptr_null(chaos_measure_option(CHAOS_DENSITY, SIZE_MAX));
}
END_TEST

START_TEST(text_means_what_it_says)
{
    const chaos_map *map = map_named("henon");
    chaos_measure m = measure_named("density");
    must(chaos_measure_set(map, &m, "steps", "100000", &why));
    must(chaos_measure_set(map, &m, "every", "7", &why));
    must(chaos_measure_set(map, &m, "of", "y,x", &why));
    must(chaos_measure_set(map, &m, "bins", "400,300", &why));
    must(chaos_measure_set(map, &m, "range", "-2,2.5,-1e-1,1", &why));
    ck_assert_uint_eq(m.steps, 100000);
    ck_assert_uint_eq(m.every, 7);
    ck_assert_uint_eq(m.nof, 2);
    ck_assert(m.of[0] == 1 && m.of[1] == 0);
    ck_assert(m.bins[0] == 400 && m.bins[1] == 300);
    ck_assert(m.range[0][0] == -2 && m.range[0][1] == 2.5 && m.range[1][0] == -0.1 && m.range[1][1] == 1);
    m = measure_named("density");
    must(chaos_measure_set(map, &m, "of", "y", &why));
    ck_assert(m.nof == 1 && m.of[0] == 1);
    m = measure_named("lyapunov");
    must(chaos_measure_set(map, &m, "count", "all", &why));
    ck_assert_uint_eq(m.count, CHAOS_ALL);
    must(chaos_measure_set(map, &m, "count", "2", &why));
    ck_assert_uint_eq(m.count, 2);
    m = measure_named("period");
    must(chaos_measure_set(map, &m, "tol", "2.385e-7", &why));
    ck_assert(m.tol == 2.385e-7);
}
END_TEST

START_TEST(wrong_text_is_refused)
{
    static const struct {
        const char *measure, *option, *value;
    } wrong[] = { { "density", "steps", "" },
                  { "density", "steps", "-5" },
                  { "density", "steps", "1e3x" },
                  { "density", "steps", "many" },
                  { "density", "steps", "18446744073709551616" },
                  { "density", "of", "z" },
                  { "density", "of", "x,y,x" },
                  { "density", "of", "" },
                  { "density", "of", "x," },
                  { "density", "bins", "1,2,3" },
                  { "density", "bins", "-1" },
                  { "density", "bins", "ten" },
                  { "density", "range", "1" },
                  { "density", "range", "0,1,2" },
                  { "density", "range", "a,b" },
                  { "density", "range", "0,1," },
                  { "density", "range", "0;1" },
                  { "lyapunov", "count", "some" },
                  { "lyapunov", "count", "-1" },
                  { "lyapunov", "count", "1.5" },
                  { "period", "tol", "tiny" },
                  { "period", "max", "x" },
                  { "period", "nonsense", "1" },
                  { "moments", "", "1" },
                  { "final", "bins", "3" } };
    const chaos_map *map = map_named("henon");
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        chaos_measure m = measure_named(wrong[i].measure), before = m;
        memset(&why, 0, sizeof why);
        int code = chaos_measure_set(map, &m, wrong[i].option, wrong[i].value, &why);
        ck_assert_msg(code == CHAOS_EINVAL, "%s:%s=%s gives %d", wrong[i].measure, wrong[i].option,
                      wrong[i].value, code);
        ck_assert_int_gt(strlen(why.message), 0);
        same_bytes(&m, &before, sizeof m, "%s:%s=%s", wrong[i].measure, wrong[i].option, wrong[i].value);
    }
}
END_TEST

START_TEST(a_decimal_point_in_every_locale)
{
    static const char *const german[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8" };
    size_t i = 0;
    while (i < LENGTH(german) && !setlocale(LC_NUMERIC, german[i]))
        ++i;
    if (i == LENGTH(german))
        return; /* not installed here; the shell tests build one */
    chaos_measure m = measure_named("period");
    int code = chaos_measure_set(map_named("henon"), &m, "tol", "2.5e-7", &why);
    setlocale(LC_NUMERIC, "C");
    must(code);
    ck_assert(m.tol == 2.5e-7);
}
END_TEST

static void check_array(const chaos_map *map, chaos_measure m, const char *names)
{
    chaos_array a[CHAOS_MAX_OUT];
    uint32_t n;
    char got[256] = "", one[256];
    static const char *const types[] = { "f64", "u64", "i64", "u32" };
    must(chaos_measure_arrays(map, CHAOS_AUTO, &m, a, &n, &why));
    for (uint32_t i = 0; i < n; ++i) {
        snprintf(one, sizeof one, "%s%.31s %s", i ? ", " : "", a[i].name, types[a[i].type]);
        strcat(got, one);
        for (uint32_t d = 0; d < a[i].ndim; ++d) {
            snprintf(one, sizeof one, "[%d]", (int)a[i].shape[d]);
            strcat(got, one);
        }
    }
    ck_assert_str_eq(got, names);
}

START_TEST(arrays_have_shapes)
{
    const chaos_map *henon = map_named("henon"), *logistic = map_named("logistic");
    chaos_measure m = measure_named("orbit");
    check_array(logistic, m, "orbit f64[1000]");
    check_array(henon, m, "orbit f64[1000][2]");
    m.steps = 7, m.nof = 1, m.of[0] = 1;
    check_array(henon, m, "orbit f64[7]");
    m = measure_named("final");
    check_array(logistic, m, "final f64");
    check_array(henon, m, "final f64[2]");
    m = measure_named("density");
    check_array(logistic, m, "density u64[1000], density_outside u64[2]");
    m.nof = 2, m.of[1] = 1;
    check_array(henon, m, "density u64[500][500], density_outside u64[2]");
    m = measure_named("moments");
    check_array(logistic, m, "moments f64[4]");
    check_array(henon, m, "moments f64[2][4]");
    m = measure_named("lyapunov");
    check_array(henon, m, "lyapunov f64, lyapunov_stderr f64");
    m.count = CHAOS_ALL, m.blocks = 9;
    check_array(henon, m, "lyapunov f64[2], lyapunov_stderr f64[2], lyapunov_blocks f64[2][9]");
    m.count = 1;
    check_array(henon, m, "lyapunov f64, lyapunov_stderr f64, lyapunov_blocks f64[9]");
    check_array(henon, measure_named("period"), "period u64");
    check_array(henon, measure_named("escape"), "escape i64");
    check_array(map_named("circle"), measure_named("rotation"), "rotation f64");
    check_array(map_named("standard"), measure_named("rotation"), "rotation f64[2]");
}
END_TEST

TCase *tcase_measure(void)
{
    TCase *tcase = tcase_create("measure");
    tcase_add_test(tcase, measures_have_names);
    tcase_add_test(tcase, options_can_be_set_from_text);
    tcase_add_test(tcase, text_means_what_it_says);
    tcase_add_test(tcase, wrong_text_is_refused);
    tcase_add_test(tcase, a_decimal_point_in_every_locale);
    tcase_add_test(tcase, arrays_have_shapes);
    return tcase;
}
