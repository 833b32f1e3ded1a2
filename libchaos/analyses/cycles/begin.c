/* Where a branch begins: near a guess, at a flip, where two cross; and the scales of its unknowns.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { FEW_STATES = 16 };
static const double same_point = 1e-6;   /* of its scale */
static const double same_volume = 1e-10; /* |det Df| - 1 */
/* How far from its middle a branch is followed: views; or if there is none sizes of the cycle that it begins with. */
static const double wide = 3.0, without_view = 1e6;
static const double beside = 1e-7; /* of a flip, where the equations are regular */
static const double first_doubled = 0.01,
                    last_doubled = 1e-7;    /* how far from a flip the doubled cycle is looked for */
static const double little_of_view = 0.05,  /* a state is scaled by no less of what a picture shows, */
    little_of_terms = 0.05;                 /* and of the terms that may cancel in it */
static const double bends = 0.1;            /* of a change: by as much its image is not in proportion to it */
static const double next_to_nothing = 1e-6; /* of the map's own unit: a state that is 0 */
static const double rounding_of_0 =
    16.0 * __DBL_EPSILON__; /* of the largest state: the same, where the map is linear in it */

/* ----------------------------------------------------------------------- near a guess */

/* Where branches that go off to infinity, as Henon's at a = 0, are left. */
static void set_box(chaosi_branch *b, size_t r)
{
    const chaosi_cycle *c = &b->cycle;
    double low, high, middle = 0.0, most = without_view * b->scale[r];
    if (chaos_map_view(c->map, r, &low, &high) && isfinite(high - low)) {
        middle = low / 2.0 + high / 2.0;
        most = wide * fmax(b->scale[r], high - low);
    }
    b->box[r][0] = (chaosi_cycle_period(c, r) > 0.0 ? -INFINITY : middle - most) / b->scale[r];
    b->box[r][1] = (chaosi_cycle_period(c, r) > 0.0 ? INFINITY : middle + most) / b->scale[r];
}

/* How far state r of the first point must change before the map is no longer linear, which is its own unit where a
 * state is 0 but for what Newton's method left; 0: it is linear. */
static double natural_size(chaosi_branch *b, size_t r)
{
    const chaosi_cycle *c = &b->cycle;
    double *const x = b->jet, *const here = x + c->dim, *const ahead = here + c->dim,
                  *const back = ahead + c->dim;
    for (size_t s = 0; s < c->dim; s++)
        x[s] = c->x[chaosi_cycle_at(c, 0, s)];
    const double at = x[r];
    if (chaosi_jets_step(b->jets, 0, b->params, x, c->options.n0, here, NULL) != CHAOS_OK)
        return 0.0;
    for (double h = ldexp(1.0, -60); h < ldexp(1.0, 60); h *= 4.0) {
        x[r] = at + h;
        int code = chaosi_jets_step(b->jets, 0, b->params, x, c->options.n0, ahead, NULL);
        x[r] = at - h;
        if (code == CHAOS_OK)
            code = chaosi_jets_step(b->jets, 0, b->params, x, c->options.n0, back, NULL);
        for (size_t s = 0; s < c->dim && code == CHAOS_OK; s++) {
            const double slope = c->jacobian[(r * c->dim + s) * c->lanes],
                         rounding = 64.0 * __DBL_EPSILON__ * fmax(fabs(here[s]), chaosi_cycle_terms(c, 0, s)),
                         much = bends * h + rounding;
            if (fabs(ahead[s] - 2.0 * here[s] + back[s]) > much ||
                fabs(ahead[s] - back[s] - 2.0 * h * slope) > much)
                return h;
        }
    }
    return 0.0;
}

/* After chaosi_cycle_evaluate. */
static void set_scales(chaosi_branch *b)
{
    chaosi_cycle *c = &b->cycle;
    double largest = 0.0;
    b->width = b->high - b->low;
    for (size_t r = 0; r < c->dim; r++) {
        double low, high;
        b->scale[r] = chaosi_cycle_size(c, r);
        if (chaos_map_view(c->map, r, &low, &high) && high - low < INFINITY)
            b->scale[r] = fmax(b->scale[r], little_of_view * (high - low));
        else if (c->dim <= FEW_STATES && !(chaosi_cycle_period(c, r) > 0.0)) {
            const double natural = natural_size(b, r);
            if (b->scale[r] < next_to_nothing * natural)
                b->scale[r] = natural;
        }
        for (size_t i = 0; i < c->n; i++)
            b->scale[r] = fmax(b->scale[r], little_of_terms * chaosi_cycle_terms(c, i, r));
        largest = fmax(largest, b->scale[r]);
    }
    for (size_t r = 0; r < c->dim; r++) {
        if (!(b->scale[r] > rounding_of_0 * largest))
            b->scale[r] = largest > 0.0 ? largest : 1.0;
        c->scale[r] = fmax(c->scale[r], b->scale[r]);
        set_box(b, r);
    }
}

