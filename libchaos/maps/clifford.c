/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP clifford
#define DIM 2
#define NPARAMS 4

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vpair s = vsin2(p[0] * x[1], p[1] * x[0]), c = vcos2(p[0] * x[0], p[1] * x[1]);
    y[0] = s.first + p[2] * c.first;
    y[1] = s.second + p[3] * c.second;
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vpair s = vsin2(p[0] * x[0], p[1] * x[1]), c = vcos2(p[0] * x[1], p[1] * x[0]);
    w[0] = -(p[2] * (s.first * p[0]) * v[0]) + c.first * p[0] * v[1];
    w[1] = c.second * p[1] * v[0] - p[3] * (s.second * p[1]) * v[1];
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

CHAOSI_DECLARE_KERNELS(clifford)

CHAOSI_MAP(clifford) = {
    .name = "clifford",
    .title = "Clifford map",
    .formula = "x' = sin(a*y) + c*cos(a*x); y' = sin(b*x) + d*cos(b*y)",
    .reference = "C. A. Pickover, Computers, Pattern, Chaos and Beauty, St. Martin's Press 1990",
    .notes = "States never leave [-1 - |c|, 1 + |c|] and [-1 - |d|, 1 + |d|].",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "c", "d" },
    .param_defaults = (const double[]){ -1.4, 1.6, 1.0, 0.7 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -1.7, 1.7 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", -2.0, 2.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(clifford),
};
#endif
