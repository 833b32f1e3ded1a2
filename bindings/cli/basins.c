/* basins.c - chaos-basins: the attractors of a map, and which of them each start goes to.
 *
 * SPDX-License-Identifier: MIT */
#include "basins.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 500, STARTS = 200 }; /* of the map's own picture, each way; along a parameter */

static void set_max_steps(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("max-steps", text, 1, UINT64_C(1) << 40);
}

static void set_starts(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("starts", text, 1, UINT32_MAX);
}

static void set_seed(void *field, const char *text)
{
    *(uint64_t *)field = parse_option_count("seed", text, 0, UINT64_MAX);
}

/* "left: x < -3" */
static void add_region(void *field, const char *text)
{
    struct regions *into = field;
    const char *colon = strchr(text, ':');
    if (!colon || colon == text)
        die(EXIT_USAGE, "--into must be NAME:CONDITION, got '%s'", text);
    if (into->count == MOST_REGIONS)
        die(EXIT_USAGE, "--into must be given at most %d times", MOST_REGIONS);
    into->names[into->count] = strndup(text, (size_t)(colon - text));
    into->conditions[into->count++] = colon + 1 + strspn(colon + 1, " ");
}

static const struct argument arguments[] = {
    { "max-steps", "N", "iterates of a start, after which it is unresolved (default: 10,000)", set_max_steps,
      offsetof(struct basins, max_steps) },
    { "starts", "N", "random starts, of the states that are neither axes nor given (along a parameter 200)",
      set_starts, offsetof(struct basins, nstarts) },
    { "seed", "N", "for other random starts (default: 0)", set_seed, offsetof(struct basins, seed) },
    { "box", "NAME=LOW:HIGH,...",
      "where random starts are, and the intervals cut into the fine grid that tells attractors apart",
      set_text, offsetof(struct basins, box_text) },
    { "into", "NAME:CONDITION",
      "a region, as \"left: x < -3\": starts go to the one of these that they come to first, instead of attractors",
      add_region, offsetof(struct basins, into) },
    { "times", NULL,
      "when orbits come to their attractor or region, too; a picture is the darker the later that is",
      set_true, offsetof(struct basins, shaded) },
    { "bound", "X", "an orbit beyond X has escaped; inf: none has", set_bound,
      offsetof(struct basins, bound) },
    { "strict", NULL, "exit with 3 if some starts are unresolved", set_true,
      offsetof(struct basins, call.strict) },
    { NULL, NULL, NULL, NULL, 0 },
};

static void print_rest(void)
{
    fputs("\n"
          "  chaos-basins henon -o basins.png\n"
          "  chaos-basins henon a=1.3 x=-2:2:1000 y=-2:2:1000 -o basins.npz\n"
          "  chaos-basins logistic r=3.83 --starts=1000\n"
          "  chaos-basins henon a=0.98:1.1:241 -o attractors.png\n"
          "  chaos-basins \"x' = 1.5*x - x^3\" x=-1.7:1.7:100\n"
          "  chaos-basins standard k=6 --into=\"down: p < 1\" --into=\"up: p > 5\" -o exits.png\n",
          stdout);
}

const struct program program = {
    .name = "chaos-basins",
    .usage = "usage: chaos-basins MAP [NAME=VALUE | STATE=LOW:HIGH:COUNT | STATE=V1,V2,...]...\n"
             "                    [OPTION]...\n"
             "       chaos-basins MAP [NAME=VALUE]... --starts=N [--box=NAME=LOW:HIGH,...]\n"
             "                    [OPTION]...\n"
             "       chaos-basins MAP PARAMETER=START:STOP:COUNT [--starts=N] [OPTION]...\n"
             "       chaos-basins --recipe=FILE | --verify=FILE [OPTION]...\n"
             "       chaos-basins --list | --describe MAP | --emit-c TEXT | --help |\n"
             "                    --version\n"
             "\n"
             "Finds the attractors of a map, and says which of them each start goes to.\n"
             "STATE is an axis: an interval that is cut into COUNT cells, in whose centres\n"
             "orbits start, or explicit values; the last one runs fastest. Without an axis\n"
             "the axes are those of the map's view.\n"
             "\n"
             "With an axis of a parameter and no other, attractors are found at each of its\n"
             "values: rows say which are the same from value to value, where one ends and\n"
             "what became of it.\n"
             "\n"
             "With --into starts go to the first of some regions; then axes may be\n"
             "parameters, too.\n"
             "\n"
             "Labels are the numbers of the attractors, from 0 on, -1 of starts that escape,\n"
             "and -2 of those that have come to no attractor. With --starts the starts are\n"
             "random.\n",
    .most_axes = CHAOS_MAX_AXES,
    .arguments = arguments,
    .formats = ".tsv, .csv, .npy, .npz, .png, .svg or .pdf",
    .example = "henon x=-2:2:500 y=-2:2:500",
    .told = " max-steps starts seed box into times bound ",
    .print_rest = print_rest,
};

