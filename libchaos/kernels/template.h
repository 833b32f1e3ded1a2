/* Kernels of a map of fixed dimension, stamped once per instruction set.
 *
 * A file in maps/ defines, before it includes this file:
 *   MAP              the map's name, a C identifier
 *   DIM, NPARAMS     numbers of states (1 to 6) and parameters (0 to 16)
 *   WRAP(i)          optional: the period of state i, 0 if it is no angle
 *   UNROLL           optional: vectors in flight; without it as many as the
 *                    registers hold. Where the formula calls functions, the calls
 *                    for one vector overlap with those for the next, but each is
 *                    code: 4 for one state and where angles are wrapped, which
 *                    waits for itself; 2 for two states, else 1. A formula in which
 *                    each operation waits for the one before wants more: 8 of two
 *                    states, for which parameters and some states stay in memory
 *   step(x, p, y)    y = f(x; p), the lift, in the formula's textbook order
 *   tangent(x, p, v, w)  w = Df(x) v
 *   MOMENT           optional: they are step(x, p, at, y) and tangent(x, p, at, v, w), and may ask at, a vmoment, for
 *                    the iterate number (vtime) and for random numbers (vrandom.h). Flags of the descriptor say so
 * with x, v, w, y vreal[DIM] and p vreal[NPARAMS] (nothing if there are none), as static inline functions.
 *
 * It gets the table chaosk_MAP_isa (kernels/abi.h).
 *
 * SPDX-License-Identifier: MIT */
#include "vreal.h"

/* Without functions, -nofma tables would be copies of the others. */
#if !defined CHAOSK_NOFMA || defined CHAOSK_FUNCTIONS

#include "abi.h"
#include "angles.h"
#include "rounding.h"

/* More code gains little for scalar, and machines with SSE2 alone are old. */
enum { MAP_HAS_ROOM = VWIDTH > 2 || (VWIDTH == 2 && VREGISTERS == 32) };

#if defined CHAOSK_FUNCTIONS && !defined UNROLL
#define UNROLL (!MAP_HAS_ROOM || DIM > 2 ? 1 : DIM == 1 || MAP_HAS_ANGLES ? 4 : 2)
#elif !defined UNROLL
/* State and result of each vector in flight stay in registers. */
#define UNROLL (DIM == 1 ? 8 : DIM == 2 ? 4 : DIM <= 4 && VREGISTERS == 32 ? 2 : 1)
#endif

#ifdef MOMENT
#define MAP_STEP(x, p, at, y) step(x, p, at, y)
#define MAP_TANGENT(x, p, at, v, w) tangent(x, p, at, v, w)
enum { MAP_HAS_MOMENT = 1 };
#else
#define MAP_STEP(x, p, at, y) step(x, p, y)
#define MAP_TANGENT(x, p, at, v, w) tangent(x, p, v, w)
enum { MAP_HAS_MOMENT = 0 };
#endif

/* In a loop that has more in flight than the registers hold. */
enum { MAP_CROWDED = DIM == 2 && UNROLL == 8 && !MAP_HAS_MOMENT, MAP_HELD = VREGISTERS == 16 ? 5 : 8 };

enum { MAP_UNROLL = UNROLL, MAP_REST = MAP_CROWDED ? 4 : 1, MAP_PARAMS = NPARAMS ? NPARAMS : 1 };

/* What is done with angles after each step; a constant wherever it is used. MAP_COUNT: turns are counted, and of several
 * states summed before each step. */
enum map_angles { MAP_LIFT, MAP_WRAP, MAP_COUNT };

enum { MAP_WINDS = MAP_HAS_ANGLES && DIM > 1 };

#define MAP_UNROLLED _Pragma("GCC unroll 8")

CHAOSK_INLINE void map_load(const double *from, size_t stride, int rows, vreal *to)
{
    MAP_UNROLLED
    for (int i = 0; i < rows; i++)
        to[i] = vload(from + (size_t)i * stride);
}

CHAOSK_INLINE void map_store(double *to, size_t stride, int rows, const vreal *from)
{
    MAP_UNROLLED
    for (int i = 0; i < rows; i++)
        vstore(to + (size_t)i * stride, from[i]);
}

/* Of a vector of lanes, n steps into the call. */
CHAOSK_INLINE vmoment map_at(const chaosk_tile *t, size_t lane, uint64_t n)
{
    vmoment at = { 0 };
    if (MAP_HAS_MOMENT) {
        at.n = t->n0 + n;
        __builtin_memcpy(&at.key, t->id + lane, sizeof at.key);
    }
    return at;
}

