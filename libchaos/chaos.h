/* chaos.h - iterated maps: orbits, sweeps, and what is measured on them.
 *
 * SPDX-License-Identifier: MIT
 *
 * The manual of the library. Its chapters are the headers included below, each
 * of which can also be included alone.
 *
 * Form     Each function says what it does, then In, In/out and Out, with the
 *          shapes of arrays in brackets; Returns, unless it returns a plain
 *          code; and Errors beyond those of every function: CHAOS_EINVAL for a
 *          wrong argument, CHAOS_ENOMEM, and from long calls CHAOS_ECANCELED
 *          and CHAOS_EFUNCTION. Arguments come in one order: the map, what to
 *          do, inputs, outputs, options, and last a chaos_error. The last two
 *          may be NULL.
 * Memory   Every array belongs to the caller, inputs and outputs alike; the
 *          library keeps no pointer to it after the call. Strings that are
 *          returned live as long as the object they came from. Nothing is
 *          written to an output before all arguments have been checked.
 * Threads  Every function may be called from any thread at any time. Maps and
 *          results never change. Long calls start threads of their own (see
 *          chaos_options.threads), which end with the call.
 * Errors   An int is a code: CHAOS_OK or another enum chaos_code. Details go
 *          into the chaos_error. The library never aborts, prints, exits,
 *          installs a signal handler or changes a process-wide setting. An
 *          orbit that escapes is data, not an error: see enum chaos_status.
 * Numbers  IEEE double, round to nearest. Inside a call the floating-point
 *          environment is the default one; the caller's is restored
 *          (exception flags may be raised, as by any arithmetic). Results are
 *          the same to the last bit on every instruction set and for any
 *          number of threads. Two things are not promised: the bits of sin,
 *          cos, exp, ... across versions of SLEEF (chaos_version names it), and
 *          on hardware without fused multiply-add.
 * Time     orbit[j] is the state after transient + j * every iterations: j = 0
 *          is the start if transient is 0. `steps` counts what is recorded or
 *          measured and does not include the transient.
 * Structs  Structs that are passed in begin with their own size: set it to
 *          sizeof, everything else to 0, then what you need. A shorter struct
 *          (down to that of the first release) is completed with zeros, a
 *          longer one is accepted if everything beyond is 0, and nothing is
 *          ever written past the size given. So a later library understands the
 *          structs that you were compiled with. In an array all sizes agree.
 *          chaos_error, chaos_view and chaos_digest are frozen.
 */
#ifndef CHAOS_H
#define CHAOS_H

#include <chaos/errors.h>      /* what a call returns, and what went wrong */
#include <chaos/build.h>       /* this library: version, instruction set */
#include <chaos/maps.h>        /* the catalogue, and the properties of a map */
#include <chaos/own_maps.h>    /* maps of your own: texts, C functions, files */
#include <chaos/calls.h>       /* options of long calls, status of their points */
#include <chaos/arrays.h>      /* element types and dimensions of arrays */
#include <chaos/measures.h>    /* what is measured at each point */
#include <chaos/sweeps.h>      /* measures over grids of parameters and states */
#include <chaos/batches.h>     /* measures over arrays of them */
#include <chaos/orbits.h>      /* a single orbit */
#include <chaos/derivatives.h> /* derivatives at a point, of any order that is needed */
#include <chaos/results.h>     /* results of a length that only the call knows */
#include <chaos/cycles.h>      /* cycles and their multipliers */
#include <chaos/branches.h>    /* cycles followed in a parameter, and their bifurcations */
#include <chaos/diagrams.h>    /* all branches in a parameter, as far as they are found */
#include <chaos/curves.h>      /* their bifurcations followed in two parameters */
#include <chaos/basins.h>      /* attractors and their basins */
#include <chaos/hysteresis.h>  /* where following up and down differ */
#include <chaos/digests.h>     /* whether a file of results is as it was written */

#endif
