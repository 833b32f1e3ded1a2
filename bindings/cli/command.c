/* command.c - the command that does it again, as a shell reads it.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

FILE *memory_open(char **text, size_t *size)
{
    FILE *file = open_memstream(text, size);
    if (!file)
        die(EXIT_FAILED, "out of memory");
    return file;
}

/* In double quotes if need be, since formulas have single ones. */
void write_quoted(FILE *file, const char *text)
{
    bool plain =
        text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,:=+-/@%")] ==
        '\0';
    fputs(plain ? "" : "\"", file);
    for (; *text; text++)
        fprintf(file, strchr("\"\\$`", *text) ? "\\%c" : "%c", *text);
    fputs(plain ? "" : "\"", file);
}

void write_json_string(FILE *file, const char *text)
{
    putc('"', file);
    for (; *text; text++)
        if (*text == '"' || *text == '\\')
            fprintf(file, "\\%c", *text);
        else if ((unsigned char)*text < ' ')
            fprintf(file, "\\u%04x", (unsigned)*text);
        else
            putc(*text, file);
    putc('"', file);
}

static void write_axis(FILE *file, const chaos_axis *axis)
{
    char start[NUMBER_SIZE], stop[NUMBER_SIZE];
    fprintf(file, " %s=", axis->name);
    if (!axis->values)
        fprintf(file, "%s:%s:%" PRIu64, format_number(start, axis->start), format_number(stop, axis->stop),
                axis->count);
    for (uint64_t i = 0; axis->values && i < axis->count; i++)
        fprintf(file, "%s%s", i ? "," : "", format_number(start, axis->values[i]));
}

/* The map and its values; what the program adds comes after. */
void write_command(FILE *file, const struct call *call)
{
    char value[NUMBER_SIZE];
    const char *name;
    double number;
    fprintf(file, "%s ", program.name);
    write_quoted(file, map_source(call));
    if (call->sites)
        fprintf(file, " N=%" PRIu64, call->sites);
    for (uint32_t i = 0; i < grid_axes(call); i++)
        write_axis(file, grid_axis(call, i));
    for (uint64_t i = 0; i < call->nvalues; i++)
        if (fixed_value(call, i, MANY, &name, &number))
            fprintf(file, " %s=%s", name, format_number(value, number));
}
