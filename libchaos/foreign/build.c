/* Looking for a compiled map in the cache, and putting it there.
 *
 * SPDX-License-Identifier: MIT */
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

/* An object for each; scalar, which single orbits use, has the descriptor. */
static const chaosi_variant variants[] = {
    { CHAOSI_SCALAR, "-DCHAOSK_SCALAR -DCHAOS_DESCRIPTORS" },
    { CHAOSI_SCALAR_NOFMA, "-DCHAOSK_SCALAR -DCHAOSK_NOFMA" },
#ifdef __x86_64__
    { CHAOSI_SSE2, "-DCHAOSK_SSE2 " CHAOS_SSE2_FLAGS },
    { CHAOSI_SSE2_NOFMA, "-DCHAOSK_SSE2 -DCHAOSK_NOFMA " CHAOS_SSE2_FLAGS },
    { CHAOSI_AVX2, "-DCHAOSK_AVX2 " CHAOS_AVX2_FLAGS },
    { CHAOSI_AVX512, "-DCHAOSK_AVX512 " CHAOS_AVX512_FLAGS },
#else
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

/* Of what is compiled: all but the compiler and the headers that the file includes. */
static void make_source_key(chaosi_building *b)
{
    chaos_digest hash;
    chaos_digest_start(&hash);
    chaosi_sha256_add_text(&hash, chaos_version());
    chaos_digest_add(&hash, &(const int){ CHAOSK_ABI }, sizeof(int));
    chaosi_headers_hash(&hash);
    chaosi_sha256_add_text(&hash, chaosi_make_flags());
    for (size_t i = 0; i < b->nobjects; i++)
        chaosi_sha256_add_text(&hash, b->object[i]->flags);
    chaosi_sha256_add_text(&hash, chaosi_make_sleef());
    chaosi_sha256_add_text(&hash, b->path); /* its headers may lie beside it */
    chaos_digest_add(&hash, b->source.data, b->source.size);
    chaosi_sha256_end(&hash, b->source_key);
}

static void make_key(chaosi_building *b)
{
    static const char *const variables[] = { "CPATH",         "C_INCLUDE_PATH", "GCC_EXEC_PREFIX",
                                             "COMPILER_PATH", "LIBRARY_PATH",   "CCC_OVERRIDE_OPTIONS" };
    chaos_digest hash;
    chaos_digest_start(&hash);
    chaosi_sha256_add_text(&hash, b->source_key);
    for (size_t i = 0; i < b->compiler.command.nwords; i++)
        chaosi_sha256_add_text(&hash, b->compiler.command.words[i]);
    chaosi_sha256_add_text(&hash, b->compiler.identity);
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        chaosi_sha256_add_text(&hash, value ? value : "");
    }
    chaosi_sha256_end(&hash, b->key);
}

/* ------------------------------------------------------------------- the cache */

/* Whether the bytes of a library have that hash. */
static bool is_intact(const char *path, const char contents[CHAOSI_HEX])
{
    chaosi_buffer bytes;
    char hash[CHAOSI_HEX];
    if (chaosi_file_read(path, &bytes) != 0)
        return false;
    chaosi_sha256_of(bytes.data, bytes.size, hash);
    chaosi_buffer_free(&bytes);
    return strcmp(hash, contents) == 0;
}

static bool find_in_cache(const chaosi_building *b, const char *key, const char *ending,
                          chaosi_buffer *library)
{
    char name[CHAOSI_HEX], contents[CHAOSI_HEX];
    chaosi_buffer manifest = { 0 };
    if (!b->cache.size)
        return false;
    chaosi_buffer_print(&manifest, "%s/%s.%s", b->cache.data, key, ending);
    bool found = !manifest.failed && chaosi_manifest_holds(manifest.data, name, contents);
    chaosi_buffer_free(&manifest);
    if (found) {
        chaosi_buffer_print(library, "%s/%s.so", b->cache.data, name);
        found = !library->failed && is_intact(library->data, contents);
        if (!found)
            chaosi_buffer_free(library);
    }
    return found;
}

