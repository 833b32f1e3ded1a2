/* Trees become nodes of a graph, complex numbers two of them.
 *
 * SPDX-License-Identifier: MIT */
#include "text/trees.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_WORK = 1 << 20 /* trees visited: a line is visited once for each shift */ };

chaosi_resolver *chaosi_resolver_new(chaosi_lexer *lexer, const chaosi_parsed *parsed, chaosi_model *model)
{
    chaosi_resolver *r = malloc(sizeof *r);
    if (!r) {
        lexer->code = chaosi_nomem(lexer->error);
        return NULL;
    }
    *r = (chaosi_resolver){ .l = lexer, .parsed = parsed, .m = model, .shifts = 1 };
    r->value = calloc(parsed->count + 1, sizeof *r->value);
    if (!r->value)
        model->graph.nomem = true;
    for (uint32_t i = 0; i < CHAOSI_MAX_NAMES; i++)
        r->of[i].value_line = r->of[i].next_line = r->of[i].start_line = CHAOSI_NO_LINE;
    return r;
}

int chaosi_resolver_end(chaosi_resolver *r)
{
    chaosi_lexer *const lexer = r->l;
    const chaosi_graph *g = &r->m->graph;
    free(r->value);
    free(r->done);
    if (g->nomem)
        lexer->code = chaosi_nomem(lexer->error);
    else if (g->full)
        chaosi_lex_fail(lexer, lexer->text, "the formula must have at most %d operations", CHAOSI_MAX_NODES);
    free(r);
    return lexer->code;
}

bool chaosi_failed(const chaosi_resolver *r)
{
    return r->l->code != CHAOS_OK || r->m->graph.nomem || r->m->graph.full;
}

/* What there is where there is an error. */
static const chaosi_value nothing = { 0, CHAOSI_REAL };

/* ----------------------------------------------------------------------- names */

/* A state or a parameter, and its imaginary part if it has one. */
static chaosi_value leaf(chaosi_resolver *r, enum chaosi_op op, const chaosi_meaning *m, uint32_t further,
                         int shift)
{
    chaosi_graph *const g = &r->m->graph;
    chaosi_value z = chaosi_real(chaosi_leaf(g, op, m->re + further, shift));
    if (m->complex)
        z.im = chaosi_leaf(g, op, m->im + further, shift);
    return z;
}

/* The states of all sites so far to the right, in an expression. */
static chaosi_value all_sites(chaosi_resolver *r, const chaosi_meaning *m, int shift)
{
    chaosi_graph *const g = &r->m->graph;
    chaosi_node row = { .op = CHAOSI_ROW, .a = m->re, .b = m->apart, .shift = shift };
    chaosi_value z = chaosi_real(chaosi_intern(g, &row));
    row.a = m->im;
    if (m->complex)
        z.im = chaosi_intern(g, &row);
    return z;
}

/* A state of a row, in an expression. */
static chaosi_value site_value(chaosi_resolver *r, const chaosi_tree *t, const chaosi_meaning *m)
{
    const uint64_t at = t->indexed == CHAOSI_OF_SITE ? r->here : 0;
    if (t->indexed == CHAOSI_OF_ALL)
        return all_sites(r, m, t->shift);
    if (t->indexed == CHAOSI_OF_ONE && (uint64_t)t->shift >= r->sites) {
        chaosi_lex_fail(r->l, t->at, "the map has no site %d, it has 0 to %llu", (int)t->shift,
                        (unsigned long long)r->sites - 1);
        return nothing;
    }
    const uint64_t site = (at + r->sites * CHAOSI_MAX_SHIFT + (uint64_t)(int64_t)t->shift) % r->sites;
    r->each |= t->indexed == CHAOSI_OF_SITE;
    return leaf(r, CHAOSI_STATE, m, (uint32_t)site * m->apart, 0);
}

/* A site so far away is looked at. */
static void look(chaosi_resolver *r, int shift)
{
    const uint32_t distance = (uint32_t)(shift < 0 ? -shift : shift);
    if (distance > r->m->halo)
        r->m->halo = distance;
}

static chaosi_value state_value(chaosi_resolver *r, const chaosi_meaning *m, int shift)
{
    look(r, shift);
    return leaf(r, CHAOSI_STATE, m, 0, shift);
}

