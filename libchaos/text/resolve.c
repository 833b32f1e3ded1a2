/* What the names of a map's text mean, and the images of its states.
 *
 * SPDX-License-Identifier: MIT */
#include "text/trees.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const part_names[] = {
    [CHAOSI_WHOLE] = "", [CHAOSI_RE_PART] = "_re", [CHAOSI_IM_PART] = "_im"
};

void chaosi_named_print(const chaosi_named *named, const chaosi_parsed *parsed, char name[CHAOSI_NAME_BYTES])
{
    snprintf(name, CHAOSI_NAME_BYTES, "%s%s", parsed->name[named->name], part_names[named->part]);
}

/* -------------------------------------------------------------------- meanings */

static void set_line(chaosi_resolver *r, int *which, uint32_t line)
{
    const chaosi_line *l = &r->parsed->line[line];
    if (*which != CHAOSI_NO_LINE)
        chaosi_lex_fail(r->l, l->at, "%s%s is defined twice", chaosi_name_of(r, l->name), l->next ? "'" : "");
    *which = (int)line;
}

/* A name takes up one or two places in a list of up to `most`; where the first is, and the last.
 * false: they are not there. */
static bool add_named(chaosi_named *list, uint32_t *count, uint32_t most, uint32_t name, chaosi_meaning *m)
{
    const uint32_t parts = m->complex ? 2 : 1;
    if (*count + parts > most)
        return false;
    m->re = *count;
    m->im = *count + parts - 1;
    list[(*count)++] = (chaosi_named){ name, m->complex ? CHAOSI_RE_PART : CHAOSI_WHOLE };
    if (m->complex)
        list[(*count)++] = (chaosi_named){ name, CHAOSI_IM_PART };
    return true;
}

static void take_state(chaosi_resolver *r, uint32_t line)
{
    chaosi_model *m = r->m;
    const chaosi_line *l = &r->parsed->line[line];
    chaosi_meaning *const of = &r->of[l->name];
    set_line(r, &of->next_line, line);
    if (m->nvars > 0 && l->indexed != m->lattice)
        chaosi_lex_fail(r->l, l->at, "either all states have [i] or none has");
    m->lattice = l->indexed;
    of->kind = CHAOSI_IS_STATE;
    if (!add_named(m->var, &m->nvars, CHAOSI_MAX_VARS, l->name, of))
        chaosi_lex_fail(r->l, l->at, "there must be at most %d states", CHAOSI_MAX_VARS);
    m->start[of->re] = m->start[of->im] = CHAOSI_NAN;
}

/* A line without [i] is the same at all sites. */
static void check_sites(chaosi_resolver *r, const chaosi_line *l)
{
    const char *const name = chaosi_name_of(r, l->name);
    for (uint32_t i = l->first; i <= l->root && !l->indexed; i++)
        if (r->parsed->tree[i].op == CHAOSI_PARAM && r->parsed->tree[i].indexed == CHAOSI_OF_SITE)
            chaosi_lex_fail(r->l, l->at, "%s depends on the site: write %s[i] = ...", name, name);
}

static void take_value(chaosi_resolver *r, uint32_t line)
{
    const chaosi_line *l = &r->parsed->line[line];
    const char *const name = chaosi_name_of(r, l->name);
    chaosi_meaning *m = &r->of[l->name];
    const bool state = m->kind == CHAOSI_IS_STATE;
    double value[2];
    if (r->m->lattice)
        check_sites(r, l);
    if (l->indexed && state)
        chaosi_lex_fail(r->l, l->at, "%s[i] is a state: write its next value as %s[i]' = ...", name, name);
    else if (l->indexed && !r->m->lattice)
        chaosi_lex_fail(r->l, l->at, "%s[i] needs a state with [i], as in x[i]' = ...", name);
    else if (!l->indexed && chaosi_line_is_constant(r, l, value))
        set_line(r, m->value_line != CHAOSI_NO_LINE ? &m->value_line : &m->start_line, line);
    else if (state)
        chaosi_lex_fail(r->l, l->at,
                        "%s is a state: write its next value as %s' = ..., its start as a number", name,
                        name);
    else
        set_line(r, m->start_line != CHAOSI_NO_LINE ? &m->start_line : &m->value_line, line);
}

