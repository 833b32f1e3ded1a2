/* SPDX-License-Identifier: MIT */
#include "sweeps/plan.h"

#include "core/memory.h"

#include <stdlib.h>

enum {
    ALIGN_STEPS = 256, /* of the transient's end, for tangent vectors to find their directions */
    ROWS = 256,        /* recorded at a time: runs of 2 KB an orbit, in the second-level cache */
    GROUP = 64,        /* or fewer, in multiples of this but for very large maps: whole cache lines */
    CACHE_DOUBLES = 24 * 1024 / 8,
    MOST_POOLED = 16,
    LARGE_DIM = 1 << 19,
    LONG_TRANSIENT = 4096,
    POOLS = 64, /* at least so many, for threads to share */
};

/* A step of CHAOSK_LANES lanes is one of so many vectors, one after the other, and each takes as long as
 * that of a single lane: points that can have a thread each are done sooner alone. Where the states of
 * a few fill no cache there is nothing in having more of them. Lattices with their sites in the lanes are
 * where the others would not fill a vector, or would not fit the cache. */
static bool stand_alone(const chaosi_plan *plan, const chaosi_task *task, const chaosk_table *kernels)
{
    const uint64_t points = chaosi_units(task);
    if (plan->alone || task->map->dim > LARGE_DIM)
        return true;
    if (kernels->sites)
        return points < CHAOSK_LANES || task->map->dim * CHAOSK_LANES > 8 * CACHE_DOUBLES;
    return points <= CHAOSK_LANES / kernels->width && points <= chaosi_plan_threads(plan, task, points);
}

/* Where some orbits end early, more are left to fill vectors in a larger tile. */
static bool can_double(const chaosi_task *task, const chaosk_table *kernels, size_t lanes)
{
    return 2 * lanes <= MOST_POOLED * kernels->lanes &&
           (2 * task->map->dim + task->map->nparams) * 2 * lanes <= CACHE_DOUBLES &&
           chaosi_units(task) >= POOLS * 2 * lanes;
}

static bool all_only_move(const chaosi_task *task)
{
    for (size_t i = 0; i < task->nrequests; i++)
        if (!chaosi_only_moves(&task->requests[i]))
            return false;
    return !(task->map->flags & CHAOSI_CALLS);
}

/* Tiles shrink until state, parameters and tangents fit the cache (the second level, where
 * a step is a call that may cost more than a miss), and until there are no more lanes than
 * points. */
static size_t choose_lanes(const chaosi_plan *plan, const chaosi_task *task, const chaosk_table *kernels)
{
    size_t lanes = kernels->lanes;
    uint64_t k = 0;
    if (stand_alone(plan, task, kernels))
        return 1;
    for (size_t i = 0; i < task->nrequests; i++) {
        const chaosi_request *r = &task->requests[i];
        const uint64_t tangents = r->kind->tangents ? r->kind->tangents(r) : 0;
        k = tangents > k ? tangents : k;
    }
    const uint64_t cache = task->map->flags & CHAOSI_CALLS ? 8 * CACHE_DOUBLES : CACHE_DOUBLES;
    while (lanes > CHAOSK_LANES && (task->map->dim * (1 + k) + task->map->nparams) * lanes > cache)
        lanes /= 2;
    while (lanes > CHAOSK_LANES && lanes / 2 >= chaosi_units(task))
        lanes /= 2;
    while (all_only_move(task) && !task->source.follows && can_double(task, kernels, lanes))
        lanes *= 2;
    return lanes;
}

/* The states that a measure wants recorded, and how many; NULL: all. */
static const uint32_t *wanted_states(const chaosi_request *r, uint64_t *count)
{
    *count = !r->kind->rows ? 0 : r->columns ? r->columns->nstates : r->states ? r->ncolumns : 0;
    return r->columns ? r->columns->states : r->states;
}

static bool wants_all_states(const chaosi_request *r) { return r->kind->rows && !r->columns && !r->states; }

static void add_state(chaosi_plan *plan, uint32_t state)
{
    if (plan->column[state] > 0)
        return;
    plan->comp[plan->ncomp++] = state;
    plan->column[state] = plan->ncomp;
}

