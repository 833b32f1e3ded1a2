/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP ikeda_inverse
#define DIM 2
#define NPARAMS 4
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal r = vpowi((x[0] - p[0]) / p[1], 2) + vpowi(x[1] / p[1], 2);
    const vreal t = p[2] - p[3] / (1.0 + r);
    const vreal s = vsin(t), k = vcos(t);
    y[0] = (x[0] - p[0]) / p[1] * k + x[1] / p[1] * s;
    y[1] = x[1] / p[1] * k - (x[0] - p[0]) / p[1] * s;
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal f = (x[0] - p[0]) / p[1];
    const vreal g = x[1] / p[1];
    const vreal r = 1.0 + vpowi(f, 2) + vpowi(g, 2);
    const vreal t = p[2] - p[3] / r;
    const vreal dt = 2.0 * p[3] / vpowi(r, 2) / p[1] * (f * v[0] + g * v[1]);
    const vreal s = vsin(t), k = vcos(t);
    w[0] = k * (v[0] / p[1] + g * dt) + s * (v[1] / p[1] - f * dt);
    w[1] = k * (v[1] / p[1] - f * dt) - s * (v[0] / p[1] + g * dt);
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(ikeda_inverse)
CHAOSI_DECLARE_MAP(ikeda)

CHAOSI_MAP(ikeda_inverse) = {
    .name = "ikeda_inverse",
    .title = "inverse of the Ikeda map",
    .formula = "r = ((x - a)/u)^2 + (y/u)^2; t = c - d/(1 + r); x' = (x - a)/u*cos(t) + y/u*sin(t); y' = "
               "y/u*cos(t) - (x - a)/u*sin(t)",
    .reference = "S. M. Hammel, C. K. R. T. Jones, J. V. Moloney, Global dynamical behavior of the optical "
                 "field in a ring cavity, J. Opt. Soc. Am. B 2 (1985) 552",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "u", "c", "d" },
    .param_defaults = (const double[]){ 1.0, 0.9, 0.4, 6.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1, 0.1 },
    .view = (const double[][2]){ { -0.6, 1.9 }, { -2.4, 1.0 } },
    .bound = __builtin_inf(),
    .inverse = CHAOSI_INVERSE(ikeda),
    .kernels = CHAOSI_KERNELS(ikeda_inverse),
};
#endif
