/* Any bytes as a program that uses the library: maps, measures, sweeps, batches, orbits, analyses, with arguments that
 * make sense now and then. The arrays are exactly as large as the headers say, and what must not be
 * written to holds a pattern. random.c runs it; libFuzzer can:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -I../libchaos ../tests/fuzz/fuzz_door.c .libs/libchaos.a \
 *     $(pkg-config --libs sleef gsl) -lpthread -o fuzz_door
 *
 * SPDX-License-Identifier: MIT */
#include "analyses.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ------------------------------------------------------------------------------ maps */

static int step(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = 1 - p[0] * x[0] * x[0] + x[1];
    y[1] = p[1] * x[0];
    return x[0] > 1e6 ? 7 : 0;
}

/* Tokens in some order, mostly a map. */
static const char *text(void)
{
    static char formula[256];
    size_t length = (size_t)snprintf(formula, sizeof formula, "%s",
                                     WORD("x' = ", "x[i]' = ", "", "a = 1; x' = ", "x -> "));
    for (unsigned i = pick(12) + 1; i > 0; i--)
        length += (size_t)snprintf(formula + length, 32, "%s%s",
                                   WORD("x", "r*x", "1.4", "x[i-1]", "a", "sin(x)", "x'", "y", "n",
                                        "sum(x[j])", "exp(x)", "(x", "x)", "1e400", "θ", "N"),
                                   WORD("+", "*", "-", "/", "^", " mod ", "; y' = ", " < ", "?", ":", "",
                                        "; z = ", ")"));
    snprintf(formula + length, sizeof formula - length, "%s", WORD("1", "x", "2*pi", ""));
    return formula;
}

static chaos_map *make_map(void)
{
    const char *const names[] = { "x", WORD("y", "x", "steps", "μ", "") }, *const params[] = { "a", "b" };
    const double defaults[] = { 1.4, 0.3 };
    const chaos_function function = { .size = sizeof function,
                                      .dim = 2,
                                      .nparams = 2,
                                      .step = step,
                                      .states = names,
                                      .params = params,
                                      .param_defaults = pick(4) ? defaults : NULL,
                                      .thread_safe = pick(2),
                                      .lanes = pick(9) ? 0 : pick(70000),
                                      .bound = pick(4) ? 0 : number() };
    const char *const given[] = { "r", "x" };
    const double values[] = { number(), number() };
    const chaos_text with = { .size = sizeof with,
                              .nvalues = pick(3),
                              .names = given,
                              .values = values,
                              .sites = pick(3) ? 0 : count() };
    chaos_map *map = NULL;
    chaos_error error = fresh();
    int code;
    switch (pick(5)) {
    case 0: code = chaos_map_from_function(&function, &map, &error); break;
    case 1: code = chaos_map_parse(text(), pick(2) ? &with : NULL, &map, &error); break;
    case 2:
        code = chaos_map_lattice(WORD("logistic_ring", "standard_ring", "henon", "nothing"), count(), &map,
                                 &error);
        break;
    default:
        code = chaos_map_open(chaos_map_name(chaos_map_at(pick((unsigned)chaos_map_count()))), 0, NULL, NULL,
                              &map, &error);
    }
    return good(code, &error) ? map : NULL;
}

/* A name that it may have. */
static const char *value_name(const chaos_map *map)
{
    const char *name = pick(2) ? chaos_map_param(map, pick(4)) : chaos_map_state(map, pick(4));
    return name && pick(20) ? name : WORD("x", "r", "", "μ", "nothing");
}

/* -------------------------------------------------------------------------- measures */

static chaos_measure *make_measure(const chaos_map *map)
{
    const chaos_measure_kind *kind = chaos_measure_kind_at(pick(20));
    const chaos_option *option;
    char line[512];
    size_t length = (size_t)snprintf(line, sizeof line, "%s", kind ? kind->name : "lyapunov");
    chaos_measure *measure = NULL;
    chaos_error error = fresh();
    for (size_t i = 0; kind && (option = chaos_measure_kind_option(kind, i)) && length < 400; i++) {
        if (pick(option->type == CHAOS_OPTION_COUNT ? 2 : 4))
            continue;
        length += (size_t)snprintf(line + length, 32, ":%s=", option->name);
        for (unsigned k = 0, n = option->least + pick(option->most - option->least + 1 + !pick(20)); k < n;
             k++)
            length += (size_t)(option->type == CHAOS_OPTION_COUNT
                                   ? snprintf(line + length, 24, "%s%llu", k ? "," : "",
                                              (unsigned long long)count())
                               : option->type == CHAOS_OPTION_NUMBER
                                   ? snprintf(line + length, 32, "%s%.17g", k ? "," : "", number())
                                   : snprintf(line + length, 32, "%s%s", k ? "," : "",
                                              WORD("x", "x^2 + y", "y > 0", "x", "sin(x)", "x0", "(x<0?-x:x)",
                                                   "r*x", "")));
    }
    if (!good(chaos_measure_new(map, line, &measure, &error), &error))
        return NULL;
    const uint64_t counts[] = { count(), count(), count() };
    const double values[] = { number(), number(), number(), number() };
    const char *name =
        WORD("steps", "every", "bins", "range", "transient", "count", "max", "tol", "of", "blocks");
    error = fresh();
    if (!pick(4))
        good(chaos_measure_set_counts(measure, name, counts, pick(4), &error), &error);
    error = fresh();
    if (!pick(4))
        good(chaos_measure_set_numbers(measure, name, values, pick(5), &error), &error);
    return measure;
}

