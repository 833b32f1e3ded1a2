/* chaos_cycle_find: arguments, the call and its result.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/rows.h"

#include "core/error.h"
#include "core/forcing.h"
#include "core/fpenv.h"
#include "core/options.h"
#include "core/recipe.h"
#include "core/result.h"

#include <math.h>

enum { MAX_PERIOD = 100000, MAX_DERIVATIVES = 100000000, MAX_STATES = 10000 };

/* ------------------------------------------------------------------- arguments */

static int check(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                 chaos_result **result, chaos_error *error)
{
    if (!map || !guess || !result) {
        const char *const name = !map ? "map" : !guess ? "guess" : "result";
        return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s must not be NULL", name);
    }
    if (period < 1 || period > MAX_PERIOD)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1, "period must be 1 to %d, got %llu", MAX_PERIOD,
                           (unsigned long long)period);
    if (map->dim > MAX_STATES)
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1, "map must have at most %d states, got %llu",
                           MAX_STATES, (unsigned long long)map->dim);
    if (period * map->dim > MAX_DERIVATIVES / map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1,
                           "period must be at most %llu for %llu states, since period * states^2 must be at "
                           "most 10^8, got %llu",
                           (unsigned long long)(MAX_DERIVATIVES / map->dim / map->dim),
                           (unsigned long long)map->dim, (unsigned long long)period);
    for (uint64_t i = 0; i < map->nparams; i++) {
        const double value = params ? params[i] : map->param_defaults[i]; /* a text may have none: NaN */
        if (!__builtin_isfinite(value))
            return chaosi_fail(error, CHAOS_EINVAL, map->params[i], -1, "parameter %s must be finite, got %g",
                               map->params[i], value);
    }
    for (uint64_t i = 0; i < map->dim; i++)
        if (!__builtin_isfinite(guess[i]))
            return chaosi_fail(error, CHAOS_EINVAL, map->states[i], -1, "guess of %s must be finite, got %g",
                               map->states[i], guess[i]);
    return CHAOS_OK;
}

static int check_forcing(const chaos_map *map, uint64_t period, uint64_t forcing_period, chaos_error *error)
{
    const int code = chaosi_check_forcing(map, forcing_period, error);
    if (code == CHAOS_OK && forcing_period && period % forcing_period)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1,
                           "period must be a multiple of forcing_period, %llu, got %llu",
                           (unsigned long long)forcing_period, (unsigned long long)period);
    return code;
}

static int check_steps(const chaosi_cycle *c, const double *guess, chaos_error *error)
{
    const chaos_grid grid = { .size = sizeof grid, .params = c->params, .state = guess };
    chaosi_source source;
    const int code = chaosi_source_from_grid(&source, c->map, &grid, error);
    return code == CHAOS_OK
               ? chaosi_check_forced_steps(&source, c->options.forcing_period, c->options.n0, error)
               : code;
}

int chaosi_cycle_ask(chaosi_cycle *c, uint64_t period, const double *params, const double *guess,
                     chaos_result **result, const chaos_options *options, chaos_error *error)
{
    int code = check(c->map, period, params, guess, result, error);
    if (code == CHAOS_OK)
        code = chaosi_options(&c->options, c->map, options, error);
    if (code == CHAOS_OK)
        code = check_forcing(c->map, period, c->options.forcing_period, error);
    if (code != CHAOS_OK)
        return code;
    c->isa = chaosi_isa_current(error);
    if (!c->isa)
        return CHAOS_ENOTSUP;
    c->n = period;
    c->dim = c->map->dim;
    c->params = params ? params : c->map->param_defaults;
    return check_steps(c, guess, error);
}

/* ------------------------------------------------------------------------ call */

/* What the one job needs. */
typedef struct search {
    chaosi_cycle *cycle;
    const double *guess;
    chaosi_cycle_row *row;
    chaos_error *error;
} search;

static int search_job(void *ctx, unsigned thread, uint64_t job)
{
    search *s = ctx;
    (void)thread, (void)job;
    return chaosi_cycle_row_find(s->row, s->cycle, s->guess, s->error);
}

/* Progress that reaches the total only when all is done, however long it takes. */
static int report(void *user, double done, double total)
{
    const chaosi_cycle *c = user;
    return c->options.progress(c->options.user, fmin(done, 0.99 * total), total);
}

static void write_recipe(chaosi_buffer *recipe, const chaosi_cycle *c, const double *guess)
{
    chaosi_recipe_begin(recipe, "cycles", c->map);
    chaosi_recipe_params(recipe, "params", c->params, c->map);
    chaosi_recipe_state(recipe, "guess", guess, c->map);
    chaosi_recipe_count(recipe, "period", c->n);
    chaosi_recipe_iteration(recipe, &c->options);
    chaosi_recipe_end(recipe);
}

static int make_result(const chaosi_cycle_row *row, const chaosi_cycle *c, const double *guess,
                       chaos_result **result, chaos_error *error)
{
    chaos_result *made = chaosi_result_new("cycles", c->map);
    if (!made)
        return chaosi_nomem(error);
    chaosi_buffer recipe = { 0 };
    chaosi_cycle_rows_table(made, c->map);
    chaosi_cycle_rows_add(made, row);
    write_recipe(&recipe, c, guess);
    return chaosi_result_finish(made, &recipe, result, error);
}

/* About ten steps of Newton's method, and a few rounds for the multipliers. */
static double estimate_work(const chaosi_cycle *c)
{
    const double m = (double)c->dim, n = (double)c->n;
    return n * (20.0 * m * m + (m > 1.0 ? 60.0 * m * m * m : 0.0));
}

static int run(chaosi_cycle *c, const double *guess, chaosi_cycle_row *row, chaos_error *error)
{
    search s = { c, guess, row, error };
    c->jobs.count = 1;
    c->jobs.work = search_job;
    c->jobs.ctx = &s;
    c->jobs.progress = c->options.progress ? report : NULL;
    c->jobs.user = c;
    c->jobs.total = estimate_work(c);
    const int code = chaosi_jobs_run(&c->jobs, 1);
    if (code == CHAOS_ECANCELED)
        return chaosi_canceled(error);
    if (code == CHAOS_EFUNCTION)
        return chaosi_stopped(c->stop, error);
    if (code == CHAOS_ENOMEM)
        return chaosi_nomem(error);
    if (code == CHAOS_OK && c->options.progress)
        c->options.progress(c->options.user, c->jobs.total, c->jobs.total);
    return code;
}

static int find(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                chaos_result **result, const chaos_options *options, chaos_error *error)
{
    chaosi_cycle c = { .map = map };
    int code = chaosi_cycle_ask(&c, period, params, guess, result, options, error);
    if (code != CHAOS_OK)
        return code;
    chaosi_cycle_row row = { 0 };
    code = chaosi_cycle_init(&c, error);
    if (code == CHAOS_OK)
        code = chaosi_cycle_row_init(&row, &c) ? run(&c, guess, &row, error) : chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = make_result(&row, &c, guess, result, error);
    chaosi_cycle_row_free(&row);
    chaosi_cycle_free(&c);
    return code;
}

int chaos_cycle_find(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                     chaos_result **result, const chaos_options *options, chaos_error *error)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = find(map, period, params, guess, result, options, error);
    chaosi_fpenv_leave(host);
    return code;
}
