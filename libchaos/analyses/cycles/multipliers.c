/* Multipliers of a cycle, the eigenvalues of J_{n-1} ... J_0, which may lie far outside
 * the range of doubles, and may differ by more than that range.
 *
 * One state: the product, its power of two apart. Up to 250 states: orthogonal
 * iteration (product.h) until the product has come apart into blocks of two multipliers,
 * or of several no more than a factor of 1000 apart; a block's eigenvalues are those of
 * a small matrix. Relative errors are some 1e-15 n for one or two, and 1e-12 + 1e-15 n
 * for several, times the condition of the eigenvalue. Blocks come apart by the ratio of
 * their multipliers in each round. After 60 rounds, fewer for many states and long
 * cycles, couplings up to 1e-4 are dropped, and relative errors may be as large; in
 * exponents, that divided by n.
 * More states: subspace iteration for the largest few.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/product.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { MAX_ROUNDS = 60, MIN_ROUNDS = 8, LN2_SPREAD = 10 /* of a block, ln2 */ };
static const double most_work = 4e10;
/* What is below that under a block is no coupling; and where rounds are limited. */
static const double apart = 1e-12, hardly_apart = 1e-4;

/* ------------------------------------------------------------------- one state */

static void one_state(const chaosi_cycle *c, chaosi_multiplier *z)
{
    *z = (chaosi_multiplier){ .re = 1.0 };
    for (size_t i = 0; i < c->n; i++) {
        int e;
        z->re = frexp(z->re * c->jacobian[i], &e);
        z->exponent += e;
    }
    z->modulus = fabs(z->re);
    z->modulus_exponent = z->exponent;
}

/* ---------------------------------------------------------------- several states */

/* ends[b] is where block b of W ends; returns their number. */
static size_t find_blocks(const chaosi_product *p, double coupling, double *row_largest, size_t *ends)
{
    size_t count = 0;
    memset(row_largest, 0, p->k * sizeof *row_largest);
    for (size_t end = 1; end < p->k; end++) {
        double below = 0.0;
        for (size_t i = end; i < p->k; i++) {
            row_largest[i] = fmax(row_largest[i], fabs(p->w[i * p->k + end - 1]));
            below = fmax(below, row_largest[i]);
        }
        if (below <= coupling)
            ends[count++] = end;
    }
    ends[count++] = p->k;
    return count;
}

/* Whether the eigenvalues of a block can be computed from one matrix. */
static bool fits(const chaosi_product *p, size_t first, size_t end)
{
    double largest = -INFINITY, smallest = INFINITY;
    for (size_t j = first; j < end; j++) {
        largest = fmax(largest, chaosi_product_growth(p, j));
        smallest = fmin(smallest, chaosi_product_growth(p, j));
    }
    return end - first <= 2 || largest - smallest <= LN2_SPREAD;
}

static bool all_fit(const chaosi_product *p, const size_t *ends, size_t count)
{
    for (size_t b = 0; b < count; b++)
        if (!fits(p, b ? ends[b - 1] : 0, ends[b]))
            return false;
    return true;
}

static int rounds_for(const chaosi_cycle *c)
{
    const double m = (double)c->dim, most = most_work / ((double)c->n * m * m * m);
    return most < MIN_ROUNDS ? MIN_ROUNDS : most < MAX_ROUNDS ? (int)most : MAX_ROUNDS;
}

static int several_states(chaosi_product *p, double *scratch, size_t *ends, chaosi_multiplier *z,
                          chaos_error *error)
{
    size_t count = 0;
    int code = CHAOS_OK;
    bool fit = false;
    for (int round = 0, rounds = rounds_for(p->c); round < rounds && !fit && code == CHAOS_OK; round++) {
        code = chaosi_product_round(p, error);
        if (code != CHAOS_OK)
            return code;
        count = find_blocks(p, apart, scratch, ends);
        fit = round > 0 && all_fit(p, ends, count); /* the first vectors belong to nothing yet */
    }
    for (double coupling = 10.0 * apart; !fit && coupling <= hardly_apart; coupling *= 10.0) {
        count = find_blocks(p, coupling, scratch, ends);
        fit = all_fit(p, ends, count);
    }
    for (size_t b = 0, first = 0; b < count && code == CHAOS_OK; first = ends[b++])
        code = chaosi_product_block(p, first, ends[b] - first, z + first, error);
    return code;
}

/* --------------------------------------------------------------------- all of them */

