/* outfile.c - a file that appears whole or not at all.
 *
 * What goes to a regular file is written into one without a name, in the same folder,
 * which is linked in when it is complete: whatever ends the program, nothing is left.
 * Where there are no such files it has a temporary name. Devices and pipes are written
 * straight.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_TMPFILE */
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *shown = "temporary file"; /* the name the user knows */
static char *target;          /* where the file goes in the end; NULL: it is written straight */
static char unnamed[32];      /* what the kernel calls it; "": it has a name */
static const char *temporary; /* that name, as long as it has one */

/* Registered with atexit: every way out but success leaves no file. Safe in a handler of signals. */
void outfile_remove(void)
{
    if (temporary)
        unlink(temporary);
}

/* Also when the reader has left, if SIGPIPE does not end the program. */
void outfile_failed(void)
{
    int why = errno;
    exit_if_interrupted();
    die(EXIT_FAILED, "%s: can't write: %s", shown, strerror(why));
}

/* Where a path leads through symbolic links, also if there is nothing yet: links stay. */
static char *resolve(const char *path)
{
    enum { MOST_LINKS = 40 };
    char *at = strdup(path), link[PATH_MAX];
    ssize_t length;
    for (int i = 0; i < MOST_LINKS && (length = readlink(at, link, sizeof link - 1)) >= 0; i++) {
        char *slash = strrchr(at, '/');
        int folder = *link == '/' || !slash ? 0 : (int)(slash + 1 - at);
        size_t size = (size_t)(folder + length) + 1;
        char *next = allocate(size, 1);
        snprintf(next, size, "%.*s%.*s", folder, at, (int)length, link);
        free(at);
        at = next;
    }
    return at;
}

/* In the target's folder; its own name may be as long as names can be. */
static const char *beside(const char *name, unsigned number)
{
    static char path[PATH_MAX];
    const char *slash = strrchr(target, '/');
    int length = snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash + 1 - target) : 0, target, name);
    if (number)
        snprintf(path + length, sizeof path - (size_t)length, "-%ld-%u", (long)getpid(), number);
    return path;
}

static int open_unnamed(void)
{
    int descriptor = open(beside(".", 0), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    snprintf(unnamed, sizeof unnamed, "/proc/self/fd/%d", descriptor);
    if (descriptor < 0 || access(unnamed, F_OK) == 0)
        return descriptor;
    close(descriptor); /* there would be no way to link it in */
    return -1;
}

static int open_named(void)
{
    int descriptor;
    const char *name;
    *unnamed = '\0';
    for (unsigned i = 1;
         (descriptor = open(name = beside(".chaos", i), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666)) < 0;
         i++)
        if (errno != EEXIST)
            outfile_failed();
    temporary = name;
    return descriptor;
}

static FILE *open_temporary(const char *path)
{
    struct stat old;
    static bool registered;
    target = resolve(path);
    if (!registered)
        atexit(outfile_remove);
    registered = true;
    int descriptor = open_unnamed();
    if (descriptor < 0)
        descriptor = open_named();
    if (stat(target, &old) == 0 && fchmod(descriptor, old.st_mode & 0777) != 0)
        outfile_failed();
    return fdopen(descriptor, "w+b");
}

FILE *outfile_open(const char *path)
{
    shown = path ? path : "standard output";
    if (!path)
        return stdout;
    struct stat old;
    bool exists = stat(path, &old) == 0;
    if (!exists && errno != ENOENT)
        outfile_failed();
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        outfile_failed();
    }
    if (exists && S_ISREG(old.st_mode) && access(path, W_OK) != 0)
        outfile_failed(); /* rename would replace even a write-protected file */
    FILE *file = exists && !S_ISREG(old.st_mode) ? fopen(path, "wb") : open_temporary(path);
    if (!file)
        outfile_failed();
    return file;
}

enum {
    PIECE = 1 << 18
}; /* bytes between looks at signals: a busy disk takes a tenth of a second for a few of them */

void outfile_write(FILE *file, const void *bytes, size_t size)
{
    for (size_t some; size > 0; bytes = (const char *)bytes + some, size -= some) {
        some = size < PIECE ? size : PIECE;
        exit_if_interrupted();
        if (fwrite(bytes, 1, some, file) != some)
            outfile_failed();
    }
}

/* A link replaces nothing: where a file is in the way it gets another name first. */
static void link_in(void)
{
    const char *to = target;
    for (unsigned i = 1; linkat(AT_FDCWD, unnamed, AT_FDCWD, to, AT_SYMLINK_FOLLOW) != 0; i++) {
        if (errno != EEXIST)
            outfile_failed();
        to = beside(".chaos", i);
    }
    if (to != target)
        temporary = to;
}

bool outfile_is_regular(void) { return target != NULL; }

/* The name is on the disk, too. */
static void synchronize_folder(void)
{
    const int folder = open(beside(".", 0), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    fsync(folder);
    close(folder);
}

/* No signal ends an fsync: what it waits for is awaited before, piece by piece. Where that can't be it is left to it;
 * other errors are told once, here or there. */
static void write_back(int descriptor)
{
    const off_t size = lseek(descriptor, 0, SEEK_END);
    for (off_t at = 0; at < size; at += PIECE) {
        exit_if_interrupted();
        sync_file_range(descriptor, at, 16 * PIECE, SYNC_FILE_RANGE_WRITE);
        if (sync_file_range(descriptor, at, PIECE, SYNC_FILE_RANGE_WAIT_BEFORE) != 0 && errno != ENOSYS &&
            errno != EPERM && errno != EINVAL)
            outfile_failed();
    }
}

void outfile_close(FILE *file)
{
    if (fflush(file) != 0 || ferror(file))
        outfile_failed();
    if (target)
        write_back(fileno(file));
    if (target && fsync(fileno(file)) != 0)
        outfile_failed();
    exit_if_interrupted();
    if (*unnamed)
        link_in();
    if (fclose(file) != 0 || (temporary && rename(temporary, target) != 0))
        outfile_failed();
    temporary = NULL;
    if (target)
        synchronize_folder();
    free(target);
    target = NULL;
}
