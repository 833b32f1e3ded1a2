/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP bedhead
#define DIM 2
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1] * vsin(x[0] * x[1] / p[1]) + vcos(p[0] * x[0] - x[1]);
    y[1] = x[0] + vsin(x[1]) / p[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal t = x[0] * x[1] / p[1];
    w[0] = (vpowi(x[1], 2) / p[1] * vcos(t) - p[0] * vsin(p[0] * x[0] - x[1])) * v[0] +
           (vsin(t) + x[0] * x[1] / p[1] * vcos(t) + vsin(p[0] * x[0] - x[1])) * v[1];
    w[1] = v[0] + vcos(x[1]) / p[1] * v[1];
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

CHAOSI_DECLARE_KERNELS(bedhead)

CHAOSI_MAP(bedhead) = {
    .name = "bedhead",
    .title = "bedhead map",
    .formula = "x' = y*sin(x*y/b) + cos(a*x - y); y' = x + sin(y)/b",
    .reference = "J. Rampe, I. Emrich, bedhead attractor, as in the strange attractors of Datashader 2019",
    .notes = "Drawn for its looks.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ -0.67, 0.83 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.0, 2.0 }, { 0.0, 3.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", -1.0, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(bedhead),
};
#endif
