/* The branches of a bifurcation diagram, each once.
 *
 * tree.c keeps them and knows which cycles they go through, tree_grow.c says which come next; diagram.c is the door,
 * diagram_result.c writes them down.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_TREE_H
#define CHAOS_ANALYSES_CYCLES_TREE_H

#include "core/isa.h"

#include "chaos.h"

/* What is looked at of a branch, in its result. */
typedef struct chaosi_tree_branch {
    chaos_result *result;
    uint64_t period, rows, specials, budget;
    int64_t parent, parent_special; /* -1: none */
    const double *s, *parameter, *points;
    const uint32_t *kind; /* of special points */
    const double *special_s, *special_parameter, *special_points;
    const uint64_t *special_row;
} chaosi_tree_branch;

typedef struct chaosi_tree {
    const chaos_map *map;
    chaos_options options; /* whose progress is the tree's own */
    uint64_t along, max_period, seeds, budget;
    double low, high;
    double *params;              /* [nparams] */
    double *box;                 /* [dim][2] where cycles are looked for */
    double *least, *most, *span; /* [dim] of all cycles that were found, and how far these are apart */
    uint64_t left;               /* rows */
    chaosi_tree_branch *branches;
    uint64_t count, capacity;
    const char *stopped; /* "no", "budget", "canceled" */
    /* Progress: values of the parameter that are done. */
    chaos_progress *progress;
    void *user;
    uint64_t values;
    bool canceled;
} chaosi_tree;

bool chaosi_tree_init(chaosi_tree *tree);
void chaosi_tree_free(chaosi_tree *tree);

/* Parameters with that value of the one that changes. */
const double *chaosi_tree_at(chaosi_tree *tree, double value);

/* Takes what a search for all cycles found into the span. */
void chaosi_tree_look_at(chaosi_tree *tree, const chaos_result *cycles);

/* Whether a branch goes through a cycle at a value of the parameter. */
int chaosi_tree_is_known(chaosi_tree *tree, uint64_t period, const double *points, double value, bool *known,
                         chaos_error *error);

/* The row of a branch or a curve that is farthest, along it, from its special points and its ends. */
uint64_t chaosi_regular_row(const double *s, uint64_t rows, const double *special, uint64_t specials);

/* Takes a branch over, if it is new; else frees it. */
int chaosi_tree_add(chaosi_tree *tree, chaos_result *branch, uint64_t period, uint64_t budget, int64_t parent,
                    int64_t parent_special, chaos_error *error);

/* ----------------------------------------------------------------------------- tree_grow.c */

/* CHAOS_ECANCELED if the callback has asked to stop: a call that ends meanwhile does not say so. */
int chaosi_tree_go_on(const chaosi_tree *tree, chaos_error *error);

/* The branch through a cycle, unless there is one. */
int chaosi_tree_begin(chaosi_tree *tree, uint64_t period, const double *points, double value,
                      chaos_error *error);

/* From branch number `first` on all that leaves, breadth first. */
int chaosi_tree_switch(chaosi_tree *tree, uint64_t first, chaos_error *error);

int chaosi_tree_result(const chaosi_tree *tree, chaos_result **result, chaos_error *error);

#endif
