/* npy.c - results as NumPy reads them: .npy holds one array, .npz is a ZIP of
 * several, stored as numpy.savez stores them, with 64-bit sizes throughout.
 *
 * Formats: NumPy Enhancement Proposal 1; PKWARE's APPNOTE.TXT.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_SIZE = 256, MAX_MEMBERS = CHAOS_MAX_AXES + MAX_MEASURES * CHAOS_MAX_OUT + 2 };

/* One array: the header of its .npy, and its data. */
struct member {
    char name[48];
    char header[HEADER_SIZE];
    size_t header_size;
    const void *data;
    uint64_t data_size;
    uint32_t crc;
    uint64_t offset;
    void *owned; /* data, if it was made here */
};

static char byte_order(void)
{
    const uint16_t one = 1;
    return *(const uint8_t *)&one ? '<' : '>';
}

/* kind "f8", "u8", ...; the header is padded with spaces to 64 bytes. */
static void describe(struct member *member, const char *kind, const uint64_t *shape, size_t ndim)
{
    enum { PREFIX = 10 };
    char *text = member->header + PREFIX;
    size_t room = HEADER_SIZE - PREFIX;
    size_t n = (size_t)snprintf(text, room, "{'descr': '%c%s', 'fortran_order': False, 'shape': (",
                                byte_order(), kind);
    for (size_t i = 0; i < ndim; i++)
        n += (size_t)snprintf(text + n, room - n, "%" PRIu64 ",%s", shape[i], i + 1 < ndim ? " " : "");
    n += (size_t)snprintf(text + n, room - n, "), }");
    member->header_size = (PREFIX + n + 1 + 63) / 64 * 64;
    memset(text + n, ' ', member->header_size - PREFIX - n - 1);
    member->header[member->header_size - 1] = '\n';
    size_t length = member->header_size - PREFIX;
    memcpy(member->header, "\x93NUMPY\x01\x00", 8);
    member->header[8] = (char)(length & 255);
    member->header[9] = (char)(length >> 8);
}

/* The axes' counts, then the array's own shape. */
static void describe_array(struct member *member, const struct job *job, const chaos_array *array,
                           const void *data)
{
    static const char *const kinds[] = { "f8", "u8", "i8", "u4" };
    uint64_t shape[CHAOS_MAX_AXES + 2];
    size_t ndim = 0;
    for (size_t i = 0; i < job->naxes; i++)
        shape[ndim++] = job->axes[i].count;
    for (uint32_t i = 0; i < array->ndim; i++)
        shape[ndim++] = array->shape[i];
    snprintf(member->name, sizeof member->name, "%s", array->name);
    describe(member, kinds[array->type], shape, ndim);
    member->data = data;
    member->data_size = job->points * array_elements(array) * (array->type == CHAOS_U32 ? 4 : 8);
}

static void describe_axis(struct member *member, const chaos_axis *axis)
{
    double *values = allocate(axis->count, sizeof *values);
    for (uint64_t i = 0; i < axis->count; i++)
        values[i] = chaos_axis_value(axis, i);
    snprintf(member->name, sizeof member->name, "%s", axis->name);
    describe(member, "f8", &axis->count, 1);
    member->data = member->owned = values;
    member->data_size = axis->count * sizeof *values;
}

/* A string of NumPy's has four bytes a character; the recipe is plain ASCII. */
static void describe_recipe(struct member *member, const struct job *job)
{
    char kind[24], *text = recipe_json(job);
    size_t length = strlen(text);
    uint32_t *characters = allocate(length, sizeof *characters);
    for (size_t i = 0; i < length; i++)
        characters[i] = (unsigned char)text[i];
    free(text);
    snprintf(member->name, sizeof member->name, "recipe");
    snprintf(kind, sizeof kind, "U%zu", length);
    describe(member, kind, NULL, 0);
    member->data = member->owned = characters;
    member->data_size = length * sizeof *characters;
}

void check_npy(const struct job *job)
{
    if (job->nmeasures > 1)
        die(EXIT_USAGE, "-o %s: a .npy holds one array, this sweep has %zu measures; .npz would do",
            job->output, job->nmeasures);
}

