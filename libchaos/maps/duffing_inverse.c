/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP duffing_inverse
#define DIM 2
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = (p[0] * x[0] - vpowi(x[0], 3) - x[1]) / p[1];
    y[1] = x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = ((p[0] - 3.0 * vpowi(x[0], 2)) * v[0] - v[1]) / p[1];
    w[1] = v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(duffing_inverse)
CHAOSI_DECLARE_MAP(duffing)

CHAOSI_MAP(duffing_inverse) = {
    .name = "duffing_inverse",
    .title = "inverse of the Duffing (Holmes cubic) map",
    .formula = "x' = (a*x - x^3 - y)/b; y' = x",
    .reference = "P. Holmes, A nonlinear oscillator with a strange attractor, Phil. Trans. R. Soc. Lond. A "
                 "292 (1979) 419",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 2.75, 0.2 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.8, 1.8 }, { -1.8, 1.8 } },
    .bound = 1e3,
    .inverse = CHAOSI_INVERSE(duffing),
    .kernels = CHAOSI_KERNELS(duffing_inverse),
};
#endif
