/* table.c - results as text, in long form: one row per point, or per point
 * and bin of a density, or per point and row of an orbit.
 *
 * A job makes up to three kinds of tables, in this order: one with a column
 * for every value that a point has of its own, then one for each density and
 * each orbit. In .tsv gnuplot can read all of it: comments begin with '#', a
 * blank line ends a scan, two blank lines end a table ("index"). A .csv holds
 * one table and its header line stands bare, as spreadsheets and pandas like.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct table {
    struct text text;
    const struct job *job;
    char separator;
    size_t written; /* tables so far */
};

static bool has_own_table(const chaos_measure *measure)
{
    return measure->kind == CHAOS_DENSITY || measure->kind == CHAOS_ORBIT;
}

static size_t count_tables(const struct job *job)
{
    size_t own = 0;
    for (size_t i = 0; i < job->nmeasures; i++)
        own += has_own_table(&job->measures[i]);
    return own + (own < job->nmeasures);
}

void check_csv(const struct job *job)
{
    if (count_tables(job) > 1)
        die(EXIT_USAGE, "-o %s: a .csv holds one table, these measures make %zu; .tsv or .npz would do",
            job->output, count_tables(job));
}

/* --------------------------------------------------------------------- columns */

/* "_x", "_y_mean", "_2": what tells element i of an array from the others. */
static void print_suffix(struct text *text, const struct job *job, const chaos_measure *measure,
                         const chaos_array *array, uint64_t i)
{
    static const char *const moments[] = { "mean", "variance", "min", "max" };
    char name[COLUMN_SIZE];
    bool by_state =
        measure->kind == CHAOS_FINAL || measure->kind == CHAOS_ROTATION || measure->kind == CHAOS_MOMENTS;
    uint64_t last = array->ndim ? array->shape[array->ndim - 1] : 1;
    uint64_t first = measure->kind == CHAOS_MOMENTS || array->ndim == 2 ? i / last : i;
    if (by_state && (measure->kind == CHAOS_MOMENTS ? array->ndim == 2 : array->ndim == 1))
        text_print(text, "_%s", column_name(name, job, measure, first));
    else if (!by_state && array->ndim)
        text_print(text, "_%" PRIu64, first + 1);
    if (measure->kind == CHAOS_MOMENTS)
        text_print(text, "_%s", moments[i % 4]);
    else if (array->ndim == 2)
        text_print(text, "_%" PRIu64, i % last + 1);
}

static void put_separator(struct table *table) { text_put(&table->text, &table->separator, 1); }

/* The header line, up to the axes; in .tsv it is a comment. */
static void begin_table(struct table *table, const char *title)
{
    if (table->written++)
        text_print(&table->text, "\n\n");
    if (table->separator == '\t')
        text_print(&table->text, "# %s\n# ", title);
    for (size_t i = 0; i < table->job->naxes; i++) {
        text_print(&table->text, "%s", table->job->axes[i].name);
        put_separator(table);
    }
}

static void end_header(struct table *table) { text_print(&table->text, "status\n"); }

/* The values of the axes at a point, each followed by a separator. */
static void put_axes(struct table *table, uint64_t point)
{
    const struct job *job = table->job;
    uint64_t stride = job->points;
    for (size_t i = 0; i < job->naxes; i++) {
        stride /= job->axes[i].count;
        text_number(&table->text, chaos_axis_value(&job->axes[i], point / stride % job->axes[i].count));
        put_separator(table);
    }
}

static void end_row(struct table *table, uint64_t point)
{
    text_print(&table->text, "%" PRIu32 "\n", table->job->status[point]);
}

static void end_scan(struct table *table)
{
    if (table->separator == '\t')
        text_put(&table->text, "\n", 1);
}

/* ---------------------------------------------------------------------- points */

static void name_columns(struct table *table, size_t measure)
{
    const struct job *job = table->job;
    for (uint32_t j = 0; j < job->narrays[measure]; j++) {
        const chaos_array *array = &job->arrays[measure][j];
        for (uint64_t i = 0; i < array_elements(array); i++) {
            text_print(&table->text, "%s", array->name);
            print_suffix(&table->text, job, &job->measures[measure], array, i);
            put_separator(table);
        }
    }
}

static void put_columns(struct table *table, size_t measure, uint64_t point)
{
    const struct job *job = table->job;
    for (uint32_t j = 0; j < job->narrays[measure]; j++) {
        const chaos_array *array = &job->arrays[measure][j];
        uint64_t elements = array_elements(array);
        for (uint64_t i = 0; i < elements; i++) {
            text_element(&table->text, array, job->measures[measure].out[j], point * elements + i);
            put_separator(table);
        }
    }
}

