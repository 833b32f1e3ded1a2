/* Where on a branch something happens: the root of a test function in the length along it, each place corrected to
 * rounding. At branch points the corrector is singular: they have a system of their own.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/memory.h"
#include "numerics/modulus.h"

#include <math.h>
#include <string.h>

enum {
    MAX_TRIALS = 80,
    MAX_POLISH = 12,
    MAX_POLISHED = 129 /* unknowns: more would take too long at a time */
};
static const double beside = 1e-6;          /* of a branch point, where the corrector is regular */
static const double well_off = 1e-9;        /* a multiplier from where it must be */
static const double settled = 1e-9;         /* an update of Newton's method */
static const double together = 1e-6;        /* two multipliers */
static const double next_to_nothing = 1e-3; /* of a multiplier beside a place where it vanishes */

/* ---------------------------------------------------------------------------- the root */

double chaosi_place_test(const chaosi_place *place, uint32_t kind)
{
    const chaosi_tests *t = &place->tests;
    return t->curve                     ? t->special[kind - CHAOS_RESONANCE_3]
           : kind == CHAOS_FOLD         ? t->fold
           : kind == CHAOS_BRANCH_POINT ? t->branch
           : kind == CHAOS_FLIP         ? t->flip
           : kind == CHAOS_SUPERSTABLE  ? t->superstable
           : kind == CHAOS_RESONANCE_3  ? t->resonance[0]
           : kind == CHAOS_RESONANCE_4  ? t->resonance[1]
                                        : t->pairs;
}

int chaosi_place_at(chaosi_branch *b, const chaosi_place *from, double s, chaosi_place *place, bool *found,
                    chaos_error *error)
{
    chaosi_branch_ahead(b, from->z, from->tangent, s, place->z);
    int code = chaosi_place_correct(b, from->tangent, place, found, error);
    if (code == CHAOS_OK && *found)
        code = chaosi_place_judge(b, from->tangent, place, error);
    place->s = from->s + s;
    return code;
}

/* An end of the bracket: s after `from`, and the test there. */
typedef struct trial {
    double s, g;
} trial;

/* Regula falsi in the way of Anderson and Bjorck (BIT 13 (1973) 253), or halves where that is slow. */
static double choose(trial low, trial high, int k)
{
    const double s = (low.s * high.g - high.s * low.g) / (high.g - low.g);
    return k % 4 == 3 || !(s > low.s && s < high.s) ? (low.s + high.s) / 2.0 : s;
}

static int find_root(chaosi_branch *b, const chaosi_place *from, trial low, trial high, uint32_t kind,
                     chaosi_place *place, chaos_error *error)
{
    int code = CHAOS_OK, since = 0;
    const double small = 1e-10 * fmax(fabs(low.g), fabs(high.g));
    double best = INFINITY;
    const trial *last = NULL;
    chaosi_place trial_place;
    if (!chaosi_place_init(&trial_place, b)) {
        chaosi_place_free(&trial_place);
        return chaosi_nomem(error);
    }
    for (int k = 0; k < MAX_TRIALS && code == CHAOS_OK; k++) {
        const double s = choose(low, high, k);
        bool found;
        code = chaosi_place_at(b, from, s, &trial_place, &found, error);
        if (code != CHAOS_OK)
            break;
        if (!found) { /* at a branch point itself: what was predicted is near enough for its own system */
            if (kind == CHAOS_BRANCH_POINT)
                chaosi_branch_ahead(b, from->z, from->tangent, s, place->z);
            break; /* else the best place stays, and is judged as it is */
        }
        const double g = chaosi_place_test(&trial_place, kind);
        since++;
        if (fabs(g) < best) {
            best = fabs(g);
            since = 0;
            chaosi_place_copy(place, &trial_place, b);
        }
        if (g == 0.0 || (best < small && since > 2)) /* rounding */
            break;
        trial *const replaced = (g < 0.0) == (low.g < 0.0) ? &low : &high, *const kept = replaced == &low
                                                                                             ? &high
                                                                                             : &low;
        const double share = 1.0 - g / replaced->g;
        if (replaced == last)
            kept->g *= share > 0.0 ? share : 0.5;
        *replaced = (trial){ s, g };
        last = replaced;
    }
    chaosi_place_free(&trial_place);
    return code;
}

