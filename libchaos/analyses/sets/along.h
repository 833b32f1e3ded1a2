/* Attractors along a parameter: what is known at one value, and the result.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_SETS_ALONG_H
#define CHAOS_ANALYSES_SETS_ALONG_H

#include "analyses/sets/sets.h"

#include "core/result.h"

/* An attractor at one value. */
typedef struct chaosi_found {
    uint64_t identity, nsamples, cells, period;
    uint32_t kind;
    double share, share_error;
    double *
        numbers; /* point [dim], exponents and errors [nexponents], centre [dim], extent [dim][2], samples [][dim] */
} chaosi_found;

typedef struct chaosi_found_list {
    chaosi_found *items;
    size_t count, room;
} chaosi_found_list;

typedef struct chaosi_along {
    const chaos_map *map;
    chaos_options call, options; /* as it was said; and of what is called */
    chaos_grid grid;
    const chaos_axis *axis;
    double *params, *lengths, *box; /* [nparams], [dim], [dim][2] */
    int32_t *labels;
    uint64_t max_steps, dim, nexponents, parameter, next, at, values;
    chaosi_found_list last, now;
    uint64_t *first; /* [next] the number of the value at which each identity begins */
    chaos_result *made;
    bool stopped;
} chaosi_along;

static inline double *chaosi_found_point(const chaosi_found *f) { return f->numbers; }
static inline double *chaosi_found_exponents(const chaosi_along *a, const chaosi_found *f)
{
    return f->numbers + a->dim;
}
static inline double *chaosi_found_errors(const chaosi_along *a, const chaosi_found *f)
{
    return chaosi_found_exponents(a, f) + a->nexponents;
}
static inline double *chaosi_found_centre(const chaosi_along *a, const chaosi_found *f)
{
    return chaosi_found_errors(a, f) + a->nexponents;
}
static inline double *chaosi_found_extent(const chaosi_along *a, const chaosi_found *f)
{
    return chaosi_found_centre(a, f) + a->dim;
}
static inline double *chaosi_found_samples(const chaosi_along *a, const chaosi_found *f)
{
    return chaosi_found_extent(a, f) + 2 * a->dim;
}

/* Value number i of the axis. */
static inline double chaosi_along_value(const chaosi_along *a, uint64_t i)
{
    const chaos_axis *x = a->axis;
    if (x->values)
        return x->values[i];
    return i + 1 == x->count && i > 0
               ? x->stop
               : x->start + (double)i * ((x->stop - x->start) / (double)(x->count > 1 ? x->count - 1 : 1));
}

/* along_result.c: the tables of a->made; the attractors of now, at a value, with the parts of starts that escape and that
 * are unresolved; one that ended at the value before, and which of now it became, or a label below 0. */
void chaosi_along_tables(chaosi_along *a);
void chaosi_along_rows(chaosi_along *a, const double *value, const double *others);
void chaosi_along_end(chaosi_along *a, const chaosi_found *gone, int64_t became);
void chaosi_along_recipe(const chaosi_along *a, chaosi_buffer *recipe);

#endif
