/* Measures by name, and their options.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <stdio.h>
#include <string.h>

static const chaosi_measure_kind *const kinds[CHAOS_NMEASURES] = {
    [CHAOS_ORBIT] = &chaosi_orbit,     [CHAOS_FINAL] = &chaosi_final,       [CHAOS_DENSITY] = &chaosi_density,
    [CHAOS_MOMENTS] = &chaosi_moments, [CHAOS_LYAPUNOV] = &chaosi_lyapunov, [CHAOS_PERIOD] = &chaosi_period,
    [CHAOS_ESCAPE] = &chaosi_escape,   [CHAOS_ROTATION] = &chaosi_rotation,
};

const chaosi_measure_kind *chaosi_measure_kind_of(uint32_t kind)
{
    return kind < CHAOS_NMEASURES ? kinds[kind] : NULL;
}

const char *chaos_measure_name(uint32_t kind) { return kind < CHAOS_NMEASURES ? kinds[kind]->name : NULL; }

const char *chaos_measure_option(uint32_t kind, size_t i)
{
    for (size_t j = 0; kind < CHAOS_NMEASURES && j <= i; j++) {
        if (!kinds[kind]->options[j])
            return NULL;
        if (j == i)
            return kinds[kind]->options[j];
    }
    return NULL;
}

void chaosi_describe(chaos_array *array, const char *name, enum chaos_type type, uint32_t ndim, uint64_t n0,
                     uint64_t n1)
{
    memset(array, 0, sizeof *array);
    snprintf(array->name, sizeof array->name, "%s", name);
    array->type = type;
    array->ndim = ndim;
    array->shape[0] = ndim > 0 ? n0 : 0;
    array->shape[1] = ndim > 1 ? n1 : 0;
}

/* Appends ", name" for every name to a message. */
static void join(char *text, size_t size, const char *name)
{
    const size_t length = strlen(text);
    snprintf(text + length, size - length, "%s%s", length ? ", " : "", name);
}

int chaos_measure_init(chaos_measure *measure, const char *name, chaos_error *error)
{
    char names[160] = "";
    for (uint32_t kind = 0; kind < CHAOS_NMEASURES; kind++) {
        if (measure && name && strcmp(kinds[kind]->name, name) == 0) {
            *measure = (chaos_measure){ .size = sizeof *measure, .kind = kind };
            return CHAOS_OK;
        }
        join(names, sizeof names, kinds[kind]->name);
    }
    return chaosi_fail(error, CHAOS_EINVAL, measure ? "name" : "measure", -1,
                       "there is no measure '%.40s'; there are %s", name ? name : "(NULL)", names);
}

/* A count in decimal, also as 1e6. */
static int parse_count(const char *text, uint64_t *value)
{
    double d;
    if (strspn(text, "0123456789") == strlen(text) && *text && strlen(text) <= 19) {
        *value = 0;
        for (const char *c = text; *c; c++)
            *value = *value * 10 + (uint64_t)(*c - '0');
        return 1;
    }
    if (!chaosi_parse_double(text, strlen(text), &d) || !(d >= 0.0 && d <= 0x1p62) ||
        d != (double)(uint64_t)d)
        return 0;
    *value = (uint64_t)d;
    return 1;
}

/* "a,b,c" into at most max numbers; how many, or -1. */
static int parse_list(const char *text, double *values, int max)
{
    int n = 0;
    for (;; text++) {
        const size_t length = strcspn(text, ",");
        if (n == max || !chaosi_parse_double(text, length, &values[n]) || !__builtin_isfinite(values[n]))
            return -1;
        n++;
        text += length;
        if (*text == '\0')
            return n;
    }
}

static int fail_option(chaos_error *error, const char *option, const char *value, const char *would_do)
{
    return chaosi_fail(error, CHAOS_EINVAL, option, -1, "%s is '%.60s'; %s would do", option, value,
                       would_do);
}

/* One or two names of states, into *m; 0 if it is something else. */
static int set_states(const chaos_map *map, chaos_measure *m, const char *value)
{
    uint32_t nof = 0, of[2];
    for (const char *text = value; nof < 2; text++) {
        char name[64];
        const size_t length = strcspn(text, ",");
        snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), text);
        const int64_t i = chaos_map_state_index(map, name);
        if (i < 0)
            return 0;
        of[nof++] = (uint32_t)i;
        text += length;
        if (*text == '\0') {
            m->nof = nof;
            memcpy(m->of, of, sizeof of);
            m->expressions = NULL;
            return 1;
        }
    }
    return 0;
}

static int takes(const chaosi_measure_kind *kind, const char *option)
{
    for (size_t i = 0; kind->options[i]; i++)
        if (strcmp(kind->options[i], option) == 0)
            return 1;
    return 0;
}

