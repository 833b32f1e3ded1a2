/* SPDX-License-Identifier: MIT */
#include "core/factors.h"
#include "core/radius.h"

#include <math.h>
#include <string.h>

enum { MOST_CANDIDATES = 64 };
static const double HARMLESS = 0x1p40; /* as an element has twice the digits that are known */

size_t chaosi_factors_doubles(size_t n) { return (4 * n + 2) * n; }

void chaosi_factors_place(chaosi_factors *f, size_t n, double *room)
{
    double *at = room;
    *f = (chaosi_factors){ .n = n };
    f->a = (chaosi_twofold *)(void *)at, at += 2 * n * n;
    f->unsure = at, at += n * n;
    f->lower = at, at += n * n;
    f->row = (size_t *)(void *)at, at += n;
    f->col = (size_t *)(void *)at;
}

static void exchange(chaosi_twofold *a, chaosi_twofold *b)
{
    const chaosi_twofold kept = *a;
    *a = *b;
    *b = kept;
}

static void exchange_numbers(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

static void exchange_indices(size_t *a, size_t *b)
{
    const size_t kept = *a;
    *a = *b;
    *b = kept;
}

/* How many times as large as an element of its own what elimination by this pivot takes off it may be, until little
 * or nothing of the element is left. */
static double swamping(const chaosi_factors *f, size_t s, size_t row, size_t col)
{
    const size_t n = f->n;
    double most = 0.0;
    for (size_t i = s; i < n; i++) {
        const double ratio = fabs(f->a[i * n + col].high / f->a[row * n + col].high);
        for (size_t j = s; j < n && i != row && ratio > 0.0; j++) {
            const double own = fabs(f->a[i * n + j].high), taken = ratio * fabs(f->a[row * n + j].high);
            if (j != col && own > 0.0 && taken > most * own)
                most = taken / own;
        }
    }
    return most;
}

/* The largest element that is left and comes after place `last` in that order; n * n: there is none. */
static size_t next_largest(const chaosi_factors *f, size_t s, size_t last)
{
    const size_t n = f->n;
    const double bound = last < n * n ? fabs(f->a[last].high) : INFINITY;
    double most = 0.0;
    size_t at = n * n;
    for (size_t i = s; i < n; i++)
        for (size_t j = s; j < n; j++) {
            const double size = fabs(f->a[i * n + j].high);
            if (size > most && (size < bound || (size == bound && i * n + j > last)))
                most = size, at = i * n + j;
        }
    return at;
}

static void bring(chaosi_factors *f, size_t s, size_t row, size_t col)
{
    const size_t n = f->n;
    for (size_t j = 0; j < n && row != s; j++) {
        exchange(&f->a[row * n + j], &f->a[s * n + j]);
        exchange_numbers(&f->unsure[row * n + j], &f->unsure[s * n + j]);
        exchange_numbers(&f->lower[j * n + row], &f->lower[j * n + s]);
    }
    for (size_t i = 0; i < n && col != s; i++) {
        exchange(&f->a[i * n + col], &f->a[i * n + s]);
        exchange_numbers(&f->unsure[i * n + col], &f->unsure[i * n + s]);
    }
    exchange_indices(&f->row[row], &f->row[s]);
    exchange_indices(&f->col[col], &f->col[s]);
}

/* Brings the largest element that is left and does no harm to place s; false: all are 0. */
static bool find_pivot(chaosi_factors *f, size_t s)
{
    const size_t n = f->n;
    size_t at = n * n, best = n * n;
    double least = INFINITY;
    for (int i = 0; i < MOST_CANDIDATES && least > HARMLESS; i++) {
        at = next_largest(f, s, at);
        if (at == n * n)
            break;
        const double harm = swamping(f, s, at / n, at % n);
        if (harm < least || best == n * n)
            least = harm, best = at;
    }
    if (best == n * n)
        return false;
    f->swamped |= least > HARMLESS;
    bring(f, s, best / n, best % n);
    return true;
}

/* Takes row s off row i. */
static void eliminate(chaosi_factors *f, size_t s, size_t i)
{
    const size_t n = f->n;
    const chaosi_twofold *pivots = f->a + s * n;
    chaosi_twofold *a = f->a + i * n;
    double *unsure = f->unsure + i * n;
    const chaosi_twofold ratio = chaosi_quotient(a[s], pivots[s]);
    const double own = unsure[s] + fabs(ratio.high) * f->unsure[s * n + s];
    f->lower[s * n + i] = ratio.high;
    for (size_t j = s + 1; j < n; j++) {
        a[j] = chaosi_less_product(a[j], ratio, pivots[j]);
        unsure[j] += fabs(ratio.high) * f->unsure[s * n + j] + fabs(pivots[j].high / pivots[s].high) * own;
        if (a[j].high != 0.0 && fabs(a[j].high) <= CHAOSI_NOTHING * unsure[j]) {
            a[j] = (chaosi_twofold){ 0.0, 0.0 };
            f->doubtful |= f->swamped;
        }
    }
}

static void load(chaosi_factors *f, const double *matrix, int scale, double uncertainty)
{
    const size_t n = f->n;
    for (size_t i = 0; i < n; i++)
        f->row[i] = f->col[i] = i;
    for (size_t i = 0; i < n * n; i++) {
        const double element = chaosi_scale(matrix[i], scale);
        f->a[i] = (chaosi_twofold){ element, 0.0 };
        f->unsure[i] = uncertainty * fabs(element);
    }
    memset(f->lower, 0, n * n * sizeof *f->lower);
}

void chaosi_factorise(chaosi_factors *f, const double *matrix, int scale, double uncertainty, size_t k)
{
    const size_t n = f->n;
    load(f, matrix, scale, uncertainty);
    for (f->rank = 0; f->rank < n && find_pivot(f, f->rank); f->rank++) {
        const size_t s = f->rank;
        f->doubtful |= s < k && fabs(f->a[s * n + s].high) <= CHAOSI_CLEAR * f->unsure[s * n + s];
        f->lower[s * n + s] = 1.0;
        for (size_t i = s + 1; i < n; i++)
            if (f->a[i * n + s].high != 0.0)
                eliminate(f, s, i);
    }
}
