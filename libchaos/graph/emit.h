/* A graph becomes the C file that the map's author would have written.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_EMIT_H
#define CHAOS_GRAPH_EMIT_H

#include "core/buffer.h"
#include "graph/share.h"
#include "kernels/map.h"

enum { CHAOSI_EMIT_VARS = 64, CHAOSI_EMIT_PARAMS = 16, CHAOSI_IDENTIFIER = 64 };

/* A name that the text has for a node. */
typedef struct chaosi_named_node {
    uint32_t node;
    char name[CHAOSI_IDENTIFIER];
} chaosi_named_node;

/* What a file is made from. */
typedef struct chaosi_emission {
    chaosi_graph *graph;  /* to which derivatives are added */
    const chaos_map *map; /* its descriptor; a file has none of what texts can't say */
    uint32_t nvars;
    const char (*var)[CHAOSI_IDENTIFIER]; /* [nvars] names of states, in lattices of their rows */
    const uint32_t *root;                 /* [nvars] their images */
    const double *wrap;                   /* [nvars] */
    uint32_t nnamed;
    const chaosi_named_node *named; /* [nnamed] */
} chaosi_emission;

/* Adds the file to *out. CHAOS_ENOMEM, or CHAOS_ENOTSUP with an error where no file could say it. */
int chaosi_emit(const chaosi_emission *emission, chaosi_buffer *out, chaos_error *error);

#endif
