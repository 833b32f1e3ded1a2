/* Without GSL.
 *
 * SPDX-License-Identifier: MIT */
#include "numerics/linear.h"

#include "core/error.h"

static int unavailable(chaos_error *error)
{
    return chaosi_fail(error, CHAOS_ENOTSUP, "map", -1,
                       "linear systems and eigenvalues need GSL, which this build is without: the map must "
                       "have one state");
}

int chaosi_multiply(const double *a, const double *b, double *c, size_t rows, size_t inner, size_t columns,
                    chaosi_ticker *ticker, chaos_error *error)
{
    (void)a, (void)b, (void)c, (void)rows, (void)inner, (void)columns, (void)ticker;
    return unavailable(error);
}

int chaosi_triangularise(double *a, size_t rows, size_t columns, size_t n, double *work,
                         chaosi_ticker *ticker, chaos_error *error)
{
    (void)a, (void)rows, (void)columns, (void)n, (void)work, (void)ticker;
    return unavailable(error);
}

int chaosi_orthonormalise(double *a, double *r, size_t rows, size_t n, double *work, chaosi_ticker *ticker,
                          chaos_error *error)
{
    (void)a, (void)r, (void)rows, (void)n, (void)work, (void)ticker;
    return unavailable(error);
}

int chaosi_least_norm(double *a, double *b, size_t n, size_t *rank, chaos_error *error)
{
    (void)a, (void)b, (void)n, (void)rank;
    return unavailable(error);
}

int chaosi_eigenvalues(double *a, double *out, size_t n, chaos_error *error)
{
    (void)a, (void)out, (void)n;
    return unavailable(error);
}

int chaosi_fourier(double *x, size_t n, chaos_error *error)
{
    (void)x, (void)n;
    return chaosi_has_fourier(error);
}

int chaosi_has_fourier(chaos_error *error)
{
    return chaosi_fail(
        error, CHAOS_ENOTSUP, "measure", -1,
        "Fourier transforms need GSL, which this build is without: the measure must be another");
}
