/* chaos/own_maps.h - maps of your own: texts, C functions, files.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_OWN_MAPS_H
#define CHAOS_OWN_MAPS_H

#include <chaos/calls.h>
#include <chaos/maps.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Options of chaos_map_parse. */
typedef struct chaos_text {
    uint32_t size; /* sizeof(chaos_text) */
    uint32_t nvalues, nwraps;
    uint32_t reserved;         /* 0 */
    const char *const *names;  /* [nvalues] parameters and states, and */
    const double *values;      /* [nvalues] their defaults, finite */
    const char *const *angles; /* [nwraps] states (of a lattice: x for all x[i]), and */
    const double *periods;     /* [nwraps] their periods, above 0; 0: not an angle after all */
    double bound;              /* 0: 1e10, INFINITY if all states are angles; else above 0 */
    uint64_t sites;            /* of a lattice; 0: 16 */
} chaos_text;

/* A map written as text, like the formulas of the catalogue:
 *
 *   x' = 1 - a*x^2 + y; y' = b*x            also x -> ..., x[n+1] = ... x[n] ...
 *   t = c - d/(1 + x^2 + y^2); x' = ...     intermediate lines, in any order
 *   p' = p + k*sin(theta); theta' = theta + p' mod 2*pi
 *   x[i]' = (1 - e)*f[i] + e/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1 - x[i])
 *   x[i]' = (1 - e)*f[i] + e/N*sum(f[j]); f[i] = r*x[i]*(1 - x[i])
 *   complex z, c; z' = z^2 + c; c = 0.3 + 0.5*i
 *
 * Lines end with ; or a newline. Operators, from the tightest: ^ (right to left),
 * signs, * /, + -, mod, < <= > >= == != (1 or 0), a ? b : c. Functions: mod floor ceil
 * trunc round abs sign, min and max of two or more (NaN where one is), sqrt cbrt hypot
 * exp expm1 log log1p log2 log10 erf sin cos tan asin acos atan atan2 sinh cosh tanh
 * asinh acosh atanh; pi.
 * (SLEEF has them with the same bits on all instruction sets: hence no others.) x mod m is
 * in [0, m), round takes halves away from 0. Greek letters stand for their names. What is
 * written is computed, in that order, operation by operation; x^2 is x*x.
 *
 * A state has a line x' = ...; on right sides x' is its new value, before
 * wrapping. A state's line that ends in `mod` and a number makes it an angle;
 * elsewhere mod is an operation. Names without a line are parameters, in the order
 * of the text. A line "a = 1.4" gives the default of a parameter or a state.
 * Parameters without a default must be given; states without one start at
 * 0.387, 0.234, 0.481, ..., each elsewhere between 0.1 and 0.5. x[i] is a lattice of `sites` sites with periodic ends; N
 * is their number, and sum(... x[j] ...) goes over all of them: it adds up 8 stretches of (N + 7) / 8 sites
 * (beyond 2,048 sites more of them), each in its order, and then their sums, a to h, as
 * ((a+e) + (c+g)) + ((b+f) + (d+h)).
 * Limits: 64 KiB, 16 parameters, 64 states (in lattices 10^6 / sites), 65,536
 * operations with their derivatives.
 *
 * n is the iterate number, 0 at the start and rounded beyond 2^53, unless a line defines
 * it or the options have a value for it: then it is a parameter. Cycles and periods of a
 * map that reads it are those of (x, n mod forcing_period).
 *
 * uniform() is a random number in [0, 1), a multiple of 2^-53; normal() is one of the standard normal distribution,
 * its quantile at a multiple of 2^-53. Each of them in the text is a number of its own in each step, in a line with [i]
 * and in sums one for each site; a line's name that is read twice is one number. What they are follows from
 * options.seed, the point, the start and n alone (chaos/calls.h). Their derivatives are 0, so that exponents are those
 * of the random system. Such a map has no cycles and no periods.
 *
 * A line `complex z, c` makes states z_re, z_im and parameters c_re, c_im of its names. Then
 * i is the imaginary unit unless a line defines it; + - * / ^ == != ?: sum abs exp log sqrt sin
 * cos tan sinh cosh tanh take complex numbers, with their principal values, and re im arg
 * conj take them apart. Intermediate lines are complex by themselves. Expressions of measures
 * may say z where a map has z_re and z_im.
 *
 * In:      options  NULL: none
 * Out:     *map     which chaos_map_free frees; its name is the text
 * Errors:  CHAOS_EINVAL  in the text: the message says "line 1, column 9: ..." and
 *                        shows the place; error.index is the byte */
CHAOS_API CHAOS_MUST_CHECK int chaos_map_parse(const char *text, const chaos_text *options, chaos_map **map,
                                               chaos_error *error);

