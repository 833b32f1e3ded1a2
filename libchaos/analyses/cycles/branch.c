/* chaos_branch: arguments, the call, where it begins.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { MAX_UNKNOWNS = 512, MAX_BUDGET = 1000000, DEFAULT_BUDGET = 10000, FEW_STATES = 16 };
static const double same_point = 1e-6;   /* of its scale */
static const double same_volume = 1e-10; /* |det Df| - 1 */
/* How far from its middle a branch is followed: views; or if there is none sizes of the cycle that it begins with. */
static const double wide = 3.0, without_view = 1e6;
static const double beside = 1e-7; /* of a flip, where the equations are regular */
static const double first_doubled = 0.01,
                    last_doubled = 1e-7;    /* how far from a flip the doubled cycle is looked for */
static const double little_of_view = 0.05,  /* a state is scaled by no less of what a picture shows, */
    little_of_terms = 0.05;                 /* and of the terms that may cancel in it */
static const double bends = 0.1;            /* of a change: by as much its image is not in proportion to it */
static const double next_to_nothing = 1e-6; /* of the map's own unit: a state that is 0 */

/* -------------------------------------------------------------------------- arguments */

static int check(const chaos_map *map, uint64_t period, uint64_t along, double low, double high,
                 const double *params, uint64_t budget, chaos_error *error)
{
    if (along >= map->nparams)
        return chaosi_fail(error, CHAOS_EINVAL, "along", -1,
                           "along must be the number of a parameter, below %llu, got %llu",
                           (unsigned long long)map->nparams, (unsigned long long)along);
    if (!isfinite(low) || !isfinite(high) || !(low < high))
        return chaosi_fail(error, CHAOS_EINVAL, "to", -1,
                           "%s must go from a low value to a high one, got %g to %g", map->params[along], low,
                           high);
    const double at = params ? params[along] : map->param_defaults[along];
    if (!(at >= low && at <= high))
        return chaosi_fail(error, CHAOS_EINVAL, map->params[along], -1,
                           "%s of the cycle must be in %g to %g, got %g", map->params[along], low, high, at);
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

/* -------------------------------------------------------------------------- the start */

/* Where branches that go off to infinity, as Henon's at a = 0, are left. */
static void set_box(chaosi_branch *b, size_t r)
{
    const chaosi_cycle *c = &b->cycle;
    double low, high, middle = 0.0, most = without_view * b->scale[r];
    if (chaos_map_view(c->map, r, &low, &high) && isfinite(high - low)) {
        middle = low / 2.0 + high / 2.0;
        most = wide * fmax(b->scale[r], high - low);
    }
    b->box[r][0] = (chaosi_cycle_period(c, r) > 0.0 ? -INFINITY : middle - most) / b->scale[r];
    b->box[r][1] = (chaosi_cycle_period(c, r) > 0.0 ? INFINITY : middle + most) / b->scale[r];
}

/* How far state r of the first point must change before the map is no longer linear, which is its own unit where a
 * state is 0 but for what Newton's method left; 0: it is linear. */
static double natural_size(chaosi_branch *b, size_t r)
{
    const chaosi_cycle *c = &b->cycle;
    double *const x = b->jet, *const here = x + c->dim, *const ahead = here + c->dim,
                  *const back = ahead + c->dim;
    for (size_t s = 0; s < c->dim; s++)
        x[s] = c->x[chaosi_cycle_at(c, 0, s)];
    const double at = x[r];
    if (chaosi_jets_step(b->jets, 0, b->params, x, c->options.n0, here, NULL) != CHAOS_OK)
        return 0.0;
    for (double h = ldexp(1.0, -60); h < ldexp(1.0, 60); h *= 4.0) {
        x[r] = at + h;
        int code = chaosi_jets_step(b->jets, 0, b->params, x, c->options.n0, ahead, NULL);
        x[r] = at - h;
        if (code == CHAOS_OK)
            code = chaosi_jets_step(b->jets, 0, b->params, x, c->options.n0, back, NULL);
        for (size_t s = 0; s < c->dim && code == CHAOS_OK; s++) {
            const double slope = c->jacobian[(r * c->dim + s) * c->lanes],
                         rounding = 64.0 * __DBL_EPSILON__ * fmax(fabs(here[s]), chaosi_cycle_terms(c, 0, s)),
                         much = bends * h + rounding;
            if (fabs(ahead[s] - 2.0 * here[s] + back[s]) > much ||
                fabs(ahead[s] - back[s] - 2.0 * h * slope) > much)
                return h;
        }
    }
    return 0.0;
}

/* After chaosi_cycle_evaluate. */
static void set_scales(chaosi_branch *b)
{
    chaosi_cycle *c = &b->cycle;
    double largest = 0.0;
    b->width = b->high - b->low;
    for (size_t r = 0; r < c->dim; r++) {
        double low, high;
        b->scale[r] = chaosi_cycle_size(c, r);
        if (chaos_map_view(c->map, r, &low, &high) && high - low < INFINITY)
            b->scale[r] = fmax(b->scale[r], little_of_view * (high - low));
        else if (c->dim <= FEW_STATES && !(chaosi_cycle_period(c, r) > 0.0)) {
            const double natural = natural_size(b, r);
            if (b->scale[r] < next_to_nothing * natural)
                b->scale[r] = natural;
        }
        for (size_t i = 0; i < c->n; i++)
            b->scale[r] = fmax(b->scale[r], little_of_terms * chaosi_cycle_terms(c, i, r));
        largest = fmax(largest, b->scale[r]);
    }
    for (size_t r = 0; r < c->dim; r++) {
        if (!(b->scale[r] > 0.0))
            b->scale[r] = largest > 0.0 ? largest : 1.0;
        c->scale[r] = fmax(c->scale[r], b->scale[r]);
        set_box(b, r);
    }
}

/* Whether |det Df| is 1 at all points; *sign: of the determinant around the cycle. */
static int keeps_volume(chaosi_branch *b, bool *keeps, double *sign)
{
    chaosi_cycle *c = &b->cycle;
    int code = CHAOS_OK;
    *sign = 1.0;
    for (size_t i = 0; i < c->n && code == CHAOS_OK && *keeps; i++) {
        code = chaosi_cycle_jacobian(c, i, b->matrix);
        const chaosi_determinant det = chaosi_lu(b->matrix, b->pivot, c->dim);
        *sign *= copysign(1.0, det.mantissa);
        *keeps = fabs(fabs(ldexp(det.mantissa, det.exponent)) - 1.0) <= same_volume;
    }
    return code;
}

int chaosi_branch_find_volume(chaosi_branch *b, const chaosi_place *start, chaos_error *error)
{
    double worst, sign;
    bool keeps = b->cycle.dim > 1;
    int code = keeps_volume(b, &keeps, &sign);
    b->area = b->cycle.dim == 2 && sign > 0.0;
    for (size_t i = 0; i < b->nz; i++)
        b->target[i] = start->z[i] + 0.01 * (1.0 + (double)(i % 3));
    if (code == CHAOS_OK && keeps)
        code = chaosi_branch_evaluate(b, b->target, &worst, error);
    if (code == CHAOS_OK && keeps)
        code = keeps_volume(b, &keeps, &sign);
    b->conservative = keeps;
    b->area &= keeps;
    return code;
}

size_t chaosi_branch_least_period(const chaosi_branch *b)
{
    const chaosi_cycle *c = &b->cycle;
    for (size_t period = 1; period < c->n; period++) {
        bool same = c->n % period == 0;
        for (size_t i = 0; i < c->n && same; i++)
            for (size_t r = 0; r < c->dim; r++)
                same &= fabs(chaosi_cycle_difference(c, r, c->x[chaosi_cycle_at(c, i, r)],
                                                     c->x[chaosi_cycle_at(c, (i + period) % c->n, r)])) <=
                        same_point * b->scale[r];
        if (same)
            return period;
    }
    return c->n;
}

int chaosi_branch_take(chaosi_branch *b, const double *points, size_t count)
{
    chaosi_cycle *c = &b->cycle;
    double worst;
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            c->x[chaosi_cycle_at(c, i, r)] = points[i % count * c->dim + r];
    for (size_t r = 0; r < c->dim; r++)
        c->scale[r] = chaosi_cycle_size(c, r);
    const int code = chaosi_cycle_evaluate(c, &worst);
    if (code == CHAOS_OK)
        set_scales(b);
    return code;
}

static int no_cycle(const chaosi_branch *b, double residual, chaos_error *error)
{
    return chaosi_fail(
        error, CHAOS_EINVAL, "guess", -1,
        "guess must be near a cycle of period %llu: Newton's method ended with a residual of %.3g",
        (unsigned long long)b->cycle.n, residual);
}

/* The place near the guess, its tangent towards larger parameters. */
static int find_start(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    chaosi_cycle *c = &b->cycle;
    double residual;
    bool found = false;
    int code = chaosi_cycle_start(c, b->guess);
    if (code == CHAOS_OK)
        code = chaosi_cycle_newton(c, &residual, error);
    if (code != CHAOS_OK)
        return code;
    if (!(residual <= CHAOSI_CYCLE_ROUNDING))
        return no_cycle(b, residual, error);
    set_scales(b);
    const size_t period = chaosi_branch_least_period(b);
    if (period < c->n)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1,
                           "period must be the least one: the cycle near the guess has period %llu, got %llu",
                           (unsigned long long)period, (unsigned long long)c->n);
    for (size_t i = 0; i < b->nz - 1; i++)
        start->z[i] = c->x[chaosi_cycle_at(c, i / c->dim, i % c->dim)] / b->scale[i % c->dim];
    start->z[b->nz - 1] = b->params[b->along] / b->width;
    code = chaosi_branch_evaluate(b, start->z, &start->residual, error);
    if (code == CHAOS_OK)
        code = chaosi_branch_find_volume(b, start, error);
    double *const across = chaosi_alloc(b->nz, sizeof *across);
    if (!across)
        return chaosi_nomem(error);
    across[b->nz - 1] = 1.0;
    if (code == CHAOS_OK)
        code = chaosi_place_correct(b, across, start, &found, error);
    if (code == CHAOS_OK && !found && start->residual <= CHAOSI_CYCLE_ROUNDING)
        code = chaosi_fail(
            error, CHAOS_EINVAL, "guess", -1,
            "guess must not be a singular point, a fold or where branches cross: begin at another "
            "value of %s than %.17g",
            c->map->params[b->along], start->z[b->nz - 1] * b->width);
    else if (code == CHAOS_OK && !found)
        code = no_cycle(b, start->residual, error);
    if (code == CHAOS_OK)
        code = chaosi_place_judge(b, across, start, error);
    free(across);
    return code;
}

