/* Histograms of one state or of two, with the bin edges of numpy.histogram:
 * low + i * ((high - low) / bins); a bin contains its lower edge, the last one
 * its upper edge, too.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

enum { COUNTS, OUTSIDE, RANGE }; /* its outputs */

typedef struct density_options {
    chaosi_common common;
    uint64_t times[CHAOSI_MOST_TIMES];
    uint64_t bins[2];
    double range[2][2]; /* low, high of each column; both 0: not known yet */
} density_options;

static const density_options *options_of(const chaosi_request *r) { return (const void *)&r->options; }

static bool is_known(const double *range) { return range[0] != 0.0 || range[1] != 0.0; }

/* "x", or the expression. */
static const char *column_name(const chaosi_request *r, uint64_t i)
{
    return r->expressions ? r->expressions : r->map->states[chaosi_state_of(r, i)];
}

static int check_range(const chaosi_request *r, uint64_t i, chaos_error *error)
{
    const double *range = options_of(r)->range[i];
    if (!is_known(range) || (range[0] < range[1] && __builtin_isfinite(range[1] - range[0])))
        return CHAOS_OK;
    return chaosi_fail(error, CHAOS_EINVAL, "range", (int64_t)i,
                       "range of %.60s must be low < high, both finite, got %g,%g", column_name(r, i),
                       range[0], range[1]);
}

static int density_complete(chaosi_request *r, chaos_error *error)
{
    density_options *o = (void *)&r->options;
    uint64_t cells;
    int code = CHAOS_OK;
    if (r->ncolumns == 1 && (o->bins[1] || is_known(o->range[1]))) {
        const char *option = o->bins[1] ? "bins" : "range";
        return chaosi_fail(error, CHAOS_EINVAL, option, 1, "%s must be for one column, %.60s, got %s for two",
                           option, column_name(r, 0), option);
    }
    for (uint64_t i = 0; i < r->ncolumns && code == CHAOS_OK; i++) {
        if (o->bins[i] == 0)
            o->bins[i] = r->ncolumns == 1 ? 1000 : i == 1 && o->bins[0] ? o->bins[0] : 500;
        code = check_range(r, i, error);
    }
    if (code != CHAOS_OK)
        return code;
    if (!chaosi_mul_checked(o->bins[0], r->ncolumns == 2 ? o->bins[1] : 1, &cells) ||
        cells > (UINT64_C(1) << 40) / chaosi_slots_of(r))
        return chaosi_fail(error, CHAOS_EINVAL, "bins", -1, "bins must be up to 2^40 in all, got %llu x %llu",
                           (unsigned long long)o->bins[0],
                           (unsigned long long)(r->ncolumns == 2 ? o->bins[1] : 1));
    return CHAOS_OK;
}

static uint64_t density_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output;
    return dimension > 0 && dimension <= r->ncolumns ? options_of(r)->bins[dimension - 1]
                                                     : CHAOSI_NO_DIMENSION;
}

/* Ranges default to the map's view or an angle's period, which are useless without wrapping,
 * else to what a survey finds. */
static int density_prepare(chaosi_request *r, const chaosi_survey *survey, chaos_error *error)
{
    density_options *o = (void *)&r->options;
    double found[2][2];
    bool surveyed = false;
    for (uint64_t i = 0; i < r->ncolumns; i++) {
        double *range = o->range[i];
        if (is_known(range))
            continue;
        const uint64_t state = r->expressions ? 0 : chaosi_state_of(r, i);
        const double period = r->expressions ? 0.0 : chaosi_map_wrap(r->map, state);
        const bool unwrapped = survey->lift && period > 0.0;
        if (!r->expressions && !unwrapped && chaos_map_view(r->map, state, &range[0], &range[1]))
            continue;
        if (period > 0.0 && !survey->lift) {
            range[0] = 0.0;
            range[1] = period;
            continue;
        }
        const int code = surveyed ? CHAOS_OK : survey->range(survey, r, found, error);
        if (code != CHAOS_OK)
            return code;
        surveyed = true;
        memcpy(range, found[i], sizeof found[i]);
    }
    return CHAOS_OK;
}