/* A random number: an expression has no stream. */
static chaosi_value draw_value(chaosi_resolver *r, const chaosi_tree *t, int shift)
{
    const int at = t->indexed == CHAOSI_OF_SITE ? shift : 0;
    if (r->written) {
        chaosi_lex_fail(r->l, t->at, "an expression can't draw random numbers: make it a state of the text");
        return nothing;
    }
    look(r, at);
    return chaosi_real(chaosi_draw(&r->m->graph, t->op, t->a, t->indexed != 0, at));
}

static chaosi_value meant(chaosi_resolver *r, const chaosi_tree *t, const chaosi_meaning *m, int shift)
{
    chaosi_graph *const g = &r->m->graph;
    switch (m->kind) {
    case CHAOSI_IS_TIME: return chaosi_real(chaosi_leaf(g, CHAOSI_TIME, 0, 0));
    case CHAOSI_IS_UNIT: return (chaosi_value){ chaosi_const(g, 0.0), chaosi_const(g, 1.0) };
    case CHAOSI_IS_STATE: return m->apart ? site_value(r, t, m) : state_value(r, m, shift);
    default: return leaf(r, CHAOSI_PARAM, m, 0, 0);
    }
}

static chaosi_value name_value(chaosi_resolver *r, const chaosi_tree *t, int shift)
{
    const chaosi_meaning *m = &r->of[t->a];
    const char *const name = chaosi_name_of(r, t->a);
    const bool state = m->kind == CHAOSI_IS_STATE;
    const int line = t->primed ? m->next_line
                     : state   ? CHAOSI_NO_LINE
                               : m->value_line,
              total = (t->indexed == CHAOSI_OF_SITE ? shift : 0) + t->shift;
    const bool indexed =
        line != CHAOSI_NO_LINE ? r->parsed->line[line].indexed : m->apart || (state && r->m->lattice);
    if (t->primed && line == CHAOSI_NO_LINE)
        chaosi_lex_fail(r->l, t->at, "no line defines %s'", name);
    else if (indexed && !t->indexed)
        chaosi_lex_fail(r->l, t->at, "%s is a row of sites: write %s[i]", name, name);
    else if (!indexed && t->indexed)
        chaosi_lex_fail(r->l, t->at, "no line defines %s[%s]%s", name,
                        t->indexed == CHAOSI_OF_SITE  ? "i"
                        : t->indexed == CHAOSI_OF_ALL ? "j"
                                                      : "...",
                        t->primed ? "'" : "");
    else if (t->indexed != CHAOSI_OF_ONE && (total > CHAOSI_MAX_SHIFT || total < -CHAOSI_MAX_SHIFT))
        chaosi_lex_fail(r->l, t->at, "a site must be at most %d away", CHAOSI_MAX_SHIFT);
    else
        return line != CHAOSI_NO_LINE ? chaosi_line_value(r, (uint32_t)line, total, t->at)
                                      : meant(r, t, m, total);
    return nothing;
}

/* ------------------------------------------------------------------ operations */

/* Whether a value is a constant that x^n can be expanded for. (The tree of a negative n
 * is a sign and a number, but their node is one constant.) */
static bool small_integer(const chaosi_graph *g, chaosi_value a, int *n)
{
    const double value = g->node[a.re].value;
    if (chaosi_is_complex(a) || g->node[a.re].op != CHAOSI_CONST || !(value >= -1024 && value <= 1024) ||
        value != (int)value)
        return false;
    *n = (int)value;
    return true;
}

static chaosi_value operation(chaosi_resolver *r, const chaosi_tree *t, chaosi_value a, chaosi_value b,
                              chaosi_value c)
{
    bool defined;
    const chaosi_value z = chaosi_value_of(&r->m->graph, t->op, a, b, c, &defined);
    if (!defined && !chaosi_failed(r))
        chaosi_lex_fail(r->l, t->at, "this takes real numbers: write re(...), im(...) or abs(...)");
    return z;
}

static chaosi_value sum_value(chaosi_resolver *r, const chaosi_tree *t)
{
    chaosi_graph *const g = &r->m->graph;
    const chaosi_value summed = r->value[t->a];
    const uint32_t count = g->count;
    if (g->node[summed.re].has_sum || (chaosi_is_complex(summed) && g->node[summed.im].has_sum)) {
        chaosi_lex_fail(r->l, t->at, "a sum can't contain another sum");
        return nothing;
    }
    const chaosi_value z = operation(r, t, summed, nothing, nothing);
    r->sums += g->count - count;
    if (!r->written && r->sums > CHAOSI_MAX_SUMS)
        chaosi_lex_fail(r->l, t->at, "there must be at most %d sums", CHAOSI_MAX_SUMS);
    return z;
}

