/* What shows a map best.
 *
 * SPDX-License-Identifier: MIT */
#include "kernels/map.h"

enum { LINE_POINTS = 1600 };

/* Of a map without a picture of its own: the first parameter around its default;
 * without parameters, or without that default, its states. */
static uint32_t usual_axis(const chaos_map *map, chaos_axis *axis)
{
    const double middle = chaos_map_param_default(map, 0),
                 width = middle != 0.0 ? __builtin_fabs(middle) / 4.0 : 1.0;
    if (!(width < CHAOSI_NEVER))
        return 0;
    *axis = (chaos_axis){ .size = sizeof *axis,
                          .name = map->params[0],
                          .count = LINE_POINTS,
                          .start = middle - width,
                          .stop = middle + width };
    return 1;
}

void chaos_map_picture(const chaos_map *map, chaos_axis axes[2], uint32_t *naxes, chaos_measure measures[2],
                       uint32_t *nmeasures, uint64_t *transient)
{
    *naxes = map->picture[1].name ? 2 : map->picture[0].name ? 1 : usual_axis(map, axes);
    for (uint32_t i = 0; i < *naxes && map->picture[0].name; i++)
        axes[i] = (chaos_axis){ .size = sizeof axes[i],
                                .name = map->picture[i].name,
                                .count = *naxes == 1 ? LINE_POINTS : 500,
                                .start = map->picture[i].start,
                                .stop = map->picture[i].stop };
    *nmeasures = 0;
    *transient = 1000;
    if (*naxes == 0) {
        measures[(*nmeasures)++] = (chaos_measure){ .size = sizeof measures[0],
                                                    .kind = CHAOS_DENSITY,
                                                    .steps = 5000000,
                                                    .nof = map->dim > 1 ? 2 : 1,
                                                    .of = { 0, 1 } };
        return;
    }
    if (*naxes == 1)
        measures[(*nmeasures)++] =
            (chaos_measure){ .size = sizeof measures[0], .kind = CHAOS_DENSITY, .steps = 50000 };
    const uint32_t kind = *naxes == 2 && map->shows ? map->shows : CHAOS_LYAPUNOV;
    measures[(*nmeasures)++] =
        (chaos_measure){ .size = sizeof measures[0], .kind = kind, .steps = *naxes == 1 ? 20000 : 2000 };
    if (kind == CHAOS_ESCAPE)
        *transient = 0;
}
