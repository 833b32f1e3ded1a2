/* chaos.h - iterated maps: orbits, sweeps and what is measured on them.
 *
 * SPDX-License-Identifier: MIT
 *
 * This header is the manual. One rule for arguments: the map, what to do,
 * the inputs, the outputs, the options, and last a chaos_error (which, like
 * the options, may be NULL).
 *
 * Memory   Every array belongs to the caller, inputs and outputs alike; the
 *          library keeps no pointer to it after the call. Strings returned
 *          live as long as the map they came from. Nothing is written to an
 *          output before every argument has been checked.
 * Threads  Every function may be called from any thread at any time; maps
 *          are immutable. Long calls start threads of their own (see
 *          chaos_options.threads), which end with the call.
 * Errors   Functions return CHAOS_OK or another enum chaos_code. Details go
 *          into the chaos_error. The library never aborts, prints, exits,
 *          installs a signal handler or changes a process-wide setting. An
 *          orbit that escapes is data, not an error: see enum chaos_status.
 * Numbers  IEEE double, round to nearest; inside a call the library has a
 *          default floating-point environment, the caller's is restored
 *          (exception flags may be raised, as by any arithmetic).
 *          Results are the same to the last bit on every instruction set
 *          and for every number of threads. What is not promised: the bits
 *          of sin, cos, exp, ... across versions of SLEEF (chaos_version
 *          names it), and on hardware without fused multiply-add.
 * Time     orbit[j] is the state after transient + j * every iterations;
 *          j = 0 is the start if transient is 0. "steps" counts what is
 *          recorded or measured and does not include the transient.
 * Structs  Structs that are passed in begin with their own size: set it to
 *          sizeof, everything else to 0, then what you need. A later library
 *          goes on understanding the struct you were compiled with.
 */
#ifndef CHAOS_H
#define CHAOS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CHAOS_API __attribute__((visibility("default")))
#else
#define CHAOS_API
#endif

/* ------------------------------------------------------------------ errors */

/* What a function returns. */
enum chaos_code {
    CHAOS_OK = 0,
    CHAOS_EINVAL = 1,    /* an argument is wrong: see chaos_error */
    CHAOS_ENOMEM = 2,    /* out of memory; nothing was written */
    CHAOS_ENOTSUP = 3,   /* this build or this map can't do it */
    CHAOS_ECANCELED = 4, /* the progress callback asked to stop */
    CHAOS_ESYSTEM = 5,   /* the operating system refused something */
    CHAOS_EINTERNAL = 6, /* a bug in this library: please report it */
    CHAOS_EFUNCTION = 7  /* a function of the caller's map returned what is not 0: chaos_error.index */
};

/* Filled by a call that does not return CHAOS_OK, untouched otherwise. */
typedef struct chaos_error {
    int code;          /* what the function returned */
    char argument[64]; /* its name, "r" or "bins", of several measures "measures[1].bins"; "" if none */
    int64_t index;     /* the element of that argument, -1 if that says nothing */
    char message[256]; /* one sentence: the argument, what it got, what would do */
} chaos_error;

/* A word or two for a code, "invalid argument". Never NULL. */
CHAOS_API const char *chaos_strerror(int code);

/* --------------------------------------------------------------- this build */

#define CHAOS_VERSION_MAJOR 0
#define CHAOS_VERSION_MINOR 1
#define CHAOS_VERSION_PATCH 0

/* "0.1.0 (SLEEF 3.5.1, GSL 2.7.1)". */
CHAOS_API const char *chaos_version(void);

/* The instruction set in use: "scalar", "sse2", "avx2", "avx512", "neon", or
 * on hardware without fused multiply-add "scalar-nofma", "sse2-nofma". It is
 * chosen at the first call: the environment variable CHAOS_ISA if set, else
 * the widest that this machine has. NULL if CHAOS_ISA names one that is not
 * there; every other call then fails with CHAOS_ENOTSUP and says so. */
CHAOS_API const char *chaos_isa_name(void);

/* Use the instruction set of that name from the next call on, in all threads;
 * NULL: choose as if it were the first call.
 * CHAOS_EINVAL: no such name; CHAOS_ENOTSUP: not on this machine. */
