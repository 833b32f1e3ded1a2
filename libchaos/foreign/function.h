/* What the kernels of a map that calls the user's C function read.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_FUNCTION_H
#define CHAOS_FOREIGN_FUNCTION_H

#include "kernels/map.h"

#include "chaos/own_maps.h"

/* chaosk_tile.ctx. Either the functions for single states or those for blocks are set. */
typedef struct chaosi_function {
    size_t dim, nparams;
    chaos_step *step;
    chaos_step_block *step_block;
    chaos_tangent *tangent; /* both NULL: differences */
    chaos_tangent_block *tangent_block;
    void *user;
    const double *wrap; /* [dim] periods of angles, else 0 */
} chaosi_function;

/* The kernels, the same for every instruction set; `lanes` is the map's preferred tile. */
chaosk_table chaosi_function_kernels(uint32_t lanes);

#endif
