/* Mean, variance, minimum and maximum, by the pairwise update of
 * T. F. Chan, G. H. Golub, R. J. LeVeque, Am. Stat. 37 (1983) 242:
 * each stretch of rows is summed up about its own mean and merged. */
#include "analyses/measure.h"

#include <string.h>

static uint32_t moments_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    const uint32_t n = chaosi_nstates(map, m);
    chaosi_describe(&arrays[0], "moments", CHAOS_F64, n > 1 ? 2 : 1, n > 1 ? n : 4, 4);
    return 1;
}

static uint64_t moments_rows(const chaos_measure *m) { return m->steps; }

/* A stretch of one lane; out is the lane's [4], with the sum of squared
 * deviations in the variance's place. NaN goes through to all four. */
static void merge(double *out, const double *column, size_t row, uint64_t count, uint64_t before)
{
    double sum = 0.0, square = 0.0, low = column[0], high = column[0], nan = 0.0;
    for (uint64_t j = 0; j < count; j++) {
        const double x = column[j * row];
        sum += x;
        nan += x * 0.0;
        low = x < low ? x : low;
        high = x > high ? x : high;
    }
    const double n = (double)count, mean = sum / n;
    for (uint64_t j = 0; j < count; j++) {
        const double d = column[j * row] - mean;
        square += d * d;
    }
    if (before == 0) {
        out[0] = mean, out[1] = square, out[2] = low + nan, out[3] = high + nan;
        return;
    }
    const double b = (double)before, delta = mean - out[0];
    out[0] += delta * (n / (b + n));
    out[1] += square + delta * delta * (b * n / (b + n));
    out[2] = (low < out[2] ? low : out[2]) + nan;
    out[3] = (high > out[3] ? high : out[3]) + nan;
}

/* Of computed columns, how many records there were, [lanes][columns]. */
static size_t moments_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    return chaosi_has_columns(m) ? lanes * chaosi_nstates(map, m) * sizeof(uint64_t) : 0;
}

static void moments_begin(chaosi_measuring *it)
{
    if (it->columns)
        memset(it->scratch, 0, moments_scratch(it->tile->run->map, it->m, it->tile->k.lanes));
}

/* The same for those that are numbers. */
static void merge_recorded(double *out, const double *column, size_t row, uint64_t count, uint64_t *before)
{
    double recorded[CHAOSI_GROUP];
    uint64_t n = 0;
    for (uint64_t j = 0; j < count; j++)
        if (column[j * row] == column[j * row])
            recorded[n++] = column[j * row];
    if (n > 0)
        merge(out, recorded, 1, n, *before);
    *before += n;
}

static double *lane_out(const chaosi_measuring *it, size_t lane)
{
    return (double *)it->m->out[0] + (it->tile->first + lane) * 4 * chaosi_nstates(it->tile->run->map, it->m);
}

static void moments_take(chaosi_measuring *it, const chaosi_rows *rows)
{
    const uint32_t n = chaosi_nstates(it->tile->run->map, it->m);
    const size_t row = rows->ncomp * rows->stride;
    uint64_t *const recorded = it->scratch;
    for (size_t lane = 0; lane < it->tile->npoints; lane++)
        for (uint32_t i = 0; i < n; i++) {
            const double *column = rows->data + chaosi_column(it, i) * rows->stride + lane;
            for (uint64_t j = 0; j < rows->count; j += CHAOSI_GROUP) {
                const uint64_t count = rows->count - j < CHAOSI_GROUP ? rows->count - j : CHAOSI_GROUP;
                if (it->columns)
                    merge_recorded(lane_out(it, lane) + 4 * i, column + j * row, row, count, &recorded[lane * n + i]);
                else
                    merge(lane_out(it, lane) + 4 * i, column + j * row, row, count, rows->first + j);
            }
        }
}

static void moments_end(chaosi_measuring *it)
{
    const uint32_t n = chaosi_nstates(it->tile->run->map, it->m);
    const uint64_t *const recorded = it->scratch;
    const uint64_t last = it->tile->mark_n + (it->m->steps - 1) * it->m->every; /* iterate that was looked at */
    for (size_t lane = 0; lane < it->tile->npoints; lane++) {
        double *out = lane_out(it, lane);
        for (uint32_t i = 0; i < n; i++, out += 4) {
            const uint64_t count = it->columns ? recorded[lane * n + i] : it->m->steps;
            if (count == 0 || it->tile->escaped[lane] <= last)
                out[0] = CHAOSI_NAN;
            out[1] /= (double)count;
            for (int j = 0; j < 4; j++)
                if (out[0] != out[0])
                    out[3 - j] = CHAOSI_NAN;
        }
    }
}

const chaosi_measure_kind chaosi_moments = {
    .name = "moments",
    .options = { "steps", "every", "of", "when" },
    .expressions = 1,
    .arrays = moments_arrays,
    .scratch = moments_scratch,
    .rows = moments_rows,
    .begin = moments_begin,
    .take = moments_take,
    .end = moments_end,
};
