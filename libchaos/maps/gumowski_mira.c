/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP gumowski_mira
#define DIM 2
#define NPARAMS 2
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal f = p[0] * x[0] + 2.0 * (1.0 - p[0]) * vpowi(x[0], 2) / (1.0 + vpowi(x[0], 2));
    y[0] = p[1] * x[1] + f;
    const vreal g = p[0] * y[0] + 2.0 * (1.0 - p[0]) * vpowi(y[0], 2) / (1.0 + vpowi(y[0], 2));
    y[1] = g - x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[1] * v[1] + (p[0] + 4.0 * (1.0 - p[0]) * x[0] / vpowi(1.0 + vpowi(x[0], 2), 2)) * v[0];
    const vreal s = p[1] * x[1] + p[0] * x[0] + 2.0 * (1.0 - p[0]) * vpowi(x[0], 2) / (1.0 + vpowi(x[0], 2));
    w[1] = (p[0] + 4.0 * (1.0 - p[0]) * s / vpowi(1.0 + vpowi(s, 2), 2)) * w[0] - v[0];
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

CHAOSI_DECLARE_KERNELS(gumowski_mira)
CHAOSI_DECLARE_MAP(gumowski_mira_inverse)

CHAOSI_MAP(gumowski_mira) = {
    .name = "gumowski_mira",
    .title = "Gumowski-Mira map",
    .formula =
        "f = a*x + 2*(1 - a)*x^2/(1 + x^2); x' = b*y + f; g = a*x' + 2*(1 - a)*x'^2/(1 + x'^2); y' = g "
        "- x",
    .reference = "I. Gumowski, C. Mira, Recurrences and Discrete Dynamic Systems, Springer 1980",
    .notes = "Contracts areas by |b|; at b = 1 it preserves them. At the defaults orbits fall to 0 after a "
             "chaotic transient of some 10^5 steps, whose points make the famous picture.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ -0.48, 0.93 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 4.0123, 0.0567 },
    .view = (const double[][2]){ { -20.0, 20.0 }, { -20.0, 20.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", -0.6, 0.5 } },
    .regime = CHAOSI_TRANSIENT,
    .inverse = CHAOSI_INVERSE(gumowski_mira_inverse),
    .kernels = CHAOSI_KERNELS(gumowski_mira),
};
#endif
