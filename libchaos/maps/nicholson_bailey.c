/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP nicholson_bailey
#define DIM 2
#define NPARAMS 3

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[0] * x[0] * vexp(-p[1] * x[1]);
    y[1] = p[2] * x[0] * (1.0 - vexp(-p[1] * x[1]));
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    const vreal f = vexp(-p[1] * x[1]);
    w[0] = p[0] * f * (v[0] - p[1] * x[0] * v[1]);
    w[1] = p[2] * ((1.0 - f) * v[0] + p[1] * x[0] * f * v[1]);
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(nicholson_bailey)

CHAOSI_MAP(nicholson_bailey) = {
    .name = "nicholson_bailey",
    .title = "Nicholson-Bailey map",
    .formula = "x' = r*x*exp(-a*y); y' = c*x*(1 - exp(-a*y))",
    .reference = "A. J. Nicholson, V. A. Bailey, The balance of animal populations. Part I, Proc. Zool. Soc. "
                 "Lond. 105 (1935) 551",
    .notes = "x hosts, y parasitoids. The fixed point is unstable for every r > 1: oscillations grow until "
             "the parasitoids die out and the hosts leave the bound. See predator_prey for the same with a "
             "limit on hosts.",
    .dim = 2,
    .nparams = 3,
    .params = (const char *const[]){ "r", "a", "c" },
    .param_defaults = (const double[]){ 2.0, 0.1, 1.0 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 21.387, 7.1234 },
    .view = (const double[][2]){ { 0.0, 200.0 }, { 0.0, 100.0 } },
    .bound = 1e4,
    .picture = { { "x", 0.0, 60.0 }, { "y", 0.0, 30.0 } },
    .shows = "escape",
    .regime = CHAOSI_ESCAPING,
    .kernels = CHAOSI_KERNELS(nicholson_bailey),
};
#endif
