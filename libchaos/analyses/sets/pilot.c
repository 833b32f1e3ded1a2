/* A first look at some orbits: whether they keep areas, and how far apart they end.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/few.h"
#include "core/memory.h"
#include "numerics/lu.h"

#include <math.h>
#include <string.h>

enum { LOOKS = 3, APART = 17 };

typedef struct pilot {
    chaosi_basins *b;
    chaosi_orbits orbits;
    double *v;      /* [dim][dim][stride]; NULL: too many states */
    double *starts; /* [dim][stride] */
    double *low, *high;
    bool keeps, any;
} pilot;

/* One step with all derivatives: whether |det Df| = 1 for all that are still there. */
static int look_at_areas(pilot *p, unsigned thread)
{
    chaosi_basins *b = p->b;
    chaosk_tile *k = &p->orbits.k;
    const size_t dim = b->dim, stride = k->stride;
    const double tolerance = b->map->flags & CHAOSI_NUMERIC ? 1e-6 : 1e-10;
    for (size_t j = 0; j < dim; j++)
        for (size_t i = 0; i < dim; i++)
            for (size_t lane = 0; lane < k->lanes; lane++)
                p->v[(j * dim + i) * stride + lane] = i == j;
    k->v = p->v;
    k->k = (uint32_t)dim;
    b->kernels->tangent(k, 1);
    k->k = 0;
    for (size_t lane = 0; lane < k->lanes; lane++) {
        double a[CHAOSI_FEW * CHAOSI_FEW];
        size_t pivot[CHAOSI_FEW];
        if (p->orbits.gone[lane])
            continue;
        for (size_t i = 0; i < dim; i++)
            for (size_t j = 0; j < dim; j++)
                a[i * dim + j] = p->v[(j * dim + i) * stride + lane];
        const chaosi_determinant det = chaosi_lu(a, pivot, dim);
        p->any = true;
        p->keeps = p->keeps && fabs(fabs(ldexp(det.mantissa, det.exponent)) - 1.0) <= tolerance;
    }
    return chaosi_orbits_advance(&p->orbits, b, thread, APART);
}

/* Number `which` of the ranges by rows of orbits that have stayed. */
static void extend(pilot *p, size_t which, const double *rows, size_t count)
{
    const size_t dim = p->b->dim, stride = p->orbits.k.stride;
    double *low = p->low + which * dim, *high = p->high + which * dim;
    for (size_t row = 0; row < count; row++)
        for (size_t i = 0; i < dim; i++)
            for (size_t lane = 0; lane < p->orbits.k.lanes; lane++) {
                const double x = rows[(row * dim + i) * stride + lane];
                if (p->orbits.gone[lane])
                    continue;
                low[i] = x < low[i] ? x : low[i];
                high[i] = x > high[i] ? x : high[i];
            }
}

static int pilot_job(void *ctx, unsigned thread, uint64_t job)
{
    pilot *p = ctx;
    const size_t all = p->b->dim * p->orbits.k.stride;
    int code = CHAOS_OK;
    (void)job;
    memcpy(p->starts, p->orbits.k.x, all * sizeof *p->starts);
    for (int look = 0; look < LOOKS && p->v && code == CHAOS_OK; look++)
        code = look_at_areas(p, thread);
    if (code == CHAOS_OK)
        code = chaosi_orbits_advance(&p->orbits, p->b, thread, chaosi_settle_steps(p->b));
    if (code == CHAOS_OK)
        code = chaosi_orbits_record(&p->orbits, p->b, thread, CHAOSI_TELLING);
    if (code == CHAOS_OK) {
        extend(p, 0, p->orbits.rows, CHAOSI_TELLING);
        extend(p, 1, p->starts, 1);
    }
    return code;
}

int chaosi_basins_pilot(chaosi_basins *b, double *low, double *high)
{
    const bool areas = b->dim <= CHAOSI_FEW;
    pilot p = { .b = b, .low = low, .high = high, .keeps = true };
    chaosi_jobs jobs = { .count = 1, .work = pilot_job, .ctx = &p };
    p.v = areas ? chaosi_alloc(b->dim * b->dim * CHAOSI_BATCH, sizeof *p.v) : NULL;
    p.starts = chaosi_alloc(b->dim * CHAOSI_BATCH, sizeof *p.starts);
    for (size_t i = 0; i < 2 * b->dim; i++) {
        low[i] = INFINITY;
        high[i] = -INFINITY;
    }
    const bool there = p.starts && (p.v || !areas) &&
                       chaosi_orbits_init(&p.orbits, b, CHAOSI_BATCH, CHAOSI_TELLING) &&
                       chaosi_orbits_start(&p.orbits, b, NULL, 0, b->source.npoints);
    jobs.total = (double)(CHAOSI_BATCH * chaosi_settle_steps(b));
    const int code = there ? chaosi_basins_run(b, &jobs, 1) : CHAOS_ENOMEM;
    b->conservative = b->map->flags & CHAOSI_AREA || (p.any && p.keeps);
    chaosi_orbits_free(&p.orbits);
    free(p.v);
    free(p.starts);
    return code;
}
