/* The kinds of measures there are, and their tables.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

#define MEASURE(name) extern const chaosi_measure_kind chaosi_measure_##name;
#include "measures/list.h"
#undef MEASURE

static const chaosi_measure_kind *const kinds[] = {
#define MEASURE(name) &chaosi_measure_##name,
#include "measures/list.h"
#undef MEASURE
};

const chaosi_measure_kind *chaosi_measure_kind_at(size_t i)
{
    return i < sizeof kinds / sizeof kinds[0] ? kinds[i] : NULL;
}

const chaosi_measure_kind *chaosi_measure_kind_find(const char *name)
{
    for (size_t i = 0; name && i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i]->info.name, name) == 0)
            return kinds[i];
    return NULL;
}

const chaosi_option *chaosi_option_find(const chaosi_measure_kind *kind, const char *name)
{
    for (uint32_t i = 0; i < kind->noptions; i++)
        if (strcmp(kind->options[i].info.name, name) == 0)
            return &kind->options[i];
    return NULL;
}

/* The public row is the first member of the private one. */
static const chaos_measure_kind *info_of(const chaosi_measure_kind *kind)
{
    return kind ? &kind->info : NULL;
}

static const chaosi_measure_kind *kind_of(const chaos_measure_kind *kind)
{
    return (const chaosi_measure_kind *)(const void *)kind;
}

const chaos_measure_kind *chaos_measure_kind_at(size_t i) { return info_of(chaosi_measure_kind_at(i)); }

const chaos_measure_kind *chaos_measure_kind_find(const char *name)
{
    return info_of(chaosi_measure_kind_find(name));
}

const chaos_option *chaos_measure_kind_option(const chaos_measure_kind *kind, size_t i)
{
    return kind && i < kind_of(kind)->noptions ? &kind_of(kind)->options[i].info : NULL;
}

const chaos_quantity *chaos_measure_kind_output(const chaos_measure_kind *kind, size_t i)
{
    return kind && i < kind_of(kind)->noutputs ? &kind_of(kind)->outputs[i].info : NULL;
}

bool chaos_measure_kind_pools(const chaos_measure_kind *kind) { return kind && kind_of(kind)->pool; }
