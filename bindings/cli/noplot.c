/* noplot.c - takes the place of plot.c in a build without cairo.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

void check_plot(const struct job *job)
{
    die(EXIT_FAILED,
        "-o %s: this chaos-sweep was built without cairo and draws no pictures; "
        ".tsv, .csv, .npy or .npz would do",
        job->output);
}

void write_plot(const struct job *job, FILE *file)
{
    (void)file;
    check_plot(job);
}