/* x <- f(x), with angles treated as asked; only MAP_COUNT uses turns [DIM]. */
CHAOSK_INLINE void map_step(vreal *x, const vreal *p, const vmoment at, const enum map_angles angles,
                            vreal *turns)
{
    vreal y[DIM];
    (void)at;
    MAP_STEP(x, p, at, y);
    MAP_UNROLLED
    for (int i = 0; i < DIM; i++) {
        x[i] = y[i];
        if (angles != MAP_LIFT && MAP_PERIOD(i) > 0.0) {
            vreal q;
            x[i] = vwrap(y[i], MAP_PERIOD(i), &q);
            if (angles == MAP_COUNT)
                turns[i] = turns[i] + q;
        }
    }
}

CHAOSK_INLINE vmask map_all(void) { return vle(vset(0.0), vset(0.0)); }

/* Lanes whose state is inside: |x| <= bound; wrapped angles: finite. */
CHAOSK_INLINE vmask map_inside(const vreal *x, double bound, const enum map_angles angles)
{
    vmask inside = map_all();
    MAP_UNROLLED
    for (int i = 0; i < DIM; i++) {
        const int angle = angles != MAP_LIFT && MAP_PERIOD(i) > 0.0;
        inside = vand(inside, vle(vabs(x[i]), vset(angle ? DBL_MAX : bound)));
    }
    return inside;
}

/* Parameters, and of some vectors the last state, come from memory in each step. Left to themselves compilers put
 * those states there that everything waits for. */
CHAOSK_INLINE void map_run_crowded(vreal (*x)[DIM], vreal (*p)[MAP_PARAMS], uint64_t steps, const int u,
                                   const enum map_angles angles, vreal (*turns)[DIM])
{
    vreal last[MAP_UNROLL], *state = last, (*param)[MAP_PARAMS] = p;
    MAP_UNROLLED
    for (int j = 0; j < u; j++)
        last[j] = x[j][DIM - 1];
    __asm__ volatile("" : "+r"(state), "+r"(param) : : "memory");
    for (uint64_t n = 0; n < steps; n++) {
        MAP_UNROLLED
        for (int j = 0; j < u; j++) {
            vreal q[MAP_PARAMS];
            MAP_UNROLLED
            for (int i = 0; i < NPARAMS; i++)
                q[i] = param[j][i];
            if (j >= MAP_HELD)
                x[j][DIM - 1] = state[j];
            map_step(x[j], q, (vmoment){ 0 }, angles, turns[j]);
            if (j >= MAP_HELD)
                state[j] = x[j][DIM - 1];
        }
        __asm__ volatile("" : : : "memory"); /* nothing is kept in a register in its place */
    }
    MAP_UNROLLED
    for (int j = MAP_HELD; j < u; j++)
        x[j][DIM - 1] = state[j];
}

/* Only MAP_COUNT uses sums; NULL: nobody asks for them. */
CHAOSK_INLINE void map_advance_block(chaosk_tile *t, size_t lane, uint64_t steps, const int u,
                                     const enum map_angles angles, double *sums)
{
    vreal x[MAP_UNROLL][DIM], p[MAP_UNROLL][MAP_PARAMS], turns[MAP_UNROLL][DIM], sum[MAP_UNROLL][DIM];
    MAP_UNROLLED
    for (int j = 0; j < u; j++) {
        map_load(t->x + lane + (size_t)j * VWIDTH, t->stride, DIM, x[j]);
        map_load(t->p + lane + (size_t)j * VWIDTH, t->stride, NPARAMS, p[j]);
        if (angles == MAP_COUNT) {
            map_load(t->turns + lane + (size_t)j * VWIDTH, t->stride, DIM, turns[j]);
            map_load((sums ? sums : t->turns) + lane + (size_t)j * VWIDTH, t->stride, DIM, sum[j]);
        }
    }
    const int crowded = MAP_CROWDED && angles != MAP_COUNT;
    if (crowded)
        map_run_crowded(x, p, steps, u, angles, turns);
    for (uint64_t n = 0; n < steps && !crowded; n++) {
        MAP_UNROLLED
        for (int j = 0; j < u; j++) {
            MAP_UNROLLED
            for (int i = 0; i < DIM; i++)
                if (MAP_WINDS && angles == MAP_COUNT && MAP_PERIOD(i) > 0.0)
                    sum[j][i] = sum[j][i] + turns[j][i];
            map_step(x[j], p[j], map_at(t, lane + (size_t)j * VWIDTH, n), angles, turns[j]);
        }
    }
    MAP_UNROLLED
    for (int j = 0; j < u; j++) {
        map_store(t->x + lane + (size_t)j * VWIDTH, t->stride, DIM, x[j]);
        if (angles == MAP_COUNT)
            map_store(t->turns + lane + (size_t)j * VWIDTH, t->stride, DIM, turns[j]);
        if (MAP_WINDS && angles == MAP_COUNT && sums)
            map_store(sums + lane + (size_t)j * VWIDTH, t->stride, DIM, sum[j]);
    }
}

