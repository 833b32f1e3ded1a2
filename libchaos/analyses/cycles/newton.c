/* Cycles by Newton's method on all their points at once (multiple shooting):
 * unknowns x_0 ... x_{n-1}, equations f(x_i) = x_{i+1}, x_n = x_0.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include "core/error.h"

#include <math.h>

enum { MAX_NEWTON = 60, MAX_HALVINGS = 12 };

/* Takes one step, halved until it helps; *residual is the largest residual afterwards.
 * *done: it did not help, and the points are where they were. */
static int take_step(chaosi_cycle *c, double *residual, bool *done)
{
    double share = 1.0, now = INFINITY;
    int code = CHAOS_OK;
    chaosi_cycle_keep(c);
    for (int half = 0; half < MAX_HALVINGS && code == CHAOS_OK; half++, share /= 2.0) {
        chaosi_cycle_move(c, share);
        code = chaosi_cycle_evaluate(c, &now);
        if (now < *residual || *residual <= CHAOSI_CYCLE_ROUNDING)
            break; /* at rounding level there is nothing to gain */
    }
    *done = !(now < *residual);
    if (*done && code == CHAOS_OK) {
        chaosi_cycle_move(c, 0.0);
        return chaosi_cycle_evaluate(c, residual);
    }
    *residual = now;
    return code;
}

int chaosi_cycle_newton(chaosi_cycle *c, double *residual, chaos_error *error)
{
    bool done = false;
    int code = chaosi_cycle_evaluate(c, residual);
    for (int k = 0; k < MAX_NEWTON && !done && code == CHAOS_OK; k++) {
        if (!(*residual > 0.0))
            break;
        code = chaosi_cycle_solve(c, NULL, error);
        if (code == CHAOS_EINVAL) /* not finite: it ends here */
            return CHAOS_OK;
        if (code == CHAOS_OK)
            code = take_step(c, residual, &done);
    }
    return code;
}