/* --------------------------------------------------------------------- the question */

/* Up to two of the states that are not given, over the map's view. */
static void add_axes(struct basins *basins)
{
    struct call *call = &basins->call;
    for (uint64_t i = 0; i < call->nvalues - call->nparams && call->naxes < 2; i++) {
        chaos_axis axis = { .size = sizeof axis, .name = chaos_map_state(call->map, i), .count = CELLS };
        if (call->given[call->nparams + i] || !chaos_map_box(call->map, i, &axis.start, &axis.stop))
            continue;
        call->axes[call->naxes++] = axis;
    }
    if (call->naxes == 0)
        die(EXIT_USAGE, "an axis is missing, as in %s=-2:2:500, since the map has no view",
            chaos_map_state(call->map, 0));
}

/* What is followed along a parameter has rows, and no labels. */
static void check_along(const struct basins *basins)
{
    const struct call *call = &basins->call;
    if (call->format == FORMAT_NPY)
        die(EXIT_USAGE, "-o %s: attractors along %s are no array; .tsv and .npz take them", call->output,
            call->axes[0].name);
    if (basins->shaded)
        die(EXIT_USAGE, "--times must be of basins, and along %s there are none", call->axes[0].name);
    for (uint64_t i = call->nparams; i < call->nvalues; i++)
        if (call->given[i])
            die(EXIT_USAGE,
                "%s must be left out along %s, where starts are random: --box=%s=LOW:HIGH says where",
                chaos_map_state(call->map, i - call->nparams), call->axes[0].name,
                chaos_map_state(call->map, i - call->nparams));
}

static void check_axes(const struct basins *basins)
{
    const struct call *call = &basins->call;
    if (basins->along) {
        check_along(basins);
        return;
    }
    if (call->naxes == 0 && call->format == FORMAT_CSV)
        die(EXIT_USAGE,
            "-o %s: a .csv file has the labels of axes, and there are none; .tsv and .npz take all",
            call->output);
    for (uint32_t i = 0; i < call->naxes && basins->into.count == 0; i++)
        if (value_index(call, call->axes[i].name) < (int64_t)call->nparams)
            die(EXIT_USAGE, "%s must be a number: axes are of states", call->axes[i].name);
}

/* Where nothing is said NaN; random starts are where states are given, or else in the map's box. */
static void make_box(struct basins *basins)
{
    const struct call *call = &basins->call;
    const uint64_t dim = call->nvalues - call->nparams;
    bool *named = allocate(dim, sizeof *named);
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    if (basins->box_text || basins->nstarts)
        basins->box = allocate(2 * dim, sizeof *basins->box);
    for (uint64_t i = 0; basins->box && i < 2 * dim; i++)
        basins->box[i] = NAN;
    if (basins->box_text)
        parse_box(call, basins->box_text, basins->box, named);
    for (uint64_t i = 0; basins->box && i < dim; i++) {
        double *ends = basins->box + 2 * i;
        const char *name = chaos_map_state(call->map, i);
        const bool given = call->given[call->nparams + i] && !is_axis(call, name);
        if (named[i] && basins->nstarts && given)
            die(EXIT_USAGE, "--box must be of states that are not given, got '%s'", name);
        if (named[i] && !(ends[0] <= ends[1]))
            die(EXIT_USAGE, "--box of %s must be LOW:HIGH with LOW <= HIGH, got %s:%s", name,
                format_number(low, ends[0]), format_number(high, ends[1]));
        if (basins->nstarts && given)
            ends[0] = ends[1] = call->state[i];
        else if (basins->nstarts && !named[i] && !is_axis(call, name) &&
                 !chaos_map_box(call->map, i, &ends[0], &ends[1]))
            die(EXIT_USAGE, "--box must have a range of %s, since the map has no view of it", name);
    }
    free(named);
}

