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

/* Makes the folders on the way, as mkdir -p does. */
static void make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

static int check(const char *path, const struct stat *is, chaos_error *error)
{
    if (is->st_uid != geteuid())
        return chaosi_fail(error, CHAOS_ESYSTEM, "path", -1,
                           "the cache %.120s belongs to user %u, not to %u: what is in it is not run", path,
                           (unsigned)is->st_uid, (unsigned)geteuid());
    if (is->st_mode & 022)
        return chaosi_fail(
            error, CHAOS_ESYSTEM, "path", -1,
            "others may write to the cache %.120s (mode %04o): remove it, or if you trust what is in it, chmod 700",
            path, (unsigned)(is->st_mode & 07777));
    if (is->st_mode & 077)
        chmod(path, 0700); /* that others could read it did no harm */
    return CHAOS_OK;
}

int chaosi_cache_folder(chaosi_text *folder, chaos_error *error)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    *folder = (chaosi_text){ 0 };
    if (base && base[0] == '/')
        chaosi_text_print(folder, "%s/libchaos", base);
    else if (home && home[0] == '/')
        chaosi_text_print(folder, "%s/.cache/libchaos", home);
    else
        return CHAOS_OK;
    if (folder->failed)
        return chaosi_nomem(error);
    struct stat is;
    if (stat(folder->data, &is) != 0) {
        make_parents(folder->data);
        mkdir(folder->data, 0700);
        if (stat(folder->data, &is) != 0)
            is.st_mode = 0;
    }
    const int code = S_ISDIR(is.st_mode) ? check(folder->data, &is, error) : CHAOS_OK;
    if (code != CHAOS_OK || !S_ISDIR(is.st_mode))
        chaosi_text_free(folder);
    return code;
}

/* What processes left behind that were ended at work: older than a day. */
static void sweep(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        chaosi_text name = { 0 };
        struct stat is;
        if (strncmp(entry->d_name, "work-", 5) != 0)
            continue;
        chaosi_text_print(&name, "%s/%s", path, entry->d_name);
        if (!name.failed && lstat(name.data, &is) == 0 && is.st_mtime < time(NULL) - 24 * 3600)
            chaosi_folder_remove(name.data);
        chaosi_text_free(&name);
    }
    if (folder)
        closedir(folder);
}

static int make_in(const char *path, chaosi_text *place)
{
    *place = (chaosi_text){ 0 };
    chaosi_text_print(place, "%s/work-XXXXXX", path);
    if (!place->failed && mkdtemp(place->data))
        return 1;
    chaosi_text_free(place);
    return 0;
}

int chaosi_cache_workplace(const chaosi_text *folder, chaosi_text *place, chaos_error *error)
{
    const char *temporary = getenv("TMPDIR");
    if (folder->size)
        sweep(folder->data);
    if ((folder->size && make_in(folder->data, place)) ||
        (temporary && temporary[0] == '/' && make_in(temporary, place)) || make_in("/tmp", place))
        return CHAOS_OK;
    return chaosi_fail(
        error, CHAOS_ESYSTEM, "path", -1,
        "no place to compile in: neither the cache folder nor TMPDIR nor /tmp can be written to (%s)",
        strerror(errno));
}
