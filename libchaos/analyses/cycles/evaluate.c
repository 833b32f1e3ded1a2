/* The map at work on a cycle's points.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include <math.h>
#include <string.h>

enum { VECTORS_WORK = 1 << 17 /* doubles in the vectors of a job, at most */ };

static const double small_residual = 1e-8; /* of the largest state: no more is rounding */
static const double rounding_of_terms = 8.0 * __DBL_EPSILON__;

/* A job is a block of points and some of their tangent vectors. */
static size_t vectors_per_job(const chaosi_cycle *c)
{
    const size_t most = VECTORS_WORK / (c->dim * c->lanes);
    return most < 1 ? 1 : most < c->dim ? most : c->dim;
}

size_t chaosi_cycle_jobs(const chaosi_cycle *c) { return (c->dim - 1) / vectors_per_job(c) + 1; }

int chaosi_cycle_tick(chaosi_cycle *c, double work) { return chaosi_jobs_tick(&c->jobs, 0, (uint64_t)work); }

/* For points from point i on. */
static chaosk_tile tile_of(const chaosi_cycle *c, const chaosi_cycle_thread *thread, size_t i, size_t lanes)
{
    return (chaosk_tile){
        .size = sizeof(chaosk_tile),
        .lanes = lanes,
        .stride = c->lanes,
        .x = thread->x,
        .p = c->p,
        .bound = __DBL_MAX__,
        .lift = c->options.lift,
        .n0 = c->options.n0 + i,
        .id = c->id,
        .work = thread->work,
        .ctx = c->map->ctx,
    };
}

double chaosi_cycle_size(const chaosi_cycle *c, size_t r)
{
    double most = chaosi_cycle_period(c, r);
    if (most > 0.0)
        return most;
    for (size_t i = 0; i < c->n; i++)
        most = fmax(most, fabs(c->x[chaosi_cycle_at(c, i, r)]));
    return most;
}

int chaosi_cycle_start(chaosi_cycle *c, const double *guess)
{
    chaosk_tile tile = tile_of(c, c->threads, 0, c->lanes < CHAOSK_LANES ? c->lanes : CHAOSK_LANES);
    for (size_t r = 0; r < c->dim; r++)
        for (size_t lane = 0; lane < c->lanes; lane++)
            tile.x[r * c->lanes + lane] = guess[r];
    chaosi_cycle_wrap(c, tile.x, 1);
    for (size_t i = 0; i < c->nblocks * c->lanes; i++) {
        for (size_t r = 0; r < c->dim; r++)
            c->x[chaosi_cycle_at(c, i, r)] = tile.x[r * c->lanes];
        if (i + 1 >= c->n) /* what is no point stays there */
            continue;
        c->kernels->advance(&tile, 1);
        tile.n0++;
        c->stop = tile.stop;
        const int code = tile.stop ? CHAOS_EFUNCTION : chaosi_cycle_tick(c, (double)c->dim);
        if (code != CHAOS_OK)
            return code;
    }
    for (size_t r = 0; r < c->dim; r++)
        c->scale[r] = chaosi_cycle_size(c, r);
    return CHAOS_OK;
}

/* Some columns of the derivatives of a block; its images are left in x. */
static int evaluate_vectors(chaosi_cycle *c, chaosi_cycle_thread *thread, size_t block, size_t first,
                            size_t count)
{
    chaosk_tile tile = tile_of(c, thread, block * c->lanes, c->lanes);
    const size_t states = c->dim * c->lanes;
    tile.done = block == c->nblocks - 1 ? c->padding : NULL;
    tile.k = (uint32_t)count;
    tile.v = c->jacobian + (block * c->dim + first) * states;
    memcpy(thread->x, c->x + block * states, states * sizeof *thread->x);
    memset(tile.v, 0, count * states * sizeof *tile.v);
    for (size_t s = 0; s < count; s++)
        for (size_t lane = 0; lane < c->lanes; lane++)
            tile.v[(s * c->dim + first + s) * c->lanes + lane] = 1.0;
    c->kernels->tangent(&tile, 1);
    if (tile.stop)
        c->stop = tile.stop;
    return tile.stop ? CHAOS_EFUNCTION : CHAOS_OK;
}

