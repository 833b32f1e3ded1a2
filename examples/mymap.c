/* chaos map: a file of your own. It looks as those of the catalogue do, and is one
 * of them, the Henon map, with comments. Load it with chaos_map_load("mymap.c"),
 * chaos.Map("mymap.c") or chaos-sweep ./mymap.c; this first line lets Python import
 * it (see chaos.importer). For functions include <chaos/kernels/vmath.h> instead.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP mymap /* the name that is in .name below */
#define DIM 2     /* states */
#define NPARAMS 2

/* y = f(x; p). vreal is a number in each of several lanes: + - * / work, and what
 * else there is stands in vreal.h. What is written is what is computed, operation
 * by operation, on every instruction set. */
CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];
    y[1] = p[1] * x[0];
}

/* w = Df(x) v, the derivative times a vector: what exponents and cycles are made of. */
CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = -(2.0 * p[0] * x[0]) * v[0] + v[1];
    w[1] = p[1] * v[0];
}

/* Stamps the kernels. For a lattice, whose number of states is known at run time
 * only, see ring.h, or lattice.h where sites differ; for angles, WRAP in template.h. */
#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* May be left out: from which |x| or |y| on no orbit comes back. Then it is enough
 * to look at the end of each chunk of steps, which makes it twice as fast. */
static double no_return(const double *p)
{
    const double a = p[0] < 0.0 ? -p[0] : p[0], b = p[1] < 0.0 ? -p[1] : p[1];
    return b <= 1.0 && a > 0.0 ? 1.001 * (2.0 * (1.0 + b) + 4.0 * a) / a + 1.0 : CHAOSI_NEVER;
}

CHAOSI_DECLARE_KERNELS(mymap)

CHAOSI_MAP(mymap) = {
    .name = "mymap",
    .title = "a map of my own",
    .formula = "x' = 1 - a*x^2 + y; y' = b*x", /* for people to read */
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 1.4, 0.3 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -1.5, 1.5 }, { -0.45, 0.45 } }, /* what a picture shows */
    .bound = 1e3,                                                  /* an orbit beyond it has escaped */
    .no_return = no_return,
    .tangent_steps = 4, /* between orthonormalisations; may be left out */
    .picture = { { "a", 0.2, 1.42 } },
    .kernels = CHAOSI_KERNELS(mymap),
};
#endif
