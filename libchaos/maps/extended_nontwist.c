/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP extended_nontwist
#define DIM 2
#define NPARAMS 4
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[1] = x[1] - p[1] * vsin(TWO_PI * x[0]) - p[2] * vsin(TWO_PI * p[3] * x[0]);
    y[0] = x[0] + p[0] * (1.0 - vpowi(y[1], 2));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[1] - p[1] * vsin(TWO_PI * x[0]) - p[2] * vsin(TWO_PI * p[3] * x[0]);
    w[1] = v[1] - TWO_PI * (p[1] * vcos(TWO_PI * x[0]) + p[3] * p[2] * vcos(TWO_PI * p[3] * x[0])) * v[0];
    w[0] = v[0] - 2.0 * p[0] * s * w[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* Only a state that is not finite is outside, and it stays so. */
static double no_return(const double *p)
{
    (void)p;
    return CHAOSI_LARGEST;
}

CHAOSI_DECLARE_KERNELS(extended_nontwist)
CHAOSI_DECLARE_MAP(extended_nontwist_inverse)

CHAOSI_MAP(extended_nontwist) = {
    .name = "extended_nontwist",
    .title = "extended standard nontwist map",
    .formula = "y' = y - b*sin(2*pi*x) - c*sin(2*pi*m*x); x' = x + a*(1 - y'^2)",
    .reference = "J. S. E. Portela, I. L. Caldas, R. L. Viana, P. J. Morrison, Diffusive transport through a "
                 "nontwist barrier in tokamaks, Int. J. Bifurc. Chaos 17 (2007) 1589",
    .notes = "The standard nontwist map with a second mode m, a whole number.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "c", "m" },
    .param_defaults = (const double[]){ 0.4, 0.3, 0.1, 3.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -1.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "x", 0.0, 1.0 }, { "y", -1.0, 1.0 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .inverse = CHAOSI_INVERSE(extended_nontwist_inverse),
    .kernels = CHAOSI_KERNELS(extended_nontwist),
};
#endif
