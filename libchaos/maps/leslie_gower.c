/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP leslie_gower
#define DIM 4
#define NPARAMS 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * x[1] / (1.0 + p[1] * x[1]);
    y[1] = p[2] * x[0] / (1.0 + x[0] + p[3] * x[2]);
    y[2] = p[4] * x[3] / (1.0 + p[5] * x[3]);
    y[3] = p[6] * x[2] / (1.0 + p[7] * x[0] + x[2]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = 1.0 + x[0] + p[3] * x[2];
    const vreal t = 1.0 + p[7] * x[0] + x[2];
    w[0] = p[0] / vpowi(1.0 + p[1] * x[1], 2) * v[1];
    w[1] = p[2] / vpowi(s, 2) * ((1.0 + p[3] * x[2]) * v[0] - p[3] * x[0] * v[2]);
    w[2] = p[4] / vpowi(1.0 + p[5] * x[3], 2) * v[3];
    w[3] = p[6] / vpowi(t, 2) * ((1.0 + p[7] * x[0]) * v[2] - p[7] * x[2] * v[0]);
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(leslie_gower)

CHAOSI_MAP(leslie_gower) = {
    .name = "leslie_gower",
    .title = "Leslie-Gower map with juveniles and adults",
    .formula = "j1' = b1*a1/(1 + d1*a1); a1' = s1*j1/(1 + j1 + c1*j2); j2' = b2*a2/(1 + d2*a2); a2' = "
               "s2*j2/(1 + c2*j1 + j2)",
    .reference = "J. M. Cushing, S. M. Henson, L.-I. Roeger, Coexistence of competing juvenile-adult "
                 "structured populations, J. Biol. Dyn. 1 (2007) 201; P. H. Leslie, J. C. Gower, Biometrika "
                 "45 (1958) 316",
    .notes =
        "Two species, j juveniles and a adults of each; all >= 0. Cycles of period 2, with juveniles and "
        "adults in turn, let strong competitors coexist.",
    .dim = 4,
    .nparams = 8,
    .params = (const char *const[]){ "b1", "d1", "s1", "c1", "b2", "d2", "s2", "c2" },
    .param_defaults = (const double[]){ 30.0, 0.1, 0.9, 1.5, 28.0, 0.1, 0.9, 1.5 },
    .states = (const char *const[]){ "j1", "a1", "j2", "a2" },
    .state_defaults = (const double[]){ 8.1234, 0.2345, 0.3456, 4.0567 },
    .view = (const double[][2]){ { 0.0, 30.0 }, { 0.0, 1.0 }, { 0.0, 30.0 }, { 0.0, 1.0 } },
    .bound = 1e6,
    .picture = { { "c1", 0.0, 4.0 } },
    .regime = CHAOSI_PERIODIC,
    .kernels = CHAOSI_KERNELS(leslie_gower),
};
#endif
