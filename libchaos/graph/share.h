/* Rows of a lattice, computed once per site and read by its neighbours; and
 * totals, summed over all sites.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_SHARE_H
#define CHAOS_GRAPH_SHARE_H

#include "graph/graph.h"

enum { CHAOSI_MAX_ROWS = 16, CHAOSI_MAX_TOTALS = 2 * CHAOSI_MAX_SUMS /* and their differentials */ };

typedef struct chaosi_shared {
    uint32_t row[CHAOSI_MAX_ROWS]; /* nodes that nothing else uses; leaf CHAOSI_ROW k reads row k */
    uint32_t nrows;
    uint32_t halo; /* how many sites away rows are read */
    /* Likewise the terms of sums; leaf CHAOSI_TOTAL or CHAOSI_TANGENT_TOTAL k is sum k. */
    uint32_t total[CHAOSI_MAX_TOTALS];
    uint8_t segment[CHAOSI_MAX_TOTALS]; /* CHAOSK_SUMS or CHAOSK_VECTOR_SUMS */
    uint32_t ntotals;
} chaosi_shared;

/* Replaces what is computed at several sites by leaves CHAOSI_ROW and sums by
 * their totals; updates the roots accordingly. */
void chaosi_share(chaosi_graph *graph, uint32_t *roots, uint32_t nroots, chaosi_shared *shared);

#endif
