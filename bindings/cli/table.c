/* table.c - results as text.
 *
 * Measures whose arrays have bins, records, lags or the like, that is, many values in order, have
 * tables of their own with a row for each; all others share one with a row for
 * each point. What a measure has besides goes along in its table's rows.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <stdlib.h>
#include <string.h>

/* How many of an array's dimensions, the first ones, are rows of a table of its own. */
static uint32_t row_dims(const struct output *output)
{
    const chaos_array *array = &output->array;
    uint32_t n = 0;
    while (n < array->ndim && array->dims[n] == CHAOS_DIM_BIN)
        n++;
    return n == 0 && place_name(array) ? 1 : n;
}

static bool same_rows(const struct output *a, const struct output *b)
{
    uint32_t n = row_dims(a);
    size_t size = n * sizeof *a->array.dims, shape_size = n * sizeof *a->array.shape;
    return row_dims(b) == n && memcmp(a->array.dims, b->array.dims, size) == 0 &&
           memcmp(a->array.shape, b->array.shape, shape_size) == 0;
}

/* The next output, from *k on, with whose rows a table of its own begins; NULL: there is none. */
static const struct output *next_table(const struct measured *measured, size_t *k)
{
    for (; *k < measured->noutputs; ++*k) {
        const struct output *output = &measured->outputs[*k];
        bool begins = row_dims(output) > 0;
        for (size_t i = 0; begins && i < *k; i++)
            begins = !same_rows(&measured->outputs[i], output);
        if (begins) {
            ++*k;
            return output;
        }
    }
    return NULL;
}

static bool has_table(const struct measured *measured)
{
    size_t k = 0;
    return next_table(measured, &k);
}

void check_tables(const struct question *question, const struct answer *answer)
{
    size_t own = 0, shared = 0;
    for (size_t i = 0; i < question->nmeasures; i++) {
        for (size_t k = 0; next_table(&answer->measured[i], &k);)
            own++;
        shared |= !has_table(&answer->measured[i]);
    }
    check_csv(&question->call, own + shared);
}

/* ------------------------------------------------------------------------------ names */

static void append_element(FILE *names, const chaos_measure *measure, uint32_t dimension, uint64_t i)
{
    char element[256];
    chaos_measure_element(measure, dimension, i, element, sizeof element);
    fprintf(names, "_%s", element);
}

/* "moments_y_mean", "lyapunov_2": the array's name, and which element of it. What is
 * on a side stands in place of the last word: density_outside, density_below. Records
 * of what has no name of its own are of a column, even if there is one. */
static void print_name(FILE *names, const struct measured *measured, const struct output *output,
                       uint64_t columns, uint64_t i)
{
    const chaos_array *array = &output->array;
    const char *word = has_dim(array, CHAOS_DIM_SIDE) ? strrchr(output->name, '_') : NULL;
    fprintf(names, "%.*s", (int)(word ? (size_t)(word - output->name) : strlen(output->name)), output->name);
    for (uint32_t k = row_dims(output); k < array->ndim; k++) {
        columns /= array->shape[k];
        append_element(names, measured->measure, array->dims[k], i / columns % array->shape[k]);
    }
    if (row_dims(output) == array->ndim && has_dim(array, CHAOS_DIM_RECORD) && !array->quantity->label)
        append_element(names, measured->measure, CHAOS_DIM_COLUMN, 0);
}

/* ---------------------------------------------------------------------------- columns */

static void add_axes(struct table *table, const struct call *call, uint32_t naxes)
{
    uint64_t repeat = table->nrows;
    for (uint32_t i = 0; i < naxes; i++) {
        const chaos_axis *axis = &call->axes[i];
        struct column *column = table_add(table, CHAOS_F64, NULL, 1);
        column->axis = axis;
        column->names = strdup(axis->name);
        column->repeat = repeat /= axis->count;
        column->count = axis->count;
    }
}

static double bin_centre(const struct measured *measured, uint32_t column, uint64_t bins, uint64_t i)
{
    const double *range = measured->range + 2 * column;
    return (chaos_density_edge(range[0], range[1], bins, i) +
            chaos_density_edge(range[0], range[1], bins, i + 1)) /
           2;
}

/* Where the rows of dimension k stand: iterates, lags ..., or centres of bins. */
static void add_coordinate(struct table *table, const struct measured *measured, const chaos_array *array,
                           uint32_t k, uint64_t repeat)
{
    const char *place = place_name(array);
    uint64_t count = array->shape[k];
    double *places = allocate((size_t)count, sizeof *places);
    char name[256];
    for (uint64_t i = 0; i < count; i++)
        places[i] = place ? chaos_measure_place(measured->measure, array->dims[k], i)
                          : bin_centre(measured, k, count, i);
    struct column *column = table_add(table, CHAOS_F64, places, 1);
    chaos_measure_element(measured->measure, CHAOS_DIM_COLUMN, k, name, sizeof name - sizeof "_centre");
    column->names = strdup(place ? place : strcat(name, "_centre"));
    column->owned = places;
    column->repeat = repeat;
    column->count = count;
}

