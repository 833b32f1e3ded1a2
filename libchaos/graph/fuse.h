/* Several nodes of a graph become one instruction.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_FUSE_H
#define CHAOS_GRAPH_FUSE_H

#include "graph/graph.h"

enum { CHAOSI_MAX_OPERANDS = 8 }; /* of an instruction */

/* How a node is used. */
typedef struct chaosi_use {
    bool needed;
    uint8_t segment; /* enum chaosk_segment */
    uint32_t count;  /* uses by nodes that do not compute it themselves */
} chaosi_use;

/* Chooses instructions: instr[i] computes node i, its operands are nodes, too.
 * Nodes that are computed within others keep op 0. Updates the counts. */
void chaosi_fuse(const chaosi_graph *graph, bool lattice, chaosi_use *use, chaosk_instr *instr);

/* The number of operands of an instruction: how many of a, b, ... h it reads. */
uint32_t chaosi_operand_count(uint32_t op);

#endif
