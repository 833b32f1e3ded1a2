/* The functions of a map's C file.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_BODIES_H
#define CHAOS_GRAPH_BODIES_H

#include "graph/write.h"

/* Sites, from least <= 0 to most >= 0. */
typedef struct chaosi_span {
    int32_t least, most;
} chaosi_span;

static inline void chaosi_span_widen(chaosi_span *span, int32_t least, int32_t most)
{
    span->least = least < span->least ? least : span->least;
    span->most = most > span->most ? most : span->most;
}

/* The functions, as text, and what they need before them. */
typedef struct chaosi_bodies {
    chaosi_buffer text;
    chaosi_identifiers names; /* of functions that sites share */
    bool functions, modulo, modulo_each;
    bool nomem;
    /* Of a lattice: the sites that a site reads, and the terms of its sums over all sites, those of states and those
     * of a tangent vector. */
    chaosi_span span;
    uint32_t nsums, nvector_sums, sum[2 * CHAOSI_MAX_TOTALS], vector_sum[CHAOSI_MAX_TOTALS];
} chaosi_bodies;

/* Adds the step, whose result for variable v is root[v], and the tangent with those of `image`. Changes the graph
 * and the roots of a lattice. */
void chaosi_write_bodies(chaosi_bodies *bodies, const chaosi_emission *e, uint32_t *root, uint32_t *image);

/* Adds no_return, which gives the radius that this node of parameters stands for; what to say of it, and what to
 * give where it is no number. */
void chaosi_write_radius(chaosi_bodies *bodies, const chaosi_emission *e, uint32_t radius, const char *what,
                         const char *otherwise);
void chaosi_bodies_free(chaosi_bodies *bodies);

/* Whether a step looks at the time or draws random numbers. */
static inline bool chaosi_has_moment(const chaosi_emission *e)
{
    return e->map->flags & (CHAOSI_TIMED | CHAOSI_RANDOM);
}

/* Whether the map has kernels/template.h: a number of states that it knows. Others have lattice.h, or ring.h if
 * they are sites. */
bool chaosi_is_stamped(const chaosi_emission *e);

#endif
