/* Where a curve of bifurcations begins: at one of them, or where it leaves a point of codimension 2.
 *
 * Cycles of a multiple of the period are born there (Y. A. Kuznetsov, H. G. E. Meijer, Numerical Bifurcation Analysis of Maps,
 * 2019, has which). Those of twice the period begin in the direction in which points alternate, the eigenvector of -1, while
 * parameters change with the square: the curve is looked for at a small amplitude, with the critical vectors of the point itself,
 * gone round twice. curve_resonance.c has those of three and four times the period.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/memory.h"
#include "numerics/modulus.h"

#include <math.h>
#include <string.h>

static const double near = 0.1; /* of where it must be a multiplier is, at the beginning */
static const double first_amplitude = 0.01, last_amplitude = 1e-4;

/* ----------------------------------------------------------------------- curves that meet */

static const struct meeting {
    uint32_t special, kind, times;
} meetings[] = {
    { CHAOS_CUSP, CHAOS_FOLD, 1 },
    { CHAOS_GENERALIZED_FLIP, CHAOS_FLIP, 1 },
    { CHAOS_GENERALIZED_FLIP, CHAOS_FOLD, 2 },
    { CHAOS_CHENCINER, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_RESONANCE_1, CHAOS_FOLD, 1 },
    { CHAOS_RESONANCE_1, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_RESONANCE_2, CHAOS_FLIP, 1 },
    { CHAOS_RESONANCE_2, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_RESONANCE_2, CHAOS_NEIMARK_SACKER, 2 },
    { CHAOS_RESONANCE_3, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_RESONANCE_3, CHAOS_NEIMARK_SACKER, 3 },
    { CHAOS_RESONANCE_3, CHAOS_NEIMARK_SACKER, 3 },
    { CHAOS_RESONANCE_4, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_RESONANCE_4, CHAOS_NEIMARK_SACKER, 4 },
    { CHAOS_RESONANCE_4, CHAOS_FOLD, 4 },
    { CHAOS_RESONANCE_4, CHAOS_FOLD, 4 },
    { CHAOS_FOLD_FLIP, CHAOS_FOLD, 1 },
    { CHAOS_FOLD_FLIP, CHAOS_FLIP, 1 },
    { CHAOS_FOLD_FLIP, CHAOS_NEIMARK_SACKER, 2 },
    { CHAOS_FOLD_NEIMARK_SACKER, CHAOS_FOLD, 1 },
    { CHAOS_FOLD_NEIMARK_SACKER, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_FLIP_NEIMARK_SACKER, CHAOS_FLIP, 1 },
    { CHAOS_FLIP_NEIMARK_SACKER, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_FLIP_NEIMARK_SACKER, CHAOS_NEIMARK_SACKER, 2 },
    { CHAOS_DOUBLE_NEIMARK_SACKER, CHAOS_NEIMARK_SACKER, 1 },
    { CHAOS_DOUBLE_NEIMARK_SACKER, CHAOS_NEIMARK_SACKER, 1 },
};

bool chaos_special_curve(uint32_t special, uint64_t i, uint32_t *kind, uint64_t *times)
{
    for (size_t k = 0; k < sizeof meetings / sizeof *meetings; k++)
        if (meetings[k].special == special && i-- == 0) {
            *kind = meetings[k].kind;
            *times = meetings[k].times;
            return true;
        }
    return false;
}

/* ---------------------------------------------------------------------- what is critical */

/* Where real multipliers are that are critical; false: it is a pair. */
static bool are_real(const chaosi_curve *q, double at[2])
{
    const bool flips = q->kind == CHAOS_FLIP || q->times == 2 || q->special == CHAOS_RESONANCE_2;
    at[0] = flips ? -1.0 : 1.0;
    at[1] = q->special == CHAOS_FOLD_FLIP ? 1.0 : at[0];
    return q->times <= 2 && (q->kind != CHAOS_NEIMARK_SACKER || q->special == CHAOS_RESONANCE_1 ||
                             q->special == CHAOS_RESONANCE_2 || q->special == CHAOS_FOLD_FLIP);
}

