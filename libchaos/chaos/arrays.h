/* chaos/arrays.h - element types and dimensions of arrays.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_ARRAYS_H
#define CHAOS_ARRAYS_H

#include <chaos/errors.h>

/* Element types of arrays and columns. */
enum chaos_type {
    CHAOS_F64 = 0,
    CHAOS_U64 = 1,
    CHAOS_I64 = 2,
    CHAOS_U32 = 3,
    CHAOS_C128 = 4, /* a complex number: two doubles, real and imaginary part */
    CHAOS_I32 = 5,
};

/* What a dimension of an array counts. */
enum chaos_dimension {
    CHAOS_DIM_COLUMN = 0,     /* states or expressions; absent if there is one */
    CHAOS_DIM_BIN = 1,        /* bins of a column: chaos_density_edge */
    CHAOS_DIM_RECORD = 2,     /* recorded states: chaos_measure_iterate */
    CHAOS_DIM_NUMBER = 3,     /* exponents or multipliers, largest first; absent if there is one */
    CHAOS_DIM_BLOCK = 4,      /* equal blocks of time */
    CHAOS_DIM_STATISTIC = 5,  /* mean, variance, minimum, maximum */
    CHAOS_DIM_SIDE = 6,       /* below, above */
    CHAOS_DIM_LIMIT = 7,      /* low, high */
    CHAOS_DIM_POINT = 8,      /* points of a cycle, in order of time */
    CHAOS_DIM_LAG = 9,        /* iterates between two records: chaos_measure_place, as of the next */
    CHAOS_DIM_FREQUENCY = 10, /* cycles per iterate */
    CHAOS_DIM_SCALE = 11,     /* lengths: radii, sizes of boxes */
    CHAOS_DIM_QUANTILE = 12   /* below which 5, 25, 50, 75 and 95 % of what is distributed are */
};

#endif
