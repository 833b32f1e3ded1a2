/* Expressions over a map's states and parameters, as columns of recorded rows:
 * what a measure's `of` and `when` become. text/ makes them, measures use them;
 * neither knows more of the other than this.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_COLUMNS_H
#define CHAOS_GRAPH_COLUMNS_H

#include "graph/program.h"
#include "kernels/map.h"

/* A leaf of an expression: a needed state; or one at each site of a row, in sums. */
typedef struct chaosk_column_leaf {
    uint32_t
        state; /* which of the needed states; of a row that of site 0, which those of the other sites follow */
    uint32_t shift; /* of a row: sites to the right, below their number */
    uint32_t row;   /* whether it is one */
} chaosk_column_leaf;

typedef struct chaosk_expressions {
    uint32_t ncolumns, nsums, nleaves;
    size_t sites;                   /* of a lattice */
    const chaosk_column_leaf *leaf; /* [nleaves] first those of terms */
    chaosk_code terms;              /* [nsums] what is summed up over the sites, from leaves at a site */
    chaosk_code value;              /* [ncolumns] columns, from all leaves and the sums behind them */
} chaosk_expressions;

/* Rows in, rows out. Arrays are 64-byte aligned. */
typedef struct chaosk_columns_job {
    const double *in; /* [count][in_row]: needed state k is at offset at[k] * stride of a row */
    size_t in_row;
    const uint32_t *at;
    uint64_t count;
    const double *p;      /* [nparams][stride] */
    size_t stride, lanes; /* of a tile, or of a crew of its lanes; multiples of CHAOSK_LANES, or 1 */
    double *out;          /* [count][columns][stride] */
    void *work;           /* work_bytes */
    const chaosk_expressions *program;
} chaosk_columns_job;

typedef struct chaosk_columns {
    size_t (*work_bytes)(const chaosk_expressions *program, size_t stride);
    void (*compute)(const chaosk_columns_job *job);
} chaosk_columns;

typedef struct chaosi_columns {
    uint32_t count; /* columns */
    uint32_t nstates;
    const uint32_t *states; /* [nstates] the states that are needed */
    const chaosk_expressions *program;
    const chaosk_columns *kernels[CHAOSI_NISA];
} chaosi_columns;

/* Columns for `of`, up to `most` expressions separated by commas (of a lattice each one for
 * every site, if there is an x[i]), or if it is NULL for states [nstates], NULL: the first ones.
 * They are NaN where `when` is 0 or NaN; NULL: nowhere. Errors have the argument "when", or that
 * which `of` is called. */
int chaosi_columns_make(const chaos_map *map, const char *of, const char *argument, uint32_t most,
                        const uint32_t *states, uint32_t nstates, const char *when, chaosi_columns **columns,
                        chaos_error *error);
void chaosi_columns_free(chaosi_columns *columns); /* may be NULL */

#endif
