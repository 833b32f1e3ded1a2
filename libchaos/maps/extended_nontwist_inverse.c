/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP extended_nontwist_inverse
#define DIM 2
#define NPARAMS 4
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] - p[0] * (1.0 - vpowi(x[1], 2));
    y[1] = x[1] + p[1] * vsin(TWO_PI * y[0]) + p[2] * vsin(TWO_PI * p[3] * y[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[0] - p[0] * (1.0 - vpowi(x[1], 2));
    w[0] = v[0] + 2.0 * p[0] * x[1] * v[1];
    w[1] = v[1] + TWO_PI * (p[1] * vcos(TWO_PI * s) + p[3] * p[2] * vcos(TWO_PI * p[3] * s)) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(extended_nontwist_inverse)
CHAOSI_DECLARE_MAP(extended_nontwist)

CHAOSI_MAP(extended_nontwist_inverse) = {
    .name = "extended_nontwist_inverse",
    .title = "inverse of the extended standard nontwist map",
    .formula = "x' = x - a*(1 - y^2); y' = y + b*sin(2*pi*x') + c*sin(2*pi*m*x')",
    .reference = "J. S. E. Portela, I. L. Caldas, R. L. Viana, P. J. Morrison, Diffusive transport through a "
                 "nontwist barrier in tokamaks, Int. J. Bifurc. Chaos 17 (2007) 1589",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "c", "m" },
    .param_defaults = (const double[]){ 0.4, 0.3, 0.1, 3.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -1.0, 1.0 } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(extended_nontwist),
    .kernels = CHAOSI_KERNELS(extended_nontwist_inverse),
};
#endif
