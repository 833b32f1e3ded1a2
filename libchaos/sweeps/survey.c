/* The range that a measure's columns cover, from the orbits of up to 256 points
 * spread over the whole grid: whatever part of it a call computes, the range is the
 * same.
 *
 * SPDX-License-Identifier: MIT */
#include "sweeps/engine.h"

#include <stdlib.h>

enum { POINTS = 256, STEPS = 1000, MOST_COLUMNS = 2 };

/* What the records of one point span; columns are skipped where they are NaN. */
typedef struct extremes {
    double low[MOST_COLUMNS], high[MOST_COLUMNS];
    uint64_t count[MOST_COLUMNS];
} extremes;

static uint64_t survey_rows(const chaosi_request *r) { return r->options.common.steps; }

static void survey_begin(chaosi_measurement *run)
{
    *(extremes *)run->request->out[0] = (extremes){ .count = { 0 } };
}

static void survey_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    extremes *e = run->request->out[0];
    for (uint64_t i = 0; i < run->request->ncolumns; i++) {
        const double *x = rows->data + chaosi_column(run, i) * rows->stride;
        for (uint64_t j = 0; j < rows->count; j++, x += rows->ncomp * rows->stride) {
            if (*x != *x)
                continue;
            const bool first = e->count[i]++ == 0;
            e->low[i] = first || *x < e->low[i] ? *x : e->low[i];
            e->high[i] = first || *x > e->high[i] ? *x : e->high[i];
        }
    }
}

/* Orbits that escape do not count. */
static void survey_end(chaosi_measurement *run)
{
    const uint64_t last = chaosi_iterate_of(run->request, run->request->options.common.steps - 1);
    extremes *e = run->request->out[0];
    for (uint64_t i = 0; i < run->request->ncolumns; i++)
        if (run->tile->escaped[0] <= last)
            e->count[i] = 0;
}

static const chaosi_quantity no_status[] = { { .ndim = 0 }, { .ndim = 0 } };

static const chaosi_measure_kind survey_kind = {
    .outputs = no_status,
    .noutputs = 2,
    .rows = survey_rows,
    .begin = survey_begin,
    .take = survey_take,
    .end = survey_end,
};

/* Progress of a survey, whose end is not that of the call. */
static int survey_progress(void *user, double done, double total)
{
    const chaos_options *call = user;
    return done < total ? call->progress(call->user, done, total) : 0;
}

/* Widens the range by the extremes of one point. */
static int survey_point(chaosi_task *task, uint64_t point, double (*range)[2], bool *any, chaos_error *error)
{
    extremes e;
    task->source.first = point;
    task->source.npoints = 1;
    task->requests[0].out[0] = &e;
    const int code = chaosi_engine_run(task, error);
    for (uint64_t i = 0; i < task->requests[0].ncolumns && code == CHAOS_OK; i++) {
        if (e.count[i] == 0 || !__builtin_isfinite(e.high[i] - e.low[i]))
            continue;
        range[i][0] = !any[i] || e.low[i] < range[i][0] ? e.low[i] : range[i][0];
        range[i][1] = !any[i] || e.high[i] > range[i][1] ? e.high[i] : range[i][1];
        any[i] = true;
    }
    return code;
}

/* p of `parts` of a length. */
static uint64_t spread(uint64_t p, uint64_t length, uint64_t parts)
{
    return p * (length / parts) + p * (length % parts) / parts;
}

int chaosi_survey_range(const chaosi_survey *survey, const chaosi_request *request, double (*range)[2],
                        chaos_error *error)
{
    const chaosi_task *whole = ((const chaosi_task_survey *)(const void *)survey)->task;
    bool any[MOST_COLUMNS] = { false };
    chaosi_task *task = malloc(sizeof *task);
    if (!task)
        return chaosi_nomem(error);
    chaosi_task_begin(task, whole->map, NULL);
    task->source = whole->source;
    task->nrequests = task->pooled = 1;
    task->options = whole->options;
    task->requests[0] = *request;
    task->requests[0].kind = &survey_kind;
    task->requests[0].out[1] = NULL;
    task->requests[0].pooled = 1;
    task->source.follows = false;
    task->source.directions = 1;
    if (request->options.common.steps > STEPS)
        task->requests[0].options.common.steps = STEPS;
    if (task->options.progress) {
        task->options.progress = survey_progress;
        task->options.user = (void *)(uintptr_t)&whole->options;
    }
    const uint64_t npoints = chaosi_source_size(&whole->source);
    const uint64_t tried = npoints < POINTS ? npoints : POINTS;
    int code = CHAOS_OK;
    for (uint64_t i = 0; i < request->ncolumns; i++)
        range[i][0] = range[i][1] = 0.0;
    for (uint64_t p = 0; p < tried && code == CHAOS_OK; p++)
        code = survey_point(task, tried > 1 ? spread(p, npoints - 1, tried - 1) : 0, range, any, error);
    free(task);
    for (uint64_t i = 0; i < request->ncolumns; i++) { /* widen by a twentieth on both sides */
        const double margin = range[i][1] > range[i][0] ? (range[i][1] - range[i][0]) / 20.0 : 0.5;
        range[i][0] -= margin;
        range[i][1] += margin;
    }
    return code;
}
