/* chaos/basins.h - attractors, their basins, and numbers of a picture of basins.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_BASINS_H
#define CHAOS_BASINS_H

#include <chaos/results.h>
#include <chaos/sweeps.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The label of a start: 0, 1, ... is the attractor of that row of the result. */
enum chaos_label {
    CHAOS_LABEL_ESCAPED = -1,    /* the orbit leaves the bound */
    CHAOS_LABEL_UNRESOLVED = -2, /* it has come to no attractor within max_steps */
    CHAOS_LABEL_PENDING = -3     /* not computed: the call was cancelled first */
};

/* What an attractor is. */
enum chaos_attractor {
    CHAOS_ATTRACTOR_CYCLE = 0,
    CHAOS_ATTRACTOR_QUASIPERIODIC =
        1, /* no period, and no exponent above 0: a torus; never of one state that is no angle */
    CHAOS_ATTRACTOR_CHAOTIC = 2 /* its largest exponent is positive */
};

/* "cycle", "quasi-periodic", "chaotic"; NULL past the end. */
CHAOS_API const char *chaos_attractor_name(uint32_t kind);

/* Centre of cell i of an axis whose interval is cut into count equal cells:
 * start + (i + 1/2) * ((stop - start) / count); of explicit values the i-th. NaN past the end. */
CHAOS_API double chaos_cell_centre(const chaos_axis *axis, uint64_t i);

/* The attractors at one point of parameter space, and which of them each start goes to.
 *
 * An attractor is a limit set that is also reached from starts displaced by a cell (1.5 of them, so that they
 * are outside): what remains of an orbit from a start of the grid after max_steps iterates. It is known as a set of cells of a fine grid over
 * all states, of 4096 in the box for one state, 1024 each for two, 128 for three, 48, 24, 16, from seven on 8; of a box more
 * than 64 times as wide as where orbits that stay begin and end, that part is cut. What creeps away, if ever so slowly, as in
 * laminar phases, is none.
 * Two attractors that lie in the same cells count as one. Some starts are looked at one after the other,
 * until 128 in a row show nothing new, or 32 whose orbits had to be followed for long. Then each start runs
 * alone, until it has been in cells of the same attractor for 8 iterates running, has escaped, or has made
 * max_steps iterates; from those that came to none that is known, attractors are looked for once more. Nothing depends on the number of threads.
 *
 * Where |det Df| = 1 along all orbits nothing attracts: there are no rows, the recipe has "conservative": 1, and
 * starts escape or are unresolved.
 *
 * In:      grid       one to four axes, all of them states: intervals that are cut into cells, in whose
 *                     centres orbits start (chaos_cell_centre), or explicit values; or no axes and `starts`
 *                     random ones, or both. params and state: all else. box: where random starts are, and
 *                     the intervals that are cut into the fine grid; NULL, or NaN for a state: the axis, else
 *                     chaos_map_box; a state that has the same low and high is measured by the longest of the
 *                     others. first, count and start must be 0
 *          max_steps  iterates of a start at most, 1 to 2^40, of which fewer than 8 tell escapes alone; 0: 10,000
 *          options    threads, progress, bound and lift
 * Out:     labels     [axes][starts] enum chaos_label, as a sweep's points
 *          times      [axes][starts] the iterate with which an orbit comes to its attractor, the first of 8 running in cells of it, or
 *                     has escaped; -1: unresolved. NULL: not asked for, which saves following all orbits once more
 *          *result    of kind "basins", which chaos_result_free frees; NULL after CHAOS_ECANCELED. A table
 *                     "rows" of the attractors, sorted by their points, with the columns
 *
 *          point            CHAOS_F64  [dim] the one of the least first state among those seen
 *          kind             CHAOS_U32  enum chaos_attractor
 *          period           CHAOS_U64  0: none up to 1024
 *          exponents        CHAOS_F64  [count] nats per iterate, the largest ones, at most 8
 *          exponents_error  CHAOS_F64  [count] standard errors
 *          centre           CHAOS_F64  [dim] mean state
 *          extent           CHAOS_F64  [dim][2] lowest and highest of each state
 *          cells            CHAOS_U64  starts that go there
 *          share            CHAOS_F64  their part of all
 *          share_error      CHAOS_F64  sqrt(share (1 - share) / starts): what random starts leave uncertain
 *
 *                     and a table "others", with a row for each label below 0, from -1 on, and the columns
 *                     label (CHAOS_I64), cells, share, share_error
 * Errors:  CHAOS_EINVAL  also of a map that reads the time, whose attractors are those of (x, n), that draws random
 *                        numbers, or that has more than 10,000 states
 *          CHAOS_ENOMEM  on the way, too: labels are then as after CHAOS_ECANCELED */
CHAOS_API CHAOS_MUST_CHECK int chaos_basins(const chaos_map *map, const chaos_grid *grid, uint64_t max_steps,
                                            int32_t *labels, int64_t *times, chaos_result **result,
                                            const chaos_options *options, chaos_error *error);

