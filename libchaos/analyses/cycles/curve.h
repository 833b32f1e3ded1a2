/* A curve of bifurcations: a branch in two parameters along which a cycle keeps a multiplier on the unit circle.
 *
 * It is followed as a branch is (follow.c, place.c), with a further unknown, the other parameter, and a further equation
 * g = 0, for which curve_vectors.c has a function that is smooth also where the critical multiplier is double;
 * curve_begin.c, curve_first.c and curve_resonance.c have the first place and its vectors, curve_tests.c sees points of codimension 2,
 * curve_result.c writes it down, curve.c is the door. Unknowns z are the points, the first parameter, the second one, which
 * is b->along.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_CURVE_H
#define CHAOS_ANALYSES_CYCLES_CURVE_H

#include "analyses/cycles/branch.h"

typedef struct chaosi_curve {
    uint32_t kind;           /* CHAOS_FOLD, CHAOS_FLIP or CHAOS_NEIMARK_SACKER */
    uint64_t along;          /* the first parameter, */
    double low, high, width; /* where it may go, and its scale */
    const double *points;    /* [n / times][dim] where it begins, */
    uint64_t times;          /* which is a cycle with so many times fewer points; */
    uint32_t special;        /* of which codimension 2 that is, or 0, */
    double cosine;           /* and that of the pair of the curve that is known, or NaN; */
    uint64_t which;          /* it is so many-th of those that meet there, from 0 on, */
    uint64_t nth;            /* and of those of its kind and period */
    double *slope;           /* [n][dim] df/d that parameter */
    double g, *gradient;     /* [nz] at the last place that was evaluated */
    double *right,
        *left; /* [m][npoints] critical vectors there, all scaled, and their adjoints (curve_vectors.c); */
    double block[4];                 /* of a pair [2][2] what Df^n is on the plane that they span */
    double *reference;               /* vectors of a place nearby, as in chaosi_place */
    double *system, *rhs, *jacobian; /* [ns][ns], [2 ns], [dim][dim] */
    size_t ns, *pivot;
} chaosi_curve;

/* How many vectors are critical: 1, or 2 of a Neimark-Sacker point. */
static inline size_t chaosi_curve_m(const chaosi_curve *curve)
{
    return curve->kind == CHAOS_NEIMARK_SACKER ? 2 : 1;
}

/* Doubles that a place keeps: of a multiplier 1 or -1 the right and the left vector, of a pair two right ones and the block. */
static inline size_t chaosi_curve_nvectors(const chaosi_branch *b) { return 2 * b->npoints + 4; }

/* Half the trace of the block: cos theta of a pair exp(+-i theta). */
static inline double chaosi_curve_cosine(const double block[4]) { return (block[0] + block[3]) / 2.0; }

/* ---------------------------------------------------------------------------- curve.c */

int chaosi_curve_check(const chaosi_branch *b, uint64_t period, const double *params, chaos_error *error);
bool chaosi_curve_init(chaosi_branch *b);

/* Whether the first parameter has left its range; of a step that leads out of the box which unknown passes its end first,
 * and the value there. */
bool chaosi_curve_is_outside(const chaosi_branch *b, const chaosi_place *place);
size_t chaosi_curve_end(const chaosi_branch *b, const chaosi_place *here, const chaosi_place *next,
                        double *end);

/* ---------------------------------------------------------------------- curve_begin.c */

/* The place that the curve begins at, its tangent towards larger first parameters, or away from where a smaller period is
 * doubled. */
int chaosi_curve_begin(chaosi_branch *b, chaosi_place *start, chaos_error *error);

/* Whether the place that was corrected last is one a little beside a point of codimension 2, near where it was looked for. */
bool chaosi_curve_is_beside(chaosi_branch *b, const chaosi_place *start, double amplitude);

/* ------------------------------------------------------------------ curve_resonance.c */

/* At a resonance 1:3 or 1:4, z [nz], gone round, whose pair is mu: *start is a little beside it, across [nz] the direction from
 * it to there. *found false: no such curve leaves it. */
int chaosi_curve_leave_resonance(chaosi_branch *b, const double mu[2][2], const double *z, double *across,
                                 chaosi_place *start, bool *found, chaos_error *error);

/* ---------------------------------------------------------------------- curve_first.c */

/* right and left [n dim], of length 1, of the multiplier nearest to mu of a cycle of the first n points. */
void chaosi_curve_find_single(chaosi_branch *b, size_t n, double mu, double *right, double *left);

/* The plane of the multipliers mu, a pair in the upper half plane or two real ones, of the cycle that is gone round `times`
 * times: vectors [2][npoints], orthonormal, and the block. */
void chaosi_curve_find_plane(chaosi_branch *b, const double mu[2][2], uint64_t times, double *vectors);

/* The first vectors, for the multipliers mu of that cycle: that plane, or of a real one its vectors. */
void chaosi_curve_find_vectors(chaosi_branch *b, const double mu[2][2], uint64_t times);

/* -------------------------------------------------------------------- curve_vectors.c */

/* Puts J_i of the first n points into the blocks of a system [ns][ns] that begin at (row, column), and -1 where the next
 * point is. */
void chaosi_curve_put_walk(const chaosi_branch *b, size_t n, double *system, size_t ns, size_t row,
                           size_t column);

/* g, right and left vectors for a multiplier of a cycle of the first n points, with M bordered by right and left [n dim];
 * the curve's system keeps its factors. */
void chaosi_curve_solve_single(chaosi_branch *b, size_t n, double mu, const double *right,
                               const double *left);

/* To length 1; returns it. */
double chaosi_curve_normalise(double *v, size_t n);

/* V = Q U with an upper triangle U, and the block U C U^-1; v [2][np]. */
void chaosi_curve_orthonormalise(double *v, double block[4], size_t np);

/* g, its gradient, the slope and the vectors, for the last evaluated place; g is NaN where there are none. */
int chaosi_curve_evaluate(chaosi_branch *b, chaos_error *error);

/* Vectors are from now on looked for near those of this place. */
void chaosi_curve_refer(chaosi_branch *b, const chaosi_place *place);

/* Puts the vectors of the last evaluated place, of length 1, into the layout above. */
void chaosi_curve_keep(const chaosi_branch *b, double *vectors);

/* ---------------------------------------------------------------------- curve_tests.c */

/* place->vectors, coefficient and tests; after chaosi_place_judge has done the rest. */
int chaosi_curve_judge(chaosi_branch *b, chaosi_place *place, chaos_error *error);

/* What a special point that was located between two places is, and how well. */
void chaosi_curve_special(const chaosi_branch *b, chaosi_special *special, const chaosi_place *from,
                          const chaosi_place *to);

/* ----------------------------------------------------------------------- curve_form.c */

/* special->coefficient of a point of codimension 2 that is the last evaluated place, NaN where there is none. */
int chaosi_curve_form(chaosi_branch *b, chaosi_special *special, chaos_error *error);

/* --------------------------------------------------------------------- curve_result.c */

/* arm [2]: downwards and upwards. */
int chaosi_curve_result(const chaosi_branch *b, const chaosi_arm *arm, const double *params, uint64_t budget,
                        chaos_result **result, chaos_error *error);

/* The columns of a curve's table, for points of period 1; how many there are. */
size_t chaosi_curve_table_columns(const char *table, const chaos_map *map, chaos_column *columns);

#endif
