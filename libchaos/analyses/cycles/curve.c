/* chaos_bifurcation_curve: arguments, where it begins, where it ends.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { MAX_PAIR = 256 /* unknowns of a curve of Neimark-Sacker points, whose systems are twice as large */ };
static const double near = 0.1; /* of where it must be a multiplier is, at the beginning */

/* -------------------------------------------------------------------------- arguments */

int chaosi_curve_check(const chaosi_branch *b, uint64_t period, const double *params, chaos_error *error)
{
    const chaos_map *map = b->cycle.map;
    const chaosi_curve *q = b->curve;
    if (q->along >= map->nparams || q->along == b->along)
        return chaosi_fail(error, CHAOS_EINVAL, "over", -1,
                           "over must be two different parameters below %llu, got %llu and %llu",
                           (unsigned long long)map->nparams, (unsigned long long)q->along,
                           (unsigned long long)b->along);
    if (!isfinite(q->low) || !isfinite(q->high) || !(q->low < q->high))
        return chaosi_fail(error, CHAOS_EINVAL, "to", -1,
                           "%s must go from a low value to a high one, got %g to %g", map->params[q->along],
                           q->low, q->high);
    const double at = params ? params[q->along] : map->param_defaults[q->along];
    if (!(at >= q->low && at <= q->high))
        return chaosi_fail(error, CHAOS_EINVAL, map->params[q->along], -1,
                           "%s of the cycle must be in %g to %g, got %g", map->params[q->along], q->low,
                           q->high, at);
    if (q->kind > CHAOS_NEIMARK_SACKER)
        return chaosi_fail(error, CHAOS_EINVAL, "kind", -1,
                           "kind must be a fold, a flip or a Neimark-Sacker point, got %s",
                           chaos_special_name(q->kind) ? chaos_special_name(q->kind) : "none");
    if (q->kind == CHAOS_NEIMARK_SACKER && map->dim < 2)
        return chaosi_fail(error, CHAOS_EINVAL, "kind", -1,
                           "a Neimark-Sacker point must be of a map of at least two states");
    if (q->kind == CHAOS_NEIMARK_SACKER && period > MAX_PAIR / map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1,
                           "period * states must be at most %d for Neimark-Sacker points, got %llu * %llu",
                           MAX_PAIR, (unsigned long long)period, (unsigned long long)map->dim);
    for (uint64_t i = 0; i < period * map->dim; i++)
        if (!isfinite(q->points[i]))
            return chaosi_fail(error, CHAOS_EINVAL, "points", (int64_t)i, "points must be finite, got %g",
                               q->points[i]);
    return CHAOS_OK;
}

/* ----------------------------------------------------------------------------- memory */

bool chaosi_curve_init(chaosi_branch *b)
{
    chaosi_curve *q = b->curve;
    const size_t np = b->npoints, dim = b->cycle.dim;
    q->ns = chaosi_curve_m(q) == 2 ? 2 * np + 4 : np + 1;
    q->slope = chaosi_alloc(np, sizeof *q->slope);
    q->gradient = chaosi_alloc(b->nz, sizeof *q->gradient);
    q->right = chaosi_alloc(4 * np, sizeof *q->right);
    q->reference = chaosi_alloc(chaosi_curve_nvectors(b), sizeof *q->reference);
    q->system = chaosi_alloc(q->ns * q->ns, sizeof *q->system);
    q->rhs = chaosi_alloc(2 * q->ns, sizeof *q->rhs);
    q->jacobian = chaosi_alloc(dim * dim, sizeof *q->jacobian);
    q->pivot = chaosi_alloc(q->ns, sizeof *q->pivot);
    q->left = q->right ? q->right + 2 * np : NULL;
    return q->slope && q->gradient && q->right && q->reference && q->system && q->rhs && q->jacobian &&
           q->pivot;
}

static void curve_free(chaosi_curve *q)
{
    free(q->slope);
    free(q->gradient);
    free(q->right);
    free(q->reference);
    free(q->system);
    free(q->rhs);
    free(q->jacobian);
    free(q->pivot);
}

/* -------------------------------------------------------------------------- the start */

/* The multiplier that is nearest to where it must be, and how far it is from there; of a pair one in the upper half plane. */
static int find_multiplier(chaosi_branch *b, double mu[2], double *off, chaos_error *error)
{
    const uint32_t kind = b->curve->kind;
    const int code = chaosi_cycle_multipliers(&b->cycle, b->multipliers, error);
    *off = INFINITY;
    for (size_t k = 0; k < b->cycle.dim && code == CHAOS_OK; k++) {
        const chaosi_multiplier *m = &b->multipliers[k];
        const double re = chaosi_multiplier_part(m->re, m->exponent),
                     im = chaosi_multiplier_part(m->im, m->exponent),
                     at = kind == CHAOS_NEIMARK_SACKER ? (im > 0.0 ? fabs(hypot(re, im) - 1.0) : INFINITY)
                                                       : hypot(re - (kind == CHAOS_FLIP ? -1.0 : 1.0), im);
        if (at < *off) {
            *off = at;
            mu[0] = re;
            mu[1] = im;
        }
    }
    return code;
}