/* The attractors at each value of a parameter, and which of them are the same from value to value.
 *
 * At each value attractors are those of chaos_basins. Those of the value before are matched with them one to one, by Hausdorff's distance
 * below 5 % of the view (chaos_map_box; else the box), the nearest first, and keep their identity. From
 * one that is matched with none its point is run on: it may come to one that no start has found, which is a row with share 0;
 * it stays the same if that is new, as in a window or after a crisis, else it has ended.
 *
 * In:      grid       one axis, a parameter; starts, seed and box of the random starts, the same ones at all
 *                     values; params
 *          max_steps  as above
 * Out:     *result    of kind "attractors_along", which chaos_result_free frees; NULL after CHAOS_ECANCELED. Tables
 *                     "rows", by value, with the columns point to share_error above but cells, and value (CHAOS_F64), identity (CHAOS_U64, 0, 1,
 *                     ... in the order of appearance) and points (CHAOS_F64, ragged, [n][dim]: the cycle, or 128 states);
 *                     "values" with value, attractors (CHAOS_U64, their number), escaped and unresolved (parts of starts);
 *                     and "ends" with identity, first and last (values), and became (CHAOS_I64: the identity to which its point
 *                     goes at the next value, or enum chaos_label)
 * Errors:  CHAOS_EINVAL, CHAOS_ENOMEM */
CHAOS_API CHAOS_MUST_CHECK int chaos_attractors_along(const chaos_map *map, const chaos_grid *grid,
                                                      uint64_t max_steps, chaos_result **result,
                                                      const chaos_options *options, chaos_error *error);

/* The edge between two basins, and the edge state on it: a state that orbits on the edge come to, such as a saddle or a
 * chaotic saddle.
 *
 * The section between two states that go elsewhere is cut until its ends, on both sides of an edge, are 1e-10 of the
 * fine grid's box apart; both are moved on until they are 1e-6 apart, and the section is cut again (J. D. Skufca, J. A. Yorke,
 * B. Eckhardt, Phys. Rev. Lett. 96 (2006) 174101). What is in the middle is an orbit on the edge.
 *
 * In:      grid       as of chaos_basins: starts from which attractors are looked for
 *          max_steps  as there
 *          from, to   [dim] two states that go to different attractors, or of which one escapes
 *          steps      iterates of the orbit on the edge, from 1; 0: 1000
 * Out:     *result    of kind "edge", which chaos_result_free frees; NULL after CHAOS_ECANCELED. A table "rows" of the
 *                     orbit, an iterate each, with the columns
 *
 *          point     CHAOS_F64  [dim] in the middle of the section
 *          distance  CHAOS_F64  of its ends, the largest of the states as parts of the box
 *
 *                     fewer than steps + 1 where the edge is lost: both ends go to the same. And a table "edge" with one
 *                     row of what its second half says:
 *
 *          period    CHAOS_U64  the edge state is a cycle, to 1e-5 of the box; 0: none up to 64
 *          point     CHAOS_F64  [dim] the last one
 *          extent    CHAOS_F64  [dim][2] lowest and highest of each state
 *          growth    CHAOS_F64  nats per iterate by which the ends part: the exponent across the edge
 * Errors:  CHAOS_EINVAL  also of a state that comes to no attractor, or if both go to the same; as chaos_basins
 *          CHAOS_ENOMEM */
CHAOS_API CHAOS_MUST_CHECK int chaos_edge(const chaos_map *map, const chaos_grid *grid, uint64_t max_steps,
                                          const double *from, const double *to, uint64_t steps,
                                          chaos_result **result, const chaos_options *options,
                                          chaos_error *error);

/* How far a state is from the edge of its basin: the least change of it that leads elsewhere (the minimal fatal shock).
 *
 * From the state on rays in all directions are looked along, then nearer ones about the best so far. A thin part of
 * another basin that no ray meets is not seen: the distance is an upper bound.
 *
 * In:      grid, max_steps  as of chaos_basins
 *          state            [dim]
 * Out:     *distance        of the nearest state found that goes elsewhere, Euclid's, in the units of states; NaN: none
 *                           within the longest side of the fine grid's box, where nearest is NaN, too
 *          nearest          [dim] that state, its angles not wrapped; may be NULL
 * Errors:  as chaos_edge */
CHAOS_API CHAOS_MUST_CHECK int chaos_edge_distance(const chaos_map *map, const chaos_grid *grid,
                                                   uint64_t max_steps, const double *state, double *distance,
                                                   double *nearest, const chaos_options *options,
                                                   chaos_error *error);

