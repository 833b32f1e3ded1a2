/* Attractors and basins.
 *
 * basins.c is the door and goes from discovery to classification and back; starts.c and orbits.c say where orbits
 * start and move them on, cells.c knows the cells of attractors, discover.c looks for attractors one start after the other, classify.c says
 * for all starts where they go, each alone; describe.c measures the attractors, basins_result.c puts it
 * all into tables. exit_basins.c is another door, to regions in the place of attractors, which exits.c looks for.
 * picture_numbers.c knows label arrays alone.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_SETS_SETS_H
#define CHAOS_ANALYSES_SETS_SETS_H

#include "core/isa.h"
#include "core/jobs.h"
#include "core/buffer.h"
#include "core/source.h"
#include "graph/columns.h"

enum {
    CHAOSI_TELLING = 8,    /* iterates running in cells of an attractor tell it */
    CHAOSI_LOOK = 64,      /* iterates from one look to the next */
    CHAOSI_EXIT_ROWS = 16, /* iterates looked at together for when they are there, or in a region */
    CHAOSI_FEW_CELLS = 16, /* a set in no more may be a cycle that orbits creep to */
    CHAOSI_BATCH = 64,     /* starts that are moved on together to look for attractors */
};

/* ------------------------------------------------------------------- cells.c */

/* How states are cut into cells: state i is in number (x - low) * per, rounded. */
typedef struct chaosi_cutting {
    size_t dim;
    double *low, *per; /* [dim] */
    double *turns;     /* [dim] of an angle cells of a turn, else infinity */
} chaosi_cutting;

/* A cell by a hash of the numbers of 64 bits: of a million cells two are the same once in 10^7 calls. */
uint64_t chaosi_cell_of(const chaosi_cutting *c, const double *x, size_t stride);

/* Cells and what is said of each, a number of at least 0. */
typedef struct chaosi_cell_entry {
    uint64_t cell;
    int32_t mark, used;
} chaosi_cell_entry;

typedef struct chaosi_cells {
    chaosi_cell_entry *table; /* [size] */
    size_t size, count;       /* size a power of two, or 0 */
} chaosi_cells;

/* The mark of a cell; -1: it is not there. */
static inline int32_t chaosi_cells_find(const chaosi_cells *cells, uint64_t cell)
{
    const size_t mask = cells->size - 1;
    for (size_t i = (size_t)cell & mask; cells->size && cells->table[i].used; i = (i + 1) & mask)
        if (cells->table[i].cell == cell)
            return cells->table[i].mark;
    return -1;
}

/* Sets a mark; *before: the one it had, -1: it was not there. false: out of memory. */
bool chaosi_cells_put(chaosi_cells *cells, uint64_t cell, int32_t mark, int32_t *before);
void chaosi_cells_clear(chaosi_cells *cells);
void chaosi_cells_free(chaosi_cells *cells);

/* Puts those beside a state that is within a quarter of their edge: what comes near from the other side. */
bool chaosi_cells_put_beside(chaosi_cells *cells, const chaosi_cutting *c, const double *x, size_t stride,
                             int32_t mark);

/* ------------------------------------------------------------------ the call */

/* An attractor. */
typedef struct chaosi_attractor {
    double *point; /* [dim] */
    uint64_t cells;
    /* describe.c */
    uint32_t kind;
    uint64_t period;
    double *exponents, *errors; /* [nexponents] */
    double *centre, *extent;    /* [dim], [dim][2] */
} chaosi_attractor;

/* Regions that end orbits. */
typedef struct chaosi_exits {
    chaosi_columns **regions; /* [count] each one column: where it is neither 0 nor NaN */
    const char *const *names, *const *conditions;
    uint64_t count;
} chaosi_exits;

