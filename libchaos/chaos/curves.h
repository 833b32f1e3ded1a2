/* chaos/curves.h - bifurcations of cycles followed in two parameters.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_CURVES_H
#define CHAOS_CURVES_H

#include <chaos/branches.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The curve of folds, flips or Neimark-Sacker points through one of them, in a rectangle of two parameters: both ways,
 * through its own folds, by pseudo-arclength continuation of all points of the cycle, each corrected to rounding.
 *
 * In:      kind     CHAOS_FOLD, CHAOS_FLIP or CHAOS_NEIMARK_SACKER
 *          period   the least one of the cycle; period * dim at most 512, of Neimark-Sacker points 256
 *          over     [2] which parameters
 *          box      [2][2] low and high of each; params is in it
 *          params   [nparams] finite, where it happens; NULL: defaults
 *          points   [period][dim] there, in order of time, as special points of chaos_branch have them
 *          budget   the most rows, 2 to 10^6; 0: 10,000
 *          options  as for chaos_cycle_find
 * Out:     *result  of kind "curve"; also after CHAOS_ECANCELED and CHAOS_EFUNCTION, with what there was until then, or NULL. A table
 *                   "rows", along the curve, beginning with the end reached by lowering the first parameter first,
 *                   with the columns
 *
 *          s            CHAOS_F64   length along the curve, in scaled states and parameters; 0 where it began
 *          parameters   CHAOS_F64   [2]
 *          points       CHAOS_F64   [period][dim] in order of time
 *          multipliers  CHAOS_C128  [dim] largest modulus first
 *          cosine       CHAOS_F64   of Neimark-Sacker points, whose pair is exp(+-i theta), cos theta; beyond -1 and 1,
 *                                   past 1:2 and 1:1, the pair is real with product 1, and the point a neutral saddle: no
 *                                   bifurcation. NaN: fold, flip
 *          coefficient  CHAOS_C128  of the normal form, as of special points of chaos_branch
 *          unstable     CHAOS_U32   multipliers outside the unit circle, but for the critical ones
 *          residual     CHAOS_F64   as of chaos_cycle_find
 *          updates      CHAOS_U32   of Newton's method
 *
 *                   and a table "special_points", of those of codimension 2, in the same order:
 *
 *          kind         CHAOS_U32   enum chaos_special, from CHAOS_RESONANCE_3 on; CHAOS_NEUTRAL_SADDLE: two further
 *                                   real multipliers whose product is 1, no bifurcation
 *          row          CHAOS_U64   it is between this row and the next
 *          s, parameters, points, multipliers, cosine, coefficient   as above
 *          coefficients CHAOS_C128  [4] of the normal form of f^period on the centre manifold at the cycle's least
 *                                   point, with |q| = 1, w* conjugated (Y. A. Kuznetsov, H. G. E. Meijer, Numerical
 *                                   Bifurcation Analysis of Maps, 2019):
 *                                     cusp              c of w + c w^3
 *                                     generalized_flip  e of -w + e w^5
 *                                     chenciner         l of the modulus r, r + l r^5
 *                                     resonance_1       a, b of u1 + u2, u2 + a u1^2 + b u1 u2
 *                                     resonance_2       c, d of -u1 + u2, -u2 + c u1^3 + d u1^2 u2
 *                                     resonance_3       Re c, b of mu w (1 + c |w|^2) + b w*^2
 *                                     resonance_4       c, d of mu w (1 + c |w|^2) + d w*^3
 *                                     fold_flip         a/e, b e of u1 + a u1^2/2 + b u2^2/2, -u2 + e u1 u2
 *                                     fold_neimark_sacker   e/a, a b, g/a^2, c/a^2 of u + a u^2/2 + b |w|^2 + c u^3,
 *                                                           mu w (1 + e u + g u^2)
 *                                     flip_neimark_sacker   a, b, c, d of -u (1 + a u^2 + b |w|^2),
 *                                                           mu w (1 + c u^2 + d |w|^2)
 *                                     double_neimark_sacker a, b, c, d of mu v (1 + a |v|^2 + b |w|^2),
 *                                                           nu w (1 + c |v|^2 + d |w|^2), v that of the curve
 *                                   The phase of b of 1:3 and d of 1:4 is arbitrary. NaN: none, or not computed: e and l of maps
 *                                   without a formula, and those of less than three directions of more than some 40 states
 *          off          CHAOS_F64   what is left of its two conditions, relative to how the second one varies along the
 *                                   step
 *          condition    CHAOS_F64   how much errors grow in s: it is right to about epsilon times that
 *          exact        CHAOS_U32   1: off is at most 1e-9; 0: do not trust it
 *
 *                   The recipe says why it ends on either side, "begins" and "ends", as that of chaos_branch: "box" where
 *                   either parameter leaves its range
 * Errors:  CHAOS_EINVAL     also where there is no such point of a cycle of that least period
 *          CHAOS_ENOTSUP    dim is above 1 in a build without GSL
 *
 * Where |det Df| is 1 all along there are no Neimark-Sacker points, and
 * resonances on folds and flips are not looked for. Rows and bits do not depend on threads. */
