/* Rows of a lattice: what is computed once for a site and read by its neighbours. */
#ifndef CHAOS_TEXT_SHARE_H
#define CHAOS_TEXT_SHARE_H

#include "text/graph.h"

enum { CHAOSI_MAX_ROWS = 16 };

typedef struct chaosi_shared {
    uint32_t row[CHAOSI_MAX_ROWS]; /* nodes, used by nothing else; CHAOSI_ROW k is number k */
    uint32_t nrows;
    uint32_t halo;                 /* how far rows are read */
} chaosi_shared;

/* Puts leaves CHAOSI_ROW in the place of what is computed at several sites, and
 * the roots that become of it into roots. */
void chaosi_share(chaosi_graph *graph, uint32_t *roots, uint32_t nroots, chaosi_shared *shared);

#endif
