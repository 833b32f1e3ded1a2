/* Orbits that return exactly: bit by bit the state is what it was so many iterates
 * before, and so it goes on for ever.
 *
 * States are compared with one kept, which is kept anew ever more rarely (R. P. Brent, BIT
 * 20 (1980) 176), at iterates that are counted from the start of the orbit: what is found
 * does not depend on tiles, slices, threads or on what else is measured.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_RETURNS_H
#define CHAOS_CORE_RETURNS_H

#include <stdbool.h>
#include <stdint.h>

/* What the cycle is on which a lane returned. */
enum chaosi_fate {
    CHAOSI_NOT_KNOWN,
    CHAOSI_NOT_EATEN, /* and no more was asked */
    CHAOSI_SETTLED,   /* it attracts */
    CHAOSI_NEUTRAL,   /* neither, as far as can be told */
    CHAOSI_EATEN,     /* it repels, and the orbit did not start on it: binary arithmetic led there */
    CHAOSI_UNSTABLE, /* it repels, and the orbit started on it, or got there by whole numbers, which are exact */
};

#define CHAOSI_NEVER_SEEN UINT64_MAX

typedef struct chaosi_returns {
    double *kept;           /* [dim][stride] the state with which others are compared */
    uint64_t *seen;         /* [lanes] iterate at which a return was seen, or CHAOSI_NEVER_SEEN */
    uint64_t *distance;     /* [lanes] after so many iterates: a multiple of the period; once the fate is
                               known the least, if that is at most 64 or a trail met it */
    double *point;          /* [dim][stride] the state at `seen`: what is found starts from there */
    double *growth, *error; /* [lanes] ln of the spectral radius of a step on the cycle, and to how much */
    uint8_t *fate;          /* [lanes] enum chaosi_fate */
    uint8_t *has_error;     /* [lanes] the error has in it what rounding of the cycle's points does */
    uint8_t *ahead;         /* [lanes] a look ahead has seen it: to be forgotten when the tile goes back */
    uint64_t *rest;         /* [lanes] for advance.c: the iterate of a lane that is not moved */
    uint64_t count;         /* lanes that were seen to return */
    void *room;             /* for finding fates: nothing is allocated once there are results */
    double *trail;          /* [CHAOSI_TRAIL + 1][dim][stride] by slots: the kept state and those after it, */
    uint64_t trail_of;      /* kept at that iterate, or CHAOSI_NEVER_SEEN */
    double *mark_kept;
    uint64_t *mark_seen, mark_count;
} chaosi_returns;

struct chaosi_tile;

/* Looks are rare, so that orbits that never return hardly pay for them, and so far apart from what
 * was kept that they catch many periods. Steps from iterate n to the next one. */
uint64_t chaosi_steps_to_look(const struct chaosi_tile *tile, uint64_t n);

/* The last iterate up to n whose state was kept: a power of two from 64 on, of the lower ones from 1024 on half way
 * between two as well; before, the start. */
uint64_t chaosi_kept_at(uint64_t n);

/* To be called where states that were kept change slots, or are others. */
static inline void chaosi_returns_lose_trail(chaosi_returns *returns)
{
    returns->trail_of = CHAOSI_NEVER_SEEN;
}

/* In long orbits of few states so many are compared with at once: the one that was kept, and those after it. */
enum { CHAOSI_TRAIL = 64, CHAOSI_TRAIL_DIM = 2 };
extern const uint32_t chaosi_trail_states[CHAOSI_TRAIL_DIM]; /* all */

/* Whether that is so of iterates after n. */
bool chaosi_returns_has_trail(const struct chaosi_tile *tile, uint64_t n);

/* For a tile of that dimension: bytes of the block in which all arrays are placed, from a line of the
 * cache on. */
uint64_t chaosi_returns_bytes(uint64_t dim, uint64_t lanes);
void chaosi_returns_place(chaosi_returns *returns, void *block, uint64_t dim, uint64_t lanes);
void chaosi_returns_free(chaosi_returns *returns);
void chaosi_returns_fill(struct chaosi_tile *tile);
void chaosi_returns_take(struct chaosi_tile *tile, const struct chaosi_tile *larger, uint64_t from,
                         uint64_t count);
void chaosi_returns_mark(struct chaosi_tile *tile);
void chaosi_returns_restore(struct chaosi_tile *tile);

/* To be called at iterate n where a look is due: whether a lane was seen to return
 * that had not been. */
bool chaosi_returns_look(struct chaosi_tile *tile, uint64_t n);

/* For the end of a window, which few looks may have come before: orbits that are back after this many iterates from where
 * the tile stands, and so go round a cycle whose period divides it. Of large maps, which pay for steps, none. */
enum { CHAOSI_AHEAD = 12 };
void chaosi_returns_look_ahead(struct chaosi_tile *tile);

/* What kernels move the tile by `steps` from iterate n on, looks on the way. */
void chaosi_returns_glide(struct chaosi_tile *tile, uint64_t n, uint64_t steps);

static inline bool chaosi_has_returned(const chaosi_returns *returns, uint64_t lane)
{
    return returns->seen[lane] != CHAOSI_NEVER_SEEN;
}

/* fates.c: the room that finding them takes, at the beginning. */
bool chaosi_returns_reserve(struct chaosi_tile *tile);

/* Of all lanes that have returned those that are eaten, which is all that a status says; the least distances, too. CHAOS_OK, or
 * what stopped the call. */
int chaosi_returns_find_eaten(struct chaosi_tile *tile);

/* The fates of all lanes that have returned. CHAOS_OK, or what stopped the call. */
int chaosi_returns_find_fates(struct chaosi_tile *tile);

/* Lanes that are eaten and were seen to be after iterate `last`: where that is for a look ahead to tell they were
 * seen at `last`, if they were on their cycle by then. */
int chaosi_returns_look_back(struct chaosi_tile *tile, uint64_t last);

/* Their growth alone, without a look at where they started. */
int chaosi_returns_find_growth(struct chaosi_tile *tile);

/* Their fates, and of those that have settled all of the error. */
int chaosi_returns_find_errors(struct chaosi_tile *tile);

/* By how much, in nats, the growth of vectors may be wrong whose directions may not have settled, and which
 * changed by so much from one round to the next. */
double chaosi_unsteady(double change);

#endif
