/* The engine under sweeps and batches: points from a source, measures on each.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_SWEEPS_ENGINE_H
#define CHAOS_SWEEPS_ENGINE_H

#include "measures/measure.h"

#include <string.h>

typedef struct chaosi_task {
    const chaos_map *map;
    chaosi_source source;
    size_t nrequests;
    uint64_t pooled;  /* so many starts share an element of status: those of a point, if all measures pool */
    uint32_t *status; /* or NULL */
    bool discarded;   /* it has been stopped, and nobody is going to look at the outputs */
    chaos_options options;                       /* complete */
    chaosi_request requests[CHAOS_MAX_MEASURES]; /* complete and prepared; last: they are many bytes, */
} chaosi_task;                                   /* and a task begins without clearing them */

static inline void chaosi_task_begin(chaosi_task *task, const chaos_map *map, uint32_t *status)
{
    memset(task, 0, offsetof(chaosi_task, requests));
    task->map = map;
    task->status = status;
}

/* What lanes and threads share: points, or chains of them that are followed. */
static inline uint64_t chaosi_units(const chaosi_task *task)
{
    const chaosi_source *s = &task->source;
    return s->follows ? s->npoints / s->shape[s->along] : s->npoints;
}

/* Runs a task whose arguments have all been checked. */
int chaosi_engine_run(chaosi_task *task, chaos_error *error);

/* Points that are not known, of measures that do not pool their starts. */
void chaosi_set_pending(const chaosi_task *task, uint64_t first, uint64_t count);

/* pool.c: after tile number `turn` of a task, which starts at its first lane: measures that pool starts add
 * what they know to the outputs, one tile after the other. Not CHAOS_OK: the call stops. */
int chaosi_pool_tile(const chaosi_task *task, chaosi_measurement *measurements, chaosi_jobs *jobs,
                     _Atomic uint64_t *turn);

/* Whether some measure does. What they need for it; false: out of memory, free it in any case. If the call has
 * been stopped after so many starts, a point of which some are missing is not known. */
bool chaosi_pools_starts(const chaosi_task *task);
bool chaosi_pool_begin(chaosi_task *task);
void chaosi_pool_stopped(const chaosi_task *task, uint64_t starts);
void chaosi_pool_end(chaosi_task *task);

/* A request's own mask; NULL: not wanted. */
static inline uint32_t *chaosi_mask_of(const chaosi_request *r) { return r->out[r->kind->noutputs - 1]; }

/* So many elements of a mask, NULL: there is none. */
static inline void chaosi_fill_pending(uint32_t *mask, uint64_t first, uint64_t count)
{
    for (uint64_t i = first; mask && i < first + count; i++)
        mask[i] = CHAOS_PENDING;
}

/* No point is known, to the call or to any of its measures. */
void chaosi_set_all_pending(const chaosi_task *task);

/* survey.c: the range that columns cover on some points of the whole grid of a
 * task, for measures that need one. */
typedef struct chaosi_task_survey {
    chaosi_survey survey;
    const chaosi_task *task;
} chaosi_task_survey;
int chaosi_survey_range(const chaosi_survey *survey, const chaosi_request *request, double (*range)[2],
                        chaos_error *error);

#endif
