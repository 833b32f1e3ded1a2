/* What is said about a cycle: a row of the result.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_ROWS_H
#define CHAOS_ANALYSES_CYCLES_ROWS_H

#include "analyses/cycles/cycle.h"

typedef struct chaosi_cycle_row {
    double *points;                           /* [n][dim] */
    double *values;                           /* [count][2] the multipliers as doubles */
    double *exponents;                        /* [count] */
    double *points_error, *multipliers_error; /* [dim], [count] */
    double residual;
    uint32_t family;
    chaosi_multiplier *multipliers; /* [count] */
    size_t count;
} chaosi_cycle_row;

/* Memory for it. */
bool chaosi_cycle_row_init(chaosi_cycle_row *row, const chaosi_cycle *c);
void chaosi_cycle_row_free(chaosi_cycle_row *row);

/* The points as they are, and the multipliers, which are there, as doubles. */
void chaosi_cycle_row_fill(chaosi_cycle_row *row, const chaosi_cycle *c);

/* Where several cycles have met in one there is no error to first order: NaN. */
void chaosi_cycle_row_forget_errors(chaosi_cycle_row *row, const chaosi_cycle *c);

/* A result of kind "cycles" of that row. */
int chaosi_cycle_row_result(const chaosi_cycle_row *row, const chaosi_cycle *c, const double *guess,
                            chaos_result **result, chaos_error *error);

#endif
