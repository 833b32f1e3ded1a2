/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP web
#define DIM 2
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1];
    y[1] = -x[0] - p[0] * vsin(x[1]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[1];
    w[1] = -v[0] - p[0] * vcos(x[1]) * v[1];
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

CHAOSI_DECLARE_KERNELS(web)
CHAOSI_DECLARE_MAP(web_inverse)

CHAOSI_MAP(web) = {
    .name = "web",
    .title = "chaotic web map",
    .formula = "x' = y; y' = -x - k*sin(y)",
    .reference =
        "G. M. Zaslavsky, R. Z. Sagdeev, D. A. Usikov, A. A. Chernikov, Weak Chaos and Quasi-Regular "
        "Patterns, Cambridge 1991",
    .notes = "Of fourfold symmetry: a kicked oscillator with a quarter turn between kicks. The web of chaos "
             "covers the plane; the default start is on an island in it.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "k" },
    .param_defaults = (const double[]){ 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 2.1234, 3.0567 },
    .view = (const double[][2]){ { -10.0, 10.0 }, { -10.0, 10.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "x", -10.0, 10.0 }, { "y", -10.0, 10.0 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .inverse = CHAOSI_INVERSE(web_inverse),
    .kernels = CHAOSI_KERNELS(web),
};
#endif
