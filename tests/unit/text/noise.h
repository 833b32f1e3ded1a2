/* What tests of maps that draw random numbers have in common.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_TESTS_UNIT_TEXT_NOISE_H
#define CHAOS_TESTS_UNIT_TEXT_NOISE_H

#include "support.h"

#include "kernels/random.h"

static inline chaos_options seeded(uint64_t seed)
{
    return (chaos_options){ .size = sizeof(chaos_options), .seed = seed };
}

/* Number `number` of the text at iterate n, of start `start` of a point. */
static inline uint64_t bits_of(uint64_t seed, uint64_t point, uint32_t start, uint64_t n, uint32_t number,
                               uint32_t site)
{
    const chaosk_words counter = { { (uint32_t)n, (uint32_t)(n >> 32), number / 2, site } },
                       words = chaosk_philox(counter, chaosk_stream(seed, point, start));
    return (uint64_t)words.w[2 * (number % 2) + 1] << 32 | words.w[2 * (number % 2)];
}

static inline double uniform_of(uint64_t bits) { return (double)(bits >> 11) * 0x1p-53; }

static inline void moments_of(const double *x, uint64_t n, double *mean, double *variance)
{
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += x[i];
    *mean = sum / (double)n;
    for (uint64_t i = 0; i < n; i++)
        squares += (x[i] - *mean) * (x[i] - *mean);
    *variance = squares / (double)n;
}

#endif
