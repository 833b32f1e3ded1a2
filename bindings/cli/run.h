/* run.h - sweeps in blocks: parts of the grid, one after the other, with no more of
 * it in memory than one block.
 *
 * SPDX-License-Identifier: MIT
 *
 * block.c computes a block or reads it back, part.c keeps blocks in a file, run.c
 * decides what is computed when, merge.c puts the blocks of several files together. */
#ifndef CHAOS_SHELL_RUN_H
#define CHAOS_SHELL_RUN_H

#include "sweep.h"

struct part;

/* Points first ... first + count - 1 of the grid, whose arrays stand in a file. */
struct block {
    uint64_t first, count;
    struct part *part;
    uint64_t at, size; /* bytes from the file's begin, and how many */
};

/* In the order of the grid. */
struct blocks {
    struct block *list;
    size_t count;
};
void blocks_add(struct blocks *blocks, struct block block);
void blocks_sort(struct blocks *blocks);

/* block.c: arrays of `count` points of the grid. */
void choose_arrays(const struct question *question, struct answer *answer); /* which are wanted */
uint64_t array_bytes(const struct answer *answer, const struct array *array, uint64_t count);
uint64_t block_bytes(const struct answer *answer, uint64_t count);
void allocate_block(struct answer *answer, uint64_t count); /* room for as many */
int compute_block(const struct question *question, struct answer *answer, uint64_t first, uint64_t count,
                  chaos_progress *progress, void *user);

/* Which of them a block has of an output: of a mask that is left out, since it is that of all, the status. */
const struct array *find_array(const struct answer *answer, const struct output *output);

/* Gives an array's bytes of these points, in one direction, to take. */
typedef void give_points(void *of, const struct array *array, uint32_t direction, uint64_t first,
                         uint64_t count, take_piece *take, void *to);
give_points give_found; /* of: an answer, in memory or in blocks that are all of the grid */

/* arrays.c: an .npz that was written, but for the numbers, which `stored` gives; it does not return if it is another one. */
void compare_archive(const struct question *question, struct answer *answer, FILE *file, give_points *stored,
                     void *of);

/* digest.c: the SHA-256, as digits, of an answer's numbers, wherever they come from. */
uint64_t digest_points(const struct question *question,
                       const struct answer *answer); /* of a block, at most */
void digest_of(const struct question *question, const struct answer *answer, give_points *give, void *of,
               char hex[DIGEST_SIZE]);

/* part.c: a file of blocks, each with its checksum. Its head is lines of text that say what is computed. */
enum part_kind {
    PART_SPOOL, /* it has no name and is gone with the program */
    PART_WHOLE, /* it appears under its name once it is complete */
    PART_JOURNAL /* it is there from the first block on, each of which is on the disk before the next one begins */
};
struct part *part_create(enum part_kind kind, const char *path, const char *head);
/* What a journal has, for more to be added, or any part to be read; NULL: there is no such file. Blocks that
 * are not what was written are added to *damaged. */
struct part *part_open(const char *path, bool writes, struct blocks *blocks, size_t *damaged);
const char *part_head(const struct part *part);
/* The block in memory; false: a signal came first, and nothing of it is there. */
bool part_add(struct part *part, const struct answer *answer, struct blocks *blocks);
void part_read(const struct part *part, uint64_t at, void *bytes, size_t size);
void part_close(struct part *part);
void part_remove(const char *path); /* once what was made of it is on the disk */

/* run.c */
char *part_path(const struct question *question); /* where blocks are kept, "a.npz.part-3-of-16"; the caller
                                                   * frees it */
uint64_t shard_at(const struct answer *answer, uint64_t point,
                  uint64_t of); /* of so many the one that has it */
bool is_block(const struct answer *answer, const struct block *block);
bool is_in_blocks(const struct question *question, const struct answer *answer);
uint64_t points_of_run(const struct question *question,
                       const struct answer *answer); /* of the shard, if it is one */
char *list_arrays(const struct answer *answer);      /* a line of a head; the caller frees it */
void check_same(const char *path, const char *was, const char *is, const char *advice);

#endif
