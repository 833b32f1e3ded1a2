/* Jets at work: what text/jets.c makes, and jets.c and differences.c run.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_FORMULA_H
#define CHAOS_GRAPH_FORMULA_H

#include "core/isa.h"
#include "graph/graph.h"
#include "graph/jet.h"
#include "graph/jets.h"

/* A formula for the states of a map. Variable v at site i is state first[v] + i * apart[v]. */
typedef struct chaosi_formula {
    chaosi_graph graph;
    uint32_t nvars;
    uint64_t sites;  /* 1 if it is no lattice */
    uint32_t *root;  /* [nvars] */
    uint64_t *first; /* [nvars] */
    uint64_t *apart;
    uint32_t *param; /* which parameter of the map each of the formula's is */
    uint8_t *used; /* by node: 1, by the images; 2, by the term of a sum over sites, too; 3, by that alone */
    double *value; /* [nodes][2^k] */
    chaosi_function_value *function;
} chaosi_formula;

/* The kernel, for values and differences. */
typedef struct chaosi_kernel {
    const chaosk_table *table;
    double *x, *p, *v; /* of one lane: [dim], [nparams], [dim] */
    double *z, *to;    /* [dim + nparams] a place, [dim] what it makes there */
    uint64_t id;
    void *work;
} chaosi_kernel;

struct chaosi_jets {
    const chaos_map *map;
    bool exact;             /* the formula agrees with the kernel */
    chaosi_formula formula; /* if it is exact */
    chaosi_kernel kernel;
};

/* Memory for the kernel, and the instruction set in use. */
int chaosi_kernel_init(chaosi_jets *jets, chaos_error *error);
void chaosi_kernel_free(chaosi_kernel *kernel);

/* to [dim] = f(x), unwrapped; with v, its image Df v instead. */
int chaosi_kernel_image(chaosi_jets *jets, const double *x, const double *p, const double *v, uint64_t n,
                        double *to, chaos_error *error);

/* chaosi_jets_step by formula, and by differences. */
void chaosi_formula_step(chaosi_formula *formula, unsigned k, const double *p, const double *x, uint64_t n,
                         double *y);
int chaosi_differences_step(chaosi_jets *jets, unsigned k, const double *p, const double *x, uint64_t n,
                            double *y, chaos_error *error);

/* Memory for what is above, once graph, nvars, sites and root are set. false: there is none. */
bool chaosi_formula_init(chaosi_formula *formula);
void chaosi_formula_free(chaosi_formula *formula);

#endif
