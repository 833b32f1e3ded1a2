/* A map from a file: a shared library, made of a C file if need be, hands over
 * its descriptor.
 *
 * SPDX-License-Identifier: MIT */
#include "kernels/map.h"

#include "core/catalogue.h"
#include "core/error.h"
#include "core/fpenv.h"
#include "foreign/build.h"
#include "foreign/check.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct loaded_map {
    chaos_map map;
    void *handle; /* of dlopen */
} loaded_map;

static void release(chaos_map *map)
{
    loaded_map *loaded = (loaded_map *)(void *)map;
    dlclose(loaded->handle);
    free(loaded);
}

/* ----------------------------------------------------------------------- opening */

/* Whether the dynamic linker can read a file to its end: of one that was cut off
 * it would map pages that are not there. */
static int is_library(const char *path)
{
    chaosi_text bytes;
    Elf64_Ehdr head;
    if (chaosi_file_read(path, &bytes) != 0)
        return 0;
    int good = bytes.size >= sizeof head;
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
    chaosi_text_free(&bytes);
    return good;
}

/* What the file exports, or NULL; its constructors may not change how we compute. */
static const chaosk_file *open_library(const char *path, const char *name, void **handle, chaos_error *error)
{
    if (!is_library(path)) {
        chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                    "%.60s is no shared library for this machine, or was cut off", name);
        return NULL;
    }
    const chaosi_fpenv host = chaosi_fpenv_enter();
    *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    chaosi_fpenv_enter(); /* -ffast-math has a constructor that flushes subnormals */
    chaosi_fpenv_leave(host);
    const chaosk_file *file = *handle ? dlsym(*handle, "chaosk_this_file") : NULL;
    const char *why = dlerror();
    if (why && strncmp(why, path, strlen(path)) == 0 && why[strlen(path)] == ':')
        why += strlen(path) + 1; /* it lies in the cache, which says nothing */
    if (!*handle)
        chaosi_fail(error, CHAOS_EINVAL, "path", -1, "%.60s can't be loaded:%.160s", name,
                    why ? why : " the dynamic linker does not say why");
    else if (!file)
        chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                    "%.60s holds no map of libchaos: its file does not end in CHAOSI_MAP(...) = { ... }",
                    name);
    return file;
}

/* Where the file has no kernels, those of a narrower instruction set have the same
 * bits. Their number grows with the width. */
static void fill_kernels(chaos_map *map)
{
    static const int narrower[CHAOSI_NISA] = { [CHAOSI_SCALAR_NOFMA] = CHAOSI_SCALAR,
                                               [CHAOSI_SSE2] = CHAOSI_SCALAR,
                                               [CHAOSI_SSE2_NOFMA] = CHAOSI_SCALAR_NOFMA,
                                               [CHAOSI_AVX2] = CHAOSI_SSE2,
                                               [CHAOSI_AVX512] = CHAOSI_AVX2,
                                               [CHAOSI_NEON] = CHAOSI_SCALAR };
    for (int i = 0; i < CHAOSI_NISA; i++)
        if (!map->kernels[i])
            map->kernels[i] = map->kernels[narrower[i]];
}

static int describe(loaded_map *loaded, const chaosk_file *file, const char *name, chaos_error *error)
{
    int code = chaosi_check_file(file, name, error);
    if (code != CHAOS_OK)
        return code;
    memcpy(&loaded->map, file->map,
           file->map_size < sizeof loaded->map ? file->map_size : sizeof loaded->map);
    loaded->map.inverse = NULL;
    loaded->map.owned = 1;
    loaded->map.release = release;
    code = chaosi_check_map(&loaded->map, name, error);
    if (code == CHAOS_OK)
        code = chaosi_check_rounding(file, &loaded->map, name, error);
    if (code == CHAOS_OK)
        fill_kernels(&loaded->map);
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

static int ends_in(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);
    return n > m && strcmp(path + n - m, ending) == 0;
}

static int check_arguments(const char *path, const chaos_file *options, chaos_map **map, chaos_error *error)
{
    if (!path || !map)
        return chaosi_fail(error, CHAOS_EINVAL, path ? "map" : "path", -1,
                           path ? "map is NULL; the address of a chaos_map * would do" : "path is NULL");
    if (!ends_in(path, ".c") && !ends_in(path, ".so"))
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                           "path is '%.120s'; the name of a .c or .so file would do", path);
    if (options && options->size < sizeof *options)
        return chaosi_fail(error, CHAOS_EINVAL, "options", -1,
                           "options.size is %u; sizeof(chaos_file), %zu, would do", (unsigned)options->size,
                           sizeof *options);
    if (options && options->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, "reserved", -1, "options.reserved is %u; 0 would do",
                           (unsigned)options->reserved);
    return CHAOS_OK;
}

int chaos_map_load(const char *path, const chaos_file *options, chaos_map **map, chaos_error *error)
{
    chaosi_built built;
    chaos_map *made = NULL;
    int code = check_arguments(path, options, map, error);
    if (code != CHAOS_OK)
        return code;
    char *whole = realpath(path, NULL);
    if (!whole)
        return errno == ENOMEM
                   ? chaosi_nomem(error)
                   : chaosi_fail(error, CHAOS_ESYSTEM, "path", -1, "%.160s: %s", path, strerror(errno));
    const char *const name = strrchr(whole, '/') + 1;
    code = ends_in(path, ".c") ? chaosi_build(whole, &built, options, error)
                               : chaosi_build_copy(whole, &built, error);
    if (code == CHAOS_OK) {
        code = open_map(built.library.data, name, &made, error);
        chaosi_built_done(&built);
    }
    free(whole);
    if (code == CHAOS_OK && options && options->sites) {
        code = chaosi_lattice(made, made, options->sites, map, error);
        if (code != CHAOS_OK)
            chaos_map_free(made);
    } else if (code == CHAOS_OK) {
        *map = made;
    }
    return code;
}