static uint64_t density_rows(const chaosi_request *r) { return r->options.common.steps; }

static chaosk_bins bins_of(const chaosi_request *r, uint64_t i)
{
    const density_options *o = options_of(r);
    const double low = o->range[i][0], high = o->range[i][1], count = (double)o->bins[i];
    return (chaosk_bins){ low, high, (high - low) / count, count / (high - low), count };
}

static uint64_t cells_at_a_time(const chaosi_request *r)
{
    const density_options *o = options_of(r);
    return r->ncolumns == 2 ? o->bins[0] * o->bins[1] : o->bins[0];
}

/* At all times. */
static uint64_t cells(const chaosi_request *r) { return chaosi_slots_of(r) * cells_at_a_time(r); }
static uint64_t outsides(const chaosi_request *r) { return 2 * chaosi_slots_of(r); }

/* Small counters, of half the size, stay in the caches while a tile is computed. They
 * pay where there are more records than bins. */
static bool has_small(const chaosi_request *r)
{
    const uint64_t bins = options_of(r)->bins[0], steps = r->options.common.steps;
    return r->ncolumns == 1 && !r->columns && !r->ntimes && bins <= 16384 && bins <= steps &&
           steps <= UINT32_MAX;
}

/* Small counters from one lane to the next: an odd number of cache lines, so
 * that the same bin of neighbours is not in the same set. */
static size_t pitch(const chaosi_request *r)
{
    return has_small(r) ? ((options_of(r)->bins[0] + 2 + 15) / 16 | 1) * 16 : 0;
}

/* Scratch: counts where the caller wants none [lanes][cells], small counters
 * [lanes][pitch], how many were outside [lanes][times][2], and bins of one and of the
 * other column [ROWS][CHAOSK_LANES], or of one lane [ROWS]. */
enum { ROWS = 128 };

/* Also of those whose counts others add to. */
static size_t own_cells(const chaosi_request *r, size_t lanes)
{
    return r->out[COUNTS] && r->pooled == 1 ? 0 : cells(r) * chaosi_shares(r, lanes);
}

static size_t density_scratch(const chaosi_request *r, size_t lanes)
{
    return own_cells(r, lanes) * sizeof(uint64_t) +
           lanes * (pitch(r) * sizeof(uint32_t) + outsides(r) * sizeof(uint64_t)) +
           r->ncolumns * ROWS * CHAOSK_LANES * sizeof(int64_t);
}

static uint64_t *lane_counts(const chaosi_measurement *run, size_t lane)
{
    const chaosi_request *r = run->request;
    if (own_cells(r, 1) > 0)
        return (uint64_t *)run->scratch + chaosi_share_of(run, lane).number * cells(r);
    return (uint64_t *)r->out[COUNTS] + run->tile->point[lane] * cells(r);
}

static uint32_t *small_of(const chaosi_measurement *run, size_t lane)
{
    uint64_t *after = (uint64_t *)run->scratch + own_cells(run->request, run->tile->k.lanes);
    return (uint32_t *)(void *)after + lane * pitch(run->request);
}

static uint64_t *outside_of(const chaosi_measurement *run, size_t lane)
{
    return (uint64_t *)(void *)small_of(run, run->tile->k.lanes) + outsides(run->request) * lane;
}

/* Lanes that are counted together. */
static size_t group_of(const chaosi_measurement *run)
{
    return run->tile->k.lanes < CHAOSK_LANES ? run->tile->k.lanes : CHAOSK_LANES;
}

static int64_t *index_of(const chaosi_measurement *run, uint64_t i)
{
    return (int64_t *)outside_of(run, run->tile->k.lanes) + i * ROWS * CHAOSK_LANES;
}

static void density_begin(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    if (r->out[RANGE] &&
        run->tile->point[0] == 0) /* one tile has it: by now nothing can fail for want of memory */
        memcpy(r->out[RANGE], options_of(r)->range, r->ncolumns * sizeof options_of(r)->range[0]);
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        if (r->pooled == 1 || chaosi_share_of(run, lane).lane == lane)
            chaosi_tile_clear(run->tile, lane_counts(run, lane), cells(r) * sizeof(uint64_t));
    memset(small_of(run, 0), 0, (size_t)((char *)index_of(run, 0) - (char *)small_of(run, 0)));
}

