/* The private side of a map: its descriptor. One per file in maps/; whatever
 * is shown or assumed about a map is read from here. */
#ifndef CHAOS_MAP_H
#define CHAOS_MAP_H

#include "config.h"

#include "chaos.h"
#include "kernels/abi.h"

/* Indices of kernel tables; core/isa.c knows which can run here. */
enum chaosi_isa {
    CHAOSI_SCALAR, CHAOSI_SCALAR_NOFMA, CHAOSI_SSE2, CHAOSI_SSE2_NOFMA,
    CHAOSI_AVX2, CHAOSI_AVX512, CHAOSI_NEON, CHAOSI_NISA
};

enum chaosi_map_flags {
    CHAOSI_AREA = 1,    /* |det Df| = 1 everywhere */
    CHAOSI_LATTICE = 2  /* dim is chosen at construction */
};

/* An axis of the map's own picture; the first goes to the right, the second up. */
typedef struct chaosi_picture_axis {
    const char *name;
    double start, stop;
} chaosi_picture_axis;

struct chaos_map {
    const char *name, *title;
    const char *formula;   /* the lift, in the text grammar */
    const char *reference;
    const char *notes;     /* NULL: none */
    uint64_t dim;
    uint64_t nparams;
    const char *const *params;     /* [nparams] names */
    const double *param_defaults;  /* [nparams] */
    const char *const *states;     /* [dim] names */
    const double *state_defaults;  /* [dim] */
    const double *wrap;            /* [dim] periods of angles, 0 else; NULL: no angles */
    const double (*view)[2];       /* [dim], of a lattice [1]: all sites alike */
    double bound;
    /* From which |state| on no orbit comes back, given the parameters;
     * INFINITY if there is no such radius. NULL: there never is one. A bound
     * that is no smaller makes the check at the end of a chunk exact. */
    double (*no_return)(const double *params);
    uint32_t flags;                /* enum chaosi_map_flags */
    uint32_t tangent_steps;        /* steps between orthogonalisations; 0: 1 */
    chaosi_picture_axis picture[2];
    const void *ctx;               /* handed to the kernels */
    const chaosk_table *kernels[CHAOSI_NISA];
    /* Lattices: the start of site i. */
    double (*site_start)(uint64_t i);
    int owned;                     /* made by chaos_map_lattice: chaos_map_free frees it */
};

/* The tables that maps/NAME.c is stamped into, for its descriptor. */
#if defined CHAOS_X86
#define CHAOSI_KERNELS(name)                                                            \
    { [CHAOSI_SCALAR] = &chaosk_##name##_scalar,                                        \
      [CHAOSI_SCALAR_NOFMA] = &chaosk_##name##_scalar_nofma,                            \
      [CHAOSI_SSE2] = &chaosk_##name##_sse2, [CHAOSI_SSE2_NOFMA] = &chaosk_##name##_sse2_nofma, \
      [CHAOSI_AVX2] = &chaosk_##name##_avx2, [CHAOSI_AVX512] = &chaosk_##name##_avx512 }
#elif defined CHAOS_ARM
#define CHAOSI_KERNELS(name) { [CHAOSI_SCALAR] = &chaosk_##name##_scalar, [CHAOSI_NEON] = &chaosk_##name##_neon }
#else
#define CHAOSI_KERNELS(name) { [CHAOSI_SCALAR] = &chaosk_##name##_scalar }
#endif
#define CHAOSI_DECLARE_KERNELS(name)                                                     \
    extern const chaosk_table chaosk_##name##_scalar, chaosk_##name##_scalar_nofma,      \
        chaosk_##name##_sse2, chaosk_##name##_sse2_nofma, chaosk_##name##_avx2,          \
        chaosk_##name##_avx512, chaosk_##name##_neon;

/* A radius of no return that holds for no parameters. */
#define CHAOSI_NEVER __builtin_inf()

#endif
