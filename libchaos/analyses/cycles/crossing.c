/* Where two branches cross: the direction of the other one.
 *
 * At the point the equations' derivative N has two directions v that it takes to 0, and one left one, w. Branches leave
 * in the directions d = a v1 + b v2 in which w F''(d, d) is 0: two, if that has two roots a : b. The one that is known
 * is nearer to one of them. (H. B. Keller, in Applications of Bifurcation Theory, 1977, p. 359)
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include "core/error.h"
#include "core/memory.h"
#include "numerics/modulus.h"

#include <math.h>
#include <string.h>

static const double first_beside = 0.0137,
                    last_beside = 1e-6; /* of the point: where the other branch is looked for; the
                                                                 first steps from there do not end on it */
static const double singular = 1e-5;    /* what N may do to the directions that it takes to 0 */
static const double same = 0.9999;      /* the cosine of two directions that are one */

typedef struct crossing {
    chaosi_branch *b;
    double *z, *known, *v[2], *w, *ahead; /* [nz] each: the point, the direction that is known, ... */
    chaos_error *error;
} crossing;

static void normalise(const chaosi_branch *b, double *v)
{
    const double length = sqrt(chaosi_branch_product(b, v, v));
    for (size_t i = 0; i < b->nz; i++)
        v[i] /= length;
}

/* The corrector's matrix with a row `across`, decomposed; it may be singular. */
static void decompose(chaosi_branch *b, const double *across)
{
    chaosi_branch_matrix(b, across);
    chaosi_lu(b->matrix, b->pivot, b->nz);
    for (size_t i = 0; i < b->nz; i++)
        if (fabs(b->matrix[i * b->nz + i]) < __DBL_EPSILON__)
            b->matrix[i * b->nz + i] = __DBL_EPSILON__;
}

/* The direction across another that N takes to 0, by inverse iteration; how far it is from that. */
static double null_direction(chaosi_branch *b, const double *across, double *v)
{
    chaosi_branch_scatter(v, b->nz);
    decompose(b, across);
    double growth = 1.0;
    for (int k = 0; k < 3; k++) {
        normalise(b, v);
        chaosi_lu_solve(b->matrix, b->pivot, b->nz, v);
        growth = sqrt(chaosi_branch_product(b, v, v));
    }
    normalise(b, v);
    return 1.0 / growth;
}

/* w [nz - 1]: N^T w = 0. After null_direction, which leaves the decomposition. */
static void left_direction(chaosi_branch *b, double *w)
{
    chaosi_branch_scatter(w, b->nz);
    for (int k = 0; k < 3; k++) {
        double length = 0.0;
        chaosi_lu_solve_left(b->matrix, b->pivot, b->nz, w);
        for (size_t i = 0; i < b->nz; i++)
            length = chaosi_modulus(length, w[i]);
        for (size_t i = 0; i < b->nz; i++)
            w[i] /= length;
    }
}

/* w F''(u, v), by a jet at each point. */
static int curvature(const crossing *c, const double *u, const double *v, double *sum)
{
    chaosi_branch *b = c->b;
    const chaosi_cycle *cycle = &b->cycle;
    const size_t dim = cycle->dim, nparams = cycle->map->nparams, last = b->nz - 1;
    double *const p = b->jet, *const x = p + 4 * nparams, *const y = x + 4 * dim;
    int code = CHAOS_OK;
    *sum = 0.0;
    for (size_t i = 0; i < cycle->n && code == CHAOS_OK; i++) {
        memset(b->jet, 0, 4 * (nparams + dim) * sizeof *b->jet);
        for (size_t r = 0; r < nparams; r++)
            p[4 * r] = b->params[r];
        p[4 * b->along + 1] = u[last] * b->width;
        p[4 * b->along + 2] = v[last] * b->width;
        for (size_t r = 0; r < dim; r++) {
            x[4 * r] = cycle->x[chaosi_cycle_at(cycle, i, r)];
            x[4 * r + 1] = u[i * dim + r] * b->scale[r];
            x[4 * r + 2] = v[i * dim + r] * b->scale[r];
        }
        code = chaosi_jets_step(b->jets, 2, p, x, cycle->options.n0 + i, y, c->error);
        for (size_t r = 0; r < dim; r++)
            *sum += c->w[i * dim + r] * y[4 * r + 3] / b->scale[r];
    }
    return code;
}