CHAOS_API CHAOS_MUST_CHECK int chaos_bifurcation_curve(const chaos_map *map, uint32_t kind, uint64_t period,
                                                       const uint64_t *over, const double *box,
                                                       const double *params, const double *points,
                                                       uint64_t budget, chaos_result **result,
                                                       const chaos_options *options, chaos_error *error);

/* Number i of the curves that meet in a point of codimension 2: of which kind, and how many times the period its cycles
 * have; false: there are no more.
 *
 *          cusp, chenciner                          the curve itself
 *          generalized_flip                         flips; folds of twice the period
 *          resonance_1                              folds; Neimark-Sacker points
 *          resonance_2                              flips; Neimark-Sacker points; those of twice the period
 *          resonance_3                              Neimark-Sacker points; twice neutral saddles of three times the period,
 *                                                   which count as such
 *          resonance_4                              Neimark-Sacker points; of four times the period Neimark-Sacker points and
 *                                                   twice folds. With A = c/|d| there are these if |A| > 1, and those if
 *                                                   |Re A| < 1 and |Im A| > (1 + (Re A)^2)/sqrt(1 - (Re A)^2); else none
 *          fold_flip                                folds; flips; Neimark-Sacker points of twice the period
 *          fold_neimark_sacker                      folds; Neimark-Sacker points
 *          flip_neimark_sacker                      flips; Neimark-Sacker points; those of twice the period
 *          double_neimark_sacker                    Neimark-Sacker points of the one pair; of the other */
CHAOS_API bool chaos_special_curve(uint32_t special, uint64_t i, uint32_t *kind, uint64_t *times);

/* One of the curves that meet in a point of codimension 2: as chaos_bifurcation_curve, but
 *
 * In:      special  enum chaos_special, from CHAOS_RESONANCE_3 on
 *          which    number of the curve, as chaos_special_curve counts them
 *          period   of the cycle there; times * period * dim at most 512, of Neimark-Sacker points 256
 *          params   [nparams] where it is
 *          points   [period][dim] there, as the table "special_points" has them
 *          cosine   at CHAOS_DOUBLE_NEIMARK_SACKER that of the pair with number 0, as the table has it; else anything
 * Out:     *result  a curve of cycles of a multiple of the period begins a little beside the point, and its first end is there,
 *                   "period".
 *                   Where the pair is real it is a curve of neutral saddles, as its column cosine says
 * Errors:  CHAOS_EINVAL  also where no such curve is found beside the points */
CHAOS_API CHAOS_MUST_CHECK int chaos_bifurcation_curve_from(
    const chaos_map *map, uint32_t special, uint64_t which, uint64_t period, const uint64_t *over,
    const double *box, const double *params, const double *points, double cosine, uint64_t budget,
    chaos_result **result, const chaos_options *options, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
