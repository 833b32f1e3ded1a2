/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/cache.h"

#include "core/error.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Creates the folders above path, as mkdir -p does. */
static void make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

static int check(const char *path, const struct stat *st, chaos_error *error)
{
    if (st->st_uid != geteuid())
        return chaosi_fail(error, CHAOS_ESYSTEM, "path", -1,
                           "the cache %.120s must belong to user %u, got user %u: its files would run here",
                           path, (unsigned)geteuid(), (unsigned)st->st_uid);
    if (st->st_mode & 022)
        return chaosi_fail(
            error, CHAOS_ESYSTEM, "path", -1,
            "the cache %.120s must not be writable by others, got mode %04o: remove it, or chmod 700 if you trust its files",
            path, (unsigned)(st->st_mode & 07777));
    if (st->st_mode & 077)
        chmod(path, 0700); /* reading by others did no harm */
    return CHAOS_OK;
}

int chaosi_cache_find(chaosi_buffer *cache, chaos_error *error)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    *cache = (chaosi_buffer){ 0 };
    if (base && base[0] == '/')
        chaosi_buffer_print(cache, "%s/libchaos", base);
    else if (home && home[0] == '/')
        chaosi_buffer_print(cache, "%s/.cache/libchaos", home);
    else
        return CHAOS_OK;
    if (cache->failed)
        return chaosi_nomem(error);
    struct stat st;
    if (stat(cache->data, &st) != 0) {
        make_parents(cache->data);
        mkdir(cache->data, 0700);
        if (stat(cache->data, &st) != 0)
            st.st_mode = 0;
    }
    const int code = S_ISDIR(st.st_mode) ? check(cache->data, &st, error) : CHAOS_OK;
    if (code != CHAOS_OK || !S_ISDIR(st.st_mode))
        chaosi_buffer_free(cache);
    return code;
}

/* Removes folders that killed processes left behind: older than a day. */
static void remove_stale(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        chaosi_buffer name = { 0 };
        struct stat st;
        if (strncmp(entry->d_name, "work-", 5) != 0)
            continue;
        chaosi_buffer_print(&name, "%s/%s", path, entry->d_name);
        if (!name.failed && lstat(name.data, &st) == 0 && st.st_mtime < time(NULL) - 24 * 3600)
            chaosi_folder_remove(name.data);
        chaosi_buffer_free(&name);
    }
    if (folder)
        closedir(folder);
}

static bool make_in(const char *path, chaosi_buffer *workdir)
{
    *workdir = (chaosi_buffer){ 0 };
    chaosi_buffer_print(workdir, "%s/work-XXXXXX", path);
    if (!workdir->failed && mkdtemp(workdir->data))
        return true;
    chaosi_buffer_free(workdir);
    return false;
}

int chaosi_cache_workdir(const chaosi_buffer *cache, int *place, chaosi_buffer *workdir, chaos_error *error)
{
    const char *const temporary = getenv("TMPDIR");
    const char *const places[CHAOSI_PLACES] = { cache->size ? cache->data : NULL,
                                                temporary && temporary[0] == '/' ? temporary : NULL, "/tmp" };
    if (cache->size)
        remove_stale(cache->data);
    for (; *place < CHAOSI_PLACES; ++*place)
        if (places[*place] && make_in(places[*place], workdir))
            return CHAOS_OK;
    return chaosi_fail(
        error, CHAOS_ESYSTEM, "path", -1,
        "there is nowhere to compile: neither the cache nor TMPDIR nor /tmp can be written to (%s)",
        strerror(errno));
}
