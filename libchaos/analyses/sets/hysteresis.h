/* The parts of chaos_hysteresis.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_SETS_HYSTERESIS_H
#define CHAOS_ANALYSES_SETS_HYSTERESIS_H

#include "core/source.h"

typedef struct chaosi_hysteresis {
    const chaos_map *map;
    chaosi_source source; /* of both directions */
    uint64_t points;      /* of one of them, with random starts */
    uint64_t transient, steps;
    chaos_options options;       /* of what is called, whose progress is a part of the call's */
    const chaos_options *call;   /* as it was said */
    double from, to;             /* what is going on, as parts of all */
    bool stopped;                /* the callback has asked for it */
    double *last;                /* [2][points][dim] states after the window */
    uint32_t *status, *settling; /* [2][points] of the orbits, and as to whether they have settled */
    uint8_t *differs;            /* [points] */
} chaosi_hysteresis;

/* compare.c: tells of each point whether the attractors differ. */
int chaosi_hysteresis_compare(chaosi_hysteresis *h, chaos_error *error);

/* The options of a call that is this part of all. */
const chaos_options *chaosi_hysteresis_part(chaosi_hysteresis *h, double from, double to);

/* The code with which it ended, or that it was asked to stop. */
int chaosi_hysteresis_ended(const chaosi_hysteresis *h, int code, chaos_error *error);

/* The part that following takes. */
#define CHAOSI_HYSTERESIS_FOLLOWED 0.7

#endif
