/* One large lattice on several threads, or on one in less time: it is cut into stretches of neighbouring
 * sites, each with so many of its neighbours' sites on either side that some tens of steps need nothing else.
 * What those sites become is wrong, from their ends inwards, and is not used. A stretch's states stay in the
 * cache meanwhile, and a thread waits for its neighbours once in those steps.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_STRETCHES_H
#define CHAOS_CORE_STRETCHES_H

#include "core/jobs.h"

#include "kernels/map.h"

#include <stdbool.h>

typedef struct chaosi_stretches {
    const chaosk_table *kernels; /* the lattice's own, with its sites in the lanes, */
    const void *ctx;             /* and what they are called with */
    size_t dim, sites;
    size_t side, rows;  /* states of a site that stand side by side; rows of all sites */
    size_t reach, deep; /* how many sites away a site looks; steps at a time, at most */
    size_t count;       /* stretches */
    uint32_t threads;   /* at most */
    _Atomic bool unfit; /* wrong states have left where right ones have not: it goes on uncut */
} chaosi_stretches;

/* Kernels of the same bits for tiles of one lane, whose ctx is a chaosi_stretches. */
extern const chaosk_table chaosi_stretches_kernels;

/* Of a map's kernels for tiles of one lane; threads: at most so many, 0: as many as there are cores. false: it
 * is not to be cut. */
bool chaosi_stretches_init(chaosi_stretches *s, const chaos_map *map, const chaosk_table *kernels,
                           uint32_t threads);

#endif
