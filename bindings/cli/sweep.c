/* sweep.c - memory for what comes out, and the sweep itself.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint64_t array_elements(const chaos_array *array)
{
    uint64_t elements = 1;
    for (uint32_t i = 0; i < array->ndim; i++)
        elements *= array->shape[i];
    return elements;
}

static size_t element_size(const chaos_array *array) { return array->type == CHAOS_U32 ? 4 : 8; }

/* The same measure may be asked for again, with other options: "density2",
 * "density2_outside". */
static void make_names_unique(struct job *job, size_t measure)
{
    unsigned number = 1;
    for (size_t i = 0; i < measure; i++)
        number += job->measures[i].kind == job->measures[measure].kind;
    const char *name = chaos_measure_name(job->measures[measure].kind);
    for (uint32_t j = 0; number > 1 && j < job->narrays[measure]; j++) {
        chaos_array *array = &job->arrays[measure][j];
        char rest[sizeof array->name];
        memcpy(rest, array->name + strlen(name), sizeof rest - strlen(name));
        snprintf(array->name, sizeof array->name, "%.20s%u%.9s", name, number % 100, rest);
    }
}

/* "2000 x 1000 values of density", for the message about too much of it. */
static const char *describe_size(const struct job *job, const chaos_array *array)
{
    static char text[256];
    size_t length = 0;
    for (size_t i = 0; i < job->naxes; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%" PRIu64 " x ", job->axes[i].count);
    for (uint32_t i = 0; i < array->ndim; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%" PRIu64 " x ", array->shape[i]);
    snprintf(text + length, sizeof text - length, "%zu bytes of %s", element_size(array), array->name);
    return text;
}

/* Linux hands out memory it has not got, and kills whoever uses it: so compare
 * with what the machine has. */
static void *allocate_array(const struct job *job, const chaos_array *array, double *total)
{
    double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    uint64_t size = element_size(array);
    bool overflow = __builtin_mul_overflow(size, job->points, &size);
    for (uint32_t i = 0; i < array->ndim; i++)
        overflow |= __builtin_mul_overflow(size, array->shape[i], &size);
    *total += (double)size;
    if (overflow || *total > memory || size > PTRDIFF_MAX) {
        char has[NUMBER_SIZE];
        die(EXIT_USAGE, "%s: too much for the %sB of memory this machine has", describe_size(job, array),
            format_scaled(has, memory));
    }
    void *out = malloc(size ? (size_t)size : 1);
    if (!out)
        die(EXIT_FAILED, "%s: out of memory", describe_size(job, array));
    return out;
}

static bool is_wanted(const struct job *job, uint32_t output)
{
    return output == 0 || !(is_picture(job->format) || job->format == FORMAT_NPY);
}

static void allocate_results(struct job *job)
{
    double total = 0;
    job->points = 1;
    for (size_t i = 0; i < job->naxes; i++)
        if (__builtin_mul_overflow(job->points, job->axes[i].count, &job->points) ||
            job->points > UINT64_MAX / 8)
            die(EXIT_USAGE, "%s: %" PRIu64 " values: the grid has more points than can be counted",
                job->axes[i].name, job->axes[i].count);
    chaos_array status = { .name = "status", .type = CHAOS_U32 };
    job->status = allocate_array(job, &status, &total);
    for (size_t i = 0; i < job->nmeasures; i++)
        for (uint32_t j = 0; j < job->narrays[i]; j++)
            if (is_wanted(job, j))
                job->measures[i].out[j] = allocate_array(job, &job->arrays[i][j], &total);
}

static void describe_results(struct job *job)
{
    chaos_error error;
    for (size_t i = 0; i < job->nmeasures; i++) {
        if (chaos_measure_arrays(job->map, job->steps, &job->measures[i], job->arrays[i], &job->narrays[i],
                                 &error) != CHAOS_OK)
            die_of(&error);
        make_names_unique(job, i);
    }
}

void prepare_sweep(struct job *job)
{
    if (job->nmeasures == 0 && !is_picture(job->format))
        chaos_measure_init(&job->measures[job->nmeasures++], "lyapunov", NULL);
    if (job->transient == CHAOS_AUTO)
        job->transient = chaos_transient_default(job->measures, job->nmeasures);
    describe_results(job);
}

void run_sweep(struct job *job)
{
    struct progress progress;
    chaos_error error = { .code = CHAOS_OK };
    chaos_grid grid = { .size = sizeof grid,
                        .naxes = (uint32_t)job->naxes,
                        .axes = job->axes,
                        .params = job->params,
                        .state = job->state };
    allocate_results(job);
    progress_start(&progress, job->quiet);
    job->options.progress = progress_report;
    job->options.user = &progress;
    int code = chaos_sweep(job->map, &grid, job->transient, job->steps, job->measures, job->nmeasures,
                           job->status, &job->options, &error);
    job->seconds = seconds_now() - progress.start;
    job->iterations = progress.done;
    progress_end(&progress);
    exit_if_interrupted();
    if (code != CHAOS_OK)
        die_of(&error);
}

void free_job(struct job *job)
{
    for (size_t i = 0; i < job->nmeasures; i++)
        for (size_t j = 0; j < CHAOS_MAX_OUT; j++)
            free(job->measures[i].out[j]);
    for (size_t i = 0; i < CHAOS_MAX_AXES; i++)
        free(job->values[i]);
    free(job->params);
    free(job->param_given);
    free(job->state);
    free(job->state_given);
    free(job->status);
    chaos_map_free(job->lattice);
}
