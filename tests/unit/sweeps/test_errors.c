/* Bad input at every entry: a code, words that name the argument, outputs as they were.
 *
 * Each table is about calls that are right but for the one thing, or two, that a line spoils.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { PATTERN = 0x5a, OUTPUTS = 4096, COMPANY = 17 * 9 };
static _Alignas(16) unsigned char output[OUTPUTS];

/* A member of the call that is spoiled, and what it becomes. */
struct change {
    const char *text;
    size_t offset, size;
    const void *value;
};
#define TO(call, member, value)                                                                \
    {                                                                                          \
#member " = " #value, offsetof(struct call, member), sizeof((struct call *)0)->member, \
            &(const __typeof__(((struct call *)0)->member))                                    \
        {                                                                                      \
            value                                                                              \
        }                                                                                      \
    }

/* What the error must say: the argument, and words of the sentence. */
struct wrong {
    const char *argument, *message;
    struct change changes[2];
};

static void prepare(void)
{
    memset(output, PATTERN, sizeof output);
    memset(&why, 0, sizeof why);
}

static void refused(int code, const char *call, const char *spoiled, const char *argument,
                    const char *message)
{
    const chaos_error seen = why; /* gcc 12's sanitizer takes the address of a thread's variable for NULL */
    ck_assert_msg(code == CHAOS_EINVAL && seen.code == code, "%s, %s: code %d, error.code %d", call, spoiled,
                  code, seen.code);
    ck_assert_msg(memchr(seen.message, 0, sizeof seen.message) &&
                      memchr(seen.argument, 0, sizeof seen.argument),
                  "%s, %s: no end of the string", call, spoiled);
    ck_assert_msg(strcmp(seen.argument, argument) == 0 && strstr(seen.message, message), "%s, %s: '%s': %s",
                  call, spoiled, seen.argument, seen.message);
    for (int i = 0; i < OUTPUTS; ++i)
        ck_assert_msg(output[i] == PATTERN, "%s, %s: byte %d was written", call, spoiled, i);
}

/* Spoils a good call and makes it. */
static void check(const struct wrong *wrong, const char *name, void *call, int (*make)(void *call))
{
    char spoiled[128] = "";
    for (size_t i = 0; i < LENGTH(wrong->changes) && wrong->changes[i].text; ++i) {
        const struct change *change = &wrong->changes[i];
        memcpy((char *)call + change->offset, change->value, change->size);
        snprintf(spoiled + strlen(spoiled), sizeof spoiled - strlen(spoiled), "%s%s", i ? ", " : "",
                 change->text);
    }
    prepare();
    refused(make(call), name, spoiled, wrong->argument, wrong->message);
}

/* ------------------------------------------------------------------- sweep */

struct sweep {
    const chaos_map *map;
    chaos_axis axes[5];
    chaos_grid grid;
    const chaos_grid *grid_pointer;
    double params[2], state[2];
    chaos_output outputs[COMPANY + 1];
    const chaos_output *outputs_pointer;
    size_t noutputs;
    chaos_options options;
};

/* Of the map, and of another; one more than a call takes. */
static chaos_measure *final, *density, *spoiled, *other, *many[17];

static void make_measures(void)
{
    const chaos_map *henon = map_named("henon");
    final = measure_of(henon, "final:transient=10:steps=20");
    density = measure_of(henon, "density:bins=8:range=-1,1:transient=10:steps=20");
    spoiled = measure_of(henon, "lyapunov");
    must(chaos_measure_set(spoiled, "blocks", "1001", &why));
    other = measure_of(map_named("logistic"), "final");
    for (size_t i = 0; i < LENGTH(many); ++i)
        many[i] = measure_of(henon, "final");
}

static void free_measures(void)
{
    chaos_measure_free(final);
    chaos_measure_free(density);
    chaos_measure_free(spoiled);
    chaos_measure_free(other);
    for (size_t i = 0; i < LENGTH(many); ++i)
        chaos_measure_free(many[i]);
}

static chaos_axis axis(const char *name, uint64_t count, double start, double stop)
{
    return (
        chaos_axis){ .size = sizeof(chaos_axis), .name = name, .count = count, .start = start, .stop = stop };
}

static chaos_output output_of(const chaos_measure *measure, const char *name, size_t offset)
{
    return (chaos_output){
        .size = sizeof(chaos_output),
        .measure = measure,
        .name = name,
        .data = output + offset,
    };
}

