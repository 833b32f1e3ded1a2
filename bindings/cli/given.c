/* given.c - NAME=VALUE, NAME=START:STOP:COUNT and NAME=V1,V2,...
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Parameters, then states. */
static const char *value_name(const void *of, size_t i)
{
    const chaos_map *map = of;
    uint64_t nparams = chaos_map_nparams(map);
    return i < nparams ? chaos_map_param(map, i) : chaos_map_state(map, i - nparams);
}

void prepare_values(struct call *call)
{
    call->nparams = chaos_map_nparams(call->map);
    call->nvalues = call->nparams + chaos_map_dim(call->map);
    call->params = allocate(call->nvalues, sizeof(double));
    call->state = call->params + call->nparams;
    call->given = allocate(call->nvalues, sizeof(bool));
    for (uint64_t i = 0; i < call->nvalues; i++)
        call->params[i] = i < call->nparams ? chaos_map_param_default(call->map, i)
                                            : chaos_map_state_default(call->map, i - call->nparams);
}

int64_t value_index(const struct call *call, const char *name)
{
    int64_t param = chaos_map_param_index(call->map, name), state = chaos_map_state_index(call->map, name);
    return param >= 0 || state < 0 ? param : (int64_t)call->nparams + state;
}

double *axis_values(const chaos_axis *axis)
{
    double *values = allocate((size_t)axis->count, sizeof *values);
    for (uint64_t i = 0; i < axis->count; i++)
        values[i] = chaos_axis_value(axis, i);
    return values;
}

bool is_axis(const struct call *call, const char *name)
{
    for (uint32_t i = 0; i < call->naxes; i++)
        if (strcmp(call->axes[i].name, name) == 0)
            return true;
    return false;
}

void check_given(const struct call *call, const char *along)
{
    for (uint64_t i = 0; i < call->nparams; i++) {
        const char *const name = value_name(call->map, i);
        if (isnan(call->params[i]) && !call->given[i] && !(along && strcmp(name, along) == 0))
            die(EXIT_USAGE, "parameter %s has no default: it must be given", name);
    }
}

bool fixed_value(const struct call *call, uint64_t i, uint64_t many, const char **name, double *value)
{
    *name = value_name(call->map, i);
    *value = call->params[i];
    return (i < call->nparams || call->given[i] ||
            (!call->random && call->nvalues - call->nparams <= many)) &&
           !is_axis(call, *name) &&
           !isnan(*value); /* a parameter that has no default, of a diagram along it */
}

/* "a, b, x, y"; a lattice's states are too many to tell. */
const char *list_names(const chaos_map *map, uint64_t first, uint64_t end)
{
    enum { MOST = 12 };
    static char text[256];
    size_t length = 0;
    uint64_t i = first;
    for (; i < end && i < first + MOST && length + strlen(value_name(map, i)) + 8 < sizeof text; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", i > first ? ", " : "",
                                   value_name(map, i));
    if (i < end)
        snprintf(text + length, sizeof text - length, ", ...");
    return text;
}

/* z of a map that has z_re and z_im. */
static bool is_complex(const struct call *call, const char *name)
{
    char re[72], im[72];
    snprintf(re, sizeof re, "%s_re", name);
    snprintf(im, sizeof im, "%s_im", name);
    return value_index(call, re) >= 0 && value_index(call, im) >= 0;
}

_Noreturn static void unknown_name(const struct call *call, const char *name, const char *argument)
{
    const char *map = chaos_map_name(call->map), *meant = suggest(name, value_name, call->map);
    if (is_complex(call, name))
        die(EXIT_USAGE, "%s: %s is complex: give its parts, %s_re= and %s_im=", argument, name, name, name);
    if (is_option(name))
        die(EXIT_USAGE, "%s: %s has no parameter or state '%s'; did you mean '--%s'?", argument, map, name,
            argument);
    if (meant)
        die(EXIT_USAGE, "%s: %s has no parameter or state '%s'%s", argument, map, name, did_you_mean(meant));
    die(EXIT_USAGE, "%s: %s has no parameter or state '%s'; it has %s", argument, map, name,
        list_names(call->map, 0, call->nvalues));
}

/* Where a name's value lives, and the name as the map has it. */
static double *find_value(struct call *call, const char **name, const char *argument)
{
    int64_t i = value_index(call, *name);
    if (i < 0)
        unknown_name(call, *name, argument);
    if (call->given[i])
        die(EXIT_USAGE, "%s: %s is given twice", argument, *name);
    call->given[i] = true;
    *name = value_name(call->map, (size_t)i);
    return &call->params[i];
}

static void parse_limit(const char *name, const char *text, const char *argument, double *value)
{
    if (!parse_number(text, value) || !isfinite(*value))
        die(EXIT_USAGE, "%s: %s must be a finite number, got '%s'", argument, name, text);
}

static void parse_range(chaos_axis *axis, const char *text, const char *argument)
{
    enum { PARTS = 3 };
    char *copy = strdup(text), *rest = copy, *part[PARTS + 1];
    size_t count = 0;
    double start, stop;
    while (count <= PARTS && rest)
        part[count++] = strsep(&rest, ":");
    if (count == 2 && parse_number(part[0], &start) && parse_number(part[1], &stop))
        die(EXIT_USAGE, "%s must be START:STOP:COUNT, as in %s:2000", argument, argument);
    if (count != PARTS)
        die(EXIT_USAGE, "%s must be START:STOP:COUNT, as in %s=2.5:4:2000", argument, axis->name);
    parse_limit("START", part[0], argument, &axis->start);
    parse_limit("STOP", part[1], argument, &axis->stop);
    if (!parse_count(part[2], &axis->count) || axis->count == 0)
        die(EXIT_USAGE, "%s: COUNT must be a whole number of at least 1, got '%s'", argument, part[2]);
    free(copy);
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
            die(EXIT_USAGE, "%s: values must be numbers, got '%s'", argument, item);
    free(copy);
    return values;
}

void parse_given(struct call *call, const char *argument)
{
    bool axes = program.most_axes > 0;
    const char *equals = strchr(argument, '=');
    if (!equals || equals == argument)
        die(EXIT_USAGE, "what follows the map must be NAME=VALUE%s, got '%s'",
            axes ? ", NAME=START:STOP:COUNT or NAME=V1,V2,..." : "", argument);
    char copy[64];
    snprintf(copy, sizeof copy, "%.*s", (int)(equals - argument), argument);
    const char *name = copy, *text = equals + 1;
    double *value = find_value(call, &name, argument);
    bool range = axes && strchr(text, ':'), list = axes && strchr(text, ',');
    if (!range && !list) {
        if (!parse_number(text, value) || !isfinite(*value))
            die(EXIT_USAGE, "%s must be a finite number%s, got '%s'", name,
                axes ? ", START:STOP:COUNT or V1,V2,..." : "", text);
        return;
    }
    if (call->naxes == program.most_axes)
        die(EXIT_USAGE, "%s: there must be at most %u axes", argument, program.most_axes);
    chaos_axis *axis = &call->axes[call->naxes];
    *axis = (chaos_axis){ .size = sizeof *axis, .name = name };
    if (range)
        parse_range(axis, text, argument);
    else
        axis->values = call->values[call->naxes] = parse_list(axis, text, argument);
    call->naxes++;
}
