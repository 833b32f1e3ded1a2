/* branch.h - what the parts of chaos-branch share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_SHELL_BRANCH_H
#define CHAOS_SHELL_BRANCH_H

#include "shell.h"

#define NOT_GIVEN UINT64_MAX

struct branch {
    struct call call;
    uint64_t period, budget, forcing_period; /* 0: not given */
    bool is_diagram;
    uint64_t max_period, seeds; /* of a diagram; NOT_GIVEN */
    const char *box_text;
    double *box; /* [dim][2], or NULL */
    const char *along, *to, *over;
    const char *up;   /* the state that goes up in a picture; NULL: the first */
    uint64_t param;   /* the number of the parameter that changes */
    double low, high; /* where it goes */
    uint64_t two[2];  /* with --over: the numbers of the two that change, */
    double ranges[4]; /* and where they go */
    char *command;    /* which does it again */
    chaos_result *result;
};

/* All numbers of a column; the caller frees them. */
void *branch_column(const struct branch *branch, const char *table, const char *name, size_t size);

/* branch_plot.c and curves_plot.c, or branch_noplot.c in a build without cairo: what can't be drawn ends the program. */
void check_branch_plot(const struct branch *branch);
void write_branch_plot(const struct branch *branch, FILE *file);
void write_curves_plot(const struct branch *branch, FILE *file);

#endif
