/* Names get their meanings, trees become nodes.
 *
 * SPDX-License-Identifier: MIT */
#include "text/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NONE = -1,
    SHIFTS = 2 * CHAOSI_MAX_SHIFT + 1,
    MAX_WORK = 1 << 20 /* trees visited: a line is visited once for each shift */
};

/* What a name means. A state may also have a line x = 0.1, its start. */
typedef struct meaning {
    int var, param;
    int value_line; /* x = ..., not a constant */
    int next_line;  /* x' = ... */
    int start_line; /* x = 0.1: default of a parameter, start of a state */
    bool time;      /* n, the iterate number */
    int apart;      /* in expressions: of a row of sites, states from one to the next; else 0 */
} meaning;

typedef struct resolver {
    chaosi_lexer *l;
    const chaosi_parsed *parsed;
    chaosi_model *m;
    meaning of[CHAOSI_MAX_NAMES];
    uint32_t *node;                /* of each tree, for the current line and shift */
    uint32_t *done;                /* 1 + node, by line and shift */
    bool active[CHAOSI_MAX_NAMES]; /* by line: being computed */
    size_t shifts;                 /* 1 if it is not a lattice */
    uint64_t sites;                /* 0 if it is not a lattice */
    uint32_t work, sums;
    bool named_n; /* n is a parameter */
    /* Of expressions, whose sums are written out: the sites that [i] and [j] stand for, and
     * whether there was an [i]. */
    uint64_t here, all;
    bool written, each;
} resolver;

static const char *name_of(const resolver *r, uint32_t name) { return r->parsed->name[name]; }

/* --------------------------------------------------------------------- values */

static uint32_t line_node(resolver *r, uint32_t line, int shift, const char *at);
static uint32_t range_node(resolver *r, uint32_t first, uint32_t root, int shift);

/* Whether a node is a constant that x^n can be expanded for. (The tree of a negative n
 * is a sign and a number, but their node is one constant.) */
static bool small_integer(const chaosi_graph *g, uint32_t node, int *n)
{
    const double value = g->node[node].value;
    if (g->node[node].op != CHAOSI_CONST || !(value >= -1024 && value <= 1024) || value != (int)value)
        return false;
    *n = (int)value;
    return true;
}

/* A state of a row, in an expression. */
static uint32_t site_node(resolver *r, const chaosi_tree *t, const meaning *m)
{
    const uint64_t at = t->indexed == CHAOSI_OF_SITE ? r->here : r->all;
    const uint64_t site = (at + r->sites * CHAOSI_MAX_SHIFT + (uint64_t)(int64_t)t->shift) % r->sites;
    r->each |= t->indexed == CHAOSI_OF_SITE;
    return chaosi_leaf(&r->m->graph, CHAOSI_STATE, (uint32_t)m->var + (uint32_t)(site * (uint64_t)m->apart),
                       0);
}

static uint32_t name_node(resolver *r, const chaosi_tree *t, int shift)
{
    const meaning *m = &r->of[t->a];
    const char *const name = name_of(r, t->a);
    const int line = t->primed ? m->next_line : m->var < 0 ? m->value_line : NONE;
    const bool indexed =
        line != NONE ? r->parsed->line[line].indexed : m->apart || (m->var >= 0 && r->m->lattice);
    if (t->primed && line == NONE)
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "no line defines %s'", name);
    if (indexed && !t->indexed)
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "%s is a row of sites: write %s[i]", name, name);
    if (!indexed && t->indexed)
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "no line defines %s[%c]%s", name,
                                         t->indexed == CHAOSI_OF_SITE ? 'i' : 'j', t->primed ? "'" : "");
    const int total = (t->indexed == CHAOSI_OF_SITE ? shift : 0) + t->shift;
    if (total > CHAOSI_MAX_SHIFT || total < -CHAOSI_MAX_SHIFT)
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "a site must be at most %d away", CHAOSI_MAX_SHIFT);
    if (line != NONE)
        return line_node(r, (uint32_t)line, total, t->at);
    if (m->apart)
        return site_node(r, t, m);
    if (m->time)
        return chaosi_leaf(&r->m->graph, CHAOSI_TIME, 0, 0);
    if (m->var < 0)
        return chaosi_leaf(&r->m->graph, CHAOSI_PARAM, (uint32_t)m->param, 0);
    const uint32_t distance = (uint32_t)(total < 0 ? -total : total);
    if (distance > r->m->halo)
        r->m->halo = distance;
    return chaosi_leaf(&r->m->graph, CHAOSI_STATE, (uint32_t)m->var, total);
}

