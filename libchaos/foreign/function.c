/* The user's C function becomes a map.
 *
 * SPDX-License-Identifier: MIT */
#include "foreign/function.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/names.h"
#include "core/structs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_PARAMS = 16,
    MAX_STATES = 1000000,
    MAX_LANES = 65536,
    NAME_LENGTH = 47,
    BLOCK = 512,     /* lanes in a tile by default, for blocks */
    ONE_BY_ONE = 16, /* likewise, for single states */
};

/* One allocation: this, then starts and periods, the states' names, and all texts. */
typedef struct function_map {
    chaos_map map;
    chaosi_function function;
    chaosk_table kernels;
    const chaosk_table *tables[CHAOSI_NISA];
    const char *params[MAX_PARAMS];
    double defaults[MAX_PARAMS];
    double *starts, *wrap; /* [dim] */
    const char **states;   /* [dim] */
    char *texts;
} function_map;

/* Lanes that leave stay outside (kernels.c): checking at the end of a run is exact. */
static double no_return(const double *params)
{
    (void)params;
    return 0.0;
}

/* ----------------------------------------------------------------- checks */

static int check_functions(const chaos_function *f, chaos_error *error)
{
    if (!chaosi_is_text(f->name ? f->name : "") || !chaosi_is_text(f->formula ? f->formula : ""))
        return chaosi_fail(error, CHAOS_EINVAL, "name", -1, "name and formula must be UTF-8");
    if ((f->step != NULL) + (f->step_block != NULL) != 1)
        return chaosi_fail(error, CHAOS_EINVAL, "step", -1,
                           "exactly one of step and step_block must be given, got %s",
                           f->step ? "both" : "neither");
    if (f->step ? f->tangent_block != NULL : f->tangent != NULL)
        return chaosi_fail(error, CHAOS_EINVAL, "tangent", -1, "%s",
                           f->step ? "the derivative of step must be tangent, got tangent_block"
                                   : "the derivative of step_block must be tangent_block, got tangent");
    if (f->thread_safe > 1)
        return chaosi_fail(error, CHAOS_EINVAL, "thread_safe", -1, "thread_safe must be 0 or 1, got %u",
                           (unsigned)f->thread_safe);
    if (f->pure > 1)
        return chaosi_fail(error, CHAOS_EINVAL, "pure", -1, "pure must be 0 or 1, got %u", (unsigned)f->pure);
    if (f->lanes > MAX_LANES || (f->lanes && !f->step_block))
        return chaosi_fail(error, CHAOS_EINVAL, "lanes", -1, "lanes must be %s, got %u",
                           f->step_block ? "at most 65,536" : "0 without step_block", (unsigned)f->lanes);
    return CHAOS_OK;
}

static int check_counts(const chaos_function *f, chaos_error *error)
{
    if (!f->states)
        return chaosi_fail(error, CHAOS_EINVAL, "states", -1,
                           "states must be the names of dim states, got NULL");
    if (f->dim < 1 || f->dim > MAX_STATES)
        return chaosi_fail(error, CHAOS_EINVAL, "dim", -1, "dim must be 1 to %d, got %llu", MAX_STATES,
                           (unsigned long long)f->dim);
    if (f->nparams && !f->params)
        return chaosi_fail(error, CHAOS_EINVAL, "params", -1,
                           "params must be the names of nparams parameters, got NULL");
    if (f->nparams > MAX_PARAMS)
        return chaosi_fail(error, CHAOS_EINVAL, "nparams", -1, "nparams must be at most %d, got %llu",
                           MAX_PARAMS, (unsigned long long)f->nparams);
    return CHAOS_OK;
}

/* Letters, digits, _ and anything beyond ASCII, not beginning with a digit. */
static bool is_name(const char *name)
{
    size_t length = 0;
    for (; name && name[length]; length++) {
        const unsigned char c = (unsigned char)name[length];
        const bool digit = c >= '0' && c <= '9';
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128 ||
              (digit && length > 0)))
            return false;
    }
    return length > 0 && length <= NAME_LENGTH && chaosi_is_text(name);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Valid names, all different. */
static int check_names(const chaos_function *f, chaos_error *error)
{
    const size_t count = f->nparams + f->dim;
    const char **names = malloc(count * sizeof *names);
    if (!names)
        return chaosi_nomem(error);
    int code = CHAOS_OK;
    for (size_t i = 0; i < count && code == CHAOS_OK; i++) {
        const bool param = i < f->nparams;
        names[i] = param ? f->params[i] : f->states[i - f->nparams];
        const int64_t index = (int64_t)(param ? i : i - f->nparams);
        if (!is_name(names[i]))
            code = chaosi_fail(error, CHAOS_EINVAL, param ? "params" : "states", index,
                               "a name must be up to %d letters, digits and _, got '%.60s'", NAME_LENGTH,
                               names[i] ? names[i] : "(NULL)");
        else if (chaosi_is_reserved(names[i]))
            code = chaosi_fail(error, CHAOS_EINVAL, param ? "params" : "states", index,
                               "a name must not be that of an option, got '%s'", names[i]);
    }
    if (code == CHAOS_OK)
        qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 1; i < count && code == CHAOS_OK; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            code = chaosi_fail(error, CHAOS_EINVAL, "states", -1, "names must be different, got '%s' twice",
                               names[i]);
    free(names);
    return code;
}

