/* Coefficients of normal forms of f^n at a cycle's least point, from Y. A. Kuznetsov, Elements of Applied Bifurcation
 * Theory, 3rd ed. 2004, section 5.4: the critical multiplier's vectors q and p, with A q = mu q, A^T p = conj(mu) p, |q| = 1,
 * conj(p) q = 1, and the forms B and C of second and third derivatives, which a walk of jets round the cycle gives.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/normal_form.h"

#include "core/error.h"
#include "core/memory.h"
#include "numerics/modulus.h"

#include <math.h>
#include <string.h>

enum { ITERATIONS = 4 };
static const double no_pairing = 1e-7; /* conj(p) q of a multiplier that is double */
static const double resonant =
    1e-7; /* |mu^3 - 1| or |mu^4 - 1|: another normal form, without this coefficient */

bool chaosi_form_init(chaosi_form *f)
{
    const size_t dim = f->dim, m = 2 * (dim + 1), nparams = f->b->cycle.map->nparams;
    f->a = chaosi_alloc(dim * dim, sizeof *f->a);
    f->system = chaosi_alloc(m * m, sizeof *f->system);
    f->rhs = chaosi_alloc(m, sizeof *f->rhs);
    f->pivot = chaosi_alloc(m, sizeof *f->pivot);
    f->q = chaosi_alloc(16 * dim, sizeof *f->q);
    f->x = chaosi_alloc((2 * dim + nparams) << CHAOSI_FORM_ORDER, sizeof *f->x);
    if (!f->a || !f->system || !f->rhs || !f->pivot || !f->q || !f->x)
        return false;
    f->p = f->q + 2 * dim;
    f->left = f->p + 2 * dim;
    f->right = f->left + 2 * dim;
    for (int k = 0; k < 4; k++)
        f->w[k] = f->right + 2 * dim * (size_t)(k + 1);
    f->y = f->x + (dim << CHAOSI_FORM_ORDER);
    f->params = f->y + (dim << CHAOSI_FORM_ORDER);
    return true;
}

void chaosi_form_free(chaosi_form *f)
{
    free(f->a);
    free(f->system);
    free(f->rhs);
    free(f->pivot);
    free(f->q);
    free(f->x);
}

/* ---------------------------------------------------------------------------- walks */

size_t chaosi_branch_least_point(const chaosi_branch *b)
{
    const chaosi_cycle *c = &b->cycle;
    size_t least = 0;
    for (size_t i = 1; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++) {
            const double x = c->x[chaosi_cycle_at(c, i, r)], y = c->x[chaosi_cycle_at(c, least, r)];
            if (x != y) {
                least = x < y ? i : least;
                break;
            }
        }
    return least;
}

/* to [dim] = D^k f^n(v[0], ..., v[k - 1]) at the least point. */
static int walk(chaosi_form *f, unsigned k, const double *const *v, double *to)
{
    const chaosi_cycle *c = &f->b->cycle;
    const size_t size = (size_t)1 << k, dim = f->dim;
    int code = CHAOS_OK;
    memset(f->params, 0, c->map->nparams * size * sizeof *f->params);
    for (uint64_t i = 0; i < c->map->nparams; i++)
        f->params[i * size] = f->b->params[i];
    memset(f->y, 0, dim * size * sizeof *f->y);
    for (size_t r = 0; r < dim; r++)
        for (unsigned j = 0; j < k; j++)
            f->y[r * size + ((size_t)1 << j)] = v[j][r];
    for (size_t step = 0; step < c->n && code == CHAOS_OK; step++) {
        const size_t i = (f->first + step) % c->n;
        memcpy(f->x, f->y, dim * size * sizeof *f->x);
        for (size_t r = 0; r < dim; r++) /* the point itself, not what rounding makes of it */
            f->x[r * size] = c->x[chaosi_cycle_at(c, i, r)];
        code = chaosi_jets_step(f->b->jets, k, f->params, f->x, c->options.n0 + i, f->y, f->error);
    }
    for (size_t r = 0; r < dim; r++)
        to[r] = f->y[(r + 1) * size - 1];
    return code;
}

