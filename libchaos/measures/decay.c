/* SPDX-License-Identifier: MIT */
#include "measures/decay.h"

enum {
    EACH = 32,         /* cells of an octave of time; before that one of each iterate */
    CELLS = 60 * EACH, /* of all octaves there are */
    GROUPS = 32,       /* that are compared with each other, at the most, */
    FEWEST = 3,        /* at the least */
    IN_GROUP = 25,     /* with at least so many that leave */
    ENOUGH = 200,      /* that leave in all */
    SPAN = 128,        /* of time in which a power is looked for */
    EARLIEST = 8,      /* for that: a cell is as good as its middle */
    POWERS = 16,       /* groups of half an octave */
};
static const double quantile = 1.6448536269514722; /* of the normal law, 95 % */

/* Those that leave at iterates first ... last, and the iterates at which they might have. */
typedef struct cell {
    uint64_t first, last;
    double left, risk;
} cell;

static uint64_t width_at(uint64_t n)
{
    uint64_t width = 1;
    while (n / width >= 2 * EACH)
        width *= 2;
    return width;
}

static size_t make_cells(const uint64_t *left, uint64_t steps, uint64_t last, cell *cells)
{
    size_t n = 0;
    uint64_t there = last;
    for (uint64_t i = 1; i < steps; i++)
        there += left[i];
    for (uint64_t i = 1, end; i < steps && there > 0; i = end, n++) {
        const uint64_t width = width_at(i);
        end = i / width * width + width;
        end = end < steps ? end : steps;
        cells[n] = (cell){ .first = i };
        for (; i < end && there > 0; there -= left[i++]) {
            cells[n].left += (double)left[i];
            cells[n].risk += (double)there;
        }
        cells[n].last = i - 1;
    }
    return n;
}

/* Whether chi^2 of so many degrees of freedom is below its quantile: E. B. Wilson, M. M. Hilferty, PNAS 17
 * (1931) 684. */
static bool is_small(double chi2, double freedom)
{
    const double ninth = 2.0 / (9.0 * freedom), root = 1.0 - ninth + quantile * __builtin_sqrt(ninth);
    return chi2 <= freedom * root * root * root;
}

/* Whether the share q that leaves is the same in all cells, but for chance. */
static bool is_constant(const cell *cells, size_t n, double q, double left)
{
    const double least = left / GROUPS > IN_GROUP ? left / GROUPS : IN_GROUP;
    double chi2 = 0.0, rest = left;
    int groups = 0;
    for (size_t i = 0; i < n;) {
        double d = 0.0, expected = 0.0;
        while (i < n && (expected < least || rest - d < least)) {
            d += cells[i].left;
            expected += cells[i++].risk * q;
        }
        rest -= d;
        chi2 += (d - expected) * (d - expected) / (expected * (1.0 - q));
        groups++;
    }
    return groups >= FEWEST && is_small(chi2, groups - 1);
}

/* Cells from which on it is constant, for at least as long as it took to get there. */
static void find_rate(const cell *cells, size_t n, const chaosk_lanes *kernels, chaosi_decay *decay)
{
    double left = 0.0, risk = 0.0;
    for (size_t i = 0; i < n; i++) {
        left += cells[i].left;
        risk += cells[i].risk;
    }
    for (size_t i = 0; i < n && left >= ENOUGH; i++) {
        const double q = left / risk;
        if (cells[n - 1].last < 2 * (cells[i].first - 1))
            return;
        if (q < 1.0 && is_constant(cells + i, n - i, q, left)) {
            double stays = 1.0 - q;
            kernels->log(&stays, 1);
            decay->exponential = true;
            decay->rate = -stays;
            decay->rate_error = __builtin_sqrt(q / (risk * (1.0 - q)));
            decay->from = (double)(cells[i].first - 1);
            return;
        }
        left -= cells[i].left;
        risk -= cells[i].risk;
    }
}

/* Weighted points of a line: logarithms of time and of how many leave per iterate. */
typedef struct powers {
    double time[POWERS], density[POWERS], weight[POWERS];
    size_t count;
} powers;

static void add_power(powers *p, double first, double end, double left)
{
    if (left < IN_GROUP || p->count == POWERS)
        return;
    p->time[p->count] = __builtin_sqrt(first * end);
    p->density[p->count] = left / (end - first);
    p->weight[p->count++] = left;
}

/* The line through them: its slope, and the error of that, by chance or by how far they are from it. */
static bool fit_line(const powers *p, double *slope, double *error)
{
    double weight = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, chi2 = 0.0;
    for (size_t i = 0; i < p->count; i++) {
        weight += p->weight[i];
        x += p->weight[i] * p->time[i];
        y += p->weight[i] * p->density[i];
    }
    for (size_t i = 0; i < p->count; i++) {
        const double d = p->time[i] - x / weight;
        xx += p->weight[i] * d * d;
        xy += p->weight[i] * d * p->density[i];
    }
    if (p->count < FEWEST)
        return false;
    *slope = xy / xx;
    for (size_t i = 0; i < p->count; i++) {
        const double d = p->density[i] - y / weight - *slope * (p->time[i] - x / weight);
        chi2 += p->weight[i] * d * d;
    }
    const double freedom = (double)p->count - 2.0;
    *error = __builtin_sqrt((chi2 > freedom ? chi2 / freedom : 1.0) / xx);
    return true;
}

/* Where survivors decay as t^-c, those that leave do as t^-(c + 1), and orbits that never do make no difference. */
static void find_power(const cell *cells, size_t n, const chaosk_lanes *kernels, chaosi_decay *decay)
{
    powers p = { .count = 0 };
    const uint64_t end = n ? cells[n - 1].last : 0, early = end / SPAN > EARLIEST ? end / SPAN : EARLIEST;
    double left = 0.0, slope, error;
    uint64_t first = 0;
    for (size_t i = 0; i < n; i++) {
        if (cells[i].first < early)
            continue;
        first = first ? first : cells[i].first;
        left += cells[i].left;
        const double to = (double)cells[i].last + 1.0;
        if (to * to >= 2.0 * (double)first * (double)first) {
            add_power(&p, (double)first, to, left);
            left = 0.0;
            first = cells[i].last + 1;
        }
    }
    kernels->log(p.time, p.count);
    kernels->log(p.density, p.count);
    if (fit_line(&p, &slope, &error)) {
        decay->exponent = -slope - 1.0;
        decay->exponent_error = error;
    }
}

chaosi_decay chaosi_decay_find(const uint64_t *left, uint64_t steps, uint64_t last,
                               const chaosk_lanes *kernels)
{
    cell cells[CELLS];
    chaosi_decay decay = { false, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN };
    const size_t n = make_cells(left, steps, last, cells);
    find_rate(cells, n, kernels, &decay);
    if (!decay.exponential)
        find_power(cells, n, kernels, &decay);
    return decay;
}
