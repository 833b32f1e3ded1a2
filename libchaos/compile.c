/* A text compiled: it becomes a C file, which is loaded like one of the user's.
 *
 * SPDX-License-Identifier: MIT */
#include "chaos.h"

#include "foreign/load.h"
#include "text/map.h"

int chaos_map_compile(const chaos_map *map, const chaos_file *options, chaos_map **compiled,
                      chaos_error *error)
{
    chaosi_buffer source = { 0 };
    int code = chaosi_text_emit(map, &source, error);
    if (code == CHAOS_OK)
        code = chaosi_load_source(&source, options, compiled, error);
    chaosi_buffer_free(&source);
    return code;
}
