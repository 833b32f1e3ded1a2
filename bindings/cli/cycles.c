/* cycles.c - chaos-cycles: the cycle near a state, and its multipliers.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <inttypes.h>
#include <stdlib.h>

struct question {
    struct call call;
    uint64_t period, forcing_period; /* 0: not given */
};

static void set_period(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("period", text, 1, 100000);
}

static void set_forcing_period(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("forcing_period", text, 1, 100000);
}

static const struct argument arguments[] = {
    { "period", "N", "the period of the cycle", set_period, offsetof(struct question, period) },
    { "forcing_period", "N", "of a map that reads the iterate number n: its cycles are those of (x, n mod N)",
      set_forcing_period, offsetof(struct question, forcing_period) },
    { "strict", NULL, "exit with 3 if the cycle did not converge", set_true,
      offsetof(struct question, call.strict) },
    { NULL, NULL, NULL, NULL, 0 },
};

static void print_rest(void)
{
    fputs("\n"
          "  chaos-cycles henon --period=7\n"
          "  chaos-cycles logistic r=3.83 x=0.5 --period=3 -o cycle.csv\n",
          stdout);
}

const struct program program = {
    .name = "chaos-cycles",
    .usage = "usage: chaos-cycles MAP [NAME=VALUE]... --period=N [OPTION]...\n"
             "       chaos-cycles --list | --describe MAP | --help | --version\n"
             "\n"
             "Refines the cycle of a map near the given state by Newton's method, and finds\n"
             "its multipliers. NAME is a parameter or a state.\n",
    .arguments = arguments,
    .formats = ".tsv, .csv or .npz",
    .example = "henon --period=7",
    .print_rest = print_rest,
};

static char *command_text(const struct question *question)
{
    char *command = NULL;
    size_t size;
    FILE *file = memory_open(&command, &size);
    write_command(file, &question->call);
    fprintf(file, " --period=%" PRIu64, question->period);
    if (question->forcing_period)
        fprintf(file, " --forcing_period=%" PRIu64, question->forcing_period);
    fclose(file);
    return command;
}

static chaos_result *find_cycle(const struct question *question)
{
    const struct call *call = &question->call;
    struct progress progress;
    chaos_result *result = NULL;
    const chaos_options options = {
        .size = sizeof options,
        .threads = call->threads,
        .progress = progress_report,
        .user = &progress,
        .forcing_period = question->forcing_period,
    };
    progress_start(&progress, call->quiet);
    int code =
        chaos_cycle_find(call->map, question->period, call->params, call->state, &result, &options, &why);
    progress_end(&progress);
    must(code);
    return result;
}

static bool has_converged(const chaos_result *result)
{
    uint32_t converged;
    must(chaos_result_copy(result, "rows", "converged", &converged, sizeof converged, NULL, &why));
    return converged;
}

int main(int argc, char **argv)
{
    static struct question question;
    struct call *call = &question.call;
    parse_arguments(call, &question, argc, argv);
    if (question.period == 0)
        die(EXIT_USAGE, "--period is missing, as in %s %s", program.name, program.example);
    FILE *file = outfile_open(call->output);
    char *command = command_text(&question);
    chaos_result *result = find_cycle(&question);
    write_result(result, call, command, file);
    outfile_close(file);
    bool converged = has_converged(result);
    if (!converged && !call->quiet)
        message("not converged; start closer to the cycle");
    chaos_result_free(result);
    free(command);
    free_call(call);
    return !converged && call->strict ? EXIT_STRICT : EXIT_SUCCESS;
}
