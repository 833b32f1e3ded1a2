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
    [CHAOS_U32] = { "u4", 4 }, [CHAOS_C128] = { "c16", 16 },
};

size_t type_size(uint32_t type) { return types[type].size; }

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

static uint64_t bytes_of(uint32_t type, const uint64_t *shape, uint32_t ndim)
{
    uint64_t bytes = type_size(type);
    for (uint32_t i = 0; i < ndim; i++)
        bytes *= shape[i];
    return bytes;
}

void write_npy(FILE *file, uint32_t type, const uint64_t *shape, uint32_t ndim, const void *data)
{
    struct header header;
    describe(&header, types[type].kind, shape, ndim);
    outfile_write(file, header.bytes, header.size);
    outfile_write(file, data, bytes_of(type, shape, ndim));
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
    uint64_t offset;
    struct member *members;
    size_t count;
};

struct archive *archive_open(FILE *file)
{
    struct archive *archive = allocate(1, sizeof *archive);
    archive->file = file;
    return archive;
}

static uint32_t crc32_of(uint32_t crc, const void *data, uint64_t size)
{
    static uint32_t table[256];
    if (!table[1])
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t c = i;
            for (int bit = 0; bit < 8; bit++)
                c = c & 1 ? 0xEDB88320u ^ c >> 1 : c >> 1;
            table[i] = c;
        }
    crc = ~crc;
    for (const uint8_t *byte = data; size--; byte++)
        crc = table[(crc ^ *byte) & 255] ^ crc >> 8;
    return ~crc;
}

/* Little-endian fields, one after another. */
struct record {
    uint8_t bytes[128];
    size_t size;
};

static void put(struct record *record, uint64_t value, int bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        record->bytes[record->size++] = (uint8_t)value;
}

static void write_bytes(struct archive *archive, const void *bytes, uint64_t size)
{
    outfile_write(archive->file, bytes, size);
    archive->offset += size;
}

enum { ZIP_VERSION = 45, DATE_1980 = 1 << 5 | 1, IN_EXTRA = 0xFFFFFFFF };

/* What the local header and the directory say alike. */
static void put_description(struct record *record, const struct member *member, int extra)
{
    put(record, ZIP_VERSION, 2);
    put(record, 0, 2); /* flags */
    put(record, 0, 2); /* stored */
    put(record, 0, 2); /* time */
    put(record, DATE_1980, 2);
    put(record, member->crc, 4);
    put(record, IN_EXTRA, 4); /* both sizes are in the 64-bit extra field */
    put(record, IN_EXTRA, 4);
    put(record, strlen(member->name), 2);
    put(record, (uint64_t)extra, 2);
}

static void put_sizes(struct record *record, const struct member *member, int bytes)
{
    put(record, 1, 2);
    put(record, (uint64_t)bytes, 2);
    put(record, member->size, 8);
    put(record, member->size, 8);
}

static void add(struct archive *archive, const char *name, const struct header *npy, const void *data,
                uint64_t size)
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
                               .crc = crc32_of(crc32_of(0, npy->bytes, npy->size), data, size) };
    put(&header, 0x04034b50, 4);
    put_description(&header, member, 20);
    put_sizes(&extra, member, 16);
    write_bytes(archive, header.bytes, header.size);
    write_bytes(archive, full, strlen(full));
    write_bytes(archive, extra.bytes, extra.size);
    write_bytes(archive, npy->bytes, npy->size);
    write_bytes(archive, data, size);
}

void archive_add(struct archive *archive, const char *name, uint32_t type, const uint64_t *shape,
                 uint32_t ndim, const void *data)
{
    struct header header;
    describe(&header, types[type].kind, shape, ndim);
    add(archive, name, &header, data, bytes_of(type, shape, ndim));
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
    add(archive, name, &header, characters, length * sizeof *characters);
    free(characters);
}

static void write_directory_entry(struct archive *archive, const struct member *member)
{
    struct record entry = { .size = 0 }, extra = { .size = 0 };
    put(&entry, 0x02014b50, 4);
    put(&entry, 3 << 8 | ZIP_VERSION, 2); /* made on Unix */
    put_description(&entry, member, 28);
    put(&entry, 0, 2);              /* comment */
    put(&entry, 0, 2);              /* disk */
    put(&entry, 0, 2);              /* internal attributes */
    put(&entry, 0100644u << 16, 4); /* a regular file */
    put(&entry, IN_EXTRA, 4);
    put_sizes(&extra, member, 24);
    put(&extra, member->offset, 8);
    write_bytes(archive, entry.bytes, entry.size);
    write_bytes(archive, member->name, strlen(member->name));
    write_bytes(archive, extra.bytes, extra.size);
}

void archive_close(struct archive *archive)
{
    struct record end = { .size = 0 };
    uint64_t start = archive->offset;
    for (size_t i = 0; i < archive->count; i++)
        write_directory_entry(archive, &archive->members[i]);
    put(&end, 0x06064b50, 4);
    put(&end, 44, 8);
    put(&end, 3 << 8 | ZIP_VERSION, 2);
    put(&end, ZIP_VERSION, 2);
    put(&end, 0, 4);
    put(&end, 0, 4);
    put(&end, archive->count, 8);
    put(&end, archive->count, 8);
    put(&end, archive->offset - start, 8);
    put(&end, start, 8);
    put(&end, 0x07064b50, 4); /* where that was */
    put(&end, 0, 4);
    put(&end, archive->offset, 8);
    put(&end, 1, 4);
    put(&end, 0x06054b50, 4); /* the old end: all in the new one */
    put(&end, 0, 4);
    put(&end, archive->count, 2);
    put(&end, archive->count, 2);
    put(&end, IN_EXTRA, 4);
    put(&end, IN_EXTRA, 4);
    put(&end, 0, 2);
    write_bytes(archive, end.bytes, end.size);
    for (size_t i = 0; i < archive->count; i++)
        free(archive->members[i].name);
    free(archive->members);
    free(archive);
}
