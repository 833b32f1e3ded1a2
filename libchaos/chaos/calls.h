/* chaos/calls.h - options of long calls, and the status of each of their points.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_CALLS_H
#define CHAOS_CALLS_H

#include <chaos/errors.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Called at least ten times a second, on the thread that made the call.
 *
 * In:      done, total  iterations; the total is an estimate, since settled and
 *                       escaped orbits finish early. The last time, when
 *                       everything is done, done == total
 * Returns: 0 to go on. Otherwise the call stops within 100 ms and returns
 *          CHAOS_ECANCELED; the last time this has no effect. A map of a slow
 *          function stops after at most 64 steps of a tile. CHAOS_DISCARD: nobody is
 *          going to look at the outputs, which say no longer what is missing; of 10^8
 *          points, to mark them takes longer than that. */
typedef int chaos_progress(void *user, double done, double total);

enum { CHAOS_DISCARD = 0x7fffffff };

/* Of a map that draws random numbers, normal() or uniform() in a text: each start of each point of a grid or batch
 * has a stream of its own, or all have that of the first start of the first point. */
enum chaos_noise { CHAOS_NOISE_OWN = 0, CHAOS_NOISE_COMMON = 1 };

/* Options of long calls. */
typedef struct chaos_options {
    uint32_t size; /* sizeof(chaos_options) */
    /* At most, and no more than four a core, or 64 where those are few. 0: CHAOS_THREADS, an
     * environment variable (CHAOS_EINVAL if it is no such number), or the cores that this process may use. */
    uint32_t threads;
    double bound;             /* 0: the map's own; else above 0, INFINITY for none */
    uint32_t lift;            /* 1: angles are not wrapped (diffusion, displacement) */
    uint32_t noise;           /* enum chaos_noise; 0 for maps that draw no random numbers, like seed */
    chaos_progress *progress; /* NULL: none */
    void *user;               /* passed to progress */
    /* For maps that read the time, the iterate number n of a text, in calls of one orbit or cycle (n0 also for those
     * that draw random numbers): */
    uint64_t n0;             /* the n of the state that is given */
    uint64_t forcing_period; /* cycles: those of (x, n mod this); 0 for other maps */
    uint64_t
        seed; /* a random number is a function of it, the point and its start, n, and its place in the text */
} chaos_options;

/* A mask for each point; 0 is a clean result. */
enum chaos_status {
    CHAOS_ESCAPED = 1, /* left the bound or became non-finite: NaN from there on */
    CHAOS_NONFINITE =
        2, /* a state, a parameter from an array, a derivative, a value or a sum over states is NaN or infinite */
    CHAOS_UNRESOLVED = 4, /* the measure's help says when: block means of the exponent or turn are correlated
                                      (lag 1 > 0.3) and their sums differ by more than 1, sticky or without limit,
                                      do not trust the stderr; an exponent of several may be that of rounding
                                      alone; there are too few events, orbits or records */
    CHAOS_COLLAPSED = 8,  /* the state returns exactly, to a cycle that repels and on which it did not
                                      start: binary arithmetic has eaten the orbit. Noticed of short cycles,
                                      in runs of 400,000 steps and more of up to 1/720 of the steps (1/16000 for
                                      maps of more than two states); of longer ones only some, and errors are
                                      too small where they went round several times: chaos_float_cycle finds
                                      them. All of the state has to return: that x of x' = 2x mod 1,
                                      y' = 3.9y(1 - y) is 0 after 55 iterations is not noticed, as y goes on */
    CHAOS_ZERO_DERIVATIVE = 16,    /* a derivative factor was exactly 0: an exponent is -inf */
    CHAOS_NUMERIC_DERIVATIVE = 32, /* the derivative is a difference quotient */
    CHAOS_UNSETTLED = 64,          /* still on its way: what period it tends to could not be shown */
    CHAOS_PENDING = 128,           /* not computed: the call was cancelled first */
    CHAOS_KICKED = 256             /* the state handed on lay on a cycle that repels, and was moved */
};

/* One flag of a status: its bit, its name, "escaped", and its meaning, one line. */
typedef struct chaos_status_flag {
    uint32_t bit;
    uint32_t reserved;
    const char *name, *meaning;
} chaos_status_flag;

/* The i-th flag; NULL past the end. */
CHAOS_API const chaos_status_flag *chaos_status_flag_at(size_t i);

#ifdef __cplusplus
}
#endif
#endif
