/* A branch: a cycle and a parameter that change together.
 *
 * place.c has one cycle of it, corrected and judged, events.c sees what happens between two, minima.c what happens
 * twice, locate.c finds where, normal_form.c says of which kind it is, specials.c keeps it. begin.c and crossing.c have
 * the first place, follow.c goes along, branch_result.c writes it down, branch.c is the door.
 *
 * Unknowns z are all points and the parameter, each divided by its scale, so that numbers are near 1; lengths
 * are those of the root mean square over the points.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_BRANCH_H
#define CHAOS_ANALYSES_CYCLES_BRANCH_H

#include "analyses/cycles/cycle.h"
#include "core/buffer.h"
#include "graph/jets.h"
#include "numerics/lu.h"

enum {
    CHAOSI_RESIDUES = 2, /* resonances that residues tell: 1:3, 1:4 */
    CHAOSI_CODIM_2 = CHAOS_DOUBLE_NEIMARK_SACKER - CHAOS_RESONANCE_3 + 1,
    CHAOSI_COEFFICIENTS = 8 /* of a normal form: four complex ones */
};

/* Test functions, which change their sign where something happens. */
typedef struct chaosi_tests {
    double fold;                       /* dp/ds */
    double fold_noise;                 /* what of it may be rounding */
    double branch;                     /* the determinant of the corrector */
    double flip;                       /* the product of the multipliers + 1, */
    double pairs;                      /* and that of the products of two of them - 1; NaN: not looked at */
    double flip_off, pair_off;         /* the least of these factors in modulus */
    double superstable;                /* the multiplier of a map of one state, below 1 in modulus; NaN */
    double residue;                    /* Greene's; NaN */
    double resonance[CHAOSI_RESIDUES]; /* it less 3/4 and 1/2 */
    bool curve;                        /* of a curve: what curve.h tests instead; NaN: not looked at */
    double special[CHAOSI_CODIM_2];
} chaosi_tests;

typedef struct chaosi_place {
    double *z;                /* [nz] */
    double *tangent;          /* [nz], of length 1 */
    double (*multipliers)[2]; /* [dim], the largest first */
    uint32_t outside;         /* of the unit circle */
    uint32_t updates;         /* of Newton's method */
    double residual;
    double s; /* length of the branch up to here */
    chaosi_tests tests;
    double *vectors;       /* of a curve: critical ones, [chaosi_curve_nvectors]; else NULL */
    double coefficient[2]; /* of a curve: of the normal form; NaN: none */
} chaosi_place;

typedef struct chaosi_branch {
    chaosi_cycle cycle; /* the points at the last place that was evaluated */
    chaosi_jets *jets;
    uint64_t along;                /* which parameter */
    double low, high;              /* where it may go */
    double *params;                /* [nparams] those at the last place that was evaluated */
    const double *guess;           /* [dim] */
    const double *flip;            /* [n / 2][dim] the points at the flip that it begins at, or NULL */
    const double *crossing;        /* [n][dim] those at the branch point that it begins at, or NULL, */
    const double *beside;          /* and [n dim + 1] a cycle and its parameter on the branch that is known */
    double (*box)[2];              /* [dim] where states may go, scaled */
    double *scale;                 /* [dim] of states; */
    double width;                  /* and of the parameter */
    size_t npoints;                /* n dim: coordinates of points, in z before parameters */
    size_t nz;                     /* npoints + 1, of a curve npoints + 2 */
    struct chaosi_curve *curve;    /* what else holds along it, or NULL (curve.h) */
    bool conservative;             /* |det Df| is 1 */
    bool area;                     /* and det Df around the cycle 1, of two states */
    double *slope;                 /* [n][dim] df/dp at the points */
    double *matrix;                /* [nz][nz] */
    double *rhs, *target, *before; /* [nz] */
    size_t *pivot;                 /* [nz] */
    double *jet;                   /* for a step of jets of highest order */
    chaosi_multiplier *multipliers; /* [dim] */
} chaosi_branch;

/* ------------------------------------------------------------------------------- place.c */

bool chaosi_place_init(chaosi_place *place, const chaosi_branch *b);
void chaosi_place_free(chaosi_place *place);
void chaosi_place_copy(chaosi_place *to, const chaosi_place *from, const chaosi_branch *b);

static inline double chaosi_place_parameter(const chaosi_branch *b, const chaosi_place *place)
{
    return place->z[b->nz - 1] * b->width;
}