CHAOS_API int chaos_isa_select(const char *name, chaos_error *error);

/* The i-th name that this machine can run, narrowest first; NULL past the end. */
CHAOS_API const char *chaos_isa_at(size_t i);

/* --------------------------------------------------------------------- maps */

/* An iterated map x' = f(x; p): x has dim states, p has nparams parameters. */
typedef struct chaos_map chaos_map;

/* The catalogue, in alphabetical order. NULL past the end, or if unknown. */
CHAOS_API size_t chaos_map_count(void);
CHAOS_API const chaos_map *chaos_map_at(size_t i);
CHAOS_API const chaos_map *chaos_map_find(const char *name);

/* A lattice of the catalogue with another number of sites (1 to 1,000,000).
 * The caller frees it. CHAOS_EINVAL: unknown name, not a lattice, sites. */
CHAOS_API int chaos_map_lattice(const char *name, uint64_t sites, chaos_map **map, chaos_error *error);

/* What is said about a map given as text beside the text. */
typedef struct chaos_text {
    uint32_t size; /* sizeof(chaos_text) */
    uint32_t nvalues, nwraps;
    uint32_t reserved;         /* 0 */
    const char *const *names;  /* [nvalues] parameters and states, and */
    const double *values;      /* [nvalues] their defaults, finite */
    const char *const *angles; /* [nwraps] states (of a lattice: x for all x[i]), and */
    const double *periods;     /* [nwraps] their periods, > 0; 0: no angle after all */
    double bound;              /* 0: 1e10, INFINITY if all states are angles; else > 0 */
    uint64_t sites;            /* of a lattice; 0: 16 */
} chaos_text;

/* A map written as text, as the formulas of the catalogue are:
 *
 *   x' = 1 - a*x^2 + y; y' = b*x            also x -> ..., x[n+1] = ... x[n] ...
 *   t = c - d/(1 + x^2 + y^2); x' = ...     intermediate lines, in any order
 *   p' = p + k*sin(theta); theta' = theta + p' mod 2*pi
 *   x[i]' = (1 - e)*f[i] + e/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1 - x[i])
 *   x[i]' = (1 - e)*f[i] + e/N*sum(f[j]); f[i] = r*x[i]*(1 - x[i])
 *
 * Lines end with ; or a newline. Operators by precedence: ^ (right to left),
 * signs, * /, + -, mod, < <= > >= == != (1 or 0), a ? b : c. Functions: mod
 * floor abs min max sign sqrt exp log sin cos tan asin acos atan atan2 sinh cosh
 * tanh; pi. x mod m is in [0, m). Greek letters stand for their names. What is
 * computed is what is written, in that order, operation by operation; x^2 is x*x.
 *
 * States have a line x' = ..., in whose right side x' is the new value (before
 * wrapping). `mod` and a number at a state's line's end makes an angle, else mod is
 * an operation. Names without a line are parameters, in the order of the text (up
 * to 16). A line "a = 1.4" gives a parameter's default, or a state's. Parameters
 * without a default must be given; states start at different odd numbers. x[i] is
 * a lattice of `sites` sites with periodic ends; N is their number, and sum(... x[j]
 * ...) goes over all of them, added in their order.
 *
 * Out: *map, which chaos_map_free frees; its name is the text.
 * An error in the text says "line 1, column 9: ...", and shows it; error.index is
 * the byte. Limits: 64 KiB, 64 states (in lattices 10^6 / sites), 65,536
 * operations with their derivatives. */
CHAOS_API int chaos_map_parse(const char *text, const chaos_text *options, chaos_map **map,
                              chaos_error *error);

/* One step of a map as a C function, for one state or for a block of n lanes:
 *
 *   x [dim], p [nparams]           ->  y [dim]     = f(x; p), the lift: the engine wraps
 *   x [dim][n], p [nparams][n]     ->  y [dim][n]  state i of lane j is x[i * n + j]
 *
 * and its derivative, the Jacobian times a vector: w = Df(x) v, v and w as x.
 * x, p and v are not to be written, y and w are apart from them and to be
 * filled. n may differ from call to call. Lanes are independent of each other.
 * The default floating-point environment is set.
 *
 * They return 0. Anything else stops the call that needed the step, which
 * returns CHAOS_EFUNCTION with the number in error.index; what it had begun to
 * write is as after a cancel. */
