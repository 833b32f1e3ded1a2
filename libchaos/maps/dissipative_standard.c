/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP dissipative_standard
#define DIM 2
#define NPARAMS 2
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) TWO_PI

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[1] = p[0] * x[1] + p[1] * vsin(x[0]);
    y[0] = x[0] + y[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[1] = p[1] * vcos(x[0]) * v[0] + p[0] * v[1];
    w[0] = v[0] + w[1];
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

CHAOSI_DECLARE_KERNELS(dissipative_standard)

CHAOSI_MAP(dissipative_standard) = {
    .name = "dissipative_standard",
    .title = "dissipative standard map",
    .formula = "p' = b*p + k*sin(theta); theta' = theta + p'",
    .reference = "G. M. Zaslavsky, The simplest case of a strange attractor, Phys. Lett. A 69 (1978) 145; G. "
                 "Schmidt, B. W. Wang, Phys. Rev. A 32 (1985) 2994",
    .notes = "Contracts areas by |b|; at b = 1 the standard map. p is wrapped too, where f jumps unless b is "
             "whole; on the cylinder, with p left alone, the exponents at the defaults are 1.450 and -3.753.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "b", "k" },
    .param_defaults = (const double[]){ 0.1, 8.8 },
    .states = (const char *const[]){ "theta", "p" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ TWO_PI, TWO_PI },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { 0.0, TWO_PI } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .tangent_steps = 2,
    .picture = { { "k", 0.0, 10.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 1.46995, 0.01, "Sprott 2003", NULL },
            { 1, -3.77254, 0.01, "Sprott 2003", NULL },
        },
    .nknown = 2,
    .kernels = CHAOSI_KERNELS(dissipative_standard),
};
#endif
