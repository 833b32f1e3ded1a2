/* message.c - one line on standard error, and the way out.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MADV_HUGEPAGE */
#include "shell.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Arguments are quoted in messages: whatever control characters they hold
 * must neither break the line nor reach the terminal. */
static void clean(char *line)
{
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = '?';
}

static const char *recipe_file; /* that stands for the command line */

void mistakes_are_of(const char *path) { recipe_file = path; }

static void print_line(int status, const char *format, va_list list)
{
    char line[1024], where[1024] = "";
    vsnprintf(line, sizeof line, format, list);
    if (status == EXIT_USAGE && recipe_file && !strstr(line, recipe_file))
        snprintf(where, sizeof where, "%s: ", recipe_file);
    clean(line);
    clean(where);
    fprintf(stderr, "%s: %s%s\n", program.name, where, line);
}

static void say(int status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    print_line(status, format, list);
    va_end(list);
}

void message(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    print_line(EXIT_SUCCESS, format, list);
    va_end(list);
}

void die(int status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    print_line(status, format, list);
    va_end(list);
    exit(status);
}

chaos_error why;

/* What the library says of a mistake is a sentence for the user as it is. One in
 * a formula has its line below, and a caret. */
void die_of_why(const char *where)
{
    char *rest = why.message;
    const int status = why.code == CHAOS_EINVAL ? EXIT_USAGE : EXIT_FAILED;
    bool shows = strstr(rest, ", column ") && strchr(rest, '\n');
    say(status, "%s%s", where, shows ? strsep(&rest, "\n") : rest);
    for (char *line; shows && (line = strsep(&rest, "\n"));) {
        clean(line);
        fprintf(stderr, "%s\n", line);
    }
    exit(status);
}

void must(int code)
{
    if (code == CHAOS_OK)
        return;
    exit_if_interrupted();
    die_of_why("");
}

/* Gigabytes in pages of 4 KB take tenths of a second to be given back when a signal ends the program. */
static void in_large_pages(void *memory, size_t size)
{
#ifdef MADV_HUGEPAGE
    enum { LARGE = 1 << 21, FEW = 16 };
    const size_t before = -(uintptr_t)memory % LARGE;
    if (size / LARGE > FEW)
        madvise((char *)memory + before, (size - before) / LARGE * LARGE, MADV_HUGEPAGE);
#else
    (void)memory, (void)size;
#endif
}

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        die(EXIT_FAILED, "out of memory for %zu x %zu bytes", count, size);
    in_large_pages(memory, count * size);
    return memory;
}
