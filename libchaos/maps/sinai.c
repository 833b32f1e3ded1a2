/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP sinai
#define DIM 2
#define NPARAMS 1
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) 1.0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] + x[1] + p[0] * vcos(TWO_PI * x[1]);
    y[1] = x[0] + 2.0 * x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[0] + (1.0 - TWO_PI * p[0] * vsin(TWO_PI * x[1])) * v[1];
    w[1] = v[0] + 2.0 * v[1];
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

CHAOSI_DECLARE_KERNELS(sinai)

CHAOSI_MAP(sinai) = {
    .name = "sinai",
    .title = "Sinai map",
    .formula = "x' = x + y + delta*cos(2*pi*y); y' = x + 2*y",
    .reference = "Ya. G. Sinai, Gibbs measures in ergodic theory, Russ. Math. Surv. 27 (1972) 21",
    .notes = "A cat map that is no longer conservative.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "delta" },
    .param_defaults = (const double[]){ 0.1 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ 1.0, 1.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .tangent_steps = 4,
    .picture = { { "delta", 0.0, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.95946, 0.003, "Sprott 2003", NULL },
            { 1, -1.07714, 0.003, "Sprott 2003", NULL },
        },
    .nknown = 2,
    .kernels = CHAOSI_KERNELS(sinai),
};
#endif
