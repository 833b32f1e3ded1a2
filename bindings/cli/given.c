/* given.c - NAME=VALUE, NAME=START:STOP:COUNT and NAME=V1,V2,...
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 64 };

/* Parameters, then states. */
static const char *value_name(const void *of, size_t i)
{
    const chaos_map *map = of;
    uint64_t nparams = chaos_map_nparams(map);
    return i < nparams ? chaos_map_param(map, i) : chaos_map_state(map, i - nparams);
}

void prepare_values(struct job *job)
{
    uint64_t nparams = chaos_map_nparams(job->map), dim = chaos_map_dim(job->map);
    job->params = allocate(nparams, sizeof(double));
    job->param_given = allocate(nparams, sizeof(bool));
    job->state = allocate(dim, sizeof(double));
    job->state_given = allocate(dim, sizeof(bool));
    for (uint64_t i = 0; i < nparams; i++)
        job->params[i] = chaos_map_param_default(job->map, i);
    for (uint64_t i = 0; i < dim; i++)
        job->state[i] = chaos_map_state_default(job->map, i);
}

/* "a, b, x, y"; a lattice's states are too many to tell. */
static const char *list_names(const chaos_map *map)
{
    static char text[256];
    size_t length = 0, i;
    const char *name;
    for (i = 0; (name = value_name(map, i)) && length + strlen(name) + 8 < sizeof text && i < 12; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", i ? ", " : "", name);
    if (name)
        snprintf(text + length, sizeof text - length, ", ...");
    return text;
}

/* Where a name's value and its mark live; dies if the map has no such name. */
static void find_value(struct job *job, const char *name, const char *argument, double **value, bool **given)
{
    int64_t param = chaos_map_param_index(job->map, name), state = chaos_map_state_index(job->map, name);
    if (param < 0 && state < 0) {
        const char *meant = suggest(name, value_name, job->map);
        char names[320] = "";
        if (!meant)
            snprintf(names, sizeof names, "; it has %s", list_names(job->map));
        die(EXIT_USAGE, "%s: %s has no '%s'%s", argument, chaos_map_name(job->map), name,
            meant ? did_you_mean(meant) : names);
    }
    *value = param >= 0 ? &job->params[param] : &job->state[state];
    *given = param >= 0 ? &job->param_given[param] : &job->state_given[state];
    if (**given)
        die(EXIT_USAGE, "%s: %s is given twice", argument, name);
    **given = true;
}

static void parse_range(chaos_axis *axis, const char *text, const char *argument)
{
    char copy[128], *second, *third;
    double start, stop;
    snprintf(copy, sizeof copy, "%s", text);
    second = strchr(copy, ':');
    *second++ = '\0';
    third = strchr(second, ':');
    if (!third && parse_number(copy, &start) && parse_number(second, &stop))
        die(EXIT_USAGE, "%s: a range is START:STOP:COUNT, as in %s:2000", argument, argument);
    if (!third || strchr(third + 1, ':') || strlen(text) >= sizeof copy)
        die(EXIT_USAGE, "%s: a range is START:STOP:COUNT, as in %s=2.5:4:2000", argument, axis->name);
    *third++ = '\0';
    if (!parse_number(copy, &axis->start) || !isfinite(axis->start))
        die(EXIT_USAGE, "%s: START is '%s'; a number would do, as in %s=2.5:4:2000", argument, copy,
            axis->name);
    if (!parse_number(second, &axis->stop) || !isfinite(axis->stop))
        die(EXIT_USAGE, "%s: STOP is '%s'; a number would do, as in %s=2.5:4:2000", argument, second,
            axis->name);
    if (!parse_count(third, &axis->count) || axis->count == 0)
        die(EXIT_USAGE, "%s: COUNT is '%s'; a whole number from 1 on would do, as in %s=2.5:4:2000", argument,
            third, axis->name);
}

static double *parse_list(chaos_axis *axis, const char *text, const char *argument)
{
    size_t commas = 0;
    for (const char *c = text; *c; c++)
        commas += *c == ',';
    char *copy = strdup(text), *rest = copy, *item;
    double *values = allocate(commas + 1, sizeof(double));
    while ((item = strsep(&rest, ",")))
        if (!parse_number(item, &values[axis->count++]))
            die(EXIT_USAGE, "%s: '%s' is not a number; a list is V1,V2,..., as in %s=3.5,3.7,3.9", argument,
                item, axis->name);
    free(copy);
    return values;
}

void parse_given(struct job *job, const char *argument)
{
    const char *equals = strchr(argument, '=');
    char name[NAME_SIZE];
    double *value;
    bool *given;
    if (!equals || equals == argument)
        die(EXIT_USAGE, "%s: after the map come NAME=VALUE, NAME=START:STOP:COUNT or NAME=V1,V2,...",
            argument);
    snprintf(name, sizeof name, "%.*s", (int)(equals - argument), argument);
    find_value(job, name, argument, &value, &given);
    const char *text = equals + 1;
    bool range = strchr(text, ':'), list = strchr(text, ',');
    if (!range && !list) {
        if (!parse_number(text, value) || !isfinite(*value))
            die(EXIT_USAGE,
                "%s: '%s' is not a number; %s=VALUE, %s=START:STOP:COUNT or %s=V1,V2,... would do", argument,
                text, name, name, name);
        return;
    }
    if (job->naxes == CHAOS_MAX_AXES)
        die(EXIT_USAGE, "%s: a sweep has at most %d axes", argument, CHAOS_MAX_AXES);
    chaos_axis *axis = &job->axes[job->naxes];
    int64_t param = chaos_map_param_index(job->map, name);
    *axis = (chaos_axis){ .size = sizeof *axis };
    axis->name = param >= 0 ? chaos_map_param(job->map, (uint64_t)param)
                            : chaos_map_state(job->map, (uint64_t)chaos_map_state_index(job->map, name));
    if (range)
        parse_range(axis, text, argument);
    else
        axis->values = job->values[job->naxes] = parse_list(axis, text, argument);
    job->naxes++;
}
