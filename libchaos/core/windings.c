/* SPDX-License-Identifier: MIT */
#include "core/windings.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { TRIALS = 4, MOST_POWERS = 64 };

/* Beyond, rounding hides whether a number of periods is whole. */
static const double most_periods = 0x1p24;

/* A copy of a tile that stands elsewhere and is not wrapped. */
static chaosk_tile lifted(const chaosk_tile *tile, double *x)
{
    chaosk_tile copy = *tile;
    copy.x = x;
    copy.turns = NULL;
    copy.lift = 1;
    copy.bound = DBL_MAX;
    return copy;
}

/* y = x moved by n periods. */
static void move_periods(const chaos_map *map, size_t stride, const double *x, const double *n, double *y)
{
    for (size_t i = 0; i < map->dim; i++) {
        const double period = chaosi_map_wrap(map, i);
        for (size_t at = i * stride; at < (i + 1) * stride; at++)
            y[at] = x[at] + period * n[at];
    }
}

/* ------------------------------------------------------------- kinds of lift */

/* Somewhere on the circle, another place for each angle and trial. */
static double place(double period, size_t i, size_t trial)
{
    const double turns =
        (double)(i % 4096 + 1) * 0.6180339887498949 + (double)(trial + 1) * 0.7548776662466927;
    return period * (turns - (double)(int64_t)turns);
}

/* By how many periods angle i is moved: by one first, then by up to eight. */
static double moved(size_t i, size_t trial) { return trial ? 1.0 + (double)((i * 5 + trial * 3) % 8) : 1.0; }

static void start_trial(const chaos_map *map, const chaosk_tile *tile, size_t trial, double *x, double *v)
{
    const size_t stride = tile->stride;
    for (size_t i = 0; i < map->dim; i++) {
        const double period = chaosi_map_wrap(map, i);
        for (size_t lane = 0; lane < stride; lane++) {
            x[i * stride + lane] = period > 0.0 ? place(period, i, trial) : tile->x[i * stride + lane];
            v[i * stride + lane] = period > 0.0 ? moved(i, trial) : 0.0;
        }
    }
}

/* v of a lane becomes (A - 1) v, if the image y of x moved by v periods is the image f of x
 * moved by A v periods. */
static enum chaosi_lift subtract(const chaos_map *map, size_t stride, size_t lane, const double *f,
                                 const double *y, double *v)
{
    enum chaosi_lift kind = CHAOSI_LIFT_KEEPS;
    for (size_t i = 0; i < map->dim; i++) {
        const size_t at = i * stride + lane;
        const double period = chaosi_map_wrap(map, i), unit = period > 0.0 ? period : 1.0;
        const double by = (y[at] - f[at]) / unit, whole = period > 0.0 ? chaosi_whole(by) : 0.0,
                     size = __builtin_fabs(y[at]) + __builtin_fabs(f[at]);
        const double rounding = 1e-13 * size / unit;
        if (!__builtin_isfinite(by) || rounding > 0.25)
            return CHAOSI_LIFT_UNKNOWN;
        if (!(__builtin_fabs(by - whole) <= 1e-9 + rounding))
            return CHAOSI_LIFT_NONE;
        v[at] = whole - v[at];
        if (v[at] != 0.0 && kind == CHAOSI_LIFT_KEEPS)
            kind = CHAOSI_LIFT_SHEARS;
        if (__builtin_fabs(v[at]) > most_periods)
            kind = CHAOSI_LIFT_STRETCHES;
    }
    return kind;
}

static uint64_t count_angles(const chaos_map *map)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < map->dim; i++)
        n += chaosi_map_wrap(map, i) > 0.0;
    return n;
}

/* kind[lane] becomes the worse of what it is and what this trial shows: as long as lanes
 * shear, the powers of A - 1 that are applied to v are followed. */
