/* Eigenvalues of a block of W T (product.h).
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/product.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>

static chaosi_multiplier real(double value, int64_t exponent)
{
    return (chaosi_multiplier){
        .re = value, .modulus = fabs(value), .exponent = exponent, .modulus_exponent = exponent
    };
}

/* The power of two that the block of T is seen at. */
static int64_t block_scale(const chaosi_product *p, size_t first, size_t size)
{
    int64_t scale = INT64_MIN;
    for (size_t a = first; a < first + size; a++) {
        if (p->diagonal[a] != 0.0 && p->diagonal_e[a] > scale)
            scale = p->diagonal_e[a];
        for (size_t b = a + 1; b < first + size; b++) {
            int e;
            frexp(p->t[a * p->k + b], &e);
            if (p->t[a * p->k + b] != 0.0 && p->e[a] + e > scale)
                scale = p->e[a] + e;
        }
    }
    return scale == INT64_MIN ? 0 : scale;
}

static int clamp(int64_t exponent)
{
    return exponent < -5000 ? -5000 : exponent > 5000 ? 5000 : (int)exponent;
}

static double entry(const chaosi_product *p, size_t a, size_t b, int64_t scale)
{
    return a > b    ? 0.0
           : a == b ? ldexp(p->diagonal[a], clamp(p->diagonal_e[a] - scale))
                    : ldexp(p->t[a * p->k + b], clamp(p->e[a] - scale));
}

/* a [size][size] = the block of W T, at that scale. */
static void block_matrix(const chaosi_product *p, size_t first, size_t size, int64_t scale, double *a)
{
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++) {
            double sum = 0.0;
            for (size_t l = 0; l <= j; l++)
                sum += p->w[(first + i) * p->k + first + l] * entry(p, first + l, first + j, scale);
            a[i * size + j] = sum;
        }
}

/* Two multipliers: their product is that of the triangles' diagonals, right to all digits
 * even where the smaller one, or the modulus of a pair, would be lost in the sum. */
static void pair(const chaosi_product *p, size_t first, chaosi_multiplier *z)
{
    const double *w = p->w + first * p->k + first;
    const int64_t scale = block_scale(p, first, 2), e = p->diagonal_e[first] + p->diagonal_e[first + 1];
    const double determinant =
        (w[0] * w[p->k + 1] - w[1] * w[p->k]) * p->diagonal[first] * p->diagonal[first + 1];
    double a[4];
    block_matrix(p, first, 2, scale, a);
    const double half = (a[0] + a[3]) / 2.0, apart = (a[0] - a[3]) / 2.0;
    const double square = apart * apart + a[1] * a[2], root = sqrt(fabs(square));
    if (square < 0.0) {
        const bool odd = e % 2 != 0;
        z[0] = (chaosi_multiplier){
            .re = half, .im = root, .exponent = scale, .modulus_exponent = (e - odd) / 2
        };
        z[0].modulus = sqrt(fabs(odd ? 2.0 * determinant : determinant));
        z[1] = z[0];
        z[1].im = -root;
        return;
    }
    const double larger = half + copysign(root, half);
    z[0] = real(larger, scale);
    z[1] = larger == 0.0 ? z[0] : real(determinant / larger, e - scale);
}

/* sqrt(re^2 + im^2), whatever their size. */
static void set_modulus(chaosi_multiplier *z)
{
    int e;
    frexp(fmax(fabs(z->re), fabs(z->im)), &e);
    const double re = ldexp(z->re, -e), im = ldexp(z->im, -e);
    z->modulus = z->im == 0.0 ? fabs(re) : sqrt(re * re + im * im);
    z->modulus_exponent = z->exponent + e;
}

static int several(const chaosi_product *p, size_t first, size_t size, chaosi_multiplier *z,
                   chaos_error *error)
{
    const int64_t scale = block_scale(p, first, size);
    double *a = chaosi_alloc(size * size, sizeof *a), *values = chaosi_alloc(2 * size, sizeof *values);
    int code = CHAOS_ENOMEM;
    if (a && values) {
        block_matrix(p, first, size, scale, a);
        code = chaosi_eigenvalues(a, values, size, error);
    } else {
        chaosi_nomem(error);
    }
    for (size_t i = 0; i < size && code == CHAOS_OK; i++) {
        z[i] = (chaosi_multiplier){ .re = values[2 * i], .im = values[2 * i + 1], .exponent = scale };
        set_modulus(&z[i]);
    }
    free(a);
    free(values);
    return code;
}

int chaosi_product_block(const chaosi_product *p, size_t first, size_t size, chaosi_multiplier *z,
                         chaos_error *error)
{
    if (size > 2)
        return several(p, first, size, z, error);
    if (size == 2)
        pair(p, first, z);
    else
        z[0] = real(p->w[first * p->k + first] * p->diagonal[first], p->diagonal_e[first]);
    return CHAOS_OK;
}
