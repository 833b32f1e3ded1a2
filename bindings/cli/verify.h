/* verify.h - what --verify looks at.
 *
 * SPDX-License-Identifier: MIT
 *
 * verify.c draws pieces of the grid, computes them again and compares arrays, verify_text.c compares rows, and both
 * give all numbers of the file to digest.c. */
#ifndef CHAOS_SHELL_VERIFY_H
#define CHAOS_SHELL_VERIFY_H

#include "run.h"

struct piece {
    uint64_t first, count;
};

struct verify {
    const struct question *question;
    struct answer *answer;
    const char *path;
    FILE *file;
    uint64_t size; /* of the file */
    struct piece *pieces;
    size_t npieces;
    /* Of a text: where rows begin, or the blank line before them: */
    uint64_t *starts; /* [table][direction][piece] */
    size_t nstarts;
    uint64_t *next; /* [table][direction] those that give_text reads next */
    size_t nnext;
    uint64_t read; /* the first point of the block that it has read; UINT64_MAX: none yet */
};

_Noreturn void differs(const struct verify *v, const char *what, const struct piece *piece);
void compare_bytes(const struct verify *v, uint64_t at, const void *bytes, uint64_t size, const char *what,
                   const struct piece *piece);

/* verify_text.c */
void index_tables(struct verify *v);
void compare_comments(const struct verify *v);
void compare_rows(const struct verify *v, size_t piece); /* with what is in memory */
give_points give_text; /* of: the struct verify; blocks one after the other */

#endif
