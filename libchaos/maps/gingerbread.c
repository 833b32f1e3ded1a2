/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP gingerbread
#define DIM 2
#define NPARAMS 0

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    (void)p;
    y[0] = 1.0 - x[1] + vabs(x[0]);
    y[1] = x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = vside(x[0]) * v[0] - v[1];
    w[1] = v[0];
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

CHAOSI_DECLARE_KERNELS(gingerbread)
CHAOSI_DECLARE_MAP(gingerbread_inverse)

CHAOSI_MAP(gingerbread) = {
    .name = "gingerbread",
    .title = "gingerbreadman map",
    .formula = "x' = 1 - y + abs(x); y' = x",
    .reference = "R. L. Devaney, A piecewise linear model for the zones of instability of an area-preserving "
                 "map, Physica D 10 (1984) 387",
    .notes = "From (0.1, 0.1) orbits stay on an island of period 6.",
    .dim = 2,
    .nparams = 0,
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.5, 3.7 },
    .view = (const double[][2]){ { -4.0, 8.5 }, { -4.0, 8.5 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .tangent_steps = 2,
    .picture = { { "x", -4.0, 8.5 }, { "y", -4.0, 8.5 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.07339, 0.005, "Sprott 2003", NULL },
        },
    .nknown = 1,
    .inverse = CHAOSI_INVERSE(gingerbread_inverse),
    .kernels = CHAOSI_KERNELS(gingerbread),
};
#endif
