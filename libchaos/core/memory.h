/* Memory as kernels want it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_MEMORY_H
#define CHAOS_CORE_MEMORY_H

#include <stdlib.h>

/* Allocates count * size bytes, zeroed and aligned to 64; NULL if there is no memory or
 * the product overflows. free() frees them. */
void *chaosi_alloc(size_t count, size_t size);

/* A copy of a text, as strdup's, by this library's malloc; NULL: out of memory. */
char *chaosi_text_copy(const char *text);

#endif
