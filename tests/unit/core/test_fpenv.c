/* Hosts with another floating-point environment: the same bits, and their
 * environment back as it was.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h" /* _GNU_SOURCE, for feenableexcept */
#include "support.h"

#include <fenv.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

enum { COUNT = 33, STEPS = 500, TEXT = 32 };

/* What is read, printed or worked out before any orbit: numbers in texts, options, axes, edges, pictures,
 * messages. */
static size_t prepare_everything(char *results, int *code)
{
    enum { POINTS = 60, WORDS = 512 };
    static const char text[] = "a = 0.1 + 0.2/3; b = 1/49*7; x' = a*x + 0.1*x/3 + sin(0.7)*2^0.5 mod 2*pi/7;"
                               "y' = b*x + (0.1 + 0.7)*y + 1e-310";
    char *at = results;
    double *out = doubles(POINTS * 2);
    const chaos_axis axis = { .size = sizeof axis, .name = "a", .count = POINTS, .start = 0.1, .stop = 0.37 };
    for (uint64_t i = 0; i < POINTS; ++i) {
        out[i] = chaos_axis_value(&axis, i);
        out[POINTS + i] = chaos_density_edge(0.1, 0.37, POINTS, i);
    }
    memcpy(at, out, POINTS * 2 * 8), at += POINTS * 2 * 8;
    chaos_map *map = NULL;
    *code |= chaos_map_parse(text, NULL, &map, &why);
    out[0] = chaos_map_param_default(map, 0), out[1] = chaos_map_param_default(map, 1);
    out[2] = chaos_map_state_default(map, 0), out[3] = chaos_map_state_default(map, 1);
    out[4] = chaos_map_wrap(map, 0);
    memcpy(at, out, 5 * 8), at += 5 * 8;
    *code |= chaos_orbit(map, 0, POINTS, 1, &(chaos_batch){ .size = sizeof(chaos_batch) }, out, NULL, &why);
    memcpy(at, out, POINTS * 2 * 8), at += POINTS * 2 * 8;
    chaos_axis axes[2] = { { .size = sizeof axis }, { .size = sizeof axis } };
    uint32_t naxes = 0, nmeasures = 0;
    char measures[2][CHAOS_MEASURE_TEXT] = { "" };
    *code |= chaos_map_picture(map, axes, &naxes, measures, &nmeasures, &why);
    memcpy(at, &axes[0].start, 16), at += 16;
    chaos_measure *measure = NULL;
    *code |= chaos_measure_new(map, "density:of=x^2 + 0.1*y/3:when=y > 0.1*3:range=-0.1,0.7", &measure, &why);
    memset(at, 0, WORDS), chaos_measure_text(measure, at, WORDS), at += WORDS;
    *code |= chaos_measure_set(measure, "range", "1e-7,123456.789", &why);
    memset(at, 0, WORDS), chaos_measure_text(measure, at, WORDS), at += WORDS;
    memcpy(out, (double[]){ 1.1, 2.3 }, 16);
    *code |= chaos_measure_set_numbers(measure, "range", out, 2, &why);
    memset(at, 0, WORDS), chaos_measure_text(measure, at, WORDS), at += WORDS;
    *code |= !chaos_measure_set(measure, "range", "0.3,0.1", &why) && !chaos_measure_check(measure, &why);
    memcpy(at, why.message, sizeof why.message), at += strlen(why.message);
    const chaos_options options = { .size = sizeof options, .bound = -0.1 };
    *code |= !chaos_iterate_one(map, 1, NULL, out, &options, &why);
    memcpy(at, why.message, sizeof why.message), at += strlen(why.message);
    chaos_measure_free(measure);
    chaos_map_free(map);
    free(out);
    return (size_t)(at - results);
}

/* Results of every kind of call, as bytes. No arithmetic of its own: the
 * environment is the host's. */
static size_t run_everything(const chaos_map *map, const double *starts, char *results, int *code)
{
    char *at = results;
    struct points *points = points_new(map, COUNT);
    uint64_t dim = points->dim;
    memcpy(points->states, starts, COUNT * dim * sizeof *starts);
    chaos_options options = with_threads(0);
    double *out = doubles(COUNT * dim * 20);
    *code = chaos_iterate(map, STEPS, points_all(points), out, &options, &why);
    memcpy(at, out, COUNT * dim * 8), at += COUNT * dim * 8;
    *code |= chaos_orbit(map, 7, 20, 3, points_all(points), out, &options, &why);
    memcpy(at, out, COUNT * dim * 20 * 8), at += COUNT * dim * 20 * 8;
    *code |= chaos_lyapunov(map, 10, STEPS, 1, points_all(points), out, NULL, NULL, &options, &why);
    memcpy(at, out, COUNT * 8), at += COUNT * 8;
    *code |= chaos_iterate_one(map, STEPS, points->params, points->states, NULL, &why);
    memcpy(at, points->states, dim * 8), at += dim * 8;
    *code |= chaos_orbit_next(map, 20, points->params, points->states + dim, out, NULL, &why);
    memcpy(at, out, 20 * dim * 8), at += 20 * dim * 8;
    chaos_axis axis = {
        .size = sizeof axis,
        .name = chaos_map_state(map, 0),
        .count = 30,
        .start = 0.1,
        .stop = 0.31,
    };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    double *sweep = doubles(30 * dim * 5);
    *code |= sweep_into(sweep, NULL, map, &grid, &options, "moments:transient=10:steps=500");
    *code |= sweep_into(sweep + 30 * dim * 4, NULL, map, &grid, &options, "final:transient=10:steps=500");
    memcpy(at, sweep, 30 * dim * 5 * 8), at += 30 * dim * 5 * 8;
    chaos_measure *measure = NULL;
    *code |= chaos_measure_new(map, "period:tol=1.7e-9", &measure, &why);
    memset(at, 0, TEXT), chaos_measure_get(measure, "tol", at, TEXT), at += TEXT;
    chaos_measure_free(measure);
    if (dim == 1) {
        double guess = 0.4, cycle[3] = { 0 };
        *code |= cycle_of(map, 3, points->params, &guess, cycle, NULL, NULL);
        memcpy(at, cycle, sizeof cycle), at += sizeof cycle;
    }
    free(out);
    free(sweep);
    points_free(points);
    return (size_t)(at - results);
}

