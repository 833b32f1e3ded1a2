/* Moving a tile on where nobody looks at what is between. Only lanes that have something ahead
 * of them are computed: those that have returned are brought on by what whole returns leave.
 *
 * SPDX-License-Identifier: MIT */
#include "core/crew.h"

#include <string.h>

enum { LARGE_DIM = 64 };

/* Steps to the next look, at most so many. */
static uint64_t steps_to_look(const chaosi_tile *t, uint64_t n, uint64_t most)
{
    const uint64_t due = t->run->returns ? chaosi_steps_to_look(n) : most;
    return due < most ? due : most;
}

/* Up to `most` steps without a break, fewer if a lane is seen to return: how many. Whether
 * lanes have left the crew is said in *changed. */
static uint64_t run_to_change(chaosi_tile *t, uint64_t most, bool *changed)
{
    const uint64_t start = t->n;
    uint64_t done = 0;
    if (t->exact)
        memcpy(t->saved, t->k.x, t->run->map->dim * t->k.stride * sizeof(double));
    while (done < most && !*changed) {
        const uint64_t now = steps_to_look(t, start + done, most - done);
        if (t->exact)
            t->run->kernels->advance(chaosi_tile_at(t, start + done), now);
        else
            *changed |= chaosi_tile_watch(t, now);
        done += now;
        if (t->run->returns && chaosi_steps_to_look(start + done - now) == now)
            *changed |= chaosi_returns_look(t, start + done);
    }
    if (t->exact)
        *changed |= chaosi_tile_moved(t, t->saved, done);
    return done;
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

/* All lanes where they stand, until there is a change, or of large maps, where moving lanes costs
 * more than it saves, until all have returned. */
static int run_whole(chaosi_tile *t, uint64_t end)
{
    const bool large = t->run->map->dim > LARGE_DIM;
    const uint64_t slice = chaosi_tile_slice(t);
    uint64_t length = chaosi_tile_chunk(t);
    bool changed = false;
    int code = CHAOS_OK;
    while (t->n < end && code == CHAOS_OK && (large || !changed) && !all_have_returned(t)) {
        const uint64_t left = end - t->n;
        chaosi_tile_all_done(t);
        /* Short runs first: most orbits that escape or settle do so early. */
        changed = false;
        code = chaosi_tile_tick(t, run_to_change(t, length < left ? length : left, &changed));
        length = 2 * length < slice ? 2 * length : slice;
    }
    return code;
}

static bool any_is_missing(const chaosi_tile *t)
{
    return memchr(t->done, 1, t->npoints) || t->returns.count > 0;
}

/* Those that have neither escaped nor returned, without the others. */
static int run_crew(chaosi_tile *t, uint64_t end)
{
    const uint64_t slice = chaosi_tile_slice(t);
    uint64_t length = chaosi_tile_chunk(t);
    int code = CHAOS_OK;
    chaosi_crew c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++)
        if (!t->done[lane] && !chaosi_has_returned(&t->returns, lane))
            chaosi_crew_add(&c, lane);
    chaosi_crew_close(&c);
    while (c.count > 0 && t->n < end && code == CHAOS_OK) {
        bool changed = false;
        const uint64_t left = end - t->n, now = run_to_change(t, length < left ? length : left, &changed);
        if (changed)
            release(&c);
        else
            length = 2 * length < slice ? 2 * length : slice;
        code = chaosi_tile_tick(t, now);
    }
    chaosi_crew_disband(&c);
    return code;
}

static int run_on(chaosi_tile *t, uint64_t steps)
{
    const bool large = t->run->map->dim > LARGE_DIM;
    const uint64_t end = t->n + steps;
    int code = large || !any_is_missing(t) ? run_whole(t, end) : CHAOS_OK;
    for (size_t lane = 0; lane < t->npoints; lane++)
        t->returns.rest[lane] = t->n;
    if (!large && code == CHAOS_OK && t->n < end)
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
    chaosi_crew c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++) {
        if (t->done[lane] || !chaosi_has_returned(r, lane))
            continue;
        r->rest[lane] = (t->n - r->rest[lane]) % r->distance[lane];
        if (r->rest[lane] > 0)
            chaosi_crew_add(&c, lane);
    }
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
