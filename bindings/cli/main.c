/* main.c - chaos-sweep: sweeps of iterated maps from the shell.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

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

static void set_percent(void *field, const char *text)
{
    double *percent = field;
    if (!parse_number(text, percent) || !(*percent > 0 && *percent <= 100))
        die(EXIT_USAGE, "--percent must be a number above 0, up to 100, got '%s'", text);
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
    { "percent", "P", "with --verify: so much of it, pieces drawn at random (default: 100)", set_percent,
      offsetof(struct question, percent) },
    { "shard", "I/N",
      "compute share I, from 0, of N into a part beside FILE; env/N: I is the number of the Slurm task or the MPI rank",
      set_shard, offsetof(struct question, shard) },
    { "resume", NULL, "begin, or go on where the same command ended; what is computed is kept beside FILE",
      set_true, offsetof(struct question, resume) },
    { "merge", NULL, "put the parts that follow, of all shards, together", set_true,
      offsetof(struct question, call.merge) },
    { "dry-run", NULL,
      "say how many points and steps there are, and what memory, disk and time they would take", set_true,
      offsetof(struct question, dry_run) },
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
             "       chaos-sweep --recipe=FILE | --verify=FILE | --merge PART... [OPTION]...\n"
             "       chaos-sweep --list | --describe MAP | --emit-c TEXT | --help | --version\n"
             "\n"
             "Measures an iterated map at one point, or over one to four axes. NAME is a\n"
             "parameter or an initial state, WHAT is VALUE, or an axis: START:STOP:COUNT or\n"
             "V1,V2,...\n",
    .arguments = arguments,
    .formats = ".tsv, .csv, .npy, .npz, .png, .svg or .pdf",
    .most_axes = CHAOS_MAX_AXES,
    .example = "logistic r=2.5:4:2000",
    .told = " measure transient steps start along kick starts seed noise box bound ",
    .print_rest = print_rest,
};

/* ------------------------------------------------------------------------- the program */

/* What can't be written is said before the sweep. */
static const struct {
    void (*check)(const struct question *question, const struct answer *answer);
    void (*write)(const struct question *question, struct answer *answer, FILE *file);
} formats[] = {
    [FORMAT_TSV] = { check_tables, write_table }, [FORMAT_CSV] = { check_tables, write_table },
    [FORMAT_NPY] = { check_npy, write_array },    [FORMAT_NPZ] = { check_tables, write_archive },
    [FORMAT_PNG] = { check_plot, write_plot },    [FORMAT_SVG] = { check_plot, write_plot },
    [FORMAT_PDF] = { check_plot, write_plot },
};

/* Points that have one of these flags. */
static uint64_t count_status(struct answer *answer, uint32_t mask)
{
    uint64_t count = 0;
    for (size_t b = 0; b < count_blocks(answer); b++) {
        load_block(answer, b, &answer->mask);
        const uint64_t n =
            answer->count * answer->directions * answer->arrays[0].each / sizeof *answer->status;
        for (uint64_t i = 0; i < n; i++)
            count += (answer->status[i] & mask) != 0;
    }
    return count;
}

static void report(const struct question *question, struct answer *answer)
{
    const chaos_status_flag *flag;
    char iterations[NUMBER_SIZE];
    if (!question->call.merge)
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

static void write_answer(const struct question *question, struct answer *answer, FILE *file)
{
    const bool regular = outfile_is_regular();
    if (question->start == CHAOS_BOTH && (!question->call.quiet || is_picture(question->call.format)) &&
        !question->call.merge)
        find_hysteresis(question, answer);
    char digest[DIGEST_SIZE], *recipe = NULL;
    formats[question->call.format].write(question, answer, file);
    if (question->call.format == FORMAT_NPY && regular) {
        digest_of(question, answer, give_found, answer, digest);
        recipe = recipe_json(question, answer, digest);
    }
    outfile_close(file);
    if (recipe)
        write_recipe_beside(&question->call, recipe);
    free(recipe);
}

/* What does not go together is said, not left out. */
static void check_options(struct question *question)
{
    struct call *call = &question->call;
    const struct {
        bool given;
        const char *name;
    } others[] = { { question->shard.of, "--shard" },
                   { question->resume, "--resume" },
                   { question->dry_run, "--dry-run" },
                   { call->verify && call->merge, "--merge" } };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].given && (call->verify || call->merge))
            die(EXIT_USAGE, "%s does not go with %s", others[i].name, call->verify ? "--verify" : "--merge");
    if (question->percent > 0 && !call->verify)
        die(EXIT_USAGE, "--percent goes with --verify");
    if (question->percent == 0)
        question->percent = 100;
}

/* Of parts, of what is left to compute, or of all. */
static void answer_question(const struct question *question, struct answer *answer)
{
    if (question->call.merge) {
        merge_parts(question, answer);
        write_answer(question, answer, outfile_open(question->call.output));
    } else if (question->shard.of) {
        find_answer(question, answer);
    } else {
        /* before the work: a typing error should not cost an hour */
        FILE *file = outfile_open(question->call.output);
        find_answer(question, answer);
        write_answer(question, answer, file);
    }
}

int main(int argc, char **argv)
{
    static struct question question;
    static struct answer answer;
    int status = EXIT_SUCCESS;
    parse_arguments(&question.call, &question, argc, argv);
    check_options(&question);
    make_measures(&question);
    if (is_picture(question.call.format))
        complete_picture(&question);
    else if (question.nmeasures == 0)
        add_measure(&question, CHAOS_DEFAULT_MEASURE, FROM_USER);
    complete_starts(&question);
    prepare_answer(&question, &answer);
    formats[question.call.format].check(&question, &answer);
    check_run(&question);
    if (question.call.verify) {
        status = verify_file(&question, &answer);
    } else if (question.dry_run) {
        dry_run(&question, &answer);
    } else if (question.resume && is_finished(&question, &answer)) {
        status = question.call.strict && finished_escaped(&question) ? EXIT_STRICT : EXIT_SUCCESS;
        if (!question.call.quiet)
            message("%s: it is complete", question.call.output);
    } else {
        answer_question(&question, &answer);
        if (!question.call.quiet)
            report(&question, &answer);
        status = question.call.strict && count_status(&answer, CHAOS_ESCAPED) ? EXIT_STRICT : EXIT_SUCCESS;
        end_run(&question, &answer);
    }
    free_answer(&question, &answer);
    for (size_t i = 0; i < question.nmeasures; i++)
        chaos_measure_free(question.measures[i]);
    free_call(&question.call);
    return status;
}