/* Moves the library into the cache; if that fails it stays where it is. */
static void put_in_cache(const chaosi_building *b, const chaosi_buffer *names, const struct timespec *start,
                         chaosi_buffer *library)
{
    chaosi_buffer bytes, manifest = { 0 }, to = { 0 }, listing = { 0 }, latest = { 0 };
    char name[CHAOSI_HEX], contents[CHAOSI_HEX];
    if (!b->cache.size || strncmp(b->workdir.data, b->cache.data, b->cache.size) != 0 ||
        chaosi_file_read(library->data, &bytes) != 0)
        return;
    chaosi_sha256_of(bytes.data, bytes.size, contents);
    chaosi_buffer_free(&bytes);
    chaos_digest hash;
    chaos_digest_start(&hash);
    chaosi_sha256_add_text(&hash, b->key);
    chaosi_sha256_add_text(&hash, contents);
    chaosi_sha256_end(&hash, name);
    chaosi_buffer_print(&to, "%s/%s.so", b->cache.data, name);
    chaosi_buffer_print(&listing, "%s/%s.manifest", b->cache.data, b->key);
    chaosi_buffer_print(&latest, "%s/%s.latest", b->cache.data, b->source_key);
    if (!to.failed && !listing.failed && !latest.failed &&
        chaosi_manifest_make(&manifest, names, name, contents, start) &&
        rename(library->data, to.data) == 0) {
        chaosi_file_put(listing.data, manifest.data, manifest.size);
        chaosi_file_put(latest.data, manifest.data, manifest.size); /* for want of a compiler */
        chaosi_buffer_free(library);
        *library = to;
        to = (chaosi_buffer){ 0 };
    }
    chaosi_buffer_free(&manifest);
    chaosi_buffer_free(&listing);
    chaosi_buffer_free(&latest);
    chaosi_buffer_free(&to);
}

/* --------------------------------------------------------------------- building */

static void build_free(chaosi_building *b)
{
    chaosi_buffer_free(&b->source);
    chaosi_buffer_free(&b->cache);
    chaosi_buffer_free(&b->log);
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
    make_source_key(b);
    return chaosi_cache_find(&b->cache, error);
}

/* Uses a folder, in the cache or, if that is full, elsewhere. */
static int in_folder(chaosi_building *b, chaosi_built *built,
                     int (*make)(chaosi_building *b, chaosi_buffer *library, chaos_error *error),
                     chaos_error *error)
{
    chaos_error why;
    int code, place = -1;
    do {
        place++;
        chaosi_built_free(built);
        code = chaosi_cache_workdir(&b->cache, &place, &b->workdir, &why);
        built->workdir = b->workdir;
        if (code == CHAOS_OK)
            code = make(b, &built->library, &why);
    } while (code == CHAOS_ESYSTEM && place < CHAOSI_PLACES - 1 && chaosi_folder_is_full(b->workdir.data));
    if (code != CHAOS_OK && error)
        *error = why;
    return code;
}

static int compile(chaosi_building *b, chaosi_buffer *library, chaos_error *error)
{
    chaosi_buffer names = { 0 };
    struct stat start;
    bool listed;
    const bool dated = stat(b->workdir.data, &start) == 0; /* by the clock that dates files */
    chaosi_buffer_free(&b->log);
    const int code = chaosi_make(b, library, &names, &listed, error);
    if (listed && dated)
        put_in_cache(b, &names, &start.st_mtim, library);
    chaosi_buffer_free(&names);
    return code;
}

/* From the cache, even without a compiler, or compiled. */
int chaosi_build(const char *path, chaosi_built *built, const chaos_file *options, chaos_error *error)
{
    chaosi_building b = { .path = path, .options = options };
    *built = (chaosi_built){ .library = { 0 } };
    chaos_error why;
    int code = prepare(&b, error);
    if (code == CHAOS_OK) {
        code = chaosi_compiler_find(&b.compiler, &why);
        if (code == CHAOS_OK)
            make_key(&b);
        if (code == CHAOS_OK ? find_in_cache(&b, b.key, "manifest", &built->library)
                             : find_in_cache(&b, b.source_key, "latest", &built->library))
            code = CHAOS_OK;
        else if (code == CHAOS_OK)
            code = in_folder(&b, built, compile, error);
        else if (error)
            *error = why;
    }
    build_free(&b);
    if (code != CHAOS_OK)
        chaosi_built_free(built);
    return code;
}

/* What the dynamic linker reads is a copy in any case. */
static int copy(chaosi_building *b, chaosi_buffer *library, chaos_error *error)
{
    chaosi_buffer_print(library, "%s/map.so", b->workdir.data);
    const int cause =
        library->failed ? ENOMEM : chaosi_file_write(library->data, b->source.data, b->source.size);
    return cause ? chaosi_fail_system(cause, b->workdir.data, error) : CHAOS_OK;
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
    code = chaosi_cache_find(&b.cache, error);
    if (code == CHAOS_OK && b.cache.size)
        chaosi_buffer_print(&built->library, "%s/%s.so", b.cache.data, name);
    if (code == CHAOS_OK &&
        !(built->library.size && (is_intact(built->library.data, name) ||
                                  chaosi_file_put(built->library.data, b.source.data, b.source.size) == 0)))
        code = in_folder(&b, built, copy, error);
    build_free(&b);
    if (code != CHAOS_OK)
        chaosi_built_free(built);
    return code;
}

void chaosi_built_free(chaosi_built *built)
{
    if (built->workdir.size)
        chaosi_folder_remove(built->workdir.data);
    chaosi_buffer_free(&built->workdir);
    chaosi_buffer_free(&built->library);
}
