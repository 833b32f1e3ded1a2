/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP sine
#define DIM 1
#define NPARAMS 1
#define PI 0x1.921fb54442d18p1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = p[0] * vsin(PI * x[0]); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * PI * vcos(PI * x[0]) * v[0];
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

CHAOSI_DECLARE_KERNELS(sine)

CHAOSI_MAP(sine) = {
    .name = "sine",
    .title = "sine map",
    .formula = "x' = a*sin(pi*x)",
    .reference = "J. C. Sprott, Chaos and Time-Series Analysis, Oxford 2003",
    .notes = "One hump on [0, 1]. Another form: x' = r/4 sin(pi x).",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 1.0 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", 0.6, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.689067, 0.002, "Sprott 2003", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(sine),
};
#endif
