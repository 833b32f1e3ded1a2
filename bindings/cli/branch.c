/* branch.c - chaos-branch: a cycle followed in one parameter, and its bifurcations; or all that are found.
 *
 * SPDX-License-Identifier: MIT */
#include "branch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void set_period(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("period", text, 1, 512);
}

static void set_forcing_period(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("forcing-period", text, 1, 512);
}

static void set_budget(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("budget", text, 2, 100000000);
}

static void set_max_period(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("max-period", text, 1, 512);
}

static void set_seeds(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("seeds", text, 0, 10000);
}

static const struct argument arguments[] = {
    { "along", "NAME", "the parameter that changes", set_text, offsetof(struct branch, along) },
    { "to", "LOW:HIGH", "where it goes, both ways from the value that it has", set_text,
      offsetof(struct branch, to) },
    { "over", "NAME,NAME", "the curves of its bifurcations in two parameters, with --to=LOW:HIGH,LOW:HIGH",
      set_text, offsetof(struct branch, over) },
    { "period", "N", "the least period of the cycle (default: 1)", set_period,
      offsetof(struct branch, period) },
    { "diagram", NULL, "the branches of all cycles that are found there, and all that leaves them", set_true,
      offsetof(struct branch, is_diagram) },
    { "max-period", "N",
      "the largest period with --diagram (default: 4), with --over (default: twice --period)", set_max_period,
      offsetof(struct branch, max_period) },
    { "seeds", "N", "with --diagram: at how many values between the ends cycles are looked for (default: 16)",
      set_seeds, offsetof(struct branch, seeds) },
    { "box", "NAME=LOW:HIGH,...", "with --diagram: where cycles are looked for", set_text,
      offsetof(struct branch, box_text) },
    { "budget", "N", "the most rows (default: 10,000; of a diagram or curves 100,000)", set_budget,
      offsetof(struct branch, budget) },
    { "forcing-period", "N", "of a map that reads the iterate number n: its cycles are those of (x, n mod N)",
      set_forcing_period, offsetof(struct branch, forcing_period) },
    { "state", "NAME", "the state that goes up in a picture (default: the first)", set_text,
      offsetof(struct branch, up) },
    { "strict", NULL, "exit with 3 if it ends early, or a special point is not exact", set_true,
      offsetof(struct branch, call.strict) },
    { NULL, NULL, NULL, NULL, 0 },
};

static void print_rest(void)
{
    fputs("\n"
          "  chaos-branch henon a=0.2 --along=a --to=-0.5:1.4 -o branch.png\n"
          "  chaos-branch logistic r=3.84 x=0.5 --period=3 --along=r --to=3:4\n"
          "  chaos-branch logistic --diagram --max-period=8 --along=r --to=2:4 -o tree.png\n"
          "  chaos-branch \"x' = p + r*x - x^3\" p=0 r=1.5 --along=p --to=-1:1\n"
          "  chaos-branch henon a=0.2 --over=a,b --to=-1:2,-1:1 -o curves.png\n",
          stdout);
}

const struct program program = {
    .name = "chaos-branch",
    .usage = "usage: chaos-branch MAP [NAME=VALUE]... --along=NAME --to=LOW:HIGH [OPTION]...\n"
             "       chaos-branch MAP [NAME=VALUE]... --diagram [--max-period=N] --along=NAME\n"
             "                    --to=LOW:HIGH [OPTION]...\n"
             "       chaos-branch MAP [NAME=VALUE]... --over=NAME,NAME --to=LOW:HIGH,LOW:HIGH\n"
             "                    [OPTION]...\n"
             "       chaos-branch --recipe=FILE | --verify=FILE [OPTION]...\n"
             "       chaos-branch --list | --describe MAP | --emit-c TEXT | --help |\n"
             "                    --version\n"
             "\n"
             "Follows the cycle near the given state as a parameter changes, both ways and\n"
             "through folds, and finds where it folds, doubles its period, loses its\n"
             "stability to an invariant circle or meets another branch, with the\n"
             "coefficients of normal forms.\n"
             "\n"
             "With --diagram it looks for all cycles up to a period at some values of the\n"
             "parameter, and follows each of them and all that leaves at flips and branch\n"
             "points.\n"
             "\n"
             "With --over it follows the bifurcations of the cycle in two parameters, and\n"
             "what leaves these curves at points of codimension 2.\n",
    .most_axes = 0,
    .arguments = arguments,
    .formats = ".tsv, .csv, .npz, .png, .svg or .pdf",
    .example = "henon a=0.2 --along=a --to=-0.5:1.4",
    .told = " along to over period diagram max-period seeds box budget forcing-period ",
    .print_rest = print_rest,
};

