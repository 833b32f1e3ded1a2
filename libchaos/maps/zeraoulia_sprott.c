/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP zeraoulia_sprott
#define DIM 2
#define NPARAMS 2
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = -p[0] * x[0] / (1.0 + vpowi(x[1], 2));
    y[1] = x[0] + p[1] * x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal t = 1.0 + vpowi(x[1], 2);
    w[0] = -p[0] / t * v[0] + 2.0 * p[0] * x[0] * x[1] / vpowi(t, 2) * v[1];
    w[1] = v[0] + p[1] * v[1];
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

CHAOSI_DECLARE_KERNELS(zeraoulia_sprott)

CHAOSI_MAP(zeraoulia_sprott) = {
    .name = "zeraoulia_sprott",
    .title = "Zeraoulia-Sprott map",
    .formula = "x' = -a*x/(1 + y^2); y' = x + b*y",
    .reference = "E. Zeraoulia, J. C. Sprott, On the dynamics of a new simple 2-D rational discrete mapping, "
                 "Int. J. Bifurc. Chaos 21 (2011) 155",
    .notes = "A rational map whose denominator never vanishes.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 3.8, 0.6 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -4.0, 4.0 }, { -6.0, 6.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", 1.0, 4.5 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(zeraoulia_sprott),
};
#endif
