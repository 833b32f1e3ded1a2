/* The catalogue, and the properties of a map.
 *
 * SPDX-License-Identifier: MIT */
#include "core/catalogue.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/names.h"

#include <stdlib.h>
#include <string.h>

/* Generated from the list in maps/Makefile.inc: CATALOGUE(circle) ..., in alphabetical order. */
#define CATALOGUE(name) extern const struct chaos_map chaosi_map_##name;
#include "maps/list.h"
#undef CATALOGUE

static const chaos_map *const catalogue[] = {
#define CATALOGUE(name) &chaosi_map_##name,
#include "maps/list.h"
#undef CATALOGUE
};

size_t chaos_map_count(void) { return sizeof catalogue / sizeof catalogue[0]; }

const chaos_map *chaos_map_at(size_t i) { return i < chaos_map_count() ? catalogue[i] : NULL; }

const chaos_map *chaos_map_find(const char *name)
{
    for (size_t i = 0; name && i < chaos_map_count(); i++)
        if (strcmp(catalogue[i]->name, name) == 0)
            return catalogue[i];
    return NULL;
}

const char *chaos_map_name(const chaos_map *map) { return map ? map->name : NULL; }
const char *chaos_map_title(const chaos_map *map) { return map ? map->title : NULL; }
const char *chaos_map_formula(const chaos_map *map) { return map ? map->formula : NULL; }
const char *chaos_map_reference(const chaos_map *map) { return map ? map->reference : NULL; }
const char *chaos_map_notes(const chaos_map *map) { return !map ? NULL : map->notes ? map->notes : ""; }
uint64_t chaos_map_dim(const chaos_map *map) { return map ? map->dim : 0; }
uint64_t chaos_map_nparams(const chaos_map *map) { return map ? map->nparams : 0; }
bool chaos_map_is_lattice(const chaos_map *map) { return map && (map->flags & CHAOSI_LATTICE) != 0; }
bool chaos_map_preserves_area(const chaos_map *map) { return map && (map->flags & CHAOSI_AREA) != 0; }
bool chaos_map_has_derivative(const chaos_map *map) { return map && (map->flags & CHAOSI_NUMERIC) == 0; }
bool chaos_map_reads_time(const chaos_map *map) { return map && (map->flags & CHAOSI_TIMED) != 0; }
bool chaos_map_is_random(const chaos_map *map) { return map && (map->flags & CHAOSI_RANDOM) != 0; }

const char *chaos_map_param(const chaos_map *map, uint64_t i)
{
    return map && i < map->nparams ? map->params[i] : NULL;
}
const char *chaos_map_state(const chaos_map *map, uint64_t i)
{
    return map && i < map->dim ? map->states[i] : NULL;
}

double chaos_map_param_default(const chaos_map *map, uint64_t i)
{
    return map && i < map->nparams ? map->param_defaults[i] : CHAOSI_NAN;
}

double chaos_map_state_default(const chaos_map *map, uint64_t i)
{
    if (!map || i >= map->dim)
        return CHAOSI_NAN;
    if (!map->site_start)
        return map->state_defaults[i];
    const chaosi_fpenv host = chaosi_fpenv_enter(); /* it is computed, with the same bits in every host */
    const double start = map->site_start(i);
    chaosi_fpenv_leave(host);
    return start;
}

static int64_t find_name(const char *const *names, uint64_t count, const char *name)
{
    for (uint64_t i = 0; name && i < count; i++)
        if (chaosi_same_name(names[i], name))
            return (int64_t)i;
    return -1;
}

int64_t chaos_map_param_index(const chaos_map *map, const char *name)
{
    return map ? find_name(map->params, map->nparams, name) : -1;
}

/* Of names that end in a number, "x12", there may be a million: the number says where to look,
 * variable by variable or site by site. */
static int64_t find_numbered(const chaos_map *map, const char *name)
{
    const char *const digits = name + strcspn(name, "0123456789");
    const uint64_t site = strtoull(digits, NULL, 10), sites = chaos_map_sites(map),
                   variables = sites ? map->dim / sites : 1;
    for (uint64_t v = 0; *digits && v < variables && site < (sites ? sites : map->dim); v++) {
        const uint64_t places[] = { v * sites + site, site * variables + v };
        for (int k = 0; k < 2; k++)
            if (chaosi_same_name(map->states[places[k]], name))
                return (int64_t)places[k];
    }
    return -1;
}

int64_t chaos_map_state_index(const chaos_map *map, const char *name)
{
    if (!map || !name)
        return -1;
    const int64_t i = find_numbered(map, name);
    return i >= 0 ? i : find_name(map->states, map->dim, name);
}

uint64_t chaos_map_sites(const chaos_map *map)
{
    if (!chaos_map_is_lattice(map))
        return 0;
    return map->sites ? map->sites : map->dim / (map->site_states ? map->site_states : 1);
}

double chaos_map_wrap(const chaos_map *map, uint64_t i)
{
    return map && i < map->dim ? chaosi_map_wrap(map, i) : 0.0;
}

