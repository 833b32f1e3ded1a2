/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP complex_quadratic
#define DIM 2
#define NPARAMS 2
#define UNROLL 8

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vpowi(x[0], 2) - vpowi(x[1], 2) + p[0];
    y[1] = 2.0 * x[0] * x[1] + p[1];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    (void)p;
    w[0] = 2.0 * (x[0] * v[0] - x[1] * v[1]);
    w[1] = 2.0 * (x[1] * v[0] + x[0] * v[1]);
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* With |z|^2 - |c| > sqrt(2) |z| the larger component of z', at least |z'| / sqrt(2), is larger than |z|. */
static double no_return(const double *p)
{
    const double c = __builtin_sqrt(p[0] * p[0] + p[1] * p[1]);
    return 1.001 * (__builtin_sqrt(0.5) + __builtin_sqrt(0.5 + c));
}

CHAOSI_DECLARE_KERNELS(complex_quadratic)

CHAOSI_MAP(complex_quadratic) = {
    .name = "complex_quadratic",
    .title = "complex quadratic map",
    .formula = "x' = x^2 - y^2 + cx; y' = 2*x*y + cy",
    .reference = "A. Douady, J. H. Hubbard, Iteration des polynomes quadratiques complexes, C. R. Acad. Sci. "
                 "Paris 294 (1982) 123; B. Mandelbrot, Ann. N.Y. Acad. Sci. 357 (1980) 249",
    .notes =
        "z' = z^2 + c. Sweep cx and cy and measure escape: Mandelbrot's set. Sweep x and y: a Julia set; "
        "the default c is Douady's rabbit. The start is the critical point because its fate decides for "
        "the whole Julia set.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "cx", "cy" },
    .param_defaults = (const double[]){ -0.12, 0.74 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.0, 0.0 },
    .view = (const double[][2]){ { -1.5, 1.5 }, { -1.5, 1.5 } },
    .bound = 1e3,
    .no_return = no_return,
    .picture = { { "cx", -2.1, 0.7 }, { "cy", -1.2, 1.2 } },
    .shows = "escape",
    .regime = CHAOSI_PERIODIC,
    .kernels = CHAOSI_KERNELS(complex_quadratic),
};
#endif
