/* A probe of whether the compiler rounds each operation as written. It is compiled with
 * a map of yours, by the same compiler and with the same flags, and called when the file
 * is loaded.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_ROUNDING_H
#define CHAOSK_ROUNDING_H

enum {
    CHAOSK_FUSED = 1,    /* x*y + z is rounded once */
    CHAOSK_REORDERED = 2 /* sums are taken in another order, or divisions made products */
};

#ifndef CHAOSI_BUILD

#include "vreal.h"

/* In numbers that the compiler does not know, on double and on vreal. */
int CHAOSK_NAME(rounding)(void);
int CHAOSK_NAME(rounding)(void)
{
    static volatile const double known[] = { 1.0 + 0x1p-30, 1.0 - 0x1p-30, -1.0, 0x1p60, 10.0 };
    const double x = known[0], y = known[1], z = known[2], large = known[3], ten = known[4];
    const vreal vx = vset(x), vy = vset(y), vz = vset(z), vlarge = vset(large), vten = vset(ten);
    int bad = 0;
    if (x * y + z != 0.0 || vbits(veq(vx * vy + vz, vset(0.0))) != VALL)
        bad |= CHAOSK_FUSED;
    if (x + large - large != 0.0 || vbits(veq(vx + vlarge - vlarge, vset(0.0))) != VALL || 3.0 / ten != 0.3 ||
        vbits(veq(3.0 / vten, vset(0.3))) != VALL)
        bad |= CHAOSK_REORDERED;
    return bad;
}

#endif
#endif