/* --------------------------------------------------------------------- the question */

static void take_range(struct branch *branch)
{
    const char *colon = strchr(branch->to, ':');
    char low[NUMBER_SIZE];
    snprintf(low, sizeof low, "%.*s", colon ? (int)(colon - branch->to) : 0, branch->to);
    if (!colon || !parse_number(low, &branch->low) || !parse_number(colon + 1, &branch->high) ||
        !(branch->low < branch->high))
        die(EXIT_USAGE, "--to must be LOW:HIGH with LOW below HIGH, got '%s'", branch->to);
}

static void check_diagram(struct branch *branch)
{
    if (branch->is_diagram && branch->period)
        die(EXIT_USAGE, "--period must not be given with --diagram: --max-period has the largest");
    if (!branch->is_diagram && (branch->max_period || branch->seeds != NOT_GIVEN || branch->box_text))
        die(EXIT_USAGE, "--%s goes with --diagram",
            branch->max_period           ? "max-period"
            : branch->seeds != NOT_GIVEN ? "seeds"
                                         : "box");
    if (!branch->is_diagram && branch->budget > 1000000)
        die(EXIT_USAGE, "--budget must be 2 to 1000000 rows of a branch, got %" PRIu64, branch->budget);
    branch->period = branch->period ? branch->period : 1;
    branch->max_period = branch->max_period ? branch->max_period : 4;
    branch->seeds = branch->seeds != NOT_GIVEN ? branch->seeds : 16;
    if (branch->is_diagram)
        branch->box = search_box(&branch->call, branch->box_text);
}

/* "a,b" and "0:2,-1:1" */
static void take_plane(struct branch *branch)
{
    const struct call *call = &branch->call;
    if (call->nparams < 2)
        die(EXIT_USAGE, "--over must be two parameters of the map, %s has %" PRIu64,
            chaos_map_name(call->map), call->nparams);
    char *const names = strdup(branch->over), *const ranges = strdup(branch->to), *name = names,
                *range = ranges;
    for (size_t i = 0; i < 2; i++) {
        char *next_name = name, *next_range = range, *high = range;
        const char *const one = strsep(&next_name, ",");
        strsep(&next_range, ",");
        const char *const low = strsep(&high, ":");
        const int64_t param = one ? value_index(call, one) : -1;
        if (!one || param < 0 || (uint64_t)param >= call->nparams ||
            (i && (uint64_t)param == branch->two[0]) || (i && next_name))
            die(EXIT_USAGE, "--over must be two parameters of the map, as in --over=%s,%s, got '%s'",
                chaos_map_param(call->map, 0), chaos_map_param(call->map, 1), branch->over);
        if (!low || !high || !parse_number(low, &branch->ranges[2 * i]) ||
            !parse_number(high, &branch->ranges[2 * i + 1]) ||
            !(branch->ranges[2 * i] < branch->ranges[2 * i + 1]) || (i && next_range))
            die(EXIT_USAGE, "--to must be LOW:HIGH,LOW:HIGH with LOW below HIGH, got '%s'", branch->to);
        branch->two[i] = (uint64_t)param;
        name = next_name;
        range = next_range;
    }
    free(names);
    free(ranges);
}

