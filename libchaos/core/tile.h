/* A tile of points in a call: where its orbits are, which of its lanes have escaped,
 * and how it advances. Each thread has one, and uses it for one tile of points after
 * the other.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_TILE_H
#define CHAOS_CORE_TILE_H

#include "core/isa.h"
#include "core/jobs.h"
#include "core/returns.h"
#include "core/source.h"

/* What all tiles of a call share. */
typedef struct chaosi_run {
    const chaos_map *map;
    const chaosk_table *kernels;
    const void *ctx; /* that they are called with */
    const chaosk_lanes *lanes;
    enum chaosi_isa isa; /* whose kernels they are */
    const chaosi_source *source;
    const chaos_options *options; /* of maps that draw random numbers; else not read */
    double bound;                 /* finite */
    uint32_t lift;
    bool returns; /* exact returns are looked for */
    chaosi_jobs *jobs;
} chaosi_run;

#define CHAOSI_INSIDE UINT64_MAX /* chaosi_tile.escaped of a lane that has not escaped */

/* Steps between two checks of the bound at the beginning; longer runs are multiples
 * of this. */
enum { CHAOSI_CHUNK = 64 };

typedef struct chaosi_tile {
    const chaosi_run *run;
    unsigned thread;
    void *block;     /* where all arrays stand */
    chaosk_tile k;   /* what kernels see; k.p is p */
    size_t npoints;  /* the lanes after these are padding */
    uint64_t first;  /* the first of the points that it was filled with */
    uint64_t *point; /* [lanes] index in the output arrays */
    /* Where the orbits started, [nparams][stride] and [dim][stride]; NULL: where the source says. */
    const double *given_p, *given_x;
    uint64_t n;    /* iterate number of the state */
    uint64_t pace; /* steps between two ticks where a chunk may take long: of large maps; else 0 */
    double ticked; /* when that was last, in seconds, if there is a pace */
    double *p;     /* [nparams][stride] */
    uint64_t *id;  /* [lanes] k.id */
    double *limit; /* [dim] largest |state| inside, and again for as many rows as are looked at together */
    uint8_t *done; /* [lanes] escaped, or padding */
    bool ended;    /* a lane is done that has not been given a live one's state */
    uint64_t *escaped; /* [lanes] first iterate outside, or CHAOSI_INSIDE */
    uint32_t *status;  /* [lanes] enum chaos_status, of this pass */
    bool exact;        /* checking the bound at the end of a run is enough */
    double *saved;     /* [dim][stride] the state before a run */
    double *scratch;   /* [dim][stride] */
    uint8_t *flag;     /* [lanes] */
    uint64_t *left;    /* [lanes] */
    double *again_p;   /* [nparams][stride] of lanes whose run is taken again, */
    uint64_t *again_id;
    uint8_t *again_done;
    uint32_t *again_slot; /* and their slots */
    chaosi_returns returns;
    /* While some lanes alone are advanced, kernels see these in k's place: slot s is lane
     * lane_of[s]. Else every lane is its own slot. */
    double *crew_x, *crew_p, *crew_kept;
    uint64_t *crew_id;
    uint8_t *crew_done;
    uint32_t *lane_of;
    /* The mark that passes return to. */
    double *mark_x, *mark_p;
    uint64_t *mark_id;
    uint8_t *mark_done;
    uint64_t *mark_escaped, mark_n;
    uint32_t *mark_status;
} chaosi_tile;

/* The bytes that chaosi_tile_init takes. */
size_t chaosi_tile_bytes(const chaosi_run *run, size_t lanes);

/* Allocates for `lanes` lanes, a multiple of CHAOSK_LANES or, on scalar kernels, one. false: out of
 * memory; free it in any case. */
bool chaosi_tile_init(chaosi_tile *tile, const chaosi_run *run, size_t lanes, unsigned thread);
void chaosi_tile_free(chaosi_tile *tile);

/* Loads points first ... first + count - 1 of the source, at iterate 0. */
void chaosi_tile_fill(chaosi_tile *tile, uint64_t first, size_t count);

/* Loads points of these numbers, with parameters and states that stay where they are. */
void chaosi_tile_fill_with(chaosi_tile *tile, const uint64_t *points, size_t count, const double *p,
                           const double *x);

/* Loads the same points once more. */
void chaosi_tile_refill(chaosi_tile *tile);