int chaosi_form_multilinear(chaosi_form *f, unsigned k, const double *const *z, unsigned conjugated,
                            double *to)
{
    const size_t dim = f->dim;
    double *const part = f->rhs; /* [dim] */
    int code = CHAOS_OK;
    memset(to, 0, 2 * dim * sizeof *to);
    for (unsigned imaginary = 0; imaginary < 1U << k && code == CHAOS_OK; imaginary++) {
        const double *v[CHAOSI_FORM_ORDER];
        const int powers = __builtin_popcount(imaginary), turns = __builtin_popcount(imaginary & conjugated);
        bool zero = false;
        for (unsigned j = 0; j < k; j++) {
            v[j] = z[j] + (imaginary >> j & 1 ? dim : 0);
            bool none = true;
            for (size_t r = 0; r < dim; r++)
                none &= v[j][r] == 0.0;
            zero |= none;
        }
        if (zero)
            continue;
        code = walk(f, k, v, part);
        const double sign = (powers / 2 + turns) % 2 ? -1.0 : 1.0; /* i^powers, of conjugates (-i) */
        for (size_t r = 0; r < dim; r++)
            to[(powers % 2 ? dim : 0) + r] += sign * part[r];
    }
    return code;
}

int chaosi_form_derivative(chaosi_form *f)
{
    const size_t dim = f->dim;
    double *const v = f->q, *const to = f->p;
    int code = CHAOS_OK;
    for (size_t s = 0; s < dim && code == CHAOS_OK; s++) {
        memset(v, 0, dim * sizeof *v);
        v[s] = 1.0;
        code = walk(f, 1, &(const double *){ v }, to);
        for (size_t r = 0; r < dim; r++)
            f->a[r * dim + s] = to[r];
    }
    return code;
}

/* ------------------------------------------------------------------------- linear systems
 *
 * Complex ones of m rows as real ones of 2 m: all real parts, then all imaginary parts. */

static void put(double *system, size_t m, size_t row, size_t column, double re, double im)
{
    system[row * 2 * m + column] = system[(m + row) * 2 * m + m + column] = re;
    system[row * 2 * m + m + column] = -im;
    system[(m + row) * 2 * m + column] = im;
}

void chaosi_form_resolve(chaosi_form *f, double re, double im, double *x)
{
    const size_t dim = f->dim;
    memset(f->system, 0, 4 * dim * dim * sizeof *f->system);
    for (size_t r = 0; r < dim; r++)
        for (size_t s = 0; s < dim; s++)
            put(f->system, dim, r, s, (r == s ? re : 0.0) - f->a[r * dim + s], r == s ? im : 0.0);
    chaosi_lu(f->system, f->pivot, 2 * dim);
    chaosi_lu_solve(f->system, f->pivot, 2 * dim, x);
}

static double normalise(double *z, size_t dim)
{
    double square = 0.0;
    for (size_t i = 0; i < 2 * dim; i++)
        square += z[i] * z[i];
    for (size_t i = 0; i < 2 * dim; i++)
        z[i] /= sqrt(square);
    return sqrt(square);
}

void chaosi_form_product(const double *u, const double *v, size_t dim, double to[2])
{
    to[0] = to[1] = 0.0;
    for (size_t r = 0; r < dim; r++) {
        to[0] += u[r] * v[r] + u[dim + r] * v[dim + r];
        to[1] += u[r] * v[dim + r] - u[dim + r] * v[r];
    }
}

