/* Coefficients at points of codimension 2, of f^n at the cycle's least point on the centre manifold (reduce.c, planar.c, curve_pairs.c).
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/normal_form.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------- critical vectors */

static double dot(const double *u, const double *v, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += u[i] * v[i];
    return sum;
}

/* Direction i of the multiplier mu, 1 or -1. */
static bool take_single(chaosi_form *f, double mu, size_t i, double *q, double *p)
{
    chaosi_form_vectors(f, mu, 0.0);
    if (!chaosi_form_pair(f))
        return false;
    memcpy(q + i * f->dim, f->q, f->dim * sizeof *q);
    memcpy(p + i * f->dim, f->p, f->dim * sizeof *p);
    return true;
}

/* x = w q + w* q* = u1 2 Re q - u2 2 Im q, and w = p* x. */
static bool take_pair(chaosi_form *f, const double mu[2], double *q, double *p)
{
    const size_t dim = f->dim;
    chaosi_form_vectors(f, mu[0], mu[1]);
    if (!chaosi_form_pair(f))
        return false;
    for (size_t s = 0; s < dim; s++) {
        q[s] = 2.0 * f->q[s];
        q[dim + s] = -2.0 * f->q[dim + s];
        p[s] = f->p[s];
        p[dim + s] = -f->p[dim + s];
    }
    return true;
}

/* Of a double multiplier: (A - mu) q1 = q0, p0 (A - mu) = p1, with q0, p1 its vectors. */
static void take_chain(chaosi_form *f, double mu, double *q, double *p)
{
    const size_t dim = f->dim, m = dim + 1;
    double *const q0 = q, *const q1 = q + dim, *const p0 = p, *const p1 = p + dim, *const rhs = f->rhs;
    chaosi_form_vectors(f, mu, 0.0);
    memcpy(q0, f->q, dim * sizeof *q);
    memcpy(p1, f->p, dim * sizeof *p);
    memset(f->system, 0, m * m * sizeof *f->system);
    for (size_t r = 0; r < dim; r++) {
        for (size_t s = 0; s < dim; s++)
            f->system[r * m + s] = f->a[r * dim + s] - (r == s ? mu : 0.0);
        f->system[r * m + dim] = p1[r];
        f->system[dim * m + r] = q0[r];
    }
    chaosi_lu(f->system, f->pivot, m);
    memcpy(rhs, q0, dim * sizeof *q);
    rhs[dim] = 0.0;
    chaosi_lu_solve(f->system, f->pivot, m, rhs);
    memcpy(q1, rhs, dim * sizeof *q);
    const double by = dot(p1, q1, dim);
    for (size_t r = 0; r < dim; r++)
        rhs[r] = p1[r] /= by;
    rhs[dim] = 0.0;
    chaosi_lu_solve_left(f->system, f->pivot, m, rhs);
    const double along = dot(rhs, q1, dim); /* p1 q1 = 1 */
    for (size_t r = 0; r < dim; r++)
        p0[r] = rhs[r] - along * p1[r];
}

/* ------------------------------------------------------------------------ coefficients */

static int single(chaosi_form *f, chaosi_reduced *r, uint32_t kind, double *q, double *p, double *out)
{
    const bool flip = kind == CHAOS_GENERALIZED_FLIP;
    if (!take_single(f, flip ? -1.0 : 1.0, 0, q, p))
        return CHAOS_OK;
    r->m = 1;
    r->g[1][0][0] = flip ? -1.0 : 1.0;
    const int code = chaosi_form_reduce(f, r, flip ? 5 : 3);
    out[0] = flip ? chaosi_planar_flip(r) : r->g[3][0][0] / 6.0;
    out[1] = 0.0;
    return code;
}

static int fold_flip(chaosi_form *f, chaosi_reduced *r, double *q, double *p, double *out)
{
    if (!take_single(f, 1.0, 0, q, p) || !take_single(f, -1.0, 1, q, p))
        return CHAOS_OK;
    r->g[1][0][0] = 1.0;
    r->g[1][1][1] = -1.0;
    const int code = chaosi_form_reduce(f, r, 2);
    const double e = r->g[2][1][1];
    out[0] = r->g[2][0][0] / e;
    out[2] = r->g[2][2][0] * e;
    out[1] = out[3] = 0.0;
    return code;
}