CHAOSK_INLINE void map_advance_all(chaosk_tile *t, uint64_t steps, const enum map_angles angles, double *sums)
{
    size_t lane = 0;
    for (; MAP_UNROLL > 1 && lane + MAP_UNROLL * VWIDTH <= t->lanes; lane += MAP_UNROLL * VWIDTH)
        map_advance_block(t, lane, steps, MAP_UNROLL, angles, sums);
    for (; MAP_REST > 1 && lane + MAP_REST * VWIDTH <= t->lanes; lane += MAP_REST * VWIDTH)
        map_advance_block(t, lane, steps, MAP_REST, angles, sums);
    for (; lane < t->lanes; lane += VWIDTH)
        map_advance_block(t, lane, steps, 1, angles, sums);
}

static __attribute__((noinline, unused)) void map_wind(chaosk_tile *t, uint64_t steps, double *sums)
{
    map_advance_all(t, steps, MAP_COUNT, sums);
}

static void map_advance(chaosk_tile *t, uint64_t steps)
{
    if (!MAP_HAS_ANGLES || t->lift)
        map_advance_all(t, steps, MAP_LIFT, NULL);
    else if (!t->turns)
        map_advance_all(t, steps, MAP_WRAP, NULL);
    else
        map_wind(t, steps, NULL);
}

/* Stores some lanes of a state. A single lane is not taken apart: the state would go
 * through an integer register in each step, at twice the latency. */
CHAOSK_INLINE void map_store_lanes(double *to, size_t stride, const vreal *x, vmask lanes)
{
    if (VWIDTH == 1 && !vbits(lanes))
        return;
    MAP_UNROLLED
    for (int i = 0; i < DIM; i++) {
        double *const at = to + (size_t)i * stride;
        vstore(at, VWIDTH == 1 ? x[i] : vsel(lanes, x[i], vload(at)));
    }
}

/* Steps the live lanes of one vector, from x [DIM] and iterate `start` on. Lanes that
 * leave are stored with their first state outside; returns the others. */
CHAOSK_INLINE vmask map_watch_vector(chaosk_tile *t, size_t lane, vreal *x, vmask alive, uint64_t start,
                                     uint64_t steps, uint64_t *left, const enum map_angles angles)
{
    vreal p[MAP_PARAMS], out[DIM], when;
    unsigned live = vbits(alive);
    map_load(t->p + lane, t->stride, NPARAMS, p);
    map_load(t->x + lane, t->stride, DIM, out);
    __builtin_memcpy(&when, left + lane, sizeof when);
    for (uint64_t n = 1; n <= steps && live; n++) {
        map_step(x, p, map_at(t, lane, start + n - 1), angles, NULL);
        const vmask stay = vand(alive, map_inside(x, t->bound, angles));
        if (__builtin_expect(vbits(stay) != live, 0)) { /* of those that stay it is not the last word */
            MAP_UNROLLED
            for (int i = 0; i < DIM; i++)
                out[i] = vsel(alive, x[i], out[i]);
            when = vsel(alive, vfromword((vword){ 0 } + (start + n)), when);
            alive = stay;
            live = vbits(stay);
        }
    }
    when = vsel(alive, vset(0.0), when);
    __builtin_memcpy(left + lane, &when, sizeof when);
    map_store(t->x + lane, t->stride, DIM, out);
    return alive;
}

