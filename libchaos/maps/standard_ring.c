/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP standard_ring
#define NPARAMS 2
#define SITE 2
#define REACH 1
#define TWO_PI 0x1.921fb54442d18p2
#define WRAP(i) TWO_PI

/* theta is [2 * i], p is [2 * i + 1] of site i. The pull of each bond goes to its two ends with
 * opposite signs. */
CHAOSK_INLINE void step(size_t n, const vreal *x, const vreal *p, vreal *y)
{
    vreal before = vsin(x[0] - x[-2]);
    for (size_t i = 0; i < 2 * n; i += 2) {
        const vreal theta = x[i], after = vsin(x[i + 2] - theta);
        const vreal kicked = x[i + 1] + p[0] * vsin(theta) + p[1] * (after - before);
        y[i] = theta + kicked;
        y[i + 1] = kicked;
        before = after;
    }
}

CHAOSK_INLINE void tangent(size_t n, const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    vreal before = vcos(x[0] - x[-2]) * (v[0] - v[-2]);
    for (size_t i = 0; i < 2 * n; i += 2) {
        const vreal theta = x[i], v_theta = v[i], after = vcos(x[i + 2] - theta) * (v[i + 2] - v_theta);
        const vreal kicked = v[i + 1] + p[0] * vcos(theta) * v_theta + p[1] * (after - before);
        w[i] = v_theta + kicked;
        w[i + 1] = kicked;
        before = after;
    }
}

#include <chaos/kernels/ring.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

enum { STATES = 16 };
static const size_t states = STATES;

/* Only a state that is not finite is outside, and it stays so. */
static double no_return(const double *p)
{
    (void)p;
    return CHAOSI_LARGEST;
}

/* Unequal: equal sites stay synchronised for ever. */
static double site_start(uint64_t i)
{
    const double turns = 0.1234 + (double)i * 0.6180339887498949;
    return TWO_PI * (turns - (double)(uint64_t)turns);
}

CHAOSI_DECLARE_KERNELS(standard_ring)

CHAOSI_MAP(standard_ring) = {
    .name = "standard_ring",
    .title = "ring of coupled standard maps",
    .formula =
        "p[i]' = p[i] + k*sin(theta[i]) + eps*(sin(theta[i+1] - theta[i]) - sin(theta[i] - theta[i-1])); "
        "theta[i]' = theta[i] + p[i]'",
    .reference =
        "K. Kaneko, R. J. Bagley, Arnold diffusion, ergodicity and intermittency in a coupled standard mapping, "
        "Phys. Lett. A 110 (1985) 435",
    .notes = "N sites with periodic ends, N chosen at construction; symplectic. Angles in radians.",
    .dim = STATES,
    .nparams = 2,
    .params = (const char *const[]){ "k", "eps" },
    .param_defaults = (const double[]){ 0.971635, 0.1 },
    .states = (const char *const[STATES]){ "theta0", "p0", "theta1", "p1", "theta2", "p2", "theta3", "p3",
                                           "theta4", "p4", "theta5", "p5", "theta6", "p6", "theta7", "p7" },
    .wrap = (const double[]){ TWO_PI, TWO_PI },
    .view = (const double[][2]){ { 0.0, TWO_PI }, { 0.0, TWO_PI } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .flags = CHAOSI_AREA | CHAOSI_LATTICE,
    .picture = { { "eps", 0.0, 1.0 }, { "k", 0.0, 5.0 } },
    .regime = CHAOSI_CHAOTIC,
    .ctx = &states,
    .site_start = site_start,
    .site_states = 2,
    .kernels = CHAOSI_KERNELS(standard_ring),
};
#endif