static int double_multiplier(chaosi_form *f, chaosi_reduced *r, uint32_t kind, double *q, double *p,
                             double *out)
{
    const double mu = kind == CHAOS_RESONANCE_2 ? -1.0 : 1.0;
    take_chain(f, mu, q, p);
    r->g[1][0][0] = r->g[1][1][1] = mu;
    r->g[1][1][0] = 1.0;
    const int code = chaosi_form_reduce(f, r, kind == CHAOS_RESONANCE_2 ? 3 : 2);
    double found[2] = { r->g[2][0][1] / 2.0, r->g[2][1][1] + r->g[2][0][0] };
    if (code == CHAOS_OK && kind == CHAOS_RESONANCE_2)
        chaosi_planar_resonance_2(r, found);
    out[0] = found[0];
    out[2] = found[1];
    out[1] = out[3] = 0.0;
    return code;
}

static int pair(chaosi_form *f, chaosi_reduced *r, const chaosi_special *special, double *q, double *p,
                double *out)
{
    const uint32_t kind = special->kind;
    const double cosine = kind == CHAOS_RESONANCE_3 ? -0.5
                          : kind == CHAOS_RESONANCE_4
                              ? 0.0
                              : chaosi_curve_cosine(special->place.vectors + 2 * f->b->npoints),
                 height = sqrt(1.0 - cosine * cosine), mu[] = { cosine, height };
    const unsigned order = kind == CHAOS_CHENCINER ? 5 : 3;
    double found[2][2];
    if (!take_pair(f, mu, q, p))
        return CHAOS_OK;
    r->g[1][0][0] = r->g[1][1][1] = cosine;
    r->g[1][0][1] = height;
    r->g[1][1][0] = -height;
    const int code = chaosi_form_reduce(f, r, order);
    if (code != CHAOS_OK)
        return code;
    chaosi_planar_pair(r, mu, order, found);
    /* mu w (1 + c |w|^2 + ...), and at 1:3 the imaginary part of c hangs on the coordinates */
    out[0] = cosine * found[0][0] + height * found[0][1];
    out[1] = kind == CHAOS_RESONANCE_3 ? 0.0 : cosine * found[0][1] - height * found[0][0];
    if (kind == CHAOS_CHENCINER) { /* ... + e |w|^4: the modulus grows by Re e + (Im c)^2/2 */
        out[0] = cosine * found[1][0] + height * found[1][1] + out[1] * out[1] / 2.0;
        out[1] = 0.0;
    } else
        memcpy(out + 2, found[1], sizeof found[1]);
    return CHAOS_OK;
}

static int find(chaosi_form *f, const chaosi_special *special, double *q, double *p, double *out)
{
    chaosi_reduced r = { .m = 2, .q = q, .p = p };
    switch (special->kind) {
    case CHAOS_CUSP:
    case CHAOS_GENERALIZED_FLIP: return single(f, &r, special->kind, q, p, out);
    case CHAOS_FOLD_FLIP: return fold_flip(f, &r, q, p, out);
    case CHAOS_RESONANCE_1:
    case CHAOS_RESONANCE_2: return double_multiplier(f, &r, special->kind, q, p, out);
    case CHAOS_RESONANCE_3:
    case CHAOS_RESONANCE_4:
    case CHAOS_CHENCINER: return pair(f, &r, special, q, p, out);
    case CHAOS_FOLD_NEIMARK_SACKER:
    case CHAOS_FLIP_NEIMARK_SACKER:
    case CHAOS_DOUBLE_NEIMARK_SACKER: return chaosi_form_pairs(f, special, out);
    default: return CHAOS_OK;
    }
}

int chaosi_curve_form(chaosi_branch *b, chaosi_special *special, chaos_error *error)
{
    const size_t dim = b->cycle.dim;
    chaosi_form f = { .b = b, .dim = dim, .first = chaosi_branch_least_point(b), .error = error };
    double out[CHAOSI_COEFFICIENTS];
    for (size_t k = 0; k < CHAOSI_COEFFICIENTS; k++)
        out[k] = CHAOSI_NAN;
    double *const vectors = chaosi_alloc(4 * dim, sizeof *vectors);
    int code = chaosi_form_init(&f) && vectors ? chaosi_form_derivative(&f) : chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = find(&f, special, vectors, vectors + 2 * dim, out);
    for (size_t k = 0; k < CHAOSI_COEFFICIENTS; k++)
        special->coefficient[k] = code == CHAOS_OK && isfinite(out[k]) ? out[k] : CHAOSI_NAN;
    free(vectors);
    chaosi_form_free(&f);
    return code == CHAOS_ENOTSUP ? CHAOS_OK : code;
}
