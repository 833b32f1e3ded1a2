/* SPDX-License-Identifier: MIT */
#include "measures/scaling.h"

enum { LEAST = 8, MOST = CHAOSI_MOST_SCALES, ALL = CHAOSI_GROUPS };
static const double half_ln_2 = 0.34657359027997264, tolerance = 0.05, errors = 3.0;

/* Sums of values and of i times them, up to each length: of the groups, and of all. */
typedef struct sums {
    double value[ALL + 1][MOST + 1], moment[ALL + 1][MOST + 1];
} sums;

static void add_up(sums *s, size_t which, const double *values, size_t n)
{
    s->value[which][0] = s->moment[which][0] = 0.0;
    for (size_t i = 0; i < n; i++) {
        s->value[which][i + 1] = s->value[which][i] + values[i];
        s->moment[which][i + 1] = s->moment[which][i] + (double)i * values[i];
    }
}

/* The slope of least squares from lengths a to b. */
static double slope_of(const sums *s, size_t which, size_t a, size_t b)
{
    const double n = (double)(b - a + 1), middle = 0.5 * (double)(a + b);
    const double y = s->value[which][b + 1] - s->value[which][a],
                 xy = s->moment[which][b + 1] - s->moment[which][a];
    return 12.0 * (xy - middle * y) / (n * (n * n - 1.0) * half_ln_2);
}

/* From values of the groups the standard error of their mean. */
static double error_of(const double *values)
{
    double mean = 0.0, square = 0.0;
    for (size_t g = 0; g < ALL; g++)
        mean += values[g] / ALL;
    for (size_t g = 0; g < ALL; g++)
        square += (values[g] - mean) * (values[g] - mean);
    return __builtin_sqrt(square / (ALL * (ALL - 1.0)));
}

/* By how much the slopes of the halves differ, and what that may be. */
static double difference(const sums *s, size_t a, size_t b, double *limit)
{
    const size_t middle = (a + b) / 2;
    double each[ALL];
    for (size_t g = 0; g < ALL; g++)
        each[g] = slope_of(s, g, middle, b) - slope_of(s, g, a, middle);
    const double error = errors * error_of(each);
    *limit = error > tolerance ? error : tolerance;
    return __builtin_fabs(slope_of(s, ALL, middle, b) - slope_of(s, ALL, a, middle));
}

static void take_logarithms(const chaosk_lanes *kernels, double *values, size_t first, size_t end)
{
    kernels->log(values + first, end - first);
    for (size_t i = 0; i < first; i++)
        values[i] = 0.0;
}

/* The longest ones first. */
static void search(const sums *s, size_t first, size_t end, chaosi_scaling *found)
{
    double each[ALL];
    for (size_t length = end - 1 - first; length >= LEAST; length--) {
        double best = 1.0 / 0.0;
        for (size_t a = first; a + length < end; a++) {
            double limit;
            const double apart = difference(s, a, a + length, &limit);
            if (!(apart <= limit && apart < best))
                continue;
            best = apart;
            *found =
                (chaosi_scaling){ .slope = slope_of(s, ALL, a, a + length), .first = a, .last = a + length };
        }
        if (best == 1.0 / 0.0)
            continue;
        for (size_t g = 0; g < ALL; g++)
            each[g] = slope_of(s, g, found->first, found->last);
        const double error = error_of(each);
        found->error = error > 0.5 * best ? error : 0.5 * best;
        return;
    }
}

void chaosi_scaling_find(const chaosk_lanes *kernels, double *values, double *groups, size_t n, size_t end,
                         chaosi_scaling *found)
{
    sums s;
    size_t first = 0;
    *found = (chaosi_scaling){ CHAOSI_NAN, CHAOSI_NAN, 0, 0 };
    for (size_t i = 0; i < end; i++)
        for (size_t g = 0; g < ALL; g++)
            if (!(groups[g * n + i] > 0.0) || !(values[i] > 0.0))
                first = i + 1;
    if (first + LEAST >= end)
        return;
    take_logarithms(kernels, values, first, end);
    add_up(&s, ALL, values, end);
    for (size_t g = 0; g < ALL; g++) {
        take_logarithms(kernels, groups + g * n, first, end);
        add_up(&s, g, groups + g * n, end);
    }
    search(&s, first, end, found);
}
