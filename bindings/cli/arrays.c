/* arrays.c - results as NumPy reads them: .npy, the array of the only measure,
 * and .npz, all arrays, the axes' values and the recipe.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <stdlib.h>

enum { MOST_DIMS = CHAOS_MAX_AXES + 3 };

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

void check_npy(const struct question *question, const struct answer *answer)
{
    (void)answer;
    if (question->nmeasures > 1)
        die(EXIT_USAGE, "-o %s: a .npy file must have one measure, got %zu; .npz takes several",
            question->call.output, question->nmeasures);
}

void write_array(const struct question *question, const struct answer *answer, FILE *file)
{
    const struct output *output = &answer->measured[0].outputs[0];
    uint64_t shape[MOST_DIMS];
    uint32_t ndim = shape_of(question, &answer->measured[0], output, shape);
    write_npy(file, output->array.quantity->type, shape, ndim, output->data);
}

static void add_axis(struct archive *archive, const chaos_axis *axis)
{
    double *values = axis_values(axis);
    archive_add(archive, axis->name, CHAOS_F64, &axis->count, 1, values);
    free(values);
}

void write_archive(const struct question *question, const struct answer *answer, FILE *file)
{
    struct archive *archive = archive_open(file);
    uint64_t shape[MOST_DIMS], grid[CHAOS_MAX_AXES + 1];
    for (uint32_t i = 0; i < question->call.naxes; i++) {
        add_axis(archive, &question->call.axes[i]);
        grid[i] = question->call.axes[i].count;
    }
    for (size_t i = 0; i < question->nmeasures; i++)
        for (size_t k = 0; k < answer->measured[i].noutputs; k++) {
            const struct output *output = &answer->measured[i].outputs[k];
            uint32_t ndim = shape_of(question, &answer->measured[i], output, shape);
            if (output->data)
                archive_add(archive, output->name, output->array.quantity->type, shape, ndim, output->data);
        }
    archive_add(archive, "status", CHAOS_U32, grid, question->call.naxes, answer->status);
    char *recipe = recipe_json(question, answer);
    archive_add_text(archive, "recipe", recipe);
    free(recipe);
    archive_close(archive);
}
