/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP circle
#define DIM 1
#define NPARAMS 2
#define WRAP(i) 1.0
#define TWO_PI 0x1.921fb54442d18p2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] + p[0] - p[1] / TWO_PI * vsin(TWO_PI * x[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = (1.0 - p[1] * vcos(TWO_PI * x[0])) * v[0];
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

CHAOSI_DECLARE_KERNELS(circle)

CHAOSI_MAP(circle) = {
    .name = "circle",
    .title = "sine circle map",
    .formula = "theta' = theta + omega - k/(2*pi)*sin(2*pi*theta)",
    .reference = "V. I. Arnold, Small denominators I, AMS Transl. Ser. 2 46 (1965) 213",
    .notes = "theta counts turns, in [0, 1). Invertible for |k| < 1. "
             "Some authors write K for k/(2 pi), and + for - (theta shifted by half a turn).",
    .dim = 1,
    .nparams = 2,
    .params = (const char *const[]){ "omega", "k" },
    .param_defaults = (const double[]){ 0.606661, 0.9 },
    .states = (const char *const[]){ "theta" },
    .state_defaults = (const double[]){ 0.387 },
    .wrap = (const double[]){ 1.0 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "omega", 0.0, 1.0 }, { "k", 0.0, 5.0 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.353863, 3e-3, "Sprott 2003", (const double[]){ 0.5, 2.0 } },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(circle),
};
#endif
