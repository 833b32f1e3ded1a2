/* part.c - a file of blocks, from which a sweep goes on and results are put together.
 *
 *     "libchaos part 1\n", length and CRC-32 of the head, the head: lines of text
 *     for each block: a struct record, then its arrays
 *
 * all of it at multiples of 64 bytes. Blocks come as they were computed; where one is
 * not what its checksums say the next one is looked for.
 *
 * A journal is written such that a power cut loses no more than the block that is
 * being written: the head and the folder's entry are on the disk before the first
 * block, and each block before the next one begins.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_TMPFILE */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALIGNED = 64, MOST_HEAD = 1 << 28, BUFFER = 1 << 20 };
static const char MAGIC[] = "libchaos part 1\n", MARK[8] = "a block";

struct part {
    enum part_kind kind;
    char *path;
    FILE *file; /* of outfile.c; NULL: there is none */
    int descriptor;
    char *head;
    uint64_t end; /* where the next block goes */
};

struct opening {
    char magic[16];
    uint64_t length, crc; /* of the head */
    uint64_t order;       /* of bytes: read as 1 where it was written */
    uint64_t reserved[3];
};

struct record {
    char mark[8];
    uint64_t first, count;
    uint64_t size, crc; /* of the arrays */
    uint64_t reserved[2];
    uint64_t own; /* CRC-32 of all before */
};
_Static_assert(sizeof(struct opening) == ALIGNED && sizeof(struct record) == ALIGNED, "they are aligned");

static uint64_t aligned(uint64_t size) { return (size + ALIGNED - 1) / ALIGNED * ALIGNED; }

/* ------------------------------------------------------------------------- blocks */

void blocks_add(struct blocks *blocks, struct block block)
{
    blocks->list = realloc(blocks->list, (blocks->count + 1) * sizeof *blocks->list);
    if (!blocks->list)
        die(EXIT_FAILED, "out of memory");
    blocks->list[blocks->count++] = block;
}

static int by_first(const void *a, const void *b)
{
    const struct block *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

void blocks_sort(struct blocks *blocks)
{
    if (blocks->count)
        qsort(blocks->list, blocks->count, sizeof *blocks->list, by_first);
}

/* -------------------------------------------------------------------------- bytes */

_Noreturn static void failed(const struct part *part, const char *what)
{
    const int error = errno;
    exit_if_interrupted();
    die(EXIT_FAILED, "%s: can't %s: %s", part->path, what, strerror(error));
}

/* False: not so many bytes are there. */
static bool get(const struct part *part, uint64_t at, void *bytes, size_t size)
{
    for (char *to = bytes; size > 0;) {
        const ssize_t got = pread(part->descriptor, to, size, (off_t)at);
        if (got < 0 && errno != EINTR)
            failed(part, "read");
        if (got == 0)
            return false;
        if (got > 0)
            to += got, at += (uint64_t)got, size -= (size_t)got;
    }
    return true;
}

/* What can't be written as a whole is taken back. */
static void take_back(const struct part *part)
{
    const int error = errno, taken_back = ftruncate(part->descriptor, (off_t)part->end);
    (void)taken_back; /* if not, checksums tell */
    errno = error;
}

/* False: a signal came first. */
static bool put(struct part *part, uint64_t *at, const void *bytes, size_t size)
{
    enum { PIECE = 1 << 18 }; /* between looks at signals */
    for (const char *from = bytes; size > 0 && !interrupted();) {
        const ssize_t done = pwrite(part->descriptor, from, size < PIECE ? size : PIECE, (off_t)*at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            take_back(part);
            failed(part, part->kind == PART_JOURNAL ? "write, what was computed before is kept for --resume"
                                                    : "write");
        }
        from += done, *at += (uint64_t)done, size -= (size_t)done;
    }
    return size == 0;
}

static void synchronize(struct part *part)
{
    if (part->kind == PART_JOURNAL && fdatasync(part->descriptor) != 0)
        failed(part, "write");
}

void part_read(const struct part *part, uint64_t at, void *bytes, size_t size)
{
    exit_if_interrupted();
    if (!get(part, at, bytes, size)) {
        errno = EIO;
        failed(part, "read");
    }
}

/* ----------------------------------------------------------------------- new ones */

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, (size_t)(slash + 1 - path)) : strdup("./");
}

