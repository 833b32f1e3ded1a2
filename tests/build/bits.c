/* Hashes of what every map and measure gives: the same on every instruction
 * set, else it fails, and, printed, to be compared between processors.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 37, MAX_ARRAYS = 8, MAX_KINDS = 64 };

static uint64_t fnv1a(const void *data, size_t size)
{
    const unsigned char *byte = data;
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3;
    return hash;
}

/* With up to four exponents, if the kind has some. */
static chaos_measure *make_measure(const chaos_map *map, const chaos_measure_kind *kind)
{
    const uint64_t dim = chaos_map_dim(map), count = dim > 4 ? 4 : dim;
    chaos_measure *measure;
    char text[80];
    snprintf(text, sizeof text, "%s:transient=100:steps=600", kind->name);
    if (chaos_measure_new(map, text, &measure, NULL) != CHAOS_OK)
        return NULL; /* as one that wants an angle */
    chaos_measure_set_counts(measure, "count", &count, 1, NULL);
    return measure;
}

/* Memory for the arrays that belong to points, masks apart. */
static size_t make_outputs(const chaos_measure *measure, chaos_output *outputs, size_t *sizes)
{
    size_t n = 0;
    for (size_t i = 0; i < chaos_measure_narrays(measure); i++) {
        chaos_array array = { .size = sizeof array };
        if (chaos_measure_array(measure, i, &array, NULL) != CHAOS_OK)
            return 0;
        if (array.quantity->once || array.quantity->scale == CHAOS_FLAGS)
            continue;
        sizes[n] = POINTS * 8;
        for (uint32_t d = 0; d < array.ndim; d++)
            sizes[n] *= array.shape[d];
        outputs[n] = (chaos_output){ .size = sizeof outputs[n],
                                     .measure = measure,
                                     .name = array.quantity->name,
                                     .data = calloc(sizes[n], 1) };
        if (!outputs[n++].data)
            return 0;
    }
    return n;
}

/* Sweeps a map's first parameter around its default with one measure. */
static int hash_measure(const chaos_map *map, const chaos_measure_kind *kind, uint64_t *hash)
{
    chaos_measure *measure = make_measure(map, kind);
    *hash = 0;
    if (!measure)
        return CHAOS_OK;
    const int param = chaos_map_nparams(map) > 0;
    double middle = param ? chaos_map_param_default(map, 0) : chaos_map_state_default(map, 0);
    chaos_axis axis = { .size = sizeof axis,
                        .name = param ? chaos_map_param(map, 0) : chaos_map_state(map, 0),
                        .count = POINTS,
                        .start = 0.8 * middle,
                        .stop = 1.05 * middle };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_output outputs[MAX_ARRAYS];
    size_t sizes[MAX_ARRAYS], n = make_outputs(measure, outputs, sizes);
    uint32_t status[POINTS];
    chaos_error error;
    int code = n ? chaos_sweep(map, &grid, outputs, n, status, NULL, &error) : CHAOS_ENOMEM;
    if (n && code != CHAOS_OK)
        fprintf(stderr, "%s %s: %s\n", chaos_map_name(map), kind->name, error.message);
    *hash = fnv1a(status, sizeof status);
    for (size_t i = 0; i < n; i++) {
        *hash = *hash * 31 + fnv1a(outputs[i].data, sizes[i]);
        free(outputs[i].data);
    }
    chaos_measure_free(measure);
    return code;
}

int main(void)
{
    size_t nmaps = chaos_map_count(), compared = 0, different = 0;
    const chaos_measure_kind *kind;
    uint64_t(*first)[MAX_KINDS] = calloc(nmaps, sizeof *first), hash;
    if (!first)
        return 1;
    for (size_t isa = 0; chaos_isa_at(isa); isa++) {
        if (strstr(chaos_isa_at(isa), "-nofma"))
            continue; /* these have bits of their own */
        if (chaos_isa_select(chaos_isa_at(isa), NULL) != CHAOS_OK)
            return 1;
        fprintf(stderr, "%s, %s\n", chaos_version(), chaos_isa_name());
        for (size_t i = 0; i < nmaps; i++)
            for (size_t k = 0; k < MAX_KINDS && (kind = chaos_measure_kind_at(k)); k++) {
                if (hash_measure(chaos_map_at(i), kind, compared ? &hash : &first[i][k]) != CHAOS_OK)
                    return 1;
                if (compared && hash != first[i][k]) {
                    fprintf(stderr, "DIFFERENT on %s: %s %s\n", chaos_isa_name(),
                            chaos_map_name(chaos_map_at(i)), kind->name);
                    different++;
                }
            }
        compared++;
    }

    for (size_t i = 0; i < nmaps; i++)
        for (size_t k = 0; k < MAX_KINDS && (kind = chaos_measure_kind_at(k)); k++)
            printf("%s %s %016llx\n", chaos_map_name(chaos_map_at(i)), kind->name,
                   (unsigned long long)first[i][k]);
    free(first);
    return different != 0;
}
