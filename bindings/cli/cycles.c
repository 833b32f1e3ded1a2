/* cycles.c - chaos-cycles: the cycle near a state, and its multipliers; or the one on which an orbit falls in
 * floating point.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct question {
    struct call call;
    uint64_t period, forcing_period, max_steps; /* 0: not given */
    uint64_t first, last;                       /* of all cycles; 0: not given */
    const char *box_text;
    double *box; /* [dim][2] */
    double budget;
    bool is_float;
};

static void set_period(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("period", text, 1, 100000);
}

static void set_periods(void *field, const char *text)
{
    struct question *question = (struct question *)((char *)field - offsetof(struct question, first));
    const char *colon = strchr(text, ':');
    char first[NUMBER_SIZE];
    snprintf(first, sizeof first, "%.*s", colon ? (int)(colon - text) : 0, text);
    question->first = colon ? parse_option_count("periods", first, 1, 1000) : 1;
    question->last = parse_option_count("periods", colon ? colon + 1 : text, 1, 1000);
    if (question->first > question->last)
        die(EXIT_USAGE, "--periods must have the first one before the last, got '%s'", text);
}

static void set_budget(void *field, const char *text)
{
    if (!parse_number(text, field) || !(*(double *)field > 0.0))
        die(EXIT_USAGE, "--budget must be above 0 iterations, got '%s'", text);
}

static void set_forcing_period(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("forcing-period", text, 1, 100000);
}

static void set_max_steps(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("max-steps", text, 1, UINT64_C(1) << 60);
}

static const struct argument arguments[] = {
    { "period", "N", "the period of the cycle", set_period, offsetof(struct question, period) },
    { "periods", "N | FIRST:LAST", "all cycles of these periods, from 1 on", set_periods,
      offsetof(struct question, first) },
    { "box", "NAME=LOW:HIGH,...", "with --periods: cycles with a point outside do not count", set_text,
      offsetof(struct question, box_text) },
    { "budget", "N", "with --periods: iterations after which no further search is begun", set_budget,
      offsetof(struct question, budget) },
    { "forcing-period", "N", "of a map that reads the iterate number n: its cycles are those of (x, n mod N)",
      set_forcing_period, offsetof(struct question, forcing_period) },
    { "float", NULL, "the cycle on which the orbit falls, bit by bit", set_true,
      offsetof(struct question, is_float) },
    { "max-steps", "N", "with --float: how far to look for it", set_max_steps,
      offsetof(struct question, max_steps) },
    { "strict", NULL, "exit with 3 if the cycle did not converge, none was found, or there may be more",
      set_true, offsetof(struct question, call.strict) },
    { NULL, NULL, NULL, NULL, 0 },
};

static void print_rest(void)
{
    fputs("\n"
          "  chaos-cycles henon --period=7\n"
          "  chaos-cycles henon --periods=12 -o cycles.tsv\n"
          "  chaos-cycles logistic r=3.83 x=0.5 --period=3 -o cycle.csv\n"
          "  chaos-cycles --float logistic r=4 x=0.1:0.4:16 --max-steps=1e9\n",
          stdout);
}

const struct program program = {
    .name = "chaos-cycles",
    .usage = "usage: chaos-cycles MAP [NAME=VALUE]... --period=N [OPTION]...\n"
             "       chaos-cycles MAP [NAME=VALUE]... --periods=N [--box=NAME=LOW:HIGH,...]\n"
             "                    [OPTION]...\n"
             "       chaos-cycles --float MAP [NAME=VALUE | NAME=START:STOP:COUNT |\n"
             "                    NAME=V1,V2,...]... --max-steps=N [OPTION]...\n"
             "       chaos-cycles --recipe=FILE | --verify=FILE [OPTION]...\n"
             "       chaos-cycles --list | --describe MAP | --emit-c TEXT | --help |\n"
             "                    --version\n"
             "\n"
             "Refines the cycle of a map near the given state by Newton's method, and finds\n"
             "its multipliers. NAME is a parameter or a state.\n"
             "\n"
             "With --periods it finds all cycles up to a period, and says what is known of\n"
             "their completeness.\n"
             "\n"
             "With --float it says where each orbit repeats bit by bit, as it must sooner or\n"
             "later because a computer has finitely many numbers: the steps before the cycle,\n"
             "its length, and the logarithm of its multiplier. Axes make many orbits, the\n"
             "last one fastest.\n",
    .most_axes = CHAOS_MAX_AXES,
    .arguments = arguments,
    .formats = ".tsv, .csv or .npz",
    .example = "henon --period=7",
    .told = " period periods box budget forcing-period float max-steps ",
    .print_rest = print_rest,
};