static void complete(struct basins *basins)
{
    struct call *call = &basins->call;
    basins->along = call->naxes == 1 && basins->into.count == 0 &&
                    value_index(call, call->axes[0].name) < (int64_t)call->nparams;
    if (basins->along && !basins->nstarts)
        basins->nstarts = STARTS;
    if (call->naxes == 0 && basins->nstarts == 0)
        add_axes(basins);
    check_axes(basins);
    if (basins->seed && !basins->nstarts)
        die(EXIT_USAGE, "--seed must come with --starts=N, got it alone");
    make_box(basins);
    call->random = basins->nstarts > 0;
    if (is_picture(call->format))
        check_basins_plot(basins);
}

static char *command_text(const struct basins *basins)
{
    char *command = NULL, number[NUMBER_SIZE];
    size_t size;
    FILE *file = memory_open(&command, &size);
    write_command(file, &basins->call);
    if (basins->max_steps)
        fprintf(file, " --max-steps=%" PRIu64, basins->max_steps);
    if (basins->nstarts)
        fprintf(file, " --starts=%" PRIu64 " --seed=%" PRIu64, basins->nstarts, basins->seed);
    if (basins->shaded)
        fputs(" --times", file);
    if (basins->bound > 0)
        fprintf(file, " --bound=%s", format_number(number, basins->bound));
    for (size_t i = 0; i < basins->into.count; i++) {
        char *region;
        size_t length;
        FILE *text = memory_open(&region, &length);
        fprintf(text, "%s: %s", basins->into.names[i], basins->into.conditions[i]);
        fclose(text);
        fputs(" --into=", file), write_quoted(file, region);
        free(region);
    }
    if (basins->box_text)
        fputs(" --box=", file), write_quoted(file, basins->box_text);
    fclose(file);
    return command;
}

/* ----------------------------------------------------------------------- the answer */

static void prepare(struct basins *basins)
{
    const struct call *call = &basins->call;
    if (basins->along)
        return;
    basins->points = 1;
    for (uint32_t i = 0; i < call->naxes; i++)
        basins->shape[basins->ndim++] = call->axes[i].count;
    if (basins->nstarts)
        basins->shape[basins->ndim++] = basins->nstarts;
    for (uint32_t i = 0; i < basins->ndim; i++)
        if (__builtin_mul_overflow(basins->points, basins->shape[i], &basins->points) ||
            basins->points > UINT64_C(1) << 59)
            die(EXIT_USAGE, "the product of all counts must be at most 2^59");
    basins->labels = allocate(basins->points, sizeof *basins->labels);
    if (basins->into.count || basins->shaded)
        basins->times = allocate(basins->points, sizeof *basins->times);
    for (uint32_t i = 0; i < call->naxes; i++) {
        basins->centres[i] = allocate(call->axes[i].count, sizeof(double));
        for (uint64_t k = 0; k < call->axes[i].count; k++)
            basins->centres[i][k] = chaos_cell_centre(&call->axes[i], k);
        basins->axes[i] = call->axes[i];
        basins->axes[i].values = basins->centres[i];
    }
}