/* The value of a tree, after those of its operands. */
static chaosi_value value_of(chaosi_resolver *r, const chaosi_tree *t, int shift)
{
    chaosi_graph *g = &r->m->graph;
    int n;
    if (t->op == CHAOSI_CONST)
        return chaosi_real(chaosi_const(g, t->value));
    if (t->op == CHAOSI_PARAM)
        return name_value(r, t, shift);
    if (t->op == CHAOSI_UNIFORM || t->op == CHAOSI_NORMAL)
        return draw_value(r, t, shift);
    if (t->op == CHAOSI_SUM)
        return sum_value(r, t);
    if (t->op == CHAOSI_SITES && r->sites)
        return chaosi_real(chaosi_const(g, (double)r->sites));
    if (t->op == CHAOSI_SITES) {
        chaosi_lex_fail(r->l, t->at, "N, the number of sites, is for lattices: x[i]' = ...");
        return nothing;
    }
    const int arity = t->op >= CHAOSI_CONJ ? 1 : chaosi_arity(t->op);
    const chaosi_value a = r->value[t->a], b = arity > 1 ? r->value[t->b] : nothing,
                       c = arity > 2 ? r->value[t->c] : nothing;
    if (t->op == CHAOSI_POW && small_integer(g, b, &n))
        return chaosi_value_power(g, a, n);
    if (t->op == CHAOSI_MOD && g->node[b.re].op == CHAOSI_CONST &&
        !(g->node[b.re].value > 0.0 && __builtin_isfinite(g->node[b.re].value)))
        chaosi_lex_fail(r->l, t->at, "the right side of mod must be above 0, got %g", g->node[b.re].value);
    return operation(r, t, a, b, c);
}

/* ----------------------------------------------------------------------- trees */

chaosi_value chaosi_tree_value(chaosi_resolver *r, uint32_t first, uint32_t root, int shift)
{
    for (uint32_t i = first; i <= root && !chaosi_failed(r); i++) {
        if (++r->work > MAX_WORK)
            r->m->graph.full = true;
        else
            r->value[i] = value_of(r, &r->parsed->tree[i], shift);
    }
    return chaosi_failed(r) ? nothing : r->value[root];
}

chaosi_value chaosi_line_value(chaosi_resolver *r, uint32_t line, int shift, const char *at)
{
    const chaosi_line *const l = &r->parsed->line[line];
    chaosi_value *const done =
        &r->done[line * r->shifts + (r->shifts > 1 ? (size_t)(shift + CHAOSI_MAX_SHIFT) : 0)];
    if (done->re)
        return (chaosi_value){ done->re - 1, done->im };
    if (r->active[line]) {
        chaosi_lex_fail(r->l, at, "%s%s depends on itself", chaosi_name_of(r, l->name), l->next ? "'" : "");
        return nothing;
    }
    r->active[line] = true;
    const chaosi_value value = chaosi_tree_value(r, l->first, l->root, shift);
    r->active[line] = false;
    if (!chaosi_failed(r))
        *done = (chaosi_value){ value.re + 1, value.im };
    if (shift == 0)
        r->m->line[line] = *done;
    return value;
}

bool chaosi_line_is_constant(chaosi_resolver *r, const chaosi_line *l, double value[2])
{
    for (uint32_t i = l->first; i <= l->root; i++)
        if (r->parsed->tree[i].op == CHAOSI_PARAM && r->of[r->parsed->tree[i].a].kind != CHAOSI_IS_UNIT)
            return false;
    const chaosi_value z = chaosi_tree_value(r, l->first, l->root, 0);
    if (chaosi_failed(r))
        return false;
    const chaosi_node *re = &r->m->graph.node[z.re];
    value[0] = re->value;
    value[1] = 0.0;
    if (chaosi_is_complex(z)) {
        const chaosi_node *im = &r->m->graph.node[z.im];
        value[1] = im->value;
        if (im->op != CHAOSI_CONST)
            return false;
    }
    if (re->op != CHAOSI_CONST)
        return false;
    for (int k = 0; k < 2; k++)
        if (!__builtin_isfinite(value[k]))
            chaosi_lex_fail(r->l, r->parsed->tree[l->root].at, "the value must be finite, got %g", value[k]);
    return true;
}