static void write_points(struct table *table)
{
    const struct job *job = table->job;
    uint64_t scan = job->naxes > 1 ? job->axes[job->naxes - 1].count : job->points;
    begin_table(table, "points");
    for (size_t i = 0; i < job->nmeasures; i++)
        if (!has_own_table(&job->measures[i]))
            name_columns(table, i);
    end_header(table);
    for (uint64_t point = 0; point < job->points; point++) {
        if (point && point % scan == 0)
            end_scan(table);
        put_axes(table, point);
        for (size_t i = 0; i < job->nmeasures; i++)
            if (!has_own_table(&job->measures[i]))
                put_columns(table, i, point);
        end_row(table, point);
    }
}

/* ----------------------------------------------------------- densities and orbits */

static double bin_centre(const chaos_measure *measure, int direction, uint64_t i)
{
    const double *range = measure->range[direction];
    return range[0] + ((double)i + 0.5) * ((range[1] - range[0]) / (double)measure->bins[direction]);
}

static void put_outside(struct table *table, const chaos_measure *measure, uint64_t point)
{
    const uint64_t *outside = (const uint64_t *)measure->out[1] + 2 * point;
    text_print(&table->text, "%" PRIu64 "%c", outside[0], table->separator);
    if (measure->nof != 2)
        text_print(&table->text, "%" PRIu64 "%c", outside[1], table->separator);
}

static void write_density(struct table *table, size_t index)
{
    const struct job *job = table->job;
    const chaos_measure *measure = &job->measures[index];
    const chaos_array *array = &job->arrays[index][0];
    uint64_t bins = array_elements(array), last = array->shape[array->ndim - 1];
    char name[COLUMN_SIZE];
    begin_table(table, array->name);
    for (uint32_t i = 0; i < array->ndim; i++)
        text_print(&table->text, "%s_centre%c", column_name(name, job, measure, i), table->separator);
    text_print(&table->text, "%s%c", array->name, table->separator);
    text_print(&table->text, array->ndim == 2 ? "%s_outside%c" : "%s_below%c", array->name, table->separator);
    if (array->ndim == 1)
        text_print(&table->text, "%s_above%c", array->name, table->separator);
    end_header(table);
    for (uint64_t i = 0; i < job->points * bins; i++) {
        uint64_t point = i / bins, bin = i % bins;
        if (i && bin % last == 0)
            end_scan(table);
        put_axes(table, point);
        if (array->ndim == 2) {
            text_number(&table->text, bin_centre(measure, 0, bin / last));
            put_separator(table);
        }
        text_number(&table->text, bin_centre(measure, array->ndim == 2, bin % last));
        put_separator(table);
        text_element(&table->text, array, measure->out[0], i);
        put_separator(table);
        put_outside(table, measure, point);
        end_row(table, point);
    }
}

static void write_orbit(struct table *table, size_t index)
{
    const struct job *job = table->job;
    const chaos_measure *measure = &job->measures[index];
    const chaos_array *array = &job->arrays[index][0];
    uint64_t rows = array->shape[0], states = array->ndim == 2 ? array->shape[1] : 1;
    char name[COLUMN_SIZE];
    begin_table(table, array->name);
    text_print(&table->text, "iterate%c", table->separator);
    for (uint64_t i = 0; i < states; i++)
        text_print(&table->text, "%s_%s%c", array->name, column_name(name, job, measure, i),
                   table->separator);
    end_header(table);
    for (uint64_t i = 0; i < job->points * rows; i++) {
        uint64_t point = i / rows, row = i % rows;
        if (i && row == 0)
            end_scan(table);
        put_axes(table, point);
        text_print(&table->text, "%" PRIu64 "%c", job->transient + row * measure->every, table->separator);
        for (uint64_t k = 0; k < states; k++) {
            text_element(&table->text, array, measure->out[0], i * states + k);
            put_separator(table);
        }
        end_row(table, point);
    }
}

void write_table(const struct job *job, FILE *file, char separator)
{
    struct table *table = allocate(1, sizeof *table);
    table->text.file = file;
    table->job = job;
    table->separator = separator;
    write_recipe_comments(&table->text, job);
    size_t own = 0;
    for (size_t i = 0; i < job->nmeasures; i++)
        own += has_own_table(&job->measures[i]);
    if (own < job->nmeasures)
        write_points(table);
    for (size_t i = 0; i < job->nmeasures; i++)
        if (job->measures[i].kind == CHAOS_DENSITY)
            write_density(table, i);
        else if (job->measures[i].kind == CHAOS_ORBIT)
            write_orbit(table, i);
    text_flush(&table->text);
    free(table);
}
