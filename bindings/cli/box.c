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
        die(EXIT_USAGE, "--box must have names of states, got '%s'", name);
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