/* A modulus m 2^e with m in [3/4, 3/2), whose logarithm then does not cancel that of 2^e. */
static void split_modulus(const chaosi_multiplier *z, double *mantissa, int64_t *exponent)
{
    int e;
    *mantissa = frexp(z->modulus, &e);
    *exponent = z->modulus_exponent + e;
    if (*mantissa < 0.75 && *mantissa > 0.0) {
        *mantissa *= 2.0;
        *exponent -= 1;
    }
}

static bool is_larger(const chaosi_multiplier *a, const chaosi_multiplier *b)
{
    double x, y;
    int64_t e, f;
    split_modulus(a, &x, &e);
    split_modulus(b, &y, &f);
    return x == 0.0 || y == 0.0 ? x > y : e != f ? e > f : x > y;
}

void chaosi_multipliers_sort(chaosi_multiplier *z, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const chaosi_multiplier value = z[i];
        size_t j = i;
        for (; j > 0 && is_larger(&value, &z[j - 1]); j--)
            z[j] = z[j - 1];
        z[j] = value;
    }
}

size_t chaosi_cycle_nmultipliers(uint64_t dim)
{
    return dim <= CHAOSI_ALL_MULTIPLIERS ? (size_t)dim : CHAOSI_LARGEST_MULTIPLIERS;
}

chaosi_multiplier chaosi_multiplier_unknown(void)
{
    return (chaosi_multiplier){ .re = CHAOSI_NAN, .im = CHAOSI_NAN, .modulus = CHAOSI_NAN };
}

double chaosi_multiplier_part(double mantissa, int64_t exponent)
{
    return ldexp(mantissa, exponent < -5000 ? -5000 : exponent > 5000 ? 5000 : (int)exponent);
}

double chaosi_multiplier_distance(const chaosi_multiplier *a, const chaosi_multiplier *b)
{
    const int64_t scale = a->exponent > b->exponent ? a->exponent : b->exponent;
    const double re = chaosi_multiplier_part(a->re, a->exponent - scale) -
                      chaosi_multiplier_part(b->re, b->exponent - scale);
    const double im = chaosi_multiplier_part(a->im, a->exponent - scale) -
                      chaosi_multiplier_part(b->im, b->exponent - scale);
    return chaosi_multiplier_part(sqrt(re * re + im * im), scale);
}

static int dense(chaosi_cycle *c, chaosi_multiplier *z, chaos_error *error)
{
    chaosi_product p;
    double *scratch = chaosi_alloc(c->dim, sizeof *scratch);
    size_t *ends = chaosi_alloc(c->dim, sizeof *ends);
    const bool ready = chaosi_product_init(&p, c, c->dim) && scratch && ends;
    const int code = ready ? several_states(&p, scratch, ends, z, error) : chaosi_nomem(error);
    chaosi_product_free(&p);
    free(scratch);
    free(ends);
    return code;
}

int chaosi_cycle_multipliers(chaosi_cycle *c, chaosi_multiplier *z, chaos_error *error)
{
    const size_t count = chaosi_cycle_nmultipliers(c->dim);
    int code = CHAOS_OK;
    if (c->dim == 1)
        one_state(c, z);
    else
        code = c->dim == count ? dense(c, z, error) : chaosi_cycle_subspace(c, z, error);
    if (code == CHAOS_EINVAL) { /* a derivative is not finite */
        for (size_t i = 0; i < count; i++)
            z[i] = chaosi_multiplier_unknown();
        code = CHAOS_OK;
    }
    if (code == CHAOS_OK)
        chaosi_multipliers_sort(z, count);
    return code;
}

/* ------------------------------------------------------------------- exponents */

int chaosi_cycle_exponents(const chaosi_cycle *c, const chaosi_multiplier *z, size_t count, double *exponents)
{
    const size_t lanes = (count + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
    double *all = chaosi_alloc(4 * lanes, sizeof *all);
    if (!all)
        return CHAOS_ENOMEM;
    double *mantissa = all, *exponent = mantissa + lanes, *base = exponent + lanes, *out = base + lanes;
    for (size_t i = 0; i < count; i++) {
        int64_t e;
        split_modulus(&z[i], &mantissa[i], &e);
        exponent[i] = (double)e;
    }
    c->isa->lanes->growth(mantissa, exponent, base, 1, lanes, lanes, out);
    for (size_t i = 0; i < count; i++)
        exponents[i] = out[i] == out[i] ? out[i] / (double)c->n : CHAOSI_NAN;
    free(all);
    return CHAOS_OK;
}
