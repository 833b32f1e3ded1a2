/* measure.c - measures and their options, from text and to text.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *measure_name(const void *of, size_t i)
{
    (void)of;
    return chaos_measure_name((uint32_t)i);
}

static const char *option_name(const void *of, size_t i)
{
    return chaos_measure_option(*(const uint32_t *)of, i);
}

static bool starts_with_measure(const char *text)
{
    size_t length = strcspn(text, ":,");
    for (uint32_t kind = 0; kind < CHAOS_NMEASURES; kind++) {
        const char *name = chaos_measure_name(kind);
        if (strlen(name) == length && memcmp(name, text, length) == 0)
            return true;
    }
    return false;
}

/* Where the first of a text's `ends` is that stands in no brackets. */
static size_t outside_brackets(const char *text, const char *ends)
{
    size_t i = 0;
    for (int depth = 0; text[i] && (depth > 0 || !strchr(ends, text[i])); i++)
        depth += (text[i] == '(') - (text[i] == ')');
    return i;
}

/* Where the measure that begins at text ends: at a comma, if no option has
 * begun yet or a measure's name follows. In "density:of=x,y" it belongs to
 * the value. */
static size_t measure_length(const char *text)
{
    size_t i = outside_brackets(text, ",:");
    bool options = text[i] == ':';
    while (text[i] && !(text[i] == ',' && (!options || starts_with_measure(text + i + 1))))
        i += 1 + outside_brackets(text + i + 1, ",");
    return i;
}

/* As strsep with ":", but those in brackets belong to a value. */
static char *next_part(char **text)
{
    char *part = *text;
    size_t length = part ? outside_brackets(part, ":") : 0;
    *text = part && part[length] ? part + length + 1 : NULL;
    if (part)
        part[length] = '\0';
    return part;
}

static void set_option(const struct job *job, chaos_measure *measure, const char *option, const char *value)
{
    chaos_error error;
    if (chaos_measure_set(job->map, measure, option, value, &error) != CHAOS_OK) {
        char where[256];
        snprintf(where, sizeof where, "--measure=%s:%s=%s: ", chaos_measure_name(measure->kind), option,
                 value);
        die_at(where, &error);
    }
}

static void parse_option(const struct job *job, chaos_measure *measure, char *text)
{
    const char *name = chaos_measure_name(measure->kind);
    char *equals = strchr(text, '=');
    if (!equals || equals == text)
        die(EXIT_USAGE, "--measure=%s: '%s' is not OPTION=VALUE, as in %s:steps=10000", name, text, name);
    *equals = '\0';
    for (size_t i = 0; chaos_measure_option(measure->kind, i); i++)
        if (strcmp(chaos_measure_option(measure->kind, i), text) == 0) {
            set_option(job, measure, text, equals + 1);
            return;
        }
    char list[128] = "";
    const char *option, *meant = suggest(text, option_name, &measure->kind);
    for (size_t i = 0, n = 0; (option = chaos_measure_option(measure->kind, i)) && n < sizeof list; i++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "; it has ", option);
    die(EXIT_USAGE, "--measure=%s: %s has no option '%s'%s", name, name, text,
        meant ? did_you_mean(meant) : list);
}

static void parse_measure(struct job *job, char *text)
{
    char *name = next_part(&text), *option;
    if (job->nmeasures == MAX_MEASURES)
        die(EXIT_USAGE, "--measure=%s: at most %d measures in one sweep", name, MAX_MEASURES);
    chaos_measure *measure = &job->measures[job->nmeasures++];
    if (chaos_measure_init(measure, name, NULL) != CHAOS_OK) {
        const char *meant = suggest(name, measure_name, NULL);
        die(EXIT_USAGE, "--measure=%s: there is no measure '%s'%s", name, name,
            meant ? did_you_mean(meant) : "; --help shows those there are");
    }
    while ((option = next_part(&text)))
        parse_option(job, measure, option);
}

void parse_measures(struct job *job, const char *text)
{
    for (;;) {
        size_t length = measure_length(text);
        parse_measure(job, strndup(text, length)); /* never freed: expressions are kept */
        if (!text[length])
            break;
        text += length + 1;
    }
}

/* The value of an option as chaos_measure_set reads it, "" if it is unset; in text, if it has to be written. */
const char *option_text(char text[OPTION_SIZE], const chaos_map *map, const chaos_measure *measure,
                        const char *option)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    size_t length = 0;
    text[0] = '\0';
    if (!strcmp(option, "of") && measure->expressions)
        return measure->expressions;
    if (!strcmp(option, "when") && measure->when)
        return measure->when;
    if (!strcmp(option, "steps"))
        snprintf(text, OPTION_SIZE, "%" PRIu64, measure->steps);
    else if (!strcmp(option, "every"))
        snprintf(text, OPTION_SIZE, "%" PRIu64, measure->every);
    else if (!strcmp(option, "count"))
        snprintf(text, OPTION_SIZE, "%" PRIu32, measure->count);
    else if (!strcmp(option, "blocks") && measure->blocks)
        snprintf(text, OPTION_SIZE, "%" PRIu64, measure->blocks);
    else if (!strcmp(option, "max"))
        snprintf(text, OPTION_SIZE, "%" PRIu64, measure->max);
    else if (!strcmp(option, "tol"))
        format_number(text, measure->tol);
    for (uint32_t i = 0; i < measure->nof; i++) {
        char *end = text + length;
        size_t room = OPTION_SIZE - length;
        const char *comma = i ? "," : "";
        if (!strcmp(option, "of"))
            length += (size_t)snprintf(end, room, "%s%s", comma, chaos_map_state(map, measure->of[i]));
        else if (!strcmp(option, "bins"))
            length += (size_t)snprintf(end, room, "%s%" PRIu64, comma, measure->bins[i]);
        else if (!strcmp(option, "range"))
            length += (size_t)snprintf(end, room, "%s%s,%s", comma, format_number(low, measure->range[i][0]),
                                       format_number(high, measure->range[i][1]));
    }
    return text;
}

/* The i-th state that a measure looks at: those named, all angles, or all. */
uint64_t state_of(const struct job *job, const chaos_measure *measure, uint64_t i)
{
    if (measure->nof)
        return measure->of[i];
    if (measure->kind != CHAOS_ROTATION)
        return i;
    uint64_t state = 0;
    for (; state < chaos_map_dim(job->map); state++)
        if (chaos_map_wrap(job->map, state) > 0 && i-- == 0)
            break;
    return state;
}

/* Its name; or the i-th expression, without blanks and commas. */
const char *column_name(char text[COLUMN_SIZE], const struct job *job, const chaos_measure *measure,
                        uint64_t i)
{
    if (!measure->expressions)
        return chaos_map_state(job->map, state_of(job, measure, i));
    const char *part = measure->expressions;
    for (; i > 0; i--)
        part += outside_brackets(part, ",") + 1;
    size_t length = outside_brackets(part, ","), used = 0;
    for (size_t k = 0; k < length && used + 1 < COLUMN_SIZE; k++)
        if (!strchr(" \t\n", part[k]))
            text[used++] = part[k] == ',' ? ';' : part[k]; /* which is a .csv's own */
    text[used] = '\0';
    return text;
}
