/* Structs that begin with their size: shorter and longer ones than this library's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "core/structs.h"

/* ------------------------------------------------------------- every one of them
 *
 * A subject is a call with such a struct, or an array of them, in which all else is as it
 * should be. */
struct subject {
    const char *name; /* of the argument */
    size_t size, n;   /* of the struct as it is now; how many */
    void (*fill)(void *one, size_t i);
    int (*call)(void *given, double *result); /* result: what it found */
};

static double digest(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; ++i)
        sum = 0.9 * sum + (isfinite(values[i]) ? values[i] : 1);
    return sum;
}

static void fill_options(void *one, size_t i)
{
    (void)i;
    *(chaos_options *)one = (chaos_options){ .threads = 1, .lift = 1, .bound = 7 };
}

static int call_options(void *given, double *result)
{
    double state[2] = { 3, 6 }, k[1] = { 0.9 };
    int code = chaos_iterate_one(map_named("standard"), 3, k, state, given, &why);
    *result = digest(state, 2);
    return code;
}

/* Sweeps a, b with the grid or the axes at hand. */
static int sweep_with(const chaos_grid *grid, const chaos_output *outputs, size_t noutputs, double *result,
                      double *found, size_t n)
{
    int code = chaos_sweep(map_named("henon"), grid, outputs, noutputs, NULL, NULL, &why);
    *result = digest(found, n);
    return code;
}

static chaos_measure *of_henon(const char *text)
{
    chaos_measure *measure;
    must(chaos_measure_new(map_named("henon"), text, &measure, &why));
    return measure;
}

static void fill_axis(void *one, size_t i)
{
    static const double values[] = { 0.1, 0.2, 0.3 };
    *(chaos_axis *)one = i ? (chaos_axis){ .name = "b", .count = 3, .values = values }
                           : (chaos_axis){ .name = "a", .count = 4, .start = 1, .stop = 1.3 };
}

static int call_axes(void *given, double *result)
{
    double found[2 * 12];
    chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = given };
    chaos_measure *final = of_henon("final:transient=0:steps=5");
    chaos_output output = { .size = sizeof output, .measure = final, .name = "final", .data = found };
    int code = sweep_with(&grid, &output, 1, result, found, LENGTH(found));
    chaos_measure_free(final);
    return code;
}

static int call_axis_value(void *given, double *result)
{
    *result = chaos_axis_value(given, 2);
    return isnan(*result) ? CHAOS_EINVAL : CHAOS_OK;
}

static void fill_grid(void *one, size_t i)
{
    static const double params[] = { 1.3, 0.3 }, state[] = { 0.1, 0.2 };
    (void)i;
    *(chaos_grid *)one = (chaos_grid){ .params = params, .state = state };
}

static int call_grid(void *given, double *result)
{
    double found[2];
    chaos_measure *final = of_henon("final:transient=0:steps=5");
    chaos_output output = { .size = sizeof output, .measure = final, .name = "final", .data = found };
    int code = sweep_with(given, &output, 1, result, found, LENGTH(found));
    chaos_measure_free(final);
    return code;
}

static chaos_measure *shared;
static double shared_data[8];

static void fill_output(void *one, size_t i)
{
    *(chaos_output *)one = (chaos_output){ .measure = shared,
                                           .name = i ? "lyapunov_stderr" : "lyapunov",
                                           .data = &shared_data[i] };
}

static int call_outputs(void *given, double *result)
{
    chaos_grid grid = { .size = sizeof grid };
    return sweep_with(&grid, given, 2, result, shared_data, 2);
}

static void fill_batch(void *one, size_t i)
{
    static const uint64_t shape[] = { 3 };
    static const double a[] = { 1, 1.1, 1.2 }, b = 0.3;
    static const ptrdiff_t stride[] = { sizeof *a };
    static const chaos_view params[] = { { a, stride }, { &b, NULL } };
    (void)i;
    *(chaos_batch *)one = (chaos_batch){ .ndim = 1, .shape = shape, .params = params };
}

static int call_batch(void *given, double *result)
{
    double found[6];
    int code = chaos_iterate(map_named("henon"), 4, given, found, NULL, &why);
    *result = digest(found, 6);
    return code;
}