static void try_lift(const chaos_map *map, const chaosk_table *kernels, const chaosk_tile *tile, size_t trial,
                     double *room, uint8_t *kind)
{
    const size_t stride = tile->stride, size = map->dim * stride;
    double *x = room, *f = x + size, *v = f + size, *y = v + size;
    const uint64_t angles = count_angles(map), most = angles < MOST_POWERS ? angles : MOST_POWERS;
    chaosk_tile copy = lifted(tile, f);
    start_trial(map, tile, trial, x, v);
    memcpy(f, x, size * sizeof *f);
    kernels->advance(&copy, 1);
    copy.x = y;
    bool more = true;
    for (uint64_t power = 0; power <= most && more; power++) {
        more = false;
        move_periods(map, stride, x, v, y);
        kernels->advance(&copy, 1);
        for (size_t lane = 0; lane < tile->lanes; lane++) {
            enum chaosi_lift now = subtract(map, stride, lane, f, y, v);
            more |= now == CHAOSI_LIFT_SHEARS;
            for (size_t i = 0; i < map->dim && now != CHAOSI_LIFT_SHEARS; i++)
                v[i * stride + lane] = 0.0; /* this lane has been answered */
            if (now == CHAOSI_LIFT_SHEARS && power == most)
                now = CHAOSI_LIFT_STRETCHES;
            if (now > kind[lane])
                kind[lane] = (uint8_t)now;
        }
    }
}

void chaosi_lift_kind(const chaos_map *map, const chaosk_table *kernels, const chaosk_tile *tile,
                      double *room, uint8_t *kind)
{
    memset(kind, CHAOSI_LIFT_UNKNOWN, tile->lanes);
    for (size_t trial = 0; trial < TRIALS; trial++)
        try_lift(map, kernels, tile, trial, room, kind);
}

/* An element of A - 1, if the lanes of that kind agree on it. */
static bool shear_of(const chaosk_tile *tile, const uint8_t *kind, const double *f, const double *y,
                     double period, double *element)
{
    bool found = false, agree = true;
    for (size_t lane = 0; lane < tile->lanes; lane++) {
        const double by = chaosi_whole((y[lane] - f[lane]) / period);
        if (kind[lane] != CHAOSI_LIFT_SHEARS)
            continue;
        agree &= !found || by == *element;
        *element = by;
        found = true;
    }
    return found && agree;
}

static bool is_simple(const chaosi_shear *shear, size_t dim)
{
    double most = 0.0;
    for (size_t i = 0; i < dim; i++)
        for (size_t j = 0; j < dim; j++) {
            double square = 0.0;
            for (size_t l = 0; l < dim; l++)
                square += shear->turns[i * dim + l] * shear->turns[l * dim + j];
            most = fmax(most, fabs(square));
        }
    return most == 0.0;
}

void chaosi_find_shear(const chaos_map *map, const chaosk_table *kernels, const chaosk_tile *tile,
                       double *room, const uint8_t *kind, chaosi_shear *shear)
{
    const size_t stride = tile->stride, size = map->dim * stride;
    double *x = room, *f = x + size, *v = f + size, *y = v + size;
    chaosk_tile copy = lifted(tile, f);
    *shear = (chaosi_shear){ .known = map->dim <= CHAOSI_SHEARED_DIM };
    start_trial(map, tile, 0, x, v);
    memcpy(f, x, size * sizeof *f);
    if (shear->known)
        kernels->advance(&copy, 1);
    copy.x = y;
    for (size_t j = 0; j < map->dim && shear->known; j++) {
        if (!(chaosi_map_wrap(map, j) > 0.0))
            continue;
        memset(v, 0, size * sizeof *v);
        for (size_t lane = 0; lane < stride; lane++)
            v[j * stride + lane] = 1.0;
        move_periods(map, stride, x, v, y);
        kernels->advance(&copy, 1);
        for (size_t i = 0; i < map->dim; i++) {
            const double period = chaosi_map_wrap(map, i);
            double element = 0.0;
            if (!(period > 0.0))
                continue;
            shear->known &= shear_of(tile, kind, f + i * stride, y + i * stride, period, &element);
            shear->turns[i * map->dim + j] = element - (i == j);
        }
    }
    shear->simple = shear->known && is_simple(shear, map->dim);
}

/* ------------------------------------------------------------------ windings */

