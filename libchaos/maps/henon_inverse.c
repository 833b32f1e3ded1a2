/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP henon_inverse
#define DIM 2
#define NPARAMS 2
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1] / p[1];
    y[1] = x[0] - 1.0 + p[0] * vpowi(x[1] / p[1], 2);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[1] / p[1];
    w[1] = v[0] + 2.0 * p[0] * (x[1] / p[1]) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(henon_inverse)
CHAOSI_DECLARE_MAP(henon)

CHAOSI_MAP(henon_inverse) = {
    .name = "henon_inverse",
    .title = "inverse of the Henon map",
    .formula = "x' = y/b; y' = x - 1 + a*(y/b)^2",
    .reference =
        "M. Henon, A two-dimensional mapping with a strange attractor, Commun. Math. Phys. 50 (1976) "
        "69",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 1.4, 0.3 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.5, 1.5 }, { -0.45, 0.45 } },
    .bound = 1e3,
    .inverse = CHAOSI_INVERSE(henon),
    .kernels = CHAOSI_KERNELS(henon_inverse),
};
#endif