/* All that it tells of itself. */
static void ask(const chaos_measure *measure)
{
    char line[40];
    const chaos_measure_kind *kind = chaos_measure_kind_of(measure);
    const chaos_option *option;
    chaos_error error = fresh();
    good(chaos_measure_check(measure, &error), &error);
    for (size_t i = 0; (option = chaos_measure_kind_option(kind, i)); i++) {
        chaos_measure_get(measure, option->name, line, pick(40));
        chaos_measure_is_set(measure, option->name);
    }
    chaos_measure_text(measure, line, pick(40));
    chaos_measure_element(measure, pick(10), count(), line, pick(40));
    chaos_measure_column_state(measure, count());
    chaos_measure_iterate(measure, count());
    chaos_measure_ncolumns(measure);
}

/* Outputs of `points` each; how many, in arrays of their own. */
enum { MOST = 24 };
static size_t make_outputs(chaos_measure *const *measures, size_t n, uint64_t points, chaos_output *outputs,
                           uint64_t *sizes)
{
    size_t made = 0;
    for (size_t m = 0; m < n; m++)
        for (size_t i = 0; measures[m] && made < MOST && i < chaos_measure_narrays(measures[m]); i++) {
            chaos_array shape = { .size = sizeof shape };
            chaos_error error = fresh();
            uint64_t elements = 1;
            if (!good(chaos_measure_array(measures[m], i, &shape, &error), &error))
                continue;
            for (uint32_t d = 0; d < shape.ndim; d++)
                if (__builtin_mul_overflow(elements, shape.shape[d], &elements))
                    elements = UINT64_MAX;
            if (!shape.quantity->once && __builtin_mul_overflow(elements, points, &elements))
                elements = UINT64_MAX;
            const size_t size = shape.quantity->type == CHAOS_U32 ? 4 : 8;
            void *data = array(elements, size);
            if (data && pick(4)) {
                sizes[made] = elements * size;
                outputs[made++] =
                    (chaos_output){ sizeof *outputs, 0, measures[m], shape.quantity->name, data };
            } else {
                free(data);
            }
        }
    return made;
}

/* ------------------------------------------------------------------------------ calls */

/* The measures of a grid or, of the same points, a batch. */
static void measure(const chaos_map *map)
{
    chaos_measure *measures[3] = { NULL };
    chaos_output outputs[MOST];
    uint64_t sizes[MOST], points = 1;
    double *values[3] = { NULL }, *params = numbers(chaos_map_nparams(map)),
           *state = numbers(chaos_map_dim(map));
    chaos_axis axes[3];
    chaos_grid grid = {
        .size = sizeof grid, .naxes = pick(4), .axes = axes, .params = params, .state = state
    };
    for (uint32_t i = 0; i < grid.naxes; i++) {
        axes[i] = (chaos_axis){ .size = sizeof *axes,
                                .name = value_name(map),
                                .count = count(),
                                .start = number(),
                                .stop = number() };
        if (!pick(3))
            axes[i].values = values[i] = numbers(axes[i].count);
        if (__builtin_mul_overflow(points, axes[i].count, &points))
            points = UINT64_MAX;
        chaos_axis_value(&axes[i], count());
    }
    if (pick(8) == 7) {
        grid.first = count(), grid.count = count();
        points = grid.count ? grid.count : points > grid.first ? points - grid.first : 0;
    }
    for (int i = 0; i < 3; i++) {
        measures[i] = i == 0 || pick(2) ? make_measure(map) : NULL;
        if (measures[i])
            ask(measures[i]);
    }
    uint32_t *status = array(points, sizeof *status);
    size_t n = status ? make_outputs(measures, 3, points, outputs, sizes) : 0;
    const chaos_options how = options();
    chaos_error error = fresh();
    if (n > 0) {
        int code = chaos_sweep(map, &grid, outputs, n, status, &how, &error);
        good(code, &error);
        untouched(status, points, sizeof *status, code, &error);
        for (size_t i = 0; i < n; i++)
            untouched(outputs[i].data, sizes[i], 1, code, &error);
    }
    for (size_t i = 0; i < n; i++)
        free(outputs[i].data);
    for (int i = 0; i < 3; i++) {
        chaos_measure_free(measures[i]);
        free(values[i]);
    }
    free(status);
    free(params);
    free(state);
}

