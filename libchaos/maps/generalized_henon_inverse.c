/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP generalized_henon_inverse
#define DIM 2
#define NPARAMS 4

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = (p[0] - vpowi(x[0], 2) + p[3] * vpowi(x[0], 3) - x[1]) / (p[1] - p[2] * x[0]);
    y[1] = x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal t = p[1] - p[2] * x[0];
    const vreal u = (p[0] - vpowi(x[0], 2) + p[3] * vpowi(x[0], 3) - x[1]) / t;
    w[0] = ((3.0 * p[3] * vpowi(x[0], 2) - 2.0 * x[0] + p[2] * u) * v[0] - v[1]) / t;
    w[1] = v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(generalized_henon_inverse)
CHAOSI_DECLARE_MAP(generalized_henon)

CHAOSI_MAP(generalized_henon_inverse) = {
    .name = "generalized_henon_inverse",
    .title = "inverse of the generalized Henon map",
    .formula = "x' = (a - x^2 + s*x^3 - y)/(b - r*x); y' = x",
    .reference = "V. S. Gonchenko, Yu. A. Kuznetsov, H. G. E. Meijer, Generalized Henon map and bifurcations "
                 "of homoclinic tangencies, SIAM J. Appl. Dyn. Syst. 4 (2005) 407",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "r", "s" },
    .param_defaults = (const double[]){ 1.35, -0.3, 0.1, -0.05 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.0, 2.0 } },
    .bound = 1e3,
    .inverse = CHAOSI_INVERSE(generalized_henon),
    .kernels = CHAOSI_KERNELS(generalized_henon_inverse),
};
#endif
