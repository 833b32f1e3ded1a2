/* Maps outside the catalogue: their lifetime, and lattices of any number of sites.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_CATALOGUE_H
#define CHAOS_CORE_CATALOGUE_H

#include "kernels/map.h"

/* As chaos_map_lattice, for a given map; owner, if not NULL, is freed with it. */
int chaosi_lattice(const chaos_map *base, chaos_map *owner, uint64_t sites, chaos_map **map,
                   chaos_error *error);

/* The same map with one more reference, which chaos_map_free drops. */
chaos_map *chaosi_map_hold(const chaos_map *map);

#endif
