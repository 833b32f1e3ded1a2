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

size_t test_jobs(void) { return (size_t)fmax(1, from_environment("CHAOS_TEST_JOBS", 1)); }

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

void look_for_returns(bool wanted) { setenv("CHAOS_EXACT_RETURN", wanted ? "1" : "0", 1); }

size_t cases_apart(void) { return test_scale() < 1 ? (size_t)(1 / test_scale()) : 1; }

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

chaos_map *parsed(const char *text, const chaos_text *options)
{
    chaos_map *map = NULL;
    int code = chaos_map_parse(text, options, &map, &why);
    ck_assert_msg(code == CHAOS_OK, "%s: %s", text, why.message);
    return map;
}

/* "theta", the name in the text, of the state "theta3" of a lattice. */
static const char *variable(const chaos_map *map, uint64_t i, char name[32])
{
    snprintf(name, 32, "%s", chaos_map_state(map, i));
    if (chaos_map_is_lattice(map))
        name[strcspn(name, "0123456789")] = '\0';
    return name;
}

chaos_map *as_text(const chaos_map *map)
{
    uint64_t dim = chaos_map_dim(map), np = chaos_map_nparams(map), sites = 0;
    const char *angles[64], *names[64];
    char first[32], variables[64][32];
    double periods[64], values[64];
    variable(map, 0, first);
    for (uint64_t i = 0; i < dim && dim <= 40; ++i)
        sites += !strcmp(variable(map, i, variables[i]), first);
    chaos_text text = { .size = sizeof text,
                        .names = names,
                        .values = values,
                        .angles = angles,
                        .periods = periods,
                        .bound = chaos_map_bound(map),
                        .sites = chaos_map_is_lattice(map) ? sites : 0 };
    for (uint64_t i = 0; i < np; ++i, ++text.nvalues) {
        names[text.nvalues] = chaos_map_param(map, i);
        values[text.nvalues] = chaos_map_param_default(map, i);
    }
    for (uint64_t i = 0; i < dim && dim <= 40; ++i) {
        names[text.nvalues] = chaos_map_state(map, i);
        values[text.nvalues++] = chaos_map_state_default(map, i);
        if (chaos_map_wrap(map, i) > 0) {
            angles[text.nwraps] = variables[i];
            periods[text.nwraps++] = chaos_map_wrap(map, i);
        }
    }
    return parsed(chaos_map_formula(map), &text);
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

static chaos_measure *measure_from(const chaos_map *map, const char *format, va_list arguments)
{
    char text[512];
    chaos_measure *measure = NULL;
    vsnprintf(text, sizeof text, format, arguments);
    if (chaos_measure_new(map, text, &measure, &why) != CHAOS_OK)
        ck_abort_msg("%s of %s: %s", text, chaos_map_name(map), why.message);
    return measure;
}

bool kind_is_here(const chaos_measure_kind *kind)
{
    chaos_measure *measure = NULL;
    const int code = chaos_measure_new(map_named("standard"), kind->name, &measure, &why);
    chaos_measure_free(measure);
    return code != CHAOS_ENOTSUP;
}

void are_refused(const struct refusal *wrong, size_t n)
{
    for (const struct refusal *w = wrong; w < wrong + n; ++w) {
        chaos_measure *m = NULL;
        memset(&why, 0, sizeof why);
        const int code = chaos_measure_new(map_named(w->map), w->text, &m, &why);
        ck_assert_msg(code == CHAOS_EINVAL && !m, "%s gives %d", w->text, code);
        ck_assert_msg((!w->argument || strcmp(why.argument, w->argument) == 0) &&
                          strstr(why.message, w->says),
                      "%s: '%s': %s", w->text, why.argument, why.message);
        ck_assert_int_eq(chaos_measure_new(map_named(w->map), w->text, &m, NULL), CHAOS_EINVAL);
    }
}

chaos_measure *measure_of(const chaos_map *map, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    chaos_measure *measure = measure_from(map, format, arguments);
    va_end(arguments);
    return measure;
}

/* Where its first output goes. */
static chaos_output first_output(const chaos_measure *measure, void *data)
{
    chaos_array array = { .size = sizeof array };
    must(chaos_measure_array(measure, 0, &array, &why));
    return (chaos_output){
        .size = sizeof(chaos_output),
        .measure = measure,
        .name = array.quantity->name,
        .data = data,
    };
}

int batch_into(void *data, uint32_t *status, const chaos_map *map, const chaos_batch *batch,
               const chaos_options *options, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    chaos_measure *measure = measure_from(map, format, arguments);
    va_end(arguments);
    const chaos_output output = first_output(measure, data);
    int code = chaos_batch_measure(map, batch, &output, 1, status, options, &why);
    chaos_measure_free(measure);
    return code;
}

int sweep_into(void *data, uint32_t *status, const chaos_map *map, const chaos_grid *grid,
               const chaos_options *options, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    chaos_measure *measure = measure_from(map, format, arguments);
    va_end(arguments);
    const chaos_output output = first_output(measure, data);
    int code = chaos_sweep(map, grid, &output, 1, status, options, &why);
    chaos_measure_free(measure);
    return code;
}

static size_t type_bytes(uint32_t type)
{
    static const size_t bytes[] = {
        [CHAOS_F64] = 8, [CHAOS_U64] = 8, [CHAOS_I64] = 8, [CHAOS_U32] = 4, [CHAOS_C128] = 16,
    };
    ck_assert_uint_lt(type, LENGTH(bytes));
    return bytes[type];
}

struct measured measured_by(chaos_measure *measure, uint64_t points)
{
    struct measured m = {
        .measure = measure,
        .kind = chaos_measure_kind_of(measure)->name,
        .n = chaos_measure_narrays(measure),
        .points = points,
    };
    ck_assert_msg(m.n >= 2 && m.n <= MAX_ARRAYS, "%s has %zu outputs", m.kind, m.n);
    for (size_t i = 0; i < m.n; ++i) {
        chaos_array *array = &m.arrays[i];
        *array = (chaos_array){ .size = sizeof *array };
        must(chaos_measure_array(measure, i, array, &why));
        m.bytes[i] = type_bytes(array->quantity->type);
        for (uint32_t d = 0; d < array->ndim; ++d)
            m.bytes[i] *= array->shape[d];
        m.outputs[i] = (chaos_output){
            .size = sizeof(chaos_output),
            .measure = measure,
            .name = array->quantity->name,
            .data = calloc(array->quantity->once || !points ? 1 : points, m.bytes[i]),
        };
        ck_assert_msg(m.outputs[i].data != NULL, "out of memory in the test itself");
    }
    return m;
}

struct measured measured_new(const chaos_map *map, uint64_t points, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    chaos_measure *measure = measure_from(map, format, arguments);
    va_end(arguments);
    return measured_by(measure, points);
}

void measured_free(struct measured *m)
{
    for (size_t i = 0; i < m->n; ++i)
        free(m->outputs[i].data);
    chaos_measure_free(m->measure);
}

static size_t bytes_of_all(const struct measured *m, size_t i)
{
    return m->bytes[i] * (m->arrays[i].quantity->once ? 1 : m->points);
}

void *output_at(const struct measured *m, size_t i, uint64_t point)
{
    return (char *)m->outputs[i].data + (m->arrays[i].quantity->once ? 0 : point * m->bytes[i]);
}

size_t array_named(const struct measured *m, const char *name)
{
    size_t i = 0;
    while (i < m->n && strcmp(m->outputs[i].name, name) != 0)
        ++i;
    ck_assert_msg(i < m->n, "%s has no output %s", m->kind, name);
    return i;
}

void measured_spoil(struct measured *m)
{
    for (size_t i = 0; i < m->n; ++i)
        memset(m->outputs[i].data, 0x55, bytes_of_all(m, i));
}

void same_measured(const struct measured *got, const struct measured *expected, const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    ck_assert_uint_eq(got->n, expected->n);
    for (size_t i = 0; i < got->n; ++i)
        same_bytes(got->outputs[i].data, expected->outputs[i].data, bytes_of_all(expected, i), "%s, %s", what,
                   expected->outputs[i].name);
}

/* Of a batch or of a grid. */
static int in_groups(const chaos_map *map, const chaos_batch *batch, const chaos_grid *grid,
                     struct measured *m, size_t n, const chaos_options *options)
{
    chaos_output outputs[CHAOS_MAX_MEASURES * MAX_ARRAYS];
    int code = CHAOS_OK;
    for (size_t group = 0; group < n && code == CHAOS_OK; group += CHAOS_MAX_MEASURES) {
        size_t noutputs = 0;
        for (size_t k = group; k < n && k < group + CHAOS_MAX_MEASURES; ++k)
            for (size_t i = 0; i < m[k].n; ++i) {
                outputs[noutputs] = m[k].outputs[i];
                outputs[noutputs++].data = output_at(&m[k], i, grid ? grid->first : 0);
            }
        code = batch ? chaos_batch_measure(map, batch, outputs, noutputs, NULL, options, &why)
                     : chaos_sweep(map, grid, outputs, noutputs, NULL, options, &why);
    }
    return code;
}

int batch_measured(const chaos_map *map, const chaos_batch *batch, struct measured *m, size_t n,
                   const chaos_options *options)
{
    return in_groups(map, batch, NULL, m, n, options);
}

int sweep_measured(const chaos_map *map, const chaos_grid *grid, struct measured *m, size_t n,
                   const chaos_options *options)
{
    return in_groups(map, NULL, grid, m, n, options);
}

struct measured measured_at(const chaos_map *map, const double *params, const double *state, uint64_t starts,
                            const char *text)
{
    struct measured m = measured_new(map, starts, "%s", text);
    chaos_grid grid = {
        .size = sizeof grid, .params = params, .state = state, .starts = starts > 1 ? starts : 0
    };
    must(sweep_measured(map, &grid, &m, 1, NULL));
    return m;
}

/* Options beside time that make a measure's code do more than by default. */
static const struct {
    const char *kind, *option, *value;
} unusual[] = {
    { "orbit", "steps", "37" },
    { "orbit", "every", "3" },
    { "density", "bins", "23" },
    { "moments", "every", "2" },
    { "moments", "steps", "301" },
    { "lyapunov", "count", "2" },
    { "lyapunov", "blocks", "5" },
    { "period", "max", "17" },
    { "period", "tol", "1e-7" },
    { "zero_one", "steps", "151" },
    { "hurst", "steps", "521" },
    { "autocorrelation", "lags", "11" },
    { "power_spectrum", "length", "16" },
    { "correlation_dimension", "kept", "47" },
    { "box_dimension", "steps", "521" },
    { "diffusion", "steps", "521" },
    { "diffusion", "every", "2" },
    { "permutation_entropy", "order", "4" },
    { "recurrence", "times", "7" },
    { "rte", "steps", "61" },
    { "correlation_dimension", "steps", "203" },
    { "box_dimension", "steps", "307" },
    { "clv", "steps", "150" },
    { "clv", "settle", "40" },
    { "clv", "series", "3" },
};

/* NULL if the map can't have it, as one without angles has no rotation number. */
static chaos_measure *unusual_measure(const chaos_map *map, const char *kind, uint64_t transient,
                                      uint64_t steps)
{
    chaos_measure *measure = NULL;
    if (chaos_measure_new(map, kind, &measure, &why) != CHAOS_OK)
        return NULL;
    if (chaos_measure_check(measure, &why) != CHAOS_OK) {
        chaos_measure_free(measure);
        return NULL;
    }
    must(chaos_measure_set_counts(measure, "transient", &transient, 1, &why));
    must(chaos_measure_set_counts(measure, "steps", &steps, 1, &why));
    for (size_t i = 0; i < LENGTH(unusual); ++i)
        if (strcmp(unusual[i].kind, kind) == 0)
            (void)chaos_measure_set(measure, unusual[i].option, unusual[i].value, &why);
    if (strcmp(kind, "lyapunov") == 0 && chaos_map_dim(map) < 3)
        must(chaos_measure_set(measure, "count", "all", &why));
    if (strcmp(kind, "gali") == 0 && chaos_map_dim(map) > 2)
        must(chaos_measure_set(measure, "count", "3", &why));
    return measure;
}

size_t measures_all(const chaos_map *map, uint64_t points, uint64_t transient, uint64_t steps,
                    struct measured measures[MAX_KINDS])
{
    size_t n = 0;
    for (size_t i = 0; chaos_measure_kind_at(i); ++i) {
        chaos_measure *measure = unusual_measure(map, chaos_measure_kind_at(i)->name, transient, steps);
        ck_assert_uint_lt(n, MAX_KINDS);
        if (measure)
            measures[n++] = measured_by(measure, points);
    }
    return n;
}

void measures_free(struct measured *measures, size_t n)
{
    for (size_t i = 0; i < n; ++i)
        measured_free(&measures[i]);
}

/* A column of the one row that the cycle is. */
static int copy_column(const chaos_result *cycle, const char *column, void *values, size_t element)
{
    uint64_t offsets[2];
    return chaos_result_copy(cycle, "rows", column, values,
                             chaos_result_elements(cycle, "rows", column) * element,
                             strcmp(column, "points") == 0 ? offsets : NULL, &why);
}

int cycle_of(const chaos_map *map, uint64_t period, const double *params, const double *guess, double *points,
             double *multipliers, bool *converged)
{
    chaos_result *cycle = NULL;
    uint32_t flag = 0;
    int code = chaos_cycle_find(map, period, params, guess, &cycle, NULL, &why);
    if (code == CHAOS_OK && points)
        code = copy_column(cycle, "points", points, sizeof(double));
    if (code == CHAOS_OK && multipliers)
        code = copy_column(cycle, "multipliers", multipliers, sizeof(double[2]));
    if (code == CHAOS_OK && converged) {
        code = copy_column(cycle, "converged", &flag, sizeof flag);
        *converged = flag;
    }
    chaos_result_free(cycle);
    return code;
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
