/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP gumowski_mira_inverse
#define DIM 2
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * x[0] + 2.0 * (1.0 - p[0]) * vpowi(x[0], 2) / (1.0 + vpowi(x[0], 2)) - x[1];
    y[1] = (x[0] - p[0] * y[0] - 2.0 * (1.0 - p[0]) * vpowi(y[0], 2) / (1.0 + vpowi(y[0], 2))) / p[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = p[0] * x[0] + 2.0 * (1.0 - p[0]) * vpowi(x[0], 2) / (1.0 + vpowi(x[0], 2)) - x[1];
    w[0] = (p[0] + 4.0 * (1.0 - p[0]) * x[0] / vpowi(1.0 + vpowi(x[0], 2), 2)) * v[0] - v[1];
    w[1] = (v[0] - (p[0] + 4.0 * (1.0 - p[0]) * s / vpowi(1.0 + vpowi(s, 2), 2)) * w[0]) / p[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(gumowski_mira_inverse)
CHAOSI_DECLARE_MAP(gumowski_mira)

CHAOSI_MAP(gumowski_mira_inverse) = {
    .name = "gumowski_mira_inverse",
    .title = "inverse of the Gumowski-Mira map",
    .formula = "x' = a*x + 2*(1 - a)*x^2/(1 + x^2) - y; y' = (x - a*x' - 2*(1 - a)*x'^2/(1 + x'^2))/b",
    .reference = "I. Gumowski, C. Mira, Recurrences and Discrete Dynamic Systems, Springer 1980",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ -0.48, 0.93 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 4.0123, 0.0567 },
    .view = (const double[][2]){ { -20.0, 20.0 }, { -20.0, 20.0 } },
    .bound = __builtin_inf(),
    .inverse = CHAOSI_INVERSE(gumowski_mira),
    .kernels = CHAOSI_KERNELS(gumowski_mira_inverse),
};
#endif
