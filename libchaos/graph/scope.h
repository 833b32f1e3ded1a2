/* What is written between two braces of a map's C file: names, declarations.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_SCOPE_H
#define CHAOS_GRAPH_SCOPE_H

#include "graph/bodies.h"

enum { CHAOSI_INDENT = 4 };

/* The step or the tangent. */
typedef struct chaosi_part {
    chaosi_bodies *file;
    const chaosi_emission *e;
    const uint32_t *root;
    bool vectors;
    chaosi_named_node *named;                        /* [e->nnamed] */
    chaosi_shared shared;                            /* of a lattice: */
    char row[CHAOSI_MAX_ROWS][CHAOSI_IDENTIFIER];    /* "f", and the function that gives it, */
    char row_at[CHAOSI_MAX_ROWS][CHAOSI_IDENTIFIER]; /* "f_at" */
    chaosi_span row_span[CHAOSI_MAX_ROWS];           /* the sites that it reads */
    char total[CHAOSI_MAX_TOTALS][CHAOSI_IDENTIFIER];
} chaosi_part;

/* What is written between two braces: results and all that they need, in a lattice at one site. */
typedef struct chaosi_scope {
    chaosi_writer w;
    const chaosi_part *p;
    int indent;
} chaosi_scope;

static inline bool chaosi_has_sites(const chaosi_part *p) { return p->e->sites > 0; }

/* A scope with these results: counts what they need, and names it. Closing says what the file then needs. */
void chaosi_scope_open(chaosi_scope *c, const chaosi_part *p, const uint32_t *root, uint32_t nroots,
                       int indent);
void chaosi_scope_close(chaosi_scope *c);

/* A name like x, or x_right and x_left2 beside the site. */
void chaosi_name_site(chaosi_scope *c, const char *prefix, const char *base, int32_t shift,
                      char name[CHAOSI_IDENTIFIER]);

/* Adds [2], [2 * s], in a lattice [3 * (i + 1) + 2]: where a variable of this site is, or of one beside it. */
void chaosi_write_index(chaosi_scope *c, uint32_t variable, int32_t shift);

/* Widens `span`, from the farthest site on the left that is read to that on the right, by what is read here from
 * a site `by` sites to the right. */
void chaosi_scope_widen(const chaosi_scope *c, int32_t by, chaosi_span *span);

/* Declares the leaves of this kind that are used: const vreal x = state[0], y = state[1]; */
void chaosi_declare(chaosi_scope *c, enum chaosi_op op, const char *array);

/* Likewise the iterate number and random numbers, of a vmoment at. */
void chaosi_declare_moment(chaosi_scope *c);

#endif