/* One step of a map as a C function, for one state or for a block of n lanes:
 *
 *   x [dim], p [nparams]           ->  y [dim]     = f(x; p), the lift: the engine wraps
 *   x [dim][n], p [nparams][n]     ->  y [dim][n]  state i of lane j is x[i * n + j]
 *
 * and its derivative, the Jacobian times a vector: w = Df(x) v, with v and w laid
 * out as x. The floating-point environment is the default one.
 *
 * In:      x, p, v  not to be written; n may differ from call to call; lanes are
 *                   independent of each other
 * Out:     y, w     all of it; they do not overlap the inputs
 * Returns: 0. Anything else stops the call that needed the step, which returns
 *          CHAOS_EFUNCTION with that number in error.index and leaves its outputs
 *          as after a cancel */
typedef int chaos_step(const double *x, const double *p, double *y, void *user);
typedef int chaos_step_block(size_t n, const double *x, const double *p, double *y, void *user);
typedef int chaos_tangent(const double *x, const double *p, const double *v, double *w, void *user);
typedef int chaos_tangent_block(size_t n, const double *x, const double *p, const double *v, double *w,
                                void *user);

/* A map whose step is a C function. */
typedef struct chaos_function {
    uint32_t size;                      /* sizeof(chaos_function) */
    uint32_t thread_safe;               /* 1: many threads may call it at once; 0: it is called only on
                                           the thread that called the library */
    uint32_t lanes;                     /* step_block: the most at a time, a power of two; 0: 512. More, up
                                           to 65,536, where each call is expensive */
    uint32_t pure;                      /* 1: a step depends on x and p alone, so that an orbit that
                                           returns exactly need not be run on, and is CHAOS_COLLAPSED
                                           where that is due; 0: it may not */
    uint64_t dim, nparams;              /* 1 to 1,000,000; 0 to 16 */
    chaos_step *step;                   /* either this */
    chaos_step_block *step_block;       /* or this */
    chaos_tangent *tangent;             /* with step; NULL: differences */
    chaos_tangent_block *tangent_block; /* with step_block; NULL: differences */
    void *user;                         /* passed to all of them */
    const char *name, *formula;         /* NULL: "function", "" */
    const char *const *states;          /* [dim] names: up to 47 letters, digits and _, all different */
    const char *const *params;          /* [nparams] likewise */
    const double *state_defaults;       /* [dim] finite; NULL: different odd numbers */
    const double *param_defaults;       /* [nparams] NaN: must be given; NULL: all must be */
    const double *wrap;                 /* [dim] periods of angles, else 0; NULL: no angles */
    double bound;                       /* 0: 1e10, INFINITY if all states are angles; else above 0 */
} chaos_function;

/* A map of a C function.
 *
 * Without a derivative, (f(x + s v) - f(x - s v)) / 2s stands for Df(x) v, with s
 * such that the largest component of s v is 2^-17 of max(1, largest |x|). (2^-17 is
 * 7.6e-6, near the cube root of three roundings, where truncation and rounding
 * errors together are smallest.) For smooth f this is right to about 1e-10 of
 * |f| / |v|; across a corner it is not. Exponents then have the status
 * CHAOS_NUMERIC_DERIVATIVE, and chaos_map_has_derivative is false.
 *
 * A function that does the operations of a map of the catalogue in the same order
 * gives the same bits, if its compiler does not contract multiply-adds (gcc and
 * clang: -ffp-contract=off).
 *
 * In:      function  copied, with its texts and arrays; the functions and what
 *                    `user` points to must exist as long as the map does
 * Out:     *map      which chaos_map_free frees */
CHAOS_API CHAOS_MUST_CHECK int chaos_map_from_function(const chaos_function *function, chaos_map **map,
                                                       chaos_error *error);

/* Receives everything that the compiler said about a file that does not compile, on
 * the thread that made the call. */
typedef void chaos_diagnostic(void *user, const char *text);

/* Options of chaos_map_load. */
typedef struct chaos_file {
    uint32_t size;                /* sizeof(chaos_file) */
    uint32_t reserved;            /* 0 */
    uint64_t sites;               /* of a lattice, 1 to 1,000,000; 0: the file's own */
    chaos_diagnostic *diagnostic; /* NULL: none */
    chaos_progress *progress;     /* called while the compiler runs, which non-zero ends; NULL: none */
    void *user;                   /* passed to both */
} chaos_file;