static int open_spool(const char *path)
{
    char *folder = folder_of(path), name[PATH_MAX];
    int descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        snprintf(name, sizeof name, "%s.chaosXXXXXX", folder);
        descriptor = mkstemp(name);
        if (descriptor >= 0)
            unlink(name);
    }
    free(folder);
    return descriptor;
}

static void synchronize_folder(const struct part *part)
{
    char *folder = folder_of(part->path);
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || (fsync(descriptor) != 0 && errno != EINVAL))
        failed(part, "write");
    close(descriptor);
    free(folder);
}

static void lock(const struct part *part)
{
    if (flock(part->descriptor, LOCK_EX | LOCK_NB) == 0)
        return;
    if (errno == EWOULDBLOCK)
        die(EXIT_FAILED, "%s: another run is writing it", part->path);
    if (errno != ENOLCK && errno != ENOTSUP && errno != EINVAL) /* of a file system without locks */
        failed(part, "lock");
}

struct part *part_create(enum part_kind kind, const char *path, const char *head)
{
    struct part *part = allocate(1, sizeof *part);
    struct opening opening = { .length = strlen(head), .crc = crc32_of(0, head, strlen(head)), .order = 1 };
    uint64_t at = 0;
    memcpy(opening.magic, MAGIC, sizeof opening.magic);
    *part = (struct part){ .kind = kind, .path = strdup(path), .head = strdup(head) };
    if (kind == PART_WHOLE)
        part->file = outfile_open(path);
    part->descriptor = kind == PART_WHOLE   ? fileno(part->file)
                       : kind == PART_SPOOL ? open_spool(path)
                                            : open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (part->descriptor < 0)
        failed(part, "write");
    if (kind == PART_JOURNAL) {
        lock(part);
        if (ftruncate(part->descriptor, 0) != 0)
            failed(part, "write");
    }
    put(part, &at, &opening, sizeof opening);
    put(part, &at, head, opening.length);
    part->end = aligned(at);
    if (kind == PART_JOURNAL) {
        if (fsync(part->descriptor) != 0)
            failed(part, "write");
        synchronize_folder(part);
    }
    return part;
}

bool part_add(struct part *part, const struct answer *answer, struct blocks *blocks)
{
    static const char zeros[ALIGNED];
    struct record record = { .first = answer->first,
                             .count = answer->count,
                             .size = block_bytes(answer, answer->count) };
    uint64_t at = part->end, crc = 0;
    memcpy(record.mark, MARK, sizeof record.mark);
    for (size_t i = 0; i < answer->narrays; i++)
        crc = crc32_of((uint32_t)crc, answer->arrays[i].output->data,
                       array_bytes(answer, &answer->arrays[i], answer->count));
    record.crc = crc;
    record.own = crc32_of(0, &record, offsetof(struct record, own));
    bool whole = put(part, &at, &record, sizeof record);
    const uint64_t begin = at;
    for (size_t i = 0; i < answer->narrays; i++)
        whole = whole && put(part, &at, answer->arrays[i].output->data,
                             array_bytes(answer, &answer->arrays[i], answer->count));
    if (!whole || !put(part, &at, zeros, aligned(at) - at)) {
        take_back(part);
        return false;
    }
    synchronize(part);
    blocks_add(blocks, (struct block){ record.first, record.count, part, begin, record.size });
    part->end = at;
    return true;
}

/* ------------------------------------------------------------------ what there is */

static bool is_record(const struct record *record)
{
    return memcmp(record->mark, MARK, sizeof MARK) == 0 &&
           record->own == crc32_of(0, record, offsetof(struct record, own));
}

