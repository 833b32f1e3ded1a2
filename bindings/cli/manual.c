/* manual.c - the part of the manual that is about measures, from the library's tables.
 *
 * SPDX-License-Identifier: MIT
 *
 * The build puts it into docs/chaos-sweep.1. It is mdoc, see mdoc(7). */
#include "shell.h"

#include <string.h>

/* Not a control line, and without escapes. */
static void print_text(const char *text)
{
    bool begins = true;
    for (; *text; text++) {
        if (begins && strchr(".'", *text))
            fputs("\\&", stdout);
        fputs(*text == '\\' ? "\\e" : (char[]){ *text, 0 }, stdout);
        begins = *text == '\n';
    }
}

/* As a line of its own. */
static void print_line(const char *text)
{
    print_text(text);
    putchar('\n');
}

static void print_option(const chaos_option *option)
{
    char form[FORM_SIZE];
    option_form(form, option);
    printf(".It Cm %s Ns = Ns Ar %s\n", option->name, strchr(form, '=') + 1);
    print_line(option->help);
    if (*option->default_value) {
        fputs(".Pq default: ", stdout);
        print_line(option->default_value);
    }
}

/* With the default, where most have another one. */
static void print_option_name(const chaos_option *option)
{
    printf(".Cm %s\n", option->name);
    if (strcmp(option->default_value, usual_option(option->name)->default_value) != 0) {
        fputs(".Pq default: ", stdout);
        print_line(option->default_value);
    }
}

static void print_common_options(const chaos_measure_kind *kind) { each_option(kind, USUAL, print_option); }

static void print_outputs(const chaos_measure_kind *kind)
{
    const chaos_quantity *output;
    puts(".Pp\nResults:\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; (output = chaos_measure_kind_output(kind, i)); i++) {
        if (output->scale == CHAOS_FLAGS) /* all have one */
            continue;
        printf(".It Li %s\n", output->name);
        print_line(output->help);
        if (*output->unit) {
            fputs(".Pq in ", stdout);
            print_line(output->unit);
        }
    }
    puts(".El");
}

static void print_kind(const chaos_measure_kind *kind)
{
    printf(".Ss %s: %s\n", kind->name, kind->summary);
    print_text(kind->text);
    puts(".Pp\nOptions:");
    each_option(kind, COMMON, print_option_name);
    if (each_option(kind, OWN, NULL)) {
        puts(".Bl -tag -width Ds -compact");
        each_option(kind, OWN, print_option);
        puts(".El");
    }
    print_outputs(kind);
}

static void print_status(void)
{
    const chaos_status_flag *flag;
    puts(".Ss Status\nA sum of\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; (flag = chaos_status_flag_at(i)); i++) {
        char words[64];
        snprintf(words, sizeof words, "%s", flag->name);
        for (char *c = words; *c; c++)
            *c = *c == '_' ? ' ' : *c;
        printf(".It %u\n%s: ", (unsigned)flag->bit, words);
        print_line(flag->meaning);
    }
    puts(".El");
}

int main(void)
{
    puts(".Pp\nOptions of several measures:\n.Bl -tag -width Ds");
    each_kind(print_common_options);
    puts(".El");
    each_kind(print_kind);
    print_status();
    return ferror(stdout) || fflush(stdout) != 0;
}
