/* SPDX-License-Identifier: MIT */
#include "core/stretches.h"

#include <string.h>

enum {
    STATES = 12 * 1024,   /* of a stretch at most: they and their images fit the second-level cache */
    LEAST = 8192,         /* at least, for threads to share */
    DEPTH = 64,           /* steps at a time, */
    SHALLOW = 8,          /* or so few */
    PART = 8,             /* sites of the neighbours are one of so many */
    FEW_STEPS = 4,        /* not worth it */
    STATES_OF_A_STEP = 4, /* take as long as a step of a map that is no lattice */
    LINE = 64,
    PAGE = 4096,
};

/* A call's. */
typedef struct drive {
    chaosi_jobs jobs;
    const chaosi_stretches *s;
    const chaosk_tile *tile;
    bool watch;
    uint64_t steps, blocks;
    const double *from; /* the states at entry, */
    double *state[2];   /* after every other block, */
    double *last;       /* and after the last one */
    char *room;         /* of each thread: the states of a stretch, and scratch */
    size_t pitch;       /* from one thread's to the next */
    _Atomic uint64_t (*done)[LINE / sizeof(uint64_t)]; /* blocks of a stretch, a line of the cache each */
} drive;

static size_t up(size_t size, size_t unit) { return (size + unit - 1) / unit * unit; }

/* With its neighbours' sites. */
static size_t sites_of_largest(const chaosi_stretches *s)
{
    return (s->sites - 1) / s->count + 1 + 2 * s->deep * s->reach;
}

static size_t bytes_of_states(const chaosi_stretches *s)
{
    return up(sites_of_largest(s) * s->side * s->rows * sizeof(double), PAGE);
}

static size_t bytes_of_thread(const chaosi_stretches *s)
{
    return bytes_of_states(s) + up(s->kernels->stretch(s->ctx, sites_of_largest(s)).bytes, PAGE);
}

static size_t bytes_of_whole(const chaosi_stretches *s)
{
    return s->kernels->work_bytes ? up(s->kernels->work_bytes(s->ctx, 1), PAGE) : 0;
}

bool chaosi_stretches_init(chaosi_stretches *s, const chaos_map *map, const chaosk_table *kernels,
                           uint32_t threads)
{
    const size_t sites = chaos_map_sites(map);
    if (!kernels->stretch || map->dim < 2 * LEAST)
        return false;
    const chaosk_stretch cut = kernels->stretch(map->ctx, sites);
    *s = (chaosi_stretches){ .kernels = kernels,
                             .ctx = map->ctx,
                             .dim = map->dim,
                             .sites = sites,
                             .side = cut.side,
                             .rows = map->dim / (sites * cut.side),
                             .reach = cut.reach,
                             .count = (map->dim - 1) / STATES + 1 };
    const unsigned most = chaosi_threads(threads, map->dim / LEAST, 1e300);
    s->threads = most;
    if (most > 1)
        s->count = up(s->count, most);
    const size_t room = sites / s->count / PART / 2;
    s->deep = s->reach == 0 ? 0 : room / s->reach < DEPTH ? room / s->reach : DEPTH;
    return s->count > 1 && s->deep >= SHALLOW;
}

static size_t work_bytes(const void *ctx, size_t stride)
{
    const chaosi_stretches *s = ctx;
    (void)stride;
    return bytes_of_whole(s) + 2 * up(s->dim * sizeof(double), PAGE) + s->count * LINE +
           s->threads * bytes_of_thread(s) + PAGE;
}

/* Copies `sites` sites of the ring from `first` on. */
static void take(const chaosi_stretches *s, const double *from, size_t first, size_t sites, double *to)
{
    const size_t row = s->sites * s->side, at = first * s->side, size = sites * s->side,
                 before = size < row - at ? size : row - at;
    for (size_t r = 0; r < s->rows; r++, from += row, to += size) {
        memcpy(to, from + at, before * sizeof *to);
        memcpy(to + before, from, (size - before) * sizeof *to);
    }
}

/* Until it has come so far. Neighbours take as long. */
static int wait_for(drive *d, unsigned thread, size_t stretch, uint64_t block)
{
    return chaosi_jobs_await(&d->jobs, thread, &d->done[stretch][0], block);
}

/* Jobs are taken in order, block by block, so that whatever one waits for is being done. What it overwrites its
 * neighbours have read: they have done the block before. */
