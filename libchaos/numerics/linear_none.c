/* Without GSL.
 *
 * SPDX-License-Identifier: MIT */
#include "numerics/linear.h"

#include "core/error.h"

static int unavailable(chaos_error *error)
{
    return chaosi_fail(error, CHAOS_ENOTSUP, "map", -1,
                       "cycles of maps of more than one state need GSL, which this build is without");
}

int chaosi_solve(double *a, double *b, size_t n, chaos_error *error)
{
    (void)a, (void)b, (void)n;
    return unavailable(error);
}

int chaosi_eigenvalues(double *a, double *out, size_t n, chaos_error *error)
{
    (void)a, (void)out, (void)n;
    return unavailable(error);
}
