/* Names in expressions are those of a map.
 *
 * SPDX-License-Identifier: MIT */
#include "text/trees.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGER = CHAOSI_NAME_BYTES + 4 }; /* a name with "_re" and "0" behind it */

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
static bool find_row(const chaos_map *map, const char *name, chaosi_meaning *m)
{
    char site[LONGER + 1];
    snprintf(site, sizeof site, "%s0", name);
    const int64_t first = chaos_map_is_lattice(map) ? chaos_map_state_index(map, site) : -1;
    if (first < 0)
        return false;
    snprintf(site, sizeof site, "%s1", name);
    m->kind = CHAOSI_IS_STATE;
    m->re = (uint32_t)first;
    m->apart = chaos_map_sites(map) > 1 ? (uint32_t)(chaos_map_state_index(map, site) - first) : 1;
    return true;
}

static bool find_real(const chaos_map *map, const char *name, chaosi_meaning *m)
{
    const int64_t state = chaos_map_state_index(map, name), param = chaos_map_param_index(map, name);
    if (state < 0 && param < 0)
        return find_row(map, name, m);
    m->kind = state >= 0 ? CHAOSI_IS_STATE : CHAOSI_IS_PARAM;
    m->re = (uint32_t)(state >= 0 ? state : param);
    return true;
}

/* z of a map that has z_re and z_im. */
static bool find_complex(const chaos_map *map, const char *name, chaosi_meaning *m)
{
    char part[LONGER];
    chaosi_meaning im = { .kind = CHAOSI_UNKNOWN };
    snprintf(part, sizeof part, "%s_re", name);
    if (!find_real(map, part, m))
        return false;
    snprintf(part, sizeof part, "%s_im", name);
    m->complex = find_real(map, part, &im) && im.kind == m->kind && im.apart == m->apart;
    m->im = im.re;
    return m->complex;
}

static void find_in_map(chaosi_resolver *r, const chaos_map *map, uint32_t name)
{
    const char *const text = chaosi_name_of(r, name);
    chaosi_meaning *const m = &r->of[name];
    char names[120];
    if (find_real(map, text, m) || find_complex(map, text, m))
        return;
    if (strcmp(text, "i") == 0) {
        m->kind = CHAOSI_IS_UNIT;
        return;
    }
    list_names(map, names, sizeof names);
    chaosi_lex_fail(r->l, r->parsed->name_at[name], "the map has no state or parameter '%s'; it has %s", text,
                    names);
}

/* All expressions, at one site. */
static void find_roots(chaosi_resolver *r, uint32_t *root, uint64_t apart)
{
    for (uint32_t i = 0; i < r->parsed->nlines && !chaosi_failed(r); i++) {
        const chaosi_line *l = &r->parsed->line[i];
        const chaosi_value value = chaosi_tree_value(r, l->first, l->root, 0);
        if (chaosi_is_complex(value))
            chaosi_lex_fail(r->l, l->at, "an expression must be real: write re(...), im(...) or abs(...)");
        root[i * apart] = value.re;
    }
}

int chaosi_resolve_expressions(chaosi_lexer *lexer, const chaosi_parsed *parsed, const chaos_map *map,
                               chaosi_model *model, uint32_t **root, uint32_t *count)
{
    chaosi_resolver *r = chaosi_resolver_new(lexer, parsed, model);
    if (!r)
        return lexer->code;
    r->sites = chaos_map_sites(map);
    r->written = true;
    const uint64_t sites = r->sites ? r->sites : 1;
    *count = parsed->nlines;
    *root = malloc(parsed->nlines * sites * sizeof **root);
    model->graph.nomem |= !*root;
    for (uint32_t i = 0; i < parsed->nnames && !chaosi_failed(r); i++)
        find_in_map(r, map, i);
    if (!chaosi_failed(r))
        find_roots(r, *root, 1);
    for (; r->each && r->here < sites && !chaosi_failed(r); r->here++)
        find_roots(r, *root + r->here, sites);
    if (r->each)
        *count *= (uint32_t)sites;
    return chaosi_resolver_end(r);
}
