/* chaos/skeletons.h - the bifurcations of a cycle in two parameters, as far as they are found.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_SKELETONS_H
#define CHAOS_SKELETONS_H

#include <chaos/curves.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The curves of folds, flips and Neimark-Sacker points of the cycle near a guess, in a rectangle of two parameters, each
 * once: through the bifurcations that it meets along either parameter, and those of the cycles of twice the period that
 * leave it; then, breadth first, the other curves that meet in points of codimension 2.
 *
 * In:      period      the least one of the cycle
 *          over        [2] which parameters
 *          box         [2][2] low and high of each; params is in it
 *          params      [nparams] finite, where the cycle is; NULL: defaults
 *          guess       [dim] finite: near a point of it
 *          max_period  of cycles on curves, at least the period; max_period * dim at most 512
 *          budget      rows of all curves after which no further one is begun, 2 to 10^8; 0: 100,000
 *          options     as for chaos_cycle_find; progress counts rows
 * Out:     *result     of kind "skeleton"; also after CHAOS_ECANCELED and CHAOS_EFUNCTION, with what there was until then, or
 *                      NULL. Tables "rows" and "special_points": those of chaos_bifurcation_curve of all curves one after
 *                      the other, points ragged, with a column "curve", CHAOS_U64, its number from 0 on, before the
 *                      others. And a table "curves" with the columns
 *
 *          kind         CHAOS_U32  CHAOS_FOLD, CHAOS_FLIP or CHAOS_NEIMARK_SACKER
 *          period       CHAOS_U64
 *          begins, ends CHAOS_U32  enum chaos_stop
 *          parent       CHAOS_I64  the curve that it leaves; -1: it goes through a bifurcation on a branch
 *          parent_special_point  CHAOS_I64  at which of that curve's special points, from 0 on; -1
 *          which        CHAOS_I64  and which of those that meet there, as chaos_special_curve counts them; -1
 *          budget       CHAOS_U64  the most rows that it could have
 *
 *                      The recipe says "stopped": "no", "budget", "canceled". What is not found may still be there: a
 *                      curve that is met along neither parameter
 * Errors:  CHAOS_EINVAL also where there is no cycle of that least period near the guess; CHAOS_ENOTSUP as chaos_branch
 *
 * Rows and bits do not depend on threads. */
CHAOS_API CHAOS_MUST_CHECK int chaos_skeleton(const chaos_map *map, uint64_t period, const uint64_t *over,
                                              const double *box, const double *params, const double *guess,
                                              uint64_t max_period, uint64_t budget, chaos_result **result,
                                              const chaos_options *options, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
