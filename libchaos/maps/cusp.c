/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP cusp
#define DIM 1
#define NPARAMS 0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = 1.0 - 2.0 * vsqrt(vabs(x[0]));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = -vside(x[0]) / vsqrt(vabs(x[0])) * v[0];
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

CHAOSI_DECLARE_KERNELS(cusp)

CHAOSI_MAP(cusp) = {
    .name = "cusp",
    .title = "cusp map",
    .formula = "x' = 1 - 2*sqrt(abs(x))",
    .reference = "P. C. Hemmer, The exact invariant density for a cusp-shaped return map, J. Phys. A 17 "
                 "(1984) L247",
    .notes = "Density (1 - x)/2. The fixed point -1 is neutral: intermittent.",
    .dim = 1,
    .nparams = 0,
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "x", -0.99, 0.99 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.5, 0.005, "1/2, from the density, exact", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(cusp),
};
#endif
