/* chaos_cycles: arguments, and the way from period to period.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include "core/error.h"
#include "core/forcing.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_PERIOD = 1000,
    LANES = 64,
    MANY_LANES = 512, /* calls of a user's function cost much */
    CHUNK = 4096,     /* seeds between two looks at the budget */
};

/* ------------------------------------------------------------------ work in tiles */

bool chaosi_search_spent(const chaosi_search *s)
{
    const double now = s->jobs ? (double)atomic_load(&s->jobs->done) : 0.0;
    return s->spent + now >= s->budget;
}

static int report(void *user, double done, double total)
{
    const chaosi_search *s = user;
    const double all = s->spent + done;
    return s->options.progress(s->options.user, all,
                               fmax(total, s->spent + total) / 0.99); /* of this period */
}

int chaosi_search_run(chaosi_search *s, chaosi_jobs *jobs, unsigned threads, double iterations)
{
    s->jobs = jobs;
    jobs->progress = s->options.progress ? report : NULL;
    jobs->user = s;
    jobs->total = iterations;
    jobs->last = s->reported; /* runs are short, and many */
    const int code = chaosi_jobs_run(jobs, threads);
    s->reported = jobs->last;
    s->spent += (double)atomic_load(&jobs->done);
    s->jobs = NULL;
    return code;
}

bool chaosi_search_tile_init(chaosi_search_tile *t, const chaosi_search *s, size_t vectors)
{
    const size_t lanes = s->lanes;
    const chaosk_table *kernels = s->kernels;
    t->from = chaosi_alloc(s->dim * lanes, sizeof(double));
    t->id = chaosi_alloc(lanes, sizeof *t->id);
    t->k = (chaosk_tile){
        .size = sizeof t->k,
        .k = (uint32_t)vectors,
        .lanes = lanes,
        .stride = lanes,
        .x = chaosi_alloc(s->dim * lanes, sizeof(double)),
        .p = s->p,
        .v = chaosi_alloc(vectors * s->dim * lanes, sizeof(double)),
        .bound = __DBL_MAX__,
        .lift = s->options.lift,
        .id = t->id,
        .work = chaosi_alloc(kernels->work_bytes ? kernels->work_bytes(s->map->ctx, lanes) : 0, 1),
        .ctx = s->map->ctx,
    };
    return t->from && t->id && t->k.x && t->k.v && t->k.work;
}

void chaosi_search_tile_free(chaosi_search_tile *t)
{
    free(t->from);
    free(t->id);
    free(t->k.x);
    free(t->k.v);
    free(t->k.work);
}

/* Identity in all lanes, and where they are. */
static void begin(const chaosi_search *s, chaosi_search_tile *t)
{
    const size_t dim = s->dim, lanes = t->k.lanes;
    memcpy(t->from, t->k.x, dim * lanes * sizeof *t->from);
    for (size_t j = 0; j < t->k.k; j++)
        for (size_t i = 0; i < dim; i++)
            for (size_t lane = 0; lane < lanes; lane++)
                t->k.v[(j * dim + i) * lanes + lane] = i == j;
}

int chaosi_search_tile_advance(chaosi_search *s, chaosi_search_tile *t, unsigned thread, uint64_t n)
{
    const uint64_t slice = s->map->flags & CHAOSI_CALLS ? 16 : 4096;
    int code = CHAOS_OK;
    begin(s, t);
    for (uint64_t done = 0; done < n && code == CHAOS_OK; done += slice) {
        const uint64_t steps = n - done < slice ? n - done : slice;
        t->k.n0 = s->options.n0 + done;
        (t->k.k ? s->kernels->tangent : s->kernels->advance)(&t->k, steps);
        if (t->k.stop) {
            s->stop = t->k.stop;
            return CHAOS_EFUNCTION;
        }
        code = chaosi_jobs_tick(s->jobs, thread, steps * t->k.lanes);
    }
    return code;
}

/* ------------------------------------------------------------ from period to period */

/* Polishing takes time, too. */
typedef struct taking {
    chaosi_search *s;
    uint64_t n;
    const double *found;
    size_t count;
    bool *all; /* whether each is known in the end; NULL: that is not asked */
} taking;

