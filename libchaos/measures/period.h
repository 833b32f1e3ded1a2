/* The measure `period`: what its two files share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_PERIOD_H
#define CHAOS_MEASURES_PERIOD_H

#include "measures/window.h"

#include "core/newton.h"

enum { WINDOW = 256 };

/* Distances in units of the largest |x| of each state. */
static const double still = 1e-13, /* what rounding may do to a cycle in a window */
    stuck = 1e-5,                  /* rounding may keep an orbit so far from what it tends to */
    near = 0.02, far = 0.1,        /* returns that may be those of an orbit on its way */
    settling = 1e-2; /* what settles in a window is closer in its last quarter, which chaos seldom is */

typedef struct period_options {
    chaosi_common common;
    uint64_t max;
    double tol;
    uint64_t forcing_period; /* 0: the map does not read the time */
} period_options;

static inline const period_options *options_of(const chaosi_request *r) { return (const void *)&r->options; }

static inline uint64_t window(const chaosi_request *r)
{
    return r->options.common.steps < WINDOW ? WINDOW : r->options.common.steps;
}

static inline uint64_t window_rows(const chaosi_request *r) { return window(r) + options_of(r)->max; }

/* What a period is a multiple of. */
static inline uint64_t unit_of(const chaosi_request *r)
{
    return options_of(r)->forcing_period ? options_of(r)->forcing_period : 1;
}

/* The iterate from which on the last quarter of a window is looked at. */
static inline uint64_t last_quarter(const chaosi_request *r) { return window(r) - window(r) / 4; }

/* Where one looks first whether an orbit comes closer from iterate `first` on. */
enum { LOOKS = 3 };

static inline uint64_t look_of(const chaosi_request *r, uint64_t first, unsigned i)
{
    const uint64_t count = window(r), half = (first + count) / 2;
    return i == 0 ? count - 1 : i == 1 ? half + (count - half) / 2 : half;
}

/* What is known of a lane. */
typedef struct finding {
    uint64_t first;     /* the row of the window from which on it is looked at */
    uint64_t open;      /* the p that are looked at, as chaosk_lanes.come_back has them */
    uint64_t direct;    /* the least p over which all iterates from there on return; 0: none */
    double drift;       /* how far returns by `direct` have taken the orbit from there on */
    uint64_t asked;     /* the last p that was asked, 0: none */
    uint64_t period;    /* the answer */
    unsigned questions; /* how many */
    double closest;     /* the closest return that was asked about */
    bool done, unsettled;
    bool middle; /* asked about what is in the middle of all iterates */
    double
        leaves; /* asked because it seems to leave a cycle of that period: log2 of its growth over that, else 0 */
} finding;

/* At work on a tile. */
typedef struct period {
    chaosi_measurement *run;
    chaosi_newton newton;
    finding *findings; /* [lanes] */
    double *worst[2];  /* [slots] distance from a cycle at both ends of the window */
    uint64_t *least;   /* [slots] the period of a cycle that was found */
    uint64_t *back;    /* [slots of the window] the p after which the last row of the window is near, */
    uint64_t *on_way;  /* of these those at which it may return or tend to something, */
    uint64_t *settles; /* or may in the last quarter alone */
    uint8_t *chosen;   /* [lanes] recorded */
    chaosi_window window;
    uint64_t compared; /* rows since the last tick */
    bool stopped;
} period;

/* The next p that looks at single iterates, of all lanes at once, left open; beyond max if there is none. */
static inline uint64_t next_open(const period *w, size_t lane, uint64_t p)
{
    const uint64_t unit = unit_of(w->run->request), i = p / unit,
                   open = w->findings[lane].open >> (i < 63 ? i : 63);
    return open ? p + (1 + (i < 63 ? (uint64_t)__builtin_ctzll(open) : 0)) * unit : UINT64_MAX;
}

/* Whether to compare over p, which may take all rows: there may be 10^5 of them for each lane. Once it is false, what was
 * found is of no account. */
static inline bool may_compare(period *w, uint64_t p)
{
    if (p > options_of(w->run->request)->max)
        return false;
    w->stopped |= !chaosi_tile_goes_on(w->run->tile, &w->compared, w->window.rows);
    return !w->stopped;
}

/* period_cycle.c. Asks about the next p of a lane that is worth it; unless there is one it is done. */
void chaosi_period_ask(period *w, size_t lane);

/* Answers all questions. CHAOS_OK, or what stopped the call. */
int chaosi_period_answer(period *w);

#endif
