/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP leonel_inverse
#define DIM 2
#define NPARAMS 2
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? TWO_PI : 0.0)
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] - vpow(vabs(x[1]), -p[1]);
    y[1] = x[1] - p[0] * vsin(y[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[0] + p[1] * vpow(vabs(x[1]), -p[1] - 1.0) * vside(x[1]) * v[1];
    const vreal u = x[0] - vpow(vabs(x[1]), -p[1]);
    w[1] = v[1] - p[0] * vcos(u) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(leonel_inverse)
CHAOSI_DECLARE_MAP(leonel)

CHAOSI_MAP(leonel_inverse) = {
    .name = "leonel_inverse",
    .title = "inverse of the Leonel map",
    .formula = "x' = x - abs(y)^(-gamma); y' = y - eps*sin(x')",
    .reference = "E. D. Leonel, J. A. de Oliveira, F. Saif, Critical exponents for a transition from "
                 "integrability to non-integrability via localization of invariant tori in the Hamiltonian "
                 "system, J. Phys. A 44 (2011) 302001",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "eps", "gamma" },
    .param_defaults = (const double[]){ 0.01, 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 2.1234, 0.2567 },
    .wrap = (const double[]){ TWO_PI, 0.0 },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { -0.3, 0.3 } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(leonel),
    .kernels = CHAOSI_KERNELS(leonel_inverse),
};
#endif