static bool failed(const resolver *r)
{
    return r->l->code != CHAOS_OK || r->m->graph.nomem || r->m->graph.full;
}

static uint32_t sum_node(resolver *r, const chaosi_tree *t)
{
    chaosi_graph *const g = &r->m->graph;
    const uint32_t summed = r->node[t->a], count = g->count;
    if (g->node[summed].has_sum)
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "a sum can't contain another sum");
    const uint32_t node = chaosi_node_of(g, CHAOSI_SUM, summed, 0, 0);
    r->sums += g->count - count;
    if (r->sums > CHAOSI_MAX_SUMS)
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "there must be at most %d sums", CHAOSI_MAX_SUMS);
    return node;
}

/* The first tree of those that make up tree i. */
static uint32_t first_tree(const resolver *r, uint32_t i)
{
    const chaosi_tree *t = &r->parsed->tree[i];
    uint32_t first = i;
    const uint32_t operands[] = { t->a, t->b, t->c };
    for (int k = 0; t->op != CHAOSI_PARAM && k < chaosi_arity(t->op); k++) {
        const uint32_t of = first_tree(r, operands[k]);
        first = of < first ? of : first;
    }
    return first;
}

/* A sum in an expression, written out: the order is that of a lattice's own sum. */
static uint32_t written_sum(resolver *r, const chaosi_tree *t, int shift)
{
    const uint32_t first = first_tree(r, t->a);
    uint32_t sum = chaosi_const(&r->m->graph, 0.0);
    for (r->all = 0; r->all < r->sites && !failed(r); r->all++)
        sum = chaosi_node_of(&r->m->graph, CHAOSI_ADD, sum, range_node(r, first, t->a, shift), 0);
    r->all = 0;
    return sum;
}

/* The node of a tree, after those of its operands. */
static uint32_t tree_node(resolver *r, const chaosi_tree *t, int shift)
{
    chaosi_graph *g = &r->m->graph;
    int n;
    if (t->op == CHAOSI_CONST)
        return chaosi_const(g, t->value);
    if (t->op == CHAOSI_PARAM)
        return name_node(r, t, shift);
    if (t->op == CHAOSI_SUM)
        return r->written ? written_sum(r, t, shift) : sum_node(r, t);
    if (t->op == CHAOSI_SITES && r->sites)
        return chaosi_const(g, (double)r->sites);
    if (t->op == CHAOSI_SITES)
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "N, the number of sites, is for lattices: x[i]' = ...");
    const uint32_t a = r->node[t->a], b = r->node[t->b], c = r->node[t->c];
    const int arity = chaosi_arity(t->op);
    if (t->op == CHAOSI_POW && small_integer(g, b, &n))
        return chaosi_power(g, a, n);
    if (t->op == CHAOSI_MOD && g->node[b].op == CHAOSI_CONST &&
        !(g->node[b].value > 0.0 && __builtin_isfinite(g->node[b].value)))
        return (uint32_t)chaosi_lex_fail(r->l, t->at, "the right side of mod must be above 0, got %g",
                                         g->node[b].value);
    return chaosi_node_of(g, t->op, a, arity > 1 ? b : 0, arity > 2 ? c : 0);
}

static uint32_t range_node(resolver *r, uint32_t first, uint32_t root, int shift)
{
    for (uint32_t i = first; i <= root && !failed(r); i++) {
        if (++r->work > MAX_WORK)
            r->m->graph.full = true;
        else
            r->node[i] = tree_node(r, &r->parsed->tree[i], shift);
    }
    return failed(r) ? 0 : r->node[root];
}