/* A name that is neither a state nor a line nor has a meaning of its own is a parameter, in the
 * order of the text. */
static void take_param(chaosi_resolver *r, uint32_t name)
{
    chaosi_model *m = r->m;
    chaosi_meaning *of = &r->of[name];
    if (of->kind != CHAOSI_UNKNOWN || of->value_line != CHAOSI_NO_LINE)
        return;
    of->kind = CHAOSI_IS_PARAM;
    if (!add_named(m->param, &m->nparams, CHAOSI_MAX_PARAMS, name, of))
        chaosi_lex_fail(r->l, r->parsed->name_at[name],
                        "there must be at most %d parameters, '%s' is one more", CHAOSI_MAX_PARAMS,
                        chaosi_name_of(r, name));
    m->value[of->re] = m->value[of->im] = CHAOSI_NAN;
    const char *const own = chaosi_name_of(r, name);
    if (m->lattice && (strcmp(own, "i") == 0 || strcmp(own, "j") == 0))
        chaosi_lex_fail(r->l, r->parsed->name_at[name],
                        "%s is the number of a site in [ ] and no value: the sites of a lattice are alike",
                        own);
}

static void take_defaults(chaosi_resolver *r)
{
    for (uint32_t i = 0; i < r->parsed->nnames; i++) {
        const chaosi_meaning *of = &r->of[i];
        double *const to = of->kind == CHAOSI_IS_STATE ? r->m->start : r->m->value, value[2];
        if (of->start_line == CHAOSI_NO_LINE)
            continue;
        const chaosi_line *const l = &r->parsed->line[of->start_line];
        if (!chaosi_line_is_constant(r, l, value))
            continue;
        if (value[1] != 0.0 && !of->complex)
            chaosi_lex_fail(r->l, l->at, "the value of %s is complex: say so in a line, complex %s",
                            chaosi_name_of(r, i), chaosi_name_of(r, i));
        to[of->im] = value[1];
        to[of->re] = value[0];
    }
}

/* A name's two parts must be no names of their own. */
static void check_parts(chaosi_resolver *r, uint32_t name)
{
    const chaosi_parsed *parsed = r->parsed;
    if (strlen(parsed->name[name]) + strlen("_re") >= CHAOSI_NAME_BYTES)
        chaosi_lex_fail(r->l, parsed->name_at[name],
                        "the name of a complex number must be at most %d characters long",
                        CHAOSI_NAME_BYTES - 4);
    for (uint32_t i = 0; i < parsed->nnames; i++)
        for (uint8_t part = CHAOSI_RE_PART; part <= CHAOSI_IM_PART; part++) {
            char own[CHAOSI_NAME_BYTES];
            chaosi_named_print(&(chaosi_named){ name, part }, parsed, own);
            if (strcmp(own, parsed->name[i]) == 0)
                chaosi_lex_fail(r->l, parsed->name_at[i], "'%s' is a part of %s: write %s(%s)", own,
                                parsed->name[name], part == CHAOSI_RE_PART ? "re" : "im", parsed->name[name]);
        }
}

/* Whether a line defines a name. */
static bool is_defined(const chaosi_parsed *parsed, uint32_t name)
{
    for (uint32_t i = 0; i < parsed->nlines; i++)
        if (parsed->line[i].name == name)
            return true;
    return false;
}

/* n and i are what they are where nothing makes them something else. */
static void find_own_meanings(chaosi_resolver *r, bool named_n)
{
    const chaosi_parsed *parsed = r->parsed;
    bool any = false;
    for (uint32_t i = 0; i < parsed->nnames; i++)
        any |= r->of[i].complex = parsed->complex[i];
    for (uint32_t i = 0; i < parsed->nnames; i++) {
        const char *const name = parsed->name[i];
        if (r->of[i].complex)
            check_parts(r, i);
        else if (strcmp(name, "n") == 0 && !named_n && !is_defined(parsed, i))
            r->of[i].kind = CHAOSI_IS_TIME;
        else if (strcmp(name, "i") == 0 && any && !is_defined(parsed, i))
            r->of[i].kind = CHAOSI_IS_UNIT;
    }
}

