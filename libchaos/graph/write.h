/* Nodes as C: identifiers, expressions, and the lines that name what is used more than once.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_WRITE_H
#define CHAOS_GRAPH_WRITE_H

#include "graph/emit.h"

/* Identifiers that are taken. */
typedef struct chaosi_identifiers {
    char (*name)[CHAOSI_IDENTIFIER];
    uint32_t count, capacity;
    bool nomem;
} chaosi_identifiers;

/* Where a node's value is found, or to be found. */
typedef struct chaosi_writing {
    uint32_t uses;                /* by nodes, and as a result */
    uint32_t size;                /* operations of its expression, up to what has a name */
    bool mask;                    /* its name is that of a vmask */
    bool result;                  /* it has a line of its own already */
    char name[CHAOSI_IDENTIFIER]; /* "": it has none */
} chaosi_writing;

/* A function that is being written. */
typedef struct chaosi_writer {
    const chaosi_graph *g;
    chaosi_writing *of; /* by node */
    chaosi_identifiers taken;
    uint32_t counter[CHAOSI_SELECT + 1]; /* names so far, by operation */
    chaosi_buffer line;                  /* being written */
    chaosi_buffer *out;
    bool modulo, modulo_each; /* helpers that were needed */
    bool functions;           /* vmath.h */
} chaosi_writer;

bool chaosi_writer_init(chaosi_writer *w, const chaosi_graph *g, chaosi_buffer *out);
void chaosi_writer_free(chaosi_writer *w);

/* An identifier like `wanted` that C, the kernels' headers and the file leave free; it is then taken. */
void chaosi_identifier(chaosi_identifiers *taken, const char *wanted, char name[CHAOSI_IDENTIFIER]);

/* Counts the uses of what these need, more than once for different results. */
void chaosi_writer_count(chaosi_writer *w, const uint32_t *roots, uint32_t nroots);
/* Names nodes that are used more than once, or whose expression would be too long. */
void chaosi_writer_name(chaosi_writer *w);
/* Writes a line for each node from `first` up to `end` that has a name and is needed and not a leaf. */
void chaosi_writer_lines(chaosi_writer *w, uint32_t first, uint32_t end, int indent);

/* Begins a line; adds text; adds a node's value as a vreal; ends it, broken where it is too long. */
void chaosi_write_begin(chaosi_writer *w, int indent);
void chaosi_write_add(chaosi_writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
void chaosi_write_value(chaosi_writer *w, uint32_t node);
void chaosi_write_end(chaosi_writer *w, int indent);

/* A double as a constant of C. */
const char *chaosi_c_number(double value, char text[CHAOSI_NUMBER]);

#endif