double chaos_map_bound(const chaos_map *map) { return map ? map->bound : CHAOSI_NAN; }

bool chaos_map_view(const chaos_map *map, uint64_t i, double *low, double *high)
{
    if (!map || i >= map->dim || !map->view)
        return false;
    const double *view = map->view[chaosi_of_site(map, i)];
    if (low)
        *low = view[0];
    if (high)
        *high = view[1];
    return true;
}

const chaos_map *chaos_map_inverse(const chaos_map *map) { return map ? map->inverse : NULL; }

const char *chaos_map_regime(const chaos_map *map)
{
    static const char names[][16] = { "chaotic",  "intermittent", "quasiperiodic",
                                      "periodic", "transient",    "escaping" };
    return map ? names[map->regime] : NULL;
}

bool chaos_map_known_exponent(const chaos_map *map, uint64_t i, uint32_t *rank, double *value,
                              double *tolerance, double *params, const char **source)
{
    if (!map || i >= map->nknown)
        return false;
    const chaosi_known *known = &map->known[i];
    if (rank)
        *rank = known->rank;
    if (value)
        *value = known->value;
    if (tolerance)
        *tolerance = known->tolerance;
    for (uint64_t p = 0; params && p < map->nparams; p++)
        params[p] = known->params ? known->params[p] : map->param_defaults[p];
    if (source)
        *source = known->source;
    return true;
}

/* One allocation: the map, its number of states, pointers to the names, the names. */
typedef struct lattice {
    chaos_map map;
    chaos_map *owner; /* NULL: a map of the catalogue */
    size_t states;
    const char *names[];
} lattice;

enum { MAX_SITES = 1000000, NAME_BYTES = 24 };

static void release_lattice(chaos_map *map)
{
    lattice *l = (lattice *)(void *)map;
    chaos_map_free(l->owner);
    free(l);
}

int chaos_map_lattice(const char *name, uint64_t sites, chaos_map **map, chaos_error *error)
{
    const chaos_map *base = chaos_map_find(name);
    if (!base)
        return chaosi_fail(error, CHAOS_EINVAL, "name", -1,
                           "name must be that of a map of the catalogue, got '%.40s'",
                           name ? name : "(NULL)");
    if (!map)
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1,
                           "map must be the address of a chaos_map *, got NULL");
    if (!chaos_map_is_lattice(base))
        return chaosi_fail(error, CHAOS_EINVAL, "name", -1, "name must be that of a lattice, got '%s'", name);
    return chaosi_lattice(base, NULL, sites, map, error);
}

int chaosi_lattice(const chaos_map *base, chaos_map *owner, uint64_t sites, chaos_map **map,
                   chaos_error *error)
{
    if (!chaos_map_is_lattice(base))
        return chaosi_fail(error, CHAOS_EINVAL, "sites", -1,
                           "sites must be 0 for %s, which is not a lattice, got %llu", base->name,
                           (unsigned long long)sites);
    if (base->sites || !base->site_start)
        return chaosi_fail(error, CHAOS_EINVAL, "sites", -1,
                           "sites must be 0 for %.60s, whose number of sites is fixed, got %llu", base->name,
                           (unsigned long long)sites);
    if (sites < 1 || sites > MAX_SITES)
        return chaosi_fail(error, CHAOS_EINVAL, "sites", -1, "sites must be 1 to %d, got %llu", MAX_SITES,
                           (unsigned long long)sites);
    const uint64_t each = base->site_states ? base->site_states : 1, states = sites * each;
    lattice *l = malloc(sizeof *l + states * (sizeof l->names[0] + NAME_BYTES));
    if (!l)
        return chaosi_nomem(error);
    l->map = *base;
    l->owner = owner;
    l->map.sites = sites;
    l->states = states;
    char *text = (char *)&l->names[states];
    for (uint64_t i = 0; i < states; i++, text += NAME_BYTES) {
        /* "theta0", the name at site 0, less its number. */
        const char *first = base->states[i % each];
        const size_t letters = strlen(first) - 1;
        chaosi_site_name(text, first, letters < 8 ? letters : 8, (uint32_t)(i / each));
        l->names[i] = text;
    }
    l->map.dim = states;
    l->map.states = l->names;
    l->map.ctx = &l->states;
    l->map.references = 1;
    l->map.release = release_lattice;
    *map = &l->map;
    return CHAOS_OK;
}

/* Maps of the catalogue are not counted, others until they are freed. */
static bool is_counted(const chaos_map *map)
{
    return __atomic_load_n(&map->references, __ATOMIC_RELAXED) > 0;
}

chaos_map *chaosi_map_hold(const chaos_map *map)
{
    chaos_map *const held = (chaos_map *)(uintptr_t)map;
    if (is_counted(held)) /* the catalogue is read-only */
        __atomic_fetch_add(&held->references, 1, __ATOMIC_RELAXED);
    return held;
}

void chaos_map_free(chaos_map *map)
{
    if (!map || !is_counted(map) || __atomic_sub_fetch(&map->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    if (map->release)
        map->release(map);
    else
        free(map);
}
