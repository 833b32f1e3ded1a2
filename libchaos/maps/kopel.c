/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP kopel
#define DIM 2
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = (1.0 - p[1]) * x[0] + p[1] * p[0] * x[1] * (1.0 - x[1]);
    y[1] = (1.0 - p[1]) * x[1] + p[1] * p[0] * x[0] * (1.0 - x[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = (1.0 - p[1]) * v[0] + p[1] * p[0] * (1.0 - 2.0 * x[1]) * v[1];
    w[1] = (1.0 - p[1]) * v[1] + p[1] * p[0] * (1.0 - 2.0 * x[0]) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* With m the larger of |x| and |y|, the other one becomes at least m (|rho mu| (m - 1) - |1 - rho|)
 * > m. */
static double no_return(const double *p)
{
    return 1.001 + (1.0 + __builtin_fabs(1.0 - p[1])) / __builtin_fabs(p[0] * p[1]);
}

CHAOSI_DECLARE_KERNELS(kopel)

CHAOSI_MAP(kopel) = {
    .name = "kopel",
    .title = "Kopel map",
    .formula = "x' = (1 - rho)*x + rho*mu*y*(1 - y); y' = (1 - rho)*y + rho*mu*x*(1 - x)",
    .reference = "M. Kopel, Simple and complex adjustment dynamics in Cournot duopoly models, Chaos Solitons "
                 "Fractals 7 (1996) 2031",
    .notes = "Equal starts stay equal. At rho = 1 two logistic maps that change places.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "mu", "rho" },
    .param_defaults = (const double[]){ 3.9, 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1, 0.2 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { 0.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "rho", 0.0, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.496038, 0.0015, "computed, of the logistic map at mu", NULL },
            { 1, 0.496038, 0.0015, "computed, of the logistic map at mu", NULL },
        },
    .nknown = 2,
    .kernels = CHAOSI_KERNELS(kopel),
};
#endif
