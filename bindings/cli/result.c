/* result.c - a result of the library's: its tables as text or as arrays.
 *
 * Text is in long form. Columns of one length have a row for each row of the
 * table; where a column is ragged there is one for each of its elements, and the
 * others, with the keys `row` and `point`, are repeated in it. Ragged columns of
 * other lengths begin a table of their own. In .npz they come as values, and
 * offsets of the rows in them.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct series {
    const chaos_column *is;
    void *values;
    uint64_t *offsets; /* [nrows + 1] of ragged ones, along their first dimension */
    uint64_t each;     /* elements of a row's value, or of one element along that dimension */
    bool written;
};

struct rows {
    const chaos_result *result;
    const char *name;
    uint64_t nrows;
    struct series *series;
    size_t count;
};

static void load_series(const struct rows *rows, struct series *series)
{
    const chaos_column *is = series->is;
    uint64_t elements = chaos_result_elements(rows->result, rows->name, is->name);
    uint64_t bytes = elements * type_size(is->type);
    series->each = 1;
    for (uint32_t i = is->ragged; i < is->ndim; i++)
        series->each *= is->shape[i];
    series->values = allocate(elements, type_size(is->type));
    series->offsets = is->ragged ? allocate(rows->nrows + 1, sizeof(uint64_t)) : NULL;
    must(chaos_result_copy(rows->result, rows->name, is->name, series->values, bytes, series->offsets, &why));
    for (uint64_t i = 0; is->ragged && i <= rows->nrows; i++)
        series->offsets[i] /= series->each;
}

/* Table i, with all that is in it; false past the end. */
static bool load(const chaos_result *result, size_t i, struct rows *rows)
{
    *rows = (struct rows){ .result = result, .name = chaos_result_table(result, i) };
    if (!rows->name)
        return false;
    rows->nrows = chaos_result_nrows(result, rows->name);
    while (chaos_result_column(result, rows->name, rows->count))
        rows->count++;
    rows->series = allocate(rows->count, sizeof *rows->series);
    for (size_t k = 0; k < rows->count; k++) {
        exit_if_interrupted();
        rows->series[k].is = chaos_result_column(result, rows->name, k);
        load_series(rows, &rows->series[k]);
    }
    return true;
}

static void unload(struct rows *rows)
{
    for (size_t k = 0; k < rows->count; k++) {
        free(rows->series[k].values);
        free(rows->series[k].offsets);
    }
    free(rows->series);
}

/* --------------------------------------------------------------------- long form */

static bool same_lengths(const struct rows *rows, const struct series *a, const struct series *b)
{
    return a->offsets && b && memcmp(a->offsets, b->offsets, (rows->nrows + 1) * sizeof *a->offsets) == 0;
}

/* The next ragged one that has not been written; NULL if there is none. */
static const struct series *next_ragged(const struct rows *rows)
{
    for (size_t k = 0; k < rows->count; k++)
        if (rows->series[k].offsets && !rows->series[k].written)
            return &rows->series[k];
    return NULL;
}

/* "points_x", "multipliers_2_re" and "multipliers_2_im" */
static char *names_of(const struct rows *rows, const struct series *series)
{
    const chaos_column *is = series->is;
    const chaos_map *map = chaos_result_map(rows->result);
    uint32_t parts = is->type == CHAOS_C128 ? 2 : 1;
    char *names = NULL;
    size_t size;
    FILE *file = memory_open(&names, &size);
    for (uint64_t i = 0; i < parts * series->each; i++) {
        uint64_t left = series->each;
        fprintf(file, "%s%s", i ? "\t" : "", is->name);
        for (uint32_t k = is->ragged; k < is->ndim; k++) {
            uint64_t at = i / parts / (left /= is->shape[k]) % is->shape[k];
            if (is->dims[k] == CHAOS_DIM_COLUMN)
                fprintf(file, "_%s", chaos_map_state(map, at));
            else if (is->dims[k] == CHAOS_DIM_LIMIT)
                fputs(at ? "_high" : "_low", file);
            else
                fprintf(file, "_%" PRIu64, at + 1);
        }
        if (parts == 2)
            fputs(i % 2 ? "_im" : "_re", file);
    }
    fclose(file);
    return names;
}

/* A key of each element of a ragged column: its row, or its place there. */
static const uint64_t *add_key(struct table *table, const struct rows *rows, const struct series *ragged,
                               const char *name, bool place)
{
    uint64_t *key = allocate((size_t)table->nrows, sizeof *key);
    for (uint64_t row = 0; row < rows->nrows; row++)
        for (uint64_t i = ragged->offsets[row]; i < ragged->offsets[row + 1]; i++)
            key[i] = place ? i - ragged->offsets[row] : row;
    struct column *column = table_add(table, CHAOS_U64, key, 1);
    column->owned = key;
    column->names = strdup(name);
    return key;
}

/* The key of rows, which special points have for something else. */
static const char *row_key(const struct rows *rows)
{
    for (size_t k = 0; k < rows->count; k++)
        if (strcmp(rows->series[k].is->name, "row") == 0)
            return "number";
    return "row";
}

