/* args.c - the command line as a whole.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

uint64_t parse_option_count(const char *option, const char *text, uint64_t least, uint64_t most)
{
    uint64_t value;
    if (!parse_count(text, &value) || value < least || value > most)
        die(EXIT_USAGE, "--%s must be a whole number from %llu to %llu, got '%s'", option,
            (unsigned long long)least, (unsigned long long)most, text);
    return value;
}

/* --------------------------------------------------- options that all programs have */

bool find_format(const char *path, enum format *format)
{
    static const char *const endings[] = { ".tsv", ".csv", ".npy", ".npz", ".png", ".svg", ".pdf" };
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot, endings[i]) == 0 && strstr(program.formats, dot)) {
            *format = (enum format)i;
            return true;
        }
    return false;
}

void choose_output(struct call *call, const char *path)
{
    call->output = strcmp(path, "-") == 0 ? NULL : path;
    call->format = FORMAT_TSV;
    if (!call->output || strncmp(path, "/dev/", 5) == 0 || find_format(path, &call->format))
        return;
    die(EXIT_USAGE, "-o must name a file that ends in %s, got '%s'", program.formats, path);
}

static void set_threads(void *field, const char *text)
{
    *(uint32_t *)field = (uint32_t)parse_option_count("threads", text, 1, 1024);
}

void set_true(void *field, const char *none)
{
    (void)none;
    *(bool *)field = true;
}

void set_text(void *field, const char *value) { *(const char **)field = value; }

void set_bound(void *field, const char *text)
{
    double *bound = field;
    if (!parse_number(text, bound) || !(*bound > 0))
        die(EXIT_USAGE, "--bound must be a number > 0, or inf for none, got '%s'", text);
}

static void set_verify(void *field, const char *path)
{
    struct call *call = field;
    enum format format;
    if (!find_format(path, &format) || is_picture(format))
        die(EXIT_USAGE, "--verify must be of a .tsv, .csv, .npy or .npz file, got '%s'", path);
    call->verify = true;
    call->recipe = path;
}

_Noreturn static void show(void (*print)(void))
{
    print();
    exit(EXIT_SUCCESS);
}

static void show_list(void *to, const char *text) { (void)to, (void)text, show(print_list); }
static void show_help(void *to, const char *text) { (void)to, (void)text, show(print_help); }
static void show_version(void *to, const char *text) { (void)to, (void)text, show(print_version); }

static void show_map(struct call *call, const char *source, void (*show)(const chaos_map *map))
{
    call->source = source;
    call->show = show;
}

static void describe(void *call, const char *text) { show_map(call, text, print_description); }
static void emit(void *call, const char *text) { show_map(call, text, print_c); }

static const struct argument shared[] = {
    { "recipe", "FILE", "do again what made that file", set_text, offsetof(struct call, recipe) },
    { "verify", "FILE", "compute it again, and compare all bits", set_verify, 0 },
    { "threads", "N", "use at most N threads (default: one for each core there is to use)", set_threads,
      offsetof(struct call, threads) },
    { "quiet", NULL, "errors only on standard error", set_true, offsetof(struct call, quiet) },
    { "list", NULL, "list the maps", show_list, 0 },
    { "describe", "MAP", "show a map's formula, parameters, states and defaults", describe, 0 },
    { "emit-c", "TEXT", "print the C file of a map given as text", emit, 0 },
    { "compile", NULL, "compile a map given as text, for the speed; results are the same", set_true,
      offsetof(struct call, compile) },
    { "help", NULL, "show this help; also -h", show_help, 0 },
    { "version", NULL, "show the version; also -V", show_version, 0 },
};
enum { SHARED = sizeof shared / sizeof *shared };

static const struct argument *argument_at(size_t i)
{
    size_t own = 0;
    while (program.arguments[own].name)
        own++;
    return i < own ? &program.arguments[i] : i - own < SHARED ? &shared[i - own] : NULL;
}

