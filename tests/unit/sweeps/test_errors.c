/* Bad input at every entry: a code, words that name the argument, outputs
 * as they were.
 *
 * Each table starts from a call that is right and spoils one thing.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { PATTERN = 0x5a, OUTPUTS = 4096 };
static unsigned char output[OUTPUTS];

/* Argument or message holds one of the words in "one|other". */
static int names(const chaos_error *error, const char *words)
{
    char copy[128], *rest = NULL;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok_r(copy, "|", &rest); word; word = strtok_r(NULL, "|", &rest))
        if (strstr(error->argument, word) || strstr(error->message, word))
            return 1;
    return 0;
}

static void refused(int code, int expected, const char *words, const char *call, int spoiled)
{
    const chaos_error seen = why; /* gcc 12's sanitizer takes the address of a thread's variable for NULL */
    ck_assert_msg(code == expected, "%s, case %d (%s): code %d", call, spoiled, words, code);
    ck_assert_msg(seen.code == expected, "%s, case %d (%s): error.code %d", call, spoiled, words, seen.code);
    ck_assert_msg(memchr(seen.message, 0, sizeof seen.message) &&
                      memchr(seen.argument, 0, sizeof seen.argument),
                  "%s, case %d (%s): no end of the string", call, spoiled, words);
    ck_assert_msg(strlen(seen.message) > 10 && names(&seen, words), "%s, case %d (%s): '%s': %s", call,
                  spoiled, words, seen.argument, seen.message);
    for (int i = 0; i < OUTPUTS; ++i)
        ck_assert_msg(output[i] == PATTERN, "%s, case %d (%s): byte %d was written", call, spoiled, words, i);
}

static void prepare(void)
{
    memset(output, PATTERN, sizeof output);
    memset(&why, 0, sizeof why);
}

/* ------------------------------------------------------------------- sweep */

struct sweep {
    const chaos_map *map;
    chaos_axis axes[5];
    chaos_grid grid, *grid_pointer;
    double params[2], state[2];
    uint64_t transient, steps;
    chaos_measure m[17], *measures;
    size_t nmeasures;
    chaos_options options;
};

static void good_sweep(struct sweep *s)
{
    *s = (struct sweep){ .map = map_named("henon"),
                         .params = { 1.2, 0.3 },
                         .state = { 0.1, 0.1 },
                         .transient = 10,
                         .steps = 20,
                         .nmeasures = 3 };
    s->axes[0] = (chaos_axis){ .size = sizeof(chaos_axis), .name = "a", .count = 3, .start = 1, .stop = 1.2 };
    s->axes[1] = (chaos_axis){ .size = sizeof(chaos_axis), .name = "x", .count = 2, .start = 0, .stop = 0.2 };
    s->axes[2] =
        (chaos_axis){ .size = sizeof(chaos_axis), .name = "b", .count = 1, .start = 0.3, .stop = 0.3 };
    s->axes[3] = (chaos_axis){ .size = sizeof(chaos_axis), .name = "y", .count = 1, .start = 0, .stop = 0 };
    s->axes[4] = s->axes[3];
    s->grid = (chaos_grid){
        .size = sizeof s->grid,
        .naxes = 2,
        .axes = s->axes,
        .params = s->params,
        .state = s->state,
    };
    s->grid_pointer = &s->grid;
    for (int i = 0; i < 17; ++i) {
        s->m[i] = measure_named("final");
        s->m[i].out[0] = output;
    }
    s->m[1] = measure_named("density");
    s->m[1].bins[0] = 8;
    s->m[1].range[0][0] = -1, s->m[1].range[0][1] = 1;
    s->m[1].out[0] = output, s->m[1].out[1] = output + 512;
    s->m[2] = measure_named("lyapunov");
    s->m[2].out[0] = output, s->m[2].out[1] = output + 512;
    s->measures = s->m;
    s->options = (chaos_options){ .size = sizeof s->options };
}

static void set_measure(struct sweep *s, const char *name)
{
    s->m[1] = measure_named(name);
    s->m[1].out[0] = output;
}

