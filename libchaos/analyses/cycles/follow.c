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
static const double near_end = 1e-6;    /* of the range: there it may end at a singular point */
static const double end_rounding = 1e-12; /* of the range: by less rounding may pass its end, or not */

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
    double *room;  /* [2 nz] */
    double step;
    chaos_error *error;
} walk;

/* The longest step: no unknown changes by much more than longest_step, or than that share of itself. */
static double most_step(const walk *w)
{
    const chaosi_branch *b = w->b;
    double fastest = 0.0;
    for (size_t i = 0; i < b->nz; i++) {
        const bool turns = i >= b->npoints || chaosi_cycle_period(&b->cycle, i % b->cycle.dim) > 0.0;
        fastest = fmax(fastest, fabs(w->here.tangent[i]) / (turns ? 1.0 : fmax(1.0, fabs(w->here.z[i]))));
    }
    return longest_step * fmax(1.0, 1.0 / fastest);
}

/* Whether a point has left the states' box. */
static bool is_gone(const chaosi_branch *b, const chaosi_place *place)
{
    bool gone = false;
    for (size_t i = 0; i < b->npoints; i++)
        gone |= place->z[i] < b->box[i % b->cycle.dim][0] || place->z[i] > b->box[i % b->cycle.dim][1];
    return gone;
}

