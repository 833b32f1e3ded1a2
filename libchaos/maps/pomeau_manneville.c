/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP pomeau_manneville
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vsel(vle(vabs(x[0]), vset(0.5)), x[0] * (1.0 + vpow(vabs(2.0 * x[0]), p[0] - 1.0)),
                3.0 * vsign(x[0]) - 4.0 * x[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] =
        vsel(vle(vabs(x[0]), vset(0.5)), 1.0 + p[0] * vpow(vabs(2.0 * x[0]), p[0] - 1.0), vset(-4.0)) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* 4 |x| - 3 > |x| where |x| > 1. */
static double no_return(const double *p)
{
    (void)p;
    return 1.001;
}

CHAOSI_DECLARE_KERNELS(pomeau_manneville)

CHAOSI_MAP(pomeau_manneville) = {
    .name = "pomeau_manneville",
    .title = "Pomeau-Manneville map",
    .formula = "x' = abs(x) <= 0.5 ? x*(1 + abs(2*x)^(z - 1)) : 3*sign(x) - 4*x",
    .reference = "Y. Pomeau, P. Manneville, Intermittent transition to turbulence in dissipative dynamical "
                 "systems, Commun. Math. Phys. 74 (1980) 189; T. Geisel, S. Thomae, Phys. Rev. Lett. 52 "
                 "(1984) 1936",
    .notes = "The type I to III toy: laminar near 0. For z >= 2 the invariant measure is infinite and the "
             "exponent goes to 0 with the number of steps.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "z" },
    .param_defaults = (const double[]){ 2.5 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "z", 1.1, 3.0 } },
    .regime = CHAOSI_INTERMITTENT,
    .kernels = CHAOSI_KERNELS(pomeau_manneville),
};
#endif
