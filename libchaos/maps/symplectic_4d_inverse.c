/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP symplectic_4d_inverse
#define DIM 4
#define NPARAMS 3
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) TWO_PI
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal u = p[2] * (1.0 - vcos(x[0] + x[2]));
    y[1] = x[1] + p[0] * vsin(x[0]) + u;
    y[0] = x[0] - y[1];
    y[3] = x[3] + p[1] * vsin(x[2]) + u;
    y[2] = x[2] - y[3];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal du = p[2] * vsin(x[0] + x[2]) * (v[0] + v[2]);
    w[1] = v[1] + p[0] * vcos(x[0]) * v[0] + du;
    w[0] = v[0] - w[1];
    w[3] = v[3] + p[1] * vcos(x[2]) * v[2] + du;
    w[2] = v[2] - w[3];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(symplectic_4d_inverse)
CHAOSI_DECLARE_MAP(symplectic_4d)

CHAOSI_MAP(symplectic_4d_inverse) = {
    .name = "symplectic_4d_inverse",
    .title = "inverse of the symplectic map in four dimensions",
    .formula =
        "u = xi*(1 - cos(x1 + x3)); x2' = x2 + e1*sin(x1) + u; x1' = x1 - x2'; x4' = x4 + e2*sin(x3) + "
        "u; x3' = x3 - x4'",
    .reference = "Ch. Skokos, G. Contopoulos, C. Polymilis, Structures in the phase space of a four "
                 "dimensional symplectic map, Celest. Mech. Dyn. Astron. 65 (1997) 223",
    .notes = "Takes the state x' back to x.",
    .dim = 4,
    .nparams = 3,
    .params = (const char *const[]){ "e1", "e2", "xi" },
    .param_defaults = (const double[]){ 0.5, 0.1, 0.001 },
    .states = (const char *const[]){ "x1", "x2", "x3", "x4" },
    .state_defaults = (const double[]){ 0.5512, 0.1, 0.6212, 0.2 },
    .wrap = (const double[]){ TWO_PI, TWO_PI, TWO_PI, TWO_PI },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { 0.0, TWO_PI }, { 0.0, TWO_PI }, { 0.0, TWO_PI } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(symplectic_4d),
    .kernels = CHAOSI_KERNELS(symplectic_4d_inverse),
};
#endif
