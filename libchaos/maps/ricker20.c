/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP ricker20
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = p[0] * x[0] * vexp(-x[0]); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * (1.0 - x[0]) * vexp(-x[0]) * v[0];
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

CHAOSI_DECLARE_KERNELS(ricker20)

CHAOSI_MAP(ricker20) = {
    .name = "ricker20",
    .title = "Ricker population model, linear growth factor",
    .formula = "x' = a*x*exp(-x)",
    .reference = "J. C. Sprott, Chaos and Time-Series Analysis, Oxford 2003",
    .notes = "The Ricker map with the growth factor itself as the parameter: its a is the logarithm of this "
             "one.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 20.0 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 7.5 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", 5.0, 50.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.384828, 0.0004, "computed", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(ricker20),
};
#endif
