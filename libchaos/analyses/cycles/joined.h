/* Results of one kind as parts of a larger one.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_JOINED_H
#define CHAOS_ANALYSES_CYCLES_JOINED_H

#include "chaos.h"

enum { CHAOSI_MOST_COLUMNS = 24 };

/* Adds a table with the n columns of a part's, points ragged, after a column `part`, a constant string: the part's number. */
void chaosi_joined_table(chaos_result *made, const char *name, const char *part, const chaos_column *columns,
                         size_t n);

/* Adds all rows of a part's table to table `number`. */
void chaosi_joined_rows(chaos_result *made, size_t number, const chaos_result *part, uint64_t which,
                        const char *table);

/* Why a part ends on either side, enum chaos_stop, from its recipe. */
void chaosi_joined_ends(const chaos_result *part, uint32_t ends[2]);

#endif
