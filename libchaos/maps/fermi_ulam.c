/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP fermi_ulam
#define DIM 2
#define NPARAMS 1
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) ((i) == 1 ? TWO_PI : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vabs(x[0] + vsin(x[1]));
    y[1] = x[1] + TWO_PI * p[0] / y[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal s = x[0] + vsin(x[1]);
    w[0] = vside(s) * (v[0] + vcos(x[1]) * v[1]);
    w[1] = v[1] - TWO_PI * p[0] / vpowi(s, 2) * w[0];
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

CHAOSI_DECLARE_KERNELS(fermi_ulam)

CHAOSI_MAP(fermi_ulam) = {
    .name = "fermi_ulam",
    .title = "simplified Fermi-Ulam map",
    .formula = "u' = abs(u + sin(psi)); psi' = psi + 2*pi*m/u'",
    .reference = "M. A. Lieberman, A. J. Lichtenberg, Stochastic and adiabatic behavior of particles "
                 "accelerated by periodic forces, Phys. Rev. A 5 (1972) 1852",
    .notes = "A ball between a fixed and an oscillating wall that does not move: u speed, psi phase. Tori "
             "from u about sqrt(2 pi m) on bound the acceleration; the default start is on one of them.",
    .dim = 2,
    .nparams = 1,
    .params = (const char *const[]){ "m" },
    .param_defaults = (const double[]){ 10.0 },
    .states = (const char *const[]){ "u", "psi" },
    .state_defaults = (const double[]){ 13.1234, 2.567 },
    .wrap = (const double[]){ 0.0, TWO_PI },
    .view = (const double[][2]){ { 0.0, 10.0 }, { 0.0, TWO_PI } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA,
    .picture = { { "psi", 0.0, TWO_PI }, { "u", 0.1, 15.0 } },
    .regime = CHAOSI_QUASIPERIODIC,
    .kernels = CHAOSI_KERNELS(fermi_ulam),
};
#endif
