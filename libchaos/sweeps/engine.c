/* SPDX-License-Identifier: MIT */
#include "sweeps/engine.h"

#include "core/memory.h"
#include "sweeps/plan.h"

#include <stdlib.h>
#include <string.h>

/* What one thread works with. */
typedef struct thread_state {
    chaosi_tile tile;
    chaosi_measurement measurements[CHAOS_MAX_MEASURES];
    double *rows, *params; /* recorded rows, and their parameters */
} thread_state;

typedef struct engine {
    const chaosi_task *task;
    chaosi_plan plan;
    chaosi_run run;
    chaosi_jobs jobs;
    thread_state *threads;
} engine;

/* ------------------------------------------------------------------- threads */

/* What a measure needs whose columns are computed. */
static bool init_columns(const engine *e, chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_columns *c = r->columns;
    const chaosk_columns *kernel = c->kernels[chaosi_isa_current(NULL)->index];
    const uint64_t rows = r->kind->rows ? e->plan.chunk_rows : 1;
    run->at = chaosi_alloc(c->nstates, sizeof run->at[0]);
    run->computed = chaosi_alloc(rows * c->count * e->plan.lanes, sizeof(double));
    run->work = chaosi_alloc(kernel->work_bytes(c->program, e->plan.lanes), 1);
    if (!run->at || !run->computed || !run->work)
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
    if (r->kind->rows && !(run->flags = chaosi_alloc(e->plan.lanes, sizeof run->flags[0])))
        return false;
    if (r->columns && !init_columns(e, run))
        return false;
    if (r->kind->rows && !r->columns && r->states) {
        if (!(run->column = chaosi_alloc(r->ncolumns, sizeof run->column[0])))
            return false;
        for (uint64_t j = 0; j < r->ncolumns; j++)
            run->column[j] = chaosi_plan_column(&e->plan, r->states[j]);
    }
    return !r->kind->scratch || (run->scratch = chaosi_alloc(r->kind->scratch(r, e->plan.lanes), 1));
}

static bool thread_init(engine *e, thread_state *t, unsigned thread)
{
    const chaosi_task *task = e->task;
    if (!chaosi_tile_init(&t->tile, &e->run, e->plan.lanes, thread))
        return false;
    t->rows = chaosi_alloc(e->plan.chunk_rows * e->plan.ncomp * e->plan.lanes, sizeof(double));
    t->params = chaosi_alloc(task->map->nparams * e->plan.lanes, sizeof(double));
    bool done = t->rows && t->params;
    for (size_t i = 0; i < task->nrequests && done; i++)
        done = init_measurement(e, t, i);
    return done;
}

static void thread_free(const engine *e, thread_state *t)
{
    chaosi_tile_free(&t->tile);
    free(t->rows);
    free(t->params);
    for (size_t i = 0; i < e->task->nrequests; i++) {
        chaosi_measurement *run = &t->measurements[i];
        free(run->flags);
        free(run->column);
        free(run->scratch);
        free(run->at);
        free(run->computed);
        free(run->work);
    }
}

/* -------------------------------------------------------------------- status */

static uint32_t *mask_of(const chaosi_request *r) { return r->out[r->kind->noutputs - 1]; }

/* A measure's own mask goes out. What a pass was told of states after `last`, the
 * last that this measure looks at, is not its own. */
static void put_status(const engine *e, const chaosi_measurement *run, uint64_t last)
{
    const chaosi_tile *tile = run->tile;
    const chaosi_request *r = run->request;
    uint32_t *mask = mask_of(r), *status = e->task->status;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        uint32_t own = tile->status[lane];
        if (tile->escaped[lane] > last)
            own &= ~(uint32_t)(CHAOS_ESCAPED | CHAOS_NONFINITE);
        if (run->flags)
            own |= run->flags[lane];
        if (mask)
            mask[tile->first + lane] = own;
        if (status)
            status[tile->first + lane] |= own;
    }
}

/* -------------------------------------------------------------------- passes */

