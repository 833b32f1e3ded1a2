/* Along a branch: a step ahead, a correction, and what happened on the way. Steps are longer where Newton's method has it
 * easy, and shorter where the branch bends, where it fails and where several things happen at once.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { EASY = 4 /* updates */ };
static const double first_step = 0.01, longest_step = 0.03, shortest_step = 1e-9, longer = 1.3;
static const double one_event = 1e-6;   /* below this step several events stay together */
static const double most_bend = 0.97;   /* the cosine of the angle between tangents, at least */
static const double no_share = 0.01;    /* of how far points were apart: there they are one */
static const double most_astray = 0.25; /* of the step: how far the corrector may lead from the prediction */

/* ------------------------------------------------------------------------------- arms */

static bool push_place(chaosi_arm *arm, const chaosi_place *place, const chaosi_branch *b)
{
    if (arm->count == arm->capacity) {
        const uint64_t capacity = arm->capacity ? 2 * arm->capacity : 64;
        chaosi_place *grown = realloc(arm->place, capacity * sizeof *grown);
        if (!grown)
            return false;
        arm->place = grown;
        arm->capacity = capacity;
    }
    chaosi_place *const to = &arm->place[arm->count++]; /* what of it there is, is freed */
    if (!chaosi_place_init(to, b))
        return false;
    chaosi_place_copy(to, place, b);
    return true;
}

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
    return chaosi_place_init(&special->place, b) ? special : NULL;
}

void chaosi_arm_free(chaosi_arm *arm)
{
    for (uint64_t i = 0; i < arm->count; i++)
        chaosi_place_free(&arm->place[i]);
    for (uint64_t i = 0; i < arm->nspecial; i++)
        chaosi_place_free(&arm->special[i].place);
    free(arm->place);
    free(arm->special);
}

/* ------------------------------------------------------------------------------ steps */

typedef struct walk {
    chaosi_branch *b;
    chaosi_arm *arm;
    chaosi_place here, next;
    const chaosi_place *start;
    double *d, *e; /* [nz] */
    double step;
    chaos_error *error;
} walk;

/* Whether a point has left the states' box. */
static bool is_gone(const chaosi_branch *b, const chaosi_place *place)
{
    bool gone = false;
    for (size_t i = 0; i < b->npoints; i++)
        gone |= place->z[i] < b->box[i % b->cycle.dim][0] || place->z[i] > b->box[i % b->cycle.dim][1];
    return gone;
}

static bool is_outside(const chaosi_branch *b, const chaosi_place *place)
{
    const double p = chaosi_place_parameter(b, place);
    return !(p >= b->low && p <= b->high) || (b->curve && chaosi_curve_is_outside(b, place));
}

/* w->next a step ahead. *good false: not there, or not where it was looked for. */
static int step_ahead(walk *w, bool *good)
{
    chaosi_branch *b = w->b;
    chaosi_branch_ahead(b, w->here.z, w->here.tangent, w->step, w->next.z);
    memcpy(w->e, w->next.z, b->nz * sizeof *w->e);
    int code = chaosi_place_correct(b, w->here.tangent, &w->next, good, w->error);
    if (code != CHAOS_OK || !*good)
        return code;
    code = chaosi_place_judge(b, w->here.tangent, &w->next, w->error);
    chaosi_branch_difference(b, w->next.z, w->e, w->d);
    *good = chaosi_branch_product(b, w->here.tangent, w->next.tangent) >= most_bend &&
            sqrt(chaosi_branch_product(b, w->d, w->d)) <= most_astray * w->step;
    w->next.s = w->here.s + w->step;
    return code;
}

/* w->next at the end of the parameter's range, which a step has passed; of a curve's two parameters, of what it passed
 * first. */
