/* The functions of a map's C file.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_BODIES_H
#define CHAOS_GRAPH_BODIES_H

#include "graph/write.h"

/* The functions, as text, and what they need before them. */
typedef struct chaosi_bodies {
    chaosi_buffer text;
    chaosi_identifiers names; /* of functions that sites share */
    bool functions, modulo, modulo_each, around, sums;
    bool nomem;
} chaosi_bodies;

/* Adds the step, or with `vectors` the tangent: root[v] is its result for variable v. Changes the graph and the
 * roots of a lattice. */
void chaosi_write_body(chaosi_bodies *bodies, const chaosi_emission *e, uint32_t *root, bool vectors);

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

/* Whether the map has kernels/template.h: a number of states that it knows. Others have lattice.h. */
bool chaosi_is_stamped(const chaosi_emission *e);

#endif
