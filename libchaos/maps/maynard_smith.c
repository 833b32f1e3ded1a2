/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP maynard_smith
#define DIM 2
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1];
    y[1] = p[0] * x[1] + p[1] - vpowi(x[0], 2);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[1];
    w[1] = -(2.0 * x[0] * v[0]) + p[0] * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(maynard_smith)

CHAOSI_MAP(maynard_smith) = {
    .name = "maynard_smith",
    .title = "Maynard Smith map",
    .formula = "x' = y; y' = a*y + b - x^2",
    .reference = "J. Maynard Smith, Mathematical Ideas in Biology, Cambridge 1968",
    .notes = "A delayed quadratic map; two-to-one.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 0.87, 0.75 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.2, 1.7 }, { -1.2, 1.7 } },
    .bound = 1e3,
    .picture = { { "b", 0.2, 0.77 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(maynard_smith),
};
#endif