/* Passes recorded rows, or what is computed from them, to a measure. start: iterate of row 0. */
static void feed(const thread_state *t, chaosi_measurement *run, chaosi_rows rows, uint64_t start)
{
    const chaosi_request *r = run->request;
    if (r->columns) {
        chaosi_compute(run, rows.data, rows.ncomp * rows.stride, rows.count, t->params);
        rows.data = run->computed;
        rows.ncomp = r->columns->count;
        chaosi_tile_blank(&t->tile, start, rows.count, r->options.common.every, rows.ncomp, run->computed);
    }
    r->kind->take(run, &rows);
}

/* Whether a request is among those of a record pass. */
static bool records(const chaosi_request *r, uint64_t start, uint64_t every)
{
    return r->kind->rows && chaosi_start_of(r) == start && r->options.common.every == every;
}

static int end_records(engine *e, thread_state *t, uint64_t start, uint64_t every)
{
    const chaosi_request *requests = e->task->requests;
    for (size_t i = 0; i < e->task->nrequests; i++)
        if (records(&requests[i], start, every) && requests[i].kind->end)
            requests[i].kind->end(&t->measurements[i]);
    const int code = chaosi_tile_tick(&t->tile, 0); /* whether an end was stopped */
    for (size_t i = 0; i < e->task->nrequests && code == CHAOS_OK; i++)
        if (records(&requests[i], start, every))
            put_status(e, &t->measurements[i], start + (requests[i].kind->rows(&requests[i]) - 1) * every);
    return code;
}

/* Runs all measures that record at this distance on one stream of rows. */
static int record_pass(engine *e, thread_state *t, uint64_t start, uint64_t every)
{
    const chaosi_task *task = e->task;
    uint64_t longest = 0;
    for (size_t i = 0; i < task->nrequests; i++) {
        const chaosi_request *r = &task->requests[i];
        if (!records(r, start, every))
            continue;
        longest = r->kind->rows(r) > longest ? r->kind->rows(r) : longest;
        memset(t->measurements[i].flags, 0, e->plan.lanes * sizeof(uint32_t));
        if (r->kind->begin)
            r->kind->begin(&t->measurements[i]);
    }
    for (uint64_t first = 0; first < longest; first += e->plan.chunk_rows) {
        const uint64_t rows = longest - first < e->plan.chunk_rows ? longest - first : e->plan.chunk_rows;
        const uint64_t now = t->tile.n;
        /* Lanes that leave are given others' parameters. */
        memcpy(t->params, t->tile.p, task->map->nparams * t->tile.k.stride * sizeof(double));
        const int code = chaosi_tile_record(&t->tile, rows, every, first + rows == longest, e->plan.comp,
                                            e->plan.ncomp, t->rows);
        if (code != CHAOS_OK)
            return code;
        for (size_t i = 0; i < task->nrequests; i++) {
            const chaosi_request *r = &task->requests[i];
            if (!records(r, start, every) || r->kind->rows(r) <= first)
                continue;
            const uint64_t wanted = r->kind->rows(r) - first;
            feed(t, &t->measurements[i],
                 (chaosi_rows){ t->rows, first, wanted < rows ? wanted : rows, e->plan.ncomp,
                                t->tile.k.stride },
                 now);
        }
    }
    return end_records(e, t, start, every);
}

/* The pass of request i, or of all that record at its distance, if it is the first of them. */
static int run_pass(engine *e, thread_state *t, size_t i)
{
    const chaosi_request *r = &e->task->requests[i];
    const uint64_t start = chaosi_start_of(r), every = r->options.common.every;
    if (r->kind->pass) {
        chaosi_tile_restore(&t->tile);
        const int code = r->kind->pass(&t->measurements[i]);
        if (code == CHAOS_OK)
            put_status(e, &t->measurements[i], CHAOSI_INSIDE);
        return code;
    }
    for (size_t j = 0; j < i; j++)
        if (records(&e->task->requests[j], start, every))
            return CHAOS_OK;
    chaosi_tile_restore(&t->tile);
    return record_pass(e, t, start, every);
}