/* An array, if it has the table's rows or none: then it repeats for `rows` of them. */
static void add_output(struct table *table, const struct measured *measured, const struct output *output,
                       uint64_t rows)
{
    char *names = NULL;
    size_t size;
    uint64_t columns = output->elements / (row_dims(output) ? rows : 1);
    FILE *file = memory_open(&names, &size);
    struct column *column = table_add(table, output->array.quantity->type, output->data, columns);
    column->repeat = row_dims(output) ? 1 : rows;
    /* Of two columns nothing is below or above: the first number is all that is outside. */
    if (has_dim(&output->array, CHAOS_DIM_SIDE) && chaos_measure_ncolumns(measured->measure) > 1) {
        column->cells = 1;
        fputs(output->name, file);
    } else {
        for (uint64_t i = 0; i < columns; i++) {
            fputs(i ? "\t" : "", file);
            print_name(file, measured, output, columns, i);
        }
    }
    fclose(file);
    column->names = names;
}

static void add_outputs(struct table *table, const struct measured *measured, const struct output *first,
                        uint64_t rows)
{
    for (size_t k = 0; k < measured->noutputs; k++) {
        const struct output *output = &measured->outputs[k];
        if (output->data && !output->array.quantity->once &&
            (row_dims(output) == 0 || same_rows(output, first)))
            add_output(table, measured, output, rows);
    }
}

/* ----------------------------------------------------------------------------- tables */

static void add_status(struct table *table, const uint32_t *status, uint64_t rows)
{
    struct column *column = table_add(table, CHAOS_U32, status, 1);
    column->names = strdup("status");
    column->repeat = rows;
}

void place_rows(struct table *table, const struct answer *answer, uint32_t direction, uint64_t *begin,
                uint64_t *end)
{
    const uint64_t points = answer->grid * answer->directions, rows = table->nrows / points,
                   first = direction * answer->grid + answer->first, held = direction * answer->count;
    for (size_t i = 0; i < table->ncolumns; i++) {
        struct column *column = &table->columns[i];
        if (!column->axis && column->count == UINT64_MAX) /* else it is a coordinate, which is in memory */
            column->base = (first - held) * (rows / column->repeat);
    }
    *begin = first * rows;
    *end = (first + answer->count) * rows;
}

void put_rows(struct text *text, struct table *table, const struct answer *answer, uint32_t direction)
{
    uint64_t first, end;
    place_rows(table, answer, direction, &first, &end);
    text_rows(text, table, first, end);
}

static void make_points(const struct question *question, const struct answer *answer, struct table *table)
{
    const struct call *call = &question->call;
    *table = (struct table){ .title = "points", .nrows = answer->points };
    if (call->naxes > 1)
        table->scan = call->axes[call->naxes - 1].count;
    add_axes(table, call, call->naxes);
    for (size_t i = 0; i < question->nmeasures; i++)
        if (!has_table(&answer->measured[i]))
            add_outputs(table, &answer->measured[i], NULL, answer->points / answer->measured[i].points);
    add_status(table, answer->status, 1);
}

static void make_own(const struct call *call, const struct answer *answer, const struct measured *measured,
                     const struct output *first, struct table *table)
{
    const chaos_array *array = &first->array;
    uint32_t n = row_dims(first);
    uint64_t last = array->shape[n == 2], rows = n == 2 ? array->shape[0] * last : last;
    *table = (struct table){ .title = first->name, .nrows = measured->points * rows, .scan = last };
    add_axes(table, call, measured->naxes);
    for (uint32_t k = 0; k < n; k++)
        add_coordinate(table, measured, array, k, k + 1 < n ? last : 1);
    add_outputs(table, measured, first, rows);
    add_status(table, measured->naxes < call->naxes ? measured->status : answer->status, rows);
}

void each_table(const struct question *question, const struct answer *answer,
                void (*visit)(void *of, struct table *table), void *of)
{
    const struct output *first;
    struct table table;
    bool shared = false;
    for (size_t i = 0; i < question->nmeasures; i++)
        shared |= !has_table(&answer->measured[i]);
    if (shared) {
        make_points(question, answer, &table);
        visit(of, &table);
        table_free(&table);
    }
    for (size_t i = 0; i < question->nmeasures; i++)
        for (size_t k = 0; (first = next_table(&answer->measured[i], &k));) {
            make_own(&question->call, answer, &answer->measured[i], first, &table);
            visit(of, &table);
            table_free(&table);
        }
}

struct writing {
    struct text *text;
    struct answer *answer;
};

static void write_blocks(void *of, struct table *table)
{
    const struct writing *writing = of;
    struct answer *answer = writing->answer;
    text_header(writing->text, table);
    for (uint32_t direction = 0; direction < answer->directions; direction++)
        for (size_t i = 0; i < count_blocks(answer); i++) {
            load_block(answer, i, NULL);
            put_rows(writing->text, table, answer, direction);
        }
}

void write_table(const struct question *question, struct answer *answer, FILE *file)
{
    struct writing writing = { text_open(file, question->call.format), answer };
    char digest[DIGEST_SIZE];
    write_recipe_comments(writing.text, question, answer);
    each_table(question, answer, write_blocks, &writing);
    digest_of(question, answer, give_found, answer, digest);
    write_digest_comment(writing.text, digest);
    text_close(writing.text);
}
