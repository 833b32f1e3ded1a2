/* Orbits that are looked at until they come to a region, or leave one.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/region.h"

#include "core/crew.h"

enum { FIRST_ROWS = 4 }; /* most orbits that get there do so early */

int chaosi_region_check_sides(const chaosi_request *r, chaos_error *error)
{
    const chaosi_option *sides = chaosi_option_find(r->kind, "sides");
    if (r->columns || !(r->given & 1u << (sides - r->kind->options)))
        return CHAOS_OK;
    return chaosi_fail(error, CHAOS_EINVAL, "sides", -1,
                       "sides must be those of a region, got '%.40s' and none", r->expressions);
}

size_t chaosi_region_bytes(const chaosi_request *r, size_t lanes)
{
    return CHAOSI_REGION_ROWS * (r->map->dim + chaosi_region_conditions(r)) * lanes * sizeof(double) +
           r->map->dim * sizeof(uint32_t) + lanes;
}

chaosi_region chaosi_region_place(const chaosi_measurement *run, void *block)
{
    const size_t dim = run->request->map->dim, stride = run->tile->k.stride,
                 conditions = chaosi_region_conditions(run->request);
    chaosi_region g = { .conditions = conditions, .rows = block, .start = run->tile->n };
    g.values = g.rows + CHAOSI_REGION_ROWS * dim * stride;
    g.all = (uint32_t *)(void *)(g.values + CHAOSI_REGION_ROWS * conditions * stride);
    g.flag = (uint8_t *)(g.all + dim);
    for (uint32_t i = 0; i < dim; i++)
        g.all[i] = i;
    return g;
}

uint64_t chaosi_region_side(const chaosi_measurement *run, const chaosi_region *g, size_t slot, uint64_t row)
{
    const size_t stride = run->tile->k.stride, sides = g->conditions - 1;
    const double *value = g->values + row * g->conditions * stride + slot;
    uint64_t side = 0;
    while (side < sides && !chaosi_holds(value[(1 + side) * stride]))
        side++;
    return side;
}

void chaosi_region_end(const chaosi_measurement *run, size_t lane)
{
    run->tile->done[lane] = 1;
    run->tile->escaped[lane] = CHAOSI_INSIDE;
    run->tile->status[lane] &= ~(uint32_t)(CHAOS_ESCAPED | CHAOS_NONFINITE);
}

/* Whether a lane returns exactly, and all of a lap has been looked at. */
static bool has_been_round(const chaosi_tile *tile, const chaosi_region *g, size_t lane)
{
    const chaosi_returns *r = &tile->returns;
    return chaosi_has_returned(r, lane) && tile->n >= r->seen[lane] &&
           tile->n - g->start >= r->distance[lane];
}

/* The next rows, the last ones of all or not. Lanes that are done with go home. */
static int look(chaosi_measurement *run, const chaosi_region *g, chaosi_crew *crew, uint64_t rows, bool last)
{
    chaosi_tile *tile = run->tile;
    const size_t dim = run->request->map->dim;
    const uint64_t n = tile->n;
    chaosi_measurement there = *run;
    there.computed = g->values;
    const int code = chaosi_tile_record(tile, rows, 1, last, g->all, (uint32_t)dim, g->rows);
    if (code != CHAOS_OK)
        return code;
    chaosi_compute(&there, g->rows, dim * tile->k.stride, rows, tile->k.p);
    g->mark(run, g, rows);
    for (size_t slot = crew->count; slot-- > 0;)
        if (g->ends(run, g, slot, n, rows) || has_been_round(tile, g, tile->lane_of[slot]))
            chaosi_crew_drop(crew, slot);
    chaosi_crew_close(crew);
    return code;
}

int chaosi_region_watch(chaosi_measurement *run, chaosi_region *g, uint64_t rows)
{
    chaosi_tile *tile = run->tile;
    int code = CHAOS_OK;
    chaosi_crew crew = chaosi_crew_gather(tile);
    for (size_t lane = 0; lane < tile->npoints; lane++)
        if (!tile->done[lane])
            chaosi_crew_add(&crew, lane);
    chaosi_crew_close(&crew);
    for (uint64_t row = 0, count; row < rows && code == CHAOS_OK && crew.count > 0; row += count) {
        count = row < FIRST_ROWS ? FIRST_ROWS : row < CHAOSI_REGION_ROWS ? row : CHAOSI_REGION_ROWS;
        count = rows - row < count ? rows - row : count;
        code = look(run, g, &crew, count, row + count == rows);
    }
    chaosi_crew_disband(&crew);
    return code;
}
