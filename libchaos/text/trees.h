/* At work on a text: what its names mean, and the values of its trees.
 *
 * trees.c makes values of trees, resolve.c finds what the names of a map's text mean,
 * lookup.c what those of an expression do.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_TREES_H
#define CHAOS_TEXT_TREES_H

#include "graph/complex.h"
#include "text/resolve.h"

enum { CHAOSI_NO_LINE = -1, CHAOSI_SHIFTS = 2 * CHAOSI_MAX_SHIFT + 1 };

/* What a name means. A state may also have a line x = 0.1, its start. */
typedef struct chaosi_meaning {
    enum { CHAOSI_UNKNOWN, CHAOSI_IS_STATE, CHAOSI_IS_PARAM, CHAOSI_IS_TIME, CHAOSI_IS_UNIT } kind;
    bool complex;
    uint32_t re, im; /* of a state or a parameter: which it is, and if it is complex its imaginary part */
    uint32_t apart;  /* in expressions: of a row of sites, states from one to the next; else 0 */
    int value_line;  /* x = ..., not a constant */
    int next_line;   /* x' = ... */
    int start_line;  /* x = 0.1: default of a parameter, start of a state */
} chaosi_meaning;

typedef struct chaosi_resolver {
    chaosi_lexer *l;
    const chaosi_parsed *parsed;
    chaosi_model *m;
    chaosi_meaning of[CHAOSI_MAX_NAMES];
    chaosi_value *value;           /* of each tree, for the current line and shift */
    chaosi_value *done;            /* of each line, by line and shift; re 1 + node, 0: not yet */
    bool active[CHAOSI_MAX_NAMES]; /* by line: being computed */
    size_t shifts;                 /* 1 if it is not a lattice */
    uint64_t sites;                /* 0 if it is not a lattice */
    uint32_t work, sums;
    /* Of expressions: the site that [i] stands for, and whether there was an [i]. */
    uint64_t here;
    bool written, each;
} chaosi_resolver;

/* NULL: out of memory, which the lexer then says. */
chaosi_resolver *chaosi_resolver_new(chaosi_lexer *lexer, const chaosi_parsed *parsed, chaosi_model *model);
/* Frees it, and returns the lexer's code. */
int chaosi_resolver_end(chaosi_resolver *r);

bool chaosi_failed(const chaosi_resolver *r);

static inline const char *chaosi_name_of(const chaosi_resolver *r, uint32_t name)
{
    return r->parsed->name[name];
}

/* The value of trees first ... root, at a site so far to the right. */
chaosi_value chaosi_tree_value(chaosi_resolver *r, uint32_t first, uint32_t root, int shift);
chaosi_value chaosi_line_value(chaosi_resolver *r, uint32_t line, int shift, const char *at);

/* Whether a line is a constant, and its real and imaginary part. */
bool chaosi_line_is_constant(chaosi_resolver *r, const chaosi_line *l, double value[2]);

#endif
