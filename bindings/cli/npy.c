/* npy.c - arrays as NumPy reads them: .npy holds one, .npz is a ZIP of several,
 * stored as numpy.savez stores them, with 64-bit sizes throughout.
 *
 * Formats: NumPy Enhancement Proposal 1; PKWARE's APPNOTE.TXT.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* NumPy's names for elements, by enum chaos_type. */
static const struct {
    const char *kind;
    size_t size;
} types[] = {
    [CHAOS_F64] = { "f8", 8 }, [CHAOS_U64] = { "u8", 8 },    [CHAOS_I64] = { "i8", 8 },
    [CHAOS_U32] = { "u4", 4 }, [CHAOS_C128] = { "c16", 16 }, [CHAOS_I32] = { "i4", 4 },
};

size_t type_size(uint32_t type) { return types[type].size; }

const char *type_kind(uint32_t type) { return types[type].kind; }

static char byte_order(void)
{
    const uint16_t one = 1;
    return *(const uint8_t *)&one ? '<' : '>';
}

struct header {
    char bytes[256];
    size_t size;
};

/* kind "f8", "u8", ...; the header is padded with spaces to 64 bytes. */
static void describe(struct header *header, const char *kind, const uint64_t *shape, uint32_t ndim)
{
    enum { PREFIX = 10 };
    char *text = header->bytes + PREFIX;
    size_t capacity = sizeof header->bytes - PREFIX;
    size_t n = (size_t)snprintf(text, capacity, "{'descr': '%c%s', 'fortran_order': False, 'shape': (",
                                byte_order(), kind);
    for (uint32_t i = 0; i < ndim; i++)
        n += (size_t)snprintf(text + n, capacity - n, "%" PRIu64 ",%s", shape[i], i + 1 < ndim ? " " : "");
    n += (size_t)snprintf(text + n, capacity - n, "), }");
    header->size = (PREFIX + n + 1 + 63) / 64 * 64;
    memset(text + n, ' ', header->size - PREFIX - n - 1);
    header->bytes[header->size - 1] = '\n';
    size_t length = header->size - PREFIX;
    memcpy(header->bytes, "\x93NUMPY\x01\x00", 8);
    header->bytes[8] = (char)(length & 255);
    header->bytes[9] = (char)(length >> 8);
}

/* Without what NumPy writes elsewise, spaces and commas before brackets. */
static void squeeze(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++) {
        if (*c == ' ' || *c == '\n')
            continue;
        if ((*c == ')' || *c == '}') && to > text && to[-1] == ',')
            to--;
        *to++ = *c;
    }
    *to = '\0';
}

bool is_npy_header(const char *text, size_t length, uint32_t type, const uint64_t *shape, uint32_t ndim)
{
    enum { PREFIX = 10 };
    struct header header;
    char *found = strndup(text, length);
    describe(&header, types[type].kind, shape, ndim);
    char *wanted = strndup(header.bytes + PREFIX, header.size - PREFIX);
    squeeze(found);
    squeeze(wanted);
    const bool same = !memchr(text, '\0', length) && strcmp(found, wanted) == 0;
    free(found);
    free(wanted);
    return same;
}

static uint64_t bytes_of(uint32_t type, const uint64_t *shape, uint32_t ndim)
{
    uint64_t bytes = type_size(type);
    for (uint32_t i = 0; i < ndim; i++)
        bytes *= shape[i];
    return bytes;
}

static void write_piece(void *file, const void *bytes, uint64_t size) { outfile_write(file, bytes, size); }

void write_npy_pieces(FILE *file, uint32_t type, const uint64_t *shape, uint32_t ndim, each_piece *each,
                      void *of)
{
    struct header header;
    describe(&header, types[type].kind, shape, ndim);
    outfile_write(file, header.bytes, header.size);
    each(of, write_piece, file);
}

/* An array that is in memory. */
struct whole {
    const void *data;
    uint64_t size;
};

static void give_whole(void *of, take_piece *take, void *to)
{
    enum { PIECE = 1 << 20 }; /* between looks at signals */
    const struct whole *whole = of;
    const char *data = whole->data;
    for (uint64_t left = whole->size, some; left > 0; left -= some, data += some) {
        some = left < PIECE ? left : PIECE;
        take(to, data, some);
    }
}

void write_npy(FILE *file, uint32_t type, const uint64_t *shape, uint32_t ndim, const void *data)
{
    struct whole whole = { data, bytes_of(type, shape, ndim) };
    write_npy_pieces(file, type, shape, ndim, give_whole, &whole);
}