typedef struct chaosi_basins {
    const chaos_map *map;
    const chaosi_isa_entry *isa;
    const chaosk_table *kernels;
    chaos_options options;
    chaosi_source source;
    chaos_axis asked[CHAOS_MAX_AXES]; /* the axes as they were asked for, */
    double *values[CHAOS_MAX_AXES];   /* and the centres of their cells */
    const double *params;             /* [nparams] */
    const double *box;                /* [dim][2], or NULL */
    size_t dim, nexponents;
    uint64_t max_steps;
    bool exact, conservative;
    const chaosi_exits *exits; /* NULL: attractors are what starts go to */
    chaosi_cutting cutting;
    chaosi_cells cells; /* of all attractors, marked with their number */
    chaosi_attractor *attractors;
    size_t nattractors, capacity;
    int32_t *labels; /* [source.npoints] */
    int64_t *times;  /* [source.npoints] when they are there; NULL: not asked for */
    /* Progress: iterates of what is over; the parts of the call from and to which it goes now; what has been shown;
     * how far a search is, 0: it does not say; and starts that have their label. */
    double spent, from, to, shown, looked;
    _Atomic uint64_t labelled;
    uint64_t to_label; /* 0: not at it */
    chaosi_jobs *jobs;
    struct timespec reported;
    _Atomic int stop; /* what the map's function returned, if that was not 0 */
} chaosi_basins;

/* What comes next goes up to this part of the call; and the progress callback of iterates within it. */
void chaosi_basins_part(chaosi_basins *b, double to);
int chaosi_basins_report(void *basins, double done, double total);

/* Runs jobs with the call's progress. */
int chaosi_basins_run(chaosi_basins *b, chaosi_jobs *jobs, unsigned threads);

/* ------------------------------------------------------------------ orbits.c */

/* Orbits side by side, at the call's parameters to begin with, of which some rows can be recorded. */
typedef struct chaosi_orbits {
    chaosk_tile k;
    double *p; /* [nparams][stride] */
    size_t nparams;
    uint64_t *id, *left;
    double *limit;  /* [nrows][dim] */
    double *rows;   /* [nrows][dim][stride] */
    uint32_t *comp; /* [dim] 0, 1, ... */
    uint8_t *flag;  /* [lanes] */
    uint8_t *gone;  /* [lanes] outside at some time: for who uses them to clear */
    size_t nrows;
} chaosi_orbits;

bool chaosi_orbits_init(chaosi_orbits *o, const chaosi_basins *b, size_t lanes, size_t nrows);
void chaosi_orbits_free(chaosi_orbits *o);

/* Angles into [0, period), and gone where a start is outside. */
void chaosi_orbits_begin(chaosi_orbits *o, const chaosi_basins *b);
int chaosi_orbits_advance(chaosi_orbits *o, chaosi_basins *b, unsigned thread, uint64_t steps);

/* The next `rows` states, and on by as many steps. */
int chaosi_orbits_record(chaosi_orbits *o, chaosi_basins *b, unsigned thread, size_t rows);

/* Of CHAOSI_EXIT_ROWS rows the first in which a lane is outside; CHAOSI_EXIT_ROWS: in none. */
size_t chaosi_orbits_left(const chaosi_orbits *o, size_t dim, size_t lane);

/* The mark of the cells that the first CHAOSI_TELLING rows of a lane are in; -1: not all in those of one mark. */
int32_t chaosi_orbits_tell(const chaosi_orbits *o, const chaosi_cutting *c, const chaosi_cells *cells,
                           size_t lane);

/* exits.c: which region each lane of some orbits comes to first. */
typedef struct chaosi_exit_look {
    double *values, *zero; /* [CHAOSI_EXIT_ROWS][stride], [CHAOSI_EXIT_ROWS] */
    uint8_t *flag;         /* [lanes] */
    void *work;
    int32_t *label; /* [lanes] a region, CHAOS_LABEL_ESCAPED, or CHAOS_LABEL_PENDING: neither yet */
    uint64_t *row;  /* [lanes] in which of the recorded rows it is there */
} chaosi_exit_look;

bool chaosi_exit_look_init(chaosi_exit_look *l, const chaosi_basins *b, size_t lanes);
void chaosi_exit_look_free(chaosi_exit_look *l);

/* Records CHAOSI_EXIT_ROWS rows, the current states first, and looks at them. */
int chaosi_exits_look(chaosi_exit_look *l, chaosi_orbits *o, chaosi_basins *b, unsigned thread);

