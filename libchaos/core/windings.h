/* Windings: how often each angle of an orbit has gone round, beside the wrapped state.
 *
 * The lift f of a map has a matrix A of whole numbers with f(x + P v) = f(x) + P A v, where
 * P v moves each angle by a whole number v of its periods. The windings w of an orbit, its
 * lift being x + P w with the wrapped state x, then follow w' = A w + t, where t is what
 * wrapping takes off f(x). Only if A is unipotent, 1 and what is nilpotent, do means of
 * displacements have a chance to settle.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_WINDINGS_H
#define CHAOS_CORE_WINDINGS_H

#include "core/tile.h"

#include <stdbool.h>

/* What A is. */
enum chaosi_lift {
    CHAOSI_LIFT_UNKNOWN,   /* no finite state was seen */
    CHAOSI_LIFT_KEEPS,     /* 1 */
    CHAOSI_LIFT_SHEARS,    /* unipotent: an angle's windings add to another's */
    CHAOSI_LIFT_STRETCHES, /* a matrix of whole numbers that is not unipotent */
    CHAOSI_LIFT_NONE       /* there is no such matrix */
};

/* Rows of [stride] that both functions want for their scratch. */
static inline size_t chaosi_windings_rows(const chaos_map *map) { return 4 * map->dim; }

/* kind[lanes] = the kind of lift at each lane's parameters and states, by trial. `room`
 * is [chaosi_windings_rows][stride], as the states 64-byte aligned. */
void chaosi_lift_kind(const chaos_map *map, const chaosk_table *kernels, const chaosk_tile *tile,
                      double *room, uint8_t *kind);

enum { CHAOSI_SHEARED_DIM = 6 };

typedef struct chaosi_shear {
    bool known;  /* of maps of up to CHAOSI_SHEARED_DIM states, if all lanes have the same */
    bool simple; /* its square is 0 */
    double turns[CHAOSI_SHEARED_DIM * CHAOSI_SHEARED_DIM]; /* A - 1, [dim][dim] */
} chaosi_shear;

/* By trial, of the lanes of that kind: what chaosi_lift_kind says of the others does not count. */
void chaosi_find_shear(const chaos_map *map, const chaosk_table *kernels, const chaosk_tile *tile,
                       double *room, const uint8_t *kind, chaosi_shear *shear);

/* Moves the tile on by steps, and w [dim][stride] with it; the tile is watched for lanes
 * that escape. CHAOS_OK or what stopped the jobs. */
int chaosi_windings_advance(chaosi_tile *tile, uint64_t steps, const chaosi_shear *shear, double *w,
                            double *room);

/* The nearest whole number; of equals the even one. */
static inline double chaosi_whole(double x)
{
    const double rounder = 0x1.8p52;
    return __builtin_fabs(x) < 0x1p51 ? (x + rounder) - rounder : x;
}

#endif
