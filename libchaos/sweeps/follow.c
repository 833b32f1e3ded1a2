/* Points along an axis one after the other, each from where the orbit of the last one ended. Lanes and threads
 * are over all else.
 *
 * A state that is handed on may lie on a cycle that repels at the new value, and would stay on it for ever: the
 * logistic map's 0 does beyond r = 1. An exact return to the start tells; such a state is moved a little.
 *
 * SPDX-License-Identifier: MIT */
#include "sweeps/follow.h"

#include "core/memory.h"

#include <stdlib.h>
#include <string.h>

/* Iterates within which a short cycle is seen. */
enum { PROBE = 256 };

bool chaosi_follow_init(chaosi_follow *f, size_t lanes)
{
    const chaos_map *map = f->task->map;
    f->point = chaosi_alloc(lanes, sizeof *f->point);
    f->p = chaosi_alloc(map->nparams * lanes, sizeof *f->p);
    f->x = chaosi_alloc(map->dim * lanes, sizeof *f->x);
    f->one = chaosi_alloc(map->nparams + map->dim, sizeof *f->one);
    f->kicked = chaosi_alloc(lanes, 1);
    f->fresh = chaosi_alloc(lanes, 1);
    return f->point && f->p && f->x && f->one && f->kicked && f->fresh;
}

void chaosi_follow_free(chaosi_follow *f)
{
    free(f->point);
    free(f->p);
    free(f->x);
    free(f->one);
    free(f->kicked);
    free(f->fresh);
}

/* --------------------------------------------------------------------- starts */

/* A lane starts where its point says. */
static void start_afresh(chaosi_follow *f, size_t lane)
{
    const chaos_map *map = f->task->map;
    const size_t stride = f->tile->k.stride;
    double *x = f->one + map->nparams;
    chaosi_source_gather(&f->task->source, f->point[lane], 1, 1, f->one, x);
    for (size_t i = 0; i < map->nparams; i++)
        f->p[i * stride + lane] = f->one[i];
    for (size_t i = 0; i < map->dim; i++)
        f->x[i * stride + lane] = x[i];
}

/* So many chains lead upwards; those that lead downwards come after them. */
static uint64_t upward_of(const chaosi_task *task) { return chaosi_units(task) / task->source.directions; }

/* The i-th point of a chain. */
static uint64_t point_of(const chaosi_source *s, uint64_t upward, uint64_t chain, uint64_t i)
{
    const uint64_t n = s->shape[s->along], at = chain < upward ? i : n - 1 - i;
    return (chain / s->inner * n + at) * s->inner + chain % s->inner;
}

/* The i-th points of the chains. Those whose orbits have not escaped start where they are. */
static void go_to(chaosi_follow *f, uint64_t first, size_t count, uint64_t i)
{
    const chaosi_source *s = &f->task->source;
    const size_t stride = f->tile->k.stride;
    const uint64_t upward = upward_of(f->task);
    const double up = chaos_axis_value(&s->axis[s->along], i),
                 down = chaos_axis_value(&s->axis[s->along], s->shape[s->along] - 1 - i);
    memset(f->kicked, 0, count);
    for (size_t lane = 0; lane < count; lane++) {
        f->point[lane] = point_of(s, upward, first + lane, i);
        f->fresh[lane] = i == 0 || f->tile->escaped[lane] != CHAOSI_INSIDE;
        if (f->fresh[lane])
            start_afresh(f, lane);
        for (size_t k = 0; !f->fresh[lane] && k < f->task->map->dim; k++)
            f->x[k * stride + lane] = f->tile->k.x[k * stride + lane];
        f->p[(size_t)s->quantity[s->along] * stride + lane] = first + lane < upward ? up : down;
    }
}

static void fill(chaosi_follow *f, size_t count)
{
    chaosi_tile_fill_with(f->tile, f->point, count, f->p, f->x);
    for (size_t lane = 0; lane < count; lane++)
        f->tile->status[lane] |= f->kicked[lane] ? CHAOS_KICKED : 0;
}

/* ---------------------------------------------------------------------- kicks */

/* A part of the view, or of the circle; else of the state's own size. */
static double kicked(const chaosi_source *s, uint64_t i, double x)
{
    double low, high;
    if (!chaos_map_box(s->map, i, &low, &high)) {
        low = -__builtin_fabs(x);
        high = x == 0.0 ? 1.0 : -low;
    }
    const double by = s->grid.kick * (high - low);
    return x < low + (high - low) / 2.0 ? x + by : x - by;
}

/* Whether some lane has been moved off a cycle that repels, on which it started. */
static int kick(chaosi_follow *f, size_t count, bool *any)
{
    chaosi_tile *t = f->tile;
    const int code = t->returns.count > 0 ? chaosi_returns_find_fates(t) : CHAOS_OK;
    *any = false;
    for (size_t lane = 0; lane < count && code == CHAOS_OK; lane++) {
        if (f->fresh[lane] || !chaosi_has_returned(&t->returns, lane) ||
            t->returns.fate[lane] != CHAOSI_UNSTABLE)
            continue;
        for (size_t i = 0; i < f->task->map->dim; i++) {
            double *x = &f->x[i * t->k.stride + lane];
            *x = kicked(&f->task->source, i, *x);
        }
        f->kicked[lane] = 1;
        *any = true;
    }
    return code;
}

