/* digest.c - the SHA-256 of a sweep's numbers.
 *
 * It is that of the digests of blocks, in the order of the grid; the digest of a block is that of its arrays, one
 * after the other. What a block is follows from the recipe alone, as in bindings/python/chaos/_blocks.py: not from how
 * it was computed, nor from the file that it is in.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <stdlib.h>

enum { POINTS = 1 << 16, BYTES = 1 << 24 }; /* of a block, at most: but a point, or a line that is followed */

/* Of a .npy file its array; of others all that measures have for points, and the status. The caller frees the list. */
static const struct array **arrays_of(const struct question *question, const struct answer *answer,
                                      size_t *count)
{
    size_t most = 1;
    for (size_t i = 0; i < question->nmeasures; i++)
        most += answer->measured[i].noutputs;
    const struct array **list = allocate(most, sizeof(struct array *));
    *count = 0;
    if (question->call.format == FORMAT_NPY) {
        list[(*count)++] = find_array(answer, &answer->measured[0].outputs[0]);
        return list;
    }
    for (size_t i = 0; i < question->nmeasures; i++)
        for (size_t k = 0; k < answer->measured[i].noutputs; k++)
            if (!answer->measured[i].outputs[k].array.quantity->once)
                list[(*count)++] = find_array(answer, &answer->measured[i].outputs[k]);
    list[(*count)++] = find_array(answer, &answer->mask);
    return list;
}

/* Blocks are of all values along the last axes, of some along one, and of one along those before. */
struct cut {
    uint64_t line;  /* points of all values along that axis, */
    uint64_t block; /* and of a block */
};

static struct cut cut_grid(const struct question *question, uint64_t bytes)
{
    const struct call *call = &question->call;
    const uint32_t last = question->start != CHAOS_FIXED ? question->along_axis : grid_axes(call);
    const uint64_t most = bytes <= BYTES / POINTS ? POINTS : bytes < BYTES ? BYTES / bytes : 1;
    uint64_t inner = 1;
    for (uint32_t i = last; i < grid_axes(call); i++)
        inner *= grid_axis(call, i)->count;
    if (last == 0)
        return (struct cut){ inner, inner };
    uint32_t axis = last - 1;
    while (axis > 0 && inner <= most / grid_axis(call, axis)->count)
        inner *= grid_axis(call, axis--)->count;
    const uint64_t count = grid_axis(call, axis)->count, wanted = most < inner ? 1 : most / inner;
    return (struct cut){ inner * count, inner * (wanted < count ? wanted : count) };
}

static uint64_t bytes_of_point(const struct answer *answer, const struct array **list, size_t count)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += array_bytes(answer, list[i], 1);
    return bytes;
}

uint64_t digest_points(const struct question *question, const struct answer *answer)
{
    size_t count;
    const struct array **list = arrays_of(question, answer, &count);
    const struct cut cut = cut_grid(question, bytes_of_point(answer, list, count));
    free(list);
    return cut.block;
}

static void add_piece(void *to, const void *bytes, uint64_t size) { digest_add(to, bytes, size); }

void digest_of(const struct question *question, const struct answer *answer, give_points *give, void *of,
               char hex[DIGEST_SIZE])
{
    unsigned char bytes[CHAOS_DIGEST_BYTES];
    chaos_digest whole, block;
    size_t count;
    const struct array **list = arrays_of(question, answer, &count);
    const struct cut cut = cut_grid(question, bytes_of_point(answer, list, count));
    chaos_digest_start(&whole);
    for (uint64_t first = 0, some; first < answer->grid; first += some) {
        const uint64_t left = cut.line - first % cut.line;
        some = left < cut.block ? left : cut.block;
        chaos_digest_start(&block);
        for (size_t i = 0; i < count; i++)
            for (uint32_t direction = 0; direction < answer->directions; direction++)
                give(of, list[i], direction, first, some, add_piece, &block);
        chaos_digest_end(&block, bytes);
        chaos_digest_add(&whole, bytes, sizeof bytes);
    }
    end_digest(&whole, hex);
    free(list);
}
