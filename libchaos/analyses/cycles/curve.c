/* chaos_bifurcation_curve and chaos_bifurcation_curve_from: arguments, memory, where it ends.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum {
    MAX_PERIOD = 512,
    MAX_PAIR = 256 /* unknowns of a curve of Neimark-Sacker points, whose systems are twice as large */
};

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
    const int code = chaosi_check_begin(map, q->along, params, "to", q->low, q->high, error);
    if (code != CHAOS_OK)
        return code;
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
    for (uint64_t i = 0; i < period / q->times * map->dim; i++)
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

static int follow(const chaos_map *map, chaosi_curve curve, uint64_t period, const uint64_t *over,
                  const double *box, const double *params, uint64_t budget, chaos_result **result,
                  const chaos_options *options, chaos_error *error)
{
    const char *const missing = !over ? "over" : !box ? "to" : !curve.points ? "points" : NULL;
    if (missing)
        return chaosi_fail(error, CHAOS_EINVAL, missing, -1, "%s must not be NULL", missing);
    curve.along = over[0];
    curve.low = box[0];
    curve.high = box[1];
    chaosi_branch b = { .cycle.map = map,
                        .guess = curve.points,
                        .along = over[1],
                        .low = box[2],
                        .high = box[3],
                        .curve = &curve };
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = chaosi_branch_go(&b, period, params, budget, result, options, error);
    curve_free(&curve);
    chaosi_fpenv_leave(host);
    return code;
}

int chaos_bifurcation_curve(const chaos_map *map, uint32_t kind, uint64_t period, const uint64_t *over,
                            const double *box, const double *params, const double *points, uint64_t budget,
                            chaos_result **result, const chaos_options *options, chaos_error *error)
{
    const chaosi_curve curve = { .kind = kind, .points = points, .times = 1, .cosine = CHAOSI_NAN };
    return follow(map, curve, period, over, box, params, budget, result, options, error);
}

int chaos_bifurcation_curve_from(const chaos_map *map, uint32_t special, uint64_t which, uint64_t period,
                                 const uint64_t *over, const double *box, const double *params,
                                 const double *points, double cosine, uint64_t budget, chaos_result **result,
                                 const chaos_options *options, chaos_error *error)
{
    chaosi_curve curve = { .points = points, .special = special, .which = which, .cosine = cosine };
    uint32_t kind;
    uint64_t times;
    if (!chaos_special_curve(special, 0, &curve.kind, &curve.times))
        return chaosi_fail(error, CHAOS_EINVAL, "special", -1,
                           "special must be a point of codimension 2, got %s",
                           chaos_special_name(special) ? chaos_special_name(special) : "none");
    if (!chaos_special_curve(special, which, &curve.kind, &curve.times))
        return chaosi_fail(error, CHAOS_EINVAL, "which", -1,
                           "which must be the number of a curve through a %s, got %llu",
                           chaos_special_name(special), (unsigned long long)which);
    for (uint64_t i = 0; i < which && chaos_special_curve(special, i, &kind, &times); i++)
        curve.nth += kind == curve.kind && times == curve.times;
    if (period < 1 || period > MAX_PERIOD)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1, "period must be 1 to %d, got %llu", MAX_PERIOD,
                           (unsigned long long)period);
    return follow(map, curve, period * curve.times, over, box, params, budget, result, options, error);
}
