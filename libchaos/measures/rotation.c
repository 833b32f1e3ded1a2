/* The rotation number: mean displacement of angles before wrapping.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

static int is_angle(const chaos_map *map, uint64_t state) { return chaos_map_wrap(map, state) > 0.0; }

static uint32_t count_angles(const chaos_map *map)
{
    uint32_t n = 0;
    for (uint64_t i = 0; i < map->dim; i++)
        n += (uint32_t)is_angle(map, i);
    return n;
}

static int rotation_check(const chaos_map *map, chaos_measure *m, chaos_error *error)
{
    if (count_angles(map) == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", -1, "rotation: no state of the map %s is an angle",
                           map->name);
    for (uint32_t i = 0; i < m->nof; i++)
        if (!is_angle(map, m->of[i]))
            return chaosi_fail(error, CHAOS_EINVAL, "of", i, "rotation: the state %s is not an angle",
                               map->states[m->of[i]]);
    return CHAOS_OK;
}

static uint32_t rotation_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    const uint32_t n = m->nof ? m->nof : count_angles(map);
    chaosi_describe(&arrays[0], "rotation", CHAOS_F64, n > 1, n, 0);
    return 1;
}

/* The turns, and the states at the start. */
static size_t rotation_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    (void)m;
    return 2 * map->dim * lanes * sizeof(double);
}

static double displacement(const chaosi_tile *tile, const double *turns, const double *start, uint64_t state,
                           size_t lane)
{
    const size_t at = state * tile->k.stride + lane;
    if (tile->escaped[lane] != CHAOSI_INSIDE)
        return CHAOSI_NAN;
    return tile->k.x[at] - start[at] + chaos_map_wrap(tile->run->map, state) * turns[at];
}

static int rotation_pass(chaosi_measuring *it, uint64_t preroll)
{
    chaosi_tile *tile = it->tile;
    const chaos_map *map = tile->run->map;
    const size_t size = map->dim * tile->k.stride;
    double *turns = it->scratch, *start = turns + size;
    int code = chaosi_tile_advance(tile, preroll);
    memset(turns, 0, size * sizeof *turns);
    memcpy(start, tile->k.x, size * sizeof *start);
    if (code == CHAOS_OK)
        code = chaosi_tile_advance_turns(tile, it->m->steps, turns);
    if (code != CHAOS_OK)
        return code;
    double *out = (double *)it->m->out[0];
    const uint32_t n = it->m->nof ? it->m->nof : count_angles(map);
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        double *to = out + (tile->first + lane) * n;
        if (it->m->nof) {
            for (uint32_t i = 0; i < n; i++)
                to[i] = displacement(tile, turns, start, it->m->of[i], lane) / (double)it->m->steps;
            continue;
        }
        for (uint64_t i = 0; i < map->dim; i++)
            if (is_angle(map, i))
                *to++ = displacement(tile, turns, start, i, lane) / (double)it->m->steps;
    }
    return CHAOS_OK;
}

const chaosi_measure_kind chaosi_rotation = {
    .name = "rotation",
    .options = { "steps", "of" },
    .check = rotation_check,
    .arrays = rotation_arrays,
    .scratch = rotation_scratch,
    .pass = rotation_pass,
};
