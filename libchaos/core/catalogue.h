/* Maps that are not of the catalogue: how long they live, and lattices of any number of sites.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_CATALOGUE_H
#define CHAOS_CORE_CATALOGUE_H

#include "kernels/map.h"

/* As chaos_map_lattice, of a map at hand; owner, if not NULL, is freed with it. */
int chaosi_lattice(const chaos_map *base, chaos_map *owner, uint64_t sites, chaos_map **map,
                   chaos_error *error);

/* The same map with one reference more, which chaos_map_free drops. */
chaos_map *chaosi_map_hold(const chaos_map *map);

#endif
