/* Tangent vectors carried along with a tile, and their growth: the part of
 * exponents that knows nothing of statistics.
 *
 * No length is ever divided out: powers of two are taken off, exactly, and
 * logarithms differ. Several vectors are made perpendicular to each other every few
 * iterates (the map says how many); where that is not enough, the lane's
 * stretch is done again with one. G. Benettin et al., Meccanica 15 (1980) 9;
 * I. Shimada, T. Nagashima, Prog. Theor. Phys. 61 (1979) 1605.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_TANGENTS_H
#define CHAOS_ANALYSES_TANGENTS_H

#include "core/tile.h"

typedef struct chaosi_tangents {
    chaosi_tile *tile;
    size_t k;
    double *v;      /* [k][dim][stride] */
    double *e;      /* [k][stride] with v: powers of two taken off since the last take */
    double *base;   /* [k][stride] ln of each vector's length at the last take */
    double *growth; /* [k][stride] for chaosi_tangents_take */
    double *room;   /* [k][stride] */
    /* A stretch before and after, for doing lanes again. */
    double *x_before, *x_after, *vectors_before, *vectors_after;
    uint8_t *bad, *zero, *lost; /* [lanes] */
    uint64_t ticked;            /* steps done that the jobs have not heard of */
} chaosi_tangents;

/* Bytes for k vectors on `lanes` lanes, and their layout in such a block. */
size_t chaosi_tangents_bytes(uint64_t dim, size_t k, size_t lanes);
void chaosi_tangents_place(chaosi_tangents *t, chaosi_tile *tile, size_t k, void *block);

/* Vectors in general position. As all that returns an int here, CHAOS_OK or
 * what stopped the jobs: large lattices have many vectors. */
int chaosi_tangents_start(chaosi_tangents *t);

/* Moves tile and vectors on. Lanes that escape are marked in the tile. */
int chaosi_tangents_advance(chaosi_tangents *t, uint64_t steps);

/* Whether lanes have the state again that they had some steps before (at most
 * CHAOSI_CHUNK): these are flagged in the tile. Right after an advance. */
int chaosi_tangents_repeats(const chaosi_tangents *t);

/* growth[j] [stride] = sum of ln of the j-th growth since the last take (-inf
 * where a factor was 0), and starts anew. */
void chaosi_tangents_take(chaosi_tangents *t, double *growth);

/* Tells the jobs of the last steps. */
int chaosi_tangents_finish(chaosi_tangents *t);

#endif
