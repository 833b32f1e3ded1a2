/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP standard_nontwist
#define DIM 2
#define NPARAMS 2
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[1] = x[1] - p[1] * vsin(TWO_PI * x[0]);
    y[0] = x[0] + p[0] * (1.0 - vpowi(y[1], 2));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[1] - p[1] * vsin(TWO_PI * x[0]);
    w[1] = v[1] - TWO_PI * p[1] * vcos(TWO_PI * x[0]) * v[0];
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

CHAOSI_DECLARE_KERNELS(standard_nontwist)
CHAOSI_DECLARE_MAP(standard_nontwist_inverse)

CHAOSI_MAP(standard_nontwist) = {
    .name = "standard_nontwist",
    .title = "standard nontwist map",
    .formula = "y' = y - b*sin(2*pi*x); x' = x + a*(1 - y'^2)",
    .reference = "D. del-Castillo-Negrete, J. M. Greene, P. J. Morrison, Area preserving nontwist maps: "
                 "periodic orbits and transition to chaos, Physica D 91 (1996) 1",
    .notes = "x counts turns. The twist a (1 - y^2) has a maximum, the shearless curve.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 0.615, 0.4 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -1.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "x", 0.0, 1.0 }, { "y", -1.0, 1.0 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .inverse = CHAOSI_INVERSE(standard_nontwist_inverse),
    .kernels = CHAOSI_KERNELS(standard_nontwist),
};
#endif
