/* What is said about a cycle: a row of the result.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_ROWS_H
#define CHAOS_ANALYSES_CYCLES_ROWS_H

#include "analyses/cycles/cycle.h"

typedef struct chaosi_cycle_row {
    uint64_t period;
    double *points;                           /* [period][dim] */
    double *values;                           /* [count][2] the multipliers as doubles */
    double *exponents;                        /* [count] */
    double *points_error, *multipliers_error; /* [dim], [count] */
    double residual;
    uint32_t family, unstable, neutral;
    int64_t index;
    chaosi_multiplier *multipliers; /* [count] */
    size_t count;
} chaosi_cycle_row;

/* Memory for it. */
bool chaosi_cycle_row_init(chaosi_cycle_row *row, const chaosi_cycle *c);
void chaosi_cycle_row_free(chaosi_cycle_row *row);

/* The cycle near a guess, with all that is said about it. */
int chaosi_cycle_row_find(chaosi_cycle_row *row, chaosi_cycle *c, const double *guess, chaos_error *error);

/* A table "rows" of such rows, as the result's first one; and a row of it. */
void chaosi_cycle_rows_table(chaos_result *made, const chaos_map *map);
void chaosi_cycle_rows_add(chaos_result *made, const chaosi_cycle_row *row);

#endif