static int evaluate_job(void *ctx, unsigned thread, uint64_t job)
{
    chaosi_cycle *c = ctx;
    const size_t each = vectors_per_job(c), block = job / chaosi_cycle_jobs(c);
    const size_t first = job % chaosi_cycle_jobs(c) * each, left = c->dim - first;
    const size_t count = left < each ? left : each, states = c->dim * c->lanes;
    const int code = evaluate_vectors(c, &c->threads[thread], block, first, count);
    if (code != CHAOS_OK)
        return code;
    if (first == 0)
        memcpy(c->image + block * states, c->threads[thread].x, states * sizeof *c->image);
    return chaosi_jobs_tick(&c->jobs, thread, count * states);
}

int chaosi_cycle_push(chaosi_cycle *c, size_t i, double *v, size_t k)
{
    chaosk_tile tile = tile_of(c, c->threads, i, 1); /* scalar kernels do without further lanes */
    tile.stride = 1;
    tile.p = c->params;
    tile.k = (uint32_t)k;
    tile.v = v;
    for (size_t r = 0; r < c->dim; r++)
        tile.x[r] = c->x[chaosi_cycle_at(c, i, r)];
    c->map->kernels.tables[c->isa->scalar]->tangent(&tile, 1);
    if (tile.stop)
        c->stop = tile.stop;
    return tile.stop ? CHAOS_EFUNCTION : chaosi_cycle_tick(c, (double)(k * c->dim));
}

double chaosi_cycle_difference(const chaosi_cycle *c, size_t r, double a, double b)
{
    const double period = chaosi_cycle_period(c, r), d = a - b;
    return period <= 0.0 ? d : d > period / 2.0 ? d - period : d < -period / 2.0 ? d + period : d;
}

double chaosi_cycle_terms(const chaosi_cycle *c, size_t i, size_t r)
{
    const double *const jacobian = c->jacobian + i / c->lanes * c->dim * c->dim * c->lanes + i % c->lanes;
    double sum = 0.0;
    for (size_t s = 0; s < c->dim; s++)
        sum += fabs(jacobian[(s * c->dim + r) * c->lanes] * c->x[chaosi_cycle_at(c, i, s)]);
    return sum;
}

static double find_residuals(chaosi_cycle *c)
{
    double worst = 0.0, largest = 0.0;
    for (size_t r = 0; r < c->dim; r++)
        largest = fmax(largest, chaosi_cycle_size(c, r));
    for (size_t r = 0; r < c->dim; r++) {
        const double scale = fmax(c->scale[r], chaosi_cycle_size(c, r));
        for (size_t i = 0; i < c->n; i++) {
            const double d = chaosi_cycle_difference(c, r, c->image[chaosi_cycle_at(c, i, r)],
                                                     c->x[chaosi_cycle_at(c, (i + 1) % c->n, r)]);
            double relative = d == 0.0 ? 0.0 : fabs(d) / scale;
            if (relative > CHAOSI_CYCLE_ROUNDING && fabs(d) <= small_residual * largest) {
                const double terms = chaosi_cycle_terms(c, i, r);
                if (fabs(d) <= rounding_of_terms * terms) /* a state that is 0 because they cancel */
                    relative = fabs(d) / terms;
            }
            c->residual[i * c->dim + r] = d;
            worst = relative <= worst ? worst : relative; /* NaN gets through */
        }
    }
    return worst;
}

int chaosi_cycle_evaluate(chaosi_cycle *c, double *worst)
{
    chaosi_jobs jobs = { .count = c->nblocks * chaosi_cycle_jobs(c), .work = evaluate_job, .ctx = c };
    const int code = chaosi_jobs_run(&jobs, c->nthreads);
    if (code == CHAOS_OK)
        *worst = find_residuals(c);
    return code;
}