/* w [stride] of angle i, from where the lift has come to. */
static void count_periods(double period, size_t stride, const double *lift, const double *x, double *w)
{
    const double per_period = 1.0 / period;
    for (size_t lane = 0; lane < stride; lane++)
        w[lane] = chaosi_whole((lift[lane] - x[lane]) * per_period);
}

/* w <- w + (A - 1) from, both [dim][stride]. */
static void add_sheared(const chaosi_shear *shear, size_t dim, size_t stride, const double *from, double *w)
{
    for (size_t i = 0; i < dim; i++)
        for (size_t j = 0; j < dim; j++) {
            const double turns = shear->turns[i * dim + j];
            for (size_t lane = 0; lane < stride && turns != 0.0; lane++)
                w[i * stride + lane] += turns * from[j * stride + lane];
        }
}

/* Where the matrix is known, wrapping counts the rest. If (A - 1)^2 = 0, what it adds in several steps is linear in the sum of
 * what the windings would be without it. */
static void run_sheared(chaosi_tile *tile, uint64_t n, uint64_t steps, const chaosi_shear *shear, double *w,
                        double *room)
{
    const chaosk_table *const kernels = tile->run->kernels;
    const size_t stride = tile->k.stride, dim = tile->run->map->dim, bytes = dim * stride * sizeof *w;
    const bool at_once = kernels->wind && shear->simple;
    tile->k.turns = w;
    if (at_once) {
        memset(room, 0, bytes);
        kernels->wind(chaosi_tile_at(tile, n), steps, room);
        add_sheared(shear, dim, stride, room, w);
    }
    for (uint64_t i = 0; i < steps && !at_once && !tile->k.stop; i++) {
        memcpy(room, w, bytes);
        add_sheared(shear, dim, stride, room, w);
        kernels->advance(chaosi_tile_at(tile, n + i), 1);
    }
    tile->k.turns = NULL;
}

/* Else the lift is taken from where it stands by one step only, so that it can't part from the
 * wrapped orbit. */
static void step(chaosi_tile *tile, uint64_t n, double *w, double *room)
{
    const chaos_map *map = tile->run->map;
    const size_t stride = tile->k.stride;
    chaosk_tile copy = lifted(chaosi_tile_at(tile, n), room);
    move_periods(map, stride, tile->k.x, w, room);
    tile->run->kernels->advance(&copy, 1);
    if (copy.stop)
        tile->k.stop = copy.stop;
    else
        tile->run->kernels->advance(&tile->k, 1);
    for (size_t i = 0; i < map->dim; i++) {
        const double period = chaosi_map_wrap(map, i);
        if (period > 0.0)
            count_periods(period, stride, room + i * stride, tile->k.x + i * stride, w + i * stride);
    }
}

int chaosi_windings_advance(chaosi_tile *tile, uint64_t steps, const chaosi_shear *shear, double *w,
                            double *room)
{
    const uint64_t slice = chaosi_tile_slice(tile), most = slice < CHAOSI_CHUNK ? slice : CHAOSI_CHUNK;
    double *before = room + tile->run->map->dim * tile->k.stride;
    uint64_t due = tile->n + chaosi_steps_to_look(tile, tile->n); /* as chaosi_tile_advance_turns looks */
    int code = CHAOS_OK;
    while (steps > 0 && code == CHAOS_OK && !chaosi_tile_all_done(tile)) {
        const uint64_t now = steps < most ? steps : most;
        memcpy(before, tile->k.x, tile->run->map->dim * tile->k.stride * sizeof *before);
        for (uint64_t n = tile->n, to; n < tile->n + now && !tile->k.stop; n = to) {
            to = !shear->known ? n + 1 : due < tile->n + now ? due : tile->n + now;
            if (shear->known)
                run_sheared(tile, n, to - n, shear, w, room);
            else
                step(tile, n, w, room);
            if (to == due) {
                chaosi_returns_look(tile, due);
                due += chaosi_steps_to_look(tile, due);
            }
        }
        chaosi_tile_moved(tile, before, now);
        steps -= now;
        code = chaosi_tile_tick(tile, shear->known ? now : 2 * now);
    }
    return code;
}
