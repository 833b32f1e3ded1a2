/* chaos/measures.h - what is measured at each point of a grid or batch.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_MEASURES_H
#define CHAOS_MEASURES_H

#include <chaos/arrays.h>
#include <chaos/calls.h>
#include <chaos/maps.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------- kinds of measures
 *
 * These tables say everything about each kind: help, tables, pictures and the tests
 * over all measures are made from them. The structs are constant and the library's;
 * a later library may add members at their ends. */

/* What an option takes. */
enum chaos_option_type {
    CHAOS_OPTION_COUNT = 0,     /* whole numbers */
    CHAOS_OPTION_NUMBER = 1,    /* numbers */
    CHAOS_OPTION_COLUMNS = 2,   /* names of states, or expressions of them: "x,y", "x^2 + y" */
    CHAOS_OPTION_CONDITION = 3, /* an expression, true where it is not 0: "y > 0" */
    CHAOS_OPTION_WORD = 4,      /* its word, "birkhoff", and nothing else */
    CHAOS_OPTION_COUNTS = 5     /* a list of whole numbers, ascending: as many as from `least` to `most` */
};

/* An option of a kind. */
typedef struct chaos_option {
    const char *name;          /* "bins" */
    uint32_t type;             /* enum chaos_option_type */
    uint32_t least, most;      /* it takes `least` or `most` values: 1 or 2 bins, 2 or 4 limits of a range */
    const char *word;          /* a word for UINT64_MAX, "all"; NULL: none */
    const char *default_value; /* in words: "1000; in two dimensions 500 each" */
    const char *help;          /* one line */
    const char *output;        /* the output that says what a call used when it was not set, "density_range";
                                  NULL: chaos_measure_get knows */
} chaos_option;

/* How an output is best shown. */
enum chaos_scale {
    CHAOS_LINEAR = 0,
    CHAOS_LOG = 1,
    CHAOS_CYCLIC = 2,    /* an angle */
    CHAOS_DIVERGING = 3, /* on both sides of 0 */
    CHAOS_DISCRETE = 4,  /* small whole numbers, each a colour */
    CHAOS_FLAGS = 5      /* a status mask */
};

/* An output of a kind. */
typedef struct chaos_quantity {
    const char *name;  /* "density_outside" */
    uint32_t type;     /* enum chaos_type */
    uint32_t scale;    /* enum chaos_scale */
    const char *label; /* of an axis: "Lyapunov exponent"; NULL: the names of the columns */
    const char *unit;  /* "nats per iterate"; "": none, or that of the columns */
    double
        none; /* the value that means none, such as -1 for an orbit that never escapes; NaN: only NaN does */
    const char *none_label; /* what it means: "never escapes"; NULL if none is NaN */
    bool once;              /* one for the whole call, without the axes of the grid or batch */
    bool outlives;          /* it has a value even where the orbit has escaped */
    const char *help;       /* one line */
} chaos_quantity;

/* A kind of measure. */
typedef struct chaos_measure_kind {
    const char *name;       /* "density" */
    const char *summary;    /* one line: "histogram of one column or two" */
    const char *text;       /* its exact definition, with sources; lines end with "\n" */
    const char *picture[3]; /* options for a smooth picture over 0, 1, 2 axes, "steps=50000"; NULL: none */
} chaos_measure_kind;

/* The i-th kind, and the kind of that name; NULL past the end, or if there is none. */
CHAOS_API const chaos_measure_kind *chaos_measure_kind_at(size_t i);
CHAOS_API const chaos_measure_kind *chaos_measure_kind_find(const char *name);

/* The i-th option of a kind, and its i-th output; pictures show the first that can be drawn over their axes; NULL
 * past the end. */
CHAOS_API const chaos_option *chaos_measure_kind_option(const chaos_measure_kind *kind, size_t i);
CHAOS_API const chaos_quantity *chaos_measure_kind_output(const chaos_measure_kind *kind, size_t i);

/* Whether it looks at all random starts of a point as one: its arrays have no axis of them. */
CHAOS_API bool chaos_measure_kind_pools(const chaos_measure_kind *kind);

/* --------------------------------------------------------------- a measure
 *
 * A kind, for a map, with its options. Calls never change it: any number of threads
 * may use it at once as long as none sets its options. It holds a reference to its
 * map.
 *
 * Columns are expressions, like right sides in chaos_map_parse, over the map's states
 * and parameters. Angles are in [0, period) there, but for chaos_options.lift. Of a lattice they may sum over
 * the sites, sum(x[j])/N, in the order of <chaos/own_maps.h>, and look at one of them, x[3]; and where all states are
 * the default they may have a value for each site, x[i]. `steps` counts the records; those that `when` excludes are NaN in an
 * orbit, neither in a density nor outside it, and not among the moments (which are NaN if
 * none is left). A record whose value is NaN is treated the same way. */
typedef struct chaos_measure chaos_measure;

enum { CHAOS_MAX_MEASURES = 16 };        /* in one call */
#define CHAOS_DEFAULT_MEASURE "lyapunov" /* what is measured where nothing is asked for */
#define CHAOS_ALL UINT64_MAX             /* the word of an option: lyapunov's count */

