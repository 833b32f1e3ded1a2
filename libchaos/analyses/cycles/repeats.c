/* R. P. Brent's cycle finding (BIT 20 (1980) 176), in lanes: each state is compared with
 * one that is kept anew at powers of two. How many come before the cycle two orbits tell, one
 * ahead by its length.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/repeats.h"

#include "core/crew.h"

#include <string.h>

enum {
    ROWS = 256,              /* states recorded at a time */
    ROOM_DOUBLES = 4 * 1024, /* or as many as fit the first-level cache */
    TAIL_CHUNK = 1024,       /* steps between two looks while a tail is sought */
    ALL_STATES = 64          /* components named at a time */
};

uint64_t chaosi_repeats_rows(const chaosi_tile *t)
{
    uint64_t rows = ROWS;
    while (rows > 1 && rows * t->run->map->dim * t->k.stride > ROOM_DOUBLES)
        rows /= 2;
    return rows;
}

static bool same(const chaosi_tile *t, const double *x)
{
    return t->run->lanes->equal(x, t->crew_kept, t->run->map->dim, t->k.stride, t->k.lanes, t->flag) != 0;
}

/* ------------------------------------------------------------------- lengths */

/* Moves on by `rows` steps, all states before the last into room; whether a lane has left. */
static bool record(chaosi_tile *t, uint64_t rows, double *room)
{
    const size_t dim = t->run->map->dim, size = dim * t->k.stride;
    memcpy(t->saved, t->k.x, size * sizeof(double));
    if (dim <= ALL_STATES) {
        uint32_t comp[ALL_STATES];
        for (uint32_t i = 0; i < dim; i++)
            comp[i] = i;
        t->run->kernels->record(&t->k, rows, 1, comp, (uint32_t)dim, room);
    } else {
        for (uint64_t r = 0; r < rows; r++) {
            memcpy(room + r * size, t->k.x, size * sizeof(double));
            t->run->kernels->advance(&t->k, 1);
        }
    }
    return chaosi_tile_moved(t, t->saved, rows);
}

/* Whether any of so many states, or the one after them, is the kept one. */
static bool any_is_same(chaosi_tile *t, const double *room, uint64_t rows)
{
    return t->run->lanes->meet(t->crew_kept, room, rows, t->run->map->dim, t->k.stride, t->k.lanes,
                               t->flag) ||
           same(t, t->k.x);
}

/* Slots whose state is the kept one, `distance` steps after it. */
static void note(const chaosi_tile *t, uint64_t distance, uint64_t *length)
{
    for (size_t slot = 0; slot < t->k.lanes; slot++) {
        if (!t->flag[slot] || t->k.done[slot] || length[t->lane_of[slot]])
            continue;
        length[t->lane_of[slot]] = distance;
    }
}

static void drop_finished(chaosi_crew *c, const uint64_t *length)
{
    const chaosi_tile *t = c->tile;
    for (size_t slot = c->count; slot-- > 0;)
        if (t->k.done[slot] || length[t->lane_of[slot]])
            chaosi_crew_drop(c, slot);
    chaosi_crew_close(c);
}

/* The first power of two after iterate n: whatever a tile's lanes and rows are. */
static uint64_t next_kept(uint64_t n) { return n == 0 ? 1 : UINT64_C(2) << (63 - __builtin_clzll(n)); }