static int stretch_job(void *ctx, unsigned thread, uint64_t job)
{
    drive *d = ctx;
    const chaosi_stretches *s = d->s;
    const uint64_t block = job / s->count, start = d->steps * block / d->blocks,
                   steps = d->steps * (block + 1) / d->blocks - start;
    const size_t i = job % s->count, first = s->sites * i / s->count, end = s->sites * (i + 1) / s->count,
                 margin = steps * s->reach, sites = end - first + 2 * margin;
    const double *const from = block == 0 ? d->from : d->state[(block - 1) % 2];
    double *const to = block + 1 == d->blocks ? d->last : d->state[block % 2],
                  *const x = (double *)(void *)(d->room + thread * d->pitch);
    uint64_t left = 0;
    if (wait_for(d, thread, (i + s->count - 1) % s->count, block) || wait_for(d, thread, i, block) ||
        wait_for(d, thread, (i + 1) % s->count, block))
        return CHAOS_OK;
    chaosk_tile t = *d->tile;
    t.x = x;
    t.n0 += start;
    t.ctx = s->ctx;
    t.work = (char *)x + bytes_of_states(s);
    t.sites = sites;
    take(s, from, (first + s->sites - margin) % s->sites, sites, x);
    if (!d->watch)
        s->kernels->advance(&t, steps);
    else if (s->kernels->watch(&t, steps, &left))
        return CHAOS_ECANCELED;
    for (size_t r = 0; r < s->rows; r++)
        memcpy(to + (r * s->sites + first) * s->side, x + (r * sites + margin) * s->side,
               (end - first) * s->side * sizeof *to);
    atomic_store_explicit(&d->done[i][0], block + 1, memory_order_release);
    return CHAOS_OK;
}

/* What the lattice's own kernels are called with. */
static chaosk_tile whole(const chaosk_tile *t)
{
    chaosk_tile own = *t;
    own.ctx = ((const chaosi_stretches *)t->ctx)->ctx;
    return own;
}

/* false: a stretch has left; the states are as they were. */
static bool run(chaosk_tile *t, uint64_t steps, bool watch)
{
    const chaosi_stretches *s = t->ctx;
    drive d = { .s = s, .tile = t, .watch = watch, .steps = steps, .from = t->x };
    const size_t bytes = up(s->dim * sizeof(double), PAGE);
    char *at = (char *)t->work + bytes_of_whole(s);
    d.state[0] = (double *)(void *)at;
    d.state[1] = (double *)(void *)(at + bytes);
    d.room = at + 2 * bytes;
    d.pitch = bytes_of_thread(s);
    d.done = (void *)(d.room + s->threads * d.pitch);
    memset((void *)d.done, 0, s->count * sizeof d.done[0]);
    d.blocks = (steps - 1) / s->deep + 1;
    d.blocks = d.blocks == 1 ? 2 : d.blocks; /* the first one reads what the last one writes */
    d.last = watch ? d.state[(d.blocks - 1) % 2] : t->x;
    d.jobs.count = d.blocks * s->count;
    d.jobs.work = stretch_job;
    d.jobs.ctx = &d;
    const unsigned threads =
        chaosi_threads(s->threads, s->count, (double)steps * (double)s->dim / STATES_OF_A_STEP);
    if (chaosi_jobs_run(&d.jobs, threads) != CHAOS_OK)
        return false;
    if (watch)
        memcpy(t->x, d.last, s->dim * sizeof *t->x);
    return true;
}

static void advance(chaosk_tile *t, uint64_t steps)
{
    const chaosi_stretches *s = t->ctx;
    chaosk_tile own = whole(t);
    if (steps < FEW_STEPS || t->turns)
        s->kernels->advance(&own, steps);
    else
        run(t, steps, false);
}

static int watch(chaosk_tile *t, uint64_t steps, uint64_t *left)
{
    chaosi_stretches *s = (chaosi_stretches *)(uintptr_t)t->ctx;
    chaosk_tile own = whole(t);
    left[0] = 0;
    if (steps < FEW_STEPS || atomic_load_explicit(&s->unfit, memory_order_relaxed))
        return s->kernels->watch(&own, steps, left);
    if (run(t, steps, true))
        return 0;
    const int any = s->kernels->watch(&own, steps, left);
    if (!any)
        atomic_store_explicit(&s->unfit, true, memory_order_relaxed);
    return any;
}

static void record(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                   double *out)
{
    const chaosi_stretches *s = t->ctx;
    if (every < FEW_STEPS) {
        chaosk_tile own = whole(t);
        s->kernels->record(&own, rows, every, comp, ncomp, out);
        return;
    }
    const uint64_t n0 = t->n0;
    for (uint64_t row = 0; row < rows; row++, t->n0 += every) {
        for (uint32_t c = 0; c < ncomp; c++)
            *out++ = t->x[comp[c]];
        advance(t, every);
    }
    t->n0 = n0;
}

static void tangent(chaosk_tile *t, uint64_t steps)
{
    chaosk_tile own = whole(t);
    ((const chaosi_stretches *)t->ctx)->kernels->tangent(&own, steps);
}

const chaosk_table chaosi_stretches_kernels = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = 1,
    .lanes = 1,
    .work_bytes = work_bytes,
    .advance = advance,
    .watch = watch,
    .record = record,
    .tangent = tangent,
};