static const char *argument_name(const void *of, size_t i)
{
    (void)of;
    const struct argument *argument = argument_at(i);
    return argument ? argument->name : NULL;
}

bool is_option(const char *name)
{
    for (size_t i = 0; argument_at(i); i++)
        if (strcmp(argument_at(i)->name, name) == 0)
            return true;
    return false;
}

void print_options(void)
{
    enum { INDENT = 20 };
    const struct argument *argument;
    char left[32], help[160];
    snprintf(help, sizeof help,
             "where the results go, a file that ends in %s; without -o, or for '-', standard output as .tsv",
             program.formats);
    print_paragraph(INDENT, "  -o FILE ", help);
    for (size_t i = 0; (argument = argument_at(i)); i++) {
        snprintf(left, sizeof left, "  --%s%s%s ", argument->name, argument->value ? "=" : "",
                 argument->value ? argument->value : "");
        print_paragraph(INDENT, left, argument->help);
    }
}

/* ------------------------------------------------------------------- the command line */

/* getopt_long says '?' for a name it does not know, for one that begins several, and
 * for a value where none belongs. */
_Noreturn static void bad_option(const char *argument)
{
    char name[32], meant[40];
    if (argument[0] != '-' || argument[1] != '-')
        die(EXIT_USAGE, "unknown option '%s'; see --help", argument);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(argument + 2, "="), argument + 2);
    if (is_option(name))
        die(EXIT_USAGE, "--%s takes no value, got '%s'", name, argument + 2 + strlen(name) + 1);
    size_t candidates = 0;
    for (size_t i = 0; argument_at(i); i++)
        candidates += strncmp(name, argument_at(i)->name, strlen(name)) == 0;
    if (candidates > 1)
        die(EXIT_USAGE, "ambiguous option '--%s'; see --help", name);
    const char *found = suggest(name, argument_name, NULL);
    snprintf(meant, sizeof meant, "--%s", found ? found : "");
    die(EXIT_USAGE, "unknown option '--%s'%s", name, found ? did_you_mean(meant) : "; see --help");
}

/* The map's name and what goes with it may stand before or after the options. */
struct words {
    const char **given;
    size_t ngiven;
};

static void add_word(struct call *call, struct words *words, const char *word)
{
    if (!call->source)
        call->source = word;
    else
        words->given[words->ngiven++] = word;
}

/* Whether it says what is computed, as a recipe does. */
static bool is_told(const char *name)
{
    char padded[32];
    snprintf(padded, sizeof padded, " %s ", name);
    return strstr(program.told, padded);
}

static void apply(struct call *call, void *own, const struct argument *argument, const char *value)
{
    if (!call->told.command && is_told(argument->name))
        call->said = argument->name;
    bool is_shared = argument >= shared && argument < shared + SHARED;
    argument->apply((is_shared ? (char *)call : (char *)own) + argument->field, value);
}

static void read_options(struct call *call, void *own, struct words *words, int argc, char **argv)
{
    enum { WORD = 1, FIRST = 256, MOST = 32 };
    struct option options[MOST + 1] = { { NULL, 0, NULL, 0 } };
    int option;
    for (int i = 0; i < MOST && argument_at((size_t)i); i++)
        options[i] = (struct option){ .name = argument_at((size_t)i)->name,
                                      .has_arg = argument_at((size_t)i)->value != NULL,
                                      .val = FIRST + i };
    opterr = 0;
    /* '-': words come in order, wherever they stand; ':': a missing value is told apart. */
    while ((option = getopt_long(argc, argv, "-:o:hV", options, NULL)) != -1) {
        const char *text = argv[optind > 1 ? optind - 1 : 1];
        if (option == ':')
            die(EXIT_USAGE, "%s must have a value; see --help", text);
        if (option == '?' && optopt && optopt < FIRST) { /* a letter, perhaps within a cluster */
            char letter[] = { '-', (char)optopt, 0 };
            bad_option(letter);
        }
        if (option == '?')
            bad_option(text);
        if (option == WORD)
            add_word(call, words, optarg);
        else if (option == 'o')
            choose_output(call, optarg);
        else if (option == 'h' || option == 'V')
            show(option == 'h' ? print_help : print_version);
        else
            apply(call, own, argument_at((size_t)(option - FIRST)), optarg);
    }
    while (optind < argc)
        add_word(call, words, argv[optind++]);
}