/* A measure from text: the name of a kind and its options, in any order,
 *
 *   density:bins=400,300:of=x,y:range=-2,2,-1,1      lyapunov:count=all
 *   moments:of=x^2 + y,y:when=y > 0                  period:transient=1e6
 *
 * Numbers have a decimal point in every locale; a ":" within brackets belongs to the
 * expression. No option may be given twice.
 *
 * Out:     *measure  which chaos_measure_free frees
 * Errors:  CHAOS_EINVAL  error.argument is the option */
CHAOS_API CHAOS_MUST_CHECK int chaos_measure_new(const chaos_map *map, const char *text,
                                                 chaos_measure **measure, chaos_error *error);

/* Frees a measure, which no call may be using. NULL is left alone. */
CHAOS_API void chaos_measure_free(chaos_measure *measure);

/* Set one option, from text as above or from numbers, in place of what was set before.
 * Whether options go together is checked when they are used. */
CHAOS_API int chaos_measure_set(chaos_measure *measure, const char *option, const char *value,
                                chaos_error *error);
CHAOS_API int chaos_measure_set_counts(chaos_measure *measure, const char *option, const uint64_t *values,
                                       size_t n, chaos_error *error);
CHAOS_API int chaos_measure_set_numbers(chaos_measure *measure, const char *option, const double *values,
                                        size_t n, chaos_error *error);

/* Whether an option has been set. */
CHAOS_API bool chaos_measure_is_set(const chaos_measure *measure, const char *option);

/* The kind and the map of a measure. */
CHAOS_API const chaos_measure_kind *chaos_measure_kind_of(const chaos_measure *measure);
CHAOS_API const chaos_map *chaos_measure_map(const chaos_measure *measure);

/* An option's value, or its default, as chaos_measure_set reads it. "" if it has none yet,
 * such as the range of a density that only a call will find.
 *
 * Out:     text  up to size bytes, the last a NUL
 * Returns: the full length, as snprintf does */
CHAOS_API size_t chaos_measure_get(const chaos_measure *measure, const char *option, char *text, size_t size);

/* The whole measure as chaos_measure_new reads it, with all options that have a value;
 * otherwise as chaos_measure_get. */
CHAOS_API size_t chaos_measure_text(const chaos_measure *measure, char *text, size_t size);

/* Checks that the options go together; sweeps check the same. */
CHAOS_API int chaos_measure_check(const chaos_measure *measure, chaos_error *error);

/* ------------------------------------------------------------------- outputs */

/* One output of a measure as an array. Unless quantity->once, the dimensions of the grid
 * or batch come before its own. */
typedef struct chaos_array {
    uint32_t size;                  /* sizeof(chaos_array) */
    uint32_t ndim;                  /* 0 to 3 */
    const chaos_quantity *quantity; /* name, type, label, ... */
    uint64_t shape[4];              /* [ndim], as the next */
    uint32_t dims[4];               /* enum chaos_dimension */
} chaos_array;

/* The i-th output that a measure has with its options, and how many there are. The last
 * is its status mask, NAME_status.
 *
 * In/out:  array  with its size set
 * Errors:  CHAOS_EINVAL  past the end, or as chaos_measure_check */
CHAOS_API int chaos_measure_array(const chaos_measure *measure, size_t i, chaos_array *array,
                                  chaos_error *error);
CHAOS_API size_t chaos_measure_narrays(const chaos_measure *measure);

/* The name of element i along a dimension: a state or an expression without blanks for a
 * column, "mean", "2"; otherwise as chaos_measure_get. */
CHAOS_API size_t chaos_measure_element(const chaos_measure *measure, uint32_t dimension, uint64_t i,
                                       char *text, size_t size);

/* The number of columns, and which state column i is; -1 if it is an expression. */
CHAOS_API uint64_t chaos_measure_ncolumns(const chaos_measure *measure);
CHAOS_API int64_t chaos_measure_column_state(const chaos_measure *measure, uint64_t i);

/* The iterate of record i: transient + i * every; of chosen times: transient + times[i]. */
CHAOS_API uint64_t chaos_measure_iterate(const chaos_measure *measure, uint64_t i);

/* Where element i of a dimension stands: a lag, a frequency or a length, which are the same for all points, or
 * the iterate of a record; NaN of other dimensions. */
CHAOS_API double chaos_measure_place(const chaos_measure *measure, uint32_t dimension, uint64_t i);

/* Edge i, 0 to bins, of a density's bins from low to high: low + i * ((high - low) / bins),
 * and exactly high for the last. A bin contains its lower edge, the last one its upper
 * edge, too. */
CHAOS_API double chaos_density_edge(double low, double high, uint64_t bins, uint64_t i);

/* Where one output of a measure goes. Outputs that are not asked for are not computed
 * where that saves work. With name and data NULL a measure contributes to the status
 * alone. */
typedef struct chaos_output {
    uint32_t size;     /* sizeof(chaos_output) */
    uint32_t reserved; /* 0 */
    const chaos_measure *measure;
    const char *name; /* of one of its arrays: "density_outside" */
    void *data;       /* C-contiguous: [points of the grid or batch][shape], or if `once` [shape]; with random
                         starts that are not pooled [points][starts][shape] */
} chaos_output;

#ifdef __cplusplus
}
#endif
#endif