static inline bool chaosi_place_is_in_range(const chaosi_branch *b, const chaosi_place *place)
{
    const double p = chaosi_place_parameter(b, place);
    return p >= b->low && p <= b->high;
}

/* The points and the parameter of z are those of the cycle; its residuals and derivatives, and dr/dp. */
int chaosi_branch_evaluate(chaosi_branch *b, const double *z, double *worst, chaos_error *error);

/* d = to - from, of angles the short way round. */
void chaosi_branch_difference(const chaosi_branch *b, const double *to, const double *from, double *d);

/* The inner product of two directions. */
double chaosi_branch_product(const chaosi_branch *b, const double *u, const double *v);

/* To the cycle nearest to z in the plane across `across`, [nz] of length 1: *place, evaluated. *found false: there
 * is none. */
int chaosi_place_correct(chaosi_branch *b, const double *across, chaosi_place *place, bool *found,
                         chaos_error *error);

/* Its tangent, in the direction of `towards`, its multipliers and tests; after chaosi_place_correct. */
int chaosi_place_judge(chaosi_branch *b, const double *towards, chaosi_place *place, chaos_error *error);

/* Whether multiplier k of the place that was judged last is outside of the unit circle, not by rounding. */
bool chaosi_place_is_outside(const chaosi_branch *b, size_t k);

/* to = from + step * direction */
void chaosi_branch_ahead(const chaosi_branch *b, const double *from, const double *direction, double step,
                         double *to);

/* v [n]: without a symmetry or a period, where inverse iteration starts; a start that has the map's symmetry would be
 * orthogonal to the vectors that lose it. */
void chaosi_branch_scatter(double *v, size_t n);

/* The corrector's matrix, for the last evaluated place: equations by points, and a row `across`. */
void chaosi_branch_matrix(const chaosi_branch *b, const double *across);

/* ------------------------------------------------------------------------- crossing.c */

/* At a branch point, which the cycle's points and b's parameter are: *start is a little beside it on the branch that does not
 * go on to `beside`, [n dim + 1]; towards [nz] is the direction from the point to it. */
int chaosi_branch_cross(chaosi_branch *b, const double *beside, double *towards, chaosi_place *start,
                        chaos_error *error);

/* ------------------------------------------------------------------ branch.c, begin.c */

/* What the doors do, once they have said what is followed in b: map, along, low, high, guess and the like. */
int chaosi_branch_go(chaosi_branch *b, uint64_t period, const double *params, uint64_t budget,
                     chaos_result **result, const chaos_options *options, chaos_error *error);

/* range.c: that a parameter may go from low to high, the argument of that name; and that a cycle's is in between, whose
 * params [nparams] may be NULL: the map's defaults. */
int chaosi_check_range(const chaos_map *map, uint64_t param, const char *argument, double low, double high,
                       chaos_error *error);
int chaosi_check_begin(const chaos_map *map, uint64_t param, const double *params, const char *argument,
                       double low, double high, chaos_error *error);

/* begin.c: where it begins, its tangent away from what is known there, or towards larger parameters. */
int chaosi_branch_begin(chaosi_branch *b, chaosi_place *start, chaos_error *error);

/* The cycle's points are points [count][dim], round and round, and the scales those of it. */
int chaosi_branch_take(chaosi_branch *b, const double *points, size_t count);

/* Whether |det Df| is 1 there and nearby: at one cycle it may be so by chance. */
int chaosi_branch_find_volume(chaosi_branch *b, const chaosi_place *start, chaos_error *error);

/* Whether the cycle is one of a smaller period, which divides n: that, else n. */
size_t chaosi_branch_least_period(const chaosi_branch *b);

/* -------------------------------------------------------------------- events.c, locate.c */

typedef struct chaosi_events {
    uint32_t count;
    uint32_t kind[CHAOSI_CODIM_2]; /* enum chaos_special */
    bool unexplained;              /* multipliers crossed the unit circle, and no test saw it */
} chaosi_events;

/* Test functions that are below this at two places are 0 between them but for rounding. */
bool chaosi_branch_is_noise(const chaosi_place *from, const chaosi_place *to, uint32_t kind);

chaosi_events chaosi_branch_events(const chaosi_branch *b, const chaosi_place *from, const chaosi_place *to);

