/* A text becomes a map.
 *
 * SPDX-License-Identifier: MIT */
#define CHAOSK_FUNCTIONS /* texts may call some */
#include "text/map.h"

#include "core/catalogue.h"
#include "core/error.h"
#include "core/fpenv.h"
#include "core/names.h"
#include "core/structs.h"
#include "graph/share.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_SITES = 16, MAX_STATES = 1000000, SITE_DIGITS = 8, SITE_LIMIT = 10000000 };

CHAOSI_DECLARE_KERNELS(graph_plain)
CHAOSI_DECLARE_KERNELS(graph_lattice)
static const chaosi_kernels plain_kernels = CHAOSI_KERNELS(graph_plain);
static const chaosi_kernels lattice_kernels = CHAOSI_KERNELS(graph_lattice);

typedef struct text_map {
    chaos_map map;
    chaosk_program program;
    char *text;
    const char **states; /* [dim]; of a lattice x0, x1, ... y0, y1, ... */
    char *state_text;
    double *starts; /* [dim] */
    double *wrap;   /* [dim] */
    const char *params[CHAOSI_MAX_PARAMS];
    char param_text[CHAOSI_MAX_PARAMS][CHAOSI_NAME_BYTES];
    double defaults[CHAOSI_MAX_PARAMS];
    double var_wrap[CHAOSI_MAX_VARS];
} text_map;

static void release(chaos_map *map)
{
    text_map *t = (text_map *)(void *)map;
    chaosi_code_free(&t->program.value);
    chaosi_code_free(&t->program.tangent);
    free(t->text);
    free(t->states);
    free(t->state_text);
    free(t->starts);
    free(t->wrap);
    free(t);
}

/* Lanes that leave stay outside (graph/plain.c): checking at the end of a run is exact. */
static double no_return(const double *params)
{
    (void)params;
    return 0.0;
}

/* The text on one line, without blanks at its ends: the map's name. */
static char *one_line(const char *text)
{
    static const char blank[] = " \t\r\n;";
    text += strspn(text, blank);
    char *line = malloc(2 * strlen(text) + 1), *to = line;
    for (int brackets = 0; line && *text;) {
        const size_t gap = strspn(text, blank);
        if (text[gap] == '\0')
            break;
        brackets += *text == '(' || *text == '[' ? 1 : *text == ')' || *text == ']' ? -1 : 0;
        if (memchr(text, '\n', gap)) { /* within brackets it is a space */
            to = stpcpy(to, brackets ? " " : "; ");
            text += gap;
        } else {
            *to++ = *text++;
        }
    }
    if (line)
        *to = '\0';
    return line;
}

/* ------------------------------------------------------------------------ making */

static void name_params(text_map *t, const chaosi_parsed *parsed, const chaosi_model *model)
{
    for (uint32_t i = 0; i < model->nparams; i++) {
        chaosi_named_print(&model->param[i], parsed, t->param_text[i]);
        t->params[i] = t->param_text[i];
        t->defaults[i] = model->value[i];
    }
    t->map.nparams = t->program.nparams = model->nparams;
    t->map.params = t->params;
    t->map.param_defaults = t->defaults;
}

/* Names, starts and periods of all states, into arrays of their sizes. */
static void fill_states(text_map *t, const chaosi_parsed *parsed, const chaosi_model *model, uint64_t sites)
{
    char *text = t->state_text;
    for (uint32_t v = 0; v < model->nvars; v++) {
        char name[CHAOSI_NAME_BYTES];
        chaosi_named_print(&model->var[v], parsed, name);
        for (uint32_t i = 0; i < sites; i++, text += CHAOSI_NAME_BYTES + SITE_DIGITS) {
            const uint64_t state = v * sites + i;
            if (model->lattice)
                chaosi_site_name(text, name, strlen(name), i % SITE_LIMIT);
            else
                strcpy(text, name);
            t->states[state] = text;
            t->starts[state] =
                model->start[v] == model->start[v] ? model->start[v] : chaosi_default_start(state);
            t->wrap[state] = model->wrap[v];
        }
    }
    for (uint32_t v = 0; v < model->nvars; v++)
        t->var_wrap[v] = model->wrap[v];
}