/* A - mu, bordered by the last ones, is regular. */
void chaosi_form_vectors(chaosi_form *f, double re, double im)
{
    const size_t dim = f->dim, m = dim + 1;
    for (size_t i = 0; i < 2 * dim; i++)
        f->left[i] = f->right[i] = i < dim ? 1.0 / (double)(i + 1) : 0.0;
    for (int k = 0; k < ITERATIONS; k++) {
        memset(f->system, 0, 4 * m * m * sizeof *f->system);
        for (size_t r = 0; r < dim; r++) {
            for (size_t s = 0; s < dim; s++)
                put(f->system, m, r, s, f->a[r * dim + s] - (r == s ? re : 0.0), r == s ? -im : 0.0);
            put(f->system, m, r, dim, f->left[r], f->left[dim + r]);
            put(f->system, m, dim, r, f->right[r], -f->right[dim + r]);
        }
        chaosi_lu(f->system, f->pivot, 2 * m);
        for (int side = 0; side < 2; side++) {
            double *const to = side ? f->p : f->q;
            memset(f->rhs, 0, 2 * m * sizeof *f->rhs);
            f->rhs[dim] = 1.0;
            /* The transpose of the real system is the conjugate transpose of the complex one. */
            (side ? chaosi_lu_solve_left : chaosi_lu_solve)(f->system, f->pivot, 2 * m, f->rhs);
            memcpy(to, f->rhs, dim * sizeof *to);
            memcpy(to + dim, f->rhs + m, dim * sizeof *to);
            normalise(to, dim);
        }
        memcpy(f->left, f->p, 2 * dim * sizeof *f->p);
        memcpy(f->right, f->q, 2 * dim * sizeof *f->q);
    }
}

bool chaosi_form_pair(chaosi_form *f)
{
    double z[2];
    chaosi_form_product(f->p, f->q, f->dim, z);
    const double square = z[0] * z[0] + z[1] * z[1];
    if (!(square > no_pairing * no_pairing))
        return false;
    for (size_t r = 0; r < f->dim; r++) { /* p / conj(z) */
        const double re = f->p[r], im = f->p[f->dim + r];
        f->p[r] = (re * z[0] - im * z[1]) / square;
        f->p[f->dim + r] = (re * z[1] + im * z[0]) / square;
    }
    return true;
}

/* --------------------------------------------------------------------------- coefficients */

static int fold(chaosi_form *f, double out[2])
{
    const double *const qq[] = { f->q, f->q };
    const int code = chaosi_form_multilinear(f, 2, qq, 0, f->w[0]);
    chaosi_form_product(f->p, f->w[0], f->dim, out);
    out[0] /= 2.0;
    out[1] = 0.0;
    return code;
}

/* 1/6 p (C(q, q, q) + 3 B(q, (1 - A)^-1 B(q, q))) */
static int flip(chaosi_form *f, double out[2])
{
    const double *const all[] = { f->q, f->q, f->q }, *const with[] = { f->q, f->w[0] };
    double c[2], d[2];
    int code = chaosi_form_multilinear(f, 2, all, 0, f->w[0]);
    chaosi_form_resolve(f, 1.0, 0.0, f->w[0]);
    if (code == CHAOS_OK)
        code = chaosi_form_multilinear(f, 2, with, 0, f->w[1]);
    if (code == CHAOS_OK)
        code = chaosi_form_multilinear(f, 3, all, 0, f->w[2]);
    chaosi_form_product(f->p, f->w[2], f->dim, c);
    chaosi_form_product(f->p, f->w[1], f->dim, d);
    out[0] = (c[0] + 3.0 * d[0]) / 6.0;
    out[1] = 0.0;
    return code;
}

/* 1/2 conj(mu) conj(p) (C(q, q, q*) + 2 B(q, (1 - A)^-1 B(q, q*)) + B(q*, (mu^2 - A)^-1 B(q, q))) */
static int neimark_sacker(chaosi_form *f, double re, double im, double out[2])
{
    const double *const all[] = { f->q, f->q, f->q }, *const first[] = { f->q, f->w[0] },
                        *const second[] = { f->q, f->w[1] };
    double c[2], d[2], e[2];
    int code = chaosi_form_multilinear(f, 2, all, 2, f->w[0]);
    chaosi_form_resolve(f, 1.0, 0.0, f->w[0]);
    if (code == CHAOS_OK)
        code = chaosi_form_multilinear(f, 2, all, 0, f->w[1]);
    chaosi_form_resolve(f, re * re - im * im, 2.0 * re * im, f->w[1]);
    if (code == CHAOS_OK)
        code = chaosi_form_multilinear(f, 2, first, 0, f->w[2]);
    if (code == CHAOS_OK)
        code = chaosi_form_multilinear(f, 2, second, 1, f->w[3]);
    chaosi_form_product(f->p, f->w[2], f->dim, d);
    chaosi_form_product(f->p, f->w[3], f->dim, e);
    if (code == CHAOS_OK)
        code = chaosi_form_multilinear(f, 3, all, 4, f->w[2]);
    chaosi_form_product(f->p, f->w[2], f->dim, c);
    const double sum[] = { c[0] + 2.0 * d[0] + e[0], c[1] + 2.0 * d[1] + e[1] };
    out[0] = (re * sum[0] + im * sum[1]) / 2.0;
    out[1] = (re * sum[1] - im * sum[0]) / 2.0;
    return code;
}

