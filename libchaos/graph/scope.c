/* Names and declarations of a scope.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/scope.h"

#include <stdio.h>
#include <string.h>

enum { STAMPED_DIM = 6 /* the largest of kernels/template.h */ };

bool chaosi_is_stamped(const chaosi_emission *e) { return e->sites == 0 && e->nvars <= STAMPED_DIM; }

/* ------------------------------------------------------------------------- names */

/* Those of arguments, loops, functions and totals. */
static void reserve(chaosi_scope *c)
{
    static const char *const words[] = { "state", "param", "vector", "image",     "n",
                                         "s",     "i",     "sum",    "vector_sum" };
    const chaosi_part *const p = c->p;
    char own[CHAOSI_IDENTIFIER];
    for (uint32_t k = 0; k < (chaosi_has_sites(p) ? 9 : chaosi_is_stamped(p->e) ? 4 : 6); k++)
        chaosi_identifier(&c->w.taken, words[k], own);
    if (chaosi_has_moment(p->e))
        chaosi_identifier(&c->w.taken, "at", own);
    for (uint32_t k = 0; k < p->file->names.count; k++)
        chaosi_identifier(&c->w.taken, p->file->names.name[k], own);
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        chaosi_identifier(&c->w.taken, p->total[k], own);
}

void chaosi_name_site(chaosi_scope *c, const char *prefix, const char *base, int32_t shift,
                      char name[CHAOSI_IDENTIFIER])
{
    char wanted[CHAOSI_IDENTIFIER], number[16] = "";
    if (shift > 1 || shift < -1)
        snprintf(number, sizeof number, "%d", shift < 0 ? -shift : shift);
    snprintf(wanted, sizeof wanted, "%s%.36s%s%s", prefix, base,
             shift < 0   ? "_left"
             : shift > 0 ? "_right"
                         : "",
             number);
    chaosi_identifier(&c->w.taken, wanted, name);
}

/* normal1, uniform2. */
static void name_draw(chaosi_scope *c, const chaosi_node *n, char name[CHAOSI_IDENTIFIER])
{
    char wanted[CHAOSI_IDENTIFIER];
    snprintf(wanted, sizeof wanted, "%s%u", n->op == CHAOSI_NORMAL ? "normal" : "uniform", n->a + 1);
    chaosi_identifier(&c->w.taken, wanted, name);
}

/* Leaves have the names of the text, tangents of x are dx. */
static void name_leaves(chaosi_scope *c)
{
    const chaosi_part *const p = c->p;
    for (int pass = 0; pass < 3; pass++) /* the text's own first */
        for (uint32_t i = 0; i < c->w.g->count; i++) {
            const chaosi_node *n = &c->w.g->node[i];
            char *const name = c->w.of[i].name;
            if (!c->w.of[i].uses || (n->op == CHAOSI_TANGENT ? 2 : n->shift != 0) != pass)
                continue;
            if (n->op == CHAOSI_STATE || n->op == CHAOSI_TANGENT)
                chaosi_name_site(c, pass == 2 ? "d" : "", p->e->var[n->a], n->shift, name);
            else if (n->op == CHAOSI_PARAM)
                chaosi_name_site(c, "", p->e->map->params[n->a], 0, name);
            else if (n->op == CHAOSI_TIME)
                chaosi_name_site(c, "", "n", 0, name);
            else if (chaosi_is_draw(n))
                name_draw(c, n, name);
            else if (n->op == CHAOSI_ROW)
                chaosi_name_site(c, "", p->row[n->a], n->shift, name);
            else if (n->op == CHAOSI_TOTAL || n->op == CHAOSI_TANGENT_TOTAL)
                strcpy(name, p->total[n->a]);
        }
}

/* Lines of the text keep their names, and an image that others need is x_next. */
static void name_lines(chaosi_scope *c)
{
    const chaosi_part *const p = c->p;
    char wanted[CHAOSI_IDENTIFIER + 8];
    for (uint32_t k = 0; k < p->e->nnamed + p->e->nvars; k++) {
        const bool line = k < p->e->nnamed;
        const uint32_t node = line ? p->named[k].node : p->root[k - p->e->nnamed];
        chaosi_writing *const of = &c->w.of[node];
        if (of->name[0] || chaosi_arity(c->w.g->node[node].op) == 0 || of->uses < (line ? 1 : 2) ||
            (!line && p->vectors))
            continue;
        snprintf(wanted, sizeof wanted, line ? "%s" : "%s_next",
                 line ? p->named[k].name : p->e->var[k - p->e->nnamed]);
        chaosi_identifier(&c->w.taken, wanted, of->name);
    }
}

