/* SPDX-License-Identifier: MIT */
#include "sweeps/engine.h"

#include "core/memory.h"

#include <float.h>
#include <string.h>

enum {
    ALIGN_STEPS = 256, /* of the transient's end, for tangent vectors to find their directions */
    ROWS = 256,        /* recorded at a time: runs of 2 KB an orbit, in the second-level cache */
    GROUP = 64,        /* or fewer, in multiples of this but for very large maps: whole cache lines */
    CACHE_DOUBLES = 24 * 1024 / 8,
};

/* What one thread works with. */
typedef struct workshop {
    chaosi_tile tile;
    chaosi_measuring measuring[CHAOSI_MAX_MEASURES];
    double *rows, *params; /* and the parameters that they belong to */
} workshop;

typedef struct engine {
    const chaosi_task *task;
    chaosi_run run;
    chaosi_jobs jobs;
    size_t lanes;
    uint64_t preroll;      /* iterations of the transient that the first passes have to themselves */
    uint32_t *comp, ncomp; /* states to record, and how many */
    uint64_t chunk_rows;
    workshop *workshops;
} engine;

int chaosi_options(chaos_options *o, const chaos_map *map, const chaos_options *options, chaos_error *error)
{
    *o = (chaos_options){ .size = sizeof *o };
    if (options) {
        if (options->size < sizeof *o)
            return chaosi_fail(error, CHAOS_EINVAL, "options", -1,
                               "options.size is %u; sizeof(chaos_options), %zu, would do",
                               (unsigned)options->size, sizeof *o);
        *o = *options;
    }
    if (!(o->bound >= 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, "bound", -1,
                           "bound is %g; a number > 0 would do, infinity for none", o->bound);
    if (o->lift > 1 || o->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, o->reserved ? "reserved" : "lift", -1,
                           "%s is %u; %s would do", o->reserved ? "options.reserved" : "lift",
                           (unsigned)(o->reserved ? o->reserved : o->lift), o->reserved ? "0" : "0 or 1");
    if (o->bound == 0.0)
        o->bound = map->bound;
    if (o->bound > DBL_MAX)
        o->bound = DBL_MAX;
    return CHAOS_OK;
}

static const chaosi_measure_kind *kind_of(const chaos_measure *m) { return chaosi_measure_kind_of(m->kind); }

/* ------------------------------------------------------------------ planning */

/* Tiles shrink until state, parameters and tangents fit the cache (the second
 * one, where a step is a call that may cost more than a miss), and until there
 * are no more lanes than points. */
static void choose_lanes(engine *e)
{
    const chaosi_task *task = e->task;
    uint64_t k = 0;
    for (size_t i = 0; i < task->nmeasures; i++)
        if (task->measures[i].kind == CHAOS_LYAPUNOV && task->measures[i].count > k)
            k = task->measures[i].count;
    const uint64_t cache = task->map->flags & CHAOSI_CALLS ? 8 * CACHE_DOUBLES : CACHE_DOUBLES;
    size_t lanes = e->run.kernels->lanes;
    while (lanes > CHAOSK_LANES && (task->map->dim * (1 + k) + task->map->nparams) * lanes > cache)
        lanes /= 2;
    while (lanes > CHAOSK_LANES && lanes / 2 >= task->source.npoints)
        lanes /= 2;
    e->lanes = lanes;
}

/* The states that a measure wants recorded, and how many; NULL: all. */
static const uint32_t *wanted_states(const chaosi_task *task, size_t i, uint32_t *count)
{
    const chaos_measure *m = &task->measures[i];
    const chaosi_columns *columns = task->columns[i];
    *count = !kind_of(m)->rows ? 0 : columns ? columns->nstates : m->nof;
    return columns ? columns->states : kind_of(m)->rows && m->nof == 0 ? NULL : m->of;
}

/* The states that some measure wants recorded, and where each stands. */
static int choose_components(engine *e)
{
    const chaosi_task *task = e->task;
    const uint64_t dim = task->map->dim;
    int all = 0;
    uint32_t count, total = 0;
    uint64_t width = 1;
    for (size_t i = 0; i < task->nmeasures; i++) {
        all |= wanted_states(task, i, &count) == NULL;
        total += count;
        width = task->columns[i] && task->columns[i]->count > width ? task->columns[i]->count : width;
    }
    e->comp = chaosi_alloc(all ? dim : total, sizeof e->comp[0]);
    if (!e->comp)
        return 0;
    for (uint64_t i = 0; all && i < dim; i++)
        e->comp[e->ncomp++] = (uint32_t)i;
    for (size_t i = 0; i < task->nmeasures && !all; i++) {
        const uint32_t *states = wanted_states(task, i, &count);
        for (uint32_t j = 0; j < count; j++) {
            uint32_t c = 0;
            while (c < e->ncomp && e->comp[c] != states[j])
                c++;
            if (c == e->ncomp)
                e->comp[e->ncomp++] = states[j];
        }
    }
    width = e->ncomp > width ? e->ncomp : width;
    const uint64_t most = 8 * CACHE_DOUBLES / (width * e->lanes);
    e->chunk_rows = most > ROWS ? ROWS : most >= GROUP ? most / GROUP * GROUP : most > 0 ? most : 1;
    return 1;
}

static uint32_t column_of(const engine *e, uint32_t state)
{
    uint32_t c = 0;
    while (e->comp[c] != state)
        c++;
    return c;
}

/* What a measure needs whose columns are computed from `rows` rows. */
static int furnish_columns(engine *e, chaosi_measuring *it, uint64_t rows, int recorded)
{
    const chaosi_columns *c = it->columns;
    const chaosk_columns *kernel = c->kernels[chaosi_isa_current(NULL)->index];
    it->at = chaosi_alloc(c->nstates, sizeof it->at[0]);
    it->computed = chaosi_alloc(rows * c->count * e->lanes, sizeof(double));
    it->work = chaosi_alloc(kernel->work_bytes(c->program, e->lanes), 1);
    if (!it->at || !it->computed || !it->work)
        return 0;
    for (uint32_t k = 0; k < c->nstates; k++)
        it->at[k] = recorded ? column_of(e, c->states[k]) : c->states[k];
    for (uint32_t j = 0; j < it->m->nof; j++)
        it->column[j] = j;
    return 1;
}

static int furnish(engine *e, workshop *w, unsigned thread)
{
    const chaosi_task *task = e->task;
    if (!chaosi_tile_init(&w->tile, &e->run, e->lanes, thread))
        return 0;
    w->rows = chaosi_alloc(e->chunk_rows * e->ncomp * e->lanes, sizeof(double));
    w->params = chaosi_alloc(task->map->nparams * e->lanes, sizeof(double));
    if (!w->rows || !w->params)
        return 0;
    for (size_t i = 0; i < task->nmeasures; i++) {
        chaosi_measuring *it = &w->measuring[i];
        const chaosi_measure_kind *kind = kind_of(&task->measures[i]);
        it->m = &task->measures[i];
        it->tile = &w->tile;
        it->columns = task->columns[i];
        if (it->columns && !furnish_columns(e, it, kind->rows ? e->chunk_rows : 1, kind->rows != NULL))
            return 0;
        for (uint32_t j = 0; kind->rows && !it->columns && j < it->m->nof; j++)
            it->column[j] = column_of(e, it->m->of[j]);
        if (kind->scratch && !(it->scratch = chaosi_alloc(kind->scratch(task->map, it->m, e->lanes), 1)))
            return 0;
    }
    return 1;
}

static void clear_out(const engine *e, workshop *w)
{
    chaosi_tile_free(&w->tile);
    free(w->rows);
    free(w->params);
    for (size_t i = 0; i < e->task->nmeasures; i++) {
        free(w->measuring[i].scratch);
        free(w->measuring[i].at);
        free(w->measuring[i].computed);
        free(w->measuring[i].work);
    }
}

/* Iterations per point, for progress and for the number of threads. */
static double iterations_per_point(const engine *e)
{
    double n = (double)(e->task->transient - e->preroll);
    for (size_t i = 0; i < e->task->nmeasures; i++) {
        const chaos_measure *m = &e->task->measures[i];
        const chaosi_measure_kind *kind = kind_of(m);
        n += kind->rows ? (double)kind->rows(m) * (double)m->every : (double)m->steps;
        n += kind->aligns ? (double)e->preroll : 0.0;
    }
    return n + (double)e->preroll;
}

/* ------------------------------------------------------------------- passes */

/* Hands recorded rows to a measure, or what it has computed from them. start: iterate of row 0. */
static void give(const workshop *w, chaosi_measuring *it, chaosi_rows rows, uint64_t start)
{
    if (it->columns) {
        chaosi_compute(it, rows.data, rows.ncomp * rows.stride, rows.count, w->params);
        rows.data = it->computed;
        rows.ncomp = it->columns->count;
        chaosi_tile_blank(&w->tile, start, rows.count, it->m->every, rows.ncomp, it->computed);
    }
    kind_of(it->m)->take(it, &rows);
}

/* All measures that look at records this far apart, on one stream of rows. */
static int record_pass(engine *e, workshop *w, uint64_t every)
{
    uint64_t longest = 0;
    for (size_t i = 0; i < e->task->nmeasures; i++) {
        const chaosi_measure_kind *kind = kind_of(w->measuring[i].m);
        if (!kind->rows || w->measuring[i].m->every != every)
            continue;
        if (kind->rows(w->measuring[i].m) > longest)
            longest = kind->rows(w->measuring[i].m);
        if (kind->begin)
            kind->begin(&w->measuring[i]);
    }
    for (uint64_t first = 0; first < longest; first += e->chunk_rows) {
        const uint64_t rows = longest - first < e->chunk_rows ? longest - first : e->chunk_rows;
        const uint64_t start = w->tile.n;
        /* Lanes that leave take others' parameters. */
        memcpy(w->params, w->tile.p, e->task->map->nparams * w->tile.k.stride * sizeof(double));
        const int code =
            chaosi_tile_record(&w->tile, rows, every, first + rows == longest, e->comp, e->ncomp, w->rows);
        if (code != CHAOS_OK)
            return code;
        for (size_t i = 0; i < e->task->nmeasures; i++) {
            const chaos_measure *m = w->measuring[i].m;
            const chaosi_measure_kind *kind = kind_of(m);
            if (!kind->rows || m->every != every || kind->rows(m) <= first)
                continue;
            const uint64_t wanted = kind->rows(m) - first;
            give(w, &w->measuring[i],
                 (chaosi_rows){ w->rows, first, wanted < rows ? wanted : rows, e->ncomp, w->tile.k.stride },
                 start);
        }
    }
    for (size_t i = 0; i < e->task->nmeasures; i++) {
        const chaosi_measure_kind *kind = kind_of(w->measuring[i].m);
        if (kind->rows && w->measuring[i].m->every == every && kind->end)
            kind->end(&w->measuring[i]);
    }
    return CHAOS_OK;
}

/* Passes of their own from the mark on; aligning ones or the others. */
static int own_passes(engine *e, workshop *w, int aligns)
{
    int code = CHAOS_OK;
    for (size_t i = 0; i < e->task->nmeasures && code == CHAOS_OK; i++) {
        const chaosi_measure_kind *kind = kind_of(w->measuring[i].m);
        if (!kind->pass || kind->aligns != aligns)
            continue;
        chaosi_tile_back(&w->tile);
        code = kind->pass(&w->measuring[i], aligns ? e->preroll : 0);
    }
    return code;
}

/* Records at each distance once; the first measure with a distance starts it. */
static int record_passes(engine *e, workshop *w)
{
    int code = CHAOS_OK;
    for (size_t i = 0; i < e->task->nmeasures && code == CHAOS_OK; i++) {
        const chaos_measure *m = w->measuring[i].m;
        int first = kind_of(m)->rows != NULL;
        for (size_t j = 0; j < i; j++)
            if (kind_of(w->measuring[j].m)->rows && w->measuring[j].m->every == m->every)
                first = 0;
        if (!first)
            continue;
        chaosi_tile_back(&w->tile);
        code = record_pass(e, w, m->every);
    }
    return code;
}

static int tile_job(void *ctx, unsigned thread, uint64_t job)
{
    engine *e = ctx;
    workshop *w = &e->workshops[thread];
    const uint64_t first = job * e->lanes, left = e->task->source.npoints - first;
    chaosi_tile_fill(&w->tile, first, left < e->lanes ? (size_t)left : e->lanes);
    int code = chaosi_tile_advance(&w->tile, e->task->transient - e->preroll);
    chaosi_tile_mark(&w->tile);
    if (code == CHAOS_OK)
        code = own_passes(e, w, 1);
    if (code == CHAOS_OK) {
        chaosi_tile_back(&w->tile);
        code = chaosi_tile_advance(&w->tile, e->preroll);
        chaosi_tile_mark(&w->tile);
    }
    if (code == CHAOS_OK)
        code = record_passes(e, w);
    if (code == CHAOS_OK)
        code = own_passes(e, w, 0);
    if (code == CHAOS_OK && e->task->status)
        memcpy(e->task->status + first, w->tile.status, w->tile.npoints * sizeof(uint32_t));
    return code;
}

/* --------------------------------------------------------------------- runs */

static unsigned choose_threads(const engine *e)
{
    const chaos_map *map = e->task->map;
    return map->flags & CHAOSI_SERIAL
               ? 1
               : chaosi_threads(e->task->options.threads, e->jobs.count, e->jobs.total * (double)map->dim);
}

/* What the user's function returned, on whatever thread. */
static int stop_of(const engine *e, unsigned threads)
{
    int stop = 0;
    for (unsigned i = 0; i < threads && stop == 0; i++)
        stop = e->workshops[i].tile.k.stop;
    return stop;
}

static int prepare(engine *e, unsigned threads)
{
    e->workshops = calloc(threads, sizeof *e->workshops);
    if (!e->workshops)
        return 0;
    for (unsigned i = 0; i < threads; i++)
        if (!furnish(e, &e->workshops[i], i))
            return 0;
    return 1;
}

int chaosi_engine_run(const chaosi_task *task, chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    if (task->source.npoints == 0)
        return CHAOS_OK;
    engine e = {
        .task = task,
        .run = { task->map, task->map->kernels[isa->index], isa->lanes, &task->source, task->options.bound,
                 task->options.lift, &e.jobs },
    };
    choose_lanes(&e);
    for (size_t i = 0; i < task->nmeasures; i++)
        if (kind_of(&task->measures[i])->aligns && task->map->dim > 1)
            e.preroll = task->transient < ALIGN_STEPS ? task->transient : ALIGN_STEPS;
    e.jobs.count = (task->source.npoints - 1) / e.lanes + 1;
    e.jobs.work = tile_job;
    e.jobs.ctx = &e;
    e.jobs.progress = task->options.progress;
    e.jobs.user = task->options.user;
    e.jobs.total = iterations_per_point(&e) * (double)task->source.npoints;
    const unsigned threads = choose_threads(&e);
    int code = CHAOS_ENOMEM, stop = 0;
    if (choose_components(&e) && prepare(&e, threads)) {
        for (uint64_t i = 0; task->status && i < task->source.npoints; i++)
            task->status[i] = CHAOS_PENDING;
        code = chaosi_jobs_run(&e.jobs, threads);
        stop = stop_of(&e, threads);
        if (code == CHAOS_OK && task->options.progress)
            task->options.progress(task->options.user, e.jobs.total, e.jobs.total);
    }
    for (unsigned i = 0; e.workshops && i < threads; i++)
        clear_out(&e, &e.workshops[i]);
    free(e.workshops);
    free(e.comp);
    if (code == CHAOS_ENOMEM)
        return chaosi_nomem(error);
    if (code == CHAOS_ECANCELED)
        return chaosi_fail(error, code, "progress", -1, "the progress callback asked to stop");
    if (code == CHAOS_EFUNCTION)
        return chaosi_stopped(stop, error);
    return code;
}
