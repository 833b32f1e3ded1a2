/* chaos/sweeps.h - measures over a grid of parameters and initial states.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_SWEEPS_H
#define CHAOS_SWEEPS_H

#include <chaos/measures.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CHAOS_MAX_AXES = 4 };

/* One axis of a grid: a parameter or a state, with count values from start to stop,
 * both included. Value i is start + i * ((stop - start) / (count - 1)), the last is
 * exactly stop; stop may be below start. Or, if not NULL, explicit values. */
typedef struct chaos_axis {
    uint32_t size;        /* sizeof(chaos_axis) */
    uint32_t reserved;    /* 0 */
    const char *name;     /* of the parameter or state */
    uint64_t count;       /* >= 1 */
    double start, stop;   /* finite */
    const double *values; /* [count]; NaN is that point's status */
} chaos_axis;

/* Value i of an axis; NaN past the end. */
CHAOS_API double chaos_axis_value(const chaos_axis *axis, uint64_t i);

/* Where orbits start.
 *
 * CHAOS_FOLLOW: along an axis, a parameter, points go one after the other. A point starts from the state of the
 * last one at the end of the measure's window, after transient + steps * every iterations; measures with other windows are
 * followed by themselves. The first one, and one after an orbit that has escaped, start where they would
 * otherwise. A state that is handed on and lies, to the last bit, on a cycle that repels at the new value would stay there for
 * ever: each of its states is moved towards the middle of chaos_map_box by a part `kick` of it (of a state
 * without one: of its own size, or of 1), and the point is CHAOS_KICKED. Not so of maps whose orbits are not
 * looked at for returns: those that read the time or draw random numbers, and functions not declared pure; nor on lifts.
 *
 * CHAOS_BOTH: likewise, in both directions. Arrays begin with a further axis of 2, and status too: from the first value of the
 * axis to the last one, "up", and from the last one to the first, "down"; all are in the order of the grid. */
enum chaos_start { CHAOS_FIXED = 0, CHAOS_FOLLOW = 1, CHAOS_BOTH = 2 };

/* A grid: the product of its axes; the last one varies fastest. */
typedef struct chaos_grid {
    uint32_t size;          /* sizeof(chaos_grid) */
    uint32_t naxes;         /* 0 to CHAOS_MAX_AXES */
    const chaos_axis *axes; /* [naxes], each of another name */
    const double *params;   /* [nparams] finite, for what is not an axis; NULL: defaults */
    const double *state;    /* [dim] likewise */
    uint64_t first, count;  /* the part of the grid to compute, in C order; count 0: all from first on.
                               Arrays hold that part alone: point `first` is their element 0. Parts give
                               the bits of the whole: what looks at the grid, a range that is found, looks
                               at all of it. Where points are followed a part is of whole lines: multiples
                               of the axis' count times those of the axes after it */
    /* Random initial states: */
    uint64_t starts;   /* so many of each point, at most 2^32 - 1; 0: one, the given state */
    uint64_t seed;     /* each start is a function of it, the point, and the number of the start */
    const double *box; /* [dim][2] low, high of each state, which has that value if they are equal; an axis
                          keeps its own. NULL: chaos_map_box */
    uint32_t start;    /* enum chaos_start */
    uint32_t along;    /* unless it is CHAOS_FIXED: that axis */
    double kick;       /* and how far states are moved; 0: 1e-9; below 0: not at all */
} chaos_grid;

/* Measures each point of a grid. Points are independent of each other: all start at
 * the given state, or at random ones. These are a further axis of the arrays, after those of the
 * grid, but of measures that pool them (chaos_measure_kind_pools). A measure's results do not depend on the others in the call.
 *
 * In:      outputs  [noutputs], at least 1, of up to CHAOS_MAX_MEASURES measures of
 *                   this map, each output once
 * Out:     the arrays that they name, and
 *          status   [points] enum chaos_status, all of the measures' masks together, of
 *                   [points][starts] if a measure does not pool random starts; or NULL. Of CHAOS_BOTH
 *                   [2] of these
 * Errors:  CHAOS_ECANCELED  points that are not CHAOS_PENDING are complete */
CHAOS_API CHAOS_MUST_CHECK int chaos_sweep(const chaos_map *map, const chaos_grid *grid,
                                           const chaos_output *outputs, size_t noutputs, uint32_t *status,
                                           const chaos_options *options, chaos_error *error);

enum { CHAOS_MEASURE_TEXT = 160 };

/* A map's own picture: the axes and measures that show it best. The axis of a map
 * given as text is its first parameter, up to a quarter around its default; without a
 * default there is no axis, and the picture is the density at one point.
 *
 * In:      *naxes    0 to be given axes; 1 or 2: the caller has as many, and wants
 *                    measures alone
 *          axes      with their sizes set; NULL if *naxes is not 0
 * Out:     *naxes    0, 1 or 2
 *          axes      [*naxes] to the right, then up; if *naxes was 0
 *          measures  [*nmeasures] 1 or 2 texts for chaos_measure_new */
CHAOS_API int chaos_map_picture(const chaos_map *map, chaos_axis axes[2], uint32_t *naxes,
                                char measures[2][CHAOS_MEASURE_TEXT], uint32_t *nmeasures,
                                chaos_error *error);

/* The measures alone, over naxes axes (0, 1 or 2) of the caller's. */
CHAOS_API int chaos_map_picture_measures(const chaos_map *map, uint32_t naxes,
                                         char measures[2][CHAOS_MEASURE_TEXT], uint32_t *nmeasures,
                                         chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
