/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP delayed_logistic
#define DIM 2
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * x[0] * (1.0 - x[1]);
    y[1] = x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[0] * ((1.0 - x[1]) * v[0] - x[0] * v[1]);
    w[1] = v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(delayed_logistic)
CHAOSI_DECLARE_MAP(delayed_logistic_inverse)

CHAOSI_MAP(delayed_logistic) = {
    .name = "delayed_logistic",
    .title = "delayed logistic map",
    .formula = "x' = a*x*(1 - y); y' = x",
    .reference = "J. Maynard Smith, Mathematical Ideas in Biology, Cambridge 1968; D. G. Aronson, M. A. "
                 "Chory, G. R. Hall, R. P. McGehee, Commun. Math. Phys. 83 (1982) 303",
    .notes = "The fixed point 1 - 1/a goes over into a circle at a = 2, with multipliers exp(+- i pi/3) "
             "(Neimark-Sacker).",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 2.27 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.5512, 0.5432 },
    .view = (const double[][2]){ { 0.0, 1.1 }, { 0.0, 1.1 } },
    .bound = 1e3,
    .picture = { { "a", 1.9, 2.271 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.183118, 0.0004, "computed", NULL },
            { 1, -1.2421, 0.002, "computed", NULL },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(delayed_logistic_inverse),
    .kernels = CHAOSI_KERNELS(delayed_logistic),
};
#endif