static void part_of(const chaosi_multiplier *m, double z[2])
{
    z[0] = chaosi_multiplier_part(m->re, m->exponent);
    z[1] = chaosi_multiplier_part(m->im, m->exponent);
}

/* How far the nearest multiplier is from a real number. */
static double off_real(const chaosi_branch *b, double at)
{
    double off = INFINITY, z[2];
    for (size_t k = 0; k < b->cycle.dim; k++) {
        part_of(&b->multipliers[k], z);
        off = fmin(off, chaosi_modulus(z[0] - at, z[1]));
    }
    return off;
}

/* The pair in the upper half plane that is nearest to the circle, but for number `other`; dim: there is none. */
static size_t find_pair(const chaosi_branch *b, size_t other, double *off)
{
    size_t found = b->cycle.dim;
    double z[2];
    *off = INFINITY;
    for (size_t k = 0; k < b->cycle.dim; k++) {
        part_of(&b->multipliers[k], z);
        if (k != other && z[1] > 0.0 && fabs(chaosi_modulus(z[0], z[1]) - 1.0) < *off) {
            *off = fabs(chaosi_modulus(z[0], z[1]) - 1.0);
            found = k;
        }
    }
    return found;
}

/* Of two pairs on the circle that with the cosine that is known, or the other. */
static size_t find_pair_of_two(const chaosi_branch *b, double *off)
{
    const size_t first = find_pair(b, b->cycle.dim, off), second = find_pair(b, first, off);
    double u[2], v[2];
    if (second == b->cycle.dim)
        return second;
    part_of(&b->multipliers[first], u);
    part_of(&b->multipliers[second], v);
    const bool is_first = !(fabs(u[0] - b->curve->cosine) > fabs(v[0] - b->curve->cosine));
    return is_first == (b->curve->nth == 1) ? second : first;
}

/* Multipliers that are critical [2], and how far those of the cycle are from there, or of a pair from the circle. */
static int find_multipliers(chaosi_branch *b, double mu[2][2], double *off, chaos_error *error)
{
    const chaosi_curve *q = b->curve;
    chaosi_cycle *c = &b->cycle;
    double at[2];
    const size_t n = c->n;
    c->n = n / q->times; /* the same points again */
    const int code = chaosi_cycle_multipliers(c, b->multipliers, error);
    c->n = n;
    *off = INFINITY;
    if (code != CHAOS_OK)
        return code;
    if (are_real(q, at)) {
        *off = fmax(off_real(b, at[0]), off_real(b, at[1]));
        for (size_t i = 0; i < 2; i++) {
            mu[i][0] = at[i];
            mu[i][1] = 0.0;
        }
        return CHAOS_OK;
    }
    const size_t k =
        q->special == CHAOS_DOUBLE_NEIMARK_SACKER ? find_pair_of_two(b, off) : find_pair(b, c->dim, off);
    if (k < c->dim)
        part_of(&b->multipliers[k], mu[0]);
    return CHAOS_OK;
}

/* ----------------------------------------------------------------------------- the start */

static int no_point(const chaosi_branch *b, chaos_error *error)
{
    const chaosi_curve *q = b->curve;
    const char *const kind = q->kind == CHAOS_FOLD   ? "fold"
                             : q->kind == CHAOS_FLIP ? "flip"
                                                     : "Neimark-Sacker point";
    if (q->special)
        return chaosi_fail(
            error, CHAOS_EINVAL, "points", -1,
            "points must be those of a %s that such a curve leaves: there is no %s of cycles of period %llu "
            "beside them",
            chaos_special_name(q->special), kind, (unsigned long long)b->cycle.n);
    return chaosi_fail(error, CHAOS_EINVAL, "points", -1,
                       "points must be those of a %s of a cycle of period %llu at these parameters", kind,
                       (unsigned long long)b->cycle.n);
}

/* The place that was found, judged. */
static int finish(chaosi_branch *b, chaosi_place *start, const double *towards, chaos_error *error)
{
    double worst;
    int code = chaosi_branch_find_volume(b, start, error);
    if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, start->z, &worst, error);
    return code == CHAOS_OK ? chaosi_place_judge(b, towards, start, error) : code;
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
    return code == CHAOS_OK ? finish(b, start, across, error) : code;
}

