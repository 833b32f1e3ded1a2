/* What normal forms are computed from: the derivative of f^n at a cycle's least point, critical vectors.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_NORMAL_FORM_H
#define CHAOS_ANALYSES_CYCLES_NORMAL_FORM_H

#include "analyses/cycles/curve.h"

enum { CHAOSI_FORM_ORDER = 3 };

/* A complex vector is [2][dim]: real parts, imaginary parts. */
typedef struct chaosi_form {
    chaosi_branch *b;
    size_t dim, first; /* states, which point is the least */
    double *a;         /* [dim][dim] Df^n there */
    double *system;    /* [2 (dim + 1)][2 (dim + 1)] */
    double *rhs;       /* [2 (dim + 1)] */
    size_t *pivot;
    double *q, *p, *left, *right; /* [2][dim] */
    double *x, *y;                /* jets of order up to 3 */
    double *params;
    double *w[4]; /* [2][dim] each */
    chaos_error *error;
} chaosi_form;

bool chaosi_form_init(chaosi_form *f);
void chaosi_form_free(chaosi_form *f);

/* Which point of a cycle is the least, in the first state, then in the next. */
size_t chaosi_branch_least_point(const chaosi_branch *b);

/* f->a */
int chaosi_form_derivative(chaosi_form *f);

/* f->q and f->p of the multiplier re + i im, each of length 1. */
void chaosi_form_vectors(chaosi_form *f, double re, double im);

/* f->p such that conj(p) q is 1; false: it is 0, or nearly so. */
bool chaosi_form_pair(chaosi_form *f);

/* to [2][dim] = D^k f^n(z[0], ..., z[k - 1]) at the least point, k up to 3. Each is conjugated if its bit is set. */
int chaosi_form_multilinear(chaosi_form *f, unsigned k, const double *const *z, unsigned conjugated,
                            double *to);

/* x [2][dim] = (re + i im - A)^-1 x */
void chaosi_form_resolve(chaosi_form *f, double re, double im, double *x);

/* conj(u) v */
void chaosi_form_product(const double *u, const double *v, size_t dim, double to[2]);

/* ---------------------------------------------------------------------- curve_pairs.c */

/* Of a point at which a pair and something else are critical: out [CHAOSI_COEFFICIENTS]. */
int chaosi_form_pairs(chaosi_form *f, const chaosi_special *special, double *out);

/* ---------------------------------------------------------------------------- reduce.c */

enum { CHAOSI_REDUCED_ORDER = 5 };

/* What f^n does on the centre manifold of m <= 2 critical directions, x = point + q u + ...: u' = sum of g[k][j] u1^(k-j)
 * u2^j/((k-j)! j!) for k from 1 on, each [m]; m = 1: j = 0 alone. */
typedef struct chaosi_reduced {
    size_t m;
    const double *q, *p; /* [m][dim] with p q = 1 */
    double g[CHAOSI_REDUCED_ORDER + 1][CHAOSI_REDUCED_ORDER + 1][2];
} chaosi_reduced;

/* To an order of 2 to CHAOSI_REDUCED_ORDER; m, q, p and g[1] are set. CHAOS_ENOTSUP (an outcome): by
 * differences only to 3, and not of many states. */
int chaosi_form_reduce(chaosi_form *f, chaosi_reduced *r, unsigned order);

/* ---------------------------------------------------------------------------- planar.c
 *
 * Coefficients of a map of u, or of w = u1 + i u2, that is given as above. */

/* Of -u + ... + e w^5 where that of w^3 is 0. */
double chaosi_planar_flip(const chaosi_reduced *r);

/* Of mu w + ... : out[0] of w^2 w*, out[1] of w*^2 where mu^3 = 1, of w*^3 where mu^4 = 1, else of w^3 w*^2. */
void chaosi_planar_pair(const chaosi_reduced *r, const double mu[2], unsigned order, double out[2][2]);

/* Of 1:2, (-u1 + u2, -u2 + c u1^3 + d u1^2 u2): out = c, d. */
void chaosi_planar_resonance_2(const chaosi_reduced *r, double out[2]);

#endif