/* c->v[0] = the direction of the other branch; *found false: there is none. */
static int other_direction(const crossing *c, bool *found)
{
    chaosi_branch *b = c->b;
    double form[3], off = null_direction(b, c->known, c->v[1]);
    left_direction(b, c->w);
    off = fmax(off, null_direction(b, c->v[1], c->v[0]));
    *found = off <= singular;
    int code = curvature(c, c->v[0], c->v[0], &form[0]);
    if (code == CHAOS_OK)
        code = curvature(c, c->v[0], c->v[1], &form[1]);
    if (code == CHAOS_OK)
        code = curvature(c, c->v[1], c->v[1], &form[2]);
    const double square = form[1] * form[1] - form[0] * form[2];
    if (code != CHAOS_OK || !*found || !(square > 0.0)) {
        *found = false;
        return code;
    }
    /* form[0] a^2 + 2 form[1] a b + form[2] b^2 = 0 has the roots a : b = q : form[0] and form[2] : q. */
    const double q = -(form[1] + copysign(sqrt(square), form[1])),
                 root[2][2] = { { q, form[0] }, { form[2], q } };
    double least = INFINITY;
    memcpy(c->ahead, c->v[0], b->nz * sizeof *c->ahead);
    for (int k = 0; k < 2; k++) {
        double *const d = b->before;
        for (size_t i = 0; i < b->nz; i++)
            d[i] = root[k][0] * c->ahead[i] + root[k][1] * c->v[1][i];
        normalise(b, d);
        const double along = fabs(chaosi_branch_product(b, d, c->known));
        if (along < least) {
            least = along;
            memcpy(c->v[0], d, b->nz * sizeof *d);
        }
    }
    *found = least < same;
    return code;
}

/* A place beside the point in that direction, its tangent away from it. */
static int step_aside(const crossing *c, chaosi_place *start, bool *found)
{
    chaosi_branch *b = c->b;
    int code = CHAOS_OK;
    *found = false;
    for (double step = first_beside; step >= last_beside && code == CHAOS_OK && !*found; step /= 4.0) {
        chaosi_branch_ahead(b, c->z, c->v[0], step, start->z);
        memcpy(c->ahead, start->z, b->nz * sizeof *c->ahead);
        code = chaosi_place_correct(b, c->v[0], start, found, c->error);
        chaosi_branch_difference(b, start->z, c->ahead, b->rhs);
        *found &= chaosi_branch_product(b, b->rhs, b->rhs) <= step * step / 4.0 &&
                  chaosi_place_is_in_range(b, start);
    }
    return code;
}

static int cross(const crossing *c, const double *beside, chaosi_place *start)
{
    chaosi_branch *b = c->b;
    const size_t dim = b->cycle.dim;
    double worst;
    bool found;
    for (size_t i = 0; i < b->nz - 1; i++) {
        c->z[i] = b->cycle.x[chaosi_cycle_at(&b->cycle, i / dim, i % dim)] / b->scale[i % dim];
        c->ahead[i] = beside[i] / b->scale[i % dim];
    }
    c->z[b->nz - 1] = b->params[b->along] / b->width;
    c->ahead[b->nz - 1] = beside[b->nz - 1] / b->width;
    chaosi_branch_difference(b, c->ahead, c->z, c->known);
    normalise(b, c->known);
    int code = chaosi_branch_evaluate(b, c->z, &worst, c->error);
    if (code == CHAOS_OK && !isfinite(c->known[b->nz - 1]))
        return chaosi_fail(c->error, CHAOS_EINVAL, "beside", -1,
                           "beside must be another cycle of the branch than the points, got the same");
    if (code == CHAOS_OK)
        code = other_direction(c, &found);
    if (code == CHAOS_OK && found)
        code = step_aside(c, start, &found);
    if (code == CHAOS_OK && !found)
        code = chaosi_fail(
            c->error, CHAOS_EINVAL, "points", -1,
            "points must be those of a branch point: there is no other branch of period %llu beside them "
            "in the range",
            (unsigned long long)b->cycle.n);
    return code;
}

int chaosi_branch_cross(chaosi_branch *b, const double *beside, double *towards, chaosi_place *start,
                        chaos_error *error)
{
    const size_t nz = b->nz;
    double *const z = chaosi_alloc(6 * nz, sizeof *z);
    if (!z)
        return chaosi_nomem(error);
    const crossing c = { b, z, z + nz, { z + 2 * nz, z + 3 * nz }, z + 4 * nz, z + 5 * nz, error };
    const int code = cross(&c, beside, start);
    memcpy(towards, c.v[0], nz * sizeof *towards);
    free(z);
    return code;
}
