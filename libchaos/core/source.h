/* Where the points of a call come from: a grid or a batch, behind one interface.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_SOURCE_H
#define CHAOS_CORE_SOURCE_H

#include "kernels/map.h"

#include "chaos.h"

typedef struct chaosi_source {
    const chaos_map *map;
    uint32_t ndim;
    uint64_t shape[CHAOS_MAX_NDIM];
    uint64_t each; /* starts of a point */
    bool follows;  /* points along an axis go one after the other, */
    uint64_t
        directions; /* upwards, and if there are 2 of them downwards: all starts of one before the other's */
    uint32_t along; /* that axis: a parameter */
    uint64_t inner; /* starts from one of its values to the next */
    uint64_t first, npoints; /* the part to compute, in C order: starts, of one point after the other */
    bool is_batch;
    chaos_batch batch;
    chaos_grid grid;
    chaos_axis axis[CHAOS_MAX_AXES];  /* grid, one per dimension */
    int64_t quantity[CHAOS_MAX_AXES]; /* grid: what the axis is: parameter i, or state nparams + i */
} chaosi_source;

/* Fill *source and check everything about it. Structs are copied, what they point to is not. */
int chaosi_source_from_grid(chaosi_source *source, const chaos_map *map, const chaos_grid *grid,
                            chaos_error *error);
int chaosi_source_from_batch(chaosi_source *source, const chaos_map *map, const chaos_batch *batch,
                             chaos_error *error);

/* The starts of all points of the whole grid or batch, in one direction. */
uint64_t chaosi_source_size(const chaosi_source *source);

/* The number of start i of the part among those of the whole, all of one direction before the other's. */
static inline uint64_t chaosi_source_start(const chaosi_source *source, uint64_t i)
{
    if (source->directions == 1)
        return source->first + i;
    const uint64_t part = source->npoints / source->directions;
    return i / part * chaosi_source_size(source) + source->first + i % part;
}

/* Whether a grid has an axis of it: parameter i, or state nparams + i. */
bool chaosi_source_is_axis(const chaosi_source *source, uint64_t quantity);

/* Puts points first ... first + count - 1 of the part, all of one direction, into lanes 0 ... of
 * p [nparams][stride] and x [dim][stride]. */
void chaosi_source_gather(const chaosi_source *source, uint64_t first, size_t count, size_t stride, double *p,
                          double *x);

#endif
