/* A C function of the user's becomes a map.
 *
 * SPDX-License-Identifier: MIT */
#include "foreign/function.h"

#include "core/error.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_PARAMS = 16,
    MAX_STATES = 1000000,
    MAX_LANES = 65536,
    NAME_LENGTH = 47,
    BLOCK = 512,
    ONE_BY_ONE = 16,
};

/* One block: this, the states' numbers and names' addresses, the texts. */
typedef struct function_map {
    chaos_map map;
    chaosi_function function;
    chaosk_table kernels;
    const char *params[MAX_PARAMS];
    double defaults[MAX_PARAMS];
    double *starts, *wrap; /* [dim] */
    const char **states;   /* [dim] */
    char *texts;
} function_map;

/* The kernels hold what is outside: the end of a run shows all. */
static double no_return(const double *params)
{
    (void)params;
    return 0.0;
}

/* ----------------------------------------------------------------- checks */

static int check_functions(const chaos_function *f, chaos_error *error)
{
    if ((f->step != NULL) + (f->step_block != NULL) != 1)
        return chaosi_fail(error, CHAOS_EINVAL, "step", -1,
                           "%s of step and step_block are given; one would do", f->step ? "both" : "none");
    if (f->step ? f->tangent_block != NULL : f->tangent != NULL)
        return chaosi_fail(error, CHAOS_EINVAL, "tangent", -1, "%s",
                           f->step ? "tangent_block is given with step; tangent would do"
                                   : "tangent is given with step_block; tangent_block would do");
    if (f->thread_safe > 1)
        return chaosi_fail(error, CHAOS_EINVAL, "thread_safe", -1, "thread_safe is %u; 0 or 1 would do",
                           (unsigned)f->thread_safe);
    if (f->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, "reserved", -1, "reserved is %u; 0 would do",
                           (unsigned)f->reserved);
    if (f->lanes > MAX_LANES || (f->lanes && !f->step_block))
        return chaosi_fail(error, CHAOS_EINVAL, "lanes", -1, "lanes is %u; %s would do", (unsigned)f->lanes,
                           f->step_block ? "up to 65,536, or 0," : "0, without step_block,");
    return CHAOS_OK;
}

static int check_counts(const chaos_function *f, chaos_error *error)
{
    if (f->dim < 1 || f->dim > MAX_STATES || !f->states)
        return chaosi_fail(error, CHAOS_EINVAL, f->states ? "dim" : "states", -1,
                           "dim is %llu, states %s; the names of 1 to %d states would do",
                           (unsigned long long)f->dim, f->states ? "are given" : "is NULL", MAX_STATES);
    if (f->nparams > MAX_PARAMS || (f->nparams && !f->params))
        return chaosi_fail(error, CHAOS_EINVAL, f->params ? "nparams" : "params", -1,
                           "nparams is %llu, params %s; the names of up to %d would do",
                           (unsigned long long)f->nparams, f->params ? "are given" : "is NULL", MAX_PARAMS);
    return CHAOS_OK;
}

/* Letters, digits, _ and whatever is beyond ASCII, no digit first. */
static int is_name(const char *name)
{
    size_t length = 0;
    for (; name && name[length]; length++) {
        const unsigned char c = (unsigned char)name[length];
        const int digit = c >= '0' && c <= '9';
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128 ||
              (digit && length > 0)))
            return 0;
    }
    return length > 0 && length <= NAME_LENGTH;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names that are names, none of them twice. */
static int check_names(const chaos_function *f, chaos_error *error)
{
    const size_t count = f->nparams + f->dim;
    const char **names = malloc(count * sizeof *names);
    if (!names)
        return chaosi_nomem(error);
    int code = CHAOS_OK;
    for (size_t i = 0; i < count && code == CHAOS_OK; i++) {
        const int param = i < f->nparams;
        names[i] = param ? f->params[i] : f->states[i - f->nparams];
        if (!is_name(names[i]))
            code = chaosi_fail(error, CHAOS_EINVAL, param ? "params" : "states",
                               (int64_t)(param ? i : i - f->nparams),
                               "'%.60s' is no name; up to %d letters, digits and _ would do",
                               names[i] ? names[i] : "(NULL)", NAME_LENGTH);
    }
    if (code == CHAOS_OK)
        qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 1; i < count && code == CHAOS_OK; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            code = chaosi_fail(error, CHAOS_EINVAL, "states", -1, "the name '%s' is there twice", names[i]);
    free(names);
    return code;
}

