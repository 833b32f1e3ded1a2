/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP gingerbread_inverse
#define DIM 2
#define NPARAMS 0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = x[1];
    y[1] = 1.0 - x[0] + vabs(x[1]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = v[1];
    w[1] = -v[0] + vside(x[1]) * v[1];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(gingerbread_inverse)
CHAOSI_DECLARE_MAP(gingerbread)

CHAOSI_MAP(gingerbread_inverse) = {
    .name = "gingerbread_inverse",
    .title = "inverse of the gingerbreadman map",
    .formula = "x' = y; y' = 1 - x + abs(y)",
    .reference = "R. L. Devaney, A piecewise linear model for the zones of instability of an area-preserving "
                 "map, Physica D 10 (1984) 387",
    .notes = "Takes the state x' back to x.",
    .dim = 2,
    .nparams = 0,
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.5, 3.7 },
    .view = (const double[][2]){ { -4.0, 8.5 }, { -4.0, 8.5 } },
    .bound = __builtin_inf(),
    .flags = CHAOSI_AREA,
    .inverse = CHAOSI_INVERSE(gingerbread),
    .kernels = CHAOSI_KERNELS(gingerbread_inverse),
};
#endif