/* Whether |det Df| is 1 at all points; *sign: of the determinant around the cycle. */
static int keeps_volume(chaosi_branch *b, bool *keeps, double *sign)
{
    chaosi_cycle *c = &b->cycle;
    int code = CHAOS_OK;
    *sign = 1.0;
    for (size_t i = 0; i < c->n && code == CHAOS_OK && *keeps; i++) {
        code = chaosi_cycle_jacobian(c, i, b->matrix);
        const chaosi_determinant det = chaosi_lu(b->matrix, b->pivot, c->dim);
        *sign *= copysign(1.0, det.mantissa);
        *keeps = fabs(fabs(ldexp(det.mantissa, det.exponent)) - 1.0) <= same_volume;
    }
    return code;
}

int chaosi_branch_find_volume(chaosi_branch *b, const chaosi_place *start, chaos_error *error)
{
    double worst, sign;
    bool keeps = b->cycle.dim > 1;
    int code = keeps_volume(b, &keeps, &sign);
    b->area = b->cycle.dim == 2 && sign > 0.0;
    for (size_t i = 0; i < b->nz; i++)
        b->target[i] = start->z[i] + 0.01 * (1.0 + (double)(i % 3));
    if (code == CHAOS_OK && keeps)
        code = chaosi_branch_evaluate(b, b->target, &worst, error);
    if (code == CHAOS_OK && keeps)
        code = keeps_volume(b, &keeps, &sign);
    b->conservative = keeps;
    b->area &= keeps;
    return code;
}

size_t chaosi_branch_least_period(const chaosi_branch *b)
{
    const chaosi_cycle *c = &b->cycle;
    for (size_t period = 1; period < c->n; period++) {
        bool same = c->n % period == 0;
        for (size_t i = 0; i < c->n && same; i++)
            for (size_t r = 0; r < c->dim; r++)
                same &= fabs(chaosi_cycle_difference(c, r, c->x[chaosi_cycle_at(c, i, r)],
                                                     c->x[chaosi_cycle_at(c, (i + period) % c->n, r)])) <=
                        same_point * b->scale[r];
        if (same)
            return period;
    }
    return c->n;
}

int chaosi_branch_take(chaosi_branch *b, const double *points, size_t count)
{
    chaosi_cycle *c = &b->cycle;
    double worst;
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            c->x[chaosi_cycle_at(c, i, r)] = points[i % count * c->dim + r];
    for (size_t r = 0; r < c->dim; r++)
        c->scale[r] = chaosi_cycle_size(c, r);
    const int code = chaosi_cycle_evaluate(c, &worst);
    if (code == CHAOS_OK)
        set_scales(b);
    return code;
}

static int no_cycle(const chaosi_branch *b, double residual, chaos_error *error)
{
    return chaosi_fail(
        error, CHAOS_EINVAL, "guess", -1,
        "guess must be near a cycle of period %llu: Newton's method ended with a residual of %.3g",
        (unsigned long long)b->cycle.n, residual);
}

/* The place near the guess, its tangent towards larger parameters. */
static int find_start(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    chaosi_cycle *c = &b->cycle;
    double residual;
    bool found = false;
    int code = chaosi_cycle_start(c, b->guess);
    if (code == CHAOS_OK)
        code = chaosi_cycle_newton(c, &residual, error);
    if (code != CHAOS_OK)
        return code;
    if (!(residual <= CHAOSI_CYCLE_ROUNDING))
        return no_cycle(b, residual, error);
    set_scales(b);
    const size_t period = chaosi_branch_least_period(b);
    if (period < c->n)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1,
                           "period must be the least one: the cycle near the guess has period %llu, got %llu",
                           (unsigned long long)period, (unsigned long long)c->n);
    for (size_t i = 0; i < b->nz - 1; i++)
        start->z[i] = c->x[chaosi_cycle_at(c, i / c->dim, i % c->dim)] / b->scale[i % c->dim];
    start->z[b->nz - 1] = b->params[b->along] / b->width;
    code = chaosi_branch_evaluate(b, start->z, &start->residual, error);
    if (code == CHAOS_OK)
        code = chaosi_branch_find_volume(b, start, error);
    double *const across = chaosi_alloc(b->nz, sizeof *across);
    if (!across)
        return chaosi_nomem(error);
    across[b->nz - 1] = 1.0;
    if (code == CHAOS_OK)
        code = chaosi_place_correct(b, across, start, &found, error);
    if (code == CHAOS_OK && !found && start->residual <= CHAOSI_CYCLE_ROUNDING)
        code = chaosi_fail(
            error, CHAOS_EINVAL, "guess", -1,
            "guess must not be a singular point, a fold or where branches cross: begin at another "
            "value of %s than %.17g",
            c->map->params[b->along], start->z[b->nz - 1] * b->width);
    else if (code == CHAOS_OK && !found)
        code = no_cycle(b, start->residual, error);
    if (code == CHAOS_OK)
        code = chaosi_place_judge(b, across, start, error);
    free(across);
    return code;
}

