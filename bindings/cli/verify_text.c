/* verify_text.c - the rows of a text: compared with what is computed, and read back.
 *
 * SPDX-License-Identifier: MIT */
#include "verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------------------- where rows are */

/* Goes on to the next row; false: there is none. */
static bool skip_row(FILE *file)
{
    int c;
    do
        c = getc_unlocked(file);
    while (c == '\n');
    if (c == EOF || c == '#')
        return false;
    while (c != '\n' && c != EOF)
        c = getc_unlocked(file);
    return c == '\n';
}

/* A table's header, as it was written. The caller frees it. */
static char *header_of(const struct verify *v, const struct table *table)
{
    char *header = NULL;
    size_t size;
    FILE *memory = memory_open(&header, &size);
    struct text *text = text_open(memory, v->question->call.format);
    text_header(text, table);
    text_close(text);
    fclose(memory);
    return header;
}

/* The next lines that are comments or empty, and before them, if so, any other one. The caller frees them. */
static char *read_lines(FILE *file, bool any, size_t *size)
{
    char *lines = NULL, *line = NULL;
    size_t room = 0;
    ssize_t length;
    FILE *memory = memory_open(&lines, size);
    for (int c; any || (c = getc_unlocked(file)) == '#' || c == '\n' || (ungetc(c, file), false);
         any = false) {
        if (!any)
            ungetc(c, file);
        if ((length = getline(&line, &room, file)) < 0)
            break;
        fwrite(line, 1, (size_t)length, memory);
    }
    fclose(memory);
    free(line);
    return lines;
}

/* To the first row of a table: below its header, which comes last in a .tsv, after comments or two blank lines,
 * and first in a .csv. */
static void skip_header(const struct verify *v, const struct table *table)
{
    const bool is_csv = v->question->call.format == FORMAT_CSV;
    size_t size;
    char *lines = read_lines(v->file, is_csv, &size), *header = header_of(v, table);
    const size_t length = strlen(header), before = size - length;
    bool same = size >= length && memcmp(is_csv ? lines : lines + before, header, length) == 0;
    if (v->nstarts > 0) /* before the first one are comments, which are compared elsewhere */
        same &= before == 2 && memcmp(lines, "\n\n", before) == 0;
    if (!same)
        die(EXIT_FAILED, "%s: the header of %s is not what is computed", v->path, table->title);
    free(lines);
    free(header);
}

static void skip_rows(const struct verify *v, const struct table *table, uint64_t *row, uint64_t end)
{
    for (; *row < end; ++*row)
        if (!skip_row(v->file))
            die(EXIT_FAILED, "%s: %s must have %" PRIu64 " rows, got %" PRIu64, v->path, table->title,
                table->nrows, *row);
}

static uint64_t *more(uint64_t *list, size_t count)
{
    list = realloc(list, count * sizeof *list);
    if (!list)
        die(EXIT_FAILED, "out of memory");
    return list;
}

static void index_table(void *of, struct table *table)
{
    struct verify *v = of;
    const struct answer *a = v->answer;
    const uint64_t rows = table->nrows / (a->grid * a->directions);
    uint64_t row = 0;
    v->starts = more(v->starts, v->nstarts + a->directions * v->npieces);
    v->next = more(v->next, v->nnext + a->directions);
    skip_header(v, table);
    for (uint32_t d = 0; d < a->directions; d++) {
        skip_rows(v, table, &row, d * a->grid * rows);
        v->next[v->nnext++] = (uint64_t)ftello(v->file);
        for (size_t i = 0; i < v->npieces; i++) {
            skip_rows(v, table, &row, (d * a->grid + v->pieces[i].first) * rows);
            v->starts[v->nstarts++] = (uint64_t)ftello(v->file);
        }
    }
    skip_rows(v, table, &row, table->nrows);
}

void index_tables(struct verify *v)
{
    char *last = NULL;
    size_t size, length;
    each_table(v->question, v->answer, index_table, v);
    FILE *memory = memory_open(&last, &size);
    struct text *text = text_open(memory, FORMAT_TSV);
    write_digest_comment(text, v->question->call.told.digest);
    text_close(text);
    fclose(memory);
    char *lines = read_lines(v->file, false, &length);
    const bool is_last = *v->question->call.told.digest && strcmp(lines, last) == 0;
    if (getc_unlocked(v->file) != EOF || (length > 0 && !is_last))
        die(EXIT_FAILED, "%s: there is more than its rows", v->path);
    free(last);
    free(lines);
}

/* ------------------------------------------------------------------------------------ compared */

