/* chaos_branch: arguments, memory, the call.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { MAX_UNKNOWNS = 512, MAX_BUDGET = 1000000, DEFAULT_BUDGET = 10000 };

/* -------------------------------------------------------------------------- arguments */

static int check(const chaos_map *map, uint64_t period, uint64_t along, double low, double high,
                 const double *params, uint64_t budget, chaos_error *error)
{
    if (along >= map->nparams)
        return chaosi_fail(error, CHAOS_EINVAL, "along", -1,
                           "along must be the number of a parameter, below %llu, got %llu",
                           (unsigned long long)map->nparams, (unsigned long long)along);
    const int code = chaosi_check_begin(map, along, params, "to", low, high, error);
    if (code != CHAOS_OK)
        return code;
    if (period > MAX_UNKNOWNS / map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1,
                           "period * states must be at most %d, got %llu * %llu", MAX_UNKNOWNS,
                           (unsigned long long)period, (unsigned long long)map->dim);
    if (map->dim > CHAOSI_ALL_MULTIPLIERS)
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1, "map must have at most %d states, got %llu",
                           CHAOSI_ALL_MULTIPLIERS, (unsigned long long)map->dim);
    if (budget == 1 || budget > MAX_BUDGET)
        return chaosi_fail(error, CHAOS_EINVAL, "budget", -1, "budget must be 2 to %d rows, got %llu",
                           MAX_BUDGET, (unsigned long long)budget);
    return CHAOS_OK;
}

/* ----------------------------------------------------------------------------- memory */

static bool branch_init(chaosi_branch *b)
{
    const chaosi_cycle *c = &b->cycle;
    b->npoints = c->n * c->dim;
    const size_t nz = b->nz = b->npoints + (b->curve ? 2 : 1);
    b->scale = chaosi_alloc(c->dim, sizeof *b->scale);
    b->box = chaosi_alloc(c->dim, sizeof *b->box);
    b->slope = chaosi_alloc(c->n * c->dim, sizeof *b->slope);
    b->matrix = chaosi_alloc(nz * nz, sizeof *b->matrix);
    b->rhs = chaosi_alloc(3 * nz, sizeof *b->rhs);
    b->pivot = chaosi_alloc(nz, sizeof *b->pivot);
    b->jet = chaosi_alloc(4 * (c->map->nparams + 2 * c->dim), sizeof *b->jet);
    b->multipliers = chaosi_alloc(c->dim, sizeof *b->multipliers);
    if (!b->scale || !b->box || !b->slope || !b->matrix || !b->rhs || !b->pivot || !b->jet || !b->multipliers)
        return false;
    b->target = b->rhs + nz;
    b->before = b->target + nz;
    return true;
}

static void branch_free(chaosi_branch *b)
{
    chaosi_jets_free(b->jets);
    chaosi_cycle_free(&b->cycle);
    free(b->params);
    free(b->scale);
    free(b->box);
    free(b->slope);
    free(b->matrix);
    free(b->rhs);
    free(b->pivot);
    free(b->jet);
    free(b->multipliers);
}

/* ------------------------------------------------------------------------------- call */

/* What the one job needs. */
typedef struct journey {
    chaosi_branch *b;
    chaosi_arm *arm; /* [2] downwards and upwards */
    uint64_t budget;
    chaos_error *error;
} journey;

static int tick(void *ctx, double work) { return chaosi_cycle_tick(ctx, work); }

static void turn_round(const chaosi_branch *b, chaosi_place *place)
{
    for (size_t i = 0; i < b->nz; i++)
        place->tangent[i] = -place->tangent[i];
    place->tests.fold = -place->tests.fold;
    place->tests.branch = -place->tests.branch;
}

static int go(journey *j, chaosi_place *start)
{
    chaosi_branch *b = j->b;
    const uint64_t half = j->budget - j->budget / 2;
    int code = b->curve ? chaosi_curve_begin(b, start, j->error) : chaosi_branch_begin(b, start, j->error);
    j->arm[0].stop = j->arm[1].stop = CHAOS_STOP_CANCELED;
    if (code == CHAOS_OK)
        code = chaosi_branch_follow(b, start, half, &j->arm[1], j->error);
    if (code == CHAOS_OK && b->curve && b->curve->times > 1) { /* behind it is where the period was smaller */
        j->arm[0].stop = CHAOS_STOP_PERIOD;
        return CHAOS_OK;
    }
    turn_round(b, start);
    if (code == CHAOS_OK && j->arm[1].stop != CHAOS_STOP_CLOSED)
        code = chaosi_branch_follow(b, start, j->budget - j->arm[1].count + 1, &j->arm[0], j->error);
    return code;
}

static int go_job(void *ctx, unsigned thread, uint64_t job)
{
    journey *j = ctx;
    chaosi_place start;
    (void)thread, (void)job;
    j->b->cycle.ticker = (chaosi_ticker){ .tick = tick, .ctx = &j->b->cycle };
    const int code = chaosi_place_init(&start, j->b) ? go(j, &start) : chaosi_nomem(j->error);
    chaosi_place_free(&start);
    return code;
}

/* Nobody knows how far it goes. */
static int report(void *user, double done, double total)
{
    const chaosi_cycle *c = user;
    return c->options.progress(c->options.user, fmin(done, 0.99 * total), total);
}

