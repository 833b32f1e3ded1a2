/* The waist: what a map offers and what the rooms above may ask of it.
 *
 * A tile is a set of independent orbits ("lanes"), structure of arrays. A
 * table is one map's kernels for one instruction set. A second table
 * (lanes.h) holds what is done on lanes without knowing the map.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_ABI_H
#define CHAOSK_ABI_H

#include <stddef.h>
#include <stdint.h>

enum { CHAOSK_ABI = 1 };

/* A tile's number of lanes is a multiple of this, the widest vector: each instruction
 * set sees the same tiles. A tile of one lane, of one orbit, is for scalar tables alone. */
enum { CHAOSK_LANES = 8 };

typedef struct chaosk_tile {
    uint32_t size;   /* sizeof(chaosk_tile) */
    uint32_t k;      /* number of tangent vectors */
    size_t lanes;    /* a multiple of CHAOSK_LANES, or 1; padding repeats a live lane */
    size_t stride;   /* doubles from one row to the next, >= lanes, a multiple of CHAOSK_LANES, or 1 */
    double *x;       /* [dim][stride] in/out, 64-byte aligned, as all arrays here */
    const double *p; /* [nparams][stride] */
    double *v;       /* [k][dim][stride] in/out: tangent vectors */
    double *turns;   /* [dim][stride] in/out, or NULL: advance adds the periods that wrapping took off */
    double bound;    /* watch: the largest |state| inside; finite */
    uint32_t lift;   /* 1: angles are not wrapped */
    /* The iterate number of x at entry, counted from the start of the orbit: who calls kernels moves it
     * on. And the grid index of the point in each lane, or of maps that draw random numbers the key of its
     * stream (random.h). A lane that only repeats another one's state and parameters, because it is padding or
     * done, repeats its index, too. */
    uint64_t n0;
    const uint64_t *id;  /* [lanes] */
    void *work;          /* work_bytes of scratch, 64-byte aligned */
    const void *ctx;     /* the map's own: number of sites, program, function */
    const uint8_t *done; /* [lanes] not 0: whatever becomes of this lane, nobody looks; NULL: all count */
    /* Out: what the user's function returned, if that was not 0. Kernels then do nothing more; who
     * calls them ends with CHAOS_EFUNCTION. */
    int32_t stop;
    /* Not 0: a stretch of a lattice, for kernels that can be called for one. So many sites, whatever ctx
     * says, as if its ends were neighbours. */
    size_t sites;
} chaosk_tile;

/* What is to know of a lattice before it is cut into stretches of neighbouring sites. */
typedef struct chaosk_stretch {
    size_t reach; /* how many sites to either side a site looks; 0: further, or at none */
    size_t side; /* of a site so many states stand side by side, and its other ones a row of all sites away */
    size_t bytes; /* of scratch for a stretch */
} chaosk_stretch;

/* Grows at its end alone. What a file's table, by its size, does not reach to is NULL. */
typedef struct chaosk_table {
    uint32_t abi, size;
    uint32_t width;                                       /* doubles in a vector */
    uint32_t lanes;                                       /* preferred number of lanes in a tile */
    size_t (*work_bytes)(const void *ctx, size_t stride); /* scratch for a tile; NULL: none */
    /* x <- f^steps(x). */
    void (*advance)(chaosk_tile *tile, uint64_t steps);
    /* As advance; left[lane] = the first of the iterates 1 ... steps that is
     * outside, 0 if none is. Returns whether any lane has left. The state
     * of a lane that has left is the one with which it left. */
    int (*watch)(chaosk_tile *tile, uint64_t steps, uint64_t *left);
    /* rows times: out[row][c][stride] = x[comp[c]], then x <- f^every(x). */
    void (*record)(chaosk_tile *tile, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                   double *out);
    /* x <- f^steps(x), v <- Df^steps v. Never rescales. */
    void (*tangent)(chaosk_tile *tile, uint64_t steps);
    /* state <- f^steps(state) of one orbit, angles wrapped, without a tile. If a parameter is not finite or a
     * state is or gets outside (an angle: at entry, out of its period), returns 0 and has done nothing.
     * NULL in tables of vectors and of lattices. */
    int (*iterate_one)(const double *params, double *state, uint64_t steps, double bound);
    /* A lattice's second form, for few lattices: the same kernels for tiles of one lane (lanes and stride are
     * 1, so that a site's states stand beside the next one's in x and v, and CHAOSK_LANES does not hold), in
     * which a vector holds sites of one lattice: kernels/ring.h says how they stand in work, which this table's
     * work_bytes counts. x, v and turns need no alignment of their own.
     * The bits are those of the first form. NULL: there is none. */
    const struct chaosk_table *sites;
    /* Of a stretch of so many sites. In tables of that second form, or NULL: they are called for all sites alone. */
    chaosk_stretch (*stretch)(const void *ctx, size_t sites);
    /* As advance with turns; before each step sums [dim][stride] += turns. NULL in tables of one state, without angles, of
     * texts and of lattices. */
    void (*wind)(chaosk_tile *tile, uint64_t steps, double *sums);
} chaosk_table;

#endif
