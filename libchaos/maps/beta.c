/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP beta
#define DIM 1
#define NPARAMS 1
#define WRAP(i) 1.0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = p[0] * x[0]; }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)x;
    w[0] = p[0] * v[0];
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

CHAOSI_DECLARE_KERNELS(beta)

CHAOSI_MAP(beta) = {
    .name = "beta",
    .title = "beta transformation",
    .formula = "x' = beta*x",
    .reference = "A. Renyi, Representations for real numbers and their ergodic properties, Acta Math. Acad. "
                 "Sci. Hung. 8 (1957) 477",
    .notes =
        "x in [0, 1). At whole beta that are powers of 2 every orbit falls to 0 within 60 steps, because "
        "each step shifts bits out.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "beta" },
    .param_defaults = (const double[]){ 1.7 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .wrap = (const double[]){ 1.0 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "beta", 1.0, 2.999 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.5306282510621704, 1e-12, "ln beta, exact", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(beta),
};
#endif
