/* verify.c - --verify FILE: a share of a result computed again, and compared bit by bit.
 *
 * The grid is cut into up to a thousand pieces, of which a share is drawn: the same one
 * each time, for the command seeds it.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES = 1000, LARGEST = 16 << 20 };

struct piece {
    uint64_t first, count;
};

struct verify {
    const struct question *question;
    struct answer *answer;
    const char *path;
    FILE *file;
    uint64_t size; /* of the file */
    struct piece *pieces;
    size_t npieces;
    uint64_t
        *starts; /* of a text: [table][direction][piece] where its rows begin, or the blank line before */
    size_t nstarts;
};

_Noreturn static void differs(const struct verify *v, const char *what, uint64_t first, uint64_t count)
{
    die(EXIT_FAILED, "%s: %s of points %" PRIu64 " to %" PRIu64 " %s not what is computed", v->path, what,
        first, first + count - 1, strchr(what, ' ') ? "are" : "is");
}

static void compare(const struct verify *v, uint64_t at, const void *bytes, uint64_t size, const char *what,
                    const struct piece *piece)
{
    char *found = allocate(size, 1);
    if (!stored_read(v->file, at, found, size) || memcmp(found, bytes, size) != 0)
        differs(v, what, piece->first, piece->count);
    free(found);
}

/* ------------------------------------------------------------------------- which pieces */

static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15; /* SplitMix64 */
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

/* Of n pieces the share that was asked for, one at least, each with the same probability. */
static void choose_pieces(struct verify *v)
{
    const struct answer *a = v->answer;
    const uint64_t units = a->grid / a->unit, least = block_bytes(a, a->grid) / LARGEST + 1;
    uint64_t n = least > PIECES ? least : PIECES, seed;
    n = n < units ? n : units;
    const char *command = v->question->call.told.command;
    seed = crc32_of(0, command, strlen(command));
    uint64_t wanted = (uint64_t)ceil((double)n * v->question->percent / 100);
    wanted = wanted < 1 ? 1 : wanted > n ? n : wanted;
    v->pieces = allocate(wanted, sizeof *v->pieces);
    for (uint64_t i = 0; i < n; i++)
        if ((double)(draw(&seed) >> 11) * 0x1p-53 * (double)(n - i) < (double)(wanted - v->npieces)) {
            const uint64_t first = (uint64_t)((unsigned __int128)units * i / n) * a->unit,
                           end = (uint64_t)((unsigned __int128)units * (i + 1) / n) * a->unit;
            v->pieces[v->npieces++] = (struct piece){ first, end - first };
        }
}

/* ------------------------------------------------------------------------------- arrays */

/* Bytes of another type or shape are other numbers. */
static void check_header(const struct verify *v, const char *name, const struct stored *at, uint32_t type,
                         const uint64_t *shape, uint32_t ndim)
{
    char text[1024];
    const size_t length = at->at - at->text;
    if (length > sizeof text || !stored_read(v->file, at->text, text, length) ||
        !is_npy_header(text, length, type, shape, ndim))
        die(EXIT_FAILED, "%s: the type, order or shape of %s is not what is computed", v->path, name);
}

static struct stored find_array(const struct verify *v, const char *name, uint64_t bytes, uint32_t type,
                                const uint64_t *shape, uint32_t ndim)
{
    struct stored at;
    const bool found = v->question->call.format == FORMAT_NPY ? stored_array(v->file, 0, v->size, &at)
                                                              : stored_member(v->file, name, &at);
    if (!found)
        die(EXIT_FAILED, "%s: %s is missing", v->path, name);
    if (at.size != bytes)
        die(EXIT_FAILED, "%s: %s must have %" PRIu64 " bytes, got %" PRIu64, v->path, name, bytes, at.size);
    check_header(v, name, &at, type, shape, ndim);
    return at;
}

static void compare_arrays(const struct verify *v, const struct piece *piece)
{
    const struct answer *a = v->answer;
    for (size_t i = 0; i < a->narrays; i++) {
        const struct array *array = &a->arrays[i];
        if (v->question->call.format == FORMAT_NPY && array->output != &a->measured[0].outputs[0])
            continue;
        uint64_t shape[MOST_DIMS];
        const uint32_t ndim = array_shape(v->question, a, array->output, shape);
        const struct stored at = find_array(v, array->output->name, array_bytes(a, array, a->grid),
                                            array->output->array.quantity->type, shape, ndim);
        const char *data = array->output->data;
        if (array->once)
            compare(v, at.at, data, array->each, array->output->name, &(struct piece){ 0, a->grid });
        for (uint32_t d = 0; d < a->directions && !array->once; d++)
            compare(v, at.at + (d * a->grid + piece->first) * array->each,
                    data + d * piece->count * array->each, piece->count * array->each, array->output->name,
                    piece);
    }
}