int chaosi_measure_columns(const chaos_map *map, const chaos_measure *m, chaosi_columns **columns,
                           chaos_error *error)
{
    uint32_t all[64];
    const uint32_t n = chaosi_nstates(map, m);
    for (uint32_t i = 0; i < n && i < 64; i++)
        all[i] = i;
    return chaosi_columns_make(map, m->expressions, 2, m->nof ? m->of : all, n, m->when, columns, error);
}

/* Expressions and conditions are read; nof becomes the number of columns. */
static int check_columns(const chaos_map *map, const chaosi_measure_kind *kind, chaos_measure *m,
                         chaos_error *error)
{
    chaosi_columns *columns = NULL;
    if (m->expressions && !kind->expressions)
        return chaosi_fail(error, CHAOS_EINVAL, "of", -1, "%s takes no expressions as of", kind->name);
    if (m->when && !takes(kind, "when"))
        return chaosi_fail(error, CHAOS_EINVAL, "when", -1, "%s has no option 'when'", kind->name);
    const int code = chaosi_measure_columns(map, m, &columns, error);
    if (code == CHAOS_OK && m->expressions)
        m->nof = columns->count;
    chaosi_columns_free(columns);
    return code;
}

/* Sets `of`, names of states or expressions, or `when`. */
static int set_columns(const chaos_map *map, const chaosi_measure_kind *kind, chaos_measure *m,
                       const char *option, const char *value, chaos_error *error)
{
    chaos_measure set = *m;
    const int of = strcmp(option, "of") == 0;
    if (of && set_states(map, m, value))
        return CHAOS_OK;
    *(of ? &set.expressions : &set.when) = value;
    if (of && !kind->expressions) {
        char names[120] = "";
        for (uint64_t j = 0; j < map->dim && j < 8; j++)
            join(names, sizeof names, map->states[j]);
        return chaosi_fail(error, CHAOS_EINVAL, "of", -1,
                           "of is '%.60s'; one or two of the states %s would do", value, names);
    }
    const int code = check_columns(map, kind, &set, error);
    if (code == CHAOS_OK)
        *m = set;
    return code;
}

void chaosi_compute(const chaosi_measuring *it, const double *rows, size_t row, uint64_t count,
                    const double *p)
{
    const chaosk_columns *kernel = it->columns->kernels[chaosi_isa_current(NULL)->index];
    kernel->compute(&(chaosk_columns_job){ rows, row, it->at, count, p, it->tile->k.stride, it->computed,
                                           it->work, it->columns->program });
}

static int set_range(chaos_measure *m, const char *value, chaos_error *error)
{
    double v[4];
    const int n = parse_list(value, v, 4);
    if (n != 2 && n != 4)
        return fail_option(error, "range", value, "low,high or low,high,low,high");
    memset(m->range, 0, sizeof m->range);
    memcpy(m->range, v, (size_t)n * sizeof v[0]);
    for (int i = 0; i < n / 2; i++)
        if (!(v[2 * i] < v[2 * i + 1]))
            return fail_option(error, "range", value, "low < high");
    return CHAOS_OK;
}

static int set_bins(chaos_measure *m, const char *value, chaos_error *error)
{
    char first[64];
    const size_t length = strcspn(value, ",");
    snprintf(first, sizeof first, "%.*s", (int)(length < sizeof first ? length : sizeof first - 1), value);
    uint64_t bins[2] = { 0, 0 };
    if (!parse_count(first, &bins[0]) || !bins[0] ||
        (value[length] && (!parse_count(value + length + 1, &bins[1]) || !bins[1])))
        return fail_option(error, "bins", value, "a count >= 1, or two of them,");
    memcpy(m->bins, bins, sizeof bins);
    return CHAOS_OK;
}

/* Counts go straight into their field. */
static uint64_t *count_field(chaos_measure *m, const char *option)
{
    return strcmp(option, "steps") == 0    ? &m->steps
           : strcmp(option, "every") == 0  ? &m->every
           : strcmp(option, "blocks") == 0 ? &m->blocks
           : strcmp(option, "max") == 0    ? &m->max
                                           : NULL;
}

static int set_known(const chaos_map *map, chaos_measure *m, const char *option, const char *value,
                     chaos_error *error)
{
    uint64_t n;
    double tol;
    if (count_field(m, option)) {
        if (!parse_count(value, &n) || n == 0)
            return fail_option(error, option, value, "a count >= 1");
        *count_field(m, option) = n;
        return CHAOS_OK;
    }
    if (strcmp(option, "of") == 0 || strcmp(option, "when") == 0)
        return set_columns(map, chaosi_measure_kind_of(m->kind), m, option, value, error);
    if (strcmp(option, "range") == 0)
        return set_range(m, value, error);
    if (strcmp(option, "bins") == 0)
        return set_bins(m, value, error);
    if (strcmp(option, "count") == 0) {
        const int all = strcmp(value, "all") == 0;
        if (!all && (!parse_count(value, &n) || n == 0 || n > map->dim)) {
            char would_do[64];
            snprintf(would_do, sizeof would_do, "1 to %llu or all", (unsigned long long)map->dim);
            return fail_option(error, option, value, would_do);
        }
        m->count = all ? CHAOS_ALL : (uint32_t)n;
        return CHAOS_OK;
    }
    /* tol */
    if (!chaosi_parse_double(value, strlen(value), &tol) || !(tol > 0.0 && __builtin_isfinite(tol)))
        return fail_option(error, option, value, "a number > 0");
    m->tol = tol;
    return CHAOS_OK;
}

