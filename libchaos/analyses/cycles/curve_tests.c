/* What happens on a curve of bifurcations: functions whose signs change at points of codimension 2.
 *
 * Fold        cusp: w D^2F(v, v), which is the gradient of g along v; 1:1: the pairing of the left and the right vector.
 * Flip        1:2: the same pairing; generalised flip: the coefficient b times it, and times the product of the other multipliers
 *             less 1, since b has poles where either is 0.
 * Pair        1:1, 1:2, 1:3, 1:4: cos theta - 1, + 1, + 1/2, 0; Chenciner: Re d.
 * All         of the other multipliers: the products of mu - 1, of mu + 1, and of mu_i mu_j - 1.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"
#include "analyses/cycles/complex.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

static const double well_off = 1e-9;
static const double next_to_nothing = 1e-3; /* of a coefficient beside a point at which it vanishes */

static double *test_of(chaosi_tests *tests, uint32_t kind)
{
    return &tests->special[kind - CHAOS_RESONANCE_3];
}

/* ------------------------------------------------------------------------ multipliers */

/* The critical ones, [chaosi_curve_m]. */
static void find_critical(const chaosi_curve *q, const chaosi_place *place, size_t np, chaosi_complex mu[2])
{
    if (chaosi_curve_m(q) == 1) {
        mu[0] = (chaosi_complex){ q->kind == CHAOS_FLIP ? -1.0 : 1.0, 0.0 };
        return;
    }
    const double cosine = chaosi_curve_cosine(place->vectors + 2 * np),
                 root = sqrt(fabs(1.0 - cosine * cosine));
    for (int k = 0; k < 2; k++)
        mu[k] = fabs(cosine) < 1.0 ? (chaosi_complex){ cosine, k ? -root : root }
                                   : (chaosi_complex){ cosine + (k ? -root : root), 0.0 };
}

/* Which multiplier is critical: the nearest one, but for `other`. */
static size_t nearest(const chaosi_place *place, size_t dim, chaosi_complex mu, size_t other)
{
    size_t best = dim;
    double least = INFINITY;
    for (size_t k = 0; k < dim; k++) {
        const double off = chaosi_modulus(place->multipliers[k][0] - mu.re, place->multipliers[k][1] - mu.im);
        if (k != other && off < least) {
            least = off;
            best = k;
        }
    }
    return best;
}

/* Products over the multipliers but for critical ones [2]. */
static void multiply_others(const chaosi_place *place, size_t dim, const size_t critical[2], double *less_1,
                            double *plus_1, double *pairs)
{
    chaosi_complex less = { 1.0, 0.0 }, plus = less, pair = less;
    for (size_t k = 0; k < dim; k++) {
        if (k == critical[0] || k == critical[1])
            continue;
        less =
            chaosi_times(less, chaosi_complex_apart(chaosi_multiplier_within(place->multipliers[k]), -1.0));
        plus = chaosi_times(plus, chaosi_complex_apart(chaosi_multiplier_within(place->multipliers[k]), 1.0));
        for (size_t l = 0; l < k; l++)
            if (l != critical[0] && l != critical[1])
                pair = chaosi_times(
                    pair, chaosi_complex_apart(chaosi_times(chaosi_multiplier_within(place->multipliers[k]),
                                                            chaosi_multiplier_within(place->multipliers[l])),
                                               -1.0));
    }
    *less_1 = less.re;
    *plus_1 = plus.re;
    *pairs = pair.re;
}

/* ------------------------------------------------------------------------------ tests */

static double dot(const double *u, const double *v, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += u[i] * v[i];
    return sum;
}

/* Of a multiplier 1 or -1. */
static void test_single(const chaosi_branch *b, chaosi_place *place, double less_1, double plus_1)
{
    const chaosi_curve *q = b->curve;
    const size_t np = b->npoints, dim = b->cycle.dim;
    chaosi_tests *t = &place->tests;
    /* M' = -v_0 in the last rows */
    const double pairing = dot(place->vectors + np + np - dim, place->vectors, dim);
    const double right = dot(q->right, q->right, np), left = sqrt(dot(q->left, q->left, np));
    if (q->kind == CHAOS_FOLD) {
        *test_of(t, CHAOS_CUSP) = dot(q->gradient, q->right, np) / (right * left);
        *test_of(t, CHAOS_RESONANCE_1) = b->conservative || dim == 1 ? CHAOSI_NAN : pairing;
        *test_of(t, CHAOS_FOLD_FLIP) = plus_1;
    } else {
        *test_of(t, CHAOS_GENERALIZED_FLIP) = place->coefficient[0] * pairing * less_1;
        *test_of(t, CHAOS_RESONANCE_2) = b->conservative || dim == 1 ? CHAOSI_NAN : pairing;
        *test_of(t, CHAOS_FOLD_FLIP) = less_1;
    }
}

static void test_pair(const chaosi_branch *b, chaosi_place *place, double less_1, double plus_1, double pairs)
{
    const double cosine = chaosi_curve_cosine(place->vectors + 2 * b->npoints);
    chaosi_tests *t = &place->tests;
    *test_of(t, CHAOS_RESONANCE_1) = cosine - 1.0;
    *test_of(t, CHAOS_RESONANCE_2) = cosine + 1.0;
    if (!(fabs(cosine) < 1.0)) /* neutral saddles */
        return;
    *test_of(t, CHAOS_RESONANCE_3) = cosine + 0.5;
    *test_of(t, CHAOS_RESONANCE_4) = cosine;
    *test_of(t, CHAOS_CHENCINER) = place->coefficient[0];
    *test_of(t, CHAOS_FOLD_NEIMARK_SACKER) = less_1;
    *test_of(t, CHAOS_FLIP_NEIMARK_SACKER) = plus_1;
    *test_of(t, CHAOS_DOUBLE_NEIMARK_SACKER) = pairs;
}

