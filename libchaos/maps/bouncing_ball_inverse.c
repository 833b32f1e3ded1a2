/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP bouncing_ball_inverse
#define DIM 2
#define NPARAMS 2
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? TWO_PI : 0.0)
#define UNROLL 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[1] = (x[1] + p[1] * vcos(x[0])) / p[0];
    y[0] = x[0] - y[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[1] = -(p[1] * vsin(x[0]) / p[0] * v[0]) + 1.0 / p[0] * v[1];
    w[0] = v[0] - w[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(bouncing_ball_inverse)
CHAOSI_DECLARE_MAP(bouncing_ball)

CHAOSI_MAP(bouncing_ball_inverse) = {
    .name = "bouncing_ball_inverse",
    .title = "inverse of the bouncing ball map",
    .formula = "v' = (v + gamma*cos(theta))/alpha; theta' = theta - v'",
    .reference = "P. J. Holmes, The dynamics of repeated impacts with a sinusoidally vibrating table, J. "
                 "Sound Vib. 84 (1982) 173",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "alpha", "gamma" },
    .param_defaults = (const double[]){ 0.5, 10.0 },
    .states = (const char *const[]){ "theta", "v" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ TWO_PI, 0.0 },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { -20.0, 20.0 } },
    .bound = __builtin_inf(),
    .inverse = CHAOSI_INVERSE(bouncing_ball),
    .kernels = CHAOSI_KERNELS(bouncing_ball_inverse),
};
#endif
