/* Tiles say at which iterate they are, and which point is in each lane: a map that reads
 * both, as forced and noisy ones will, and whose kernels look whether they fit its state.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "kernels/map.h"

#include <stdatomic.h>

/* The state after n iterates is n and the grid index. The count stops at `halt`, if the state is
 * not far outside before, from iterate `last` on. */
enum { TIME, PLACE, DIM };
enum { LAST, HALT, NPARAMS };
#define INSIDE 1e280
#define OUTSIDE 1e300
#define NEVER 1e200

static _Atomic int lanes_that_do_not_fit;

static double time_of(double n, double last, double halt)
{
    return last <= halt && n >= last ? OUTSIDE : n < halt ? n : halt;
}

static double time_at(const chaosk_tile *t, size_t lane, uint64_t n)
{
    return time_of((double)n, t->p[LAST * t->stride + lane], t->p[HALT * t->stride + lane]);
}

/* What a lane with an orbit inside holds is the state of iterate n0 of point id; at the start
 * a state is where the caller has put it. */
static void look(const chaosk_tile *t)
{
    for (size_t lane = 0; lane < t->lanes; lane++) {
        const bool fits = t->x[lane] == time_at(t, lane, t->n0) &&
                          (t->n0 == 0 || t->x[t->stride + lane] == (double)t->id[lane]);
        if (!fits && t->x[lane] != OUTSIDE)
            atomic_fetch_add(&lanes_that_do_not_fit, 1);
    }
}

static void go(chaosk_tile *t, uint64_t n)
{
    for (size_t lane = 0; lane < t->lanes; lane++) {
        t->x[lane] = time_at(t, lane, n);
        t->x[t->stride + lane] = (double)t->id[lane];
    }
}

static void advance(chaosk_tile *t, uint64_t steps)
{
    look(t);
    go(t, t->n0 + steps);
}

static int watch(chaosk_tile *t, uint64_t steps, uint64_t *left)
{
    int any = 0;
    look(t);
    for (size_t lane = 0; lane < t->lanes; lane++) {
        uint64_t n = 1;
        while (n <= steps && time_at(t, lane, t->n0 + n) != OUTSIDE)
            n++;
        left[lane] = n <= steps ? n : 0;
        any |= left[lane] != 0;
    }
    go(t, t->n0 + steps);
    return any;
}

static void record(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                   double *out)
{
    look(t);
    for (uint64_t row = 0; row < rows; row++)
        for (uint32_t c = 0; c < ncomp; c++, out += t->stride)
            for (size_t lane = 0; lane < t->lanes; lane++)
                out[lane] = comp[c] == TIME ? time_at(t, lane, t->n0 + row * every) : (double)t->id[lane];
    go(t, t->n0 + rows * every);
}

/* The derivative, diag(2^20, 1) in iterates GROWTH to 2 GROWTH - 1, else 1: so much at a time that
 * vectors have to be made perpendicular after every one, which means doing stretches again. */
enum { GROWTH = 1000 };

static void tangent(chaosk_tile *t, uint64_t steps)
{
    look(t);
    for (uint64_t n = t->n0; n < t->n0 + steps; n++)
        for (uint32_t k = 0; n >= GROWTH && n < 2 * GROWTH && k < t->k; k++)
            for (size_t lane = 0; lane < t->lanes; lane++)
                t->v[k * DIM * t->stride + lane] *= 0x1p20;
    go(t, t->n0 + steps);
}

static const chaosk_table table = {
    .abi = CHAOSK_ABI,
    .size = sizeof table,
    .width = 1,
    .lanes = 64,
    .advance = advance,
    .watch = watch,
    .record = record,
    .tangent = tangent,
};
static const chaosk_table *const tables[CHAOSI_NISA] = { &table, &table, &table, &table,
                                                         &table, &table, &table };

static double no_return(const double *params)
{
    (void)params;
    return INSIDE;
}

/* The same map, for the engine one whose bound is exact at the end of a run, so that kernels
 * are called once more where a lane has left, and one that is watched all the time. */
