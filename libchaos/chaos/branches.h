/* chaos/branches.h - cycles followed in a parameter, and their bifurcations.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_BRANCHES_H
#define CHAOS_BRANCHES_H

#include <chaos/calls.h>
#include <chaos/results.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What happens at a special point of a branch. */
enum chaos_special {
    CHAOS_FOLD,           /* multiplier 1: two cycles meet and end; the branch turns round */
    CHAOS_FLIP,           /* -1: a cycle of twice the period is born */
    CHAOS_NEIMARK_SACKER, /* a pair on the unit circle: an invariant circle is born */
    CHAOS_BRANCH_POINT,   /* 1, and another branch crosses */
    CHAOS_NEUTRAL_SADDLE, /* two real multipliers whose product is 1: no bifurcation */
    CHAOS_RESONANCE_3,    /* of maps with |det Df| = 1: an elliptic cycle turns by 1/3, residue 3/4, */
    CHAOS_RESONANCE_4,    /* and by 1/4, residue 1/2 */

    /* On curves in two parameters (chaos_bifurcation_curve), where also the resonances above are points of codimension 2: */
    CHAOS_CUSP,                  /* two folds meet and end */
    CHAOS_GENERALIZED_FLIP,      /* a flip goes over from super- to subcritical */
    CHAOS_CHENCINER,             /* a Neimark-Sacker point does */
    CHAOS_RESONANCE_1,           /* multipliers 1 and 1 */
    CHAOS_RESONANCE_2,           /* -1 and -1 */
    CHAOS_FOLD_FLIP,             /* 1 and -1 */
    CHAOS_FOLD_NEIMARK_SACKER,   /* 1 and a pair on the unit circle */
    CHAOS_FLIP_NEIMARK_SACKER,   /* -1 and a pair */
    CHAOS_DOUBLE_NEIMARK_SACKER, /* two pairs */

    /* On branches of maps of one state: */
    CHAOS_SUPERSTABLE /* multiplier 0: a point of the cycle is critical; no bifurcation, in a table of its own */
};

/* "fold", "flip", "neimark_sacker", "branch_point", ...; NULL past the end. */
CHAOS_API const char *chaos_special_name(uint32_t kind);

/* Why a branch or a curve ends on one side. */
enum chaos_stop {
    CHAOS_STOP_BOX, /* at the end of the parameter's range */
    CHAOS_STOP_STATE, /* a state is three times a picture's width away, or where the map has no view 10^6 times as large as
                          the cycle was */
    CHAOS_STOP_CLOSED, /* it came back, perhaps with its points in another order */
    CHAOS_STOP_STEP,   /* Newton's method finds nothing however short the step */
    CHAOS_STOP_PERIOD, /* the cycle becomes one of a smaller period */
    CHAOS_STOP_BUDGET,
    CHAOS_STOP_CANCELED
};

/* "box", "state", "closed", ...; NULL past the end. */
CHAOS_API const char *chaos_stop_name(uint32_t stop);