/* The bin of a record that is NaN: its orbit has escaped, or `when` excludes it. */
#define SKIPPED INT64_MIN

static void count_one(const int64_t *index, size_t apart, uint64_t rows, uint64_t times, uint64_t bins,
                      uint64_t *counts, uint64_t *outside)
{
    for (uint64_t k = 0; k < rows; k++) {
        const int64_t i = index[k * apart];
        if ((uint64_t)i < bins)
            counts[i] += times;
        else if (i != SKIPPED)
            outside[i >= 0] += times;
    }
}

static void count_two(const int64_t *index, const int64_t *other, size_t apart, uint64_t rows, uint64_t times,
                      const uint64_t *bins, uint64_t *counts, uint64_t *outside)
{
    for (uint64_t k = 0; k < rows; k++) {
        const int64_t i = index[k * apart], j = other[k * apart];
        if ((uint64_t)i < bins[0] && (uint64_t)j < bins[1])
            counts[(uint64_t)i * bins[1] + (uint64_t)j] += times;
        else if (i != SKIPPED && j != SKIPPED)
            *outside += times;
    }
}

static void skip(const double *x, size_t row, uint64_t rows, size_t lanes, int64_t *index)
{
    for (uint64_t j = 0; j < rows; j++)
        for (size_t i = 0; i < lanes; i++)
            if (x[j * row + i] != x[j * row + i])
                index[j * lanes + i] = SKIPPED;
}

/* Whether no orbit has escaped. */
static bool all_live(const double *x, size_t row, uint64_t rows, size_t lanes)
{
    for (size_t lane = 0; lane < lanes; lane++)
        if (x[(rows - 1) * row + lane] != x[(rows - 1) * row + lane])
            return false;
    return true;
}

/* Counts some rows of a group of lanes directly in the outputs. */
static void count_lanes(chaosi_measurement *run, const chaosi_rows *rows, uint64_t first, uint64_t now,
                        size_t lane0)
{
    const size_t row = rows->ncomp * rows->stride, group = group_of(run);
    for (uint64_t i = 0; i < run->request->ncolumns; i++) {
        const chaosk_bins bins = bins_of(run->request, i);
        const double *x = rows->data + first * row + chaosi_column(run, i) * rows->stride + lane0;
        run->tile->run->lanes->bin(x, row, now, group, &bins, index_of(run, i));
        if (run->request->columns || !all_live(x, row, now, group))
            skip(x, row, now, group, index_of(run, i));
    }
    for (size_t i = 0; i < group && lane0 + i < run->tile->npoints; i++) {
        const uint64_t slot = run->request->ntimes ? rows->first : 0;
        uint64_t *counts = lane_counts(run, lane0 + i) + slot * cells_at_a_time(run->request),
                 *outside = outside_of(run, lane0 + i) + 2 * slot;
        if (run->request->ncolumns == 2)
            count_two(index_of(run, 0) + i, index_of(run, 1) + i, group, now, rows->times,
                      options_of(run->request)->bins, counts, outside);
        else
            count_one(index_of(run, 0) + i, group, now, rows->times, options_of(run->request)->bins[0],
                      counts, outside);
    }
}

static void density_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const size_t row = rows->ncomp * rows->stride, group = group_of(run);
    const chaosk_bins bins = bins_of(run->request, 0);
    for (size_t lane = 0; lane < run->tile->npoints; lane += group) {
        const double *x = rows->data + chaosi_column(run, 0) * rows->stride + lane;
        if (rows->times == 1 && has_small(run->request) && all_live(x, row, rows->count, group)) {
            run->tile->run->lanes->histogram(x, row, rows->count, group, &bins, small_of(run, lane),
                                             pitch(run->request));
            continue;
        }
        for (uint64_t first = 0; first < rows->count; first += ROWS)
            count_lanes(run, rows, first, rows->count - first < ROWS ? rows->count - first : ROWS, lane);
    }
}

