/* The engine under sweeps and batches: points from a source, measures on each.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_ENGINE_H
#define CHAOS_ANALYSES_ENGINE_H

#include "measures/measure.h"

enum { CHAOSI_MAX_MEASURES = 16 };

typedef struct chaosi_task {
    const chaos_map *map;
    chaosi_source source;
    uint64_t transient;
    chaos_measure measures[CHAOSI_MAX_MEASURES];  /* complete */
    chaosi_columns *columns[CHAOSI_MAX_MEASURES]; /* of measures that have some */
    size_t nmeasures;
    uint32_t *status;      /* or NULL */
    chaos_options options; /* complete */
} chaosi_task;

/* *complete = *options with every default in place, checked. */
int chaosi_options(chaos_options *complete, const chaos_map *map, const chaos_options *options,
                   chaos_error *error);

/* Runs a task whose arguments have all been checked. */
int chaosi_engine_run(const chaosi_task *task, chaos_error *error);

#endif
