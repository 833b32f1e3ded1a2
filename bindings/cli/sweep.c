/* sweep.c - what will come out, and of which grid.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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

/* Where points are followed the grid is cut between lines alone. */
static void measure_grid(const struct question *question, struct answer *answer)
{
    const struct call *call = &question->call;
    answer->directions = call->has_direction ? 2 : 1;
    answer->grid = answer->unit = 1;
    for (uint32_t i = 0; i < grid_axes(call); i++) {
        answer->grid *= grid_axis(call, i)->count;
        if (question->start != CHAOS_FIXED && i >= question->along_axis)
            answer->unit *= grid_axis(call, i)->count;
    }
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
    measure_grid(question, answer);
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
    choose_arrays(question, answer);
}

/* ------------------------------------------------------------------------- the sweep */

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

void free_answer(const struct question *question, struct answer *answer)
{
    for (size_t i = 0; i < question->nmeasures; i++) {
        for (size_t k = 0; k < answer->measured[i].noutputs; k++)
            free(answer->measured[i].outputs[k].data);
        free(answer->measured[i].outputs);
    }
    free(question->box);
    free(answer->mask.data);
    free(answer->arrays);
    free(answer->differs);
    chaos_result_free(answer->hysteresis);
}
