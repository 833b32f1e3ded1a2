/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP two_neuron
#define DIM 6
#define NPARAMS 6

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal s1 = vtanh((x[0] - p[0] * x[1] + x[2] + p[5] * (x[3] - x[0])) / p[1]);
    const vreal s2 = vtanh((x[3] - p[0] * x[4] + x[5] + p[5] * (x[0] - x[3])) / p[1]);
    y[0] = s1;
    y[1] = x[0];
    y[2] = (1.0 - p[2]) * x[2] - p[3] * (x[0] - p[4]);
    y[3] = s2;
    y[4] = x[3];
    y[5] = (1.0 - p[2]) * x[5] - p[3] * (x[3] - p[4]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s1 = vsech2((x[0] - p[0] * x[1] + x[2] + p[5] * (x[3] - x[0])) / p[1]);
    const vreal s2 = vsech2((x[3] - p[0] * x[4] + x[5] + p[5] * (x[0] - x[3])) / p[1]);
    w[0] = s1 / p[1] * (v[0] - p[0] * v[1] + v[2] + p[5] * (v[3] - v[0]));
    w[1] = v[0];
    w[2] = (1.0 - p[2]) * v[2] - p[3] * v[0];
    w[3] = s2 / p[1] * (v[3] - p[0] * v[4] + v[5] + p[5] * (v[0] - v[3]));
    w[4] = v[3];
    w[5] = (1.0 - p[2]) * v[5] - p[3] * v[3];
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

CHAOSI_DECLARE_KERNELS(two_neuron)

CHAOSI_MAP(two_neuron) = {
    .name = "two_neuron",
    .title = "pair of bursting neurons",
    .formula =
        "s1 = tanh((x1 - k*y1 + z1 + g*(x2 - x1))/t); s2 = tanh((x2 - k*y2 + z2 + g*(x1 - x2))/t); x1' "
        "= s1; y1' = x1; z1' = (1 - delta)*z1 - eps*(x1 - xr); x2' = s2; y2' = x2; z2' = (1 - "
        "delta)*z2 - eps*(x2 - xr)",
    .reference =
        "S. M. Kuva, G. F. Lima, O. Kinouchi, M. H. R. Tragtenberg, A. C. Roque, A minimal model for "
        "excitable and bursting elements, Neurocomputing 38-40 (2001) 255",
    .notes = "Two Kinouchi-Tragtenberg neurons (x membrane, y its delay, z slow current), coupled "
             "electrically by g.",
    .dim = 6,
    .nparams = 6,
    .params = (const char *const[]){ "k", "t", "delta", "eps", "xr", "g" },
    .param_defaults = (const double[]){ 0.6, 0.35, 0.003, 0.003, -0.45, 0.01 },
    .states = (const char *const[]){ "x1", "y1", "z1", "x2", "y2", "z2" },
    .state_defaults = (const double[]){ -0.2123, 0.1234, 0.0567, 0.3123, -0.2345, -0.0678 },
    .view =
        (const double[][2]){
            { -1.0, 1.0 }, { -1.0, 1.0 }, { -0.5, 0.5 }, { -1.0, 1.0 }, { -1.0, 1.0 }, { -0.5, 0.5 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "xr", -0.8, 0.0 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(two_neuron),
};
#endif