static void good_sweep(struct sweep *s)
{
    *s = (struct sweep){
        .map = map_named("henon"),
        .params = { 1.2, 0.3 },
        .state = { 0.1, 0.1 },
        .axes = { axis("a", 3, 1, 1.2), axis("x", 2, 0, 0.2), axis("b", 1, 0.3, 0.3), axis("y", 1, 0, 0) },
        .grid = { .size = sizeof s->grid, .naxes = 2 },
        .outputs = { output_of(final, "final", 0), output_of(density, "density", 512),
                     output_of(density, "density_outside", 1024) },
        .noutputs = 3,
        .options = { .size = sizeof s->options },
    };
    s->axes[4] = s->axes[3];
    s->grid.axes = s->axes;
    s->grid.params = s->params;
    s->grid.state = s->state;
    s->grid_pointer = &s->grid;
    s->outputs_pointer = s->outputs;
}

static int make_sweep(void *call)
{
    const struct sweep *s = call;
    return chaos_sweep(s->map, s->grid_pointer, s->outputs_pointer, s->noutputs, (uint32_t *)(output + 2048),
                       &s->options, &why);
}

#define S(member, value) TO(sweep, member, value)
static const struct wrong wrong_sweeps[] = {
    { "map", "must not be NULL", { S(map, NULL) } },
    { "grid", "NULL", { S(grid_pointer, NULL) } },
    { "grid", "size", { S(grid.size, 0) } },
    { "grid", "size", { S(grid.size, 7) } },
    { "naxes", "at most 4", { S(grid.naxes, 5) } },
    { "axes", "NULL", { S(grid.axes, NULL) } },
    { "axes", "size", { S(axes[1].size, 0) } },
    { "axes", "an axis must be", { S(axes[1].name, NULL) } },
    { "axes", "got 'z'", { S(axes[1].name, "z") } },
    { "a", "twice", { S(axes[1].name, "a") } },
    { "x", "count", { S(axes[1].count, 0) } },
    { "a", "start", { S(axes[0].start, NAN) } },
    { "a", "stop", { S(axes[0].stop, INFINITY) } },
    { "a", "", { S(axes[0].start, -1.7e308), S(axes[0].stop, 1.7e308) } },
    { "axes", "the product", { S(axes[0].count, 1ull << 33), S(axes[1].count, 1ull << 33) } },
    { "axes", "the product", { S(axes[0].count, UINT64_MAX) } },
    { "axes", "reserved", { S(axes[1].reserved, 1) } },
    { "b", "nan", { S(params[1], NAN) } },
    { "b", "inf", { S(params[1], INFINITY) } },
    { "y", "nan", { S(state[1], NAN) } },
    { "first", "6", { S(grid.first, 6) } },
    { "count", "3", { S(grid.first, 4), S(grid.count, 3) } },
    { "count", "", { S(grid.first, 1), S(grid.count, UINT64_MAX) } },
    { "outputs", "an array of 3, got NULL", { S(outputs_pointer, NULL) } },
    { "noutputs", "1 to", { S(noutputs, 0) } },
    { "noutputs", "1 to", { S(noutputs, COMPANY + 1) } },
    { "outputs", "size", { S(outputs[1].size, 0) } },
    { "outputs", "size", { S(outputs[1].size, 8) } },
    { "options", "size", { S(options.size, 0) } },
    { "bound", "-1", { S(options.bound, -1) } },
    { "bound", "nan", { S(options.bound, NAN) } },
    { "lift", "2", { S(options.lift, 2) } },
    { "noise", "got 2", { S(options.noise, 2) } },
    { "noise", "draws no random numbers, got 1", { S(options.noise, 1) } },
    { "seed", "draws no random numbers, got 3", { S(options.seed, 3) } },
};

/* About one output of several, the argument says which. */
static const struct wrong wrong_outputs[] = {
    { "outputs[1].measure", "NULL", { S(outputs[1].measure, NULL) } },
    { "outputs[2].reserved", "must be 0, got 3", { S(outputs[2].reserved, 3) } },
    { "outputs[1].name", "an output of density, got final", { S(outputs[1].name, "final") } },
    { "outputs[1].name", "got lyapunov_blocks", { S(outputs[1].name, "lyapunov_blocks") } },
    { "outputs[1].name", "NULL", { S(outputs[1].name, NULL) } },
    { "outputs[1].data", "density, got NULL", { S(outputs[1].data, NULL) } },
    { "outputs[2].name", "once, got density again", { S(outputs[2].name, "density") } },
};