static int step_to_end(walk *w, bool *good)
{
    chaosi_branch *b = w->b;
    size_t which = b->nz - 1;
    double end = (chaosi_place_parameter(b, &w->next) > b->high ? b->high : b->low) / b->width;
    if (b->curve)
        which = chaosi_curve_end(b, &w->here, &w->next, &end);
    const double share = (end - w->here.z[which]) / (w->next.z[which] - w->here.z[which]);
    chaosi_branch_difference(b, w->next.z, w->here.z, w->d);
    chaosi_branch_ahead(b, w->here.z, w->d, share, w->next.z);
    w->next.z[which] = end;
    memset(w->e, 0, b->nz * sizeof *w->e);
    w->e[which] = 1.0;
    int code = chaosi_place_correct(b, w->e, &w->next, good, w->error);
    if (code == CHAOS_OK && *good)
        code = chaosi_place_judge(b, w->here.tangent, &w->next, w->error);
    chaosi_branch_difference(b, w->next.z, w->here.z, w->d);
    const double length = chaosi_branch_product(b, w->d, w->here.tangent);
    *good &= chaosi_branch_product(b, w->here.tangent, w->next.tangent) >= most_bend && length >= 0.0 &&
             length <= 1.5 * w->step;
    w->next.s = w->here.s + length;
    return code;
}

/* -------------------------------------------------------------------------------- ends */

/* d = z - z some iterates later */
static void shift(const chaosi_branch *b, const double *z, size_t by, double *shifted, double *d)
{
    const size_t dim = b->cycle.dim, n = b->cycle.n;
    for (size_t i = 0; i < n; i++)
        memcpy(shifted + i * dim, z + (i + by) % n * dim, dim * sizeof *z);
    memcpy(shifted + b->npoints, z + b->npoints, (b->nz - b->npoints) * sizeof *z);
    chaosi_branch_difference(b, z, shifted, d);
}

/* Whether the step leads to a cycle of a smaller period, or through it to the same cycle with its points in another
 * order. */
static bool loses_period(const walk *w)
{
    const chaosi_branch *b = w->b;
    const double near = 9.0 * w->step * w->step; /* points half a circle apart change sides, too */
    bool through = false;
    double *const here = chaosi_alloc(2 * b->nz, sizeof *here);
    for (size_t prime = 2, n = b->cycle.n; here && prime <= n; prime++) {
        if (n % prime)
            continue;
        while (n % prime == 0)
            n /= prime;
        shift(b, w->here.z, b->cycle.n / prime, here + b->nz, here);
        shift(b, w->next.z, b->cycle.n / prime, here + b->nz, w->d);
        const double size = chaosi_branch_product(b, here, here);
        through |= chaosi_branch_product(b, here, w->d) <= no_share * size && size <= near;
    }
    free(here);
    return through;
}

/* Whether the start lies on the step that was made. */
static bool closes(const walk *w)
{
    const chaosi_branch *b = w->b;
    if (w->arm->count < 4)
        return false;
    chaosi_branch_difference(b, w->start->z, w->here.z, w->d);
    const double ahead = chaosi_branch_product(b, w->d, w->here.tangent),
                 off = chaosi_branch_product(b, w->d, w->d) - ahead * ahead;
    return ahead > 0.0 && ahead <= w->step && sqrt(fmax(off, 0.0)) <= most_astray * w->step &&
           chaosi_branch_product(b, w->here.tangent, w->start->tangent) > 0.0;
}

/* ------------------------------------------------------------------------------- events */

static int compare(const chaosi_special *a, const chaosi_special *b)
{
    return a->place.s < b->place.s ? -1 : a->place.s > b->place.s;
}

static void sort(chaosi_arm *arm, uint64_t first)
{
    for (uint64_t i = first + 1; i < arm->nspecial; i++)
        for (uint64_t j = i; j > first && compare(&arm->special[j], &arm->special[j - 1]) < 0; j--) {
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
        const double *const z = place->multipliers[k], off = fabs(hypot(z[0], z[1]) - 1.0);
        if (off < least) {
            least = off;
            kind = z[1] != 0.0 ? CHAOS_NEIMARK_SACKER : z[0] < 0.0 ? CHAOS_FLIP : CHAOS_BRANCH_POINT;
        }
    }
    return kind;
}

