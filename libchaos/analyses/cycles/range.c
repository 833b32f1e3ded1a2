/* range.c - the range of a parameter in which cycles are followed.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include "core/error.h"

#include <float.h>
#include <math.h>

int chaosi_check_range(const chaos_map *map, uint64_t param, const char *argument, double low, double high,
                       chaos_error *error)
{
    const char *const name = map->params[param];
    if (!isfinite(low) || !isfinite(high) || !(low < high))
        return chaosi_fail(error, CHAOS_EINVAL, argument, -1,
                           "%s must go from a low value to a high one, got %g to %g", name, low, high);
    if (!(high - low <= DBL_MAX))
        return chaosi_fail(error, CHAOS_EINVAL, argument, -1,
                           "%s must go over a range shorter than the largest double, got %g to %g", name, low,
                           high);
    return CHAOS_OK;
}

int chaosi_check_begin(const chaos_map *map, uint64_t param, const double *params, const char *argument,
                       double low, double high, chaos_error *error)
{
    const char *const name = map->params[param];
    const double at = params ? params[param] : map->param_defaults[param];
    const int code = chaosi_check_range(map, param, argument, low, high, error);
    if (code == CHAOS_OK && !(at >= low && at <= high))
        return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s of the cycle must be in %g to %g, got %g", name,
                           low, high, at);
    return code;
}
