/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP burgers
#define DIM 2
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * x[0] - vpowi(x[1], 2);
    y[1] = p[1] * x[1] + x[0] * x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * v[0] - 2.0 * x[1] * v[1];
    w[1] = x[1] * v[0] + (p[1] + x[0]) * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(burgers)

CHAOSI_MAP(burgers) = {
    .name = "burgers",
    .title = "Burgers map",
    .formula = "x' = a*x - y^2; y' = b*y + x*y",
    .reference = "R. R. Whitehead, N. MacDonald, A chaotic mapping that displays its own homoclinic "
                 "structure, Physica D 13 (1984) 401",
    .notes = "Keeps the sign of y. Whitehead and MacDonald write 1 - nu for a and 1 + mu for b.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 0.75, 1.75 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ -0.1134, 0.1067 },
    .view = (const double[][2]){ { -2.2, 0.5 }, { -1.7, 1.7 } },
    .bound = 1e3,
    .picture = { { "b", 1.2, 1.79 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.12076, 0.003, "Sprott 2003", NULL },
            { 1, -0.22136, 0.003, "Sprott 2003", NULL },
        },
    .nknown = 2,
    .kernels = CHAOSI_KERNELS(burgers),
};
#endif
