/* Histograms of one state or of two, with the bin edges of numpy.histogram:
 * low + i * ((high - low) / bins), each bin without its upper edge but the
 * last with it. */
#include "analyses/measure.h"

#include <string.h>

static int density_check(const chaos_map *map, chaos_measure *m, chaos_error *error)
{
    if (m->nof == 0) {
        m->nof = 1;
        m->of[0] = 0;
    }
    for (uint32_t i = 0; i < m->nof; i++) {
        if (m->bins[i] == 0)
            m->bins[i] = m->nof == 1 ? 1000 : i == 1 && m->bins[0] ? m->bins[0] : 500;
        const double *r = m->range[i];
        if (r[0] == 0.0 && r[1] == 0.0)
            continue; /* the view or a pilot pass, once it is known how angles are kept */
        if (!(__builtin_isfinite(r[0]) && __builtin_isfinite(r[1]) && r[0] < r[1] && __builtin_isfinite(r[1] - r[0])))
            return chaosi_fail(error, CHAOS_EINVAL, "range", i, "density: range of %s is %g to %g; low < high, both finite, would do",
                               map->states[m->of[i]], r[0], r[1]);
    }
    uint64_t cells;
    if (!chaosi_times(m->bins[0], m->nof == 2 ? m->bins[1] : 1, &cells) || cells > (UINT64_C(1) << 40))
        return chaosi_fail(error, CHAOS_EINVAL, "bins", -1, "density: bins are %llu x %llu; up to 2^40 in all would do",
                           (unsigned long long)m->bins[0], (unsigned long long)(m->nof == 2 ? m->bins[1] : 1));
    return CHAOS_OK;
}

static uint32_t density_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    (void)map;
    chaosi_describe(&arrays[0], "density", CHAOS_U64, m->nof, m->bins[0], m->bins[1]);
    chaosi_describe(&arrays[1], "density_outside", CHAOS_U64, 1, 2, 0);
    return 2;
}

static uint64_t density_rows(const chaos_measure *m) { return m->steps; }

/* The bins of one state. */
typedef struct bins {
    double low, high, width, per_width;
    int64_t count;
} bins;

static bins bins_of(const chaos_measure *m, uint32_t i)
{
    const double low = m->range[i][0], high = m->range[i][1], width = (high - low) / (double)m->bins[i];
    return (bins){ low, high, width, (double)m->bins[i] / (high - low), (int64_t)m->bins[i] };
}

static double edge(const bins *b, int64_t i) { return i == b->count ? b->high : b->low + (double)i * b->width; }

enum { BELOW = -1, ABOVE = -2 };

/* The bin of x. The product is rounded: near an edge it can be one off. */
static int64_t bin_of(const bins *b, double x)
{
    if (!(x >= b->low))
        return BELOW;
    if (!(x <= b->high))
        return ABOVE;
    int64_t i = (int64_t)((x - b->low) * b->per_width);
    if (i >= b->count)
        i = b->count - 1;
    while (x < edge(b, i))
        i--;
    while (i + 1 < b->count && x >= edge(b, i + 1))
        i++;
    return i;
}

static uint64_t cells(const chaos_measure *m) { return m->nof == 2 ? m->bins[0] * m->bins[1] : m->bins[0]; }

static uint64_t *lane_counts(const chaosi_measuring *it, size_t lane)
{
    return (uint64_t *)it->m->out[0] + (it->tile->first + lane) * cells(it->m);
}

static void density_begin(chaosi_measuring *it)
{
    memset(lane_counts(it, 0), 0, it->tile->npoints * cells(it->m) * sizeof(uint64_t));
    memset(it->scratch, 0, it->tile->npoints * 2 * sizeof(uint64_t));
}

/* How many were outside, [lane][2]. */
static size_t density_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    (void)map, (void)m;
    return lanes * 2 * sizeof(uint64_t);
}

static void count_one(const bins *b, const double *x, size_t row, uint64_t count, uint64_t *counts, uint64_t *outside)
{
    for (uint64_t j = 0; j < count; j++) {
        const double value = x[j * row];
        const int64_t i = bin_of(b, value);
        if (__builtin_expect(i >= 0, 1))
            counts[i]++;
        else if (value == value) /* escaped orbits are nowhere */
            outside[i == BELOW ? 0 : 1]++;
    }
}

static void count_two(const bins *a, const bins *b, const double *x, const double *y, size_t row, uint64_t count,
                      uint64_t *counts, uint64_t *outside)
{
    for (uint64_t k = 0; k < count; k++) {
        const int64_t i = bin_of(a, x[k * row]), j = bin_of(b, y[k * row]);
        if (__builtin_expect(i >= 0 && j >= 0, 1))
            counts[i * b->count + j]++;
        else if (x[k * row] == x[k * row])
            outside[0]++;
    }
}

static void density_take(chaosi_measuring *it, const chaosi_rows *rows)
{
    const bins a = bins_of(it->m, 0), b = it->m->nof == 2 ? bins_of(it->m, 1) : a;
    const double *x = rows->data + chaosi_column(it, 0) * rows->stride;
    const double *y = it->m->nof == 2 ? rows->data + chaosi_column(it, 1) * rows->stride : NULL;
    const size_t row = rows->ncomp * rows->stride;
    uint64_t *outside = it->scratch;
    for (size_t lane = 0; lane < it->tile->npoints; lane++, outside += 2) {
        if (it->m->nof == 2)
            count_two(&a, &b, x + lane, y + lane, row, rows->count, lane_counts(it, lane), outside);
        else
            count_one(&a, x + lane, row, rows->count, lane_counts(it, lane), outside);
    }
}

static void density_end(chaosi_measuring *it)
{
    if (it->m->out[1])
        memcpy((uint64_t *)it->m->out[1] + it->tile->first * 2, it->scratch, it->tile->npoints * 2 * sizeof(uint64_t));
}

const chaosi_measure_kind chaosi_density = {
    .name = "density",
    .options = { "steps", "every", "of", "bins", "range" },
    .check = density_check,
    .arrays = density_arrays,
    .scratch = density_scratch,
    .rows = density_rows,
    .begin = density_begin,
    .take = density_take,
    .end = density_end,
};
