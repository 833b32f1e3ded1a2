/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP quadratic
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = p[0] - vpowi(x[0], 2); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = -(2.0 * x[0] * v[0]);
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* |x'| >= x^2 - |mu| > |x| where |x| > 1 + |mu|. */
static double no_return(const double *p) { return 1.001 + __builtin_fabs(p[0]); }

CHAOSI_DECLARE_KERNELS(quadratic)

CHAOSI_MAP(quadratic) = {
    .name = "quadratic",
    .title = "quadratic map",
    .formula = "x' = mu - x^2",
    .reference = "J.-P. Eckmann, D. Ruelle, Ergodic theory of chaos and strange attractors, Rev. Mod. Phys. "
                 "57 (1985) 617",
    .notes = "The logistic map with r at mu = r (r - 2)/4; the default is r = 3.9. Another form: x' = 1 - a "
             "x^2, x scaled by a.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "mu" },
    .param_defaults = (const double[]){ 1.8525 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -2.0, 2.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "mu", -0.25, 2.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.496038, 0.0004, "computed, of the logistic map at 3.9", NULL },
            { 0, 0.6931471805599453, 0.002, "ln 2, exact", (const double[]){ 2.0 } },
        },
    .nknown = 2,
    .kernels = CHAOSI_KERNELS(quadratic),
};
#endif