int chaosi_curve_judge(chaosi_branch *b, chaosi_place *place, chaos_error *error)
{
    const chaosi_curve *q = b->curve;
    const size_t dim = b->cycle.dim;
    chaosi_complex mu[2];
    size_t critical[2] = { dim, dim };
    double less_1, plus_1, pairs;
    int code = CHAOS_OK;
    chaosi_curve_keep(b, place->vectors);
    find_critical(q, place, b->npoints, mu);
    for (size_t k = 0; k < chaosi_curve_m(q); k++) {
        critical[k] = nearest(place, dim, mu[k], critical[0]);
        place->outside -= chaosi_place_is_outside(b, critical[k]);
    }
    multiply_others(place, dim, critical, &less_1, &plus_1, &pairs);
    place->coefficient[0] = place->coefficient[1] = CHAOSI_NAN;
    if (q->kind != CHAOS_NEIMARK_SACKER || mu[0].im != 0.0)
        code = chaosi_branch_coefficient(b, q->kind, (const double[]){ mu[0].re, mu[0].im },
                                         place->coefficient, error);
    place->tests.curve = true;
    for (size_t k = 0; k < CHAOSI_CODIM_2; k++)
        place->tests.special[k] = CHAOSI_NAN;
    if (chaosi_curve_m(q) == 2)
        test_pair(b, place, less_1, plus_1, pairs);
    else {
        test_single(b, place, less_1, plus_1);
        if (!b->conservative && dim > 2)
            *test_of(&place->tests,
                     q->kind == CHAOS_FOLD ? CHAOS_FOLD_NEIMARK_SACKER : CHAOS_FLIP_NEIMARK_SACKER) = pairs;
    }
    return code;
}

/* --------------------------------------------------------------------- special points */

/* Whether the pair that makes it one with a Neimark-Sacker point is real: no bifurcation. */
static bool has_neutral_saddle(const chaosi_branch *b, const chaosi_special *special)
{
    const chaosi_place *place = &special->place;
    const size_t dim = b->cycle.dim;
    chaosi_complex mu[2];
    size_t critical[2] = { dim, dim };
    double least = INFINITY;
    bool real = false;
    if (special->kind != CHAOS_DOUBLE_NEIMARK_SACKER && chaosi_curve_m(b->curve) == 2)
        return false; /* the pair is the curve's own */
    if (special->kind < CHAOS_FOLD_NEIMARK_SACKER)
        return false;
    find_critical(b->curve, place, b->npoints, mu);
    for (size_t k = 0; k < chaosi_curve_m(b->curve); k++)
        critical[k] = nearest(place, dim, mu[k], critical[0]);
    for (size_t k = 0; k < dim; k++)
        for (size_t l = 0; l < k; l++) {
            const chaosi_complex z = chaosi_times(chaosi_multiplier_within(place->multipliers[k]),
                                                  chaosi_multiplier_within(place->multipliers[l]));
            const double off = chaosi_modulus(z.re - 1.0, z.im);
            if (k != critical[0] && k != critical[1] && l != critical[0] && l != critical[1] && off < least) {
                least = off;
                real = place->multipliers[k][1] == 0.0;
            }
        }
    return real;
}

/* Whether the coefficient of codimension 1 has a pole there. */
static bool has_pole(uint32_t curve, uint32_t kind)
{
    return kind == CHAOS_RESONANCE_1 || kind == CHAOS_RESONANCE_2 || kind == CHAOS_RESONANCE_3 ||
           (curve == CHAOS_FLIP && kind == CHAOS_FOLD_FLIP) ||
           (curve == CHAOS_NEIMARK_SACKER && kind == CHAOS_FOLD_NEIMARK_SACKER);
}

/* Whether the coefficient that must vanish there, b or Re d, does. Its test changes sign also where Re d has a pole, and
 * where a factor vanishes that cancels poles of b, if there is none, as in maps with a symmetry. */
static bool vanishes(const chaosi_special *special, const chaosi_place *from, const chaosi_place *to)
{
    return fabs(special->place.coefficient[0]) <=
           next_to_nothing * fmax(fabs(from->coefficient[0]), fabs(to->coefficient[0]));
}

void chaosi_curve_special(const chaosi_branch *b, chaosi_special *special, const chaosi_place *from,
                          const chaosi_place *to)
{
    const double first = chaosi_place_test(from, special->kind), last = chaosi_place_test(to, special->kind),
                 length = to->s - from->s;
    if (special->kind == CHAOS_GENERALIZED_FLIP || special->kind == CHAOS_CHENCINER)
        special->absent = !vanishes(special, from, to);
    const double size = fmax(fabs(first), fabs(last));
    special->condition = length * size / fabs(last - first);
    special->off = fmax(fabs(b->curve->g), fabs(*test_of(&special->place.tests, special->kind)) / size);
    special->exact = special->off <= well_off;
    if (has_pole(b->curve->kind, special->kind))
        special->place.coefficient[0] = special->place.coefficient[1] = CHAOSI_NAN;
    if (has_neutral_saddle(b, special))
        special->kind = CHAOS_NEUTRAL_SADDLE;
}
