/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP border_collision
#define DIM 2
#define NPARAMS 5

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = vsel(vlt(x[0], vset(0.0)), p[1], p[3]) * x[0] + x[1] + p[0];
    y[1] = -vsel(vlt(x[0], vset(0.0)), p[2], p[4]) * x[0];
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = vsel(vlt(x[0], vset(0.0)), p[1], p[3]) * v[0] + v[1];
    w[1] = -vsel(vlt(x[0], vset(0.0)), p[2], p[4]) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

CHAOSI_DECLARE_KERNELS(border_collision)

CHAOSI_MAP(border_collision) = {
    .name = "border_collision",
    .title = "border-collision normal form",
    .formula = "x' = (x < 0 ? tau_l : tau_r)*x + y + mu; y' = -(x < 0 ? delta_l : delta_r)*x",
    .reference = "H. E. Nusse, J. A. Yorke, Border-collision bifurcations including period two to period "
                 "three for piecewise smooth systems, Physica D 57 (1992) 39; S. Banerjee, J. A. Yorke, C. "
                 "Grebogi, Robust chaos, Phys. Rev. Lett. 80 (1998) 3049",
    .notes = "tau and delta are trace and determinant on either side of x = 0. The Lozi map is tau_l = a, "
             "tau_r = -a, both delta = -b, mu = 1.",
    .dim = 2,
    .nparams = 5,
    .params = (const char *const[]){ "mu", "tau_l", "delta_l", "tau_r", "delta_r" },
    .param_defaults = (const double[]){ 1.0, 1.6, 0.4, -1.7, 0.4 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.1234, 0.0567 },
    .view = (const double[][2]){ { -2.0, 1.6 }, { -0.7, 0.85 } },
    .bound = 1e3,
    .tangent_steps = 2,
    .picture = { { "tau_r", -1.9, 0.5 } },
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(border_collision),
};
#endif
