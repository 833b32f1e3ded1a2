/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP standard_inverse
#define DIM 2
#define NPARAMS 1
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) TWO_PI
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] - x[1];
    y[1] = x[1] - p[0] * vsin(y[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal new_theta = x[0] - x[1];
    w[0] = v[0] - v[1];
    w[1] = v[1] - p[0] * vcos(new_theta) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(standard_inverse)
CHAOSI_DECLARE_MAP(standard)

CHAOSI_MAP(standard_inverse) = {
    .name = "standard_inverse",
    .title = "inverse of the Chirikov standard map",
    .formula = "theta' = theta - p; p' = p - k*sin(theta')",
    .reference = "B. V. Chirikov, A universal instability of many-dimensional oscillator systems, Phys. Rep. "
                 "52 (1979) 263",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "k" },
    .param_defaults = (const double[]){ 0.971635 },
    .states = (const char *const[]){ "theta", "p" },
    .state_defaults = (const double[]){ 3.21, 0.1234 },
    .wrap = (const double[]){ TWO_PI, TWO_PI },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { 0.0, TWO_PI } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(standard),
    .kernels = CHAOSI_KERNELS(standard_inverse),
};
#endif
