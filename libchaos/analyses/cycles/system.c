/* The linear system of a step of Newton's method: d_{i+1} - J_i d_i = r_i, all
 * indices modulo n.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>

/* Whether |J_{n-1} ... J_0| > 1, without overflow on the way. */
static bool expands(const chaosi_cycle *c)
{
    double mantissa = 1.0;
    int64_t exponent = 0;
    for (size_t i = 0; i < c->n; i++) {
        int e;
        mantissa = frexp(mantissa * c->jacobian[i], &e);
        exponent += e;
    }
    return mantissa != 0.0 && exponent > 0; /* |mantissa| is in [1/2, 1) */
}

/* (1 - product) d = sum, or d as it is given. Within rounding 1 is 1: the step is then 0. */
static double close_scalar(chaosi_cycle *c, double product, double sum, const double *first)
{
    c->nullity = fabs(1.0 - product) <= 4.0 * (double)c->n * __DBL_EPSILON__;
    return first ? *first : c->nullity ? 0.0 : sum / (1.0 - product);
}

/* A recursion in the direction in which errors shrink. With one state and blocks of
 * lanes, point i's derivative is jacobian[i]. */
static void solve_scalar(chaosi_cycle *c, const double *first)
{
    const double *j = c->jacobian, *r = c->residual;
    double product = 1.0, sum = 0.0;
    if (!expands(c)) { /* d_n = product d_0 + sum = d_0 */
        for (size_t i = 0; i < c->n; i++) {
            sum = j[i] * sum + r[i];
            product *= j[i];
        }
        double d = close_scalar(c, product, sum, first);
        for (size_t i = 0; i < c->n; i++) {
            c->step[i] = d;
            d = j[i] * d + r[i];
        }
        return;
    }
    for (size_t i = c->n; i-- > 0;) { /* d_i = (d_{i+1} - r_i) / J_i, d_0 = product d_n + sum */
        sum = (sum - r[i]) / j[i];
        product /= j[i];
    }
    double d = close_scalar(c, product, sum, first);
    for (size_t i = c->n; i-- > 0;)
        c->step[i] = d = (d - r[i]) / j[i];
}

int chaosi_cycle_solve(chaosi_cycle *c, const double *first, chaos_error *error)
{
    if (c->dim > 1)
        return chaosi_cycle_solve_segments(c, first, error);
    solve_scalar(c, first);
    if (c->nullity > 0 && !c->null) {
        c->null = chaosi_alloc(1, sizeof *c->null);
        if (!c->null)
            return chaosi_nomem(error);
        c->null[0] = 1.0;
    }
    return CHAOS_OK;
}