#define CLOCK(radius)                                                                                       \
    {                                                                                                       \
        .name = "clock", .title = "", .formula = "", .reference = "", .dim = DIM, .nparams = NPARAMS,       \
        .params = (const char *const[]){ "last", "halt" },                                                  \
        .param_defaults = (const double[]){ NEVER, NEVER },                                                 \
        .states = (const char *const[]){ "time", "place" }, .state_defaults = (const double[]){ 0.0, 0.0 }, \
        .view = (const double[][2]){ { 0.0, 1e5 }, { 0.0, 1e3 } }, .bound = INSIDE, .no_return = radius,    \
        .tangent_steps = 4, .flags = CHAOSI_IMPURE, .kernels = { tables, CHAOSI_NISA },                     \
    }
static const chaos_map clocks[] = { CLOCK(no_return), CLOCK(NULL) };

/* POINTS orbits, some of which leave, early or late, and some come to rest: several tiles, the
 * last one with padding. */
enum { LASTS = 101, HALTS = 2, POINTS = LASTS * HALTS, FIRST = 70, COUNT = 100 };

static double lasts[LASTS], halts[HALTS] = { NEVER, 3000.0 };
static double last_of(uint64_t point) { return lasts[point / HALTS]; }
static double halt_of(uint64_t point) { return halts[point % HALTS]; }

static const chaos_grid *grid_of(uint64_t first, uint64_t count)
{
    static const chaos_axis axes[] = {
        { .size = sizeof(chaos_axis), .name = "last", .count = LASTS, .values = lasts },
        { .size = sizeof(chaos_axis), .name = "halt", .count = HALTS, .values = halts },
    };
    static chaos_grid grid = { .size = sizeof grid, .naxes = LENGTH(axes), .axes = axes };
    for (int i = 0; i < LASTS; i++)
        lasts[i] = i % 3 ? NEVER : 1.0 + 347.0 * i;
    grid.first = first;
    grid.count = count;
    return &grid;
}

static void check_fit(const char *what)
{
    ck_assert_msg(lanes_that_do_not_fit == 0, "%s: %d lanes whose state is not that of n0 and id", what,
                  lanes_that_do_not_fit);
}

/* Through transients, slices and chunks, on one thread and three, in the whole grid and a part of it. */
START_TEST(sweeps_know_the_time)
{
    enum { TRANSIENT = 40077, ROWS = 300, EVERY = 7 };
    static double rows[POINTS][ROWS][DIM], final[POINTS][DIM];
    for (size_t i = 0; i < LENGTH(clocks); i++)
        for (int part = 0; part < 2; part++)
            for (uint32_t threads = 1; threads <= 3; threads += 2) {
                const uint64_t first = part ? FIRST : 0, count = part ? COUNT : POINTS;
                const chaos_grid *grid = grid_of(first, count);
                const chaos_options options = with_threads(threads);
                must(sweep_into(rows, NULL, &clocks[i], grid, &options,
                                "orbit:transient=%d:steps=%d:every=%d", TRANSIENT, ROWS, EVERY));
                must(sweep_into(final, NULL, &clocks[i], grid, &options, "final:transient=%d:steps=1",
                                TRANSIENT - 1));
                for (uint64_t p = 0; p < count; p++) {
                    for (int row = 0; row < ROWS; row++) {
                        const uint64_t point = first + p;
                        const double time = time_of(TRANSIENT + row * EVERY, last_of(point), halt_of(point));
                        ck_assert(same_bits(rows[p][row][TIME], time == OUTSIDE ? NAN : time));
                        ck_assert(same_bits(rows[p][row][PLACE], time == OUTSIDE ? NAN : (double)point));
                    }
                    ck_assert(same_bits(final[p][TIME], rows[p][0][TIME]));
                }
            }
    check_fit("orbit and final");
}
END_TEST

