/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 64 << 20 };

int chaosi_file_read(const char *path, chaosi_buffer *bytes)
{
    *bytes = (chaosi_buffer){ 0 };
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us */
    if (file < 0)
        return errno;
    struct stat st;
    int code = fstat(file, &st) != 0  ? errno
               : S_ISDIR(st.st_mode)  ? EISDIR
               : !S_ISREG(st.st_mode) ? EINVAL
               : st.st_size > LARGEST ? EFBIG
                                      : 0;
    while (!code) {
        char part[16384];
        const ssize_t got = read(file, part, sizeof part);
        if (got < 0 && errno != EINTR)
            code = errno;
        if (got == 0)
            break;
        if (got > 0)
            chaosi_buffer_add(bytes, part, (size_t)got);
        if (bytes->failed)
            code = ENOMEM;
    }
    close(file);
    if (!code)
        chaosi_buffer_add(bytes, "", 0); /* the NUL of an empty file */
    if (!code && bytes->failed)
        code = ENOMEM;
    if (code)
        chaosi_buffer_free(bytes);
    return code;
}

/* Writes everything and closes the file; 0 or an errno. */
static int write_all(int file, const char *data, size_t size)
{
    int code = file < 0 ? errno : 0;
    while (!code && size > 0) {
        const ssize_t put = write(file, data, size);
        if (put < 0 && errno != EINTR)
            code = errno;
        if (put > 0) {
            data += put;
            size -= (size_t)put;
        }
    }
    if (file >= 0 && close(file) != 0 && !code)
        code = errno;
    return code;
}

int chaosi_file_write(const char *path, const void *data, size_t size)
{
    return write_all(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), data, size);
}

int chaosi_file_put(const char *path, const void *data, size_t size)
{
    chaosi_buffer name = { 0 };
    chaosi_buffer_print(&name, "%s.XXXXXX", path);
    if (name.failed)
        return ENOMEM;
    const int file = mkostemp(name.data, O_CLOEXEC);
    int code = write_all(file, data, size);
    if (!code && rename(name.data, path) != 0)
        code = errno;
    if (code && file >= 0)
        unlink(name.data);
    chaosi_buffer_free(&name);
    return code;
}

bool chaosi_folder_is_full(const char *path)
{
    static const char zeros[1 << 18];
    chaosi_buffer name = { 0 };
    chaosi_buffer_print(&name, "%s/space", path);
    const int code = name.failed ? ENOMEM : chaosi_file_write(name.data, zeros, sizeof zeros);
    if (!name.failed)
        unlink(name.data);
    chaosi_buffer_free(&name);
    return code == ENOSPC || code == EDQUOT;
}

void chaosi_folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        chaosi_buffer name = { 0 };
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        chaosi_buffer_print(&name, "%s/%s", path, entry->d_name);
        if (!name.failed && unlink(name.data) != 0 && errno != ENOENT)
            chaosi_folder_remove(name.data);
        chaosi_buffer_free(&name);
    }
    if (folder)
        closedir(folder);
    rmdir(path);
}
