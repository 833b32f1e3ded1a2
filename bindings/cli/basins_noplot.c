/* basins_noplot.c - takes the place of basins_plot.c in a build without cairo.
 *
 * SPDX-License-Identifier: MIT */
#include "basins.h"

void check_basins_plot(const struct basins *basins)
{
    die(EXIT_FAILED,
        "-o %s: this chaos-basins was built without cairo and draws no pictures; .plot() in Python does, with chaos[plot]; .tsv, .npy or .npz would do",
        basins->call.output);
}

void write_basins_plot(const struct basins *basins, FILE *file) { (void)basins, (void)file; }
void write_along_plot(const struct basins *basins, FILE *file) { (void)basins, (void)file; }
