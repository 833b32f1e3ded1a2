/* What numbers of label arrays share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_SETS_PICTURES_H
#define CHAOS_ANALYSES_SETS_PICTURES_H

#include "core/isa.h"
#include "core/jobs.h"

#include "chaos.h"

enum { CHAOSI_PICTURE_NDIM = 4 };

/* Whether it is an array, of 1 to 4 dimensions. */
int chaosi_picture_check(const int32_t *labels, const uint64_t *shape, uint32_t ndim, chaos_error *error);
uint64_t chaosi_picture_least(const uint64_t *shape, uint32_t ndim);

/* Calls on pictures work on the caller's thread and look up after so many cells, as jobs do: chaosi_picture_tick says
 * how many they were; not CHAOS_OK: stop. At the end chaosi_picture_end tells the last of progress, or the error. */
enum { CHAOSI_PICTURE_CELLS = 1 << 18 };
int chaosi_picture_begin(chaosi_jobs *jobs, double cells, const chaos_options *options, chaos_error *error);
static inline int chaosi_picture_tick(chaosi_jobs *jobs, uint64_t cells)
{
    return chaosi_jobs_tick(jobs, 0, cells);
}
int chaosi_picture_end(const chaosi_jobs *jobs, int code, chaos_error *error);

/* ln of n numbers in place, with the bits that they have everywhere: n a multiple of CHAOSK_LANES, the array
 * aligned as chaosi_alloc does it. */
int chaosi_picture_logarithms(double *numbers, size_t n, chaos_error *error);
static inline size_t chaosi_picture_vectors(size_t n)
{
    return (n + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
}

#endif
