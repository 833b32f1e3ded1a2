/* Building results of unknown length. An analysis makes one, adds its tables and
 * rows, and finishes it; from then on it never changes.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_RESULT_H
#define CHAOS_CORE_RESULT_H

#include "chaos.h"
#include "core/buffer.h"

/* A result without tables, which holds a reference to the map; NULL: out of memory.
 * `kind` is a constant string. */
chaos_result *chaosi_result_new(const char *kind, const chaos_map *map);

/* Adds a table with n columns and no rows. The strings in *columns are constants.
 * Tables are numbered from 0 in the order in which they are added. */
void chaosi_result_table(chaos_result *result, const char *name, const chaos_column *columns, size_t n);

/* A row's value in one column: its elements, and in a ragged column its first
 * dimension. */
typedef struct chaosi_cell {
    const void *data;
    uint64_t length;
} chaosi_cell;

/* Adds a row to a table, a cell for each column. */
void chaosi_result_row(chaos_result *result, size_t table, const chaosi_cell *cells);

/* All elements of a column, which belong to the result; NULL: there are none. */
const void *chaosi_result_data(const chaos_result *result, const char *table, const char *column);

/* How long an element of a type is. */
size_t chaosi_type_bytes(uint32_t type);

/* Takes the recipe over and gives the result out. If memory ran out at any time since
 * chaosi_result_new, frees both and returns CHAOS_ENOMEM. */
int chaosi_result_finish(chaos_result *result, chaosi_buffer *recipe, chaos_result **finished,
                         chaos_error *error);

#endif
