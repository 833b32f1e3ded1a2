/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP lozi_inverse
#define DIM 2
#define NPARAMS 2

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1] / p[1];
    y[1] = x[0] - 1.0 + p[0] * vabs(x[1] / p[1]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[1] / p[1];
    w[1] = v[0] + p[0] * vside(x[1] / p[1]) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(lozi_inverse)
CHAOSI_DECLARE_MAP(lozi)

CHAOSI_MAP(lozi_inverse) = {
    .name = "lozi_inverse",
    .title = "inverse of the Lozi map",
    .formula = "x' = y/b; y' = x - 1 + a*abs(y/b)",
    .reference = "R. Lozi, Un attracteur etrange (?) du type attracteur de Henon, J. Phys. Colloq. 39 (1978) "
                 "C5-9",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 1.7, 0.5 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.4, 1.4 }, { -0.7, 0.7 } },
    .bound = 1e3,
    .inverse = CHAOSI_INVERSE(lozi),
    .kernels = CHAOSI_KERNELS(lozi_inverse),
};
#endif
