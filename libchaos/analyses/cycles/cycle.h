/* A cycle on its way: its points, their images and the derivatives there.
 *
 * points.c and evaluate.c have the map at work, newton.c, system.c and segments.c find the
 * points, multipliers.c, product.c, blocks.c and subspace.c say whether they attract,
 * errors.c how far both can be trusted, family.c whether there are others beside it, rows.c
 * writes it down, find.c is the door.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_CYCLES_CYCLE_H
#define CHAOS_ANALYSES_CYCLES_CYCLE_H

#include "core/isa.h"
#include "core/jobs.h"
#include "numerics/linear.h"

/* From so many states on no memory is spent on lanes that are no points. */
enum { CHAOSI_MANY_STATES = 64 };

/* What one thread works with. */
typedef struct chaosi_cycle_thread {
    double *x; /* [dim][lanes] */
    void *work;
} chaosi_cycle_thread;

/* Points stand in blocks of some lanes, each a tile. */
typedef struct chaosi_cycle {
    const chaos_map *map;
    const chaosi_isa_entry *isa;
    const chaosk_table *kernels;
    size_t n, dim;         /* period, states */
    const double *params;  /* [nparams] */
    chaos_options options; /* complete */
    size_t lanes, nblocks;
    double *p;         /* [nparams][lanes] */
    double *x;         /* [nblocks][dim][lanes] the points */
    double *image;     /* likewise, where they go */
    double *jacobian;  /* [nblocks][dim][dim][lanes]: column s of Df in vector s */
    double *residual;  /* [n][dim] f(x_i) - x_{i+1}, the short way round for angles */
    double *scale;     /* [dim] the largest |x| of the guess's orbit; the period of an angle */
    double *step;      /* [n][dim] what Newton's method adds to the points */
    double *kept;      /* as x: the points before that */
    uint8_t *padding;  /* [lanes] of the last block: which are no points */
    uint64_t *id;      /* [lanes] 0 */
    unsigned nthreads; /* for the map */
    chaosi_cycle_thread *threads;
    chaosi_jobs jobs;     /* the one job that all of this is, for progress */
    chaosi_ticker ticker; /* which tells it */
    size_t nullity;       /* of the last linear system, 1 - Df^n at the first point */
    double *null;         /* [nullity][dim] the directions there that Df^n keeps, or NULL */
    _Atomic int stop;     /* what the map's function returned, if that was not 0 */
} chaosi_cycle;

/* What a multiplier is, whatever its size: (re + i im) 2^exponent, of modulus
 * modulus 2^modulus_exponent. */
typedef struct chaosi_multiplier {
    double re, im, modulus;
    int64_t exponent, modulus_exponent;
} chaosi_multiplier;

/* Where a map has more states there are only so many multipliers, the largest. */
enum { CHAOSI_ALL_MULTIPLIERS = 250, CHAOSI_LARGEST_MULTIPLIERS = 8 };

/* ------------------------------------------------------------------- find.c */

/* The question, checked, as what chaosi_cycle_init needs; c->map is set, and perhaps NULL. */
int chaosi_cycle_ask(chaosi_cycle *c, uint64_t period, const double *params, const double *guess,
                     chaos_result **result, const chaos_options *options, chaos_error *error);

/* ------------------------------------------------------------------- points.c
 *
 * As everywhere here: CHAOS_OK, or what ended it. */

/* Memory for the cycle and its threads; map, isa, n, dim, params and options are set. */
int chaosi_cycle_init(chaosi_cycle *c, chaos_error *error);
void chaosi_cycle_free(chaosi_cycle *c);

/* Where state r of point i stands in x and its like. */
static inline size_t chaosi_cycle_at(const chaosi_cycle *c, size_t i, size_t r)
{
    return (i / c->lanes * c->dim + r) * c->lanes + i % c->lanes;
}

/* The period of state r if it is an angle that is wrapped, else 0. */
static inline double chaosi_cycle_period(const chaosi_cycle *c, size_t r)
{
    return c->options.lift ? 0.0 : chaos_map_wrap(c->map, r);
}
void chaosi_cycle_wrap(const chaosi_cycle *c, double *x, size_t nblocks);

/* The largest |x| of state r on the cycle, or the period of an angle. */
double chaosi_cycle_size(const chaosi_cycle *c, size_t r);

/* a - b of state r, of an angle the short way round. */
double chaosi_cycle_difference(const chaosi_cycle *c, size_t r, double a, double b);

