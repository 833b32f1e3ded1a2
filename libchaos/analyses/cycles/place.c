/* One place of a branch: Newton's method across a direction, the tangent, what the multipliers say.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"
#include "analyses/cycles/complex.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { MAX_UPDATES = 12 };
/* Updates below the first are as small as they get when the next is no smaller. */
static const double small_update = 1e-8, no_update = 1e-15;
static const double beyond_noise = 1.0 + 1e-12;
static const double beyond_rounding =
    1.0 + 1e-7; /* of multipliers on the unit circle, two of which may be equal */

/* ----------------------------------------------------------------------------- memory */

bool chaosi_place_init(chaosi_place *place, const chaosi_branch *b)
{
    *place = (chaosi_place){ .z = chaosi_alloc(b->nz, sizeof *place->z),
                             .tangent = chaosi_alloc(b->nz, sizeof *place->tangent),
                             .multipliers = chaosi_alloc(b->cycle.dim, sizeof *place->multipliers) };
    if (b->curve)
        place->vectors = chaosi_alloc(chaosi_curve_nvectors(b), sizeof *place->vectors);
    return place->z && place->tangent && place->multipliers && (place->vectors || !b->curve);
}

void chaosi_place_free(chaosi_place *place)
{
    free(place->z);
    free(place->tangent);
    free(place->multipliers);
    free(place->vectors);
    *place = (chaosi_place){ 0 };
}

void chaosi_place_copy(chaosi_place *to, const chaosi_place *from, const chaosi_branch *b)
{
    const chaosi_place own = *to;
    memcpy(own.z, from->z, b->nz * sizeof *own.z);
    memcpy(own.tangent, from->tangent, b->nz * sizeof *own.tangent);
    memcpy(own.multipliers, from->multipliers, b->cycle.dim * sizeof *own.multipliers);
    if (b->curve)
        memcpy(own.vectors, from->vectors, chaosi_curve_nvectors(b) * sizeof *own.vectors);
    *to = *from;
    to->z = own.z;
    to->tangent = own.tangent;
    to->multipliers = own.multipliers;
    to->vectors = own.vectors;
}

/* ------------------------------------------------------------------------- the equations */

double chaosi_branch_product(const chaosi_branch *b, const double *u, const double *v)
{
    double sum = 0.0;
    for (size_t i = 0; i < b->npoints; i++)
        sum += u[i] * v[i];
    sum /= (double)b->cycle.n;
    for (size_t i = b->npoints; i < b->nz; i++)
        sum += u[i] * v[i];
    return sum;
}

void chaosi_branch_difference(const chaosi_branch *b, const double *to, const double *from, double *d)
{
    const chaosi_cycle *c = &b->cycle;
    for (size_t i = 0; i < b->npoints; i++) {
        const size_t r = i % c->dim;
        d[i] = chaosi_cycle_difference(c, r, to[i] * b->scale[r], from[i] * b->scale[r]) / b->scale[r];
    }
    for (size_t i = b->npoints; i < b->nz; i++)
        d[i] = to[i] - from[i];
}

void chaosi_branch_ahead(const chaosi_branch *b, const double *from, const double *direction, double step,
                         double *to)
{
    for (size_t i = 0; i < b->nz; i++)
        to[i] = from[i] + step * direction[i];
}

void chaosi_branch_scatter(double *v, size_t n)
{
    static const double golden = 0.6180339887498949; /* its multiples' fractional parts lie evenly */
    for (size_t i = 0; i < n; i++) {
        const double x = golden * (double)(i + 1);
        v[i] = 0.1 + (x - floor(x));
    }
}

/* b->slope, by a jet at each point. */
static int find_slopes(chaosi_branch *b, chaos_error *error)
{
    const chaosi_cycle *c = &b->cycle;
    double *const p = b->jet, *const x = p + 2 * c->map->nparams, *const y = x + 2 * c->dim;
    int code = CHAOS_OK;
    for (uint64_t i = 0; i < c->map->nparams; i++) {
        p[2 * i] = b->params[i];
        p[2 * i + 1] = i == b->along;
    }
    for (size_t i = 0; i < c->n && code == CHAOS_OK; i++) {
        for (size_t r = 0; r < c->dim; r++) {
            x[2 * r] = c->x[chaosi_cycle_at(c, i, r)];
            x[2 * r + 1] = 0.0;
        }
        code = chaosi_jets_step(b->jets, 1, p, x, c->options.n0 + i, y, error);
        for (size_t r = 0; r < c->dim; r++)
            b->slope[i * c->dim + r] = y[2 * r + 1];
    }
    return code;
}

