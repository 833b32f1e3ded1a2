/* kinds.c - what the library's tables say of measures, for --help and the manual.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <string.h>

bool has_option(const chaos_measure_kind *kind, const char *name)
{
    const chaos_option *option;
    for (size_t i = 0; (option = chaos_measure_kind_option(kind, i)); i++)
        if (strcmp(option->name, name) == 0)
            return true;
    return false;
}

/* In how many kinds an option of this name says the same, or has the same default, too. */
static size_t count_kinds(const chaos_option *option, bool same_default)
{
    const chaos_measure_kind *kind;
    const chaos_option *other;
    size_t count = 0;
    for (size_t i = 0; (kind = chaos_measure_kind_at(i)); i++)
        for (size_t k = 0; (other = chaos_measure_kind_option(kind, k)); k++)
            count += strcmp(option->name, other->name) == 0 && strcmp(option->help, other->help) == 0 &&
                     (!same_default || strcmp(option->default_value, other->default_value) == 0);
    return count;
}

const chaos_option *usual_option(const char *name)
{
    enum { SEVERAL = 3, MOST_KINDS = 1000 };
    const chaos_measure_kind *kind;
    const chaos_option *option, *usual = NULL;
    size_t most = SEVERAL * MOST_KINDS;
    for (size_t i = 0; (kind = chaos_measure_kind_at(i)); i++)
        for (size_t k = 0; (option = chaos_measure_kind_option(kind, k)); k++) {
            if (strcmp(option->name, name) != 0)
                continue;
            const size_t n = MOST_KINDS * count_kinds(option, false) + count_kinds(option, true);
            if (n > most) {
                most = n;
                usual = option;
            }
        }
    return usual;
}

/* Options that are the same in several kinds, but for their defaults, are explained once, apart from them. */
size_t each_option(const chaos_measure_kind *kind, enum options which,
                   void (*print)(const chaos_option *option))
{
    size_t n = 0;
    const chaos_option *option;
    for (size_t i = 0; (option = chaos_measure_kind_option(kind, i)); i++) {
        const chaos_option *usual = usual_option(option->name);
        const bool common = usual && strcmp(option->help, usual->help) == 0;
        if (which == OWN ? common : which == COMMON ? !common : option != usual)
            continue;
        n++;
        if (print)
            print(option);
    }
    return n;
}

void each_kind(void (*print)(const chaos_measure_kind *kind))
{
    const chaos_measure_kind *kind;
    for (size_t i = 0; (kind = chaos_measure_kind_at(i)); i++)
        print(kind);
}

/* "bins=N[,N]", "count=N|all" */
const char *option_form(char text[FORM_SIZE], const chaos_option *option)
{
    static const char *const values[] = { [CHAOS_OPTION_COUNT] = "N",
                                          [CHAOS_OPTION_NUMBER] = "X",
                                          [CHAOS_OPTION_COLUMNS] = "EXPR",
                                          [CHAOS_OPTION_CONDITION] = "EXPR" };
    if (option->type == CHAOS_OPTION_WORD) {
        snprintf(text, FORM_SIZE, "%s=%s", option->name, option->word);
        return text;
    }
    if (option->type == CHAOS_OPTION_COUNTS) {
        snprintf(text, FORM_SIZE, "%s=N,...", option->name);
        return text;
    }
    const char *value = values[option->type];
    size_t length = (size_t)snprintf(text, FORM_SIZE, "%s=", option->name);
    for (uint32_t i = 0; i < option->most; i++)
        length += (size_t)snprintf(text + length, FORM_SIZE - length, "%s%s%s", i == option->least ? "[" : "",
                                   i ? "," : "", value);
    snprintf(text + length, FORM_SIZE - length, "%s%s%s", option->most > option->least ? "]" : "",
             option->word ? "|" : "", option->word ? option->word : "");
    return text;
}
