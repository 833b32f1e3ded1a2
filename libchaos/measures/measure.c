/* A measure: a kind for a map, with its options.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/catalogue.h"
#include "core/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chaos_measure {
    const chaosi_measure_kind *kind;
    const chaos_map *map; /* held */
    uint32_t given;       /* bit i: option i was set */
    union {
        chaosi_common common;
        unsigned char bytes[CHAOSI_OPTIONS_SIZE];
    } options;       /* as given, 0 where not */
    char *of, *when; /* texts; NULL: not given */
    chaosi_column_set looked;
};

/* Takes `of` and `when` into the measure, compiled; nothing has changed on an error. */
static int set_columns(chaos_measure *m, const char *of, const char *when, chaos_error *error)
{
    chaosi_column_set looked = { .n = 0 };
    char *own_of = of ? chaosi_text_copy(of) : NULL, *own_when = when ? chaosi_text_copy(when) : NULL;
    int code = (of && !own_of) || (when && !own_when)
                   ? chaosi_nomem(error)
                   : chaosi_column_set_make(&looked, m->kind, m->map, of, when, error);
    if (code != CHAOS_OK) {
        chaosi_column_set_free(&looked);
        free(own_of);
        free(own_when);
        return code;
    }
    chaosi_column_set_free(&m->looked);
    free(m->of);
    free(m->when);
    m->of = own_of;
    m->when = own_when;
    m->looked = looked;
    return CHAOS_OK;
}

/* ------------------------------------------------------------------- options */

static int fail_null(const char *argument, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, argument, -1, "%s must not be NULL", argument);
}

static int fail_unknown(const chaosi_measure_kind *kind, const char *option, chaos_error *error)
{
    char names[160] = "";
    size_t length = 0;
    for (uint32_t i = 0; i < kind->noptions; i++) {
        const char *name = kind->options[i].info.name;
        if (i > 0)
            chaosi_append(names, sizeof names, &length, ", ", 2);
        chaosi_append(names, sizeof names, &length, name, strlen(name));
    }
    return chaosi_fail(error, CHAOS_EINVAL, option, -1, "%s has no option '%.40s'; it has %s",
                       kind->info.name, option, names);
}

static void *values_of(void *options, const chaosi_option *o) { return (char *)options + o->offset; }

static bool is_text(const chaosi_option *o)
{
    return o->info.type == CHAOS_OPTION_COLUMNS || o->info.type == CHAOS_OPTION_CONDITION;
}

static void mark_given(chaos_measure *m, const chaosi_option *o) { m->given |= 1u << (o - m->kind->options); }

/* Values that have been checked. */
static void store(chaos_measure *m, const chaosi_option *o, const void *values, uint64_t n)
{
    memset(values_of(&m->options, o), 0, o->info.most * 8);
    memcpy(values_of(&m->options, o), values, n * 8);
    mark_given(m, o);
}

/* The option of that name that takes numbers of this type. */
static int find_numbers(const chaos_measure *m, const char *option, const void *values, uint32_t type,
                        const chaosi_option **o, chaos_error *error)
{
    if (!m || !option || !values)
        return fail_null(!m ? "measure" : !option ? "option" : "values", error);
    *o = chaosi_option_find(m->kind, option);
    if (!*o)
        return fail_unknown(m->kind, option, error);
    if ((*o)->info.type != type && !((*o)->info.type == CHAOS_OPTION_COUNTS && type == CHAOS_OPTION_COUNT))
        return chaosi_fail(error, CHAOS_EINVAL, option, -1, "%s must be %s, got %s", option,
                           is_text(*o) || (*o)->info.type == CHAOS_OPTION_WORD ? "text"
                           : type == CHAOS_OPTION_COUNT                        ? "numbers"
                                                                               : "counts",
                           type == CHAOS_OPTION_COUNT ? "counts" : "numbers");
    return CHAOS_OK;
}

int chaos_measure_set_counts(chaos_measure *measure, const char *option, const uint64_t *values, size_t n,
                             chaos_error *error)
{
    const chaosi_option *o;
    int code = find_numbers(measure, option, values, CHAOS_OPTION_COUNT, &o, error);
    if (code == CHAOS_OK)
        code = chaosi_option_check_counts(o, values, n, error);
    if (code == CHAOS_OK)
        store(measure, o, values, n);
    return code;
}

