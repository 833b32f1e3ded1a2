/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP henon
#define DIM 2
#define NPARAMS 2
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];
    y[1] = p[1] * x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -(2.0 * p[0] * x[0]) * v[0] + v[1];
    w[1] = p[1] * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* For |b| <= 1 an orbit leaves through x first (y is b times the x before);
 * with |x| > R, a R^2 - (1 + |b|) R - 1 = 0, |x| grows at each step. */
static double no_return(const double *p)
{
    const double a = p[0] < 0.0 ? -p[0] : p[0], b = p[1] < 0.0 ? -p[1] : p[1];
    const double s = 1.0 + b;
    return b <= 1.0 && a > 0.0 ? 1.001 * (s + s + 4.0 * a) / a + 1.0 : CHAOSI_NEVER;
}

CHAOSI_DECLARE_KERNELS(henon)
CHAOSI_DECLARE_MAP(henon_inverse)

CHAOSI_MAP(henon) = {
    .name = "henon",
    .title = "Henon map",
    .formula = "x' = 1 - a*x^2 + y; y' = b*x",
    .reference =
        "M. Henon, A two-dimensional mapping with a strange attractor, Commun. Math. Phys. 50 (1976) 69",
    .notes =
        "Contracts areas by |b|. Another form: x' = a - x^2 + b y, y' = x, with x and y scaled by a and a/b.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 1.4, 0.3 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.5, 1.5 }, { -0.45, 0.45 } },
    .bound = 1e3,
    .no_return = no_return,
    .tangent_steps = 4,
    .picture = { { "a", 0.2, 1.42 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.419192, 2.5e-4, "computed", NULL },
            { 1, -1.623165, 2.5e-4, "computed", NULL },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(henon_inverse),
    .kernels = CHAOSI_KERNELS(henon),
};
#endif
