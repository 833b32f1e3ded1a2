/* args.c - the command line as a whole.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_OUTPUT = 'o',
    OPTION_MEASURE = 256,
    OPTION_TRANSIENT,
    OPTION_STEPS,
    OPTION_THREADS,
    OPTION_BOUND,
    OPTION_START,
    OPTION_STRICT,
    OPTION_QUIET,
    OPTION_LIST,
    OPTION_DESCRIBE,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option options[] = {
    { "measure", required_argument, NULL, OPTION_MEASURE },
    { "transient", required_argument, NULL, OPTION_TRANSIENT },
    { "steps", required_argument, NULL, OPTION_STEPS },
    { "threads", required_argument, NULL, OPTION_THREADS },
    { "bound", required_argument, NULL, OPTION_BOUND },
    { "start", required_argument, NULL, OPTION_START },
    { "strict", no_argument, NULL, OPTION_STRICT },
    { "quiet", no_argument, NULL, OPTION_QUIET },
    { "list", no_argument, NULL, OPTION_LIST },
    { "describe", required_argument, NULL, OPTION_DESCRIBE },
    { "help", no_argument, NULL, OPTION_HELP },
    { "version", no_argument, NULL, OPTION_VERSION },
    { NULL, 0, NULL, 0 },
};

static const char *option_name(const void *of, size_t i)
{
    (void)of;
    return options[i].name;
}

/* What the command line says before it is looked at more closely: names of
 * maps and what goes with them may stand before or after the options. */
struct words {
    const char *map, *describe, *measures[MAX_MEASURES];
    const char **given;
    size_t ngiven, nmeasures;
};

static uint64_t count_of(const char *option, const char *text, uint64_t least, uint64_t most)
{
    uint64_t value;
    if (!parse_count(text, &value) || value < least || value > most)
        die(EXIT_USAGE, "--%s=%s: a whole number from %llu to %llu would do", option, text,
            (unsigned long long)least, (unsigned long long)most);
    return value;
}

static void set_bound(struct job *job, const char *text)
{
    double value;
    if (!parse_number(text, &value) || !(value > 0))
        die(EXIT_USAGE, "--bound=%s: a number above 0, or inf for no bound", text);
    job->options.bound = value;
}

static void check_start(const char *text)
{
    if (strcmp(text, "fixed") != 0)
        die(EXIT_USAGE, "--start=%s: only 'fixed' is there (every point starts at the given state)", text);
}

static void set_output(struct job *job, const char *path)
{
    static const char *const endings[] = { "tsv", "csv", "npy", "npz", "png", "svg", "pdf" };
    if (!*path)
        die(EXIT_USAGE, "-o: the file's name is empty");
    job->output = strcmp(path, "-") == 0 ? NULL : path;
    job->format = FORMAT_TSV;
    if (!job->output || strncmp(path, "/dev/", 5) == 0)
        return;
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot + 1, endings[i]) == 0) {
            job->format = (enum format)i;
            return;
        }
    die(EXIT_USAGE, "-o %s: the name must end in .tsv, .csv, .npy, .npz, .png, .svg or .pdf", path);
}

/* getopt_long says '?' for a name it does not know, for one that begins several, and
 * for a value where none belongs. */
_Noreturn static void bad_option(const char *argument)
{
    static const char *const later[] = { "along", "starts", "seed" };
    char name[32];
    if (argument[0] != '-' || argument[1] != '-')
        die(EXIT_USAGE, "%s: there is no such option; --help shows those there are", argument);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(argument + 2, "="), argument + 2);
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (strcmp(name, later[i]) == 0)
            die(EXIT_USAGE,
                "--%s: not there yet; only --start=fixed is (every point starts at the given state)", name);
    size_t candidates = 0;
    for (const struct option *option = options; option->name; option++) {
        if (strcmp(name, option->name) == 0)
            die(EXIT_USAGE, "%s: --%s takes no value", argument, name);
        candidates += strncmp(name, option->name, strlen(name)) == 0;
    }
    if (candidates > 1)
        die(EXIT_USAGE, "%s: %zu options begin so; write it out (--help shows them)", argument, candidates);
    char meant[32];
    const char *found = suggest(name, option_name, NULL);
    snprintf(meant, sizeof meant, "--%s", found ? found : "");
    die(EXIT_USAGE, "%s: there is no such option%s", argument,
        found ? did_you_mean(meant) : "; --help shows those there are");
}

