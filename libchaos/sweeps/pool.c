/* Random starts of a point that a measure takes together. Sums of doubles depend on the order of what is
 * summed up, so tiles add to them one after the other, whichever thread has computed them.
 *
 * SPDX-License-Identifier: MIT */
#include "sweeps/engine.h"

#include "core/memory.h"

#include <stdlib.h>

bool chaosi_pools_starts(const chaosi_task *task)
{
    for (size_t i = 0; i < task->nrequests; i++)
        if (task->requests[i].pooled > 1)
            return true;
    return false;
}

bool chaosi_pool_begin(chaosi_task *task)
{
    bool done = true;
    for (size_t i = 0; i < task->nrequests && done; i++) {
        chaosi_request *r = &task->requests[i];
        const uint64_t n = r->kind->counts ? r->kind->counts(r) : r->ncolumns;
        if (r->pooled > 1)
            done = (r->counted = chaosi_alloc(n, sizeof *r->counted)) != NULL;
    }
    return done;
}

void chaosi_pool_end(chaosi_task *task)
{
    for (size_t i = 0; i < task->nrequests; i++)
        free(task->requests[i].counted);
}

static void stop_mask(const chaosi_task *task, uint32_t *mask, uint64_t pooled, uint64_t starts)
{
    const uint64_t known = starts / pooled;
    if (pooled > 1)
        chaosi_fill_pending(mask, known, task->source.npoints / pooled - known);
}

void chaosi_pool_stopped(const chaosi_task *task, uint64_t starts)
{
    stop_mask(task, task->status, task->pooled, starts);
    for (size_t i = 0; i < task->nrequests; i++)
        stop_mask(task, chaosi_mask_of(&task->requests[i]), task->requests[i].pooled, starts);
}

static void pool_share(const chaosi_task *task, chaosi_measurement *measurements, size_t i,
                       const chaosi_share *share)
{
    chaosi_measurement *run = &measurements[i];
    uint32_t *mask = chaosi_mask_of(run->request), more = 0;
    run->request->kind->pool(run, share);
    for (size_t lane = share->lane; lane < share->lane + share->count; lane++)
        more |= run->flags[lane];
    if (mask)
        mask[share->point] = more | (share->first ? 0 : mask[share->point]);
    if (task->status && task->pooled > 1)
        task->status[share->point] = more | (share->first && i == 0 ? 0 : task->status[share->point]);
}

int chaosi_pool_tile(const chaosi_task *task, chaosi_measurement *measurements, chaosi_jobs *jobs,
                     _Atomic uint64_t *turn)
{
    const chaosi_tile *tile = measurements[0].tile;
    const uint64_t mine = tile->first / tile->k.lanes;
    const int code = chaosi_jobs_await(jobs, tile->thread, turn, mine);
    for (size_t i = 0; i < task->nrequests && code == CHAOS_OK; i++)
        for (size_t lane = 0; measurements[i].request->pooled > 1 && lane < tile->npoints;) {
            const chaosi_share share = chaosi_share_of(&measurements[i], lane);
            pool_share(task, measurements, i, &share);
            lane += share.count;
        }
    if (code == CHAOS_OK)
        atomic_store(turn, mine + 1);
    return code;
}
