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
    CHAOSI_LATTICE = 2, /* dim is chosen at construction */
    CHAOSI_COLLAPSES = 4 /* each step shifts bits out: within 60 the default orbit is an exact cycle */
};

/* What the default orbit does. */
enum chaosi_regime {
    CHAOSI_CHAOTIC,      /* the largest exponent is positive */
    CHAOSI_INTERMITTENT, /* chaotic, but no exponent settles: laminar phases have no mean length */
    CHAOSI_QUASIPERIODIC, /* on a torus: the largest exponent is 0 */
    CHAOSI_PERIODIC,     /* a cycle attracts it: the largest exponent is negative */
    CHAOSI_TRANSIENT,    /* chaotic for long, then a cycle attracts it */
    CHAOSI_ESCAPING      /* it leaves, sooner or later */
};

/* An exponent that is known: number `rank` of the spectrum, from 0. */
typedef struct chaosi_known {
    uint32_t rank;
    double value, tolerance; /* five standard errors of the longest run it was checked with, or more */
    const char *source;
    const double *params;    /* [nparams] where it holds; NULL: the defaults */
} chaosi_known;

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
    const double (*view)[2];       /* [dim]; of a lattice, as wrap, [states of a site]: all sites alike */
    double bound;
    /* From which |state| on no orbit comes back, given the parameters;
     * INFINITY if there is no such radius. NULL: there never is one. A bound
     * that is no smaller makes the check at the end of a chunk exact. */
    double (*no_return)(const double *params);
    uint32_t flags;                /* enum chaosi_map_flags */
    uint32_t tangent_steps;        /* steps between orthonormalisations; 0: 1 */
    chaosi_picture_axis picture[2];
    uint32_t shows;                /* what a picture over two axes shows, enum chaos_measure_kind; 0: the exponent */
    enum chaosi_regime regime;     /* of the default orbit */
    uint32_t nknown;
    const chaosi_known *known;     /* [nknown] */
    const struct chaos_map *inverse; /* NULL: has none, or none in closed form */
    const void *ctx;               /* handed to the kernels */
    const chaosk_table *kernels[CHAOSI_NISA];
    /* Lattices: the start of state i, and how many states a site has (0: 1). */
    double (*site_start)(uint64_t i);
    uint32_t site_states;
    int owned;                     /* not of the catalogue: chaos_map_free frees it */
    void (*release)(struct chaos_map *map); /* how; NULL: it is one block */
    uint64_t sites;                /* if it is owned and a lattice; of the catalogue's they follow from dim */
};

/* The tables that maps/NAME.c is stamped into, for its descriptor. A formula
 * that calls no function has no -nofma tables of its own: they would be the same. */
#ifdef CHAOSK_FUNCTIONS
#define CHAOSI_NOFMA(table) table##_nofma
#else
#define CHAOSI_NOFMA(table) table
#endif
#ifdef CHAOS_X86
#define CHAOSI_SCALAR_NOFMA_KERNELS(name) [CHAOSI_SCALAR_NOFMA] = &CHAOSI_NOFMA(chaosk_##name##_scalar),
#else
#define CHAOSI_SCALAR_NOFMA_KERNELS(name)
#endif
#ifdef CHAOS_SSE2
#define CHAOSI_SSE2_KERNELS(name)                                                       \
    [CHAOSI_SSE2] = &chaosk_##name##_sse2, [CHAOSI_SSE2_NOFMA] = &CHAOSI_NOFMA(chaosk_##name##_sse2),
#else
#define CHAOSI_SSE2_KERNELS(name)
#endif
#ifdef CHAOS_AVX2
#define CHAOSI_AVX2_KERNELS(name) [CHAOSI_AVX2] = &chaosk_##name##_avx2,
#else
#define CHAOSI_AVX2_KERNELS(name)
#endif
#ifdef CHAOS_AVX512
#define CHAOSI_AVX512_KERNELS(name) [CHAOSI_AVX512] = &chaosk_##name##_avx512,
#else
#define CHAOSI_AVX512_KERNELS(name)
#endif
#ifdef CHAOS_NEON
#define CHAOSI_NEON_KERNELS(name) [CHAOSI_NEON] = &chaosk_##name##_neon,
#else
#define CHAOSI_NEON_KERNELS(name)
#endif
#define CHAOSI_KERNELS(name)                                                            \
    { [CHAOSI_SCALAR] = &chaosk_##name##_scalar, CHAOSI_SCALAR_NOFMA_KERNELS(name)      \
      CHAOSI_SSE2_KERNELS(name) CHAOSI_AVX2_KERNELS(name) CHAOSI_AVX512_KERNELS(name)   \
      CHAOSI_NEON_KERNELS(name) }
#define CHAOSI_DECLARE_KERNELS(name) CHAOSI_DECLARE_TABLES(chaosk_table, name)
#define CHAOSI_DECLARE_TABLES(type, name)                                                \
    extern const type chaosk_##name##_scalar, chaosk_##name##_scalar_nofma,      \
        chaosk_##name##_sse2, chaosk_##name##_sse2_nofma, chaosk_##name##_avx2,          \
        chaosk_##name##_avx512, chaosk_##name##_neon;

/* A radius of no return that holds for no parameters. */
#define CHAOSI_NEVER __builtin_inf()

#endif