static void add_word(struct words *words, const char *word)
{
    if (!words->map && !words->describe)
        words->map = word;
    else
        words->given[words->ngiven++] = word;
}

static void apply_option(struct job *job, struct words *words, int option)
{
    switch (option) {
    case 1: add_word(words, optarg); break;
    case OPTION_OUTPUT: set_output(job, optarg); break;
    case OPTION_MEASURE:
        if (words->nmeasures == MAX_MEASURES)
            die(EXIT_USAGE, "--measure=%s: at most %d measures in one sweep", optarg, MAX_MEASURES);
        words->measures[words->nmeasures++] = optarg;
        break;
    case OPTION_TRANSIENT: job->transient = count_of("transient", optarg, 0, UINT64_C(1) << 60); break;
    case OPTION_STEPS: job->steps = count_of("steps", optarg, 1, (UINT64_C(1) << 59) - 1); break;
    case OPTION_THREADS: job->options.threads = (uint32_t)count_of("threads", optarg, 1, 1024); break;
    case OPTION_BOUND: set_bound(job, optarg); break;
    case OPTION_START: check_start(optarg); break;
    case OPTION_STRICT: job->strict = true; break;
    case OPTION_QUIET: job->quiet = true; break;
    case OPTION_LIST: print_list(); exit(EXIT_SUCCESS);
    case OPTION_DESCRIBE: words->describe = optarg; break;
    case OPTION_HELP: print_help(); exit(EXIT_SUCCESS);
    case OPTION_VERSION: print_version(); exit(EXIT_SUCCESS);
    }
}

static void read_words(struct job *job, struct words *words, int argc, char **argv)
{
    int option;
    opterr = 0;
    /* '-': words come in order, wherever they stand; ':': a missing value is told apart. */
    while ((option = getopt_long(argc, argv, "-:o:", options, NULL)) != -1) {
        const char *argument = argv[optind > 1 ? optind - 1 : 1];
        if (option == ':')
            die(EXIT_USAGE, "%s: its value is missing; --help shows how it is used", argument);
        if (option == '?' && optopt && optopt < 256) { /* a letter, perhaps within a cluster */
            char letter[] = { '-', (char)optopt, 0 };
            bad_option(letter);
        }
        if (option == '?')
            bad_option(argument);
        apply_option(job, words, option);
    }
    while (optind < argc)
        add_word(words, argv[optind++]);
}

void parse_arguments(struct job *job, int argc, char **argv)
{
    struct words words = { .given = allocate((size_t)argc, sizeof(char *)) };
    read_words(job, &words, argc, argv);
    const char *name = words.describe ? words.describe : words.map;
    if (!name)
        die(EXIT_USAGE, "a map's name is missing, as in chaos-sweep logistic r=2.5:4:2000; "
                        "--list shows the maps, --help the rest");
    job->name = name;
    job->map = find_map(name);
    for (size_t i = 0; i < words.ngiven; i++)
        if (is_sites(job->map, words.given[i]))
            choose_sites(job, words.given[i]);
    prepare_values(job);
    for (size_t i = 0; i < words.ngiven; i++)
        if (!is_sites(job->map, words.given[i]))
            parse_given(job, words.given[i]);
    for (size_t i = 0; i < words.nmeasures; i++)
        parse_measures(job, words.measures[i]);
    free(words.given);
    if (words.describe) {
        print_description(job->map);
        exit(EXIT_SUCCESS);
    }
}
