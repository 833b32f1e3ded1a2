/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP lorenz_3d_inverse
#define DIM 3
#define NPARAMS 0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = x[1];
    y[1] = x[2];
    y[2] = x[1] * x[2] - x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = v[1];
    w[1] = v[2];
    w[2] = -v[0] + x[2] * v[1] + x[1] * v[2];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(lorenz_3d_inverse)
CHAOSI_DECLARE_MAP(lorenz_3d)

CHAOSI_MAP(lorenz_3d_inverse) = {
    .name = "lorenz_3d_inverse",
    .title = "inverse of the Lorenz three-dimensional chaotic map",
    .formula = "x' = y; y' = z; z' = y*z - x",
    .reference = "E. N. Lorenz, The Essence of Chaos, University of Washington Press 1993; J. C. Sprott, "
                 "Chaos and Time-Series Analysis, Oxford 2003",
    .notes = "Takes the state x' back to x.",
    .dim = 3,
    .nparams = 0,
    .states = (const char *const[]){ "x", "y", "z" },
    .state_defaults = (const double[]){ 0.5, 0.5, -1.0 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.0, 2.0 }, { -2.0, 2.0 } },
    .bound = 1e3,
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(lorenz_3d),
    .kernels = CHAOSI_KERNELS(lorenz_3d_inverse),
};
#endif
