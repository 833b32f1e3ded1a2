/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP gauss
#define DIM 1
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vexp(-p[0] * vpowi(x[0], 2)) + p[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -2.0 * p[0] * x[0] * vexp(-p[0] * vpowi(x[0], 2)) * v[0];
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

CHAOSI_DECLARE_KERNELS(gauss)

CHAOSI_MAP(gauss) = {
    .name = "gauss",
    .title = "Gauss (mouse) map",
    .formula = "x' = exp(-a*x^2) + b",
    .reference = "R. C. Hilborn, Chaos and Nonlinear Dynamics, Oxford 2000",
    .notes = "Not the Gauss map of continued fractions (continued_fraction).",
    .dim = 1,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 6.2, -0.5 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.1387 },
    .view = (const double[][2]){ { -1.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "b", -1.0, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(gauss),
};
#endif
