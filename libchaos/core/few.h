/* Systems of a few states, lane by lane.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_FEW_H
#define CHAOS_CORE_FEW_H

#include <stdbool.h>
#include <stddef.h>

enum { CHAOSI_FEW = 6 };

/* Solves a [dim][dim] y = b in place by Gaussian elimination; false: singular, or not finite. */
bool chaosi_solve_few(size_t dim, double (*a)[CHAOSI_FEW], double *b);

/* a - b, of angles along the circle; period 0: no angle. */
static inline double chaosi_apart(double a, double b, double period)
{
    double d = a - b;
    if (period > 0.0 && d > period / 2.0)
        d -= period;
    if (period > 0.0 && d < -period / 2.0)
        d += period;
    return d;
}

#endif