typedef int chaos_step(const double *x, const double *p, double *y, void *user);
typedef int chaos_step_block(size_t n, const double *x, const double *p, double *y, void *user);
typedef int chaos_tangent(const double *x, const double *p, const double *v, double *w, void *user);
typedef int chaos_tangent_block(size_t n, const double *x, const double *p, const double *v, double *w,
                                void *user);

/* A map whose step is a C function. */
typedef struct chaos_function {
    uint32_t size;                      /* sizeof(chaos_function) */
    uint32_t thread_safe;               /* 1: any number of threads may call at once; 0: a call of the
                                           library does so on its own thread alone */
    uint32_t lanes;                     /* step_block: up to so many at a time, a power of two; 0: 512.
                                           More, up to 65,536, where a call is dear */
    uint32_t reserved;                  /* 0 */
    uint64_t dim, nparams;              /* 1 to 1,000,000; 0 to 16 */
    chaos_step *step;                   /* either this one */
    chaos_step_block *step_block;       /* or this one */
    chaos_tangent *tangent;             /* with step; NULL: differences */
    chaos_tangent_block *tangent_block; /* with step_block; NULL: differences */
    void *user;                         /* handed to all of them */
    const char *name, *formula;         /* NULL: "function", "" */
    const char *const *states;          /* [dim] names: up to 47 letters, digits and _, all different */
    const char *const *params;          /* [nparams] likewise */
    const double *state_defaults;       /* [dim] finite; NULL: different odd numbers */
    const double *param_defaults;       /* [nparams] NaN: must be given; NULL: all must be */
    const double *wrap;                 /* [dim] periods of angles, else 0; NULL: no angles */
    double bound;                       /* 0: 1e10, INFINITY if all states are angles; else > 0 */
} chaos_function;

/* A map of a C function. *function is copied, its texts and arrays too; the
 * functions and what `user` points to must be there as long as the map is.
 *
 * Without a derivative, (f(x + s v) - f(x - s v)) / 2s stands for Df(x) v; s
 * makes the largest component of s v 2^-17 (7.6e-6, near the cube root of three
 * roundings, where the sum of the errors of cutting off and of rounding is
 * smallest) of max(1, largest |x|). For smooth f it is right to about 1e-10 of
 * |f| / |v|; across a corner it is not. Exponents then have the status
 * CHAOS_NUMERIC_DERIVATIVE, and chaos_map_has_derivative is 0.
 *
 * Out: *map, which chaos_map_free frees. A function that computes in the order
 * and with the operations of a map of the catalogue gives the same bits, if its
 * compiler contracts no multiply-adds (gcc and clang: -ffp-contract=off). */
CHAOS_API int chaos_map_from_function(const chaos_function *function, chaos_map **map, chaos_error *error);

/* All that the compiler said about a file that does not compile, as text of any
 * length. Called on the thread that made the call. */
typedef void chaos_diagnostic(void *user, const char *text);

/* What is said about a map in a file beside the file's name. */
typedef struct chaos_file {
    uint32_t size;                /* sizeof(chaos_file) */
    uint32_t reserved;            /* 0 */
    uint64_t sites;               /* of a lattice, 1 to 1,000,000; 0: the file's own */
    chaos_diagnostic *diagnostic; /* NULL: none */
    void *user;                   /* handed to diagnostic */
} chaos_file;

