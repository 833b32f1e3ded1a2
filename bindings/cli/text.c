/* text.c - tables as text, in long form.
 *
 * In .tsv gnuplot can read all of it: comments begin with '#', a blank line ends a
 * scan, two blank lines end a table ("index"). A .csv holds one table; its header line
 * comes first and stands bare, as NumPy, pandas and spreadsheets like, then the comments.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct text {
    FILE *file;
    char separator;
    size_t tables;  /* begun so far */
    FILE *comments; /* that wait for the header; NULL: none do */
    char *waiting;
    size_t length, size;
    char buffer[1 << 16]; /* a piece worth a write */
};

void check_csv(const struct call *call, size_t tables)
{
    if (call->format == FORMAT_CSV && tables > 1)
        die(EXIT_USAGE, "-o %s: a .csv file must have one table, got %zu; .tsv and .npz take several",
            call->output, tables);
}

struct text *text_open(FILE *file, enum format format)
{
    struct text *text = allocate(1, sizeof *text);
    text->file = file;
    text->separator = format == FORMAT_CSV ? ',' : '\t';
    if (format == FORMAT_CSV)
        text->comments = memory_open(&text->waiting, &text->size);
    return text;
}

static void flush(struct text *text)
{
    outfile_write(text->file, text->buffer, text->length);
    text->length = 0;
}

void text_close(struct text *text)
{
    flush(text);
    if (text->comments) {
        fclose(text->comments);
        free(text->waiting);
    }
    free(text);
}

static void put(struct text *text, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t space = sizeof text->buffer - text->length, part = length < space ? length : space;
        memcpy(text->buffer + text->length, bytes, part);
        text->length += part;
        bytes += part;
        length -= part;
        if (text->length == sizeof text->buffer)
            flush(text);
    }
}

static void put_string(struct text *text, const char *string) { put(text, string, strlen(string)); }

void text_comment(struct text *text, const char *line)
{
    if (text->comments) {
        fprintf(text->comments, "# %s\n", line);
        return;
    }
    put_string(text, "# ");
    put_string(text, line);
    put_string(text, "\n");
}

static void put_waiting(struct text *text)
{
    if (!text->comments)
        return;
    fclose(text->comments);
    text->comments = NULL;
    put_string(text, text->waiting);
    free(text->waiting);
}

/* What was computed, by which version, and the command that computes it again. */
void text_head(struct text *text, const chaos_map *map, const char *command)
{
    char *head = NULL;
    size_t size;
    FILE *file = memory_open(&head, &size);
    fprintf(file, "%s: %s\n# %s\n# libchaos %s, %s", chaos_map_title(map), chaos_map_formula(map), command,
            chaos_version(), chaos_isa_family());
    fclose(file);
    text_comment(text, head);
    free(head);
}

/* 17 digits bring back every double. */
static int print_double(char cell[NUMBER_SIZE], double value)
{
    if (isnan(value)) /* printf may show its sign */
        return snprintf(cell, NUMBER_SIZE, "nan");
    return snprintf(cell, NUMBER_SIZE, "%.17g", value);
}

/* A complex number is two doubles. */
static void put_cell(struct text *text, uint32_t type, const void *values, uint64_t i)
{
    char cell[NUMBER_SIZE];
    int length = 0;
    switch (type) {
    case CHAOS_F64:
    case CHAOS_C128: length = print_double(cell, ((const double *)values)[i]); break;
    case CHAOS_U64: length = snprintf(cell, sizeof cell, "%" PRIu64, ((const uint64_t *)values)[i]); break;
    case CHAOS_I64: length = snprintf(cell, sizeof cell, "%" PRId64, ((const int64_t *)values)[i]); break;
    case CHAOS_I32: length = snprintf(cell, sizeof cell, "%" PRId32, ((const int32_t *)values)[i]); break;
    case CHAOS_U32: length = snprintf(cell, sizeof cell, "%" PRIu32, ((const uint32_t *)values)[i]); break;
    }
    put(text, cell, (size_t)length);
}

void text_header(struct text *text, const struct table *table)
{
    if (text->tables++)
        put_string(text, "\n\n");
    if (text->separator == '\t') {
        text_comment(text, table->title);
        put_string(text, "# ");
    }
    for (size_t i = 0; i < table->ncolumns; i++) {
        for (char *c = table->columns[i].names; *c; c++)
            *c = *c == ',' ? ';' : *c == '\t' ? text->separator : *c; /* expressions may have commas */
        if (i)
            put(text, &text->separator, 1);
        put_string(text, table->columns[i].names);
    }
    put_string(text, "\n");
    put_waiting(text);
}

static bool ends_scan(const struct table *table, uint64_t row)
{
    return row > 0 &&
           (table->by ? table->by[row] != table->by[row - 1] : table->scan && row % table->scan == 0);
}

static void put_element(struct text *text, const struct column *column, uint64_t element)
{
    for (uint64_t k = 0; k < column->cells; k++) {
        if (k)
            put(text, &text->separator, 1);
        if (column->axis) {
            const double value = chaos_axis_value(column->axis, element);
            put_cell(text, CHAOS_F64, &value, 0);
        } else {
            put_cell(text, column->type, column->values, (element - column->base) * column->stride + k);
        }
    }
}

void text_rows(struct text *text, const struct table *table, uint64_t first, uint64_t end)
{
    for (uint64_t row = first; row < end; row++) {
        if (text->separator == '\t' && ends_scan(table, row))
            put_string(text, "\n");
        for (size_t i = 0; i < table->ncolumns; i++) {
            const struct column *column = &table->columns[i];
            if (i)
                put(text, &text->separator, 1);
            put_element(text, column,
                        column->index ? column->index[row] : row / column->repeat % column->count);
        }
        put_string(text, "\n");
    }
}

void text_table(struct text *text, const struct table *table)
{
    text_header(text, table);
    text_rows(text, table, 0, table->nrows);
}

/* ------------------------------------------------------------------------ columns */

struct column *table_add(struct table *table, uint32_t type, const void *values, uint64_t cells)
{
    table->columns = realloc(table->columns, (table->ncolumns + 1) * sizeof *table->columns);
    if (!table->columns)
        die(EXIT_FAILED, "out of memory");
    struct column *column = &table->columns[table->ncolumns++];
    *column = (struct column){
        .type = type, .values = values, .cells = cells, .stride = cells, .repeat = 1, .count = UINT64_MAX
    };
    return column;
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->ncolumns; i++) {
        free(table->columns[i].names);
        free((void *)(uintptr_t)table->columns[i].owned);
    }
    free(table->columns);
}
