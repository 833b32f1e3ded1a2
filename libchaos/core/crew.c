/* SPDX-License-Identifier: MIT */
#include "core/crew.h"

#include <string.h>

/* Lanes at work are this many or fewer vectors, or else whole groups of so many, in which
 * kernels have as many vectors in flight as they like. */
enum { FEW = CHAOSK_LANES, GROUP = 4 * CHAOSK_LANES };

size_t chaosi_crew_width(size_t count) { return count <= FEW ? FEW : (count + GROUP - 1) / GROUP * GROUP; }

static void copy_lane(const double *from, size_t from_lane, double *to, size_t to_lane, size_t rows,
                      size_t stride)
{
    for (size_t i = 0; i < rows; i++)
        to[i * stride + to_lane] = from[i * stride + from_lane];
}

chaosi_crew chaosi_crew_gather(chaosi_tile *t)
{
    const chaosi_crew c = { .tile = t, .x = t->k.x, .lanes = t->k.lanes };
    t->k.x = t->crew_x;
    t->k.p = t->crew_p;
    t->k.done = t->crew_done;
    t->k.id = t->crew_id;
    return c;
}

void chaosi_crew_add(chaosi_crew *c, size_t lane)
{
    chaosi_tile *t = c->tile;
    const size_t dim = t->run->map->dim, stride = t->k.stride;
    copy_lane(c->x, lane, t->crew_x, c->count, dim, stride);
    copy_lane(t->returns.kept, lane, t->crew_kept, c->count, dim, stride);
    copy_lane(t->p, lane, t->crew_p, c->count, t->run->map->nparams, stride);
    t->crew_done[c->count] = 0;
    t->crew_id[c->count] = t->id[lane];
    t->lane_of[c->count++] = (uint32_t)lane;
}

void chaosi_crew_close(chaosi_crew *c)
{
    chaosi_tile *t = c->tile;
    const size_t dim = t->run->map->dim, np = t->run->map->nparams, stride = t->k.stride,
                 wanted = chaosi_crew_width(c->count);
    t->k.lanes = wanted < c->lanes ? wanted : c->lanes;
    chaosi_returns_lose_trail(&t->returns);
    for (size_t slot = c->count; c->count > 0 && slot < t->k.lanes; slot++) {
        copy_lane(t->crew_x, 0, t->crew_x, slot, dim, stride);
        copy_lane(t->crew_kept, 0, t->crew_kept, slot, dim, stride);
        copy_lane(t->crew_p, 0, t->crew_p, slot, np, stride);
        t->crew_done[slot] = 1;
        t->crew_id[slot] = t->crew_id[0];
        t->lane_of[slot] = t->lane_of[0];
    }
}

void chaosi_crew_drop(chaosi_crew *c, size_t slot)
{
    chaosi_tile *t = c->tile;
    const size_t dim = t->run->map->dim, stride = t->k.stride, lane = t->lane_of[slot], last = --c->count;
    copy_lane(t->crew_x, slot, c->x, lane, dim, stride);
    copy_lane(t->crew_kept, slot, t->returns.kept, lane, dim, stride);
    copy_lane(t->crew_x, last, t->crew_x, slot, dim, stride);
    copy_lane(t->crew_kept, last, t->crew_kept, slot, dim, stride);
    copy_lane(t->crew_p, last, t->crew_p, slot, t->run->map->nparams, stride);
    t->crew_done[slot] = t->crew_done[last];
    t->crew_id[slot] = t->crew_id[last];
    t->lane_of[slot] = t->lane_of[last];
}

void chaosi_crew_disband(chaosi_crew *c)
{
    chaosi_tile *t = c->tile;
    while (c->count > 0)
        chaosi_crew_drop(c, c->count - 1);
    t->k.x = c->x;
    t->k.p = t->p;
    t->k.done = t->done;
    t->k.id = t->id;
    t->k.lanes = c->lanes;
    t->ended = true; /* those that are done were left behind */
    chaosi_returns_lose_trail(&t->returns);
    for (size_t lane = 0; lane < c->lanes; lane++)
        t->lane_of[lane] = (uint32_t)lane;
}

int chaosi_crew_bring_on(chaosi_crew *c, uint64_t *left)
{
    chaosi_tile *t = c->tile;
    const uint64_t slice = chaosi_tile_slice(t);
    int code = CHAOS_OK;
    for (chaosi_crew_close(c); c->count > 0 && code == CHAOS_OK; chaosi_crew_close(c)) {
        uint64_t now = slice;
        for (size_t slot = 0; slot < c->count; slot++)
            now = left[t->lane_of[slot]] < now ? left[t->lane_of[slot]] : now;
        t->run->kernels->advance(chaosi_tile_at(t, t->n), now);
        for (size_t slot = c->count; slot-- > 0;)
            if ((left[t->lane_of[slot]] -= now) == 0)
                chaosi_crew_drop(c, slot);
        code = chaosi_tile_tick(t, 0);
    }
    chaosi_crew_disband(c);
    return code;
}