/* ------------------------------------------------------------------------------- doubled */

/* Points that alternate, of length 1. */
static void alternate(chaosi_branch *b, double *across)
{
    const size_t once = b->npoints / 2;
    chaosi_curve_find_single(b, b->cycle.n / 2, -1.0, across, b->before);
    for (size_t i = 0; i < once; i++)
        across[once + i] = -across[i];
    across[b->npoints] = across[b->npoints + 1] = 0.0;
    const double length = sqrt(chaosi_branch_product(b, across, across));
    for (size_t i = 0; i < b->npoints; i++)
        across[i] /= length;
}

bool chaosi_curve_is_beside(chaosi_branch *b, const chaosi_place *start, double amplitude)
{
    chaosi_branch_difference(b, start->z, b->target, b->rhs);
    return chaosi_branch_least_period(b) == b->cycle.n && chaosi_place_is_in_range(b, start) &&
           !chaosi_curve_is_outside(b, start) &&
           chaosi_branch_product(b, b->rhs, b->rhs) <= amplitude * amplitude / 4.0;
}

/* A little beside the point, its tangent away from it. z: the point, gone round twice. */
static int leave(chaosi_branch *b, chaosi_place *start, const double *z, const double *across, bool *there,
                 chaos_error *error)
{
    bool found = false;
    int code = CHAOS_OK;
    for (double amplitude = first_amplitude; amplitude >= last_amplitude && code == CHAOS_OK && !found;
         amplitude /= 4.0) {
        chaosi_branch_ahead(b, z, across, amplitude, start->z);
        code = chaosi_place_correct(b, across, start, &found, error);
        found = found && chaosi_curve_is_beside(b, start, amplitude);
    }
    *there = found;
    return code;
}

/* ---------------------------------------------------------------------------------- both */

static int begin(chaosi_branch *b, chaosi_place *start, double *across, chaos_error *error)
{
    chaosi_curve *q = b->curve;
    double mu[2][2] = { { 0.0 } }, off = INFINITY, worst, *const z = across + b->nz;
    int code = chaosi_branch_evaluate(b, start->z, &worst, error);
    if (code == CHAOS_OK && isfinite(worst))
        code = find_multipliers(b, mu, &off, error);
    if (code == CHAOS_OK && !(worst <= near && off <= near))
        return no_point(b, error);
    memcpy(z, start->z, b->nz * sizeof *z);
    if (code == CHAOS_OK && q->times == 2)
        alternate(b, across);
    if (code == CHAOS_OK && q->times <= 2) {
        chaosi_curve_find_vectors(b, mu, q->times);
        code = chaosi_curve_evaluate(b, error);
    }
    if (code == CHAOS_OK && q->times == 1)
        return settle(b, start, across, error);
    bool found = false;
    if (code == CHAOS_OK)
        code = q->times == 2 ? leave(b, start, z, across, &found, error)
                             : chaosi_curve_leave_resonance(b, mu, z, across, start, &found, error);
    if (code == CHAOS_OK && !found)
        return no_point(b, error);
    return code == CHAOS_OK ? finish(b, start, across, error) : code;
}

int chaosi_curve_begin(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    const chaosi_cycle *c = &b->cycle;
    chaosi_curve *q = b->curve;
    q->width = q->high - q->low;
    int code = chaosi_branch_take(b, q->points, c->n / q->times);
    if (code != CHAOS_OK)
        return code;
    for (size_t i = 0; i < b->npoints; i++)
        start->z[i] = c->x[chaosi_cycle_at(c, i / c->dim, i % c->dim)] / b->scale[i % c->dim];
    start->z[b->npoints] = b->params[q->along] / q->width;
    start->z[b->nz - 1] = b->params[b->along] / b->width;
    double *const across = chaosi_alloc(2 * b->nz, sizeof *across);
    if (!across)
        return chaosi_nomem(error);
    code = begin(b, start, across, error);
    free(across);
    return code;
}
