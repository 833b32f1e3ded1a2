/* merge.c - the parts of a sweep, put together.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* All but the number of the shard is the same; how many there are. */
static uint64_t check_heads(const char *path, const char *head, const char *first, const char *first_path)
{
    static const char key[] = "\nshard: ";
    char advice[512], *copy = strdup(head), *other = strdup(first);
    char *shard = strstr(copy, key), *others = strstr(other, key);
    const char *of = shard ? strchr(shard, '/') : NULL, *first_of = others ? strchr(others, '/') : NULL;
    uint64_t count = 0;
    if (!of || !first_of)
        die(EXIT_FAILED, "%s: its head is damaged", path);
    snprintf(advice, sizeof advice, "which are the settings of %s", first_path);
    check_same(path, of, first_of, advice);
    count = strtoull(of + 1, NULL, 10);
    *shard = *others = '\0';
    check_same(path, copy, other, advice);
    free(copy);
    free(other);
    return count;
}

_Noreturn static void is_missing(const struct answer *answer, uint64_t first, uint64_t last, uint64_t of,
                                 size_t damaged)
{
    char shards[96] = "", blocks[64] = "";
    const uint64_t one = of ? shard_at(answer, first, of) : 0, other = of ? shard_at(answer, last, of) : 0;
    if (of && one == other)
        snprintf(shards, sizeof shards, ", of --shard=%" PRIu64 "/%" PRIu64, one, of);
    else if (of)
        snprintf(shards, sizeof shards, ", of --shard=%" PRIu64 "/%" PRIu64 " to %" PRIu64 "/%" PRIu64, one,
                 of, other, of);
    if (damaged)
        snprintf(blocks, sizeof blocks, " (%zu block%s damaged)", damaged, damaged == 1 ? " is" : "s are");
    die(EXIT_FAILED, "points %" PRIu64 " to %" PRIu64 " are missing%s%s; with --resume it goes on", first,
        last, shards, blocks);
}

/* What is there is all of the grid, once. A damaged block may have been done again. */
static void check_cover(const struct answer *answer, const struct blocks *blocks, uint64_t of, size_t damaged)
{
    uint64_t at = 0;
    for (size_t i = 0; i <= blocks->count; i++) {
        const uint64_t first = i < blocks->count ? blocks->list[i].first : answer->grid;
        if (first < at)
            die(EXIT_FAILED, "points %" PRIu64 " to %" PRIu64 " are in two parts", first, at - 1);
        if (first > at)
            is_missing(answer, at, first - 1, of, damaged);
        at = i < blocks->count ? first + blocks->list[i].count : first;
    }
}

/* A range that was found is that of the whole grid in all of them. */
static void check_once(struct answer *answer)
{
    for (size_t k = 0; k < answer->narrays; k++) {
        const struct array *array = &answer->arrays[k];
        if (!array->once)
            continue;
        load_block(answer, 0, array->output);
        void *first = allocate(array->each, 1);
        memcpy(first, array->output->data, array->each);
        for (size_t i = 1; i < answer->blocks->count; i++) {
            load_block(answer, i, array->output);
            if (memcmp(first, array->output->data, array->each) != 0)
                die(EXIT_FAILED, "parts must agree on %s, got others at point %" PRIu64, array->output->name,
                    answer->first);
        }
        free(first);
    }
}

void merge_parts(const struct question *question, struct answer *answer)
{
    const struct call *call = &question->call;
    static struct blocks blocks;
    const struct part *first = NULL;
    uint64_t of = 0, most = 0;
    size_t damaged = 0;
    const double start = seconds_now();
    answer->merged = allocate(call->nparts, sizeof(struct part *));
    for (size_t i = 0; i < call->nparts; i++) {
        struct part *part = part_open(call->parts[i], false, &blocks, &damaged);
        answer->merged[answer->nmerged++] = part;
        first = first ? first : part;
        of = check_heads(call->parts[i], part_head(part), part_head(first), call->parts[0]);
    }
    char *arrays = list_arrays(answer);
    if (!strstr(part_head(first), arrays))
        die(EXIT_FAILED, "%s: it has not the arrays of a %s file, which -o of the shards must name, too",
            call->parts[0], call->output ? strrchr(call->output, '.') : ".tsv");
    free(arrays);
    answer->blocks = &blocks;
    blocks_sort(&blocks);
    for (size_t i = 0; i < blocks.count; i++) {
        if (!is_block(answer, &blocks.list[i]))
            die(EXIT_FAILED, "%s: a block is not of this sweep", call->parts[0]);
        most = blocks.list[i].count > most ? blocks.list[i].count : most;
    }
    check_cover(answer, &blocks, of, damaged);
    allocate_block(answer, most);
    check_once(answer);
    load_block(answer, 0, NULL);
    answer->seconds = seconds_now() - start;
}
