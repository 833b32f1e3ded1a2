/* Normal forms of maps of one or two variables, from their Taylor coefficients.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/normal_form.h"
#include "analyses/cycles/complex.h"

#include "numerics/lu.h"

#include <math.h>
#include <string.h>

enum { ORDER = CHAOSI_REDUCED_ORDER };

double chaosi_planar_flip(const chaosi_reduced *r)
{
    /* The second iterate begins with u - 2 e u^5. */
    double a[ORDER + 1] = { 0.0 }, power[ORDER + 1] = { 1.0 }, sum = 0.0, factorial = 1.0;
    for (unsigned k = 1; k <= ORDER; k++)
        a[k] = r->g[k][0][0] / (factorial *= k);
    for (unsigned k = 1; k <= ORDER; k++) { /* power = its k-th power */
        double next[ORDER + 1] = { 0.0 };
        for (unsigned i = 0; i <= ORDER; i++)
            for (unsigned j = 0; i + j <= ORDER; j++)
                next[i + j] += power[i] * a[j];
        memcpy(power, next, sizeof power);
        sum += a[k] * power[ORDER];
    }
    return -sum / 2.0;
}

/* --------------------------------------------------------------------- in w and w conjugated */

/* The coefficients of w^j w*^l, j + l <= ORDER. */
typedef struct polynomial {
    chaosi_complex c[ORDER + 1][ORDER + 1];
} polynomial;

static void add(chaosi_complex *to, chaosi_complex a)
{
    to->re += a.re;
    to->im += a.im;
}

static polynomial product(const polynomial *a, const polynomial *b)
{
    polynomial p = { 0 };
    for (int j = 0; j <= ORDER; j++)
        for (int l = 0; j + l <= ORDER; l++)
            for (int s = 0; s + j + l <= ORDER; s++)
                for (int t = 0; s + t + j + l <= ORDER; t++)
                    add(&p.c[j + s][l + t], chaosi_times(a->c[j][l], b->c[s][t]));
    return p;
}

static polynomial conjugate(const polynomial *a)
{
    polynomial p = { 0 };
    for (int j = 0; j <= ORDER; j++)
        for (int l = 0; j + l <= ORDER; l++)
            p.c[l][j] = (chaosi_complex){ a->c[j][l].re, -a->c[j][l].im };
    return p;
}

static void add_scaled(polynomial *to, const polynomial *a, chaosi_complex by)
{
    for (int j = 0; j <= ORDER; j++)
        for (int l = 0; j + l <= ORDER; l++)
            add(&to->c[j][l], chaosi_times(a->c[j][l], by));
}

/* The sum of f_jl a^j b^l. */
static polynomial substitute(const polynomial *f, const polynomial *a, const polynomial *b)
{
    polynomial to = { 0 }, first = { .c[0][0] = { 1.0, 0.0 } };
    for (int j = 0; j <= ORDER; j++) {
        polynomial term = first;
        for (int l = 0; j + l <= ORDER; l++) {
            add_scaled(&to, &term, f->c[j][l]);
            term = product(&term, b);
        }
        first = product(&first, a);
    }
    return to;
}

/* f(h, h*) */
static polynomial compose(const polynomial *f, const polynomial *h)
{
    const polynomial other = conjugate(h);
    return substitute(f, h, &other);
}

/* u1 = (w + w*)/2, u2 = (w - w*)/(2 i), and w' = u1' + i u2'. */
static polynomial in_complex(const chaosi_reduced *r, unsigned order)
{
    const polynomial u1 = { .c[1][0] = { 0.5, 0.0 }, .c[0][1] = { 0.5, 0.0 } },
                     u2 = { .c[1][0] = { 0.0, -0.5 }, .c[0][1] = { 0.0, 0.5 } };
    polynomial f = { 0 };
    double factorial[ORDER + 1] = { 1.0 };
    for (unsigned k = 1; k <= ORDER; k++)
        factorial[k] = factorial[k - 1] * k;
    for (unsigned k = 1; k <= order; k++)
        for (unsigned j = 0; j <= k; j++) {
            const double by = factorial[k - j] * factorial[j];
            f.c[k - j][j] = (chaosi_complex){ r->g[k][j][0] / by, r->g[k][j][1] / by };
        }
    return substitute(&f, &u1, &u2);
}

