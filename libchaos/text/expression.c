/* Expressions over a map's states and parameters become columns.
 *
 * SPDX-License-Identifier: MIT */
#define CHAOSK_FUNCTIONS /* expressions may call some */
#include "graph/columns.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "text/resolve.h"

#include <stdlib.h>
#include <string.h>

CHAOSI_DECLARE_TABLES(chaosk_columns, graph_columns)
static const chaosk_columns *const kernels[CHAOSI_NISA] = CHAOSI_TABLES(graph_columns);

typedef struct expression {
    chaosi_columns columns;
    chaosk_expressions program;
    uint32_t *states;
    chaosk_column_leaf *leaf;
} expression;

void chaosi_columns_free(chaosi_columns *columns)
{
    if (!columns)
        return;
    expression *e = (expression *)(void *)columns;
    chaosi_code_free(&e->program.terms);
    chaosi_code_free(&e->program.value);
    free(e->states);
    free(e->leaf);
    free(e);
}

/* Reads the expressions of a text; their nodes go to *root. */
static int read(const chaos_map *map, const char *text, const char *argument, uint32_t most,
                chaosi_model *model, uint32_t **root, uint32_t *count, chaos_error *error)
{
    chaosi_lexer lexer;
    if (strnlen(text, CHAOSI_MAX_TEXT + 1) > CHAOSI_MAX_TEXT)
        return chaosi_fail(error, CHAOS_EINVAL, argument, -1, "%s must be at most %d bytes long", argument,
                           CHAOSI_MAX_TEXT);
    chaosi_parsed *parsed = calloc(1, sizeof *parsed);
    if (!parsed)
        return chaosi_nomem(error);
    chaosi_lex_start(&lexer, argument, text, strlen(text), error);
    int code = chaosi_parse_expressions(&lexer, most, parsed);
    if (code == CHAOS_OK)
        code = chaosi_resolve_expressions(&lexer, parsed, map, model, root, count);
    free(parsed->tree);
    free(parsed);
    return code;
}

/* states: NULL: all of them. */
static int take_states(chaosi_model *model, const uint32_t *states, uint32_t nstates, uint32_t **root)
{
    *root = malloc(nstates * sizeof **root);
    for (uint32_t i = 0; *root && i < nstates; i++)
        (*root)[i] = chaosi_leaf(&model->graph, CHAOSI_STATE, states ? states[i] : i, 0);
    return !*root || model->graph.nomem ? CHAOS_ENOMEM : CHAOS_OK;
}

static int read_condition(const chaos_map *map, const char *when, chaosi_model *model, uint32_t *condition,
                          chaos_error *error)
{
    uint32_t *root = NULL, count = 0;
    int code = read(map, when, "when", 1, model, &root, &count, error);
    if (code == CHAOS_OK && count != 1)
        code = chaosi_fail(
            error, CHAOS_EINVAL, "when", -1,
            "when must be one condition for all sites: write a site as x0, or a sum over sites [j]");
    if (code == CHAOS_OK)
        *condition = root[0];
    free(root);
    return code;
}

static int build(const chaos_map *map, const char *of, const char *argument, uint32_t most,
                 const uint32_t *states, uint32_t nstates, const char *when, chaosi_model *model,
                 uint32_t **roots, uint32_t *count, chaos_error *error)
{
    uint32_t condition = 0;
    *count = nstates;
    int code = of ? read(map, of, argument, most, model, roots, count, error)
                  : take_states(model, states, nstates, roots);
    if (code == CHAOS_OK && when)
        code = read_condition(map, when, model, &condition, error);
    uint32_t *const root = *roots;
    /* 0 is false and so is NaN: records are kept where the condition is below or above 0. */
    for (uint32_t i = 0; code == CHAOS_OK && when && i < *count; i++) {
        const uint32_t zero = chaosi_const(&model->graph, 0.0), nan = chaosi_const(&model->graph, CHAOSI_NAN);
        const uint32_t below = chaosi_node_of(&model->graph, CHAOSI_LT, condition, zero, 0);
        const uint32_t above = chaosi_node_of(&model->graph, CHAOSI_LT, zero, condition, 0);
        root[i] = chaosi_node_of(&model->graph, CHAOSI_SELECT, above, root[i],
                                 chaosi_node_of(&model->graph, CHAOSI_SELECT, below, root[i], nan));
    }
    if (code == CHAOS_OK && model->graph.nomem)
        code = CHAOS_ENOMEM;
    if (code == CHAOS_OK && model->graph.full)
        code = chaosi_fail(error, CHAOS_EINVAL, of ? argument : "when", -1,
                           "an expression must have at most %d operations", CHAOSI_MAX_NODES);
    return code;
}

/* The states of a row are listed once, whatever the shifts. */
static uint32_t list_row(expression *e, const chaosi_node *row)
{
    for (uint32_t k = 0; k < e->program.nleaves; k++)
        if (e->leaf[k].row && e->states[e->leaf[k].state] == row->a)
            return e->leaf[k].state;
    const uint32_t first = e->columns.nstates;
    for (size_t i = 0; i < e->program.sites; i++)
        e->states[e->columns.nstates++] = row->a + (uint32_t)i * row->b;
    return first;
}

