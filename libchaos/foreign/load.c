/* A map from a file: its descriptor comes from a shared library, which is made from a
 * C file if necessary.
 *
 * SPDX-License-Identifier: MIT */
#include "kernels/map.h"

#include "foreign/load.h"

#include "core/catalogue.h"
#include "core/error.h"
#include "core/fpenv.h"
#include "core/structs.h"
#include "foreign/build.h"
#include "foreign/cache.h"
#include "foreign/check.h"
#include "foreign/make.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct loaded_map {
    chaos_map map;
    void *handle; /* of dlopen */
    const chaosk_table *tables[CHAOSI_NISA];
    chaosk_table copies[CHAOSI_NISA], sites[CHAOSI_NISA]; /* their first and second form */
} loaded_map;

static void release(chaos_map *map)
{
    loaded_map *loaded = (loaded_map *)(void *)map;
    dlclose(loaded->handle);
    free(loaded);
}

/* ----------------------------------------------------------------------- opening */

/* Whether a file is a complete shared library: of a truncated one the dynamic linker
 * would map pages that do not exist. */
static bool is_library(const char *path)
{
    chaosi_buffer bytes;
    Elf64_Ehdr head;
    if (chaosi_file_read(path, &bytes) != 0)
        return false;
    bool good = bytes.size >= sizeof head;
    if (good) {
        memcpy(&head, bytes.data, sizeof head);
        good = memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 && head.e_ident[EI_CLASS] == ELFCLASS64 &&
               head.e_type == ET_DYN && head.e_phentsize == sizeof(Elf64_Phdr) &&
               head.e_phoff <= bytes.size && head.e_phnum <= (bytes.size - head.e_phoff) / sizeof(Elf64_Phdr);
    }
    for (size_t i = 0; good && i < head.e_phnum; i++) {
        Elf64_Phdr part;
        memcpy(&part, bytes.data + head.e_phoff + i * sizeof part, sizeof part);
        good = part.p_filesz <= bytes.size && part.p_offset <= bytes.size - part.p_filesz;
    }
    chaosi_buffer_free(&bytes);
    return good;
}

/* What the file exports, or NULL. Its constructors must not change the floating-point modes. */
static const chaosk_file *open_library(const char *path, const char *name, void **handle, chaos_error *error)
{
    if (!is_library(path)) {
        chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                    "%.60s must be a complete shared library for this machine", name);
        return NULL;
    }
    const chaosi_fpenv host = chaosi_fpenv_enter();
    *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    chaosi_fpenv_enter(); /* -ffast-math has a constructor that flushes subnormals */
    chaosi_fpenv_leave(host);
    const chaosk_file *file = *handle ? dlsym(*handle, "chaosk_this_file") : NULL;
    const char *why = dlerror();
    if (why && strncmp(why, path, strlen(path)) == 0 && why[strlen(path)] == ':')
        why += strlen(path) + 1; /* its path in the cache tells the user nothing */
    if (!*handle)
        chaosi_fail(error, CHAOS_EINVAL, "path", -1, "%.60s can't be loaded:%.160s", name,
                    why ? why : " the dynamic linker does not say why");
    else if (!file)
        chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                    "%.60s must contain a map: its source must end in CHAOSI_MAP(...) = { ... }", name);
    return file;
}

/* Where the file has no kernels, those of a narrower instruction set give the same
 * bits. (Wider sets have higher numbers.) */
static void fill_kernels(const chaosk_table **tables)
{
    static const int narrower[CHAOSI_NISA] = { [CHAOSI_SCALAR_NOFMA] = CHAOSI_SCALAR,
                                               [CHAOSI_SSE2] = CHAOSI_SCALAR,
                                               [CHAOSI_SSE2_NOFMA] = CHAOSI_SCALAR_NOFMA,
                                               [CHAOSI_AVX2] = CHAOSI_SSE2,
                                               [CHAOSI_AVX512] = CHAOSI_AVX2,
                                               [CHAOSI_NEON] = CHAOSI_SCALAR };
    for (int i = 0; i < CHAOSI_NISA; i++)
        if (!tables[i])
            tables[i] = tables[narrower[i]];
}

/* Of a table only what it knows. */
static const chaosk_table *complete_table(const chaosk_table *given, chaosk_table *copy)
{
    memcpy(copy, given, given->size < sizeof *copy ? given->size : sizeof *copy);
    return copy;
}

/* The file's tables as this library knows them. */
static void copy_kernels(loaded_map *loaded)
{
    const chaosi_kernels given = loaded->map.kernels;
    for (uint64_t i = 0; given.tables && i < given.count && i < CHAOSI_NISA; i++) {
        if (!given.tables[i])
            continue;
        loaded->tables[i] = complete_table(given.tables[i], &loaded->copies[i]);
        if (loaded->copies[i].sites)
            loaded->copies[i].sites = complete_table(loaded->copies[i].sites, &loaded->sites[i]);
    }
    loaded->map.kernels = (chaosi_kernels){ loaded->tables, CHAOSI_NISA };
}