static bool is_map_file(const char *word)
{
    const char *dot = strrchr(word, '.');
    return dot && (strcmp(dot, ".c") == 0 || strcmp(dot, ".so") == 0);
}

/* All words were files, of which one may be that of the map. */
static void take_parts(struct call *call, struct words *words)
{
    const char *map = NULL;
    call->parts = allocate(words->ngiven + 1, sizeof *call->parts);
    for (size_t i = 0; call->source && i <= words->ngiven; i++) {
        const char *word = i == 0 ? call->source : words->given[i - 1];
        if (!map && is_map_file(word))
            map = word;
        else
            call->parts[call->nparts++] = word;
    }
    if (!call->nparts)
        die(EXIT_USAGE, "--merge must come with the parts of all shards, got none");
    call->recipe = call->parts[0];
    call->source = map;
    words->ngiven = 0;
}

/* The rest of the command line is in a file. */
static void read_recipe_words(struct call *call, void *own, struct words *words)
{
    int count;
    if (call->source && is_map_file(call->source) && words->ngiven == 0) {
        call->named = call->source;
        call->source = NULL;
    }
    if (call->source)
        die(EXIT_USAGE, "the map and its values are those of %s, got '%s' too", call->recipe, call->source);
    if (call->said)
        die(EXIT_USAGE, "--%s is said by the recipe of %s, got it too", call->said, call->recipe);
    char **recipe = recipe_words(call, &count);
    words->given = realloc(words->given, (size_t)count * sizeof *words->given);
    if (!words->given)
        die(EXIT_FAILED, "out of memory");
    mistakes_are_of(call->recipe);
    optind = 0; /* getopt begins anew */
    read_options(call, own, words, count, recipe);
    check_recipe_source(call);
}

void parse_arguments(struct call *call, void *own, int argc, char **argv)
{
    struct words words = { .given = allocate((size_t)argc, sizeof(char *)) };
    catch_interrupts();
    read_options(call, own, &words, argc, argv);
    if (call->merge)
        take_parts(call, &words);
    if (call->verify && call->output)
        die(EXIT_USAGE, "-o does not go with --verify");
    if (call->recipe)
        read_recipe_words(call, own, &words);
    if (call->verify && !call->merge) /* chaos-sweep refuses both */
        choose_output(call, call->recipe);
    if (call->source && strcmp(call->source, "help") == 0)
        show(print_help);
    if (!call->source)
        die(EXIT_USAGE, "a map is missing, as in %s %s; see --list and --help", program.name,
            program.example);
    open_map(call);
    for (size_t i = 0; i < words.ngiven; i++)
        choose_n(call, words.given[i]);
    for (size_t i = 0; i < words.ngiven; i++)
        if (is_sites(call, words.given[i]))
            choose_sites(call, words.given[i]);
    if (call->compile)
        compile_map(call);
    prepare_values(call);
    for (size_t i = 0; i < words.ngiven; i++)
        if (!is_sites(call, words.given[i]))
            parse_given(call, words.given[i]);
    free(words.given);
    if (call->recipe)
        check_told(call);
    if (call->show) {
        call->show(call->map);
        exit(EXIT_SUCCESS);
    }
}

void free_call(struct call *call)
{
    for (size_t i = 0; i < CHAOS_MAX_AXES; i++)
        free(call->values[i]);
    free(call->params);
    free(call->given);
    free(call->parts);
    free_told(&call->told);
    chaos_map_free(call->map);
}
