/* What a measure declares, and what a sweep passes to it.
 * One file per measure in this folder, each with one chaosi_measure_kind, which
 * the list in Makefile.inc names.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_MEASURE_H
#define CHAOS_MEASURES_MEASURE_H

#include "chaos.h"

#include "graph/columns.h"

#include "core/error.h"
#include "core/tile.h"

enum {
    CHAOSI_MAX_OUTPUTS = 9, /* of a kind */
    CHAOSI_MOST_TIMES = 64,
    CHAOSI_OPTIONS_SIZE = 128 + 8 * CHAOSI_MOST_TIMES, /* bytes of a kind's own options */
    CHAOSI_QUANTILES = 5,                              /* of distributions: chaosi_quantiles */
    CHAOSI_LAP_UNIT = 64,
    CHAOSI_LAP = 1024, /* the longest stretch of records that repeats */
};

/* What the options of every kind begin with. */
typedef struct chaosi_common {
    uint64_t transient, steps, every;
} chaosi_common;

/* Of kinds with CHAOSI_TIMES. */
typedef struct chaosi_timed {
    chaosi_common common;
    uint64_t times[CHAOSI_MOST_TIMES];
} chaosi_timed;

typedef struct chaosi_option {
    chaos_option info;
    size_t offset; /* of the values within the kind's own options, of a word UINT64_MAX; of texts none */
    uint64_t low;  /* the least that a count may be */
    const char *of_numbers; /* what they must be, "above 0", "from 3 to 7"; NULL: finite, from low on */
} chaosi_option;

/* Options that several kinds have: `kind` is the struct of its own options. */
#define CHAOSI_TRANSIENT(kind, default_value)                                                                \
    {                                                                                                        \
        { "transient", CHAOS_OPTION_COUNT, 1, 1, NULL, default_value, "iterations before measuring", NULL }, \
            offsetof(kind, common.transient), 0, NULL                                                        \
    }
#define CHAOSI_STEPS(kind, help)                                                                          \
    {                                                                                                     \
        { "steps", CHAOS_OPTION_COUNT, 1, 1, NULL, "1000", help, NULL }, offsetof(kind, common.steps), 1, \
            NULL                                                                                          \
    }
#define CHAOSI_EVERY(kind)                                                                                \
    {                                                                                                     \
        { "every", CHAOS_OPTION_COUNT, 1, 1, NULL, "1", "iterations from one record to the next", NULL }, \
            offsetof(kind, common.every), 1, NULL                                                         \
    }
/* In place of steps and every; states are recorded there alone. `kind` begins as chaosi_timed does. */
#define CHAOSI_TIMES(kind)                                                                            \
    {                                                                                                 \
        { "times",                                                                                    \
          CHAOS_OPTION_COUNTS,                                                                        \
          1,                                                                                          \
          CHAOSI_MOST_TIMES,                                                                          \
          NULL,                                                                                       \
          "as steps say",                                                                             \
          "iterates after the transient (then 0 unless given) that are looked at, in place of steps", \
          NULL },                                                                                     \
            offsetof(kind, times), 0, NULL                                                            \
    }
#define CHAOSI_OF(default_value)                                        \
    {                                                                   \
        { "of",                                                         \
          CHAOS_OPTION_COLUMNS,                                         \
          1,                                                            \
          2,                                                            \
          NULL,                                                         \
          default_value,                                                \
          "what is measured: one or two states or expressions of them", \
          NULL },                                                       \
            0, 0, NULL                                                  \
    }
#define CHAOSI_WHEN                                                                                               \
    {                                                                                                             \
        { "when",                                                                                                 \
          CHAOS_OPTION_CONDITION,                                                                                 \
          1,                                                                                                      \
          1,                                                                                                      \
          NULL,                                                                                                   \
          "always",                                                                                               \
          "only records count where this expression is not 0; angles lie in [0, period): |p| < 1 of an angle of " \
          "2 pi is cos(p) > cos(1)",                                                                              \
          NULL },                                                                                                 \
            0, 0, NULL                                                                                            \
    }