/* ------------------------------------------------------------------------ branch points
 *
 * F + slack w = 0, M^T w = 0, w w = 1 for z, slack and w, where M = dF/dz: F is the equations without a row across. At
 * the point slack is 0; where it is not, two branches pass each other, and a step led from one to the other. (G. Moore, Numer. Funct. Anal. Optim. 2 (1980) 441) */

/* H [nz][nz] += w times the second derivatives of the equations of point i. */
static int add_curvature(chaosi_branch *b, size_t i, const double *w, double *h, chaos_error *error)
{
    const chaosi_cycle *c = &b->cycle;
    const size_t dim = c->dim, nparams = c->map->nparams;
    double *const p = b->jet, *const x = p + 4 * nparams, *const y = x + 4 * dim;
    int code = CHAOS_OK;
    for (size_t j = 0; j <= dim; j++)
        for (size_t k = 0; k <= j && code == CHAOS_OK; k++) {
            double sum = 0.0;
            memset(b->jet, 0, 4 * (nparams + dim) * sizeof *b->jet);
            for (size_t r = 0; r < nparams; r++)
                p[4 * r] = b->params[r];
            for (size_t r = 0; r < dim; r++)
                x[4 * r] = c->x[chaosi_cycle_at(c, i, r)];
            (j < dim ? x + 4 * j : p + 4 * b->along)[1] = j < dim ? b->scale[j] : b->width;
            (k < dim ? x + 4 * k : p + 4 * b->along)[2] = k < dim ? b->scale[k] : b->width;
            code = chaosi_jets_step(b->jets, 2, p, x, c->options.n0 + i, y, error);
            for (size_t r = 0; r < dim; r++)
                sum += w[i * dim + r] * y[4 * r + 3] / b->scale[r];
            const size_t at_j = j < dim ? i * dim + j : b->nz - 1, at_k = k < dim ? i * dim + k : b->nz - 1;
            h[at_j * b->nz + at_k] += sum;
            if (j != k)
                h[at_k * b->nz + at_j] += sum;
        }
    return code;
}

typedef struct polish {
    double *h, *a, *rhs, *w, *null; /* [nz][nz], [2 nz][2 nz], [2 nz], [nz - 1], zeros [nz] */
    size_t *pivot;
} polish;

/* One step of Newton's method; *length of it. */
static int polish_once(chaosi_branch *b, const polish *q, double *z, double *slack, double *length,
                       chaos_error *error)
{
    const size_t nz = b->nz, n = nz - 1, all = 2 * nz;
    double worst;
    int code = chaosi_branch_evaluate(b, z, &worst, error);
    memset(q->h, 0, nz * nz * sizeof *q->h);
    memset(q->a, 0, all * all * sizeof *q->a);
    for (size_t i = 0; i < b->cycle.n && code == CHAOS_OK; i++)
        code = add_curvature(b, i, q->w, q->h, error);
    if (code != CHAOS_OK)
        return code;
    chaosi_branch_matrix(b, q->null);
    q->rhs[all - 1] = 1.0;
    memset(q->rhs + n, 0, nz * sizeof *q->rhs);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < nz; j++) {
            q->a[i * all + j] = q->a[(n + j) * all + nz + 1 + i] = b->matrix[i * nz + j];
            q->rhs[n + j] -= b->matrix[i * nz + j] * q->w[i];
        }
        q->a[i * all + nz] = q->w[i];
        q->a[i * all + nz + 1 + i] = *slack;
        q->a[(all - 1) * all + nz + 1 + i] = 2.0 * q->w[i];
        q->rhs[i] = -b->cycle.residual[i] / b->scale[i % b->cycle.dim] - *slack * q->w[i];
        q->rhs[all - 1] -= q->w[i] * q->w[i];
    }
    for (size_t j = 0; j < nz; j++)
        memcpy(q->a + (n + j) * all, q->h + j * nz, nz * sizeof *q->a);
    chaosi_lu(q->a, q->pivot, all);
    chaosi_lu_solve(q->a, q->pivot, all, q->rhs);
    for (size_t j = 0; j < nz; j++)
        z[j] += q->rhs[j];
    *slack += q->rhs[nz];
    for (size_t i = 0; i < n; i++)
        q->w[i] += q->rhs[nz + 1 + i];
    *length = sqrt(chaosi_branch_product(b, q->rhs, q->rhs));
    return CHAOS_OK;
}