static void complete_plane(struct branch *branch)
{
    if (!branch->to)
        die(EXIT_USAGE, "--to is missing, as in %s henon a=0.2 --over=a,b --to=-1:2,-1:1", program.name);
    if (branch->along || branch->is_diagram || branch->up || branch->seeds != NOT_GIVEN || branch->box_text)
        die(EXIT_USAGE, "--over must not be given with --%s",
            branch->along        ? "along"
            : branch->is_diagram ? "diagram"
            : branch->up         ? "state"
            : branch->box_text   ? "box"
                                 : "seeds");
    take_plane(branch);
    branch->period = branch->period ? branch->period : 1;
    branch->max_period = branch->max_period ? branch->max_period : 2 * branch->period;
}

static void complete(struct branch *branch)
{
    const struct call *call = &branch->call;
    if (branch->over) {
        check_given(call, NULL);
        complete_plane(branch);
        if (is_picture(call->format))
            check_branch_plot(branch);
        return;
    }
    if (!branch->along || !branch->to)
        die(EXIT_USAGE, "--%s is missing, as in %s %s", branch->along ? "to" : "along", program.name,
            program.example);
    const int64_t param = value_index(call, branch->along);
    if (param < 0 || (uint64_t)param >= call->nparams)
        die(EXIT_USAGE, "--along must be a parameter of %s, got '%s'; it has %s", chaos_map_name(call->map),
            branch->along, list_names(call->map, 0, call->nparams));
    branch->param = (uint64_t)param;
    branch->along = chaos_map_param(call->map, branch->param);
    check_given(call, branch->is_diagram ? branch->along : NULL);
    take_range(branch);
    check_diagram(branch);
    if (branch->up && value_index(call, branch->up) < (int64_t)call->nparams)
        die(EXIT_USAGE, "--state must be a state of the map, got '%s'", branch->up);
    if (branch->up && !is_picture(call->format))
        die(EXIT_USAGE, "--state goes with a picture, -o FILE.png");
    if (is_picture(call->format))
        check_branch_plot(branch);
}

static char *command_text(const struct branch *branch)
{
    char *command = NULL, low[NUMBER_SIZE], high[NUMBER_SIZE];
    size_t size;
    FILE *file = memory_open(&command, &size);
    write_command(file, &branch->call);
    if (branch->over)
        fprintf(file, " --period=%" PRIu64 " --max-period=%" PRIu64 " --over=%s --to=%s", branch->period,
                branch->max_period, branch->over, branch->to);
    else if (branch->is_diagram)
        fprintf(file, " --diagram --max-period=%" PRIu64 " --seeds=%" PRIu64, branch->max_period,
                branch->seeds);
    else
        fprintf(file, " --period=%" PRIu64, branch->period);
    if (branch->box_text)
        fputs(" --box=", file), write_quoted(file, branch->box_text);
    if (!branch->over)
        fprintf(file, " --along=%s --to=%s:%s", branch->along, format_number(low, branch->low),
                format_number(high, branch->high));
    if (branch->budget)
        fprintf(file, " --budget=%" PRIu64, branch->budget);
    if (branch->forcing_period)
        fprintf(file, " --forcing-period=%" PRIu64, branch->forcing_period);
    fclose(file);
    return command;
}

/* ----------------------------------------------------------------------- the answer */

static void find(struct branch *branch)
{
    const struct call *call = &branch->call;
    struct progress progress;
    const chaos_options options = {
        .size = sizeof options,
        .threads = call->threads,
        .progress = progress_report,
        .user = &progress,
        .forcing_period = branch->forcing_period,
    };
    progress_start(&progress, call->quiet);
    const int code =
        branch->over
            ? chaos_skeleton(call->map, branch->period, branch->two, branch->ranges, call->params,
                             call->state, branch->max_period, branch->budget, &branch->result, &options, &why)
        : branch->is_diagram
            ? chaos_bifurcation_diagram(call->map, branch->param, branch->low, branch->high,
                                        branch->max_period, branch->seeds, call->params, branch->box,
                                        branch->budget, &branch->result, &options, &why)
            : chaos_branch(call->map, branch->period, branch->param, branch->low, branch->high, call->params,
                           call->state, branch->budget, &branch->result, &options, &why);
    progress_end(&progress);
    must(code);
}