int chaos_measure_set_numbers(chaos_measure *measure, const char *option, const double *values, size_t n,
                              chaos_error *error)
{
    const chaosi_option *o;
    int code = find_numbers(measure, option, values, CHAOS_OPTION_NUMBER, &o, error);
    if (code == CHAOS_OK)
        code = chaosi_option_check_numbers(o, values, n, error);
    if (code == CHAOS_OK)
        store(measure, o, values, n);
    return code;
}

int chaos_measure_set(chaos_measure *measure, const char *option, const char *value, chaos_error *error)
{
    if (!measure || !option || !value)
        return fail_null(!measure ? "measure" : !option ? "option" : "value", error);
    const chaosi_option *o = chaosi_option_find(measure->kind, option);
    if (!o)
        return fail_unknown(measure->kind, option, error);
    uint64_t values[CHAOSI_MOST_TIMES], n;
    int code;
    if (is_text(o)) {
        const bool of = o->info.type == CHAOS_OPTION_COLUMNS;
        code = set_columns(measure, of ? value : measure->of, of ? measure->when : value, error);
        if (code == CHAOS_OK)
            mark_given(measure, o);
        return code;
    }
    code = chaosi_option_parse(o, value, values, &n, error);
    if (code == CHAOS_OK)
        store(measure, o, values, n);
    return code;
}

bool chaos_measure_is_set(const chaos_measure *measure, const char *option)
{
    const chaosi_option *o = measure && option ? chaosi_option_find(measure->kind, option) : NULL;
    return o && (measure->given & 1u << (o - measure->kind->options));
}

/* -------------------------------------------------------------- construction */

/* The length of a part that ends at ':', but for one in brackets. */
static size_t part_length(const char *text)
{
    size_t i = 0;
    for (int depth = 0; text[i] && (depth > 0 || text[i] != ':'); i++)
        depth += (text[i] == '(') - (text[i] == ')');
    return i;
}

static int find_kind(const char *text, const chaosi_measure_kind **kind, chaos_error *error)
{
    char name[48], names[160] = ""; /* a message takes no more */
    size_t length = part_length(text), n = 0;
    snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), text);
    *kind = chaosi_measure_kind_find(name);
    if (*kind)
        return CHAOS_OK;
    for (size_t i = 0; chaosi_measure_kind_at(i); i++) {
        const char *known = chaosi_measure_kind_at(i)->info.name;
        if (i > 0)
            chaosi_append(names, sizeof names, &n, ", ", 2);
        chaosi_append(names, sizeof names, &n, known, strlen(known));
    }
    if (n >= sizeof names)
        strcpy(names + sizeof names - sizeof "...", "...");
    return chaosi_fail(error, CHAOS_EINVAL, "measure", -1, "measure must be one of %s, got '%.40s'", names,
                       name);
}

/* One OPTION=VALUE, which is cut up. Texts are kept for later: they are compiled together. */
static int set_part(chaos_measure *m, char *part, const char **of, const char **when, chaos_error *error)
{
    char *equals = strchr(part, '=');
    if (!equals || equals == part)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                           "options of %s must be OPTION=VALUE as in %s:steps=10000, got '%.40s'",
                           m->kind->info.name, m->kind->info.name, part);
    *equals = '\0';
    const char *value = equals + 1;
    const chaosi_option *o = chaosi_option_find(m->kind, part);
    if (!o)
        return fail_unknown(m->kind, part, error);
    if (m->given & 1u << (o - m->kind->options))
        return chaosi_fail(error, CHAOS_EINVAL, o->info.name, -1,
                           "%s must be given once, got '%.40s' as well", o->info.name, value);
    if (!is_text(o))
        return chaos_measure_set(m, o->info.name, value, error);
    *(o->info.type == CHAOS_OPTION_COLUMNS ? of : when) = value;
    mark_given(m, o);
    return CHAOS_OK;
}

static int set_parts(chaos_measure *m, char *text, chaos_error *error)
{
    const char *of = NULL, *when = NULL;
    int code = CHAOS_OK;
    size_t length = part_length(text);
    for (bool more = text[length] != '\0'; more && code == CHAOS_OK;) {
        text += length + 1;
        length = part_length(text);
        more = text[length] != '\0';
        text[length] = '\0';
        code = set_part(m, text, &of, &when, error);
    }
    return code == CHAOS_OK ? set_columns(m, of, when, error) : code;
}

