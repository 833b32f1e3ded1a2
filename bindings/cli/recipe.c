/* recipe.c - what was computed, so that it can be computed again.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a call took for an option that was not set, if an output says so. */
static char *value_taken(const struct measured *measured, const chaos_option *option)
{
    char *text = NULL, value[NUMBER_SIZE];
    size_t size;
    FILE *file = memory_open(&text, &size);
    for (size_t i = 0; i < measured->noutputs; i++) {
        const struct output *output = &measured->outputs[i];
        bool says = option->output && strcmp(output->array.quantity->name, option->output) == 0;
        for (uint64_t k = 0; says && output->data && k < output->elements; k++)
            fprintf(file, "%s%s", k ? "," : "", format_number(value, output_value(output, k)));
    }
    fclose(file);
    return text;
}

/* An option's value as --measure reads it, "" if it has none. The caller frees it. */
static char *option_value(const struct measured *measured, const chaos_option *option)
{
    size_t length = chaos_measure_get(measured->measure, option->name, NULL, 0);
    if (length == 0)
        return value_taken(measured, option);
    char *text = allocate(length + 1, 1);
    chaos_measure_get(measured->measure, option->name, text, length + 1);
    return text;
}

/* Prints each option that has a value. */
static void write_options(FILE *file, const struct measured *measured,
                          void (*print)(FILE *file, const char *option, const char *value))
{
    const chaos_option *option;
    for (size_t i = 0; (option = chaos_measure_kind_option(chaos_measure_kind_of(measured->measure), i));
         i++) {
        char *value = option_value(measured, option);
        if (*value)
            print(file, option->name, value);
        free(value);
    }
}

static void write_plain(FILE *file, const char *option, const char *value)
{
    fprintf(file, ":%s=%s", option, value);
}

/* In memory first: writing to the file itself is outfile.c's. The caller frees it. */
char *command_text(const struct question *question, const struct answer *answer)
{
    char *command = NULL, *list = NULL, value[NUMBER_SIZE];
    size_t size;
    FILE *file = memory_open(&list, &size);
    for (size_t i = 0; i < question->nmeasures; i++) {
        fprintf(file, "%s%s", i ? "," : "--measure=", chaos_measure_kind_of(question->measures[i])->name);
        write_options(file, &answer->measured[i], write_plain);
    }
    fclose(file);
    file = memory_open(&command, &size);
    write_command(file, &question->call);
    putc(' ', file);
    write_quoted(file, list);
    write_starts(file, question);
    if (question->bound > 0)
        fprintf(file, " --bound=%s", format_number(value, question->bound));
    fclose(file);
    free(list);
    return command;
}

static double bound_used(const struct question *question)
{
    return question->bound > 0 ? question->bound : chaos_map_bound(question->call.map);
}

/* ----------------------------------------------------------------- '#' comments */

void write_recipe_comments(struct text *text, const struct question *question, const struct answer *answer)
{
    const chaos_status_flag *flag;
    char value[NUMBER_SIZE], line[256], *command = command_text(question, answer);
    int length = snprintf(line, sizeof line, "status: a sum of ");
    for (size_t i = 0; (flag = chaos_status_flag_at(i)) && (size_t)length < sizeof line; i++)
        length += snprintf(line + length, sizeof line - (size_t)length, "%s%" PRIu32 " %s", i ? ", " : "",
                           flag->bit, flag->name);
    for (char *c = line; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    text_head(text, question->call.map, command);
    text_comment(text, line);
    snprintf(line, sizeof line, "escaped: beyond %s", format_number(value, bound_used(question)));
    text_comment(text, line);
    write_file_comments(text, &question->call);
    free(command);
}

/* ------------------------------------------------------------------------- JSON */

/* JSON has no infinity and no NaN: they are strings. */
void write_json_number(FILE *file, double value)
{
    char text[NUMBER_SIZE];
    format_number(text, value);
    fprintf(file, isfinite(value) ? "%s" : "\"%s\"", text);
}

static void write_json_axes(FILE *file, const struct call *call)
{
    fputs(", \"axes\": [", file);
    for (uint32_t i = 0; i < grid_axes(call); i++) {
        const chaos_axis *axis = grid_axis(call, i);
        fprintf(file, "%s{\"name\": \"%s\", ", i ? ", " : "", axis->name);
        fputs(axis->values ? "\"values\": [" : "\"start\": ", file);
        for (uint64_t k = 0; axis->values && k < axis->count; k++) {
            fputs(k ? ", " : "", file);
            write_json_number(file, axis->values[k]);
        }
        if (!axis->values) {
            write_json_number(file, axis->start);
            fputs(", \"stop\": ", file);
            write_json_number(file, axis->stop);
            fprintf(file, ", \"count\": %" PRIu64, axis->count);
        }
        fputs(axis->values ? "]}" : "}", file);
    }
    putc(']', file);
}

/* What is fixed, of parameters and states, from i on. */
static void write_json_values(FILE *file, const struct call *call, uint64_t i, uint64_t end)
{
    const char *comma = "{", *name;
    double value;
    for (; i < end; i++)
        if (fixed_value(call, i, MANY, &name, &value)) {
            fprintf(file, "%s\"%s\": ", comma, name);
            write_json_number(file, value);
            comma = ", ";
        }
    fputs(*comma == '{' ? "{}" : "}", file);
}

static void write_member(FILE *file, const char *option, const char *value)
{
    fprintf(file, ", \"%s\": ", option);
    write_json_string(file, value);
}

/* The same as JSON, for archives and pictures, which have no digest. The caller frees it. */
char *recipe_json(const struct question *question, const struct answer *answer, const char *digest)
{
    char *json = NULL, *command = command_text(question, answer);
    size_t size;
    FILE *file = memory_open(&json, &size);
    fprintf(file, "{\"format\": %d, \"map\": ", FILE_FORMAT);
    write_json_string(file, map_source(&question->call));
    fputs(", \"formula\": ", file);
    write_json_string(file, chaos_map_formula(question->call.map));
    if (*question->call.checksum)
        fprintf(file, ", \"crc32\": \"%s\"", question->call.checksum);
    fputs(", \"params\": ", file);
    write_json_values(file, &question->call, 0, question->call.nparams);
    fputs(", \"state\": ", file);
    write_json_values(file, &question->call, question->call.nparams, question->call.nvalues);
    write_json_axes(file, &question->call);
    write_json_starts(file, question);
    fputs(", \"measures\": [", file);
    for (size_t i = 0; i < question->nmeasures; i++) {
        fprintf(file, "%s{\"measure\": \"%s\"", i ? ", " : "",
                chaos_measure_kind_of(question->measures[i])->name);
        write_options(file, &answer->measured[i], write_member);
        putc('}', file);
    }
    fputs("], \"bound\": ", file);
    write_json_number(file, bound_used(question));
    fputs(", \"version\": ", file);
    write_json_string(file, chaos_version());
    fputs(", \"isa\": ", file);
    write_json_string(file, chaos_isa_family());
    fputs(", \"command\": ", file);
    write_json_string(file, command);
    if (digest)
        fprintf(file, ", \"sha256\": \"%s\"", digest);
    putc('}', file);
    fclose(file);
    free(command);
    return json;
}
