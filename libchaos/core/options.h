/* The options of a call.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_OPTIONS_H
#define CHAOS_CORE_OPTIONS_H

#include "chaos.h"

/* *complete = *options (NULL: none) with every default in place, checked; its bound
 * is finite. */
int chaosi_options(chaos_options *complete, const chaos_map *map, const chaos_options *options,
                   chaos_error *error);

#endif
