/* Random initial states of the points of a grid: a function of seed, point, number of the start and state
 * alone, so that no start depends on which others a call computes, or in what order.
 *
 * SPDX-License-Identifier: MIT */
#include "core/starts.h"

#include "core/error.h"
#include "core/memory.h"

#include "kernels/random.h"

/* The counter has room for so many. */
static const uint64_t most_starts = UINT32_MAX;

bool chaos_map_box(const chaos_map *map, uint64_t i, double *low, double *high)
{
    if (chaos_map_view(map, i, low, high))
        return true;
    const double period = chaos_map_wrap(map, i);
    if (!(period > 0.0))
        return false;
    *low = 0.0;
    *high = period;
    return true;
}

static bool range_of(const chaosi_source *s, uint64_t i, double *low, double *high)
{
    if (!s->grid.box)
        return chaos_map_box(s->map, i, low, high);
    *low = s->grid.box[2 * i];
    *high = s->grid.box[2 * i + 1];
    return *low == *low && *high == *high;
}

static int check_range(const chaosi_source *s, uint64_t i, chaos_error *error)
{
    const char *name = chaos_map_state(s->map, i);
    double low = 0.0, high = 0.0;
    if (!range_of(s, i, &low, &high))
        return chaosi_fail(error, CHAOS_EINVAL, "box", (int64_t)i,
                           "box must have a range of %s, since %.60s has no view of it, got none", name,
                           s->map->name);
    if (low <= high && __builtin_isfinite(high - low))
        return CHAOS_OK;
    return chaosi_fail(error, CHAOS_EINVAL, "box", (int64_t)i,
                       "box of %s must be low <= high, both finite, got %g,%g", name, low, high);
}

static int refuse_without(const chaosi_source *s, chaos_error *error)
{
    if (s->grid.seed)
        return chaosi_fail(error, CHAOS_EINVAL, "seed", -1, "seed must be 0 where starts is 0, got %llu",
                           (unsigned long long)s->grid.seed);
    return s->grid.box
               ? chaosi_fail(error, CHAOS_EINVAL, "box", -1, "box must be NULL where starts is 0, got ranges")
               : CHAOS_OK;
}

int chaosi_starts_init(chaosi_source *s, chaos_error *error)
{
    const uint64_t starts = s->grid.starts;
    if (starts == 0)
        return refuse_without(s, error);
    if (starts > most_starts)
        return chaosi_fail(error, CHAOS_EINVAL, "starts", -1, "starts must be at most %llu, got %llu",
                           (unsigned long long)most_starts, (unsigned long long)starts);
    for (uint64_t i = 0; i < s->map->dim; i++)
        if (!chaosi_source_is_axis(s, s->map->nparams + i) && check_range(s, i, error))
            return CHAOS_EINVAL;
    uint64_t all = starts;
    for (uint32_t d = 0; d < s->ndim; d++)
        if (!chaosi_mul_checked(all, s->shape[d], &all))
            return chaosi_fail(error, CHAOS_EINVAL, "starts", -1,
                               "the starts of all points must be at most 2^59, got %llu of each",
                               (unsigned long long)starts);
    s->each = starts;
    s->first *= starts;
    s->npoints *= starts;
    return CHAOS_OK;
}

int chaosi_starts_follow(chaosi_source *s, chaos_error *error)
{
    chaos_grid *g = &s->grid;
    if (g->start > CHAOS_BOTH)
        return chaosi_fail(error, CHAOS_EINVAL, "start", -1,
                           "start must be CHAOS_FIXED, CHAOS_FOLLOW or CHAOS_BOTH, got %u",
                           (unsigned)g->start);
    if (g->start == CHAOS_FIXED && (g->along || g->kick != 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, g->along ? "along" : "kick", -1,
                           "%s must be 0 where start is CHAOS_FIXED, got %g", g->along ? "along" : "kick",
                           g->along ? (double)g->along : g->kick);
    if (g->start == CHAOS_FIXED)
        return CHAOS_OK;
    if (g->along >= s->ndim)
        return chaosi_fail(error, CHAOS_EINVAL, "along", -1,
                           "along must be below %u, the number of axes, got %u", (unsigned)s->ndim,
                           (unsigned)g->along);
    if (s->quantity[g->along] >= (int64_t)s->map->nparams)
        return chaosi_fail(error, CHAOS_EINVAL, "along", -1,
                           "along must be an axis of a parameter, since states are handed on, got %s",
                           s->axis[g->along].name);
    if (!(g->kick < 1.0))
        return chaosi_fail(error, CHAOS_EINVAL, "kick", -1,
                           "kick must be below 1, a part of the view, got %g", g->kick);
    s->inner = s->each;
    for (uint32_t d = g->along + 1; d < s->ndim; d++)
        s->inner *= s->shape[d];
    const uint64_t lines = s->inner * s->shape[g->along];
    if (s->first % lines || s->npoints % lines)
        return chaosi_fail(error, CHAOS_EINVAL, "first", -1,
                           "first and count must be multiples of %llu, so that whole lines are followed, got "
                           "%llu, %llu",
                           (unsigned long long)(lines / s->each), (unsigned long long)g->first,
                           (unsigned long long)(s->npoints / s->each));
    g->kick = g->kick == 0.0 ? 1e-9 : g->kick;
    uint64_t all = chaosi_source_size(s);
    s->directions = g->start == CHAOS_BOTH ? 2 : 1;
    if (!chaosi_mul_checked(all, s->directions, &all))
        return chaosi_fail(error, CHAOS_EINVAL, "start", -1,
                           "the points of both directions must be at most 2^59, got %llu of each",
                           (unsigned long long)chaosi_source_size(s));
    s->npoints *= s->directions;
    s->follows = true;
    s->along = g->along;
    return CHAOS_OK;
}

void chaosi_starts_draw(const chaosi_source *s, uint64_t i, uint64_t first, size_t count, double *to)
{
    double low, high;
    range_of(s, i, &low, &high);
    uint64_t point = first / s->each, start = first % s->each;
    for (size_t lane = 0; lane < count; lane++) {
        const chaosk_words counter = { { (uint32_t)point, (uint32_t)(point >> 32), (uint32_t)start,
                                         (uint32_t)(i / 2) } };
        const double x = low + chaosk_uniform(chaosk_philox(counter, s->grid.seed), i % 2) * (high - low);
        to[lane] = x < high ? x : high;
        if (++start == s->each) {
            start = 0;
            point++;
        }
    }
}

uint64_t chaosi_stream(const chaos_options *options, uint64_t point, uint32_t start)
{
    const bool common = options->noise == CHAOS_NOISE_COMMON;
    return chaosk_stream(options->seed, common ? 0 : point, common ? 0 : start);
}
