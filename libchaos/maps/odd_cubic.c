/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP odd_cubic
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * x[0] * (1.0 - vpowi(x[0], 2));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * (1.0 - 3.0 * vpowi(x[0], 2)) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* |x'| >= |x| |a| (x^2 - 1) > |x| where x^2 > 1 + 1/|a|. */
static double no_return(const double *p) { return 1.001 + 1.0 / __builtin_fabs(p[0]); }

CHAOSI_DECLARE_KERNELS(odd_cubic)

CHAOSI_MAP(odd_cubic) = {
    .name = "odd_cubic",
    .title = "odd cubic map",
    .formula = "x' = a*x*(1 - x^2)",
    .reference = "R. M. May, Bifurcations and dynamic complexity in ecological systems, Ann. N.Y. Acad. Sci. "
                 "316 (1979) 517",
    .notes = "Up to a = 3 sqrt(3)/2 the orbit keeps its sign. At a = 3 conjugate to tripling an angle; "
             "rounding lets orbits escape there now and then.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 2.9 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.2, 1.2 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "a", 1.5, 3.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 1.0986122886681098, 0.003, "ln 3, exact", (const double[]){ 3.0 } },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(odd_cubic),
};
#endif