/* Views with any strides within their memory. */
enum { CELLS = 64 };
static chaos_view make_view(double *memory, ptrdiff_t *strides, uint32_t ndim, const uint64_t *shape)
{
    ptrdiff_t low = 0, high = 0;
    for (uint32_t i = 0; i < ndim; i++) {
        ptrdiff_t last = shape[i] ? (ptrdiff_t)shape[i] - 1 : 0;
        strides[i] = (ptrdiff_t)pick(33) - 16;
        if ((high - low + last * labs(strides[i])) > (ptrdiff_t)((CELLS - 1) * sizeof *memory))
            strides[i] = 0;
        *(strides[i] < 0 ? &low : &high) += last * strides[i];
    }
    return (chaos_view){ pick(9) ? (const char *)memory - low : NULL, pick(9) ? strides : NULL };
}

static void batch(const chaos_map *map)
{
    const uint64_t dim = chaos_map_dim(map), nparams = chaos_map_nparams(map);
    const uint64_t shape[3] = { pick(5), count(), pick(3) };
    const uint32_t ndim = pick(4);
    uint64_t points = 1, steps = count(), size;
    double memory[CELLS];
    ptrdiff_t strides[2 * CELLS][3];
    chaos_view views[2 * CELLS];
    if (dim + nparams > sizeof views / sizeof *views || shape[1] > 4000)
        return;
    for (int i = 0; i < CELLS; i++)
        memory[i] = number();
    for (uint32_t i = 0; i < ndim; i++)
        points *= shape[i];
    for (uint64_t i = 0; i < dim + nparams; i++)
        views[i] = make_view(memory, strides[i], ndim, shape);
    const chaos_batch given = { sizeof given, ndim, shape, pick(3) ? views : NULL,
                                pick(3) ? views + nparams : NULL };
    const chaos_options how = options();
    chaos_error error = fresh();
    int code;
    if (__builtin_mul_overflow(points * dim, pick(2) ? steps : (steps = 1), &size))
        size = UINT64_MAX;
    double *out = array(size, sizeof *out);
    uint32_t *status = array(points, sizeof *status);
    if (out && status && pick(2))
        code = chaos_orbit(map, count(), steps, count(), &given, out, &how, &error);
    else if (out && status && pick(2) && steps == 1)
        code = chaos_iterate(map, count(), &given, out, &how, &error);
    else
        code = chaos_lyapunov(map, count(), count(), 1 + pick(2) * (dim == 2), &given,
                              steps == 1 ? out : NULL, NULL, status, &how, &error);
    good(code, &error);
    if (out)
        untouched(out, size, sizeof *out, code, &error);
    free(out);
    free(status);
}

static void single(const chaos_map *map)
{
    const uint64_t dim = chaos_map_dim(map), rows = count();
    double *params = array(chaos_map_nparams(map), sizeof *params), *state = array(dim, sizeof *state),
           *out = array(rows < 1 << 20 ? rows * dim : UINT64_MAX, sizeof *out);
    const chaos_options how = options();
    for (uint64_t i = 0; params && i < chaos_map_nparams(map); i++)
        params[i] = number();
    for (uint64_t i = 0; state && i < dim; i++)
        state[i] = i < 64 ? number() : 0.25;
    chaos_error error = fresh();
    if (params && state && pick(2))
        good(chaos_iterate_one(map, count() % 100000, params, state, pick(2) ? &how : NULL, &error), &error);
    else if (params && state && out)
        good(chaos_orbit_next(map, rows, params, state, out, pick(2) ? &how : NULL, &error), &error);
    free(params);
    free(state);
    free(out);
}

static void picture(const chaos_map *map)
{
    chaos_axis axes[2] = { { .size = sizeof *axes }, { .size = sizeof *axes } };
    char measures[2][CHAOS_MEASURE_TEXT];
    uint32_t naxes = 0, nmeasures = 0;
    chaos_error error = fresh();
    if (!good(chaos_map_picture(map, axes, &naxes, measures, &nmeasures, &error), &error))
        fail("a map without a picture", &error);
    for (uint32_t i = 0; i < nmeasures; i++) {
        chaos_measure *own = NULL;
        if (!good(chaos_measure_new(map, measures[i], &own, &error), &error))
            fail("a picture without its measure", &error);
        chaos_measure_free(own);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const calls[])(
        const chaos_map *map) = { measure, measure, measure, measure, batch,   batch,       single, cycle,
                                  branch,  curve,   basins,  labels,  picture, derivatives, along,  diagram };
    bytes.at = data;
    bytes.end = data + size;
    chaos_map *map = make_map();
    for (unsigned i = 0; map && i < 4; i++)
        calls[pick(sizeof calls / sizeof *calls)](map);
    chaos_map_free(map);
    return 0;
}
