/* Coefficients where a pair is critical together with 1, with -1, or with another pair: of resonant terms of f^n, those of
 * second order as they are, those of third order after what is not resonant of second order has been taken away, as in
 * normal_form.c (Y. A. Kuznetsov, H. G. E. Meijer, Numerical Bifurcation Analysis of Maps, 2019, ch. 3).
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/normal_form.h"
#include "analyses/cycles/complex.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

static const double aside = 10.0; /* of critical multipliers: no product of them is there */
static const double no_distance = 1e-6;

/* A critical direction, or its conjugate. */
typedef struct mode {
    chaosi_complex mu;
    double *q, *p; /* [2][dim] */
    bool conjugated;
} mode;

static mode conjugate(mode m)
{
    m.conjugated = true;
    m.mu.im = -m.mu.im;
    return m;
}

/* Of the multiplier mu; false: it is double. */
static bool take(chaosi_form *f, mode *m, chaosi_complex mu)
{
    m->mu = mu;
    chaosi_form_vectors(f, mu.re, mu.im);
    if (!chaosi_form_pair(f))
        return false;
    memcpy(m->q, f->q, 2 * f->dim * sizeof *m->q);
    memcpy(m->p, f->p, 2 * f->dim * sizeof *m->p);
    return true;
}

/* Pairs on the circle [2] in the upper half plane, that which the curve is on first; false: there are fewer than `count`. */
static bool find_pairs(const chaosi_form *f, const chaosi_special *special, size_t count, chaosi_complex *mu)
{
    const double(*const z)[2] = special->place.multipliers,
                        known = special->place.vectors
                                    ? chaosi_curve_cosine(special->place.vectors + 2 * f->b->npoints)
                                    : CHAOSI_NAN;
    size_t found[2] = { f->dim, f->dim };
    for (size_t i = 0; i < count; i++) {
        double least = INFINITY;
        for (size_t k = 0; k < f->dim; k++) {
            const double size = chaosi_modulus(z[k][0], z[k][1]);
            if (z[k][1] > 0.0 && k != found[0] && fabs(size - 1.0) < least) {
                least = fabs(size - 1.0);
                found[i] = k;
                mu[i] = (chaosi_complex){ z[k][0] / size, z[k][1] / size };
            }
        }
        if (found[i] == f->dim)
            return false;
    }
    if (count == 2 && fabs(mu[1].re - known) < fabs(mu[0].re - known)) {
        const chaosi_complex first = mu[0];
        mu[0] = mu[1];
        mu[1] = first;
    }
    return true;
}

static unsigned bits(const mode *const *m, unsigned k)
{
    unsigned set = 0;
    for (unsigned i = 0; i < k; i++)
        set |= (unsigned)m[i]->conjugated << i;
    return set;
}

/* Of to: conj(mu) conj(p) B(q, q) */
static int second(chaosi_form *f, const mode *to, const mode *a, const mode *b, double out[2])
{
    const mode *const m[] = { a, b };
    double z[2];
    const int code =
        chaosi_form_multilinear(f, 2, (const double *const[]){ a->q, b->q }, bits(m, 2), f->w[0]);
    chaosi_form_product(to->p, f->w[0], f->dim, z);
    out[0] = to->mu.re * z[0] + to->mu.im * z[1];
    out[1] = to->mu.re * z[1] - to->mu.im * z[0];
    return code;
}

/* x += times q */
static void add(const mode *m, size_t dim, chaosi_complex times, double *x)
{
    for (size_t r = 0; r < dim; r++) {
        const chaosi_complex q = { m->q[r], m->conjugated ? -m->q[dim + r] : m->q[dim + r] },
                             z = chaosi_times(times, q);
        x[r] += z.re;
        x[dim + r] += z.im;
    }
}

/* conj(p) x */
static chaosi_complex part(const mode *m, size_t dim, const double *x)
{
    chaosi_complex sum = { 0.0, 0.0 };
    for (size_t r = 0; r < dim; r++) {
        const chaosi_complex p = { m->p[r], m->conjugated ? m->p[dim + r] : -m->p[dim + r] },
                             z = chaosi_times(p, (chaosi_complex){ x[r], x[dim + r] });
        sum.re += z.re;
        sum.im += z.im;
    }
    return sum;
}

/* Critical directions some of whose products are resonant: A then has them `aside`. */
typedef struct resonance {
    const mode *m[3];
} resonance;

static void move_aside(chaosi_form *f, const resonance *with)
{
    for (size_t k = 0; k < 3; k++)
        for (size_t r = 0; r < f->dim; r++)
            for (size_t s = 0; s < f->dim; s++) /* the real part of q conj(p); imaginary ones cancel */
                f->a[r * f->dim + s] += aside * (with->m[k]->q[r] * with->m[k]->p[s] +
                                                 with->m[k]->q[f->dim + r] * with->m[k]->p[f->dim + s]);
}

/* x = (mu - A)^-1 x, without what is in a direction whose multiplier is mu: that stays in the normal form. */
static void resolve(chaosi_form *f, const resonance *with, chaosi_complex mu, double *x)
{
    chaosi_complex parts[3];
    for (size_t k = 0; with && k < 3; k++)
        parts[k] = part(with->m[k], f->dim, x);
    for (size_t k = 0; with && k < 3; k++)
        add(with->m[k], f->dim, (chaosi_complex){ -parts[k].re, -parts[k].im }, x);
    chaosi_form_resolve(f, mu.re, mu.im, x);
    for (size_t k = 0; with && k < 3; k++) {
        const chaosi_complex d = { mu.re - with->m[k]->mu.re, mu.im - with->m[k]->mu.im };
        const double square = d.re * d.re + d.im * d.im;
        if (square > no_distance * no_distance)
            add(with->m[k], f->dim, chaosi_times(parts[k], (chaosi_complex){ d.re / square, -d.im / square }),
                x);
    }
}

