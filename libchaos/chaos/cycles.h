/* chaos/cycles.h - cycles and their multipliers.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_CYCLES_H
#define CHAOS_CYCLES_H

#include <chaos/batches.h>
#include <chaos/calls.h>
#include <chaos/results.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is known of a list of cycles. */
enum chaos_completeness {
    CHAOS_FOUND,       /* there may be others */
    CHAOS_INDEX_RIGHT, /* the indices of these add up to what those of all do */
    CHAOS_COMPLETE     /* there are no others, as far as intervals on which f^n is monotonic are seen */
};

/* The cycle of period n near a guess, by Newton's method on all its points with the
 * map's derivative, and its multipliers (eigenvalues of Df^n). A map without a
 * derivative (chaos_map_has_derivative) is differentiated numerically. Not converging
 * is an outcome, not an error.
 *
 * In:      period   n, 1 to 100,000; n * dim^2 at most 10^8
 *          params   [nparams] finite; NULL: defaults
 *          guess    [dim] finite: roughly the first point of the cycle
 *          options  threads and progress; lift 1: angles are not wrapped, and the lift
 *                   itself must return; bound is not read. For a map that reads the time
 *                   forcing_period, of which the period is a multiple, and n0, the n of
 *                   the guess: its cycles are those of (x, n mod forcing_period). Steps at
 *                   some iterates are compared with later ones: if they differ, CHAOS_EINVAL
 * Out:     *result  of kind "cycles", which chaos_result_free frees: a table "rows" of
 *                   one row, with the columns
 *
 *          period       CHAOS_U64   n; the cycle found may have a smaller one that divides n
 *          points       CHAOS_F64   [period][dim] in order of time, ragged
 *          multipliers  CHAOS_C128  [dim] largest modulus first; infinite or 0 beyond the
 *                                   range of doubles
 *          exponents    CHAOS_F64   [dim] ln |multiplier| / n, nats per iterate: right even
 *                                   beyond that range; -inf if and only if the multiplier is
 *                                   exactly 0
 *          points_error       CHAOS_F64   [dim] estimate of the largest error of each state:
 *                                   what rounding of f leaves uncertain, to first order;
 *                                   NaN where several cycles have met in this one
 *          multipliers_error  CHAOS_F64   [dim] estimate: what such an error does to them
 *          residual     CHAOS_F64   the largest |f(x_i) - x_{i+1}| of any state, relative to
 *                                   its largest |x| on the cycle and on the guess's orbit, or
 *                                   to the period of an angle
 *          converged    CHAOS_U32   1: the residual is at rounding level; 0: the points are
 *                                   those reached last, and the multipliers are theirs
 *          family       CHAOS_U32   the dimension of the family of cycles that it is one of,
 *                                   found by looking for others beside it where 1 - Df^n is
 *                                   singular; 0: it stands alone, or dim is above 250,
 *                                   where nobody has looked
 *          unstable     CHAOS_U32   multipliers outside the unit circle, beyond their errors
 *          neutral      CHAOS_U32   those on it, within their errors; the cycle attracts if both are 0
 *          index        CHAOS_I64   the sign of det(1 - Df^n); 0: singular within the errors, or
 *                                   not known
 *
 *          Where dim is 1 it is not a dimension. Above 250 states there are the 8 largest
 *          multipliers and exponents, by subspace iteration, NaN where it has not settled
 * Errors:  CHAOS_ENOTSUP    dim is above 1 in a build without GSL
 *          CHAOS_ECANCELED  within 100 ms, except during the eigenvalues of up to 250
 *                           states, which are a single call of GSL */
CHAOS_API CHAOS_MUST_CHECK int chaos_cycle_find(const chaos_map *map, uint64_t period, const double *params,
                                                const double *guess, chaos_result **result,
                                                const chaos_options *options, chaos_error *error);

/* All cycles in a box, as far as they are found.
 *
 * In:  first, last  periods, 1 to 1000; those below are looked for as well, for they lead to the others
 *      params       [nparams] finite; NULL: defaults
 *      box          [dim][2] low and high: cycles with a point outside do not count, angles aside; NULL:
 *                   three times the map's view, about its middle
 *      budget       iterations after which no further search is begun; 0: no limit
 *      options      as for chaos_cycle_find
 * Out: *result      of kind "all_cycles"; also after CHAOS_ECANCELED, with what was found until then, or
 *                   NULL. A table "rows" as that of chaos_cycle_find, each cycle once, of its least
 *                   period, from its least point on (in the first state, then the next), sorted by
 *                   period and that point; and a table "periods" with the columns
 *
 *          period          CHAOS_U64  n
 *          cycles          CHAOS_U64  of least period n
 *          points          CHAOS_U64  of f^n(x) = x
 *          index_sum       CHAOS_I64  of these
 *          index_expected  CHAOS_I64  what it must be for all of them; INT64_MIN: not known
 *          completeness    CHAOS_U32  enum chaos_completeness
 *          singular        CHAOS_U64  families of cycles that were met, where 1 - Df^n is singular; the
 *                                     list has one cycle of them
 *          starts          CHAOS_U64
 *
 *                   and a table "averages", from the cycles up to an order, over what never leaves
 *                   the box (not for maps that read the time): CHAOS_F64 columns entropy, escape_rate and exponent (the sum of
 *                   the positive ones), each with _error, its change from the order before; to the last order before indices say that
 *                   cycles are missing
 *
 *      Rows do not depend on the number of threads.
 * Errors: CHAOS_EINVAL: also of a map of more than 6 states; CHAOS_ENOTSUP, CHAOS_ECANCELED as above */
CHAOS_API CHAOS_MUST_CHECK int chaos_cycles(const chaos_map *map, uint64_t first, uint64_t last,
                                            const double *params, const double *box, double budget,
                                            chaos_result **result, const chaos_options *options,
                                            chaos_error *error);

/* Where orbits fall because a computer has finitely many numbers: each repeats sooner or later,
 * bit by bit, and this says where, by R. P. Brent's method (BIT 20 (1980) 176), in constant memory.
 *
 * In:  max_steps  iterates of each orbit that are looked at, 1 to 2^60. A cycle is found if that
 *                 is at least the power of two from the larger of `tail` and `length` on, and
 *                 `length` more: three times the larger is enough
 *      batch      starts and parameters, as for chaos_batch_measure
 *      options    threads, progress and bound; lift must be 0 for a map with angles
 * Out: *result    of kind "float_cycles", which chaos_result_free frees; a table "rows" with a
 *                 row for each point of the batch:
 *
 *      found           CHAOS_U32  1: the orbit repeats within max_steps
 *      tail            CHAOS_U64  the first iterate on the cycle: the steps before it
 *      length          CHAOS_U64  the cycle's period; 0: none found
 *      log_multiplier  CHAOS_F64  ln of the spectral radius of Df^length along it; NaN: none found
 *      status          CHAOS_U32  enum chaos_status: CHAOS_ESCAPED, CHAOS_NONFINITE
 *
 *                 before them up to 64 columns, CHAOS_F64, of the parameters and states that are not the
 *                 same for all points, by their names; the others are in the recipe
 *
 * The bits of all this are those of the instruction set's family, not of the processor. */
CHAOS_API CHAOS_MUST_CHECK int chaos_float_cycle(const chaos_map *map, uint64_t max_steps,
                                                 const chaos_batch *batch, chaos_result **result,
                                                 const chaos_options *options, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