/* What a map made of a text, a function or a file does. */
static int use_map(int code, chaos_map *map, double *result)
{
    if (code == CHAOS_OK) {
        double params[16], state[64];
        default_point(map, params, state);
        must(chaos_iterate_one(map, 3, params, state, NULL, &why));
        *result = digest(state, chaos_map_dim(map)) + chaos_map_bound(map);
        chaos_map_free(map);
    }
    return code;
}

static void fill_text(void *one, size_t i)
{
    static const char *const names[] = { "r" };
    static const double values[] = { 3.7 };
    (void)i;
    *(chaos_text *)one =
        (chaos_text){ .nvalues = 1, .names = names, .values = values, .bound = 50, .sites = 5 };
}

static int call_text(void *given, double *result)
{
    chaos_map *map;
    int code = chaos_map_parse("x[i]' = r*x[i]*(1 - x[i+1])", given, &map, &why);
    return use_map(code, map, result);
}

static int call_opened_text(void *given, double *result)
{
    chaos_map *map;
    int code = chaos_map_open("x[i]' = r*x[i]*(1 - x[i+1])", 7, given, NULL, &map, &why);
    return use_map(code, map, result);
}

static void fill_file(void *one, size_t i)
{
    (void)i;
    *(chaos_file *)one = (chaos_file){ .sites = 0 };
}

static int call_file(void *given, double *result)
{
    chaos_map *map;
    int code = chaos_map_load(SOURCE "/examples/mymap.c", given, &map, &why);
    return use_map(code, map, result);
}

static int step(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = p[0] * x[0] * (1 - x[0]);
    return 0;
}

static void fill_function(void *one, size_t i)
{
    static const char *const states[] = { "x" }, *const params[] = { "r" };
    static const double r = 3.6;
    (void)i;
    *(chaos_function *)one = (chaos_function){ .dim = 1,
                                               .nparams = 1,
                                               .step = step,
                                               .states = states,
                                               .params = params,
                                               .param_defaults = &r,
                                               .bound = 9 };
}

static int call_function(void *given, double *result)
{
    chaos_map *map;
    int code = chaos_map_from_function(given, &map, &why);
    return use_map(code, map, result);
}

static const struct subject subjects[] = {
    { "options", sizeof(chaos_options), 1, fill_options, call_options },
    { "axes", sizeof(chaos_axis), 2, fill_axis, call_axes },
    { "axis", sizeof(chaos_axis), 1, fill_axis, call_axis_value },
    { "grid", sizeof(chaos_grid), 1, fill_grid, call_grid },
    { "outputs", sizeof(chaos_output), 2, fill_output, call_outputs },
    { "batch", sizeof(chaos_batch), 1, fill_batch, call_batch },
    { "options", sizeof(chaos_text), 1, fill_text, call_text },
    { "text", sizeof(chaos_text), 1, fill_text, call_opened_text },
    { "options", sizeof(chaos_file), 1, fill_file, call_file },
    { "function", sizeof(chaos_function), 1, fill_function, call_function },
};

/* The structs as a program has them for which they are of that size, in memory of just
 * that size: what reads or writes beyond it is found by a sanitizer. */
static unsigned char *given_as(const struct subject *s, size_t size)
{
    const size_t bytes = size < sizeof(uint32_t) ? sizeof(uint32_t) : size;
    unsigned char *given = calloc(s->n, bytes), *whole = malloc(s->size);
    ck_assert(given && whole);
    for (size_t i = 0; i < s->n; ++i) {
        uint32_t as = (uint32_t)size;
        s->fill(whole, i);
        memcpy(given + i * bytes, whole, size < s->size ? size : s->size);
        memcpy(given + i * bytes, &as, sizeof as);
    }
    free(whole);
    return given;
}

static void refused(const struct subject *s, unsigned char *given, const char *says)
{
    double result;
    memset(&why, 0, sizeof why);
    ck_assert_msg(s->call(given, &result) == CHAOS_EINVAL, "%s: taken though %s", s->name, says);
    if (s->call != call_axis_value) /* which has no error */
        ck_assert_msg(strstr(why.message, says) && strstr(why.message, s->name) &&
                          strcmp(why.argument, s->name) == 0,
                      "%s: '%s', not '%s'", why.argument, why.message, says);
    free(given);
}

