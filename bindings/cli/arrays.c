/* arrays.c - results as NumPy reads them: .npy, the array of the only measure,
 * and .npz, all arrays, the axes' values and the recipe.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The axes' counts, then the array's own shape. */
static uint32_t shape_of(const struct question *question, const struct measured *measured,
                         const struct output *output, uint64_t shape[MOST_DIMS])
{
    uint32_t ndim = 0;
    for (uint32_t i = 0; i < measured->naxes && !output->array.quantity->once; i++)
        shape[ndim++] = question->call.axes[i].count;
    for (uint32_t i = 0; i < output->array.ndim; i++)
        shape[ndim++] = output->array.shape[i];
    return ndim;
}

uint32_t array_shape(const struct question *question, const struct answer *answer,
                     const struct output *output, uint64_t shape[MOST_DIMS])
{
    for (size_t i = 0; i < question->nmeasures; i++) {
        const struct measured *measured = &answer->measured[i];
        if (output >= measured->outputs && output < measured->outputs + measured->noutputs)
            return shape_of(question, measured, output, shape);
    }
    const struct measured points = { .naxes = question->call.naxes }; /* it is their status */
    return shape_of(question, &points, output, shape);
}

void check_npy(const struct question *question, const struct answer *answer)
{
    (void)answer;
    if (question->nmeasures > 1)
        die(EXIT_USAGE, "-o %s: a .npy file must have one measure, got %zu; .npz takes several",
            question->call.output, question->nmeasures);
    const char *slash = strrchr(question->call.output, '/'),
               *name = slash ? slash + 1 : question->call.output;
    if (strlen(name) + strlen(".json") > NAME_MAX)
        die(EXIT_FAILED, "%s: can't write: its name is too long for one with .json beside it",
            question->call.output);
}

/* An array, block by block. */
struct of_blocks {
    struct answer *answer;
    const struct output *output;
    give_points *stored; /* its numbers come from a file, `of`, */
    void *of;            /* or from the answer: NULL */
};

static void give_blocks(void *of, take_piece *take, void *to)
{
    const struct of_blocks *blocks = of;
    struct answer *answer = blocks->answer;
    const struct array *array = answer->arrays;
    while (array->output != blocks->output)
        array++;
    if (blocks->stored) {
        for (uint32_t direction = 0; direction < (array->once ? 1 : answer->directions); direction++)
            blocks->stored(blocks->of, array, direction, 0, array->once ? 1 : answer->grid, take, to);
        return;
    }
    if (array->once) {
        load_block(answer, 0, array->output);
        take(to, array->output->data, array->each);
        return;
    }
    for (uint32_t direction = 0; direction < answer->directions; direction++)
        for (size_t i = 0; i < count_blocks(answer); i++) {
            load_block(answer, i, array->output);
            const uint64_t size = array->each * answer->count;
            take(to, (const char *)array->output->data + direction * size, size);
        }
}

/* The values of an axis, which may be more than there is memory for. */
static void give_axis(void *of, take_piece *take, void *to)
{
    enum { PIECE = 4096 };
    const chaos_axis *axis = of;
    double values[PIECE];
    for (uint64_t i = 0; i < axis->count; i++) {
        values[i % PIECE] = chaos_axis_value(axis, i);
        if (i % PIECE == PIECE - 1 || i + 1 == axis->count)
            take(to, values, (i % PIECE + 1) * sizeof *values);
    }
}

void write_array(const struct question *question, struct answer *answer, FILE *file)
{
    struct of_blocks of = { .answer = answer, .output = &answer->measured[0].outputs[0] };
    uint64_t shape[MOST_DIMS];
    uint32_t ndim = shape_of(question, &answer->measured[0], of.output, shape);
    write_npy_pieces(file, of.output->array.quantity->type, shape, ndim, give_blocks, &of);
}

/* All but the recipe. */
static void add_members(const struct question *question, struct answer *answer, struct archive *archive,
                        give_points *stored, void *of_stored)
{
    uint64_t shape[MOST_DIMS], grid[CHAOS_MAX_AXES + 2];
    for (uint32_t i = 0; i < question->call.naxes; i++) {
        const chaos_axis *axis = &question->call.axes[i];
        archive_add_pieces(archive, axis->name, CHAOS_F64, &axis->count, 1, give_axis,
                           (void *)(uintptr_t)axis);
        grid[i] = axis->count;
    }
    for (size_t i = 0; i < question->nmeasures; i++)
        for (size_t k = 0; k < answer->measured[i].noutputs; k++) {
            struct of_blocks of = { answer, &answer->measured[i].outputs[k], stored, of_stored };
            uint32_t ndim = shape_of(question, &answer->measured[i], of.output, shape);
            if (of.output->data)
                archive_add_pieces(archive, of.output->name, of.output->array.quantity->type, shape, ndim,
                                   give_blocks, &of);
        }
    struct of_blocks status = { answer, &answer->mask, stored, of_stored };
    archive_add_pieces(archive, "status", CHAOS_U32, grid, question->call.naxes, give_blocks, &status);
}

void compare_archive(const struct question *question, struct answer *answer, FILE *file, give_points *stored,
                     void *of)
{
    struct archive *archive = archive_compare(file, question->call.recipe);
    add_members(question, answer, archive, stored, of);
    archive_add_text(archive, "recipe", question->call.told.whole);
    archive_close(archive);
}

void write_archive(const struct question *question, struct answer *answer, FILE *file)
{
    struct archive *archive = archive_open(file);
    add_members(question, answer, archive, NULL, NULL);
    char digest[DIGEST_SIZE];
    digest_of(question, answer, give_found, answer, digest);
    char *recipe = recipe_json(question, answer, digest);
    archive_add_text(archive, "recipe", recipe);
    free(recipe);
    archive_close(archive);
}