void chaosi_scope_open(chaosi_scope *c, const chaosi_part *p, const uint32_t *root, uint32_t nroots,
                       int indent)
{
    c->p = p;
    c->indent = indent;
    if (!chaosi_writer_init(&c->w, p->e->graph, &p->file->text)) {
        c->w.taken.nomem = true;
        return;
    }
    reserve(c);
    chaosi_writer_count(&c->w, root, nroots);
    name_leaves(c);
    name_lines(c);
    chaosi_writer_name(&c->w);
}

void chaosi_scope_close(chaosi_scope *c)
{
    chaosi_bodies *const file = c->p->file;
    file->functions |= c->w.functions;
    file->modulo |= c->w.modulo;
    file->modulo_each |= c->w.modulo_each;
    file->nomem |= c->w.taken.nomem;
    chaosi_writer_free(&c->w);
}

/* ------------------------------------------------------------------------ leaves */

void chaosi_scope_widen(const chaosi_scope *c, int32_t by, chaosi_span *span)
{
    for (uint32_t i = 0; i < c->w.g->count; i++) {
        const chaosi_node *n = &c->w.g->node[i];
        if (c->w.of[i].uses && (n->op == CHAOSI_STATE || n->op == CHAOSI_TANGENT))
            chaosi_span_widen(span, by + n->shift, by + n->shift);
    }
}

/* i + 1, or i - 2, or i. */
static void write_site(chaosi_scope *c, int32_t shift)
{
    chaosi_write_add(&c->w, "i");
    if (shift)
        chaosi_write_add(&c->w, " %c %d", shift < 0 ? '-' : '+', shift < 0 ? -(int)shift : (int)shift);
}

void chaosi_write_index(chaosi_scope *c, uint32_t variable, int32_t shift)
{
    chaosi_writer *const w = &c->w;
    chaosi_write_add(w, "[");
    if (!chaosi_has_sites(c->p)) {
        chaosi_write_add(w, chaosi_is_stamped(c->p->e) ? "%u]" : "%u * s]", variable);
        return;
    }
    if (c->p->e->nvars > 1)
        chaosi_write_add(w, shift ? "%u * (" : "%u * ", c->p->e->nvars);
    write_site(c, shift);
    if (c->p->e->nvars > 1 && shift)
        chaosi_write_add(w, ")");
    if (variable > 0)
        chaosi_write_add(w, " + %u", variable);
    chaosi_write_add(w, "]");
}

void chaosi_declare(chaosi_scope *c, enum chaosi_op op, const char *array)
{
    const chaosi_part *const p = c->p;
    const uint32_t count = op == CHAOSI_PARAM ? (uint32_t)p->e->map->nparams : p->e->nvars;
    bool any = false;
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t i = 0; i < c->w.g->count; i++) {
            const chaosi_node *n = &c->w.g->node[i];
            if (!c->w.of[i].uses || n->op != op || n->a != k)
                continue;
            if (!any)
                chaosi_write_begin(&c->w, c->indent);
            chaosi_write_add(&c->w, any ? ", %s = %s" : "const vreal %s = %s", c->w.of[i].name, array);
            if (op == CHAOSI_PARAM)
                chaosi_write_add(&c->w, "[%u]", k);
            else
                chaosi_write_index(c, k, n->shift);
            any = true;
        }
    if (any)
        chaosi_write_end(&c->w, c->indent);
    else if (c->indent == CHAOSI_INDENT)
        chaosi_buffer_print(&p->file->text, "    (void)%s;\n", array);
}

void chaosi_declare_moment(chaosi_scope *c)
{
    bool any = false;
    for (uint32_t i = 0; i < c->w.g->count; i++) {
        const chaosi_node *n = &c->w.g->node[i];
        if (!c->w.of[i].uses || (n->op != CHAOSI_TIME && !chaosi_is_draw(n)))
            continue;
        chaosi_write_begin(&c->w, c->indent);
        if (n->op == CHAOSI_TIME)
            chaosi_write_add(&c->w, "const vreal %s = vtime(at)", c->w.of[i].name);
        else
            chaosi_write_add(&c->w, "const vreal %s = v%s_at(at, %u)", c->w.of[i].name,
                             n->op == CHAOSI_NORMAL ? "normal" : "uniform", n->a);
        chaosi_write_end(&c->w, c->indent);
        any = true;
    }
    if (!any)
        chaosi_buffer_print(&c->p->file->text, "    (void)at;\n");
}
