/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP baker
#define DIM 2
#define NPARAMS 1
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = 2.0 * x[0];
    y[1] = (p[0] * x[1] + vfloor(2.0 * x[0])) / 2.0;
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)x;
    w[0] = 2.0 * v[0];
    w[1] = p[0] * v[1] / 2.0;
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

CHAOSI_DECLARE_KERNELS(baker)
CHAOSI_DECLARE_MAP(baker_inverse)

CHAOSI_MAP(baker) = {
    .name = "baker",
    .title = "baker's map",
    .formula = "x' = 2*x; y' = (a*y + floor(2*x))/2",
    .reference = "E. Hopf, Ergodentheorie, Springer 1937",
    .notes = "Cut, stretched and stacked; preserves areas at a = 1, else contracts them by a. Each step "
             "shifts one bit of x out: within 60 steps every orbit falls to (0, 0). The exponents ln 2 and "
             "ln(a/2) are right even there.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { 0.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_COLLAPSES,
    .tangent_steps = 8,
    .picture = { { "x", 0.0, 1.0 }, { "y", 0.0, 1.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.6931471805599453, 1e-09, "ln 2, exact", NULL },
            { 1, -0.6931471805599453, 1e-09, "-ln 2, exact", NULL },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(baker_inverse),
    .kernels = CHAOSI_KERNELS(baker),
};
#endif
