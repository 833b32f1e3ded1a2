/* branch_noplot.c - takes the place of branch_plot.c in a build without cairo.
 *
 * SPDX-License-Identifier: MIT */
#include "branch.h"

void check_branch_plot(const struct branch *branch)
{
    die(EXIT_FAILED,
        "-o %s: this chaos-branch was built without cairo and draws no pictures; .plot() in Python does, with chaos[plot]; .tsv, .csv or .npz would do",
        branch->call.output);
}

void write_branch_plot(const struct branch *branch, FILE *file) { (void)branch, (void)file; }

void write_curves_plot(const struct branch *branch, FILE *file) { (void)branch, (void)file; }
