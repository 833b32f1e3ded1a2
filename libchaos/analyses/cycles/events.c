/* What happens between two places of a branch.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include <math.h>
#include <stdlib.h>

static const double noise =
    1e-10; /* a test that is below this at both places is 0 along the branch, and rounding */

static bool changes(double a, double b) { return (a < 0.0 && b >= 0.0) || (a >= 0.0 && b < 0.0); }

/* Likewise, and not by rounding: how far what is tested is from 0, here and there. */
static bool crosses(double a, double b, double off_a, double off_b)
{
    return changes(a, b) && fmax(fabs(off_a), fabs(off_b)) > noise;
}

static void add(chaosi_events *events, uint32_t kind) { events->kind[events->count++] = kind; }

/* Whether multipliers cross the unit circle of which the events say nothing: each of `single` moves one, at a branch
 * point perhaps none, and a pair moves two, or none if it is a neutral saddle. */
static bool is_unexplained(int change, int single, bool branch, bool pair)
{
    return abs(change) > single + (pair ? 2 : 0) || (!branch && (change - single) % 2 != 0);
}

chaosi_events chaosi_branch_events(const chaosi_branch *b, const chaosi_place *from, const chaosi_place *to)
{
    if (b->curve)
        return chaosi_curve_events(from, to);
    const chaosi_tests *const p = &from->tests, *const q = &to->tests;
    const bool branch = changes(p->branch, q->branch),
               fold = !branch && crosses(p->fold, q->fold, p->fold, q->fold),
               flip = crosses(p->flip, q->flip, p->flip_off, q->flip_off),
               pair = crosses(p->pairs, q->pairs, p->pair_off, q->pair_off);
    chaosi_events events = { 0 };
    if (branch)
        add(&events, CHAOS_BRANCH_POINT);
    if (fold)
        add(&events, CHAOS_FOLD);
    if (flip)
        add(&events, CHAOS_FLIP);
    if (pair)
        add(&events, CHAOS_NEIMARK_SACKER);
    if (crosses(p->resonance[0], q->resonance[0], p->resonance[0], q->resonance[0]))
        add(&events, CHAOS_RESONANCE_3);
    if (crosses(p->resonance[1], q->resonance[1], p->resonance[1], q->resonance[1]))
        add(&events, CHAOS_RESONANCE_4);
    events.unexplained = !b->conservative && is_unexplained((int)to->outside - (int)from->outside,
                                                            branch + fold + flip, branch, pair);
    return events;
}