/* As chaosi_source_gather: what lanes lane ... lane + count - 1 started with. */
void chaosi_tile_gather(const chaosi_tile *tile, size_t lane, size_t count, size_t stride, double *p,
                        double *x);

/* Takes lanes from ... from + count - 1 of a larger tile, as they are. */
void chaosi_tile_take(chaosi_tile *tile, const chaosi_tile *larger, size_t from, size_t count);

/* Saves the state of the orbits, and restores it. */
void chaosi_tile_mark(chaosi_tile *tile);
void chaosi_tile_restore(chaosi_tile *tile);

/* Whether a radius of no return lies within the bound, so that checking at the end of
 * a run misses no escape. (Angles that are not wrapped may leave and come back.) */
bool chaosi_bound_is_exact(const chaos_map *map, uint32_t lift, const double *params, double bound);

/* Iterations between two checks of the bound: CHAOSI_CHUNK, or a divisor of it for
 * lattices so large that it would take 100 ms. */
uint64_t chaosi_tile_chunk(const chaosi_tile *tile);

/* The iterations that take about 5 ms: a multiple of CHAOSI_CHUNK, or for very large
 * lattices less than one, by what the last ones took. */
uint64_t chaosi_tile_slice(const chaosi_tile *tile);

/* advance.c: advances every lane by steps iterations, in slices between which the call
 * can be cancelled. Lanes that leave the bound are marked as escaped. Of a lane that has
 * returned only what is left after whole returns is computed. */
int chaosi_tile_advance(chaosi_tile *tile, uint64_t steps);

/* The same for who asks only which lanes leave: states of those that have returned stay where they are. */
int chaosi_tile_see_off(chaosi_tile *tile, uint64_t steps);

/* As chaosi_tile_advance, adding the periods that wrapping took off to turns [dim][stride]. */
int chaosi_tile_advance_turns(chaosi_tile *tile, uint64_t steps, double *turns);

/* Records rows (at least 1) states, `every` iterations apart, the first one now, and
 * advances by rows * every, or, if these are the last records, to the last row:
 * out[row][c][stride] = state comp[c], NaN where escaped. Of a crew `every` is at most a chunk. */
int chaosi_tile_record(chaosi_tile *tile, uint64_t rows, uint64_t every, bool last, const uint32_t *comp,
                       uint32_t ncomp, double *out);

/* Puts NaN into rows of escaped lanes: out [rows][ncomp][stride], where row 0 is
 * iterate `start` and the next is `every` later. */
void chaosi_tile_blank(const chaosi_tile *tile, uint64_t start, uint64_t rows, uint64_t every, uint32_t ncomp,
                       double *out);

/* Advances by steps with watch, and marks the lanes that leave; whether any does. */
bool chaosi_tile_watch(chaosi_tile *tile, uint64_t steps);

/* Whether checking at the end of a run is enough for all lanes that have not left. */
bool chaosi_tile_is_exact(const chaosi_tile *tile);

/* After kernels have advanced the tile by steps from tile->n, where its state was
 * `before`: finds and marks the lanes that left the bound, and advances tile->n. For
 * a map without a radius of no return this checks every iterate. Returns whether any
 * lane has left. */
bool chaosi_tile_moved(chaosi_tile *tile, const double *before, uint64_t steps);

/* Copies the state of all lanes at work. */
void chaosi_tile_save(const chaosi_tile *tile, double *to);

/* What kernels are called with, its state being that of iterate n. */
static inline chaosk_tile *chaosi_tile_at(chaosi_tile *tile, uint64_t n)
{
    tile->k.n0 = n;
    return &tile->k;
}

/* Called between slices: chaosi_jobs_tick for steps iterations of each point;
 * CHAOS_EFUNCTION once the map's function has said stop. */
int chaosi_tile_tick(chaosi_tile *tile, uint64_t steps);

/* For what takes long between iterates: counts additions, comparisons and the like, and ticks each time some milliseconds of them
 * are *done. false: the call is to stop. */
bool chaosi_tile_goes_on(chaosi_tile *tile, uint64_t *done, uint64_t more);

/* Zeroes a block that may be large, in pieces with a tick between them; it may stop before the end, where the next tick says
 * so again. */
void chaosi_tile_clear(chaosi_tile *tile, void *block, size_t bytes);

/* Whether every lane is done. If not, gives each lane that is done the state,
 * parameters and grid index of a live one; what it computes from then on is ignored. */
bool chaosi_tile_all_done(chaosi_tile *tile);

#endif
