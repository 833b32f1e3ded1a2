/* Progress and cancel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "core/tile.h"

#include <pthread.h>
#include <time.h>

struct watch {
    pthread_t caller;
    int calls, stop_at; /* stop at this call; 0: never */
    double last, total, stopped;
    int elsewhere, backwards, senseless;
};

static int watch(void *user, double done, double total)
{
    struct watch *w = user;
    w->elsewhere |= !pthread_equal(pthread_self(), w->caller);
    w->backwards |= done < w->last;
    w->senseless |= !(done >= 0) || !(total > 0) || done > total * 1.000001;
    w->last = done;
    w->total = total;
    if (++w->calls == w->stop_at) {
        w->stopped = now();
        return 1;
    }
    return w->stopped > 0;
}

static chaos_options watched(struct watch *w, uint32_t threads, int stop_at)
{
    *w = (struct watch){ .caller = pthread_self(), .stop_at = stop_at };
    return (chaos_options){ .size = sizeof(chaos_options), .threads = threads, .progress = watch, .user = w };
}

START_TEST(progress_goes_forward)
{
    static const uint32_t threads[] = { 1, 3 };
    struct points *points = points_random(&(struct rng){ 7 }, map_named("henon"), 500);
    for (int i = 0; i < 500; ++i) {
        points->params[2 * i] = 1.2 + 4e-4 * i, points->params[2 * i + 1] = 0.3;
        points->states[2 * i] = 0.1, points->states[2 * i + 1] = 0;
    }
    double *out = doubles(1000), *plain = doubles(1000);
    must(chaos_iterate(points->map, 2000000, points_all(points), plain, NULL, &why));
    for (size_t t = 0; t < LENGTH(threads); ++t) {
        struct watch w;
        chaos_options options = watched(&w, threads[t], 0);
        double start = now();
        must(chaos_iterate(points->map, 2000000, points_all(points), out, &options, &why));
        double seconds = now() - start;
        ck_assert(!w.elsewhere && !w.backwards && !w.senseless);
        /* Ten a second is promised; a third of that on a busy machine. */
        ck_assert_msg(w.calls >= 1 && w.calls >= (int)(3 * (seconds / patience(1))), "%d calls in %g s",
                      w.calls, seconds);
        ck_assert_msg(w.last == w.total, "ends at %g of %g", w.last, w.total);
        close_to(w.total, 2000000.0 * 500, 2000000.0 * 20, "total");
        same_doubles(out, plain, 1000, "with progress");
    }
    free(out);
    free(plain);
    points_free(points);
}
END_TEST

/* The best of a few tries: a busy machine may delay one of them. */
static double time_to_stop(int call, const chaos_map *map, uint64_t count, uint32_t threads)
{
    double best = INFINITY;
    struct points *points = points_new(map, count);
    uint64_t dim = points->dim;
    /* Spread, so that nothing settles: a random state each. */
    struct rng rng = rng_start("cancel");
    for (uint64_t s = 0; s < count * dim; ++s)
        points->states[s] = rng_between(&rng, 0.1, 0.9);
    double *out = doubles(count * dim * 1000);
    uint32_t *status = calloc(count, sizeof *status);
    for (int attempt = 0; attempt < 2; ++attempt) {
        struct watch w;
        chaos_options options = watched(&w, threads, 2);
        chaos_measure *m[2] = { measure_of(map, "moments:transient=10:steps=1e15"),
                                measure_of(map, "lyapunov:transient=10:steps=1e15") };
        const chaos_output outputs[2] = {
            { .size = sizeof *outputs, .measure = m[0], .name = "moments", .data = out },
            { .size = sizeof *outputs, .measure = m[1], .name = "lyapunov", .data = out + 4 * count * dim },
        };
        const uint64_t forever = 1000000000000000;
        int code = CHAOS_OK;
        memset(&why, 0, sizeof why);
        switch (call) {
        case 0: code = chaos_iterate(map, forever, points_all(points), out, &options, &why); break;
        case 1: code = chaos_orbit(map, forever, 1000, 7, points_all(points), out, &options, &why); break;
        case 2:
            code = chaos_orbit(map, 0, 1000, forever / 1000, points_all(points), out, &options, &why);
            break;
        case 3:
            code = chaos_lyapunov(map, 0, forever, 1, points_all(points), out, NULL, status, &options, &why);
            break;
        case 4:
            code = chaos_lyapunov(map, 0, forever, CHAOS_ALL, points_all(points), out, NULL, status, &options,
                                  &why);
            break;
        case 5:
            code = chaos_batch_measure(map, points_all(points), outputs, 2, status, &options, &why);
            break;
        case 6: code = chaos_iterate_one(map, forever, points->params, points->states, &options, &why); break;
        }
        double seconds = now() - w.stopped;
        chaos_measure_free(m[0]);
        chaos_measure_free(m[1]);
        ck_assert_msg(code == CHAOS_ECANCELED, "%s, call %d: code %d", chaos_map_name(map), call, code);
        ck_assert_int_eq(why.code, CHAOS_ECANCELED);
        ck_assert_int_gt(strlen(why.message), 0);
        best = fmin(best, seconds);
        if (call >= 3 && call <= 5)
            for (uint64_t p = 0; p < count; ++p)
                ck_assert(status[p] & CHAOS_PENDING);
    }
    free(out);
    free(status);
    points_free(points);
    return best;
}

