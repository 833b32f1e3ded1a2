/* Files read and written whole.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_FILES_H
#define CHAOS_FOREIGN_FILES_H

#include "core/buffer.h"

/* Reads a regular file of up to 64 MiB; 0 or an errno, and then there is nothing to free. */
int chaosi_file_read(const char *path, chaosi_buffer *bytes);
/* Writes a new file, mode 0600; 0 or an errno. */
int chaosi_file_write(const char *path, const void *data, size_t size);
/* Writes a file under a temporary name and renames it: it appears whole or not at all. */
int chaosi_file_put(const char *path, const void *data, size_t size);
/* Whether there is no space for some more kilobytes in a folder. */
bool chaosi_folder_is_full(const char *path);
/* Removes a folder and all that is in it, as far as possible. */
void chaosi_folder_remove(const char *path);

#endif