static void subjects_start(void) { shared = of_henon("lyapunov:transient=10:steps=100"); }
static void subjects_end(void) { chaos_measure_free(shared); }

START_TEST(longer_ones_are_taken_if_the_rest_is_zero)
{
    static const size_t longer[] = { 8, 64, 1024 };
    const struct subject *s = &subjects[_i];
    double expected, result;
    unsigned char *given = given_as(s, s->size);
    must(s->call(given, &expected));
    free(given);
    for (size_t i = 0; i < LENGTH(longer); ++i) {
        const size_t size = s->size + longer[i];
        given = given_as(s, size);
        must(s->call(given, &result));
        ck_assert_msg(same_bits(result, expected), "%s of %zu bytes: %g, not %g", s->name, size, result,
                      expected);
        for (size_t k = 0; k < s->n; ++k) {
            for (size_t at = s->size; at < size; ++at)
                ck_assert_msg(given[k * size + at] == 0, "%s: byte %zu was written", s->name, at);
            unsigned char *odd = given_as(s, size);
            odd[k * size + s->size] = 1;
            refused(s, odd, "must be 0");
            odd = given_as(s, size);
            odd[(k + 1) * size - 1] = 0x80;
            refused(s, odd, "must be 0");
        }
        free(given);
    }
}
END_TEST

START_TEST(sizes_that_can_not_be_are_refused)
{
    const struct subject *s = &subjects[_i];
    static const size_t shorter[] = { 0, 4, 8 };
    for (size_t i = 0; i < LENGTH(shorter); ++i)
        refused(s, given_as(s, shorter[i]), "must be at least");
    refused(s, given_as(s, s->size - 8), "of libchaos 0.1");
    refused(s, given_as(s, s->size + 4), "a multiple of 8");
    unsigned char *given = given_as(s, s->size); /* of which nothing beyond may be read */
    const uint32_t absurd = 0x40000000;
    memcpy(given, &absurd, sizeof absurd);
    refused(s, given, "at most 4096");
    if (s->n > 1) {
        const uint32_t other = (uint32_t)s->size + 8;
        given = given_as(s, s->size);
        memcpy(given + s->size, &other, sizeof other);
        refused(s, given, "[1].size must be that of");
        ck_assert_int_eq(why.index, 1);
    }
}
END_TEST

/* ------------------------------------------------------------- those that are written */

static int array_into(void *given) { return chaos_measure_array(shared, 0, given, &why); }

START_TEST(arrays_are_written_up_to_their_size)
{
    chaos_array expected = { .size = sizeof expected };
    must(array_into(&expected));
    ck_assert_str_eq(expected.quantity->name, "lyapunov");
    const size_t size = sizeof expected + 24;
    unsigned char *longer = malloc(size);
    memset(longer, 0xa5, size);
    memcpy(longer, &(uint32_t){ (uint32_t)size }, sizeof(uint32_t));
    must(array_into(longer));
    same_bytes(longer + 4, (const unsigned char *)&expected + 4, sizeof expected - 4, "a longer chaos_array");
    for (size_t at = sizeof expected; at < size; ++at)
        ck_assert(longer[at] == 0); /* what a later library would say */
    uint32_t kept;
    memcpy(&kept, longer, sizeof kept);
    ck_assert_uint_eq(kept, size);
    free(longer);
    static const uint32_t wrong[] = { 0, 8, sizeof(chaos_array) - 8, sizeof(chaos_array) + 4, 1 << 30 };
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        chaos_array array = expected;
        array.size = wrong[i];
        array.ndim = 77;
        ck_assert_int_eq(array_into(&array), CHAOS_EINVAL);
        ck_assert(strstr(why.message, "array.size must be"));
        ck_assert(array.ndim == 77 && array.size == wrong[i]);
    }
}
END_TEST

