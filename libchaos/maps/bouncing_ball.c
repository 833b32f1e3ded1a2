/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP bouncing_ball
#define DIM 2
#define NPARAMS 2
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? TWO_PI : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] + x[1];
    y[1] = p[0] * x[1] - p[1] * vcos(x[0] + x[1]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = v[0] + v[1];
    w[1] = p[1] * vsin(x[0] + x[1]) * v[0] + (p[0] + p[1] * vsin(x[0] + x[1])) * v[1];
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

CHAOSI_DECLARE_KERNELS(bouncing_ball)
CHAOSI_DECLARE_MAP(bouncing_ball_inverse)

CHAOSI_MAP(bouncing_ball) = {
    .name = "bouncing_ball",
    .title = "bouncing ball map",
    .formula = "theta' = theta + v; v' = alpha*v - gamma*cos(theta + v)",
    .reference = "P. J. Holmes, The dynamics of repeated impacts with a sinusoidally vibrating table, J. "
                 "Sound Vib. 84 (1982) 173",
    .notes = "theta the table's phase at impact, v the ball's velocity after it. Contracts areas by |alpha|, "
             "the restitution; at alpha = 1 it preserves them and is the standard map with k = gamma.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "alpha", "gamma" },
    .param_defaults = (const double[]){ 0.5, 10.0 },
    .states = (const char *const[]){ "theta", "v" },
    .state_defaults = (const double[]){ 0.1234, 0.567 },
    .wrap = (const double[]){ TWO_PI, 0.0 },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { -20.0, 20.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "gamma", 0.0, 12.0 } },
    .regime = CHAOSI_CHAOTIC,
    .inverse = CHAOSI_INVERSE(bouncing_ball_inverse),
    .kernels = CHAOSI_KERNELS(bouncing_ball),
};
#endif