START_TEST(stops_within_a_tenth_of_a_second)
{
    static const char *const names[] = { "logistic", "standard" };
    for (size_t i = 0; i < LENGTH(names); ++i)
        for (int call = 0; call < 7; ++call)
            for (uint32_t threads = 1; threads <= 2; ++threads) {
                double seconds = time_to_stop(call, map_named(names[i]), threads == 1 ? 1 : 200, threads);
                ck_assert_msg(seconds < patience(0.1), "%s, call %d, %u threads: %g s", names[i], call,
                              threads, seconds);
            }
}
END_TEST

/* Slow steps: a large lattice, and the spectrum of a middling one. */
START_TEST(lattices_stop_too)
{
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", 20000, &ring, &why));
    double seconds = time_to_stop(0, ring, 1, 1);
    ck_assert_msg(seconds < patience(0.1), "20,000 sites: %g s", seconds);
    chaos_map_free(ring);
    must(chaos_map_lattice("logistic_ring", 100, &ring, &why));
    seconds = time_to_stop(4, ring, 1, 1);
    ck_assert_msg(seconds < patience(0.1), "100 exponents of 100 sites: %g s", seconds);
    chaos_map_free(ring);
    must(chaos_map_lattice("logistic_ring", 600, &ring, &why)); /* a step takes a second and more */
    seconds = time_to_stop(4, ring, 1, 1);
    ck_assert_msg(seconds < patience(0.1), "600 exponents of 600 sites: %g s", seconds);
    chaos_map_free(ring);
}
END_TEST

struct gaps {
    double done, when;
    int calls, long_ones;
};

/* Long: a chunk of 64 iterations, and more than a tenth of a second. */
static int measure_gap(void *user, double done, double total)
{
    struct gaps *g = user;
    (void)total;
    g->long_ones += g->calls > 0 && done - g->done >= 64 && now() - g->when > patience(0.1);
    g->done = done;
    g->when = now();
    return ++g->calls == 4;
}

/* Where 64 iterations would take too long, cancelling is looked at in between. */
START_TEST(a_million_sites_report_in_time)
{
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", 1000000, &ring, &why));
    struct gaps g = { .calls = 0 };
    chaos_options options = { .size = sizeof options, .threads = 1, .progress = measure_gap, .user = &g };
    double *out = doubles(1000000);
    chaos_batch one = { .size = sizeof one };
    int code = chaos_iterate(ring, 1000000, &one, out, &options, &why);
    ck_assert_int_eq(code, CHAOS_ECANCELED);
    ck_assert_int_eq(g.long_ones, 0);
    free(out);
    chaos_map_free(ring);
}
END_TEST

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int measure_cpu(void *user, double done, double total)
{
    struct gaps *g = user;
    (void)done, (void)total;
    g->done = fmax(g->done, g->calls++ > 0 ? cpu_seconds() - g->when : 0.0);
    g->when = cpu_seconds();
    return 0;
}

