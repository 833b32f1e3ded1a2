/* What happens between two places of a branch.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include <math.h>
#include <stdlib.h>

static const double noise =
    1e-10; /* a test that is below this at both places is 0 along the branch, and rounding */

static bool changes(double a, double b) { return (a < 0.0 && b >= 0.0) || (a >= 0.0 && b < 0.0); }

/* How far what is tested is from 0. */
static double off(const chaosi_place *place, uint32_t kind)
{
    const chaosi_tests *t = &place->tests;
    return kind == CHAOS_FLIP             ? t->flip_off
           : kind == CHAOS_NEIMARK_SACKER ? t->pair_off
                                          : fabs(chaosi_place_test(place, kind));
}

bool chaosi_branch_is_noise(const chaosi_place *from, const chaosi_place *to, uint32_t kind)
{
    const double fold = fmax(from->tests.fold_noise, to->tests.fold_noise);
    return kind != CHAOS_BRANCH_POINT &&
           !(fmax(off(from, kind), off(to, kind)) > (kind == CHAOS_FOLD ? fmax(fold, noise) : noise));
}

static bool crosses(const chaosi_place *from, const chaosi_place *to, uint32_t kind)
{
    return changes(chaosi_place_test(from, kind), chaosi_place_test(to, kind)) &&
           !chaosi_branch_is_noise(from, to, kind);
}

static void add(chaosi_events *events, uint32_t kind) { events->kind[events->count++] = kind; }

/* Whether multipliers cross the unit circle of which the events say nothing: each of `single` moves one, at a branch
 * point perhaps none, and a pair moves two, or none if it is a neutral saddle. */
static bool is_unexplained(int change, int single, bool branch, bool pair)
{
    return abs(change) > single + (pair ? 2 : 0) || (!branch && (change - single) % 2 != 0);
}

static chaosi_events events_of_curve(const chaosi_place *from, const chaosi_place *to)
{
    chaosi_events events = { 0 };
    for (uint32_t kind = CHAOS_RESONANCE_3; kind <= CHAOS_DOUBLE_NEIMARK_SACKER; kind++)
        if (crosses(from, to, kind))
            add(&events, kind);
    return events;
}

chaosi_events chaosi_branch_events(const chaosi_branch *b, const chaosi_place *from, const chaosi_place *to)
{
    if (b->curve)
        return events_of_curve(from, to);
    const bool branch = crosses(from, to, CHAOS_BRANCH_POINT),
               fold = !branch && crosses(from, to, CHAOS_FOLD), flip = crosses(from, to, CHAOS_FLIP),
               pair = crosses(from, to, CHAOS_NEIMARK_SACKER);
    chaosi_events events = { 0 };
    if (branch)
        add(&events, CHAOS_BRANCH_POINT);
    if (fold)
        add(&events, CHAOS_FOLD);
    if (flip)
        add(&events, CHAOS_FLIP);
    if (pair)
        add(&events, CHAOS_NEIMARK_SACKER);
    for (uint32_t kind = CHAOS_RESONANCE_3; kind <= CHAOS_RESONANCE_4; kind++)
        if (crosses(from, to, kind))
            add(&events, kind);
    if (crosses(from, to, CHAOS_SUPERSTABLE))
        add(&events, CHAOS_SUPERSTABLE);
    events.unexplained = !b->conservative && is_unexplained((int)to->outside - (int)from->outside,
                                                            branch + fold + flip, branch, pair);
    return events;
}