/* ------------------------------------------------------------------------- ZIP */

/* What the directory says of a member. */
struct member {
    char *name;
    uint64_t size, offset;
    uint32_t crc;
};

struct archive {
    FILE *file;
    const char
        *path; /* file has been written: it is compared, but for what arrays have; NULL: it is written */
    uint64_t offset;
    bool differs; /* from what would be written, */
    uint64_t at;  /* there */
    struct member *members;
    size_t count;
};

struct archive *archive_open(FILE *file)
{
    struct archive *archive = allocate(1, sizeof *archive);
    archive->file = file;
    return archive;
}

struct archive *archive_compare(FILE *file, const char *path)
{
    struct archive *archive = archive_open(file);
    archive->path = path;
    return archive;
}

/* Little-endian fields, one after another: values and their bytes. */
struct record {
    uint8_t bytes[128];
    size_t size;
};

static void put_fields(struct record *record, const uint64_t (*fields)[2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (uint64_t k = 0; k < fields[i][1]; k++)
            record->bytes[record->size++] = (uint8_t)(fields[i][0] >> 8 * k);
}
#define PUT(record, ...)                                     \
    put_fields(record, (const uint64_t[][2]){ __VA_ARGS__ }, \
               sizeof((const uint64_t[][2]){ __VA_ARGS__ }) / 16)

/* Notes the first byte that is another one. */
static void compare_stored(struct archive *archive, const void *bytes, uint64_t size)
{
    char *found = allocate(size, 1);
    const bool same =
        stored_read(archive->file, archive->offset, found, size) && memcmp(found, bytes, size) == 0;
    if (!same && !archive->differs) {
        archive->differs = true;
        archive->at = archive->offset;
    }
    free(found);
}

static void write_bytes(void *to, const void *bytes, uint64_t size)
{
    struct archive *archive = to;
    if (archive->path)
        compare_stored(archive, bytes, size);
    else
        outfile_write(archive->file, bytes, size);
    archive->offset += size;
}

static void add_to_crc(void *to, const void *bytes, uint64_t size)
{
    uint32_t *crc = to;
    exit_if_interrupted();
    *crc = crc32_of(*crc, bytes, size);
}

enum { ZIP_VERSION = 45, DATE_1980 = 1 << 5 | 1, UNIX = 3 << 8, REGULAR_FILE = 0100644 };
static const uint64_t IN_EXTRA = 0xFFFFFFFF; /* what a 64-bit extra field has */

/* What the local header and the directory say alike: no flags, stored, no time. */
static void put_description(struct record *record, const struct member *member, uint64_t extra)
{
    PUT(record, { ZIP_VERSION, 2 }, { 0, 2 }, { 0, 2 }, { 0, 2 }, { DATE_1980, 2 }, { member->crc, 4 },
        { IN_EXTRA, 4 }, { IN_EXTRA, 4 }, { strlen(member->name), 2 }, { extra + 4, 2 });
}

static void put_sizes(struct record *record, const struct member *member, uint64_t bytes)
{
    PUT(record, { 1, 2 }, { bytes, 2 }, { member->size, 8 }, { member->size, 8 });
}

/* Twice through the data: its checksum comes before it. */
static void add(struct archive *archive, const char *name, const struct header *npy, uint64_t size,
                each_piece *each, void *of)
{
    struct record header = { .size = 0 }, extra = { .size = 0 };
    archive->members = realloc(archive->members, (archive->count + 1) * sizeof *archive->members);
    if (!archive->members)
        die(EXIT_FAILED, "out of memory");
    size_t length = strlen(name) + sizeof ".npy";
    char *full = allocate(length, 1);
    snprintf(full, length, "%s.npy", name);
    struct member *member = &archive->members[archive->count++];
    *member = (struct member){ .name = full,
                               .size = npy->size + size,
                               .offset = archive->offset,
                               .crc = crc32_of(0, npy->bytes, npy->size) };
    each(of, add_to_crc, &member->crc);
    PUT(&header, { 0x04034b50, 4 });
    put_description(&header, member, 16);
    put_sizes(&extra, member, 16);
    write_bytes(archive, header.bytes, header.size);
    write_bytes(archive, full, strlen(full));
    write_bytes(archive, extra.bytes, extra.size);
    write_bytes(archive, npy->bytes, npy->size);
    if (archive->path && each != give_whole)
        archive->offset += size; /* they come from the file, and their checksum was compared */
    else
        each(of, write_bytes, archive);
}

void archive_add_pieces(struct archive *archive, const char *name, uint32_t type, const uint64_t *shape,
                        uint32_t ndim, each_piece *each, void *of)
{
    struct header header;
    describe(&header, types[type].kind, shape, ndim);
    add(archive, name, &header, bytes_of(type, shape, ndim), each, of);
}

void archive_add(struct archive *archive, const char *name, uint32_t type, const uint64_t *shape,
                 uint32_t ndim, const void *data)
{
    struct whole whole = { data, bytes_of(type, shape, ndim) };
    archive_add_pieces(archive, name, type, shape, ndim, give_whole, &whole);
}

/* UTF-8 as numbers of characters; how many there are. */
static size_t decode(const char *text, uint32_t *characters)
{
    size_t count = 0;
    for (const uint8_t *c = (const uint8_t *)text; *c; c++) {
        if (count && (*c & 0xC0) == 0x80)
            characters[count - 1] = characters[count - 1] << 6 | (*c & 0x3F);
        else
            characters[count++] = *c < 0xC0 ? *c : *c < 0xE0 ? *c & 0x1F : *c < 0xF0 ? *c & 0xF : *c & 7;
    }
    for (size_t i = 0; i < count; i++)
        if (characters[i] > 0x10FFFF)
            characters[i] = 0xFFFD;
    return count;
}

/* A string of NumPy's has four bytes a character. */
void archive_add_text(struct archive *archive, const char *name, const char *text)
{
    char kind[24];
    struct header header;
    uint32_t *characters = allocate(strlen(text), sizeof *characters);
    size_t length = decode(text, characters);
    snprintf(kind, sizeof kind, "U%zu", length);
    describe(&header, kind, NULL, 0);
    struct whole whole = { characters, length * sizeof *characters };
    add(archive, name, &header, whole.size, give_whole, &whole);
    free(characters);
}

/* Made on Unix; no comment, on disk 0, no attributes but the mode. */
static void write_directory_entry(struct archive *archive, const struct member *member)
{
    struct record entry = { .size = 0 };
    size_t length = strlen(member->name);
    PUT(&entry, { 0x02014b50, 4 }, { UNIX | ZIP_VERSION, 2 });
    put_description(&entry, member, 24);
    PUT(&entry, { 0, 2 }, { 0, 2 }, { 0, 2 }, { (uint64_t)REGULAR_FILE << 16, 4 }, { IN_EXTRA, 4 });
    write_bytes(archive, entry.bytes, entry.size);
    write_bytes(archive, member->name, length);
    entry.size = 0;
    put_sizes(&entry, member, 24);
    PUT(&entry, { member->offset, 8 });
    write_bytes(archive, entry.bytes, entry.size);
}

/* The directory, its 64-bit end, where that is, and the old end, which says: all in the new one. */
void archive_close(struct archive *archive)
{
    struct record end = { .size = 0 };
    uint64_t start = archive->offset, count = archive->count;
    for (size_t i = 0; i < archive->count; i++)
        write_directory_entry(archive, &archive->members[i]);
    PUT(&end, { 0x06064b50, 4 }, { 44, 8 }, { UNIX | ZIP_VERSION, 2 }, { ZIP_VERSION, 2 }, { 0, 4 }, { 0, 4 },
        { count, 8 }, { count, 8 }, { archive->offset - start, 8 }, { start, 8 });
    PUT(&end, { 0x07064b50, 4 }, { 0, 4 }, { archive->offset, 8 }, { 1, 4 });
    PUT(&end, { 0x06054b50, 4 }, { 0, 4 }, { count, 2 }, { count, 2 }, { IN_EXTRA, 4 }, { IN_EXTRA, 4 },
        { 0, 2 });
    write_bytes(archive, end.bytes, end.size);
    /* What NumPy saves with the same arrays is as good, and of another length. */
    if (archive->differs && fseeko(archive->file, 0, SEEK_END) == 0 &&
        (uint64_t)ftello(archive->file) == archive->offset)
        die(EXIT_FAILED, "%s: what is around its arrays, from byte %" PRIu64 " on, is not what is written",
            archive->path, archive->at);
    for (size_t i = 0; i < archive->count; i++)
        free(archive->members[i].name);
    free(archive->members);
    free(archive);
}