/* starts.c. The root above 1 of x^(axes + 1) = x + 1: multiples of its powers fill a box of so many dimensions evenly. */
double chaosi_even_ratio(uint32_t axes);

/* Puts starts from number `first` on into all lanes: of starts[count], or, if that is NULL, of those
 * all over the grid, in an order that fills it evenly. false: out of memory. */
bool chaosi_orbits_start(chaosi_orbits *o, const chaosi_basins *b, const uint64_t *starts, uint64_t first,
                         uint64_t count);

/* ------------------------------------------- pilot.c, discover.c, classify.c, describe.c */

/* Iterates after which an orbit is taken to show where it goes. */
static inline uint64_t chaosi_settle_steps(const chaosi_basins *b)
{
    const uint64_t least = 1000, most = 100000;
    return b->max_steps < least ? least : b->max_steps > most ? most : b->max_steps;
}

/* The least and the largest of each state where orbits from some starts end, and of these starts, [2][dim]; above it if there are
 * none. Sets b->conservative. */
int chaosi_basins_pilot(chaosi_basins *b, double *low, double *high);

/* Looks for attractors from starts all over the grid; or from some of these starts, *added: whether there are more now. */
int chaosi_basins_discover(chaosi_basins *b);
int chaosi_basins_discover_from(chaosi_basins *b, const uint64_t *starts, uint64_t count, bool *added);

/* Labels starts[count]; NULL: the first `count`. */
int chaosi_basins_classify(chaosi_basins *b, const uint64_t *starts, uint64_t count);

/* When starts that have labels are there: where the first CHAOSI_TELLING iterates running in cells of their attractor begin, or
 * have escaped. */
int chaosi_basins_arrivals(chaosi_basins *b);

/* Whether an orbit from a point that stays in a few cells creeps away, exponentially, only so slowly that it seems to be at rest: a laminar
 * phase of intermittent chaos. */
bool chaosi_basins_creeps_away(const chaosi_basins *b, const double *point, int *code);

/* Periods, exponents, extents. */
int chaosi_basins_describe(chaosi_basins *b, chaos_error *error);

/* basins.c, for all doors. Checks what is asked and fills in *b; `own` outlives it. _begin clears the labels, too. */
int chaosi_basins_read(chaosi_basins *b, chaos_grid *own, const chaos_grid *grid,
                       const chaos_options *options, chaos_error *error);
int chaosi_basins_begin(chaosi_basins *b, chaos_grid *own, const chaos_grid *grid,
                        const chaos_options *options, chaos_error *error);
void chaosi_basins_free(chaosi_basins *b);

/* Cuts states into cells: so many along a side of the box. */
uint64_t chaosi_basins_side(size_t dim);
int chaosi_basins_cut(chaosi_basins *b);

/* The call's code for that with which one of its parts ended, and its message. */
int chaosi_basins_ended(const chaosi_basins *b, int code, chaos_error *error);

/* passes.c. Looks at `count` starts, or what is known of so many, some at a time: first ... end - 1. */
typedef void chaosi_pass(chaosi_basins *b, void *ctx, uint64_t first, uint64_t end);
int chaosi_basins_pass(chaosi_basins *b, uint64_t count, chaosi_pass *look, void *ctx);

/* All starts are pending. */
int chaosi_basins_clear(chaosi_basins *b);

/* How many starts have each label: cells [n + 3], 0 before, from label 0 on, then -1, -2, -3. */
int chaosi_basins_count(chaosi_basins *b, size_t n, uint64_t *cells);

/* basins_result.c. The columns cells, share and share_error; the table of the labels below 0, cells [3] of n; what all recipes begin with. */
extern const chaos_column chaosi_share_columns[3];
double chaosi_share_error(double share, double n);
void chaosi_basins_others(chaos_result *made, const uint64_t *cells, double n);
void chaosi_basins_recipe(chaosi_buffer *recipe, const char *kind, const chaosi_basins *b);
int chaosi_basins_result(chaosi_basins *b, chaos_result **result, chaos_error *error);

#endif
