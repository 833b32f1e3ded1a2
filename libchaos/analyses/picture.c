/* What shows a map best. */
#include "map.h"

#include <string.h>

void chaos_map_picture(const chaos_map *map, chaos_axis axes[2], uint32_t *naxes, chaos_measure measures[2], uint32_t *nmeasures,
                       uint64_t *transient)
{
    *naxes = map->picture[1].name ? 2 : 1;
    for (uint32_t i = 0; i < *naxes; i++)
        axes[i] = (chaos_axis){ .size = sizeof axes[i], .name = map->picture[i].name, .count = *naxes == 1 ? 1600 : 500,
                                .start = map->picture[i].start, .stop = map->picture[i].stop };
    *nmeasures = 0;
    if (*naxes == 1)
        measures[(*nmeasures)++] = (chaos_measure){ .size = sizeof measures[0], .kind = CHAOS_DENSITY, .steps = 50000 };
    const uint32_t kind = *naxes == 2 && map->shows ? map->shows : CHAOS_LYAPUNOV;
    measures[(*nmeasures)++] = (chaos_measure){ .size = sizeof measures[0], .kind = kind, .steps = *naxes == 1 ? 20000 : 2000 };
    *transient = kind == CHAOS_ESCAPE ? 0 : 1000;
}
