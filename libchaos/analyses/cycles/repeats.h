/* Where orbits in floating point repeat, to the iterate.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_REPEATS_H
#define CHAOS_ANALYSES_CYCLES_REPEATS_H

#include "core/tile.h"

/* For a tile's lanes, from iterate 0 on: length[lane] of the cycle that an orbit of up to most_steps
 * falls on, 0 if that shows none. What is found is on its cycle then.
 * room: [chaosi_repeats_rows][dim][lanes]. */
int chaosi_repeats_find_lengths(chaosi_tile *tile, uint64_t most_steps, double *room, uint64_t *length);
uint64_t chaosi_repeats_rows(const chaosi_tile *tile);

/* tail[lane], the steps before the first iterate on the cycle, of lanes whose length is known. Goes back
 * to iterate 0 for that. left: [lanes]; room: [dim][lanes]. */
int chaosi_repeats_find_tails(chaosi_tile *tile, const uint64_t *length, uint64_t *left, double *room,
                              uint64_t *tail);

#endif