/* A map from a file of yours: a C file, which is compiled, or what was made of one.
 *
 * path.c   looks as the files of the catalogue do (examples/mymap.c is one with
 *          comments). It is compiled with the machine's compiler, CC of the
 *          environment or else cc, gcc or clang, for single orbits and for the
 *          instruction set in use, and kept in $XDG_CACHE_HOME/libchaos, or
 *          ~/.cache/libchaos (mode 0700; safe to be removed at any time). It is
 *          compiled again if it, a header that it includes, the compiler or the
 *          library has changed. Where nothing can be kept it is compiled each time.
 * path.so  a shared library made of such a file by
 *          cc -shared -fPIC -O3 -ffp-contract=off $(pkg-config --cflags libchaos) path.c -o path.so
 *          This has scalar kernels. For full speed link in one more object, compiled
 *          with -DCHAOSK_AVX2 -mavx2 -mfma, or -DCHAOSK_AVX512 -mavx512f
 *          -mavx512dq -mavx512vl -mfma; the first one then takes
 *          -DCHAOSK_SCALAR -DCHAOS_DESCRIPTORS. If it calls functions: -lsleef.
 *          It works with the kernel ABI that it was compiled for. A copy of it is
 *          loaded, from the same folder.
 *
 * Code from a file runs in this process: load none that you would not run. Under
 * another instruction set (chaos_isa_select) such a map takes the widest of its
 * kernels that is no wider: with the same bits, at their speed. To load it again
 * brings full speed. (-nofma alone has other bits, if the formula calls a function:
 * a map loaded for another set goes on with those of that.)
 *
 * Out: *map, which chaos_map_free frees; its file may change or go meanwhile.
 * CHAOS_EINVAL  the file does not compile (all that the compiler said goes to
 *               options.diagnostic, the first error into *error), is no map or
 *               one of another kernel ABI, has a descriptor that can't be, or was
 *               compiled such that multiply-adds are fused (contracted) or sums
 *               reordered, which would give it other bits
 * CHAOS_ESYSTEM the file can't be read, there is no compiler, or the cache
 *               belongs to another user or can be written to by others */
CHAOS_API int chaos_map_load(const char *path, const chaos_file *options, chaos_map **map,
                             chaos_error *error);

/* Frees a map that a function handed out through chaos_map **. NULL and maps
 * of the catalogue are left alone. No call may be using it. */
CHAOS_API void chaos_map_free(chaos_map *map);

CHAOS_API const char *chaos_map_name(const chaos_map *map);      /* "henon" */
CHAOS_API const char *chaos_map_title(const chaos_map *map);     /* "Henon map" */
CHAOS_API const char *chaos_map_formula(const chaos_map *map);   /* "x' = 1 - a*x^2 + y; y' = b*x" */
CHAOS_API const char *chaos_map_reference(const chaos_map *map); /* where it was published */
CHAOS_API const char *chaos_map_notes(const chaos_map *map); /* other forms in use, pitfalls; "" if none */

CHAOS_API uint64_t chaos_map_dim(const chaos_map *map);     /* number of states */
CHAOS_API uint64_t chaos_map_nparams(const chaos_map *map); /* number of parameters */
CHAOS_API int chaos_map_is_lattice(const chaos_map *map);
CHAOS_API uint64_t
chaos_map_sites(const chaos_map *map); /* of a lattice, else 0; a site may have several states */
CHAOS_API int chaos_map_preserves_area(const chaos_map *map); /* |det Df| = 1 everywhere */
CHAOS_API int chaos_map_has_derivative(const chaos_map *map); /* 0: it is taken by differences */

/* Names and defaults, i < nparams or i < dim; NULL or NaN past the end. */
CHAOS_API const char *chaos_map_param(const chaos_map *map, uint64_t i);
CHAOS_API const char *chaos_map_state(const chaos_map *map, uint64_t i);
CHAOS_API double chaos_map_param_default(const chaos_map *map, uint64_t i);
CHAOS_API double chaos_map_state_default(const chaos_map *map, uint64_t i);

/* The index of a parameter or state of that name, -1 if there is none. */
CHAOS_API int64_t chaos_map_param_index(const chaos_map *map, const char *name);
CHAOS_API int64_t chaos_map_state_index(const chaos_map *map, const char *name);

/* The period of state i if it is an angle: the engine keeps it in [0, period).
 * 0 if it is not an angle. */
CHAOS_API double chaos_map_wrap(const chaos_map *map, uint64_t i);

/* An orbit whose largest |state| (angles aside) is beyond this has escaped.
 * INFINITY: only a state that is not finite has. */
CHAOS_API double chaos_map_bound(const chaos_map *map);

