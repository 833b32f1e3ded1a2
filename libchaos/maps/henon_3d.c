/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP henon_3d
#define DIM 3
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] - vpowi(x[1], 2) - p[1] * x[2];
    y[1] = x[0];
    y[2] = x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -(2.0 * x[1] * v[1]) - p[1] * v[2];
    w[1] = v[0];
    w[2] = v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(henon_3d)
CHAOSI_DECLARE_MAP(henon_3d_inverse)

CHAOSI_MAP(henon_3d) = {
    .name = "henon_3d",
    .title = "generalized Henon map in three dimensions",
    .formula = "x' = a - y^2 - b*z; y' = x; z' = y",
    .reference = "G. Baier, M. Klein, Maximum hyperchaos in generalized Henon maps, Phys. Lett. A 151 (1990) "
                 "281",
    .notes = "Two positive exponents. Contracts volumes by |b|.",
    .dim = 3,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 1.76, 0.1 },
    .states = (const char *const[]){ "x", "y", "z" },
    .state_defaults = (const double[]){ 0.1234, 0.0567, 0.0891 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.0, 2.0 }, { -2.0, 2.0 } },
    .bound = 1e3,
    .picture = { { "a", 0.5, 1.78 } },
    .regime = CHAOSI_CHAOTIC,
    .inverse = CHAOSI_INVERSE(henon_3d_inverse),
    .kernels = CHAOSI_KERNELS(henon_3d),
};
#endif
