/* sweep.c - memory for what comes out, and the sweep itself.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

double output_value(const struct output *output, uint64_t i)
{
    switch (output->array.quantity->type) {
    case CHAOS_U64: return (double)((const uint64_t *)output->data)[i];
    case CHAOS_I64: return (double)((const int64_t *)output->data)[i];
    case CHAOS_U32: return (double)((const uint32_t *)output->data)[i];
    default: return ((const double *)output->data)[i];
    }
}

/* ---------------------------------------------------------------- which arrays there are */

/* The same measure may be asked for again, with other options: "density2",
 * "density2_outside". */
static void name_output(const struct question *question, size_t measure, struct output *output)
{
    const chaos_measure_kind *kind = chaos_measure_kind_of(question->measures[measure]);
    const char *name = output->array.quantity->name;
    size_t length = strlen(kind->name);
    unsigned number = 1;
    for (size_t i = 0; i < measure; i++)
        number += chaos_measure_kind_of(question->measures[i]) == kind;
    if (number == 1)
        snprintf(output->name, sizeof output->name, "%s", name);
    else
        snprintf(output->name, sizeof output->name, "%s%u%s", kind->name, number, name + length);
}

static void describe_output(const struct question *question, size_t measure, size_t i, struct output *output)
{
    output->array.size = sizeof output->array;
    must(chaos_measure_array(question->measures[measure], i, &output->array, &why));
    output->elements = 1;
    for (uint32_t k = 0; k < output->array.ndim; k++)
        if (__builtin_mul_overflow(output->elements, output->array.shape[k], &output->elements))
            die(EXIT_USAGE, "%s has more values than can be counted", output->array.quantity->name);
    name_output(question, measure, output);
}

void prepare_answer(const struct question *question, struct answer *answer)
{
    const struct call *call = &question->call;
    answer->points = 1;
    for (uint32_t i = 0; i < call->naxes; i++)
        if (__builtin_mul_overflow(answer->points, call->axes[i].count, &answer->points) ||
            answer->points > UINT64_MAX / 8)
            die(EXIT_USAGE, "%s: %" PRIu64 " values: the grid has more points than can be counted",
                call->axes[i].name, call->axes[i].count);
    for (size_t i = 0; i < question->nmeasures; i++) {
        struct measured *measured = &answer->measured[i];
        measured->measure = question->measures[i];
        measured->naxes = call->naxes - (call->has_starts && pools_starts(question, i));
        measured->points = answer->points;
        if (measured->naxes < call->naxes)
            measured->points /= question->nstarts;
        if (chaos_measure_check(measured->measure, &why) != CHAOS_OK) {
            char where[64];
            snprintf(where, sizeof where, "%s: ", chaos_measure_kind_of(measured->measure)->name);
            die_of_why(where);
        }
        measured->noutputs = chaos_measure_narrays(measured->measure);
        measured->outputs = allocate(measured->noutputs, sizeof *measured->outputs);
        for (size_t k = 0; k < measured->noutputs; k++)
            describe_output(question, i, k, &measured->outputs[k]);
    }
}

/* --------------------------------------------------------------------------- memory */

/* Linux hands out memory it has not got, and kills whoever uses it: so compare
 * with what the machine has. */
static void *allocate_output(const struct output *output, uint64_t points, double *total)
{
    double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    double size = (double)type_size(output->array.quantity->type) * (double)output->elements *
                  (output->array.quantity->once ? 1 : (double)points);
    char takes[NUMBER_SIZE], has[NUMBER_SIZE];
    *total += size;
    if (*total > memory)
        die(EXIT_USAGE, "%s must fit into the memory of this machine, %sB, got %sB", output->name,
            format_scaled(has, memory), format_scaled(takes, *total));
    return allocate((size_t)size, 1);
}