/* --------------------------------------------------------------------- doubled cycles */

/* b->before = the direction in which the cycle of twice the period leaves: the kernel of the equations without the
 * parameter, points that alternate. By inverse iteration beside the flip, where they are regular. */
static int find_alternation(chaosi_branch *b, const double *z, chaos_error *error)
{
    const size_t half = (b->nz - 1) / 2;
    double worst, *const v = b->before;
    memcpy(b->target, z, b->nz * sizeof *z);
    b->target[b->nz - 1] += beside;
    const int code = chaosi_branch_evaluate(b, b->target, &worst, error);
    memset(v, 0, b->nz * sizeof *v);
    v[b->nz - 1] = 1.0;
    chaosi_branch_matrix(b, v);
    chaosi_lu(b->matrix, b->pivot, b->nz);
    for (size_t i = 0; i < half; i++)
        v[i] = -(v[half + i] = 1.0 / (double)(1 + i));
    for (int k = 0; k < 3; k++) {
        v[b->nz - 1] = 0.0;
        chaosi_lu_solve(b->matrix, b->pivot, b->nz, v);
        const double length = sqrt(chaosi_branch_product(b, v, v));
        for (size_t i = 0; i < b->nz; i++)
            v[i] /= length;
    }
    return code;
}

/* A little beside the flip, its tangent away from it. */
static int find_doubled(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    const chaosi_cycle *c = &b->cycle;
    double *const z = chaosi_alloc(2 * b->nz, sizeof *z), *const across = z + b->nz;
    bool found = false;
    if (!z)
        return chaosi_nomem(error);
    for (size_t i = 0; i < b->nz - 1; i++)
        z[i] = c->x[chaosi_cycle_at(c, i / c->dim, i % c->dim)] / b->scale[i % c->dim];
    z[b->nz - 1] = b->params[b->along] / b->width;
    int code = find_alternation(b, z, error);
    memcpy(across, b->before, b->nz * sizeof *across);
    for (double step = first_doubled; step >= last_doubled && code == CHAOS_OK && !found; step /= 4.0) {
        chaosi_branch_ahead(b, z, across, step, start->z);
        code = chaosi_place_correct(b, across, start, &found, error);
        chaosi_branch_difference(b, start->z, b->target, b->rhs);
        found &= chaosi_branch_least_period(b) == c->n &&
                 chaosi_branch_product(b, b->rhs, b->rhs) <= step * step / 4.0;
    }
    if (code == CHAOS_OK && !found)
        code = chaosi_fail(error, CHAOS_EINVAL, "points", -1,
                           "points must be those of a flip: there is no cycle of period %llu beside them",
                           (unsigned long long)c->n);
    if (code == CHAOS_OK)
        code = chaosi_branch_find_volume(b, start, error);
    double worst;
    if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, start->z, &worst, error);
    if (code == CHAOS_OK)
        code = chaosi_place_judge(b, across, start, error);
    free(z);
    return code;
}

