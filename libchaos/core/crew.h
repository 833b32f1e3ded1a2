/* Some lanes of a tile at work, side by side in slots of their own, so that vectors are full:
 * while there is a crew, the tile's kernels see its slots alone.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_CREW_H
#define CHAOS_CORE_CREW_H

#include "core/tile.h"

typedef struct chaosi_crew {
    chaosi_tile *tile;
    double *x;    /* [dim][stride] the tile's own state */
    size_t lanes; /* the tile's own number */
    size_t count; /* slots in use */
} chaosi_crew;

/* A crew of nobody; then lanes are added, and it is closed: kernels go over whole groups. */
chaosi_crew chaosi_crew_gather(chaosi_tile *tile);
void chaosi_crew_add(chaosi_crew *crew, size_t lane);
void chaosi_crew_close(chaosi_crew *crew);

/* The lane in a slot goes home with its state and the one kept; the last one takes its place.
 * Once all have that are to, the crew is closed again. */
void chaosi_crew_drop(chaosi_crew *crew, size_t slot);

/* All go home, and the tile is as it was. */
void chaosi_crew_disband(chaosi_crew *crew);

/* Moves the crew on, each lane by left[lane] (below 2^63), without a look at anything; all go home. */
int chaosi_crew_bring_on(chaosi_crew *crew, uint64_t *left);

#endif
