/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP continued_fraction
#define DIM 1
#define NPARAMS 0
#define WRAP(i) 1.0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = 1.0 / x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = -1.0 / vpowi(x[0], 2) * v[0];
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

CHAOSI_DECLARE_KERNELS(continued_fraction)

CHAOSI_MAP(continued_fraction) = {
    .name = "continued_fraction",
    .title = "Gauss map of continued fractions",
    .formula = "x' = 1/x",
    .reference = "R. M. Corless, G. W. Frank, J. G. Monroe, Chaos and continued fractions, Physica D 46 "
                 "(1990) 241",
    .notes = "x in [0, 1); the whole parts taken off are the partial quotients of the start. Density 1/(ln 2 "
             "(1 + x)). 0 has no image.",
    .dim = 1,
    .nparams = 0,
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .wrap = (const double[]){ 1.0 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "x", 0.01, 0.99 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 2.3731382208312, 0.008, "pi^2/(6 ln 2), exact", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(continued_fraction),
};
#endif
