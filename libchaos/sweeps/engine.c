/* SPDX-License-Identifier: MIT */
#include "sweeps/engine.h"

#include "core/memory.h"
#include "core/stretches.h"
#include "sweeps/follow.h"
#include "sweeps/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a thread: nobody is asked whether there is so much. */
enum { FEW_BYTES = 1 << 26 };

/* What one thread works with. */
typedef struct thread_state {
    chaosi_tile tile, pool;
    chaosi_measurement measurements[CHAOS_MAX_MEASURES];
    double *rows, *params;      /* recorded rows, and their parameters */
    uint64_t room;              /* for so many rows */
    const chaosi_request *last; /* whose pass was the last */
    bool moved;                 /* since the tile was marked */
    struct engine *engine;
    chaosi_follow follow; /* if points are followed */
} thread_state;

typedef struct engine {
    chaosi_task *task;
    chaosi_plan plan;
    chaosi_run run;
    chaosi_stretches stretches; /* of a large lattice */
    chaosi_jobs jobs;
    thread_state *threads;
    _Atomic uint64_t turn; /* of which tile to pool */
} engine;

/* -------------------------------------------------------------------- memory */

static bool pools(const engine *e) { return e->plan.pooled > e->plan.lanes; }

static size_t scratch_of(const engine *e, const chaosi_request *r)
{
    return r->kind->scratch ? r->kind->scratch(r, e->plan.lanes) : 0;
}

/* The bytes that a thread needs, but for some that do not count. */
static double bytes_of_thread(const engine *e)
{
    double columns = (double)e->plan.ncomp, bytes = (double)chaosi_tile_bytes(&e->run, e->plan.lanes);
    if (pools(e))
        bytes += (double)chaosi_tile_bytes(&e->run, e->plan.pooled);
    for (size_t i = 0; i < e->task->nrequests; i++) {
        const chaosi_request *r = &e->task->requests[i];
        columns += r->columns ? (double)r->columns->count : 0.0;
        bytes += (double)scratch_of(e, r);
    }
    return bytes + columns * (double)(e->plan.chunk_rows * e->plan.lanes * sizeof(double));
}

static int fail_memory(const engine *e, double left, chaos_error *error)
{
    const chaosi_request *largest = &e->task->requests[0];
    for (size_t i = 1; i < e->task->nrequests; i++)
        if (scratch_of(e, &e->task->requests[i]) > scratch_of(e, largest))
            largest = &e->task->requests[i];
    return chaosi_fail(error, CHAOS_ENOMEM, "measure", -1,
                       "out of memory: %s takes %.3g GB for a point of %llu states, and %.3g GB are left",
                       largest->kind->info.name, 1e-9 * bytes_of_thread(e),
                       (unsigned long long)e->task->map->dim, 1e-9 * left);
}

/* ------------------------------------------------------------------- threads */

static int measure_and_return(void *ctx);

/* Room for so many rows, and what is computed from them. */
static bool make_room(const engine *e, thread_state *t, uint64_t rows)
{
    free(t->rows);
    t->room = rows;
    t->rows = chaosi_alloc(rows * e->plan.ncomp * e->plan.lanes, sizeof(double));
    bool done = t->rows != NULL;
    for (size_t i = 0; i < e->task->nrequests && done; i++) {
        chaosi_measurement *run = &t->measurements[i];
        const chaosi_request *r = &e->task->requests[i];
        if (!r->columns)
            continue;
        free(run->computed);
        run->computed =
            chaosi_alloc((r->kind->rows ? rows : 1) * r->columns->count * e->plan.lanes, sizeof(double));
        done = run->computed != NULL;
    }
    return done;
}

/* What a measure needs whose columns are computed. */
static bool init_columns(const engine *e, chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_columns *c = r->columns;
    const chaosk_columns *kernel = c->kernels[e->run.isa];
    run->at = chaosi_alloc(c->nstates, sizeof run->at[0]);
    run->work = chaosi_alloc(kernel->work_bytes(c->program, e->plan.lanes), 1);
    if (!run->at || !run->work)
        return false;
    for (uint32_t k = 0; k < c->nstates; k++)
        run->at[k] = r->kind->rows ? chaosi_plan_column(&e->plan, c->states[k]) : c->states[k];
    return true;
}

