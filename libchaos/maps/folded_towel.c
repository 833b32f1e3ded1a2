/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP folded_towel
#define DIM 3
#define NPARAMS 0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    const vreal s = (x[1] + 0.35) * (1.0 - 2.0 * x[2]);
    y[0] = 3.8 * x[0] * (1.0 - x[0]) - 0.05 * s;
    y[1] = 0.1 * (s - 1.0) * (1.0 - 1.9 * x[0]);
    y[2] = 3.78 * x[2] * (1.0 - x[2]) + 0.2 * x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    const vreal s = (x[1] + 0.35) * (1.0 - 2.0 * x[2]);
    const vreal ds = (1.0 - 2.0 * x[2]) * v[1] - 2.0 * (x[1] + 0.35) * v[2];
    w[0] = 3.8 * (1.0 - 2.0 * x[0]) * v[0] - 0.05 * ds;
    w[1] = 0.1 * ((1.0 - 1.9 * x[0]) * ds - 1.9 * (s - 1.0) * v[0]);
    w[2] = 3.78 * (1.0 - 2.0 * x[2]) * v[2] + 0.2 * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(folded_towel)

CHAOSI_MAP(folded_towel) = {
    .name = "folded_towel",
    .title = "folded-towel map",
    .formula = "s = (y + 0.35)*(1 - 2*z); x' = 3.8*x*(1 - x) - 0.05*s; y' = 0.1*(s - 1)*(1 - 1.9*x); z' = "
               "3.78*z*(1 - z) + 0.2*y",
    .reference = "O. E. Roessler, An equation for hyperchaos, Phys. Lett. A 71 (1979) 155",
    .notes = "Two positive exponents.",
    .dim = 3,
    .nparams = 0,
    .states = (const char *const[]){ "x", "y", "z" },
    .state_defaults = (const double[]){ 0.085, -0.121, 0.075 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -0.15, 0.15 }, { 0.0, 1.0 } },
    .bound = 1e3,
    .picture = { { "x", 0.05, 0.95 }, { "z", 0.05, 0.95 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.43, 0.015, "T. Stankevich, computed, as quoted by DynamicalSystems.jl", NULL },
            { 1, 0.377, 0.015, "as above", NULL },
            { 2, -3.299, 0.03, "as above", NULL },
        },
    .nknown = 3,
    .kernels = CHAOSI_KERNELS(folded_towel),
};
#endif
