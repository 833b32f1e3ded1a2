/* What happens on an arm of a branch, in order: located, with its normal form.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include "core/error.h"
#include "core/memory.h"
#include "numerics/modulus.h"

#include <math.h>
#include <stdlib.h>

static chaosi_special *push_special(chaosi_arm *arm, const chaosi_branch *b)
{
    if (arm->nspecial == arm->special_capacity) {
        const uint64_t capacity = arm->special_capacity ? 2 * arm->special_capacity : 8;
        chaosi_special *grown = realloc(arm->special, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        arm->special = grown;
        arm->special_capacity = capacity;
    }
    chaosi_special *const special = &arm->special[arm->nspecial++];
    *special = (chaosi_special){ .kind = 0 };
    return chaosi_place_init(&special->place, b) ? special : NULL;
}

static void drop_special(chaosi_arm *arm) { chaosi_place_free(&arm->special[--arm->nspecial].place); }

static int compare(const chaosi_special *a, const chaosi_special *b)
{
    return a->place.s < b->place.s ? -1 : a->place.s > b->place.s;
}

static void sort(chaosi_arm *arm)
{
    for (uint64_t i = 1; i < arm->nspecial; i++)
        for (uint64_t j = i; j > 0 && compare(&arm->special[j], &arm->special[j - 1]) < 0; j--) {
            const chaosi_special kept = arm->special[j];
            arm->special[j] = arm->special[j - 1];
            arm->special[j - 1] = kept;
        }
}

/* What crossed the circle unseen: it is where the multipliers that are nearest to it are. */
static uint32_t unseen(const chaosi_branch *b, const chaosi_place *place)
{
    double least = INFINITY;
    uint32_t kind = CHAOS_BRANCH_POINT;
    for (size_t k = 0; k < b->cycle.dim; k++) {
        const double *const z = place->multipliers[k], off = fabs(chaosi_modulus(z[0], z[1]) - 1.0);
        if (off < least) {
            least = off;
            kind = z[1] != 0.0 ? CHAOS_NEIMARK_SACKER : z[0] < 0.0 ? CHAOS_FLIP : CHAOS_BRANCH_POINT;
        }
    }
    return kind;
}

/* What happens between two places, with its normal form. */
static int take_event(chaosi_branch *b, chaosi_arm *arm, const chaosi_place *from, const chaosi_place *to,
                      uint32_t kind, bool *jumped, chaos_error *error)
{
    chaosi_special *const special = push_special(arm, b);
    if (!special)
        return chaosi_nomem(error);
    int code = chaosi_branch_locate(b, from, to, kind, special, error);
    const bool jumps = code == CHAOS_OK && special->jumped && jumped,
               is_none = jumps || (code == CHAOS_OK && special->absent);
    if (code == CHAOS_OK && !is_none)
        code = chaosi_branch_normal_form(b, special, error);
    if (code != CHAOS_OK || is_none) /* it is not finished, of another branch, or nothing */
        drop_special(arm);
    if (jumped)
        *jumped = jumps;
    return code;
}

/* What is seen and has no place of its own. */
static int take_suspect(chaosi_branch *b, chaosi_arm *arm, const chaosi_place *place, uint32_t kind,
                        chaos_error *error)
{
    chaosi_special *const special = push_special(arm, b);
    if (!special)
        return chaosi_nomem(error);
    special->kind = kind;
    chaosi_place_copy(&special->place, place, b);
    special->off = special->condition = CHAOSI_NAN;
    for (size_t k = 0; k < CHAOSI_COEFFICIENTS; k++)
        special->coefficient[k] = CHAOSI_NAN;
    special->exact = special->pair = special->jumped = false;
    return CHAOS_OK;
}

/* Two that cross together at 1 or -1 are a fold or a flip that is known already, with both multipliers there. */
static void drop_twins(chaosi_arm *arm, uint64_t first)
{
    for (uint64_t i = first; i < arm->nspecial; i++)
        if (arm->special[i].pair && !arm->special[i].exact && arm->nspecial > first + 1) {
            const chaosi_special last = arm->special[arm->nspecial - 1];
            arm->special[arm->nspecial - 1] = arm->special[i];
            arm->special[i] = last;
            drop_special(arm);
        }
}

int chaosi_arm_take(chaosi_branch *b, chaosi_arm *arm, const chaosi_events *events, const chaosi_place *from,
                    const chaosi_place *to, bool *jumped, chaos_error *error)
{
    const uint64_t first = arm->nspecial;
    int code = CHAOS_OK;
    for (uint32_t k = 0; k < events->count && code == CHAOS_OK && !(jumped && *jumped); k++)
        code = take_event(b, arm, from, to, events->kind[k], jumped, error);
    while (jumped && *jumped && arm->nspecial > first)
        drop_special(arm);
    if (code == CHAOS_OK && events->unexplained && events->count == 0)
        code = take_suspect(b, arm, to, unseen(b, to), error);
    drop_twins(arm, first);
    sort(arm);
    return code;
}

/* Whether it is known that one of this kind is between two places. */
static bool is_known(const chaosi_arm *arm, const chaosi_place *from, const chaosi_place *to, uint32_t kind)
{
    bool known = false;
    for (uint64_t i = 0; i < arm->nspecial; i++)
        known |= arm->special[i].kind == kind && arm->special[i].place.s >= from->s &&
                 arm->special[i].place.s <= to->s;
    return known;
}

/* What happens twice around the middle one of places [3]. */
static int take_dip(chaosi_branch *b, chaosi_arm *arm, const chaosi_place *const *place, uint32_t kind,
                    chaosi_place *at, chaos_error *error)
{
    enum chaosi_dip dip;
    const int code = chaosi_branch_dip(b, place, kind, at, &dip, error);
    if (code != CHAOS_OK || dip == CHAOSI_DIP_NONE)
        return code;
    if (dip == CHAOSI_DIP_TOUCHES)
        return is_known(arm, place[0], place[2], kind) ? CHAOS_OK : take_suspect(b, arm, at, kind, error);
    const int side = at->s > place[1]->s;
    const int first = take_event(b, arm, place[side], at, kind, NULL, error);
    return first == CHAOS_OK ? take_event(b, arm, at, place[side + 1], kind, NULL, error) : first;
}

int chaosi_arm_take_even(chaosi_branch *b, chaosi_arm *arm, chaos_error *error)
{
    const uint64_t count = arm->count;
    chaosi_place at;
    if (count < 3)
        return CHAOS_OK;
    const chaosi_place *const place[] = { &arm->place[count - 3], &arm->place[count - 2],
                                          &arm->place[count - 1] };
    int code = chaosi_place_init(&at, b) ? CHAOS_OK : chaosi_nomem(error);
    const uint32_t first = b->curve ? CHAOS_RESONANCE_3 : 0,
                   last = b->curve ? CHAOS_DOUBLE_NEIMARK_SACKER : CHAOS_RESONANCE_4;
    for (uint32_t kind = first; kind <= last && code == CHAOS_OK; kind++)
        if (kind != CHAOS_NEUTRAL_SADDLE) /* its test is that of Neimark-Sacker points */
            code = take_dip(b, arm, place, kind, &at, error);
    if (code == CHAOS_OK && !b->curve)
        code = take_dip(b, arm, place, CHAOS_SUPERSTABLE, &at, error);
    chaosi_place_free(&at);
    sort(arm);
    return code;
}
