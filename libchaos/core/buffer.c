/* SPDX-License-Identifier: MIT */
#include "core/buffer.h"

#include <fenv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for size more bytes and a NUL. */
static bool reserve(chaosi_buffer *buffer, size_t size)
{
    if (buffer->failed || buffer->size + size < buffer->capacity)
        return !buffer->failed;
    const size_t capacity = 2 * (buffer->size + size) + 256;
    char *data = realloc(buffer->data, capacity);
    buffer->failed = !data;
    if (data) {
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return data != NULL;
}

void chaosi_buffer_add(chaosi_buffer *buffer, const void *data, size_t size)
{
    if (!reserve(buffer, size))
        return;
    if (size)
        memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void chaosi_buffer_print(chaosi_buffer *buffer, const char *format, ...)
{
    va_list list, copy;
    va_start(list, format);
    va_copy(copy, list);
    const int size = vsnprintf(NULL, 0, format, list);
    if (size >= 0 && reserve(buffer, (size_t)size)) {
        vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, copy);
        buffer->size += (size_t)size;
    }
    va_end(copy);
    va_end(list);
}

void chaosi_buffer_free(chaosi_buffer *buffer)
{
    free(buffer->data);
    *buffer = (chaosi_buffer){ 0 };
}

/* Puts a point in place of the locale's, which may be several bytes. */
static void put_point(char *text)
{
    static const char number[] = "+-0123456789einfa.";
    const size_t before = strspn(text, number), after = before + strcspn(text + before, number);
    if (after == before)
        return;
    text[before] = '.';
    memmove(text + before + 1, text + after, strlen(text + after) + 1);
}

const char *chaosi_format_double(double value, char text[CHAOSI_NUMBER])
{
    if (value != value) /* without its sign, which means nothing */
        return strcpy(text, "nan");
    fenv_t rounding; /* printf and strtod go by the host's */
    feholdexcept(&rounding);
    fesetround(FE_TONEAREST);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, CHAOSI_NUMBER, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fesetenv(&rounding);
    put_point(text);
    return text;
}
