/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/build.h"

#include "core/error.h"
#include "core/isa.h"
#include "foreign/cache.h"
#include "foreign/make.h"
#include "foreign/headers.h"
#include "foreign/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One object each; the descriptor stands with scalar, which single orbits take. */
static const chaosi_variant variants[] = {
    { CHAOSI_SCALAR, "-DCHAOSK_SCALAR -DCHAOS_DESCRIPTORS" },
    { CHAOSI_SCALAR_NOFMA, "-DCHAOSK_SCALAR -DCHAOSK_NOFMA" },
#ifdef CHAOS_SSE2
    { CHAOSI_SSE2, "-DCHAOSK_SSE2 " CHAOS_SSE2_FLAGS },
    { CHAOSI_SSE2_NOFMA, "-DCHAOSK_SSE2 -DCHAOSK_NOFMA " CHAOS_SSE2_FLAGS },
#endif
#ifdef CHAOS_AVX2
    { CHAOSI_AVX2, "-DCHAOSK_AVX2 " CHAOS_AVX2_FLAGS },
#endif
#ifdef CHAOS_AVX512
    { CHAOSI_AVX512, "-DCHAOSK_AVX512 " CHAOS_AVX512_FLAGS },
#endif
#ifdef CHAOS_NEON
    { CHAOSI_NEON, "-DCHAOSK_NEON " CHAOS_NEON_FLAGS },
#endif
};
enum { NVARIANTS = sizeof variants / sizeof variants[0] };

static void choose_objects(chaosi_building *b, const chaosi_isa_entry *isa)
{
    for (int i = 0; i < NVARIANTS; i++)
        if (variants[i].isa == CHAOSI_SCALAR || variants[i].isa == isa->scalar ||
            variants[i].isa == isa->index)
            b->object[b->nobjects++] = &variants[i];
}

static void make_key(chaosi_building *b)
{
    static const char *const variables[] = { "CPATH",         "C_INCLUDE_PATH", "GCC_EXEC_PREFIX",
                                             "COMPILER_PATH", "LIBRARY_PATH",   "CCC_OVERRIDE_OPTIONS" };
    chaosi_sha256 hash;
    chaosi_sha256_start(&hash);
    chaosi_sha256_add_text(&hash, chaos_version());
    chaosi_sha256_add(&hash, &(const int){ CHAOSK_ABI }, sizeof(int));
    chaosi_headers_hash(&hash);
    for (size_t i = 0; i < b->compiler.command.nwords; i++)
        chaosi_sha256_add_text(&hash, b->compiler.command.words[i]);
    chaosi_sha256_add_text(&hash, b->compiler.identity);
    chaosi_sha256_add_text(&hash, chaosi_make_flags());
    for (size_t i = 0; i < b->nobjects; i++)
        chaosi_sha256_add_text(&hash, b->object[i]->flags);
    chaosi_sha256_add_text(&hash, chaosi_make_sleef());
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        chaosi_sha256_add_text(&hash, value ? value : "");
    }
    chaosi_sha256_add_text(&hash, b->path); /* what it includes lies beside it */
    chaosi_sha256_add(&hash, b->source.data, b->source.size);
    chaosi_sha256_end(&hash, b->key);
}

/* ------------------------------------------------------------------- the cache */

/* A library whose bytes are those of the hash. */
static int is_whole(const char *path, const char contents[CHAOSI_HEX])
{
    chaosi_text bytes;
    char hash[CHAOSI_HEX];
    if (chaosi_file_read(path, &bytes) != 0)
        return 0;
    chaosi_sha256_of(bytes.data, bytes.size, hash);
    chaosi_text_free(&bytes);
    return strcmp(hash, contents) == 0;
}

static int find_in_cache(const chaosi_building *b, chaosi_text *library)
{
    char name[CHAOSI_HEX], contents[CHAOSI_HEX];
    chaosi_text manifest = { 0 };
    if (!b->folder.size)
        return 0;
    chaosi_text_print(&manifest, "%s/%s.manifest", b->folder.data, b->key);
    int found = !manifest.failed && chaosi_manifest_holds(manifest.data, name, contents);
    chaosi_text_free(&manifest);
    if (found) {
        chaosi_text_print(library, "%s/%s.so", b->folder.data, name);
        found = !library->failed && is_whole(library->data, contents);
        if (!found)
            chaosi_text_free(library);
    }
    return found;
}

