/* What a result was made from, as JSON.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_RECIPE_H
#define CHAOS_CORE_RECIPE_H

#include "core/buffer.h"
#include "kernels/map.h"

#include "chaos.h"

/* {"kind": "cycles", "version": "0.1.0 (...)", "isa": "fma", "map": "henon", ... "period": 7}, member by
 * member. Infinities and NaN, which JSON does not have, are strings. */
void chaosi_recipe_begin(chaosi_buffer *recipe, const char *kind, const chaos_map *map);
void chaosi_recipe_end(chaosi_buffer *recipe);

void chaosi_recipe_count(chaosi_buffer *recipe, const char *name, uint64_t value);
void chaosi_recipe_number(chaosi_buffer *recipe, const char *name, double value);
void chaosi_recipe_string(chaosi_buffer *recipe, const char *name, const char *value);

/* Texts by name. */
void chaosi_recipe_strings(chaosi_buffer *recipe, const char *name, const char *const *names,
                           const char *const *values, uint64_t n);

/* Values by name, but for those that vary from point to point; varies may be NULL. */
void chaosi_recipe_values(chaosi_buffer *recipe, const char *name, const char *const *names,
                          const double *values, const bool *varies, uint64_t n);

/* Values of all parameters, by name (NULL: the defaults), and of all states. */
void chaosi_recipe_params(chaosi_buffer *recipe, const char *name, const double *params,
                          const chaos_map *map);
void chaosi_recipe_state(chaosi_buffer *recipe, const char *name, const double *state, const chaos_map *map);

/* How a map was iterated: on the lift or not, and, if cycles are those of (x, n mod q), the first n and q. */
void chaosi_recipe_iteration(chaosi_buffer *recipe, const chaos_options *options);

/* Axes by name: [start, stop, count], or {"values": [...]}. */
void chaosi_recipe_axes(chaosi_buffer *recipe, const char *name, const chaos_axis *axes, uint32_t n);

/* Ranges of states by name, of those that have one; box [dim][2], NaN: none; NULL: chaos_map_box. */
void chaosi_recipe_box(chaosi_buffer *recipe, const char *name, const double *box, const chaos_map *map);

#endif
