/* powercut.c - LD_PRELOADed: notes, in the order in which they come, what a program does to the files of a folder.
 *
 * SPDX-License-Identifier: MIT
 *
 * CHAOS_TEST_FOLDER is the folder, CHAOS_TEST_LOG the file of the notes: lines, of which some have bytes after them.
 *     create INODE NAME, write INODE OFFSET SIZE + bytes, truncate INODE SIZE, link INODE NAME, rename FROM TO, unlink NAME
 *     sync INODE SIZE + all that the file has, folder: what is in it is on the disk
 * What the C library writes for itself, out of a FILE, is seen when it is synchronized. test_power_cut.py makes of it the
 * disks that a power cut may leave. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEXT(name) __typeof__(&name) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void note(const void *bytes, size_t size, const char *format, ...)
{
    static int log = -1;
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (log < 0)
        log = (int)openat(AT_FDCWD, getenv("CHAOS_TEST_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (write(log, line, (size_t)length) != length || (size && write(log, bytes, size) != (ssize_t)size))
        _exit(99);
}

/* The name in the folder, NULL: elsewhere. */
static const char *inside(const char *path)
{
    static char full[4096];
    const char *folder = getenv("CHAOS_TEST_FOLDER"), *slash = strrchr(path, '/');
    const int length = slash ? (int)(slash - path) : 1;
    char name[4096];
    snprintf(name, sizeof name, "%.*s", length, slash ? path : ".");
    return folder && realpath(name, full) && strcmp(full, folder) == 0 ? (slash ? slash + 1 : path) : NULL;
}

/* Of a file in the folder, or of one without a name. */
static bool is_ours(int descriptor, struct stat *is)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || fstat(descriptor, is) != 0)
        return false;
    path[length] = '\0';
    return S_ISREG(is->st_mode) && inside(path);
}

int open(const char *path, int flags, ...)
{
    NEXT(open);
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    const bool there = access(path, F_OK) == 0;
    const int descriptor = next(path, flags, mode);
    const char *name = descriptor >= 0 && flags & O_CREAT && !there ? inside(path) : NULL;
    struct stat is;
    if (name && fstat(descriptor, &is) == 0)
        note(NULL, 0, "create %" PRIuMAX " %s\n", (uintmax_t)is.st_ino, name);
    return descriptor;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t at)
{
    NEXT(pwrite);
    const ssize_t done = next(descriptor, bytes, size, at);
    struct stat is;
    if (done > 0 && is_ours(descriptor, &is))
        note(bytes, (size_t)done, "write %" PRIuMAX " %jd %zd\n", (uintmax_t)is.st_ino, (intmax_t)at, done);
    return done;
}

int ftruncate(int descriptor, off_t size)
{
    NEXT(ftruncate);
    const int code = next(descriptor, size);
    struct stat is;
    if (code == 0 && is_ours(descriptor, &is))
        note(NULL, 0, "truncate %" PRIuMAX " %jd\n", (uintmax_t)is.st_ino, (intmax_t)size);
    return code;
}

static int synchronized(int code, int descriptor)
{
    struct stat is;
    if (code != 0 || fstat(descriptor, &is) != 0)
        return code;
    if (S_ISDIR(is.st_mode))
        note(NULL, 0, "folder\n");
    else if (is_ours(descriptor, &is)) {
        char *bytes = malloc((size_t)is.st_size + 1);
        if (!bytes || pread(descriptor, bytes, (size_t)is.st_size, 0) != is.st_size)
            _exit(99);
        note(bytes, (size_t)is.st_size, "sync %" PRIuMAX " %jd\n", (uintmax_t)is.st_ino,
             (intmax_t)is.st_size);
        free(bytes);
    }
    return code;
}

int fsync(int descriptor)
{
    NEXT(fsync);
    return synchronized(next(descriptor), descriptor);
}

int fdatasync(int descriptor)
{
    NEXT(fdatasync);
    return synchronized(next(descriptor), descriptor);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    NEXT(linkat);
    const int code = next(from_folder, from, to_folder, to, flags);
    const char *name = code == 0 ? inside(to) : NULL;
    struct stat is;
    if (name && stat(to, &is) == 0)
        note(NULL, 0, "link %" PRIuMAX " %s\n", (uintmax_t)is.st_ino, name);
    return code;
}

int rename(const char *from, const char *to)
{
    NEXT(rename);
    const int code = next(from, to);
    char old[256];
    const char *name = code == 0 ? inside(from) : NULL;
    snprintf(old, sizeof old, "%s", name ? name : "");
    if (name && (name = inside(to)))
        note(NULL, 0, "rename %s %s\n", old, name);
    return code;
}

int unlink(const char *path)
{
    NEXT(unlink);
    const int code = next(path);
    const char *name = code == 0 ? inside(path) : NULL;
    if (name)
        note(NULL, 0, "unlink %s\n", name);
    return code;
}
