/* Whether what a loaded file hands over can be run.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_CHECK_H
#define CHAOS_FOREIGN_CHECK_H

#include "kernels/map.h"

/* What the file exports, before anything else in it is looked at. */
int chaosi_check_file(const chaosk_file *file, const char *name, chaos_error *error);
/* The descriptor, a copy of the file's own, of which missing texts are filled in. */
int chaosi_check_map(chaos_map *map, const char *name, chaos_error *error);
/* How the file's compiler has rounded: by the probe that was compiled with it, and
 * by what its kernels for different instruction sets make of the same orbits. */
int chaosi_check_rounding(const chaosk_file *file, const chaos_map *map, const char *name,
                          chaos_error *error);

#endif
