/* Curves of bifurcations in two parameters, each once.
 *
 * skeleton.c is the door, follows them and knows what is on them; skeleton_result.c writes them down.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_SKELETON_H
#define CHAOS_ANALYSES_CYCLES_SKELETON_H

#include "core/isa.h"

#include "chaos.h"

/* What is looked at of a curve, in its result. */
typedef struct chaosi_bone {
    chaos_result *result;
    uint32_t kind;
    uint64_t period, rows, specials, budget;
    int64_t parent, parent_special, which; /* -1: none */
    const double *s, *parameters, *points, *cosine;
    const uint32_t *special_kind;
    const double *special_s, *special_parameters, *special_points, *special_cosine;
} chaosi_bone;

typedef struct chaosi_skeleton {
    const chaos_map *map;
    chaos_options options; /* whose progress is the skeleton's own */
    uint64_t over[2];
    double box[4];
    uint64_t max_period, budget, left;
    double *params; /* [nparams] of the cycle, at which all begins, */
    double *at;     /* and of what is followed */
    chaosi_bone *bones;
    uint64_t count, capacity;
    const char *stopped; /* "no", "budget", "canceled" */
    chaos_progress *progress;
    void *user;
    bool canceled;
} chaosi_skeleton;

int chaosi_skeleton_result(const chaosi_skeleton *k, uint64_t period, const double *guess,
                           chaos_result **result, chaos_error *error);

#endif
