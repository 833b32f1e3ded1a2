/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP adaptive_control
#define DIM 3
#define NPARAMS 3

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal s = p[0] * x[0] + p[1] + x[2] * x[1];
    y[0] = x[1];
    y[1] = s;
    y[2] = x[2] - p[1] * x[1] / (p[2] + vpowi(x[1], 2)) * (s - 1.0);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = p[0] * x[0] + p[1] + x[2] * x[1];
    const vreal ds = p[0] * v[0] + x[2] * v[1] + x[1] * v[2];
    const vreal t = p[2] + vpowi(x[1], 2);
    w[0] = v[1];
    w[1] = ds;
    w[2] = v[2] - p[1] * (p[2] - vpowi(x[1], 2)) / vpowi(t, 2) * (s - 1.0) * v[1] - p[1] * x[1] / t * ds;
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(adaptive_control)

CHAOSI_MAP(adaptive_control) = {
    .name = "adaptive_control",
    .title = "adaptive control map",
    .formula = "s = b*x + k + z*y; x' = y; y' = s; z' = z - k*y/(c + y^2)*(s - 1)",
    .reference = "C. E. Frouzakis, R. A. Adomaitis, I. G. Kevrekidis, Resonance phenomena in an "
                 "adaptively-controlled system, Int. J. Bifurc. Chaos 1 (1991) 83",
    .notes = "A controller that estimates its plant while it runs; z is the estimate.",
    .dim = 3,
    .nparams = 3,
    .params = (const char *const[]){ "b", "k", "c" },
    .param_defaults = (const double[]){ -0.8, 0.2, 0.1 },
    .states = (const char *const[]){ "x", "y", "z" },
    .state_defaults = (const double[]){ 1.0123, 0.9567, 1.6291 },
    .view = (const double[][2]){ { -4.0, 4.0 }, { -4.0, 4.0 }, { -4.0, 4.0 } },
    .bound = 1e6,
    .picture = { { "b", -1.0, 0.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(adaptive_control),
};
#endif
