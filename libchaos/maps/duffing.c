/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP duffing
#define DIM 2
#define NPARAMS 2
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1];
    y[1] = -p[1] * x[0] + p[0] * x[1] - vpowi(x[1], 3);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[1];
    w[1] = -(p[1] * v[0]) + (p[0] - 3.0 * vpowi(x[1], 2)) * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* An orbit leaves through y first (x is the y before); then |y'| >= |y| (y^2 - |a| - |b|) >= 2 |y|. */
static double no_return(const double *p) { return 2.001 + __builtin_fabs(p[0]) + __builtin_fabs(p[1]); }

CHAOSI_DECLARE_KERNELS(duffing)
CHAOSI_DECLARE_MAP(duffing_inverse)

CHAOSI_MAP(duffing) = {
    .name = "duffing",
    .title = "Duffing (Holmes cubic) map",
    .formula = "x' = y; y' = -b*x + a*y - y^3",
    .reference = "P. Holmes, A nonlinear oscillator with a strange attractor, Phil. Trans. R. Soc. Lond. A "
                 "292 (1979) 419",
    .notes = "Contracts areas by |b|. Sprott calls it the Holmes cubic map, with d for a.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 2.75, 0.2 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.8, 1.8 }, { -1.8, 1.8 } },
    .bound = 1e3,
    .no_return = no_return,
    .tangent_steps = 4,
    .picture = { { "a", 1.9, 2.8 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.594522, 0.0004, "computed", (const double[]){ 2.77, 0.2 } },
            { 1, -2.20396, 0.0004, "computed", (const double[]){ 2.77, 0.2 } },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(duffing_inverse),
    .kernels = CHAOSI_KERNELS(duffing),
};
#endif
