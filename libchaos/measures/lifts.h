/* Displacements of states along the lift, where states are wrapped and turns are counted: what rotation and diffusion
 * have in common.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_LIFTS_H
#define CHAOS_MEASURES_LIFTS_H

#include "measures/measure.h"

#include "core/windings.h"

typedef struct chaosi_lifts {
    chaosi_measurement *run;
    double *w; /* [dim][stride] windings; where turns do not add up, those since the window's start */
    double *start, *wound; /* [ncolumns][stride] states and windings there */
    double *room, *params;
    uint8_t *flags;           /* [stride] enum chaos_status, of orbits that stay inside */
    uint8_t *kind;            /* [stride] enum chaosi_lift */
    enum chaosi_lift counted; /* the kind of the lanes that this run is for */
    chaosi_shear shear;       /* of the lanes whose turns add up */
} chaosi_lifts;

/* Bytes for a tile of `lanes` lanes, and laying them out in such a block, 64-byte aligned. */
size_t chaosi_lifts_bytes(const chaosi_request *r, size_t lanes);
void chaosi_lifts_place(chaosi_lifts *l, chaosi_measurement *run, void *block);

/* Whether a map has such displacements: what is known of the catalogue's at once, of others by the values of the whole
 * grid's first point. For .complete and .prepare. */
int chaosi_lifts_check(const chaosi_request *r, chaos_error *error);
int chaosi_lifts_prepare(chaosi_request *r, const chaosi_survey *survey, chaos_error *error);

/* The window of all lanes, and if there are some whose turns add to others' once more from iterate 0 on: `window`
 * begins with chaosi_lifts_begin, and has an answer for lanes that chaosi_lifts_has alone. Of those that have none the
 * first outputs, double [points][ncolumns], are NaN. */
int chaosi_lifts_run(chaosi_lifts *l, int (*window)(void *ctx), size_t outputs, void *ctx);

/* The window starts here. */
void chaosi_lifts_begin(chaosi_lifts *l);

int chaosi_lifts_advance(chaosi_lifts *l, uint64_t steps);

/* Of a column since then. */
static inline double chaosi_lifts_displacement(const chaosi_lifts *l, uint64_t column, size_t lane)
{
    const chaosi_tile *tile = l->run->tile;
    const uint64_t state = chaosi_state_of(l->run->request, column);
    const size_t at = state * tile->k.stride + lane, column_at = column * tile->k.stride + lane;
    return tile->k.x[at] - l->start[column_at] +
           chaosi_map_wrap(tile->run->map, state) * (l->w[at] - l->wound[column_at]);
}

/* The same of all lanes. */
static inline void chaosi_lifts_displacements(const chaosi_lifts *l, uint64_t column, double *restrict out)
{
    const chaosi_tile *tile = l->run->tile;
    const uint64_t state = chaosi_state_of(l->run->request, column);
    const size_t stride = tile->k.stride;
    const double period = chaosi_map_wrap(tile->run->map, state), *x = tile->k.x + state * stride,
                 *w = l->w + state * stride, *start = l->start + column * stride,
                 *wound = l->wound + column * stride;
    for (size_t lane = 0; lane < stride; lane++)
        out[lane] = x[lane] - start[lane] + period * (w[lane] - wound[lane]);
}

/* Whether this run is for a lane. */
static inline bool chaosi_lifts_has(const chaosi_lifts *l, size_t lane)
{
    return l->kind[lane] == l->counted;
}

#endif
