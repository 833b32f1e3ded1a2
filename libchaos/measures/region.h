/* Orbits that are looked at until they come to a region, or leave one: recorded some rows at a time, together with what the
 * request's conditions are there, while those that are done with make room for others.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_REGION_H
#define CHAOS_MEASURES_REGION_H

#include "measures/measure.h"

typedef struct chaosi_region {
    size_t conditions; /* at each row */
    double *rows;      /* [CHAOSI_REGION_ROWS][dim][stride] states */
    double *values;    /* [CHAOSI_REGION_ROWS][conditions][stride] of the conditions */
    uint32_t *all;     /* [dim] */
    uint8_t *flag;     /* [slots] what `mark` has found */
    uint64_t start;    /* the first iterate that is looked at */

    /* flag[slot]: whether the orbit may be done with in one of these rows. */
    void (*mark)(const chaosi_measurement *run, const struct chaosi_region *region, uint64_t rows);
    /* Whether it is, the first row that of iterate n; called for all slots. */
    bool (*ends)(const chaosi_measurement *run, const struct chaosi_region *region, size_t slot, uint64_t n,
                 uint64_t rows);
} chaosi_region;

enum { CHAOSI_REGION_ROWS = 32, CHAOSI_MOST_SIDES = 4 };

/* An option: by which side orbits get there is told by conditions, which come after that of the region. */
#define CHAOSI_SIDES(help)                                                                            \
    {                                                                                                 \
        { "sides", CHAOS_OPTION_COLUMNS, 1, CHAOSI_MOST_SIDES, NULL, "none", help, NULL }, 0, 0, NULL \
    }

/* Refuses sides of no region. */
int chaosi_region_check_sides(const chaosi_request *request, chaos_error *error);

/* Conditions of a request with a region: 1, and the number of sides. */
static inline size_t chaosi_region_conditions(const chaosi_request *request)
{
    return request->columns ? request->columns->count : 1;
}

/* The first side that holds in a row of a slot; their number: none does. */
uint64_t chaosi_region_side(const chaosi_measurement *run, const chaosi_region *region, size_t slot,
                            uint64_t row);

/* Bytes, for a tile of so many lanes; and laid out in such a block, from where the tile stands. */
size_t chaosi_region_bytes(const chaosi_request *request, size_t lanes);
chaosi_region chaosi_region_place(const chaosi_measurement *run, void *block);

/* Looks at so many iterates, the first that where the tile stands. Orbits that return exactly, and all of whose lap has been
 * looked at, are done with, too. */
int chaosi_region_watch(chaosi_measurement *run, chaosi_region *region, uint64_t rows);

/* A lane is where it was to come to: what becomes of it later does not count. */
void chaosi_region_end(const chaosi_measurement *run, size_t lane);

/* Whether the value of a condition is one: neither 0 nor NaN. */
static inline bool chaosi_holds(double value) { return __builtin_fabs(value) > 0.0; }

#endif
