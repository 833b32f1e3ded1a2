/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP cat
#define DIM 2
#define NPARAMS 0
#define WRAP(i) 1.0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = 2.0 * x[0] + x[1];
    y[1] = x[0] + x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)x, (void)p;
    w[0] = 2.0 * v[0] + v[1];
    w[1] = v[0] + v[1];
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

CHAOSI_DECLARE_KERNELS(cat)
CHAOSI_DECLARE_MAP(cat_inverse)

CHAOSI_MAP(cat) = {
    .name = "cat",
    .title = "Arnold's cat map",
    .formula = "x' = 2*x + y; y' = x + y",
    .reference = "V. I. Arnold, A. Avez, Ergodic Problems of Classical Mechanics, Benjamin 1968",
    .notes = "Another form: x' = x + y, y' = x + 2 y, x and y exchanged. |Fix of the n-th iterate| = 1, 5, "
             "16, 45, 121, 320 ...",
    .dim = 2,
    .nparams = 0,
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ 1.0, 1.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .tangent_steps = 8,
    .picture = { { "x", 0.0, 1.0 }, { "y", 0.0, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.9624236501192069, 1e-09, "ln((3 + sqrt 5)/2), exact", NULL },
            { 1, -0.9624236501192069, 1e-09, "-ln((3 + sqrt 5)/2), exact", NULL },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(cat_inverse),
    .kernels = CHAOSI_KERNELS(cat),
};
#endif