static void find(struct basins *basins)
{
    const struct call *call = &basins->call;
    struct progress progress;
    const chaos_options options = {
        .size = sizeof options,
        .threads = call->threads,
        .bound = basins->bound,
        .progress = progress_report,
        .user = &progress,
    };
    const chaos_grid grid = {
        .size = sizeof grid,
        .naxes = call->naxes,
        .axes = call->axes,
        .params = call->params,
        .state = call->state,
        .starts = basins->nstarts,
        .seed = basins->seed,
        .box = basins->box,
    };
    progress_start(&progress, call->quiet);
    const int code = basins->along ? chaos_attractors_along(call->map, &grid, basins->max_steps,
                                                            &basins->result, &options, &why)
                     : basins->into.count
                         ? chaos_exit_basins(call->map, &grid, (const char *const *)basins->into.names,
                                             basins->into.conditions, basins->into.count, basins->max_steps,
                                             basins->labels, basins->times, &basins->result, &options, &why)
                         : chaos_basins(call->map, &grid, basins->max_steps, basins->labels, basins->times,
                                        &basins->result, &options, &why);
    progress_end(&progress);
    must(code);
}

/* ------------------------------------------------------------------------ the writers */

static void write_labels(const struct basins *basins, struct text *text)
{
    const struct call *call = &basins->call;
    struct table table = { .title = "labels",
                           .nrows = basins->points,
                           .scan = basins->ndim > 1 ? basins->shape[basins->ndim - 1] : 0 };
    uint64_t repeat = basins->points;
    for (uint32_t i = 0; i < call->naxes; i++) {
        struct column *column = table_add(&table, CHAOS_F64, basins->centres[i], 1);
        column->names = strdup(call->axes[i].name);
        column->repeat = repeat /= call->axes[i].count;
        column->count = call->axes[i].count;
    }
    table_add(&table, CHAOS_I32, basins->labels, 1)->names = strdup("label");
    if (basins->times)
        table_add(&table, CHAOS_I64, basins->times, 1)->names = strdup("time");
    text_table(text, &table);
    table_free(&table);
}

/* Of what goes into the file: a .npy has labels, a .csv their times, too; a .tsv neither without axes. */
static void find_digest(const struct basins *basins, char digest[DIGEST_SIZE])
{
    const enum format format = basins->call.format;
    const bool points = basins->call.naxes > 0 || format != FORMAT_TSV;
    chaos_digest numbers;
    chaos_digest_start(&numbers);
    if (points)
        digest_add(&numbers, basins->labels, basins->points * sizeof *basins->labels);
    if (points && basins->times && format != FORMAT_NPY)
        digest_add(&numbers, basins->times, basins->points * sizeof *basins->times);
    if (format != FORMAT_NPY && format != FORMAT_CSV)
        digest_result(&numbers, basins->result, SIZE_MAX);
    end_block(&numbers, digest);
}

static void write_tables(const struct basins *basins, FILE *file)
{
    const size_t tables = basins->call.format == FORMAT_CSV ? 0 : SIZE_MAX;
    char digest[DIGEST_SIZE];
    struct text *text = text_open(file, basins->call.format);
    find_digest(basins, digest);
    result_head(text, basins->result, &basins->call, basins->command, tables);
    text_result(text, basins->result, &basins->call, tables);
    if (basins->call.naxes > 0)
        write_labels(basins, text);
    write_digest_comment(text, digest);
    text_close(text);
}

/* The caller frees it. */
static char *recipe_of(const struct basins *basins)
{
    char digest[DIGEST_SIZE];
    find_digest(basins, digest);
    return result_recipe(&basins->call, basins->result, basins->command, digest);
}

static void write_arrays(const struct basins *basins, FILE *file)
{
    struct archive *archive = archive_open(file);
    char *recipe = recipe_of(basins);
    archive_add(archive, "labels", CHAOS_I32, basins->shape, basins->ndim, basins->labels);
    for (uint32_t i = 0; i < basins->call.naxes; i++)
        archive_add(archive, basins->call.axes[i].name, CHAOS_F64, &basins->shape[i], 1, basins->centres[i]);
    if (basins->times)
        archive_add(archive, "times", CHAOS_I64, basins->shape, basins->ndim, basins->times);
    archive_result(archive, basins->result, basins->into.count ? "exits" : "attractors");
    archive_add_text(archive, "recipe", recipe);
    free(recipe);
    archive_close(archive);
}

