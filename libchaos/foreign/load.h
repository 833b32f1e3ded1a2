/* Loading the C file of a map that is not on disk yet.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_LOAD_H
#define CHAOS_FOREIGN_LOAD_H

#include "chaos.h"
#include "core/buffer.h"

/* chaos_map_load of a file with these contents, which is kept in the cache by their hash. */
int chaosi_load_source(const chaosi_buffer *source, const chaos_file *options, chaos_map **map,
                       chaos_error *error);

#endif
