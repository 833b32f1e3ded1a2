/* Tangent vectors carried along with a tile, and their growth: the part of
 * exponents that knows nothing of statistics.
 *
 * With one vector no length is ever divided out: powers of two are taken off,
 * exactly. With more, they are orthonormalised every few iterates (the map
 * says how many), counted from iterate 0; where that is not enough, the lane's
 * stretch is done again with one. G. Benettin et al., Meccanica 15 (1980) 9;
 * I. Shimada, T. Nagashima, Prog. Theor. Phys. 61 (1979) 1605. */
#ifndef CHAOS_ANALYSES_TANGENTS_H
#define CHAOS_ANALYSES_TANGENTS_H

#include "core/tile.h"

typedef struct chaosi_tangents {
    chaosi_tile *tile;
    size_t k;
    double *v;       /* [k][dim][stride] */
    double *r;       /* [k][stride] with e: the growth since the last take, for k > 1 */
    int64_t *e;      /* [k][stride] */
    double *base;    /* [stride] k == 1: ln of the vector's length at the last take */
    double *growth;  /* [k][stride] what chaosi_tangents_take found */
    /* A stretch before and after, for doing lanes again. */
    double *x_before, *x_after, *vectors_before, *vectors_after;
    uint8_t *bad, *zero; /* [lanes] */
} chaosi_tangents;

/* Bytes for k vectors on `lanes` lanes, and their layout in such a block. */
size_t chaosi_tangents_bytes(uint64_t dim, size_t k, size_t lanes);
void chaosi_tangents_place(chaosi_tangents *t, chaosi_tile *tile, size_t k, void *block);

/* Vectors in general position. */
void chaosi_tangents_start(chaosi_tangents *t);

/* Moves tile and vectors on. Lanes that escape are marked in the tile. */
int chaosi_tangents_advance(chaosi_tangents *t, uint64_t steps);

/* growth[j] = sum of ln of the j-th growth since the last take (-inf where a
 * factor was 0), and starts anew. */
void chaosi_tangents_take(chaosi_tangents *t);

#endif