/* Something that happens on a branch. */
typedef struct chaosi_special {
    uint32_t kind;
    chaosi_place place;
    double off;       /* how far the multiplier in question is from where it should be */
    double condition; /* ds per change of the test function, relative to its size around */
    bool exact;
    bool pair;   /* two multipliers cross together at 1 or -1 */
    bool jumped; /* no branch point: the places are on two branches that pass each other */
    bool absent; /* the test vanishes for another reason */
    double coefficient[CHAOSI_COEFFICIENTS]; /* one, of codimension 2 up to four; NaN: none */
} chaosi_special;

/* The test function of a kind of special points. */
double chaosi_place_test(const chaosi_place *place, uint32_t kind);

/* The place a length s ahead of another, judged. *found false: Newton's method does not find it. */
int chaosi_place_at(chaosi_branch *b, const chaosi_place *from, double s, chaosi_place *place, bool *found,
                    chaos_error *error);

/* Where it happens between two places. */
int chaosi_branch_locate(chaosi_branch *b, const chaosi_place *from, const chaosi_place *to, uint32_t kind,
                         chaosi_special *special, chaos_error *error);

/* --------------------------------------------------------------------------- minima.c */

/* What a test function does around a place where it is nearer to 0 than before and after. */
enum chaosi_dip { CHAOSI_DIP_NONE, CHAOSI_DIP_CROSSES, CHAOSI_DIP_TOUCHES };

/* Of places [3] along a branch: *at is one between the first and the last, where the test has the other sign, or is 0. */
int chaosi_branch_dip(chaosi_branch *b, const chaosi_place *const *place, uint32_t kind, chaosi_place *at,
                      enum chaosi_dip *dip, chaos_error *error);

/* ----------------------------------------------------------------------- normal_form.c */

/* That of a fold, a flip or a Neimark-Sacker point that is the last evaluated place, whose multiplier is mu. */
int chaosi_branch_coefficient(chaosi_branch *b, uint32_t kind, const double mu[2], double out[2],
                              chaos_error *error);

/* The coefficient of the special point that is the last evaluated place. */
int chaosi_branch_normal_form(chaosi_branch *b, chaosi_special *special, chaos_error *error);

/* ------------------------------------------------------------ follow.c, branch_result.c */

/* One direction of a branch. */
typedef struct chaosi_arm {
    chaosi_place *place;
    uint64_t count, capacity;
    chaosi_special *special; /* in the order of s */
    uint64_t nspecial, special_capacity;
    enum chaos_stop stop;
} chaosi_arm;

/* From a place on, at most `most` places. */
int chaosi_branch_follow(chaosi_branch *b, const chaosi_place *start, uint64_t most, chaosi_arm *arm,
                         chaos_error *error);
void chaosi_arm_free(chaosi_arm *arm);

/* specials.c: what happens between two places, onto the arm. *jumped, if not NULL: the step led to another branch, and nothing
 * was taken. Then what happens twice between the last three places of the arm, of which the last is new. */
int chaosi_arm_take(chaosi_branch *b, chaosi_arm *arm, const chaosi_events *events, const chaosi_place *from,
                    const chaosi_place *to, bool *jumped, chaos_error *error);
int chaosi_arm_take_even(chaosi_branch *b, chaosi_arm *arm, chaos_error *error);

/* What results of branches and curves share: the columns of points and multipliers; rows and special points in order, sign
 * -1 where lengths count down; the recipe but for where it goes. */
typedef void chaosi_add_row(const void *writer, const chaosi_place *place, double sign);
typedef void chaosi_add_special(const void *writer, const chaosi_special *special, double sign, uint64_t row);
void chaosi_branch_columns(chaos_column *points, chaos_column *multipliers, uint64_t n, uint64_t dim);
void chaosi_branch_rows(const chaosi_arm *arm, const void *writer, chaosi_add_row *add_row,
                        chaosi_add_special *add_special);
void chaosi_branch_begin_recipe(chaosi_buffer *recipe, const char *kind, const chaosi_branch *b,
                                const double *params);
void chaosi_branch_end_recipe(chaosi_buffer *recipe, const chaosi_branch *b, const chaosi_arm *arm,
                              uint64_t budget);

/* The columns of a branch's table, for points of period 1; how many there are. */
size_t chaosi_branch_table_columns(const char *table, const chaos_map *map, chaos_column *columns);

/* arm [2]: downwards and upwards. */
int chaosi_branch_result(const chaosi_branch *b, const chaosi_arm *arm, const double *params, uint64_t budget,
                         chaos_result **result, chaos_error *error);

#endif
