/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP chialvo
#define DIM 2
#define NPARAMS 4

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vpowi(x[0], 2) * vexp(x[1] - x[0]) + p[0];
    y[1] = p[1] * x[1] - p[2] * x[0] + p[3];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = vexp(x[1] - x[0]) * ((2.0 * x[0] - vpowi(x[0], 2)) * v[0] + vpowi(x[0], 2) * v[1]);
    w[1] = p[1] * v[1] - p[2] * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(chialvo)

CHAOSI_MAP(chialvo) = {
    .name = "chialvo",
    .title = "Chialvo map",
    .formula = "x' = x^2*exp(y - x) + k; y' = a*y - b*x + c",
    .reference =
        "D. R. Chialvo, Generic excitable dynamics on a two-dimensional map, Chaos Solitons Fractals "
        "5 (1995) 461",
    .notes = "A neuron: x fast (membrane), y slow (recovery).",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "k", "a", "b", "c" },
    .param_defaults = (const double[]){ 0.03, 0.89, 0.18, 0.28 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 1.567 },
    .view = (const double[][2]){ { 0.0, 5.0 }, { 0.0, 2.6 } },
    .bound = 1e6,
    .picture = { { "b", 0.1, 0.6 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(chialvo),
};
#endif
