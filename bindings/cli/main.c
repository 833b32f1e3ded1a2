/* main.c - chaos-sweep: sweeps of iterated maps from the shell.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <inttypes.h>
#include <stdlib.h>

static void check_output(struct job *job)
{
    if (is_picture(job->format))
        check_plot(job);
    else if (job->format == FORMAT_CSV)
        check_csv(job);
    else if (job->format == FORMAT_NPY)
        check_npy(job);
}

static void write_output(const struct job *job, FILE *file)
{
    switch (job->format) {
    case FORMAT_TSV: write_table(job, file, '\t'); break;
    case FORMAT_CSV: write_table(job, file, ','); break;
    case FORMAT_NPY: write_npy(job, file); break;
    case FORMAT_NPZ: write_npz(job, file); break;
    default: write_plot(job, file); break;
    }
    outfile_close(file);
}

static uint64_t count_status(const struct job *job, uint32_t mask)
{
    uint64_t count = 0;
    for (uint64_t i = 0; i < job->points; i++)
        count += (job->status[i] & mask) != 0;
    return count;
}

static void report(const struct job *job)
{
    static const struct {
        uint32_t mask;
        const char *says;
    } notes[] = {
        { CHAOS_ESCAPED, "escaped" },
        { CHAOS_NONFINITE, "have a parameter or state that is not finite" },
        { CHAOS_UNRESOLVED, "unresolved: distrust their standard error, or take more steps" },
        { CHAOS_COLLAPSED, "collapsed: the orbit repeats exactly though its exponent is positive" },
        { CHAOS_ZERO_DERIVATIVE, "have a derivative of exactly 0: the exponent is -inf" },
    };
    char iterations[NUMBER_SIZE], rate[NUMBER_SIZE];
    message("%" PRIu64 " point%s, %s steps in %.2f s (%s steps/s)", job->points, job->points == 1 ? "" : "s",
            format_scaled(iterations, job->iterations), job->seconds,
            format_scaled(rate, job->iterations / job->seconds));
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        uint64_t count = count_status(job, notes[i].mask);
        if (count)
            message("%" PRIu64 " of %" PRIu64 " %s", count, job->points, notes[i].says);
    }
}

int main(int argc, char **argv)
{
    static struct job job = { .transient = CHAOS_AUTO,
                              .steps = CHAOS_AUTO,
                              .options = { .size = sizeof(chaos_options) } };
    parse_arguments(&job, argc, argv);
    if (is_picture(job.format))
        complete_picture(&job);
    prepare_sweep(&job);
    check_output(&job);
    catch_interrupts();
    FILE *file = outfile_open(job.output); /* before the work: a typing error should not cost an hour */
    run_sweep(&job);
    write_output(&job, file);
    if (!job.quiet)
        report(&job);
    int status = job.strict && count_status(&job, CHAOS_ESCAPED) ? EXIT_ESCAPED : EXIT_SUCCESS;
    free_job(&job);
    return status;
}
