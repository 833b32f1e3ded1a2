/* box.c - a range for each of several states: --box=x=-2:2,y=-1:1.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <stdlib.h>
#include <string.h>

static uint64_t state_of(const struct call *call, const char *name)
{
    const int64_t i = value_index(call, name);
    if (i < 0)
        die(EXIT_USAGE, "--box must have names of states, got '%s'; %s has %s", name,
            chaos_map_name(call->map), list_names(call->map, call->nparams, call->nvalues));
    if (i < (int64_t)call->nparams)
        die(EXIT_USAGE, "--box must be of states of %s, got '%s', a parameter", chaos_map_name(call->map),
            name);
    return (uint64_t)i - call->nparams;
}

void parse_box(const struct call *call, const char *text, double *box, bool *named)
{
    char *const copy = strdup(text), *rest = copy, *range;
    while ((range = strsep(&rest, ","))) {
        char *high = range, *name = strsep(&high, "="), *low = strsep(&high, ":");
        if (!low || !high)
            die(EXIT_USAGE, "--box must be NAME=LOW:HIGH,..., got '%s'", text);
        const uint64_t i = state_of(call, name);
        if (named[i])
            die(EXIT_USAGE, "--box must have each state once, got '%s' twice", name);
        if (!parse_number(low, &box[2 * i]) || !parse_number(high, &box[2 * i + 1]))
            die(EXIT_USAGE, "--box of %s must be LOW:HIGH, two numbers, got '%s:%s'", name, low, high);
        named[i] = true;
    }
    free(copy);
}

double *whole_box(const struct call *call, const char *text)
{
    const uint64_t dim = call->nvalues - call->nparams;
    bool *named = allocate(dim, sizeof *named);
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    double *box = allocate(2 * dim, sizeof *box);
    for (uint64_t i = 0; i < dim; i++)
        box[2 * i + 1] = chaos_map_wrap(call->map, i);
    parse_box(call, text, box, named);
    for (uint64_t i = 0; i < dim; i++) {
        const double *ends = box + 2 * i;
        const char *name = chaos_map_state(call->map, i);
        if (!(ends[0] < ends[1]) && !named[i])
            die(EXIT_USAGE, "--box has no %s", name);
        if (!(ends[0] < ends[1]))
            die(EXIT_USAGE, "--box must have %s=LOW:HIGH with LOW below HIGH, got '%s:%s'", name,
                format_number(low, ends[0]), format_number(high, ends[1]));
    }
    free(named);
    return box;
}

double *search_box(const struct call *call, const char *text)
{
    double low, high;
    for (uint64_t i = 0; !text && i < call->nvalues - call->nparams; i++)
        if (!chaos_map_box(call->map, i, &low, &high))
            die(EXIT_USAGE, "--box must have a range of %s, since the map has no view of it",
                chaos_map_state(call->map, i));
    return text ? whole_box(call, text) : NULL;
}
