/* From a name, a text or a file to a map.
 *
 * SPDX-License-Identifier: MIT */
#include "chaos.h"

#include "core/error.h"
#include "core/structs.h"

#include <string.h>

static bool ends_in(const char *text, const char *ending)
{
    const size_t n = strlen(text), m = strlen(ending);
    return n >= m && strcmp(text + n - m, ending) == 0;
}

uint32_t chaos_source_kind(const char *source)
{
    if (!source)
        return CHAOS_SOURCE_NAME;
    const size_t dots = strspn(source, ".");
    if (ends_in(source, ".c") || ends_in(source, ".so") || (dots <= 2 && source[dots] == '/'))
        return CHAOS_SOURCE_FILE; /* no text ends or begins so */
    if (strchr(source, '=') || strstr(source, "->"))
        return CHAOS_SOURCE_TEXT; /* which may divide */
    return strchr(source, '/') ? CHAOS_SOURCE_FILE : CHAOS_SOURCE_NAME;
}

static int open_name(const char *name, uint64_t sites, chaos_map **map, chaos_error *error)
{
    const chaos_map *found = chaos_map_find(name);
    if (!found)
        return chaosi_fail(error, CHAOS_EINVAL, "source", -1,
                           "source must be the name of a map, a text that holds '=', or a file that ends in "
                           ".c or .so, got '%.60s'",
                           name);
    if (sites)
        return chaos_map_lattice(name, sites, map, error);
    *map = (chaos_map *)(uintptr_t)found; /* chaos_map_free leaves it alone */
    return CHAOS_OK;
}

static int open_text(const char *source, uint64_t sites, const chaos_text *text, chaos_map **map,
                     chaos_error *error)
{
    chaos_text own;
    const int code = chaosi_struct_read(&chaosi_struct_text, "text", text, &own, error);
    own.sites = sites;
    return code == CHAOS_OK ? chaos_map_parse(source, &own, map, error) : code;
}

static int open_file(const char *source, uint64_t sites, const chaos_file *file, chaos_map **map,
                     chaos_error *error)
{
    chaos_file own;
    const int code = chaosi_struct_read(&chaosi_struct_file, "file", file, &own, error);
    own.sites = sites;
    return code == CHAOS_OK ? chaos_map_load(source, &own, map, error) : code;
}

int chaos_map_open(const char *source, uint64_t sites, const chaos_text *text, const chaos_file *file,
                   chaos_map **map, chaos_error *error)
{
    if (!source || !map)
        return chaosi_fail(error, CHAOS_EINVAL, source ? "map" : "source", -1,
                           source ? "map must be the address of a chaos_map *, got NULL"
                                  : "source must be a name, a text or a file, got NULL");
    switch (chaos_source_kind(source)) {
    case CHAOS_SOURCE_TEXT: return open_text(source, sites, text, map, error);
    case CHAOS_SOURCE_FILE: return open_file(source, sites, file, map, error);
    default: return open_name(source, sites, map, error);
    }
}
