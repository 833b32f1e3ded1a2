/* Expressions over a map's states and parameters, as columns of recorded rows:
 * what a measure's `of` and `when` become. text/ makes them, measures use them;
 * neither knows more of the other than this.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_COLUMNS_H
#define CHAOS_GRAPH_COLUMNS_H

#include "kernels/map.h"

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
    const void *program;
} chaosk_columns_job;

typedef struct chaosk_columns {
    size_t (*work_bytes)(const void *program, size_t stride);
    void (*compute)(const chaosk_columns_job *job);
} chaosk_columns;

typedef struct chaosi_columns {
    uint32_t count; /* columns */
    uint32_t nstates;
    const uint32_t *states; /* [nstates] the states that are needed */
    const void *program;
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