CHAOSK_INLINE int map_watch_one(chaosk_tile *t, size_t lane, uint64_t steps, uint64_t *left,
                                const enum map_angles angles)
{
    vreal x[DIM];
    map_load(t->x + lane, t->stride, DIM, x);
    __builtin_memset(left + lane, 0, VWIDTH * sizeof *left);
    const vmask alive = map_watch_vector(t, lane, x, map_all(), 0, steps, left, angles);
    map_store_lanes(t->x + lane, t->stride, x, alive);
    return vbits(alive) != VALL;
}

enum { MAP_WATCH_UNROLL = !MAP_HAS_ROOM ? 1 : MAP_UNROLL < 4 ? MAP_UNROLL : 4 };

/* Steps between checks for lanes that have left, with several vectors in flight.
 * Most that leave do so early. */
CHAOSK_INLINE uint64_t map_watch_run(uint64_t n, uint64_t steps)
{
    const uint64_t most = n < 64 ? 16 : 64;
    return steps - n < most ? steps - n : most;
}

static __attribute__((noinline, unused)) vmask map_watch_redo(chaosk_tile *t, size_t lane, const vreal *from,
                                                              vmask alive, uint64_t start, uint64_t steps,
                                                              uint64_t *left, const enum map_angles angles)
{
    vreal x[DIM];
    MAP_UNROLLED
    for (int i = 0; i < DIM; i++)
        x[i] = from[i];
    return map_watch_vector(t, lane, x, alive, start, steps, left, angles);
}

/* All vectors take a few steps, and only note whether all states were inside; a
 * vector in which one was not redoes the steps one by one. */
CHAOSK_INLINE int map_watch_block(chaosk_tile *t, size_t lane, uint64_t steps, uint64_t *left,
                                  const enum map_angles angles)
{
    const int u = MAP_WATCH_UNROLL;
    vreal x[MAP_WATCH_UNROLL][DIM], p[MAP_WATCH_UNROLL][MAP_PARAMS], from[MAP_WATCH_UNROLL][DIM];
    vmask alive[MAP_WATCH_UNROLL];
    unsigned all = VALL, some = VALL;
    MAP_UNROLLED
    for (int j = 0; j < u; j++) {
        map_load(t->x + lane + (size_t)j * VWIDTH, t->stride, DIM, x[j]);
        map_load(t->p + lane + (size_t)j * VWIDTH, t->stride, NPARAMS, p[j]);
        alive[j] = map_all();
    }
    __builtin_memset(left + lane, 0, (size_t)u * VWIDTH * sizeof *left);
    for (uint64_t n = 0, run; n < steps && some; n += run) {
        run = map_watch_run(n, steps);
        vmask inside[MAP_WATCH_UNROLL];
        MAP_UNROLLED
        for (int j = 0; j < u; j++) {
            inside[j] = map_all();
            MAP_UNROLLED
            for (int i = 0; i < DIM; i++)
                from[j][i] = x[j][i];
        }
        for (uint64_t i = 0; i < run; i++) {
            MAP_UNROLLED
            for (int j = 0; j < u; j++) {
                map_step(x[j], p[j], map_at(t, lane + (size_t)j * VWIDTH, n + i), angles, NULL);
                inside[j] = vand(inside[j], map_inside(x[j], t->bound, angles));
            }
        }
        some = 0;
        MAP_UNROLLED
        for (int j = 0; j < u; j++) {
            if (__builtin_expect((vbits(alive[j]) & ~vbits(inside[j])) != 0, 0))
                alive[j] =
                    map_watch_redo(t, lane + (size_t)j * VWIDTH, from[j], alive[j], n, run, left, angles);
            some |= vbits(alive[j]);
        }
    }
    MAP_UNROLLED
    for (int j = 0; j < u; j++) {
        map_store_lanes(t->x + lane + (size_t)j * VWIDTH, t->stride, x[j], alive[j]);
        all &= vbits(alive[j]);
    }
    return all != VALL;
}

CHAOSK_INLINE int map_watch_all(chaosk_tile *t, uint64_t steps, uint64_t *left, const enum map_angles angles)
{
    int any = 0;
    size_t lane = 0;
    for (; MAP_WATCH_UNROLL > 1 && lane + MAP_WATCH_UNROLL * VWIDTH <= t->lanes;
         lane += MAP_WATCH_UNROLL * VWIDTH)
        any |= map_watch_block(t, lane, steps, left, angles);
    for (; lane < t->lanes; lane += VWIDTH)
        any |= map_watch_one(t, lane, steps, left, angles);
    return any;
}

