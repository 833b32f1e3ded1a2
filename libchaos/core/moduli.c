/* Eigenvalues by the QR algorithm with double shifts (J. G. F. Francis, Computer J. 4 (1961) 265 and 332), which
 * wants no complex numbers: nothing but arithmetic and square roots, so that the bits are the same everywhere.
 *
 * SPDX-License-Identifier: MIT */
#include "core/moduli.h"

#include <math.h>

enum {
    PATIENCE = 40,
    ODD_SHIFT = 10
}; /* steps for an eigenvalue; after so many a shift that breaks a circle */

typedef struct square {
    double *a;
    size_t n;
} square;

static double *at(const square *m, size_t i, size_t j) { return m->a + i * m->n + j; }

/* Householder: u becomes a vector for which 1 - twice u u^T takes what it was to a multiple of the first unit vector. */
static double reflector(double *u, size_t count)
{
    double length = 0.0, sum = 0.0;
    for (size_t i = 0; i < count; i++)
        length += u[i] * u[i];
    u[0] += copysign(sqrt(length), u[0]);
    for (size_t i = 0; i < count; i++)
        sum += u[i] * u[i];
    return sum > 0.0 ? 2.0 / sum : 0.0;
}

/* A similar matrix: rows and columns from `first` on are reflected, of the rows what is right of `left`. */
static void reflect(const square *m, const double *u, size_t first, size_t count, double twice, size_t left)
{
    for (size_t j = left; j < m->n; j++) {
        double along = 0.0;
        for (size_t i = 0; i < count; i++)
            along += u[i] * *at(m, first + i, j);
        for (size_t i = 0; i < count; i++)
            *at(m, first + i, j) -= twice * along * u[i];
    }
    for (size_t i = 0; i < m->n; i++) {
        double along = 0.0;
        for (size_t j = 0; j < count; j++)
            along += u[j] * *at(m, i, first + j);
        for (size_t j = 0; j < count; j++)
            *at(m, i, first + j) -= twice * along * u[j];
    }
}

/* Nothing below the diagonal's neighbour; u: room for a column. */
static void make_hessenberg(const square *m, double *u)
{
    for (size_t c = 0; c + 2 < m->n; c++) {
        const size_t count = m->n - c - 1;
        for (size_t i = 0; i < count; i++)
            u[i] = *at(m, c + 1 + i, c);
        reflect(m, u, c + 1, count, reflector(u, count), c);
        for (size_t i = c + 2; i < m->n; i++)
            *at(m, i, c) = 0.0;
    }
}

/* A step on rows low to high, three at least. The first column of (m - x)(m - y), x and y the eigenvalues of the last two
 * rows, is found from differences, so that it is right where all eigenvalues are nearly one. */
static void step(const square *m, size_t low, size_t high, bool odd)
{
    const double any = odd ? fabs(*at(m, high, high - 1)) + fabs(*at(m, high - 1, high - 2)) : 0.0;
    const double first = *at(m, low, low), below = *at(m, low + 1, low), last = *at(m, high, high);
    const double x = last - first + 0.75 * any, y = odd ? x : *at(m, high - 1, high - 1) - first,
                 w = odd ? -0.4375 * any * any : *at(m, high, high - 1) * *at(m, high - 1, high);
    double u[3] = { (x * y - w) / below + *at(m, low, low + 1), *at(m, low + 1, low + 1) - first - x - y,
                    *at(m, low + 2, low + 1) };
    for (size_t k = low; k < high; k++) {
        const size_t count = high - k < 2 ? 2 : 3;
        for (size_t i = 0; k > low && i < count; i++)
            u[i] = *at(m, k + i, k - 1);
        reflect(m, u, k, count, reflector(u, count), k > low ? k - 1 : low);
        for (size_t i = 1; k > low && i < count; i++)
            *at(m, k + i, k - 1) = 0.0;
    }
}

/* The first row of the part that ends with row `high` and does not fall apart. */
static size_t lowest(const square *m, size_t high)
{
    size_t low = high;
    for (; low > 0; low--) {
        const double beside = fabs(*at(m, low, low)) + fabs(*at(m, low - 1, low - 1));
        if (fabs(*at(m, low, low - 1)) <= 0x1p-53 * beside)
            break;
    }
    return low;
}

static void two_moduli(const square *m, size_t i, double *moduli)
{
    const double a = *at(m, i, i), b = *at(m, i, i + 1), c = *at(m, i + 1, i), d = *at(m, i + 1, i + 1);
    const double apart = 0.5 * (a - d), half = apart * apart + b * c, product = a * d - b * c;
    moduli[0] = half >= 0.0 ? fabs(0.5 * (a + d)) + sqrt(half) : sqrt(product);
    moduli[1] = half < 0.0 ? moduli[0] : moduli[0] > 0.0 ? fabs(product) / moduli[0] : 0.0;
}

static void sort_descending(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const double moved = x[i];
        size_t j = i;
        for (; j > 0 && x[j - 1] < moved; j--)
            x[j] = x[j - 1];
        x[j] = moved;
    }
}

bool chaosi_moduli(double *matrix, size_t n, double *moduli)
{
    const square m = { .a = matrix, .n = n };
    make_hessenberg(&m, moduli);
    size_t left = n;
    for (int steps = 0; left > 0 && steps < PATIENCE;) {
        const size_t high = left - 1, low = lowest(&m, high);
        if (low + 1 < high) {
            steps++;
            step(&m, low, high, steps % ODD_SHIFT == 0);
            continue;
        }
        if (low == high)
            moduli[low] = fabs(*at(&m, low, low));
        else
            two_moduli(&m, low, moduli + low);
        left = low;
        steps = 0;
    }
    if (left > 0)
        return false;
    sort_descending(moduli, n);
    return true;
}
