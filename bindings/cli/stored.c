/* stored.c - what a file says of how it was made, and where an archive has its arrays.
 *
 * Formats: NumPy Enhancement Proposal 1; PKWARE's APPNOTE.TXT, with 64-bit sizes or without; pictures as surface.c
 * writes them.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

_Noreturn static void refuse(const char *path, const char *what) { die(EXIT_FAILED, "%s: %s", path, what); }

FILE *stored_open(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        die(EXIT_FAILED, "%s: can't read: %s", path, strerror(errno));
    return file;
}

bool stored_read(FILE *file, uint64_t at, void *bytes, size_t size)
{
    return fseeko(file, (off_t)at, SEEK_SET) == 0 && fread(bytes, 1, size, file) == size;
}

static uint64_t field(const uint8_t *bytes, size_t at, size_t size)
{
    uint64_t value = 0;
    while (size--)
        value = value << 8 | bytes[at + size];
    return value;
}

/* ------------------------------------------------------------------------ arrays */

/* The elements of an array that begins at `at` as a .npy file does, up to end. */
bool stored_array(FILE *file, uint64_t at, uint64_t end, struct stored *array)
{
    uint8_t head[12];
    if (!stored_read(file, at, head, sizeof head) || memcmp(head, "\x93NUMPY", 6) != 0 || head[7] != 0)
        return false;
    const uint64_t skip = head[6] == 1 ? 10 + field(head, 8, 2) : 12 + field(head, 8, 4);
    *array = (struct stored){ at + skip, end - at - skip, at + (head[6] == 1 ? 10 : 12) };
    return end - at >= skip;
}

/* Where an archive's directory is, and how many entries it has. */
static bool find_directory(FILE *file, uint64_t *at, uint64_t *count)
{
    enum { END = 22, LOCATOR = 20, MOST = END + 65535 };
    static uint8_t tail[MOST];
    if (fseeko(file, 0, SEEK_END) != 0)
        return false;
    const uint64_t size = (uint64_t)ftello(file), length = size < MOST ? size : MOST;
    if (!stored_read(file, size - length, tail, length))
        return false;
    for (uint64_t i = length; i-- > 0;) {
        uint8_t locator[LOCATOR], end[56];
        if (length - i < END || field(tail, i, 4) != 0x06054b50)
            continue;
        *at = field(tail, i + 16, 4);
        *count = field(tail, i + 10, 2);
        const uint64_t here = size - length + i;
        if (here >= LOCATOR && stored_read(file, here - LOCATOR, locator, LOCATOR) &&
            field(locator, 0, 4) == 0x07064b50 && stored_read(file, field(locator, 8, 8), end, sizeof end)) {
            *at = field(end, 48, 8);
            *count = field(end, 32, 8);
        }
        return true;
    }
    return false;
}

/* Of 64 bits, where 32 are not enough: they come in this order. */
static uint64_t wide(uint64_t value, const uint8_t *extra, size_t *at, size_t size)
{
    if (value != 0xFFFFFFFF || *at + 8 > size)
        return value;
    *at += 8;
    return field(extra, *at - 8, 8);
}

bool stored_member(FILE *file, const char *name, struct stored *array)
{
    uint64_t at, count;
    uint8_t entry[46], local[30], extra[256];
    char found[256], wanted[256];
    snprintf(wanted, sizeof wanted, "%s.npy", name);
    if (!find_directory(file, &at, &count))
        return false;
    for (; count-- > 0 && stored_read(file, at, entry, sizeof entry);) {
        const size_t length = field(entry, 28, 2), more = field(entry, 30, 2), comment = field(entry, 32, 2);
        const bool is_it = length == strlen(wanted) && stored_read(file, at + sizeof entry, found, length) &&
                           memcmp(found, wanted, length) == 0;
        if (is_it && field(entry, 10, 2) == 0 && more <= sizeof extra &&
            stored_read(file, at + sizeof entry + length, extra, more)) {
            size_t k = more >= 4 && field(extra, 0, 2) == 1 ? 4 : more;
            const uint64_t size = wide(field(entry, 24, 4), extra, &k, more);
            wide(field(entry, 20, 4), extra, &k, more);
            const uint64_t begin = wide(field(entry, 42, 4), extra, &k, more);
            if (!stored_read(file, begin, local, sizeof local))
                return false;
            const uint64_t data = begin + sizeof local + field(local, 26, 2) + field(local, 28, 2);
            return stored_array(file, data, data + size, array);
        }
        at += sizeof entry + length + more + comment;
    }
    return false;
}

/* ------------------------------------------------------------------------ recipes */

static void put_utf8(FILE *to, uint32_t c)
{
    if (c < 0x80)
        putc((int)c, to);
    else if (c < 0x800)
        fprintf(to, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 63)));
    else if (c < 0x10000)
        fprintf(to, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
    else
        fprintf(to, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 63)),
                (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
}