/* times conj(mu) conj(p) (C(q, q, q) + sum of B(q, (mu mu - A)^-1 B(q, q))) */
static int third(chaosi_form *f, const resonance *with, double times, const mode *to, const mode *a,
                 const mode *b, const mode *c, double out[2])
{
    const mode *const m[] = { a, b, c, a, b };
    double sum[2], z[2];
    int code =
        chaosi_form_multilinear(f, 3, (const double *const[]){ a->q, b->q, c->q }, bits(m, 3), f->w[0]);
    chaosi_form_product(to->p, f->w[0], f->dim, sum);
    for (int i = 0; i < 3 && code == CHAOS_OK; i++) {
        const mode *const *const two = m + i + 1;
        const chaosi_complex mu = chaosi_times(two[0]->mu, two[1]->mu);
        code = chaosi_form_multilinear(f, 2, (const double *const[]){ two[0]->q, two[1]->q }, bits(two, 2),
                                       f->w[0]);
        resolve(f, with, mu, f->w[0]);
        if (code == CHAOS_OK)
            code = chaosi_form_multilinear(f, 2, (const double *const[]){ m[i]->q, f->w[0] }, bits(m + i, 1),
                                           f->w[1]);
        chaosi_form_product(to->p, f->w[1], f->dim, z);
        sum[0] += z[0];
        sum[1] += z[1];
    }
    out[0] = times * (to->mu.re * sum[0] + to->mu.im * sum[1]);
    out[1] = times * (to->mu.re * sum[1] - to->mu.im * sum[0]);
    return code;
}

/* u + a u^2/2 + b |w|^2 + c u^3, mu w (1 + e u + g u^2): e/a, a b, g/a^2, c/a^2. Terms in u |w|^2 and w |w|^2 are taken away by
 * coordinates u + x u^2 + y |w|^2, w (1 + z u), which change c not at all and g as the sum says. */
static int with_fold(chaosi_form *f, const mode *u, const mode *w, double *out)
{
    const mode w_ = conjugate(*w);
    const resonance with = { { u, w, &w_ } };
    double a[2], b[2], e[2], c[2], g[2], m[2], n[2];
    int code = second(f, u, u, u, a);
    if (code == CHAOS_OK)
        code = second(f, u, w, &w_, b);
    if (code == CHAOS_OK)
        code = second(f, w, u, w, e);
    move_aside(f, &with);
    if (code == CHAOS_OK)
        code = third(f, &with, 1.0 / 6.0, u, u, u, u, c);
    if (code == CHAOS_OK)
        code = third(f, &with, 1.0, u, u, w, &w_, m);
    if (code == CHAOS_OK)
        code = third(f, &with, 0.5, w, u, u, w, g);
    if (code == CHAOS_OK)
        code = third(f, &with, 0.5, w, w, w, &w_, n);
    if (code != CHAOS_OK)
        return code;
    const double square = a[0] * a[0], by = m[0] / 2.0 + n[0];
    out[0] = e[0] / a[0];
    out[1] = e[1] / a[0];
    out[2] = a[0] * b[0];
    out[3] = out[7] = 0.0;
    for (int k = 0; k < 2; k++)
        out[4 + k] = (g[k] + (e[k] * by - a[0] / 2.0 * n[k]) / b[0]) / square;
    out[6] = c[0] / square;
    return code;
}

/* mu v (1 + a |v|^2 + b |w|^2), nu w (1 + c |v|^2 + d |w|^2); v may be real: then its |v|^2 is v^2. */
static int with_another(chaosi_form *f, const mode *v, const mode *w, double *out)
{
    const bool real = v->mu.im == 0.0;
    const mode v_ = real ? *v : conjugate(*v), w_ = conjugate(*w);
    int code = third(f, NULL, real ? 1.0 / 6.0 : 0.5, v, v, v, &v_, out);
    if (code == CHAOS_OK)
        code = third(f, NULL, 1.0, v, v, w, &w_, out + 2);
    if (code == CHAOS_OK)
        code = third(f, NULL, real ? 0.5 : 1.0, w, v, &v_, w, out + 4);
    if (code == CHAOS_OK)
        code = third(f, NULL, 0.5, w, w, w, &w_, out + 6);
    return code;
}

int chaosi_form_pairs(chaosi_form *f, const chaosi_special *special, double *out)
{
    const size_t dim = f->dim;
    const bool two = special->kind == CHAOS_DOUBLE_NEIMARK_SACKER,
               fold = special->kind == CHAOS_FOLD_NEIMARK_SACKER;
    chaosi_complex mu[2];
    if (!find_pairs(f, special, two ? 2 : 1, mu))
        return CHAOS_OK;
    double *const vectors = chaosi_alloc(8 * dim, sizeof *vectors);
    if (!vectors)
        return chaosi_nomem(f->error);
    mode first = { .q = vectors, .p = vectors + 2 * dim },
         pair = { .q = vectors + 4 * dim, .p = vectors + 6 * dim };
    const chaosi_complex single = { fold ? 1.0 : -1.0, 0.0 };
    int code = CHAOS_OK;
    if (take(f, &first, two ? mu[0] : single) && take(f, &pair, mu[two]))
        code = (fold ? with_fold : with_another)(f, &first, &pair, out);
    free(vectors);
    return code;
}
