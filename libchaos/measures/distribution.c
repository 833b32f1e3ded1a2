/* SPDX-License-Identifier: MIT */
#include "measures/distribution.h"

/* The largest of a heap whose root may be too small. */
static void sink(double *values, uint64_t root, uint64_t n)
{
    const double moved = values[root];
    for (uint64_t child; (child = 2 * root + 1) < n; root = child) {
        child += child + 1 < n && values[child + 1] > values[child];
        if (!(values[child] > moved))
            break;
        values[root] = values[child];
    }
    values[root] = moved;
}

static bool sort(chaosi_tile *tile, double *values, uint64_t n)
{
    enum { OFTEN = 1 << 16 }; /* values, some milliseconds */
    for (uint64_t i = n / 2; i-- > 0;) {
        sink(values, i, n);
        if (i % OFTEN == OFTEN - 1 && chaosi_tile_tick(tile, 0) != CHAOS_OK)
            return false;
    }
    for (uint64_t end = n; end-- > 1;) {
        const double last = values[end];
        values[end] = values[0];
        values[0] = last;
        sink(values, 0, end);
        if (end % OFTEN == 0 && chaosi_tile_tick(tile, 0) != CHAOS_OK)
            return false;
    }
    return true;
}

static double deviation_of(const double *values, uint64_t n)
{
    double mean = 0.0, square = 0.0;
    for (uint64_t i = 0; i < n; i++)
        mean += values[i];
    mean /= (double)n;
    for (uint64_t i = 0; i < n; i++)
        square += (values[i] - mean) * (values[i] - mean);
    const double deviation = __builtin_sqrt(square / ((double)n - 1.0));
    return deviation == deviation ? deviation : CHAOSI_NAN;
}

static double quantile(const double *values, uint64_t n, double part)
{
    const double at = part * (double)(n - 1);
    const uint64_t i = (uint64_t)at;
    const double rest = at - (double)i;
    if (rest == 0.0 || i + 1 >= n || values[i] == values[i + 1])
        return values[i];
    return values[i] + rest * (values[i + 1] - values[i]);
}

bool chaosi_distribution_find(chaosi_tile *tile, double *values, uint64_t n, double *deviation,
                              double *quantiles)
{
    bool numbers = true;
    for (uint64_t i = 0; i < n; i++)
        numbers &= values[i] == values[i];
    *deviation = numbers ? deviation_of(values, n) : CHAOSI_NAN;
    if (numbers && !sort(tile, values, n))
        return false;
    for (size_t i = 0; i < CHAOSI_QUANTILES; i++) {
        const double q = numbers ? quantile(values, n, chaosi_quantiles[i]) : CHAOSI_NAN;
        quantiles[i] = q == q ? q : CHAOSI_NAN;
    }
    return true;
}
