/* SPDX-License-Identifier: MIT */
#include "analyses/sets/visits.h"

#include "core/memory.h"

#include <string.h>

bool chaosi_visit_cells_init(chaosi_visit_cells *cells, const chaos_map *map, const double *ranges,
                             double parts)
{
    const uint64_t dim = chaos_map_dim(map);
    *cells = (chaosi_visit_cells){ .dim = dim,
                                   .low = chaosi_alloc(dim, sizeof(double)),
                                   .width = chaosi_alloc(dim, sizeof(double)),
                                   .around = chaosi_alloc(dim, sizeof(double)) };
    if (!cells->low || !cells->width || !cells->around)
        return false;
    for (uint64_t i = 0; i < dim; i++) {
        const double turn = chaos_map_wrap(map, i), span = ranges[2 * i + 1] - ranges[2 * i];
        const bool angle = turn > 0.0;
        cells->low[i] = angle ? 0.0 : ranges[2 * i];
        cells->width[i] = (angle ? turn : span) / parts;
        cells->around[i] = angle ? parts : 0.0;
    }
    return true;
}

void chaosi_visit_cells_free(chaosi_visit_cells *cells)
{
    free(cells->low);
    free(cells->width);
    free(cells->around);
}

/* The number of a cell as a key: never 0. Two cells of a record with the same key are one in 2^64. */
static uint64_t key_of(const chaosi_visit_cells *cells, const double *x, double shift)
{
    uint64_t key = shift > 0.0 ? UINT64_C(0x9e3779b97f4a7c15) : UINT64_C(0x6a09e667f3bcc909);
    for (uint64_t i = 0; i < cells->dim; i++) {
        double place =
            cells->width[i] > 0.0 ? __builtin_floor((x[i] - cells->low[i]) / cells->width[i] + shift) : 0.0;
        if (place == cells->around[i] && cells->around[i] > 0.0)
            place = 0.0;
        uint64_t bits;
        place += 0.0; /* -0 is 0 */
        memcpy(&bits, &place, sizeof bits);
        key = (key ^ bits) *
              UINT64_C(0xff51afd7ed558ccd); /* as in MurmurHash3, which is in the public domain */
        key ^= key >> 33;
        key *= UINT64_C(0xc4ceb9fe1a85ec53);
        key ^= key >> 29;
    }
    return key | 1;
}

double chaosi_visit_cells_apart(const chaosi_visit_cells *cells, const double *x, const double *y)
{
    double most = 0.0;
    for (uint64_t i = 0; i < cells->dim; i++) {
        const double apart = cells->width[i] > 0.0 ? __builtin_fabs(x[i] - y[i]) / cells->width[i] : 0.0,
                     back = cells->around[i] - apart; /* the other way round a circle */
        const double least = cells->around[i] > 0.0 && back < apart ? back : apart;
        most = least > most ? least : most;
    }
    return most;
}

bool chaosi_visits_init(chaosi_visits *visits, uint64_t states)
{
    uint64_t size = 16;
    while (size < 4 * states)
        size *= 2;
    visits->mask = size - 1;
    visits->slots = chaosi_alloc(size, sizeof *visits->slots);
    return visits->slots != NULL;
}

void chaosi_visits_free(chaosi_visits *visits) { free(visits->slots); }

void chaosi_visits_clear(chaosi_visits *visits)
{
    memset(visits->slots, 0, (visits->mask + 1) * sizeof *visits->slots);
}

/* Where a key is, or may be put. */
static uint64_t *slot_of(const chaosi_visits *visits, uint64_t key)
{
    uint64_t at = (key >> 1) & visits->mask;
    while (visits->slots[at] && visits->slots[at] != key)
        at = (at + 1) & visits->mask;
    return &visits->slots[at];
}

void chaosi_visits_add(chaosi_visits *visits, const chaosi_visit_cells *cells, const double *x)
{
    for (int grid = 0; grid < 2; grid++) {
        const uint64_t key = key_of(cells, x, 0.5 * grid);
        *slot_of(visits, key) = key;
    }
}

bool chaosi_visits_have(const chaosi_visits *visits, const chaosi_visit_cells *cells, const double *x)
{
    return *slot_of(visits, key_of(cells, x, 0.0)) != 0 || *slot_of(visits, key_of(cells, x, 0.5)) != 0;
}