/* The interval that shows state i in a picture. Returns 0 if there is none. */
CHAOS_API int chaos_map_view(const chaos_map *map, uint64_t i, double *low, double *high);

/* The inverse, itself a map with the same parameters and states, which is not
 * in the catalogue's list. NULL: there is none, or none in closed form. */
CHAOS_API const chaos_map *chaos_map_inverse(const chaos_map *map);

/* What the default orbit does: "chaotic", "intermittent" (chaotic, but no
 * exponent settles), "quasiperiodic", "periodic", "transient" (chaotic for
 * long, then periodic) or "escaping". */
CHAOS_API const char *chaos_map_regime(const chaos_map *map);

/* The i-th exponent that is known by other means, with its source: number
 * *rank of the spectrum at params [nparams], from the default start, is *value
 * to within *tolerance. Each output may be NULL. Returns 0 past the end. */
CHAOS_API int chaos_map_exponent(const chaos_map *map, uint64_t i, uint32_t *rank, double *value,
                                 double *tolerance, double *params, const char **source);

/* ------------------------------------------------------------------- options */

/* Called on the thread that made the call, at least ten times a second, with
 * the iterations done and their total (an estimate: settled and escaped
 * orbits finish early), and once with done == total when all is done.
 * Non-zero: stop within 100 ms, CHAOS_ECANCELED; of the last call it has no
 * effect. A map of a slow function is asked every 64 steps of a tile. */
typedef int chaos_progress(void *user, double done, double total);

typedef struct chaos_options {
    uint32_t size;            /* sizeof(chaos_options) */
    uint32_t threads;         /* 0: as many as cores this process may use; small calls use one */
    double bound;             /* 0: the map's own; else > 0, INFINITY for none */
    uint32_t lift;            /* 1: angles are not wrapped (diffusion, displacement) */
    uint32_t reserved;        /* 0 */
    chaos_progress *progress; /* NULL: none */
    void *user;               /* handed to progress */
} chaos_options;

/* ------------------------------------------------------------ status of a point */

/* One mask per point; 0 is a clean result. */
enum chaos_status {
    CHAOS_ESCAPED = 1,             /* left the bound or became non-finite: NaN from there on */
    CHAOS_NONFINITE = 2,           /* a state, or a parameter given in an array, is NaN or infinite */
    CHAOS_UNRESOLVED = 4,          /* block means of the exponent are correlated (lag 1 > 0.3) and
                                      their sums differ by more than 1: sticky, distrust stderr */
    CHAOS_COLLAPSED = 8,           /* the state repeats exactly though the exponent is positive (by 3 standard
                                      errors and 1/steps): binary arithmetic has eaten the orbit */
    CHAOS_ZERO_DERIVATIVE = 16,    /* a derivative factor was exactly 0: an exponent is -inf */
    CHAOS_NUMERIC_DERIVATIVE = 32, /* the derivative was taken by differences */
    CHAOS_PENDING = 64             /* not computed: the call was cancelled before */
};

/* ----------------------------------------------------------------- measures */

/* What can be measured on each point of a grid or batch, in one pass. */
enum chaos_measure_kind {
    CHAOS_ORBIT = 0,   /* states recorded; out[0] double [steps] or [steps][nof] */
    CHAOS_FINAL = 1,   /* state after transient + steps; out[0] double [nof], or one per point if nof is 1 */
    CHAOS_DENSITY = 2, /* histogram: out[0] uint64 [bins] or [bins][bins], out[1] uint64 [2]: how many
                           were below and above the range (in 2-D: any outside, 0). Bin edges are
                           low + i * ((high - low) / bins), each bin without its upper edge, the last with it */
    CHAOS_MOMENTS = 3, /* out[0] double [4] or [nof][4]: mean, variance (about the mean, over steps),
                           minimum, maximum */
    CHAOS_LYAPUNOV =
        4,            /* exponents, nats per iterate, descending: out[0] double, one per point if count is 1,
                           else [count]; out[1] their standard errors from block means (for regular orbits an
                           upper bound), same shape; out[2], if blocks > 0, [blocks] or [count][blocks]: the
                           exponents of equal blocks in order of time */
    CHAOS_PERIOD = 5, /* out[0] uint64: smallest p <= max with |x(n+p) - x(n)| <= tol * max(1, |x|) in every
                           state (angles: along the circle) over a window of max(256, steps) iterates; 0: none */
    CHAOS_ESCAPE = 6, /* out[0] int64: first iterate, from the start on, that is outside; -1: none up to
                           transient + steps */
    CHAOS_ROTATION =
        7 /* out[0] double, one per point or [nof]: mean displacement per iterate of angles before
                           wrapping, in the unit of the state (divide by chaos_map_wrap for turns) */
};
enum { CHAOS_NMEASURES = 8, CHAOS_MAX_OUT = 3, CHAOS_MAX_AXES = 4 };

