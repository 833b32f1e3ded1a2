/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP tinkerbell
#define DIM 2
#define NPARAMS 4
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vpowi(x[0], 2) - vpowi(x[1], 2) + p[0] * x[0] + p[1] * x[1];
    y[1] = 2.0 * x[0] * x[1] + p[2] * x[0] + p[3] * x[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = (2.0 * x[0] + p[0]) * v[0] + (p[1] - 2.0 * x[1]) * v[1];
    w[1] = (2.0 * x[1] + p[2]) * v[0] + (2.0 * x[0] + p[3]) * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* With L the sum of the moduli and |z| > L + 2, |z'| >= |z| (|z| - L) >= 2 |z|: the larger
 * component grows. */
static double no_return(const double *p)
{
    return 2.001 + __builtin_fabs(p[0]) + __builtin_fabs(p[1]) + __builtin_fabs(p[2]) + __builtin_fabs(p[3]);
}

CHAOSI_DECLARE_KERNELS(tinkerbell)

CHAOSI_MAP(tinkerbell) = {
    .name = "tinkerbell",
    .title = "Tinkerbell map",
    .formula = "x' = x^2 - y^2 + a*x + b*y; y' = 2*x*y + c*x + d*y",
    .reference = "H. E. Nusse, J. A. Yorke, Dynamics: Numerical Explorations, Springer 1994",
    .notes = "Some authors take b = -0.6. The basin is small: many starts escape.",
    .dim = 2,
    .nparams = 4,
    .params = (const char *const[]){ "a", "b", "c", "d" },
    .param_defaults = (const double[]){ 0.9, -0.6013, 2.0, 0.5 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ -0.7214, -0.6412 },
    .view = (const double[][2]){ { -1.4, 0.6 }, { -1.7, 0.7 } },
    .bound = 1e3,
    .no_return = no_return,
    .tangent_steps = 2,
    .picture = { { "a", 0.5, 0.91 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.199855, 0.0004, "computed", NULL },
            { 1, -0.50011, 0.002, "computed", NULL },
            { 0, 0.18997, 0.003, "Sprott 2003", (const double[]){ 0.9, -0.6, 2.0, 0.5 } },
            { 1, -0.52091, 0.003, "Sprott 2003", (const double[]){ 0.9, -0.6, 2.0, 0.5 } },
        },
    .nknown = 4,
    .kernels = CHAOSI_KERNELS(tinkerbell),
};
#endif