/* Where a run is done again, step by step, to find out when a lane left. */
START_TEST(escapes_are_found_in_time)
{
    static int64_t escape[POINTS]; /* at the latest after 34,701 iterates */
    const chaos_grid *grid = grid_of(0, POINTS);
    for (size_t i = 0; i < LENGTH(clocks); i++) {
        must(sweep_into(escape, NULL, &clocks[i], grid, NULL, "escape:transient=0:steps=50000"));
        for (int p = 0; p < POINTS; p++)
            ck_assert_int_eq(escape[p],
                             last_of(p) > halt_of(p) || last_of(p) == NEVER ? -1 : (int64_t)last_of(p));
    }
    check_fit("escape");
}
END_TEST

/* The derivative depends on the time, and stretches are done again. A step too many or too few would
 * be 3e-3; where the first vector points at the start is 4e-7. */
START_TEST(tangents_know_the_time)
{
    static double exponents[POINTS * DIM];
    const chaos_grid *grid = grid_of(0, POINTS);
    for (size_t i = 0; i < LENGTH(clocks); i++)
        for (int count = 1; count <= 2; count++) {
            must(sweep_into(exponents, NULL, &clocks[i], grid, NULL,
                            "lyapunov:transient=500:steps=4000:count=%d", count));
            for (int p = 0; p < POINTS; p++)
                for (int j = 0; j < count && last_of(p) == NEVER && halt_of(p) == NEVER; j++)
                    close_to(exponents[p * count + j], j ? 0.0 : GROWTH * 20 * M_LN2 / 4000, 1e-3,
                             "exponent %d of %d at point %d", j, count, p);
        }
    check_fit("lyapunov");
}
END_TEST

/* Whatever measures call, alone and in passes that begin where others did. */
START_TEST(every_measure_keeps_the_time)
{
    struct measured m[MAX_KINDS];
    for (size_t i = 0; i < LENGTH(clocks); i++) {
        size_t n = 0;
        for (size_t kind = 0; chaos_measure_kind_at(kind); kind++) {
            chaos_measure *measure;
            if (chaos_measure_new(&clocks[i], chaos_measure_kind_at(kind)->name, &measure, NULL) == CHAOS_OK)
                m[n++] = measured_by(measure, POINTS); /* rotation wants an angle */
        }
        for (size_t j = 0; j < n; j++) {
            must(sweep_measured(&clocks[i], grid_of(0, POINTS), &m[j], 1, NULL));
            check_fit(m[j].kind);
        }
        must(sweep_measured(&clocks[i], grid_of(0, POINTS), m, n, NULL));
        check_fit("all measures");
        for (size_t j = 0; j < n; j++)
            measured_free(&m[j]);
    }
}
END_TEST

START_TEST(single_orbits_know_the_time)
{
    enum { ROWS = 10000 };
    static double rows[ROWS][DIM];
    const double never[] = { NEVER, NEVER };
    for (size_t i = 0; i < LENGTH(clocks); i++)
        for (uint64_t steps = 1; steps < 1000000; steps *= 7) {
            double state[DIM] = { 0.0, 0.0 };
            must(chaos_iterate_one(&clocks[i], steps, never, state, NULL, &why));
            ck_assert(state[TIME] == (double)steps && state[PLACE] == 0.0);
        }
    double state[DIM] = { 0.0, 0.0 };
    must(chaos_orbit_next(&clocks[0], ROWS, never, state, rows[0], NULL, &why));
    for (int row = 0; row < ROWS; row++)
        ck_assert(rows[row][TIME] == row && rows[row][PLACE] == 0.0);
    ck_assert(state[TIME] == ROWS);
    check_fit("single orbits");
}
END_TEST

TCase *tcase_time(void)
{
    TCase *tcase = tcase_create("time");
    tcase_add_test(tcase, sweeps_know_the_time);
    tcase_add_test(tcase, escapes_are_found_in_time);
    tcase_add_test(tcase, tangents_know_the_time);
    tcase_add_test(tcase, every_measure_keeps_the_time);
    tcase_add_test(tcase, single_orbits_know_the_time);
    return tcase;
}
