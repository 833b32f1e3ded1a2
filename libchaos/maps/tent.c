/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP tent
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = p[0] * vmin(x[0], 1.0 - x[0]); }

/* At the kink the right-hand slope is taken, as min takes 1 - x there. */
CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = vsel(vlt(x[0], 1.0 - x[0]), p[0], -p[0]) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* Where |x| > |mu|/(|mu| - 1), x' = mu (1 - x) or mu x is larger still. */
static double no_return(const double *p)
{
    const double mu = p[0] < 0.0 ? -p[0] : p[0];
    return mu > 1.0 ? 1.001 * mu / (mu - 1.0) : CHAOSI_NEVER;
}

CHAOSI_DECLARE_KERNELS(tent)

CHAOSI_MAP(tent) = {
    .name = "tent",
    .title = "tent map",
    .formula = "x' = mu*min(x, 1 - x)",
    .reference =
        "P. Collet, J.-P. Eckmann, Iterated Maps on the Interval as Dynamical Systems, Birkhaeuser 1980",
    .notes =
        "At mu = 2 every orbit falls to 0 within 60 steps, because each step shifts one bit out; "
        "take mu slightly below 2. Some authors write mu/2 for this mu, or mu (1 - |1 - 2x|)/2, the same map.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "mu" },
    .param_defaults = (const double[]){ 1.9 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "mu", 1.0, 1.999 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.6418538861723947, 1e-12, "ln mu, exact", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(tent),
};
#endif
