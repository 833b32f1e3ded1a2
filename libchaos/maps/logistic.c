/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP logistic
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = p[0] * x[0] * (1.0 - x[0]); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * (1.0 - (x[0] + x[0])) *
           v[0]; /* 2x as a sum, exact too: multiplications are what the ports lack */
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* |x'| = |r| |x| |1 - x| > |x| where |x| > 1 + 1/|r|. */
static double no_return(const double *p) { return 1.0 + 1.001 / (p[0] < 0.0 ? -p[0] : p[0]); }

CHAOSI_DECLARE_KERNELS(logistic)

CHAOSI_MAP(logistic) = {
    .name = "logistic",
    .title = "logistic map",
    .formula = "x' = r*x*(1 - x)",
    .reference =
        "R. M. May, Simple mathematical models with very complicated dynamics, Nature 261 (1976) 459",
    .notes = "At r = 4 the starts 0, 1/4, 1/2, 3/4, 1 fall on fixed points exactly. "
             "Other forms: x' = mu - x^2 with mu = r (r - 2)/4; x' = 1 - a x^2 with the same mu as a.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "r" },
    .param_defaults = (const double[]){ 4.0 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "r", 2.5, 4.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.6931471805599453, 2e-3, "ln 2, exact", NULL },
            { 0, 0.183439, 1.5e-4, "computed", (const double[]){ 3.6 } },
            { 0, 0.496038, 4e-4, "computed", (const double[]){ 3.9 } },
        },
    .nknown = 3,
    .kernels = CHAOSI_KERNELS(logistic),
};
#endif
