/* A matrix as P L D U Q, with permutations P and Q, L and U triangular with diagonals of 1.
 *
 * Elimination with twice the digits and complete pivoting, but by no pivot that would swamp an element: what cancels to
 * the last digit is 0, as it is for matrices that are singular as they stand, and what is graded or sparse keeps
 * its smallest directions. J. Demmel et al., Linear Algebra Appl. 299 (1999) 21.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_FACTORS_H
#define CHAOS_CORE_FACTORS_H

#include <stdbool.h>
#include <stddef.h>

/* An unevaluated sum. */
typedef struct chaosi_twofold {
    double high, low;
} chaosi_twofold;

typedef struct chaosi_factors {
    size_t n, rank;
    bool swamped, doubtful; /* by a pivot; whether a pivot that counts, or a 0, may be rounding */
    chaosi_twofold *a;      /* [n][n] what is left; above and on the diagonal D U */
    double *unsure;         /* [n][n] of its elements */
    double *lower;          /* [column][n] L */
    size_t *row, *col;      /* [n] which of the matrix */
} chaosi_factors;

static const double CHAOSI_NOTHING = 0x1p-40; /* of an element's uncertainty: rounding of twice the digits */
static const double CHAOSI_CLEAR = 16.0;      /* uncertainties */

size_t chaosi_factors_doubles(size_t n);
void chaosi_factors_place(chaosi_factors *f, size_t n, double *room);

/* Of matrix[n][n], times 2^scale and with that relative uncertainty, as far as it has rank. The first k pivots count. */
void chaosi_factorise(chaosi_factors *f, const double *matrix, int scale, double uncertainty, size_t k);

static inline chaosi_twofold chaosi_sum(double a, double b)
{
    const double high = a + b, part = high - a;
    return (chaosi_twofold){ high, (a - (high - part)) + (b - part) };
}

static inline chaosi_twofold chaosi_product(double a, double b)
{
    const double splitter = 0x1p27 + 1.0, high = a * b, ca = splitter * a, cb = splitter * b;
    const double ah = ca - (ca - a), bh = cb - (cb - b), al = a - ah, bl = b - bh;
    return (chaosi_twofold){ high, ((ah * bh - high) + ah * bl + al * bh) + al * bl };
}

/* a - b c */
static inline chaosi_twofold chaosi_less_product(chaosi_twofold a, chaosi_twofold b, chaosi_twofold c)
{
    chaosi_twofold p = chaosi_product(b.high, c.high);
    p.low += b.high * c.low + b.low * c.high;
    const chaosi_twofold high = chaosi_sum(a.high, -p.high);
    return chaosi_sum(high.high, high.low + (a.low - p.low));
}

static inline chaosi_twofold chaosi_quotient(chaosi_twofold a, chaosi_twofold b)
{
    const double first = a.high / b.high;
    const chaosi_twofold rest = chaosi_less_product(a, (chaosi_twofold){ first, 0.0 }, b);
    return chaosi_sum(first, rest.high / b.high);
}

#endif
