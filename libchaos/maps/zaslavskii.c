/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP zaslavskii
#define DIM 2
#define NPARAMS 3
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal mu = (1.0 - vexp(-p[2])) / p[2];
    y[0] = x[0] + p[1] * (1.0 + mu * x[1]) + p[0] * p[1] * mu * vcos(TWO_PI * x[0]);
    y[1] = vexp(-p[2]) * (x[1] + p[0] * vcos(TWO_PI * x[0]));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal mu = (1.0 - vexp(-p[2])) / p[2];
    const vreal s = TWO_PI * p[0] * vsin(TWO_PI * x[0]);
    w[0] = (1.0 - p[1] * mu * s) * v[0] + p[1] * mu * v[1];
    w[1] = vexp(-p[2]) * (v[1] - s * v[0]);
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

CHAOSI_DECLARE_KERNELS(zaslavskii)
CHAOSI_DECLARE_MAP(zaslavskii_inverse)

CHAOSI_MAP(zaslavskii) = {
    .name = "zaslavskii",
    .title = "Zaslavskii map",
    .formula = "mu = (1 - exp(-r))/r; x' = x + nu*(1 + mu*y) + eps*nu*mu*cos(2*pi*x); y' = exp(-r)*(y + "
               "eps*cos(2*pi*x))",
    .reference = "G. M. Zaslavsky, The simplest case of a strange attractor, Phys. Lett. A 69 (1978) 145",
    .notes =
        "x counts turns. Contracts areas by exp(-r). Defaults that circulate with nu = 0.2, eps = 5, r = "
        "2 are the same formula; nu = 12.6695, eps = 9.1 is another scaling.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "eps", "nu", "r" },
    .param_defaults = (const double[]){ 0.3, 133.33333333333334, 3.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -0.02, 0.02 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .tangent_steps = 1,
    .picture = { { "eps", 0.0, 0.5 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 3.686, 0.02, "computed", NULL },
        },
    .nknown = 1,
    .inverse = CHAOSI_INVERSE(zaslavskii_inverse),
    .kernels = CHAOSI_KERNELS(zaslavskii),
};
#endif