/* A map from a file of yours: a C file, which is compiled, or a library made from one.
 *
 * path.c   looks like the files of the catalogue (examples/mymap.c is one, with
 *          comments; chaos/kernels/template.h says how a step is told the time and
 *          draws random numbers). It is compiled with the machine's compiler, $CC or else
 *          cc, gcc or clang, for single orbits and for the instruction set in use, and
 *          the result is kept in $XDG_CACHE_HOME/libchaos or ~/.cache/libchaos
 *          (mode 0700; you may remove it at any time). It is compiled again if the
 *          file, a header that it includes, the compiler or the library has
 *          changed; where nothing can be kept, each time. What is kept loads
 *          without a compiler, too. With progress the compiler runs in a process
 *          group of its own, which a cancelled call ends.
 * path.so  a shared library made from such a file by
 *          cc -shared -fPIC -O3 -ffp-contract=off $(pkg-config --cflags libchaos) path.c -o path.so
 *          This has scalar kernels. For full speed link in one more object, compiled
 *          with -DCHAOSK_AVX2 -mavx2 -mfma, or -DCHAOSK_AVX512 -mavx512f
 *          -mavx512dq -mavx512vl -mfma; the first one then needs
 *          -DCHAOSK_SCALAR -DCHAOS_DESCRIPTORS. If it calls functions: -lsleef.
 *          It works with the kernel ABI that it was compiled for. A copy of it is
 *          loaded, from the cache.
 *
 * Code from a file runs in this process: load only files you trust. Under another
 * instruction set (chaos_isa_select) such a map uses its widest kernels that are no
 * wider: with the same bits, at their speed. Loading it again brings full speed.
 * (Only -nofma has other bits, if the formula calls a function: a map that was
 * loaded for another set keeps the bits of that set.)
 *
 * In:      options  NULL: none
 * Out:     *map     which chaos_map_free frees; its file may change or disappear
 * Errors:  CHAOS_EINVAL   the file does not compile (everything that the compiler said
 *                         goes to options.diagnostic, the first error into *error); or
 *                         it contains no map, or one of another kernel ABI, or a
 *                         descriptor that is wrong; or it was compiled so that
 *                         multiply-adds are fused (contracted) or sums reordered,
 *                         which changes results
 *          CHAOS_ESYSTEM  the file can't be read, there is no compiler, it was killed, no
 *                         disk has space for it, or the cache belongs to another user or
 *                         can be written to by others
 *          CHAOS_ECANCELED  within 100 ms; nothing is left behind */
CHAOS_API CHAOS_MUST_CHECK int chaos_map_load(const char *path, const chaos_file *options, chaos_map **map,
                                              chaos_error *error);

/* The C file of a text, for chaos_map_load: to look at, or to go on from. What is computed more than once
 * has a name there; derivatives are exact. The map in it has the text for its name, the same parameters, states,
 * defaults, angles, sites and bound, and the same bits.
 *
 * In:      map      one that was given as text
 *          size     of text, which is not written beyond; 0: text may be NULL
 * Out:     text     its beginning, the last byte a NUL
 *          *length  of all of it, without the NUL; length may be NULL
 * Errors:  CHAOS_EINVAL   the map is no text
 *          CHAOS_ENOTSUP  the text reads n, the iterate number, or draws random numbers, and is a lattice or has
 *                         more than 6 states */
CHAOS_API CHAOS_MUST_CHECK int chaos_map_emit_c(const chaos_map *map, char *text, size_t size, size_t *length,
                                                chaos_error *error);

/* A text at the speed of a C file: chaos_map_load of what chaos_map_emit_c writes, which is kept with the files
 * that were compiled, so that the same text with the same defaults is compiled once. The bits are the same.
 *
 * In:      map       one that was given as text, needed no longer afterwards
 *          options   NULL: none; sites must be 0
 * Out:     *compiled which chaos_map_free frees
 * Errors:  those of chaos_map_emit_c and of chaos_map_load */
CHAOS_API CHAOS_MUST_CHECK int chaos_map_compile(const chaos_map *map, const chaos_file *options,
                                                 chaos_map **compiled, chaos_error *error);

/* What chaos_map_open takes a source for. */
enum chaos_source_kind {
    CHAOS_SOURCE_NAME = 0, /* of the catalogue: "henon" */
    CHAOS_SOURCE_TEXT = 1, /* it holds "=" or "->", and is no file: "x' = r*x*(1 - x)" */
    CHAOS_SOURCE_FILE = 2  /* it ends in .c or .so, "k=1.2/mymap.c", begins with /, ./ or ../, or
                              holds "/" but neither "=" nor "->" */
};

/* What a source is taken for: enum chaos_source_kind. */
CHAOS_API uint32_t chaos_source_kind(const char *source);

/* A map by its name in the catalogue, as text or from a file.
 *
 * In:      source  see enum chaos_source_kind
 *          sites   of a lattice, 1 to 1,000,000; 0: the map's own number
 *          text    options of chaos_map_parse for a text, whose sites is not read; or NULL
 *          file    options of chaos_map_load for a file, likewise
 * Out:     *map    which chaos_map_free frees (it leaves maps of the catalogue alone)
 * Errors:  as those of chaos_map_parse and chaos_map_load */
CHAOS_API CHAOS_MUST_CHECK int chaos_map_open(const char *source, uint64_t sites, const chaos_text *text,
                                              const chaos_file *file, chaos_map **map, chaos_error *error);

/* The i-th name that a user's map must not give to a parameter or state, because
 * calls have an option of that name: "steps", ...; NULL past the end. */
CHAOS_API const char *chaos_reserved_name(size_t i);

#ifdef __cplusplus
}
#endif
#endif
