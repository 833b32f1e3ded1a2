/* How far a cycle can be trusted. Rounding makes of f(x_i) - x_{i+1} = 0 a residual of about
 * that size, and the linear system says how far the points are off for it: far where a
 * multiplier is almost 1, as at a tangency, where points have half their digits. What such a
 * displacement does to the multipliers is seen by computing them there. Where it changes how far they are from
 * 1 the system is not linear so far: of a root of m-fold contact it finds the m-th part.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Of the largest |x|: what evaluating a formula of a few operations is off by. */
static const double rounding = 4.0 * __DBL_EPSILON__;

enum {
    PATTERNS = 4,       /* of signs */
    MOST_NUMBERS = 256, /* in a cycle whose errors are looked at that closely */
    BENT = 3,           /* the most contact that is reckoned with */
};

static bool is_small(const chaosi_cycle *c) { return c->n * c->dim <= MOST_NUMBERS; }

/* Residuals that rounding may have hidden are as large as it makes them, of one sign or another: of all the same
 * one much may cancel. */
static void raise_residuals(chaosi_cycle *c, unsigned pattern)
{
    for (size_t r = 0; r < c->dim; r++) {
        const double least = rounding * chaosi_cycle_size(c, r);
        for (size_t i = 0; i < c->n; i++) {
            const size_t at = i * c->dim + r;
            const double size = fmax(fabs(c->residual[at]), least);
            c->residual[at] = __builtin_parity((unsigned)at & pattern) ? -size : size;
        }
    }
}

/* How far all that may take the points of each state; the largest in units of its size. */
static double take_errors(const chaosi_cycle *c, double *points_error)
{
    double furthest = 0.0;
    for (size_t r = 0; r < c->dim; r++) {
        double most = 0.0;
        for (size_t i = 0; i < c->n; i++) {
            const double step = fabs(c->step[i * c->dim + r]);
            most = step <= most ? most : step; /* NaN gets through */
        }
        points_error[r] = most <= points_error[r] ? points_error[r] : most;
        furthest = fmax(furthest, most / chaosi_cycle_size(c, r));
    }
    return furthest;
}

/* The step that moves the points furthest is left in c->step. */
static int find_errors(chaosi_cycle *c, double *points_error, chaos_error *error)
{
    const unsigned patterns = is_small(c) ? PATTERNS : 1;
    double furthest = -1.0;
    unsigned worst = 0;
    int code = CHAOS_OK;
    memset(points_error, 0, c->dim * sizeof *points_error);
    for (unsigned k = 0; k <= patterns && code == CHAOS_OK; k++) {
        if (k == patterns && worst == k - 1)
            break;
        raise_residuals(c, k < patterns ? k : worst);
        code = chaosi_cycle_solve(c, NULL, error);
        const double most = code == CHAOS_OK ? take_errors(c, points_error) : 0.0;
        if (k < patterns && most > furthest) {
            furthest = most;
            worst = k;
        }
    }
    return code;
}

/* Multipliers come sorted, but equal moduli in any order. */
static double nearest(const chaosi_multiplier *z, const chaosi_multiplier *others, size_t count)
{
    double least = chaosi_multiplier_distance(z, &others[0]);
    for (size_t j = 1; j < count; j++)
        least = fmin(least, chaosi_multiplier_distance(z, &others[j]));
    return least;
}

static double distance_from_one(const chaosi_multiplier *multipliers, size_t count)
{
    const chaosi_multiplier one = { .re = 1.0, .modulus = 1.0 };
    return nearest(&one, multipliers, count);
}

/* What a cycle's multipliers are at displaced points. */
typedef struct displaced {
    const chaosi_multiplier *multipliers; /* [count] at the points themselves */
    chaosi_multiplier *moved;             /* [count] */
    size_t count;
    double *error;  /* [count] the largest change so far */
    double largest; /* likewise, of the distance from 1 */
} displaced;

/* Displaced by a share of c->step. */
static int displace(chaosi_cycle *c, double share, displaced *d, chaos_error *error)
{
    double residual;
    chaosi_cycle_keep(c);
    chaosi_cycle_move(c, share);
    int code = chaosi_cycle_evaluate(c, &residual);
    if (code == CHAOS_OK)
        code = chaosi_cycle_multipliers(c, d->moved, error);
    for (size_t i = 0; i < d->count && code == CHAOS_OK; i++) {
        const chaosi_multiplier *z = &d->multipliers[i];
        const double change =
            nearest(z, d->moved, d->count) + 8.0 * (double)(c->dim * c->n) * __DBL_EPSILON__ *
                                                 chaosi_multiplier_part(z->modulus, z->modulus_exponent);
        d->error[i] = change <= d->error[i] ? d->error[i] : change;
    }
    if (code == CHAOS_OK)
        d->largest = fmax(d->largest, distance_from_one(d->moved, d->count));
    chaosi_cycle_move(c, 0.0);
    return code == CHAOS_OK ? chaosi_cycle_evaluate(c, &residual) : code;
}

/* Whether a multiplier may be as near to 1 as it is only by its error. */
static bool is_bent(const chaosi_multiplier *multipliers, const double *multipliers_error, size_t count)
{
    const double distance = distance_from_one(multipliers, count);
    for (size_t i = 0; i < count; i++)
        if (distance < 4.0 * multipliers_error[i])
            return true;
    return false;
}

/* To both sides: on one all may be alike, across a root. */
static int displace_both(chaosi_cycle *c, double share, displaced *d, chaos_error *error)
{
    memset(d->error, 0, d->count * sizeof *d->error);
    d->largest = 0.0;
    const int code = is_small(c) ? displace(c, -share, d, error) : CHAOS_OK;
    return code == CHAOS_OK ? displace(c, share, d, error) : code;
}

/* The displacement at which the system, as it is there, has the residuals that rounding makes: *share of c->step. */
static int find_share(chaosi_cycle *c, displaced *d, double *share, chaos_error *error)
{
    const double distance = distance_from_one(d->multipliers, d->count);
    int code = displace_both(c, 1.0, d, error);
    while (code == CHAOS_OK && distance > 1e-14 && *share > 1e-5 && is_small(c) &&
           is_bent(d->multipliers, d->error, d->count) && d->largest * *share > 4.0 * distance) {
        *share /= 4.0;
        code = displace_both(c, *share, d, error);
    }
    return code;
}

int chaosi_cycle_errors(chaosi_cycle *c, const chaosi_multiplier *multipliers, double *points_error,
                        double *multipliers_error, chaos_error *error)
{
    const size_t count = chaosi_cycle_nmultipliers(c->dim);
    int code = find_errors(c, points_error, error);
    if (code == CHAOS_EINVAL) { /* not finite */
        for (size_t r = 0; r < c->dim; r++)
            points_error[r] = CHAOSI_NAN;
        for (size_t i = 0; i < count; i++)
            multipliers_error[i] = CHAOSI_NAN;
        return CHAOS_OK;
    }
    if (code != CHAOS_OK)
        return code;
    chaosi_multiplier *moved = chaosi_alloc(count, sizeof *moved);
    if (!moved)
        return chaosi_nomem(error);
    double share = 1.0;
    code = find_share(c, &(displaced){ multipliers, moved, count, multipliers_error, 0.0 }, &share, error);
    free(moved);
    if (code == CHAOS_OK && is_bent(multipliers, multipliers_error, count)) {
        for (size_t r = 0; r < c->dim; r++)
            points_error[r] *= BENT * share;
        for (size_t i = 0; i < count; i++)
            multipliers_error[i] *= BENT;
    }
    return code;
}
