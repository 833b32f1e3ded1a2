/* block.c - the arrays of a part of the grid: computed, or read back from a file.
 *
 * Where all of the grid is in memory it is one block.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------- which arrays */

/* One measure's mask is the status of the points. */
static bool is_wanted(const struct question *question, const struct measured *measured, size_t i)
{
    const struct output *output = &measured->outputs[i];
    const chaos_quantity *quantity = output->array.quantity;
    if (quantity->scale == CHAOS_FLAGS)
        return question->nmeasures > 1;
    if (is_picture(question->call.format) && plot_shows_one_alone)
        return quantity->once || output == shown_output(&question->call, measured) ||
               (drawn_axes(&question->call) == 0 && output->elements <= 2); /* a fit is drawn from those */
    return i == 0 || quantity->once || question->call.format != FORMAT_NPY;
}

static void add_array(struct answer *answer, struct output *output, uint64_t points)
{
    const bool once = output->array.quantity->once;
    uint64_t each = type_size(output->array.quantity->type) * output->elements;
    if (!once)
        each *= points / (answer->grid * answer->directions);
    answer->arrays = realloc(answer->arrays, (answer->narrays + 1) * sizeof *answer->arrays);
    if (!answer->arrays)
        die(EXIT_FAILED, "out of memory");
    answer->arrays[answer->narrays++] = (struct array){ .output = output, .each = each, .once = once };
}

void choose_arrays(const struct question *question, struct answer *answer)
{
    static const chaos_quantity status = { .name = "status", .type = CHAOS_U32 };
    answer->mask = (struct output){ .array.quantity = &status, .name = "status", .elements = 1 };
    add_array(answer, &answer->mask, answer->points);
    for (size_t i = 0; i < question->nmeasures; i++)
        for (size_t k = 0; k < answer->measured[i].noutputs; k++)
            if (is_wanted(question, &answer->measured[i], k))
                add_array(answer, &answer->measured[i].outputs[k], answer->measured[i].points);
}

uint64_t array_bytes(const struct answer *answer, const struct array *array, uint64_t count)
{
    return array->once ? array->each : array->each * count * answer->directions;
}

uint64_t block_bytes(const struct answer *answer, uint64_t count)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < answer->narrays; i++)
        bytes += array_bytes(answer, &answer->arrays[i], count);
    return bytes;
}

/* --------------------------------------------------------------------------- memory */

/* Linux hands out memory it has not got, and kills whoever uses it: so compare
 * with what the machine has. */
static void check_memory(const struct answer *answer, const struct output *output, uint64_t count,
                         double *total)
{
    const double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    char takes[NUMBER_SIZE], has[NUMBER_SIZE];
    for (size_t i = 0; i < answer->narrays; i++)
        if (answer->arrays[i].output == output)
            *total += (double)answer->arrays[i].each *
                      (answer->arrays[i].once ? 1 : (double)count * answer->directions);
    if (*total > memory)
        die(EXIT_USAGE, "%s must fit into the memory of this machine, %sB, got %sB", output->name,
            format_scaled(has, memory), format_scaled(takes, *total));
}

void allocate_block(struct answer *answer, uint64_t count)
{
    double total = 0;
    for (size_t i = 0; i < answer->narrays; i++)
        check_memory(answer, answer->arrays[i].output, count, &total);
    for (size_t i = 0; i < answer->narrays; i++)
        answer->arrays[i].output->data = allocate(array_bytes(answer, &answer->arrays[i], count), 1);
    answer->status = answer->mask.data;
    for (size_t i = 0; i < CHAOS_MAX_MEASURES; i++) {
        struct measured *measured = &answer->measured[i];
        measured->status = answer->status;
        for (size_t k = 0; k < measured->noutputs; k++) {
            const struct output *output = &measured->outputs[k];
            if (output->data && output->array.quantity->scale == CHAOS_FLAGS)
                measured->status = output->data;
            if (output->data && output->array.quantity->once && has_dim(&output->array, CHAOS_DIM_LIMIT))
                measured->range = output->data;
        }
    }
}

/* ------------------------------------------------------------------------- the sweep */

