/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP grebogi
#define DIM 2
#define NPARAMS 3
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 0 ? TWO_PI : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[0] + p[0] * vsin(2.0 * x[0]) - p[1] * vsin(4.0 * x[0]) - x[1] * vsin(x[0]);
    y[1] = -p[2] * vcos(x[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = (1.0 + 2.0 * p[0] * vcos(2.0 * x[0]) - 4.0 * p[1] * vcos(4.0 * x[0]) - x[1] * vcos(x[0])) * v[0] -
           vsin(x[0]) * v[1];
    w[1] = p[2] * vsin(x[0]) * v[0];
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

CHAOSI_DECLARE_KERNELS(grebogi)

CHAOSI_MAP(grebogi) = {
    .name = "grebogi",
    .title = "Grebogi-Ott-Yorke map",
    .formula = "theta' = theta + a*sin(2*theta) - b*sin(4*theta) - x*sin(theta); x' = -j*cos(theta)",
    .reference =
        "C. Grebogi, S. W. McDonald, E. Ott, J. A. Yorke, Final state sensitivity: an obstruction to "
        "predictability, Phys. Lett. A 99 (1983) 415",
    .notes = "Two sinks, (0, -j) and (pi, j), with a fractal boundary between their basins: most starts end "
             "there, after chaos.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "a", "b", "j" },
    .param_defaults = (const double[]){ 1.32, 0.9, 0.3 },
    .states = (const char *const[]){ "theta", "x" },
    .state_defaults = (const double[]){ 0.7, 0.1234 },
    .wrap = (const double[]){ TWO_PI, 0.0 },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { -0.5, 0.5 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "theta", 0.0, TWO_PI }, { "x", -0.5, 0.5 } },
    .shows = "final",
    .regime = CHAOSI_PERIODIC,
    .kernels = CHAOSI_KERNELS(grebogi),
};
#endif