/* Through the transient. */
static int begin(chaosi_follow *f, size_t count, bool handed_on)
{
    const bool probes = handed_on && f->task->source.grid.kick > 0.0;
    const uint64_t ahead = probes && f->start < PROBE ? PROBE : f->start;
    bool any = false;
    fill(f, count);
    int code = chaosi_tile_advance(f->tile, ahead);
    if (code == CHAOS_OK && probes)
        code = kick(f, count, &any);
    if (code != CHAOS_OK || (!any && ahead == f->start))
        return code;
    fill(f, count);
    return chaosi_tile_advance(f->tile, f->start);
}

/* --------------------------------------------------------------------- chains */

static void put(uint32_t *mask, const chaosi_follow *f, size_t count, uint32_t status)
{
    for (size_t lane = 0; mask && lane < count; lane++)
        mask[f->point[lane]] = status;
}

void chaosi_follow_pending(const chaosi_task *task, uint64_t first, uint64_t count, uint64_t i)
{
    const chaosi_source *s = &task->source;
    const uint64_t upward = upward_of(task);
    for (; i < s->shape[s->along]; i++)
        for (uint64_t chain = first; chain < first + count; chain++)
            chaosi_set_pending(task, point_of(s, upward, chain, i), 1);
}

int chaosi_follow_chains(chaosi_follow *f, uint64_t first, size_t count)
{
    const chaosi_source *s = &f->task->source;
    int code = CHAOS_OK;
    for (uint64_t i = 0; i < s->shape[s->along] && code == CHAOS_OK; i++) {
        go_to(f, first, count, i);
        put(f->task->status, f, count, 0);
        code = begin(f, count, i > 0);
        if (code == CHAOS_OK)
            code = f->measure(f->ctx);
        const bool measured = code == CHAOS_OK;
        if (measured)
            code = chaosi_tile_advance(f->tile, f->end - f->tile->n);
        if (code != CHAOS_OK && !f->tile->run->jobs->discarded)
            chaosi_follow_pending(f->task, first, count, measured ? i + 1 : i);
    }
    return code;
}

/* -------------------------------------------------------------- several windows */

uint64_t chaosi_follow_end(const chaosi_request *r)
{
    const chaosi_common *c = &r->options.common;
    return c->transient + (r->kind->rows ? chaosi_rows_of(r) * c->every : c->steps);
}

/* Of one run of several: the progress of all. */
typedef struct part {
    const chaos_options *call;
    double before, share, all; /* iterations */
} part;

static int part_progress(void *user, double done, double total)
{
    const part *p = user;
    return p->call->progress(p->call->user, p->before + p->share * (done / total), p->all);
}

static double iterations_to(const chaosi_task *task, uint64_t end)
{
    return (double)end * (double)task->source.npoints;
}

/* The measures whose windows end there, whatever others do. */
static int run_part(chaosi_task *task, uint64_t end, part *p, uint32_t *status, chaos_error *error)
{
    chaosi_task *some = malloc(sizeof *some);
    if (!some)
        return chaosi_nomem(error);
    memcpy(some, task, offsetof(chaosi_task, requests));
    some->status = status;
    some->nrequests = 0;
    for (size_t i = 0; i < task->nrequests; i++)
        if (chaosi_follow_end(&task->requests[i]) == end)
            some->requests[some->nrequests++] = task->requests[i];
    p->share = iterations_to(task, end);
    if (task->options.progress) {
        some->options.progress = part_progress;
        some->options.user = p;
    }
    const int code = chaosi_engine_run(some, error);
    task->discarded = some->discarded;
    p->before += p->share;
    free(some);
    return code;
}

/* Whether no request before has that end. */
static bool is_new(const chaosi_task *task, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (chaosi_follow_end(&task->requests[j]) == chaosi_follow_end(&task->requests[i]))
            return false;
    return true;
}

/* Of a call that was stopped before the measures with that end had their turn. */
static void leave_pending(const chaosi_task *task, uint64_t end)
{
    chaosi_fill_pending(task->status, 0, task->source.npoints);
    for (size_t i = 0; i < task->nrequests; i++)
        if (chaosi_follow_end(&task->requests[i]) == end)
            chaosi_fill_pending(chaosi_mask_of(&task->requests[i]), 0, task->source.npoints);
}

static void add_status(const chaosi_task *task, const uint32_t *status)
{
    for (uint64_t i = 0; status && i < task->source.npoints; i++)
        task->status[i] = (task->status[i] | status[i]) & CHAOS_PENDING ? (uint32_t)CHAOS_PENDING
                                                                        : task->status[i] | status[i];
}

static bool stopped(int code) { return code == CHAOS_ECANCELED || code == CHAOS_EFUNCTION; }

int chaosi_follow_run(chaosi_task *task, chaos_error *error)
{
    const size_t bytes = task->status && task->nrequests > 1 ? task->source.npoints * sizeof(uint32_t) : 0;
    uint32_t *status = bytes > 0 ? chaosi_alloc_sparse(bytes) : NULL;
    part p = { .call = &task->options };
    int code = bytes > 0 && !status ? chaosi_nomem(error) : CHAOS_OK;
    for (size_t i = 0; i < task->nrequests; i++)
        p.all += is_new(task, i) ? iterations_to(task, chaosi_follow_end(&task->requests[i])) : 0.0;
    for (size_t i = 0; i < task->nrequests; i++) {
        if (!is_new(task, i))
            continue;
        if (stopped(code) && !task->discarded)
            leave_pending(task, chaosi_follow_end(&task->requests[i]));
        if (code != CHAOS_OK)
            continue;
        code =
            run_part(task, chaosi_follow_end(&task->requests[i]), &p, i == 0 ? task->status : status, error);
        if (i > 0 && (code == CHAOS_OK || stopped(code)) && !task->discarded)
            add_status(task, status);
    }
    chaosi_free_sparse(status, bytes);
    return code;
}
