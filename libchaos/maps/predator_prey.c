/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP predator_prey
#define DIM 2
#define NPARAMS 3

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] * vexp(p[0] * (1.0 - x[0] / p[1]) - p[2] * x[1]);
    y[1] = x[0] * (1.0 - vexp(-p[2] * x[1]));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal e = vexp(p[0] * (1.0 - x[0] / p[1]) - p[2] * x[1]);
    const vreal f = vexp(-p[2] * x[1]);
    w[0] = e * ((1.0 - p[0] * x[0] / p[1]) * v[0] - p[2] * x[0] * v[1]);
    w[1] = (1.0 - f) * v[0] + p[2] * x[0] * f * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(predator_prey)

CHAOSI_MAP(predator_prey) = {
    .name = "predator_prey",
    .title = "discrete predator-prey map",
    .formula = "x' = x*exp(r*(1 - x/k) - a*y); y' = x*(1 - exp(-a*y))",
    .reference = "J. R. Beddington, C. A. Free, J. H. Lawton, Dynamic complexity in predator-prey models "
                 "framed in difference equations, Nature 255 (1975) 58",
    .notes = "x prey, y predators, both >= 0. At the defaults both exponents are positive.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "r", "k", "a" },
    .param_defaults = (const double[]){ 3.0, 1.0, 5.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.387, 0.4123 },
    .view = (const double[][2]){ { 0.0, 2.6 }, { 0.0, 1.0 } },
    .bound = 1e6,
    .picture = { { "r", 1.5, 3.2 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.19664, 0.01, "Sprott 2003", NULL },
            { 1, 0.03276, 0.01, "Sprott 2003", NULL },
        },
    .nknown = 2,
    .kernels = CHAOSI_KERNELS(predator_prey),
};
#endif