static double *starts_of(const chaos_map *map)
{
    struct rng rng = rng_start("environment");
    struct points *points = points_random(&rng, map, COUNT);
    double *starts = doubles(COUNT * points->dim);
    memcpy(starts, points->states, COUNT * points->dim * sizeof *starts);
    points_free(points);
    return starts;
}

static size_t room(const chaos_map *map)
{
    return (size_t)(COUNT * 30 + 30 * 5 + 30) * chaos_map_dim(map) * 8 + COUNT * 8 + 1024;
}

START_TEST(rounding_modes)
{
    static const int modes[] = { FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        char *plain = malloc(room(map)), *got = malloc(room(map));
        double *starts = starts_of(map);
        int code, mode;
        size_t bytes = run_everything(map, starts, plain, &code);
        must(code);
        for (size_t m = 0; m < LENGTH(modes); ++m) {
            fesetround(modes[m]);
            run_everything(map, starts, got, &code);
            mode = fegetround();
            fesetround(FE_TONEAREST);
            must(code);
            ck_assert_int_eq(mode, modes[m]);
            same_bytes(got, plain, bytes, "%s, rounding mode %d", chaos_map_name(map), (int)m);
        }
        free(plain);
        free(got);
        free(starts);
    }
    char plain[8192], got[8192];
    int code = 0;
    size_t bytes = prepare_everything(plain, &code);
    must(code);
    for (size_t m = 0; m < LENGTH(modes); ++m) {
        fesetround(modes[m]);
        size_t same = prepare_everything(got, &code);
        fesetround(FE_TONEAREST);
        must(code);
        ck_assert_uint_eq(same, bytes);
        for (size_t i = 0; i < bytes; ++i)
            ck_assert_msg(got[i] == plain[i], "byte %zu, rounding mode %d", i, (int)m);
    }
}
END_TEST

#if defined(__x86_64__)
/* Flush-to-zero and denormals-are-zero; an orbit that dies through subnormals. */
START_TEST(flush_to_zero)
{
    const chaos_map *map = map_named("logistic");
    double r = 0.5, plain = 0.3, got = 0.3, tiny = 0x1p-1060, batch;
    must(chaos_iterate_one(map, 1040, &r, &plain, NULL, &why));
    ck_assert(plain > 0 && plain < 2.3e-308);
    struct points *points = points_new(map, 1);
    points->params[0] = r, points->states[0] = 0.3;
    unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040);
    unsigned set = _mm_getcsr();
    int code = chaos_iterate_one(map, 1040, &r, &got, NULL, &why);
    unsigned after_one = _mm_getcsr();
    code |= chaos_iterate(map, 1040, points_all(points), &batch, NULL, &why);
    unsigned after_batch = _mm_getcsr();
    code |= chaos_iterate_one(map, 0, &r, &tiny, NULL, &why);
    _mm_setcsr(before);
    must(code);
    ck_assert_uint_eq(after_one, set);
    ck_assert_uint_eq(after_batch, set);
    same_doubles(&got, &plain, 1, "iterate_one");
    same_doubles(&batch, &plain, 1, "iterate");
    ck_assert(tiny == 0x1p-1060);
    points_free(points);
}
END_TEST
#endif

#if defined(__GLIBC__)
/* Exceptions unmasked in the host must not become signals. */
START_TEST(unmasked_exceptions)
{
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        char *plain = malloc(room(map)), *got = malloc(room(map));
        double *starts = starts_of(map);
        int code, asked, enabled;
        size_t bytes = run_everything(map, starts, plain, &code);
        must(code);
        feclearexcept(FE_ALL_EXCEPT);
        feenableexcept(FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW | FE_UNDERFLOW | FE_INEXACT);
        asked = fegetexcept(); /* Arm need not have any */
        run_everything(map, starts, got, &code);
        enabled = fegetexcept();
        fedisableexcept(FE_ALL_EXCEPT);
        must(code);
        ck_assert_int_eq(enabled, asked);
        same_bytes(got, plain, bytes, "%s", chaos_map_name(map));
        free(plain);
        free(got);
        free(starts);
    }
}
END_TEST
#endif

TCase *tcase_fpenv(void)
{
    TCase *tcase = tcase_create("fpenv");
    tcase_add_test(tcase, rounding_modes);
#if defined(__x86_64__)
    tcase_add_test(tcase, flush_to_zero);
#endif
#if defined(__GLIBC__)
    tcase_add_test(tcase, unmasked_exceptions);
#endif
    return tcase;
}