/* w by two steps of inverse iteration with the corrector's matrix, which is nearly singular. */
static void start_polish(chaosi_branch *b, const double *across, const polish *q)
{
    chaosi_branch_matrix(b, across);
    chaosi_lu(b->matrix, b->pivot, b->nz);
    chaosi_branch_scatter(b->rhs, b->nz);
    for (int k = 0; k < 2; k++) {
        double size = 0.0;
        chaosi_lu_solve_left(b->matrix, b->pivot, b->nz, b->rhs);
        for (size_t i = 0; i < b->nz; i++)
            size = fmax(size, fabs(b->rhs[i]));
        for (size_t i = 0; i < b->nz; i++)
            b->rhs[i] /= size;
    }
    double length = 0.0;
    for (size_t i = 0; i < b->nz - 1; i++)
        length += b->rhs[i] * b->rhs[i];
    for (size_t i = 0; i < b->nz - 1; i++)
        q->w[i] = b->rhs[i] / sqrt(length);
}

static int polish_branch_point(chaosi_branch *b, const chaosi_place *from, const polish *q,
                               chaosi_place *place, bool *jumped, chaos_error *error)
{
    double slack = 0.0, last = 0.1, worst;
    memcpy(b->before, place->z, b->nz * sizeof *b->before);
    chaosi_branch_ahead(b, place->z, from->tangent, beside, b->target);
    int code = chaosi_branch_evaluate(b, b->target, &worst, error);
    if (code == CHAOS_OK)
        start_polish(b, from->tangent, q);
    for (int k = 0; k < MAX_POLISH && code == CHAOS_OK; k++) {
        double length = 0.0;
        code = polish_once(b, q, place->z, &slack, &length, error);
        if (code == CHAOS_OK && !(length < last)) {
            if (!(length < settled))
                memcpy(place->z, b->before, b->nz * sizeof *b->before); /* it leads elsewhere */
            break;
        }
        last = fmax(length, 1e-16);
    }
    *jumped = last < settled && !(fabs(slack) <= CHAOSI_CYCLE_ROUNDING);
    if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, place->z, &place->residual, error);
    if (code == CHAOS_OK)
        code = chaosi_place_judge(b, from->tangent, place, error);
    chaosi_branch_difference(b, place->z, from->z, b->before);
    place->s = from->s + chaosi_branch_product(b, b->before, from->tangent);
    return code;
}

static int polish_place(chaosi_branch *b, const chaosi_place *from, chaosi_place *place, bool *jumped,
                        chaos_error *error)
{
    const size_t nz = b->nz;
    const polish q = { .h = chaosi_alloc(nz * nz, sizeof(double)),
                       .a = chaosi_alloc(4 * nz * nz, sizeof(double)),
                       .rhs = chaosi_alloc(2 * nz, sizeof(double)),
                       .w = chaosi_alloc(nz, sizeof(double)),
                       .null = chaosi_alloc(nz, sizeof(double)),
                       .pivot = chaosi_alloc(2 * nz, sizeof(size_t)) };
    const int code = q.h && q.a && q.rhs && q.w && q.null && q.pivot
                         ? polish_branch_point(b, from, &q, place, jumped, error)
                         : chaosi_nomem(error);
    free(q.h);
    free(q.a);
    free(q.rhs);
    free(q.w);
    free(q.null);
    free(q.pivot);
    return code;
}

/* --------------------------------------------------------------------- what it is, and how well */

