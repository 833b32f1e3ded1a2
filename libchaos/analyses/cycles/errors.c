/* How far a cycle can be trusted. Rounding makes of f(x_i) - x_{i+1} = 0 a residual of about
 * that size, and the linear system says how far the points are off for it: far where a
 * multiplier is almost 1, as at a tangency, where points have half their digits. What such a
 * displacement does to the multipliers is seen by computing them there.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>

/* Of the largest |x|: what evaluating a formula of a few operations is off by. */
static const double rounding = 4.0 * __DBL_EPSILON__;

/* Residuals that rounding may have hidden are as large as it makes them. */
static void raise_residuals(chaosi_cycle *c)
{
    for (size_t r = 0; r < c->dim; r++) {
        const double least = rounding * chaosi_cycle_size(c, r);
        for (size_t i = 0; i < c->n; i++) {
            double *const d = &c->residual[i * c->dim + r];
            *d = fabs(*d) < least ? copysign(least, *d) : *d;
        }
    }
}

/* Multipliers come sorted, but equal moduli in any order. */
static double nearest(const chaosi_multiplier *z, const chaosi_multiplier *others, size_t count)
{
    double least = chaosi_multiplier_distance(z, &others[0]);
    for (size_t j = 1; j < count; j++)
        least = fmin(least, chaosi_multiplier_distance(z, &others[j]));
    return least;
}

/* At the points displaced by c->step. */
static int displace(chaosi_cycle *c, const chaosi_multiplier *multipliers, chaosi_multiplier *moved,
                    double *multipliers_error, chaos_error *error)
{
    const size_t count = chaosi_cycle_nmultipliers(c);
    double residual;
    chaosi_cycle_keep(c);
    chaosi_cycle_move(c, 1.0);
    int code = chaosi_cycle_evaluate(c, &residual);
    if (code == CHAOS_OK)
        code = chaosi_cycle_multipliers(c, moved, error);
    for (size_t i = 0; i < count && code == CHAOS_OK; i++)
        multipliers_error[i] =
            nearest(&multipliers[i], moved, count) +
            8.0 * (double)(c->dim * c->n) * __DBL_EPSILON__ *
                chaosi_multiplier_part(multipliers[i].modulus, multipliers[i].modulus_exponent);
    chaosi_cycle_move(c, 0.0);
    return code == CHAOS_OK ? chaosi_cycle_evaluate(c, &residual) : code;
}

int chaosi_cycle_errors(chaosi_cycle *c, const chaosi_multiplier *multipliers, double *points_error,
                        double *multipliers_error, chaos_error *error)
{
    const size_t count = chaosi_cycle_nmultipliers(c);
    raise_residuals(c);
    int code = chaosi_cycle_solve(c, NULL, error);
    if (code == CHAOS_EINVAL) { /* not finite */
        for (size_t r = 0; r < c->dim; r++)
            points_error[r] = CHAOSI_NAN;
        for (size_t i = 0; i < count; i++)
            multipliers_error[i] = CHAOSI_NAN;
        return CHAOS_OK;
    }
    for (size_t r = 0; r < c->dim && code == CHAOS_OK; r++) {
        double most = 0.0;
        for (size_t i = 0; i < c->n; i++) {
            const double step = fabs(c->step[i * c->dim + r]);
            most = step <= most ? most : step; /* NaN gets through */
        }
        points_error[r] = most == most ? most : CHAOSI_NAN;
    }
    if (code != CHAOS_OK)
        return code;
    chaosi_multiplier *moved = chaosi_alloc(count, sizeof *moved);
    if (!moved)
        return chaosi_nomem(error);
    code = displace(c, multipliers, moved, multipliers_error, error);
    free(moved);
    return code;
}