static int take_job(void *ctx, unsigned thread, uint64_t job)
{
    const taking *t = ctx;
    int code = CHAOS_OK;
    (void)job;
    for (size_t i = 0; i < t->count && code == CHAOS_OK; i++) {
        code = chaosi_known_take(t->s, t->n, t->found + i * t->s->dim);
        if (code == CHAOS_OK)
            code = chaosi_jobs_tick(t->s->jobs, thread, 1);
    }
    for (size_t i = 0; t->all && *t->all && i < t->count && code == CHAOS_OK; i++) {
        *t->all = chaosi_is_known(t->s, t->found + i * t->s->dim);
        code = chaosi_jobs_tick(t->s->jobs, thread, 0);
    }
    return code;
}

static int take(chaosi_search *s, uint64_t n, const double *found, size_t count, bool *all)
{
    taking t = { s, n, found, count, all };
    chaosi_jobs jobs = { .count = 1, .work = take_job, .ctx = &t };
    return chaosi_search_run(s, &jobs, 1, (double)count);
}

static int search_from(chaosi_search *s, uint64_t n, double stiffness, const double *seeds, size_t count)
{
    int code = CHAOS_OK;
    for (size_t first = 0; first < count && code == CHAOS_OK && !chaosi_search_spent(s); first += CHUNK) {
        double *found;
        size_t nfound, some = count - first < CHUNK ? count - first : CHUNK;
        code = chaosi_search_stabilise(s, n, stiffness, seeds + first * s->dim, some, &found, &nfound);
        if (code == CHAOS_OK)
            code = take(s, n, found, nfound, NULL);
        s->counts[n].starts += some;
        free(found);
    }
    return code;
}

/* How fast what is between the points of a period shrinks: of the largest exponents of the cycles so far, the mean. */
static double mean_exponent(const chaosi_search *s, uint64_t from)
{
    double sum = 0.0;
    size_t count = 0;
    for (size_t i = 0; i < s->nrows; i++)
        if (s->rows[i].period >= from && fabs(s->rows[i].exponents[0]) <= 10.0) {
            sum += fmax(s->rows[i].exponents[0], 0.0);
            count++;
        }
    return count ? sum / (double)count : 0.5;
}

/* Starts that are taken to period n by steps for which what is between its points shrinks by so many exponents. */
typedef struct attempt {
    double share;        /* of the mean exponent */
    uint64_t scattered;  /* up to which period from points all over the box */
    uint64_t neighbours; /* from the points of so many periods below */
} attempt;

/* How far apart points are nobody knows, so that small and large steps are tried. The first ones always. */
static const attempt attempts[] = {
    { 0.0, 8, 0 },  { 0.45, MAX_PERIOD, 2 }, { 0.55, 0, 2 },          { 0.3, MAX_PERIOD, 4 },
    { 0.65, 0, 4 }, { 0.8, 0, 6 },           { 0.15, MAX_PERIOD, 6 },
};
enum { ATTEMPTS = sizeof attempts / sizeof attempts[0], FIRST_ATTEMPTS = 3 };

static int try(chaosi_search *s, uint64_t n, const attempt *t, const double *scattered, size_t nscattered)
{
    const uint64_t below = t->neighbours * s->every, lowest = n > below ? n - below : 1;
    const double stiffness =
        4.0 * exp(t->share * mean_exponent(s, n > 2 * s->every ? n - 2 * s->every : 1) * (double)n);
    double *seeds = NULL;
    size_t count;
    int code = n <= t->scattered * s->every ? search_from(s, n, stiffness, scattered, nscattered) : CHAOS_OK;
    if (code == CHAOS_OK && below > 0)
        code = chaosi_search_neighbours(s, lowest, n - 1, &seeds, &count);
    if (code == CHAOS_OK && below > 0)
        code = search_from(s, n, stiffness, seeds, count);
    free(seeds);
    return code;
}

/* Until an attempt finds no more, and what is known of the indices is right. */
static int search_period(chaosi_search *s, uint64_t n, const double *scattered, size_t nscattered)
{
    chaosi_count *count = &s->counts[n];
    int code = chaosi_search_expect(s, n, &count->expected);
    for (int i = 0; i < ATTEMPTS && code == CHAOS_OK && !chaosi_search_spent(s); i++) {
        const size_t before = s->nrows;
        code = try(s, n, &attempts[i], scattered, nscattered);
        count->singular = s->nsingular;
        chaosi_search_count(s, n, count);
        if (i + 1 >= FIRST_ATTEMPTS && s->nrows == before &&
            !(chaosi_count_is_wrong(count) && count->singular == 0))
            break;
    }
    return code;
}

