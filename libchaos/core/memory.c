/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "core/memory.h"

#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Asking costs less than zeroing as much. */
enum { MUCH = 1 << 25 };

/* The number that follows `key` in a file of the system, or that it begins with; -1: there is none. */
static double read_number(const char *path, const char *key)
{
    char text[8192];
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (file >= 0)
        close(file);
    if (length <= 0)
        return -1.0;
    text[length] = 0;
    const char *at = strstr(text, key);
    if (!at)
        return -1.0;
    at += strlen(key);
    at += strspn(at, " :");
    char *end;
    const unsigned long long number = strtoull(at, &end, 10);
    return end > at ? (double)number : -1.0;
}

/* What a container's limit leaves. What it has of files in memory it can drop. */
static double left_in_group(void)
{
    const double most = read_number("/sys/fs/cgroup/memory.max", ""),
                 used = read_number("/sys/fs/cgroup/memory.current", ""),
                 files = read_number("/sys/fs/cgroup/memory.stat", "inactive_file");
    if (most < 0.0 || used < 0.0)
        return INFINITY;
    const double left = most - used + (files > 0.0 ? files : 0.0);
    return left > 0.0 ? left : 0.0;
}

double chaosi_memory_left(void)
{
    const double available = read_number("/proc/meminfo", "MemAvailable"), group = left_in_group(),
                 machine = available < 0.0 ? INFINITY : 1024.0 * available;
    return machine < group ? machine : group;
}

void *chaosi_alloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || __builtin_add_overflow(bytes, 63, &bytes))
        return NULL;
    if (bytes > MUCH && (double)bytes > chaosi_memory_left())
        return NULL;
    bytes &= ~(size_t)63;
    if (bytes == 0)
        bytes = 64;
    void *p = aligned_alloc(64, bytes);
    return p ? memset(p, 0, bytes) : NULL;
}

void *chaosi_alloc_sparse(size_t size)
{
    if (size <= MUCH)
        return chaosi_alloc(size, 1);
    if ((double)size > chaosi_memory_left())
        return NULL;
    void *const block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return block == MAP_FAILED ? NULL : block;
}

void chaosi_free_sparse(void *block, size_t size)
{
    if (size <= MUCH)
        free(block);
    else if (block)
        munmap(block, size);
}

char *chaosi_text_copy(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}
