/* Every count that a function takes, as the numbers that mistakes make: refused at once, where no word
 * stands for them, and nothing written.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "../foreign/functions.h"

/* What is written to, and stays as it was. */
enum { ROOM = 64, PATTERN = 0x5a };
static double out[ROOM];
static chaos_map *made_map;
static chaos_result *made_result;

static const chaos_map *henon_map(void) { return map_named("henon"); }

static int sweep(const chaos_grid *grid, size_t noutputs, const chaos_options *options, const char *text)
{
    chaos_measure *measure = NULL;
    must(chaos_measure_new(henon_map(), text, &measure, &why));
    const chaos_output output = { sizeof output, 0, measure, chaos_measure_kind_of(measure)->name, out };
    why = (chaos_error){ .code = CHAOS_OK };
    int code = chaos_sweep(henon_map(), grid, &output, noutputs, NULL, options, &why);
    chaos_measure_free(measure);
    return code;
}

static int batch_of(uint32_t ndim, const uint64_t *shape)
{
    const chaos_batch batch = { sizeof batch, ndim, shape, NULL, NULL };
    return chaos_iterate(henon_map(), 1, &batch, out, NULL, &why);
}

static const chaos_batch one = { .size = sizeof one };
static const double start[2] = { 0.1, 0.2 };