/* A member that is a string of NumPy's. The caller frees it. */
static char *read_member(FILE *file, const char *path, const char *name)
{
    struct stored array;
    char *text = NULL;
    size_t size;
    if (!stored_member(file, name, &array))
        refuse(path, "it has no recipe");
    FILE *to = memory_open(&text, &size);
    for (uint64_t i = 0; i < array.size / 4; i++) {
        uint8_t c[4];
        if (!stored_read(file, array.at + 4 * i, c, 4))
            refuse(path, "it is cut off");
        put_utf8(to, (uint32_t)field(c, 0, 4));
    }
    fclose(to);
    return text;
}

static char *read_all(FILE *file)
{
    char *text = NULL, buffer[4096];
    size_t size, got;
    FILE *to = memory_open(&text, &size);
    rewind(file);
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0)
        fwrite(buffer, 1, got, to);
    fclose(to);
    return text;
}

/* Of a picture: the text of that name. The caller frees it. */
static char *read_png(FILE *file, const char *path)
{
    static const char head[] = PNG_RECIPE;
    uint8_t chunk[4 + sizeof head];
    for (uint64_t at = 8, length; stored_read(file, at, chunk, sizeof chunk); at += 12 + length) {
        length = (uint64_t)chunk[0] << 24 | chunk[1] << 16 | chunk[2] << 8 | chunk[3];
        if (memcmp(chunk + 4, head, sizeof head) != 0)
            continue;
        const size_t size = length - (sizeof head - 4);
        char *text = allocate(size + 1, 1);
        if (!stored_read(file, at + 4 + sizeof head, text, size))
            refuse(path, "it is cut off");
        return text;
    }
    refuse(path, "it has no recipe");
}

static char *read_svg(FILE *file, const char *path)
{
    char *all = read_all(file), *begin = strstr(all, SVG_RECIPE), *end = begin ? strstr(begin, "?>") : NULL;
    if (!end)
        refuse(path, "it has no recipe");
    char *text = strndup(begin + strlen(SVG_RECIPE), (size_t)(end - begin) - strlen(SVG_RECIPE));
    free(all);
    return text;
}

/* A member of JSON that recipe.c wrote; in its strings every quote has a backslash. "" if there is none. */
static char *json_string(const char *json, const char *name)
{
    char key[32], *text = NULL;
    size_t size;
    snprintf(key, sizeof key, "\"%s\": \"", name);
    const char *c = strstr(json, key);
    FILE *to = memory_open(&text, &size);
    for (c = c ? c + strlen(key) : ""; *c && *c != '"'; c++) {
        unsigned code;
        if (*c == '\\' && c[1] == 'u' && sscanf(c + 2, "%4x", &code) == 1) {
            put_utf8(to, code);
            c += 5;
        } else {
            c += *c == '\\' && c[1];
            putc(*c, to);
        }
    }
    fclose(to);
    return text;
}

static void check_format(const char *path, const char *number)
{
    if (strtol(number, NULL, 10) != FILE_FORMAT)
        die(EXIT_FAILED, "%s: it has the format %.*s, this libchaos reads %d", path,
            (int)strcspn(number, ",}\n"), number, FILE_FORMAT);
}

static struct told told_by_json(char *json, const char *path)
{
    static const char key[] = "\"format\": ";
    const char *format = strstr(json, key);
    if (format)
        check_format(path, format + sizeof key - 1);
    const struct told told = { .command = json_string(json, "command"),
                               .formula = json_string(json, "formula"),
                               .version = json_string(json, "version"),
                               .family = json_string(json, "isa"),
                               .checksum = json_string(json, "crc32"),
                               .digest = json_string(json, "sha256"),
                               .whole = json };
    return told;
}

/* "libchaos 0.1.0 (SLEEF 3.5.1, GSL 2.7.1), fma" */
static bool read_version(char *line, struct told *told)
{
    static const char begin[] = "libchaos ";
    char *comma = strrchr(line, ',');
    if (strncmp(line, begin, strlen(begin)) != 0 || !comma || comma[1] != ' ')
        return false;
    told->version = strndup(line + strlen(begin), (size_t)(comma - line) - strlen(begin));
    told->family = strdup(comma + 2);
    return true;
}

/* The last line of a text has it. */
static char *read_digest(FILE *file)
{
    static const char begin[] = "\n# SHA-256=";
    char end[sizeof begin + 64 + 1] = "";
    const long size = sizeof end - 1;
    if (fseeko(file, -size, SEEK_END) != 0 || fread(end, 1, (size_t)size, file) != (size_t)size ||
        strncmp(end, begin, sizeof begin - 1) != 0 || end[size - 1] != '\n')
        return strdup("");
    return strndup(end + sizeof begin - 1, 64);
}

