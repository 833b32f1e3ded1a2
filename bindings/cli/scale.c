/* scale.c - values along an axis, and where its ticks stand.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

double scale_part(const struct scale *scale, double value)
{
    if (scale->log)
        return (log(value) - log(scale->low)) / (log(scale->high) - log(scale->low));
    return (value - scale->low) / (scale->high - scale->low);
}

/* The smallest of 1, 2 or 5 times a power of ten that makes at most `most` steps. */
static double nice_step(double span, size_t most)
{
    double raw = span / (double)most, power = pow(10, floor(log10(raw)));
    static const double factors[] = { 1, 2, 5, 10 };
    for (size_t i = 0; i < 3; i++)
        if (factors[i] * power >= raw * (1 - 1e-9))
            return factors[i] * power;
    return 10 * power;
}

static void add_tick(struct ticks *ticks, double value)
{
    if (ticks->count < MAX_TICKS)
        ticks->at[ticks->count++] = value;
}

/* Powers of ten, and 2 and 5 times them where there is room. */
static void make_log_ticks(struct ticks *ticks, const struct scale *scale, size_t most)
{
    static const double factors[] = { 1, 2, 5 };
    double first = floor(log10(scale->low)), last = floor(log10(scale->high) + 1e-9);
    bool few = 3 * log10(scale->high / scale->low) <= (double)most + 2.5;
    double every = fmax(1, ceil((last - first) / (double)most));
    for (double power = first; power <= last; power += every)
        for (size_t i = 0; i < (few ? 3 : 1); i++) {
            double value = factors[i] * pow(10, power);
            if (value >= scale->low * (1 - 1e-9) && value <= scale->high * (1 + 1e-9))
                add_tick(ticks, value);
        }
}

/* A number and its doubles, every so many of them. */
static void make_doubling_ticks(struct ticks *ticks, const struct scale *scale, size_t most)
{
    const double last = floor(log2(scale->high / scale->doubling) + 1e-9),
                 every = fmax(1, ceil(last / (double)most));
    for (double power = 0; power <= last; power += every)
        add_tick(ticks, scale->doubling * exp2(power));
}

/* What many digits have in common is said once: a number of few digits beside the lower end; else 0. */
static double base_of(const struct scale *scale)
{
    const double span = scale->high - scale->low, most = fmax(fabs(scale->low), fabs(scale->high));
    char text[NUMBER_SIZE];
    if (span > 1e-7 * most)
        return 0;
    snprintf(text, sizeof text, "%.*g", (int)ceil(log10(most / span)), scale->low);
    return strtod(text, NULL);
}

static void make_even_ticks(struct ticks *ticks, const struct scale *scale, size_t most)
{
    const double span = scale->high - scale->low;
    ticks->step = nice_step(span, most > MAX_TICKS - 1 ? MAX_TICKS - 1 : most);
    ticks->base = base_of(scale);
    const double low = scale->low - ticks->base, high = scale->high - ticks->base,
                 slack = 1e-9 * span / ticks->step;
    const double first = ceil(low / ticks->step - slack), last = floor(high / ticks->step + slack);
    for (double i = first; i <= last; i++)
        add_tick(ticks, ticks->base + (i == 0 ? 0 : i * ticks->step)); /* -0 has a sign */
    const double largest = fmax(fabs(first), fabs(last)) * ticks->step;
    if (largest >= 1e5 || largest < 1e-3)
        ticks->power = (int)floor(log10(largest) + 1e-9);
}

void make_ticks(struct ticks *ticks, const struct scale *scale, size_t most)
{
    *ticks = (struct ticks){ .count = 0 };
    if (scale->single)
        add_tick(ticks, scale->low + (scale->high - scale->low) / 2);
    else if (scale->log)
        (scale->doubling > 0 ? make_doubling_ticks : make_log_ticks)(ticks, scale, most);
    else
        make_even_ticks(ticks, scale, most);
}

/* A grid point stands for the cell around it, halfway to its neighbours. */
void cell_of(const chaos_axis *axis, uint64_t i, double *low, double *high)
{
    double here = chaos_axis_value(axis, i), left, right;
    bool first = i == 0, last = i + 1 == axis->count;
    if (first && last) { /* alone, it stands for no interval: its axis has no other number */
        double half = fmax(5e-4 * fabs(here), DBL_MIN);
        *low = here - half;
        *high = here + half;
        return;
    }
    left = first ? 2 * here - chaos_axis_value(axis, 1) : chaos_axis_value(axis, i - 1);
    right = last ? 2 * here - chaos_axis_value(axis, i - 1) : chaos_axis_value(axis, i + 1);
    *low = fmin((left + here) / 2, (here + right) / 2);
    *high = fmax((left + here) / 2, (here + right) / 2);
}

struct scale scale_of_axis(const chaos_axis *axis)
{
    double low, high, last_low, last_high;
    cell_of(axis, 0, &low, &high);
    cell_of(axis, axis->count - 1, &last_low, &last_high);
    return (struct scale){ .low = fmin(low, last_low),
                           .high = fmax(high, last_high),
                           .single = axis->count == 1 };
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The values between two quantiles, of those that are finite: a few huge ones
 * must not decide how all others look. Every k-th of many is enough for that. */
bool robust_range(const double *values, uint64_t count, double below, double above, double *low, double *high)
{
    enum { ENOUGH = 1 << 20 };
    uint64_t every = count / ENOUGH + 1;
    double *finite = allocate((size_t)(count / every + 1), sizeof *finite);
    size_t n = 0;
    for (uint64_t i = 0; i < count; i += every)
        if (isfinite(values[i]))
            finite[n++] = values[i];
    if (n) {
        qsort(finite, n, sizeof *finite, compare);
        *low = finite[(size_t)(below * (double)(n - 1))];
        *high = finite[(size_t)ceil(above * (double)(n - 1))];
    }
    free(finite);
    return n > 0;
}
