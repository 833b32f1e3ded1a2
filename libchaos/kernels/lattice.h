/* Kernels of a lattice, whose number of sites is known only at run time,
 * stamped once per instruction set.
 *
 * A file in maps/ defines, before it includes this file:
 *   MAP      the map's name, a C identifier
 *   NPARAMS  number of parameters (1 to 16)
 *   WRAP(i)  optional: the period of state i, 0 if it is no angle
 *   step(n, s, x, p, y)        y = f(x; p)
 *   tangent(n, s, x, p, v, w)  w = Df(x) v
 * with n the number of states and state i of x, y, v, w at [i * s], as static
 * inline functions; y and w do not overlap with x and v. y is the lift.
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

static size_t map_states(const chaosk_tile *t) { return *(const size_t *)t->ctx; }

/* One vector of lanes at a time: n states are parallel enough. */
typedef struct map_column {
    size_t n, s;  /* states; vreals from one to the next */
    vreal *x, *y; /* state, and scratch for the next one */
    vreal *turns; /* periods removed by wrapping, or NULL */
    int wrapped;
    vreal p[NPARAMS];
} map_column;

CHAOSK_INLINE map_column map_column_at(chaosk_tile *t, size_t lane)
{
    map_column c;
    c.n = map_states(t);
    c.s = t->stride / VWIDTH;
    c.x = (vreal *)(void *)(t->x + lane);
    c.y = (vreal *)t->work;
    c.turns = NULL;
    c.wrapped = MAP_HAS_ANGLES && !t->lift;
    for (int i = 0; i < NPARAMS; i++)
        c.p[i] = vload(t->p + (size_t)i * t->stride + lane);
    return c;
}

CHAOSK_INLINE void map_copy(size_t n, size_t s, const vreal *from, vreal *to)
{
    for (size_t i = 0; i < n; i++)
        to[i * s] = from[i * s];
}

/* to = f(from), with angles treated as asked. */
CHAOSK_INLINE void map_column_step(const map_column *c, const vreal *from, vreal *to)
{
    step(c->n, c->s, from, c->p, to);
    for (size_t i = 0; c->wrapped && i < c->n; i++) {
        if (MAP_PERIOD(i) > 0.0) {
            vreal q;
            to[i * c->s] = vwrap(to[i * c->s], MAP_PERIOD(i), &q);
            if (c->turns)
                c->turns[i * c->s] = c->turns[i * c->s] + q;
        }
    }
}

CHAOSK_INLINE void map_column_advance(map_column *c, uint64_t steps)
{
    for (uint64_t m = 0; m + 2 <= steps; m += 2) {
        map_column_step(c, c->x, c->y);
        map_column_step(c, c->y, c->x);
    }
    if (steps & 1) {
        map_column_step(c, c->x, c->y);
        map_copy(c->n, c->s, c->y, c->x);
    }
}

static void map_advance(chaosk_tile *t, uint64_t steps)
{
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        map_column c = map_column_at(t, lane);
        if (t->turns)
            c.turns = (vreal *)(void *)(t->turns + lane);
        map_column_advance(&c, steps);
    }
}

CHAOSK_INLINE vmask map_column_inside(const map_column *c, const vreal *x, double bound)
{
    vmask inside = vle(vset(0.0), vset(0.0));
    for (size_t i = 0; i < c->n; i++)
        inside =
            vand(inside, vle(vabs(x[i * c->s]), vset(c->wrapped && MAP_PERIOD(i) > 0.0 ? DBL_MAX : bound)));
    return inside;
}

/* Lanes that have left keep their state. */
static int map_column_watch(const map_column *c, double bound, uint64_t steps, uint64_t *left)
{
    vreal *x = c->x, *y = c->y;
    vmask live = vle(vset(0.0), vset(0.0));
    unsigned alive = VALL;
    for (uint64_t n = 1; n <= steps && alive; n++) {
        map_column_step(c, x, y);
        for (size_t i = 0; alive != VALL && i < c->n; i++)
            y[i * c->s] = vsel(live, y[i * c->s], x[i * c->s]);
        live = vand(live, map_column_inside(c, y, bound));
        const unsigned gone = alive & ~vbits(live);
        for (int i = 0; gone && i < VWIDTH; i++)
            if (gone >> i & 1)
                left[i] = n;
        alive &= ~gone;
        vreal *const was = x;
        x = y;
        y = was;
    }
    if (x != c->x)
        map_copy(c->n, c->s, x, c->x);
    return alive != VALL;
}

static int map_watch(chaosk_tile *t, uint64_t steps, uint64_t *left)
{
    int any = 0;
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        const map_column c = map_column_at(t, lane);
        for (int i = 0; i < VWIDTH; i++)
            left[lane + (size_t)i] = 0;
        any |= map_column_watch(&c, t->bound, steps, left + lane);
    }
    return any;
}

static void map_record(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                       double *out)
{
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        map_column c = map_column_at(t, lane);
        double *o = out + lane;
        for (uint64_t row = 0; row < rows; row++) {
            for (uint32_t i = 0; i < ncomp; i++, o += t->stride)
                vstore(o, c.x[comp[i] * c.s]);
            map_column_advance(&c, every);
        }
    }
}

static void map_tangent(chaosk_tile *t, uint64_t steps)
{
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        map_column c = map_column_at(t, lane);
        for (uint64_t m = 0; m < steps; m++) {
            for (uint32_t j = 0; j < t->k; j++) {
                vreal *v = (vreal *)(void *)(t->v + j * c.n * t->stride + lane);
                tangent(c.n, c.s, c.x, c.p, v, c.y);
                map_copy(c.n, c.s, c.y, v);
            }
            map_column_advance(&c, 1);
        }
    }
}

static size_t map_work_bytes(const void *ctx, size_t stride)
{
    return *(const size_t *)ctx * stride * sizeof(double);
}

extern const chaosk_table CHAOSK_NAME(MAP);
const chaosk_table CHAOSK_NAME(MAP) = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = VWIDTH,
    .lanes = CHAOSK_LANES,
    .work_bytes = map_work_bytes,
    .advance = map_advance,
    .watch = map_watch,
    .record = map_record,
    .tangent = map_tangent,
};

#endif
