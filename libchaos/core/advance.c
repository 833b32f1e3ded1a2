/* Moving a tile on where nobody looks at what is between. Only lanes that have something ahead
 * of them are computed: those that have returned are brought on by what whole returns leave.
 *
 * SPDX-License-Identifier: MIT */
#include "core/crew.h"

#include <string.h>

enum {
    LARGE_DIM = 64,
    FRACTION = 8,     /* of the steps that have been done, between checks */
    MOVE_STEPS = 128, /* of a tile: what moving its lanes costs */
};

/* Most orbits that leave do so early: at first what is there is watched, and where some have left, so that the others are
 * side by side, lanes that leave are looked for often and make room. */
static uint64_t steps_to_check(const chaosi_tile *t)
{
    if (t->k.x != t->crew_x)
        return UINT64_MAX;
    return t->n / FRACTION < CHAOSI_CHUNK ? CHAOSI_CHUNK : t->n / FRACTION;
}

/* Up to the next check or look, at most `most` steps: how many. Whether lanes have escaped or returned is said in
 * *changed. */
static uint64_t run_to_look(chaosi_tile *t, uint64_t most, bool *changed)
{
    const uint64_t start = t->n, due = chaosi_steps_to_look(t, start), check = steps_to_check(t);
    uint64_t now = due < most ? due : most;
    now = check < now ? check : now;
    if (t->exact && start >= CHAOSI_CHUNK) {
        chaosi_tile_save(t, t->saved);
        t->run->kernels->advance(chaosi_tile_at(t, start), now);
        *changed = chaosi_tile_moved(t, t->saved, now);
    } else {
        *changed = chaosi_tile_watch(t, now);
    }
    if (now == due)
        *changed |= chaosi_returns_look(t, t->n);
    return now;
}

/* Those that have nothing ahead of them any more, as of iterate tile->n. */
static void release(chaosi_crew *c)
{
    chaosi_tile *t = c->tile;
    for (size_t slot = c->count; slot-- > 0;) {
        const size_t lane = t->lane_of[slot];
        if (!t->crew_done[slot] && !chaosi_has_returned(&t->returns, lane))
            continue;
        t->returns.rest[lane] = t->n;
        chaosi_crew_drop(c, slot);
    }
    chaosi_crew_close(c);
}

static bool all_have_returned(const chaosi_tile *t)
{
    for (size_t lane = 0; lane < t->npoints; lane++)
        if (!t->done[lane] && !chaosi_has_returned(&t->returns, lane))
            return false;
    return true;
}

/* Whether so many steps without the lanes that have escaped or returned make up for moving the others. */
static bool moving_pays(const chaosi_tile *t, uint64_t steps)
{
    size_t live = 0;
    if (t->run->map->dim > LARGE_DIM || steps < MOVE_STEPS)
        return false;
    for (size_t lane = 0; lane < t->npoints; lane++)
        live += !t->done[lane] && !chaosi_has_returned(&t->returns, lane);
    const size_t width = chaosi_crew_width(live);
    return width < t->k.lanes && steps / MOVE_STEPS >= t->k.lanes / (t->k.lanes - width);
}

/* All lanes where they stand, until moving some of them pays or none has anything ahead of it. */
static int run_whole(chaosi_tile *t, uint64_t end)
{
    bool changed = true;
    int code = CHAOS_OK;
    while (t->n < end && code == CHAOS_OK) {
        const uint64_t left = end - t->n, slice = chaosi_tile_slice(t);
        if (changed && (all_have_returned(t) || moving_pays(t, left)))
            break;
        chaosi_tile_all_done(t);
        code = chaosi_tile_tick(t, run_to_look(t, slice < left ? slice : left, &changed));
    }
    return code;
}

/* Those that have neither escaped nor returned, without the others. */
static int run_crew(chaosi_tile *t, uint64_t end)
{
    int code = CHAOS_OK;
    const bool exact = t->exact;
    chaosi_crew c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++)
        if (!t->done[lane] && !chaosi_has_returned(&t->returns, lane))
            chaosi_crew_add(&c, lane);
    chaosi_crew_close(&c);
    t->exact = exact || chaosi_tile_is_exact(t); /* those for which it is not may have left */
    while (c.count > 0 && t->n < end && code == CHAOS_OK) {
        bool changed = false;
        const uint64_t left = end - t->n, slice = chaosi_tile_slice(t),
                       now = run_to_look(t, slice < left ? slice : left, &changed);
        if (changed)
            release(&c);
        code = chaosi_tile_tick(t, now);
    }
    t->exact = exact;
    chaosi_crew_disband(&c);
    return code;
}

static int run_on(chaosi_tile *t, uint64_t steps)
{
    const uint64_t end = t->n + steps;
    int code = run_whole(t, end);
    for (size_t lane = 0; lane < t->npoints && t->returns.count > 0; lane++)
        t->returns.rest[lane] = t->n;
    if (code == CHAOS_OK && t->n < end && !all_have_returned(t))
        code = run_crew(t, end);
    if (code == CHAOS_OK && t->n < end)
        code = chaosi_tile_tick(t, end - t->n);
    t->n = end;
    return code;
}

/* Lanes that have returned, together, by what whole returns leave of the way to iterate tile->n. */
static int bring_on(chaosi_tile *t)
{
    const chaosi_returns *r = &t->returns;
    bool any = false;
    for (size_t lane = 0; lane < t->npoints; lane++) {
        const bool rests = !t->done[lane] && chaosi_has_returned(r, lane);
        r->rest[lane] = rests ? (t->n - r->rest[lane]) % r->distance[lane] : 0;
        any |= r->rest[lane] > 0;
    }
    if (!any)
        return CHAOS_OK;
    chaosi_crew c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++)
        if (r->rest[lane] > 0)
            chaosi_crew_add(&c, lane);
    return chaosi_crew_bring_on(&c, r->rest);
}

int chaosi_tile_advance(chaosi_tile *t, uint64_t steps)
{
    if (steps == 0)
        return CHAOS_OK;
    int code = run_on(t, steps);
    if (code == CHAOS_OK && t->returns.count > 0)
        code = bring_on(t);
    chaosi_tile_all_done(t);
    return code;
}

int chaosi_tile_see_off(chaosi_tile *t, uint64_t steps)
{
    const int code = run_on(t, steps);
    chaosi_tile_all_done(t);
    return code;
}
