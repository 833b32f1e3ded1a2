/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP hopalong_inverse
#define DIM 2
#define NPARAMS 3

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] - x[1];
    y[1] = x[0] + vsign(y[0]) * vsqrt(vabs(p[1] * y[0] - p[2]));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = p[0] - x[1];
    const vreal u = p[1] * s - p[2];
    w[0] = -v[1];
    w[1] = v[0] + vsign(s) * (0.5 * p[1]) * vside(u) / vsqrt(vabs(u)) * w[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(hopalong_inverse)
CHAOSI_DECLARE_MAP(hopalong)

CHAOSI_MAP(hopalong_inverse) = {
    .name = "hopalong_inverse",
    .title = "inverse of the hopalong map",
    .formula = "x' = a - y; y' = x + sign(x')*sqrt(abs(b*x' - c))",
    .reference = "A. K. Dewdney, Computer Recreations, Sci. Am. 255 (1986) September, 14, after B. Martin",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "a", "b", "c" },
    .param_defaults = (const double[]){ 3.1, 2.5, 4.2 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -40.0, 40.0 }, { -40.0, 40.0 } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(hopalong),
    .kernels = CHAOSI_KERNELS(hopalong_inverse),
};
#endif
