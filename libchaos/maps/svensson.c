/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP svensson
#define DIM 2
#define NPARAMS 4

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vpair s = vsin2(p[0] * x[0], p[1] * x[1]), c = vcos2(p[0] * x[0], p[1] * x[1]);
    y[0] = p[3] * s.first - s.second;
    y[1] = p[2] * c.first + c.second;
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vpair s = vsin2(p[0] * x[0], p[1] * x[1]), c = vcos2(p[0] * x[0], p[1] * x[1]);
    w[0] = p[3] * (c.first * p[0]) * v[0] - c.second * p[1] * v[1];
    w[1] = -(p[2] * (s.first * p[0]) * v[0]) - s.second * p[1] * v[1];
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

CHAOSI_DECLARE_KERNELS(svensson)

CHAOSI_MAP(svensson) = {
    .name = "svensson",
    .title = "Johnny Svensson map",
    .formula = "x' = d*sin(a*x) - sin(b*y); y' = c*cos(a*x) + cos(b*y)",
    .reference = "P. Bourke, Peter de Jong attractors (with a variation by J. Svensson), paulbourke.net 1990",
    .notes = "A variation of de Jong's map.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "c", "d" },
    .param_defaults = (const double[]){ 1.5, -1.8, 1.6, 0.9 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.7, 2.7 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", -2.0, 2.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(svensson),
};
#endif
