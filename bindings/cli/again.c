/* again.c - --recipe FILE: the command that made a file, in place of words of the command line.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <stdlib.h>
#include <string.h>

/* The words of a command as command.c writes it: quoted, with backslashes in quotes. */
static char **split(const char *command, int *count)
{
    char **words = allocate(strlen(command) / 2 + 2, sizeof *words);
    const char *c = command;
    for (*count = 0; *(c += strspn(c, " ")); ++*count) {
        char *to = words[*count] = allocate(strlen(c) + 1, 1);
        for (bool quoted = false; *c && (quoted || *c != ' '); c++) {
            if (*c == '"') {
                quoted = !quoted;
                continue;
            }
            c += quoted && *c == '\\' && c[1];
            *to++ = *c;
        }
    }
    return words;
}

/* A file is read by whoever it was given to: it says what is computed, not where results go. */
static void check_word(const struct call *call, const char *word)
{
    char name[32];
    if (word[0] != '-')
        return;
    const bool is_long = word[1] == '-';
    snprintf(name, sizeof name, " %.*s ", is_long ? (int)strcspn(word + 2, "=") : 1,
             is_long ? word + 2 : "-");
    if (!strstr(program.told, name))
        die(EXIT_FAILED, "%s: its command has '%s', which no recipe has", call->recipe, word);
}

char **recipe_words(struct call *call, int *count)
{
    call->told = read_recipe(call->recipe);
    static char **words; /* options point to them */
    words = split(call->told.command, count);
    if (*count < 2)
        die(EXIT_FAILED, "%s: it is of nothing, not of %s", call->recipe, program.name);
    if (strcmp(words[0], program.name) != 0)
        die(EXIT_FAILED, "%s: it is of %s, not of %s: give it to %s %s", call->recipe, words[0], program.name,
            words[0], call->verify ? "--verify" : "--recipe");
    for (int i = 1; i < *count; i++)
        check_word(call, words[i]);
    return words;
}

void check_recipe_source(const struct call *call)
{
    const bool file = call->source && chaos_source_kind(call->source) == CHAOS_SOURCE_FILE;
    if (file && !call->named)
        die(EXIT_FAILED,
            "%s: its map is the file %s, which is not run unless the command line names it, too; the command is: %s",
            call->recipe, call->source, call->told.command);
    if (!file && call->named)
        die(EXIT_USAGE, "the map and its values are those of %s, got '%s' too", call->recipe, call->named);
}

void check_map(const char *path, const struct told *told, const struct call *call, const char *advice)
{
    const char *formula = chaos_map_formula(call->map);
    const size_t length = strlen(told->formula), ours = strlen(formula);
    if (length < ours || strcmp(told->formula + length - ours, formula) != 0)
        die(EXIT_FAILED, "%s: its map is '%s', here it is '%s'%s", path, told->formula, formula, advice);
    if (told->checksum && *told->checksum && strcmp(told->checksum, call->checksum) != 0)
        die(EXIT_FAILED, "%s: its map's file had the CRC-32 %s, here it is %s%s", path, told->checksum,
            call->checksum, advice);
}

/* What may make other bits: another family refuses, another version is said. */
void check_told(const struct call *call)
{
    const struct told *told = &call->told;
    const char *family = chaos_isa_family();
    check_map(call->recipe, told, call, "");
    if (family && strcmp(told->family, family) != 0)
        die(EXIT_FAILED,
            "%s: it was made with instruction sets of the family %s, here they are %s: other bits",
            call->recipe, told->family, family);
    if (strcmp(told->version, chaos_version()) != 0 && !call->quiet)
        message("%s: it was made by libchaos %s, this is %s: the last bits may differ", call->recipe,
                told->version, chaos_version());
}
