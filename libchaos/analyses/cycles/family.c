/* Families of cycles: where 1 - Df^n is singular there may be others beside a cycle, as in
 * y' = y, or two that have just met, as at a tangency. A step along each direction that
 * Df^n keeps, and Newton's method from there, tells: the former ends about there, the latter
 * comes back.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

static const double away = 1e-2; /* of the largest |x| */

static double scaled(const chaosi_cycle *c, size_t r, double d)
{
    return c->scale[r] > 0.0 ? fabs(d) / c->scale[r] : fabs(d);
}

/* How far the points are from others, laid out as they are. */
static double distance(const chaosi_cycle *c, const double *others)
{
    double most = 0.0;
    for (size_t r = 0; r < c->dim; r++)
        for (size_t i = 0; i < c->n; i++) {
            const size_t at = chaosi_cycle_at(c, i, r);
            most = fmax(most, scaled(c, r, chaosi_cycle_difference(c, r, c->x[at], others[at])));
        }
    return most;
}

/* c->step along direction j, all along the cycle. */
static int step_along(chaosi_cycle *c, const double *direction, chaos_error *error)
{
    memset(c->residual, 0, c->n * c->dim * sizeof *c->residual);
    const int code = chaosi_cycle_solve(c, direction, error);
    double most = 0.0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            most = fmax(most, scaled(c, r, c->step[i * c->dim + r]));
    for (size_t i = 0; i < c->n * c->dim; i++)
        c->step[i] *= away / most;
    return code;
}

static int search_along(chaosi_cycle *c, const double *direction, const double *start, bool *others,
                        chaos_error *error)
{
    const size_t bytes = c->nblocks * c->dim * c->lanes * sizeof *c->x;
    double residual;
    memcpy(c->x, start, bytes);
    int code = chaosi_cycle_evaluate(c, &residual);
    if (code == CHAOS_OK)
        code = step_along(c, direction, error);
    if (code != CHAOS_OK)
        return code;
    chaosi_cycle_keep(c);
    chaosi_cycle_move(c, 1.0);
    code = chaosi_cycle_newton(c, &residual, error);
    *others = residual <= CHAOSI_CYCLE_ROUNDING && distance(c, start) > away / 2.0;
    return code;
}

int chaosi_cycle_family(chaosi_cycle *c, uint32_t *dimension, chaos_error *error)
{
    const size_t states = c->nblocks * c->dim * c->lanes, directions = c->nullity;
    *dimension = 0;
    if (directions == 0)
        return CHAOS_OK;
    double *const all = chaosi_alloc(states + directions * c->dim, sizeof *all), *const start = all;
    if (!all)
        return chaosi_nomem(error);
    double *const along = all + states; /* Newton's method overwrites c->null */
    memcpy(start, c->x, states * sizeof *start);
    memcpy(along, c->null, directions * c->dim * sizeof *along);
    int code = CHAOS_OK;
    for (size_t j = 0; j < directions && code == CHAOS_OK; j++) {
        bool others = false;
        code = search_along(c, along + j * c->dim, start, &others, error);
        *dimension += others;
    }
    free(all);
    return code == CHAOS_EINVAL ? CHAOS_OK : code;
}
