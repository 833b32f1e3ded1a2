/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP ikeda
#define DIM 2
#define NPARAMS 4

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal t = p[2] - p[3] / (1.0 + vpowi(x[0], 2) + vpowi(x[1], 2));
    const vreal s = vsin(t), k = vcos(t);
    y[0] = p[0] + p[1] * (x[0] * k - x[1] * s);
    y[1] = p[1] * (x[0] * s + x[1] * k);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal r = 1.0 + vpowi(x[0], 2) + vpowi(x[1], 2);
    const vreal t = p[2] - p[3] / r;
    const vreal dt = 2.0 * p[3] / vpowi(r, 2) * (x[0] * v[0] + x[1] * v[1]);
    const vreal s = vsin(t), k = vcos(t);
    w[0] = p[1] * (k * (v[0] - x[1] * dt) - s * (v[1] + x[0] * dt));
    w[1] = p[1] * (s * (v[0] - x[1] * dt) + k * (v[1] + x[0] * dt));
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

CHAOSI_DECLARE_KERNELS(ikeda)
CHAOSI_DECLARE_MAP(ikeda_inverse)

CHAOSI_MAP(ikeda) = {
    .name = "ikeda",
    .title = "Ikeda map",
    .formula = "t = c - d/(1 + x^2 + y^2); x' = a + u*(x*cos(t) - y*sin(t)); y' = u*(x*sin(t) + y*cos(t))",
    .reference = "S. M. Hammel, C. K. R. T. Jones, J. V. Moloney, Global dynamical behavior of the optical "
                 "field in a ring cavity, J. Opt. Soc. Am. B 2 (1985) 552",
    .notes = "Contracts areas by u^2; at u = 1 it preserves them. At the defaults bistable: from (1, 1) "
             "orbits end on the sink (2.9721, 4.1459). Other names for a, u, c, d: R or gamma or 1; B or mu "
             "or C2; C1 or beta; C3 or alpha.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "u", "c", "d" },
    .param_defaults = (const double[]){ 1.0, 0.9, 0.4, 6.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1, 0.1 },
    .view = (const double[][2]){ { -0.6, 1.9 }, { -2.4, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "u", 0.4, 0.95 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.5076, 0.003, "Sprott 2003", NULL },
            { 1, -0.71832, 0.003, "Sprott 2003", NULL },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(ikeda_inverse),
    .kernels = CHAOSI_KERNELS(ikeda),
};
#endif