void chaos_measure_free(chaos_measure *measure)
{
    if (!measure)
        return;
    chaosi_column_set_free(&measure->looked);
    free(measure->of);
    free(measure->when);
    chaos_map_free((chaos_map *)(uintptr_t)measure->map);
    free(measure);
}

int chaos_measure_new(const chaos_map *map, const char *text, chaos_measure **measure, chaos_error *error)
{
    const chaosi_measure_kind *kind;
    if (!map || !text || !measure)
        return fail_null(!map ? "map" : !text ? "text" : "measure", error);
    int code = find_kind(text, &kind, error);
    if (code != CHAOS_OK)
        return code;
    chaos_measure *m = calloc(1, sizeof *m);
    char *parts = chaosi_text_copy(text);
    if (m) {
        m->kind = kind;
        m->map = chaosi_map_hold(map);
    }
    code = m && parts ? set_parts(m, parts, error) : chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = chaos_measure_check(m, error);
    free(parts);
    if (code == CHAOS_OK)
        *measure = m;
    else
        chaos_measure_free(m);
    return code;
}

/* ------------------------------------------------------------------ requests */

/* Chosen times, and the distance from record to record in which all of them are. */
static int complete_times(chaosi_request *r, chaos_error *error)
{
    chaosi_common *c = &r->options.common;
    const chaosi_option *times = chaosi_option_find(r->kind, "times");
    if (!times || times->info.type != CHAOS_OPTION_COUNTS || !(r->given & 1u << (times - r->kind->options)))
        return CHAOS_OK;
    if (c->steps || c->every)
        return chaosi_fail(error, CHAOS_EINVAL, c->steps ? "steps" : "every", -1,
                           "%s must be left out with times, got %llu", c->steps ? "steps" : "every",
                           (unsigned long long)(c->steps ? c->steps : c->every));
    const uint64_t *at = chaosi_times_of(r);
    uint64_t n = 1, every = at[0];
    for (; n < CHAOSI_MOST_TIMES && at[n] > at[n - 1]; n++)
        for (uint64_t rest = at[n]; rest > 0;) {
            const uint64_t next = every % rest;
            every = rest;
            rest = next;
        }
    if (at[n - 1] >= UINT64_C(1) << 59)
        return chaosi_fail(error, CHAOS_EINVAL, "times", -1, "times must be below 2^59, got %llu",
                           (unsigned long long)at[n - 1]);
    r->ntimes = n;
    c->every = every ? every : 1;
    c->steps = r->kind->rows || !at[n - 1] ? n : at[n - 1];
    return CHAOS_OK;
}

/* What holds for options of every kind. */
static int complete_common(const chaosi_request *r, chaosi_common *c, chaos_error *error)
{
    uint64_t span;
    const uint64_t most = UINT64_C(1) << 60;
    const chaosi_option *transient = chaosi_option_find(r->kind, "transient");
    if (!(r->given & 1u << (transient - r->kind->options)))
        c->transient = r->ntimes ? 0 : r->kind->transient;
    if (c->steps == 0)
        c->steps = 1000;
    if (c->every == 0)
        c->every = 1;
    if (c->transient > most)
        return chaosi_fail(error, CHAOS_EINVAL, "transient", -1, "transient must be at most 2^60, got %llu",
                           (unsigned long long)c->transient);
    if (!chaosi_mul_checked(c->steps, c->every, &span))
        return chaosi_fail(error, CHAOS_EINVAL, c->every > c->steps ? "every" : "steps", -1,
                           "steps times every must be below 2^59, got %llu times %llu",
                           (unsigned long long)c->steps, (unsigned long long)c->every);
    return CHAOS_OK;
}

int chaosi_check_kept(const char *option, uint64_t n, uint64_t doubles, chaos_error *error)
{
    const uint64_t most = (UINT64_C(1) << 40) / doubles;
    return n <= most ? CHAOS_OK
                     : chaosi_fail(error, CHAOS_EINVAL, option, -1, "%s must be at most %llu, got %llu",
                                   option, (unsigned long long)most, (unsigned long long)n);
}

