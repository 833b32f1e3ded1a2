/* What the tests share.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <stdarg.h>
#include <time.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

/* ------------------------------------------------------------- environment */

static double from_environment(const char *name, double otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtod(text, NULL) : otherwise;
}

uint64_t test_seed(void)
{
    const char *text = getenv("CHAOS_TEST_SEED");
    return text && *text ? strtoull(text, NULL, 0) : 20260101;
}

double test_scale(void) { return from_environment("CHAOS_TEST_SCALE", 1); }

double patience(double seconds)
{
#ifdef SANITIZED
    return seconds * from_environment("CHAOS_TEST_PATIENCE", 30);
#else
    return seconds * from_environment("CHAOS_TEST_PATIENCE", 1);
#endif
}

uint64_t scaled(uint64_t count)
{
    double n = (double)count * test_scale();
    return n < 1 ? 1 : (uint64_t)n;
}

size_t maps_apart(void) { return test_scale() < 1 ? (size_t)(1 / test_scale()) : 1; }

double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ------------------------------------------------------------------ random */

/* SplitMix64, Steele, Lea and Flood 2014. */
uint64_t rng_next(struct rng *rng)
{
    uint64_t z = rng->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct rng rng_start(const char *name)
{
    struct rng rng = { test_seed() };
    for (; *name; ++name)
        rng.state = rng_next(&rng) + (unsigned char)*name;
    return rng;
}

uint64_t rng_below(struct rng *rng, uint64_t limit) { return rng_next(rng) % limit; }

double rng_between(struct rng *rng, double low, double high)
{
    return low + (high - low) * ((double)(rng_next(rng) >> 11) * 0x1p-53);
}

/* ------------------------------------------------------------------ checks */

_Thread_local chaos_error why;

void must(int code)
{
    if (code != CHAOS_OK)
        ck_abort_msg("%s: %s", chaos_strerror(code), why.message);
}

int same_bits(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

void same_doubles(const double *got, const double *expected, size_t n, const char *format, ...)
{
    size_t i = 0;
    while (i < n && same_bits(got[i], expected[i]))
        ++i;
    if (i == n)
        return;
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    ck_abort_msg("%s: element %zu of %zu is %.17g (%a), not %.17g (%a)", what, i, n, got[i], got[i],
                 expected[i], expected[i]);
}

void same_bytes(const void *got, const void *expected, size_t bytes, const char *format, ...)
{
    if (memcmp(got, expected, bytes) == 0)
        return;
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    size_t i = 0;
    while (((const char *)got)[i] == ((const char *)expected)[i])
        ++i;
    ck_abort_msg("%s: byte %zu of %zu differs", what, i, bytes);
}

void close_to(double got, double expected, double tolerance, const char *format, ...)
{
    if (fabs(got - expected) <= tolerance)
        return;
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    ck_abort_msg("%s: %.17g is not within %g of %.17g", what, got, tolerance, expected);
}

double *doubles(size_t n)
{
    double *array = calloc(n ? n : 1, sizeof *array);
    ck_assert_msg(array != NULL, "out of memory in the test itself");
    return array;
}

/* -------------------------------------------------------- instruction sets */

void isa_default(void) { must(chaos_isa_select(NULL, &why)); }

const char *isa_at(size_t i)
{
    const char *name = chaos_isa_at(i);
    must(chaos_isa_select(name, &why));
    return name;
}

int isa_family(const char *isa, const chaos_map *map)
{
    static const char *const functions[] = { "sin(",  "cos(",  "tan(",  "exp(",  "log(", "atan(",
                                             "sinh(", "cosh(", "tanh(", "acos(", "asin(" };
    if (!strstr(isa, "-nofma"))
        return 0;
    if (!map)
        return 1;
    for (size_t i = 0; i < LENGTH(functions); ++i)
        if (strstr(chaos_map_formula(map), functions[i]))
            return 1;
    /* A power that is not written as a number is a function too. */
    for (const char *hat = chaos_map_formula(map); (hat = strchr(hat, '^')); ++hat)
        if (hat[1] < '0' || hat[1] > '9')
            return 1;
    return 0;
}

/* ---------------------------------------------------------- maps and points */

const chaos_map *map_named(const char *name)
{
    const chaos_map *map = chaos_map_find(name);
    ck_assert_msg(map != NULL, "no map %s", name);
    return map;
}

int has_angles(const chaos_map *map)
{
    for (uint64_t i = 0; i < chaos_map_dim(map); ++i)
        if (chaos_map_wrap(map, i) > 0)
            return 1;
    return 0;
}

void default_point(const chaos_map *map, double *params, double *state)
{
    for (uint64_t i = 0; i < chaos_map_nparams(map); ++i)
        params[i] = chaos_map_param_default(map, i);
    for (uint64_t i = 0; i < chaos_map_dim(map); ++i)
        state[i] = chaos_map_state_default(map, i);
}

void random_point(struct rng *rng, const chaos_map *map, double *params, double *state)
{
    default_point(map, params, state);
    for (uint64_t i = 0; i < chaos_map_nparams(map); ++i)
        params[i] += 0.05 * (params[i] != 0 ? params[i] : 1) * rng_between(rng, -1, 1);
    for (uint64_t i = 0; i < chaos_map_dim(map); ++i) {
        double low, high;
        if (chaos_map_view(map, i, &low, &high))
            state[i] = rng_between(rng, low, high);
        else
            state[i] += 0.1 * fmax(1, fabs(state[i])) * rng_between(rng, -1, 1);
    }
}

struct points *points_new(const chaos_map *map, uint64_t count)
{
    struct points *points = calloc(1, sizeof *points);
    points->map = map;
    points->count = count;
    points->dim = chaos_map_dim(map);
    points->nparams = chaos_map_nparams(map);
    points->params = doubles(count * points->nparams);
    points->states = doubles(count * points->dim);
    points->param_stride = (ptrdiff_t)(points->nparams * sizeof(double));
    points->state_stride = (ptrdiff_t)(points->dim * sizeof(double));
    points->param_views = calloc(points->nparams + 1, sizeof(chaos_view));
    points->state_views = calloc(points->dim + 1, sizeof(chaos_view));
    points->batch = (chaos_batch){ .size = sizeof(chaos_batch),
                                   .ndim = 1,
                                   .shape = &points->shape,
                                   .params = points->param_views,
                                   .states = points->state_views };
    for (uint64_t i = 0; i < count; ++i)
        default_point(map, points->params + i * points->nparams, points->states + i * points->dim);
    return points;
}

struct points *points_random(struct rng *rng, const chaos_map *map, uint64_t count)
{
    struct points *points = points_new(map, count);
    for (uint64_t i = 0; i < count; ++i)
        random_point(rng, map, points->params + i * points->nparams, points->states + i * points->dim);
    return points;
}

void points_free(struct points *points)
{
    free(points->params);
    free(points->states);
    free(points->param_views);
    free(points->state_views);
    free(points);
}

const chaos_batch *points_slice(struct points *points, uint64_t first, uint64_t count)
{
    points->shape = count;
    for (uint64_t i = 0; i < points->nparams; ++i)
        points->param_views[i] =
            (chaos_view){ points->params + first * points->nparams + i, &points->param_stride };
    for (uint64_t i = 0; i < points->dim; ++i)
        points->state_views[i] =
            (chaos_view){ points->states + first * points->dim + i, &points->state_stride };
    return &points->batch;
}

const chaos_batch *points_all(struct points *points) { return points_slice(points, 0, points->count); }

chaos_options with_threads(uint32_t threads)
{
    return (chaos_options){ .size = sizeof(chaos_options), .threads = threads };
}

/* ---------------------------------------------------------------- measures */

chaos_measure measure_named(const char *name)
{
    chaos_measure measure;
    must(chaos_measure_init(&measure, name, &why));
    return measure;
}

static size_t type_bytes(uint32_t type) { return type == CHAOS_U32 ? 4 : 8; }

size_t measure_bytes(const chaos_map *map, uint64_t steps, const chaos_measure *measure, int i)
{
    chaos_measure copy = *measure;
    chaos_array arrays[CHAOS_MAX_OUT];
    uint32_t narrays;
    must(chaos_measure_arrays(map, steps, &copy, arrays, &narrays, &why));
    if ((uint32_t)i >= narrays)
        return 0;
    size_t bytes = type_bytes(arrays[i].type);
    for (uint32_t d = 0; d < arrays[i].ndim; ++d)
        bytes *= arrays[i].shape[d];
    return bytes;
}

void measure_alloc(const chaos_map *map, uint64_t steps, chaos_measure *measure, uint64_t points)
{
    for (int i = 0; i < CHAOS_MAX_OUT; ++i) {
        size_t bytes = measure_bytes(map, steps, measure, i);
        measure->out[i] = bytes ? calloc(points ? points : 1, bytes) : NULL;
    }
}

void measure_free(chaos_measure *measure)
{
    for (int i = 0; i < CHAOS_MAX_OUT; ++i)
        free(measure->out[i]);
}

uint32_t measures_all(const chaos_map *map, chaos_measure measures[CHAOS_NMEASURES])
{
    uint32_t n = 0;
    for (uint32_t kind = 0; kind < CHAOS_NMEASURES; ++kind) {
        if (kind == CHAOS_ROTATION && !has_angles(map))
            continue;
        chaos_measure *m = &measures[n++];
        *m = measure_named(chaos_measure_name(kind));
        switch (kind) {
        case CHAOS_ORBIT: m->steps = 37, m->every = 3; break;
        case CHAOS_DENSITY: m->bins[0] = 23, m->range[0][0] = -1.25, m->range[0][1] = 1.75; break;
        case CHAOS_MOMENTS: m->every = 2, m->steps = 301; break;
        case CHAOS_LYAPUNOV: m->count = chaos_map_dim(map) < 3 ? CHAOS_ALL : 2, m->blocks = 5; break;
        case CHAOS_PERIOD: m->max = 17, m->tol = 1e-7; break;
        default: break;
        }
    }
    return n;
}

double lyapunov_of(const chaos_map *map, uint64_t transient, uint64_t steps, const double *params,
                   const double *state, double *standard_error, uint32_t *status)
{
    double exponent;
    struct points *points = points_new(map, 1);
    if (params)
        memcpy(points->params, params, points->nparams * sizeof(double));
    if (state)
        memcpy(points->states, state, points->dim * sizeof(double));
    must(chaos_lyapunov(map, transient, steps, 1, points_all(points), &exponent, standard_error, status, NULL,
                        &why));
    points_free(points);
    return exponent;
}
