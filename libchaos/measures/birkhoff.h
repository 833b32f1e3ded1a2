/* Weights of a Birkhoff average that vanish at both ends of the window with all derivatives, exp(-1 / (t (1 - t))):
 * of a quasi-periodic orbit the average converges faster than any power of the window, of others as 1 / sqrt(steps). S. Das,
 * Y. Saiki, E. Sander, J. A. Yorke, Nonlinearity 30 (2017) 4111.
 *
 * Beside the whole window its halves are averaged: what they share is what is known, and tells regular orbits from chaotic
 * ones. E. Sander, J. D. Meiss, Physica D 411 (2020) 132569.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_BIRKHOFF_H
#define CHAOS_MEASURES_BIRKHOFF_H

#include "measures/measure.h"

#include <string.h>

enum { CHAOSI_WHOLE, CHAOSI_EARLY, CHAOSI_LATE, CHAOSI_WINDOWS };
enum { CHAOSI_PIECE = 64, CHAOSI_LEAST_STEPS = 4 };

/* Where in the window we are; the same for all lanes. */
typedef struct chaosi_birkhoff {
    double whole[CHAOSI_PIECE], half[CHAOSI_PIECE]; /* weights of the next records */
    double total[CHAOSI_WINDOWS];                   /* of weights so far */
    uint64_t steps, done;
    uint64_t
        window; /* the half that these records are in; CHAOSI_WHOLE: neither, as the middle one of an odd number */
} chaosi_birkhoff;

static inline void chaosi_birkhoff_begin(chaosi_birkhoff *b, uint64_t steps)
{
    memset(b, 0, sizeof *b);
    b->steps = steps;
}

/* Weights of the next records, at most `most`: of how many. */
static inline uint64_t chaosi_birkhoff_next(chaosi_birkhoff *b, const chaosk_lanes *lanes, uint64_t most)
{
    const uint64_t half = b->steps / 2, late = b->steps - half, first = b->done;
    b->window = first < half ? CHAOSI_EARLY : first < late ? CHAOSI_WHOLE : CHAOSI_LATE;
    const uint64_t end = first < half ? half : first < late ? late : b->steps;
    uint64_t count = end - first < CHAOSI_PIECE ? end - first : CHAOSI_PIECE;
    count = most < count ? most : count;
    lanes->bump(first, count, b->steps, b->whole);
    if (b->window != CHAOSI_WHOLE)
        lanes->bump(first - (b->window == CHAOSI_LATE ? late : 0), count, half, b->half);
    for (uint64_t i = 0; i < count; i++) {
        b->total[CHAOSI_WHOLE] += b->whole[i];
        if (b->window != CHAOSI_WHOLE)
            b->total[b->window] += b->half[i];
    }
    b->done += count;
    return count;
}

/* Adds those records, x [count][apart], to sums [CHAOSI_WINDOWS] that are `windows_apart` apart, of `lanes` lanes. */
static inline void chaosi_birkhoff_add(const chaosi_birkhoff *b, const chaosk_lanes *kernels, const double *x,
                                       size_t apart, uint64_t count, size_t lanes, double *sum,
                                       size_t windows_apart)
{
    kernels->weigh(x, apart, count, b->whole, lanes, sum);
    if (b->window != CHAOSI_WHOLE)
        kernels->weigh(x, apart, count, b->half, lanes, sum + b->window * windows_apart);
}

/* The average over one window. */
static inline double chaosi_birkhoff_mean(const chaosi_birkhoff *b, const double *sum, size_t windows_apart,
                                          uint64_t window)
{
    return sum[window * windows_apart] / b->total[window];
}

/* How far the averages over the halves are apart. */
static inline double chaosi_birkhoff_apart(const chaosi_birkhoff *b, const double *sum, size_t windows_apart)
{
    return __builtin_fabs(chaosi_birkhoff_mean(b, sum, windows_apart, CHAOSI_LATE) -
                          chaosi_birkhoff_mean(b, sum, windows_apart, CHAOSI_EARLY));
}

#endif