/* The last output of every kind: its own status mask. */
#define CHAOSI_STATUS(kind)                                                  \
    {                                                                        \
        { kind "_status",                                                    \
          CHAOS_U32,                                                         \
          CHAOS_FLAGS,                                                       \
          "status of " kind,                                                 \
          "",                                                                \
          CHAOSI_NAN,                                                        \
          NULL,                                                              \
          false,                                                             \
          true,                                                              \
          "the status of this measure, over its own transient and window" }, \
            0,                                                               \
        {                                                                    \
            0, 0                                                             \
        }                                                                    \
    }

static const double chaosi_quantiles[CHAOSI_QUANTILES] = { 0.05, 0.25, 0.5, 0.75, 0.95 };

/* An output, and what its dimensions count beyond those of grid or batch. */
typedef struct chaosi_quantity {
    chaos_quantity info;
    uint32_t ndim, dims[3]; /* enum chaos_dimension */
} chaosi_quantity;

/* Which columns a kind measures by default. */
enum chaosi_default_columns { CHAOSI_ALL_STATES, CHAOSI_FIRST_STATE, CHAOSI_ANGLES };

/* A measure in one call: complete, checked, with its outputs. */
typedef struct chaosi_request {
    const struct chaosi_measure_kind *kind;
    const chaos_map *map;
    uint64_t ncolumns;
    const uint32_t *states;        /* [ncolumns] the columns; NULL: all states, or they are computed */
    const chaosi_columns *columns; /* columns that are computed, or masked by a condition; NULL: states */
    const char *expressions;       /* their text, if they are not states */
    uint32_t given;                /* bit i: option i was set */
    union {
        chaosi_common common;
        unsigned char bytes[CHAOSI_OPTIONS_SIZE];
    } options;
    void *out[CHAOSI_MAX_OUTPUTS]; /* as the kind lists them, the status last; NULL: not wanted */
    uint64_t pooled;   /* so many starts of a point share its elements of the outputs; 1: none do */
    uint64_t *counted; /* for .pool, kept from tile to tile: as many as .counts says */
    uint64_t preroll;  /* the last iterations of the transient, for a measure that aligns */
    uint64_t ntimes;   /* of CHAOSI_TIMES; 0: it records steps states, every iterations apart */
} chaosi_request;

/* A measure at work on one thread. */
typedef struct chaosi_measurement {
    const chaosi_request *request;
    chaosi_tile *tile;
    void *scratch;    /* of the size that .scratch returned, kept from tile to tile */
    uint32_t *flags;  /* [lanes] of a measure that looks at records or pools: its own, beside the tile's */
    uint32_t *column; /* [ncolumns] where column i stands in a recorded row; NULL: in their order */
    uint32_t *at;     /* [columns->nstates] where what computed columns need stands in a row */
    double *computed; /* [rows][ncolumns][stride] */
    void *work;       /* for computing them */
} chaosi_measurement;

/* A stretch of recorded states, row 0 of which is the measure's record number `first`. After them come
 * the same once more, `times` in all: more than once only of measures that have a lap, then first
 * and count are multiples of CHAOSI_LAP_UNIT. */
typedef struct chaosi_rows {
    const double *data; /* [count][ncomp][stride] */
    uint64_t first, count, times;
    uint32_t ncomp;
    size_t stride;
} chaosi_rows;

/* What a measure can ask for before a sweep starts: the range that its columns cover at
 * some points of the whole grid. */
typedef struct chaosi_survey {
    int (*range)(const struct chaosi_survey *survey, const chaosi_request *request, double (*range)[2],
                 chaos_error *error);
    const chaosi_source *source; /* the points */
    bool lift;                   /* angles are not wrapped in this call */
} chaosi_survey;

/* Lanes of a tile that are starts of one point, after each other. */
typedef struct chaosi_share {
    uint64_t point; /* the element of its outputs */
    size_t number;  /* among the shares of the tile */
    size_t lane, count;
    bool first, last; /* the first, the last starts of the point are among them */
} chaosi_share;

