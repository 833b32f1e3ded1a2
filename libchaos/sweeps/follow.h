/* Points along an axis one after the other, each from where the orbit of the last one ended.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_SWEEPS_FOLLOW_H
#define CHAOS_SWEEPS_FOLLOW_H

#include "sweeps/engine.h"

/* Points that are next to each other in all but the axis that is followed are a chain. What a thread knows of the
 * chains in its lanes. */
typedef struct chaosi_follow {
    const chaosi_task *task;
    chaosi_tile *tile;
    uint64_t start, end;       /* iterates: of the first pass, and of the state that is handed on */
    uint64_t *point;           /* [lanes] */
    double *p, *x;             /* [nparams][lanes], [dim][lanes] where the orbits start */
    double *one;               /* a point's own parameters and state */
    uint8_t *kicked, *fresh;   /* [lanes] moved off a cycle; started where the point says */
    int (*measure)(void *ctx); /* all passes, from the state at `start` on */
    void *ctx;
} chaosi_follow;

bool chaosi_follow_init(chaosi_follow *f, size_t lanes);
void chaosi_follow_free(chaosi_follow *f);

/* Chains first ... first + count - 1. Points that could not be completed are pending. */
int chaosi_follow_chains(chaosi_follow *f, uint64_t first, size_t count);

/* Of chains first ... first + count - 1 the points from the i-th on are. */
void chaosi_follow_pending(const chaosi_task *task, uint64_t first, uint64_t count, uint64_t i);

/* The iterate up to which a request looks. */
uint64_t chaosi_follow_end(const chaosi_request *r);

/* As chaosi_engine_run, for measures with windows of their own: each follows where its own ends. */
int chaosi_follow_run(chaosi_task *task, chaos_error *error);

#endif
