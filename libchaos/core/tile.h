/* A tile of points on its way through a call: where it is, which of its
 * lanes have escaped, and how it is moved on. One per thread, used for one
 * tile of points after the other.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_TILE_H
#define CHAOS_CORE_TILE_H

#include "core/isa.h"
#include "core/jobs.h"
#include "core/source.h"

/* What all tiles of a call share. */
typedef struct chaosi_run {
    const chaos_map *map;
    const chaosk_table *kernels;
    const chaosk_lanes *lanes;
    const chaosi_source *source;
    double bound; /* finite */
    uint32_t lift;
    chaosi_jobs *jobs;
} chaosi_run;

#define CHAOSI_INSIDE UINT64_MAX /* chaosi_tile.escaped of a lane that has not */

/* Steps between two looks at the bound while nothing happens yet, and the
 * unit of which longer runs are multiples. */
enum { CHAOSI_CHUNK = 64 };

typedef struct chaosi_tile {
    const chaosi_run *run;
    unsigned thread;
    chaosk_tile k;           /* what kernels see; k.p is p */
    size_t npoints;          /* lanes from there on are padding */
    uint64_t first;          /* lane 0's place in the output arrays */
    uint64_t n;              /* iterate number of the state */
    double *p;               /* [nparams][stride] */
    double *limit;           /* [dim] largest |state| inside */
    uint8_t *done;           /* [lanes] escaped, or padding */
    uint64_t *escaped;       /* [lanes] first iterate outside, or CHAOSI_INSIDE */
    uint32_t *status;        /* [lanes] enum chaos_status, gathered over all passes */
    int exact;               /* a look at the bound at the end of a run is enough */
    double *saved;           /* [dim][stride] the state before a run */
    double *scratch;         /* [dim][stride] */
    double *rest_x, *rest_p; /* [dim], [nparams][stride] of settled lanes */
    uint8_t *settled, *flag; /* [lanes] */
    uint64_t *left;          /* [lanes] */
    /* The mark that passes go back to. */
    double *mark_x, *mark_p;
    uint8_t *mark_done;
    uint64_t *mark_escaped, mark_n;
} chaosi_tile;

/* Room for `lanes` lanes (a multiple of CHAOSK_LANES). 0 if there is none;
 * free it in any case. */
int chaosi_tile_init(chaosi_tile *tile, const chaosi_run *run, size_t lanes, unsigned thread);
void chaosi_tile_free(chaosi_tile *tile);

/* Takes points first ... first + count - 1 of the source at iterate 0. */
void chaosi_tile_fill(chaosi_tile *tile, uint64_t first, size_t count);

/* Remembers the state, and goes back to it. */
void chaosi_tile_mark(chaosi_tile *tile);
void chaosi_tile_back(chaosi_tile *tile);

/* Whether a radius of no return lies within the bound, so that a look at the end
 * of a run misses no escape. Angles that are not wrapped come and go. */
int chaosi_bound_is_exact(const chaos_map *map, uint32_t lift, const double *params, double bound);

/* The iterations of about 5 ms, a multiple of CHAOSI_CHUNK; of a very large lattice less than one. */
uint64_t chaosi_tile_slice(const chaosi_tile *tile);

/* Moves every lane on by steps iterations, in slices between which the call
 * can be cancelled. Lanes that leave the bound are marked as escaped. A lane
 * that repeats exactly is settled: it is not computed further. */
int chaosi_tile_advance(chaosi_tile *tile, uint64_t steps);

/* The same, adding the periods that wrapping took off to turns [dim][stride]. */
int chaosi_tile_advance_turns(chaosi_tile *tile, uint64_t steps, double *turns);

/* Records rows (>= 1) states, `every` iterations apart, the first one now, and
 * moves on by rows * every, or where this is the last record to the last row:
 * out[row][c][stride] = state comp[c], NaN where escaped. */
int chaosi_tile_record(chaosi_tile *tile, uint64_t rows, uint64_t every, int last, const uint32_t *comp,
                       uint32_t ncomp, double *out);

/* NaN into the rows of escaped lanes: out [rows][ncomp][stride], row 0 is iterate
 * `start`, the next is `every` later. */
void chaosi_tile_blank(const chaosi_tile *tile, uint64_t start, uint64_t rows, uint64_t every, uint32_t ncomp,
                       double *out);

/* After kernels moved the tile from tile->n, where its state was `before`, by
 * steps: finds the lanes that left the bound, marks them and moves on
 * tile->n. For a map without a radius of no return this looks at every
 * iterate. Returns whether any lane has left. */
int chaosi_tile_moved(chaosi_tile *tile, const double *before, uint64_t steps);

/* To be called between slices: chaosi_jobs_tick for so many iterations of
 * each point; CHAOS_EFUNCTION once a kernel was told to stop. */
int chaosi_tile_tick(chaosi_tile *tile, uint64_t steps);

/* Whether every lane is done; else puts a live lane's state and parameters
 * into each lane that is (what is computed there is thrown away). */
int chaosi_tile_all_done(chaosi_tile *tile);

#endif