/* The rows of what is in memory. The caller frees them. */
static char *rows_of(const struct verify *v, struct table *table, uint32_t direction, size_t *size)
{
    char *rows = NULL;
    FILE *memory = memory_open(&rows, size);
    struct text *text = text_open(memory, v->question->call.format);
    put_rows(text, table, v->answer, direction);
    text_close(text);
    fclose(memory);
    return rows;
}

struct of_piece {
    const struct verify *v;
    size_t piece, start; /* of the next table */
};

static void compare_table(void *of, struct table *table)
{
    struct of_piece *p = of;
    const struct verify *v = p->v;
    for (uint32_t d = 0; d < v->answer->directions; d++) {
        size_t size;
        char *rows = rows_of(v, table, d, &size);
        compare_bytes(v, v->starts[p->start + d * v->npieces], rows, size, "rows", &v->pieces[p->piece]);
        free(rows);
    }
    p->start += v->answer->directions * v->npieces;
}

void compare_rows(const struct verify *v, size_t piece)
{
    each_table(v->question, v->answer, compare_table, &(struct of_piece){ v, piece, piece });
}

void compare_comments(const struct verify *v)
{
    char *comments = NULL, line[2] = "";
    size_t size;
    uint64_t at = 0;
    FILE *memory = memory_open(&comments, &size);
    struct text *text = text_open(memory, FORMAT_TSV);
    write_recipe_comments(text, v->question, v->answer);
    text_close(text);
    fclose(memory);
    while (v->question->call.format == FORMAT_CSV && *line != '\n' && stored_read(v->file, at, line, 1))
        at++;
    char *found = allocate(size + 1, 1);
    const bool same = stored_read(v->file, at, found, size) && memcmp(found, comments, size) == 0;
    if (!same)
        check_same(v->path, found, comments, "which its numbers do not come from");
    free(found);
    free(comments);
}

/* ----------------------------------------------------------------------------------- read back */

/* The next cell into a column's number; false: it is none. */
static bool read_cell(char **text, const struct column *column, uint64_t i)
{
    char *end = *text;
    void *values = (void *)(uintptr_t)column->values; /* the answer's own arrays */
    switch (column->type) {
    case CHAOS_U64: ((uint64_t *)values)[i] = strtoull(*text, &end, 10); break;
    case CHAOS_I64: ((int64_t *)values)[i] = strtoll(*text, &end, 10); break;
    case CHAOS_U32: ((uint32_t *)values)[i] = (uint32_t)strtoul(*text, &end, 10); break;
    default: ((double *)values)[i] = strtod(*text, &end);
    }
    const bool is_number = end > *text;
    *text = end;
    return is_number;
}

/* Axes and coordinates are not read: they are known. */
static bool read_row(char *text, const struct table *table, uint64_t row)
{
    for (size_t i = 0; i < table->ncolumns; i++) {
        const struct column *column = &table->columns[i];
        const uint64_t element = row / column->repeat % column->count;
        for (uint64_t k = 0; k < column->cells; k++, text += *text != '\0')
            if (column->axis || column->owned)
                text += strcspn(text, "\t,");
            else if (!read_cell(&text, column, (element - column->base) * column->stride + k))
                return false;
    }
    return true;
}

struct of_block {
    struct verify *v;
    size_t next; /* of the next table */
};

/* The rows of a block into memory: they are right if they are what these numbers are written as. */
static void read_table(void *of, struct table *table)
{
    struct of_block *b = of;
    struct verify *v = b->v;
    const struct answer *a = v->answer;
    char *line = NULL;
    size_t room = 0, size;
    for (uint32_t d = 0; d < a->directions; d++) {
        uint64_t first, end;
        place_rows(table, a, d, &first, &end);
        uint64_t *next = &v->next[b->next++];
        bool right = fseeko(v->file, (off_t)*next, SEEK_SET) == 0;
        for (uint64_t row = first; row < end && right; row++) {
            do
                right = getline(&line, &room, v->file) > 0;
            while (right && *line == '\n');
            right = right && read_row(line, table, row);
        }
        const struct piece piece = { a->first, a->count };
        if (!right)
            differs(v, "rows", &piece);
        char *rows = rows_of(v, table, d, &size);
        compare_bytes(v, *next, rows, size, "rows", &piece);
        *next += size;
        free(rows);
    }
    free(line);
}

void give_text(void *of, const struct array *array, uint32_t direction, uint64_t first, uint64_t count,
               take_piece *take, void *to)
{
    struct verify *v = of;
    struct answer *a = v->answer;
    if (v->read != first) {
        a->first = first;
        a->count = count;
        each_table(v->question, a, read_table, &(struct of_block){ v, 0 });
        v->read = first;
    }
    give_found(a, array, direction, first, count, take, to);
}