static void write_all(const struct branch *branch, FILE *file)
{
    if (is_picture(branch->call.format))
        (branch->over ? write_curves_plot : write_branch_plot)(branch, file);
    else /* a .csv is one table: that of the rows */
        write_result(branch->result, &branch->call, branch->command,
                     branch->call.format == FORMAT_CSV ? 1 : SIZE_MAX, file);
}

void *branch_column(const struct branch *branch, const char *table, const char *name, size_t size)
{
    const uint64_t count = chaos_result_elements(branch->result, table, name);
    void *values = allocate(count ? count : 1, size);
    must(chaos_result_copy(branch->result, table, name, values, count * size, NULL, &why));
    return values;
}

static bool ends_by(const struct branch *branch, const char *what)
{
    char begins[64], ends[64];
    const char *recipe = chaos_result_recipe(branch->result);
    snprintf(begins, sizeof begins, "\"begins\": \"%s\"", what);
    snprintf(ends, sizeof ends, "\"ends\": \"%s\"", what);
    return strstr(recipe, begins) || strstr(recipe, ends);
}

/* Of a diagram, or of curves. */
static bool report_all(const struct branch *branch)
{
    const char *const one = branch->over ? "curve" : "branch", *const many =
                                                                   branch->over ? "curves" : "branches";
    const uint64_t branches = chaos_result_nrows(branch->result, many),
                   nspecial = chaos_result_nrows(branch->result, "special_points");
    const bool budget = strstr(chaos_result_recipe(branch->result), "\"stopped\": \"budget\"");
    if (!branch->call.quiet)
        message("%" PRIu64 " %s found, %" PRIu64 " special %s; there may be more", branches,
                branches == 1 ? one : many, nspecial, nspecial == 1 ? "point" : "points");
    if (!branch->call.quiet && budget)
        message("it goes on: give more rows by --budget");
    return budget;
}

/* What is said on standard error; whether it ends early, or something is not exact. */
static bool report(const struct branch *branch)
{
    const uint64_t nspecial = chaos_result_nrows(branch->result, "special_points");
    const bool budget = ends_by(branch, "budget"), step = ends_by(branch, "step");
    uint32_t *kind = branch_column(branch, "special_points", "kind", sizeof *kind),
             *exact = branch_column(branch, "special_points", "exact", sizeof *exact);
    double *parameter = branch_column(branch, "special_points", "parameter", sizeof *parameter);
    bool doubt = budget || step;
    for (uint64_t i = 0; i < nspecial; i++) {
        doubt |= !exact[i];
        if (!branch->call.quiet)
            message("%s at %s = %.12g%s", chaos_special_name(kind[i]), branch->along, parameter[i],
                    exact[i] ? "" : ", not exact");
    }
    if (!branch->call.quiet && budget)
        message("it goes on: give more rows by --budget");
    if (!branch->call.quiet && step)
        message("it ends where Newton's method finds no more");
    free(kind);
    free(exact);
    free(parameter);
    return doubt;
}

int main(int argc, char **argv)
{
    static struct branch branch = { .seeds = NOT_GIVEN };
    parse_arguments(&branch.call, &branch, argc, argv);
    complete(&branch);
    FILE *file = made_open(&branch.call);
    branch.command = command_text(&branch);
    find(&branch);
    write_all(&branch, file);
    made_close(&branch.call, file);
    const bool doubt = branch.is_diagram || branch.over ? report_all(&branch) : report(&branch);
    chaos_result_free(branch.result);
    free(branch.command);
    free(branch.box);
    const bool strict = branch.call.strict && doubt;
    free_call(&branch.call);
    return strict ? EXIT_STRICT : EXIT_SUCCESS;
}
