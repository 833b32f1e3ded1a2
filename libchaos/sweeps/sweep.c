/* Sweeps and batches: arguments checked and completed, then the engine.
 *
 * SPDX-License-Identifier: MIT */
#include "sweeps/follow.h"

#include "core/fpenv.h"
#include "core/options.h"
#include "core/structs.h"

#include <stdio.h>
#include <string.h>

enum { MAX_OUTPUTS = CHAOS_MAX_MEASURES * CHAOSI_MAX_OUTPUTS };

/* Says which output an error is about, unless that is clear. */
static int name_output(int code, size_t i, bool clear, chaos_error *error)
{
    if (error && !clear && code == CHAOS_EINVAL) {
        char option[sizeof error->argument];
        memcpy(option, error->argument, sizeof option);
        snprintf(error->argument, sizeof error->argument, "outputs[%zu].%.40s", i, option);
    }
    return code;
}

/* Whether all outputs are of one measure. */
static bool one_measure(const chaos_output *outputs, size_t n)
{
    size_t i = 1;
    while (i < n && outputs[i].measure == outputs[0].measure)
        i++;
    return i >= n;
}

static int check_measure(const chaosi_task *task, const chaos_measure *measure, size_t i, chaos_error *error)
{
    if (!measure || chaos_measure_map(measure) != task->map)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", (int64_t)i,
                           "outputs[%zu].measure must be %s, got %s", i,
                           measure ? "of the map that is swept" : "a measure",
                           measure ? chaos_measure_map(measure)->name : "NULL");
    if (task->nrequests == CHAOS_MAX_MEASURES)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", (int64_t)i,
                           "outputs must be of at most %d measures, got more", CHAOS_MAX_MEASURES);
    return CHAOS_OK;
}

static int check_size(const chaosi_task *task, const chaosi_request *r, uint32_t output, chaos_error *error)
{
    chaos_array array;
    chaosi_request_array(r, output, &array);
    uint64_t size = array.quantity->once ? 1 : task->source.npoints / (r->kind->pool ? task->source.each : 1);
    for (uint32_t d = 0; d < array.ndim; d++)
        if (!chaosi_mul_checked(size, array.shape[d], &size))
            return chaosi_fail(error, CHAOS_EINVAL, array.quantity->name, -1,
                               "%s must fit into an array, got %llu points of its shape",
                               array.quantity->name, (unsigned long long)task->source.npoints);
    return CHAOS_OK;
}

static int take_output(const chaosi_task *task, chaosi_request *r, const chaos_output *o, size_t i,
                       chaos_error *error)
{
    if (o->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, "reserved", (int64_t)i,
                           "outputs[%zu].reserved must be 0, got %u", i, (unsigned)o->reserved);
    if (!o->name && !o->data)
        return CHAOS_OK;
    const int64_t output = o->name ? chaosi_request_output(r, o->name) : -1;
    if (output < 0)
        return chaosi_fail(error, CHAOS_EINVAL, "name", (int64_t)i,
                           "outputs[%zu].name must be an output of %s, got %.40s", i, r->kind->info.name,
                           o->name ? o->name : "NULL");
    if (!o->data)
        return chaosi_fail(error, CHAOS_EINVAL, "data", (int64_t)i,
                           "outputs[%zu].data must be an array for %s, got NULL", i, o->name);
    if (r->out[output])
        return chaosi_fail(error, CHAOS_EINVAL, "name", (int64_t)i,
                           "outputs[%zu].name must be given once, got %s again", i, o->name);
    r->out[output] = o->data;
    return check_size(task, r, (uint32_t)output, error);
}

/* The number of the request of an output's measure, a new one if it is the first of it. */
static int find_request(chaosi_task *task, const chaos_output *outputs, size_t n, size_t i, size_t *of,
                        chaos_error *error)
{
    for (size_t j = 0; j < i; j++)
        if (outputs[j].measure == outputs[i].measure) {
            of[i] = of[j];
            return CHAOS_OK;
        }
    int code = name_output(check_measure(task, outputs[i].measure, i, error), i, n == 1, error);
    if (code != CHAOS_OK)
        return code;
    of[i] = task->nrequests++;
    code = name_output(chaosi_request_init(&task->requests[of[i]], outputs[i].measure, error), i,
                       one_measure(outputs, n), error);
    task->requests[of[i]].pooled = task->requests[of[i]].kind->pool ? task->source.each : 1;
    task->pooled = task->requests[of[i]].kind->pool ? task->pooled : 1;
    return code;
}

