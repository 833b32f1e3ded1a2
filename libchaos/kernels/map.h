/* A map's descriptor, one in each file of maps/ and in each file of yours. Everything
 * that is shown or assumed about a map is read from it.
 *
 * The layout is private to the library and to files compiled against this very
 * header. A file says how much of it it knows (chaosk_file):
 * members may be added at the end of struct chaos_map, any other change to it or
 * to the kernels is a new CHAOSK_ABI.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MAP_H
#define CHAOS_MAP_H

#include "abi.h"

#include <chaos/maps.h>

/* Indices of kernel tables; core/isa.c knows which can run here. New ones come last: a
 * narrower one of the same bits has the lower number. */
enum chaosi_isa {
    CHAOSI_SCALAR,
    CHAOSI_SCALAR_NOFMA,
    CHAOSI_SSE2,
    CHAOSI_SSE2_NOFMA,
    CHAOSI_AVX2,
    CHAOSI_AVX512,
    CHAOSI_NEON,
    CHAOSI_NISA,
};

enum chaosi_map_flags {
    CHAOSI_AREA = 1,          /* |det Df| = 1 everywhere */
    CHAOSI_LATTICE = 2,       /* dim is chosen at construction */
    CHAOSI_COLLAPSES = 4,     /* each step shifts bits out: within 60 the default orbit is an exact cycle */
    CHAOSI_SERIAL = 8,        /* only on the caller's thread */
    CHAOSI_NUMERIC = 16,      /* the tangent kernel takes differences */
    CHAOSI_CALLS = 32,        /* a step calls the user's code, which may take its time */
    CHAOSI_IMPURE = 64,       /* a step may depend on more than state and parameters */
    CHAOSI_TIMED = 128,       /* it reads the iterate number; CHAOSI_IMPURE as well */
    CHAOSI_RANDOM = 256,      /* it draws random numbers, by the iterate number and the lanes' id; likewise */
    CHAOSI_LIFT_RETURNS = 512 /* no_return does not hold for the lift */
};

/* What the default orbit does. */
enum chaosi_regime {
    CHAOSI_CHAOTIC,       /* the largest exponent is positive */
    CHAOSI_INTERMITTENT,  /* chaotic, but no exponent settles: laminar phases have no mean length */
    CHAOSI_QUASIPERIODIC, /* on a torus: the largest exponent is 0 */
    CHAOSI_PERIODIC,      /* a cycle attracts it: the largest exponent is negative */
    CHAOSI_TRANSIENT,     /* chaotic for long, then a cycle attracts it */
    CHAOSI_ESCAPING       /* it leaves, sooner or later */
};

/* An exponent that is known: number `rank` of the spectrum, from 0. */
typedef struct chaosi_known {
    uint32_t rank;
    double value, tolerance; /* five standard errors of the longest run it was checked with, or more */
    const char *source;
    const double *params; /* [nparams] where it holds; NULL: the defaults */
} chaosi_known;

/* An axis of the map's own picture; the first goes to the right, the second up. */
typedef struct chaosi_picture_axis {
    const char *name;
    double start, stop;
} chaosi_picture_axis;

/* A map's tables by enum chaosi_isa, as many as its file knows; NULL where there is none. */
typedef struct chaosi_kernels {
    const chaosk_table *const *tables;
    uint64_t count;
} chaosi_kernels;

struct chaos_map {
    const char *name, *title;
    const char *formula; /* the lift, in the text grammar */
    const char *reference;
    const char *notes; /* NULL: none */
    uint64_t dim;
    uint64_t nparams;
    const char *const *params;    /* [nparams] names */
    const double *param_defaults; /* [nparams] */
    const char *const *states;    /* [dim] names */
    const double *state_defaults; /* [dim] */
    const double *wrap;           /* [dim] periods of angles, 0 else; NULL: no angles */
    const double (*view)[2];      /* [dim]; of a lattice, as wrap, [states of a site]: all sites alike */
    double bound;
    /* The |state| beyond which no orbit comes back, given the parameters, with angles
     * wrapped; INFINITY if there is no such radius. NULL: there never is one. With a bound
     * that is no smaller the check at the end of a chunk is exact. */
    double (*no_return)(const double *params);
    uint32_t flags;         /* enum chaosi_map_flags */
    uint32_t tangent_steps; /* steps between orthogonalisations; 0: 1 */
    chaosi_picture_axis picture[2];
    const char *shows;         /* the measure that a picture over two axes shows; NULL: the default */
    enum chaosi_regime regime; /* of the default orbit */
    uint32_t nknown;
    const chaosi_known *known;       /* [nknown] */
    const struct chaos_map *inverse; /* NULL: has none, or none in closed form */
    const void *ctx;                 /* handed to the kernels */
    chaosi_kernels kernels;          /* in the library all CHAOSI_NISA */
    /* Lattices: the start of state i, and how many states a site has (0: 1). */
    double (*site_start)(uint64_t i);
    uint32_t site_states;
    uint32_t references; /* atomic: with the last one the map is freed. 0: of the catalogue, never */
    void (*release)(struct chaos_map *map); /* how; NULL: it is one block */
    uint64_t sites;                         /* of a lattice that was made, else 0: they follow from dim */
};

/* The index of state i in what is given once for all sites of a lattice. */
static inline uint64_t chaosi_of_site(const struct chaos_map *map, uint64_t i)
{
    return map->flags & CHAOSI_LATTICE ? i % (map->site_states ? map->site_states : 1) : i;
}