static int search_line(chaosi_search *s, uint64_t n, chaosi_line *line)
{
    const double *found;
    size_t count;
    int code = chaosi_line_find(line, n, &s->counts[n].sure, &found, &count);
    s->counts[n].starts = count;
    s->counts[n].expected = CHAOSI_NO_INDEX;
    if (code == CHAOS_OK)
        code = take(s, n, found, count, &s->counts[n].sure);
    s->counts[n].sure = s->counts[n].sure && code == CHAOS_OK;
    s->counts[n].singular = s->nsingular;
    chaosi_search_count(s, n, &s->counts[n]);
    return code;
}

/* CHAOS_ECANCELED: what has been found until then stays. */
static int search_all(chaosi_search *s)
{
    double *scattered = NULL;
    size_t count = 0;
    chaosi_line *const line = s->dim == 1 ? chaosi_line_new(s) : NULL;
    int code = line ? CHAOS_OK : s->dim == 1 ? CHAOS_ENOMEM : chaosi_search_scatter(s, &scattered, &count);
    for (uint64_t n = s->every; n <= s->last && code == CHAOS_OK && !chaosi_search_spent(s); n += s->every) {
        s->nsingular = 0;
        s->counts[n].period = n;
        code = line ? search_line(s, n, line) : search_period(s, n, scattered, count);
    }
    for (uint64_t n = s->every; n <= s->last; n += s->every) /* later periods may have found earlier ones */
        chaosi_search_count(s, n, &s->counts[n]);
    chaosi_line_free(line);
    free(scattered);
    return code;
}

/* ---------------------------------------------------------------------- arguments */