/* Spoils one thing; returns words that the error must hold, NULL past the end. */
static const char *spoil_sweep(int i, struct sweep *s)
{
    switch (i) {
    case 0: s->map = NULL; return "map";
    case 1: s->grid_pointer = NULL; return "grid";
    case 2: s->grid.size = 0; return "size";
    case 3: s->grid.size = 7; return "size";
    case 4: s->grid.naxes = 5; return "naxes|axes";
    case 5: s->grid.axes = NULL; return "axes";
    case 6: s->axes[1].size = 0; return "size";
    case 7: s->axes[1].name = NULL; return "name";
    case 8: s->axes[1].name = "z"; return "z";
    case 9: s->axes[1].name = "a"; return "a";
    case 10: s->axes[1].count = 0; return "count|x";
    case 11: s->axes[0].start = NAN; return "start|a";
    case 12: s->axes[0].stop = INFINITY; return "stop|a";
    case 13: s->axes[0].count = 1ull << 33, s->axes[1].count = 1ull << 33; return "points|count|grid|axes";
    case 14: s->axes[0].count = UINT64_MAX; return "points|count|grid|axes|a";
    case 15: s->params[1] = NAN; return "b|params";
    case 16: s->params[1] = INFINITY; return "b|params";
    case 17: s->state[1] = NAN; return "y|state";
    case 18: s->grid.first = 6; return "first";
    case 19: s->grid.first = 4, s->grid.count = 3; return "count|first";
    case 20: s->grid.first = 1, s->grid.count = UINT64_MAX; return "count|first";
    case 21: s->measures = NULL; return "measures";
    case 22: s->nmeasures = 0; return "measures";
    case 23: s->nmeasures = 17; return "measures";
    case 24: s->m[1].size = 0; return "size";
    case 25: s->m[1].kind = 99; return "kind";
    case 26: s->m[1].nof = 3; return "nof|of";
    case 27: s->m[1].nof = 1, s->m[1].of[0] = 2; return "of";
    case 28: s->m[1].nof = 2, s->m[1].of[1] = UINT32_MAX; return "of";
    case 29: s->m[1].bins[0] = 1ull << 62; return "bins";
    case 30:
        s->m[1].nof = 2, s->m[1].of[1] = 1, s->m[1].bins[0] = s->m[1].bins[1] = 1ull << 33;
        s->m[1].range[1][1] = 1;
        return "bins";
    case 31: s->m[1].range[0][0] = 2; return "range";
    case 32: s->m[1].range[0][1] = NAN; return "range";
    case 33: s->m[1].range[0][1] = INFINITY; return "range";
    case 34: s->m[1].range[0][0] = s->m[1].range[0][1] = 0.5; return "range";
    case 35: s->m[1].every = 1ull << 63; return "every";
    case 36: s->m[1].every = 1ull << 60, s->m[1].steps = 1ull << 20; return "every|steps";
    case 37: s->m[2].count = 3; return "count";
    case 38: s->m[2].blocks = 21; return "blocks";
    case 39:
        set_measure(s, "period");
        s->m[1].max = 100001;
        return "max";
    case 40:
        set_measure(s, "period");
        s->m[1].tol = -1e-9;
        return "tol";
    case 41:
        set_measure(s, "period");
        s->m[1].tol = NAN;
        return "tol";
    case 42:
        set_measure(s, "orbit");
        s->m[1].steps = 1ull << 61;
        return "steps";
    case 43: s->steps = 0; return "steps";
    case 44: s->transient = UINT64_MAX - 1; return "transient|steps";
    case 45: s->options.size = 0; return "size";
    case 46: s->options.bound = -1; return "bound";
    case 47: s->options.bound = NAN; return "bound";
    case 48: s->options.lift = 2; return "lift";
    case 49: s->options.reserved = 1; return "reserved";
    case 50: s->axes[1].reserved = 1; return "reserved";
    case 51: set_measure(s, "rotation"); return "rotation|of|angle";
    case 52: s->axes[0].start = -1.7e308, s->axes[0].stop = 1.7e308; return "a|start|stop";
    case 53: s->m[1].range[0][0] = -1.7e308, s->m[1].range[0][1] = 1.7e308; return "range";
    case 54:
        set_measure(s, "moments");
        s->m[1].nof = 1, s->m[1].of[0] = 77;
        return "of";
    default: return NULL;
    }
}

START_TEST(sweeps)
{
    struct sweep s;
    const char *words;
    for (int i = 0; good_sweep(&s), (words = spoil_sweep(i, &s)); ++i) {
        prepare();
        int code = chaos_sweep(s.map, s.grid_pointer, s.transient, s.steps, s.measures, s.nmeasures,
                               (uint32_t *)(output + 1024), &s.options, &why);
        refused(code, CHAOS_EINVAL, words, "chaos_sweep", i);
        code = chaos_sweep(s.map, s.grid_pointer, s.transient, s.steps, s.measures, s.nmeasures, NULL,
                           &s.options, NULL);
        ck_assert_int_eq(code, CHAOS_EINVAL);
    }
    /* What was spoiled is right by itself, and a good call leaves the error alone. */
    good_sweep(&s);
    prepare();
    must(chaos_sweep(s.map, &s.grid, s.transient, s.steps, s.m, 3, NULL, &s.options, &why));
    ck_assert(why.code == 0 && why.message[0] == 0);
}
END_TEST

