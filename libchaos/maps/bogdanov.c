/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP bogdanov
#define DIM 2
#define NPARAMS 3
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[1] = (1.0 + p[0]) * x[1] + p[1] * x[0] * (x[0] - 1.0) + p[2] * x[0] * x[1];
    y[0] = x[0] + y[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[1] = (1.0 + p[0] + p[2] * x[0]) * v[1] + (p[1] * (2.0 * x[0] - 1.0) + p[2] * x[1]) * v[0];
    w[0] = v[0] + w[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(bogdanov)
CHAOSI_DECLARE_MAP(bogdanov_inverse)

CHAOSI_MAP(bogdanov) = {
    .name = "bogdanov",
    .title = "Bogdanov map",
    .formula = "y' = (1 + eps)*y + k*x*(x - 1) + mu*x*y; x' = x + y'",
    .reference = "D. K. Arrowsmith, J. H. E. Cartwright, A. N. Lansbury, C. M. Place, The Bogdanov map: "
                 "bifurcations, mode locking, and chaos in a dissipative system, Int. J. Bifurc. Chaos 3 "
                 "(1993) 803",
    .notes = "At eps = mu = 0 it preserves areas.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "eps", "k", "mu" },
    .param_defaults = (const double[]){ 0.0, 1.2, 0.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -0.8, 1.2 }, { -0.8, 0.8 } },
    .bound = 1e3,
    .picture = { { "x", -0.8, 1.2 }, { "y", -0.8, 0.8 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .inverse = CHAOSI_INVERSE(bogdanov_inverse),
    .kernels = CHAOSI_KERNELS(bogdanov),
};
#endif
