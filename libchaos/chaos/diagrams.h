/* chaos/diagrams.h - all branches of cycles in a parameter, as far as they are found.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_DIAGRAMS_H
#define CHAOS_DIAGRAMS_H

#include <chaos/branches.h>
#include <chaos/cycles.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The branches of all cycles up to a period in one parameter, as far as they are found. Cycles are looked for at both
 * ends of the range and at values between, from the upper end down; each that is on no branch yet is followed both ways and
 * through folds, then, breadth first, what leaves at flips and branch points.
 *
 * In:      along       which parameter
 *          low, high   where it goes
 *          max_period  of the cycles, at least 1; max_period * dim at most 512
 *          seeds       at how many values between the ends cycles are looked for, at most 10,000
 *          params      [nparams] finite; that of `along` is not read; NULL: defaults
 *          box         [dim][2] where cycles are looked for, as for chaos_cycles; NULL: its default
 *          budget      rows of all branches after which no further one is begun, 2 to 10^8; 0: 100,000
 *          options     as for chaos_cycle_find; progress counts these values
 * Out:     *result     of kind "bifurcation_diagram"; also after CHAOS_ECANCELED and CHAOS_EFUNCTION, with what there was until
 *                      then, or NULL. Tables "rows", "special_points" and, of maps of one state, "superstable": those
 *                      of chaos_branch of all branches one after the other, points ragged, with a column "branch",
 *                      CHAOS_U64, its number from 0 on, before the others. And a table "branches" with the columns
 *
 *          period       CHAOS_U64
 *          begins, ends CHAOS_U32  enum chaos_stop
 *          parent       CHAOS_I64  the branch that it leaves; -1: it goes through a cycle that was found
 *          parent_special_point  CHAOS_I64  at which of that branch's special points, from 0 on; -1
 *          budget       CHAOS_U64  the most rows that it could have
 *
 *                      The recipe says "stopped": "no", "budget", "canceled". What is not found may still be there:
 *                      a branch that lives between two of the values
 * Errors:  CHAOS_EINVAL also of a map of more than 6 states; CHAOS_ENOTSUP as chaos_branch
 *
 * Rows and bits do not depend on threads. */
CHAOS_API CHAOS_MUST_CHECK int chaos_bifurcation_diagram(const chaos_map *map, uint64_t along, double low,
                                                         double high, uint64_t max_period, uint64_t seeds,
                                                         const double *params, const double *box,
                                                         uint64_t budget, chaos_result **result,
                                                         const chaos_options *options, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
