/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP saddle_node
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = p[0] + x[0] - vpowi(x[0], 2); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = (1.0 - 2.0 * x[0]) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* |x'| >= x^2 - |x| - |mu| > |x| where |x| > 2 + |mu|. */
static double no_return(const double *p) { return 2.001 + __builtin_fabs(p[0]); }

CHAOSI_DECLARE_KERNELS(saddle_node)

CHAOSI_MAP(saddle_node) = {
    .name = "saddle_node",
    .title = "saddle-node normal form",
    .formula = "x' = mu + x - x^2",
    .reference = "S. H. Strogatz, Nonlinear Dynamics and Chaos, Perseus 1994",
    .notes =
        "A pair of fixed points is born at mu = 0, sqrt(mu) stable up to mu = 1. The logistic map with r "
        "at mu = (r - 1)^2/4; the default is r = 3.9.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "mu" },
    .param_defaults = (const double[]){ 2.1025 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.6, 2.5 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "mu", -0.05, 2.25 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.496038, 0.0004, "computed, of the logistic map at 3.9", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(saddle_node),
};
#endif