/* All that is not ragged, and what is as long as `ragged`. */
static void write_series(struct text *text, struct rows *rows, const struct series *ragged)
{
    struct table table = { .title = rows->name, .nrows = rows->nrows };
    if (ragged) {
        table.nrows = ragged->offsets[rows->nrows];
        table.by = add_key(&table, rows, ragged, row_key(rows), false);
        add_key(&table, rows, ragged, ragged->is->dims[0] == CHAOS_DIM_POINT ? "point" : "index", true);
    }
    for (size_t k = 0; k < rows->count; k++) {
        struct series *series = &rows->series[k];
        if (series->offsets && !same_lengths(rows, series, ragged))
            continue;
        uint64_t cells = series->is->type == CHAOS_C128 ? 2 * series->each : series->each;
        struct column *column = table_add(&table, series->is->type, series->values, cells);
        column->names = names_of(rows, series);
        column->index = series->offsets ? NULL : table.by;
        series->written = true;
    }
    text_table(text, &table);
    table_free(&table);
}

/* {"rows": {"points": ["f8", null, 2]}}: of what type and shape the columns are, null for what differs from row to
 * row. Numbers as text do not say it. */
static void put_columns(FILE *file, const chaos_result *result, size_t tables)
{
    const char *table;
    fputs("columns: {", file);
    for (size_t i = 0; i < tables && (table = chaos_result_table(result, i)); i++) {
        const chaos_column *is;
        fprintf(file, "%s\"%s\": {", i ? ", " : "", table);
        for (size_t k = 0; (is = chaos_result_column(result, table, k)); k++) {
            fprintf(file, "%s\"%s\": [\"%s\"", k ? ", " : "", is->name, type_kind(is->type));
            if (is->ragged)
                fputs(", null", file);
            for (uint32_t d = is->ragged; d < is->ndim; d++)
                fprintf(file, ", %" PRIu64, is->shape[d]);
            putc(']', file);
        }
        putc('}', file);
    }
    putc('}', file);
}

/* What chaos.load makes the result of again, above its first tables. */
void result_head(struct text *text, const chaos_result *result, const struct call *call, const char *command,
                 size_t tables)
{
    char *line = NULL;
    size_t size;
    text_head(text, call->map, command);
    write_file_comments(text, call);
    FILE *file = memory_open(&line, &size);
    fprintf(file, "recipe: %s\n# ", chaos_result_recipe(result));
    put_columns(file, result, tables);
    fclose(file);
    text_comment(text, line);
    free(line);
}

void text_result(struct text *text, const chaos_result *result, const struct call *call, size_t tables)
{
    struct rows rows;
    size_t count = 0;
    for (size_t i = 0; i < tables && load(result, i, &rows); i++) {
        const struct series *ragged = next_ragged(&rows);
        do {
            check_csv(call, ++count);
            write_series(text, &rows, ragged);
        } while ((ragged = next_ragged(&rows)));
        unload(&rows);
    }
}

/* ------------------------------------------------------------------------ arrays */

/* "multipliers", "special_points_type" */
static void add_series(struct archive *archive, const struct rows *rows, const struct series *series,
                       const char *prefix)
{
    const chaos_column *is = series->is;
    char name[128], offsets[160];
    uint64_t shape[3] = { is->ragged ? series->offsets[rows->nrows] : rows->nrows };
    uint64_t edges = rows->nrows + 1;
    uint32_t ndim = 1;
    for (uint32_t i = is->ragged; i < is->ndim; i++)
        shape[ndim++] = is->shape[i];
    snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "_" : "", is->name);
    archive_add(archive, name, is->type, shape, ndim, series->values);
    snprintf(offsets, sizeof offsets, "%s_offsets", name);
    if (is->ragged)
        archive_add(archive, offsets, CHAOS_U64, &edges, 1, series->offsets);
}

void archive_result(struct archive *archive, const chaos_result *result, const char *first)
{
    struct rows rows;
    for (size_t i = 0; load(result, i, &rows); i++) {
        for (size_t k = 0; k < rows.count; k++)
            add_series(archive, &rows, &rows.series[k], i ? rows.name : first);
        unload(&rows);
    }
}

/* The same ones in the same order. */
void digest_result(chaos_digest *numbers, const chaos_result *result, size_t tables)
{
    struct rows rows;
    for (size_t i = 0; i < tables && load(result, i, &rows); i++) {
        for (size_t k = 0; k < rows.count; k++) {
            const struct series *series = &rows.series[k];
            digest_add(numbers, series->values,
                       chaos_result_elements(result, rows.name, series->is->name) *
                           type_size(series->is->type));
            if (series->offsets)
                digest_add(numbers, series->offsets, (rows.nrows + 1) * sizeof *series->offsets);
        }
        unload(&rows);
    }
}

/* Its first tables; an archive has all. */
void write_result(const chaos_result *result, const struct call *call, const char *command, size_t tables,
                  FILE *file)
{
    char digest[DIGEST_SIZE];
    chaos_digest numbers;
    chaos_digest_start(&numbers);
    digest_result(&numbers, result, tables);
    end_block(&numbers, digest);
    if (call->format == FORMAT_NPZ) {
        struct archive *archive = archive_open(file);
        char *recipe = result_recipe(call, result, command, digest);
        archive_result(archive, result, "");
        archive_add_text(archive, "recipe", recipe);
        archive_close(archive);
        free(recipe);
        return;
    }
    struct text *text = text_open(file, call->format);
    result_head(text, result, call, command, tables);
    text_result(text, result, call, tables);
    write_digest_comment(text, digest);
    text_close(text);
}