static void compare_axes(const struct verify *v)
{
    const struct call *call = &v->question->call;
    for (uint32_t i = 0; i < call->naxes; i++) {
        const chaos_axis *axis = &call->axes[i];
        const struct stored at =
            find_array(v, axis->name, axis->count * sizeof(double), CHAOS_F64, &axis->count, 1);
        for (uint64_t k = 0; k < axis->count; k++) {
            const double value = chaos_axis_value(axis, k);
            compare(v, at.at + k * sizeof value, &value, sizeof value, axis->name, &(struct piece){ k, 1 });
        }
    }
}

/* --------------------------------------------------------------------------------- text */

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

static void index_table(void *of, struct table *table)
{
    struct verify *v = of;
    const struct answer *a = v->answer;
    const uint64_t rows = table->nrows / (a->grid * a->directions);
    uint64_t row = 0;
    v->starts = realloc(v->starts, (v->nstarts + a->directions * v->npieces) * sizeof *v->starts);
    if (!v->starts)
        die(EXIT_FAILED, "out of memory");
    skip_header(v, table);
    for (uint32_t d = 0; d < a->directions; d++)
        for (size_t i = 0; i < v->npieces; i++) {
            for (const uint64_t first = (d * a->grid + v->pieces[i].first) * rows; row < first; row++)
                if (!skip_row(v->file))
                    die(EXIT_FAILED, "%s: %s must have %" PRIu64 " rows, got %" PRIu64, v->path, table->title,
                        table->nrows, row);
            v->starts[v->nstarts++] = (uint64_t)ftello(v->file);
        }
    for (; row < table->nrows; row++)
        if (!skip_row(v->file))
            die(EXIT_FAILED, "%s: %s must have %" PRIu64 " rows, got %" PRIu64, v->path, table->title,
                table->nrows, row);
}

static void index_tables(struct verify *v)
{
    each_table(v->question, v->answer, index_table, v);
    if (getc_unlocked(v->file) != EOF)
        die(EXIT_FAILED, "%s: there is more than its rows", v->path);
}

struct of_piece {
    const struct verify *v;
    const struct piece *piece;
    size_t start; /* of the next table */
};

static void compare_table(void *of, struct table *table)
{
    struct of_piece *p = of;
    const struct verify *v = p->v;
    for (uint32_t d = 0; d < v->answer->directions; d++) {
        char *rows = NULL;
        size_t size;
        FILE *memory = memory_open(&rows, &size);
        struct text *text = text_open(memory, v->question->call.format);
        put_rows(text, table, v->answer, d);
        text_close(text);
        fclose(memory);
        compare(v, v->starts[p->start + d * v->npieces], rows, size, "rows", p->piece);
        free(rows);
    }
    p->start += v->answer->directions * v->npieces;
}

/* ----------------------------------------------------------------------------- recipes */

static void compare_comments(const struct verify *v)
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

static void compare_recipe(const struct verify *v)
{
    const struct told *told = &v->question->call.told;
    if (strcmp(told->version, chaos_version()) != 0)
        return; /* that was said, and the rest may look otherwise */
    if (!told->whole) {
        compare_comments(v);
        return;
    }
    char *recipe = recipe_json(v->question, v->answer);
    check_same(v->path, told->whole, recipe, "which its numbers do not come from");
    free(recipe);
}

/* --------------------------------------------------------------------------- all of it */

struct seen {
    struct progress progress;
    double before, share;
};

static int report_piece(void *user, double done, double total)
{
    struct seen *seen = user;
    return progress_report(&seen->progress, seen->before + (total > 0 ? done / total : 0) * seen->share, 1);
}

int verify_file(const struct question *question, struct answer *answer)
{
    const enum format format = question->call.format;
    const bool is_text = format == FORMAT_TSV || format == FORMAT_CSV;
    struct verify v = { .question = question, .answer = answer, .path = question->call.recipe };
    struct seen seen;
    uint64_t most = 0, points = 0;
    v.file = stored_open(v.path);
    fseeko(v.file, 0, SEEK_END);
    v.size = (uint64_t)ftello(v.file);
    rewind(v.file);
    choose_pieces(&v);
    for (size_t i = 0; i < v.npieces; i++)
        most = v.pieces[i].count > most ? v.pieces[i].count : most;
    allocate_block(answer, most);
    progress_start(&seen.progress, question->call.quiet);
    seen.share = 1 / (double)v.npieces;
    for (size_t i = 0; i < v.npieces; i++) {
        seen.before = (double)i * seen.share;
        must(compute_block(question, answer, v.pieces[i].first, v.pieces[i].count, report_piece, &seen));
        if (i == 0 && is_text)
            index_tables(&v);
        if (i == 0)
            compare_recipe(&v);
        if (i == 0 && format == FORMAT_NPZ)
            compare_axes(&v);
        struct of_piece piece = { &v, &v.pieces[i], i };
        if (is_text)
            each_table(question, answer, compare_table, &piece);
        else
            compare_arrays(&v, &v.pieces[i]);
        points += v.pieces[i].count;
    }
    progress_end(&seen.progress);
    if (!question->call.quiet)
        message("%s: %" PRIu64 " of %" PRIu64 " points are what is computed, to the last bit", v.path, points,
                answer->grid);
    fclose(v.file);
    free(v.pieces);
    free(v.starts);
    return EXIT_SUCCESS;
}