/* ----------------------------------------------------------------- batches */

struct call {
    const chaos_map *map;
    chaos_batch batch, *batch_pointer;
    uint64_t shape[40], transient, steps, every;
    uint32_t count;
    chaos_view params[2], states[2];
    double a, x;
    void *out;
    chaos_options options;
};

static void good_call(struct call *c)
{
    memset(c, 0, sizeof *c);
    c->map = map_named("henon");
    c->a = 1.2, c->x = 0.1;
    c->params[0].data = &c->a;
    c->states[0].data = &c->x;
    c->shape[0] = 2, c->shape[1] = 3;
    c->batch = (chaos_batch){
        .size = sizeof c->batch,
        .ndim = 2,
        .shape = c->shape,
        .params = c->params,
        .states = c->states,
    };
    c->batch_pointer = &c->batch;
    c->transient = 5, c->steps = 7, c->every = 1, c->count = 1;
    c->out = output;
    c->options = (chaos_options){ .size = sizeof c->options };
}

static const char *spoil_call(int i, struct call *c)
{
    switch (i) {
    case 0: c->map = NULL; return "map";
    case 1: c->batch_pointer = NULL; return "batch";
    case 2: c->batch.size = 0; return "size";
    case 3: c->batch.size = 3; return "size";
    case 4: c->batch.shape = NULL; return "shape";
    case 5: c->batch.ndim = 33; return "ndim|shape";
    case 6: c->shape[0] = c->shape[1] = 1ull << 33; return "shape|points";
    case 7: c->shape[0] = UINT64_MAX, c->shape[1] = 1; return "shape|points";
    case 8: c->batch.ndim = 0, c->a = NAN; return "a|params";
    case 9: c->batch.ndim = 0, c->a = -INFINITY; return "a|params";
    case 10: c->batch.ndim = 0, c->x = NAN; return "x|states";
    case 11: c->options.size = 1; return "size";
    case 12: c->options.bound = -0.5; return "bound";
    case 13: c->options.bound = NAN; return "bound";
    case 14: c->options.lift = 7; return "lift";
    case 15: c->options.reserved = 9; return "reserved";
    default: return NULL;
    }
}

static const char *spoil_iterate(int i, struct call *c)
{
    if (i < 16)
        return spoil_call(i, c);
    switch (i - 16) {
    case 0: c->out = NULL; return "out";
    default: return NULL;
    }
}

static const char *spoil_orbit(int i, struct call *c)
{
    if (i < 17)
        return spoil_iterate(i, c);
    switch (i - 17) {
    case 0: c->every = 0; return "every";
    case 1: c->every = 1ull << 63, c->steps = 7; return "every|steps";
    case 2: c->steps = 1ull << 60; return "steps";
    case 3: c->transient = UINT64_MAX - 1; return "transient|steps";
    default: return NULL;
    }
}

static const char *spoil_lyapunov(int i, struct call *c)
{
    if (i < 16)
        return spoil_call(i, c);
    switch (i - 16) {
    case 0: c->count = 3; return "count";
    case 1: c->count = CHAOS_ALL - 1; return "count";
    case 2: c->steps = 0; return "steps";
    case 3: c->transient = UINT64_MAX - 2; return "transient|steps";
    default: return NULL;
    }
}

START_TEST(batches)
{
    struct call c;
    const char *words;
    for (int i = 0; good_call(&c), (words = spoil_iterate(i, &c)); ++i) {
        prepare();
        int code = chaos_iterate(c.map, c.steps, c.batch_pointer, c.out, &c.options, &why);
        refused(code, CHAOS_EINVAL, words, "chaos_iterate", i);
    }
    for (int i = 0; good_call(&c), (words = spoil_orbit(i, &c)); ++i) {
        prepare();
        int code =
            chaos_orbit(c.map, c.transient, c.steps, c.every, c.batch_pointer, c.out, &c.options, &why);
        refused(code, CHAOS_EINVAL, words, "chaos_orbit", i);
    }
    for (int i = 0; good_call(&c), (words = spoil_lyapunov(i, &c)); ++i) {
        prepare();
        int code = chaos_lyapunov(c.map, c.transient, c.steps, c.count, c.batch_pointer, (double *)c.out,
                                  (double *)(output + 512), (uint32_t *)(output + 1024), &c.options, &why);
        refused(code, CHAOS_EINVAL, words, "chaos_lyapunov", i);
    }
    for (int i = 0; good_call(&c), (words = spoil_call(i, &c)); ++i) {
        prepare();
        chaos_measure m = measure_named("final");
        m.out[0] = output;
        int code = chaos_batch_measure(c.map, c.batch_pointer, c.transient, c.steps, &m, 1,
                                       (uint32_t *)(output + 1024), &c.options, &why);
        refused(code, CHAOS_EINVAL, words, "chaos_batch_measure", i);
    }
}
END_TEST