#define CHAOS_ALL UINT32_MAX  /* chaos_measure.count: the whole spectrum */
#define CHAOS_AUTO UINT64_MAX /* transient, steps: the default */

/* A measure and its options. Options that are 0 take their default, which
 * chaos_measure_arrays, chaos_sweep and chaos_batch_measure write back.
 *
 * Expressions are written as the right sides of chaos_map_parse are, over the
 * map's states and parameters; the states are those of the record, wrapped if
 * the map's are. `steps` counts the states that are looked at, of which `when`
 * lets some through: the others are NaN in an orbit, in no bin of a density and
 * not outside it, and not among the moments (all NaN if none is left). A record
 * whose value is NaN is treated alike. */
typedef struct chaos_measure {
    uint32_t size;      /* sizeof(chaos_measure) */
    uint32_t kind;      /* enum chaos_measure_kind */
    uint64_t steps;     /* how many states are recorded or factors multiplied; 0: the call's */
    uint64_t every;     /* orbit, density, moments: iterations between records; 0: 1 */
    uint32_t nof;       /* number of states looked at; 0: all (density: the first; rotation: all angles) */
    uint32_t of[2];     /* their indices, if nof is 1 or 2 */
    uint32_t count;     /* lyapunov: number of exponents, or CHAOS_ALL; 0: 1 */
    uint64_t blocks;    /* lyapunov: number of blocks returned, at most steps; 0: none */
    uint64_t max;       /* period: the longest looked for, at most 100,000; 0: 64 */
    double tol;         /* period; 0: 1e-9 */
    uint64_t bins[2];   /* density, one per state of `of`; 0: 1000, in 2-D 500 each */
    double range[2][2]; /* density: low, high per state of `of`; both 0: the map's view, else that of a
                          pilot pass over up to 256 points */
    void *out[CHAOS_MAX_OUT]; /* C-contiguous arrays [points of the grid or batch][shape]; NULL: not wanted */
    /* Both are texts of the caller's, which have to live as long as the measure is in use. */
    const char *
        expressions; /* orbit, final, moments, density: what is looked at instead of states: "x^2 + y", or two
                                with a comma between; NULL: states. nof then is their number, of[] says nothing */
    const char
        *when; /* orbit, moments, density: only records where this is not 0, as "y > 0", count; NULL: all */
} chaos_measure;

/* Element types of output arrays. */
enum chaos_type { CHAOS_F64 = 0, CHAOS_U64 = 1, CHAOS_I64 = 2, CHAOS_U32 = 3 };

/* One output array: shape[0 .. ndim) follows the axes of the grid or batch. */
typedef struct chaos_array {
    char name[32]; /* "lyapunov_stderr" */
    uint32_t type; /* enum chaos_type */
    uint32_t ndim; /* 0 to 2 */
    uint64_t shape[2];
} chaos_array;

/* "lyapunov"; NULL for a kind that does not exist. */
CHAOS_API const char *chaos_measure_name(uint32_t kind);

/* The i-th option of a measure by name, "bins"; NULL past the end. */
CHAOS_API const char *chaos_measure_option(uint32_t kind, size_t i);

/* Fills *measure with the measure of that name and all options default. */
CHAOS_API int chaos_measure_init(chaos_measure *measure, const char *name, chaos_error *error);

/* Sets one option from text: "steps" "100000"; "count" "all"; "of" "x" or
 * "x,y" (states of the map, or expressions, of which *measure keeps the
 * address, as of those of "when"); "bins" "1000" or "400,300"; "range" "0,1" or
 * "-2,2,-1,1" (low, high per state). A decimal point in every locale. */
