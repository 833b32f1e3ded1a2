/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------- files that the compiler has read */

/* The next file name of a rule in make's syntax, unescaped in place; NULL at the end. */
static char *next_name(char **at)
{
    char *from = *at, *to;
    for (;;) { /* blanks, and continued lines */
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

static bool has_line(const chaosi_buffer *text, const char *line)
{
    const size_t length = strlen(line);
    for (const char *at = text->data; at && (at = strstr(at, line)); at++)
        if ((at == text->data || at[-1] == '\n') && at[length] == '\n')
            return 1;
    return 0;
}

bool chaosi_manifest_depend(chaosi_buffer *names, const char *path, const char *source, const char *except)
{
    chaosi_buffer rule;
    if (chaosi_file_read(path, &rule) != 0)
        return false;
    bool good = true;
    char *at = strchr(rule.data, ':');
    at = at ? at + 1 : rule.data + rule.size;
    for (char *name; good && (name = next_name(&at));) {
        if (strcmp(name, source) == 0 || strncmp(name, except, strlen(except)) == 0)
            continue;
        good =
            name[0] == '/' && !strchr(name, '\n'); /* a path relative to the current folder can't be kept */
        if (good && !has_line(names, name))
            chaosi_buffer_print(names, "%s\n", name);
    }
    chaosi_buffer_free(&rule);
    return good && !names->failed;
}

/* ------------------------------------------------------------------------ manifests */

/* A header as it was. Its bytes are what counts, but if nothing about the file has
 * changed they need not be read again: the compiler's own headers are 2 MB. */
typedef struct header {
    char hash[CHAOSI_HEX];
    long long size, inode, modified, changed; /* times in ns */
} header;

static long long nanoseconds(const struct timespec *t) { return t->tv_sec * 1000000000LL + t->tv_nsec; }

static bool look(const char *path, header *h)
{
    struct stat s;
    if (stat(path, &s) != 0)
        return false;
    h->size = s.st_size;
    h->inode = (long long)s.st_ino;
    h->modified = nanoseconds(&s.st_mtim);
    h->changed = nanoseconds(&s.st_ctim);
    return true;
}

static bool hash_file(const char *path, char hash[CHAOSI_HEX])
{
    chaosi_buffer bytes;
    if (chaosi_file_read(path, &bytes) != 0)
        return false;
    chaosi_sha256_of(bytes.data, bytes.size, hash);
    chaosi_buffer_free(&bytes);
    return true;
}

static const char head[] = "libchaos 1\n", tail[] = "end\n";

bool chaosi_manifest_make(chaosi_buffer *manifest, const chaosi_buffer *names, const char library[CHAOSI_HEX],
                          const char contents[CHAOSI_HEX], const struct timespec *start)
{
    chaosi_buffer_print(manifest, "%s%s %s\n", head, library, contents);
    for (char *name = names->data, *end; name && (end = strchr(name, '\n')); name = end + 1) {
        header now;
        *end = '\0';
        const bool good = look(name, &now) && hash_file(name, now.hash) &&
                          now.modified <= nanoseconds(start) && now.changed <= nanoseconds(start);
        if (good)
            chaosi_buffer_print(manifest, "%s %lld %lld %lld %lld %s\n", now.hash, now.size, now.inode,
                                now.modified, now.changed, name);
        *end = '\n';
        if (!good)
            return false;
    }
    chaosi_buffer_print(manifest, "%s", tail);
    return !manifest->failed;
}

/* File times have steps of a few milliseconds: a header that changed less than two
 * seconds before the manifest was written could have changed again unnoticed. */
static bool is_unchanged(const char *path, const header *was, long long written)
{
    header now;
    if (!look(path, &now) || now.size != was->size)
        return false;
    if (now.inode == was->inode && now.modified == was->modified && now.changed == was->changed &&
        now.changed < written - 2000000000LL)
        return true;
    return hash_file(path, now.hash) && strcmp(now.hash, was->hash) == 0;
}

static bool lines_hold(char *line, long long written)
{
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        header was;
        int path = 0;
        if (strcmp(line, tail) == 0)
            return true;
        *end = '\0';
        if (sscanf(line, "%64s %lld %lld %lld %lld %n", was.hash, &was.size, &was.inode, &was.modified,
                   &was.changed, &path) != 5 ||
            path == 0 || !is_unchanged(line + path, &was, written))
            return false;
    }
    return false;
}

bool chaosi_manifest_holds(const char *path, char library[CHAOSI_HEX], char contents[CHAOSI_HEX])
{
    chaosi_buffer text;
    struct stat st;
    if (stat(path, &st) != 0 || chaosi_file_read(path, &text) != 0)
        return false;
    int at = 0;
    const bool good =
        strlen(text.data) == text.size && strncmp(text.data, head, sizeof head - 1) == 0 &&
        sscanf(text.data + sizeof head - 1, "%64[0-9a-f] %64[0-9a-f]%n", library, contents, &at) == 2 &&
        text.data[sizeof head - 1 + (size_t)at] == '\n' &&
        lines_hold(text.data + sizeof head + (size_t)at, nanoseconds(&st.st_mtim));
    chaosi_buffer_free(&text);
    return good;
}
