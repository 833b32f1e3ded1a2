/* The heart of the interpreter, once per instruction set.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_EXECUTE_H
#define CHAOS_GRAPH_EXECUTE_H

#include "kernels/abi.h"
#include "kernels/vreal.h"
#include "graph/program.h"

#define code_run CHAOSK_NAME(code_run)
#define code_images CHAOSK_NAME(code_images)
#define code_turn CHAOSK_NAME(code_turn)
#define code_steps CHAOSK_NAME(code_steps)
#define code_time CHAOSK_NAME(code_time)
#define code_draw CHAOSK_NAME(code_draw)

/* Runs one segment on blocks of n doubles, a multiple of VWIDTH: in a lattice one
 * site after the other, `lanes` doubles each; otherwise lanes is n.
 * Returns whether anything is beyond its limit[], or NaN. */
unsigned code_run(const chaosk_code *code, enum chaosk_segment segment, double *const *slot,
                  const double *limit, size_t n, size_t lanes);

/* A step in two parts, which code that reads states may stand between: images, but for states that move; then
 * those, wrapping unless lift, and states and images swapped in slot[]. */
unsigned code_images(const chaosk_code *code, double *const *slot, const double *limit, size_t n);
void code_turn(const chaosk_code *code, double **slot, const double *limit, int lift, size_t n);

/* Draws number k of draws before step n0 into first [n], and the next one into second [n] if both are of the same
 * 128 bits: how many. key: [n] of the streams; site: [n] counted from 1, NULL: of none. */
uint32_t code_draw(const chaosk_draws *draws, uint32_t k, double *first, double *second, const uint64_t *key,
                   const uint64_t *site, uint64_t n0, size_t n);

/* What follows from the iterate number and random numbers alone, before step n0; for all sites of a block.
 * key: [lanes] of the streams. */
void code_time(const chaosk_code *code, double *const *slot, const double *limit, const uint64_t *key,
               uint64_t n0, size_t n, size_t lanes);

/* Does up to `steps` steps from iterate n0 on, fewer if an image is beyond its limit, which is
 * said in *outside; returns how many. Each swaps states and images in slot[]. */
uint64_t code_steps(const chaosk_code *code, double **slot, const double *limit, int lift,
                    const uint64_t *key, size_t n, uint64_t n0, uint64_t steps, unsigned *outside);

/* The widest and the narrowest block, and what L1 should hold at a time; in doubles. */
enum { BLOCK_WIDEST = 512, BLOCK_NARROWEST = 64, CACHE_DOUBLES = 24 * 1024 / 8 };

/* The distance between blocks, in doubles: a multiple of 8 cache lines. Where a
 * block that is written begins 1 to 4 lines after one that is read, modulo 4096
 * bytes, loads may wait for unrelated stores (seen on Zen 4: four times as slow, at
 * one address in five). */
CHAOSK_INLINE size_t block_pitch(size_t n) { return (n + 63) / 64 * 64; }

CHAOSK_INLINE void block_fill(double *to, double value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = value;
}

CHAOSK_INLINE void block_swap(double **slot, uint32_t i, uint32_t j)
{
    double *const block = slot[i];
    slot[i] = slot[j];
    slot[j] = block;
}

CHAOSK_INLINE void block_copy(double *to, const double *from, size_t n)
{
    __builtin_memcpy(to, from, n * sizeof *to);
}

/* Whether any of n lanes that were alive has |x| beyond the limit. */
CHAOSK_INLINE unsigned block_outside(const double *x, double limit, const uint8_t *alive, size_t n)
{
    const vreal most = vset(limit);
    unsigned gone = 0;
    for (size_t i = 0; i < n; i += VWIDTH)
        gone |= alive[i / VWIDTH] & ~vbits(vle(vabs(vload(x + i)), most));
    return gone;
}

#endif
