/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP logistic_ring
#define NPARAMS 2
#define REACH 1

CHAOSK_INLINE vreal local(vreal x, vreal r) { return r * x * (1.0 - x); }

/* g[i] is local() of site i, or its differential. */
CHAOSK_INLINE vreal couple(vreal left, vreal here, vreal right, vreal eps)
{
    return (1.0 - eps) * here + eps / 2.0 * (left + right);
}

CHAOSK_INLINE void step(size_t n, const vreal *x, const vreal *p, vreal *y)
{
    vreal left = local(x[-1], p[0]), here = local(x[0], p[0]);
    for (size_t i = 0; i < n; i++) {
        const vreal right = local(x[i + 1], p[0]);
        y[i] = couple(left, here, right, p[1]);
        left = here;
        here = right;
    }
}

CHAOSK_INLINE vreal local_tangent(vreal x, vreal r, vreal v) { return r * (1.0 - 2.0 * x) * v; }

CHAOSK_INLINE void tangent(size_t n, const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    vreal left = local_tangent(x[-1], p[0], v[-1]), here = local_tangent(x[0], p[0], v[0]);
    for (size_t i = 0; i < n; i++) {
        const vreal right = local_tangent(x[i + 1], p[0], v[i + 1]);
        w[i] = couple(left, here, right, p[1]);
        left = here;
        here = right;
    }
}

#include <chaos/kernels/ring.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

enum { SITES = 16 };
static const size_t sites = SITES;

/* With 0 <= eps <= 1 some site receives a third or more of the largest
 * site's r x (1 - x), and no site can add more than r/4 of the other sign. */
static double no_return(const double *p)
{
    const double r = p[0] < 0.0 ? -p[0] : p[0];
    return p[1] >= 0.0 && p[1] <= 1.0 ? 2.0 + 3.01 / r : CHAOSI_NEVER;
}

/* Unequal: equal sites stay synchronised for ever. */
static double site_start(uint64_t i)
{
    const double turns = 0.1234 + (double)i * 0.6180339887498949;
    return 0.1 + 0.8 * (turns - (double)(uint64_t)turns);
}

CHAOSI_DECLARE_KERNELS(logistic_ring)

CHAOSI_MAP(logistic_ring) = {
    .name = "logistic_ring",
    .title = "ring of coupled logistic maps",
    .formula = "x[i]' = (1 - eps)*f[i] + eps/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1 - x[i])",
    .reference =
        "K. Kaneko, Period-doubling of kink-antikink patterns, quasiperiodicity in antiferro-like structures "
        "and spatial intermittency in coupled logistic lattice, Prog. Theor. Phys. 72 (1984) 480",
    .notes = "N sites with periodic ends, N chosen at construction.",
    .dim = SITES,
    .nparams = 2,
    .params = (const char *const[]){ "r", "eps" },
    .param_defaults = (const double[]){ 3.9, 0.1 },
    .states = (const char *const[SITES]){ "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
                                          "x11", "x12", "x13", "x14", "x15" },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .flags = CHAOSI_LATTICE,
    .picture = { { "eps", 0.0, 1.0 }, { "r", 3.5, 4.0 } },
    .ctx = &sites,
    .site_start = site_start,
    .regime = CHAOSI_CHAOTIC,
    .kernels = CHAOSI_KERNELS(logistic_ring),
};
#endif