static bool density_laps(const chaosi_request *r)
{
    (void)r;
    return true;
}

static void density_end(chaosi_measurement *run)
{
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        uint64_t *counts = lane_counts(run, lane), *outside = outside_of(run, lane);
        const uint32_t *small = small_of(run, lane);
        if (has_small(run->request)) {
            for (uint64_t i = 0; i < options_of(run->request)->bins[0]; i++)
                counts[i] += small[1 + i];
            outside[0] += small[0];
            outside[1] += small[1 + options_of(run->request)->bins[0]];
        }
        if (run->request->out[OUTSIDE] && run->request->pooled == 1)
            memcpy((uint64_t *)run->request->out[OUTSIDE] + run->tile->point[lane] * outsides(run->request),
                   outside, outsides(run->request) * sizeof *outside);
    }
}

static void add(const uint64_t *from, uint64_t n, bool first, uint64_t *to)
{
    for (uint64_t i = 0; i < n; i++)
        to[i] = from[i] + (first ? 0 : to[i]);
}

static void density_pool(chaosi_measurement *run, const chaosi_share *share)
{
    const chaosi_request *r = run->request;
    uint64_t *counts = r->out[COUNTS], *outside = r->out[OUTSIDE];
    if (counts)
        add(lane_counts(run, share->lane), cells(r), share->first, counts + share->point * cells(r));
    for (size_t i = 0; outside && i < share->count; i++)
        add(outside_of(run, share->lane + i), outsides(r), share->first && i == 0,
            outside + share->point * outsides(r));
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(density_options, "1000"),
    CHAOSI_STEPS(density_options, "records"),
    CHAOSI_EVERY(density_options),
    CHAOSI_TIMES(density_options),
    CHAOSI_OF("first state"),
    CHAOSI_WHEN,
    { { "bins", CHAOS_OPTION_COUNT, 1, 2, NULL, "1000; for two columns 500 each",
        "number of bins, one for each column", NULL },
      offsetof(density_options, bins),
      1,
      NULL },
    { { "range", CHAOS_OPTION_NUMBER, 2, 4, NULL,
        "the map's view or an angle's period, else what 256 points of the grid cover",
        "low,high of each column", "density_range" },
      offsetof(density_options, range),
      0,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "density", CHAOS_U64, CHAOS_LINEAR, NULL, "", CHAOSI_NAN, NULL, false, true,
        "records in each bin, or at each time starts" },
      3,
      { CHAOS_DIM_RECORD, CHAOS_DIM_BIN, CHAOS_DIM_BIN } },
    { { "density_outside", CHAOS_U64, CHAOS_LINEAR, "outside", "", CHAOSI_NAN, NULL, false, true,
        "records below and above the range; for two columns: outside in any way, and 0" },
      2,
      { CHAOS_DIM_RECORD, CHAOS_DIM_SIDE } },
    { { "density_range", CHAOS_F64, CHAOS_LINEAR, "range", "", CHAOSI_NAN, NULL, true, true,
        "low and high of each column, the same for all points" },
      2,
      { CHAOS_DIM_COLUMN, CHAOS_DIM_LIMIT } },
    CHAOSI_STATUS("density"),
};

const chaosi_measure_kind chaosi_measure_density = {
    .info = { "density",
              "histogram of one column or two",
              "Counts of records in equal bins, with the edges of numpy.histogram: low + i * ((high - low) / bins),\n"
              "a bin contains its lower edge, the last one its upper edge, too. One range holds for the whole grid.\n"
              "Random starts of a point are counted together; with times for each of them, which shows how an\n"
              "ensemble spreads.\n",
              { "steps=5000000", "steps=50000", NULL } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .pictured = true,
    .columns = CHAOSI_FIRST_STATE,
    .complete = density_complete,
    .extent = density_extent,
    .prepare = density_prepare,
    .scratch = density_scratch,
    .rows = density_rows,
    .begin = density_begin,
    .take = density_take,
    .end = density_end,
    .pool = density_pool,
    .laps = density_laps,
};