/* --------------------------------------------------------------- one orbit */

START_TEST(single_orbits)
{
    const chaos_map *map = map_named("henon");
    const double good_params[2] = { 1.2, 0.3 }, good_state[2] = { 0.1, 0.2 };
    for (int i = 0; i < 14; ++i) {
        const chaos_map *m = map;
        double params[2] = { 1.2, 0.3 }, *state = (double *)output;
        chaos_options options = { .size = sizeof options };
        const char *words = NULL;
        prepare();
        memcpy(output, good_state, sizeof good_state);
        switch (i / 2) {
        case 0: m = NULL, words = "map"; break;
        case 1: state = NULL, words = "state"; break;
        case 2: params[1] = NAN, words = "b|params"; break;
        case 3: params[0] = INFINITY, words = "a|params"; break;
        case 4: options.size = 0, words = "size"; break;
        case 5: options.bound = -1, words = "bound"; break;
        case 6: options.lift = 3, words = "lift"; break;
        }
        int code = i % 2 ? chaos_iterate_one(m, 5, params, state, &options, &why)
                         : chaos_orbit_next(m, 5, params, state, (double *)(output + 64), &options, &why);
        same_bytes(output, good_state, sizeof good_state, "state, case %d", i);
        memset(output, PATTERN, sizeof good_state);
        refused(code, CHAOS_EINVAL, words, i % 2 ? "chaos_iterate_one" : "chaos_orbit_next", i);
    }
    prepare();
    double state[2] = { NAN, 0 };
    refused(chaos_iterate_one(map, 5, good_params, state, NULL, &why), CHAOS_EINVAL, "x|state",
            "chaos_iterate_one", 100);
    state[0] = 0.1;
    prepare();
    refused(chaos_orbit_next(map, 5, good_params, state, NULL, NULL, &why), CHAOS_EINVAL, "out",
            "chaos_orbit_next", 100);
    prepare();
    refused(chaos_orbit_next(map, 1ull << 61, good_params, state, (double *)output, NULL, &why), CHAOS_EINVAL,
            "rows", "chaos_orbit_next", 101);
    ck_assert(state[0] == 0.1 && state[1] == 0);
}
END_TEST

/* ------------------------------------------------------------------ cycles */

START_TEST(cycles)
{
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", 1000, &ring, &why));
    double *long_guess = doubles(1000);
    for (int i = 0; i < 8; ++i) {
        const chaos_map *map = map_named("logistic");
        double r = 3.2, x = 0.5, *guess = &x;
        uint64_t period = 2;
        const char *words = NULL;
        prepare();
        switch (i) {
        case 0: map = NULL, words = "map"; break;
        case 1: period = 0, words = "period"; break;
        case 2: period = 100001, words = "period"; break;
        case 3: period = UINT64_MAX, words = "period"; break;
        case 4: guess = NULL, words = "guess"; break;
        case 5: x = NAN, words = "x|guess"; break;
        case 6: r = INFINITY, words = "r|params"; break;
        case 7: map = ring, period = 101, guess = long_guess, words = "period"; break;
        }
        int code =
            chaos_cycle(map, period, i == 7 ? NULL : &r, guess, (double *)output, (double *)(output + 64),
                        (double *)(output + 128), (int *)(output + 256), &why);
        refused(code, CHAOS_EINVAL, words, "chaos_cycle", i);
    }
    free(long_guess);
    chaos_map_free(ring);
}
END_TEST

START_TEST(lattices)
{
    static const struct {
        const char *name;
        uint64_t sites;
        const char *words;
    } wrong[] = { { NULL, 5, "name" },
                  { "", 5, "name" },
                  { "no_such", 5, "no_such" },
                  { "logistic", 5, "logistic" },
                  { "logistic_ring", 0, "sites" },
                  { "logistic_ring", 1000001, "sites" },
                  { "logistic_ring", UINT64_MAX, "sites" } };
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        prepare();
        chaos_map *map = (chaos_map *)output;
        int code = chaos_map_lattice(wrong[i].name, wrong[i].sites, &map, &why);
        refused(code, CHAOS_EINVAL, wrong[i].words, "chaos_map_lattice", (int)i);
        ck_assert_ptr_eq(map, output);
    }
    prepare();
    refused(chaos_map_lattice("logistic_ring", 5, NULL, &why), CHAOS_EINVAL, "map", "chaos_map_lattice", 100);
}
END_TEST

