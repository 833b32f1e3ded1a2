/* Histograms of one state or of two, with the bin edges of numpy.histogram:
 * low + i * ((high - low) / bins), each bin without its upper edge but the
 * last with it.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

static int density_check(const chaos_map *map, chaos_measure *m, chaos_error *error)
{
    if (m->nof == 0) {
        m->nof = 1;
        m->of[0] = 0;
    }
    if (m->nof == 1 && (m->bins[1] || m->range[1][0] != 0.0 || m->range[1][1] != 0.0)) {
        const char *option = m->bins[1] ? "bins" : "range";
        return chaosi_fail(error, CHAOS_EINVAL, option, 1,
                           "density: %s is given for two states, of is %s alone; of two states would do",
                           option, map->states[m->of[0]]);
    }
    for (uint32_t i = 0; i < m->nof; i++) {
        if (m->bins[i] == 0)
            m->bins[i] = m->nof == 1 ? 1000 : i == 1 && m->bins[0] ? m->bins[0] : 500;
        const double *r = m->range[i];
        if (r[0] == 0.0 && r[1] == 0.0)
            continue; /* the view or a pilot pass, once it is known how angles are kept */
        if (!(__builtin_isfinite(r[0]) && __builtin_isfinite(r[1]) && r[0] < r[1] &&
              __builtin_isfinite(r[1] - r[0])))
            return chaosi_fail(error, CHAOS_EINVAL, "range", i,
                               "density: range of %.60s is %g to %g; low < high, both finite, would do",
                               m->expressions ? m->expressions : map->states[m->of[i]], r[0], r[1]);
    }
    uint64_t cells;
    if (!chaosi_times(m->bins[0], m->nof == 2 ? m->bins[1] : 1, &cells) || cells > (UINT64_C(1) << 40))
        return chaosi_fail(error, CHAOS_EINVAL, "bins", -1,
                           "density: bins are %llu x %llu; up to 2^40 in all would do",
                           (unsigned long long)m->bins[0],
                           (unsigned long long)(m->nof == 2 ? m->bins[1] : 1));
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

/* Small counters, of half the size, stay in the caches while a tile is under
 * way. They pay where there are more records than bins. */
static int has_small(const chaos_measure *m)
{
    return m->nof == 1 && !chaosi_has_columns(m) && m->bins[0] <= 16384 && m->bins[0] <= m->steps &&
           m->steps <= UINT32_MAX;
}

/* Small counters from one lane to the next: an odd number of cache lines, so
 * that the same bin of neighbours is not in the same set. */
static size_t pitch(const chaos_measure *m)
{
    return has_small(m) ? ((m->bins[0] + 2 + 15) / 16 | 1) * 16 : 0;
}

/* Scratch: small counters [lanes][pitch], how many were outside [lanes][2], and
 * bins of one and of the other state [ROWS][CHAOSK_LANES]. */
enum { ROWS = 128 };

static size_t density_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    (void)map;
    return lanes * (pitch(m) * sizeof(uint32_t) + 2 * sizeof(uint64_t)) +
           m->nof * ROWS * CHAOSK_LANES * sizeof(int64_t);
}

static uint32_t *small_of(const chaosi_measuring *it, size_t lane)
{
    return (uint32_t *)it->scratch + lane * pitch(it->m);
}
static uint64_t *outside_of(const chaosi_measuring *it, size_t lane)
{
    return (uint64_t *)(void *)small_of(it, it->tile->k.lanes) + 2 * lane;
}
static int64_t *index_of(const chaosi_measuring *it, uint32_t i)
{
    return (int64_t *)outside_of(it, it->tile->k.lanes) + i * ROWS * CHAOSK_LANES;
}

static void density_begin(chaosi_measuring *it)
{
    memset(lane_counts(it, 0), 0, it->tile->npoints * cells(it->m) * sizeof(uint64_t));
    memset(small_of(it, 0), 0, (size_t)((char *)index_of(it, 0) - (char *)it->scratch));
}

/* Bin of a record that is no number: its orbit has escaped, or `when` leaves it out. */
#define SKIPPED INT64_MIN

