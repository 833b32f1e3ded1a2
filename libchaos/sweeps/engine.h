/* The engine under sweeps and batches: points from a source, measures on each.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_SWEEPS_ENGINE_H
#define CHAOS_SWEEPS_ENGINE_H

#include "measures/measure.h"

typedef struct chaosi_task {
    const chaos_map *map;
    chaosi_source source;
    chaosi_request requests[CHAOS_MAX_MEASURES]; /* complete and prepared */
    size_t nrequests;
    uint32_t *status;      /* or NULL */
    chaos_options options; /* complete */
} chaosi_task;

/* Runs a task whose arguments have all been checked. */
int chaosi_engine_run(chaosi_task *task, chaos_error *error);

/* Points `first` up to first + count are not known, to the call or to any of its measures. */
void chaosi_set_pending(const chaosi_task *task, uint64_t first, uint64_t count);

/* survey.c: the range that columns cover on some points of the whole grid of a
 * task, for measures that need one. */
typedef struct chaosi_task_survey {
    chaosi_survey survey;
    const chaosi_task *task;
} chaosi_task_survey;
int chaosi_survey_range(const chaosi_survey *survey, const chaosi_request *request, double (*range)[2],
                        chaos_error *error);

#endif
