/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP skew_tent
#define DIM 1
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vsel(vlt(x[0], vset(0.0)), 1.0 + p[0] * x[0], 1.0 - p[1] * x[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = vsel(vlt(x[0], vset(0.0)), p[0], -p[1]) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* With both slopes above 1 in modulus, |x'| > |x| beyond both ends. */
static double no_return(const double *p)
{
    return p[0] > 1.0 && p[1] > 1.0 ? 1.001 + 1.0 / (p[0] - 1.0) + 1.0 / (p[1] - 1.0) : CHAOSI_NEVER;
}

CHAOSI_DECLARE_KERNELS(skew_tent)

CHAOSI_MAP(skew_tent) = {
    .name = "skew_tent",
    .title = "skew tent map",
    .formula = "x' = x < 0 ? 1 + c1*x : 1 - c2*x",
    .reference = "T. Lindstroem, H. Thunberg, An elementary approach to dynamics and bifurcations of skew "
                 "tent maps, J. Difference Equ. Appl. 14 (2008) 819",
    .notes = "Where c1 (c2 - 1) = 1, as with the defaults, the turning point has period 3 and the density is "
             "a step.",
    .dim = 1,
    .nparams = 2,
    .params = (const char *const[]){ "c1", "c2" },
    .param_defaults = (const double[]){ 1.25, 1.8 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "c2", 1.05, 2.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.4755887837981469, 0.002, "(4 ln c1 + 9 ln c2)/13, from the step density, exact", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(skew_tent),
};
#endif
