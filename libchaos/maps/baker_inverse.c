/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP baker_inverse
#define DIM 2
#define NPARAMS 1
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = (x[0] + vfloor(2.0 * x[1])) / 2.0;
    y[1] = (2.0 * x[1] - vfloor(2.0 * x[1])) / p[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)x;
    w[0] = v[0] / 2.0;
    w[1] = 2.0 * v[1] / p[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(baker_inverse)
CHAOSI_DECLARE_MAP(baker)

CHAOSI_MAP(baker_inverse) = {
    .name = "baker_inverse",
    .title = "inverse of the baker's map",
    .formula = "x' = (x + floor(2*y))/2; y' = (2*y - floor(2*y))/a",
    .reference = "E. Hopf, Ergodentheorie, Springer 1937",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .inverse = CHAOSI_INVERSE(baker),
    .kernels = CHAOSI_KERNELS(baker_inverse),
};
#endif
