/* Starts taken to cycles, in the lanes of tiles.
 *
 * x <- x + (stiffness |g| C + 1 - Df^n)^-1 g with g = f^n(x) - x: far from a cycle small steps along C g, near it Newton's
 * method. For each cycle there is a matrix C of signs and permutations for which it attracts a
 * neighbourhood about as large as its distance from the next one, however unstable it is, so that points of
 * cycles of other periods find it. R. L. Davidchack, Y.-C. Lai, Phys. Rev. E 60 (1999) 6172.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum {
    MOST = CHAOSI_FEW,
    MOST_STEPS = 80,
    MOST_CLOSING = 12, /* steps of Newton's method alone at the end */
    TASKS = 1024,      /* of a job */
    PERMUTED = 3,      /* the dimension up to which C permutes as well */
    MOST_MATRICES = 64,
};
static const double closing = 1e-5, closed = 1e-10; /* steps, in units of the box */

typedef struct worker {
    chaosi_search_tile tile;
    size_t *task;    /* [lanes] */
    uint32_t *steps; /* [lanes] so far */
    uint32_t *close; /* [lanes] of those by Newton's method alone */
    uint8_t *busy;   /* [lanes] */
} worker;

/* A matrix of one +1 or -1 in each row. */
typedef struct signs {
    uint8_t column[MOST];
    int8_t sign[MOST];
} signs;

typedef struct pass {
    chaosi_search *s;
    uint64_t n;
    double stiffness;
    const double *seeds;
    size_t ntasks, nmatrices;
    signs matrix[MOST_MATRICES];
    double *x;      /* [ntasks][dim] */
    uint8_t *found; /* [ntasks] */
    worker *workers;
} pass;

/* ------------------------------------------------------------------- matrices */

static void add_signs(pass *p, const uint8_t *column)
{
    const size_t dim = p->s->dim;
    for (unsigned bits = 0; bits < 1u << dim; bits++) {
        signs *m = &p->matrix[p->nmatrices++];
        for (size_t r = 0; r < dim; r++) {
            m->column[r] = column[r];
            m->sign[r] = bits >> r & 1 ? -1 : 1;
        }
    }
}

static void add_matrices(pass *p)
{
    static const uint8_t orders[][PERMUTED] = { { 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 },
                                                { 2, 1, 0 }, { 1, 2, 0 }, { 2, 0, 1 } };
    static const uint8_t straight[MOST] = { 0, 1, 2, 3, 4, 5 };
    const size_t dim = p->s->dim, norders = dim == 1 ? 1 : dim == 2 ? 2 : dim == PERMUTED ? 6 : 0;
    for (size_t i = 0; i < norders; i++)
        add_signs(p, orders[i]);
    if (norders == 0)
        add_signs(p, straight);
}

/* ----------------------------------------------------------------------- lanes */

static void load(pass *p, worker *w, size_t lane, size_t task)
{
    const double *seed = p->seeds + task / p->nmatrices * p->s->dim;
    w->task[lane] = task;
    w->steps[lane] = w->close[lane] = 0;
    w->busy[lane] = 1;
    for (size_t r = 0; r < p->s->dim; r++)
        w->tile.k.x[r * w->tile.k.stride + lane] = seed[r];
}

/* g and 1 - Df^n in units of the box; the length of g. */
static double system_of(const pass *p, const worker *w, size_t lane, double (*a)[MOST], double *g)
{
    const chaosi_search *s = p->s;
    const size_t dim = s->dim, stride = w->tile.k.stride;
    double square = 0.0;
    for (size_t r = 0; r < dim; r++) {
        const double size = s->size[r];
        g[r] =
            chaosi_apart(w->tile.k.x[r * stride + lane], w->tile.from[r * stride + lane], s->revolution[r]) /
            size;
        square += g[r] * g[r];
        for (size_t c = 0; c < dim; c++)
            a[r][c] = (r == c) - w->tile.k.v[(c * dim + r) * stride + lane] * (s->size[c] / size);
    }
    return sqrt(square);
}

/* Far from the box it is lost. */
static bool move(const pass *p, worker *w, size_t lane, const double *step, double *length)
{
    const chaosi_search *s = p->s;
    bool inside = true;
    *length = 0.0;
    for (size_t r = 0; r < s->dim; r++) {
        const double size = s->size[r], to = w->tile.from[r * w->tile.k.stride + lane] + step[r] * size;
        *length = fmax(*length, fabs(step[r]));
        inside = inside && (s->revolution[r] > 0.0 || (to > s->low[r] - size && to < s->high[r] + size));
        w->tile.k.x[r * w->tile.k.stride + lane] = to;
    }
    return inside && *length <= 1.0;
}

/* As chaosi_solve_few, and most maps have two states. */
static bool solve(size_t dim, double (*a)[MOST], double *b)
{
    if (dim != 2)
        return chaosi_solve_few(dim, a, b);
    const double det = a[0][0] * a[1][1] - a[0][1] * a[1][0],
                 size = fabs(a[0][0] * a[1][1]) + fabs(a[0][1] * a[1][0]), x = b[0], y = b[1];
    if (!(fabs(det) > 1e-14 * size) || !(size <= 1e300))
        return false;
    b[0] = (a[1][1] * x - a[0][1] * y) / det;
    b[1] = (a[0][0] * y - a[1][0] * x) / det;
    return true;
}

