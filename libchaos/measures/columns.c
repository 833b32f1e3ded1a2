/* The columns of a measure: states, or expressions of them.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void chaosi_column_set_free(chaosi_column_set *c)
{
    free(c->states);
    chaosi_columns_free(c->computed);
}

/* The states that a kind measures by default. */
static int default_states(const chaosi_measure_kind *kind, const chaos_map *map, chaosi_column_set *c,
                          chaos_error *error)
{
    if (kind->columns == CHAOSI_ALL_STATES) {
        c->n = map->dim;
        return CHAOS_OK;
    }
    c->states = malloc(map->dim * sizeof *c->states);
    if (!c->states)
        return chaosi_nomem(error);
    for (uint64_t i = 0; i < map->dim && (kind->columns == CHAOSI_ANGLES || c->n == 0); i++)
        if (kind->columns == CHAOSI_FIRST_STATE || chaosi_map_wrap(map, i) > 0.0)
            c->states[c->n++] = (uint32_t)i;
    return CHAOS_OK;
}

/* Whether a text consists of names of states, and which. */
static bool named_states(const chaos_map *map, const char *text, uint32_t most, uint32_t *states, uint64_t *n)
{
    *n = 0;
    for (;; text++) {
        char name[64];
        const size_t length = strcspn(text, ",");
        if (*n == most || length >= sizeof name)
            return false;
        memcpy(name, text, length);
        name[length] = '\0';
        const int64_t i = chaos_map_state_index(map, name);
        if (i < 0)
            return false;
        states[(*n)++] = (uint32_t)i;
        text += length;
        if (*text == '\0')
            return true;
    }
}

static int fail_states(const chaos_map *map, const char *of, chaos_error *error)
{
    char names[120] = "";
    size_t length = 0;
    for (uint64_t i = 0; i < map->dim && i < 8; i++) {
        if (i > 0)
            chaosi_append(names, sizeof names, &length, ", ", 2);
        chaosi_append(names, sizeof names, &length, map->states[i], strlen(map->states[i]));
    }
    return chaosi_fail(error, CHAOS_EINVAL, "of", -1, "of must be one or two of the states %s, got '%.60s'",
                       names, of);
}

/* The condition of a kind without `of`: a column of its own. */
static int make_condition(chaosi_column_set *c, const chaos_map *map, const char *argument, const char *when,
                          chaos_error *error)
{
    const int code = chaosi_columns_make(map, when, argument, 1, NULL, 0, NULL, &c->computed, error);
    if (code != CHAOS_OK || c->computed->count == 1)
        return code;
    return chaosi_fail(error, CHAOS_EINVAL, argument, -1,
                       "%s must be one condition for all sites: write a site as x0, or a sum over sites [j]",
                       argument);
}

static const chaosi_option *option_of_type(const chaosi_measure_kind *kind, uint32_t type)
{
    for (uint32_t i = 0; i < kind->noptions; i++)
        if (kind->options[i].info.type == type)
            return &kind->options[i];
    return NULL;
}

static const char *condition_name(const chaosi_measure_kind *kind)
{
    return option_of_type(kind, CHAOS_OPTION_CONDITION)->info.name;
}

/* Of a kind whose columns are further conditions: after the condition itself. Each is compiled alone first, so that
 * errors show the place in its text. */
static int make_conditions(chaosi_column_set *c, const chaosi_option *row, const chaosi_measure_kind *kind,
                           const chaos_map *map, const char *others, const char *when, chaos_error *error)
{
    const char *const name = row->info.name;
    char *both = NULL;
    int code = chaosi_columns_make(map, others, name, row->info.most, NULL, 0, NULL, &c->computed, error);
    if (code != CHAOS_OK)
        return code;
    c->n = c->computed->count;
    c->expressions = true;
    if (c->n != chaosi_expressions(others))
        return chaosi_fail(error, CHAOS_EINVAL, name, -1,
                           "%s must be conditions for all sites: write a site as x0, or a sum over sites [j]",
                           name);
    chaosi_columns_free(c->computed);
    c->computed = NULL;
    if (when)
        code = make_condition(c, map, condition_name(kind), when, error);
    if (!when || code != CHAOS_OK)
        return code;
    chaosi_columns_free(c->computed);
    c->computed = NULL;
    const size_t size = strlen(when) + strlen(others) + 2;
    both = malloc(size);
    if (!both)
        return chaosi_nomem(error);
    snprintf(both, size, "%s,%s", when, others);
    code = chaosi_columns_make(map, both, name, row->info.most + 1, NULL, 0, NULL, &c->computed, error);
    free(both);
    return code;
}

static int check_sites(const chaosi_column_set *c, const chaosi_measure_kind *kind, uint32_t most,
                       chaos_error *error)
{
    if (c->computed->count <= most || kind->columns == CHAOSI_ALL_STATES)
        return CHAOS_OK;
    return chaosi_fail(
        error, CHAOS_EINVAL, "of", -1,
        "of must be one value for all sites in %s: write a site as x0, or a sum over sites [j]",
        kind->info.name);
}

int chaosi_column_set_make(chaosi_column_set *c, const chaosi_measure_kind *kind, const chaos_map *map,
                           const char *of, const char *when, chaos_error *error)
{
    const chaosi_option *row = chaosi_option_find(kind, "of"),
                        *columns = option_of_type(kind, CHAOS_OPTION_COLUMNS);
    int code = CHAOS_OK;
    if (of && columns != row)
        return make_conditions(c, columns, kind, map, of, when, error);
    if (of) {
        c->states = malloc(row->info.most * sizeof *c->states);
        if (!c->states)
            return chaosi_nomem(error);
        c->expressions = !named_states(map, of, row->info.most, c->states, &c->n);
        if (c->expressions && kind->no_expressions)
            return fail_states(map, of, error);
    } else {
        code = default_states(kind, map, c, error);
    }
    if (code != CHAOS_OK || (!c->expressions && !when))
        return code;
    if (!row)
        return make_condition(c, map, condition_name(kind), when, error);
    code = chaosi_columns_make(map, c->expressions ? of : NULL, "of", row->info.most, c->states,
                               (uint32_t)(c->n <= UINT32_MAX ? c->n : UINT32_MAX), when, &c->computed, error);
    if (code != CHAOS_OK || !c->expressions)
        return code;
    free(c->states);
    c->states = NULL;
    c->n = c->computed->count;
    return check_sites(c, kind, row->info.most, error);
}

bool chaosi_takes_all_values(const chaosi_request *r)
{
    const chaosi_option *const when = chaosi_option_find(r->kind, "when");
    return r->expressions && when && !(r->given & 1u << (when - r->kind->options));
}

void chaosi_compute(const chaosi_measurement *run, const double *rows, size_t row, uint64_t count,
                    const double *p)
{
    const chaosi_columns *columns = run->request->columns;
    const chaosk_columns *kernel = columns->kernels[run->tile->run->isa];
    kernel->compute(&(chaosk_columns_job){ rows, row, run->at, count, p, run->tile->k.stride,
                                           run->tile->k.lanes, run->computed, run->work, columns->program });
}
