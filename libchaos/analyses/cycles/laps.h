/* Intervals on which an iterate of a map of one state is monotonic.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_LAPS_H
#define CHAOS_ANALYSES_CYCLES_LAPS_H

#include "analyses/cycles/search.h"

/* From a to b, and where the ends go, as limits from inside. */
typedef struct chaosi_lap {
    double a, b, at_a, at_b;
} chaosi_lap;

typedef struct chaosi_laps {
    chaosi_lap *lap;
    size_t count, capacity;
} chaosi_laps;

struct chaosi_line {
    chaosi_search *s;
    chaosi_search_tile tile; /* with one tangent vector */
    unsigned thread;
    chaosi_laps pieces, laps; /* of one step, and of f^n */
    uint64_t n, target;
    bool sure, stopped; /* nothing has been left out; there were too many */
    double *roots;
    size_t nroots, roots_capacity;
};

bool chaosi_laps_add(chaosi_laps *laps, double a, double b, double at_a, double at_b);

/* f^n and, if it is not NULL, its slope at CHAOSK_LANES points. */
int chaosi_line_evaluate(chaosi_line *line, const double *x, uint64_t n, double *f, double *slope);

/* Where f^n(x) - tilt x - value first has another sign than at a, to the last place. */
int chaosi_line_cross(chaosi_line *line, uint64_t n, double a, double b, double tilt, double value,
                      bool positive, double *at);

/* pieces.c: those of one step. */
int chaosi_line_cut(chaosi_line *line);

#endif
