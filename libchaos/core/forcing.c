/* SPDX-License-Identifier: MIT */
#include "core/forcing.h"

#include "core/error.h"
#include "core/isa.h"
#include "core/memory.h"

#include <float.h>
#include <string.h>

enum { LANES = CHAOSK_LANES, POINTS = LANES / 2, TILES = 4, MOST_TIMES = 1000, MOST_WORK = 1 << 22 };

int chaosi_check_forcing(const chaos_map *map, uint64_t forcing_period, chaos_error *error)
{
    const bool timed = map->flags & CHAOSI_TIMED;
    if (map->flags & CHAOSI_RANDOM)
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1,
                           "the map must not draw random numbers, since cycles and periods are of what comes "
                           "back, got %.60s",
                           map->name);
    if (timed == (forcing_period > 0))
        return CHAOS_OK;
    return chaosi_fail(
        error, CHAOS_EINVAL, "forcing_period", -1,
        timed
            ? "forcing_period must be given for a map that reads the iterate number n: its cycles "
              "are those of (x, n mod forcing_period)"
            : "forcing_period must not be given for a map that does not read the iterate number n, got %llu",
        (unsigned long long)forcing_period);
}

/* Steps that are compared: from the same states at different times. */
typedef struct steps {
    const chaos_map *map;
    const chaosk_table *kernels;
    chaosk_tile tile;
    double *p;              /* [nparams][LANES] */
    double *x, *now, *then; /* [dim][LANES] states and images */
} steps;

/* The images at iterate n. */
static void take_step(steps *s, uint64_t n, double *image)
{
    memcpy(image, s->x, s->map->dim * LANES * sizeof *image);
    s->tile.x = image;
    s->tile.n0 = n;
    s->kernels->advance(&s->tile, 1);
}

/* Rounding grows with the time. Images that are no numbers tell nothing. */
static bool are_alike(double a, double b, uint64_t later)
{
    const double some = 1e-9 + 1e-14 * (double)later, size_a = __builtin_fabs(a), size_b = __builtin_fabs(b),
                 larger = size_a > size_b ? size_a : size_b;
    return !(__builtin_fabs(a - b) > some * (larger > 1.0 ? larger : 1.0));
}

/* Whether more than one lane says so: a single one may be where the step jumps. */
static bool differ(const steps *s, uint64_t later)
{
    unsigned lanes = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        bool alike = true;
        for (uint64_t i = 0; i < s->map->dim; i++)
            alike &= are_alike(s->now[i * LANES + lane], s->then[i * LANES + lane], later);
        lanes += !alike;
    }
    return lanes > 1;
}

/* At up to 1,000 times of a forcing period, of large maps at fewer, against some later ones. */
static int compare(steps *s, uint64_t q, uint64_t n0, chaos_error *error)
{
    static const uint64_t after[] = { 1, 2, 7, 64, 1009 }; /* forcing periods */
    const uint64_t most = MOST_WORK / (6 * LANES * s->map->dim),
                   times = most < MOST_TIMES ? most : MOST_TIMES;
    for (uint64_t n = n0; n < n0 + q; n += q / (times + 1) + 1) {
        take_step(s, n, s->now);
        for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
            const uint64_t later = n + after[i] * q;
            take_step(s, later, s->then);
            if (differ(s, later))
                return chaosi_fail(
                    error, CHAOS_EINVAL, "forcing_period", -1,
                    "forcing_period must be a period of the map's dependence on n, got %llu: the "
                    "steps at n = %llu and %llu differ",
                    (unsigned long long)q, (unsigned long long)n, (unsigned long long)later);
        }
    }
    return CHAOS_OK;
}

/* Points spread over the grid, each in two lanes; no two states are the same. */
static void gather(steps *s, const chaosi_source *source, unsigned tile)
{
    for (size_t lane = 0; lane < LANES; lane++) {
        const double part = (double)(tile * POINTS + lane / 2) / (TILES * POINTS - 1);
        const uint64_t point = (uint64_t)(part * (double)(source->npoints - 1));
        chaosi_source_gather(source, point, 1, LANES, s->p + lane, s->x + lane);
        for (uint64_t i = 0; i < s->map->dim; i++) {
            double *x = s->x + i * LANES + lane;
            *x += 0.03 * (double)lane * (1.0 + 0.3 * (double)(i % 3)) * (__builtin_fabs(*x) + 0.5);
        }
    }
}

/* The same points, however the grid is divided. */
static chaosi_source whole(const chaosi_source *source)
{
    chaosi_source all = *source;
    all.first = 0;
    all.directions = 1;
    all.npoints = chaosi_source_size(source);
    return all;
}

int chaosi_check_forced_steps(const chaosi_source *source, uint64_t forcing_period, uint64_t n0,
                              chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    static const uint64_t ids[LANES] = { 0, 1, 2, 3, 4, 5, 6, 7 };
    const chaosi_source all = whole(source);
    const uint64_t rows = all.map->nparams + 3 * all.map->dim;
    if (!isa)
        return CHAOS_ENOTSUP;
    if (forcing_period == 0 || all.npoints == 0)
        return CHAOS_OK;
    steps s = { .map = all.map, .kernels = all.map->kernels.tables[isa->index] };
    const size_t work = s.kernels->work_bytes ? s.kernels->work_bytes(all.map->ctx, LANES) : 0;
    s.tile = (chaosk_tile){ .size = sizeof s.tile,
                            .lanes = LANES,
                            .stride = LANES,
                            .bound = DBL_MAX,
                            .lift = all.map->wrap != NULL,
                            .id = ids,
                            .ctx = all.map->ctx };
    s.x = chaosi_alloc(rows * LANES, sizeof *s.x);
    s.tile.work = chaosi_alloc(work, 1);
    int code = s.x && s.tile.work ? CHAOS_OK : chaosi_nomem(error);
    s.now = s.x + all.map->dim * LANES;
    s.then = s.now + all.map->dim * LANES;
    s.tile.p = s.p = s.then + all.map->dim * LANES;
    for (unsigned tile = 0; tile < TILES && code == CHAOS_OK; tile++) {
        gather(&s, &all, tile);
        code = compare(&s, forcing_period, n0, error);
        if (all.npoints == 1)
            break;
    }
    free(s.x);
    free(s.tile.work);
    return code;
}