typedef struct chaosi_measure_kind {
    chaos_measure_kind info;
    const chaosi_option *options; /* [noptions], at most 32 */
    const chaosi_quantity *outputs;
    uint32_t noptions, noutputs;
    uint64_t transient; /* its default */
    enum chaosi_default_columns columns;
    bool
        pictured; /* part of a map's own picture, over the numbers of axes that info.picture has options for */
    bool no_expressions; /* `of` takes only states */
    bool aligns;         /* it uses the preroll, to align tangent vectors */
    bool only_moves;     /* its pass does no more than move the tile on, unless there are columns */
    bool ends_elsewhere; /* its pass leaves other states, and looks ahead itself where the orbits end */

    /* Fills in defaults and checks that options go together, after transient, steps and
     * every. NULL: nothing to do. */
    int (*complete)(chaosi_request *request, chaos_error *error);
    /* The extent of an output's dimension that is not one of columns, chosen times,
     * statistics, sides or limits. NULL: it has only records, of which there are as many as steps. */
    uint64_t (*extent)(const chaosi_request *request, uint32_t output, uint32_t dimension);
    /* Where element i of a lag, a frequency or a scale stands. NULL: there is none. */
    double (*place)(const chaosi_request *request, uint32_t dimension, uint64_t i);
    /* Called once, before any tile. NULL: nothing to do. */
    int (*prepare)(chaosi_request *request, const chaosi_survey *survey, chaos_error *error);
    /* The number of tangent vectors. NULL: none. */
    uint64_t (*tangents)(const chaosi_request *request);
    /* Bytes of scratch for a tile of `lanes` lanes. NULL: none. */
    size_t (*scratch)(const chaosi_request *request, size_t lanes);
    /* Either: it looks at `rows` records, `every` iterations apart; where there are times, at these, each by itself. */
    uint64_t (*rows)(const chaosi_request *request);
    void (*begin)(chaosi_measurement *run);
    void (*take)(chaosi_measurement *run, const chaosi_rows *rows);
    void (*end)(chaosi_measurement *run);
    /* It pools the random starts of a point: then `end` writes no outputs, and this adds what it knows of a
     * share to those of the point, one share after the other in the order of points and starts. NULL:
     * starts are a further axis. */
    void (*pool)(chaosi_measurement *run, const chaosi_share *share);
    /* The length of what it has in `counted`. NULL: one for each column. */
    uint64_t (*counts)(const chaosi_request *request);
    /* Whether it takes rows many times over. NULL: no. */
    bool (*laps)(const chaosi_request *request);
    /* Or: it moves the tile itself, from the end of the transient on (less
     * the preroll, if it aligns); the sweep brings it back. */
    int (*pass)(chaosi_measurement *run);
} chaosi_measure_kind;

/* Records that are apart by no more than this, relative to their size, are the same: at rest, rounding goes on. */
#define CHAOSI_SAME 0x1p-40

/* Returned by extent: the dimension is absent. (0: the output is absent.) */
#define CHAOSI_NO_DIMENSION UINT64_MAX

/* By name; NULL if there is none. */
const chaosi_measure_kind *chaosi_measure_kind_find(const char *name);
const chaosi_measure_kind *chaosi_measure_kind_at(size_t i);

/* A kind's option of that name, NULL if it has none; its number is that of the row. */
const chaosi_option *chaosi_option_find(const chaosi_measure_kind *kind, const char *name);

/* options.c: values of options from text to text, checked by what the row says. */
int chaosi_option_parse(const chaosi_option *option, const char *text, void *values, uint64_t *n,
                        chaos_error *error);
int chaosi_option_check_counts(const chaosi_option *option, const uint64_t *values, uint64_t n,
                               chaos_error *error);
int chaosi_option_check_numbers(const chaosi_option *option, const double *values, uint64_t n,
                                chaos_error *error);
size_t chaosi_option_print(const chaosi_option *option, const void *values, uint64_t n, char *text,
                           size_t size);

/* Appends n bytes to a text of up to size bytes, NUL included, at *length, which grows by n
 * even if they no longer fit; and a number in the fewest digits that read back the same. */
void chaosi_append(char *text, size_t size, size_t *length, const char *more, size_t n);
void chaosi_append_number(char *text, size_t size, size_t *length, double value);