/* Takes away what order k has, but for what is resonant: with w + h(w), and mu^j mu*^l - mu as the divisor. */
static polynomial without_order(const polynomial *f, chaosi_complex mu, int k, unsigned order)
{
    const double resonance = 1e-6;
    polynomial h = { 0 }, id = { .c[1][0] = { 1.0, 0.0 } };
    for (int l = 0; l <= k; l++) {
        chaosi_complex by = { 1.0, 0.0 };
        for (int i = 0; i < k; i++)
            by = chaosi_times(by, i < l ? (chaosi_complex){ mu.re, -mu.im } : mu);
        by.re -= mu.re;
        by.im -= mu.im;
        const double square = by.re * by.re + by.im * by.im;
        if (square > resonance * resonance)
            h.c[k - l][l] = chaosi_times(f->c[k - l][l], (chaosi_complex){ by.re / square, -by.im / square });
    }
    add_scaled(&id, &h, (chaosi_complex){ 1.0, 0.0 });
    const polynomial image = compose(f, &id);
    polynomial g = image;
    for (unsigned i = 0; i < order; i++) { /* g + h(g) = f(w + h(w)) */
        const polynomial off = compose(&h, &g);
        g = image;
        add_scaled(&g, &off, (chaosi_complex){ -1.0, 0.0 });
    }
    return g;
}

void chaosi_planar_pair(const chaosi_reduced *r, const double mu[2], unsigned order, double out[2][2])
{
    const chaosi_complex by = { mu[0], mu[1] }, square = chaosi_times(by, by),
                         cube = chaosi_times(square, by), fourth = chaosi_times(square, square);
    const double resonance = 1e-6;
    polynomial f = in_complex(r, order);
    for (int k = 2; k <= (int)order; k++)
        f = without_order(&f, by, k, order);
    const chaosi_complex other = chaosi_modulus(cube.re - 1.0, cube.im) < resonance       ? f.c[0][2]
                                 : chaosi_modulus(fourth.re - 1.0, fourth.im) < resonance ? f.c[0][3]
                                                                                          : f.c[3][2];
    out[0][0] = f.c[2][1].re;
    out[0][1] = f.c[2][1].im;
    out[1][0] = other.re;
    out[1][1] = other.im;
}

/* -------------------------------------------------------------------------------- 1:2
 *
 * Terms of second order go with u + h(u): g_2 + L h - h(L u) = 0, L = g_1. What is left of third order is that of
 * g_2 on (u, h) and g_3, of which c = b30 and d = b21 + 3 a30 do not change with a transformation of third order. */

/* Monomials u1^2, u1 u2, u2^2 of h = (first three, last three). */
static void second_order(const double l[2][2], const double *g, double *h)
{
    double system[36] = { 0.0 };
    size_t pivot[6];
    /* (l00 u1 + l01 u2)^2, ... in monomials */
    const double image[3][3] = {
        { l[0][0] * l[0][0], 2.0 * l[0][0] * l[0][1], l[0][1] * l[0][1] },
        { l[0][0] * l[1][0], l[0][0] * l[1][1] + l[0][1] * l[1][0], l[0][1] * l[1][1] },
        { l[1][0] * l[1][0], 2.0 * l[1][0] * l[1][1], l[1][1] * l[1][1] },
    };
    for (size_t i = 0; i < 2; i++)
        for (size_t t = 0; t < 3; t++) {
            double *const row = system + 6 * (3 * i + t);
            for (size_t j = 0; j < 2; j++)
                row[3 * j + t] -= l[i][j];
            for (size_t s = 0; s < 3; s++)
                row[3 * i + s] += image[s][t];
            h[3 * i + t] = g[3 * i + t];
        }
    chaosi_lu(system, pivot, 6);
    chaosi_lu_solve(system, pivot, 6, h);
}

void chaosi_planar_resonance_2(const chaosi_reduced *r, double out[2])
{
    double g[6], h[6], third[2][2]; /* of u1^3, u1^2 u2 */
    const double l[2][2] = { { r->g[1][0][0], r->g[1][1][0] }, { r->g[1][0][1], r->g[1][1][1] } };
    for (size_t i = 0; i < 2; i++) {
        g[3 * i] = r->g[2][0][i] / 2.0;
        g[3 * i + 1] = r->g[2][1][i];
        g[3 * i + 2] = r->g[2][2][i] / 2.0;
    }
    second_order(l, g, h);
    for (size_t i = 0; i < 2; i++) {
        const double *const a = g + 3 * i; /* the derivative of a0 u1^2 + a1 u1 u2 + a2 u2^2 along h */
        third[i][0] = r->g[3][0][i] / 6.0 + 2.0 * a[0] * h[0] + a[1] * h[3];
        third[i][1] = r->g[3][1][i] / 2.0 + 2.0 * a[0] * h[1] + a[1] * (h[0] + h[4]) + 2.0 * a[2] * h[3];
    }
    out[0] = third[1][0];
    out[1] = third[1][1] + 3.0 * third[0][0];
}
