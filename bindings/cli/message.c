/* message.c - one line on standard error, and the way out. */
#include "cli.h"

#include <stdarg.h>
#include <stdlib.h>

/* Arguments are quoted in messages: whatever control characters they hold
 * must neither break the line nor reach the terminal. */
static void print_line(const char *format, va_list list)
{
    char line[1024];
    vsnprintf(line, sizeof line, format, list);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = '?';
    fprintf(stderr, "chaos-sweep: %s\n", line);
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

/* What the library says of a mistake is a sentence for the user as it is. */
void die_of(const chaos_error *error)
{
    bool usage = error->code == CHAOS_EINVAL;
    die(usage ? EXIT_USAGE : EXIT_FAILED, "%s",
        error->message[0] ? error->message : chaos_strerror(error->code));
}

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        die(EXIT_FAILED, "out of memory: %zu x %zu bytes can't be had", count, size);
    return memory;
}