int chaosi_request_init(chaosi_request *r, const chaos_measure *m, chaos_error *error)
{
    *r = (chaosi_request){ .kind = m->kind,
                           .map = m->map,
                           .ncolumns = m->looked.n,
                           .states = m->looked.states,
                           .columns = m->looked.computed,
                           .expressions = m->looked.expressions ? m->of : NULL,
                           .given = m->given,
                           .pooled = 1 };
    memcpy(&r->options, &m->options, sizeof r->options);
    int code = complete_times(r, error);
    if (code == CHAOS_OK)
        code = complete_common(r, &r->options.common, error);
    if (code == CHAOS_OK && m->kind->complete)
        code = m->kind->complete(r, error);
    return code;
}

int chaos_measure_check(const chaos_measure *measure, chaos_error *error)
{
    chaosi_request request;
    return measure ? chaosi_request_init(&request, measure, error) : fail_null("measure", error);
}

const chaos_measure_kind *chaos_measure_kind_of(const chaos_measure *measure)
{
    return measure ? &measure->kind->info : NULL;
}

const chaos_map *chaos_measure_map(const chaos_measure *measure) { return measure ? measure->map : NULL; }

/* -------------------------------------------------------------------- as text */

/* Default columns have no text, except the first state, which is one of several. */
static size_t print_of(const chaos_measure *m, char *text, size_t size)
{
    size_t length = 0;
    const char *of = m->of                                    ? m->of
                     : m->kind->columns == CHAOSI_FIRST_STATE ? m->map->states[m->looked.states[0]]
                                                              : "";
    chaosi_append(text, size, &length, of, strlen(of));
    return length;
}

/* The number of an option's values: if that varies, `least` for each column. */
static uint64_t number_of_values(const chaosi_request *r, const chaosi_option *o)
{
    if (o->info.type == CHAOS_OPTION_COUNTS)
        return r->ntimes;
    return o->info.least == o->info.most ? o->info.most : o->info.least * r->ncolumns;
}

/* Whether an option has a value: not if it was not set and a complete request leaves it all 0, nor if times are in
 * its place. */
static bool has_value(const chaosi_request *r, const chaosi_option *o)
{
    const uint64_t *values = values_of((void *)(uintptr_t)&r->options, o);
    if (r->ntimes &&
        (o->offset == offsetof(chaosi_common, steps) || o->offset == offsetof(chaosi_common, every)))
        return false;
    bool any = r->given & 1u << (o - r->kind->options) || (o->low == 0 && o->info.type == CHAOS_OPTION_COUNT);
    for (uint64_t i = 0; i < number_of_values(r, o); i++)
        any |= values[i] != 0;
    return any;
}

size_t chaos_measure_get(const chaos_measure *measure, const char *option, char *text, size_t size)
{
    chaosi_request r;
    size_t length = 0;
    chaosi_append(text, size, &length, "", 0);
    const chaosi_option *o = measure && option ? chaosi_option_find(measure->kind, option) : NULL;
    if (!o)
        return 0;
    if (o->info.type == CHAOS_OPTION_COLUMNS)
        return print_of(measure, text, size);
    if (o->info.type == CHAOS_OPTION_CONDITION) {
        if (measure->when)
            chaosi_append(text, size, &length, measure->when, strlen(measure->when));
        return length;
    }
    if (chaosi_request_init(&r, measure, NULL) != CHAOS_OK || !has_value(&r, o))
        return 0;
    return chaosi_option_print(o, values_of(&r.options, o), number_of_values(&r, o), text, size);
}

size_t chaos_measure_text(const chaos_measure *measure, char *text, size_t size)
{
    size_t length = 0;
    chaosi_append(text, size, &length, "", 0);
    if (!measure)
        return 0;
    const chaosi_measure_kind *kind = measure->kind;
    chaosi_append(text, size, &length, kind->info.name, strlen(kind->info.name));
    for (uint32_t i = 0; i < kind->noptions; i++) {
        const char *name = kind->options[i].info.name;
        const size_t value = chaos_measure_get(measure, name, NULL, 0);
        if (value == 0)
            continue;
        chaosi_append(text, size, &length, ":", 1);
        chaosi_append(text, size, &length, name, strlen(name));
        chaosi_append(text, size, &length, "=", 1);
        const size_t left = length < size ? size - length : 0;
        length += chaos_measure_get(measure, name, left ? text + length : NULL, left);
    }
    return length;
}
