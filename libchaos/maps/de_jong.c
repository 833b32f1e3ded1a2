/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP de_jong
#define DIM 2
#define NPARAMS 4

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vpair s = vsin2(p[0] * x[1], p[2] * x[0]), c = vcos2(p[1] * x[0], p[3] * x[1]);
    y[0] = s.first - c.first;
    y[1] = s.second - c.second;
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vpair s = vsin2(p[1] * x[0], p[3] * x[1]), c = vcos2(p[0] * x[1], p[2] * x[0]);
    w[0] = s.first * p[1] * v[0] + c.first * p[0] * v[1];
    w[1] = c.second * p[2] * v[0] + s.second * p[3] * v[1];
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

CHAOSI_DECLARE_KERNELS(de_jong)

CHAOSI_MAP(de_jong) = {
    .name = "de_jong",
    .title = "Peter de Jong map",
    .formula = "x' = sin(a*y) - cos(b*x); y' = sin(c*x) - cos(d*y)",
    .reference = "A. K. Dewdney, Computer Recreations, Sci. Am. 257 (1987) July, 108",
    .notes = "States never leave [-2, 2].",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "c", "d" },
    .param_defaults = (const double[]){ 1.641, 1.902, 0.316, 1.525 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -2.0, 2.0 }, { -2.0, 2.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", -3.0, 3.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(de_jong),
};
#endif