/* Chooses the states to record: those that some measure wants. */
static bool choose_components(chaosi_plan *plan, const chaosi_task *task)
{
    const uint64_t dim = task->map->dim;
    bool all = false;
    uint64_t count, total = 0, width = 1;
    for (size_t i = 0; i < task->nrequests; i++) {
        const chaosi_request *r = &task->requests[i];
        wanted_states(r, &count);
        all |= wants_all_states(r);
        total += count;
        width = r->columns && r->columns->count > width ? r->columns->count : width;
    }
    plan->comp = chaosi_alloc(all ? dim : total, sizeof plan->comp[0]);
    plan->column = chaosi_alloc(dim, sizeof plan->column[0]);
    if (!plan->comp || !plan->column)
        return false;
    for (uint64_t i = 0; all && i < dim; i++)
        add_state(plan, (uint32_t)i);
    for (size_t i = 0; i < task->nrequests && !all; i++) {
        const uint32_t *states = wanted_states(&task->requests[i], &count);
        for (uint64_t j = 0; j < count; j++)
            add_state(plan, states[j]);
    }
    width = plan->ncomp > width ? plan->ncomp : width;
    const uint64_t most = 8 * CACHE_DOUBLES / (width * plan->lanes);
    plan->rows = most >= CHAOSI_LAP / 16 ? CHAOSI_LAP : 0;
    plan->chunk_rows = most > ROWS ? ROWS : most >= GROUP ? most / GROUP * GROUP : most > 0 ? most : 1;
    if (plan->rows < plan->chunk_rows)
        plan->rows = plan->chunk_rows;
    return true;
}

/* A long transient is run in a larger tile. */
static size_t choose_pool(const chaosi_plan *plan, const chaosi_task *task, const chaosk_table *kernels)
{
    size_t lanes = plan->lanes;
    if (chaosi_pools_starts(task) || task->source.follows) /* each tile waits for one before */
        return lanes;
    while (plan->starts[0] >= LONG_TRANSIENT && can_double(task, kernels, lanes))
        lanes *= 2;
    return lanes;
}

static void add_start(chaosi_plan *plan, uint64_t start)
{
    size_t at = plan->nstarts;
    for (size_t i = 0; i < plan->nstarts; i++)
        if (plan->starts[i] == start)
            return;
    for (; at > 0 && plan->starts[at - 1] > start; at--)
        plan->starts[at] = plan->starts[at - 1];
    plan->starts[at] = start;
    plan->nstarts++;
}

static double iterations_of(const chaosi_request *r)
{
    const chaosi_common *c = &r->options.common;
    return (double)r->preroll +
           (r->kind->rows ? (double)chaosi_rows_of(r) * (double)c->every : (double)c->steps);
}

bool chaosi_plan_init(chaosi_plan *plan, chaosi_task *task, const chaosk_table *kernels, bool alone)
{
    *plan = (chaosi_plan){ .alone = alone };
    for (size_t i = 0; i < task->nrequests; i++) {
        chaosi_request *r = &task->requests[i];
        const uint64_t transient = r->options.common.transient;
        if (r->kind->aligns && task->map->dim > 1)
            r->preroll = transient < ALIGN_STEPS ? transient : ALIGN_STEPS;
        add_start(plan, chaosi_start_of(r));
        plan->iterations += iterations_of(r);
    }
    plan->iterations += (double)plan->starts[plan->nstarts - 1];
    plan->lanes = choose_lanes(plan, task, kernels);
    plan->pooled = choose_pool(plan, task, kernels);
    return choose_components(plan, task);
}

unsigned chaosi_plan_threads(const chaosi_plan *plan, const chaosi_task *task, uint64_t jobs)
{
    const double steps = plan->iterations * (double)task->source.npoints;
    return task->map->flags & CHAOSI_SERIAL
               ? 1
               : chaosi_threads(task->options.threads, jobs, steps * (double)task->map->dim);
}

void chaosi_plan_free(chaosi_plan *plan)
{
    free(plan->comp);
    free(plan->column);
}

uint32_t chaosi_plan_column(const chaosi_plan *plan, uint64_t state) { return plan->column[state] - 1; }