static uint32_t line_node(resolver *r, uint32_t line, int shift, const char *at)
{
    const chaosi_line *const l = &r->parsed->line[line];
    uint32_t *const done =
        &r->done[line * r->shifts + (r->shifts > 1 ? (size_t)(shift + CHAOSI_MAX_SHIFT) : 0)];
    if (*done)
        return *done - 1;
    if (r->active[line])
        return (uint32_t)chaosi_lex_fail(r->l, at, "%s%s depends on itself", name_of(r, l->name),
                                         l->next ? "'" : "");
    r->active[line] = true;
    const uint32_t node = range_node(r, l->first, l->root, shift);
    r->active[line] = false;
    if (!failed(r))
        *done = node + 1;
    return node;
}

/* Whether a line is a constant, and its value. */
static bool constant(resolver *r, const chaosi_line *l, double *value)
{
    for (uint32_t i = l->first; i <= l->root; i++)
        if (r->parsed->tree[i].op == CHAOSI_PARAM)
            return false;
    const uint32_t node = range_node(r, l->first, l->root, 0);
    if (failed(r) || r->m->graph.node[node].op != CHAOSI_CONST)
        return false;
    *value = r->m->graph.node[node].value;
    if (!__builtin_isfinite(*value))
        chaosi_lex_fail(r->l, r->parsed->tree[l->root].at, "the value must be finite, got %g", *value);
    return true;
}

/* -------------------------------------------------------------------- meanings */

static void set_line(resolver *r, int *which, uint32_t line)
{
    const chaosi_line *l = &r->parsed->line[line];
    if (*which != NONE)
        chaosi_lex_fail(r->l, l->at, "%s%s is defined twice", name_of(r, l->name), l->next ? "'" : "");
    *which = (int)line;
}

static void take_state(resolver *r, uint32_t line)
{
    chaosi_model *m = r->m;
    const chaosi_line *l = &r->parsed->line[line];
    if (m->nvars == CHAOSI_MAX_VARS) {
        chaosi_lex_fail(r->l, l->at, "there must be at most %d states", CHAOSI_MAX_VARS);
        return;
    }
    set_line(r, &r->of[l->name].next_line, line);
    if (m->nvars > 0 && l->indexed != m->lattice)
        chaosi_lex_fail(r->l, l->at, "either all states have [i] or none has");
    m->lattice = l->indexed;
    r->of[l->name].var = (int)m->nvars;
    m->start[m->nvars] = CHAOSI_NAN;
    m->var[m->nvars++] = l->name;
}

/* A line without [i] is the same at all sites. */
static void check_sites(resolver *r, const chaosi_line *l)
{
    for (uint32_t i = l->first; i <= l->root && !l->indexed; i++)
        if (r->parsed->tree[i].op == CHAOSI_PARAM && r->parsed->tree[i].indexed == CHAOSI_OF_SITE)
            chaosi_lex_fail(r->l, l->at, "%s depends on the site: write %s[i] = ...", name_of(r, l->name),
                            name_of(r, l->name));
}

static void take_value(resolver *r, uint32_t line)
{
    const chaosi_line *l = &r->parsed->line[line];
    meaning *m = &r->of[l->name];
    double value;
    if (r->m->lattice)
        check_sites(r, l);
    if (l->indexed && m->var >= 0)
        chaosi_lex_fail(r->l, l->at, "%s[i] is a state: write its next value as %s[i]' = ...",
                        name_of(r, l->name), name_of(r, l->name));
    else if (l->indexed && !r->m->lattice)
        chaosi_lex_fail(r->l, l->at, "%s[i] needs a state with [i], as in x[i]' = ...", name_of(r, l->name));
    else if (!l->indexed && constant(r, l, &value))
        set_line(r, m->value_line != NONE ? &m->value_line : &m->start_line, line);
    else if (m->var >= 0)
        chaosi_lex_fail(r->l, l->at,
                        "%s is a state: write its next value as %s' = ..., its start as a number",
                        name_of(r, l->name), name_of(r, l->name));
    else
        set_line(r, m->start_line != NONE ? &m->start_line : &m->value_line, line);
}