CHAOS_API int chaos_measure_set(const chaos_map *map, chaos_measure *measure, const char *option,
                                const char *value, chaos_error *error);

/* Completes *measure's defaults for this map (steps: the call's, CHAOS_AUTO
 * 1,000), checks it and describes its output arrays, arrays[i] for out[i].
 * In: steps. Out: *narrays, 1 to CHAOS_MAX_OUT. */
CHAOS_API int chaos_measure_arrays(const chaos_map *map, uint64_t steps, chaos_measure *measure,
                                   chaos_array arrays[CHAOS_MAX_OUT], uint32_t *narrays, chaos_error *error);

/* The transient that CHAOS_AUTO stands for: 1,000, and 10,000 where a period is asked. */
CHAOS_API uint64_t chaos_transient_default(const chaos_measure *measures, size_t nmeasures);

/* -------------------------------------------------------------------- sweeps */

/* One axis of a grid: a parameter or a state, count values from start to stop,
 * both included: value i is start + i * ((stop - start) / (count - 1)), the last
 * is stop exactly; stop may be below start. Or explicit values, if not NULL. */
typedef struct chaos_axis {
    uint32_t size;        /* sizeof(chaos_axis) */
    uint32_t reserved;    /* 0 */
    const char *name;     /* of the parameter or state */
    uint64_t count;       /* >= 1 */
    double start, stop;   /* finite */
    const double *values; /* count of them, contiguous; NaN is that point's status */
} chaos_axis;

/* Value i of an axis; NaN past the end. */
CHAOS_API double chaos_axis_value(const chaos_axis *axis, uint64_t i);

/* A grid: the product of its axes, the last one fastest. */
typedef struct chaos_grid {
    uint32_t size;          /* sizeof(chaos_grid) */
    uint32_t naxes;         /* 0 to CHAOS_MAX_AXES */
    const chaos_axis *axes; /* [naxes], no name twice */
    const double *params;   /* [nparams], finite, for what is not an axis; NULL: defaults */
    const double *state;    /* [dim], finite, likewise; NULL: defaults */
    uint64_t first, count;  /* the part of the grid to compute, in C order; count 0: all from first on.
                               Arrays hold that part: point `first` is their element 0 */
} chaos_grid;

/* Measures each point of a grid.
 *
 * In:  transient  iterations before measuring, or CHAOS_AUTO
 *      steps      of the measures that say none, >= 1, or CHAOS_AUTO: 1,000
 *      measures   [nmeasures], 1 to 16
 * Out: measures[i].out[j], as chaos_measure_arrays describes them
 *      status     [points] enum chaos_status, or NULL
 * CHAOS_ECANCELED: points that are not CHAOS_PENDING are complete.
 * Points are independent of each other: all start at the given state. */
CHAOS_API int chaos_sweep(const chaos_map *map, const chaos_grid *grid, uint64_t transient, uint64_t steps,
                          chaos_measure *measures, size_t nmeasures, uint32_t *status,
                          const chaos_options *options, chaos_error *error);

/* A map's own picture: which axes, measures and transient show it. Fills
 * axes[0 .. *naxes) (1, or 2: to the right, then up), measures[0 .. *nmeasures) (1 or 2; out is NULL)
 * and *transient. Of a map given as text the axis is its first parameter, by a
 * quarter around its default; without that, no axis: the density at one point. */
CHAOS_API void chaos_map_picture(const chaos_map *map, chaos_axis axes[2], uint32_t *naxes,
                                 chaos_measure measures[2], uint32_t *nmeasures, uint64_t *transient);

/* ------------------------------------------------------------------- batches */

enum { CHAOS_MAX_NDIM = 32 };

/* One input of a batch: element (i0, i1, ...) is the double at
 * (const char *)data + i0 * stride[0] + i1 * stride[1] + ...
 * Strides are in bytes, may be 0 (broadcast) or negative, and need not be
 * multiples of 8. data NULL: the map's default. stride NULL: all 0. */
typedef struct chaos_view {
    const void *data;
    const ptrdiff_t *stride; /* [ndim] */
} chaos_view;

