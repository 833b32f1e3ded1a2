/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP henon_area
#define DIM 2
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] * vcos(p[0]) - (x[1] - vpowi(x[0], 2)) * vsin(p[0]);
    y[1] = x[0] * vsin(p[0]) + (x[1] - vpowi(x[0], 2)) * vcos(p[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = v[1] - 2.0 * x[0] * v[0];
    w[0] = vcos(p[0]) * v[0] - vsin(p[0]) * s;
    w[1] = vsin(p[0]) * v[0] + vcos(p[0]) * s;
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(henon_area)
CHAOSI_DECLARE_MAP(henon_area_inverse)

CHAOSI_MAP(henon_area) = {
    .name = "henon_area",
    .title = "area-preserving Henon map",
    .formula = "x' = x*cos(alpha) - (y - x^2)*sin(alpha); y' = x*sin(alpha) + (y - x^2)*cos(alpha)",
    .reference = "M. Henon, Numerical study of quadratic area-preserving mappings, Q. Appl. Math. 27 (1969) "
                 "291",
    .notes = "The default is Henon's case cos(alpha) = 0.24. A turn by alpha after a shear; outside the "
             "islands orbits escape.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "alpha" },
    .param_defaults = (const double[]){ 1.3284305 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.2134, 0.1123 },
    .view = (const double[][2]){ { -1.0, 1.0 }, { -1.0, 1.0 } },
    .bound = 1e3,
    .flags = CHAOSI_AREA,
    .picture = { { "x", -1.0, 1.0 }, { "y", -1.0, 1.0 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .inverse = CHAOSI_INVERSE(henon_area_inverse),
    .kernels = CHAOSI_KERNELS(henon_area),
};
#endif
