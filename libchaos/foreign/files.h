/* Files read and written whole, and text that grows.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_FILES_H
#define CHAOS_FOREIGN_FILES_H

#include <stddef.h>

/* Bytes with a NUL after them. failed: memory ran out, here or earlier. */
typedef struct chaosi_text {
    char *data;
    size_t size, room;
    int failed;
} chaosi_text;

void chaosi_text_add(chaosi_text *text, const void *data, size_t size);
void chaosi_text_print(chaosi_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void chaosi_text_free(chaosi_text *text);

/* All of a regular file of up to 64 MiB; 0 or an errno, in which case nothing is to be freed. */
int chaosi_file_read(const char *path, chaosi_text *bytes);
/* A new file, mode 0600; 0 or an errno. */
int chaosi_file_write(const char *path, const void *data, size_t size);
/* The same under a temporary name, then renamed: it appears whole or not at all. */
int chaosi_file_put(const char *path, const void *data, size_t size);
/* A folder with all that is in it, as far as it can be. */
void chaosi_folder_remove(const char *path);

#endif
