/* noplot.c - takes the place of plot.c in a build without cairo.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

void check_plot(const struct question *question, const struct answer *answer)
{
    (void)answer;
    die(EXIT_FAILED,
        "-o %s: this chaos-sweep was built without cairo and draws no pictures; "
        ".tsv, .csv, .npy or .npz would do",
        question->call.output);
}

void write_plot(const struct question *question, const struct answer *answer, FILE *file)
{
    (void)file;
    check_plot(question, answer);
}
