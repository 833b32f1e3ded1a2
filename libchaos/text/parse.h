/* Tokens become lines, each a name and a tree.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_PARSE_H
#define CHAOS_TEXT_PARSE_H

#include "text/lex.h"
#include "graph/complex.h"

enum {
    CHAOSI_MAX_TEXT = 1 << 16, /* bytes */
    CHAOSI_MAX_NAMES = 512,    /* likewise lines */
    CHAOSI_MAX_DEPTH = 100,    /* of nested brackets, signs and powers */
    CHAOSI_MAX_SHIFT = 64      /* k in x[i+k], in either direction */
};

/* x[i+shift], within a sum x[j+shift], or in an expression site number shift alone: x[3]. */
enum chaosi_indexed { CHAOSI_OF_SITE = 1, CHAOSI_OF_ALL, CHAOSI_OF_ONE };

enum { CHAOSI_SITES = 255 /* N; only in trees */ };

/* A node of a tree. Operands come before the nodes that use them. */
typedef struct chaosi_tree {
    uint8_t op; /* enum chaosi_op or chaosi_complex_op; CHAOSI_PARAM for any name, CHAOSI_SITES for N */
    bool bracketed;
    bool primed;     /* of a name: x', the image */
    uint8_t indexed; /* of a name or a draw: enum chaosi_indexed */
    uint32_t a, b,
        c; /* operands; of a name, a is its index; of a sum, b is the first tree of a; of a draw, a is
                       * its number in the text */
    int32_t shift;
    double value;
    const char *at; /* in the text */
} chaosi_tree;

typedef struct chaosi_line {
    uint32_t name;
    bool next;            /* x' = ..., else x = ... */
    bool indexed;         /* x[i] */
    uint32_t first, root; /* its trees are first ... root */
    uint32_t period;      /* the tree after a trailing mod, or CHAOSI_NO_TREE */
    const char *at;
} chaosi_line;

#define CHAOSI_NO_TREE UINT32_MAX

typedef struct chaosi_parsed {
    chaosi_tree *tree;
    uint32_t count, capacity;
    chaosi_line line[CHAOSI_MAX_NAMES];
    uint32_t nlines;
    char name[CHAOSI_MAX_NAMES][CHAOSI_NAME_BYTES];
    const char *name_at[CHAOSI_MAX_NAMES]; /* where each occurs first */
    bool complex[CHAOSI_MAX_NAMES];        /* so a line says */
    uint32_t nnames;
    uint32_t ndraws; /* random numbers that it draws */
} chaosi_parsed;

/* Parses the lexer's text. *parsed is all 0 at entry; free parsed->tree in any case. */
int chaosi_parse(chaosi_lexer *lexer, chaosi_parsed *parsed);

/* The same for up to `most` expressions separated by commas, each a line without a name. */
int chaosi_parse_expressions(chaosi_lexer *lexer, uint32_t most, chaosi_parsed *parsed);

#endif
