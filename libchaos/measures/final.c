/* The state after transient + steps.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

static uint32_t final_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    const uint32_t n = chaosi_nstates(map, m);
    chaosi_describe(&arrays[0], "final", CHAOS_F64, n > 1, n, 0);
    return 1;
}

static int final_pass(chaosi_measuring *it, uint64_t preroll)
{
    chaosi_tile *tile = it->tile;
    const uint32_t n = chaosi_nstates(tile->run->map, it->m);
    const int code = chaosi_tile_advance(tile, preroll + it->m->steps);
    double *out = (double *)it->m->out[0] + tile->first * n;
    if (it->columns)
        chaosi_compute(it, tile->k.x, 0, 1, tile->p);
    const double *x = it->columns ? it->computed : tile->k.x;
    for (size_t lane = 0; code == CHAOS_OK && lane < tile->npoints; lane++)
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t row = it->m->nof && !it->columns ? it->m->of[i] : i;
            *out++ = tile->escaped[lane] == CHAOSI_INSIDE ? x[row * tile->k.stride + lane] : CHAOSI_NAN;
        }
    return code;
}

const chaosi_measure_kind chaosi_final = {
    .name = "final",
    .options = { "steps", "of" },
    .expressions = 1,
    .arrays = final_arrays,
    .pass = final_pass,
};