/* Those that are wanted; the caller frees the list. */
static chaos_output *list_outputs(const struct question *question, const struct answer *answer, size_t *count)
{
    chaos_output *list = allocate(answer->narrays, sizeof *list);
    *count = 0;
    for (size_t i = 0; i < question->nmeasures; i++) {
        const struct measured *measured = &answer->measured[i];
        for (size_t k = 0; k < measured->noutputs; k++)
            if (measured->outputs[k].data)
                list[(*count)++] = (chaos_output){ .size = sizeof *list,
                                                   .measure = measured->measure,
                                                   .name = measured->outputs[k].array.quantity->name,
                                                   .data = measured->outputs[k].data };
    }
    return list;
}

int compute_block(const struct question *question, struct answer *answer, uint64_t first, uint64_t count,
                  chaos_progress *progress, void *user)
{
    const struct call *call = &question->call;
    chaos_grid grid = grid_of(question);
    const chaos_options options = { .size = sizeof options,
                                    .threads = call->threads,
                                    .bound = question->bound,
                                    .noise = question->noise,
                                    .seed = chaos_map_is_random(call->map) ? question->seed : 0,
                                    .progress = progress,
                                    .user = user };
    grid.first = first;
    grid.count = count;
    answer->first = first;
    answer->count = count;
    size_t noutputs;
    chaos_output *outputs = list_outputs(question, answer, &noutputs);
    const int code = chaos_sweep(call->map, &grid, outputs, noutputs, answer->status, &options, &why);
    free(outputs);
    return code;
}

/* ------------------------------------------------------------------------- read back */

size_t count_blocks(const struct answer *answer) { return answer->blocks ? answer->blocks->count : 1; }

void load_block(struct answer *answer, size_t i, const struct output *alone)
{
    if (!answer->blocks)
        return;
    const struct block *block = &answer->blocks->list[i];
    uint64_t at = block->at;
    for (size_t k = 0; k < answer->narrays; k++) {
        const struct array *array = &answer->arrays[k];
        const uint64_t bytes = array_bytes(answer, array, block->count);
        if (!alone || array->output == alone)
            part_read(block->part, at, array->output->data, bytes);
        at += bytes;
    }
    answer->first = block->first;
    answer->count = block->count;
}

const struct array *find_array(const struct answer *answer, const struct output *output)
{
    for (size_t i = 0; i < answer->narrays; i++)
        if (answer->arrays[i].output == output)
            return &answer->arrays[i];
    return &answer->arrays[0]; /* the mask of all, see choose_arrays */
}

static void give_from_memory(const struct answer *answer, const struct array *array, uint32_t direction,
                             uint64_t first, uint64_t count, take_piece *take, void *to)
{
    enum { PIECE = 1 << 20 }; /* between looks at signals */
    const char *data =
        (const char *)array->output->data + (direction * answer->count + first - answer->first) * array->each;
    for (uint64_t left = array->each * count, some; left > 0; left -= some, data += some) {
        some = left < PIECE ? left : PIECE;
        take(to, data, some);
    }
}

static void give_from_block(const struct answer *answer, const struct block *block, const struct array *array,
                            uint32_t direction, uint64_t first, uint64_t count, take_piece *take, void *to)
{
    char buffer[1 << 16];
    uint64_t at = block->at + (direction * block->count + first - block->first) * array->each;
    for (const struct array *before = answer->arrays; before < array; before++)
        at += array_bytes(answer, before, block->count);
    for (uint64_t left = array->each * count, some; left > 0; left -= some, at += some) {
        some = left < sizeof buffer ? left : sizeof buffer;
        part_read(block->part, at, buffer, some);
        take(to, buffer, some);
    }
}

/* The block that has a point. */
static const struct block *find_block(const struct blocks *blocks, uint64_t point)
{
    size_t low = 0, high = blocks->count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        *(blocks->list[middle].first <= point ? &low : &high) = middle;
    }
    return &blocks->list[low];
}

void give_found(void *of, const struct array *array, uint32_t direction, uint64_t first, uint64_t count,
                take_piece *take, void *to)
{
    const struct answer *answer = of;
    if (!answer->blocks) {
        give_from_memory(answer, array, direction, first, count, take, to);
        return;
    }
    for (uint64_t some; count > 0; first += some, count -= some) {
        const struct block *block = find_block(answer->blocks, first);
        const uint64_t left = block->first + block->count - first;
        some = left < count ? left : count;
        give_from_block(answer, block, array, direction, first, some, take, to);
    }
}
