/* Random numbers that are a function of where they are used: Philox 4x32-10 of J. K. Salmon, M. A. Moraes,
 * R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011). A counter and a
 * key give four words, so nothing depends on the order in which they are drawn.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_KERNELS_RANDOM_H
#define CHAOS_KERNELS_RANDOM_H

#include <stdint.h>

typedef struct chaosk_words {
    uint32_t w[4];
} chaosk_words;

static inline chaosk_words chaosk_philox(chaosk_words counter, uint64_t key)
{
    enum { ROUNDS = 10 };
    uint32_t *const w = counter.w, k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < ROUNDS; round++) {
        const uint64_t a = (uint64_t)w[0] * UINT32_C(0xD2511F53), b = (uint64_t)w[2] * UINT32_C(0xCD9E8D57);
        const uint32_t w1 = w[1], w3 = w[3];
        w[0] = (uint32_t)(b >> 32) ^ w1 ^ k0;
        w[1] = (uint32_t)b;
        w[2] = (uint32_t)(a >> 32) ^ w3 ^ k1;
        w[3] = (uint32_t)a;
        k0 += UINT32_C(0x9E3779B9);
        k1 += UINT32_C(0xBB67AE85);
    }
    return counter;
}

/* The first or second half of the words as a number in [0, 1), a multiple of 2^-53. */
static inline double chaosk_uniform(chaosk_words words, int half)
{
    const uint64_t bits = (uint64_t)words.w[2 * half + 1] << 32 | words.w[2 * half];
    return (double)(bits >> 11) * 0x1p-53;
}

/* The key of the random stream of one start of a point, whose numbers are those of counters { n, n >> 32,
 * number / 2, site }: at iterate n the number-th that the formula draws, counted in its text; of a lattice that
 * of a site, counted from 1. The fourth word of this counter is one that core/starts.c does not use. */
static inline uint64_t chaosk_stream(uint64_t seed, uint64_t point, uint32_t start)
{
    const chaosk_words counter = { { (uint32_t)point, (uint32_t)(point >> 32), start, UINT32_MAX } };
    const chaosk_words key = chaosk_philox(counter, seed);
    return (uint64_t)key.w[1] << 32 | key.w[0];
}

#endif
