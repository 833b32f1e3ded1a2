/* SPDX-License-Identifier: MIT
 * The map that add_map.sh adds. */
#include <chaos/kernels/vreal.h>

#define MAP quartic
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = 1.0 - p[0] * vpowi(x[0], 4); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -4.0 * (p[0] * vpowi(x[0], 3)) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(quartic)

CHAOSI_MAP(quartic) = {
    .name = "quartic",
    .title = "quartic map",
    .formula = "x' = 1 - a*x^4",
    .reference =
        "M. J. Feigenbaum, Quantitative universality for a class of nonlinear transformations, J. Stat. Phys. 19 (1978) 25",
    .notes = "Its period doublings are those of maximum order 4: delta = 7.2846862...",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 1.95 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.0, 1.0 } },
    .bound = 1e3,
    .picture = { { "a", 1.0, 2.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(quartic),
};
#endif
