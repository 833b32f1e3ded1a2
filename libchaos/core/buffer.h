/* A buffer that grows.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_BUFFER_H
#define CHAOS_CORE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes, followed by a NUL. failed: memory ran out, now or earlier. */
typedef struct chaosi_buffer {
    char *data;
    size_t size, capacity;
    bool failed;
} chaosi_buffer;

void chaosi_buffer_add(chaosi_buffer *buffer, const void *data, size_t size);
void chaosi_buffer_print(chaosi_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void chaosi_buffer_free(chaosi_buffer *buffer);

/* The shortest decimal that reads back as the same double, with a decimal point in
 * every locale; "inf", "-inf" or "nan". Writes up to CHAOSI_NUMBER bytes with the NUL. */
enum { CHAOSI_NUMBER = 40 };
const char *chaosi_format_double(double value, char text[CHAOSI_NUMBER]);

#endif
