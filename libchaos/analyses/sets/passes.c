/* Passes over what is known of all starts: of 10^8 each takes some 100 ms, so that they are cut into blocks, between
 * which a call can be cancelled.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

enum { BLOCK = 1 << 18 };

typedef struct pass {
    chaosi_basins *b;
    uint64_t count;
    chaosi_pass *look;
    void *ctx;
} pass;

static int pass_job(void *ctx, unsigned thread, uint64_t job)
{
    const pass *p = ctx;
    const uint64_t first = job * BLOCK, left = p->count - first;
    p->look(p->b, p->ctx, first, first + (left < BLOCK ? left : BLOCK));
    return chaosi_jobs_tick(p->b->jobs, thread, 0);
}

int chaosi_basins_pass(chaosi_basins *b, uint64_t count, chaosi_pass *look, void *ctx)
{
    pass p = { .b = b, .count = count, .look = look, .ctx = ctx };
    chaosi_jobs jobs = {
        .count = (count + BLOCK - 1) / BLOCK, .work = pass_job, .ctx = &p, .total = (double)count
    };
    return chaosi_basins_run(b, &jobs, 1);
}

/* ------------------------------------------------------------------------ some */

static void clear(chaosi_basins *b, void *ctx, uint64_t first, uint64_t end)
{
    (void)ctx;
    for (uint64_t i = first; i < end; i++)
        b->labels[i] = CHAOS_LABEL_PENDING;
    for (uint64_t i = first; b->times && i < end; i++)
        b->times[i] = -1;
}

int chaosi_basins_clear(chaosi_basins *b) { return chaosi_basins_pass(b, b->source.npoints, clear, NULL); }

typedef struct counting {
    uint64_t *cells;
    size_t n;
} counting;

static void count(chaosi_basins *b, void *ctx, uint64_t first, uint64_t end)
{
    const counting *c = ctx;
    for (uint64_t i = first; i < end; i++)
        c->cells[b->labels[i] >= 0 ? (size_t)b->labels[i] : c->n + (size_t)(-b->labels[i] - 1)]++;
}

int chaosi_basins_count(chaosi_basins *b, size_t n, uint64_t *cells)
{
    counting c = { .cells = cells, .n = n };
    return chaosi_basins_pass(b, b->source.npoints, count, &c);
}
