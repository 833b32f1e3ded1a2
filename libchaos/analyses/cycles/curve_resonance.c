/* Where curves of cycles of three and four times the period leave resonances 1:3 and 1:4.
 *
 * Near such a point the map, iterated that often, has further fixed points in the plane of the critical pair, at any small distance
 * and angle: two parameters make them. All round, two multipliers are near 1, and at some angles one is 1, or
 * their product is (Y. A. Kuznetsov, Elements of Applied Bifurcation Theory, 3rd ed. 2004, section 9.5: at 1:4 two folds if
 * |A| > 1, a Neimark-Sacker point if moreover |Im A| is large; at 1:3 two neutral saddles). There the curves begin.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"
#include "analyses/cycles/complex.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { TURNS = 64, BISECTIONS = 6, MAX_UPDATES = 12 };
static const double first_amplitude = 0.02, last_amplitude = 1e-3;
static const double settled = 1e-10; /* an update of Newton's method, which converges quadratically */
static const double near = 0.2;      /* of where it must be the pair is */

/* Cycles all round the point. */
typedef struct ring {
    chaosi_branch *b;
    const double *z;    /* [nz] the point, gone round */
    double *axes[2];    /* [nz] of length 1 */
    double *at, *hence; /* [nz] the cycle that was found last; where one is looked for */
    double amplitude;
    double mu[2][2]; /* multipliers of the last one: the two nearest to 1 */
    double fold;     /* the product of both less 1, */
    double pair;     /* and their product, less 1 */
    bool found;
    chaos_error *error;
} ring;

/* The pair of the resonance, in the upper half plane. */
static void find_root(const chaosi_curve *q, double root[2])
{
    root[0] = q->times == 3 ? -0.5 : 0.0;
    root[1] = q->times == 3 ? sqrt(0.75) : 1.0;
}

/* A direction in the plane, where `turn` from 0 to 1 goes round until the same cycles come again. */
static void to_turn(const ring *c, double turn, double *direction)
{
    double root[2];
    find_root(c->b->curve, root);
    const double x = 1.0 - turn + turn * root[0], y = turn * root[1], length = sqrt(x * x + y * y);
    for (size_t i = 0; i < c->b->nz; i++)
        direction[i] = (x * c->axes[0][i] + y * c->axes[1][i]) / length;
}

/* The two multipliers nearest to 1. */
static int find_multipliers(ring *c)
{
    chaosi_branch *b = c->b;
    const int code = chaosi_cycle_multipliers(&b->cycle, b->multipliers, c->error);
    double off[2] = { INFINITY, INFINITY };
    for (size_t k = 0; k < b->cycle.dim && code == CHAOS_OK; k++) {
        const chaosi_multiplier *m = &b->multipliers[k];
        const double z[2] = { chaosi_multiplier_part(m->re, m->exponent),
                              chaosi_multiplier_part(m->im, m->exponent) },
                     now = chaosi_modulus(z[0] - 1.0, z[1]);
        const size_t to = now < off[0] ? 0 : 1;
        if (!(now < off[to]))
            continue;
        if (to == 0) {
            off[1] = off[0];
            memcpy(c->mu[1], c->mu[0], sizeof z);
        }
        off[to] = now;
        memcpy(c->mu[to], z, sizeof z);
    }
    const chaosi_complex one = { c->mu[0][0], c->mu[0][1] }, other = { c->mu[1][0], c->mu[1][1] };
    c->fold = chaosi_times(chaosi_complex_apart(one, -1.0), chaosi_complex_apart(other, -1.0)).re;
    c->pair = chaosi_complex_apart(chaosi_times(one, other), -1.0).re;
    return code;
}

/* z += a step to the cycle, and to what of it is in the plane; returns its length. */
static double update(ring *c)
{
    chaosi_branch *b = c->b;
    const size_t np = b->npoints, n = b->cycle.n, dim = b->cycle.dim;
    chaosi_branch_matrix(b, c->axes[1]);
    for (size_t i = 0; i < b->nz; i++)
        b->matrix[np * b->nz + i] = c->axes[0][i] / (double)n;
    for (size_t i = 0; i < np; i++)
        b->rhs[i] = -b->cycle.residual[i] / b->scale[i % dim];
    chaosi_branch_difference(b, c->hence, c->at, b->before);
    for (size_t k = 0; k < 2; k++)
        b->rhs[np + k] = chaosi_branch_product(b, c->axes[k], b->before);
    chaosi_lu(b->matrix, b->pivot, b->nz);
    chaosi_lu_solve(b->matrix, b->pivot, b->nz, b->rhs);
    for (size_t i = 0; i < b->nz; i++)
        c->at[i] += b->rhs[i];
    return sqrt(chaosi_branch_product(b, b->rhs, b->rhs));
}

/* The cycle in a direction, from the last one; c->found false: there is none. */
static int look(ring *c, double turn)
{
    chaosi_branch *b = c->b;
    double last = INFINITY, worst;
    to_turn(c, turn, c->hence);
    for (size_t i = 0; i < b->nz; i++)
        c->hence[i] = c->z[i] + c->amplitude * c->hence[i];
    c->found = false;
    for (int k = 0; k < MAX_UPDATES; k++) {
        const int code = chaosi_branch_evaluate(b, c->at, &worst, c->error);
        if (code != CHAOS_OK || !isfinite(worst))
            return code;
        if (last <= settled)
            break;
        last = update(c);
        if (!(last < 1.0))
            return CHAOS_OK;
    }
    c->found = last <= settled;
    return c->found ? find_multipliers(c) : CHAOS_OK;
}