/* A batch of orbits of shape [shape[0]] ... [shape[ndim-1]]. */
typedef struct chaos_batch {
    uint32_t size;            /* sizeof(chaos_batch) */
    uint32_t ndim;            /* 0 (one orbit) to CHAOS_MAX_NDIM */
    const uint64_t *shape;    /* [ndim]; a 0 makes an empty batch, which is fine */
    const chaos_view *params; /* [nparams], or NULL: defaults */
    const chaos_view *states; /* [dim], or NULL: the map's start */
} chaos_batch;

/* Measures each orbit of a batch; else as chaos_sweep. A batch with ndim 0
 * must have finite parameters and states; in larger ones NaN is a status. */
CHAOS_API int chaos_batch_measure(const chaos_map *map, const chaos_batch *batch, uint64_t transient,
                                  uint64_t steps, chaos_measure *measures, size_t nmeasures, uint32_t *status,
                                  const chaos_options *options, chaos_error *error);

/* The state after steps iterations. Out: double [batch][dim]; NaN if escaped. */
CHAOS_API int chaos_iterate(const chaos_map *map, uint64_t steps, const chaos_batch *batch, double *out,
                            const chaos_options *options, chaos_error *error);

/* steps states, from transient on, `every` (>= 1) iterations apart.
 * Out: double [batch][steps][dim]; NaN from the escape on. */
CHAOS_API int chaos_orbit(const chaos_map *map, uint64_t transient, uint64_t steps, uint64_t every,
                          const chaos_batch *batch, double *out, const chaos_options *options,
                          chaos_error *error);

/* The count (CHAOS_ALL: dim) largest Lyapunov exponents over steps iterations
 * after the transient, nats per iterate, descending.
 * Out: exponents, standard_errors double [batch][count], status [batch];
 *      each of the three may be NULL. */
CHAOS_API int chaos_lyapunov(const chaos_map *map, uint64_t transient, uint64_t steps, uint32_t count,
                             const chaos_batch *batch, double *exponents, double *standard_errors,
                             uint32_t *status, const chaos_options *options, chaos_error *error);

/* ------------------------------------------------------------- a single orbit */

/* One orbit, on the calling thread, without allocating for maps of the catalogue
 * of up to 16 states: the cheapest call there is.
 * In:     steps; params [nparams], finite; options: bound and lift
 * In/out: state [dim], finite at entry; NaN at return if the orbit escaped */
CHAOS_API int chaos_iterate_one(const chaos_map *map, uint64_t steps, const double *params, double *state,
                                const chaos_options *options, chaos_error *error);

/* The next rows states of one orbit, for going through it piece by piece.
 * In/out: state [dim]: out's row 0; at return the state one iteration past
 *         out's last row, so that the next call goes on. NaN stays NaN.
 * Out:    double [rows][dim] */
CHAOS_API int chaos_orbit_next(const chaos_map *map, uint64_t rows, const double *params, double *state,
                               double *out, const chaos_options *options, chaos_error *error);

/* -------------------------------------------------------------------- cycles */

/* The cycle of period n near a guess, by Newton's method on all its points
 * with the map's derivative, and its multipliers (eigenvalues of Df^n). Of a
 * map that has none (chaos_map_has_derivative) both are by differences.
 *
 * In:  period       n, 1 to 100,000; n * dim^2 at most 10^8
 *      params       [nparams], finite, or NULL: defaults
 *      guess        [dim], finite: the cycle's first point, roughly
 * Out: points       double [period][dim], in order of time
 *      multipliers  double [dim][2]: real and imaginary part, largest modulus first
 *      residual     the largest |f(x_i) - x_{i+1}| of any state, relative to max(1, |x|)
 *      converged    1: the residual is at rounding level; 0: what was reached
 *                   last is in points, and multipliers belong to that
 * Each output may be NULL. A cycle found may have a smaller period that
 * divides n. CHAOS_ENOTSUP: dim > 1 in a build without GSL.
 * Not converging is an outcome, not an error. */
CHAOS_API int chaos_cycle(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                          double *points, double *multipliers, double *residual, int *converged,
                          chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