/* A name that is neither a state nor a line is a parameter, in the order of the text, but for n. */
static void take_param(resolver *r, uint32_t name)
{
    chaosi_model *m = r->m;
    meaning *of = &r->of[name];
    if (of->var >= 0 || of->value_line != NONE)
        return;
    of->time = !r->named_n && of->start_line == NONE && strcmp(name_of(r, name), "n") == 0;
    if (of->time)
        return;
    if (m->nparams == CHAOSI_MAX_PARAMS) {
        chaosi_lex_fail(r->l, r->parsed->name_at[name],
                        "there must be at most %d parameters, '%s' is one more", CHAOSI_MAX_PARAMS,
                        name_of(r, name));
        return;
    }
    of->param = (int)m->nparams;
    m->value[m->nparams] = CHAOSI_NAN;
    m->param[m->nparams++] = name;
}

static void take_defaults(resolver *r)
{
    for (uint32_t i = 0; i < r->parsed->nnames; i++) {
        const meaning *of = &r->of[i];
        double value;
        if (of->start_line != NONE && constant(r, &r->parsed->line[of->start_line], &value))
            *(of->var >= 0 ? &r->m->start[of->var] : &r->m->value[of->param]) = value;
    }
}

static void find_meanings(resolver *r)
{
    const chaosi_parsed *parsed = r->parsed;
    for (uint32_t i = 0; i < parsed->nnames; i++)
        r->of[i] = (meaning){ NONE, NONE, NONE, NONE, NONE, false, 0 };
    for (uint32_t i = 0; i < parsed->nlines; i++)
        if (parsed->line[i].next)
            take_state(r, i);
    r->sites = r->m->lattice ? r->sites : 0;
    for (uint32_t i = 0; i < parsed->nlines; i++)
        if (!parsed->line[i].next)
            take_value(r, i);
    for (uint32_t i = 0; i < parsed->nnames; i++)
        take_param(r, i);
    if (r->m->nvars == 0)
        chaosi_lex_fail(r->l, r->l->end, "no line says what the next state is, as x' = r*x*(1 - x) does");
    if (!failed(r))
        take_defaults(r);
}

/* ---------------------------------------------------------------------- images */

/* A trailing mod makes an angle if its right side is a number, else it is an operation. */
static void take_period(resolver *r, uint32_t v, const chaosi_line *l)
{
    const uint32_t period = range_node(r, l->root + 1, l->period, 0);
    if (failed(r))
        return;
    const chaosi_node *n = &r->m->graph.node[period];
    if (n->op != CHAOSI_CONST)
        r->m->root[v] = chaosi_node_of(&r->m->graph, CHAOSI_MOD, r->m->root[v], period, 0);
    else if (n->value > 0.0 && __builtin_isfinite(n->value))
        r->m->wrap[v] = n->value;
    else
        chaosi_lex_fail(r->l, r->parsed->tree[l->root + 1].at,
                        "the right side of mod must be above 0, got %g", n->value);
}

static void find_images(resolver *r)
{
    chaosi_model *m = r->m;
    r->shifts = m->lattice ? SHIFTS : 1;
    r->done = calloc(r->parsed->nlines * r->shifts, sizeof *r->done);
    if (!r->done)
        m->graph.nomem = true;
    for (uint32_t v = 0; v < m->nvars && !failed(r); v++) {
        const uint32_t line = (uint32_t)r->of[m->var[v]].next_line;
        m->root[v] = line_node(r, line, 0, r->parsed->line[line].at);
    }
    /* Only now: a later line may need the lift. */
    for (uint32_t v = 0; v < m->nvars && !failed(r); v++) {
        const chaosi_line *l = &r->parsed->line[r->of[m->var[v]].next_line];
        if (l->period != CHAOSI_NO_TREE)
            take_period(r, v, l);
    }
}

static bool begin(resolver *r, chaosi_lexer *lexer, const chaosi_parsed *parsed, chaosi_model *model)
{
    *r = (resolver){ .l = lexer, .parsed = parsed, .m = model, .shifts = 1 };
    r->node = calloc(parsed->count + 1, sizeof *r->node);
    if (!r->node)
        model->graph.nomem = true;
    return r->node != NULL;
}

