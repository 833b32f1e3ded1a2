/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP standard
#define DIM 2
#define NPARAMS 1
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) TWO_PI

/* theta' needs p' before it is wrapped: the formula is the lift. */
CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[1] = x[1] + p[0] * vsin(x[0]);
    y[0] = x[0] + y[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[1] = v[1] + p[0] * vcos(x[0]) * v[0];
    w[0] = v[0] + w[1];
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

CHAOSI_DECLARE_KERNELS(standard)
CHAOSI_DECLARE_MAP(standard_inverse)

CHAOSI_MAP(standard) = {
    .name = "standard",
    .title = "Chirikov standard map",
    .formula = "p' = p + k*sin(theta); theta' = theta + p'",
    .reference =
        "B. V. Chirikov, A universal instability of many-dimensional oscillator systems, Phys. Rep. 52 (1979) 263",
    .notes =
        "Angles in radians, in [0, 2 pi). Other forms count turns: with x = theta/(2 pi), y = p/(2 pi) the kick "
        "is k/(2 pi) sin(2 pi x), and some authors write K for that factor, or - for +.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "k" },
    .param_defaults = (const double[]){ 0.971635 },
    .states = (const char *const[]){ "theta", "p" },
    .state_defaults = (const double[]){ 3.21, 0.1234 },
    .wrap = (const double[]){ TWO_PI, TWO_PI },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { 0.0, TWO_PI } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "theta", 0.0, TWO_PI }, { "p", 0.0, TWO_PI } },
    .regime = CHAOSI_QUASIPERIODIC,
    .known =
        (const chaosi_known[]){
            { 0, 1.6199, 1e-3, "computed; near ln(k/2)", (const double[]){ 10.0 } },
            { 1, -1.6199, 1e-3, "as above", (const double[]){ 10.0 } },
        },
    .nknown = 2,
    .inverse = CHAOSI_INVERSE(standard_inverse),
    .kernels = CHAOSI_KERNELS(standard),
};
#endif