/* How far the nearest multiplier is from a real number. */
static double off_from(const chaosi_branch *b, const chaosi_place *place, double value)
{
    double least = INFINITY;
    for (size_t k = 0; k < b->cycle.dim; k++)
        least = fmin(least, chaosi_modulus(place->multipliers[k][0] - value, place->multipliers[k][1]));
    return least;
}

/* Of two multipliers the product less 1, of those that are nearest to that; *first is one of them. */
static double off_pair(const chaosi_branch *b, const chaosi_place *place, const double **first)
{
    double least = INFINITY;
    for (size_t k = 0; k < b->cycle.dim; k++)
        for (size_t l = 0; l < k; l++) {
            const double *const u = place->multipliers[k], *const v = place->multipliers[l];
            const double off = chaosi_modulus(u[0] * v[0] - u[1] * v[1] - 1.0, u[0] * v[1] + u[1] * v[0]);
            if (off < least) {
                least = off;
                *first = u;
            }
        }
    return least;
}

/* A pair, or two real ones; or two that cross the circle together, at 1 or -1, as those of equal parts do: of them no
 * normal form is known here. */
static void judge_pair(const chaosi_branch *b, chaosi_special *special)
{
    const double *first = NULL;
    special->off = off_pair(b, &special->place, &first);
    special->exact = special->off <= well_off;
    special->kind = first && first[1] != 0.0 ? CHAOS_NEIMARK_SACKER : CHAOS_NEUTRAL_SADDLE;
    if (first && fabs(fabs(first[0]) - 1.0) <= together) {
        special->kind = first[0] < 0.0 ? CHAOS_FLIP : CHAOS_BRANCH_POINT;
        special->pair = true;
        special->exact = false;
    }
}

static void judge(const chaosi_branch *b, const chaosi_place *from, const chaosi_place *to,
                  chaosi_special *special)
{
    const double first = chaosi_place_test(from, special->kind), last = chaosi_place_test(to, special->kind),
                 residue = special->place.tests.residue;
    if (b->curve) {
        chaosi_curve_special(b, special, from, to);
        return;
    }
    const bool area = residue == residue;
    const double size = special->kind == CHAOS_BRANCH_POINT ? fmax(fabs(first), fabs(last)) : 1.0;
    special->condition = (to->s - from->s) * size / fabs(last - first);
    switch (special->kind) {
    case CHAOS_FOLD:
    case CHAOS_BRANCH_POINT: special->off = area ? fabs(residue) : off_from(b, &special->place, 1.0); break;
    case CHAOS_FLIP: special->off = area ? fabs(residue - 1.0) : off_from(b, &special->place, -1.0); break;
    case CHAOS_RESONANCE_3: special->off = fabs(residue - 0.75); break;
    case CHAOS_RESONANCE_4: special->off = fabs(residue - 0.5); break;
    case CHAOS_SUPERSTABLE: /* a slope may also jump from one sign to the other */
        special->off = fabs(special->place.multipliers[0][0]);
        special->absent = special->off > next_to_nothing * fmax(fabs(first), fabs(last));
        break;
    default: judge_pair(b, special); return;
    }
    special->exact = special->off <= well_off;
}

int chaosi_branch_locate(chaosi_branch *b, const chaosi_place *from, const chaosi_place *to, uint32_t kind,
                         chaosi_special *special, chaos_error *error)
{
    const trial low = { 0.0, chaosi_place_test(from, kind) },
                high = { to->s - from->s, chaosi_place_test(to, kind) };
    special->kind = kind;
    special->exact = special->pair = special->jumped = special->absent = false;
    chaosi_place_copy(&special->place, to, b);
    int code = find_root(b, from, low, high, kind, &special->place, error);
    if (code == CHAOS_OK && kind == CHAOS_BRANCH_POINT && b->nz <= MAX_POLISHED)
        code = polish_place(b, from, &special->place, &special->jumped, error);
    else if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, special->place.z, &special->place.residual, error);
    if (code == CHAOS_OK)
        judge(b, from, to, special);
    special->exact &= !special->jumped;
    return code;
}
