/* Averages over what stays in the box for ever, from its cycles.
 *
 * With C_n the sum over all points of f^n(x) = x of |det(1 - Df^n)|^-1, the spectral determinant exp(-sum C_n z^n / n)
 * is a power series in z of which the cycles up to period n know n terms; its least root is exp(escape rate). With
 * weights |Lambda|^b, Lambda the product of the multipliers outside the circle, how the root moves with b is the
 * sum of the positive exponents; with weights 1 in place of the determinants the root is exp(-entropy). P.
 * Cvitanovic et al., Chaos: Classical and Quantum, chaosbook.org. For systems that are hyperbolic the terms fall
 * off faster than exponentially.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include "numerics/modulus.h"

#include <math.h>
#include <stdlib.h>

/* Of order n: sums over points, then terms of the series. */
typedef struct series {
    double *sum, *weighted, *points; /* [order + 1] */
    double *term, *moved, *counted;
} series;

/* ln |1 - multiplier^k|; NaN on the circle within its error. */
static double log_distance(const chaosi_cycle_row *row, size_t i, uint64_t k)
{
    const double re = row->values[2 * i], im = row->values[2 * i + 1],
                 growth = row->exponents[i] * (double)row->period * (double)k,
                 angle = atan2(im, re) * (double)k;
    if (growth > 36.0)
        return growth;
    const double modulus = exp(growth), x = 1.0 - modulus * cos(angle), y = modulus * sin(angle);
    return chaosi_modulus(x, y) <= row->multipliers_error[i] ? NAN : log(chaosi_modulus(x, y));
}

static void add_cycle(const chaosi_cycle_row *row, uint64_t order, const series *s)
{
    for (uint64_t k = 1; k * row->period <= order; k++) {
        const uint64_t n = k * row->period;
        double distance = 0.0, growth = 0.0;
        for (size_t i = 0; i < row->count; i++) {
            distance += log_distance(row, i, k);
            growth += fmax(row->exponents[i], 0.0) * (double)n;
        }
        const double weight = row->family || !row->unstable ? NAN : (double)row->period * exp(-distance);
        s->sum[n] += weight;
        s->weighted[n] += weight * growth;
        s->points[n] += (double)row->period;
    }
}

/* The terms of exp(-sum C_n z^n / n), and with `moved` how they change with C. */
static void expand(uint64_t order, const double *sum, const double *change, double *term, double *moved)
{
    term[0] = 1.0;
    for (uint64_t n = 1; n <= order; n++) {
        term[n] = 0.0;
        for (uint64_t k = 1; k <= n; k++) {
            term[n] -= sum[k] * term[n - k] / (double)n;
            if (moved)
                moved[n] -= (change[k] * term[n - k] + sum[k] * moved[n - k]) / (double)n;
        }
    }
}

/* Of the first n terms: the series at z, and z times its slope. */
static double value_at(const double *term, uint64_t n, double z, double *slope)
{
    double value = 0.0, by = 0.0;
    for (uint64_t k = n + 1; k-- > 0;) {
        value = value * z + term[k];
        by = by * z + (double)k * term[k];
    }
    if (slope)
        *slope = by;
    return value;
}

/* The least root above 0; NaN: none. */
static double least_root(const double *term, uint64_t n)
{
    double low = 1e-3, high;
    for (high = low; high < 1e3 && value_at(term, n, high, NULL) > 0.0; high *= 1.005)
        low = high;
    if (!(value_at(term, n, high, NULL) <= 0.0))
        return NAN;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        *(value_at(term, n, middle, NULL) > 0.0 ? &low : &high) = middle;
    }
    return low;
}

static chaosi_average average(const series *s, uint64_t n)
{
    const double z = least_root(s->term, n);
    double slope;
    value_at(s->term, n, z, &slope);
    return (chaosi_average){ .order = n,
                             .entropy = -log(least_root(s->counted, n)),
                             .escape_rate = log(z),
                             .exponent = value_at(s->moved, n, z, NULL) / slope };
}

int chaosi_search_averages(const chaosi_search *s, uint64_t order, chaosi_average *averages)
{
    const size_t room = (size_t)order + 1;
    double *const all = calloc(6 * room, sizeof *all);
    if (!all)
        return CHAOS_ENOMEM;
    const series e = { all, all + room, all + 2 * room, all + 3 * room, all + 4 * room, all + 5 * room };
    for (size_t i = 0; i < s->nrows; i++)
        add_cycle(&s->rows[i], order, &e);
    expand(order, e.sum, e.weighted, e.term, e.moved);
    expand(order, e.points, NULL, e.counted, NULL);
    for (uint64_t n = 1; n <= order; n++)
        averages[n - 1] = average(&e, n);
    for (uint64_t n = order; n > 1; n--) {
        chaosi_average *const a = &averages[n - 1], *const before = a - 1;
        a->entropy_error = fabs(a->entropy - before->entropy);
        a->escape_rate_error = fabs(a->escape_rate - before->escape_rate);
        a->exponent_error = fabs(a->exponent - before->exponent);
    }
    averages[0].entropy_error = averages[0].escape_rate_error = averages[0].exponent_error = NAN;
    free(all);
    return CHAOS_OK;
}