/* Moves what was made into the cache. If that can't be it stays where it is. */
static void put_in_cache(chaosi_building *b, const chaosi_text *names, const struct timespec *start,
                         chaosi_text *library)
{
    chaosi_text bytes, manifest = { 0 }, kept = { 0 }, listed = { 0 };
    char name[CHAOSI_HEX], contents[CHAOSI_HEX];
    if (!b->folder.size || strncmp(b->place.data, b->folder.data, b->folder.size) != 0 ||
        chaosi_file_read(library->data, &bytes) != 0)
        return;
    chaosi_sha256_of(bytes.data, bytes.size, contents);
    chaosi_text_free(&bytes);
    chaosi_sha256 hash;
    chaosi_sha256_start(&hash);
    chaosi_sha256_add_text(&hash, b->key);
    chaosi_sha256_add_text(&hash, contents);
    chaosi_sha256_end(&hash, name);
    chaosi_text_print(&kept, "%s/%s.so", b->folder.data, name);
    chaosi_text_print(&listed, "%s/%s.manifest", b->folder.data, b->key);
    if (!kept.failed && !listed.failed && chaosi_manifest_make(&manifest, names, name, contents, start) &&
        rename(library->data, kept.data) == 0) {
        chaosi_file_put(listed.data, manifest.data, manifest.size);
        chaosi_text_free(library);
        *library = kept;
        kept = (chaosi_text){ 0 };
    }
    chaosi_text_free(&manifest);
    chaosi_text_free(&listed);
    chaosi_text_free(&kept);
}

/* --------------------------------------------------------------------- together */

static void build_free(chaosi_building *b)
{
    chaosi_text_free(&b->source);
    chaosi_text_free(&b->folder);
    chaosi_text_free(&b->log);
    chaosi_compiler_free(&b->compiler);
}

static int prepare(chaosi_building *b, chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    const int cause = chaosi_file_read(b->path, &b->source);
    if (cause)
        return chaosi_fail_system(cause, b->path, error);
    choose_objects(b, isa);
    int code = chaosi_compiler_find(&b->compiler, error);
    if (code == CHAOS_OK)
        code = chaosi_cache_folder(&b->folder, error);
    if (code == CHAOS_OK)
        make_key(b);
    return code;
}

/* Anew. */
static int compile(chaosi_building *b, chaosi_text *library, const chaos_file *options, chaos_error *error)
{
    chaosi_text names = { 0 };
    struct stat start;
    int listed;
    const int dated = stat(b->place.data, &start) == 0; /* by the clock that dates files */
    const int code = chaosi_make(b, library, &names, &listed, options, error);
    if (listed && dated)
        put_in_cache(b, &names, &start.st_mtim, library);
    chaosi_text_free(&names);
    return code;
}

int chaosi_build(const char *path, chaosi_built *built, const chaos_file *options, chaos_error *error)
{
    chaosi_building b = { .path = path };
    *built = (chaosi_built){ .library = { 0 } };
    int code = prepare(&b, error);
    if (code == CHAOS_OK && !find_in_cache(&b, &built->library)) {
        code = chaosi_cache_workplace(&b.folder, &b.place, error);
        if (code == CHAOS_OK)
            code = compile(&b, &built->library, options, error);
        built->place = b.place;
    }
    build_free(&b);
    if (code != CHAOS_OK)
        chaosi_built_done(built);
    return code;
}

int chaosi_build_copy(const char *path, chaosi_built *built, chaos_error *error)
{
    chaosi_building b = { .path = path };
    char name[CHAOSI_HEX];
    *built = (chaosi_built){ .library = { 0 } };
    int cause = chaosi_file_read(path, &b.source), code;
    if (cause)
        return chaosi_fail_system(cause, path, error);
    chaosi_sha256_of(b.source.data, b.source.size, name);
    code = chaosi_cache_folder(&b.folder, error);
    if (code == CHAOS_OK && b.folder.size)
        chaosi_text_print(&built->library, "%s/%s.so", b.folder.data, name);
    if (code == CHAOS_OK &&
        !(built->library.size && (is_whole(built->library.data, name) ||
                                  chaosi_file_put(built->library.data, b.source.data, b.source.size) == 0))) {
        chaosi_text_free(&built->library);
        code = chaosi_cache_workplace(&b.folder, &built->place, error);
        if (code == CHAOS_OK) {
            chaosi_text_print(&built->library, "%s/map.so", built->place.data);
            cause = built->library.failed
                        ? ENOMEM
                        : chaosi_file_write(built->library.data, b.source.data, b.source.size);
            code = cause ? chaosi_fail_system(cause, built->place.data, error) : CHAOS_OK;
        }
    }
    build_free(&b);
    if (code != CHAOS_OK)
        chaosi_built_done(built);
    return code;
}

void chaosi_built_done(chaosi_built *built)
{
    if (built->place.size)
        chaosi_folder_remove(built->place.data);
    chaosi_text_free(&built->place);
    chaosi_text_free(&built->library);
}
