/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP henon_3d_inverse
#define DIM 3
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1];
    y[1] = x[2];
    y[2] = (p[0] - vpowi(x[2], 2) - x[0]) / p[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[1];
    w[1] = v[2];
    w[2] = (-1.0) / p[1] * v[0] - 2.0 * x[2] / p[1] * v[2];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(henon_3d_inverse)
CHAOSI_DECLARE_MAP(henon_3d)

CHAOSI_MAP(henon_3d_inverse) = {
    .name = "henon_3d_inverse",
    .title = "inverse of the generalized Henon map in three dimensions",
    .formula = "x' = y; y' = z; z' = (a - z^2 - x)/b",
    .reference = "G. Baier, M. Klein, Maximum hyperchaos in generalized Henon maps, Phys. Lett. A 151 (1990) "
                 "281",
    .notes = "Takes the state x' back to x.",
    .dim = 3,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 1.76, 0.1 },
    .states = (const char *const[]){ "x", "y", "z" },
    .state_defaults = (const double[]){ 0.1234, 0.0567, 0.0891 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.0, 2.0 }, { -2.0, 2.0 } },
    .bound = 1e3,
    .inverse = CHAOSI_INVERSE(henon_3d),
    .kernels = CHAOSI_KERNELS(henon_3d_inverse),
};
#endif
