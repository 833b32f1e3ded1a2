/* Memory as kernels want it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_MEMORY_H
#define CHAOS_CORE_MEMORY_H

#include <stdlib.h>

/* Allocates count * size bytes, zeroed and aligned to 64; NULL if there is no memory, not even
 * by what the system says that is left, or the product overflows. free() frees them. */
void *chaosi_alloc(size_t count, size_t size);

/* The same for a block that may be large and of which little may be used: what is not touched takes no memory
 * and no time. chaosi_free_sparse, which is told its size, frees it. */
void *chaosi_alloc_sparse(size_t size);
void chaosi_free_sparse(void *block, size_t size);

/* Bytes that this process can use without having others, or itself, killed; INFINITY: the system does not
 * say. */
double chaosi_memory_left(void);

/* Bytes up to the end of a line of the cache: what follows in a block is aligned as its beginning is. */
static inline size_t chaosi_whole_lines(size_t bytes) { return (bytes + 63) / 64 * 64; }

/* What follows an array of so many bytes at the beginning of a block. */
static inline void *chaosi_behind(void *block, size_t bytes)
{
    return (char *)block + chaosi_whole_lines(bytes);
}

/* A copy of a text, as strdup's, by this library's malloc; NULL: out of memory. */
char *chaosi_text_copy(const char *text);

#endif
