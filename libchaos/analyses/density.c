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
            return chaosi_fail(error, CHAOS_EINVAL, "range", i, "density: range of %.60s is %g to %g; low < high, both finite, would do",
                               m->expressions ? m->expressions : map->states[m->of[i]], r[0], r[1]);
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

static chaosk_bins bins_of(const chaos_measure *m, uint32_t i)
{
    const double low = m->range[i][0], high = m->range[i][1], count = (double)m->bins[i];
    return (chaosk_bins){ low, high, (high - low) / count, count / (high - low), count };
}

static uint64_t cells(const chaos_measure *m) { return m->nof == 2 ? m->bins[0] * m->bins[1] : m->bins[0]; }

static uint64_t *lane_counts(const chaosi_measuring *it, size_t lane)
{
    return (uint64_t *)it->m->out[0] + (it->tile->first + lane) * cells(it->m);
}

/* How many were outside, [lanes][2], and bins of one and of the other state, [ROWS][lanes]. */
enum { ROWS = 64 };

static size_t density_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    (void)map;
    return lanes * (2 + m->nof * ROWS) * 8;
}

static uint64_t *outside_of(const chaosi_measuring *it) { return it->scratch; }
static double *index_of(const chaosi_measuring *it, uint32_t i)
{
    return (double *)it->scratch + it->tile->k.lanes * (2 + i * ROWS);
}

static void density_begin(chaosi_measuring *it)
{
    memset(lane_counts(it, 0), 0, it->tile->npoints * cells(it->m) * sizeof(uint64_t));
    memset(outside_of(it), 0, it->tile->npoints * 2 * sizeof(uint64_t));
}

static void count_one(const double *index, size_t lanes, uint64_t rows, uint64_t *counts, uint64_t *outside)
{
    for (uint64_t j = 0; j < rows; j++) {
        const int64_t i = (int64_t)index[j * lanes];
        if (__builtin_expect(i >= 0, 1))
            counts[i]++;
        else if (i != CHAOSK_NOWHERE) /* escaped orbits are, and what `when` leaves out */
            outside[i == CHAOSK_BELOW ? 0 : 1]++;
    }
}

static void count_two(const double *index, const double *other, size_t lanes, uint64_t rows, int64_t width, uint64_t *counts,
                      uint64_t *outside)
{
    for (uint64_t k = 0; k < rows; k++) {
        const int64_t i = (int64_t)index[k * lanes], j = (int64_t)other[k * lanes];
        if (__builtin_expect(i >= 0 && j >= 0, 1))
            counts[i * width + j]++;
        else if (i != CHAOSK_NOWHERE && j != CHAOSK_NOWHERE)
            outside[0]++;
    }
}

static void density_take(chaosi_measuring *it, const chaosi_rows *rows)
{
    const size_t lanes = it->tile->k.lanes, row = rows->ncomp * rows->stride;
    for (uint64_t done = 0; done < rows->count; done += ROWS) {
        const uint64_t now = rows->count - done < ROWS ? rows->count - done : ROWS;
        for (uint32_t i = 0; i < it->m->nof; i++) {
            const chaosk_bins bins = bins_of(it->m, i);
            const double *x = rows->data + done * row + chaosi_column(it, i) * rows->stride;
            it->tile->run->lanes->bin(x, row, now, lanes, &bins, index_of(it, i));
        }
        for (size_t lane = 0; lane < it->tile->npoints; lane++) {
            uint64_t *counts = lane_counts(it, lane), *outside = outside_of(it) + 2 * lane;
            if (it->m->nof == 2)
                count_two(index_of(it, 0) + lane, index_of(it, 1) + lane, lanes, now, (int64_t)it->m->bins[1], counts, outside);
            else
                count_one(index_of(it, 0) + lane, lanes, now, counts, outside);
        }
    }
}

static void density_end(chaosi_measuring *it)
{
    if (it->m->out[1])
        memcpy((uint64_t *)it->m->out[1] + it->tile->first * 2, it->scratch, it->tile->npoints * 2 * sizeof(uint64_t));
}

const chaosi_measure_kind chaosi_density = {
    .name = "density",
    .options = { "steps", "every", "of", "when", "bins", "range" },
    .expressions = 1,
    .check = density_check,
    .arrays = density_arrays,
    .scratch = density_scratch,
    .rows = density_rows,
    .begin = density_begin,
    .take = density_take,
    .end = density_end,
};
