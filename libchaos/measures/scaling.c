/* SPDX-License-Identifier: MIT */
#include "measures/scaling.h"

enum { MOST = CHAOSI_MOST_SCALES, ALL = CHAOSI_GROUPS };
static const double ln_16 = 2.772588722239781, tolerance = 0.05, errors = 3.0;

/* Sums of values and of i times them, up to each length: of the groups, and of all. */
typedef struct sums {
    double apart; /* logarithms of neighbouring lengths */
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
    return 12.0 * (xy - middle * y) / (n * (n * n - 1.0) * s->apart);
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

static double value_at(const sums *s, size_t i) { return s->value[ALL][i + 1] - s->value[ALL][i]; }

/* The error of the slope by how slopes from each length to the next differ: sets with gaps have steps. */
static double scatter(const sums *s, const chaosi_scaling *found)
{
    const double n = (double)(found->last - found->first),
                 mean = (value_at(s, found->last) - value_at(s, found->first)) / n;
    double square = 0.0;
    for (size_t i = found->first; i < found->last; i++) {
        const double d = value_at(s, i + 1) - value_at(s, i) - mean;
        square += d * d;
    }
    return __builtin_sqrt(square / (n * (n - 1.0))) / s->apart;
}

/* The longest ones first. */
static void search(const sums *s, size_t first, size_t end, size_t least, chaosi_scaling *found)
{
    double each[ALL];
    for (size_t length = end - 1 - first; length >= least; length--) {
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
        const double error = error_of(each), steps = scatter(s, found), most = error > steps ? error : steps;
        found->error = most > 0.5 * best ? most : 0.5 * best;
        return;
    }
}

/* Adds up values from `first` on; what is before is not known, and no range begins there. */
static void add_up_from(sums *s, size_t which, const double *values, size_t first, size_t end)
{
    double known[MOST] = { 0.0 };
    for (size_t i = first; i < end; i++)
        known[i] = values[i];
    add_up(s, which, known, end);
}

void chaosi_scaling_find(const double *logarithms, const double *groups, size_t n, size_t end, double apart,
                         chaosi_scaling *found)
{
    const size_t least = (size_t)(ln_16 / apart + 0.5);
    sums s = { .apart = apart };
    size_t first = 0;
    *found = (chaosi_scaling){ CHAOSI_NAN, CHAOSI_NAN, 0, 0 };
    for (size_t i = 0; i < end; i++)
        for (size_t g = 0; g < ALL; g++)
            if (!__builtin_isfinite(groups[g * n + i]) || !__builtin_isfinite(logarithms[i]))
                first = i + 1;
    if (first + least >= end)
        return;
    add_up_from(&s, ALL, logarithms, first, end);
    for (size_t g = 0; g < ALL; g++)
        add_up_from(&s, g, groups + g * n, first, end);
    search(&s, first, end, least, found);
}
