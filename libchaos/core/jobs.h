/* Work shared among threads, with progress and cancelling.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_JOBS_H
#define CHAOS_CORE_JOBS_H

#include "chaos.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

typedef struct chaosi_jobs {
    uint64_t count;                                        /* jobs 0 ... count - 1, in no order */
    int (*work)(void *ctx, unsigned thread, uint64_t job); /* CHAOS_OK, or the code that stops the call */
    void *ctx;
    chaos_progress *progress; /* NULL: none */
    void *user;
    double total;         /* iterations, for progress */
    struct timespec last; /* report, from one run of a call to the next; 0: when it starts */
    /* Private. */
    _Atomic uint64_t next, done;
    _Atomic int code;       /* the first code that was not CHAOS_OK */
    _Atomic bool discarded; /* then: nobody is going to look at the outputs */
} chaosi_jobs;

/* How many threads to use: as many as requested (0: as chaosi_cores() says), but no more
 * than there are jobs, and no more than the work pays for. */
unsigned chaosi_threads(uint32_t requested, uint64_t jobs, double iterations);

/* Runs all jobs on `threads` threads, of which the caller's is number 0, or on fewer
 * if no more can be started. */
int chaosi_jobs_run(chaosi_jobs *jobs, unsigned threads);

/* work() calls this between slices of about 5 ms. Counts iterations and, on the
 * caller's thread, reports progress. Not CHAOS_OK: stop and return it. */
int chaosi_jobs_tick(chaosi_jobs *jobs, unsigned thread, uint64_t iterations);

/* Waits until *done, which a job before raises, is `least` or more. Not CHAOS_OK: that will not be. */
int chaosi_jobs_await(chaosi_jobs *jobs, unsigned thread, const _Atomic uint64_t *done, uint64_t least);

/* What a step costs may not be known before: how many to take until the next tick, at most `most`, after so many
 * since the last one. *ticked: when that was, in seconds, 0 if there was none; the time between two is to be some ms. */
uint64_t chaosi_pace(uint64_t steps, uint64_t most, double *ticked);

/* To begin with, of a map of so many states: a power of two. */
static inline uint64_t chaosi_first_pace(uint64_t states)
{
    uint64_t steps = 1;
    while (2 * steps * states <= UINT64_C(1) << 22)
        steps *= 2;
    return steps;
}

#endif
