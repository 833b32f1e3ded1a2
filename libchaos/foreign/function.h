/* A map that calls a C function of the user's: what its kernels read.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_FUNCTION_H
#define CHAOS_FOREIGN_FUNCTION_H

#include "kernels/map.h"

/* chaosk_tile.ctx. Either the functions for one state or those for a block are set. */
typedef struct chaosi_function {
    size_t dim, nparams;
    chaos_step *step;
    chaos_step_block *step_block;
    chaos_tangent *tangent; /* NULL, and that for blocks too: differences */
    chaos_tangent_block *tangent_block;
    void *user;
    const double *wrap; /* [dim], 0: no angle */
} chaosi_function;

/* The kernels, the same for every instruction set; lanes is what the map says. */
chaosk_table chaosi_function_kernels(uint32_t lanes);

#endif
