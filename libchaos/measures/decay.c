/* SPDX-License-Identifier: MIT */
#include "measures/decay.h"

#include "measures/power_law.h"

enum {
    CELLS = CHAOSI_CELLS,
    PART = 4,      /* of those that are still to leave one in so many is in the next group, */
    IN_GROUP = 25, /* but at least so many */
    FEWEST = 3,    /* groups */
    ENOUGH = 200,  /* that leave in all */
    EARLIEST = 8,  /* for powers: what comes before is of no law */
};
static const double at_once = 1.96; /* standard errors, 5 % */

/* Those that leave at iterates first ... last, and the iterates at which they might have. */
typedef struct cell {
    uint64_t first, last;
    double left, risk;
} cell;

void chaosi_leave(chaosi_leavers *leavers, uint64_t n)
{
    const unsigned bits = chaosi_cell_bits(n);
    const size_t i = chaosi_cell(n);
    leavers->left[i] += 1.0;
    leavers->there[i] += (double)(n - (n >> bits << bits) + 1);
    leavers->latest = n > leavers->latest ? n : leavers->latest;
}

uint64_t chaosi_leavers_all(const chaosi_leavers *leavers)
{
    double left = 0.0;
    for (size_t i = 0; i < CELLS; i++)
        left += leavers->left[i];
    return leavers->stayed + (uint64_t)left;
}

static size_t make_cells(const chaosi_leavers *leavers, uint64_t steps, cell *cells)
{
    double there = (double)chaosi_leavers_all(leavers);
    size_t n = 0;
    for (uint64_t i = 1, end; i < steps && there > 0.0; i = end, n++) {
        const size_t at = chaosi_cell(i);
        end = i + (UINT64_C(1) << chaosi_cell_bits(i));
        end = end < steps ? end : steps;
        there -= leavers->left[at];
        cells[n] = (cell){ .first = i,
                           .last = there > 0.0 ? end - 1 : leavers->latest,
                           .left = leavers->left[at],
                           .risk = leavers->there[at] + there * (double)(end - i) };
    }
    return n;
}

/* Whether the share q that leaves is the same in all cells, but for chance. Groups become smaller with time, so that the
 * last few count, too. */
static bool is_constant(const cell *cells, size_t n, double q, double left)
{
    double chi2 = 0.0, rest = left;
    int groups = 0;
    for (size_t i = 0; i < n;) {
        const double least = rest / PART > IN_GROUP ? rest / PART : IN_GROUP;
        double d = 0.0, expected = 0.0;
        while (i < n && (expected < least || rest - d < IN_GROUP)) {
            d += cells[i].left;
            expected += cells[i++].risk * q;
        }
        rest -= d;
        chi2 += (d - expected) * (d - expected) / (expected * (1.0 - q));
        groups++;
    }
    return groups >= FEWEST && chaosi_is_small(chi2, groups - 1);
}

/* Whether it is the same in the first cell as in the rest, where all cells together would not tell: q still changes. */
static bool begins_so(const cell *first, double left, double risk)
{
    const double q = left / risk,
                 apart = first->left / first->risk - (left - first->left) / (risk - first->risk);
    return apart * apart <=
           at_once * at_once * q * (1.0 - q) * (1.0 / first->risk + 1.0 / (risk - first->risk));
}

/* From cell i on q is constant as far as chance lets one see: what still changes has an error's size there, in the direction
 * of what was before. Half as long again, and that is gone. A decay that is exponential from the start has no such thing. */
static size_t later(const cell *cells, size_t n, size_t i, double enough, double *left, double *risk)
{
    const uint64_t from = cells[i].first - 1, wanted = from > 2 ? from + from / 2 : from + 1;
    if (i == 0)
        return i;
    for (; i + 1 < n && cells[i].first - 1 < wanted && *left - cells[i].left >= enough; i++) {
        *left -= cells[i].left;
        *risk -= cells[i].risk;
    }
    return i;
}

/* Cells from which on it is constant, for at least as long as it took to get there, and until a factor of e fewer are
 * there: over less than that any slow decay looks exponential. */
static void find_rate(const cell *cells, size_t n, double stayed, const chaosk_lanes *kernels,
                      chaosi_decay *decay)
{
    const double e_less_1 = 1.718281828459045,
                 enough = e_less_1 * stayed > ENOUGH ? e_less_1 * stayed : ENOUGH;
    double left = 0.0, risk = 0.0;
    for (size_t i = 0; i < n; i++) {
        left += cells[i].left;
        risk += cells[i].risk;
    }
    for (size_t i = 0; i < n && left >= enough; i++) {
        double q = left / risk;
        if (cells[n - 1].last < 2 * (cells[i].first - 1))
            return;
        if (q < 1.0 && begins_so(&cells[i], left, risk) && is_constant(cells + i, n - i, q, left)) {
            const size_t from = later(cells, n, i, enough, &left, &risk);
            q = left / risk;
            double stays = 1.0 - q;
            kernels->log(&stays, 1);
            decay->exponential = true;
            decay->rate = -stays;
            decay->rate_error = __builtin_sqrt(q / (risk * (1.0 - q)));
            decay->from = (double)(cells[from].first - 1);
            return;
        }
        left -= cells[i].left;
        risk -= cells[i].risk;
    }
}

static void make_groups(const cell *cells, size_t n, chaosi_groups *groups)
{
    double left = 0.0;
    groups->count = 0;
    groups->edge[0] = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double start = groups->edge[groups->count], end = (double)cells[i].last;
        if (cells[i].first < EARLIEST) {
            groups->edge[0] = end;
            continue;
        }
        left += cells[i].left;
        if (end * end >= 2.0 * start * start && left >= IN_GROUP && groups->count < CHAOSI_GROUPS) {
            groups->left[groups->count++] = left;
            groups->edge[groups->count] = end;
            left = 0.0;
        }
    }
}

static void find_power(const cell *cells, size_t n, const chaosk_lanes *kernels, chaosi_decay *decay)
{
    chaosi_groups groups;
    make_groups(cells, n, &groups);
    const chaosi_power_law law = chaosi_power_law_find(&groups, kernels);
    decay->exponent = law.exponent;
    decay->exponent_error = law.error;
}

chaosi_decay chaosi_decay_find(const chaosi_leavers *leavers, uint64_t steps, const chaosk_lanes *kernels)
{
    cell cells[CELLS];
    chaosi_decay decay = { false, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN };
    const size_t n = make_cells(leavers, steps, cells);
    find_rate(cells, n, (double)leavers->stayed, kernels, &decay);
    if (!decay.exponential)
        find_power(cells, n, kernels, &decay);
    if (!(decay.exponent > at_once * decay.exponent_error))
        decay.exponent = decay.exponent_error = CHAOSI_NAN; /* of it survivors may grow */
    return decay;
}