/* A leaf becomes the state of its number, which is the next one. */
static void number_leaf(expression *e, chaosi_node *n)
{
    chaosk_column_leaf *const leaf = &e->leaf[e->program.nleaves];
    const int64_t sites = (int64_t)e->program.sites;
    if (n->op == CHAOSI_ROW) {
        *leaf = (chaosk_column_leaf){ list_row(e, n), (uint32_t)((n->shift % sites + sites) % sites), 1 };
    } else {
        *leaf = (chaosk_column_leaf){ .state = e->columns.nstates };
        e->states[e->columns.nstates++] = n->a;
    }
    *n = (chaosi_node){ .op = CHAOSI_STATE, .a = e->program.nleaves++ };
}

static bool compile_code(const chaosi_graph *g, const uint32_t *root, uint32_t count, uint32_t nvars,
                         chaosk_code *code)
{
    double *const none = calloc(count, sizeof *none);
    const chaosi_roots roots = { .count = count, .root = root, .wrap = none };
    const bool done = none && chaosi_compile(g, &roots, nvars, code);
    free(none);
    return done;
}

/* First what sums add up, then with the sums as further states the columns. in_term, term: [nodes]. Nodes are all
 * needed. */
static bool compile_parts(expression *e, chaosi_graph *g, const uint32_t *root, bool *in_term, uint32_t *term)
{
    chaosk_expressions *const p = &e->program;
    for (uint32_t i = g->count; i-- > 0;) {
        const chaosi_node *n = &g->node[i];
        for (int k = 0; (in_term[i] || n->op == CHAOSI_SUM) && k < chaosi_arity(n->op); k++)
            in_term[chaosi_operand(n, k)] = true;
        if (n->op == CHAOSI_SUM)
            term[p->nsums++] = n->a;
    }
    uint32_t nvars = 0;
    for (int outside = 0; outside < 2; outside++) {
        for (uint32_t i = 0; i < g->count; i++)
            if ((g->node[i].op == CHAOSI_STATE || g->node[i].op == CHAOSI_ROW) && in_term[i] == !outside)
                number_leaf(e, &g->node[i]);
        nvars = outside ? nvars : p->nleaves;
    }
    if (p->nsums > 0 && !compile_code(g, term, p->nsums, nvars, &p->terms))
        return false;
    uint32_t sum = p->nsums;
    for (uint32_t i = 0; i < g->count; i++)
        if (g->node[i].op == CHAOSI_SUM)
            g->node[i] = (chaosi_node){ .op = CHAOSI_STATE, .a = p->nleaves + --sum };
    return compile_code(g, root, p->ncolumns, p->nleaves + p->nsums, &p->value);
}

static int compile(chaosi_graph *g, const uint32_t *root, uint32_t count, const chaos_map *map,
                   chaosi_columns **columns)
{
    expression *e = calloc(1, sizeof *e);
    bool *const in_term = calloc(g->count + 1, sizeof *in_term);
    uint32_t *const term = malloc((g->count + 1) * sizeof *term);
    bool done = e && in_term && term;
    if (done) {
        e->program = (chaosk_expressions){
            .ncolumns = count,
            .sites = chaos_map_sites(map),
        };
        e->states = malloc((g->count + map->dim) * sizeof *e->states);
        e->program.leaf = e->leaf = malloc((g->count + 1) * sizeof *e->leaf);
        done = e->states && e->leaf && compile_parts(e, g, root, in_term, term);
    }
    free(in_term);
    free(term);
    if (!done) {
        chaosi_columns_free(e ? &e->columns : NULL);
        return CHAOS_ENOMEM;
    }
    e->columns.count = count;
    e->columns.states = e->states;
    e->columns.program = &e->program;
    memcpy(e->columns.kernels, kernels, sizeof kernels);
    *columns = &e->columns;
    return CHAOS_OK;
}

int chaosi_columns_make(const chaos_map *map, const char *of, const char *argument, uint32_t most,
                        const uint32_t *states, uint32_t nstates, const char *when, chaosi_columns **columns,
                        chaos_error *error)
{
    uint32_t *root = NULL, count = 0;
    chaosi_model *model = calloc(1, sizeof *model);
    if (!model)
        return chaosi_nomem(error);
    const chaosi_fpenv host = chaosi_fpenv_enter(); /* constants are folded */
    int code = build(map, of, argument, most, states, nstates, when, model, &root, &count, error);
    if (code == CHAOS_OK)
        code = compile(&model->graph, root, count, map, columns);
    chaosi_fpenv_leave(host);
    chaosi_graph_free(&model->graph);
    free(root);
    free(model);
    return code == CHAOS_ENOMEM ? chaosi_nomem(error) : code;
}