static int check_numbers(const chaos_function *f, chaos_error *error)
{
    for (uint64_t i = 0; f->param_defaults && i < f->nparams; i++)
        if (__builtin_isinf(f->param_defaults[i]))
            return chaosi_fail(error, CHAOS_EINVAL, f->params[i], (int64_t)i,
                               "the default of %s is infinite; a number, or NaN for none, would do",
                               f->params[i]);
    for (uint64_t i = 0; f->state_defaults && i < f->dim; i++)
        if (!__builtin_isfinite(f->state_defaults[i]))
            return chaosi_fail(error, CHAOS_EINVAL, f->states[i], (int64_t)i,
                               "the default of %s is %g; a finite number would do", f->states[i],
                               f->state_defaults[i]);
    for (uint64_t i = 0; f->wrap && i < f->dim; i++)
        if (!(f->wrap[i] >= 0.0) || !__builtin_isfinite(f->wrap[i]))
            return chaosi_fail(error, CHAOS_EINVAL, "wrap", (int64_t)i,
                               "wrap: the period of %s is %g; a number > 0 would do, 0 for no angle",
                               f->states[i], f->wrap[i]);
    if (!(f->bound >= 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, "bound", -1,
                           "bound is %g; a number > 0 would do, infinity for none", f->bound);
    return CHAOS_OK;
}

static int check(const chaos_function *f, chaos_map **map, chaos_error *error)
{
    if (!f || !map)
        return chaosi_fail(error, CHAOS_EINVAL, f ? "map" : "function", -1,
                           f ? "map is NULL; the address of a chaos_map * would do" : "function is NULL");
    if (f->size < sizeof *f)
        return chaosi_fail(error, CHAOS_EINVAL, "function", -1,
                           "function.size is %u; sizeof(chaos_function), %zu, would do", (unsigned)f->size,
                           sizeof *f);
    int code = check_functions(f, error);
    if (code == CHAOS_OK)
        code = check_counts(f, error);
    if (code == CHAOS_OK)
        code = check_names(f, error);
    return code == CHAOS_OK ? check_numbers(f, error) : code;
}

/* ----------------------------------------------------------------- making */

static size_t text_bytes(const char *text) { return text ? strlen(text) + 1 : 1; }

static size_t all_texts(const chaos_function *f)
{
    size_t bytes = text_bytes(f->name ? f->name : "function") + text_bytes(f->formula);
    for (uint64_t i = 0; i < f->nparams; i++)
        bytes += text_bytes(f->params[i]);
    for (uint64_t i = 0; i < f->dim; i++)
        bytes += text_bytes(f->states[i]);
    return bytes;
}

static const char *keep_text(function_map *m, const char *text)
{
    char *const kept = m->texts;
    const size_t bytes = text_bytes(text);
    memcpy(kept, text ? text : "", bytes);
    m->texts += bytes;
    return kept;
}

static void keep_names(function_map *m, const chaos_function *f)
{
    m->map.name = m->map.title = keep_text(m, f->name ? f->name : "function");
    m->map.formula = keep_text(m, f->formula);
    m->map.reference = "";
    for (uint64_t i = 0; i < f->nparams; i++) {
        m->params[i] = keep_text(m, f->params[i]);
        m->defaults[i] = f->param_defaults ? f->param_defaults[i] : CHAOSI_NAN;
    }
    int all_angles = 1;
    for (uint64_t i = 0; i < f->dim; i++) {
        m->states[i] = keep_text(m, f->states[i]);
        m->starts[i] = f->state_defaults ? f->state_defaults[i] : chaosi_usual_start(i);
        m->wrap[i] = f->wrap ? f->wrap[i] : 0.0;
        all_angles &= m->wrap[i] > 0.0;
    }
    m->map.bound = f->bound > 0.0 ? f->bound : all_angles ? __builtin_inf() : CHAOSI_USUAL_BOUND;
}

static void fill(function_map *m, const chaos_function *f)
{
    keep_names(m, f);
    m->function = (chaosi_function){ .dim = f->dim,
                                     .nparams = f->nparams,
                                     .step = f->step,
                                     .step_block = f->step_block,
                                     .tangent = f->tangent,
                                     .tangent_block = f->tangent_block,
                                     .user = f->user,
                                     .wrap = m->wrap };
    const uint32_t most = f->lanes ? f->lanes : f->step ? ONE_BY_ONE : BLOCK;
    uint32_t lanes = CHAOSK_LANES; /* tiles shrink by halves */
    while (2 * lanes <= most)
        lanes *= 2;
    m->kernels = chaosi_function_kernels(lanes);
    chaos_map *const map = &m->map;
    map->dim = f->dim;
    map->nparams = f->nparams;
    map->params = m->params;
    map->param_defaults = m->defaults;
    map->states = m->states;
    map->state_defaults = m->starts;
    map->wrap = m->wrap;
    map->no_return = no_return;
    map->flags = CHAOSI_CALLS | (f->thread_safe ? 0 : CHAOSI_SERIAL) |
                 (f->tangent || f->tangent_block ? 0 : CHAOSI_NUMERIC);
    map->ctx = &m->function;
    for (int isa = 0; isa < CHAOSI_NISA; isa++)
        map->kernels[isa] = &m->kernels;
    map->owned = 1;
}

int chaos_map_from_function(const chaos_function *function, chaos_map **map, chaos_error *error)
{
    const int code = check(function, map, error);
    if (code != CHAOS_OK)
        return code;
    const size_t dim = function->dim;
    function_map *m =
        calloc(1, sizeof *m + dim * (2 * sizeof(double) + sizeof(char *)) + all_texts(function));
    if (!m)
        return chaosi_nomem(error);
    m->starts = (double *)(m + 1);
    m->wrap = m->starts + dim;
    m->states = (const char **)(m->wrap + dim);
    m->texts = (char *)(m->states + dim);
    fill(m, function);
    *map = &m->map;
    return CHAOS_OK;
}
