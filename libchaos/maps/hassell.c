/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP hassell
#define DIM 1
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * x[0] / vpow(1.0 + x[0], p[1]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * (1.0 + (1.0 - p[1]) * x[0]) / vpow(1.0 + x[0], p[1] + 1.0) * v[0];
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

CHAOSI_DECLARE_KERNELS(hassell)

CHAOSI_MAP(hassell) = {
    .name = "hassell",
    .title = "Hassell map",
    .formula = "x' = r*x/(1 + x)^b",
    .reference = "M. P. Hassell, Density-dependence in single-species populations, J. Anim. Ecol. 44 (1975) "
                 "283",
    .notes = "x > 0. Another form: (1 + a x)^b, x scaled by a. b = 1 is the Beverton-Holt map; large b goes "
             "over into the Ricker map.",
    .dim = 1,
    .nparams = 2,
    .params = (const char *const[]){ "r", "b" },
    .param_defaults = (const double[]){ 60.0, 8.0 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 5.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "r", 2.0, 120.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(hassell),
};
#endif
