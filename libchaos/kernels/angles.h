/* Which states of a map are angles, as its kernels are told: MAP_PERIOD(i) is WRAP(i), which the map's
 * file defines before it includes template.h, lattice.h or ring.h, or 0 for every state.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_ANGLES_H
#define CHAOSK_ANGLES_H

#ifdef WRAP
enum { MAP_HAS_ANGLES = 1 };
#define MAP_PERIOD(i) WRAP(i)
#else
enum { MAP_HAS_ANGLES = 0 };
#define MAP_PERIOD(i) 0.0
#endif

#endif