static bool init_measurement(const engine *e, thread_state *t, size_t i)
{
    chaosi_measurement *run = &t->measurements[i];
    const chaosi_request *r = &e->task->requests[i];
    run->request = r;
    run->tile = &t->tile;
    if ((r->kind->rows || r->kind->pool) && !(run->flags = chaosi_alloc(e->plan.lanes, sizeof run->flags[0])))
        return false;
    if (r->columns && !init_columns(e, run))
        return false;
    if (r->kind->rows && !r->columns && r->states) {
        if (!(run->column = chaosi_alloc(r->ncolumns, sizeof run->column[0])))
            return false;
        for (uint64_t j = 0; j < r->ncolumns; j++)
            run->column[j] = chaosi_plan_column(&e->plan, r->states[j]);
    }
    return !r->kind->scratch || (run->scratch = chaosi_alloc_sparse(scratch_of(e, r)));
}

static bool init_follow(engine *e, thread_state *t)
{
    t->follow = (chaosi_follow){ .task = e->task,
                                 .tile = &t->tile,
                                 .start = e->plan.starts[0],
                                 .end = chaosi_follow_end(&e->task->requests[0]),
                                 .measure = measure_and_return,
                                 .ctx = t };
    t->engine = e;
    return chaosi_follow_init(&t->follow, e->plan.lanes);
}

static bool thread_init(engine *e, thread_state *t, unsigned thread)
{
    const chaosi_task *task = e->task;
    if (!chaosi_tile_init(&t->tile, &e->run, e->plan.lanes, thread) ||
        (pools(e) && !chaosi_tile_init(&t->pool, &e->run, e->plan.pooled, thread)))
        return false;
    t->params = chaosi_alloc(task->map->nparams * e->plan.lanes, sizeof(double));
    bool done = make_room(e, t, e->plan.chunk_rows) && t->params;
    if (task->source.follows && done)
        done = init_follow(e, t);
    for (size_t i = 0; i < task->nrequests && done; i++)
        done = init_measurement(e, t, i);
    return done;
}

static void thread_free(const engine *e, thread_state *t)
{
    chaosi_tile_free(&t->tile);
    if (pools(e))
        chaosi_tile_free(&t->pool);
    free(t->rows);
    free(t->params);
    chaosi_follow_free(&t->follow);
    for (size_t i = 0; i < e->task->nrequests; i++) {
        chaosi_measurement *run = &t->measurements[i];
        free(run->flags);
        free(run->column);
        chaosi_free_sparse(run->scratch, scratch_of(e, &e->task->requests[i]));
        free(run->at);
        free(run->computed);
        free(run->work);
    }
}

/* -------------------------------------------------------------------- status */

/* A lane's status as of iterate `last`: what a pass was told of later ones is not of it. */
static uint32_t status_at(const chaosi_tile *tile, size_t lane, uint64_t last)
{
    const chaosi_returns *r = &tile->returns;
    uint32_t status = tile->status[lane];
    if (tile->escaped[lane] > last)
        status &= ~(uint32_t)(CHAOS_ESCAPED | CHAOS_NONFINITE);
    if (chaosi_has_returned(r, lane) && r->seen[lane] <= last && tile->escaped[lane] == CHAOSI_INSIDE &&
        r->fate[lane] == CHAOSI_EATEN)
        status |= CHAOS_COLLAPSED;
    return status;
}

/* A measure's own mask goes out, up to the last iterate that it looks at; with others' later, where it
 * pools. */
static int put_status(const engine *e, const chaosi_measurement *run, uint64_t last)
{
    chaosi_tile *tile = run->tile;
    uint32_t *mask = chaosi_mask_of(run->request), *status = e->task->status;
    int code = mask || status ? chaosi_returns_find_eaten(tile) : CHAOS_OK;
    if (code == CHAOS_OK && (mask || status))
        code = chaosi_returns_look_back(tile, last);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        const uint32_t own = status_at(tile, lane, last) | (run->flags ? run->flags[lane] : 0);
        if (run->request->pooled > 1)
            run->flags[lane] = own;
        else if (mask)
            mask[tile->point[lane]] = own;
        if (status && e->task->pooled == 1)
            status[tile->point[lane]] |= own;
    }
    return code;
}