/* Which of some regions each start comes to first: basins of exits, of maps whose orbits leave, or where nothing
 * attracts.
 *
 * In:      grid        as above, but axes may be parameters, too, of which the values are taken as of states
 *          names       [nregions] what regions are called, each once, none "escaped" or "unresolved"
 *          conditions  [nregions] expressions such as "x^2 + y^2 < 0.01", as the region of the measure escape: an orbit is
 *                      in the region where it is neither 0 nor NaN. The start counts; an orbit that is
 *                      beyond the bound before gets to none; of regions that are reached at once the first counts.
 *                      Angles are in [0, period), but for options.lift
 *          nregions    1 to 1000
 *          max_steps   iterates that are looked at, 1 to 2^40; 0: 10,000
 *          options     threads, progress, bound and lift
 * Out:     labels      [axes][starts] the number of the region, or enum chaos_label
 *          times       [axes][starts] the iterate at which an orbit is there, or has escaped; -1: none. May be NULL
 *          *result     of kind "exit_basins", which chaos_result_free frees; NULL after CHAOS_ECANCELED. A table
 *                      "rows" of the regions in their order, with the columns cells, share and share_error as
 *                      above, and
 *
 *          time     CHAOS_F64  mean number of iterates until starts get there; NaN: none does
 *          longest  CHAOS_I64  the largest; -1: none does
 *
 *                      and a table "others" as above. The recipe has the conditions as "into"
 * Errors:  CHAOS_EINVAL  also of a map that reads the time, draws random numbers, or has more than 10,000 states
 *          CHAOS_ENOMEM */
CHAOS_API CHAOS_MUST_CHECK int chaos_exit_basins(const chaos_map *map, const chaos_grid *grid,
                                                 const char *const *names, const char *const *conditions,
                                                 uint64_t nregions, uint64_t max_steps, int32_t *labels,
                                                 int64_t *times, chaos_result **result,
                                                 const chaos_options *options, chaos_error *error);

/* ------------------------------------------------- numbers of a picture of labels
 *
 * Of any array of whole numbers, labels [shape[0]] ... [shape[ndim-1]], ndim 1 to 4; what a number means
 * does not matter, only where it changes. Of options progress alone counts: done and total are cells looked at. */

/* Basin entropy (A. Daza, A. Wagemakers, B. Georgeot, D. Guery-Odelin, M. A. F. Sanjuan, Sci. Rep. 6 (2016) 31416): the array is
 * cut into boxes of so many cells along each axis, what is left at the ends does not count, and each box has
 * the entropy -sum p ln p of its labels.
 *
 * In:      box        cells, 1 to the least of shape
 * Out:     *entropy   its mean over all boxes, nats
 *          *boundary  over those of more than one label; above ln 2 the boundary is fractal. NaN: there are none. Each may be
 *                     NULL */
CHAOS_API CHAOS_MUST_CHECK int chaos_basin_entropy(const int32_t *labels, const uint64_t *shape,
                                                   uint32_t ndim, uint64_t box, double *entropy,
                                                   double *boundary, const chaos_options *options,
                                                   chaos_error *error);

/* Uncertainty exponent (C. Grebogi, S. W. McDonald, E. Ott, J. A. Yorke, Phys. Lett. A 99 (1983) 415): the
 * part of cells that have one of another label at most so many cells away, along each axis, grows as that distance to this power: 1 of
 * smooth boundaries, less of fractal ones, whose dimension is ndim less it.
 *
 * In:      first, last  distances in cells, 1 <= first < last < the least of shape; both 0: 1, and a fortieth of the
 *                       least of shape, at least 5
 * Out:     *exponent    slope of ln part over ln distance, by least squares weighted with the boxes of that size that the
 *                       cells fill; NaN: there is but one label
 *          *stderror    what the scatter about the line leaves uncertain; NaN: there are but two distances. Each may be
 *                       NULL */
CHAOS_API CHAOS_MUST_CHECK int chaos_uncertainty_exponent(const int32_t *labels, const uint64_t *shape,
                                                          uint32_t ndim, uint64_t first, uint64_t last,
                                                          double *exponent, double *stderror,
                                                          const chaos_options *options, chaos_error *error);

/* Cells on a boundary: 1 where one of the 3^ndim - 1 neighbours has another label, else 0.
 *
 * Out:     boundary  as labels */
CHAOS_API CHAOS_MUST_CHECK int chaos_boundary_cells(const int32_t *labels, const uint64_t *shape,
                                                    uint32_t ndim, uint8_t *boundary,
                                                    const chaos_options *options, chaos_error *error);

/* Whether basins have the Wada property, all boundaries in one, by merging (A. Daza, A. Wagemakers, M. A. F. Sanjuan, Sci. Rep.
 * 8 (2018) 9954): with all other labels merged into one, each label has a boundary.
 *
 * In:      labels  of 3 to 64 different values, of which each counts, those below 0, too
 *          within  cells along each axis, 0 and more
 * Out:     *apart  cells on one of these boundaries that are farther than that from another, as a part of all cells, the
 *                  largest of all pairs. 0: Wada, as far as the picture shows */
CHAOS_API CHAOS_MUST_CHECK int chaos_wada(const int32_t *labels, const uint64_t *shape, uint32_t ndim,
                                          uint64_t within, double *apart, const chaos_options *options,
                                          chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif
