/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP zaslavskii_inverse
#define DIM 2
#define NPARAMS 3
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal mu = (1.0 - vexp(-p[2])) / p[2];
    const vreal s = vexp(p[2]) * x[1];
    y[0] = x[0] - p[1] * (1.0 + mu * s);
    y[1] = s - p[0] * vcos(TWO_PI * y[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal mu = (1.0 - vexp(-p[2])) / p[2];
    const vreal s = vexp(p[2]) * x[1];
    const vreal u = x[0] - p[1] * (1.0 + mu * s);
    w[0] = v[0] - p[1] * mu * vexp(p[2]) * v[1];
    w[1] = vexp(p[2]) * v[1] + TWO_PI * p[0] * vsin(TWO_PI * u) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(zaslavskii_inverse)
CHAOSI_DECLARE_MAP(zaslavskii)

CHAOSI_MAP(zaslavskii_inverse) = {
    .name = "zaslavskii_inverse",
    .title = "inverse of the Zaslavskii map",
    .formula = "mu = (1 - exp(-r))/r; s = exp(r)*y; x' = x - nu*(1 + mu*s); y' = s - eps*cos(2*pi*x')",
    .reference = "G. M. Zaslavsky, The simplest case of a strange attractor, Phys. Lett. A 69 (1978) 145",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "eps", "nu", "r" },
    .param_defaults = (const double[]){ 0.3, 133.33333333333334, 3.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -0.02, 0.02 } },
    .bound = __builtin_inf(),
    .inverse = CHAOSI_INVERSE(zaslavskii),
    .kernels = CHAOSI_KERNELS(zaslavskii_inverse),
};
#endif