static bool add_states(text_map *t, const chaosi_parsed *parsed, const chaosi_model *model, uint64_t sites)
{
    const uint64_t dim = model->nvars * sites;
    t->states = malloc(dim * sizeof *t->states);
    t->state_text = malloc(dim * (CHAOSI_NAME_BYTES + SITE_DIGITS));
    t->starts = malloc(dim * sizeof *t->starts);
    t->wrap = malloc(dim * sizeof *t->wrap);
    if (!t->states || !t->state_text || !t->starts || !t->wrap)
        return false;
    fill_states(t, parsed, model, sites);
    t->map.dim = dim;
    t->map.states = t->states;
    t->map.state_defaults = t->starts;
    t->map.wrap = t->wrap;
    return true;
}

/* Code for images of the states, and of tangent vectors if there are any. */
static int write_code(chaosi_model *model, const uint32_t *root, const uint32_t *image, chaosk_code *code)
{
    const uint32_t n = model->nvars;
    uint32_t all[2 * CHAOSI_MAX_VARS];
    chaosi_shared shared = { .nrows = 0 };
    if (model->graph.nomem || model->graph.full)
        return model->graph.nomem ? CHAOS_ENOMEM : CHAOS_EINVAL;
    memcpy(all, root, n * sizeof *all);
    if (image)
        memcpy(all + n, image, n * sizeof *all);
    if (model->lattice)
        chaosi_share(&model->graph, all, image ? 2 * n : n, &shared);
    if (model->graph.nomem || model->graph.full)
        return model->graph.nomem ? CHAOS_ENOMEM : CHAOS_EINVAL;
    model->halo = shared.halo > model->halo ? shared.halo : model->halo;
    const chaosi_roots roots = { .count = n,
                                 .root = all,
                                 .image = image ? all + n : NULL,
                                 .wrap = model->wrap,
                                 .lattice = model->lattice,
                                 .nrows = shared.nrows,
                                 .ntotals = shared.ntotals,
                                 .row = shared.row,
                                 .total = shared.total,
                                 .total_segment = shared.segment };
    return chaosi_compile(&model->graph, &roots, n, code) ? CHAOS_OK : CHAOS_ENOMEM;
}

/* Code for the images, without and with tangents. The derivatives are added to the graph. */
static int add_code(text_map *t, chaosi_model *model)
{
    uint32_t images[CHAOSI_MAX_VARS];
    chaosk_program *p = &t->program;
    const int code = write_code(model, model->root, NULL, &p->value);
    if (code != CHAOS_OK)
        return code;
    chaosi_differentiate(&model->graph, model->root, model->nvars, images);
    return write_code(model, model->root, images, &p->tangent);
}

static int make(const char *text, const chaosi_parsed *parsed, chaosi_model *model, uint64_t sites,
                text_map **made, chaos_error *error)
{
    text_map *t = calloc(1, sizeof *t);
    if (!t)
        return chaosi_nomem(error);
    t->text = one_line(text);
    name_params(t, parsed, model);
    const bool allocated = t->text && add_states(t, parsed, model, sites);
    const int code = allocated ? add_code(t, model) : CHAOS_ENOMEM;
    if (code != CHAOS_OK) {
        release(&t->map);
        return code == CHAOS_ENOMEM
                   ? chaosi_nomem(error)
                   : chaosi_fail(error, code, "text", -1,
                                 "the formula with its derivatives must have at most %d operations",
                                 CHAOSI_MAX_NODES);
    }
    t->program.nvars = model->nvars;
    t->program.sites = model->lattice ? sites : 0;
    t->program.halo = model->halo;
    t->program.wrap = t->var_wrap;
    t->map.name = t->map.title = t->map.formula = t->text;
    t->map.reference = "";
    t->map.no_return = no_return;
    t->map.flags = model->lattice ? CHAOSI_LATTICE : 0;
    if (t->program.value.time != CHAOSK_NO_SLOT)
        t->map.flags |= CHAOSI_TIMED | CHAOSI_IMPURE;
    if (t->program.value.draws.count + t->program.value.site_draws.count > 0)
        t->map.flags |= CHAOSI_RANDOM | CHAOSI_IMPURE;
    t->map.sites = t->program.sites;
    t->map.site_states =
        (uint32_t)t->map.dim; /* wrap lists them all: they are in the order of variables, not of sites */
    t->map.ctx = &t->program;
    t->map.kernels = model->lattice ? lattice_kernels : plain_kernels;
    t->map.references = 1;
    t->map.release = release;
    *made = t;
    return CHAOS_OK;
}

