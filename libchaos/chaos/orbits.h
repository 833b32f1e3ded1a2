/* chaos/orbits.h - a single orbit, as cheaply as possible.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_ORBITS_H
#define CHAOS_ORBITS_H

#include <chaos/calls.h>
#include <chaos/maps.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Iterates one orbit on the calling thread, but for lattices of ten thousands of sites, which as many threads
 * share as options.threads says; for maps of the catalogue of up to 16 states without allocating memory.
 *
 * In:      steps    below 2^59
 *          params   [nparams] finite
 *          options  threads, bound, lift, progress, n0, seed are read
 * In/out:  state    [dim] finite at entry; NaN at return if the orbit escaped
 *
 * CHAOS_ECANCELED: state is somewhere on the way. */
CHAOS_API CHAOS_MUST_CHECK int chaos_iterate_one(const chaos_map *map, uint64_t steps, const double *params,
                                                 double *state, const chaos_options *options,
                                                 chaos_error *error);

/* The next rows states of one orbit, to go through it piece by piece; otherwise as
 * chaos_iterate_one.
 *
 * In/out:  state  [dim] row 0 of out; at return the state one iteration past out's last
 *                 row, where the next call goes on (with options.n0 + rows, if the map
 *                 reads the time or draws random numbers). NaN stays NaN
 * Out:     out    [rows][dim] */
CHAOS_API CHAOS_MUST_CHECK int chaos_orbit_next(const chaos_map *map, uint64_t rows, const double *params,
                                                double *state, double *out, const chaos_options *options,
                                                chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
