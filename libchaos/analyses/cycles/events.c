/* What happens between two places of a branch.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include <stdlib.h>

static bool changes(double a, double b) { return (a < 0.0 && b >= 0.0) || (a >= 0.0 && b < 0.0); }

static void add(chaosi_events *events, uint32_t kind) { events->kind[events->count++] = kind; }

/* Whether multipliers cross the unit circle of which the events say nothing: each of `single` moves one, at a branch
 * point perhaps none, and a pair moves two, or none if it is a neutral saddle. */
static bool is_unexplained(int change, int single, bool branch, bool pair)
{
    return abs(change) > single + (pair ? 2 : 0) || (!branch && (change - single) % 2 != 0);
}

chaosi_events chaosi_branch_events(const chaosi_branch *b, const chaosi_place *from, const chaosi_place *to)
{
    const chaosi_tests *const p = &from->tests, *const q = &to->tests;
    const bool branch = changes(p->branch, q->branch), fold = !branch && changes(p->fold, q->fold),
               flip = changes(p->flip, q->flip), pair = changes(p->pairs, q->pairs);
    chaosi_events events = { 0 };
    if (branch)
        add(&events, CHAOS_BRANCH_POINT);
    if (fold)
        add(&events, CHAOS_FOLD);
    if (flip)
        add(&events, CHAOS_FLIP);
    if (pair)
        add(&events, CHAOS_NEIMARK_SACKER);
    if (changes(p->resonance[0], q->resonance[0]))
        add(&events, CHAOS_RESONANCE_3);
    if (changes(p->resonance[1], q->resonance[1]))
        add(&events, CHAOS_RESONANCE_4);
    events.unexplained = !b->conservative && is_unexplained((int)to->outside - (int)from->outside,
                                                            branch + fold + flip, branch, pair);
    return events;
}