static bool wants_status(const engine *e)
{
    bool wants = e->task->status != NULL;
    for (size_t i = 0; i < e->task->nrequests; i++)
        wants |= chaosi_mask_of(&e->task->requests[i]) != NULL;
    return wants;
}

/* -------------------------------------------------------------------- passes */

/* Values of expressions that are no numbers, as log(x) of -1, are told: row i of them is of the iterate start + i / columns *
 * every. */
static void flag_values(const chaosi_tile *t, const chaosi_measurement *run, uint64_t start, uint64_t count)
{
    enum { SOME = 8 };
    static const double limit[SOME] = { __DBL_MAX__, __DBL_MAX__, __DBL_MAX__, __DBL_MAX__,
                                        __DBL_MAX__, __DBL_MAX__, __DBL_MAX__, __DBL_MAX__ };
    const uint64_t columns = run->request->columns->count, every = run->request->options.common.every;
    for (uint64_t first = 0, rows; first < count * columns; first += rows) {
        const double *const x = run->computed + first * t->k.stride;
        rows = count * columns - first < SOME ? count * columns - first : SOME;
        if (!t->run->lanes->outside(x, limit, rows, t->k.stride, t->k.lanes, NULL))
            continue;
        for (uint64_t i = 0; i < rows; i++)
            for (size_t lane = 0; lane < t->npoints; lane++)
                if (!__builtin_isfinite(x[i * t->k.stride + lane]) &&
                    t->escaped[lane] > start + (first + i) / columns * every)
                    run->flags[lane] |= CHAOS_NONFINITE;
    }
}

static void feed_rows(const thread_state *t, chaosi_measurement *run, chaosi_rows rows, uint64_t start)
{
    const chaosi_request *r = run->request;
    if (r->columns) {
        chaosi_compute(run, rows.data, rows.ncomp * rows.stride, rows.count, t->params);
        rows.data = run->computed;
        rows.ncomp = r->columns->count;
        if (chaosi_takes_all_values(r))
            flag_values(&t->tile, run, start, rows.count);
        chaosi_tile_blank(&t->tile, start, rows.count, r->options.common.every, rows.ncomp, run->computed);
    }
    r->kind->take(run, &rows);
}

/* Passes recorded rows, or what is computed from them, to a measure: all, or those at its times. start: iterate of row
 * 0. */
