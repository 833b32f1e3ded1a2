/* What the time does to a map that reads it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_FORCING_H
#define CHAOS_CORE_FORCING_H

#include "core/source.h"

/* Whether cycles of a map can be looked for: if it reads the time, those of
 * (x, n mod forcing_period); else forcing_period is 0. */
int chaosi_check_forcing(const chaos_map *map, uint64_t forcing_period, chaos_error *error);

/* Whether its steps are, but for rounding, the same after forcing_period as they are from iterate n0 on: at some points
 * of the whole grid of a source, and beside them, where less vanishes. */
int chaosi_check_forced_steps(const chaosi_source *source, uint64_t forcing_period, uint64_t n0,
                              chaos_error *error);

#endif
