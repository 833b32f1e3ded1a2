/* message.c - one line on standard error, and the way out.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Arguments are quoted in messages: whatever control characters they hold
 * must neither break the line nor reach the terminal. */
static void clean(char *line)
{
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = '?';
}

static void print_line(const char *format, va_list list)
{
    char line[1024];
    vsnprintf(line, sizeof line, format, list);
    clean(line);
    fprintf(stderr, "%s: %s\n", program.name, line);
}

void message(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    print_line(format, list);
    va_end(list);
}

void die(int status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    print_line(format, list);
    va_end(list);
    exit(status);
}

chaos_error why;

/* What the library says of a mistake is a sentence for the user as it is. One in
 * a formula has its line below, and a caret. */
void die_of_why(const char *where)
{
    char *rest = why.message;
    bool shows = strstr(rest, ", column ") && strchr(rest, '\n');
    message("%s%s", where, shows ? strsep(&rest, "\n") : rest);
    for (char *line; shows && (line = strsep(&rest, "\n"));) {
        clean(line);
        fprintf(stderr, "%s\n", line);
    }
    exit(why.code == CHAOS_EINVAL ? EXIT_USAGE : EXIT_FAILED);
}

void must(int code)
{
    if (code == CHAOS_OK)
        return;
    exit_if_interrupted();
    die_of_why("");
}

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        die(EXIT_FAILED, "out of memory for %zu x %zu bytes", count, size);
    return memory;
}
