/* SPDX-License-Identifier: MIT */
#include "core/few.h"

#include <float.h>

bool chaosi_solve_few(size_t dim, double (*a)[CHAOSI_FEW], double *b)
{
    for (size_t c = 0; c < dim; c++) {
        size_t pivot = c;
        double largest = 0.0;
        for (size_t r = c; r < dim; r++)
            if (__builtin_fabs(a[r][c]) > __builtin_fabs(a[pivot][c]))
                pivot = r;
        for (size_t i = 0; i < dim; i++)
            largest = __builtin_fabs(a[pivot][i]) > largest ? __builtin_fabs(a[pivot][i]) : largest;
        if (!(__builtin_fabs(a[pivot][c]) > 1e-14 * largest) || !(largest <= DBL_MAX))
            return false;
        for (size_t i = 0; i < dim && pivot != c; i++) {
            const double moved = a[c][i];
            a[c][i] = a[pivot][i];
            a[pivot][i] = moved;
        }
        const double moved = b[c];
        b[c] = b[pivot];
        b[pivot] = moved;
        for (size_t r = c + 1; r < dim; r++) {
            const double factor = a[r][c] / a[c][c];
            for (size_t i = c; i < dim; i++)
                a[r][i] -= factor * a[c][i];
            b[r] -= factor * b[c];
        }
    }
    for (size_t c = dim; c-- > 0;) {
        for (size_t i = c + 1; i < dim; i++)
            b[c] -= a[c][i] * b[i];
        b[c] /= a[c][c];
    }
    return true;
}
