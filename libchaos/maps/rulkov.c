/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP rulkov
#define DIM 2
#define NPARAMS 3
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] / (1.0 + vpowi(x[0], 2)) + x[1];
    y[1] = x[1] - p[1] * x[0] - p[2];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -2.0 * p[0] * x[0] / vpowi(1.0 + vpowi(x[0], 2), 2) * v[0] + v[1];
    w[1] = v[1] - p[1] * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(rulkov)

CHAOSI_MAP(rulkov) = {
    .name = "rulkov",
    .title = "Rulkov map",
    .formula = "x' = alpha/(1 + x^2) + y; y' = y - sigma*x - beta",
    .reference =
        "N. F. Rulkov, Regularization of synchronized chaotic bursts, Phys. Rev. Lett. 86 (2001) 183",
    .notes = "A bursting neuron: x fast, y slow.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "alpha", "sigma", "beta" },
    .param_defaults = (const double[]){ 4.1, 0.001, 0.001 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ -1.2345, -2.8765 },
    .view = (const double[][2]){ { -2.0, 2.2 }, { -3.1, -2.6 } },
    .bound = 1e3,
    .picture = { { "alpha", 2.0, 6.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(rulkov),
};
#endif