static void fill_pending(uint32_t *status, uint64_t first, uint64_t count)
{
    for (uint64_t i = first; status && i < first + count; i++)
        status[i] = CHAOS_PENDING;
}

void chaosi_set_pending(const chaosi_task *task, uint64_t first, uint64_t count)
{
    fill_pending(task->status, first, count);
    for (size_t i = 0; i < task->nrequests; i++)
        fill_pending(mask_of(&task->requests[i]), first, count);
}

static int tile_job(void *ctx, unsigned thread, uint64_t job)
{
    engine *e = ctx;
    thread_state *t = &e->threads[thread];
    const uint64_t first = job * e->plan.lanes, left = e->task->source.npoints - first;
    const size_t count = left < e->plan.lanes ? (size_t)left : e->plan.lanes;
    chaosi_tile_fill(&t->tile, first, count);
    chaosi_tile_mark(&t->tile);
    if (e->task->status)
        memset(e->task->status + first, 0, count * sizeof(uint32_t));
    int code = CHAOS_OK;
    for (size_t s = 0; s < e->plan.nstarts && code == CHAOS_OK; s++) {
        const uint64_t before = s ? e->plan.starts[s - 1] : 0;
        chaosi_tile_restore(&t->tile);
        code = chaosi_tile_advance(&t->tile, e->plan.starts[s] - before);
        chaosi_tile_mark(&t->tile);
        for (size_t i = 0; i < e->task->nrequests && code == CHAOS_OK; i++)
            if (chaosi_start_of(&e->task->requests[i]) == e->plan.starts[s])
                code = run_pass(e, t, i);
    }
    if (code != CHAOS_OK)
        chaosi_set_pending(e->task, first, count);
    return code;
}

/* ---------------------------------------------------------------------- runs */

static unsigned choose_threads(const engine *e)
{
    const chaos_map *map = e->task->map;
    return map->flags & CHAOSI_SERIAL
               ? 1
               : chaosi_threads(e->task->options.threads, e->jobs.count, e->jobs.total * (double)map->dim);
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
    e->jobs.count = (task->source.npoints - 1) / e->plan.lanes + 1;
    e->jobs.work = tile_job;
    e->jobs.ctx = e;
    e->jobs.progress = task->options.progress;
    e->jobs.user = task->options.user;
    e->jobs.total = e->plan.iterations * (double)task->source.npoints;
}

int chaosi_engine_run(chaosi_task *task, chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    if (task->source.npoints == 0)
        return CHAOS_OK;
    engine e = { .task = task };
    e.run = (chaosi_run){ task->map,
                          task->map->kernels.tables[isa->index],
                          isa->lanes,
                          &task->source,
                          task->options.bound,
                          task->options.lift,
                          &e.jobs };
    int code = CHAOS_ENOMEM, stop = 0;
    unsigned threads = 0;
    if (chaosi_plan_init(&e.plan, task, e.run.kernels->lanes)) {
        set_jobs(&e);
        threads = choose_threads(&e);
    }
    if (threads > 0 && init_threads(&e, threads)) {
        chaosi_set_pending(task, 0, task->source.npoints);
        code = chaosi_jobs_run(&e.jobs, threads);
        stop = stop_of(&e, threads);
        if (code == CHAOS_OK && task->options.progress)
            task->options.progress(task->options.user, e.jobs.total, e.jobs.total);
    }
    for (unsigned i = 0; e.threads && i < threads; i++)
        thread_free(&e, &e.threads[i]);
    free(e.threads);
    chaosi_plan_free(&e.plan);
    if (code == CHAOS_ENOMEM)
        return chaosi_nomem(error);
    if (code == CHAOS_ECANCELED)
        return chaosi_fail(error, code, "progress", -1, "the progress callback asked to stop");
    if (code == CHAOS_EFUNCTION)
        return chaosi_stopped(stop, error);
    return code;
}