int chaos_measure_set(const chaos_map *map, chaos_measure *measure, const char *option, const char *value,
                      chaos_error *error)
{
    if (!map || !measure || !option || !value)
        return chaosi_fail(error, CHAOS_EINVAL,
                           !map       ? "map"
                           : !measure ? "measure"
                           : !option  ? "option"
                                      : "value",
                           -1, "%s is NULL",
                           !map       ? "map"
                           : !measure ? "measure"
                           : !option  ? "option"
                                      : "value");
    const chaosi_measure_kind *kind = chaosi_measure_kind_of(measure->kind);
    if (!kind)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                           "measure.kind is %u, which is not an enum chaos_measure_kind",
                           (unsigned)measure->kind);
    char names[120] = "";
    for (size_t i = 0; kind->options[i]; i++) {
        if (strcmp(kind->options[i], option) == 0)
            return set_known(map, measure, option, value, error);
        join(names, sizeof names, kind->options[i]);
    }
    return chaosi_fail(error, CHAOS_EINVAL, option, -1, "%s has no option '%.40s'; it has %s", kind->name,
                       option, names);
}

/* What holds for options of every measure. */
static int check_common(const chaos_map *map, uint64_t steps, const chaosi_measure_kind *kind,
                        chaos_measure *m, chaos_error *error)
{
    if (m->steps == 0)
        m->steps = steps == CHAOS_AUTO ? 1000 : steps;
    if (m->steps == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "%s: steps is 0; at least 1 would do",
                           kind->name);
    if (m->every == 0)
        m->every = 1;
    uint64_t span;
    if (!chaosi_times(m->steps, m->every, &span))
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                           "%s: steps is %llu and every %llu; fewer than 2^59 iterations would do",
                           kind->name, (unsigned long long)m->steps, (unsigned long long)m->every);
    if (m->nof > 2)
        return chaosi_fail(error, CHAOS_EINVAL, "of", -1, "%s: nof is %u; 0 to 2 would do", kind->name,
                           (unsigned)m->nof);
    for (uint32_t i = 0; i < m->nof && !m->expressions; i++)
        if (m->of[i] >= map->dim)
            return chaosi_fail(error, CHAOS_EINVAL, "of", i, "%s: of[%u] is %u; the map %s has %llu states",
                               kind->name, (unsigned)i, (unsigned)m->of[i], map->name,
                               (unsigned long long)map->dim);
    return CHAOS_OK;
}

int chaos_measure_arrays(const chaos_map *map, uint64_t steps, chaos_measure *measure,
                         chaos_array arrays[CHAOS_MAX_OUT], uint32_t *narrays, chaos_error *error)
{
    if (!map || !measure)
        return chaosi_fail(error, CHAOS_EINVAL, map ? "measure" : "map", -1, "%s is NULL",
                           map ? "measure" : "map");
    if (measure->size < sizeof(chaos_measure))
        return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                           "measure.size is %u; sizeof(chaos_measure), %zu, would do",
                           (unsigned)measure->size, sizeof(chaos_measure));
    const chaosi_measure_kind *kind = chaosi_measure_kind_of(measure->kind);
    if (!kind)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                           "measure.kind is %u, which is not an enum chaos_measure_kind",
                           (unsigned)measure->kind);
    chaos_measure complete = *measure; /* nothing is written back on an error */
    int code = check_common(map, steps, kind, &complete, error);
    if (code == CHAOS_OK && complete.expressions)
        code = check_columns(map, kind, &complete, error);
    if (code == CHAOS_OK && kind->check)
        code = kind->check(map, &complete, error);
    if (code == CHAOS_OK && complete.when && !complete.expressions) /* by now it is known of what */
        code = check_columns(map, kind, &complete, error);
    if (code != CHAOS_OK)
        return code;
    *measure = complete;
    chaos_array described[CHAOS_MAX_OUT];
    const uint32_t n = kind->arrays(map, &complete, described);
    if (arrays)
        memcpy(arrays, described, n * sizeof described[0]);
    if (narrays)
        *narrays = n;
    return CHAOS_OK;
}

uint64_t chaos_transient_default(const chaos_measure *measures, size_t nmeasures)
{
    for (size_t i = 0; measures && i < nmeasures; i++) {
        const chaos_measure *m =
            (const chaos_measure *)(const void *)((const char *)measures + i * measures[0].size);
        if (m->kind == CHAOS_PERIOD)
            return 10000;
    }
    return 1000;
}