static void set_parameter(chaosi_branch *b, uint64_t along, double value)
{
    b->params[along] = value;
    for (size_t lane = 0; lane < b->cycle.lanes; lane++)
        b->cycle.p[along * b->cycle.lanes + lane] = value;
}

int chaosi_branch_evaluate(chaosi_branch *b, const double *z, double *worst, chaos_error *error)
{
    chaosi_cycle *c = &b->cycle;
    set_parameter(b, b->along, z[b->nz - 1] * b->width);
    if (b->curve)
        set_parameter(b, b->curve->along, z[b->npoints] * b->curve->width);
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            c->x[chaosi_cycle_at(c, i, r)] = z[i * c->dim + r] * b->scale[r];
    chaosi_cycle_wrap(c, c->x, c->nblocks);
    int code = chaosi_cycle_evaluate(c, worst);
    if (code == CHAOS_OK && isfinite(*worst))
        code = find_slopes(b, error);
    if (code == CHAOS_OK && isfinite(*worst) && b->curve)
        code = chaosi_curve_evaluate(b, error);
    return code;
}

/* Row i dim + r is that of r_i, state r, divided by its scale. */
void chaosi_branch_matrix(const chaosi_branch *b, const double *across)
{
    const chaosi_cycle *c = &b->cycle;
    const size_t dim = c->dim, nz = b->nz;
    memset(b->matrix, 0, nz * nz * sizeof *b->matrix);
    for (size_t i = 0; i < c->n; i++) {
        const double *const jacobian = c->jacobian + i / c->lanes * dim * dim * c->lanes + i % c->lanes;
        for (size_t r = 0; r < dim; r++) {
            double *const row = b->matrix + (i * dim + r) * nz;
            for (size_t s = 0; s < dim; s++)
                row[i * dim + s] = jacobian[(s * dim + r) * c->lanes] * b->scale[s] / b->scale[r];
            row[(i + 1) % c->n * dim + r] -= 1.0;
            row[nz - 1] = b->slope[i * dim + r] * b->width / b->scale[r];
            if (b->curve)
                row[nz - 2] = b->curve->slope[i * dim + r] * b->curve->width / b->scale[r];
        }
    }
    if (b->curve)
        memcpy(b->matrix + b->npoints * nz, b->curve->gradient, nz * sizeof *b->matrix);
    for (size_t i = 0; i < nz; i++)
        b->matrix[(nz - 1) * nz + i] = i < b->npoints ? across[i] / (double)c->n : across[i];
}

/* -------------------------------------------------------------------------------- Newton */

/* z += a step; returns its length, NaN if there is none. */
static double update(chaosi_branch *b, const double *across, double *z)
{
    const chaosi_cycle *c = &b->cycle;
    double along = 0.0;
    chaosi_branch_matrix(b, across);
    for (size_t i = 0; i < b->npoints; i++)
        b->rhs[i] = -c->residual[i] / b->scale[i % c->dim];
    if (b->curve)
        b->rhs[b->npoints] = -b->curve->g;
    for (size_t i = 0; i < b->nz; i++)
        along += b->matrix[(b->nz - 1) * b->nz + i] * (z[i] - b->target[i]);
    b->rhs[b->nz - 1] = -along;
    chaosi_lu(b->matrix, b->pivot, b->nz);
    chaosi_lu_solve(b->matrix, b->pivot, b->nz, b->rhs);
    for (size_t i = 0; i < b->nz; i++)
        z[i] += b->rhs[i];
    return sqrt(chaosi_branch_product(b, b->rhs, b->rhs));
}

/* The points within their circles again. */
static void wrap(const chaosi_branch *b, double *z)
{
    const chaosi_cycle *c = &b->cycle;
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            if (chaosi_cycle_period(c, r) > 0.0)
                z[i * c->dim + r] = c->x[chaosi_cycle_at(c, i, r)] / b->scale[r];
}

int chaosi_place_correct(chaosi_branch *b, const double *across, chaosi_place *place, bool *found,
                         chaos_error *error)
{
    double last = INFINITY;
    memcpy(b->target, place->z, b->nz * sizeof *b->target);
    *found = false;
    for (place->updates = 0;; place->updates++) {
        const int code = chaosi_branch_evaluate(b, place->z, &place->residual, error);
        if (code != CHAOS_OK || !isfinite(place->residual))
            return code;
        if (last <= no_update || place->updates == MAX_UPDATES)
            break;
        memcpy(b->before, place->z, b->nz * sizeof *b->before);
        const double now = update(b, across, place->z);
        if (!(now < last || now < small_update))
            return CHAOS_OK;
        if (now >= last / 2.0 && place->residual <= CHAOSI_CYCLE_ROUNDING &&
            (!b->curve || now < small_update)) { /* rounding: it was as good before */
            memcpy(place->z, b->before, b->nz * sizeof *b->before);
            break;
        }
        last = now;
    }
    wrap(b, place->z);
    *found = place->residual <= CHAOSI_CYCLE_ROUNDING && (!b->curve || last < small_update);
    return CHAOS_OK;
}

