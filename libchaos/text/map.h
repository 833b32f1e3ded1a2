/* Maps that are given as text.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_MAP_H
#define CHAOS_TEXT_MAP_H

#include "core/buffer.h"
#include "core/catalogue.h"
#include "text/resolve.h"

/* Whether it is one, interpreted or compiled: its name is its formula. */
bool chaosi_is_text_map(const chaos_map *map);

/* The model of a map's formula, with its angles: of a text once more. Free model->graph and parsed->tree in any case. */
int chaosi_text_again(const chaos_map *map, chaosi_parsed *parsed, chaosi_model *model, chaos_error *error);

/* Adds its C file to *out. */
int chaosi_text_emit(const chaos_map *map, chaosi_buffer *out, chaos_error *error);

#endif