/* *jumped: the step led to another branch; what was taken of it before is dropped where a shorter one may not. */
static int take_events(walk *w, const chaosi_events *events, bool *jumped)
{
    chaosi_branch *b = w->b;
    const uint64_t first = w->arm->nspecial;
    int code = CHAOS_OK;
    for (uint32_t k = 0; k < events->count && code == CHAOS_OK; k++) {
        chaosi_special *special = push_special(w->arm, b);
        if (!special)
            return chaosi_nomem(w->error);
        code = chaosi_branch_locate(b, &w->here, &w->next, events->kind[k], special, w->error);
        if (code == CHAOS_OK && special->jumped && w->step > one_event) {
            *jumped = true;
            while (w->arm->nspecial > first)
                chaosi_place_free(&w->arm->special[--w->arm->nspecial].place);
            return CHAOS_OK;
        }
        if (code == CHAOS_OK)
            code = chaosi_branch_normal_form(b, special, w->error);
    }
    if (code == CHAOS_OK && events->unexplained && events->count == 0) {
        chaosi_special *special = push_special(w->arm, b);
        if (!special)
            return chaosi_nomem(w->error);
        special->kind = unseen(b, &w->next);
        chaosi_place_copy(&special->place, &w->next, b);
        special->off = special->condition = special->coefficient[0] = special->coefficient[1] = CHAOSI_NAN;
        special->exact = false;
    }
    if (code != CHAOS_OK) /* the one that was not finished */
        chaosi_place_free(&w->arm->special[--w->arm->nspecial].place);
    sort(w->arm, first);
    return code;
}

/* ----------------------------------------------------------------------------- following */

/* One step that is taken, or a reason to end. *ended: the latter, which may come with a last place. */
static int advance(walk *w, bool *ended)
{
    chaosi_branch *b = w->b;
    for (;; w->step /= 2.0) {
        bool good;
        if (w->step < shortest_step) {
            *ended = true;
            w->arm->stop = CHAOSI_STOP_STEP;
            return CHAOS_OK;
        }
        int code = step_ahead(w, &good);
        const bool beyond = code == CHAOS_OK && good && is_outside(b, &w->next), last = good && closes(w);
        if (beyond)
            code = step_to_end(w, &good);
        if (code != CHAOS_OK)
            return code;
        if (!good)
            continue;
        const chaosi_events events = chaosi_branch_events(b, &w->here, &w->next);
        if ((events.count > 1 || events.unexplained) && w->step > one_event)
            continue;
        if (loses_period(w)) {
            *ended = true;
            w->arm->stop = CHAOSI_STOP_PERIOD;
            return CHAOS_OK;
        }
        bool jumped = false;
        if ((code = take_events(w, &events, &jumped)) != CHAOS_OK)
            return code;
        if (jumped)
            continue;
        const bool gone = is_gone(b, &w->next);
        *ended = beyond || gone || last;
        w->arm->stop = beyond || gone ? CHAOSI_STOP_BOX : CHAOSI_STOP_CLOSED;
        if (!push_place(w->arm, &w->next, b))
            return chaosi_nomem(w->error);
        return CHAOS_OK;
    }
}

static int go_along(walk *w, uint64_t most)
{
    bool ended = false;
    int code = CHAOS_OK;
    while (!ended && code == CHAOS_OK) {
        if (w->arm->count >= most) {
            w->arm->stop = CHAOSI_STOP_BUDGET;
            break;
        }
        code = advance(w, &ended);
        chaosi_place_copy(&w->here, &w->next, w->b);
        if (w->b->curve)
            chaosi_curve_refer(w->b, &w->here);
        if (w->next.updates <= EASY)
            w->step = fmin(w->step * longer, longest_step);
    }
    if (code == CHAOS_ECANCELED)
        w->arm->stop = CHAOSI_STOP_CANCELED;
    return code;
}

int chaosi_branch_follow(chaosi_branch *b, const chaosi_place *start, uint64_t most, chaosi_arm *arm,
                         chaos_error *error)
{
    walk w = { .b = b, .arm = arm, .start = start, .step = first_step, .error = error };
    int code = CHAOS_OK;
    w.d = chaosi_alloc(2 * b->nz, sizeof *w.d);
    const bool here = chaosi_place_init(&w.here, b), next = chaosi_place_init(&w.next, b),
               ready = here && next && w.d;
    if (ready) {
        w.e = w.d + b->nz;
        chaosi_place_copy(&w.here, start, b);
        if (b->curve)
            chaosi_curve_refer(b, start);
        code = push_place(arm, start, b) ? go_along(&w, most) : chaosi_nomem(error);
    }
    chaosi_place_free(&w.here);
    chaosi_place_free(&w.next);
    free(w.d);
    return ready ? code : chaosi_nomem(error);
}
