/* The instruction set in use. */
#ifndef CHAOS_CORE_ISA_H
#define CHAOS_CORE_ISA_H

#include "map.h"

#include "kernels/lanes.h"

/* The tables of one instruction set: index into chaos_map.kernels, and the
 * map-free table. scalar: the index for single orbits, with the same bits. */
typedef struct chaosi_isa_entry {
    const char *name;
    enum chaosi_isa index, scalar;
    const chaosk_lanes *lanes;
    int (*runs)(void); /* whether this machine can */
} chaosi_isa_entry;

/* The entry in use, chosen at the first call. NULL if CHAOS_ISA names one
 * that is not there: then *error says so with CHAOS_ENOTSUP. */
const chaosi_isa_entry *chaosi_isa_current(chaos_error *error);

#endif
