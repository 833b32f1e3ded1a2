/* The interpreter's heart, one per instruction set. */
#ifndef CHAOS_TEXT_EXECUTE_H
#define CHAOS_TEXT_EXECUTE_H

#include "kernels/abi.h"
#include "kernels/vreal.h"
#include "text/program.h"

#define text_run CHAOSK_NAME(text_run)

/* Runs one segment on blocks of n doubles, a multiple of VWIDTH. */
void text_run(const chaosk_code *code, enum chaosk_segment segment, double *const *slot, size_t n);

/* The widest block, in doubles: the blocks of a usual formula then fit L1. */
enum { TEXT_BLOCK = 256 };

/* Blocks stand a cache line further apart than their size, a power of two,
 * or all would meet in the same lines of the cache. */
CHAOSK_INLINE size_t text_pitch(size_t n) { return (n + 2 * CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES; }

CHAOSK_INLINE void text_fill(double *to, double value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = value;
}

CHAOSK_INLINE void text_copy(double *to, const double *from, size_t n) { __builtin_memcpy(to, from, n * sizeof *to); }

/* Wraps n states; adds what was taken off to turns, if that is not NULL. */
CHAOSK_INLINE void text_wrap(double *x, double period, double *turns, size_t n)
{
    for (size_t i = 0; i < n; i += VWIDTH) {
        vreal q;
        vstore(x + i, vwrap(vload(x + i), period, &q));
        if (turns)
            vstore(turns + i, vload(turns + i) + q);
    }
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
