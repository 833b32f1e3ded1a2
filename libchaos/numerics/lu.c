/* SPDX-License-Identifier: MIT */
#include "numerics/lu.h"

#include <math.h>

static void swap(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

static size_t find_pivot(const double *a, size_t k, size_t n)
{
    size_t best = k;
    for (size_t i = k + 1; i < n; i++)
        if (fabs(a[i * n + k]) > fabs(a[best * n + k]))
            best = i;
    return best;
}

chaosi_determinant chaosi_lu(double *a, size_t *pivot, size_t n)
{
    chaosi_determinant det = { 0.5, 1 };
    for (size_t k = 0; k < n; k++) {
        int e;
        pivot[k] = find_pivot(a, k, n);
        for (size_t j = 0; pivot[k] != k && j < n; j++)
            swap(&a[k * n + j], &a[pivot[k] * n + j]);
        const double p = a[k * n + k];
        det.mantissa = frexp(det.mantissa * (pivot[k] != k ? -p : p), &e);
        det.exponent += e;
        for (size_t i = k + 1; i < n && p != 0.0; i++) {
            const double factor = a[i * n + k] /= p;
            for (size_t j = k + 1; factor != 0.0 && j < n; j++)
                a[i * n + j] -= factor * a[k * n + j];
        }
    }
    return det;
}

void chaosi_lu_solve(const double *lu, const size_t *pivot, size_t n, double *b)
{
    for (size_t k = 0; k < n; k++)
        swap(&b[k], &b[pivot[k]]);
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            b[i] -= lu[i * n + j] * b[j];
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++)
            b[i] -= lu[i * n + j] * b[j];
        b[i] /= lu[i * n + i];
    }
}

void chaosi_lu_solve_left(const double *lu, const size_t *pivot, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++)
            b[i] -= lu[j * n + i] * b[j];
        b[i] /= lu[i * n + i];
    }
    for (size_t i = n; i-- > 0;)
        for (size_t j = i + 1; j < n; j++)
            b[i] -= lu[j * n + i] * b[j];
    for (size_t k = n; k-- > 0;)
        swap(&b[k], &b[pivot[k]]);
}