/* ------------------------------------------------------------------------------ judging */

bool chaosi_place_is_outside(const chaosi_branch *b, size_t k)
{
    return chaosi_multiplier_part(b->multipliers[k].modulus, b->multipliers[k].modulus_exponent) >
           (b->conservative ? beyond_rounding : beyond_noise);
}

/* Of doubles, or of what is beyond them its direction and a size that can still be multiplied. */
static void take_multipliers(const chaosi_branch *b, chaosi_place *place)
{
    place->outside = 0;
    for (size_t k = 0; k < b->cycle.dim; k++) {
        const chaosi_multiplier *m = &b->multipliers[k];
        place->multipliers[k][0] = chaosi_multiplier_part(m->re, m->exponent);
        place->multipliers[k][1] = chaosi_multiplier_part(m->im, m->exponent);
        place->outside += chaosi_place_is_outside(b, k);
    }
}

static void take_factor(chaosi_complex factor, chaosi_complex *product, double *least)
{
    *product = chaosi_times(*product, factor);
    *least = fmin(*least, chaosi_modulus(factor.re, factor.im));
}

static void test_multipliers(const chaosi_branch *b, chaosi_place *place)
{
    const size_t dim = b->cycle.dim;
    chaosi_complex flip = { 1.0, 0.0 }, pairs = { 1.0, 0.0 };
    place->tests.flip_off = place->tests.pair_off = INFINITY;
    for (size_t k = 0; k < dim; k++) {
        take_factor(chaosi_complex_apart(chaosi_multiplier_within(place->multipliers[k]), 1.0), &flip,
                    &place->tests.flip_off);
        for (size_t l = 0; l < k; l++)
            take_factor(chaosi_complex_apart(chaosi_times(chaosi_multiplier_within(place->multipliers[k]),
                                                          chaosi_multiplier_within(place->multipliers[l])),
                                             -1.0),
                        &pairs, &place->tests.pair_off);
    }
    place->tests.flip = flip.re;
    place->tests.pairs = dim > 1 && !b->conservative ? pairs.re : CHAOSI_NAN;
    const chaosi_complex first = chaosi_multiplier_within(place->multipliers[0]);
    place->tests.superstable = dim == 1 ? first.re / (1.0 + fabs(first.re)) : CHAOSI_NAN;
    place->tests.residue =
        b->area ? (2.0 - place->multipliers[0][0] - place->multipliers[1][0]) / 4.0 : CHAOSI_NAN;
    place->tests.resonance[0] = place->tests.residue - 0.75;
    place->tests.resonance[1] = place->tests.residue - 0.5;
}

/* What rounding leaves uncertain in the tangent: epsilon times the inverse of the corrector's matrix, whose elements are near
 * 1 and whose LU decomposition b->matrix has. */
static double tangent_noise(const chaosi_branch *b)
{
    double least = INFINITY;
    for (size_t i = 0; i < b->nz; i++)
        least = fmin(least, fabs(b->matrix[i * b->nz + i]));
    return 16.0 * __DBL_EPSILON__ / least;
}

int chaosi_place_judge(chaosi_branch *b, const double *towards, chaosi_place *place, chaos_error *error)
{
    chaosi_branch_matrix(b, towards);
    const chaosi_determinant det = chaosi_lu(b->matrix, b->pivot, b->nz);
    place->tests.fold_noise = tangent_noise(b);
    const int most = 900; /* what follows multiplies it */
    place->tests.branch = ldexp(det.mantissa, det.exponent > most    ? most
                                              : det.exponent < -most ? -most
                                                                     : det.exponent);
    memset(place->tangent, 0, b->nz * sizeof *place->tangent);
    place->tangent[b->nz - 1] = 1.0;
    chaosi_lu_solve(b->matrix, b->pivot, b->nz, place->tangent);
    const double length = sqrt(chaosi_branch_product(b, place->tangent, place->tangent));
    for (size_t i = 0; i < b->nz; i++)
        place->tangent[i] /= length;
    place->tests.fold = place->tangent[b->nz - 1];
    const int code = chaosi_cycle_multipliers(&b->cycle, b->multipliers, error);
    if (code == CHAOS_OK) {
        take_multipliers(b, place);
        test_multipliers(b, place);
    }
    return code == CHAOS_OK && b->curve ? chaosi_curve_judge(b, place, error) : code;
}