static bool is_whole(const struct part *part, uint64_t at, const struct record *record)
{
    char *buffer = allocate(BUFFER, 1);
    uint32_t crc = 0;
    bool there = true;
    for (uint64_t left = record->size, some; left > 0 && there; left -= some, at += some) {
        exit_if_interrupted();
        some = left < BUFFER ? left : BUFFER;
        there = get(part, at, buffer, some);
        crc = crc32_of(crc, buffer, there ? some : 0);
    }
    free(buffer);
    return there && crc == record->crc;
}

static void find_blocks(struct part *part, struct blocks *blocks, size_t *damaged)
{
    struct record record;
    bool lost = false;
    for (uint64_t at = part->end; get(part, at, &record, sizeof record);) {
        if (!is_record(&record)) {
            *damaged += !lost;
            lost = true;
            at += ALIGNED;
            continue;
        }
        lost = false;
        if (is_whole(part, at + sizeof record, &record))
            blocks_add(blocks,
                       (struct block){ record.first, record.count, part, at + sizeof record, record.size });
        else
            ++*damaged;
        part->end = at += sizeof record + aligned(record.size);
    }
}

static bool read_head(struct part *part)
{
    struct opening opening;
    if (!get(part, 0, &opening, sizeof opening) || memcmp(opening.magic, MAGIC, sizeof opening.magic) != 0 ||
        opening.order != 1 || opening.length > MOST_HEAD)
        return false;
    part->head = allocate(opening.length + 1, 1);
    part->end = aligned(sizeof opening + opening.length);
    return get(part, sizeof opening, part->head, opening.length) &&
           crc32_of(0, part->head, opening.length) == opening.crc;
}

/* The end came while the head was being written: nothing else is there. */
static bool is_stub(struct part *part, uint64_t size)
{
    static const char zeros[sizeof MAGIC];
    char begin[sizeof MAGIC] = "";
    const size_t length = size < sizeof MAGIC - 1 ? (size_t)size : sizeof MAGIC - 1;
    size_t written = 0;
    struct blocks blocks = { NULL, 0 };
    size_t damaged = 0;
    get(part, 0, begin, length);
    while (written < length && begin[written] == MAGIC[written])
        written++;
    if (memcmp(begin + written, zeros, length - written) != 0)
        return false;
    part->end = ALIGNED;
    find_blocks(part, &blocks, &damaged);
    free(blocks.list);
    return blocks.count == 0;
}

struct part *part_open(const char *path, bool writes, struct blocks *blocks, size_t *damaged)
{
    struct part *part = allocate(1, sizeof *part);
    struct stat is;
    *part = (struct part){ .kind = PART_JOURNAL, .path = strdup(path) };
    part->descriptor = open(path, (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (part->descriptor < 0 && errno == ENOENT && writes) {
        part_close(part);
        return NULL;
    }
    if (part->descriptor < 0)
        failed(part, "read");
    if (writes)
        lock(part);
    if (fstat(part->descriptor, &is) != 0)
        failed(part, "read");
    const bool finished = is.st_nlink == 0, has_head = !finished && read_head(part);
    if (writes && (finished || (!has_head && is_stub(part, (uint64_t)is.st_size)))) {
        part_close(part);
        return NULL;
    }
    if (!has_head)
        die(EXIT_FAILED, "%s: it is no part of a sweep, or its head is damaged%s", path,
            writes ? "; remove it to begin again" : "");
    find_blocks(part, blocks, damaged);
    return part;
}

const char *part_head(const struct part *part) { return part->head; }

void part_close(struct part *part)
{
    if (part->file)
        outfile_close(part->file);
    else if (part->descriptor >= 0)
        close(part->descriptor);
    free(part->path);
    free(part->head);
    free(part);
}

void part_remove(const char *path)
{
    if (unlink(path) != 0)
        message("%s: can't remove it: %s", path, strerror(errno));
}
