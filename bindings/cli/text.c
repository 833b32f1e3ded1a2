/* text.c - text on its way to a file, in pieces worth a write.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

void text_flush(struct text *text)
{
    outfile_write(text->file, text->buffer, text->length);
    text->length = 0;
}

void text_put(struct text *text, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t room = sizeof text->buffer - text->length, part = length < room ? length : room;
        memcpy(text->buffer + text->length, bytes, part);
        text->length += part;
        bytes += part;
        length -= part;
        if (text->length == sizeof text->buffer)
            text_flush(text);
    }
}

void text_print(struct text *text, const char *format, ...)
{
    char line[256];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    text_put(text, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

/* 17 digits bring back every double. */
void text_number(struct text *text, double value)
{
    if (isnan(value))
        text_put(text, "nan", 3); /* printf may show its sign */
    else
        text_print(text, "%.17g", value);
}

/* Element i of an array of results. */
void text_element(struct text *text, const chaos_array *array, const void *out, uint64_t i)
{
    switch (array->type) {
    case CHAOS_F64: text_number(text, ((const double *)out)[i]); break;
    case CHAOS_U64: text_print(text, "%" PRIu64, ((const uint64_t *)out)[i]); break;
    case CHAOS_I64: text_print(text, "%" PRId64, ((const int64_t *)out)[i]); break;
    case CHAOS_U32: text_print(text, "%" PRIu32, ((const uint32_t *)out)[i]); break;
    }
}
