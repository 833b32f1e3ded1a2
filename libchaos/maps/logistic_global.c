/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vreal.h>

#define MAP logistic_global
#define NPARAMS 2
#define SUMS 1
#define VECTOR_SUMS 1

CHAOSK_INLINE vreal local(vreal x, vreal r) { return r * x * (1.0 - x); }

CHAOSK_INLINE void sums(size_t n, const vreal *x, const vreal *p, vreal *t)
{
    for (size_t i = 0; i < n; i++)
        t[0] = t[0] + local(x[i], p[0]);
}

CHAOSK_INLINE void step(size_t n, const vreal *x, const vreal *p, const vreal *t, vreal *y)
{
    const vreal field = p[1] / t[1] * t[0];
    for (size_t i = 0; i < n; i++)
        y[i] = (1.0 - p[1]) * local(x[i], p[0]) + field;
}

CHAOSK_INLINE vreal local_tangent(vreal x, vreal r, vreal v) { return r * (1.0 - 2.0 * x) * v; }

CHAOSK_INLINE void vector_sums(size_t n, const vreal *x, const vreal *p, const vreal *t, const vreal *v,
                               vreal *u)
{
    (void)t;
    for (size_t i = 0; i < n; i++)
        u[0] = u[0] + local_tangent(x[i], p[0], v[i]);
}

CHAOSK_INLINE void tangent(size_t n, const vreal *x, const vreal *p, const vreal *t, const vreal *v,
                           const vreal *u, vreal *w)
{
    const vreal field = p[1] / t[1] * u[0];
    for (size_t i = 0; i < n; i++)
        w[i] = (1.0 - p[1]) * local_tangent(x[i], p[0], v[i]) + field;
}

#include <chaos/kernels/ring.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

enum { STATES = 16 };
static const size_t states = STATES;

/* With 0 <= eps <= 1/2 a site keeps half or more of its own r x (1 - x), and no
 * site can add more than r/4 of the other sign. */
static double no_return(const double *p)
{
    const double r = p[0] < 0.0 ? -p[0] : p[0];
    return p[1] >= 0.0 && p[1] <= 0.5 ? 2.0 + 2.01 / r : CHAOSI_NEVER;
}

/* Unequal: equal sites stay synchronised for ever. */
static double site_start(uint64_t i)
{
    const double turns = 0.1234 + (double)i * 0.6180339887498949;
    return 0.1 + 0.8 * (turns - (double)(uint64_t)turns);
}

CHAOSI_DECLARE_KERNELS(logistic_global)

CHAOSI_MAP(logistic_global) = {
    .name = "logistic_global",
    .title = "globally coupled logistic maps",
    .formula = "x[i]' = (1 - eps)*f[i] + eps/N*sum(f[j]); f[i] = r*x[i]*(1 - x[i])",
    .reference =
        "K. Kaneko, Clustering, coding, switching, hierarchical ordering, and control in a network of chaotic "
        "elements, Physica D 41 (1990) 137",
    .notes =
        "N sites, each coupled to all, N chosen at construction. Sites whose states have become equal to the last "
        "bit stay so for ever: above eps about 0.39 at r = 3.9 all do, and the exponent is the single map's. "
        "Kaneko writes 1 - a x^2 for f, with a = r (r - 2)/4.",
    .dim = STATES,
    .nparams = 2,
    .params = (const char *const[]){ "r", "eps" },
    .param_defaults = (const double[]){ 3.9, 0.1 },
    .states = (const char *const[STATES]){ "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
                                           "x11", "x12", "x13", "x14", "x15" },
    .view = (const double[][2]){ { 0.0, 1.0 } },
    .bound = 1e3,
    .no_return = no_return,
    .flags = CHAOSI_LATTICE,
    .picture = { { "eps", 0.0, 0.5 }, { "r", 3.5, 4.0 } },
    .regime = CHAOSI_CHAOTIC,
    .ctx = &states,
    .site_start = site_start,
    .kernels = CHAOSI_KERNELS(logistic_global),
};
#endif
