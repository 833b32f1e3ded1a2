/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 64 << 20 };

/* Room for size more bytes and a NUL. */
static int make_room(chaosi_text *text, size_t size)
{
    if (text->failed || text->size + size < text->room)
        return !text->failed;
    const size_t room = 2 * (text->size + size) + 256;
    char *data = realloc(text->data, room);
    text->failed = !data;
    if (data) {
        text->data = data;
        text->room = room;
    }
    return data != NULL;
}

void chaosi_text_add(chaosi_text *text, const void *data, size_t size)
{
    if (!make_room(text, size))
        return;
    if (size)
        memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void chaosi_text_print(chaosi_text *text, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    const int size = vsnprintf(NULL, 0, format, list);
    if (size >= 0 && make_room(text, (size_t)size)) {
        vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
        text->size += (size_t)size;
    }
    va_end(again);
    va_end(list);
}

void chaosi_text_free(chaosi_text *text)
{
    free(text->data);
    *text = (chaosi_text){ 0 };
}

int chaosi_file_read(const char *path, chaosi_text *bytes)
{
    *bytes = (chaosi_text){ 0 };
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us */
    if (file < 0)
        return errno;
    struct stat is;
    int code = fstat(file, &is) != 0  ? errno
               : S_ISDIR(is.st_mode)  ? EISDIR
               : !S_ISREG(is.st_mode) ? EINVAL
               : is.st_size > MOST    ? EFBIG
                                      : 0;
    while (!code) {
        char part[16384];
        const ssize_t got = read(file, part, sizeof part);
        if (got < 0 && errno != EINTR)
            code = errno;
        if (got == 0)
            break;
        if (got > 0)
            chaosi_text_add(bytes, part, (size_t)got);
        if (bytes->failed)
            code = ENOMEM;
    }
    close(file);
    if (!code)
        chaosi_text_add(bytes, "", 0); /* even nothing has its NUL */
    if (!code && bytes->failed)
        code = ENOMEM;
    if (code)
        chaosi_text_free(bytes);
    return code;
}

/* Writes all and closes; 0 or an errno. */
static int fill(int file, const char *data, size_t size)
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
    return fill(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), data, size);
}

int chaosi_file_put(const char *path, const void *data, size_t size)
{
    chaosi_text name = { 0 };
    chaosi_text_print(&name, "%s.XXXXXX", path);
    if (name.failed)
        return ENOMEM;
    const int file = mkostemp(name.data, O_CLOEXEC);
    int code = fill(file, data, size);
    if (!code && rename(name.data, path) != 0)
        code = errno;
    if (code && file >= 0)
        unlink(name.data);
    chaosi_text_free(&name);
    return code;
}

void chaosi_folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        chaosi_text name = { 0 };
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        chaosi_text_print(&name, "%s/%s", path, entry->d_name);
        if (!name.failed && unlink(name.data) != 0 && errno != ENOENT)
            chaosi_folder_remove(name.data);
        chaosi_text_free(&name);
    }
    if (folder)
        closedir(folder);
    rmdir(path);
}