/* ----------------------------------------------------------------------- options */

static int set_value(text_map *t, const char *name, double value, int64_t index, chaos_error *error)
{
    const int64_t param = chaos_map_param_index(&t->map, name), state = chaos_map_state_index(&t->map, name);
    if (param < 0 && state < 0)
        return chaosi_fail(error, CHAOS_EINVAL, "names", index, "the map has no parameter or state '%.40s'",
                           name ? name : "(NULL)");
    if (!__builtin_isfinite(value))
        return chaosi_fail(error, CHAOS_EINVAL, name, index, "the default of %s must be finite, got %g", name,
                           value);
    *(param >= 0 ? &t->defaults[param] : &t->starts[state]) = value;
    return CHAOS_OK;
}

/* Before the code is written, which depends on what is an angle. */
static int set_wraps(chaosi_model *model, const chaosi_parsed *parsed, const chaos_text *o,
                     chaos_error *error)
{
    for (uint32_t i = 0; i < o->nwraps; i++) {
        const char *const name = o->angles[i] ? o->angles[i] : "(NULL)";
        const double period = o->periods[i];
        uint32_t v = 0;
        char own[CHAOSI_NAME_BYTES];
        for (; v < model->nvars; v++) {
            chaosi_named_print(&model->var[v], parsed, own);
            if (chaosi_same_name(own, name))
                break;
        }
        if (v == model->nvars)
            return chaosi_fail(error, CHAOS_EINVAL, "wrap", i, "wrap: the map has no state '%.40s'", name);
        if (!(period >= 0.0) || !__builtin_isfinite(period))
            return chaosi_fail(error, CHAOS_EINVAL, "wrap", i,
                               "wrap: the period of %s must be above 0, or 0 for no angle, got %g", name,
                               period);
        model->wrap[v] = period;
    }
    return CHAOS_OK;
}

static double default_bound(const text_map *t)
{
    for (uint32_t v = 0; v < t->program.nvars; v++)
        if (t->var_wrap[v] == 0.0)
            return CHAOSI_DEFAULT_BOUND;
    return __builtin_inf();
}

static int apply(text_map *t, const chaos_text *options, chaos_error *error)
{
    int code = CHAOS_OK;
    for (uint32_t i = 0; i < options->nvalues && code == CHAOS_OK; i++)
        code = set_value(t, options->names[i], options->values[i], i, error);
    t->map.bound = options->bound > 0.0 ? options->bound : default_bound(t);
    return code;
}

/* x3 can't be both a parameter and a site of x. */
static int check_site_names(const text_map *t, chaos_error *error)
{
    for (uint64_t i = 0; i < t->map.nparams && t->program.sites; i++)
        if (chaos_map_state_index(&t->map, t->params[i]) >= 0)
            return chaosi_fail(error, CHAOS_EINVAL, "text", -1,
                               "'%s' must not be both a parameter and a site of the lattice", t->params[i]);
    return CHAOS_OK;
}

/* *own = *options, checked; NULL: all zeros. */
static int read_options(const chaos_text *options, chaos_text *own, chaos_error *error)
{
    const int code = chaosi_struct_read(&chaosi_struct_text, "options", options, own, error);
    if (code != CHAOS_OK)
        return code;
    if (own->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, "reserved", -1, "options.reserved must be 0, got %u",
                           (unsigned)own->reserved);
    if (!(own->bound >= 0.0))
        return chaosi_fail(error, CHAOS_EINVAL, "bound", -1,
                           "bound must be above 0, infinity for none, got %g", own->bound);
    if ((own->nvalues && (!own->names || !own->values)) || (own->nwraps && (!own->angles || !own->periods)))
        return chaosi_fail(error, CHAOS_EINVAL, "options", -1,
                           "lists of names and of their values must not be NULL");
    return CHAOS_OK;
}

