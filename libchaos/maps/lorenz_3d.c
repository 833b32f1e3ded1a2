/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP lorenz_3d
#define DIM 3
#define NPARAMS 0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = x[0] * x[1] - x[2];
    y[1] = x[0];
    y[2] = x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = x[1] * v[0] + x[0] * v[1] - v[2];
    w[1] = v[0];
    w[2] = v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(lorenz_3d)
CHAOSI_DECLARE_MAP(lorenz_3d_inverse)

CHAOSI_MAP(lorenz_3d) = {
    .name = "lorenz_3d",
    .title = "Lorenz three-dimensional chaotic map",
    .formula = "x' = x*y - z; y' = x; z' = y",
    .reference = "E. N. Lorenz, The Essence of Chaos, University of Washington Press 1993; J. C. Sprott, "
                 "Chaos and Time-Series Analysis, Oxford 2003",
    .notes = "Preserves volumes. From (0.1, 0.1, 0.1) the orbit stays on a torus.",
    .dim = 3,
    .nparams = 0,
    .states = (const char *const[]){ "x", "y", "z" },
    .state_defaults = (const double[]){ 0.5, 0.5, -1.0 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.0, 2.0 }, { -2.0, 2.0 } },
    .bound = 1e3,
    .flags = CHAOSI_AREA,
    .picture = { { "x", -1.0, 1.0 }, { "y", -1.0, 1.0 } },
    .regime = CHAOSI_INTERMITTENT, /* islands hold it for long: exponents of .081 in 2e5 steps, .063 in 1e7 */
    .known =
        (const chaosi_known[]){
            { 0, 0.07456, 0.005, "Sprott 2003", NULL },
            { 1, 0.0, 0.005, "Sprott 2003", NULL },
            { 2, -0.07456, 0.005, "Sprott 2003", NULL },
        },
    .nknown = 3,
    .inverse = CHAOSI_INVERSE(lorenz_3d_inverse),
    .kernels = CHAOSI_KERNELS(lorenz_3d),
};
#endif
