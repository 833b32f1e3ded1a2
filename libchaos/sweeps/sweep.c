/* Sweeps and batches: arguments checked and completed, then the engine.
 *
 * SPDX-License-Identifier: MIT */
#include "sweeps/engine.h"

#include "core/fpenv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static chaos_measure *measure_at(chaos_measure *measures, size_t i)
{
    return (chaos_measure *)(void *)((char *)measures + i * measures[0].size);
}

/* Of several measures, says which one an error is about. */
static int name_measure(int code, size_t i, size_t nmeasures, chaos_error *error)
{
    if (error && nmeasures > 1 && code == CHAOS_EINVAL) {
        char option[sizeof error->argument];
        memcpy(option, error->argument, sizeof option);
        snprintf(error->argument, sizeof error->argument, "measures[%zu].%.40s", i, option);
    }
    return code;
}

static int take_measures(chaosi_task *task, uint64_t steps, chaos_measure *measures, size_t nmeasures,
                         chaos_error *error)
{
    if (!measures || nmeasures < 1 || nmeasures > CHAOSI_MAX_MEASURES)
        return chaosi_fail(error, CHAOS_EINVAL, "measures", -1, "there are %zu measures; 1 to %d would do",
                           measures ? nmeasures : 0, CHAOSI_MAX_MEASURES);
    if (steps == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps is 0; at least 1 would do");
    task->nmeasures = nmeasures;
    for (size_t i = 0; i < nmeasures; i++) {
        chaos_measure *m = &task->measures[i];
        chaos_array arrays[CHAOS_MAX_OUT];
        uint32_t narrays;
        if (measure_at(measures, i)->size < sizeof *m)
            return chaosi_fail(error, CHAOS_EINVAL, "measures", (int64_t)i,
                               "measures[%zu].size is not sizeof(chaos_measure)", i);
        *m = *measure_at(measures, i);
        int code = chaos_measure_arrays(task->map, steps, m, arrays, &narrays, error);
        if (code != CHAOS_OK)
            return name_measure(code, i, nmeasures, error);
        if (chaosi_has_columns(m) &&
            (code = chaosi_measure_columns(task->map, m, &task->columns[i], error)) != CHAOS_OK)
            return code;
        if (!m->out[0] && m->kind != CHAOS_LYAPUNOV)
            return chaosi_fail(error, CHAOS_EINVAL, "out", (int64_t)i,
                               "measures[%zu].out[0] is NULL; an array for %s would do", i, arrays[0].name);
        for (uint32_t a = 0; a < narrays; a++) {
            uint64_t size = task->source.npoints;
            for (uint32_t d = 0; d < arrays[a].ndim; d++)
                if (!chaosi_times(size, arrays[a].shape[d], &size))
                    return chaosi_fail(error, CHAOS_EINVAL, arrays[a].name, -1,
                                       "%s: %llu points of that shape are more than an array can hold",
                                       arrays[a].name, (unsigned long long)task->source.npoints);
        }
    }
    return CHAOS_OK;
}

static int take_times(chaosi_task *task, uint64_t transient, chaos_error *error)
{
    const uint64_t most = UINT64_C(1) << 60;
    task->transient =
        transient == CHAOS_AUTO ? chaos_transient_default(task->measures, task->nmeasures) : transient;
    if (task->transient > most)
        return chaosi_fail(error, CHAOS_EINVAL, "transient", -1, "transient is %llu; up to 2^60 would do",
                           (unsigned long long)task->transient);
    return CHAOS_OK;
}

static int needs_range(const chaos_measure *m)
{
    return m->kind == CHAOS_DENSITY && ((m->range[0][0] == 0.0 && m->range[0][1] == 0.0) ||
                                        (m->nof == 2 && m->range[1][0] == 0.0 && m->range[1][1] == 0.0));
}

/* Progress of a pilot run, whose end is not the call's. */
static int pilot_progress(void *user, double done, double total)
{
    const chaos_options *call = user;
    return done < total ? call->progress(call->user, done, total) : 0;
}

/* The range that up to 256 points spread over the grid cover, a twentieth
 * wider on both sides. */
static int pilot(const chaosi_task *task, size_t measure, uint32_t i, double range[2], chaos_error *error)
{
    enum { POINTS = 256 };
    const chaos_measure *density = &task->measures[measure];
    double moments[2][4], low = 0.0, high = 0.0;
    int any = 0;
    chaosi_task *t = malloc(sizeof *t);
    if (!t)
        return chaosi_nomem(error);
    *t = *task;
    t->status = NULL;
    t->nmeasures = 1;
    if (task->options.progress) {
        t->options.progress = pilot_progress;
        t->options.user = (void *)(uintptr_t)&task->options;
    }
    t->columns[0] = task->columns[measure];
    const uint64_t npoints = task->source.npoints, tried = npoints < POINTS ? npoints : POINTS;
    int code = CHAOS_OK;
    for (uint64_t p = 0; p < tried && code == CHAOS_OK; p++) {
        t->source.first = task->source.first + (tried > 1 ? p * ((npoints - 1) / (tried - 1)) : 0);
        t->source.npoints = 1;
        t->measures[0] = (chaos_measure){ .size = sizeof t->measures[0],
                                          .kind = CHAOS_MOMENTS,
                                          .steps = density->steps < 1000 ? density->steps : 1000,
                                          .every = density->every,
                                          .nof = density->nof,
                                          .of = { density->of[0], density->of[1] },
                                          .expressions = density->expressions,
                                          .when = density->when,
                                          .out = { moments } };
        code = chaosi_engine_run(t, error);
        const double least = moments[i][2], most = moments[i][3];
        if (code != CHAOS_OK || !(least <= most && __builtin_isfinite(most - least)))
            continue;
        low = !any || least < low ? least : low;
        high = !any || most > high ? most : high;
        any = 1;
    }
    free(t);
    const double margin = high > low ? (high - low) / 20.0 : 0.5;
    range[0] = low - margin;
    range[1] = high + margin;
    return code;
}

static int find_ranges(chaosi_task *task, chaos_error *error)
{
    for (size_t i = 0; i < task->nmeasures; i++) {
        chaos_measure *m = &task->measures[i];
        for (uint32_t j = 0; needs_range(m) && j < m->nof; j++) {
            if (m->range[j][0] != 0.0 || m->range[j][1] != 0.0)
                continue;
            /* The view of an angle shows one period: without wrapping it says nothing. */
            const int unwrapped = task->options.lift && chaos_map_wrap(task->map, m->of[j]) > 0.0;
            if (!m->expressions && !unwrapped &&
                chaos_map_view(task->map, m->of[j], &m->range[j][0], &m->range[j][1]))
                continue;
            const int code = pilot(task, i, j, m->range[j], error);
            if (code != CHAOS_OK)
                return code;
        }
    }
    return CHAOS_OK;
}

/* What stands in the source is checked; here everything else. */
static int complete(chaosi_task *task, uint64_t transient, uint64_t steps, chaos_measure *measures,
                    size_t nmeasures, const chaos_options *options, chaos_error *error)
{
    int code = chaosi_options(&task->options, task->map, options, error);
    if (code == CHAOS_OK)
        code = take_measures(task, steps, measures, nmeasures, error);
    if (code == CHAOS_OK)
        code = take_times(task, transient, error);
    if (code == CHAOS_OK)
        code = find_ranges(task, error);
    return code;
}

static int run(chaosi_task *task, uint64_t transient, uint64_t steps, chaos_measure *measures,
               size_t nmeasures, const chaos_options *options, chaos_error *error)
{
    int code = complete(task, transient, steps, measures, nmeasures, options, error);
    for (size_t i = 0; code == CHAOS_OK && i < nmeasures; i++) { /* the defaults that were used */
        const uint32_t size = measures[0].size;
        *measure_at(measures, i) = task->measures[i];
        measure_at(measures, i)->size = size;
    }
    if (code == CHAOS_OK)
        code = chaosi_engine_run(task, error);
    for (size_t i = 0; i < CHAOSI_MAX_MEASURES; i++)
        chaosi_columns_free(task->columns[i]);
    return code;
}

static int fail_null_map(chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, "map", -1, "map is NULL; a map of chaos_map_find would do");
}

int chaos_sweep(const chaos_map *map, const chaos_grid *grid, uint64_t transient, uint64_t steps,
                chaos_measure *measures, size_t nmeasures, uint32_t *status, const chaos_options *options,
                chaos_error *error)
{
    if (!map)
        return fail_null_map(error);
    chaosi_task task = { .map = map, .status = status };
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int code = chaosi_source_from_grid(&task.source, map, grid, error);
    if (code == CHAOS_OK)
        code = run(&task, transient, steps, measures, nmeasures, options, error);
    chaosi_fpenv_leave(host);
    return code;
}

int chaos_batch_measure(const chaos_map *map, const chaos_batch *batch, uint64_t transient, uint64_t steps,
                        chaos_measure *measures, size_t nmeasures, uint32_t *status,
                        const chaos_options *options, chaos_error *error)
{
    if (!map)
        return fail_null_map(error);
    chaosi_task task = { .map = map, .status = status };
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int code = chaosi_source_from_batch(&task.source, map, batch, error);
    if (code == CHAOS_OK)
        code = run(&task, transient, steps, measures, nmeasures, options, error);
    chaosi_fpenv_leave(host);
    return code;
}
