/* The instruction set in use.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_ISA_H
#define CHAOS_CORE_ISA_H

#include "kernels/map.h"

#include "kernels/lanes.h"

#include <stdatomic.h>
#include <stdbool.h>

/* The tables of one instruction set: index into chaos_map.kernels, and the
 * map-free table, NULL if it was not built. scalar: the index for single orbits, with the same bits. */
typedef struct chaosi_isa_entry {
    const char *name;
    enum chaosi_isa index, scalar;
    const chaosk_lanes *lanes;
    bool (*runs)(void); /* whether this machine can */
} chaosi_isa_entry;

/* The entry for tiles of one lane, which wide vectors can not load; it has the same bits. */
const chaosi_isa_entry *chaosi_isa_of_one_lane(const chaosi_isa_entry *entry);

/* A map's kernels for tiles of one lane: of a lattice those with its sites in the lanes. */
static inline const chaosk_table *chaosi_kernels_of_one_lane(const chaos_map *map,
                                                             const chaosi_isa_entry *entry)
{
    const chaosk_table *const sites = map->kernels.tables[entry->index]->sites;
    return sites ? sites : map->kernels.tables[entry->scalar];
}

/* Whether this machine can run the kernels of that index, if there are any. */
bool chaosi_isa_runs(enum chaosi_isa index);

/* Private to the next two functions; NULL until one is chosen. */
extern _Atomic(const chaosi_isa_entry *) chaosi_isa_chosen;
const chaosi_isa_entry *chaosi_isa_choose(chaos_error *error);

/* The entry in use, chosen at the first call. NULL if CHAOS_ISA names one
 * that is not there: then *error says so with CHAOS_ENOTSUP. */
static inline const chaosi_isa_entry *chaosi_isa_current(chaos_error *error)
{
    const chaosi_isa_entry *entry = atomic_load_explicit(&chaosi_isa_chosen, memory_order_acquire);
    return entry ? entry : chaosi_isa_choose(error);
}

/* Not if CHAOS_EXACT_RETURN is 0, for comparing: whether the engine is to look for orbits that return
 * exactly. It stands here because this room alone reads the environment. */
bool chaosi_exact_returns_wanted(void);

#endif