/* The branch of cycles through one of them, in one parameter: both ways, through folds, by pseudo-arclength
 * continuation of all points, each corrected to rounding.
 *
 * In:      period   the least one of the cycle; period * dim at most 512, dim at most 250
 *          along    which parameter
 *          low, high  where it goes; params[along] is in it
 *          params   [nparams] finite, where the cycle is; NULL: defaults
 *          guess    [dim] finite: near a point of it
 *          budget   the most rows, 2 to 10^6; 0: 10,000
 *          options  as for chaos_cycle_find
 * Out:     *result  of kind "branch"; also after CHAOS_ECANCELED and CHAOS_EFUNCTION, with what there was until then, or NULL. A
 *                   table "rows", along the branch, beginning with the end reached by lowering the parameter
 *                   first, with the columns
 *
 *          s            CHAOS_F64   length along the branch, in scaled states and parameter; 0 where it began
 *          parameter    CHAOS_F64
 *          points       CHAOS_F64   [period][dim] in order of time
 *          multipliers  CHAOS_C128  [dim] largest modulus first
 *          unstable     CHAOS_U32   multipliers outside the unit circle
 *          residue      CHAOS_F64   Greene's, (2 - trace)/4, of cycles of two states with det Df^n = 1; else NaN
 *          residual     CHAOS_F64   as of chaos_cycle_find
 *          updates      CHAOS_U32   of Newton's method
 *
 *                   and a table "special_points", in the same order:
 *
 *          kind         CHAOS_U32   enum chaos_special
 *          row          CHAOS_U64   it is between this row and the next
 *          s, parameter, points, multipliers, residue   as above
 *          coefficient  CHAOS_C128  of the normal form of f^period at the cycle's least point (in the first state,
 *                                   then the next) with |q| = 1: fold and branch point, a of w + a w^2, whose sign
 *                                   is arbitrary; flip, b of -w + b w^3, above 0: the cycle of twice the period
 *                                   attracts on the centre manifold (supercritical); Neimark-Sacker, d of
 *                                   w exp(i theta)(1 + d |w|^2), Re d below 0: the invariant circle does. NaN:
 *                                   none, as at resonances 1:3 and 1:4 (Y. A. Kuznetsov, Elements of Applied Bifurcation Theory, ch. 5)
 *          off          CHAOS_F64   how far the multiplier is from where it must be
 *          condition    CHAOS_F64   how much errors grow in s: it is right to about epsilon times that
 *          exact        CHAOS_U32   1: off is at most 1e-9; 0: do not trust it. A multiplier that only touches -1,
 *                                   or 0, or two that cross together, are seen, and never exact; one that only touches
 *                                   1 on a branch that has no fold there is not seen
 *
 *                   Of maps of one state there is a table "superstable" with the same columns, of cycles whose
 *                   multiplier passes 0.
 *
 *                   The recipe says where it began, "from": "cycle", "flip", "branch_point"; and why it ends on either side,
 *                   "begins" and "ends": chaos_stop_name
 * Errors:  CHAOS_EINVAL     also where there is no cycle of that least period near the guess
 *          CHAOS_ENOTSUP    dim is above 1 in a build without GSL
 *
 * Where |det Df| is 1 all along there are no Neimark-Sacker points: elliptic cycles have all of their
 * multipliers on the unit circle. Rows and bits do not depend on threads. */
CHAOS_API CHAOS_MUST_CHECK int chaos_branch(const chaos_map *map, uint64_t period, uint64_t along, double low,
                                            double high, const double *params, const double *guess,
                                            uint64_t budget, chaos_result **result,
                                            const chaos_options *options, chaos_error *error);

/* The branch of cycles of twice the period that is born at a flip: as chaos_branch, but
 *
 * In:      period   of the cycle that flips; 2 * period * dim at most 512
 *          params   [nparams] where it does
 *          points   [period][dim] there, as the table "special_points" has them
 * Errors:  CHAOS_EINVAL  also where no such cycle is found beside them */
CHAOS_API CHAOS_MUST_CHECK int chaos_branch_double(const chaos_map *map, uint64_t period, uint64_t along,
                                                   double low, double high, const double *params,
                                                   const double *points, uint64_t budget,
                                                   chaos_result **result, const chaos_options *options,
                                                   chaos_error *error);

/* The other branch through a branch point, where two cross: as chaos_branch, but
 *
 * In:      params   [nparams] where it is
 *          points   [period][dim] there, as the table "special_points" has them
 *          beside   [period * dim + 1] points and parameter of another cycle nearby, on the branch that is known, as
 *                   the table "rows" has them: which of the two is the other one
 * Errors:  CHAOS_EINVAL  also where no other branch is found */
CHAOS_API CHAOS_MUST_CHECK int chaos_branch_cross(const chaos_map *map, uint64_t period, uint64_t along,
                                                  double low, double high, const double *params,
                                                  const double *points, const double *beside, uint64_t budget,
                                                  chaos_result **result, const chaos_options *options,
                                                  chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
