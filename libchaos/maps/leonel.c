/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP leonel
#define DIM 2
#define NPARAMS 2
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? TWO_PI : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[1] = x[1] + p[0] * vsin(x[0]);
    y[0] = x[0] + vpow(vabs(y[1]), -p[1]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[1] = v[1] + p[0] * vcos(x[0]) * v[0];
    const vreal s = x[1] + p[0] * vsin(x[0]);
    w[0] = v[0] - p[1] * vpow(vabs(s), -p[1] - 1.0) * vside(s) * w[1];
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

CHAOSI_DECLARE_KERNELS(leonel)
CHAOSI_DECLARE_MAP(leonel_inverse)

CHAOSI_MAP(leonel) = {
    .name = "leonel",
    .title = "Leonel map",
    .formula = "y' = y + eps*sin(x); x' = x + abs(y')^(-gamma)",
    .reference = "E. D. Leonel, J. A. de Oliveira, F. Saif, Critical exponents for a transition from "
                 "integrability to non-integrability via localization of invariant tori in the Hamiltonian "
                 "system, J. Phys. A 44 (2011) 302001",
    .notes = "The angle's step diverges at y = 0: chaos around it, bounded by tori. The default start is on "
             "one of them.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "eps", "gamma" },
    .param_defaults = (const double[]){ 0.01, 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 2.1234, 0.2567 },
    .wrap = (const double[]){ TWO_PI, 0.0 },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { -0.3, 0.3 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "x", 0.0, TWO_PI }, { "y", 0.005, 0.3 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .inverse = CHAOSI_INVERSE(leonel_inverse),
    .kernels = CHAOSI_KERNELS(leonel),
};
#endif