static const char checksum_line[] = "# file: CRC-32=", format_line[] = "# format: ";

/* Of the map's file, and what Python's texts may have, and the shell has no option for. */
static void read_notes(FILE *file, const char *path, struct told *told)
{
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, file) > 0 && *line == '#')
        if (strncmp(line, checksum_line, strlen(checksum_line)) == 0 && !told->checksum)
            told->checksum =
                strndup(line + strlen(checksum_line), strcspn(line + strlen(checksum_line), "\n"));
        else if (strncmp(line, format_line, strlen(format_line)) == 0)
            check_format(path, line + strlen(format_line));
        else if (strncmp(line, "# angles are not wrapped", 24) == 0 ||
                 strncmp(line, "# periods of angles", 19) == 0)
            refuse(path, "its angles are Python's; chaos.load(file).again() does it again");
    free(line);
}

/* Comments: the map, the command, the version. */
static struct told told_by_text(FILE *file, const char *path)
{
    enum { MOST_LINES = 8 };
    char *line = NULL, *before[2] = { NULL, NULL };
    size_t size = 0;
    ssize_t length;
    struct told told = { .whole = NULL };
    rewind(file);
    for (int i = 0; i < MOST_LINES && (length = getline(&line, &size, file)) > 0; i++) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "# ", 2) != 0)
            continue;
        if (strncmp(line, "# recipe: ", 10) == 0) { /* and no command before it */
            told.command = strdup("");
            return told;
        }
        if (before[0] && strncmp(before[1], "chaos-", 6) == 0 && read_version(line + 2, &told)) {
            told.command = before[1];
            told.formula = before[0];
            free(line);
            read_notes(file, path, &told);
            told.digest = read_digest(file);
            return told;
        }
        free(before[0]);
        before[0] = before[1];
        before[1] = strdup(line + 2);
    }
    refuse(path, "it has no recipe, which files of chaos-sweep have");
}

static char *line_of(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    return at ? strndup(at + strlen(key), strcspn(at + strlen(key), "\n")) : strdup("");
}

/* The head of a part, see part.c. */
static struct told told_by_part(FILE *file, const char *path)
{
    uint8_t opening[64];
    struct told told = { .whole = NULL };
    if (!stored_read(file, 0, opening, sizeof opening))
        refuse(path, "it is cut off");
    const uint64_t length = field(opening, 16, 8);
    char *head = allocate(length < 1 << 28 ? length + 1 : 1, 1);
    if (length >= 1 << 28 || !stored_read(file, sizeof opening, head, length))
        refuse(path, "it is cut off");
    told.formula = line_of(head, "map: ");
    told.command = line_of(head, "\ncommand: ");
    told.checksum = line_of(head, "\nfile: CRC-32=");
    char *version = line_of(head, "\nversion: ");
    if (!read_version(version, &told))
        refuse(path, "its head is damaged");
    free(version);
    told.whole = head;
    return told;
}

struct told read_recipe(const char *path)
{
    char begin[16] = "", *beside = NULL;
    FILE *file = stored_open(path);
    struct told told;
    const size_t got = fread(begin, 1, sizeof begin, file);
    if (got >= 4 && memcmp(begin, "PK\3\4", 4) == 0) {
        told = told_by_json(read_member(file, path, "recipe"), path);
    } else if (got >= 6 && memcmp(begin, "\x93NUMPY", 6) == 0) {
        size_t size;
        FILE *name = memory_open(&beside, &size);
        fprintf(name, "%s.json", path);
        fclose(name);
        fclose(file);
        file = stored_open(beside);
        told = told_by_json(read_all(file), path);
    } else if (got >= 8 && memcmp(begin, "\x89PNG\r\n\x1a\n", 8) == 0) {
        told = told_by_json(read_png(file, path), path);
    } else if (got >= 5 && memcmp(begin, "<?xml", 5) == 0) {
        told = told_by_json(read_svg(file, path), path);
    } else if (got >= 5 && memcmp(begin, "%PDF-", 5) == 0) {
        refuse(path,
               "its recipe is the document's subject, which pdfinfo shows; that of .png and .svg is read");
    } else if (begin[0] == '{') {
        told = told_by_json(read_all(file), path);
    } else if (got >= 13 && memcmp(begin, "libchaos part", 13) == 0) {
        told = told_by_part(file, path);
    } else {
        told = told_by_text(file, path);
    }
    fclose(file);
    free(beside);
    if (!*told.command)
        refuse(
            path,
            "it has no command: Python saved it, chaos.verify(file) compares it and chaos.load(file).again() does it again");
    return told;
}

void free_told(struct told *told)
{
    free(told->command);
    free(told->formula);
    free(told->version);
    free(told->family);
    free(told->whole);
    free(told->checksum);
    free(told->digest);
}