/* columns.c: the columns of a measure, from the texts of `of` and `when`, which may be NULL. */
typedef struct chaosi_column_set {
    uint64_t n;
    uint32_t *states;         /* [n]; NULL: all states, or expressions */
    bool expressions;         /* `of` is not names of states */
    chaosi_columns *computed; /* of expressions, or under a condition; NULL: states */
} chaosi_column_set;
int chaosi_column_set_make(chaosi_column_set *looked, const chaosi_measure_kind *kind, const chaos_map *map,
                           const char *of, const char *when, chaos_error *error);
void chaosi_column_set_free(chaosi_column_set *looked);

/* A complete and checked copy of a measure for one call. */
int chaosi_request_init(chaosi_request *request, const chaos_measure *measure, chaos_error *error);

/* How many expressions there are in a text. */
uint64_t chaosi_expressions(const char *text);

/* Refuses to keep n of what takes so many doubles an orbit, before the bytes of a tile overflow. */
int chaosi_check_kept(const char *option, uint64_t n, uint64_t doubles, chaos_error *error);

/* What output i of a request looks like; false: it is not there with these options. */
bool chaosi_request_array(const chaosi_request *request, uint32_t output, chaos_array *array);

/* The number of the output of that name, -1 if there is none with these options. */
int64_t chaosi_request_output(const chaosi_request *request, const char *name);

/* Computes a measure's columns for `count` rows of `row` doubles, with parameters p [nparams][stride]. */
void chaosi_compute(const chaosi_measurement *run, const double *rows, size_t row, uint64_t count,
                    const double *p);

/* Whether a kind that can leave out records has expressions of which all count, so that one that is no number is to be told. */
bool chaosi_takes_all_values(const chaosi_request *request);

/* The share of the tile of which lane is one. */
static inline chaosi_share chaosi_share_of(const chaosi_measurement *run, size_t lane)
{
    const uint64_t n = run->request->pooled, first = run->tile->first, at = first + lane, point = at / n;
    const uint64_t begin = point * n > first ? point * n : first, all = first + run->tile->npoints,
                   end = (point + 1) * n < all ? (point + 1) * n : all;
    return (chaosi_share){ .point = point,
                           .number = (size_t)(point - first / n),
                           .lane = (size_t)(begin - first),
                           .count = (size_t)(end - begin),
                           .first = begin == point * n,
                           .last = end == (point + 1) * n };
}

/* How many shares a tile of so many lanes may have. */
static inline size_t chaosi_shares(const chaosi_request *request, size_t lanes)
{
    return request->pooled == 1 ? lanes : (size_t)((lanes - 1) / request->pooled + 2);
}

/* The chosen times [ntimes]. */
static inline const uint64_t *chaosi_times_of(const chaosi_request *request)
{
    return ((const chaosi_timed *)(const void *)&request->options)->times;
}

/* At so many times each of its outputs is, one after the other. */
static inline uint64_t chaosi_slots_of(const chaosi_request *request)
{
    return request->ntimes ? request->ntimes : 1;
}

/* Whether its pass does no more than move the tile on. */
static inline bool chaosi_only_moves(const chaosi_request *request)
{
    return request->kind->only_moves && !request->columns;
}

/* How many states have to be recorded, every iterations apart, for all that it looks at. */
static inline uint64_t chaosi_rows_of(const chaosi_request *request)
{
    const chaosi_common *c = &request->options.common;
    return request->ntimes ? chaosi_times_of(request)[request->ntimes - 1] / c->every + 1
                           : request->kind->rows(request);
}

/* The iterate of record i. */
static inline uint64_t chaosi_iterate_of(const chaosi_request *request, uint64_t i)
{
    const chaosi_common *c = &request->options.common;
    return c->transient + (request->ntimes ? chaosi_times_of(request)[i] : i * c->every);
}

/* The i-th column's place in a recorded row. */
static inline uint64_t chaosi_column(const chaosi_measurement *run, uint64_t i)
{
    return run->column ? run->column[i] : i;
}

/* The state that column i is, if it is one. */
static inline uint64_t chaosi_state_of(const chaosi_request *request, uint64_t i)
{
    return request->states ? request->states[i] : i;
}

#endif
