/* A program that passes in every struct that begins with its size, for grow_structs.sh: compiled
 * with the headers of one libchaos, run with another. With LATER the structs have one
 * member more, which is set where the first argument says so.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <stdio.h>
#include <stdlib.h>

static chaos_error error;

#ifdef LATER
static uint64_t later;
#define BEGIN(s) ((s).size = sizeof(s), (s).later = later)
#else
#define BEGIN(s) ((s).size = sizeof(s))
#endif

static void say(const char *name, int code, double result)
{
    if (code == CHAOS_OK)
        printf("%s %.17g\n", name, result);
    else
        printf("%s: %s\n", name, error.message);
}

/* *made is read after the call that makes it. */
static void use(const char *name, int code, chaos_map **made)
{
    double state[64] = { 0.3, 0.2, 0.1 }, params[16] = { 3.7, 0.3 }, sum = 0;
    if (code == CHAOS_OK) {
        chaos_map *const map = *made;
        code = chaos_iterate_one(map, 3, params, state, NULL, &error);
        for (uint64_t i = 0; i < chaos_map_dim(map); i++)
            sum += state[i] * (double)(i + 1);
        sum += chaos_map_bound(map);
        chaos_map_free(map);
    }
    say(name, code, sum);
}

static int step(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = p[0] * x[0] * (1 - x[0]);
    return 0;
}

static void call_maps(void)
{
    static const char *const names[] = { "r" }, *const states[] = { "x" };
    static const double values[] = { 3.6 };
    chaos_map *map;
    chaos_text text = { .nvalues = 1, .names = names, .values = values, .sites = 5, .bound = 50 };
    BEGIN(text);
    use("text", chaos_map_parse("x[i]' = r*x[i]*(1 - x[i+1])", &text, &map, &error), &map);
    chaos_function function = {
        .dim = 1, .nparams = 1, .step = step, .states = states, .params = names, .bound = 9
    };
    BEGIN(function);
    use("function", chaos_map_from_function(&function, &map, &error), &map);
    chaos_file file = { .sites = 0 };
    BEGIN(file);
    use("file", chaos_map_load("examples/mymap.c", &file, &map, &error), &map);
}

static void call_sweep(const chaos_map *henon)
{
    static const double b[] = { 0.1, 0.2, 0.3 };
    double exponents[12], errors[12], sum = 0;
    chaos_measure *measure;
    if (chaos_measure_new(henon, "lyapunov:transient=10:steps=100", &measure, &error) != CHAOS_OK)
        exit(1);
    chaos_axis axes[2] = { { .name = "a", .count = 4, .start = 1, .stop = 1.3 },
                           { .name = "b", .count = 3, .values = b } };
    chaos_output outputs[2] = { { .measure = measure, .name = "lyapunov", .data = exponents },
                                { .measure = measure, .name = "lyapunov_stderr", .data = errors } };
    chaos_grid grid = { .naxes = 2, .axes = axes };
    for (int i = 0; i < 2; i++) {
        BEGIN(axes[i]);
        BEGIN(outputs[i]);
    }
    BEGIN(grid);
    int code = chaos_sweep(henon, &grid, outputs, 2, NULL, NULL, &error);
    for (int i = 0; i < 12; i++)
        sum += (i + 1) * exponents[i] + errors[i];
    say("grid, axes, outputs", code, sum);
    printf("axis value %g\n", chaos_axis_value(&axes[0], 2));
    chaos_array arrays[2] = { { .ndim = 77 }, { .ndim = 78 } };
    arrays[0].size = sizeof arrays[0];
    code = chaos_measure_array(measure, 0, &arrays[0], &error);
    say("array", code, arrays[0].ndim + arrays[0].quantity->type + (arrays[1].ndim == 78 ? 0 : 1000));
    chaos_measure_free(measure);
}

int main(int argc, char **argv)
{
    const chaos_map *henon = chaos_map_find("henon");
#ifdef LATER
    later = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
#else
    (void)argc, (void)argv;
#endif
    static const uint64_t shape[] = { 3 };
    static const double a[] = { 1, 1.1, 1.2 };
    static const ptrdiff_t stride[] = { sizeof *a };
    static const chaos_view params[] = { { a, stride }, { NULL, NULL } };
    double state[2] = { 0.3, 0.2 }, values[] = { 1.4, 0.3 }, ends[6];
    chaos_options options = { .threads = 1, .bound = 7 };
    BEGIN(options);
    int code = chaos_iterate_one(henon, 3, values, state, &options, &error);
    say("options", code, state[0] + state[1]);
    chaos_batch batch = { .ndim = 1, .shape = shape, .params = params };
    BEGIN(batch);
    code = chaos_iterate(henon, 4, &batch, ends, NULL, &error);
    say("batch", code, ends[0] + 2 * ends[2] + 3 * ends[5]);
    call_sweep(henon);
    call_maps();
    return 0;
}
