/* Rows of a lattice: what is computed once for a site and read by its neighbours;
 * and totals: what is summed over all sites.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_SHARE_H
#define CHAOS_TEXT_SHARE_H

#include "graph/graph.h"

enum { CHAOSI_MAX_ROWS = 16, CHAOSI_MAX_TOTALS = 2 * CHAOSI_MAX_SUMS /* and their differentials */ };

typedef struct chaosi_shared {
    uint32_t row[CHAOSI_MAX_ROWS]; /* nodes, used by nothing else; CHAOSI_ROW k is number k */
    uint32_t nrows;
    uint32_t halo; /* how far rows are read */
    uint32_t total
        [CHAOSI_MAX_TOTALS]; /* likewise, what is summed: CHAOSI_TOTAL or CHAOSI_TANGENT_TOTAL k is the sum of number k */
    uint8_t segment[CHAOSI_MAX_TOTALS]; /* where it is: CHAOSK_SUMS or CHAOSK_VECTOR_SUMS */
    uint32_t ntotals;
} chaosi_shared;

/* Puts leaves CHAOSI_ROW in the place of what is computed at several sites, such
 * of totals in that of sums, and the roots that become of it into roots. */
void chaosi_share(chaosi_graph *graph, uint32_t *roots, uint32_t nroots, chaosi_shared *shared);

#endif
