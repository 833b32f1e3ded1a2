/* Cells of time for counts of events at any iterate: one for each up to 63, then 32 to the octave.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_CELLS_H
#define CHAOS_MEASURES_CELLS_H

#include <stddef.h>
#include <stdint.h>

enum { CHAOSI_EACH = 32, CHAOSI_CELLS = 60 * CHAOSI_EACH };

/* By how many bits the iterates of n's cell are wider than one. */
static inline unsigned chaosi_cell_bits(uint64_t n)
{
    unsigned bits = 0;
    while (n >> bits >= 2 * CHAOSI_EACH)
        bits++;
    return bits;
}

static inline size_t chaosi_cell(uint64_t n)
{
    const unsigned bits = chaosi_cell_bits(n);
    return bits * CHAOSI_EACH + (size_t)(n >> bits);
}

/* The first iterate of a cell. */
static inline uint64_t chaosi_cell_first(size_t cell)
{
    const size_t octave = cell < 2 * CHAOSI_EACH ? 0 : cell / CHAOSI_EACH - 1;
    return (uint64_t)(cell - octave * CHAOSI_EACH) << octave;
}

#endif
