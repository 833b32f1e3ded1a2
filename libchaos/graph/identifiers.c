/* Identifiers that C, the kernels' headers and the file leave free.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words of C and of the kernels' headers that a text may have for names. */
static const char keywords[] =
    " asm auto break case char const continue default do double else enum extern float for goto if inline int "
    "linux long register restrict return short signed size_t sizeof static step struct switch tangent typedef "
    "typeof union unix unsigned void volatile while vmask vmax vmin vpowi vreal vset vside modulo modulo_each "
    "vmoment vtime vuniform_at vnormal_at ";

static bool is_taken(const chaosi_identifiers *taken, const char *name)
{
    char word[CHAOSI_IDENTIFIER + 2];
    bool lower = false;
    snprintf(word, sizeof word, " %s ", name);
    if (strstr(keywords, word) || name[0] == '_' || strncmp(name, "map_", 4) == 0 ||
        strncmp(name, "chaos", 5) == 0)
        return true;
    for (uint32_t op = 0; op <= CHAOSI_SELECT; op++)
        if (chaosi_call_of(op) && strcmp(chaosi_call_of(op), name) == 0)
            return true;
    for (const char *c = name; *c; c++)
        lower |= *c >= 'a' && *c <= 'z';
    if (!lower && name[1] != '\0') /* a macro's */
        return true;
    for (uint32_t i = 0; i < taken->count; i++)
        if (strcmp(taken->name[i], name) == 0)
            return true;
    return false;
}

void chaosi_identifier(chaosi_identifiers *taken, const char *wanted, char name[CHAOSI_IDENTIFIER])
{
    snprintf(name, CHAOSI_IDENTIFIER - 4, "%s", wanted);
    for (int more = 1; is_taken(taken, name) && more < 1000; more++)
        snprintf(name, CHAOSI_IDENTIFIER, more > 1 ? "%.*s_%d" : "%.*s_", CHAOSI_IDENTIFIER - 8, wanted,
                 more);
    if (taken->count == taken->capacity) {
        const uint32_t capacity = 2 * taken->capacity + 64;
        char(*all)[CHAOSI_IDENTIFIER] = realloc(taken->name, capacity * sizeof *all);
        if (!all) {
            taken->nomem = true;
            return;
        }
        taken->name = all;
        taken->capacity = capacity;
    }
    strcpy(taken->name[taken->count++], name);
}