static double test(const ring *c) { return c->b->curve->kind == CHAOS_FOLD ? c->fold : c->pair; }

/* Whether what changes its sign is looked for; at 1:4 neutral saddles are not. */
static bool is_wanted(const ring *c)
{
    const chaosi_curve *q = c->b->curve;
    return q->kind == CHAOS_FOLD || q->special == CHAOS_RESONANCE_3 || c->fold > 0.0;
}

/* From one direction to another, between which the test changes its sign: *turn is near where. */
static int bisect(ring *c, double from, double to, double first, double *turn)
{
    int code = CHAOS_OK;
    for (int k = 0; k < BISECTIONS && code == CHAOS_OK; k++) {
        *turn = (from + to) / 2.0;
        code = look(c, *turn);
        if (!c->found)
            return code;
        if ((test(c) > 0.0) == (first > 0.0))
            from = *turn;
        else
            to = *turn;
    }
    return code;
}

/* Number nth of the directions in which it happens. *there false: it does not so often. */
static int find_turn(ring *c, double *turn, bool *there)
{
    const chaosi_curve *q = c->b->curve;
    double last = CHAOSI_NAN, now;
    uint64_t seen = 0;
    int code = CHAOS_OK;
    *there = false;
    memcpy(c->at, c->z, c->b->nz * sizeof *c->at);
    for (size_t i = 0; i < c->b->npoints; i++) /* one of the cycles, not the point */
        c->at[i] += c->amplitude * c->axes[0][i];
    for (int i = 0; i <= TURNS && code == CHAOS_OK; i++, last = now) {
        code = look(c, (double)i / TURNS);
        now = test(c);
        if (code != CHAOS_OK || !c->found)
            return code;
        if (!((last > 0.0 && now <= 0.0) || (last <= 0.0 && now > 0.0)))
            continue;
        code = bisect(c, (double)(i - 1) / TURNS, (double)i / TURNS, last, turn);
        if (code != CHAOS_OK || !c->found)
            return code;
        if (is_wanted(c) && seen++ == q->nth) {
            *there = true;
            return CHAOS_OK;
        }
        code = look(c, (double)i / TURNS);
    }
    return code;
}

/* At an amplitude. */
static int leave(ring *c, double *across, chaosi_place *start)
{
    static const double one[2][2] = { { 1.0, 0.0 } };
    chaosi_branch *b = c->b;
    double turn, worst;
    bool there;
    int code = find_turn(c, &turn, &there);
    c->found = false;
    if (code != CHAOS_OK || !there)
        return code;
    memcpy(start->z, c->at, b->nz * sizeof *c->at);
    to_turn(c, turn, across);
    const bool folds = b->curve->kind == CHAOS_FOLD;
    chaosi_curve_find_vectors(b, folds ? one : (const double(*)[2])c->mu, 1);
    code = chaosi_branch_evaluate(b, start->z, &worst, c->error);
    if (code == CHAOS_OK)
        code = chaosi_place_correct(b, across, start, &c->found, c->error);
    c->found = c->found && chaosi_curve_is_beside(b, start, c->amplitude);
    return code;
}

static bool is_resonant(const chaosi_curve *q, const double mu[2])
{
    double root[2];
    find_root(q, root);
    return chaosi_modulus(mu[0] - root[0], mu[1] - root[1]) <= near;
}

int chaosi_curve_leave_resonance(chaosi_branch *b, const double mu[2][2], const double *z, double *across,
                                 chaosi_place *start, bool *found, chaos_error *error)
{
    chaosi_curve *q = b->curve;
    const size_t nz = b->nz, np = b->npoints;
    *found = false;
    if (!is_resonant(q, mu[0]))
        return CHAOS_OK;
    double *const room = chaosi_alloc(4 * nz + 4, sizeof *room);
    if (!room)
        return chaosi_nomem(error);
    ring c = { .b = b, .z = z, .at = room + 2 * nz + 4, .error = error };
    c.hence = c.at + nz;
    chaosi_curve_find_plane(b, mu, q->times, room); /* [2][np] and 4 more, made room for parameters */
    memcpy(q->reference, room, chaosi_curve_nvectors(b) * sizeof *room);
    for (size_t k = 2; k-- > 0;) {
        c.axes[k] = room + k * nz;
        memmove(c.axes[k], room + k * np, np * sizeof *room);
        c.axes[k][np] = c.axes[k][np + 1] = 0.0;
        const double length = sqrt(chaosi_branch_product(b, c.axes[k], c.axes[k]));
        for (size_t i = 0; i < np; i++)
            c.axes[k][i] /= length;
    }
    int code = CHAOS_OK;
    for (c.amplitude = first_amplitude; c.amplitude >= last_amplitude && code == CHAOS_OK && !c.found;
         c.amplitude /= 4.0)
        code = leave(&c, across, start);
    *found = c.found;
    free(room);
    return code;
}