/* The multiplier on the upper half of the circle that is nearest to it. */
static void on_the_circle(const chaosi_branch *b, const chaosi_place *place, double mu[2])
{
    double least = INFINITY;
    for (size_t k = 0; k < b->cycle.dim; k++) {
        const double *const z = place->multipliers[k], size = chaosi_modulus(z[0], z[1]);
        if (z[1] > 0.0 && fabs(size - 1.0) < least) {
            least = fabs(size - 1.0);
            mu[0] = z[0] / size;
            mu[1] = z[1] / size;
        }
    }
}

/* Whether mu on the circle is a third or a fourth root of 1. */
static bool is_resonant(const double mu[2])
{
    const double re = mu[0], im = mu[1], re2 = re * re - im * im, im2 = 2.0 * re * im;
    return chaosi_modulus(re2 * re - im2 * im - 1.0, re2 * im + im2 * re) < resonant ||
           chaosi_modulus(re2 * re2 - im2 * im2 - 1.0, 2.0 * re2 * im2) < resonant;
}

static int coefficient(chaosi_form *f, uint32_t kind, const double mu[2], double out[2])
{
    double found[2] = { CHAOSI_NAN, CHAOSI_NAN };
    if (kind == CHAOS_NEIMARK_SACKER && is_resonant(mu))
        return CHAOS_OK;
    int code = chaosi_form_derivative(f);
    if (code != CHAOS_OK)
        return code;
    chaosi_form_vectors(f, mu[0], mu[1]);
    if (!chaosi_form_pair(f))
        return CHAOS_OK;
    code = kind == CHAOS_FLIP             ? flip(f, found)
           : kind == CHAOS_NEIMARK_SACKER ? neimark_sacker(f, mu[0], mu[1], found)
                                          : fold(f, found);
    if (code == CHAOS_OK && isfinite(found[0]) && isfinite(found[1])) {
        out[0] = found[0];
        out[1] = found[1];
    }
    return code;
}

int chaosi_branch_coefficient(chaosi_branch *b, uint32_t kind, const double mu[2], double out[2],
                              chaos_error *error)
{
    chaosi_form f = { .b = b, .dim = b->cycle.dim, .first = chaosi_branch_least_point(b), .error = error };
    out[0] = out[1] = CHAOSI_NAN;
    const int code = chaosi_form_init(&f) ? coefficient(&f, kind, mu, out) : chaosi_nomem(error);
    chaosi_form_free(&f);
    return code;
}

int chaosi_branch_normal_form(chaosi_branch *b, chaosi_special *special, chaos_error *error)
{
    double mu[2] = { special->kind == CHAOS_FLIP ? -1.0 : 1.0, 0.0 };
    for (size_t k = 0; k < sizeof special->coefficient / sizeof *special->coefficient; k++)
        special->coefficient[k] = CHAOSI_NAN;
    if (b->curve)
        return chaosi_curve_form(b, special, error);
    if (special->kind == CHAOS_NEUTRAL_SADDLE || special->kind >= CHAOS_RESONANCE_3)
        return CHAOS_OK;
    if (special->kind == CHAOS_NEIMARK_SACKER)
        on_the_circle(b, &special->place, mu);
    return chaosi_branch_coefficient(b, special->kind, mu, special->coefficient, error);
}
