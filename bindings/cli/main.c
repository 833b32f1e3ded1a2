/* main.c - chaos-sweep: sweeps of iterated maps from the shell.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------------- the options */

static void add_list(void *field, const char *text)
{
    struct lists *lists = field;
    if (lists->count == CHAOS_MAX_MEASURES)
        die(EXIT_USAGE, "--measure must name at most %d measures, got '%s' too", CHAOS_MAX_MEASURES, text);
    lists->texts[lists->count++] = text;
}

static const struct argument arguments[] = {
    { "measure", "LIST",
      "what to measure, NAME:OPTION=VALUE:...,NAME:... (default: " CHAOS_DEFAULT_MEASURE ")", add_list,
      offsetof(struct question, lists) },
    { "transient", "N", "iterations before measures that do not say transient=N", set_text,
      offsetof(struct question, transient) },
    { "steps", "N", "iterations of measures that do not say steps=N", set_text,
      offsetof(struct question, steps) },
    { "start", "WHERE",
      "fixed: each point starts at the given state; follow: along an axis, where the last one ended; both: in both "
      "directions",
      set_start, offsetof(struct question, start) },
    { "along", "NAME", "the axis that is followed, of a parameter (default: the only one)", set_text,
      offsetof(struct question, along) },
    { "kick", "X",
      "what is handed on and lies on a cycle that repels is moved by a part X of the view (default: 1e-9)",
      set_text, offsetof(struct question, kick_text) },
    { "starts", "N", "so many random starts of each point, instead of the given state", set_starts,
      offsetof(struct question, nstarts) },
    { "seed", "N",
      "starts are a function of N, the point and their number (default: 0), and so is a text's normal()",
      set_text, offsetof(struct question, seed_text) },
    { "noise", "WHOSE", "own: each start draws its own random numbers; common: all have those of the first",
      set_text, offsetof(struct question, noise_text) },
    { "box", "LIST", "where starts are, NAME=LOW:HIGH,... (default: the map's view)", set_text,
      offsetof(struct question, box_text) },
    { "bound", "X", "an orbit beyond X has escaped; inf: none has", set_bound,
      offsetof(struct question, bound) },
    { "strict", NULL, "exit with 3 if an orbit escaped", set_true, offsetof(struct question, call.strict) },
    { NULL, NULL, NULL, NULL, 0 },
};

static void print_rest(void)
{
    print_measures();
    fputs("\n"
          "  chaos-sweep logistic -o logistic.png\n"
          "  chaos-sweep logistic r=3.5:4:1001 --steps=100000\n"
          "  chaos-sweep henon a=1:1.4:800 b=0:0.4:600 -o henon.png\n"
          "  chaos-sweep \"x' = r*x*(1-x)\" r=2.5:4:2000 -o x.png\n",
          stdout);
}

const struct program program = {
    .name = "chaos-sweep",
    .usage = "usage: chaos-sweep MAP [NAME=WHAT]... [OPTION]...\n"
             "       chaos-sweep --list | --describe MAP | --emit-c TEXT | --help | --version\n"
             "\n"
             "Measures an iterated map at one point, or over one to four axes. NAME is a\n"
             "parameter or an initial state, WHAT is VALUE, or an axis: START:STOP:COUNT or\n"
             "V1,V2,...\n",
    .arguments = arguments,
    .formats = ".tsv, .csv, .npy, .npz, .png, .svg or .pdf",
    .most_axes = CHAOS_MAX_AXES,
    .example = "logistic r=2.5:4:2000",
    .print_rest = print_rest,
};

/* ------------------------------------------------------------------------- the program */

/* What can't be written is said before the sweep. */
static const struct {
    void (*check)(const struct question *question, const struct answer *answer);
    void (*write)(const struct question *question, const struct answer *answer, FILE *file);
} formats[] = {
    [FORMAT_TSV] = { check_tables, write_table }, [FORMAT_CSV] = { check_tables, write_table },
    [FORMAT_NPY] = { check_npy, write_array },    [FORMAT_NPZ] = { check_tables, write_archive },
    [FORMAT_PNG] = { check_plot, write_plot },    [FORMAT_SVG] = { check_plot, write_plot },
    [FORMAT_PDF] = { check_plot, write_plot },
};

static uint64_t count_status(const struct answer *answer, uint32_t mask)
{
    uint64_t count = 0;
    for (uint64_t i = 0; i < answer->points; i++)
        count += (answer->status[i] & mask) != 0;
    return count;
}

static void report(const struct question *question, const struct answer *answer)
{
    const chaos_status_flag *flag;
    char iterations[NUMBER_SIZE];
    message("%" PRIu64 " point%s, %s steps in %.2f s", answer->points, answer->points == 1 ? "" : "s",
            format_scaled(iterations, answer->iterations), answer->seconds);
    for (size_t i = 0; (flag = chaos_status_flag_at(i)); i++) {
        uint64_t count = count_status(answer, flag->bit);
        if (count)
            message("%" PRIu64 " of %" PRIu64 " %s: %s", count, answer->points, flag->name, flag->meaning);
    }
    if (answer->hysteresis)
        report_hysteresis(question, answer);
}

int main(int argc, char **argv)
{
    static struct question question;
    static struct answer answer;
    parse_arguments(&question.call, &question, argc, argv);
    make_measures(&question);
    if (is_picture(question.call.format))
        complete_picture(&question);
    else if (question.nmeasures == 0)
        add_measure(&question, CHAOS_DEFAULT_MEASURE, FROM_USER);
    complete_starts(&question);
    prepare_answer(&question, &answer);
    formats[question.call.format].check(&question, &answer);
    FILE *file =
        outfile_open(question.call.output); /* before the work: a typing error should not cost an hour */
    find_answer(&question, &answer);
    if (question.start == CHAOS_BOTH && (!question.call.quiet || is_picture(question.call.format)))
        find_hysteresis(&question, &answer);
    formats[question.call.format].write(&question, &answer, file);
    outfile_close(file);
    if (!question.call.quiet)
        report(&question, &answer);
    int status = question.call.strict && count_status(&answer, CHAOS_ESCAPED) ? EXIT_STRICT : EXIT_SUCCESS;
    free_answer(&question, &answer);
    for (size_t i = 0; i < question.nmeasures; i++)
        chaos_measure_free(question.measures[i]);
    free_call(&question.call);
    return status;
}
