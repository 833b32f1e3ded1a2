/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP standard_nontwist_inverse
#define DIM 2
#define NPARAMS 2
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] - p[0] * (1.0 - vpowi(x[1], 2));
    y[1] = x[1] + p[1] * vsin(TWO_PI * y[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[0] - p[0] * (1.0 - vpowi(x[1], 2));
    w[0] = v[0] + 2.0 * p[0] * x[1] * v[1];
    w[1] = v[1] + TWO_PI * p[1] * vcos(TWO_PI * s) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(standard_nontwist_inverse)
CHAOSI_DECLARE_MAP(standard_nontwist)

CHAOSI_MAP(standard_nontwist_inverse) = {
    .name = "standard_nontwist_inverse",
    .title = "inverse of the standard nontwist map",
    .formula = "x' = x - a*(1 - y^2); y' = y + b*sin(2*pi*x')",
    .reference = "D. del-Castillo-Negrete, J. M. Greene, P. J. Morrison, Area preserving nontwist maps: "
                 "periodic orbits and transition to chaos, Physica D 91 (1996) 1",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 0.615, 0.4 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -1.0, 1.0 } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(standard_nontwist),
    .kernels = CHAOSI_KERNELS(standard_nontwist_inverse),
};
#endif
