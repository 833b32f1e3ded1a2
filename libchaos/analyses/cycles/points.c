/* SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { MAX_LANES = 64 /* of a block */ };

/* ------------------------------------------------------------------- memory */

static void choose_lanes(chaosi_cycle *c)
{
    const bool many = c->dim > CHAOSI_MANY_STATES;
    c->kernels = c->map->kernels.tables[c->isa->index];
    size_t most = many ? CHAOSK_LANES : MAX_LANES;
    if (c->map->flags & CHAOSI_CALLS || c->kernels->lanes < most)
        most = c->kernels->lanes;
    c->lanes = CHAOSK_LANES;
    while (c->lanes < most && c->lanes < c->n)
        c->lanes *= 2;
    if ((many && c->n < CHAOSK_LANES) || c->map->flags & CHAOSI_TIMED) { /* a tile has one time */
        c->kernels = c->map->kernels.tables[c->isa->scalar];             /* the same bits */
        c->lanes = 1;
    }
}

static bool init_threads(chaosi_cycle *c)
{
    const size_t work = c->kernels->work_bytes ? c->kernels->work_bytes(c->map->ctx, c->lanes) : 0;
    const double iterations = (double)c->n * (double)c->dim * (double)(c->dim + 1);
    c->nthreads = c->map->flags & CHAOSI_SERIAL
                      ? 1
                      : chaosi_threads(c->options.threads, c->nblocks * chaosi_cycle_jobs(c), iterations);
    c->threads = calloc(c->nthreads, sizeof *c->threads);
    for (unsigned i = 0; c->threads && i < c->nthreads; i++) {
        c->threads[i].x = chaosi_alloc(c->dim * c->lanes, sizeof(double));
        c->threads[i].work = chaosi_alloc(work, 1);
        if (!c->threads[i].x || !c->threads[i].work)
            return false;
    }
    return c->threads != NULL;
}

int chaosi_cycle_init(chaosi_cycle *c, chaos_error *error)
{
    choose_lanes(c);
    c->nblocks = (c->n - 1) / c->lanes + 1;
    const size_t states = c->nblocks * c->dim * c->lanes;
    c->p = chaosi_alloc(c->map->nparams * c->lanes, sizeof(double));
    c->x = chaosi_alloc(states, sizeof(double));
    c->image = chaosi_alloc(states, sizeof(double));
    c->jacobian =
        aligned_alloc(64, chaosi_whole_lines(c->dim * states * sizeof(double))); /* it may be huge */
    c->residual = chaosi_alloc(c->n * c->dim, sizeof(double));
    c->step = chaosi_alloc(c->n * c->dim, sizeof(double));
    c->scale = chaosi_alloc(c->dim, sizeof(double));
    c->kept = chaosi_alloc(states, sizeof(double));
    c->padding = chaosi_alloc(c->lanes, 1);
    c->id = chaosi_alloc(c->lanes, sizeof *c->id);
    if (!c->p || !c->x || !c->image || !c->jacobian || !c->residual || !c->step || !c->scale || !c->kept ||
        !c->padding || !c->id || !init_threads(c))
        return chaosi_nomem(error);
    for (size_t i = 0; i < c->map->nparams; i++)
        for (size_t lane = 0; lane < c->lanes; lane++)
            c->p[i * c->lanes + lane] = c->params[i];
    for (size_t lane = 0; lane < c->lanes; lane++)
        c->padding[lane] = (c->nblocks - 1) * c->lanes + lane >= c->n;
    return CHAOS_OK;
}

void chaosi_cycle_free(chaosi_cycle *c)
{
    void *const owned[] = { c->p,     c->x,    c->image,   c->jacobian, c->residual, c->step,
                            c->scale, c->kept, c->padding, c->id,       c->null };
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    for (unsigned i = 0; c->threads && i < c->nthreads; i++) {
        free(c->threads[i].x);
        free(c->threads[i].work);
    }
    free(c->threads);
}

/* ------------------------------------------------------------------- access */

int chaosi_cycle_jacobian(chaosi_cycle *c, size_t i, double *jacobian)
{
    const double *from = c->jacobian + i / c->lanes * c->dim * c->dim * c->lanes + i % c->lanes;
    int code = CHAOS_OK;
    for (size_t s = 0; s < c->dim && code == CHAOS_OK; s++) {
        for (size_t r = 0; r < c->dim; r++)
            jacobian[r * c->dim + s] = from[(s * c->dim + r) * c->lanes];
        if (c->dim > CHAOSI_MANY_STATES)
            code = chaosi_cycle_tick(c, (double)c->dim);
    }
    return code;
}

/* Fewer lanes than a vector has go through one of their own. */
static void wrap_row(const chaosi_cycle *c, double *x, double period)
{
    double few[CHAOSK_LANES] __attribute__((aligned(64))) = { 0.0 };
    if (c->lanes >= CHAOSK_LANES) {
        c->isa->lanes->wrap(x, period, c->lanes);
        return;
    }
    memcpy(few, x, c->lanes * sizeof *x);
    c->isa->lanes->wrap(few, period, CHAOSK_LANES);
    memcpy(x, few, c->lanes * sizeof *x);
}

void chaosi_cycle_wrap(const chaosi_cycle *c, double *x, size_t nblocks)
{
    for (size_t r = 0; r < c->dim; r++)
        for (size_t b = 0; b < nblocks && chaosi_cycle_period(c, r) > 0.0; b++)
            wrap_row(c, x + (b * c->dim + r) * c->lanes, chaosi_cycle_period(c, r));
}

void chaosi_cycle_keep(chaosi_cycle *c)
{
    memcpy(c->kept, c->x, c->nblocks * c->dim * c->lanes * sizeof *c->x);
}

void chaosi_cycle_move(chaosi_cycle *c, double share)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            c->x[chaosi_cycle_at(c, i, r)] =
                c->kept[chaosi_cycle_at(c, i, r)] + share * c->step[i * c->dim + r];
    chaosi_cycle_wrap(c, c->x, c->nblocks);
}