static int lattice(uint64_t n) { return chaos_map_lattice("logistic_ring", n, &made_map, &why); }
static int open_sites(uint64_t n) { return chaos_map_open("logistic_ring", n, NULL, NULL, &made_map, &why); }
static int text_sites(uint64_t n)
{
    const chaos_text text = { .size = sizeof text, .sites = n };
    return chaos_map_parse("r = 1; x[i]' = r*x[i-1]", &text, &made_map, &why);
}
static int text_values(uint64_t n)
{
    const chaos_text text = { .size = sizeof text, .nvalues = (uint32_t)n };
    return chaos_map_parse("x' = 1", &text, &made_map, &why);
}
static int text_wraps(uint64_t n)
{
    const chaos_text text = { .size = sizeof text, .nwraps = (uint32_t)n };
    return chaos_map_parse("x' = 1", &text, &made_map, &why);
}
static int function_dim(uint64_t n)
{
    chaos_function function = like("henon");
    function.step = henon;
    function.dim = n;
    return chaos_map_from_function(&function, &made_map, &why);
}
static int function_nparams(uint64_t n)
{
    chaos_function function = like("henon");
    function.step = henon;
    function.nparams = n;
    return chaos_map_from_function(&function, &made_map, &why);
}
static int function_lanes(uint64_t n)
{
    chaos_function function = like("henon");
    function.step_block = henon_block;
    function.lanes = (uint32_t)n;
    return chaos_map_from_function(&function, &made_map, &why);
}
static int axis_count(uint64_t n)
{
    const chaos_axis axis = { .size = sizeof axis, .name = "a", .count = n, .stop = 1 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    return sweep(&grid, 1, NULL, "final");
}
static int grid_axes(uint64_t n)
{
    const chaos_grid grid = { .size = sizeof grid, .naxes = (uint32_t)n };
    return sweep(&grid, 1, NULL, "final");
}
static int grid_first(uint64_t n)
{
    const chaos_grid grid = { .size = sizeof grid, .first = n };
    return sweep(&grid, 1, NULL, "final");
}
static int grid_count(uint64_t n)
{
    const chaos_grid grid = { .size = sizeof grid, .count = n };
    return sweep(&grid, 1, NULL, "final");
}
static int grid_part(uint64_t n)
{
    const chaos_grid grid = { .size = sizeof grid, .first = 1, .count = n };
    return sweep(&grid, 1, NULL, "final");
}
static int outputs(uint64_t n)
{
    return sweep(&(chaos_grid){ .size = sizeof(chaos_grid) }, n, NULL, "final");
}
static int threads(uint64_t n)
{
    const chaos_options options = { .size = sizeof options, .threads = (uint32_t)n };
    return sweep(&(chaos_grid){ .size = sizeof(chaos_grid) }, 1, &options, "final:steps=1");
}
static int batch_ndim(uint64_t n) { return batch_of((uint32_t)n, (const uint64_t[]){ 1 }); }
static int batch_shape(uint64_t n) { return batch_of(1, &n); }
static int batch_second(uint64_t n) { return batch_of(2, (const uint64_t[]){ 2, n }); }
static int batch_outputs(uint64_t n)
{
    return chaos_batch_measure(henon_map(), &one, NULL, n, NULL, NULL, &why);
}
static int iterate(uint64_t n) { return chaos_iterate(henon_map(), n, &one, out, NULL, &why); }
static int orbit_transient(uint64_t n) { return chaos_orbit(henon_map(), n, 2, 1, &one, out, NULL, &why); }
static int orbit_steps(uint64_t n) { return chaos_orbit(henon_map(), 0, n, 1, &one, out, NULL, &why); }
static int orbit_every(uint64_t n) { return chaos_orbit(henon_map(), 0, 2, n, &one, out, NULL, &why); }
static int lyapunov_transient(uint64_t n)
{
    return chaos_lyapunov(henon_map(), n, 2, 1, &one, out, NULL, NULL, NULL, &why);
}
static int lyapunov_steps(uint64_t n)
{
    return chaos_lyapunov(henon_map(), 0, n, 1, &one, out, NULL, NULL, NULL, &why);
}
static int lyapunov_count(uint64_t n)
{
    return n == CHAOS_ALL ? CHAOS_EINVAL
                          : chaos_lyapunov(henon_map(), 0, 2, n, &one, out, NULL, NULL, NULL, &why);
}
static int iterate_one(uint64_t n)
{
    double state[] = { start[0], start[1] };
    const double params[] = { 1.4, 0.3 };
    int code = chaos_iterate_one(henon_map(), n, params, state, NULL, &why);
    same_doubles(state, start, 2, "state");
    return code;
}
static int iterate_one_with_options(uint64_t n)
{
    double state[] = { start[0], start[1] };
    const double params[] = { 1.4, 0.3 };
    const chaos_options options = { .size = sizeof options };
    int code = chaos_iterate_one(henon_map(), n, params, state, &options, &why);
    same_doubles(state, start, 2, "state");
    return code;
}
static int orbit_next(uint64_t n)
{
    double state[] = { start[0], start[1] };
    const double params[] = { 1.4, 0.3 };
    int code = chaos_orbit_next(henon_map(), n, params, state, out, NULL, &why);
    same_doubles(state, start, 2, "state");
    return code;
}
static int cycle_period(uint64_t n)
{
    return chaos_cycle_find(henon_map(), n, NULL, start, &made_result, NULL, &why);
}
static int set_counts_n(uint64_t n)
{
    chaos_measure *measure = NULL;
    must(chaos_measure_new(henon_map(), "density", &measure, &why));
    int code = chaos_measure_set_counts(measure, "bins", (const uint64_t[]){ 5, 5 }, n, &why);
    chaos_measure_free(measure);
    return code;
}
static int set_numbers_n(uint64_t n)
{
    chaos_measure *measure = NULL;
    must(chaos_measure_new(henon_map(), "density", &measure, &why));
    int code = chaos_measure_set_numbers(measure, "range", (const double[]){ 0, 1, 0, 1 }, n, &why);
    chaos_measure_free(measure);
    return code;
}
static int array_at(uint64_t n)
{
    chaos_measure *measure = NULL;
    chaos_array array = { .size = sizeof array };
    must(chaos_measure_new(henon_map(), "density", &measure, &why));
    int code = chaos_measure_array(measure, n, &array, &why);
    ck_assert_ptr_null(array.quantity);
    chaos_measure_free(measure);
    return code;
}
static int isa_name(uint64_t n) { return chaos_isa_at(n) ? CHAOS_OK : CHAOS_EINVAL; }
static int copy_bytes(uint64_t n)
{
    chaos_result *result = NULL;
    must(chaos_cycle_find(map_named("logistic"), 1, NULL, start, &result, NULL, &why));
    int code = chaos_result_copy(result, "rows", "period", out, n, NULL, &why);
    chaos_result_free(result);
    return code;
}

static const struct {
    const char *name;
    int (*call)(uint64_t n);
    int bits;      /* of the count */
    uint64_t most; /* of the numbers below, those up to this are in order */
} counts[] = {
    { "chaos_map_lattice, sites", lattice, 64, 0 },
    { "chaos_map_open, sites", open_sites, 64, 0 },
    { "chaos_text.sites", text_sites, 64, 0 },
    { "chaos_text.nvalues", text_values, 32, 0 },
    { "chaos_text.nwraps", text_wraps, 32, 0 },
    { "chaos_function.dim", function_dim, 64, 0 },
    { "chaos_function.nparams", function_nparams, 64, 0 },
    { "chaos_function.lanes", function_lanes, 32, 0 },
    { "chaos_axis.count", axis_count, 64, 0 },
    { "chaos_grid.naxes", grid_axes, 32, 0 },
    { "chaos_grid.first", grid_first, 64, 0 },
    { "chaos_grid.count", grid_count, 64, 0 },
    { "chaos_grid.count, with first", grid_part, 64, 0 },
    { "chaos_sweep, noutputs", outputs, 64, 0 },
    { "chaos_batch_measure, noutputs", batch_outputs, 64, 0 },
    { "chaos_options.threads", threads, 32, UINT32_MAX },
    { "chaos_batch.ndim", batch_ndim, 32, 0 },
    { "chaos_batch.shape", batch_shape, 64, 0 },
    { "chaos_batch.shape, the second", batch_second, 64, 0 },
    { "chaos_iterate, steps", iterate, 64, 0 },
    { "chaos_orbit, transient", orbit_transient, 64, 0 },
    { "chaos_orbit, steps", orbit_steps, 64, 0 },
    { "chaos_orbit, every", orbit_every, 64, 0 },
    { "chaos_lyapunov, transient", lyapunov_transient, 64, 0 },
    { "chaos_lyapunov, steps", lyapunov_steps, 64, 0 },
    { "chaos_lyapunov, count", lyapunov_count, 64, 0 },
    { "chaos_iterate_one, steps", iterate_one, 64, 0 },
    { "chaos_iterate_one with options, steps", iterate_one_with_options, 64, 0 },
    { "chaos_orbit_next, rows", orbit_next, 64, 0 },
    { "chaos_cycle_find, period", cycle_period, 64, 0 },
    { "chaos_measure_set_counts, n", set_counts_n, 64, 0 },
    { "chaos_measure_set_numbers, n", set_numbers_n, 64, 0 },
    { "chaos_measure_array, i", array_at, 64, 0 },
    { "chaos_isa_at, i", isa_name, 64, 0 },
    { "chaos_result_copy, bytes", copy_bytes, 64, 0 },
};

/* (uint64_t)-1 and its neighbours, INT64_MAX's, and the same of 32 bits where that is the type. */
static const uint64_t wide[] = { UINT64_MAX,        UINT64_MAX - 1,    UINT64_MAX - 7,   INT64_MAX,
                                 UINT64_C(1) << 63, UINT64_C(1) << 62, UINT64_C(1) << 61 };
static const uint64_t narrow[] = { UINT32_MAX, UINT32_MAX - 1, INT32_MAX, UINT64_C(1) << 31, 1 << 30 };

START_TEST(absurd_counts_are_refused)
{
    for (size_t i = 0; i < LENGTH(counts); ++i)
        for (size_t k = 0; k < (counts[i].bits == 64 ? LENGTH(wide) : LENGTH(narrow)); ++k) {
            uint64_t n = counts[i].bits == 64 ? wide[k] : narrow[k];
            if (n <= counts[i].most)
                continue;
            memset(out, PATTERN, sizeof out);
            int code = counts[i].call(n);
            ck_assert_msg(code == CHAOS_EINVAL, "%s = %llu: code %d, %s", counts[i].name,
                          (unsigned long long)n, code, code ? why.message : "");
            for (size_t b = 0; b < sizeof out; ++b)
                ck_assert_msg(((unsigned char *)out)[b] == PATTERN, "%s = %llu: written", counts[i].name,
                              (unsigned long long)n);
        }
    ck_assert(!made_map && !made_result);
}
END_TEST

/* Every option of every kind, as a number and as text. */
START_TEST(absurd_counts_of_options_are_refused)
{
    const chaos_measure_kind *kind;
    const chaos_option *option;
    for (size_t i = 0; (kind = chaos_measure_kind_at(i)); ++i)
        if (kind_is_here(kind))
            for (size_t o = 0; (option = chaos_measure_kind_option(kind, o)); ++o)
                for (size_t k = 0; option->type == CHAOS_OPTION_COUNT && k < LENGTH(wide); ++k) {
                    chaos_measure *measure = NULL;
                    char text[32];
                    must(chaos_measure_new(map_named("standard"), kind->name, &measure, &why));
                    snprintf(text, sizeof text, "%llu", (unsigned long long)wide[k]);
                    bool word = option->word && wide[k] == UINT64_MAX;
                    int code = chaos_measure_set_counts(measure, option->name, &wide[k], 1, &why);
                    if (code == CHAOS_OK)
                        code = chaos_measure_check(measure, &why);
                    ck_assert_msg(code == CHAOS_EINVAL || word, "%s:%s=%s: code %d", kind->name, option->name,
                                  text, code);
                    code = chaos_measure_set(measure, option->name, text, &why);
                    if (code == CHAOS_OK)
                        code = chaos_measure_check(measure, &why);
                    ck_assert_msg(code == CHAOS_EINVAL || word, "%s:%s=%s, a text: code %d", kind->name,
                                  option->name, text, code);
                    chaos_measure_free(measure);
                }
}
END_TEST

/* What has no code says that there is nothing. */
START_TEST(absurd_indices_are_past_the_end)
{
    const chaos_map *map = henon_map();
    const chaos_measure_kind *kind = chaos_measure_kind_at(0);
    const chaos_axis axis = { .size = sizeof axis, .name = "a", .count = 3, .stop = 1 };
    chaos_measure *measure = NULL;
    chaos_result *result = NULL;
    must(chaos_measure_new(map, "density:of=x,y", &measure, &why));
    must(chaos_cycle_find(map_named("logistic"), 1, NULL, start, &result, NULL, &why));
    for (size_t k = 0; k < LENGTH(wide); ++k) {
        uint64_t n = wide[k];
        char text[8] = "";
        ck_assert(!chaos_map_at(n) && !chaos_map_param(map, n) && !chaos_map_state(map, n));
        ck_assert(isnan(chaos_map_param_default(map, n)) && isnan(chaos_map_state_default(map, n)));
        ck_assert(chaos_map_wrap(map, n) == 0 && !chaos_map_view(map, n, NULL, NULL));
        ck_assert(!chaos_map_known_exponent(map, n, NULL, NULL, NULL, NULL, NULL));
        ck_assert(!chaos_measure_kind_at(n) && !chaos_measure_kind_option(kind, n) &&
                  !chaos_measure_kind_output(kind, n));
        ck_assert(!chaos_status_flag_at(n) && !chaos_reserved_name(n) && isnan(chaos_axis_value(&axis, n)));
        ck_assert(chaos_measure_column_state(measure, n) == -1);
        for (uint32_t dimension = 0; dimension < 12; ++dimension)
            chaos_measure_element(measure, dimension, n, text, sizeof text);
        chaos_measure_element(measure, UINT32_MAX, n, NULL, 0);
        ck_assert(!chaos_result_table(result, n) && !chaos_result_column(result, "rows", n));
        ck_assert(chaos_density_edge(0, 1, 10, n) == 1);
    }
    chaos_result_free(result);
    chaos_measure_free(measure);
}
END_TEST

TCase *tcase_counts(void)
{
    TCase *tc = tcase_create("counts");
    tcase_add_test(tc, absurd_counts_are_refused);
    tcase_add_test(tc, absurd_counts_of_options_are_refused);
    tcase_add_test(tc, absurd_indices_are_past_the_end);
    return tc;
}