START_TEST(sweeps)
{
    struct sweep s;
    make_measures();
    for (size_t i = 0; i < LENGTH(wrong_sweeps); ++i) {
        good_sweep(&s);
        check(&wrong_sweeps[i], "chaos_sweep", &s, make_sweep);
        ck_assert_int_eq(chaos_sweep(s.map, s.grid_pointer, s.outputs_pointer, s.noutputs, NULL, &s.options,
                                     NULL),
                         CHAOS_EINVAL);
    }
    for (size_t i = 0; i < LENGTH(wrong_outputs); ++i) {
        good_sweep(&s);
        check(&wrong_outputs[i], "chaos_sweep", &s, make_sweep);
    }
    /* What was spoiled is right by itself, and a good call leaves the error alone. */
    good_sweep(&s);
    prepare();
    must(make_sweep(&s));
    ck_assert(why.code == 0 && why.message[0] == 0);
    free_measures();
}
END_TEST

START_TEST(measures_of_sweeps)
{
    struct sweep s;
    make_measures();
    good_sweep(&s);
    s.outputs[1].measure = other;
    prepare();
    refused(make_sweep(&s), "chaos_sweep", "another map's", "outputs[1].measure",
            "of the map that is swept, got logistic");
    good_sweep(&s);
    s.outputs[1] = (chaos_output){ .size = sizeof s.outputs[1], .measure = spoiled };
    prepare();
    refused(make_sweep(&s), "chaos_sweep", "blocks", "outputs[1].blocks",
            "at most 1000, the number of steps");
    good_sweep(&s);
    for (size_t i = 0; i < LENGTH(many); ++i)
        s.outputs[i] = (chaos_output){ .size = sizeof s.outputs[i], .measure = many[i] };
    s.noutputs = LENGTH(many);
    prepare();
    refused(make_sweep(&s), "chaos_sweep", "17 measures", "outputs[16].measure", "at most 16");
    free_measures();
}
END_TEST

/* ----------------------------------------------------------------- batches */

struct call {
    const chaos_map *map;
    chaos_batch batch;
    const chaos_batch *batch_pointer;
    uint64_t shape[40], transient, steps, every, count;
    chaos_view params[2], states[2];
    double a, x;
    double *out;
    chaos_options options;
};

static void good_call(struct call *c)
{
    *c = (struct call){
        .map = map_named("henon"),
        .a = 1.2,
        .x = 0.1,
        .shape = { 2, 3 },
        .batch = { .size = sizeof c->batch, .ndim = 2 },
        .transient = 5,
        .steps = 7,
        .every = 1,
        .count = 1,
        .out = (double *)output,
        .options = { .size = sizeof c->options },
    };
    c->params[0].data = &c->a;
    c->states[0].data = &c->x;
    c->batch.shape = c->shape;
    c->batch.params = c->params;
    c->batch.states = c->states;
    c->batch_pointer = &c->batch;
}

#define C(member, value) TO(call, member, value)
/* Of all calls. */
static const struct wrong wrong_calls[] = {
    { "map", "must not be NULL", { C(map, NULL) } },
    { "batch", "NULL", { C(batch_pointer, NULL) } },
    { "batch", "size", { C(batch.size, 0) } },
    { "batch", "size", { C(batch.size, 3) } },
    { "shape", "NULL", { C(batch.shape, NULL) } },
    { "ndim", "at most 32", { C(batch.ndim, 33) } },
    { "shape", "the product", { C(shape[0], 1ull << 33), C(shape[1], 1ull << 33) } },
    { "shape", "the product", { C(shape[0], UINT64_MAX), C(shape[1], 1) } },
    { "a", "nan", { C(batch.ndim, 0), C(a, NAN) } },
    { "a", "-inf", { C(batch.ndim, 0), C(a, -INFINITY) } },
    { "x", "nan", { C(batch.ndim, 0), C(x, NAN) } },
    { "options", "size", { C(options.size, 1) } },
    { "bound", "-0.5", { C(options.bound, -0.5) } },
    { "bound", "nan", { C(options.bound, NAN) } },
    { "lift", "7", { C(options.lift, 7) } },
    { "noise", "CHAOS_NOISE_OWN or CHAOS_NOISE_COMMON, got 9", { C(options.noise, 9) } },
    { "seed", "draws no random numbers, got 1", { C(options.seed, 1) } },
};

