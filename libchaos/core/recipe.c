/* SPDX-License-Identifier: MIT */
#include "core/recipe.h"

#include "core/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void add(chaosi_buffer *recipe, const char *text) { chaosi_buffer_add(recipe, text, strlen(text)); }

static void add_string(chaosi_buffer *recipe, const char *text)
{
    add(recipe, "\"");
    for (; *text; text++) {
        if ((unsigned char)*text < ' ')
            chaosi_buffer_print(recipe, "\\u%04x", (unsigned)*text);
        else
            chaosi_buffer_print(recipe, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    }
    add(recipe, "\"");
}

static void add_number(chaosi_buffer *recipe, double value)
{
    char text[CHAOSI_NUMBER];
    chaosi_format_double(value, text);
    if (__builtin_isfinite(value))
        add(recipe, text);
    else
        add_string(recipe, text);
}

static void add_name(chaosi_buffer *recipe, const char *name)
{
    const char last = recipe->size ? recipe->data[recipe->size - 1] : '{';
    add(recipe, last == '{' ? "" : ", ");
    add_string(recipe, name);
    add(recipe, ": ");
}

void chaosi_recipe_count(chaosi_buffer *recipe, const char *name, uint64_t value)
{
    add_name(recipe, name);
    chaosi_buffer_print(recipe, "%" PRIu64, value);
}

void chaosi_recipe_number(chaosi_buffer *recipe, const char *name, double value)
{
    add_name(recipe, name);
    add_number(recipe, value);
}

void chaosi_recipe_string(chaosi_buffer *recipe, const char *name, const char *value)
{
    add_name(recipe, name);
    add_string(recipe, value);
}

void chaosi_recipe_strings(chaosi_buffer *recipe, const char *name, const char *const *names,
                           const char *const *values, uint64_t n)
{
    add_name(recipe, name);
    add(recipe, "{");
    for (uint64_t i = 0; i < n; i++)
        chaosi_recipe_string(recipe, names[i], values[i]);
    add(recipe, "}");
}

void chaosi_recipe_values(chaosi_buffer *recipe, const char *name, const char *const *names,
                          const double *values, const bool *varies, uint64_t n)
{
    add_name(recipe, name);
    add(recipe, "{");
    for (uint64_t i = 0; i < n; i++)
        if (!varies || !varies[i])
            chaosi_recipe_number(recipe, names[i], values[i]);
    add(recipe, "}");
}

void chaosi_recipe_params(chaosi_buffer *recipe, const char *name, const double *params, const chaos_map *map)
{
    chaosi_recipe_values(recipe, name, map->params, params ? params : map->param_defaults, NULL,
                         map->nparams);
}

void chaosi_recipe_state(chaosi_buffer *recipe, const char *name, const double *state, const chaos_map *map)
{
    chaosi_recipe_values(recipe, name, map->states, state, NULL, map->dim);
}

static void add_axis(chaosi_buffer *recipe, const chaos_axis *axis)
{
    add(recipe, axis->values ? "{\"values\": [" : "[");
    for (uint64_t i = 0; axis->values && i < axis->count; i++) {
        add(recipe, i ? ", " : "");
        add_number(recipe, axis->values[i]);
    }
    if (!axis->values) {
        add_number(recipe, axis->start);
        add(recipe, ", ");
        add_number(recipe, axis->stop);
        chaosi_buffer_print(recipe, ", %" PRIu64, axis->count);
    }
    add(recipe, axis->values ? "]}" : "]");
}

void chaosi_recipe_axes(chaosi_buffer *recipe, const char *name, const chaos_axis *axes, uint32_t n)
{
    add_name(recipe, name);
    add(recipe, "{");
    for (uint32_t i = 0; i < n; i++) {
        add_name(recipe, axes[i].name);
        add_axis(recipe, &axes[i]);
    }
    add(recipe, "}");
}

void chaosi_recipe_iteration(chaosi_buffer *recipe, const chaos_options *options)
{
    chaosi_recipe_count(recipe, "lift", options->lift);
    if (options->forcing_period) {
        chaosi_recipe_count(recipe, "n0", options->n0);
        chaosi_recipe_count(recipe, "forcing_period", options->forcing_period);
    }
}

void chaosi_recipe_box(chaosi_buffer *recipe, const char *name, const double *box, const chaos_map *map)
{
    add_name(recipe, name);
    add(recipe, "{");
    for (uint64_t i = 0; i < map->dim; i++) {
        double low = CHAOSI_NAN, high = CHAOSI_NAN;
        if (box)
            low = box[2 * i], high = box[2 * i + 1];
        else
            chaos_map_box(map, i, &low, &high);
        if (low != low)
            continue;
        add_name(recipe, map->states[i]);
        add(recipe, "[");
        add_number(recipe, low);
        add(recipe, ", ");
        add_number(recipe, high);
        add(recipe, "]");
    }
    add(recipe, "}");
}

/* The index of a variable at a lattice's first site: states are ordered by site, those of a text by variable. */
static uint64_t first_state(const chaos_map *map, uint64_t variable)
{
    return map->site_states == map->dim ? variable * chaos_map_sites(map) : variable;
}

/* The periods of angles, which a text need not mention. In a lattice, where all sites are
 * alike, x stands for x0, x1, ... */
static void add_periods(chaosi_buffer *recipe, const chaos_map *map)
{
    const bool lattice = chaos_map_is_lattice(map);
    const uint64_t variables = lattice ? map->dim / chaos_map_sites(map) : map->dim;
    add_name(recipe, "wrap");
    add(recipe, "{");
    for (uint64_t v = 0; v < variables; v++) {
        const uint64_t i = lattice ? first_state(map, v) : v;
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strlen(map->states[i]) - lattice, map->states[i]);
        if (chaosi_map_wrap(map, i) > 0.0)
            chaosi_recipe_number(recipe, name, chaosi_map_wrap(map, i));
    }
    add(recipe, "}");
}

void chaosi_recipe_begin(chaosi_buffer *recipe, const char *kind, const chaos_map *map)
{
    add(recipe, "{");
    chaosi_recipe_string(recipe, "kind", kind);
    chaosi_recipe_string(recipe, "version", chaos_version());
    const char *family = chaos_isa_family();
    chaosi_recipe_string(recipe, "isa", family ? family : "");
    chaosi_recipe_string(recipe, "map", map->name);
    chaosi_recipe_string(recipe, "formula", map->formula);
    if (chaos_map_is_lattice(map))
        chaosi_recipe_count(recipe, "sites", chaos_map_sites(map));
    if (!chaos_map_find(map->name)) {
        add_periods(recipe, map);
        chaosi_recipe_number(recipe, "bound", map->bound);
    }
}

void chaosi_recipe_end(chaosi_buffer *recipe) { add(recipe, "}"); }
