/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------- what the compiler has read */

/* The next file's name of a rule in make's language, unescaped in place; NULL at the end. */
static char *next_name(char **at)
{
    char *from = *at, *to;
    for (;;) { /* blanks, and lines that go on */
        from += strspn(from, " \t\r\n");
        if (from[0] != '\\' || (from[1] != '\n' && from[1] != '\r'))
            break;
        from++;
    }
    if (!*from)
        return NULL;
    char *const name = to = from;
    while (*from && !strchr(" \t\r\n", *from)) {
        if (*from == '\\' && from[1] && strchr(" #\\:", from[1]))
            from++;
        else if (*from == '$' && from[1] == '$')
            from++;
        else if (*from == '\\' && from[1] == '\n')
            break;
        *to++ = *from++;
    }
    *at = from + (*from == ' ' || *from == '\t' || *from == '\r' || *from == '\n');
    *to = '\0';
    return name;
}

static int has_line(const chaosi_text *text, const char *line)
{
    const size_t length = strlen(line);
    for (const char *at = text->data; at && (at = strstr(at, line)); at++)
        if ((at == text->data || at[-1] == '\n') && at[length] == '\n')
            return 1;
    return 0;
}

int chaosi_manifest_depend(chaosi_text *names, const char *path, const char *source, const char *but)
{
    chaosi_text rule;
    if (chaosi_file_read(path, &rule) != 0)
        return 0;
    int good = 1;
    char *at = strchr(rule.data, ':');
    at = at ? at + 1 : rule.data + rule.size;
    for (char *name; good && (name = next_name(&at));) {
        if (strcmp(name, source) == 0 || strncmp(name, but, strlen(but)) == 0)
            continue;
        good = name[0] == '/' && !strchr(name, '\n'); /* what depends on the current folder is not kept */
        if (good && !has_line(names, name))
            chaosi_text_print(names, "%s\n", name);
    }
    chaosi_text_free(&rule);
    return good && !names->failed;
}

/* -------------------------------------------------------------------- what is kept */

/* A header as it was. Its bytes are what counts; if nothing about the file has
 * changed, they need not be read again: the compiler's own are 2 MB. */
typedef struct header {
    char hash[CHAOSI_HEX];
    long long size, inode, modified, changed; /* times in ns */
} header;

static long long nanoseconds(const struct timespec *t) { return t->tv_sec * 1000000000LL + t->tv_nsec; }

static int look(const char *path, header *is)
{
    struct stat s;
    if (stat(path, &s) != 0)
        return 0;
    is->size = s.st_size;
    is->inode = (long long)s.st_ino;
    is->modified = nanoseconds(&s.st_mtim);
    is->changed = nanoseconds(&s.st_ctim);
    return 1;
}

static int hash_file(const char *path, char hash[CHAOSI_HEX])
{
    chaosi_text bytes;
    if (chaosi_file_read(path, &bytes) != 0)
        return 0;
    chaosi_sha256_of(bytes.data, bytes.size, hash);
    chaosi_text_free(&bytes);
    return 1;
}

static const char head[] = "libchaos 1\n", tail[] = "end\n";

int chaosi_manifest_make(chaosi_text *manifest, const chaosi_text *names, const char library[CHAOSI_HEX],
                         const char contents[CHAOSI_HEX], const struct timespec *start)
{
    chaosi_text_print(manifest, "%s%s %s\n", head, library, contents);
    for (char *name = names->data, *end; name && (end = strchr(name, '\n')); name = end + 1) {
        header is;
        *end = '\0';
        const int good = look(name, &is) && hash_file(name, is.hash) && is.modified <= nanoseconds(start) &&
                         is.changed <= nanoseconds(start);
        if (good)
            chaosi_text_print(manifest, "%s %lld %lld %lld %lld %s\n", is.hash, is.size, is.inode,
                              is.modified, is.changed, name);
        *end = '\n';
        if (!good)
            return 0;
    }
    chaosi_text_print(manifest, "%s", tail);
    return !manifest->failed;
}

/* Files keep time in steps of some milliseconds: what has changed in the two
 * seconds before the manifest was written could have changed again unseen. */
static int is_same(const char *path, const header *was, long long written)
{
    header is;
    if (!look(path, &is) || is.size != was->size)
        return 0;
    if (is.inode == was->inode && is.modified == was->modified && is.changed == was->changed &&
        is.changed < written - 2000000000LL)
        return 1;
    return hash_file(path, is.hash) && strcmp(is.hash, was->hash) == 0;
}

static int lines_hold(char *line, long long written)
{
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        header was;
        int path = 0;
        if (strcmp(line, tail) == 0)
            return 1;
        *end = '\0';
        if (sscanf(line, "%64s %lld %lld %lld %lld %n", was.hash, &was.size, &was.inode, &was.modified,
                   &was.changed, &path) != 5 ||
            path == 0 || !is_same(line + path, &was, written))
            return 0;
    }
    return 0;
}

int chaosi_manifest_holds(const char *path, char library[CHAOSI_HEX], char contents[CHAOSI_HEX])
{
    chaosi_text text;
    struct stat is;
    if (stat(path, &is) != 0 || chaosi_file_read(path, &text) != 0)
        return 0;
    int at = 0;
    const int good =
        strlen(text.data) == text.size && strncmp(text.data, head, sizeof head - 1) == 0 &&
        sscanf(text.data + sizeof head - 1, "%64[0-9a-f] %64[0-9a-f]%n", library, contents, &at) == 2 &&
        text.data[sizeof head - 1 + (size_t)at] == '\n' &&
        lines_hold(text.data + sizeof head + (size_t)at, nanoseconds(&is.st_mtim));
    chaosi_text_free(&text);
    return good;
}