/* Whether the parameter has passed an end of its range, which it goes to. */
static bool is_outside(const chaosi_branch *b, const chaosi_place *place)
{
    const double p = chaosi_place_parameter(b, place), slack = end_rounding * b->width;
    return !(p >= b->low && p <= b->high) || (place->tests.fold < 0.0 && p < b->low + slack) ||
           (place->tests.fold > 0.0 && p > b->high - slack) ||
           (b->curve && chaosi_curve_is_outside(b, place));
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

/* The same where that fails because the end is a branch point, at which the corrector is singular: what is predicted is a
 * cycle. */
static int step_to_singular_end(walk *w, bool *good)
{
    chaosi_branch *b = w->b;
    const size_t last = b->nz - 1;
    const double fold = w->here.tests.fold, end = (fold > 0.0 ? b->high : b->low) / b->width,
                 step = (end - w->here.z[last]) / fold;
    *good = false;
    if (b->curve || !(fabs(end - w->here.z[last]) <= near_end && step >= 0.0 && step <= longest_step))
        return CHAOS_OK;
    chaosi_branch_ahead(b, w->here.z, w->here.tangent, step, w->next.z);
    w->next.z[last] = end;
    w->next.s = w->here.s + step;
    w->next.updates = 0;
    int code = chaosi_branch_evaluate(b, w->next.z, &w->next.residual, w->error);
    *good = code == CHAOS_OK && w->next.residual <= CHAOSI_CYCLE_ROUNDING;
    if (*good)
        code = chaosi_place_judge(b, w->here.tangent, &w->next, w->error);
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
    double *const here = w->room;
    for (size_t prime = 2, n = b->cycle.n; prime <= n; prime++) {
        if (n % prime)
            continue;
        while (n % prime == 0)
            n /= prime;
        shift(b, w->here.z, b->cycle.n / prime, here + b->nz, here);
        shift(b, w->next.z, b->cycle.n / prime, here + b->nz, w->d);
        const double size = chaosi_branch_product(b, here, here);
        through |= chaosi_branch_product(b, here, w->d) <= no_share * size && size <= near;
    }
    return through;
}

/* Whether the step passes the start, perhaps with its points in another order: w->next is it then. */
static bool closes(walk *w)
{
    const chaosi_branch *b = w->b;
    const size_t dim = b->cycle.dim, n = b->cycle.n;
    if (w->arm->count < 4)
        return false;
    double *const start = w->room;
    bool found = false;
    for (size_t by = 0; by < n && !found; by++) {
        shift(b, w->start->z, by, start, w->d);
        chaosi_branch_difference(b, start, w->here.z, w->d);
        const double ahead = chaosi_branch_product(b, w->d, w->here.tangent),
                     off = chaosi_branch_product(b, w->d, w->d) - ahead * ahead;
        if (!(ahead > 0.0 && ahead <= w->step && sqrt(fmax(off, 0.0)) <= most_astray * w->step))
            continue;
        for (size_t i = 0; i < n; i++)
            memcpy(w->d + i * dim, w->start->tangent + (i + by) % n * dim, dim * sizeof *w->d);
        memcpy(w->d + b->npoints, w->start->tangent + b->npoints, (b->nz - b->npoints) * sizeof *w->d);
        found = chaosi_branch_product(b, w->here.tangent, w->d) > 0.0;
        if (found) {
            chaosi_place_copy(&w->next, w->start, b);
            memcpy(w->next.z, start, b->nz * sizeof *start);
            memcpy(w->next.tangent, w->d, b->nz * sizeof *start);
            w->next.s = w->here.s + ahead;
        }
    }
    return found;
}

/* ----------------------------------------------------------------------------- following */

static int judge_again(walk *w)
{
    const int code = chaosi_branch_evaluate(w->b, w->next.z, &w->next.residual, w->error);
    return code == CHAOS_OK ? chaosi_place_judge(w->b, w->next.tangent, &w->next, w->error) : code;
}

/* w->next a step ahead, and what it is the last one for; CHAOS_STOP_STEP: for nothing yet. *good false: it must be
 * shorter. *singular: the end of the range is a branch point, of which no test says anything. */
static int try_step(walk *w, bool *good, enum chaos_stop *last, bool *singular)
{
    *last = CHAOS_STOP_STEP;
    *singular = false;
    int code = step_ahead(w, good);
    if (code == CHAOS_OK && *good && closes(w)) {
        *last = CHAOS_STOP_CLOSED;
        if (w->b->curve) /* whose vectors may have turned round on the way */
            code = judge_again(w);
    } else if (code == CHAOS_OK && *good && is_outside(w->b, &w->next)) {
        *last = CHAOS_STOP_BOX;
        code = step_to_end(w, good);
    }
    if (code == CHAOS_OK && !*good) {
        *last = CHAOS_STOP_BOX;
        code = step_to_singular_end(w, good);
        *singular = *good;
    }
    if (*last == CHAOS_STOP_STEP && is_gone(w->b, &w->next))
        *last = CHAOS_STOP_STATE;
    return code;
}

/* One step that is taken, or a reason to end. *ended: the latter, which may come with a last place. */
static int advance(walk *w, bool *ended)
{
    chaosi_branch *b = w->b;
    *ended = true;
    for (; w->step >= shortest_step; w->step /= 2.0) {
        bool good, singular, jumped = false;
        int code = try_step(w, &good, &w->arm->stop, &singular);
        if (code != CHAOS_OK)
            return code;
        if (!good)
            continue;
        if (w->arm->stop == CHAOS_STOP_BOX &&
            !(w->next.s > w->here.s + end_rounding)) /* it began at the end */
            return CHAOS_OK;
        if (singular) /* no test says anything there */
            return push_place(w->arm, &w->next, b) ? CHAOS_OK : chaosi_nomem(w->error);
        const chaosi_events events = chaosi_branch_events(b, &w->here, &w->next);
        if ((events.count > 1 || events.unexplained) && w->step > one_event)
            continue;
        if (loses_period(w)) {
            w->arm->stop = CHAOS_STOP_PERIOD;
            return CHAOS_OK;
        }
        code = chaosi_arm_take(b, w->arm, &events, &w->here, &w->next, w->step > one_event ? &jumped : NULL,
                               w->error);
        if (code != CHAOS_OK)
            return code;
        if (jumped)
            continue;
        *ended = w->arm->stop != CHAOS_STOP_STEP;
        return push_place(w->arm, &w->next, b) ? chaosi_arm_take_even(b, w->arm, w->error)
                                               : chaosi_nomem(w->error);
    }
    w->arm->stop = CHAOS_STOP_STEP;
    return CHAOS_OK;
}

static int go_along(walk *w, uint64_t most)
{
    bool ended = false;
    int code = CHAOS_OK;
    while (!ended && code == CHAOS_OK) {
        if (w->arm->count >= most) {
            w->arm->stop = CHAOS_STOP_BUDGET;
            break;
        }
        code = advance(w, &ended);
        chaosi_place_copy(&w->here, &w->next, w->b);
        if (w->b->curve)
            chaosi_curve_refer(w->b, &w->here);
        if (w->next.updates <= EASY)
            w->step = fmin(w->step * longer, most_step(w));
    }
    if (code == CHAOS_ECANCELED || code == CHAOS_EFUNCTION)
        w->arm->stop = CHAOS_STOP_CANCELED;
    return code;
}

int chaosi_branch_follow(chaosi_branch *b, const chaosi_place *start, uint64_t most, chaosi_arm *arm,
                         chaos_error *error)
{
    walk w = { .b = b, .arm = arm, .start = start, .step = first_step, .error = error };
    int code = CHAOS_OK;
    w.d = chaosi_alloc(4 * b->nz, sizeof *w.d);
    const bool here = chaosi_place_init(&w.here, b), next = chaosi_place_init(&w.next, b),
               ready = here && next && w.d;
    if (ready) {
        w.e = w.d + b->nz;
        w.room = w.e + b->nz;
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
