/* The measure `lyapunov`: what its two files share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_LYAPUNOV_H
#define CHAOS_MEASURES_LYAPUNOV_H

#include "measures/blocks.h"
#include "measures/measure.h"

#include "core/spectra.h"

#include <math.h>

enum { EXPONENTS, ERRORS, BLOCKS, DEVIATIONS, QUANTILES, DIMENSION, DIMENSION_ERROR }; /* its outputs */

typedef struct lyapunov_options {
    chaosi_common common;
    uint64_t count, blocks;
} lyapunov_options;

static inline const lyapunov_options *options_of(const chaosi_request *r)
{
    return (const void *)&r->options;
}

/* One exponent of one lane. */
typedef struct estimate {
    double exponent, error, lag1, spread; /* spread: standard deviation of a block's growth */
    uint64_t order;                       /* of which vector */
} estimate;
enum { ESTIMATED = 4 };

/* What the statistics need besides the tangents. */
typedef struct statistics {
    chaosi_tangents t;
    uint64_t nerror;     /* error blocks: 64, or as many as steps */
    double *blocks;      /* [nerror][k][stride] growth */
    double *wanted;      /* [k][stride] growth in the current wanted block */
    double *estimated;   /* [k][ESTIMATED][stride] */
    double *cycle;       /* [2][k][stride] exponents of settled lanes, and errors; for chaosi_spectra_find */
    estimate *estimates; /* [k] of one lane */
    double *order_scratch; /* [k][blocks wanted] of one lane */
    double *kept;          /* [lanes][k][blocks wanted] that the caller does not keep */
    double *spectrum;      /* [3][k] of one lane: exponents, errors, weights of the dimension's error */
    uint8_t *doubtful;     /* [stride] an exponent may be that of rounding */
    uint8_t *rests;        /* [stride] one dimension: closed from the cycle that it is on */
    uint64_t steps;        /* of the window */
    uint64_t returned;     /* lanes that had when we looked last */
    double length[CHAOSI_ERROR_BLOCKS]; /* steps of each error block */
} statistics;

/* Whether only what blocks are like is wanted. */
static inline bool keeps_blocks(const chaosi_request *r)
{
    return !r->out[BLOCKS] && (r->out[DEVIATIONS] || r->out[QUANTILES]);
}

/* [k][blocks wanted] of a lane, NULL if nobody wants them. */
static inline double *blocks_of(const chaosi_measurement *run, const statistics *s, size_t lane)
{
    const uint64_t n = s->t.k * options_of(run->request)->blocks;
    double *const out = run->request->out[BLOCKS];
    return out ? out + run->tile->point[lane] * n : keeps_blocks(run->request) ? s->kept + lane * n : NULL;
}

static inline bool escaped(const statistics *s, size_t lane)
{
    return s->t.tile->escaped[lane] != CHAOSI_INSIDE;
}

/* Whether a lane's exponents are those of the cycle on which it has settled, or of a neutral one on which it
 * goes round often. Where one is -inf, of several, the window's own factors have to tell which. What ends with the window
 * has the window's. */
static inline bool is_settled(const statistics *s, size_t lane)
{
    enum { OFTEN = 64 };
    const chaosi_returns *r = &s->t.tile->returns;
    if (escaped(s, lane) || !chaosi_has_returned(r, lane) || r->ahead[lane])
        return false;
    if (r->fate[lane] == CHAOSI_NEUTRAL)
        return r->distance[lane] <= s->steps / OFTEN && r->growth[lane] > -INFINITY;
    return r->fate[lane] == CHAOSI_SETTLED && (s->t.k == 1 || r->growth[lane] > -INFINITY);
}

/* lyapunov_results.c. Exponents, errors and what the status needs, of all lanes. */
void chaosi_lyapunov_estimate(statistics *s, uint64_t steps);

/* What a lane's results and status are. false: stopped. */
bool chaosi_lyapunov_put(chaosi_measurement *run, statistics *s, size_t lane);

#endif