/* One measure's mask is the status of the points. */
static bool is_wanted(const struct question *question, const struct output *output, size_t i)
{
    const chaos_quantity *quantity = output->array.quantity;
    if (quantity->scale == CHAOS_FLAGS)
        return question->nmeasures > 1;
    bool first_alone =
        (is_picture(question->call.format) && plot_shows_first_alone) || question->call.format == FORMAT_NPY;
    return i == 0 || quantity->once || !first_alone;
}

static void allocate_answer(const struct question *question, struct answer *answer)
{
    static const chaos_quantity status = { .name = "status", .type = CHAOS_U32 };
    const struct output mask = { .array.quantity = &status, .name = "status", .elements = 1 };
    double total = 0;
    answer->status = allocate_output(&mask, answer->points, &total);
    for (size_t i = 0; i < question->nmeasures; i++) {
        struct measured *measured = &answer->measured[i];
        measured->status = answer->status;
        for (size_t k = 0; k < measured->noutputs; k++) {
            struct output *output = &measured->outputs[k];
            if (!is_wanted(question, output, k))
                continue;
            output->data = allocate_output(output, measured->points, &total);
            if (output->array.quantity->scale == CHAOS_FLAGS)
                measured->status = output->data;
            if (output->array.quantity->once && has_dim(&output->array, CHAOS_DIM_LIMIT))
                measured->range = output->data;
        }
    }
}

/* ------------------------------------------------------------------------- the sweep */

/* Those that are wanted; the caller frees the list. */
static chaos_output *list_outputs(const struct question *question, const struct answer *answer, size_t *count)
{
    chaos_output *list = NULL;
    *count = 0;
    for (size_t i = 0; i < question->nmeasures; i++) {
        const struct measured *measured = &answer->measured[i];
        list = realloc(list, (*count + measured->noutputs) * sizeof *list);
        for (size_t k = 0; list && k < measured->noutputs; k++)
            if (measured->outputs[k].data)
                list[(*count)++] = (chaos_output){ .size = sizeof *list,
                                                   .measure = measured->measure,
                                                   .name = measured->outputs[k].array.quantity->name,
                                                   .data = measured->outputs[k].data };
    }
    return list;
}

chaos_grid grid_of(const struct question *question)
{
    const struct call *call = &question->call;
    return (chaos_grid){ .size = sizeof(chaos_grid),
                         .naxes = grid_axes(call),
                         .axes = grid_axis(call, 0),
                         .params = call->params,
                         .state = call->state,
                         .starts = question->nstarts,
                         .seed = question->nstarts ? question->seed : 0,
                         .box = question->box,
                         .start = question->start,
                         .along = question->along_axis,
                         .kick = question->start && question->kick == 0 ? -1 : question->kick };
}

void find_answer(const struct question *question, struct answer *answer)
{
    const struct call *call = &question->call;
    struct progress progress;
    const chaos_grid grid = grid_of(question);
    const chaos_options options = { .size = sizeof options,
                                    .threads = call->threads,
                                    .bound = question->bound,
                                    .noise = question->noise,
                                    .seed = chaos_map_is_random(call->map) ? question->seed : 0,
                                    .progress = progress_report,
                                    .user = &progress };
    allocate_answer(question, answer);
    size_t noutputs;
    chaos_output *outputs = list_outputs(question, answer, &noutputs);
    progress_start(&progress, call->quiet);
    int code = chaos_sweep(call->map, &grid, outputs, noutputs, answer->status, &options, &why);
    answer->seconds = seconds_now() - progress.start;
    answer->iterations = progress.done;
    progress_end(&progress);
    free(outputs);
    must(code);
}

void free_answer(const struct question *question, struct answer *answer)
{
    for (size_t i = 0; i < question->nmeasures; i++) {
        for (size_t k = 0; k < answer->measured[i].noutputs; k++)
            free(answer->measured[i].outputs[k].data);
        free(answer->measured[i].outputs);
    }
    free(question->box);
    free(answer->status);
    free(answer->differs);
    chaos_result_free(answer->hysteresis);
}
