/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP bogdanov_inverse
#define DIM 2
#define NPARAMS 3
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] - x[1];
    y[1] = (x[1] - p[1] * y[0] * (y[0] - 1.0)) / (1.0 + p[0] + p[2] * y[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[0] - x[1];
    const vreal t = 1.0 + p[0] + p[2] * s;
    const vreal u = (x[1] - p[1] * s * (s - 1.0)) / t;
    w[0] = v[0] - v[1];
    w[1] = (v[1] - (p[1] * (2.0 * s - 1.0) + p[2] * u) * w[0]) / t;
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(bogdanov_inverse)
CHAOSI_DECLARE_MAP(bogdanov)

CHAOSI_MAP(bogdanov_inverse) = {
    .name = "bogdanov_inverse",
    .title = "inverse of the Bogdanov map",
    .formula = "x' = x - y; y' = (y - k*x'*(x' - 1))/(1 + eps + mu*x')",
    .reference = "D. K. Arrowsmith, J. H. E. Cartwright, A. N. Lansbury, C. M. Place, The Bogdanov map: "
                 "bifurcations, mode locking, and chaos in a dissipative system, Int. J. Bifurc. Chaos 3 "
                 "(1993) 803",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "eps", "k", "mu" },
    .param_defaults = (const double[]){ 0.0, 1.2, 0.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -0.8, 1.2 }, { -0.8, 0.8 } },
    .bound = 1e3,
    .inverse = CHAOSI_INVERSE(bogdanov),
    .kernels = CHAOSI_KERNELS(bogdanov_inverse),
};
#endif