static int check_numbers(const chaos_function *f, chaos_error *error)
{
    for (uint64_t i = 0; f->param_defaults && i < f->nparams; i++)
        if (__builtin_isinf(f->param_defaults[i]))
            return chaosi_fail(error, CHAOS_EINVAL, f->params[i], (int64_t)i,
                               "the default of %s must be finite, or NaN for none, got %g", f->params[i],
                               f->param_defaults[i]);
    for (uint64_t i = 0; f->state_defaults && i < f->dim; i++)
        if (!__builtin_isfinite(f->state_defaults[i]))
            return chaosi_fail(error, CHAOS_EINVAL, f->states[i], (int64_t)i,
                               "the default of %s must be finite, got %g", f->states[i],
                               f->state_defaults[i]);
    for (uint64_t i = 0; f->wrap && i < f->dim; i++)
        if (!(f->wrap[i] >= 0.0) || !__builtin_isfinite(f->wrap[i]))
            return chaosi_fail(error, CHAOS_EINVAL, "wrap", (int64_t)i,
                               "wrap: the period of %s must be above 0, or 0 for no angle, got %g",
                               f->states[i], f->wrap[i]);
    if (!(f->bound >= 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, "bound", -1,
                           "bound must be above 0, infinity for none, got %g", f->bound);
    return CHAOS_OK;
}

/* *own = *function, checked. */
static int read_function(const chaos_function *function, chaos_map **map, chaos_function *own,
                         chaos_error *error)
{
    if (!function || !map)
        return chaosi_fail(error, CHAOS_EINVAL, function ? "map" : "function", -1,
                           function ? "map must be the address of a chaos_map *, got NULL"
                                    : "function must not be NULL");
    int code = chaosi_struct_read(&chaosi_struct_function, "function", function, own, error);
    if (code == CHAOS_OK)
        code = check_functions(own, error);
    if (code == CHAOS_OK)
        code = check_counts(own, error);
    if (code == CHAOS_OK)
        code = check_names(own, error);
    return code == CHAOS_OK ? check_numbers(own, error) : code;
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
    bool all_angles = true;
    const chaosi_fpenv host = chaosi_fpenv_enter(); /* starts are computed */
    for (uint64_t i = 0; i < f->dim; i++) {
        m->states[i] = keep_text(m, f->states[i]);
        m->starts[i] = f->state_defaults ? f->state_defaults[i] : chaosi_default_start(i);
        m->wrap[i] = f->wrap ? f->wrap[i] : 0.0;
        all_angles &= m->wrap[i] > 0.0;
    }
    chaosi_fpenv_leave(host);
    m->map.bound = f->bound > 0.0 ? f->bound : all_angles ? __builtin_inf() : CHAOSI_DEFAULT_BOUND;
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
    uint32_t lanes = CHAOSK_LANES; /* a power of two: tiles are halved where there are few points */
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
    map->flags = CHAOSI_CALLS | (f->thread_safe ? 0 : CHAOSI_SERIAL) | (f->pure ? 0 : CHAOSI_IMPURE) |
                 (f->tangent || f->tangent_block ? 0 : CHAOSI_NUMERIC);
    map->ctx = &m->function;
    for (int isa = 0; isa < CHAOSI_NISA; isa++)
        m->tables[isa] = &m->kernels;
    map->kernels = (chaosi_kernels){ m->tables, CHAOSI_NISA };
    map->references = 1;
}

int chaos_map_from_function(const chaos_function *function, chaos_map **map, chaos_error *error)
{
    chaos_function own;
    const int code = read_function(function, map, &own, error);
    if (code != CHAOS_OK)
        return code;
    const size_t dim = own.dim;
    function_map *m = calloc(1, sizeof *m + dim * (2 * sizeof(double) + sizeof(char *)) + all_texts(&own));
    if (!m)
        return chaosi_nomem(error);
    m->starts = (double *)(m + 1);
    m->wrap = m->starts + dim;
    m->states = (const char **)(m->wrap + dim);
    m->texts = (char *)(m->states + dim);
    fill(m, &own);
    *map = &m->map;
    return CHAOS_OK;
}
