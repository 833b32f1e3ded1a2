/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP cat_inverse
#define DIM 2
#define NPARAMS 0
#define WRAP(i) 1.0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = x[0] - x[1];
    y[1] = 2.0 * x[1] - x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)x, (void)p;
    w[0] = v[0] - v[1];
    w[1] = -v[0] + 2.0 * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(cat_inverse)
CHAOSI_DECLARE_MAP(cat)

CHAOSI_MAP(cat_inverse) = {
    .name = "cat_inverse",
    .title = "inverse of the Arnold's cat map",
    .formula = "x' = x - y; y' = 2*y - x",
    .reference = "V. I. Arnold, A. Avez, Ergodic Problems of Classical Mechanics, Benjamin 1968",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 0,
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ 1.0, 1.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(cat),
    .kernels = CHAOSI_KERNELS(cat_inverse),
};
#endif
