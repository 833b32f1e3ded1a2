/* The search for all cycles.
 *
 * all.c is the door and goes from period to period; seeds.c says where to start, stabilise.c takes the starts to
 * cycles in the lanes of tiles, laps.c does both in one dimension; known.c polishes what they find and
 * keeps each cycle once; counts.c says what is known of the list, expansion.c what follows from it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_SEARCH_H
#define CHAOS_ANALYSES_CYCLES_SEARCH_H

#include "analyses/cycles/rows.h"

#include "core/few.h"

/* What is said of a period. */
typedef struct chaosi_count {
    uint64_t period, cycles, points, singular, starts;
    int64_t index, expected; /* CHAOSI_NO_INDEX: not known */
    uint32_t completeness;
    bool sure; /* nothing was left out */
} chaosi_count;

#define CHAOSI_NO_INDEX INT64_MIN

/* Whether the indices of its points do not add up. */
static inline bool chaosi_count_is_wrong(const chaosi_count *count)
{
    return count->expected != CHAOSI_NO_INDEX && count->index != count->expected;
}

/* A point of a cycle in a list of those in the same cell. */
typedef struct chaosi_known_point {
    size_t row, point, next; /* next: 1 + its number, 0 at the end */
    int64_t cell;
} chaosi_known_point;

typedef struct chaosi_search {
    const chaos_map *map;
    const chaosi_isa_entry *isa;
    const chaosk_table *kernels;
    chaos_options options;
    const double *params; /* [nparams] */
    size_t dim, lanes;
    uint64_t first, last; /* periods */
    uint64_t every;       /* of which they are multiples */
    double *low, *high;   /* [dim] the box; */
    double *size;         /* its widths, */
    double *revolution;   /* and periods of angles, else 0 */
    double *p;            /* [nparams][lanes] */
    double budget, spent; /* iterations */
    chaosi_jobs *jobs;    /* of what is going on */
    struct timespec reported;
    chaos_error *error;
    _Atomic int stop; /* what the map's function returned, if that was not 0 */
    /* What has been found. */
    chaosi_cycle_row *rows;
    size_t nrows, rows_capacity;
    chaosi_known_point *points;
    size_t npoints, points_capacity, *table, table_size;
    chaosi_count *counts; /* [last + 1] */
    size_t nsingular;     /* of this period */
} chaosi_search;

/* Runs jobs of so many iterations in all, with the search's progress. */
int chaosi_search_run(chaosi_search *s, chaosi_jobs *jobs, unsigned threads, double iterations);
bool chaosi_search_spent(const chaosi_search *s); /* the budget */

/* Where cycles are looked for, [dim][2]: a copy of `given`, checked; NULL: angles go round, else three times what a
 * picture shows. */
int chaosi_search_box(const chaos_map *map, bool lift, const double *given, double *box, chaos_error *error);

/* What one thread works with: a tile at iterate n0, its lanes all at the search's parameters. */
typedef struct chaosi_search_tile {
    chaosk_tile k;
    uint64_t *id; /* [lanes] 0 */
    double *from; /* [dim][lanes] */
} chaosi_search_tile;

bool chaosi_search_tile_init(chaosi_search_tile *t, const chaosi_search *s, size_t vectors);
void chaosi_search_tile_free(chaosi_search_tile *t);

/* Moves it on by n steps, with tangent vectors from the identity if it has any. */
int chaosi_search_tile_advance(chaosi_search *s, chaosi_search_tile *t, unsigned thread, uint64_t n);

/* ------------------------------------------------------------ seeds.c, stabilise.c, laps.c */

/* Starts: points of the box, of orbits, and of the cycles of periods from ... to; *seeds [*count][dim], which free()
 * frees. */
int chaosi_search_scatter(chaosi_search *s, double **seeds, size_t *count);
int chaosi_search_neighbours(const chaosi_search *s, uint64_t from, uint64_t to, double **seeds,
                             size_t *count);

/* Takes all of them to where f^n returns: *found [*nfound][dim], which free() frees, in the order of the seeds. */
int chaosi_search_stabilise(chaosi_search *s, uint64_t n, double stiffness, const double *seeds, size_t count,
                            double **found, size_t *nfound);

/* In one dimension: all x in the box with f^n(x) = x, for growing n, by intervals on which f^n is monotonic; *complete: there are no more, as far as the intervals are seen. */
typedef struct chaosi_line chaosi_line;
chaosi_line *chaosi_line_new(chaosi_search *s); /* NULL: out of memory */
void chaosi_line_free(chaosi_line *line);
int chaosi_line_find(chaosi_line *line, uint64_t n, bool *complete, const double **found, size_t *nfound);

/* ----------------------------------------------------------------------------- known.c, counts.c */

/* Whether a point is on a cycle that is known. */
bool chaosi_is_known(const chaosi_search *s, const double *x);

/* Polishes the cycle of period n at x and keeps it, if there is one and it is new. */
int chaosi_known_take(chaosi_search *s, uint64_t n, const double *x);
bool chaosi_known_sort(chaosi_search *s); /* by period, then by first point; the table is void */
void chaosi_known_free(chaosi_search *s);

/* What is known of period n; *expected: what the indices of all of its points add up to. */
int chaosi_search_expect(chaosi_search *s, uint64_t n, int64_t *expected);
void chaosi_search_count(const chaosi_search *s, uint64_t n, chaosi_count *count);

/* expansion.c: averages over what never leaves the box, from the cycles up to an order; errors are the changes from the
 * order before. NaN: not to be had, as where a cycle is neutral or
 * attracts. */
typedef struct chaosi_average {
    uint64_t order;
    double entropy, entropy_error, escape_rate, escape_rate_error, exponent, exponent_error;
} chaosi_average;

/* averages [order], of the orders 1 ... order. */
int chaosi_search_averages(const chaosi_search *s, uint64_t order, chaosi_average *averages);

/* all_result.c: rows and tables of what has been found. */
int chaosi_search_result(chaosi_search *s, bool stopped, chaos_result **result, chaos_error *error);

#endif