/* One step of a lane whose image is there; false: it needs no other. */
static bool take_step(const pass *p, worker *w, size_t lane)
{
    const size_t dim = p->s->dim, task = w->task[lane];
    const signs *m = &p->matrix[task % p->nmatrices];
    double a[MOST][MOST], g[MOST], length;
    const double far = system_of(p, w, lane, a, g);
    if (!(far <= 1e150))
        return false;
    for (size_t r = 0; r < dim && w->close[lane] == 0; r++)
        a[r][m->column[r]] += p->stiffness * far * m->sign[r];
    const bool solved = solve(dim, a, g);
    if (!solved && far > closed)
        return false;
    if (!solved)
        memset(g, 0, sizeof g);
    if (!move(p, w, lane, g, &length))
        return false;
    if (length <= closed) {
        for (size_t r = 0; r < dim; r++)
            p->x[task * dim + r] = w->tile.k.x[r * w->tile.k.stride + lane];
        p->found[task] = 1;
        return false;
    }
    if (w->close[lane] > 0 || length <= closing)
        w->close[lane]++;
    return ++w->steps[lane] < MOST_STEPS && w->close[lane] <= MOST_CLOSING;
}

static void wrap(const chaosi_search *s, chaosk_tile *k)
{
    for (size_t r = 0; r < s->dim; r++)
        if (s->revolution[r] > 0.0)
            s->isa->lanes->wrap(k->x + r * k->stride, s->revolution[r], k->lanes);
}

static int run_job(void *ctx, unsigned thread, uint64_t job)
{
    pass *p = ctx;
    worker *w = &p->workers[thread];
    const size_t lanes = w->tile.k.lanes, end = (job + 1) * TASKS < p->ntasks ? (job + 1) * TASKS : p->ntasks;
    size_t next = job * TASKS, busy = 0;
    for (size_t lane = 0; lane < lanes; lane++) {
        load(p, w, lane, next < end ? next : end - 1);
        w->busy[lane] = next++ < end;
        busy += w->busy[lane];
    }
    while (busy > 0) {
        wrap(p->s, &w->tile.k);
        const int code = chaosi_search_tile_advance(p->s, &w->tile, thread, p->n);
        if (code != CHAOS_OK)
            return code;
        for (size_t lane = 0; lane < lanes; lane++) {
            if (w->busy[lane] && take_step(p, w, lane))
                continue;
            if (w->busy[lane] && next < end)
                load(p, w, lane, next++);
            else { /* it repeats what it began with */
                busy -= w->busy[lane];
                load(p, w, lane, end - 1);
                w->busy[lane] = 0;
            }
        }
    }
    return CHAOS_OK;
}

/* ------------------------------------------------------------------------ pass */

static bool worker_init(const pass *p, worker *w)
{
    const size_t lanes = p->s->lanes;
    w->task = chaosi_alloc(lanes, sizeof *w->task);
    w->steps = chaosi_alloc(lanes, sizeof *w->steps);
    w->close = chaosi_alloc(lanes, sizeof *w->close);
    w->busy = chaosi_alloc(lanes, 1);
    return chaosi_search_tile_init(&w->tile, p->s, p->s->dim) && w->task && w->steps && w->close && w->busy;
}

static void worker_free(worker *w)
{
    chaosi_search_tile_free(&w->tile);
    free(w->task);
    free(w->steps);
    free(w->close);
    free(w->busy);
}

static int run(pass *p)
{
    chaosi_search *s = p->s;
    chaosi_jobs jobs = { .count = (p->ntasks - 1) / TASKS + 1, .work = run_job, .ctx = p };
    const double iterations = 20.0 * (double)p->ntasks * (double)p->n;
    const unsigned threads =
        s->map->flags & CHAOSI_SERIAL ? 1 : chaosi_threads(s->options.threads, jobs.count, iterations);
    bool there = true;
    p->workers = calloc(threads, sizeof *p->workers);
    for (unsigned i = 0; p->workers && i < threads && there; i++)
        there = worker_init(p, &p->workers[i]);
    int code = CHAOS_ENOMEM;
    if (p->workers && there) {
        code = chaosi_search_run(s, &jobs, threads, iterations);
    }
    for (unsigned i = 0; p->workers && i < threads; i++)
        worker_free(&p->workers[i]);
    free(p->workers);
    return code;
}

int chaosi_search_stabilise(chaosi_search *s, uint64_t n, double stiffness, const double *seeds, size_t count,
                            double **found, size_t *nfound)
{
    pass p = { .s = s, .n = n, .stiffness = stiffness, .seeds = seeds };
    *nfound = 0;
    *found = NULL;
    if (count == 0)
        return CHAOS_OK;
    add_matrices(&p);
    p.ntasks = count * p.nmatrices;
    p.x = malloc(p.ntasks * s->dim * sizeof *p.x);
    p.found = calloc(p.ntasks, 1);
    const int code = p.x && p.found ? run(&p) : CHAOS_ENOMEM;
    for (size_t i = 0; code == CHAOS_OK && i < p.ntasks; i++)
        if (p.found[i])
            memmove(p.x + (*nfound)++ * s->dim, p.x + i * s->dim, s->dim * sizeof *p.x);
    free(p.found);
    *found = p.x;
    return code;
}