static void write_all(const struct basins *basins, FILE *file)
{
    if (is_picture(basins->call.format))
        (basins->along ? write_along_plot : write_basins_plot)(basins, file);
    else if (basins->along)
        write_result(basins->result, &basins->call, basins->command, SIZE_MAX, file);
    else if (basins->call.format == FORMAT_NPZ)
        write_arrays(basins, file);
    else if (basins->call.format == FORMAT_NPY)
        write_npy(file, CHAOS_I32, basins->shape, basins->ndim, basins->labels);
    else
        write_tables(basins, file);
}

/* What is said of attractors along a parameter; at how many values starts are unresolved. */
static uint64_t report_along(const struct basins *basins)
{
    const uint64_t n = chaos_result_nrows(basins->result, "values"),
                   rows = chaos_result_nrows(basins->result, "rows");
    uint64_t most = 0, unresolved = 0, *identity = allocate(rows + 1, sizeof *identity);
    double *part = allocate(n, sizeof *part);
    must(
        chaos_result_copy(basins->result, "rows", "identity", identity, rows * sizeof *identity, NULL, &why));
    must(chaos_result_copy(basins->result, "values", "unresolved", part, n * sizeof *part, NULL, &why));
    for (uint64_t i = 0; i < rows; i++)
        most = identity[i] + 1 > most ? identity[i] + 1 : most;
    for (uint64_t i = 0; i < n; i++)
        unresolved += part[i] > 0.0;
    free(identity);
    free(part);
    if (!basins->call.quiet)
        message("%" PRIu64 " attractor%s along %s, of which %" PRIu64
                " end; starts are unresolved at %" PRIu64 " of %" PRIu64 " values",
                most, most == 1 ? "" : "s", basins->call.axes[0].name,
                chaos_result_nrows(basins->result, "ends"), unresolved, n);
    return unresolved;
}

/* What is said on standard error; the number of unresolved starts. */
static uint64_t report(const struct basins *basins)
{
    const uint64_t rows = chaos_result_nrows(basins->result, "rows");
    uint64_t others[3];
    must(chaos_result_copy(basins->result, "others", "cells", others, sizeof others, NULL, &why));
    if (basins->call.quiet)
        return others[1];
    if (strstr(chaos_result_recipe(basins->result), "\"conservative\": 1"))
        message("no attractors: the map is conservative; exponents, escape or --into tell its orbits apart");
    else if (basins->into.count)
        message("%" PRIu64 " region%s; %" PRIu64 " of %" PRIu64 " starts escape, %" PRIu64 " are unresolved",
                rows, rows == 1 ? "" : "s", others[0], basins->points, others[1]);
    else
        message("%" PRIu64 " attractor%s; %" PRIu64 " of %" PRIu64 " starts escape, %" PRIu64
                " are unresolved",
                rows, rows == 1 ? "" : "s", others[0], basins->points, others[1]);
    return others[1];
}

int main(int argc, char **argv)
{
    static struct basins basins;
    parse_arguments(&basins.call, &basins, argc, argv);
    complete(&basins);
    FILE *file = made_open(&basins.call);
    const bool beside = basins.call.format == FORMAT_NPY && (basins.call.verify || outfile_is_regular());
    basins.command = command_text(&basins);
    prepare(&basins);
    find(&basins);
    write_all(&basins, file);
    made_close(&basins.call, file);
    char *recipe = beside ? recipe_of(&basins) : NULL;
    if (recipe)
        write_recipe_beside(&basins.call, recipe);
    free(recipe);
    const uint64_t unresolved = basins.along ? report_along(&basins) : report(&basins);
    chaos_result_free(basins.result);
    for (uint32_t i = 0; i < basins.call.naxes; i++)
        free(basins.centres[i]);
    for (size_t i = 0; i < basins.into.count; i++)
        free(basins.into.names[i]);
    free(basins.labels);
    free(basins.times);
    free(basins.box);
    free(basins.command);
    const bool strict = basins.call.strict && unresolved > 0;
    free_call(&basins.call);
    return strict ? EXIT_STRICT : EXIT_SUCCESS;
}
