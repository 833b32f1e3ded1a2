/* recipe.c - what was computed, so that it can be computed again.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------- the command that does it again */

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

static bool is_axis(const struct job *job, const char *name)
{
    for (size_t i = 0; i < job->naxes; i++)
        if (strcmp(job->axes[i].name, name) == 0)
            return true;
    return false;
}

/* Parameters always, states only as far as given: a lattice has many. */
static bool is_fixed_param(const struct job *job, uint64_t i)
{
    return !is_axis(job, chaos_map_param(job->map, i));
}

static bool is_fixed_state(const struct job *job, uint64_t i)
{
    return (job->state_given[i] || chaos_map_dim(job->map) <= 16) &&
           !is_axis(job, chaos_map_state(job->map, i));
}

/* As a shell reads it; formulas have none of the characters that quotes leave alone. */
static void write_quoted(FILE *file, const char *text)
{
    bool plain =
        text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,:=+-/@%")] ==
        '\0';
    fprintf(file, plain ? "%s" : "\"%s\"", text);
}

static void write_measure(FILE *file, const struct job *job, const chaos_measure *measure)
{
    char text[OPTION_SIZE];
    const char *option, *value;
    fputs(chaos_measure_name(measure->kind), file);
    for (size_t i = 0; (option = chaos_measure_option(measure->kind, i)); i++)
        if (*(value = option_text(text, job->map, measure, option))) {
            fprintf(file, ":%s=", option);
            write_quoted(file, value);
        }
}

static void write_command(FILE *file, const struct job *job)
{
    char value[NUMBER_SIZE];
    fputs("chaos-sweep ", file);
    write_quoted(file, map_source(job));
    if (job->lattice)
        fprintf(file, " N=%" PRIu64, chaos_map_sites(job->map));
    for (size_t i = 0; i < job->naxes; i++)
        write_axis(file, &job->axes[i]);
    for (uint64_t i = 0; i < chaos_map_nparams(job->map); i++)
        if (is_fixed_param(job, i))
            fprintf(file, " %s=%s", chaos_map_param(job->map, i), format_number(value, job->params[i]));
    for (uint64_t i = 0; i < chaos_map_dim(job->map); i++)
        if (is_fixed_state(job, i))
            fprintf(file, " %s=%s", chaos_map_state(job->map, i), format_number(value, job->state[i]));
    fprintf(file, " --transient=%" PRIu64 " --measure=", job->transient);
    for (size_t i = 0; i < job->nmeasures; i++) {
        if (i)
            putc(',', file);
        write_measure(file, job, &job->measures[i]);
    }
    if (job->options.bound > 0)
        fprintf(file, " --bound=%s", format_number(value, job->options.bound));
}

static double bound_used(const struct job *job)
{
    return job->options.bound > 0 ? job->options.bound : chaos_map_bound(job->map);
}

/* In memory first: writing to the file itself is outfile.c's. The caller frees it. */
static char *command_text(const struct job *job)
{
    char *command = NULL;
    size_t size;
    FILE *file = open_memstream(&command, &size);
    if (!file)
        die(EXIT_FAILED, "out of memory");
    write_command(file, job);
    fclose(file);
    return command;
}

/* ----------------------------------------------------------------- '#' comments */

void write_recipe_comments(struct text *text, const struct job *job)
{
    char value[NUMBER_SIZE], *command = command_text(job);
    text_print(text, "# %s: ", chaos_map_title(job->map));
    text_put(text, chaos_map_formula(job->map), strlen(chaos_map_formula(job->map)));
    text_print(text, "\n# ");
    text_put(text, command, strlen(command));
    text_print(text, "\n# escaped: beyond %s\n", format_number(value, bound_used(job)));
    text_print(text,
               "# status: a sum of 1 escaped, 2 not finite, 4 unresolved, 8 collapsed, 16 zero derivative, "
               "32 numeric derivative\n");
    text_print(text, "# libchaos %s, %s\n", chaos_version(), chaos_isa_name());
    free(command);
}

/* ------------------------------------------------------------------------- JSON */

static void write_string(FILE *file, const char *text)
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

/* JSON has no infinity and no NaN: they are strings. */
static void write_json_number(FILE *file, double value)
{
    char text[NUMBER_SIZE];
    format_number(text, value);
    fprintf(file, isfinite(value) ? "%s" : "\"%s\"", text);
}

static void write_json_axes(FILE *file, const struct job *job)
{
    fputs(", \"axes\": [", file);
    for (size_t i = 0; i < job->naxes; i++) {
        const chaos_axis *axis = &job->axes[i];
        fprintf(file, "%s{\"name\": \"%s\", ", i ? ", " : "", axis->name);
        if (axis->values) {
            fputs("\"values\": [", file);
            for (uint64_t k = 0; k < axis->count; k++) {
                fputs(k ? ", " : "", file);
                write_json_number(file, axis->values[k]);
            }
            putc(']', file);
        } else {
            fputs("\"start\": ", file);
            write_json_number(file, axis->start);
            fputs(", \"stop\": ", file);
            write_json_number(file, axis->stop);
            fprintf(file, ", \"count\": %" PRIu64, axis->count);
        }
        putc('}', file);
    }
    putc(']', file);
}

static void write_json_values(FILE *file, const struct job *job)
{
    const char *comma = "";
    fputs(", \"params\": {", file);
    for (uint64_t i = 0; i < chaos_map_nparams(job->map); i++)
        if (is_fixed_param(job, i)) {
            fprintf(file, "%s\"%s\": ", comma, chaos_map_param(job->map, i));
            write_json_number(file, job->params[i]);
            comma = ", ";
        }
    comma = "";
    fputs("}, \"state\": {", file);
    for (uint64_t i = 0; i < chaos_map_dim(job->map); i++)
        if (is_fixed_state(job, i)) {
            fprintf(file, "%s\"%s\": ", comma, chaos_map_state(job->map, i));
            write_json_number(file, job->state[i]);
            comma = ", ";
        }
    putc('}', file);
}

static void write_json_measures(FILE *file, const struct job *job)
{
    char text[OPTION_SIZE];
    const char *option, *value;
    fputs(", \"measures\": [", file);
    for (size_t i = 0; i < job->nmeasures; i++) {
        const chaos_measure *measure = &job->measures[i];
        fprintf(file, "%s{\"measure\": \"%s\"", i ? ", " : "", chaos_measure_name(measure->kind));
        for (size_t k = 0; (option = chaos_measure_option(measure->kind, k)); k++)
            if (*(value = option_text(text, job->map, measure, option))) {
                fprintf(file, ", \"%s\": ", option);
                write_string(file, value);
            }
        putc('}', file);
    }
    putc(']', file);
}

/* The same as JSON, for .npz. The caller frees it. */
char *recipe_json(const struct job *job)
{
    char *text = NULL, *command = command_text(job);
    size_t size;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        die(EXIT_FAILED, "out of memory");
    fputs("{\"map\": ", file);
    write_string(file, map_source(job));
    fputs(", \"formula\": ", file);
    write_string(file, chaos_map_formula(job->map));
    write_json_values(file, job);
    write_json_axes(file, job);
    fprintf(file, ", \"start\": \"fixed\", \"transient\": %" PRIu64, job->transient);
    write_json_measures(file, job);
    fputs(", \"bound\": ", file);
    write_json_number(file, bound_used(job));
    fputs(", \"version\": ", file);
    write_string(file, chaos_version());
    fputs(", \"isa\": ", file);
    write_string(file, chaos_isa_name());
    fputs(", \"command\": ", file);
    write_string(file, command);
    fputs("}", file);
    fclose(file);
    free(command);
    return text;
}