/* What is compared over many periods is stopped in between. */
START_TEST(long_windows_report_in_time)
{
    struct gaps g = { .calls = 0 };
    uint64_t periods[16];
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 16, .start = 3.9, .stop = 4.0 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    const chaos_options options = {
        .size = sizeof options, .threads = 1, .progress = measure_cpu, .user = &g
    };
    must(sweep_into(periods, NULL, map_named("logistic"), &grid, &options, "period:max=50000:steps=1000000"));
    ck_assert_msg(g.done < patience(0.2), "%g s", g.done);
}
END_TEST

static int stop_at_once(void *user, double done, double total)
{
    (void)done, (void)total;
    if (*(double *)user == 0.0)
        *(double *)user = now();
    return 1;
}

/* And the first time comes soon: no more is made ready than is used. */
START_TEST(a_million_sites_begin_in_time)
{
    static const char *const texts[] = { "final", "moments", "escape", "period", "lyapunov:transient=0" };
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", 1000000, &ring, &why));
    for (size_t i = 0; i < LENGTH(texts); i++) {
        double first = 0.0, values[3] = { 3.7, 3.8, 3.9 };
        uint32_t status[3];
        char name[32];
        const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 3, .values = values };
        const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
        const chaos_options options = {
            .size = sizeof options, .threads = 1, .progress = stop_at_once, .user = &first
        };
        chaos_measure *measure;
        must(chaos_measure_new(ring, texts[i], &measure, &why));
        snprintf(name, sizeof name, "%.*s_status", (int)strcspn(texts[i], ":"), texts[i]);
        const chaos_output output = {
            .size = sizeof output, .measure = measure, .name = name, .data = status
        };
        const double start = now();
        const int code = chaos_sweep(ring, &grid, &output, 1, NULL, &options, &why);
        ck_assert_msg(code == CHAOS_ECANCELED && first - start < patience(1.0), "%s: %d, %g s", texts[i],
                      code, first - start);
        ck_assert_int_eq(status[2], CHAOS_PENDING);
        chaos_measure_free(measure);
    }
    chaos_map_free(ring);
}
END_TEST

/* More than there is of memory is said, not tried: one point would take 800 GB. */
START_TEST(too_much_memory_is_refused)
{
    chaos_map *ring;
    uint64_t periods[2] = { 77, 77 };
    must(chaos_map_lattice("logistic_ring", 1000000, &ring, &why));
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = 2, .start = 3.0, .stop = 3.9 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    ck_assert(sweep_into(periods, NULL, ring, &grid, NULL, "period:max=100000") == CHAOS_ENOMEM);
    ck_assert_msg(strstr(why.message, "out of memory: period takes 80") &&
                      strstr(why.message, " GB for a point of 1000000 states, and "),
                  "%s", why.message);
    ck_assert(periods[0] == 77);
    chaos_map_free(ring);
}
END_TEST

/* Points that were finished are as if nothing had happened. The run is made long
 * enough that progress is called several times, however fast the machine. */
START_TEST(finished_points_are_kept)
{
    enum { COUNT = 3000 };
    uint64_t steps = 50000;
    const chaos_map *map = map_named("logistic");
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = COUNT, .start = 3.5, .stop = 4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    double *whole = doubles(COUNT), *part = doubles(COUNT);
    uint32_t *status = calloc(COUNT, sizeof *status), *clean = calloc(COUNT, sizeof *clean);
    for (int calls = 0; calls < 5;) {
        struct watch w;
        chaos_options options = watched(&w, 2, 0);
        steps *= 2;
        must(sweep_into(whole, clean, map, &grid, &options, "lyapunov:transient=100:steps=%d", (int)steps));
        calls = w.calls;
    }
    int mixed = 0;
    for (int stop_at = 1; stop_at < 60; ++stop_at) {
        struct watch w;
        chaos_options options = watched(&w, 1 + (uint32_t)stop_at % 2, stop_at);
        memset(part, 0x5a, COUNT * sizeof *part);
        int code =
            sweep_into(part, status, map, &grid, &options, "lyapunov:transient=100:steps=%d", (int)steps);
        int pending = 0;
        for (int p = 0; p < COUNT; ++p) {
            pending += !!(status[p] & CHAOS_PENDING);
            if (!(status[p] & CHAOS_PENDING)) {
                same_doubles(&part[p], &whole[p], 1, "stopped at call %d, point %d", stop_at, p);
                ck_assert_uint_eq(status[p], clean[p]);
            }
        }
        mixed += pending > 0 && pending < COUNT;
        if (w.stopped == 0 || w.last < w.total) /* at the end it is too late */
            ck_assert_int_eq(code, w.stopped > 0 ? CHAOS_ECANCELED : CHAOS_OK);
        if (code == CHAOS_OK) {
            ck_assert_int_eq(pending, 0);
            break; /* not called more often than that */
        }
    }
    ck_assert_msg(mixed > 0 || test_scale() < 1, "no call was stopped half-way");
    free(whole);
    free(part);
    free(status);
    free(clean);
}
END_TEST

