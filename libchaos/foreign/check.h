/* Whether the map in a loaded file can be run.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_CHECK_H
#define CHAOS_FOREIGN_CHECK_H

#include "kernels/map.h"

/* Checks what the file exports, before anything else in it is read. */
int chaosi_check_file(const chaosk_file *file, const char *name, chaos_error *error);
/* Checks a copy of the file's descriptor, and fills in missing texts. */
int chaosi_check_map(chaos_map *map, const char *name, chaos_error *error);
/* Checks how the file's compiler rounds: by the probe compiled with it, and by
 * comparing the same orbits on all instruction sets that it has kernels for. */
int chaosi_check_rounding(const chaosk_file *file, const chaos_map *map, const char *name,
                          chaos_error *error);

#endif
