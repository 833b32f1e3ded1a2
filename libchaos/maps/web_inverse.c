/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP web_inverse
#define DIM 2
#define NPARAMS 1
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = -x[1] - p[0] * vsin(x[0]);
    y[1] = x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -(p[0] * vcos(x[0]) * v[0]) - v[1];
    w[1] = v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(web_inverse)
CHAOSI_DECLARE_MAP(web)

CHAOSI_MAP(web_inverse) = {
    .name = "web_inverse",
    .title = "inverse of the chaotic web map",
    .formula = "x' = -y - k*sin(x); y' = x",
    .reference =
        "G. M. Zaslavsky, R. Z. Sagdeev, D. A. Usikov, A. A. Chernikov, Weak Chaos and Quasi-Regular "
        "Patterns, Cambridge 1991",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "k" },
    .param_defaults = (const double[]){ 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 2.1234, 3.0567 },
    .view = (const double[][2]){ { -10.0, 10.0 }, { -10.0, 10.0 } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(web),
    .kernels = CHAOSI_KERNELS(web_inverse),
};
#endif