START_TEST(axes_of_a_picture_are_written_at_their_stride)
{
    const size_t size = sizeof(chaos_axis) + 16;
    unsigned char *longer = malloc(2 * size);
    char texts[2][CHAOS_MEASURE_TEXT];
    chaos_axis expected[2] = { { .size = sizeof *expected }, { .size = sizeof *expected } };
    uint32_t naxes = 0, nmeasures;
    memset(longer, 0xa5, 2 * size);
    for (size_t i = 0; i < 2; ++i)
        memcpy(longer + i * size, &(uint32_t){ (uint32_t)size }, sizeof(uint32_t));
    must(chaos_map_picture(map_named("circle"), expected, &naxes, texts, &nmeasures, &why));
    naxes = 0;
    must(chaos_map_picture(map_named("circle"), (void *)longer, &naxes, texts, &nmeasures, &why));
    for (size_t i = 0; i < naxes; ++i)
        same_bytes(longer + i * size + 4, (const unsigned char *)&expected[i] + 4, sizeof(chaos_axis) - 4,
                   "axis %zu", i);
    free(longer);
}
END_TEST

/* ---------------------------------------------------- of a library that knows more
 *
 * The first release had two members; today there are four. */
struct sample {
    uint32_t size, first;
    uint64_t second;
    double third, fourth;
};
static const chaosi_struct sample_kind = { .type = "sample", .first = 16, .size = sizeof(struct sample) };

START_TEST(shorter_ones_are_completed_with_zeros)
{
    const struct sample whole = { 0, 11, 22, 33, 44 };
    for (uint32_t size = 16; size <= sizeof whole + 16; size += 8) {
        unsigned char *given = calloc(1, size);
        struct sample own = { 5, 5, 5, 5, 5 };
        memcpy(given, &whole, size < sizeof whole ? size : sizeof whole);
        memcpy(given, &size, sizeof size);
        must(chaosi_struct_read(&sample_kind, "sample", given, &own, &why));
        ck_assert(own.size == sizeof own && own.first == 11 && own.second == 22);
        ck_assert(own.third == (size >= 24 ? 33 : 0) && own.fourth == (size >= 32 ? 44 : 0));
        free(given);
    }
    struct sample own;
    must(chaosi_struct_read(&sample_kind, "sample", NULL, &own, &why));
    ck_assert(own.size == sizeof own && own.first == 0 && own.second == 0 && own.third == 0 &&
              own.fourth == 0);
}
END_TEST

START_TEST(shorter_arrays_are_read_and_written_at_their_stride)
{
    enum { N = 3 };
    uint64_t given[2 * N]; /* of 16 bytes each */
    struct sample own[N];
    for (size_t i = 0; i < N; ++i) {
        const struct sample one = { 16, (uint32_t)i + 1, i + 100, 0, 0 };
        memcpy(&given[2 * i], &one, 16);
    }
    must(chaosi_structs_read(&sample_kind, "samples", given, N, own, &why));
    for (size_t i = 0; i < N; ++i) {
        ck_assert(own[i].size == sizeof *own && own[i].first == i + 1 && own[i].second == i + 100);
        ck_assert(own[i].third == 0 && own[i].fourth == 0);
        own[i].second += 1000;
        own[i].third = 7; /* nowhere to go */
    }
    uint64_t out[2 * N + 1] = { 0 };
    for (size_t i = 0; i < N; ++i)
        memcpy(&out[2 * i], &(uint32_t){ 16 }, sizeof(uint32_t));
    out[2 * N] = 0x5a5a;
    must(chaosi_structs_check(&sample_kind, "samples", out, N, &why));
    chaosi_structs_write(&sample_kind, own, N, out);
    for (size_t i = 0; i < N; ++i) {
        struct sample one;
        memcpy(&one, &out[2 * i], 16);
        ck_assert(one.size == 16 && one.first == i + 1 && one.second == i + 1100);
    }
    ck_assert(out[2 * N] == 0x5a5a);
}
END_TEST

TCase *tcase_structs(void)
{
    TCase *tcase = tcase_create("structs");
    tcase_add_checked_fixture(tcase, subjects_start, subjects_end);
    tcase_add_loop_test(tcase, longer_ones_are_taken_if_the_rest_is_zero, 0, LENGTH(subjects));
    tcase_add_loop_test(tcase, sizes_that_can_not_be_are_refused, 0, LENGTH(subjects));
    tcase_add_test(tcase, arrays_are_written_up_to_their_size);
    tcase_add_test(tcase, axes_of_a_picture_are_written_at_their_stride);
    tcase_add_test(tcase, shorter_ones_are_completed_with_zeros);
    tcase_add_test(tcase, shorter_arrays_are_read_and_written_at_their_stride);
    return tcase;
}