/* The period of state i < dim; 0: not an angle. */
static inline double chaosi_map_wrap(const struct chaos_map *map, uint64_t i)
{
    return map->wrap ? map->wrap[chaosi_of_site(map, i)] : 0.0;
}

/* What a file of yours gives to the library. */
typedef struct chaosk_file {
    uint32_t abi, size;                 /* CHAOSK_ABI; sizeof(chaosk_file) */
    uint32_t map_size, reserved;        /* sizeof(struct chaos_map), as the file knows it; 0 */
    const struct chaos_map *map;        /* of its kernels those that were linked */
    int (*rounding[CHAOSI_NISA])(void); /* kernels/rounding.h; NULL where there are no kernels */
} chaosk_file;

/* Radii of no return: there is none; no finite state is outside of it. */
#define CHAOSI_NEVER __builtin_inf()
#define CHAOSI_LARGEST __DBL_MAX__

/* Where state i of a user's map starts by default: all different, none at a point of
 * symmetry. And its default bound, unless all states are angles. */
static inline double chaosi_default_start(uint64_t i)
{
    const double turns = 0.7175 + (double)i * 0.6180339887498949;
    return 0.1 + 0.4 * (turns - (double)(uint64_t)turns);
}
#define CHAOSI_DEFAULT_BOUND 1e10

/* The tables that NAME.c is stamped into, for its descriptor: those that are linked
 * with it, the address of the rest is NULL. A formula that calls no function has no
 * -nofma tables of its own: they would be the same. */
#ifdef CHAOSK_FUNCTIONS
#define CHAOSI_NOFMA(table) table##_nofma
#else
#define CHAOSI_NOFMA(table) table
#endif

#define CHAOSI_PERHAPS extern __attribute__((weak, visibility("hidden")))
#define CHAOSI_DECLARE_TABLES(type, name)                                         \
    extern const type chaosk_##name##_scalar;                                     \
    CHAOSI_PERHAPS const type chaosk_##name##_scalar_nofma, chaosk_##name##_sse2, \
        chaosk_##name##_sse2_nofma, chaosk_##name##_avx2, chaosk_##name##_avx512, chaosk_##name##_neon;
#define CHAOSI_TABLES(name)                                                                               \
    {                                                                                                     \
        [CHAOSI_SCALAR] = &chaosk_##name##_scalar,                                                        \
        [CHAOSI_SCALAR_NOFMA] = &CHAOSI_NOFMA(chaosk_##name##_scalar),                                    \
        [CHAOSI_SSE2] = &chaosk_##name##_sse2, [CHAOSI_SSE2_NOFMA] = &CHAOSI_NOFMA(chaosk_##name##_sse2), \
        [CHAOSI_AVX2] = &chaosk_##name##_avx2, [CHAOSI_AVX512] = &chaosk_##name##_avx512,                 \
        [CHAOSI_NEON] = &chaosk_##name##_neon,                                                            \
    }

#define CHAOSI_DECLARE_KERNELS(name) CHAOSI_DECLARE_TABLES(chaosk_table, name)
#define CHAOSI_KERNELS(name)                                                       \
    {                                                                              \
        (const chaosk_table *const[CHAOSI_NISA]) CHAOSI_TABLES(name), CHAOSI_NISA, \
    }

#ifdef CHAOSI_BUILD /* a part of the library */

#define CHAOSI_DECLARE_MAP(name) extern const struct chaos_map chaosi_map_##name;
#define CHAOSI_INVERSE(name) &chaosi_map_##name
#define CHAOSI_MAP(name) const struct chaos_map chaosi_map_##name

#else /* a file of its own, and an inverse is another */

#define CHAOSI_DECLARE_MAP(name)
#define CHAOSI_INVERSE(name) NULL

int chaosk_rounding_scalar(void);
CHAOSI_PERHAPS int chaosk_rounding_scalar_nofma(void), chaosk_rounding_sse2(void),
    chaosk_rounding_sse2_nofma(void), chaosk_rounding_avx2(void), chaosk_rounding_avx512(void),
    chaosk_rounding_neon(void);

/* What the file exports: the one thing that the library looks for in it. */
#define CHAOSI_MAP(name)                                                                           \
    static const struct chaos_map chaosi_map_##name;                                               \
    extern const chaosk_file chaosk_this_file;                                                     \
    __attribute__((visibility("default")))                                                         \
    const chaosk_file chaosk_this_file = { CHAOSK_ABI,                                             \
                                           sizeof(chaosk_file),                                    \
                                           sizeof(struct chaos_map),                               \
                                           0,                                                      \
                                           &chaosi_map_##name,                                     \
                                           { [CHAOSI_SCALAR] = chaosk_rounding_scalar,             \
                                             [CHAOSI_SCALAR_NOFMA] = chaosk_rounding_scalar_nofma, \
                                             [CHAOSI_SSE2] = chaosk_rounding_sse2,                 \
                                             [CHAOSI_SSE2_NOFMA] = chaosk_rounding_sse2_nofma,     \
                                             [CHAOSI_AVX2] = chaosk_rounding_avx2,                 \
                                             [CHAOSI_AVX512] = chaosk_rounding_avx512,             \
                                             [CHAOSI_NEON] = chaosk_rounding_neon } };             \
    static const struct chaos_map chaosi_map_##name

#endif

#endif
