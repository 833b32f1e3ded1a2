/* What the tests of branches share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef BRANCHES_H
#define BRANCHES_H

#include "support.h"

enum { MAX_SPECIAL = 32, MAX_POINTS = 64 };

/* What a branch has. */
struct branch {
    chaos_result *result;
    uint64_t nrows, nspecial;
    uint32_t kind[MAX_SPECIAL], exact[MAX_SPECIAL];
    uint64_t row[MAX_SPECIAL];
    double parameter[MAX_SPECIAL], coefficient[MAX_SPECIAL][2], off[MAX_SPECIAL],
        points[MAX_SPECIAL * MAX_POINTS];
};

/* A column with all of its elements; the caller frees it. */
void *branch_column(const chaos_result *result, const char *table, const char *name, size_t bytes);

/* What the result has, which is freed by the caller. */
struct branch read_branch(chaos_result *result);

struct branch follow(const chaos_map *map, uint64_t period, const char *along, double low, double high,
                     const double *params, const double *guess);

bool recipe_has(const struct branch *b, const char *text);

/* Special point i is of this kind, there, and exact. */
void is_special(const struct branch *b, uint64_t i, uint32_t kind, double parameter, double tolerance);

/* All rows are cycles, one step after the other. */
void is_sound(const struct branch *b);

#endif