/* ------------------------------------------------------- at flips and branch points */

/* b->before = the direction in which the cycle of twice the period leaves: the kernel of the equations without the
 * parameter, points that alternate. By inverse iteration beside the flip, where they are regular. */
static int find_alternation(chaosi_branch *b, const double *z, chaos_error *error)
{
    const size_t half = (b->nz - 1) / 2;
    double worst, *const v = b->before;
    memcpy(b->target, z, b->nz * sizeof *z);
    b->target[b->nz - 1] += beside;
    const int code = chaosi_branch_evaluate(b, b->target, &worst, error);
    memset(v, 0, b->nz * sizeof *v);
    v[b->nz - 1] = 1.0;
    chaosi_branch_matrix(b, v);
    chaosi_lu(b->matrix, b->pivot, b->nz);
    for (size_t i = 0; i < half; i++)
        v[i] = -(v[half + i] = 1.0 / (double)(1 + i));
    for (int k = 0; k < 3; k++) {
        v[b->nz - 1] = 0.0;
        chaosi_lu_solve(b->matrix, b->pivot, b->nz, v);
        const double length = sqrt(chaosi_branch_product(b, v, v));
        for (size_t i = 0; i < b->nz; i++)
            v[i] /= length;
    }
    return code;
}

/* A little beside the flip, its tangent away from it. */
static int find_doubled(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    const chaosi_cycle *c = &b->cycle;
    double *const z = chaosi_alloc(2 * b->nz, sizeof *z), *const across = z + b->nz;
    bool found = false;
    if (!z)
        return chaosi_nomem(error);
    for (size_t i = 0; i < b->nz - 1; i++)
        z[i] = c->x[chaosi_cycle_at(c, i / c->dim, i % c->dim)] / b->scale[i % c->dim];
    z[b->nz - 1] = b->params[b->along] / b->width;
    int code = find_alternation(b, z, error);
    memcpy(across, b->before, b->nz * sizeof *across);
    for (double step = first_doubled; step >= last_doubled && code == CHAOS_OK && !found; step /= 4.0) {
        chaosi_branch_ahead(b, z, across, step, start->z);
        code = chaosi_place_correct(b, across, start, &found, error);
        chaosi_branch_difference(b, start->z, b->target, b->rhs);
        found &= chaosi_branch_least_period(b) == c->n &&
                 chaosi_branch_product(b, b->rhs, b->rhs) <= step * step / 4.0 &&
                 chaosi_place_is_in_range(b, start);
    }
    if (code == CHAOS_OK && !found)
        code = chaosi_fail(error, CHAOS_EINVAL, "points", -1,
                           "points must be those of a flip: there is no cycle of period %llu beside them "
                           "in the range",
                           (unsigned long long)c->n);
    if (code == CHAOS_OK)
        code = chaosi_branch_find_volume(b, start, error);
    double worst;
    if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, start->z, &worst, error);
    if (code == CHAOS_OK)
        code = chaosi_place_judge(b, across, start, error);
    free(z);
    return code;
}

/* The points at the flip, twice over. */
static int begin_at_flip(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    const int code = chaosi_branch_take(b, b->flip, b->cycle.n / 2);
    return code == CHAOS_OK ? find_doubled(b, start, error) : code;
}

static int begin_at_crossing(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    double *const towards = chaosi_alloc(b->nz, sizeof *towards), worst;
    if (!towards)
        return chaosi_nomem(error);
    int code = chaosi_branch_take(b, b->crossing, b->cycle.n);
    if (code == CHAOS_OK)
        code = chaosi_branch_cross(b, b->beside, towards, start, error);
    if (code == CHAOS_OK)
        code = chaosi_branch_find_volume(b, start, error);
    if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, start->z, &worst, error);
    if (code == CHAOS_OK)
        code = chaosi_place_judge(b, towards, start, error);
    free(towards);
    return code;
}

int chaosi_branch_begin(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    return b->flip       ? begin_at_flip(b, start, error)
           : b->crossing ? begin_at_crossing(b, start, error)
                         : find_start(b, start, error);
}
