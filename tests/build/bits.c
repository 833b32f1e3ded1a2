/* Hashes of what every map and measure gives: the same on every instruction
 * set, else it fails, and, printed, to be compared between processors.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 37, STEPS = 3000 };

static uint64_t fnv1a(const void *data, size_t size)
{
    const unsigned char *byte = data;
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3;
    return hash;
}

/* Sweeps a map's first parameter around its default with one measure. */
static int hash_measure(const chaos_map *map, uint32_t kind, uint64_t *hash)
{
    chaos_measure measure = { .size = sizeof measure, .kind = kind };
    if (kind == CHAOS_LYAPUNOV)
        measure.count = chaos_map_dim(map) > 4 ? 4 : CHAOS_ALL;
    chaos_array arrays[CHAOS_MAX_OUT];
    uint32_t narrays, status[POINTS];
    if (chaos_measure_arrays(map, STEPS, &measure, arrays, &narrays, NULL) != CHAOS_OK) {
        *hash = 0; /* rotation wants an angle */
        return CHAOS_OK;
    }

    const int param = chaos_map_nparams(map) > 0;
    double middle = param ? chaos_map_param_default(map, 0) : chaos_map_state_default(map, 0);
    chaos_axis axis = { .size = sizeof axis,
                        .name = param ? chaos_map_param(map, 0) : chaos_map_state(map, 0),
                        .count = POINTS,
                        .start = 0.8 * middle,
                        .stop = 1.05 * middle };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    size_t size[CHAOS_MAX_OUT] = { 0 };
    for (uint32_t i = 0; i < narrays; i++) {
        size[i] = POINTS * 8;
        for (uint32_t j = 0; j < arrays[i].ndim; j++)
            size[i] *= arrays[i].shape[j];
        if (!(measure.out[i] = calloc(size[i], 1)))
            return CHAOS_ENOMEM;
    }

    chaos_error error;
    int code = chaos_sweep(map, &grid, 100, STEPS, &measure, 1, status, NULL, &error);
    if (code != CHAOS_OK)
        fprintf(stderr, "%s %s: %s\n", chaos_map_name(map), chaos_measure_name(kind), error.message);
    *hash = fnv1a(status, sizeof status);
    for (uint32_t i = 0; i < narrays; i++) {
        *hash = *hash * 31 + fnv1a(measure.out[i], size[i]);
        free(measure.out[i]);
    }
    return code;
}

int main(void)
{
    size_t nmaps = chaos_map_count(), compared = 0, different = 0;
    uint64_t(*first)[CHAOS_NMEASURES] = calloc(nmaps, sizeof *first), hash;
    if (!first)
        return 1;
    for (size_t isa = 0; chaos_isa_at(isa); isa++) {
        if (strstr(chaos_isa_at(isa), "-nofma"))
            continue; /* these have bits of their own */
        if (chaos_isa_select(chaos_isa_at(isa), NULL) != CHAOS_OK)
            return 1;
        fprintf(stderr, "%s, %s\n", chaos_version(), chaos_isa_name());
        for (size_t i = 0; i < nmaps; i++)
            for (uint32_t kind = 0; kind < CHAOS_NMEASURES; kind++) {
                if (hash_measure(chaos_map_at(i), kind, compared ? &hash : &first[i][kind]) != CHAOS_OK)
                    return 1;
                if (compared && hash != first[i][kind]) {
                    fprintf(stderr, "DIFFERENT on %s: %s %s\n", chaos_isa_name(),
                            chaos_map_name(chaos_map_at(i)), chaos_measure_name(kind));
                    different++;
                }
            }
        compared++;
    }

    for (size_t i = 0; i < nmaps; i++)
        for (uint32_t kind = 0; kind < CHAOS_NMEASURES; kind++)
            printf("%s %s %016llx\n", chaos_map_name(chaos_map_at(i)), chaos_measure_name(kind),
                   (unsigned long long)first[i][kind]);
    free(first);
    return different != 0;
}