static int make_iterate(void *call)
{
    const struct call *c = call;
    return chaos_iterate(c->map, c->steps, c->batch_pointer, c->out, &c->options, &why);
}

static const struct wrong wrong_iterates[] = {
    { "out", "NULL", { C(out, NULL) } },
    { "out", "NULL", { C(out, NULL), C(steps, 0) } },
    { "steps", "", { C(steps, UINT64_MAX) } },
};

static int make_orbit(void *call)
{
    const struct call *c = call;
    return chaos_orbit(c->map, c->transient, c->steps, c->every, c->batch_pointer, c->out, &c->options, &why);
}

static const struct wrong wrong_orbits[] = {
    { "out", "NULL", { C(out, NULL) } },
    { "every", "got 0", { C(every, 0) } },
    { "every", "", { C(every, 1ull << 63) } },
    { "steps", "", { C(steps, 1ull << 60) } },
    { "transient", "", { C(transient, UINT64_MAX - 1) } },
};

static int make_lyapunov(void *call)
{
    const struct call *c = call;
    return chaos_lyapunov(c->map, c->transient, c->steps, c->count, c->batch_pointer, c->out,
                          (double *)(output + 512), (uint32_t *)(output + 1024), &c->options, &why);
}

static const struct wrong wrong_lyapunovs[] = {
    { "count", "at most 2, the number of states, got 3", { C(count, 3) } },
    { "count", "got 0", { C(count, 0) } },
    { "count", "", { C(count, CHAOS_ALL - 1) } },
    { "steps", "got 0", { C(steps, 0) } },
    { "transient", "", { C(transient, UINT64_MAX - 2) } },
};

static int make_measure(void *call)
{
    const struct call *c = call;
    const chaos_output one = output_of(final, "final", 0);
    return chaos_batch_measure(c->map, c->batch_pointer, &one, 1, (uint32_t *)(output + 1024), &c->options,
                               &why);
}

static void check_calls(const char *name, int (*make)(void *), const struct wrong *own, size_t n)
{
    struct call c;
    for (size_t i = 0; i < LENGTH(wrong_calls) + n; ++i) {
        good_call(&c);
        check(i < LENGTH(wrong_calls) ? &wrong_calls[i] : &own[i - LENGTH(wrong_calls)], name, &c, make);
    }
    good_call(&c);
    prepare();
    must(make(&c));
}

START_TEST(batches)
{
    make_measures();
    check_calls("chaos_iterate", make_iterate, wrong_iterates, LENGTH(wrong_iterates));
    check_calls("chaos_orbit", make_orbit, wrong_orbits, LENGTH(wrong_orbits));
    check_calls("chaos_lyapunov", make_lyapunov, wrong_lyapunovs, LENGTH(wrong_lyapunovs));
    check_calls("chaos_batch_measure", make_measure, NULL, 0);
    free_measures();
}
END_TEST

/* --------------------------------------------------------------- one orbit */

struct orbit {
    const chaos_map *map;
    uint64_t steps;
    double params[2], start[2], *state, *rows;
    chaos_options options;
};

static void good_orbit(struct orbit *o)
{
    *o = (struct orbit){
        .map = map_named("henon"),
        .steps = 5,
        .params = { 1.2, 0.3 },
        .start = { 0.1, 0.2 },
        .rows = (double *)output,
        .options = { .size = sizeof o->options },
    };
    o->state = o->start;
}

static int make_iterate_one(void *call)
{
    struct orbit *o = call;
    return chaos_iterate_one(o->map, o->steps, o->params, o->state, &o->options, &why);
}

static int make_orbit_next(void *call)
{
    struct orbit *o = call;
    return chaos_orbit_next(o->map, o->steps, o->params, o->state, o->rows, &o->options, &why);
}

#define O(member, value) TO(orbit, member, value)
static const struct wrong wrong_singles[] = {
    { "map", "must not be NULL", { O(map, NULL) } }, { "state", "NULL", { O(state, NULL) } },
    { "b", "nan", { O(params[1], NAN) } },           { "a", "inf", { O(params[0], INFINITY) } },
    { "options", "size", { O(options.size, 0) } },   { "bound", "-1", { O(options.bound, -1) } },
    { "lift", "3", { O(options.lift, 3) } },
};

