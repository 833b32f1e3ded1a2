/* Functions for maps of C functions: the catalogue's, once more.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "support.h"

chaos_step logistic, henon, cat;
chaos_step_block logistic_block, henon_block;
chaos_tangent_block henon_tangent_block;

/* A function in place of a map of the catalogue: all that is said of that one. */
chaos_function like(const char *name);
chaos_map *made(const chaos_function *function);

#endif