int chaosi_repeats_find_lengths(chaosi_tile *t, uint64_t most_steps, double *room, uint64_t *length)
{
    const uint64_t rows = chaosi_repeats_rows(t);
    const size_t size = t->run->map->dim * t->k.stride;
    uint64_t kept = 0;
    int code = CHAOS_OK;
    chaosi_crew c = chaosi_crew_gather(t);
    memset(length, 0, c.lanes * sizeof *length);
    for (size_t lane = 0; lane < t->npoints; lane++)
        if (!t->done[lane])
            chaosi_crew_add(&c, lane);
    chaosi_crew_close(&c);
    while (c.count > 0 && t->n < most_steps && code == CHAOS_OK) {
        const uint64_t start = t->n, end = next_kept(start) < most_steps ? next_kept(start) : most_steps,
                       now = rows < end - start ? rows : end - start;
        const bool left = record(t, now, room), met = any_is_same(t, room, now);
        for (uint64_t r = 1; met && r <= now; r++)
            if (same(t, r < now ? room + r * size : t->k.x))
                note(t, start + r - kept, length);
        if (left || met)
            drop_finished(&c, length);
        if (t->n == next_kept(start)) {
            kept = t->n;
            memcpy(t->crew_kept, t->k.x, size * sizeof(double));
        }
        code = chaosi_tile_tick(t, now);
    }
    chaosi_crew_disband(&c);
    return code;
}

/* --------------------------------------------------------------------- tails */

#define UNKNOWN UINT64_MAX

/* Both orbits: the kept one is ahead. */
static void advance_both(chaosi_tile *t, uint64_t steps)
{
    t->run->kernels->advance(&t->k, steps);
    t->k.x = t->crew_kept;
    t->run->kernels->advance(&t->k, steps);
    t->k.x = t->crew_x;
}

/* Those that meet within a chunk, which is gone through again. */
static bool find_meeting(chaosi_tile *t, uint64_t n, uint64_t chunk, uint64_t *tail)
{
    const size_t bytes = t->run->map->dim * t->k.stride * sizeof(double);
    bool any = false;
    memcpy(t->crew_x, t->saved, bytes);
    memcpy(t->crew_kept, t->scratch, bytes);
    for (uint64_t i = 0; i <= chunk; i++) {
        if (i > 0)
            advance_both(t, 1);
        if (!same(t, t->k.x))
            continue;
        for (size_t slot = 0; slot < t->k.lanes; slot++)
            if (t->flag[slot] && !t->k.done[slot] && tail[t->lane_of[slot]] == UNKNOWN) {
                tail[t->lane_of[slot]] = n + i;
                any = true;
            }
    }
    return any;
}

static int run_tails(chaosi_crew *c, uint64_t *tail)
{
    chaosi_tile *t = c->tile;
    const size_t bytes = t->run->map->dim * t->k.stride * sizeof(double);
    const uint64_t slice = chaosi_tile_slice(t), chunk = slice < TAIL_CHUNK ? slice : TAIL_CHUNK;
    int code = CHAOS_OK;
    for (uint64_t n = 0; c->count > 0 && code == CHAOS_OK; n += chunk) {
        memcpy(t->saved, t->crew_x, bytes);
        memcpy(t->scratch, t->crew_kept, bytes);
        advance_both(t, chunk);
        if (same(t, t->k.x) && find_meeting(t, n, chunk, tail)) {
            for (size_t slot = c->count; slot-- > 0;)
                if (tail[t->lane_of[slot]] != UNKNOWN)
                    chaosi_crew_drop(c, slot);
            chaosi_crew_close(c);
        }
        code = chaosi_tile_tick(t, 0);
    }
    return code;
}

int chaosi_repeats_find_tails(chaosi_tile *t, const uint64_t *length, uint64_t *left, double *room,
                              uint64_t *tail)
{
    const size_t bytes = t->run->map->dim * t->k.stride * sizeof(double);
    chaosi_tile_fill(t, t->first, t->npoints);
    chaosi_crew c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++)
        if ((left[lane] = length[lane]) > 0)
            chaosi_crew_add(&c, lane);
    int code = chaosi_crew_bring_on(&c, left);
    memcpy(room, t->k.x, bytes);
    chaosi_tile_fill(t, t->first, t->npoints);
    memcpy(t->returns.kept, room, bytes);
    c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++) {
        tail[lane] = UNKNOWN;
        if (length[lane] > 0)
            chaosi_crew_add(&c, lane);
    }
    chaosi_crew_close(&c);
    if (code == CHAOS_OK)
        code = run_tails(&c, tail);
    chaosi_crew_disband(&c);
    return code;
}