static void find_meanings(chaosi_resolver *r, bool named_n)
{
    const chaosi_parsed *parsed = r->parsed;
    find_own_meanings(r, named_n);
    for (uint32_t i = 0; i < parsed->nlines && !chaosi_failed(r); i++)
        if (parsed->line[i].next)
            take_state(r, i);
    r->sites = r->m->lattice ? r->sites : 0;
    for (uint32_t i = 0; i < parsed->nlines && !chaosi_failed(r); i++)
        if (!parsed->line[i].next)
            take_value(r, i);
    for (uint32_t i = 0; i < parsed->nnames && !chaosi_failed(r); i++)
        take_param(r, i);
    if (r->m->nvars == 0)
        chaosi_lex_fail(r->l, r->l->end, "no line says what the next state is, as x' = r*x*(1 - x) does");
    if (!chaosi_failed(r))
        take_defaults(r);
}

/* ---------------------------------------------------------------------- images */

/* A trailing mod makes an angle if its right side is a number, else it is an operation. */
static void take_period(chaosi_resolver *r, uint32_t v, const chaosi_line *l)
{
    const chaosi_value period = chaosi_tree_value(r, l->root + 1, l->period, 0);
    const chaosi_tree *const at = &r->parsed->tree[l->root + 1];
    if (chaosi_failed(r))
        return;
    const chaosi_node *n = &r->m->graph.node[period.re];
    if (chaosi_is_complex(period) || r->m->var[v].part != CHAOSI_WHOLE)
        chaosi_lex_fail(r->l, at->at, "mod takes real numbers: write re(...), im(...) or abs(...)");
    else if (n->op != CHAOSI_CONST)
        r->m->root[v] = chaosi_node_of(&r->m->graph, CHAOSI_MOD, r->m->root[v], period.re, 0);
    else if (n->value > 0.0 && __builtin_isfinite(n->value))
        r->m->wrap[v] = n->value;
    else
        chaosi_lex_fail(r->l, at->at, "the right side of mod must be above 0, got %g", n->value);
}

static void take_image(chaosi_resolver *r, const chaosi_meaning *m)
{
    const uint32_t line = (uint32_t)m->next_line;
    const chaosi_line *const l = &r->parsed->line[line];
    const char *const name = chaosi_name_of(r, l->name);
    const chaosi_value image = chaosi_line_value(r, line, 0, l->at);
    if (chaosi_is_complex(image) && !m->complex)
        chaosi_lex_fail(r->l, l->at, "%s' is complex: say so in a line, complex %s", name, name);
    if (m->complex)
        r->m->root[m->im] = chaosi_imaginary(&r->m->graph, image);
    r->m->root[m->re] = image.re;
}

static void find_images(chaosi_resolver *r)
{
    chaosi_model *m = r->m;
    r->shifts = m->lattice ? CHAOSI_SHIFTS : 1;
    r->done = calloc(r->parsed->nlines * r->shifts, sizeof *r->done);
    if (!r->done)
        m->graph.nomem = true;
    for (uint32_t v = 0; v < m->nvars && !chaosi_failed(r); v++)
        if (m->var[v].part != CHAOSI_IM_PART)
            take_image(r, &r->of[m->var[v].name]);
    /* Only now: a later line may need the lift. */
    for (uint32_t v = 0; v < m->nvars && !chaosi_failed(r); v++) {
        const chaosi_line *l = &r->parsed->line[r->of[m->var[v].name].next_line];
        if (l->period != CHAOSI_NO_TREE)
            take_period(r, v, l);
    }
}

int chaosi_resolve(chaosi_lexer *lexer, const chaosi_parsed *parsed, uint64_t sites, bool named_n,
                   chaosi_model *model)
{
    memset(model, 0, sizeof *model);
    chaosi_resolver *r = chaosi_resolver_new(lexer, parsed, model);
    if (!r)
        return lexer->code;
    r->sites = sites;
    if (!chaosi_failed(r))
        find_meanings(r, named_n);
    if (!chaosi_failed(r))
        find_images(r);
    return chaosi_resolver_end(r);
}
