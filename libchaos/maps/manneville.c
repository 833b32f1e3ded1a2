/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP manneville
#define DIM 1
#define NPARAMS 1
#define WRAP(i) 1.0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = (1.0 + p[0]) * x[0] + (1.0 - p[0]) * vpowi(x[0], 2);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = (1.0 + p[0] + 2.0 * ((1.0 - p[0]) * x[0])) * v[0];
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

CHAOSI_DECLARE_KERNELS(manneville)

CHAOSI_MAP(manneville) = {
    .name = "manneville",
    .title = "Manneville map",
    .formula = "x' = (1 + eps)*x + (1 - eps)*x^2",
    .reference = "P. Manneville, Intermittency, self-similarity and 1/f spectrum in dissipative dynamical "
                 "systems, J. Physique 41 (1980) 1235",
    .notes = "x in [0, 1). At eps = 0 the fixed point 0 is neutral and the measure infinite.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "eps" },
    .param_defaults = (const double[]){ 0.1 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .wrap = (const double[]){ 1.0 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "eps", 0.0, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(manneville),
};
#endif