static int check_sites(const chaosi_model *model, uint64_t *sites, chaos_error *error)
{
    if (!model->lattice && *sites)
        return chaosi_fail(error, CHAOS_EINVAL, "sites", -1,
                           "the text is not a lattice, x[i]' = ...: its number of states is fixed");
    *sites = !model->lattice ? 1 : *sites ? *sites : DEFAULT_SITES;
    if (*sites > MAX_STATES / model->nvars)
        return chaosi_fail(error, CHAOS_EINVAL, "sites", -1, "sites must be 1 to %d, got %llu",
                           (int)(MAX_STATES / model->nvars), (unsigned long long)*sites);
    return CHAOS_OK;
}

/* ----------------------------------------------------------------------- parsing */

static bool has_value(const chaos_text *options, const char *name)
{
    for (uint32_t i = 0; i < options->nvalues; i++)
        if (options->names[i] && strcmp(options->names[i], name) == 0)
            return true;
    return false;
}

static int parse(const char *text, const chaos_text *options, chaosi_parsed *parsed, chaosi_model *model,
                 text_map **made, chaos_error *error)
{
    chaosi_lexer lexer;
    uint64_t sites = options->sites;
    chaosi_lex_start(&lexer, "text", text, strlen(text), error);
    int code = chaosi_parse(&lexer, parsed);
    if (code == CHAOS_OK)
        code = chaosi_resolve(&lexer, parsed, sites ? sites : DEFAULT_SITES, has_value(options, "n"), model);
    if (code == CHAOS_OK)
        code = check_sites(model, &sites, error);
    if (code == CHAOS_OK)
        code = set_wraps(model, parsed, options, error);
    if (code == CHAOS_OK)
        code = make(text, parsed, model, sites, made, error);
    if (code == CHAOS_OK && (code = apply(*made, options, error)) == CHAOS_OK)
        code = check_site_names(*made, error);
    if (code != CHAOS_OK && *made)
        release(&(*made)->map);
    return code;
}

bool chaosi_is_text_map(const chaos_map *map)
{
    return strcmp(map->name, map->formula) == 0 && (strchr(map->name, '=') || strstr(map->name, "->"));
}

int chaosi_text_again(const chaos_map *map, chaosi_parsed *parsed, chaosi_model *model, chaos_error *error)
{
    chaosi_lexer lexer;
    const uint64_t sites = chaos_map_sites(map);
    chaosi_lex_start(&lexer, "text", map->formula, strlen(map->formula), error);
    int code = chaosi_parse(&lexer, parsed);
    if (code == CHAOS_OK)
        code = chaosi_resolve(&lexer, parsed, sites, chaos_map_param_index(map, "n") >= 0, model);
    for (uint64_t v = 0, i; v < model->nvars && (i = sites ? v * sites : v) < map->dim; v++)
        model->wrap[v] = chaosi_map_wrap(map, i);
    return code;
}

int chaos_map_parse(const char *text, const chaos_text *options, chaos_map **map, chaos_error *error)
{
    chaos_text own;
    if (!text || !map)
        return chaosi_fail(error, CHAOS_EINVAL, text ? "map" : "text", -1,
                           text ? "map must be the address of a chaos_map *, got NULL"
                                : "text must not be NULL");
    const int code = read_options(options, &own, error);
    if (code != CHAOS_OK)
        return code;
    if (strnlen(text, CHAOSI_MAX_TEXT + 1) > CHAOSI_MAX_TEXT)
        return chaosi_fail(error, CHAOS_EINVAL, "text", -1, "the text must be at most %d bytes long",
                           CHAOSI_MAX_TEXT);
    chaosi_parsed *parsed = calloc(1, sizeof *parsed);
    if (!parsed)
        return chaosi_nomem(error);
    chaosi_model model = { .nvars = 0 };
    text_map *made = NULL;
    const chaosi_fpenv host = chaosi_fpenv_enter(); /* constants are folded */
    const int result = parse(text, &own, parsed, &model, &made, error);
    chaosi_fpenv_leave(host);
    chaosi_graph_free(&model.graph);
    free(parsed->tree);
    free(parsed);
    if (result == CHAOS_OK)
        *map = &made->map;
    return result;
}
