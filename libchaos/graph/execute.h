/* The interpreter's heart, one per instruction set.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_EXECUTE_H
#define CHAOS_TEXT_EXECUTE_H

#include "kernels/abi.h"
#include "kernels/vreal.h"
#include "graph/program.h"

#define text_run CHAOSK_NAME(text_run)
#define text_steps CHAOSK_NAME(text_steps)

/* Runs one segment on blocks of n doubles, a multiple of VWIDTH; those of a
 * lattice are so many lanes of one site after the other, else lanes is n.
 * Returns whether what has a limit[] is beyond it, or NaN. */
unsigned text_run(const chaosk_code *code, enum chaosk_segment segment, double *const *slot,
                  const double *limit, size_t n, size_t lanes);

/* Up to `steps` steps, fewer if some image is beyond its limit; returns how
 * many. States and images change places in slot[] at each. */
uint64_t text_steps(const chaosk_code *code, double **slot, const double *limit, int lift, size_t n,
                    uint64_t steps);

/* The widest and the narrowest block, in doubles: what is in use at a time
 * should fit L1. */
enum { TEXT_BLOCK = 512, TEXT_NARROW = 64, TEXT_CACHE = 24 * 1024 / 8 };

/* From block to block, in doubles: a multiple of 8 cache lines. Where a block
 * that is written begins 1 to 4 lines after one that is read, but for a multiple
 * of 4096 bytes, loads may wait for stores that they have nothing to do with
 * (seen on Zen 4: four times as slow, at one address in five). */
CHAOSK_INLINE size_t text_pitch(size_t n) { return (n + 63) / 64 * 64; }

CHAOSK_INLINE void text_fill(double *to, double value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = value;
}

CHAOSK_INLINE void text_exchange(double **slot, uint32_t i, uint32_t j)
{
    double *const block = slot[i];
    slot[i] = slot[j];
    slot[j] = block;
}

CHAOSK_INLINE void text_copy(double *to, const double *from, size_t n)
{
    __builtin_memcpy(to, from, n * sizeof *to);
}

/* Which of n lanes have |x| <= limit no more, but were alive: any at all. */
CHAOSK_INLINE unsigned text_outside(const double *x, double limit, const uint8_t *alive, size_t n)
{
    const vreal most = vset(limit);
    unsigned gone = 0;
    for (size_t i = 0; i < n; i += VWIDTH)
        gone |= alive[i / VWIDTH] & ~vbits(vle(vabs(vload(x + i)), most));
    return gone;
}

#endif