static int discard_at_once(void *user, double done, double total)
{
    (void)user, (void)done, (void)total;
    return CHAOS_DISCARD;
}

/* Nothing is written that nobody is going to look at; else what is missing is said, of each measure and at the end. */
START_TEST(masks_of_a_call_that_is_discarded_are_left_alone)
{
    enum { COUNT = 100000 };
    static const char *const along[] = { NULL, "r" };
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = COUNT, .start = 3.5, .stop = 4 };
    double *found = doubles(COUNT), zero = 0.0;
    uint32_t *status = calloc(COUNT, sizeof *status);
    for (size_t i = 0; i < LENGTH(along); i++)
        for (int discarded = 0; discarded < 2; discarded++) {
            chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
            grid.start = along[i] ? CHAOS_FOLLOW : CHAOS_FIXED;
            const chaos_options options = { .size = sizeof options,
                                            .progress = discarded ? discard_at_once : stop_at_once,
                                            .user = &zero };
            memset(status, 0x5a, COUNT * sizeof *status);
            ck_assert_int_eq(sweep_into(found, status, map_named("logistic"), &grid, &options,
                                        "lyapunov:steps=100000000"),
                             CHAOS_ECANCELED);
            ck_assert_uint_eq(status[COUNT - 1], discarded ? 0x5a5a5a5a : CHAOS_PENDING);
        }
    free(found);
    free(status);
}
END_TEST

/* However short, there is a call at the end; to stop then comes too late. A
 * range that has to be found first is no end. */
START_TEST(short_calls_report_their_end)
{
    uint64_t density[4];
    const chaos_map *map = map_named("circle");
    chaos_grid grid = { .size = sizeof grid };
    struct watch w;
    chaos_options options = watched(&w, 1, 1);
    options.lift = 1;
    must(sweep_into(density, NULL, map, &grid, &options, "density:bins=4:transient=0:steps=10"));
    ck_assert_int_eq(w.calls, 1);
    ck_assert(w.last == 10 && w.total == 10);
    ck_assert_uint_eq(density[0] + density[1] + density[2] + density[3], 10);
}
END_TEST

/* Histograms of many points and bins are gigabytes, which are cleared first: not for lanes that nobody will look at. */
START_TEST(nothing_is_cleared_after_a_stop)
{
    static unsigned char block[1 << 16];
    const unsigned char mark = 0xaa;
    chaosi_jobs jobs = { .code = CHAOS_ECANCELED };
    const chaosi_run run = { .jobs = &jobs };
    chaosi_tile tile = { .run = &run };
    *block = mark;
    chaosi_tile_clear(&tile, block, sizeof block);
    ck_assert_uint_eq(*block, mark);
    jobs.code = CHAOS_OK;
    chaosi_tile_clear(&tile, block, sizeof block);
    ck_assert_uint_eq(*block, 0);
}
END_TEST

TCase *tcase_cancel(void)
{
    TCase *tcase = tcase_create("cancel");
    tcase_add_test(tcase, progress_goes_forward);
    tcase_add_test(tcase, stops_within_a_tenth_of_a_second);
    tcase_add_test(tcase, lattices_stop_too);
    tcase_add_test(tcase, a_million_sites_report_in_time);
    tcase_add_test(tcase, long_windows_report_in_time);
    tcase_add_test(tcase, a_million_sites_begin_in_time);
    tcase_add_test(tcase, too_much_memory_is_refused);
    tcase_add_test(tcase, finished_points_are_kept);
    tcase_add_test(tcase, masks_of_a_call_that_is_discarded_are_left_alone);
    tcase_add_test(tcase, short_calls_report_their_end);
    tcase_add_test(tcase, nothing_is_cleared_after_a_stop);
    return tcase;
}