/* Not of both calls. */
static const struct wrong wrong_start = { "x", "nan", { O(start[0], NAN) } }, wrong_rows[] = {
    { "out", "NULL", { O(rows, NULL) } },
    { "rows", "", { O(steps, 1ull << 61) } },
};

static void check_orbit(const struct wrong *wrong, const char *name, int (*make)(void *))
{
    struct orbit o;
    good_orbit(&o);
    check(wrong, name, &o, make);
    ck_assert((o.start[0] == 0.1 || isnan(o.start[0])) && o.start[1] == 0.2);
}

START_TEST(single_orbits)
{
    for (size_t i = 0; i < LENGTH(wrong_singles); ++i) {
        check_orbit(&wrong_singles[i], "chaos_iterate_one", make_iterate_one);
        check_orbit(&wrong_singles[i], "chaos_orbit_next", make_orbit_next);
    }
    check_orbit(&wrong_start, "chaos_iterate_one", make_iterate_one);
    for (size_t i = 0; i < LENGTH(wrong_rows); ++i)
        check_orbit(&wrong_rows[i], "chaos_orbit_next", make_orbit_next);
}
END_TEST

/* ---------------------------------------------------------------- lattices */

struct lattice {
    const char *name;
    uint64_t sites;
    chaos_map *made, **map;
};

static int make_lattice(void *call)
{
    struct lattice *l = call;
    return chaos_map_lattice(l->name, l->sites, l->map, &why);
}

#define L(member, value) TO(lattice, member, value)
static const struct wrong wrong_lattices[] = {
    { "name", "NULL", { L(name, NULL) } },
    { "name", "", { L(name, "") } },
    { "name", "no_such", { L(name, "no_such") } },
    { "name", "logistic", { L(name, "logistic") } },
    { "sites", "0", { L(sites, 0) } },
    { "sites", "1000001", { L(sites, 1000001) } },
    { "sites", "", { L(sites, UINT64_MAX) } },
    { "map", "NULL", { L(map, NULL) } },
};

START_TEST(lattices)
{
    for (size_t i = 0; i < LENGTH(wrong_lattices); ++i) {
        struct lattice l = { .name = "logistic_ring", .sites = 5, .map = &l.made };
        check(&wrong_lattices[i], "chaos_map_lattice", &l, make_lattice);
        ck_assert_ptr_null(l.made);
    }
}
END_TEST

/* Words of any length are cut, not overrun. */
START_TEST(long_words_fit)
{
    char *name = malloc(10001);
    memset(name, 'q', 10000);
    name[10000] = 0;
    chaos_axis long_axis = axis(name, 2, 0, 1);
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &long_axis };
    chaos_map *map = NULL;
    chaos_measure *m = measure_of(map_named("henon"), "final"), *made = NULL;
    chaos_output one = output_of(m, "final", 0);
    char cut[sizeof why.argument];
    snprintf(cut, sizeof cut, "%s", name);
    prepare();
    refused(chaos_sweep(map_named("henon"), &grid, &one, 1, NULL, NULL, &why), "chaos_sweep", "axis", "axes",
            "qqq");
    one.name = name;
    prepare();
    refused(chaos_batch_measure(map_named("henon"), &(chaos_batch){ .size = sizeof(chaos_batch) }, &one, 1,
                                NULL, NULL, &why),
            "chaos_batch_measure", "output", "name", "qqq");
    prepare();
    refused(chaos_measure_new(map_named("henon"), name, &made, &why), "chaos_measure_new", "", "measure",
            "qqq");
    prepare();
    refused(chaos_measure_set(m, name, name, &why), "chaos_measure_set", "", cut, "qqq");
    prepare();
    refused(chaos_map_lattice(name, 5, &map, &why), "chaos_map_lattice", "", "name", "qqq");
    chaos_measure_free(m);
    free(name);
}
END_TEST

TCase *tcase_errors(void)
{
    TCase *tcase = tcase_create("errors");
    tcase_add_test(tcase, sweeps);
    tcase_add_test(tcase, measures_of_sweeps);
    tcase_add_test(tcase, batches);
    tcase_add_test(tcase, single_orbits);
    tcase_add_test(tcase, lattices);
    tcase_add_test(tcase, long_words_fit);
    return tcase;
}
