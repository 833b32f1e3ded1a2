/* Where the basins of given states end.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_SETS_EDGE_H
#define CHAOS_ANALYSES_SETS_EDGE_H

#include "analyses/sets/sets.h"

enum { CHAOSI_EDGE_LANES = 64 };

typedef struct chaosi_edge {
    chaosi_basins b;
    chaos_grid own;
    chaosi_source searched; /* the grid's starts */
    double *states;         /* [CHAOSI_EDGE_LANES][dim] of which labels are asked */
    double *lengths;        /* [dim] the unit of distances along a section: the fine grid's box */
    chaos_view *views;
    uint64_t shape;
    ptrdiff_t apart, nothing; /* bytes from state to state, and 0 */
    int32_t *labels;
    int32_t label; /* where the first state goes */
} chaosi_edge;

/* Looks for attractors from the starts of a grid and from `count` states, and finds e->label of the first; one that comes
 * to none is refused by this name. chaosi_edge_end is due in any case. */
int chaosi_edge_begin(chaosi_edge *e, const chaos_grid *grid, const double *states, uint64_t count,
                      const char *name, const chaos_options *options, chaos_error *error);
void chaosi_edge_end(chaosi_edge *e);

/* Labels of e->states, into e->labels [CHAOSI_EDGE_LANES]. */
int chaosi_edge_label(chaosi_edge *e);

/* From a to b, the short way round a circle: [dim]; and how long that is, as a part of the box. */
void chaosi_edge_apart(const chaosi_edge *e, const double *a, const double *b, double *by);
double chaosi_edge_length(const chaosi_edge *e, const double *by);

/* Cuts the section from a, which goes to e->label, to b, which does not, down to a length: a and b stay on both sides
 * of an edge, the one nearest to a that is seen. *lost: all of it goes to e->label. */
int chaosi_edge_cut(chaosi_edge *e, double *a, double *b, double length, bool *lost);

#endif
