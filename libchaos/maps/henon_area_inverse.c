/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP henon_area_inverse
#define DIM 2
#define NPARAMS 1
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] * vcos(p[0]) + x[1] * vsin(p[0]);
    y[1] = x[1] * vcos(p[0]) - x[0] * vsin(p[0]) + vpowi(y[0], 2);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[0] * vcos(p[0]) + x[1] * vsin(p[0]);
    w[0] = vcos(p[0]) * v[0] + vsin(p[0]) * v[1];
    w[1] = vcos(p[0]) * v[1] - vsin(p[0]) * v[0] + 2.0 * s * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(henon_area_inverse)
CHAOSI_DECLARE_MAP(henon_area)

CHAOSI_MAP(henon_area_inverse) = {
    .name = "henon_area_inverse",
    .title = "inverse of the area-preserving Henon map",
    .formula = "x' = x*cos(alpha) + y*sin(alpha); y' = y*cos(alpha) - x*sin(alpha) + x'^2",
    .reference = "M. Henon, Numerical study of quadratic area-preserving mappings, Q. Appl. Math. 27 (1969) "
                 "291",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "alpha" },
    .param_defaults = (const double[]){ 1.3284305 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.2134, 0.1123 },
    .view = (const double[][2]){ { -1.0, 1.0 }, { -1.0, 1.0 } },
    .bound = 1e3,
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(henon_area),
    .kernels = CHAOSI_KERNELS(henon_area_inverse),
};
#endif
