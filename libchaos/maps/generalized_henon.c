/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP generalized_henon
#define DIM 2
#define NPARAMS 4
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1];
    y[1] = p[0] - p[1] * x[0] - vpowi(x[1], 2) + p[2] * x[0] * x[1] + p[3] * vpowi(x[1], 3);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[1];
    w[1] = (p[2] * x[1] - p[1]) * v[0] + (p[2] * x[0] - 2.0 * x[1] + 3.0 * p[3] * vpowi(x[1], 2)) * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(generalized_henon)
CHAOSI_DECLARE_MAP(generalized_henon_inverse)

CHAOSI_MAP(generalized_henon) = {
    .name = "generalized_henon",
    .title = "generalized Henon map",
    .formula = "x' = y; y' = a - b*x - y^2 + r*x*y + s*y^3",
    .reference = "V. S. Gonchenko, Yu. A. Kuznetsov, H. G. E. Meijer, Generalized Henon map and bifurcations "
                 "of homoclinic tangencies, SIAM J. Appl. Dyn. Syst. 4 (2005) 407",
    .notes = "At r = s = 0 the Henon map with b for -b, in the form x' = a - x^2 + b y, run along y.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "r", "s" },
    .param_defaults = (const double[]){ 1.35, -0.3, 0.1, -0.05 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.0, 2.0 } },
    .bound = 1e3,
    .tangent_steps = 2,
    .picture = { { "a", 0.0, 1.41 } },
    .regime = CHAOSI_CHAOTIC,
    .inverse = CHAOSI_INVERSE(generalized_henon_inverse),
    .kernels = CHAOSI_KERNELS(generalized_henon),
};
#endif
