/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP symplectic_4d
#define DIM 4
#define NPARAMS 3
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) TWO_PI

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    const vreal s = x[0] + x[1];
    const vreal t = x[2] + x[3];
    const vreal u = p[2] * (1.0 - vcos(s + t));
    y[0] = s;
    y[1] = x[1] - p[0] * vsin(s) - u;
    y[2] = t;
    y[3] = x[3] - p[1] * vsin(t) - u;
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[0] + x[1];
    const vreal t = x[2] + x[3];
    const vreal ds = v[0] + v[1];
    const vreal dt = v[2] + v[3];
    const vreal du = p[2] * vsin(s + t) * (ds + dt);
    w[0] = ds;
    w[1] = v[1] - p[0] * vcos(s) * ds - du;
    w[2] = dt;
    w[3] = v[3] - p[1] * vcos(t) * dt - du;
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

CHAOSI_DECLARE_KERNELS(symplectic_4d)
CHAOSI_DECLARE_MAP(symplectic_4d_inverse)

CHAOSI_MAP(symplectic_4d) = {
    .name = "symplectic_4d",
    .title = "symplectic map in four dimensions",
    .formula = "s = x1 + x2; t = x3 + x4; u = xi*(1 - cos(s + t)); x1' = s; x2' = x2 - e1*sin(s) - u; x3' = "
               "t; x4' = x4 - e2*sin(t) - u",
    .reference = "Ch. Skokos, G. Contopoulos, C. Polymilis, Structures in the phase space of a four "
                 "dimensional symplectic map, Celest. Mech. Dyn. Astron. 65 (1997) 223",
    .notes = "Two standard maps, coupled by xi; Skokos and others write nu, kappa, mu for e1, e2, xi.",
    .dim = 4,
    .nparams = 3,
    .params = (const char *const[]){ "e1", "e2", "xi" },
    .param_defaults = (const double[]){ 0.5, 0.1, 0.001 },
    .states = (const char *const[]){ "x1", "x2", "x3", "x4" },
    .state_defaults = (const double[]){ 0.5512, 0.1, 0.6212, 0.2 },
    .wrap = (const double[]){ TWO_PI, TWO_PI, TWO_PI, TWO_PI },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { 0.0, TWO_PI }, { 0.0, TWO_PI }, { 0.0, TWO_PI } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "x1", 0.0, TWO_PI }, { "x2", 0.0, TWO_PI } },
    .regime = CHAOSI_QUASIPERIODIC,
    .inverse = CHAOSI_INVERSE(symplectic_4d_inverse),
    .kernels = CHAOSI_KERNELS(symplectic_4d),
};
#endif