static int finish(resolver *r)
{
    chaosi_lexer *const lexer = r->l;
    const chaosi_graph *g = &r->m->graph;
    free(r->node);
    free(r->done);
    if (g->nomem)
        lexer->code = chaosi_nomem(lexer->error);
    else if (g->full)
        chaosi_lex_fail(lexer, lexer->text, "the formula must have at most %d operations", CHAOSI_MAX_NODES);
    free(r);
    return lexer->code;
}

int chaosi_resolve(chaosi_lexer *lexer, const chaosi_parsed *parsed, uint64_t sites, bool named_n,
                   chaosi_model *model)
{
    resolver *r = malloc(sizeof *r);
    memset(model, 0, sizeof *model);
    if (!r)
        return lexer->code = chaosi_nomem(lexer->error);
    const bool begun = begin(r, lexer, parsed, model);
    r->sites = sites;
    r->named_n = named_n;
    if (begun)
        find_meanings(r);
    if (!failed(r))
        find_images(r);
    return finish(r);
}

/* ----------------------------------------------------------------- expressions */

/* The names of a map's states and parameters: "x, y, a, b". */
static void list_names(const chaos_map *map, char *text, size_t size)
{
    const uint64_t dim = chaos_map_dim(map), nparams = chaos_map_nparams(map);
    size_t used = 0;
    text[0] = '\0';
    for (uint64_t i = 0; i < dim + nparams && i < 12 && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "",
                                 i < dim ? chaos_map_state(map, i) : chaos_map_param(map, i - dim));
}

/* The states of a lattice by the name of their row: x for x0, x1, ... */
static bool find_row(const chaos_map *map, const char *name, meaning *m)
{
    char site[CHAOSI_NAME_BYTES + 1];
    snprintf(site, sizeof site, "%s0", name);
    const int64_t first = chaos_map_is_lattice(map) ? chaos_map_state_index(map, site) : -1;
    if (first < 0)
        return false;
    snprintf(site, sizeof site, "%s1", name);
    m->var = (int)first;
    m->apart = chaos_map_sites(map) > 1 ? (int)(chaos_map_state_index(map, site) - first) : 1;
    return true;
}

static void find_in_map(resolver *r, const chaos_map *map, uint32_t name)
{
    const int64_t state = chaos_map_state_index(map, name_of(r, name)),
                  param = chaos_map_param_index(map, name_of(r, name));
    char names[120];
    r->of[name] = (meaning){ NONE, NONE, NONE, NONE, NONE, false, 0 };
    if (state >= 0)
        r->of[name].var = (int)state;
    else if (param >= 0)
        r->of[name].param = (int)param;
    else if (!find_row(map, name_of(r, name), &r->of[name])) {
        list_names(map, names, sizeof names);
        chaosi_lex_fail(r->l, r->parsed->name_at[name], "the map has no state or parameter '%s'; it has %s",
                        name_of(r, name), names);
    }
}

/* All expressions, at one site. */
static void find_roots(resolver *r, uint32_t *root, uint64_t apart)
{
    for (uint32_t i = 0; i < r->parsed->nlines && !failed(r); i++)
        root[i * apart] = range_node(r, r->parsed->line[i].first, r->parsed->line[i].root, 0);
}

int chaosi_resolve_expressions(chaosi_lexer *lexer, const chaosi_parsed *parsed, const chaos_map *map,
                               chaosi_model *model, uint32_t **root, uint32_t *count)
{
    resolver *r = malloc(sizeof *r);
    if (!r)
        return lexer->code = chaosi_nomem(lexer->error);
    begin(r, lexer, parsed, model);
    r->sites = chaos_map_sites(map);
    r->written = true;
    const uint64_t sites = r->sites ? r->sites : 1;
    *count = parsed->nlines;
    *root = malloc(parsed->nlines * sites * sizeof **root);
    model->graph.nomem |= !*root;
    for (uint32_t i = 0; i < parsed->nnames && !failed(r); i++)
        find_in_map(r, map, i);
    if (!failed(r))
        find_roots(r, *root, 1);
    for (; r->each && r->here < sites && !failed(r); r->here++)
        find_roots(r, *root + r->here, sites);
    if (r->each)
        *count *= (uint32_t)sites;
    return finish(r);
}
