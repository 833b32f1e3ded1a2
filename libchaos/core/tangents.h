/* Tangent vectors carried along with a tile, and their growth: the part of exponents
 * that knows no statistics.
 *
 * No length is ever divided out: powers of two are removed, exactly, and logarithms are
 * subtracted. Several vectors are orthogonalised every few iterates (the map says how
 * many); where that is not enough, the lane's stretch is redone iterate by iterate, and where
 * that is not, from the matrices of the steps (images.h). G. Benettin et al., Meccanica 15 (1980) 9;
 * I. Shimada, T. Nagashima, Prog. Theor. Phys. 61 (1979) 1605.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_TANGENTS_H
#define CHAOS_CORE_TANGENTS_H

#include "core/tile.h"

#include <stdbool.h>

typedef struct chaosi_tangents {
    chaosi_tile *tile;
    size_t k, piece; /* vectors, and how many Gram-Schmidt takes at a time */
    double *v;       /* [k][dim][stride] */
    double *e;       /* [k][stride] next to v: powers of two removed since the last take */
    double *base;    /* [k][stride] ln of each vector's length at the last take */
    /* [k][k][stride], next to e, or NULL: row i, column j > i of the matrix that makes of the vectors those that would be
     * without Gram-Schmidt, v_j + sum_i mixed[i][j] v_i, powers of two put back. */
    double *mixed;
    double *unmixed; /* [k][dim][stride] vectors before Gram-Schmidt, for that */
    double *growth;  /* [k][stride] for chaosi_tangents_take */
    double *scratch; /* [k][stride] */
    double *packed;  /* for chaosk_lanes.orthogonalise_one, or NULL */
    /* Before and after a stretch, to redo lanes. */
    double *x_before, *x_after, *vectors_before, *vectors_after;
    uint8_t *bad, *zero, *lost; /* [lanes] */
    uint8_t *doubtful;          /* [lanes] since the start growth was found that may be rounding alone */
    uint8_t *strained;          /* [lanes] since the start a step's matrix was needed: rounding is near */
    bool beyond;                /* for chaosi_tangents_doubt: after the window, where no return counts */
    double jolt;                /* moves of elements beside rounding, for chaosi_tangents_doubt; else 0 */
    uint64_t ticked;            /* steps done that the jobs have not heard of */
} chaosi_tangents;

/* Bytes for k vectors on `lanes` lanes, and laying them out in such a block. mixed: with that matrix. */
size_t chaosi_tangents_bytes(uint64_t dim, size_t k, size_t lanes, bool mixed);
void chaosi_tangents_place(chaosi_tangents *t, chaosi_tile *tile, size_t k, bool mixed, void *block);

/* Starts with vectors in general position. Like every int here, returns CHAOS_OK or what
 * stopped the jobs: large lattices have many vectors. */
int chaosi_tangents_start(chaosi_tangents *t);

/* Advances the tile and the vectors. Lanes that escape are marked in the tile. */
int chaosi_tangents_advance(chaosi_tangents *t, uint64_t steps);

/* growth[j][stride] = ln of the growth of vector j since the last take, -inf where a
 * factor was 0; then starts anew. */
void chaosi_tangents_take(chaosi_tangents *t, double *growth);

/* length[k][stride], ln of the lengths of the orthogonalised vectors, becomes that of what they would be without
 * Gram-Schmidt. */
void chaosi_tangents_unmix(const chaosi_tangents *t, double *length);

/* After the last growth was taken: goes on with strained lanes, with and without moves of elements that are many times
 * rounding, and calls those doubtful whose growth depends on them. Vectors and states are then of no more use. */
int chaosi_tangents_doubt(chaosi_tangents *t);

/* Reports the last steps to the jobs. */
int chaosi_tangents_finish(chaosi_tangents *t);

#endif
