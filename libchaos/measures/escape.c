/* The first iterate outside.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

static uint32_t escape_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    (void)map, (void)m;
    chaosi_describe(&arrays[0], "escape", CHAOS_I64, 0, 0, 0);
    return 1;
}

static int escape_pass(chaosi_measuring *it, uint64_t preroll)
{
    chaosi_tile *tile = it->tile;
    const int code = chaosi_tile_advance(tile, preroll + it->m->steps);
    int64_t *out = (int64_t *)it->m->out[0] + tile->first;
    for (size_t lane = 0; code == CHAOS_OK && lane < tile->npoints; lane++)
        out[lane] = tile->escaped[lane] == CHAOSI_INSIDE ? -1 : (int64_t)tile->escaped[lane];
    return code;
}

const chaosi_measure_kind chaosi_escape = {
    .name = "escape",
    .options = { "steps" },
    .arrays = escape_arrays,
    .pass = escape_pass,
};