static int run(chaosi_branch *b, chaosi_arm *arm, uint64_t budget, chaos_error *error)
{
    journey j = { b, arm, budget, error };
    chaosi_cycle *c = &b->cycle;
    c->jobs.count = 1;
    c->jobs.work = go_job;
    c->jobs.ctx = &j;
    c->jobs.progress = c->options.progress ? report : NULL;
    c->jobs.user = c;
    c->jobs.total = 1000.0 * (double)(c->n * c->dim * (c->dim + 1));
    const int code = chaosi_jobs_run(&c->jobs, 1);
    if (code == CHAOS_ECANCELED)
        return chaosi_canceled(error);
    if (code == CHAOS_EFUNCTION)
        return c->stop ? chaosi_stopped(c->stop, error) : code; /* a jet has said so */
    if (code == CHAOS_ENOMEM)
        return chaosi_nomem(error);
    if (code == CHAOS_OK && c->options.progress)
        c->options.progress(c->options.user, c->jobs.total, c->jobs.total);
    return code;
}

static int start_branch(chaosi_branch *b, const double *params, chaos_error *error)
{
    chaosi_cycle *c = &b->cycle;
    const chaos_map *map = c->map;
    b->params = chaosi_alloc(map->nparams, sizeof *b->params);
    if (!b->params)
        return chaosi_nomem(error);
    memcpy(b->params, params ? params : map->param_defaults, map->nparams * sizeof *b->params);
    c->params = b->params;
    int code = chaosi_cycle_init(c, error);
    if (code == CHAOS_OK)
        code = branch_init(b) && (!b->curve || chaosi_curve_init(b))
                   ? chaosi_jets_make(map, b->params, b->guess, &b->jets, error)
                   : chaosi_nomem(error);
    return code;
}

int chaosi_branch_go(chaosi_branch *b, uint64_t period, const double *params, uint64_t budget,
                     chaos_result **result, const chaos_options *options, chaos_error *error)
{
    const chaos_map *const map = b->cycle.map;
    chaosi_arm arm[2] = { { 0 } };
    int code = chaosi_cycle_ask(&b->cycle, period, params, b->guess, result, options, error);
    if (code == CHAOS_OK)
        code = check(map, period, b->along, b->low, b->high, params, budget, error);
    if (code == CHAOS_OK && b->curve)
        code = chaosi_curve_check(b, period, params, error);
    if (code != CHAOS_OK)
        return code;
    *result = NULL;
    code = start_branch(b, params, error);
    if (code == CHAOS_OK)
        code = run(b, arm, budget ? budget : DEFAULT_BUDGET, error);
    const bool some =
        code == CHAOS_OK || ((code == CHAOS_ECANCELED || code == CHAOS_EFUNCTION) && arm[1].count > 0);
    if (some) {
        const int made = (b->curve ? chaosi_curve_result
                                   : chaosi_branch_result)(b, arm, params, budget ? budget : DEFAULT_BUDGET,
                                                           result, error);
        code = made == CHAOS_OK ? code : made;
    }
    for (int k = 0; k < 2; k++)
        chaosi_arm_free(&arm[k]);
    branch_free(b);
    return code;
}

/* Of the branch it is known where it begins. */
static int follow(chaosi_branch b, uint64_t period, uint64_t along, double low, double high,
                  const double *params, uint64_t budget, chaos_result **result, const chaos_options *options,
                  chaos_error *error)
{
    b.along = along;
    b.low = low;
    b.high = high;
    return chaosi_branch_go(&b, period, params, budget, result, options, error);
}

int chaos_branch(const chaos_map *map, uint64_t period, uint64_t along, double low, double high,
                 const double *params, const double *guess, uint64_t budget, chaos_result **result,
                 const chaos_options *options, chaos_error *error)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = follow((chaosi_branch){ .cycle.map = map, .guess = guess }, period, along, low, high,
                            params, budget, result, options, error);
    chaosi_fpenv_leave(host);
    return code;
}

int chaos_branch_double(const chaos_map *map, uint64_t period, uint64_t along, double low, double high,
                        const double *params, const double *points, uint64_t budget, chaos_result **result,
                        const chaos_options *options, chaos_error *error)
{
    if (period < 1 || period > MAX_UNKNOWNS)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1, "period must be 1 to %d, got %llu",
                           MAX_UNKNOWNS, (unsigned long long)period);
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = follow((chaosi_branch){ .cycle.map = map, .guess = points, .flip = points }, 2 * period,
                            along, low, high, params, budget, result, options, error);
    chaosi_fpenv_leave(host);
    return code;
}

int chaos_branch_cross(const chaos_map *map, uint64_t period, uint64_t along, double low, double high,
                       const double *params, const double *points, const double *beside, uint64_t budget,
                       chaos_result **result, const chaos_options *options, chaos_error *error)
{
    if (!beside)
        return chaosi_fail(error, CHAOS_EINVAL, "beside", -1, "beside must not be NULL");
    for (uint64_t i = 0; map && period <= MAX_UNKNOWNS / map->dim && i <= period * map->dim; i++)
        if (!isfinite(beside[i]))
            return chaosi_fail(error, CHAOS_EINVAL, "beside", (int64_t)i, "beside must be finite, got %g",
                               beside[i]);
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const chaosi_branch b = { .cycle.map = map, .guess = points, .crossing = points, .beside = beside };
    const int code = follow(b, period, along, low, high, params, budget, result, options, error);
    chaosi_fpenv_leave(host);
    return code;
}
