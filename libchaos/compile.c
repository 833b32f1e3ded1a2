/* Texts, interpreted or compiled: a text becomes a C file, which is loaded like one of the user's.
 *
 * SPDX-License-Identifier: MIT */
#include "chaos.h"

#include "core/structs.h"
#include "foreign/load.h"
#include "text/map.h"

/* The same map from its C file. */
static int compile(const chaos_map *text, chaos_map **compiled, chaos_error *error)
{
    chaosi_buffer source = { 0 };
    int code = chaosi_text_emit(text, &source, error);
    if (code == CHAOS_OK)
        code = chaosi_load_source(&source, compiled, error);
    chaosi_buffer_free(&source);
    return code;
}

int chaos_map_parse(const char *text, const chaos_text *options, chaos_map **map, chaos_error *error)
{
    chaos_map *interpreted, *compiled = NULL;
    chaos_text own = { .compile = CHAOS_COMPILE_NEVER };
    int code = chaosi_text_map(text, options, map ? &interpreted : NULL, error);
    if (code != CHAOS_OK)
        return code;
    if (options)
        code = chaosi_struct_read(&chaosi_struct_text, "options", options, &own, error);
    if (code == CHAOS_OK && own.compile == CHAOS_COMPILE_NOW) {
        code = compile(interpreted, &compiled, error);
        chaos_map_free(interpreted);
        interpreted = compiled;
    }
    if (code == CHAOS_OK)
        *map = interpreted;
    return code;
}