static int no_point(const chaosi_branch *b, chaos_error *error)
{
    const uint32_t kind = b->curve->kind;
    return chaosi_fail(error, CHAOS_EINVAL, "points", -1,
                       "points must be those of a %s of a cycle of period %llu at these parameters",
                       kind == CHAOS_FOLD   ? "fold"
                       : kind == CHAOS_FLIP ? "flip"
                                            : "Neimark-Sacker point",
                       (unsigned long long)b->cycle.n);
}

/* A tangent across directions that are not the curve's; then the place, and its own tangent. */
static int settle(chaosi_branch *b, chaosi_place *start, double *across, chaos_error *error)
{
    bool found;
    for (size_t i = 0; i < b->nz; i++)
        across[i] = 1.0 / (double)(b->nz - i);
    int code = chaosi_place_judge(b, across, start, error);
    memcpy(across, start->tangent, b->nz * sizeof *across);
    if (code == CHAOS_OK)
        code = chaosi_place_correct(b, across, start, &found, error);
    if (code == CHAOS_OK && (!found || chaosi_branch_least_period(b) < b->cycle.n))
        return no_point(b, error);
    if (across[b->npoints] < 0.0)
        for (size_t i = 0; i < b->nz; i++)
            across[i] = -across[i];
    if (code == CHAOS_OK)
        code = chaosi_branch_find_volume(b, start, error);
    double worst;
    if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, start->z, &worst, error);
    return code == CHAOS_OK ? chaosi_place_judge(b, across, start, error) : code;
}

int chaosi_curve_begin(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    const chaosi_cycle *c = &b->cycle;
    chaosi_curve *q = b->curve;
    double mu[2] = { 0.0, 0.0 }, off = INFINITY, worst;
    q->width = q->high - q->low;
    int code = chaosi_branch_take(b, q->points, c->n);
    if (code != CHAOS_OK)
        return code;
    for (size_t i = 0; i < b->npoints; i++)
        start->z[i] = c->x[chaosi_cycle_at(c, i / c->dim, i % c->dim)] / b->scale[i % c->dim];
    start->z[b->npoints] = b->params[q->along] / q->width;
    start->z[b->nz - 1] = b->params[b->along] / b->width;
    code = chaosi_branch_evaluate(b, start->z, &worst, error);
    if (code == CHAOS_OK && isfinite(worst))
        code = find_multiplier(b, mu, &off, error);
    if (code == CHAOS_OK && !(worst <= near && off <= near))
        return no_point(b, error);
    if (code == CHAOS_OK)
        code = chaosi_curve_find_vectors(b, mu, error);
    double *const across = chaosi_alloc(b->nz, sizeof *across);
    if (!across)
        return chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = settle(b, start, across, error);
    free(across);
    return code;
}

/* --------------------------------------------------------------------------- the ends */

bool chaosi_curve_is_outside(const chaosi_branch *b, const chaosi_place *place)
{
    const double p = place->z[b->npoints] * b->curve->width;
    return !(p >= b->curve->low && p <= b->curve->high);
}

/* The end of a range that a value has passed; NaN: it has not. */
static double passed(double value, double low, double high)
{
    return value > high ? high : value < low ? low : CHAOSI_NAN;
}

size_t chaosi_curve_end(const chaosi_branch *b, const chaosi_place *here, const chaosi_place *next,
                        double *end)
{
    const chaosi_curve *q = b->curve;
    const size_t first = b->npoints, second = b->nz - 1;
    const double ends[2] = { passed(next->z[first] * q->width, q->low, q->high) / q->width,
                             passed(next->z[second] * b->width, b->low, b->high) / b->width };
    const double share = (ends[0] - here->z[first]) / (next->z[first] - here->z[first]),
                 other = (ends[1] - here->z[second]) / (next->z[second] - here->z[second]);
    const bool is_second = !(share <= other || other != other);
    *end = ends[is_second];
    return is_second ? second : first;
}

/* ------------------------------------------------------------------------------- call */

int chaos_bifurcation_curve(const chaos_map *map, uint32_t kind, uint64_t period, const uint64_t *over,
                            const double *box, const double *params, const double *points, uint64_t budget,
                            chaos_result **result, const chaos_options *options, chaos_error *error)
{
    if (!over || !box || !points)
        return chaosi_fail(error, CHAOS_EINVAL,
                           !over  ? "over"
                           : !box ? "to"
                                  : "points",
                           -1, "%s must not be NULL",
                           !over  ? "over"
                           : !box ? "to"
                                  : "points");
    chaosi_curve curve = { .kind = kind, .along = over[0], .low = box[0], .high = box[1], .points = points };
    chaosi_branch b = {
        .cycle.map = map, .guess = points, .along = over[1], .low = box[2], .high = box[3], .curve = &curve
    };
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = chaosi_branch_go(&b, period, params, budget, result, options, error);
    curve_free(&curve);
    chaosi_fpenv_leave(host);
    return code;
}