static void count_one(const int64_t *index, uint64_t rows, uint64_t bins, uint64_t *counts, uint64_t *outside)
{
    for (uint64_t j = 0; j < rows; j++) {
        const int64_t i = index[j * CHAOSK_LANES];
        if (i != SKIPPED)
            ++*((uint64_t)i < bins ? &counts[i] : &outside[i >= 0]);
    }
}

static void count_two(const int64_t *index, const int64_t *other, uint64_t rows, const uint64_t *bins,
                      uint64_t *counts, uint64_t *outside)
{
    for (uint64_t k = 0; k < rows; k++) {
        const int64_t i = index[k * CHAOSK_LANES], j = other[k * CHAOSK_LANES];
        if (i != SKIPPED && j != SKIPPED)
            ++*((uint64_t)i < bins[0] && (uint64_t)j < bins[1] ? &counts[(uint64_t)i * bins[1] + (uint64_t)j]
                                                               : outside);
    }
}

static void skip(const double *x, size_t row, uint64_t rows, int64_t *index)
{
    for (uint64_t j = 0; j < rows; j++)
        for (size_t i = 0; i < CHAOSK_LANES; i++)
            if (x[j * row + i] != x[j * row + i])
                index[j * CHAOSK_LANES + i] = SKIPPED;
}

/* Whether no orbit has escaped. */
static int all_live(const double *x, size_t row, uint64_t rows, size_t lanes)
{
    for (size_t lane = 0; lane < lanes; lane++)
        if (x[(rows - 1) * row + lane] != x[(rows - 1) * row + lane])
            return 0;
    return 1;
}

/* Some rows of CHAOSK_LANES lanes, straight into the outputs. */
static void count_lanes(chaosi_measuring *it, const chaosi_rows *rows, uint64_t first, uint64_t now,
                        size_t lane0)
{
    const size_t row = rows->ncomp * rows->stride;
    for (uint32_t i = 0; i < it->m->nof; i++) {
        const chaosk_bins bins = bins_of(it->m, i);
        const double *x = rows->data + first * row + chaosi_column(it, i) * rows->stride + lane0;
        it->tile->run->lanes->bin(x, row, now, &bins, index_of(it, i));
        skip(x, row, now, index_of(it, i));
    }
    for (size_t i = 0; i < CHAOSK_LANES && lane0 + i < it->tile->npoints; i++) {
        uint64_t *counts = lane_counts(it, lane0 + i), *outside = outside_of(it, lane0 + i);
        if (it->m->nof == 2)
            count_two(index_of(it, 0) + i, index_of(it, 1) + i, now, it->m->bins, counts, outside);
        else
            count_one(index_of(it, 0) + i, now, it->m->bins[0], counts, outside);
    }
}

static void density_take(chaosi_measuring *it, const chaosi_rows *rows)
{
    const size_t row = rows->ncomp * rows->stride;
    const chaosk_bins bins = bins_of(it->m, 0);
    for (size_t lane = 0; lane < it->tile->npoints; lane += CHAOSK_LANES) {
        const double *x = rows->data + chaosi_column(it, 0) * rows->stride + lane;
        if (has_small(it->m) && all_live(x, row, rows->count, CHAOSK_LANES)) {
            it->tile->run->lanes->histogram(x, row, rows->count, &bins, small_of(it, lane), pitch(it->m));
            continue;
        }
        for (uint64_t first = 0; first < rows->count; first += ROWS)
            count_lanes(it, rows, first, rows->count - first < ROWS ? rows->count - first : ROWS, lane);
    }
}

static void density_end(chaosi_measuring *it)
{
    for (size_t lane = 0; lane < it->tile->npoints; lane++) {
        uint64_t *counts = lane_counts(it, lane), *outside = outside_of(it, lane);
        const uint32_t *small = small_of(it, lane);
        if (has_small(it->m)) {
            for (uint64_t i = 0; i < it->m->bins[0]; i++)
                counts[i] += small[1 + i];
            outside[0] += small[0];
            outside[1] += small[1 + it->m->bins[0]];
        }
        if (it->m->out[1])
            memcpy((uint64_t *)it->m->out[1] + (it->tile->first + lane) * 2, outside, 2 * sizeof *outside);
    }
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
