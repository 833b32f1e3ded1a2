/* chaos/hysteresis.h - where an orbit that is followed upwards and one that is followed downwards differ.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_HYSTERESIS_H
#define CHAOS_HYSTERESIS_H

#include <chaos/calls.h>
#include <chaos/results.h>
#include <chaos/sweeps.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Hysteresis: the intervals of a parameter in which an orbit that is followed upwards is on another attractor than
 * one that is followed downwards.
 *
 * At each point both last states are run on, after a window of less than 1000 iterates up to as many before anything
 * is compared: what counts is where an orbit tends that is still on its way. The attractors are the same if an orbit
 * comes, within 10 transients, at least 1000 iterates (and as many as a record has), into a cell in which the record of
 * the other is: as many states as a window has steps, but 64 to 10,000. A cell is a thousandth of chaos_map_box
 * in each state, of a state without one a thousandth of what the starts and all last states span; of two grids of cells,
 * half a cell apart, either counts, so that no border comes between what is next to each other. So neither the phase on
 * a cycle nor a value of an exponent decides. Points with an orbit that has escaped, or of which CHAOS_UNSETTLED is
 * said (as the measure "period" does, over the last 1000 iterates of a window that has so many), are no hysteresis. Nor
 * is what lies between two points of the grid: an interval is known to a step of it.
 *
 * In:  grid       start must be CHAOS_BOTH
 *      transient  and
 *      steps      of the window after which states are handed on, from 1; transient + steps up to 2^60
 *      options    threads, bound and progress; lift must be 0 for a map with angles
 * Out: *result    of kind "hysteresis", which chaos_result_free frees; a table "rows" with a row for each
 *                 interval, in the order of the other axes, of starts, and of the axis that is followed:
 *
 *      lower, upper  CHAOS_F64  the least and the largest value of that axis in the interval: points of the grid
 *      points        CHAOS_U64  how many there are
 *
 *                 before them CHAOS_F64 columns of the other axes by their names (but of one that is called as a
 *                 column here is), and CHAOS_U64 "start", the number of a random start, if there are some
 *
 *      Rows do not depend on the number of threads.
 * Errors: CHAOS_EINVAL: also of a map that reads the iterate number or draws random numbers;
 *         CHAOS_ECANCELED */
CHAOS_API CHAOS_MUST_CHECK int chaos_hysteresis(const chaos_map *map, const chaos_grid *grid,
                                                uint64_t transient, uint64_t steps, chaos_result **result,
                                                const chaos_options *options, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
