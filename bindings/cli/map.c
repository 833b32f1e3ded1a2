/* map.c - the map, by name.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <string.h>

static const char *map_name(const void *of, size_t i)
{
    (void)of;
    const chaos_map *map = chaos_map_at(i);
    return map ? chaos_map_name(map) : NULL;
}

static bool ends_in(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);
    return n >= m && strcmp(text + n - m, ending) == 0;
}

/* "r=2.5:4:2000": the map is missing. Texts have more than a name on their left. */
static bool is_given(const char *text)
{
    size_t name = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return name > 0 && text[name] == '=' && !strpbrk(text + name, "';>\n");
}

/* A map given as text; it lives as long as the program. */
static chaos_map *parse_map(const char *text, uint64_t sites)
{
    const chaos_text options = { .size = sizeof options, .sites = sites };
    chaos_map *map;
    chaos_error error;
    if (chaos_map_parse(text, &options, &map, &error) != CHAOS_OK)
        die_of(&error);
    return map;
}

static void show_diagnostic(void *user, const char *text)
{
    (void)user;
    fputs(text, stderr);
}

/* A map of a file's, likewise. */
static chaos_map *load_map(const char *path, uint64_t sites)
{
    const chaos_file options = { .size = sizeof options, .sites = sites, .diagnostic = show_diagnostic };
    chaos_map *map;
    chaos_error error;
    if (chaos_map_load(path, &options, &map, &error) != CHAOS_OK)
        die_of(&error);
    return map;
}

static bool is_text(const char *name) { return strchr(name, '=') || strstr(name, "->"); }

static bool is_file(const char *name)
{
    return !is_text(name) && (strchr(name, '/') || ends_in(name, ".c") || ends_in(name, ".so"));
}

const chaos_map *find_map(const char *name)
{
    const chaos_map *map = chaos_map_find(name);
    if (map)
        return map;
    if (is_given(name))
        die(EXIT_USAGE, "%s: a map's name comes first, as in chaos-sweep logistic r=2.5:4:2000", name);
    if (is_text(name))
        return parse_map(name, 0);
    if (is_file(name))
        return load_map(name, 0);
    const char *meant = suggest(name, map_name, NULL);
    die(EXIT_USAGE, "%s: there is no map of that name%s", name,
        meant ? did_you_mean(meant) : "; --list shows those there are");
}

/* In one line, also of a text that has several. */
const char *map_source(const struct job *job)
{
    return is_file(job->name) ? job->name : chaos_map_name(job->map);
}

/* N is a parameter of the lattice's making, unless the map itself has an N. */
bool is_sites(const chaos_map *map, const char *argument)
{
    return strncmp(argument, "N=", 2) == 0 && chaos_map_is_lattice(map) &&
           chaos_map_param_index(map, "N") < 0;
}

void choose_sites(struct job *job, const char *argument)
{
    uint64_t sites;
    chaos_error error;
    if (job->lattice)
        die(EXIT_USAGE, "%s: N is given twice", argument);
    if (!parse_count(argument + 2, &sites) || sites == 0)
        die(EXIT_USAGE, "%s: the number of sites is a whole number from 1 on, as in N=100", argument);
    if (is_file(job->name))
        job->lattice = load_map(job->name, sites);
    else if (!chaos_map_find(chaos_map_name(job->map)))
        job->lattice = parse_map(chaos_map_name(job->map), sites);
    else if (chaos_map_lattice(chaos_map_name(job->map), sites, &job->lattice, &error) != CHAOS_OK)
        die_of(&error);
    job->map = job->lattice;
}