void write_npy(const struct job *job, FILE *file)
{
    struct member member;
    describe_array(&member, job, &job->arrays[0][0], job->measures[0].out[0]);
    outfile_write(file, member.header, member.header_size);
    outfile_write(file, member.data, member.data_size);
}

/* ------------------------------------------------------------------------- ZIP */

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

static void write_record(FILE *file, const struct record *record, uint64_t *offset)
{
    outfile_write(file, record->bytes, record->size);
    *offset += record->size;
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
    put(record, strlen(member->name) + strlen(".npy"), 2);
    put(record, (uint64_t)extra, 2);
}

static void put_sizes(struct record *record, const struct member *member, int bytes)
{
    uint64_t size = member->header_size + member->data_size;
    put(record, 1, 2);
    put(record, (uint64_t)bytes, 2);
    put(record, size, 8);
    put(record, size, 8);
}

static void write_name(FILE *file, const struct member *member, uint64_t *offset)
{
    char name[sizeof member->name + 8];
    int length = snprintf(name, sizeof name, "%s.npy", member->name);
    outfile_write(file, name, (size_t)length);
    *offset += (uint64_t)length;
}

static void write_member(FILE *file, struct member *member, uint64_t *offset)
{
    struct record header = { .size = 0 }, extra = { .size = 0 };
    member->offset = *offset;
    member->crc = crc32_of(crc32_of(0, member->header, member->header_size), member->data, member->data_size);
    put(&header, 0x04034b50, 4);
    put_description(&header, member, 20);
    put_sizes(&extra, member, 16);
    write_record(file, &header, offset);
    write_name(file, member, offset);
    write_record(file, &extra, offset);
    outfile_write(file, member->header, member->header_size);
    outfile_write(file, member->data, member->data_size);
    *offset += member->header_size + member->data_size;
}

static void write_directory_entry(FILE *file, const struct member *member, uint64_t *offset)
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
    write_record(file, &entry, offset);
    write_name(file, member, offset);
    write_record(file, &extra, offset);
}

static void write_directory(FILE *file, const struct member *members, size_t count, uint64_t offset)
{
    struct record end = { .size = 0 };
    uint64_t start = offset;
    for (size_t i = 0; i < count; i++)
        write_directory_entry(file, &members[i], &offset);
    put(&end, 0x06064b50, 4);
    put(&end, 44, 8);
    put(&end, 3 << 8 | ZIP_VERSION, 2);
    put(&end, ZIP_VERSION, 2);
    put(&end, 0, 4);
    put(&end, 0, 4);
    put(&end, count, 8);
    put(&end, count, 8);
    put(&end, offset - start, 8);
    put(&end, start, 8);
    put(&end, 0x07064b50, 4); /* where that was */
    put(&end, 0, 4);
    put(&end, offset, 8);
    put(&end, 1, 4);
    put(&end, 0x06054b50, 4); /* the old end: all in the new one */
    put(&end, 0, 4);
    put(&end, count, 2);
    put(&end, count, 2);
    put(&end, IN_EXTRA, 4);
    put(&end, IN_EXTRA, 4);
    put(&end, 0, 2);
    write_record(file, &end, &offset);
}

void write_npz(const struct job *job, FILE *file)
{
    static struct member members[MAX_MEMBERS];
    const chaos_array status = { .name = "status", .type = CHAOS_U32 };
    size_t count = 0;
    uint64_t offset = 0;
    for (size_t i = 0; i < job->naxes; i++)
        describe_axis(&members[count++], &job->axes[i]);
    for (size_t i = 0; i < job->nmeasures; i++)
        for (uint32_t j = 0; j < job->narrays[i]; j++)
            describe_array(&members[count++], job, &job->arrays[i][j], job->measures[i].out[j]);
    describe_array(&members[count++], job, &status, job->status);
    describe_recipe(&members[count++], job);
    for (size_t i = 0; i < count; i++)
        write_member(file, &members[i], &offset);
    write_directory(file, members, count, offset);
    for (size_t i = 0; i < count; i++)
        free(members[i].owned);
}
