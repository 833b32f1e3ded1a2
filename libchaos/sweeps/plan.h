/* How a task is divided for the machine: lanes of a tile, states to record, starts of
 * passes.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_SWEEPS_PLAN_H
#define CHAOS_SWEEPS_PLAN_H

#include "sweeps/engine.h"

typedef struct chaosi_plan {
    bool alone;            /* one, whatever that costs */
    size_t lanes;          /* of a tile: a multiple of CHAOSK_LANES, or one */
    size_t pooled;         /* of the larger tile that takes points through the first transient; a multiple */
    uint32_t *comp, ncomp; /* states to record, and how many */
    uint32_t *column;      /* [dim] 1 + where a state is among these; 0: it is not */
    uint64_t chunk_rows;   /* records at a time */
    uint64_t rows;         /* that a lap may have, if it is longer */
    /* Iterates from which passes start, ascending: the ends of transients, and for
     * measures that align somewhat earlier. */
    uint64_t starts[CHAOS_MAX_MEASURES];
    size_t nstarts;
    double iterations; /* of a point, for progress and for the number of threads */
} chaosi_plan;

/* Makes a plan, and sets the requests' prerolls. The kernels are those of whole vectors: a tile of one lane
 * takes others; alone: that is wanted. false: out of memory. Free it in any case. */
bool chaosi_plan_init(chaosi_plan *plan, chaosi_task *task, const chaosk_table *kernels, bool alone);
void chaosi_plan_free(chaosi_plan *plan);

/* How many threads share so many jobs. */
unsigned chaosi_plan_threads(const chaosi_plan *plan, const chaosi_task *task, uint64_t jobs);

/* The position of a state in a recorded row. */
uint32_t chaosi_plan_column(const chaosi_plan *plan, uint64_t state);

/* The iterate from which a request's pass starts. */
static inline uint64_t chaosi_start_of(const chaosi_request *r)
{
    return r->options.common.transient - r->preroll;
}

#endif
