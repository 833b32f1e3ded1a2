/* map.c - the map, by name, as text or from a file.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *map_name(const void *of, size_t i)
{
    (void)of;
    const chaos_map *map = chaos_map_at(i);
    return map ? chaos_map_name(map) : NULL;
}

/* "r=2.5:4:2000": the map is missing. Texts have more than a name on their left. */
static bool is_given(const char *text)
{
    size_t name = strcspn(text, "= '[-+*/^(");
    return name > 0 && text[name] == '=' && !strpbrk(text + name, "';>\n") &&
           chaos_source_kind(text) == CHAOS_SOURCE_TEXT;
}

static void show_diagnostic(void *user, const char *text)
{
    (void)user;
    fputs(text, stderr);
}

static int stop_if_interrupted(void *user, double done, double total)
{
    (void)user, (void)done, (void)total;
    return interrupted();
}

static const chaos_file file = { .size = sizeof file,
                                 .diagnostic = show_diagnostic,
                                 .progress = stop_if_interrupted };

enum { MOST_FILES = 256 };

struct files {
    char *path[MOST_FILES];
    size_t count;
    uint32_t crc;
};

/* Others may have no end, as /dev/zero. */
static bool is_regular(const char *path)
{
    struct stat found;
    return access(path, R_OK) == 0 && stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

/* The file that a line includes by quotes, next to `path`; NULL: none, or it is not there. The caller frees it. */
static char *included(const char *line, const char *path)
{
    char *name = NULL;
    int begin = 0, end = 0;
    if (sscanf(line, " # include \"%n%*[^\"]%n\"", &begin, &end) < 0 || end <= begin)
        return NULL;
    const char *slash = strrchr(path, '/');
    const int folder = slash && line[begin] != '/' ? (int)(slash + 1 - path) : 0;
    size_t size;
    FILE *file = memory_open(&name, &size);
    fprintf(file, "%.*s%.*s", folder, path, end - begin, line + begin);
    fclose(file);
    if (is_regular(name))
        return name;
    free(name);
    return NULL;
}

static void add_path(struct files *files, char *path)
{
    for (size_t i = 0; path && i < files->count; i++)
        if (strcmp(files->path[i], path) == 0) {
            free(path);
            return;
        }
    if (path && files->count < MOST_FILES)
        files->path[files->count++] = path;
}

/* Its bytes, and what it includes to the end of the list. */
static void add_file(struct files *files, const char *path)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    FILE *opened = is_regular(path) ? fopen(path, "rb") : NULL;
    while (opened && (length = getline(&line, &size, opened)) > 0) {
        files->crc = crc32_of(files->crc, line, (size_t)length);
        add_path(files, included(line, path));
    }
    free(line);
    if (opened)
        fclose(opened);
}

/* Of the file and of all that it includes by quotes. What can't be read the library says. */
static void find_checksum(struct call *call, const char *path)
{
    struct files files = { .path = { strdup(path) }, .count = 1 };
    for (size_t i = 0; i < files.count; i++)
        add_file(&files, files.path[i]);
    for (size_t i = 0; i < files.count; i++)
        free(files.path[i]);
    snprintf(call->checksum, sizeof call->checksum, "%08" PRIx32, files.crc);
}

void open_map(struct call *call)
{
    const char *source = call->named ? call->named : call->source;
    static const char *const n = "n";
    static const double value = 1.0; /* until it is known */
    const chaos_text text = { .size = sizeof text, .nvalues = call->has_n, .names = &n, .values = &value };
    if (is_given(call->source))
        die(EXIT_USAGE, "the map's name must come first, as in %s %s, got '%s'", program.name,
            program.example, call->source);
    if (chaos_source_kind(call->source) == CHAOS_SOURCE_NAME && !chaos_map_find(call->source)) {
        const char *meant = suggest(call->source, map_name, NULL);
        die(EXIT_USAGE, "unknown map '%s'%s", call->source, meant ? did_you_mean(meant) : "; see --list");
    }
    if (chaos_source_kind(source) == CHAOS_SOURCE_FILE)
        find_checksum(call, source);
    must(chaos_map_open(source, call->sites, call->has_n ? &text : NULL, &file, &call->map, &why));
}

void compile_map(struct call *call)
{
    chaos_map *compiled;
    if (chaos_source_kind(call->source) != CHAOS_SOURCE_TEXT)
        die(EXIT_USAGE, "--compile goes with a map given as text; %s is compiled", call->source);
    must(chaos_map_compile(call->map, &file, &compiled, &why));
    chaos_map_free(call->map);
    call->map = compiled;
}

/* In one line, also of a text that has several. */
const char *map_source(const struct call *call)
{
    bool file = chaos_source_kind(call->source) == CHAOS_SOURCE_FILE;
    return file ? call->source : chaos_map_name(call->map);
}

/* In a text n is the iterate number, unless it is given. */
void choose_n(struct call *call, const char *argument)
{
    if (strncmp(argument, "n=", 2) != 0 || !chaos_map_reads_time(call->map))
        return;
    call->has_n = true;
    chaos_map_free(call->map);
    open_map(call);
}

/* N is a parameter of the lattice's making, unless the map itself has an N. */
bool is_sites(const struct call *call, const char *argument)
{
    return strncmp(argument, "N=", 2) == 0 && chaos_map_is_lattice(call->map) &&
           chaos_map_param_index(call->map, "N") < 0;
}

void choose_sites(struct call *call, const char *argument)
{
    if (call->sites)
        die(EXIT_USAGE, "%s: N is given twice", argument);
    if (!parse_count(argument + 2, &call->sites) || call->sites == 0)
        die(EXIT_USAGE, "N must be a whole number of at least 1, got '%s'", argument + 2);
    chaos_map_free(call->map);
    open_map(call);
}