static int map_watch(chaosk_tile *t, uint64_t steps, uint64_t *left)
{
    return MAP_HAS_ANGLES && !t->lift ? map_watch_all(t, steps, left, MAP_WRAP)
                                      : map_watch_all(t, steps, left, MAP_LIFT);
}

/* Stores a state of all vectors in flight: its number is asked once, and x stays in registers. */
CHAOSK_INLINE void map_store_component(double *out, vreal (*x)[DIM], uint32_t component, const int u)
{
    MAP_UNROLLED
    for (uint32_t d = 0; d < DIM; d++)
        if (DIM == 1 || component == d) {
            MAP_UNROLLED
            for (int j = 0; j < u; j++)
                vstore(out + (size_t)j * VWIDTH, x[j][d]);
        }
}

CHAOSK_INLINE void map_record_block(chaosk_tile *t, size_t lane, uint64_t rows, uint64_t every,
                                    const uint32_t *comp, uint32_t ncomp, double *out, const int u,
                                    const enum map_angles angles)
{
    vreal x[MAP_UNROLL][DIM], p[MAP_UNROLL][MAP_PARAMS];
    MAP_UNROLLED
    for (int j = 0; j < u; j++) {
        map_load(t->x + lane + (size_t)j * VWIDTH, t->stride, DIM, x[j]);
        map_load(t->p + lane + (size_t)j * VWIDTH, t->stride, NPARAMS, p[j]);
    }
    for (uint64_t row = 0; row < rows; row++) {
        for (uint32_t c = 0; c < ncomp; c++, out += t->stride)
            map_store_component(out + lane, x, comp[c], u);
        for (uint64_t n = 0; n < every; n++) {
            MAP_UNROLLED
            for (int j = 0; j < u; j++)
                map_step(x[j], p[j], map_at(t, lane + (size_t)j * VWIDTH, row * every + n), angles, NULL);
        }
    }
    MAP_UNROLLED
    for (int j = 0; j < u; j++)
        map_store(t->x + lane + (size_t)j * VWIDTH, t->stride, DIM, x[j]);
}

/* Addresses need registers, too. */
enum { MAP_RECORD_UNROLL = MAP_REST > 1 ? MAP_REST : MAP_UNROLL };

CHAOSK_INLINE void map_record_all(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp,
                                  uint32_t ncomp, double *out, const enum map_angles angles)
{
    size_t lane = 0;
    for (; MAP_RECORD_UNROLL > 1 && lane + MAP_RECORD_UNROLL * VWIDTH <= t->lanes;
         lane += MAP_RECORD_UNROLL * VWIDTH)
        map_record_block(t, lane, rows, every, comp, ncomp, out, MAP_RECORD_UNROLL, angles);
    for (; lane < t->lanes; lane += VWIDTH)
        map_record_block(t, lane, rows, every, comp, ncomp, out, 1, angles);
}

static void map_record(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                       double *out)
{
    if (MAP_HAS_ANGLES && !t->lift)
        map_record_all(t, rows, every, comp, ncomp, out, MAP_WRAP);
    else
        map_record_all(t, rows, every, comp, ncomp, out, MAP_LIFT);
}

/* Tangent vectors need registers, too: fewer vectors in flight. */
enum { MAP_TANGENT_UNROLL = DIM == 1 ? MAP_UNROLL : DIM == 2 && MAP_UNROLL > 1 ? 2 : 1 };

#if DIM > 4
#define MAP_EACH_VECTOR _Pragma("GCC unroll 1") /* k is not a constant, see map_tangent_k */
#else
#define MAP_EACH_VECTOR MAP_UNROLLED
#endif

