/* A map's formula becomes what jets are computed with, if it is the map's.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/formula.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/names.h"
#include "text/map.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------- its names */

/* Where a variable is at a site; false: the map has no such state. */
static bool find_state(const chaos_map *map, const char *name, bool lattice, uint32_t site, uint64_t *index)
{
    char text[CHAOSI_NAME_BYTES + 16];
    strcpy(text, name);
    if (lattice)
        chaosi_site_name(text, name, strlen(name), site);
    const int64_t found = chaos_map_state_index(map, text);
    *index = (uint64_t)found;
    return found >= 0;
}

static bool make_room(chaosi_formula *f, const chaos_map *map, const chaosi_model *model)
{
    f->nvars = model->nvars;
    f->sites = model->lattice ? chaos_map_sites(map) : 1;
    f->root = malloc(f->nvars * sizeof *f->root);
    f->first = malloc(f->nvars * sizeof *f->first);
    f->apart = calloc(f->nvars, sizeof *f->apart);
    f->param = malloc((model->nparams + 1) * sizeof *f->param);
    return f->root && f->first && f->apart && f->param;
}

/* false: the formula is not of this map's states and parameters. */
static bool find_names(const chaos_map *map, const chaosi_parsed *parsed, const chaosi_model *model,
                       chaosi_formula *f)
{
    char name[CHAOSI_NAME_BYTES];
    if (f->nvars * f->sites != map->dim)
        return false;
    for (uint32_t v = 0; v < f->nvars; v++) {
        uint64_t next = 0;
        f->root[v] = model->root[v];
        chaosi_named_print(&model->var[v], parsed, name);
        if (!find_state(map, name, model->lattice, 0, &f->first[v]) ||
            (f->sites > 1 && !find_state(map, name, true, 1, &next)))
            return false;
        f->apart[v] = f->sites > 1 ? next - f->first[v] : 0;
    }
    for (uint32_t i = 0; i < model->nparams; i++) {
        chaosi_named_print(&model->param[i], parsed, name);
        const int64_t found = chaos_map_param_index(map, name);
        if (found < 0)
            return false;
        f->param[i] = (uint32_t)found;
    }
    return true;
}

/* *found false: the map has none, or not one of its own. */
static int read_formula(const chaos_map *map, chaosi_parsed *parsed, chaosi_model *model, chaosi_formula *f,
                        bool *found, chaos_error *error)
{
    *found = false;
    if (!map->formula || strnlen(map->formula, CHAOSI_MAX_TEXT + 1) > CHAOSI_MAX_TEXT)
        return CHAOS_OK;
    const int code = chaosi_text_again(map, parsed, model, NULL);
    f->graph = model->graph;
    memset(&model->graph, 0, sizeof model->graph);
    if (code == CHAOS_ENOMEM || (code == CHAOS_OK && !make_room(f, map, model)))
        return chaosi_nomem(error);
    if (code != CHAOS_OK || !find_names(map, parsed, model, f))
        return CHAOS_OK;
    *found = chaosi_formula_init(f);
    return *found ? CHAOS_OK : chaosi_nomem(error);
}

/* ---------------------------------------------------------------- whether it is true */

enum { TRIALS = 8 };
#define TOLERANCE 1e-9 /* of the largest number there: the order of operations may be another */

static double size_of(double x) { return x < 0.0 ? -x : x; }

/* Numbers from -1 to 1, always the same. */
static double shake(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-52 - 1.0;
}

/* Compares images of places that wander off from x; *same: they agree. */
static int compare(chaosi_jets *jets, double *x, double *p, double *y, double *expected, bool *same,
                   chaos_error *error)
{
    const chaos_map *map = jets->map;
    uint64_t state = 1;
    int code = CHAOS_OK;
    *same = true;
    for (uint64_t trial = 0; trial < TRIALS && code == CHAOS_OK && *same; trial++) {
        double most = 0.0;
        code = chaosi_kernel_image(jets, x, p, NULL, trial, expected, error);
        chaosi_formula_step(&jets->formula, 0, p, x, trial, y);
        for (uint64_t i = 0; i < map->dim; i++) {
            most = most < size_of(x[i]) ? size_of(x[i]) : most;
            most = most < size_of(expected[i]) ? size_of(expected[i]) : most;
        }
        for (uint64_t i = 0; i < map->dim; i++)
            *same &= (expected[i] != expected[i] && y[i] != y[i]) || expected[i] == y[i] ||
                     size_of(y[i] - expected[i]) <= TOLERANCE * most;
        for (uint64_t i = 0; i < map->dim; i++)
            x[i] += (0.05 * size_of(x[i]) + 0.01) * shake(&state);
        for (uint64_t i = 0; i < map->nparams; i++)
            p[i] *= 1.0 + 0.02 * shake(&state);
    }
    return code;
}

static int check(chaosi_jets *jets, const double *params, const double *start, bool *same, chaos_error *error)
{
    const chaos_map *map = jets->map;
    double *all = chaosi_alloc(3 * map->dim + map->nparams, sizeof *all);
    if (!all)
        return chaosi_nomem(error);
    double *const y = all + map->dim, *const expected = y + map->dim, *const p = expected + map->dim;
    memcpy(all, start, map->dim * sizeof *all);
    for (uint64_t i = 0; i < map->nparams; i++) /* there may be none at all */
        p[i] = params[i];
    const int code = compare(jets, all, p, y, expected, same, error);
    free(all);
    return code;
}

/* ---------------------------------------------------------------------------- making */

extern chaosi_function_value chaosk_graph_function_scalar;
CHAOSI_PERHAPS chaosi_function_value chaosk_graph_function_scalar_nofma;

static int make(chaosi_jets *jets, const double *params, const double *state, chaos_error *error)
{
    chaosi_parsed *parsed = calloc(1, sizeof *parsed);
    chaosi_model *model = calloc(1, sizeof *model);
    int code = parsed && model ? chaosi_kernel_init(jets, error) : chaosi_nomem(error);
    const chaosi_isa_entry *isa = code == CHAOS_OK ? chaosi_isa_current(error) : NULL;
    if (code == CHAOS_OK && !isa)
        code = CHAOS_ENOTSUP;
    if (isa) {
        bool found;
        jets->formula.function = isa->scalar == CHAOSI_SCALAR_NOFMA ? chaosk_graph_function_scalar_nofma
                                                                    : chaosk_graph_function_scalar;
        code = read_formula(jets->map, parsed, model, &jets->formula, &found, error);
        if (code == CHAOS_OK && found)
            code = check(jets, params, state, &jets->exact, error);
    }
    if (model)
        chaosi_graph_free(&model->graph);
    if (parsed)
        free(parsed->tree);
    free(model);
    free(parsed);
    return code;
}

int chaosi_jets_make(const chaos_map *map, const double *params, const double *state, chaosi_jets **jets,
                     chaos_error *error)
{
    chaosi_jets *made = calloc(1, sizeof *made);
    if (!made)
        return chaosi_nomem(error);
    made->map = map;
    const chaosi_fpenv host = chaosi_fpenv_enter(); /* constants are folded */
    const int code = make(made, params, state, error);
    chaosi_fpenv_leave(host);
    if (code == CHAOS_OK)
        *jets = made;
    else
        chaosi_jets_free(made);
    return code;
}