static int describe(loaded_map *loaded, const chaosk_file *file, const char *name, chaos_error *error)
{
    int code = chaosi_check_file(file, name, error);
    if (code != CHAOS_OK)
        return code;
    memcpy(&loaded->map, file->map,
           file->map_size < sizeof loaded->map ? file->map_size : sizeof loaded->map);
    loaded->map.inverse = NULL;
    loaded->map.sites = 0;
    loaded->map.references = 1;
    loaded->map.release = release;
    copy_kernels(loaded);
    code = chaosi_check_map(&loaded->map, name, error);
    if (code == CHAOS_OK)
        code = chaosi_check_rounding(file, &loaded->map, name, error);
    if (code == CHAOS_OK)
        fill_kernels(loaded->tables);
    return code;
}

static int open_map(const char *path, const char *name, chaos_map **map, chaos_error *error)
{
    loaded_map *loaded = calloc(1, sizeof *loaded);
    if (!loaded)
        return chaosi_nomem(error);
    const chaosk_file *file = open_library(path, name, &loaded->handle, error);
    const int code = file ? describe(loaded, file, name, error) : CHAOS_EINVAL;
    if (code == CHAOS_OK) {
        *map = &loaded->map;
        return CHAOS_OK;
    }
    if (loaded->handle)
        dlclose(loaded->handle);
    free(loaded);
    return code;
}

/* ----------------------------------------------------------------------- loading */

static bool ends_in(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);
    return n > m && strcmp(path + n - m, ending) == 0;
}

/* *own = *options, if all arguments are right. */
static int read_arguments(const char *path, const chaos_file *options, chaos_map **map, chaos_file *own,
                          chaos_error *error)
{
    if (!path || !map)
        return chaosi_fail(error, CHAOS_EINVAL, path ? "map" : "path", -1,
                           path ? "map must be the address of a chaos_map *, got NULL"
                                : "path must not be NULL");
    if (!ends_in(path, ".c") && !ends_in(path, ".so"))
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1, "path must end in .c or .so, got '%.120s'", path);
    const int code = chaosi_struct_read(&chaosi_struct_file, "options", options, own, error);
    if (code == CHAOS_OK && own->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, "reserved", -1, "options.reserved must be 0, got %u",
                           (unsigned)own->reserved);
    return code;
}

int chaos_map_load(const char *path, const chaos_file *options, chaos_map **map, chaos_error *error)
{
    chaosi_built built;
    chaos_map *made = NULL;
    chaos_file own;
    int code = read_arguments(path, options, map, &own, error);
    if (code != CHAOS_OK)
        return code;
    char *absolute = realpath(path, NULL);
    if (!absolute)
        return errno == ENOMEM
                   ? chaosi_nomem(error)
                   : chaosi_fail(error, CHAOS_ESYSTEM, "path", -1, "%.160s: %s", path, strerror(errno));
    const char *const name = strrchr(absolute, '/') + 1;
    code = ends_in(path, ".c") ? chaosi_build(absolute, &built, &own, error)
                               : chaosi_build_copy(absolute, &built, error);
    if (code == CHAOS_OK) {
        code = open_map(built.library.data, name, &made, error);
        chaosi_built_free(&built);
    }
    free(absolute);
    if (code == CHAOS_OK && own.sites) {
        code = chaosi_lattice(made, made, own.sites, map, error);
        if (code != CHAOS_OK)
            chaos_map_free(made);
    } else if (code == CHAOS_OK) {
        *map = made;
    }
    return code;
}

/* Writes the file, unless it is there, into the cache or, if it can't be kept, into a folder of its own. */
static int place_source(const chaosi_buffer *source, chaosi_buffer *path, chaosi_buffer *workdir,
                        chaos_error *error)
{
    char name[CHAOSI_HEX];
    chaosi_buffer cache = { 0 };
    int code = chaosi_cache_find(&cache, error), place = -1;
    chaosi_sha256_of(source->data, source->size, name);
    if (code == CHAOS_OK && cache.size) {
        chaosi_buffer_print(path, "%s/%s.c", cache.data, name);
        if (chaosi_file_put(path->data, source->data, source->size) != 0)
            chaosi_buffer_free(path);
    }
    if (code == CHAOS_OK && !path->size) {
        place = 0;
        code = chaosi_cache_workdir(&cache, &place, workdir, error);
        chaosi_buffer_print(path, "%s/text.c", workdir->data);
        const int cause = code == CHAOS_OK ? chaosi_file_put(path->data, source->data, source->size) : 0;
        if (cause)
            code = chaosi_fail_system(cause, workdir->data, error);
    }
    chaosi_buffer_free(&cache);
    return code;
}

int chaosi_load_source(const chaosi_buffer *source, const chaos_file *options, chaos_map **map,
                       chaos_error *error)
{
    chaosi_buffer path = { 0 }, workdir = { 0 };
    int code = place_source(source, &path, &workdir, error);
    if (code == CHAOS_OK)
        code = chaos_map_load(path.data, options, map, error);
    if (workdir.size)
        chaosi_folder_remove(workdir.data);
    chaosi_buffer_free(&path);
    chaosi_buffer_free(&workdir);
    return code;
}
