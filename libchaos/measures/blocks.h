/* Blocks of a window, and what they say of the error of its mean.
 *
 * Means of 64 blocks are told apart by noise: where that is all, their standard error is the mean's. What a regular
 * orbit adds up is none. It goes round, perhaps in step with equal blocks, so that these are of all lengths; or slows down as it goes on (the
 * growth of vectors on a torus is that of a logarithm), and what neighbours have in common is left
 * out. So wherever that may be, eighths and halves of the window are compared as well.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_BLOCKS_H
#define CHAOS_MEASURES_BLOCKS_H

#include <math.h>
#include <stdint.h>

enum { CHAOSI_ERROR_BLOCKS = 64, CHAOSI_EIGHTH = CHAOSI_ERROR_BLOCKS / 8 };

/* The end of block i of n: i * steps / n without overflow. */
static inline uint64_t chaosi_boundary(uint64_t i, uint64_t n, uint64_t steps)
{
    return steps / n * i + steps % n * i / n;
}

/* Likewise, a quarter of a block sooner or later: of 64 blocks whose ends fall on all parts of what goes round. */
static inline uint64_t chaosi_error_boundary(uint64_t i, uint64_t n, uint64_t steps)
{
    const uint64_t at = chaosi_boundary(i, n, steps);
    if (n < CHAOSI_ERROR_BLOCKS || i == 0 || i == n)
        return at;
    const double turn = 0.6180339887498949 * (double)i, part = turn - floor(turn) - 0.5;
    return at + (uint64_t)(int64_t)(0.5 * part * (double)(steps / n));
}

/* The standard error of the mean that eighths and halves of the window give, the larger: sum [8] of what the
 * eighths add up. */
static inline double chaosi_slow_error(const double *sum, uint64_t steps)
{
    double total = 0.0, half = 0.0, square = 0.0;
    for (uint64_t i = 0; i < 8; i++) {
        total += sum[i];
        half += i < 4 ? sum[i] : 0.0;
    }
    const double mean = total / (double)steps,
                 middle = (double)chaosi_error_boundary(CHAOSI_ERROR_BLOCKS / 2, CHAOSI_ERROR_BLOCKS, steps),
                 rest = (double)steps - middle;
    for (uint64_t i = 0; i < 8; i++) {
        const uint64_t first = i * CHAOSI_EIGHTH,
                       length = chaosi_error_boundary(first + CHAOSI_EIGHTH, CHAOSI_ERROR_BLOCKS, steps) -
                                chaosi_error_boundary(first, CHAOSI_ERROR_BLOCKS, steps);
        const double d = sum[i] / (double)length - mean;
        square += d * d;
    }
    return fmax(sqrt(square / 56.0), 0.5 * fabs(half / middle - (total - half) / rest));
}

#endif