/* The points at the flip, twice over. */
static int begin_at_flip(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    const int code = chaosi_branch_take(b, b->flip, b->cycle.n / 2);
    return code == CHAOS_OK ? find_doubled(b, start, error) : code;
}

static int begin_at_crossing(chaosi_branch *b, chaosi_place *start, chaos_error *error)
{
    double *const towards = chaosi_alloc(b->nz, sizeof *towards), worst;
    if (!towards)
        return chaosi_nomem(error);
    int code = chaosi_branch_take(b, b->crossing, b->cycle.n);
    if (code == CHAOS_OK)
        code = chaosi_branch_cross(b, b->beside, towards, start, error);
    if (code == CHAOS_OK)
        code = chaosi_branch_find_volume(b, start, error);
    if (code == CHAOS_OK)
        code = chaosi_branch_evaluate(b, start->z, &worst, error);
    if (code == CHAOS_OK)
        code = chaosi_place_judge(b, towards, start, error);
    free(towards);
    return code;
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
    int code = b->curve      ? chaosi_curve_begin(b, start, j->error)
               : b->flip     ? begin_at_flip(b, start, j->error)
               : b->crossing ? begin_at_crossing(b, start, j->error)
                             : find_start(b, start, j->error);
    j->arm[0].stop = j->arm[1].stop = CHAOSI_STOP_CANCELED;
    if (code == CHAOS_OK)
        code = chaosi_branch_follow(b, start, half, &j->arm[1], j->error);
    turn_round(b, start);
    if (code == CHAOS_OK && j->arm[1].stop != CHAOSI_STOP_CLOSED)
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
        return chaosi_fail(error, code, "progress", -1, "the progress callback asked to stop");
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
    const bool some = code == CHAOS_OK || (code == CHAOS_ECANCELED && arm[1].count > 0);
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
