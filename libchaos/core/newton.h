/* Cycles by Newton's method, in the lanes of a tile, and whether they attract. For maps of a
 * few states: each lane's linear system is solved where it stands.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_NEWTON_H
#define CHAOS_CORE_NEWTON_H

#include "core/few.h"
#include "core/tile.h"

enum { CHAOSI_NEWTON_DIM = CHAOSI_FEW };

enum chaosi_cycle {
    CHAOSI_CYCLE_UNKNOWN, /* not asked, or none was found */
    CHAOSI_CYCLE_REPELS,
    CHAOSI_CYCLE_SINGULAR, /* it returns, and Newton's equations have no solution: a family, or a drift */
    CHAOSI_CYCLE_NEUTRAL,  /* a multiplier on the unit circle, as far as one can tell */
    CHAOSI_CYCLE_ATTRACTS
};

/* Who is asked has a slot, side by side. */
typedef struct chaosi_newton {
    chaosi_tile *tile;
    chaosk_tile k;   /* the slots: x is the guess, then the cycle's point; angles wrapped */
    double *p;       /* [nparams][stride] k.p */
    uint64_t *id;    /* [stride] k.id */
    double *unit;    /* [dim][stride] what each state is compared with */
    double *from;    /* [dim][stride] */
    double *step;    /* [stride] the last one, in units */
    double *growth;  /* [stride] of cycles: log2 of the largest multiplier's size */
    uint64_t n;      /* the iterate that k.x is */
    size_t count;    /* slots in use */
    uint32_t *lane;  /* [stride] whose they are */
    uint8_t *answer; /* [stride] enum chaosi_cycle */
    uint8_t *rest;   /* [stride] needs no step more */
} chaosi_newton;

/* Bytes for a tile of so many lanes, and their layout in such a block, 64-byte aligned. */
size_t chaosi_newton_bytes(const chaos_map *map, size_t lanes);
void chaosi_newton_place(chaosi_newton *newton, chaosi_tile *tile, void *block);

/* Guesses at iterate n, of nobody; then lanes are added, whose state and units go into k.x and unit at the slot that
 * is returned. */
void chaosi_newton_begin(chaosi_newton *newton, uint64_t n);
size_t chaosi_newton_add(chaosi_newton *newton, size_t lane);

/* All have been added: kernels go over whole vectors. */
void chaosi_newton_close(chaosi_newton *newton);

/* Of a map of up to CHAOSI_NEWTON_DIM states, for each that is asked: the cycle of period p near k.x. CHAOS_OK or what stopped the jobs. */
int chaosi_newton_solve(chaosi_newton *newton, uint64_t p);

/* Moves k.x on by steps, as the tile's state would be. */
int chaosi_newton_advance(chaosi_newton *newton, uint64_t steps);

/* The period of a state along which a tile's distances are taken. */
static inline double chaosi_circle(const chaosi_run *run, uint64_t state)
{
    return run->lift ? 0.0 : chaosi_map_wrap(run->map, state);
}

#endif
