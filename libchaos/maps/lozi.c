/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP lozi
#define DIM 2
#define NPARAMS 2
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = 1.0 - p[0] * vabs(x[0]) + x[1];
    y[1] = p[1] * x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -(p[0] * vside(x[0]) * v[0]) + v[1];
    w[1] = p[1] * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* For |b| <= 1 an orbit leaves through x first; with |x| > 1/(a - |b| - 1), |x'| >= a |x| - |b| |x|
 * - 1 > |x|. */
static double no_return(const double *p)
{
    const double a = __builtin_fabs(p[0]), b = __builtin_fabs(p[1]);
    return b <= 1.0 && a > 1.0 + b ? 1.001 / (a - b - 1.0) : CHAOSI_NEVER;
}

CHAOSI_DECLARE_KERNELS(lozi)
CHAOSI_DECLARE_MAP(lozi_inverse)

CHAOSI_MAP(lozi) = {
    .name = "lozi",
    .title = "Lozi map",
    .formula = "x' = 1 - a*abs(x) + y; y' = b*x",
    .reference = "R. Lozi, Un attracteur etrange (?) du type attracteur de Henon, J. Phys. Colloq. 39 (1978) "
                 "C5-9",
    .notes = "The Henon map with |x| for x^2. Contracts areas by |b|.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 1.7, 0.5 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.4, 1.4 }, { -0.7, 0.7 } },
    .bound = 1e3,
    .no_return = no_return,
    .tangent_steps = 4,
    .picture = { { "a", 1.0, 1.79 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.47023, 0.002, "Sprott 2003", NULL },
            { 1, -1.16338, 0.002, "Sprott 2003", NULL },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(lozi_inverse),
    .kernels = CHAOSI_KERNELS(lozi),
};
#endif