/* ---------------------------------------------------------------- measures */

START_TEST(measures)
{
    const chaos_map *map = map_named("henon");
    chaos_measure m = measure_named("density");
    chaos_array *arrays = (chaos_array *)output;
    uint32_t *n = (uint32_t *)(output + 3072);
    prepare();
    refused(chaos_measure_init(NULL, "final", &why), CHAOS_EINVAL, "measure", "chaos_measure_init", 0);
    prepare();
    refused(chaos_measure_init(&m, NULL, &why), CHAOS_EINVAL, "name", "chaos_measure_init", 1);
    prepare();
    refused(chaos_measure_set(NULL, &m, "of", "x", &why), CHAOS_EINVAL, "map", "chaos_measure_set", 0);
    prepare();
    refused(chaos_measure_set(map, NULL, "of", "x", &why), CHAOS_EINVAL, "measure", "chaos_measure_set", 1);
    prepare();
    refused(chaos_measure_set(map, &m, NULL, "x", &why), CHAOS_EINVAL, "option", "chaos_measure_set", 2);
    prepare();
    refused(chaos_measure_set(map, &m, "of", NULL, &why), CHAOS_EINVAL, "value|of", "chaos_measure_set", 3);
    prepare();
    refused(chaos_measure_arrays(NULL, 10, &m, arrays, n, &why), CHAOS_EINVAL, "map", "chaos_measure_arrays",
            0);
    prepare();
    refused(chaos_measure_arrays(map, 10, NULL, arrays, n, &why), CHAOS_EINVAL, "measure",
            "chaos_measure_arrays", 1);
    prepare();
    refused(chaos_measure_arrays(map, 0, &m, arrays, n, &why), CHAOS_EINVAL, "steps", "chaos_measure_arrays",
            2);
    prepare();
    chaos_measure spoiled = m;
    spoiled.size = 5;
    refused(chaos_measure_arrays(map, 10, &spoiled, arrays, n, &why), CHAOS_EINVAL, "size",
            "chaos_measure_arrays", 3);
    prepare();
    spoiled = m;
    spoiled.nof = 1, spoiled.of[0] = 9;
    refused(chaos_measure_arrays(map, 10, &spoiled, arrays, n, &why), CHAOS_EINVAL, "of",
            "chaos_measure_arrays", 4);
}
END_TEST

/* Words of any length are cut, not overrun. */
START_TEST(long_words_fit)
{
    char *name = malloc(10001);
    memset(name, 'q', 10000);
    name[10000] = 0;
    chaos_axis axis = { .size = sizeof axis, .name = name, .count = 2, .stop = 1 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_measure m = measure_named("final");
    chaos_map *map = NULL;
    prepare();
    refused(chaos_sweep(map_named("henon"), &grid, 0, 1, &m, 1, NULL, NULL, &why), CHAOS_EINVAL, "qqq",
            "chaos_sweep", 200);
    prepare();
    refused(chaos_measure_init(&m, name, &why), CHAOS_EINVAL, "qqq", "chaos_measure_init", 200);
    prepare();
    refused(chaos_measure_set(map_named("henon"), &m, name, name, &why), CHAOS_EINVAL, "qqq",
            "chaos_measure_set", 200);
    prepare();
    refused(chaos_map_lattice(name, 5, &map, &why), CHAOS_EINVAL, "qqq", "chaos_map_lattice", 200);
    free(name);
}
END_TEST

/* Structs from the future are longer; what is beyond the known part is ignored. */
START_TEST(longer_structs_are_understood)
{
    struct {
        chaos_options options;
        char more[64];
    } future;
    memset(&future, 0, sizeof future);
    future.options.size = sizeof future;
    double r = 3.9, x = 0.3, expected = 0.3;
    must(chaos_iterate_one(map_named("logistic"), 10, &r, &x, &future.options, &why));
    must(chaos_iterate_one(map_named("logistic"), 10, &r, &expected, NULL, &why));
    ck_assert(same_bits(x, expected));
}
END_TEST

TCase *tcase_errors(void)
{
    TCase *tcase = tcase_create("errors");
    tcase_add_test(tcase, sweeps);
    tcase_add_test(tcase, batches);
    tcase_add_test(tcase, single_orbits);
    tcase_add_test(tcase, cycles);
    tcase_add_test(tcase, lattices);
    tcase_add_test(tcase, measures);
    tcase_add_test(tcase, long_words_fit);
    tcase_add_test(tcase, longer_structs_are_understood);
    return tcase;
}
