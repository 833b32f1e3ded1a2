/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP ulam
#define DIM 1
#define NPARAMS 0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = 2.0 - vpowi(x[0], 2);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = -(2.0 * x[0] * v[0]);
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* |x'| >= x^2 - 2 > |x| where |x| > 2. */
static double no_return(const double *p)
{
    (void)p;
    return 2.001;
}

CHAOSI_DECLARE_KERNELS(ulam)

CHAOSI_MAP(ulam) = {
    .name = "ulam",
    .title = "Ulam map",
    .formula = "x' = 2 - x^2",
    .reference =
        "S. M. Ulam, J. von Neumann, On combination of stochastic and deterministic processes, Bull. "
        "Amer. Math. Soc. 53 (1947) 1120",
    .notes = "The logistic map at r = 4. The density of x is 1/(pi sqrt(4 - x^2)).",
    .dim = 1,
    .nparams = 0,
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -2.0, 2.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "x", -2.0, 2.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.6931471805599453, 0.002, "ln 2, exact", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(ulam),
};
#endif
