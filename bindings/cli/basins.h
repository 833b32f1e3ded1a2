/* basins.h - what the parts of chaos-basins share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_SHELL_BASINS_H
#define CHAOS_SHELL_BASINS_H

#include "shell.h"

enum { MOST_REGIONS = 64 };

struct regions {
    char *names[MOST_REGIONS];
    const char *conditions[MOST_REGIONS];
    size_t count;
};

struct basins {
    struct call call;
    uint64_t max_steps; /* 0: the library's */
    uint64_t nstarts, seed;
    double bound; /* 0: the map's own */
    bool shaded;  /* times are wanted, and shade the picture */
    bool along;   /* the only axis is a parameter, along which attractors are followed */
    struct regions into;
    const char *box_text; /* NULL: not given */
    double *box;          /* [dim][2] NaN where it says nothing; NULL: not given */
    char *command;        /* which does it again */
    /* What came out. */
    chaos_axis axes[CHAOS_MAX_AXES]; /* with the centres of cells as values */
    double *centres[CHAOS_MAX_AXES];
    uint64_t shape[CHAOS_MAX_AXES + 1], points; /* the last that of random starts, if there are any */
    uint32_t ndim;
    int32_t *labels; /* [points] */
    int64_t *times;  /* [points] with regions, or if they are wanted */
    chaos_result *result;
};

/* basins_plot.c, or basins_noplot.c in a build without cairo: what can't be drawn ends the program. */
void check_basins_plot(const struct basins *basins);
void write_basins_plot(const struct basins *basins, FILE *file);
void write_along_plot(const struct basins *basins, FILE *file); /* basins_along_plot.c */

#endif
