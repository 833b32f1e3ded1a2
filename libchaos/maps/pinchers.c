/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP pinchers
#define DIM 1
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vabs(vtanh(p[0] * (x[0] - p[1])));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s1 = vtanh(p[0] * (x[0] - p[1]));
    w[0] = vside(s1) * p[0] * (1.0 - vpowi(s1, 2)) * v[0];
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

CHAOSI_DECLARE_KERNELS(pinchers)

CHAOSI_MAP(pinchers) = {
    .name = "pinchers",
    .title = "pinchers map",
    .formula = "x' = abs(tanh(s*(x - c)))",
    .reference = "J. C. Sprott, Chaos and Time-Series Analysis, Oxford 2003",
    .notes = "A smooth hump and a kink.",
    .dim = 1,
    .nparams = 2,
    .params = (const char *const[]){ "s", "c" },
    .param_defaults = (const double[]){ 2.0, 0.5 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "s", 1.0, 8.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.467944, 0.002, "Sprott 2003", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(pinchers),
};
#endif
