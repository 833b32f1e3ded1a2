/* Results of unknown length in the making. An analysis makes one, adds its tables
 * and rows, and finishes it; from then on it is never changed.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_RESULT_H
#define CHAOS_CORE_RESULT_H

#include "chaos.h"
#include "core/buffer.h"

/* A result with no table; NULL: out of memory. `kind` is a constant. It holds a
 * reference to the map. */
chaos_result *chaosi_result_new(const char *kind, const chaos_map *map);

/* Adds a table with n columns and no row; texts in *columns are constants. Tables
 * count from 0 in the order in which they are added. */
void chaosi_result_table(chaos_result *result, const char *name, const chaos_column *columns, size_t n);

/* The value of a row in a column: elements in a row's shape, and of a ragged column
 * their first dimension. */
typedef struct chaosi_cell {
    const void *data;
    uint64_t length;
} chaosi_cell;

/* Adds a row to a table, a cell for each column. */
void chaosi_result_row(chaos_result *result, size_t table, const chaosi_cell *cells);

/* Takes the recipe, which is then empty, and hands the result out: CHAOS_OK. If memory
 * was short anywhere since chaosi_result_new, frees both and returns CHAOS_ENOMEM. */
int chaosi_result_finish(chaos_result *result, chaosi_buffer *recipe, chaos_result **finished,
                         chaos_error *error);

#endif
