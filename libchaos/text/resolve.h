/* The meaning of a parsed text: which names are states and parameters, and the
 * graph of each state's image.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_RESOLVE_H
#define CHAOS_TEXT_RESOLVE_H

#include "graph/complex.h"
#include "text/parse.h"

enum { CHAOSI_MAX_VARS = 64, CHAOSI_MAX_PARAMS = 16 };

/* A state or parameter: a name of the text, or a part of a complex one. */
enum chaosi_part { CHAOSI_WHOLE, CHAOSI_RE_PART, CHAOSI_IM_PART };
typedef struct chaosi_named {
    uint32_t name;
    uint8_t part; /* enum chaosi_part */
} chaosi_named;

/* x, or z_re and z_im. */
void chaosi_named_print(const chaosi_named *named, const chaosi_parsed *parsed, char name[CHAOSI_NAME_BYTES]);

typedef struct chaosi_model {
    chaosi_graph graph;
    uint32_t nvars, nparams;
    chaosi_named var[CHAOSI_MAX_VARS], param[CHAOSI_MAX_PARAMS];
    uint32_t root[CHAOSI_MAX_VARS];  /* the image, not wrapped */
    double wrap[CHAOSI_MAX_VARS];    /* 0: not an angle */
    double start[CHAOSI_MAX_VARS];   /* NaN: not in the text */
    double value[CHAOSI_MAX_PARAMS]; /* likewise */
    bool lattice;
    uint32_t halo;
    chaosi_value
        line[CHAOSI_MAX_NAMES]; /* of each line of the text, at site i: re 1 + node; 0: not computed */
} chaosi_model;

/* sites: the value of N in a lattice. named_n: n is a parameter, else if no line defines it
 * the iterate number. Free model->graph in any case. */
int chaosi_resolve(chaosi_lexer *lexer, const chaosi_parsed *parsed, uint64_t sites, bool named_n,
                   chaosi_model *model);

/* Expressions over the states and parameters of a map, by their indices: *root [*count] are
 * their nodes, to be freed. If any has an x[i], each is one for each site. */
int chaosi_resolve_expressions(chaosi_lexer *lexer, const chaosi_parsed *parsed, const chaos_map *map,
                               chaosi_model *model, uint32_t **root, uint32_t *count);

#endif