static int check(const chaos_map *map, uint64_t first, uint64_t last, const double *params, double budget,
                 chaos_result **result, chaos_error *error)
{
    if (!map || !result)
        return chaosi_fail(error, CHAOS_EINVAL, map ? "result" : "map", -1, "%s must not be NULL",
                           map ? "result" : "map");
    if (map->dim > CHAOSI_FEW)
        return chaosi_fail(
            error, CHAOS_EINVAL, "map", -1,
            "map must have at most %d states for all its cycles, got %llu: chaos_cycle_find has "
            "the one near a state",
            CHAOSI_FEW, (unsigned long long)map->dim);
    if (first < 1 || last > MAX_PERIOD)
        return chaosi_fail(error, CHAOS_EINVAL, "periods", -1, "periods must be 1 to %d, got %llu",
                           MAX_PERIOD, (unsigned long long)(first < 1 ? first : last));
    if (first > last)
        return chaosi_fail(error, CHAOS_EINVAL, "periods", -1,
                           "the first period must be no larger than the last, got %llu and %llu",
                           (unsigned long long)first, (unsigned long long)last);
    if (!(budget >= 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, "budget", -1,
                           "budget must be above 0 iterations, or 0 for no limit, got %g", budget);
    for (uint64_t i = 0; i < map->nparams; i++) {
        const double value = params ? params[i] : map->param_defaults[i]; /* a text may have none: NaN */
        if (!__builtin_isfinite(value))
            return chaosi_fail(error, CHAOS_EINVAL, map->params[i], -1, "parameter %s must be finite, got %g",
                               map->params[i], value);
    }
    return CHAOS_OK;
}

static int check_box(const chaos_map *map, const double *box, chaos_error *error)
{
    for (size_t r = 0; r < map->dim; r++) {
        const double low = box[2 * r], high = box[2 * r + 1];
        if (!(low < high) || !(high - low <= __DBL_MAX__))
            return chaosi_fail(error, CHAOS_EINVAL, "box", (int64_t)r,
                               "box must have finite intervals with low < high, got %g to %g for %s", low,
                               high, map->states[r]);
    }
    return CHAOS_OK;
}

/* A state without a given interval: an angle goes round; else three times what a picture shows. */
static bool default_interval(const chaos_map *map, bool lift, size_t r, double *interval)
{
    const double period = lift ? 0.0 : chaosi_map_wrap(map, r);
    interval[0] = 0.0;
    interval[1] = period;
    if (period > 0.0)
        return true;
    if (!chaos_map_view(map, r, &interval[0], &interval[1]) || !(interval[0] < interval[1]))
        return false;
    const double more = interval[1] - interval[0];
    interval[0] -= more;
    interval[1] += more;
    return true;
}

int chaosi_search_box(const chaos_map *map, bool lift, const double *given, double *box, chaos_error *error)
{
    if (given) {
        memcpy(box, given, 2 * map->dim * sizeof *box);
        return check_box(map, box, error);
    }
    for (size_t r = 0; r < map->dim; r++)
        if (!default_interval(map, lift, r, box + 2 * r))
            return chaosi_fail(
                error, CHAOS_EINVAL, "box", (int64_t)r,
                "box must have an interval for each state of a map without a view, got none for %s",
                map->states[r]);
    return CHAOS_OK;
}

static int set_box(chaosi_search *s, const double *given, chaos_error *error)
{
    double box[2 * CHAOSI_FEW];
    const int code = chaosi_search_box(s->map, s->options.lift, given, box, error);
    for (size_t r = 0; r < s->dim && code == CHAOS_OK; r++) {
        s->low[r] = box[2 * r];
        s->high[r] = box[2 * r + 1];
        s->size[r] = s->high[r] - s->low[r];
    }
    return code;
}

/* --------------------------------------------------------------------------- call */

static bool allocate(chaosi_search *s)
{
    s->low = chaosi_alloc(4 * s->dim, sizeof *s->low);
    s->p = chaosi_alloc(s->map->nparams * s->lanes, sizeof *s->p);
    s->counts = chaosi_alloc(s->last + 1, sizeof *s->counts);
    if (!s->low || !s->p || !s->counts)
        return false;
    s->high = s->low + s->dim;
    s->size = s->high + s->dim;
    s->revolution = s->size + s->dim;
    for (size_t r = 0; r < s->dim; r++)
        s->revolution[r] = s->options.lift ? 0.0 : chaosi_map_wrap(s->map, r);
    for (size_t i = 0; i < s->map->nparams; i++)
        for (size_t lane = 0; lane < s->lanes; lane++)
            s->p[i * s->lanes + lane] = s->params[i];
    return true;
}

static int run(chaosi_search *s, const double *box, chaos_result **result, chaos_error *error)
{
    int code = allocate(s) ? set_box(s, box, error) : chaosi_nomem(error);
    if (code != CHAOS_OK)
        return code;
    code = search_all(s);
    if (code == CHAOS_EFUNCTION)
        return chaosi_stopped(s->stop, error);
    if (code == CHAOS_ENOMEM)
        return chaosi_nomem(error);
    if (code != CHAOS_OK && code != CHAOS_ECANCELED)
        return code;
    const int made = chaosi_search_result(s, code == CHAOS_ECANCELED, result, error);
    if (made != CHAOS_OK)
        return made;
    if (code == CHAOS_ECANCELED)
        return chaosi_canceled(error);
    if (s->options.progress)
        s->options.progress(s->options.user, s->spent, s->spent);
    return CHAOS_OK;
}

static int find_all(const chaos_map *map, uint64_t first, uint64_t last, const double *params,
                    const double *box, double budget, chaos_result **result, const chaos_options *options,
                    chaos_error *error)
{
    chaosi_search s = { .map = map, .first = first, .last = last, .error = error };
    if (result)
        *result = NULL;
    int code = check(map, first, last, params, budget, result, error);
    if (code == CHAOS_OK)
        code = chaosi_options(&s.options, map, options, error);
    if (code == CHAOS_OK)
        code = chaosi_check_forcing(map, s.options.forcing_period, error);
    if (code != CHAOS_OK)
        return code;
    s.isa = chaosi_isa_current(error);
    if (!s.isa)
        return CHAOS_ENOTSUP;
    s.kernels = map->kernels.tables[s.isa->index];
    s.lanes =
        map->flags & CHAOSI_CALLS ? MANY_LANES : LANES; /* whatever the instruction set: starts are as many */
    s.dim = map->dim;
    s.params = params ? params : map->param_defaults;
    s.budget = budget > 0.0 ? budget : INFINITY;
    s.every = s.options.forcing_period ? s.options.forcing_period : 1;
    code = run(&s, box, result, error);
    chaosi_known_free(&s);
    free(s.low);
    free(s.p);
    free(s.counts);
    return code;
}

int chaos_cycles(const chaos_map *map, uint64_t first, uint64_t last, const double *params, const double *box,
                 double budget, chaos_result **result, const chaos_options *options, chaos_error *error)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = find_all(map, first, last, params, box, budget, result, options, error);
    chaosi_fpenv_leave(host);
    return code;
}
