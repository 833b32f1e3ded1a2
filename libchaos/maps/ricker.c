/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP ricker
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = x[0] * vexp(p[0] - x[0]); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = (1.0 - x[0]) * vexp(p[0] - x[0]) * v[0];
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

CHAOSI_DECLARE_KERNELS(ricker)

CHAOSI_MAP(ricker) = {
    .name = "ricker",
    .title = "Ricker map",
    .formula = "x' = x*exp(a - x)",
    .reference = "W. E. Ricker, Stock and recruitment, J. Fisheries Res. Board Canada 11 (1954) 559",
    .notes = "Another form: x' = x exp(r (1 - x/K)), x scaled by r/K, a = r. See also ricker20.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 3.3 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 10.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", 1.5, 4.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(ricker),
};
#endif
