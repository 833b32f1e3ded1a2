/* A map's own picture.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/fpenv.h"
#include "core/structs.h"

#include <stdio.h>

enum { LINE_POINTS = 1600, FIELD_POINTS = 500 };

/* For a map without a picture of its own: the first parameter around its default; none
 * without that default. */
static uint32_t default_axis(const chaos_map *map, chaos_axis *axis)
{
    const double middle = chaos_map_param_default(map, 0);
    const double width = middle != 0.0 ? __builtin_fabs(middle) / 4.0 : 1.0;
    if (!(width < CHAOSI_NEVER))
        return 0;
    *axis = (chaos_axis){ .size = sizeof *axis,
                          .name = map->params[0],
                          .count = LINE_POINTS,
                          .start = middle - width,
                          .stop = middle + width };
    return 1;
}

static uint32_t choose_axes(const chaos_map *map, chaos_axis axes[2])
{
    if (!map->picture[0].name)
        return default_axis(map, axes);
    const uint32_t n = map->picture[1].name ? 2 : 1;
    for (uint32_t i = 0; i < n; i++)
        axes[i] = (chaos_axis){ .size = sizeof axes[i],
                                .name = map->picture[i].name,
                                .count = n == 1 ? LINE_POINTS : FIELD_POINTS,
                                .start = map->picture[i].start,
                                .stop = map->picture[i].stop };
    return n;
}

/* The measure that a map shows over two axes, or else each that says so of itself. */
static bool is_shown(const chaos_map *map, const chaosi_measure_kind *kind, uint32_t naxes)
{
    if (naxes == 2 && chaosi_measure_kind_find(map->shows))
        return chaosi_measure_kind_find(map->shows) == kind;
    return kind->pictured && kind->info.picture[naxes];
}

static void choose_measures(const chaos_map *map, uint32_t naxes, char measures[2][CHAOS_MEASURE_TEXT],
                            uint32_t *n)
{
    const chaosi_measure_kind *kind;
    *n = 0;
    for (size_t i = 0; (kind = chaosi_measure_kind_at(i)) && *n < 2; i++) {
        if (!is_shown(map, kind, naxes))
            continue;
        const bool plane = naxes == 0 && map->dim > 1; /* the orbit itself */
        const int length =
            snprintf(measures[*n], CHAOS_MEASURE_TEXT, "%s:%s", kind->info.name, kind->info.picture[naxes]);
        if (plane)
            snprintf(measures[*n] + length, (size_t)(CHAOS_MEASURE_TEXT - length), ":of=%s,%s",
                     map->states[0], map->states[1]);
        ++*n;
    }
}

int chaos_map_picture(const chaos_map *map, chaos_axis axes[2], uint32_t *naxes,
                      char measures[2][CHAOS_MEASURE_TEXT], uint32_t *nmeasures, chaos_error *error)
{
    chaos_axis own[2];
    if (!map || !axes || !naxes || !measures || !nmeasures)
        return chaosi_fail(error, CHAOS_EINVAL, map ? "axes" : "map", -1, "the arguments must not be NULL");
    const int code = chaosi_structs_check(&chaosi_struct_axis, "axes", axes, 2, error);
    if (code != CHAOS_OK)
        return code;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    *naxes = choose_axes(map, own);
    chaosi_fpenv_leave(host);
    choose_measures(map, *naxes, measures, nmeasures);
    chaosi_structs_write(&chaosi_struct_axis, own, *naxes, axes);
    return CHAOS_OK;
}

int chaos_map_picture_measures(const chaos_map *map, uint32_t naxes, char measures[2][CHAOS_MEASURE_TEXT],
                               uint32_t *nmeasures, chaos_error *error)
{
    if (!map || !measures || !nmeasures)
        return chaosi_fail(error, CHAOS_EINVAL, map ? "measures" : "map", -1,
                           "the arguments must not be NULL");
    if (naxes > 2)
        return chaosi_fail(error, CHAOS_EINVAL, "naxes", -1, "naxes must be at most 2, got %u",
                           (unsigned)naxes);
    choose_measures(map, naxes, measures, nmeasures);
    return CHAOS_OK;
}
