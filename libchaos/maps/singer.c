/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP singer
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] =
        p[0] * (7.86 * x[0] - 23.31 * vpowi(x[0], 2) + 28.75 * vpowi(x[0], 3) - 13.302875 * vpowi(x[0], 4));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * (7.86 - 46.62 * x[0] + 86.25 * vpowi(x[0], 2) - 53.2115 * vpowi(x[0], 3)) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* From 4 on the quartic's bracket is above 70 |x|, and |mu| times it above 1. */
static double no_return(const double *p) { return 4.0 + 1.0 / __builtin_fabs(p[0]); }

CHAOSI_DECLARE_KERNELS(singer)

CHAOSI_MAP(singer) = {
    .name = "singer",
    .title = "Singer map",
    .formula = "x' = mu*(7.86*x - 23.31*x^2 + 28.75*x^3 - 13.302875*x^4)",
    .reference = "D. Singer, Stable orbits and bifurcation of maps of the interval, SIAM J. Appl. Math. 35 "
                 "(1978) 260",
    .notes = "One hump on [0, 1], but its Schwarzian derivative is not negative everywhere.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "mu" },
    .param_defaults = (const double[]){ 1.07 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 1.1 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "mu", 0.85, 1.08 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(singer),
};
#endif
