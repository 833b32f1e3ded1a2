/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP chebyshev
#define DIM 1
#define NPARAMS 1

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y) { y[0] = vcos(p[0] * vacos(x[0])); }

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal slope = p[0] * vsin(p[0] * vacos(x[0])) / vsqrt(1.0 - vpowi(x[0], 2)), limit = vpowi(p[0], 2),
                odd = p[0] - 2.0 * vfloor(0.5 * p[0]); /* 1; of even a 0 */
    const vmask whole = veq(vfloor(p[0]), p[0]), right = veq(x[0], vset(1.0)), left = veq(x[0], vset(-1.0));
    w[0] = vsel(vand(whole, left), (2.0 * odd - 1.0) * limit, vsel(right, limit, slope)) * v[0];
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

CHAOSI_DECLARE_KERNELS(chebyshev)

CHAOSI_MAP(chebyshev) = {
    .name = "chebyshev",
    .title = "Chebyshev map",
    .formula = "x' = cos(a*acos(x))",
    .reference = "R. L. Adler, T. J. Rivlin, Ergodic and mixing properties of Chebyshev polynomials, Proc. "
                 "Amer. Math. Soc. 15 (1964) 794",
    .notes = "x in [-1, 1]; for whole a the Chebyshev polynomial T_a. Outside there is no orbit: acos gives "
             "NaN.",
    .dim = 1,
    .nparams = 1,
    .params = (const char *const[]){ "a" },
    .param_defaults = (const double[]){ 6.0 },
    .states = (const char *const[]){ "x" },
    .state_defaults = (const double[]){ 0.387 },
    .view = (const double[][2]){ { -1.0, 1.0 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .picture = { { "a", 0.5, 4.0 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 1.791759469228055, 0.003, "ln a, exact", NULL },
        },
    .nknown = 1,
    .kernels = CHAOSI_KERNELS(chebyshev),
};
#endif