static int take_outputs(chaosi_task *task, const chaos_output *given, size_t n, chaos_error *error)
{
    chaos_output outputs[MAX_OUTPUTS];
    size_t of[MAX_OUTPUTS];
    if (n < 1 || n > MAX_OUTPUTS)
        return chaosi_fail(error, CHAOS_EINVAL, "noutputs", -1, "noutputs must be 1 to %d, got %zu",
                           MAX_OUTPUTS, n);
    if (!given)
        return chaosi_fail(error, CHAOS_EINVAL, "outputs", -1, "outputs must be an array of %zu, got NULL",
                           n);
    int code = chaosi_structs_read(&chaosi_struct_output, "outputs", given, n, outputs, error);
    for (size_t i = 0; i < n && code == CHAOS_OK; i++) {
        code = find_request(task, outputs, n, i, of, error);
        if (code == CHAOS_OK)
            code = name_output(take_output(task, &task->requests[of[i]], &outputs[i], i, error), i, n == 1,
                               error);
    }
    return code;
}

static int prepare(chaosi_task *task, chaos_error *error)
{
    const chaosi_task_survey survey = { { chaosi_survey_range, &task->source, task->options.lift }, task };
    int code = CHAOS_OK;
    for (size_t i = 0; i < task->nrequests && code == CHAOS_OK; i++)
        if (task->requests[i].kind->prepare)
            code = task->requests[i].kind->prepare(&task->requests[i], &survey.survey, error);
    if (code == CHAOS_ECANCELED || code == CHAOS_EFUNCTION) /* a survey runs for a while */
        chaosi_set_all_pending(task);
    return code;
}

/* Starts that are followed are chains, each by itself. */
static int refuse_pools(const chaosi_task *task, chaos_error *error)
{
    for (size_t i = 0; i < task->nrequests; i++)
        if (task->requests[i].pooled > 1)
            return chaosi_fail(
                error, CHAOS_EINVAL, "starts", -1,
                "starts must be at most 1 where %s, which takes them together, is followed, got %llu",
                task->requests[i].kind->info.name, (unsigned long long)task->source.each);
    return CHAOS_OK;
}

/* The source has been checked; this checks everything else. */
static int run(chaosi_task *task, const chaos_output *outputs, size_t noutputs, const chaos_options *options,
               chaos_error *error)
{
    int code = chaosi_options(&task->options, task->map, options, error);
    task->pooled = task->source.each;
    if (code == CHAOS_OK)
        code = take_outputs(task, outputs, noutputs, error);
    if (code == CHAOS_OK)
        code = prepare(task, error);
    if (code == CHAOS_OK && task->source.follows)
        return refuse_pools(task, error) ? CHAOS_EINVAL : chaosi_follow_run(task, error);
    return code == CHAOS_OK ? chaosi_engine_run(task, error) : code;
}

static int fail_null_map(chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, "map", -1, "map must not be NULL");
}

int chaos_sweep(const chaos_map *map, const chaos_grid *grid, const chaos_output *outputs, size_t noutputs,
                uint32_t *status, const chaos_options *options, chaos_error *error)
{
    if (!map)
        return fail_null_map(error);
    chaosi_task task;
    chaosi_task_begin(&task, map, status);
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int code = chaosi_source_from_grid(&task.source, map, grid, error);
    if (code == CHAOS_OK)
        code = run(&task, outputs, noutputs, options, error);
    chaosi_fpenv_leave(host);
    return code;
}

int chaos_batch_measure(const chaos_map *map, const chaos_batch *batch, const chaos_output *outputs,
                        size_t noutputs, uint32_t *status, const chaos_options *options, chaos_error *error)
{
    if (!map)
        return fail_null_map(error);
    chaosi_task task;
    chaosi_task_begin(&task, map, status);
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int code = chaosi_source_from_batch(&task.source, map, batch, error);
    if (code == CHAOS_OK)
        code = run(&task, outputs, noutputs, options, error);
    chaosi_fpenv_leave(host);
    return code;
}
