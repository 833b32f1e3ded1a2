/* SPDX-License-Identifier: MIT */
#include "core/options.h"

#include "core/cores.h"
#include "core/error.h"
#include "core/structs.h"
#include "kernels/map.h"

#include <float.h>

int chaosi_options(chaos_options *o, const chaos_map *map, const chaos_options *options, chaos_error *error)
{
    const int code = chaosi_struct_read(&chaosi_struct_options, "options", options, o, error);
    if (code != CHAOS_OK)
        return code;
    if (o->noise > CHAOS_NOISE_COMMON)
        return chaosi_fail(error, CHAOS_EINVAL, "noise", -1,
                           "noise must be CHAOS_NOISE_OWN or CHAOS_NOISE_COMMON, got %u", (unsigned)o->noise);
    if ((o->noise || o->seed) && !chaos_map_is_random(map))
        return chaosi_fail(error, CHAOS_EINVAL, o->noise ? "noise" : "seed", -1,
                           "%s must be 0 for a map that draws no random numbers, got %llu",
                           o->noise ? "noise" : "seed", (unsigned long long)(o->noise ? o->noise : o->seed));
    if (o->lift > 1)
        return chaosi_fail(error, CHAOS_EINVAL, "lift", -1, "lift must be 0 or 1, got %u", (unsigned)o->lift);
    const char *wrong = NULL;
    if (o->threads == 0)
        chaosi_threads_variable(&wrong);
    if (wrong)
        return chaosi_fail(error, CHAOS_EINVAL, "CHAOS_THREADS", -1,
                           "CHAOS_THREADS must be a whole number of at least 1, got '%.40s'", wrong);
    if (!(o->bound >= 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, "bound", -1,
                           "bound must be above 0, infinity for none, or 0 for the map's own, got %g",
                           o->bound);
    if (o->bound == 0.0)
        o->bound = chaos_map_bound(map);
    if (o->bound > DBL_MAX)
        o->bound = DBL_MAX;
    return CHAOS_OK;
}