static char *command_text(const struct question *question)
{
    char *command = NULL;
    size_t size;
    FILE *file = memory_open(&command, &size);
    write_command(file, &question->call);
    if (question->is_float)
        fprintf(file, " --float --max-steps=%" PRIu64, question->max_steps);
    else if (question->last)
        fprintf(file, " --periods=%" PRIu64 ":%" PRIu64, question->first, question->last);
    else
        fprintf(file, " --period=%" PRIu64, question->period);
    if (question->box_text)
        fputs(" --box=", file), write_quoted(file, question->box_text);
    if (question->budget > 0.0)
        fprintf(file, " --budget=%s", format_number((char[NUMBER_SIZE]){ "" }, question->budget));
    if (question->forcing_period)
        fprintf(file, " --forcing-period=%" PRIu64, question->forcing_period);
    fclose(file);
    return command;
}

/* All values as views of one number each, those of axis i along dimension i of a batch. */
struct views {
    chaos_view *values;                                   /* [nparams + dim] */
    ptrdiff_t stride[CHAOS_MAX_AXES + 1][CHAOS_MAX_AXES]; /* the last one of what is no axis */
    uint64_t shape[CHAOS_MAX_AXES];
    double *numbers[CHAOS_MAX_AXES];
};

static void make_views(const struct call *call, struct views *views)
{
    const uint64_t np = chaos_map_nparams(call->map), dim = chaos_map_dim(call->map);
    views->values = allocate(np + dim, sizeof *views->values);
    for (uint64_t i = 0; i < np + dim; i++)
        views->values[i] =
            (chaos_view){ i < np ? &call->params[i] : &call->state[i - np], views->stride[CHAOS_MAX_AXES] };
    for (uint32_t i = 0; i < call->naxes; i++) {
        const chaos_axis *axis = &call->axes[i];
        const int64_t param = chaos_map_param_index(call->map, axis->name);
        const uint64_t at =
            param >= 0 ? (uint64_t)param : np + (uint64_t)chaos_map_state_index(call->map, axis->name);
        views->shape[i] = axis->count;
        views->numbers[i] = allocate(axis->count, sizeof(double));
        for (uint64_t j = 0; j < axis->count; j++)
            views->numbers[i][j] = chaos_axis_value(axis, j);
        views->stride[i][i] = sizeof(double);
        views->values[at] = (chaos_view){ views->numbers[i], views->stride[i] };
    }
}

static int find_float_cycles(const struct question *question, chaos_result **result,
                             const chaos_options *options, chaos_error *error)
{
    const struct call *call = &question->call;
    struct views views = { .values = NULL };
    make_views(call, &views);
    const chaos_batch batch = { .size = sizeof batch,
                                .ndim = call->naxes,
                                .shape = views.shape,
                                .params = views.values,
                                .states = views.values + chaos_map_nparams(call->map) };
    const int code = chaos_float_cycle(call->map, question->max_steps, &batch, result, options, error);
    for (uint32_t i = 0; i < call->naxes; i++)
        free(views.numbers[i]);
    free(views.values);
    return code;
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
    const int code = question->is_float ? find_float_cycles(question, &result, &options, &why)
                     : question->last ? chaos_cycles(call->map, question->first, question->last, call->params,
                                                     question->box, question->budget, &result, &options, &why)
                                      : chaos_cycle_find(call->map, question->period, call->params,
                                                         call->state, &result, &options, &why);
    progress_end(&progress);
    must(code);
    return result;
}

/* Rows of which a column of yes and no says no. */
static uint64_t count_without(const chaos_result *result, const char *column)
{
    const uint64_t rows = chaos_result_nrows(result, "rows");
    uint32_t *said = allocate(rows, sizeof *said);
    uint64_t count = 0;
    must(chaos_result_copy(result, "rows", column, said, rows * sizeof *said, NULL, &why));
    for (uint64_t i = 0; i < rows; i++)
        count += !said[i];
    free(said);
    return count;
}

