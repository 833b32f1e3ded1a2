/* The dimension of Kaplan and Yorke: J. L. Kaplan, J. A. Yorke, in: Lecture Notes in Mathematics 730 (1979) 204;
 * P. Frederickson et al., J. Differ. Equ. 49 (1983) 185.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_LYAPUNOV_DIMENSION_H
#define CHAOS_MEASURES_LYAPUNOV_DIMENSION_H

#include "measures/measure.h"

/* From k exponents of dim, descending, each with its error: j + (sum of the first j) / |the next| with the largest j
 * whose sum is not below 0, by more than three errors. NaN: that is not among the first k. weight[k] = its
 * derivatives with respect to the exponents. */
static inline double chaosi_lyapunov_dimension(const double *exponent, const double *error, size_t k,
                                               size_t dim, double *weight)
{
    double sum = 0.0, errors = 0.0;
    for (size_t i = 0; i < k; i++)
        weight[i] = 0.0;
    for (size_t j = 0; j < k; j++) {
        const double before = sum > 0.0 ? sum : 0.0, next = -exponent[j];
        sum += exponent[j];
        errors += error[j] == error[j] ? error[j] : 0.0;
        if (!(sum < -3.0 * errors) && j + 1 < dim)
            continue;
        for (size_t i = 0; i < j && next > 0.0; i++)
            weight[i] = 1.0 / next;
        if (next > 0.0 && next < 1.0 / 0.0)
            weight[j] = sum > 0.0 ? 0.0 : before / (next * next);
        if (!(sum < -3.0 * errors))
            return sum == sum ? (double)dim : CHAOSI_NAN;
        return j == 0 ? 0.0 : (double)j + before / next;
    }
    return CHAOSI_NAN;
}

#endif
