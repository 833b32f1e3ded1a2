/* chaos/results.h - results of a length that only the call knows.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_RESULTS_H
#define CHAOS_RESULTS_H

#include <chaos/arrays.h>
#include <chaos/maps.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The result of an analysis: one or more named tables ("rows", "special_points") of
 * named columns. It never changes, any number of threads may read it, and it holds a
 * reference to its map. The caller frees it. */
typedef struct chaos_result chaos_result;

/* One column of a table. It belongs to the result and lives as long; a later library
 * may add members at its end. */
typedef struct chaos_column {
    const char *name;  /* "multipliers" */
    uint32_t type;     /* enum chaos_type */
    uint32_t ndim;     /* of the value in each row: 0 (a number) to 2 */
    uint64_t shape[2]; /* of that value; shape[0] is 0 if it differs from row to row: the column is ragged */
    uint32_t dims[2];  /* enum chaos_dimension */
    bool ragged;
    const char *label, *unit; /* as those of chaos_quantity; unit "" if there is none */
    double none;              /* the value that means none; NaN: only NaN does */
    const char *help;         /* one line */
} chaos_column;

/* Frees a result. NULL is left alone. */
CHAOS_API void chaos_result_free(chaos_result *result);

/* What it is, and where it comes from. */
CHAOS_API const char *chaos_result_kind(const chaos_result *result);   /* "cycles" */
CHAOS_API const char *chaos_result_recipe(const chaos_result *result); /* everything that made it, as JSON */
CHAOS_API const chaos_map *chaos_result_map(
    const chaos_result *result); /* which lives as long as the result */

/* The name of table i, NULL past the end; the number of rows of a table, 0 if there is
 * none of that name. */
CHAOS_API const char *chaos_result_table(const chaos_result *result, size_t i);
CHAOS_API uint64_t chaos_result_nrows(const chaos_result *result, const char *table);

/* Column i of a table; NULL past the end. */
CHAOS_API const chaos_column *chaos_result_column(const chaos_result *result, const char *table, size_t i);

/* The number of elements in a column, over all rows; 0 if there is no such column. */
CHAOS_API uint64_t chaos_result_elements(const chaos_result *result, const char *table, const char *column);

/* Copies a column out.
 *
 * In:      bytes    the size of values: that of all elements of the column's type
 * Out:     values   [elements] row after row
 *          offsets  [rows + 1] of a ragged column: row i has the elements from offsets[i]
 *                   up to, not including, offsets[i + 1]; otherwise NULL */
CHAOS_API CHAOS_MUST_CHECK int chaos_result_copy(const chaos_result *result, const char *table,
                                                 const char *column, void *values, uint64_t bytes,
                                                 uint64_t *offsets, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
