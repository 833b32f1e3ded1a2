/* Recorded states.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

static uint32_t orbit_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    const uint32_t n = chaosi_nstates(map, m);
    chaosi_describe(&arrays[0], "orbit", CHAOS_F64, n > 1 ? 2 : 1, m->steps, n);
    return 1;
}

static uint64_t orbit_rows(const chaos_measure *m) { return m->steps; }

/* Whether the recorded states are those asked for, in the same order. */
static int records_as_asked(const chaosi_measuring *it, uint32_t n, uint32_t ncomp)
{
    uint32_t i = 0;
    while (i < n && chaosi_column(it, i) == i)
        i++;
    return n == ncomp && i == n;
}

static void orbit_take(chaosi_measuring *it, const chaosi_rows *rows)
{
    const chaosi_tile *tile = it->tile;
    const uint32_t n = chaosi_nstates(tile->run->map, it->m);
    double *out = (double *)it->m->out[0] + (tile->first * it->m->steps + rows->first) * n;
    const size_t row = rows->ncomp * rows->stride;
    if (n == 1) {
        tile->run->lanes->transpose(rows->data + chaosi_column(it, 0) * rows->stride, row, rows->count,
                                    tile->npoints, out, it->m->steps);
        return;
    }
    if (records_as_asked(it, n, rows->ncomp)) { /* then its states are so many rows */
        tile->run->lanes->transpose(rows->data, rows->stride, rows->count * n, tile->npoints, out,
                                    it->m->steps * n);
        return;
    }
    for (size_t lane = 0; lane < tile->npoints; lane++, out += it->m->steps * n)
        for (uint64_t j = 0; j < rows->count; j++)
            for (uint32_t i = 0; i < n; i++)
                out[j * n + i] = rows->data[j * row + chaosi_column(it, i) * rows->stride + lane];
}

static void orbit_end(chaosi_measuring *it) { it->tile->run->lanes->fence(); }

const chaosi_measure_kind chaosi_orbit = {
    .name = "orbit",
    .options = { "steps", "every", "of", "when" },
    .expressions = 1,
    .arrays = orbit_arrays,
    .rows = orbit_rows,
    .take = orbit_take,
    .end = orbit_end,
};