static void check_question(const struct question *question)
{
    const struct call *call = &question->call;
    check_given(call, NULL);
    if (question->last && (question->period || question->is_float))
        die(EXIT_USAGE, "--periods must not be given with --%s", question->period ? "period" : "float");
    if (!question->last && (question->box_text || question->budget > 0.0))
        die(EXIT_USAGE, "--%s goes with --periods", question->box_text ? "box" : "budget");
    if (question->is_float && question->period)
        die(EXIT_USAGE, "--float finds the period itself: --period must not be given");
    if (question->is_float && question->max_steps == 0)
        die(EXIT_USAGE, "--max-steps is missing, as in %s --float logistic --max-steps=1e9", program.name);
    if (question->is_float)
        return;
    if (question->max_steps)
        die(EXIT_USAGE, "--max-steps goes with --float");
    if (question->period == 0 && question->last == 0)
        die(EXIT_USAGE, "--period is missing, as in %s %s", program.name, program.example);
    if (call->naxes > 0)
        die(EXIT_USAGE, "%s must be a number: many at a time go with --float", call->axes[0].name);
}

/* Rows that have escaped, or are no number. */
static uint64_t count_lost(const chaos_result *result)
{
    return chaos_result_nrows(result, "rows") - count_without(result, "status");
}

/* The least that is known of a period: enum chaos_completeness. */
static uint32_t least_completeness(const chaos_result *result)
{
    const uint64_t rows = chaos_result_nrows(result, "periods");
    uint32_t *known = allocate(rows, sizeof *known), least = rows ? CHAOS_COMPLETE : CHAOS_FOUND;
    must(chaos_result_copy(result, "periods", "completeness", known, rows * sizeof *known, NULL, &why));
    for (uint64_t i = 0; i < rows; i++)
        least = known[i] < least ? known[i] : least;
    free(known);
    return strstr(chaos_result_recipe(result), "\"stopped\": \"no\"") ? least : CHAOS_FOUND;
}

/* What is said on standard error of all cycles; whether there may be more. */
static bool report_all(const struct question *question, const chaos_result *result)
{
    static const char *const words[] = { "there may be more", "the sum of their indices is right",
                                         "complete" };
    const uint64_t rows = chaos_result_nrows(result, "rows");
    const uint32_t least = least_completeness(result);
    if (!question->call.quiet)
        message("%" PRIu64 " %s; %s", rows, rows == 1 ? "cycle" : "cycles", words[least]);
    return least == CHAOS_FOUND;
}

/* What is said on standard error. */
static void report(const struct question *question, const chaos_result *result, uint64_t without)
{
    const uint64_t rows = chaos_result_nrows(result, "rows"),
                   lost = question->is_float ? count_lost(result) : 0;
    if (!question->is_float)
        message("not converged; start closer to the cycle");
    if (lost > 0)
        message("%" PRIu64 " of %" PRIu64 " %s", lost, rows, lost == 1 ? "orbits escapes" : "orbits escape");
    if (question->is_float && without > lost)
        message("%" PRIu64 " of %" PRIu64 " %s not repeat within %" PRIu64 " steps: give more by --max-steps",
                without - lost, rows, without - lost == 1 ? "orbits does" : "orbits do", question->max_steps);
}

int main(int argc, char **argv)
{
    static struct question question;
    struct call *call = &question.call;
    parse_arguments(call, &question, argc, argv);
    check_question(&question);
    if (question.last)
        question.box = search_box(call, question.box_text);
    FILE *file = made_open(call);
    char *command = command_text(&question);
    chaos_result *result = find_cycle(&question);
    write_result(result, call, command, SIZE_MAX, file);
    made_close(call, file);
    uint64_t without = question.last ? 0 : count_without(result, question.is_float ? "found" : "converged");
    if (question.last)
        without = report_all(&question, result);
    else if (without > 0 && !call->quiet)
        report(&question, result, without);
    chaos_result_free(result);
    free(command);
    free(question.box);
    free_call(call);
    return without > 0 && call->strict ? EXIT_STRICT : EXIT_SUCCESS;
}
