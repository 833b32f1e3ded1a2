/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP cubic
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * vpowi(x[0], 3) + (1.0 - p[0]) * x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = (3.0 * (p[0] * vpowi(x[0], 2)) + (1.0 - p[0])) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* |x'| >= |x| (|r| x^2 - |1 - r|) > |x| where x^2 > (1 + |1 - r|)/|r|. */
static double no_return(const double *p)
{
    return 1.001 + (1.0 + __builtin_fabs(1.0 - p[0])) / __builtin_fabs(p[0]);
}

CHAOSI_DECLARE_KERNELS(cubic)

CHAOSI_MAP(cubic) = {
    .name = "cubic",
    .title = "cubic map",
    .formula = "x' = r*x^3 + (1 - r)*x",
    .reference = "T. D. Rogers, D. C. Whitley, Chaos in the cubic mapping, Math. Modelling 4 (1983) 9",
    .notes = "At r = 4 the third Chebyshev polynomial, with exponent ln 3.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "r" },
    .param_defaults = (const double[]){ 3.8 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "r", 1.5, 4.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(cubic),
};
#endif
