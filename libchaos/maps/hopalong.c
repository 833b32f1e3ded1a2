/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP hopalong
#define DIM 2
#define NPARAMS 3
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = x[1] - vsign(x[0]) * vsqrt(vabs(p[1] * x[0] - p[2]));
    y[1] = p[0] - x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal u = p[1] * x[0] - p[2];
    w[0] = v[1] - vsign(x[0]) * (0.5 * p[1]) * vside(u) / vsqrt(vabs(u)) * v[0];
    w[1] = -v[0];
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

CHAOSI_DECLARE_KERNELS(hopalong)
CHAOSI_DECLARE_MAP(hopalong_inverse)

CHAOSI_MAP(hopalong) = {
    .name = "hopalong",
    .title = "hopalong map",
    .formula = "x' = y - sign(x)*sqrt(abs(b*x - c)); y' = a - x",
    .reference = "A. K. Dewdney, Computer Recreations, Sci. Am. 255 (1986) September, 14, after B. Martin",
    .notes = "Orbits wander outwards, slowly, and the exponent decays on the way.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "a", "b", "c" },
    .param_defaults = (const double[]){ 3.1, 2.5, 4.2 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -40.0, 40.0 }, { -40.0, 40.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "x", -40.0, 40.0 }, { "y", -40.0, 40.0 } },
    .regime = CHAOSI_INTERMITTENT,
    .inverse = CHAOSI_INVERSE(hopalong_inverse),
    .kernels = CHAOSI_KERNELS(hopalong),
};
#endif