/* Points <- those that were kept + share * step, wrapped. */
void chaosi_cycle_keep(chaosi_cycle *c);
void chaosi_cycle_move(chaosi_cycle *c, double share);

/* The derivative at point i [dim][dim], row-major. */
int chaosi_cycle_jacobian(chaosi_cycle *c, size_t i, double *jacobian);

/* ----------------------------------------------------------------- evaluate.c */

/* To be called between pieces of some milliseconds. */
int chaosi_cycle_tick(chaosi_cycle *c, double work);

/* The number of jobs that a block of points is. */
size_t chaosi_cycle_jobs(const chaosi_cycle *c);

/* The guess and its orbit are the points. */
int chaosi_cycle_start(chaosi_cycle *c, const double *guess);

/* Images, derivatives and residuals of all points. *worst: the largest residual, relative
 * to the largest |x| of its state on the cycle and on the guess's orbit, or to the period
 * of an angle; of a state whose terms cancel, at rounding, to their size. NaN if one is. */
int chaosi_cycle_evaluate(chaosi_cycle *c, double *worst);

/* How large the terms of the image of state r of point i are, to first order: more than their sum where they cancel.
 * After chaosi_cycle_evaluate. */
double chaosi_cycle_terms(const chaosi_cycle *c, size_t i, size_t r);

/* Takes k vectors [k][dim] along from point i to the next. */
int chaosi_cycle_push(chaosi_cycle *c, size_t i, double *v, size_t k);

/* ------------------------------------------------------------- newton.c, system.c, segments.c */

#define CHAOSI_CYCLE_ROUNDING 1e-12 /* residuals up to this are as good as 0 */

/* Moves the points as close to a cycle as it can: *residual is the largest one left, and
 * the derivatives are those there. */
int chaosi_cycle_newton(chaosi_cycle *c, double *residual, chaos_error *error);

/* c->step from the residuals and derivatives, and c->nullity and c->null. A system that
 * is singular gets the shortest step that leaves least. first, if not NULL: the step at the
 * first point [dim], from which the others follow. CHAOS_EINVAL: the system is not finite,
 * or singular for a large map. */
int chaosi_cycle_solve(chaosi_cycle *c, const double *first, chaos_error *error);
int chaosi_cycle_solve_segments(chaosi_cycle *c, const double *first, chaos_error *error); /* dim > 1 */

/* ------------------------------------- multipliers.c, product.c, blocks.c, subspace.c */

/* How many there are, and all of them, the largest modulus first. Those of a large map that
 * have not settled are NaN. */
size_t chaosi_cycle_nmultipliers(uint64_t dim);
int chaosi_cycle_multipliers(chaosi_cycle *c, chaosi_multiplier *multipliers, chaos_error *error);

chaosi_multiplier chaosi_multiplier_unknown(void);
void chaosi_multipliers_sort(chaosi_multiplier *multipliers, size_t n); /* the largest modulus first */

/* The largest ones of a map of more than CHAOSI_ALL_MULTIPLIERS states. */
int chaosi_cycle_subspace(chaosi_cycle *c, chaosi_multiplier *multipliers, chaos_error *error);

/* mantissa 2^exponent as a double: infinite or 0 beyond their range. */
double chaosi_multiplier_part(double mantissa, int64_t exponent);

/* |a - b|, infinite beyond the range of doubles. */
double chaosi_multiplier_distance(const chaosi_multiplier *a, const chaosi_multiplier *b);

/* ln of the moduli, per iterate: exponents [count]. */
int chaosi_cycle_exponents(const chaosi_cycle *c, const chaosi_multiplier *multipliers, size_t count,
                           double *exponents);

/* ------------------------------------------------------------ errors.c, family.c */

/* Estimates, to first order, of what rounding of the map and the residuals leave uncertain:
 * points_error [dim], the largest of each state's; multipliers_error [count]. The points,
 * derivatives and residuals are afterwards as they were. */
int chaosi_cycle_errors(chaosi_cycle *c, const chaosi_multiplier *multipliers, double *points_error,
                        double *multipliers_error, chaos_error *error);

/* The dimension of the family of cycles through this one, 0 if it stands alone. After
 * chaosi_cycle_errors; the points are moved. */
int chaosi_cycle_family(chaosi_cycle *c, uint32_t *dimension, chaos_error *error);

#endif
