/* Whether what is not finite stays so.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_OUTSIDE_H
#define CHAOS_GRAPH_OUTSIDE_H

#include "graph/emit.h"

/* What is known of states that are not finite. */
typedef enum chaosi_angles {
    CHAOSI_LIFTED,
    CHAOSI_WRAPPED,
    CHAOSI_BOUNDED /* all images, but for NaN */
} chaosi_angles;

/* Whether an orbit that starts at a finite state has none again after one that is not. */
bool chaosi_stays_outside(const chaosi_emission *emission, chaosi_angles angles);

#endif
