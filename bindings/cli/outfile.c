/* outfile.c - a file that appears whole or not at all.
 *
 * What goes to a regular file is written beside it under a temporary name and
 * takes its place when it is complete. Devices and pipes are written straight.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *shown; /* the name the user knows */
static char *target;      /* where the temporary file goes */
static char *temporary;   /* NULL: there is none */

/* Registered with atexit: every way out but success leaves no file. */
static void remove_temporary(void)
{
    if (temporary)
        unlink(temporary);
}

void outfile_failed(void)
{
    int why = errno;
    exit_if_interrupted();
    if (why == EPIPE) { /* the reader has left, as head does: end as it expects */
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    die(EXIT_FAILED, "%s: can't write: %s", shown, strerror(why));
}

static FILE *open_temporary(const char *path)
{
    target = realpath(path, NULL); /* through symbolic links: the link stays */
    if (!target)
        target = strdup(path);
    size_t size = strlen(target) + sizeof ".XXXXXX";
    char *name = allocate(size, 1);
    snprintf(name, size, "%s.XXXXXX", target);
    int descriptor = mkstemp(name);
    if (descriptor < 0)
        outfile_failed();
    temporary = name;
    atexit(remove_temporary);
    mode_t mask = umask(0);
    umask(mask);
    struct stat old;
    mode_t mode = stat(target, &old) == 0 ? old.st_mode & 0777 : 0666 & ~mask;
    if (fchmod(descriptor, mode) != 0)
        outfile_failed();
    return fdopen(descriptor, "wb");
}

FILE *outfile_open(const char *path)
{
    shown = path ? path : "standard output";
    if (!path)
        return stdout;
    struct stat old;
    bool exists = stat(path, &old) == 0;
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

void outfile_write(FILE *file, const void *bytes, size_t size)
{
    exit_if_interrupted();
    if (fwrite(bytes, 1, size, file) != size)
        outfile_failed();
}

void outfile_close(FILE *file)
{
    if (fflush(file) != 0 || ferror(file))
        outfile_failed();
    if (temporary && fsync(fileno(file)) != 0)
        outfile_failed();
    if (fclose(file) != 0)
        outfile_failed();
    exit_if_interrupted();
    if (!temporary)
        return;
    if (rename(temporary, target) != 0)
        outfile_failed();
    free(temporary);
    free(target);
    temporary = NULL;
}