CHAOSK_INLINE void map_tangent_block(chaosk_tile *t, size_t lane, uint64_t steps, const int u, const int k,
                                     const enum map_angles angles)
{
    vreal x[MAP_TANGENT_UNROLL][DIM], p[MAP_TANGENT_UNROLL][MAP_PARAMS], v[MAP_TANGENT_UNROLL][DIM][DIM];
    MAP_UNROLLED
    for (int j = 0; j < u; j++) {
        map_load(t->x + lane + (size_t)j * VWIDTH, t->stride, DIM, x[j]);
        map_load(t->p + lane + (size_t)j * VWIDTH, t->stride, NPARAMS, p[j]);
        MAP_EACH_VECTOR
        for (int i = 0; i < k; i++)
            map_load(t->v + (size_t)(i * DIM) * t->stride + lane + (size_t)j * VWIDTH, t->stride, DIM,
                     v[j][i]);
    }
    for (uint64_t n = 0; n < steps; n++) {
        MAP_UNROLLED
        for (int j = 0; j < u; j++) {
            const vmoment at = map_at(t, lane + (size_t)j * VWIDTH, n);
            MAP_EACH_VECTOR
            for (int i = 0; i < k; i++) {
                vreal w[DIM];
                MAP_TANGENT(x[j], p[j], at, v[j][i], w);
                MAP_UNROLLED
                for (int d = 0; d < DIM; d++)
                    v[j][i][d] = w[d];
            }
            map_step(x[j], p[j], at, angles, NULL);
        }
    }
    MAP_UNROLLED
    for (int j = 0; j < u; j++) {
        map_store(t->x + lane + (size_t)j * VWIDTH, t->stride, DIM, x[j]);
        MAP_EACH_VECTOR
        for (int i = 0; i < k; i++)
            map_store(t->v + (size_t)(i * DIM) * t->stride + lane + (size_t)j * VWIDTH, t->stride, DIM,
                      v[j][i]);
    }
}

CHAOSK_INLINE void map_tangent_all(chaosk_tile *t, uint64_t steps, const int k, const enum map_angles angles)
{
    size_t lane = 0;
    for (; MAP_TANGENT_UNROLL > 1 && lane + MAP_TANGENT_UNROLL * VWIDTH <= t->lanes;
         lane += MAP_TANGENT_UNROLL * VWIDTH)
        map_tangent_block(t, lane, steps, MAP_TANGENT_UNROLL, k, angles);
    for (; lane < t->lanes; lane += VWIDTH)
        map_tangent_block(t, lane, steps, 1, k, angles);
}

/* Up to 4 states the number of vectors is a constant in each instance; beyond that
 * the code would grow too long. */
CHAOSK_INLINE void map_tangent_k(chaosk_tile *t, uint64_t steps, const enum map_angles angles)
{
#if DIM > 4
    map_tangent_all(t, steps, (int)t->k, angles);
#else
    if (t->k == DIM)
        map_tangent_all(t, steps, DIM, angles);
    else if (t->k == 1)
        map_tangent_all(t, steps, 1, angles);
#if DIM > 2
    else if (t->k == 2)
        map_tangent_all(t, steps, 2, angles);
#endif
#if DIM > 3
    else if (t->k == 3)
        map_tangent_all(t, steps, 3, angles);
#endif
#endif
#if DIM > 6
#error "DIM is 1 to 6; larger maps are lattices"
#endif
}

static void map_tangent(chaosk_tile *t, uint64_t steps)
{
    if (MAP_HAS_ANGLES && !t->lift)
        map_tangent_k(t, steps, MAP_WRAP);
    else
        map_tangent_k(t, steps, MAP_LIFT);
}

#if defined CHAOSK_SCALAR && !defined MOMENT
/* Each failed check returns at once: branches that are never taken cost least. */
static int map_iterate_one(const double *params, double *state, uint64_t steps, double bound)
{
    vreal x[DIM], p[MAP_PARAMS], zero = 0.0;
    map_load(params, 1, NPARAMS, p);
    map_load(state, 1, DIM, x);
    MAP_UNROLLED
    for (int i = 0; i < NPARAMS; i++)
        zero += p[i] - p[i];
    if (!(zero == 0.0))
        return 0;
    MAP_UNROLLED
    for (int i = 0; i < DIM; i++)
        if (MAP_PERIOD(i) > 0.0 ? !(x[i] >= 0.0 && x[i] < MAP_PERIOD(i)) : !(__builtin_fabs(x[i]) <= bound))
            return 0;
    while (steps-- > 0) {
        map_step(x, p, (vmoment){ 0 }, MAP_WRAP, NULL);
        if (vbits(map_inside(x, bound, MAP_WRAP)) != VALL)
            return 0;
    }
    map_store(state, 1, DIM, x);
    return 1;
}
#else
#define map_iterate_one NULL
#endif

extern const chaosk_table CHAOSK_NAME(MAP);
const chaosk_table CHAOSK_NAME(MAP) = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = VWIDTH,
    .lanes = 64,
    .advance = map_advance,
    .watch = map_watch,
    .record = map_record,
    .tangent = map_tangent,
    .iterate_one = map_iterate_one,
    .wind = MAP_WINDS ? map_wind : NULL,
};

#endif