static void feed(const thread_state *t, chaosi_measurement *run, chaosi_rows rows, uint64_t start)
{
    const chaosi_request *r = run->request;
    const uint64_t every = r->options.common.every;
    if (r->ntimes == 0)
        feed_rows(t, run, rows, start);
    for (uint64_t i = 0; i < r->ntimes; i++) {
        const uint64_t row = chaosi_times_of(r)[i] / every - rows.first;
        if (chaosi_times_of(r)[i] / every >= rows.first && row < rows.count)
            feed_rows(t, run,
                      (chaosi_rows){ rows.data + row * rows.ncomp * rows.stride, i, 1, 1, rows.ncomp,
                                     rows.stride },
                      start + row * every);
    }
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
    while (b > 0) {
        const uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Whether a request is among those of a record pass. */
static bool records(const chaosi_request *r, uint64_t start, uint64_t every)
{
    return r->kind->rows && chaosi_start_of(r) == start && r->options.common.every == every;
}

/* Once more, where a measure has come to its end. */
static int look_ahead(const engine *e, chaosi_tile *tile)
{
    if (wants_status(e))
        chaosi_returns_look_ahead(tile);
    return chaosi_tile_tick(tile, 0);
}

static int end_records(engine *e, thread_state *t, uint64_t start, uint64_t every)
{
    const chaosi_request *requests = e->task->requests;
    for (size_t i = 0; i < e->task->nrequests; i++)
        if (records(&requests[i], start, every) && requests[i].kind->end)
            requests[i].kind->end(&t->measurements[i]);
    int code = look_ahead(e, &t->tile); /* or an end was stopped */
    for (size_t i = 0; i < e->task->nrequests && code == CHAOS_OK; i++)
        if (records(&requests[i], start, every))
            code = put_status(e, &t->measurements[i], start + (chaosi_rows_of(&requests[i]) - 1) * every);
    return code;
}

/* Records rows, as many as there is room for, and hands them to all of the pass that want more
 * than `first`: to each as many times as `times` says. */
static int record_rows(engine *e, thread_state *t, uint64_t start, uint64_t every, uint64_t first,
                       uint64_t rows, uint64_t times, bool last)
{
    const chaosi_task *task = e->task;
    const uint64_t now = t->tile.n;
    /* Lanes that leave are given others' parameters. */
    memcpy(t->params, t->tile.p, task->map->nparams * t->tile.k.stride * sizeof(double));
    const int code = chaosi_tile_record(&t->tile, rows, every, last, e->plan.comp, e->plan.ncomp, t->rows);
    for (size_t i = 0; i < task->nrequests && code == CHAOS_OK; i++) {
        const chaosi_request *r = &task->requests[i];
        if (!records(r, start, every) || chaosi_rows_of(r) <= first)
            continue;
        const uint64_t wanted = chaosi_rows_of(r) - first;
        feed(t, &t->measurements[i],
             (chaosi_rows){ t->rows, first, wanted < rows ? wanted : rows, times, e->plan.ncomp,
                            t->tile.k.stride },
             now);
    }
    return code;
}

/* The records after which all lanes are where they were: 0 if some have not returned, or that is
 * too long. */
static uint64_t records_of_lap(const chaosi_tile *tile, uint64_t every)
{
    uint64_t lap = CHAOSI_LAP_UNIT;
    if (tile->returns.count == 0)
        return 0;
    for (size_t lane = 0; lane < tile->npoints && lap <= CHAOSI_LAP; lane++) {
        if (tile->escaped[lane] != CHAOSI_INSIDE)
            continue;
        if (!chaosi_has_returned(&tile->returns, lane))
            return 0;
        const uint64_t distance = tile->returns.distance[lane], records = distance / gcd(distance, every);
        lap = records / gcd(lap, records) > CHAOSI_LAP ? CHAOSI_LAP + 1 : lap * (records / gcd(lap, records));
    }
    return lap <= CHAOSI_LAP ? lap : 0;
}

/* From record `first` on, how many times the lap can be taken at once; less than 2: it can not, or it
 * does not pay. */
static uint64_t times_of_lap(const engine *e, uint64_t start, uint64_t every, uint64_t first, uint64_t lap)
{
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < e->task->nrequests; i++) {
        const chaosi_request *r = &e->task->requests[i];
        if (!records(r, start, every) || chaosi_rows_of(r) <= first)
            continue;
        if (r->ntimes || !r->kind->laps || !r->kind->laps(r))
            return 0;
        least = chaosi_rows_of(r) - first < least ? chaosi_rows_of(r) - first : least;
    }
    return lap > 0 && lap <= e->plan.rows && first % CHAOSI_LAP_UNIT == 0 ? least / lap : 0;
}

static bool wants_laps(const engine *e, uint64_t start, uint64_t every)
{
    for (size_t i = 0; i < e->task->nrequests; i++) {
        const chaosi_request *r = &e->task->requests[i];
        if (records(r, start, every) && !r->ntimes && r->kind->laps && r->kind->laps(r))
            return true;
    }
    return false;
}

static int record_lap(engine *e, thread_state *t, uint64_t start, uint64_t every, uint64_t first,
                      uint64_t lap, uint64_t times)
{
    if (lap > t->room && !make_room(e, t, e->plan.rows))
        return CHAOS_ENOMEM;
    int code = record_rows(e, t, start, every, first, lap, times, false);
    const uint64_t left_out = (times - 1) * lap * every;
    t->tile.n += left_out;
    return code == CHAOS_OK ? chaosi_tile_tick(&t->tile, left_out) : code;
}

/* Runs all measures that record at this distance on one stream of rows. */
static int record_pass(engine *e, thread_state *t, uint64_t start, uint64_t every)
{
    const chaosi_task *task = e->task;
    uint64_t longest = 0, first = 0, returned = 0;
    int code = CHAOS_OK;
    for (size_t i = 0; i < task->nrequests; i++) {
        const chaosi_request *r = &task->requests[i];
        if (!records(r, start, every))
            continue;
        longest = chaosi_rows_of(r) > longest ? chaosi_rows_of(r) : longest;
        memset(t->measurements[i].flags, 0, e->plan.lanes * sizeof(uint32_t));
        if (r->kind->begin)
            r->kind->begin(&t->measurements[i]);
    }
    while (first < longest) {
        if (t->tile.returns.count > returned && wants_laps(e, start, every))
            code = chaosi_returns_find_fates(&t->tile); /* and the least distances, for short laps */
        returned = t->tile.returns.count;
        if (code != CHAOS_OK)
            return code;
        const uint64_t rows = longest - first < e->plan.chunk_rows ? longest - first : e->plan.chunk_rows,
                       lap = records_of_lap(&t->tile, every),
                       times = times_of_lap(e, start, every, first, lap);
        if (times > 1)
            code = record_lap(e, t, start, every, first, lap, times);
        else
            code = record_rows(e, t, start, every, first, rows, 1, first + rows == longest);
        if (code != CHAOS_OK)
            return code;
        first += times > 1 ? times * lap : rows;
    }
    return end_records(e, t, start, every);
}

/* Back to the mark. */
static void go_back(thread_state *t)
{
    if (t->moved)
        chaosi_tile_restore(&t->tile);
    t->moved = true;
}

/* The pass of request i, or of all that record at its distance, if it is the first of them. */
static int run_pass(engine *e, thread_state *t, size_t i)
{
    const chaosi_request *r = &e->task->requests[i];
    const uint64_t start = chaosi_start_of(r), every = r->options.common.every;
    if (r->kind->pass) {
        t->last = r;
        go_back(t);
        if (t->measurements[i].flags)
            memset(t->measurements[i].flags, 0, e->plan.lanes * sizeof(uint32_t));
        int code = r->kind->pass(&t->measurements[i]);
        if (code == CHAOS_OK && !r->kind->ends_elsewhere)
            code = look_ahead(e, &t->tile);
        return code == CHAOS_OK ? put_status(e, &t->measurements[i], CHAOSI_INSIDE) : code;
    }
    for (size_t j = 0; j < i; j++)
        if (records(&e->task->requests[j], start, every))
            return CHAOS_OK;
    t->last = r;
    go_back(t);
    return record_pass(e, t, start, every);
}

void chaosi_set_pending(const chaosi_task *task, uint64_t first, uint64_t count)
{
    if (task->pooled == 1)
        chaosi_fill_pending(task->status, first, count);
    for (size_t i = 0; i < task->nrequests; i++)
        if (task->requests[i].pooled == 1)
            chaosi_fill_pending(chaosi_mask_of(&task->requests[i]), first, count);
}

void chaosi_set_all_pending(const chaosi_task *task)
{
    if (task->discarded)
        return;
    chaosi_set_pending(task, 0, task->source.npoints);
    chaosi_pool_stopped(task, 0);
}

/* Whether tiles are marked: a single pass that does no more than move the tile, which nobody takes over, is not. */
static bool needs_mark(const engine *e)
{
    return e->task->nrequests > 1 || e->task->source.follows || !chaosi_only_moves(&e->task->requests[0]);
}

/* All passes of a tile that stands at the first start. */
static int run_tile(engine *e, thread_state *t)
{
    int code = CHAOS_OK;
    for (size_t s = 0; s < e->plan.nstarts && code == CHAOS_OK; s++) {
        if (s > 0) {
            chaosi_tile_restore(&t->tile);
            code = chaosi_tile_advance(&t->tile, e->plan.starts[s] - e->plan.starts[s - 1]);
        }
        t->moved = false;
        if (needs_mark(e))
            chaosi_tile_mark(&t->tile);
        for (size_t i = 0; i < e->task->nrequests && code == CHAOS_OK; i++)
            if (chaosi_start_of(&e->task->requests[i]) == e->plan.starts[s])
                code = run_pass(e, t, i);
    }
    return code;
}

/* All passes, after which the tile stands where the last one ended, if that has only moved it on, or else began. */
static int measure_and_return(void *ctx)
{
    thread_state *t = ctx;
    const int code = run_tile(t->engine, t);
    if (code == CHAOS_OK && t->last->kind->pass && !chaosi_only_moves(t->last))
        chaosi_tile_restore(&t->tile);
    return code;
}

/* So many points from `first` on through the first transient, and then tile by tile. */
static int tile_job(void *ctx, unsigned thread, uint64_t job)
{
    engine *e = ctx;
    thread_state *t = &e->threads[thread];
    uint32_t *status = e->task->status;
    const uint64_t first = job * e->plan.pooled, left = chaosi_units(e->task) - first;
    const size_t count = left < e->plan.pooled ? (size_t)left : e->plan.pooled;
    if (e->task->source.follows)
        return chaosi_follow_chains(&t->follow, first, count);
    chaosi_tile *pool = pools(e) ? &t->pool : &t->tile;
    size_t done = 0;
    chaosi_tile_fill(pool, first, count);
    if (status && e->task->pooled == 1)
        memset(status + first, 0, count * sizeof *status);
    int code = chaosi_tile_advance(pool, e->plan.starts[0]);
    if (code == CHAOS_OK && pools(e) && wants_status(e))
        code = chaosi_returns_find_fates(pool); /* of more lanes at once than there will be */
    for (; done < count && code == CHAOS_OK; done += e->plan.lanes) {
        if (pools(e))
            chaosi_tile_take(&t->tile, pool, done,
                             count - done < e->plan.lanes ? count - done : e->plan.lanes);
        code = run_tile(e, t);
        if (code == CHAOS_OK && chaosi_pools_starts(e->task))
            code = chaosi_pool_tile(e->task, t->measurements, &e->jobs, &e->turn);
    }
    if (code != CHAOS_OK) { /* of the last tile not all is known */
        const size_t known = done > 0 ? done - e->plan.lanes : 0;
        chaosi_set_pending(e->task, first + known, count - known);
    }
    return code;
}

/* ---------------------------------------------------------------------- runs */

/* What no job has come to is not known. Only now: of many points, masks are much to write ahead of their results, and
 * for nothing where nobody is going to look. */
static void leave_pending(engine *e)
{
    chaosi_task *task = e->task;
    const uint64_t units = chaosi_units(task), next = atomic_load(&e->jobs.next),
                   begun = next < e->jobs.count ? next * e->plan.pooled : units,
                   starts = atomic_load(&e->turn) * e->plan.lanes;
    task->discarded = e->jobs.discarded;
    if (task->discarded)
        return;
    if (task->source.follows)
        chaosi_follow_pending(task, begun, units - begun, 0);
    else
        chaosi_set_pending(task, begun, units - begun);
    chaosi_pool_stopped(task, starts < units ? starts : units);
}

/* What the user's function returned, on any thread. */
static int stop_of(const engine *e, unsigned threads)
{
    int stop = 0;
    for (unsigned i = 0; i < threads && stop == 0; i++)
        stop = e->threads[i].tile.k.stop;
    return stop;
}

static bool init_threads(engine *e, unsigned threads)
{
    e->threads = calloc(threads, sizeof *e->threads);
    bool done = e->threads != NULL;
    for (unsigned i = 0; i < threads && done; i++)
        done = thread_init(e, &e->threads[i], i);
    return done;
}

static void set_jobs(engine *e)
{
    const chaosi_task *task = e->task;
    e->jobs.count = (chaosi_units(task) - 1) / e->plan.pooled + 1;
    e->jobs.work = tile_job;
    e->jobs.ctx = e;
    e->jobs.progress = task->options.progress;
    e->jobs.user = task->options.user;
    e->jobs.total = e->plan.iterations * (double)task->source.npoints;
}

/* Where a step depends on more than the state that is compared, an orbit that returns goes
 * elsewhere: on a lift it is the angles that return. */
static bool looks_for_returns(const chaosi_task *task)
{
    return chaosi_exact_returns_wanted() && !(task->map->flags & CHAOSI_IMPURE) &&
           !(task->options.lift && task->map->wrap);
}

static void set_run(engine *e, const chaosi_isa_entry *current)
{
    const chaosi_task *task = e->task;
    const bool one = e->plan.lanes == 1;
    const chaosi_isa_entry *const isa = one ? chaosi_isa_of_one_lane(current) : current;
    e->run = (chaosi_run){ .map = task->map,
                           .kernels = one ? chaosi_kernels_of_one_lane(task->map, current)
                                          : task->map->kernels.tables[isa->index],
                           .ctx = task->map->ctx,
                           .lanes = isa->lanes,
                           .isa = isa->index,
                           .source = &task->source,
                           .options = &task->options,
                           .bound = task->options.bound,
                           .lift = task->options.lift,
                           .returns = looks_for_returns(task),
                           .jobs = &e->jobs };
}

/* Threads share points, or if there is one thread for these the sites of each. */
static void cut_lattices(engine *e)
{
    const chaosi_task *task = e->task;
    const uint32_t threads =
        chaosi_plan_threads(&e->plan, task, e->jobs.count) > 1 ? 1 : task->options.threads;
    if (e->plan.lanes > 1 || !chaosi_stretches_init(&e->stretches, task->map, e->run.kernels, threads))
        return;
    e->run.kernels = &chaosi_stretches_kernels;
    e->run.ctx = &e->stretches;
}

/* Division of the work, on tiles of one lane if need be. */
static int make_plan(engine *e, const chaosi_isa_entry *isa, bool alone)
{
    chaosi_plan_free(&e->plan);
    if (!chaosi_plan_init(&e->plan, e->task, e->task->map->kernels.tables[isa->index], alone))
        return CHAOS_ENOMEM;
    set_run(e, isa);
    set_jobs(e);
    if (!alone)
        cut_lattices(e);
    return CHAOS_OK;
}

/* And among how many threads: fewer, on fewer lanes, where memory is short. */
static int divide(engine *e, const chaosi_isa_entry *isa, unsigned *threads, chaos_error *error)
{
    int code = make_plan(e, isa, false);
    const double left = code == CHAOS_OK && bytes_of_thread(e) > FEW_BYTES ? chaosi_memory_left() : INFINITY;
    if (code == CHAOS_OK && bytes_of_thread(e) > left)
        code = make_plan(e, isa, true);
    if (code != CHAOS_OK)
        return chaosi_nomem(error);
    if (bytes_of_thread(e) > left)
        return fail_memory(e, left, error);
    *threads = chaosi_plan_threads(&e->plan, e->task, e->jobs.count);
    if ((double)*threads * bytes_of_thread(e) > left)
        *threads = (unsigned)(left / bytes_of_thread(e));
    return CHAOS_OK;
}

int chaosi_engine_run(chaosi_task *task, chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    if (task->source.npoints == 0)
        return CHAOS_OK;
    engine e = { .task = task };
    int stop = 0;
    unsigned threads = 0;
    int code = divide(&e, isa, &threads, error);
    const bool divided = code == CHAOS_OK;
    if (divided && init_threads(&e, threads) && chaosi_pool_begin(task)) {
        code = chaosi_jobs_run(&e.jobs, threads);
        if (code != CHAOS_OK)
            leave_pending(&e);
        stop = stop_of(&e, threads);
        if (code == CHAOS_OK && task->options.progress)
            task->options.progress(task->options.user, e.jobs.total, e.jobs.total);
    } else if (divided) {
        code = CHAOS_ENOMEM;
    }
    for (unsigned i = 0; e.threads && i < threads; i++)
        thread_free(&e, &e.threads[i]);
    free(e.threads);
    chaosi_pool_end(task);
    chaosi_plan_free(&e.plan);
    if (code == CHAOS_ENOMEM && divided)
        return chaosi_nomem(error);
    if (code == CHAOS_ECANCELED)
        return chaosi_canceled(error);
    if (code == CHAOS_EFUNCTION)
        return chaosi_stopped(stop, error);
    return code;
}
