/* What happens twice within a step changes no sign: a multiplier that leaves the unit circle and comes back, two folds
 * of a narrow S. Seen by a test function that is nearer to 0 at a place than before and after: how near it gets, by
 * parabolas.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>

enum { MAX_TRIALS = 24 };
static const double deep =
    0.5; /* of the least value that is known: what a parabola must promise to be looked at, */
static const double flat = 0.95;     /* and to be looked at once more */
static const double touching = 1e-9; /* of the values around it */
static const double least_shift = 0.01;

/* Three values of a test, the least in the middle. */
typedef struct dip {
    double s[3], g[3];
} dip;

/* Where the parabola through them is least, and its value there. */
static double vertex(const dip *d, double *value)
{
    const double u = d->s[0] - d->s[1], v = d->s[2] - d->s[1], p = (d->g[0] - d->g[1]) / u,
                 q = (d->g[2] - d->g[1]) / v, bend = (q - p) / (v - u), slope = p - bend * u;
    *value = d->g[1] - slope * slope / (4.0 * bend);
    return d->s[1] - slope / (2.0 * bend);
}

static bool is_dip(const dip *d)
{
    const double sign = copysign(1.0, d->g[1]);
    return sign * d->g[1] < sign * d->g[0] && sign * d->g[1] < sign * d->g[2];
}

/* Not where it was already: there the longer side is cut. */
static double next_trial(const dip *d, double s)
{
    const double least = least_shift * (d->s[2] - d->s[0]);
    if (fabs(s - d->s[1]) >= least)
        return s;
    return d->s[2] - d->s[1] > d->s[1] - d->s[0] ? d->s[1] + least : d->s[1] - least;
}

static void narrow(dip *d, double s, double g)
{
    const bool lower = fabs(g)<fabs(d->g[1]), ahead = s> d->s[1];
    const int replaced = lower == ahead ? 0 : 2;
    d->s[replaced] = lower ? d->s[1] : s;
    d->g[replaced] = lower ? d->g[1] : g;
    if (lower) {
        d->s[1] = s;
        d->g[1] = g;
    }
}

int chaosi_branch_dip(chaosi_branch *b, const chaosi_place *const *place, uint32_t kind, chaosi_place *at,
                      enum chaosi_dip *found, chaos_error *error)
{
    dip d;
    int code = CHAOS_OK;
    double value;
    for (int k = 0; k < 3; k++) {
        d.s[k] = place[k]->s - place[0]->s;
        d.g[k] = chaosi_place_test(place[k], kind);
    }
    *found = CHAOSI_DIP_NONE;
    if (!is_dip(&d) || chaosi_branch_is_noise(place[0], place[2], kind))
        return CHAOS_OK;
    const double size = fmin(fabs(d.g[0]), fabs(d.g[2]));
    double most = deep;
    if (fabs(d.g[1]) <= touching * size) {
        chaosi_place_copy(at, place[1], b);
        *found = CHAOSI_DIP_TOUCHES;
        return CHAOS_OK;
    }
    for (int trial = 0; trial < MAX_TRIALS && code == CHAOS_OK; trial++, most = flat) {
        const double s = vertex(&d, &value);
        bool good;
        if (!(value / d.g[1] <= most)) /* it is known well, and not near 0 */
            break;
        const double where = next_trial(&d, s);
        code = chaosi_place_at(b, place[0], where, at, &good, error);
        if (code != CHAOS_OK || !good)
            break;
        const double g = chaosi_place_test(at, kind);
        if (fabs(g) <= touching * size)
            *found = CHAOSI_DIP_TOUCHES;
        else if ((g < 0.0) != (d.g[1] < 0.0))
            *found = CHAOSI_DIP_CROSSES;
        if (*found != CHAOSI_DIP_NONE)
            break;
        narrow(&d, where, g);
    }
    return code;
}
