/* The functions of a map's C file: its step, its tangent, and in lattices what their sites share.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/bodies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STAMPED_DIM = 6, /* the largest of kernels/template.h */
    INDENT = 4,
    WIDEST = 129, /* shifts of a row: from -64 to 64 */
};

/* The step or the tangent. */
typedef struct part {
    chaosi_bodies *file;
    const chaosi_emission *e;
    const uint32_t *root;
    bool vectors;
    chaosi_named_node *named;                        /* [e->nnamed] */
    chaosi_shared shared;                            /* of a lattice: */
    char row[CHAOSI_MAX_ROWS][CHAOSI_IDENTIFIER];    /* "f", and the function that gives it, */
    char row_at[CHAOSI_MAX_ROWS][CHAOSI_IDENTIFIER]; /* "f_at" */
    char total[CHAOSI_MAX_TOTALS][CHAOSI_IDENTIFIER];
} part;

/* What is written between two braces: results and all that they need, in a lattice at one site. */
typedef struct scope {
    chaosi_writer w;
    const part *p;
    int indent;
} scope;

static bool is_lattice(const part *p) { return p->e->sites > 0; }
bool chaosi_is_stamped(const chaosi_emission *e) { return e->sites == 0 && e->nvars <= STAMPED_DIM; }

/* ------------------------------------------------------------------------- names */

/* Those of arguments, loops, functions and totals. */
static void reserve(scope *c)
{
    static const char *const words[] = { "state", "param", "vector", "image", "s", "n", "i", "sites" };
    const part *const p = c->p;
    char own[CHAOSI_IDENTIFIER];
    for (uint32_t k = 0; k < (is_lattice(p) ? 8 : chaosi_is_stamped(p->e) ? 4 : 6); k++)
        chaosi_identifier(&c->w.taken, words[k], own);
    for (uint32_t k = 0; k < p->file->names.count; k++)
        chaosi_identifier(&c->w.taken, p->file->names.name[k], own);
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        chaosi_identifier(&c->w.taken, p->total[k], own);
}

/* x, or x_right and x_left2 beside the site. */
static void name_site(scope *c, const char *prefix, const char *base, int32_t shift,
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

/* Leaves have the names of the text, tangents of x are dx. */
static void name_leaves(scope *c)
{
    const part *const p = c->p;
    for (int pass = 0; pass < 3; pass++) /* the text's own first */
        for (uint32_t i = 0; i < c->w.g->count; i++) {
            const chaosi_node *n = &c->w.g->node[i];
            char *const name = c->w.of[i].name;
            if (!c->w.of[i].uses || (n->op == CHAOSI_TANGENT ? 2 : n->shift != 0) != pass)
                continue;
            if (n->op == CHAOSI_STATE || n->op == CHAOSI_TANGENT)
                name_site(c, pass == 2 ? "d" : "", p->e->var[n->a], n->shift, name);
            else if (n->op == CHAOSI_PARAM)
                name_site(c, "", p->e->map->params[n->a], 0, name);
            else if (n->op == CHAOSI_ROW)
                name_site(c, "", p->row[n->a], n->shift, name);
            else if (n->op == CHAOSI_TOTAL || n->op == CHAOSI_TANGENT_TOTAL)
                strcpy(name, p->total[n->a]);
        }
}

/* Lines of the text keep their names, and an image that others need is x_next. */
static void name_lines(scope *c)
{
    const part *const p = c->p;
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

static void open_scope(scope *c, const part *p, const uint32_t *root, uint32_t nroots, int indent)
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

static void close_scope(scope *c)
{
    chaosi_bodies *const file = c->p->file;
    file->functions |= c->w.functions;
    file->modulo |= c->w.modulo;
    file->modulo_each |= c->w.modulo_each;
    file->nomem |= c->w.taken.nomem;
    chaosi_writer_free(&c->w);
}

/* ------------------------------------------------------------------------ leaves */

/* [2]; [2 * s]; in a lattice [(2 * sites + i) * s]. */
static void index_of(scope *c, uint32_t variable, int32_t shift)
{
    chaosi_writer *const w = &c->w;
    chaosi_write_add(w, "[");
    if (is_lattice(c->p)) {
        if (variable > 0)
            chaosi_write_add(w, variable > 1 ? "(%u * sites + " : "(sites + ", variable);
        if (shift)
            chaosi_write_add(w, "around(i, %d, sites)", (int)shift);
        chaosi_write_add(w, "%s%s * s]", shift ? "" : "i", variable > 0 ? ")" : "");
        c->p->file->around |= shift != 0;
    } else {
        chaosi_write_add(w, chaosi_is_stamped(c->p->e) ? "%u]" : "%u * s]", variable);
    }
}

/* const vreal x = state[0], y = state[1]; */
static void declare(scope *c, enum chaosi_op op, const char *array)
{
    const part *const p = c->p;
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
                index_of(c, k, n->shift);
            any = true;
        }
    if (any)
        chaosi_write_end(&c->w, c->indent);
    else if (c->indent == INDENT)
        chaosi_buffer_print(&p->file->text, "    (void)%s;\n", array);
}

static void declare_all(scope *c)
{
    declare(c, CHAOSI_STATE, "state");
    if (!is_lattice(c->p))
        declare(c, CHAOSI_PARAM, "param");
    if (c->p->vectors)
        declare(c, CHAOSI_TANGENT, "vector");
}

/* -------------------------------------------------------------- what sites share */

/* Sums over all sites, in their order. */
static void write_sums(const part *p)
{
    scope c;
    if (p->shared.ntotals == 0)
        return;
    open_scope(&c, p, p->shared.total, p->shared.ntotals, 2 * INDENT);
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        chaosi_buffer_print(&p->file->text, "    vreal %s = vset(0.0);\n", p->total[k]);
    chaosi_buffer_print(&p->file->text, "    for (size_t i = 0; i < sites; i++) {\n");
    declare(&c, CHAOSI_PARAM, "param");
    declare_all(&c);
    chaosi_writer_lines(&c.w, c.indent);
    for (uint32_t k = 0; k < p->shared.ntotals; k++) {
        chaosi_write_begin(&c.w, c.indent);
        chaosi_write_add(&c.w, "%s = %s + ", p->total[k], p->total[k]);
        chaosi_write_term(&c.w, p->shared.total[k]);
        chaosi_write_end(&c.w, c.indent);
    }
    chaosi_buffer_print(&p->file->text, "    }\n");
    close_scope(&c);
}

/* ", sum1, sum2": what rows get of sums. */
static void add_totals(const part *p, const char *before)
{
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        if (p->shared.segment[k] == CHAOSK_SUMS)
            chaosi_buffer_print(&p->file->text, "%s%s", before, p->total[k]);
}

/* A function that computes row k at site i. */
static void write_row(const part *p, uint32_t k)
{
    scope c;
    chaosi_buffer *const text = &p->file->text;
    open_scope(&c, p, &p->shared.row[k], 1, INDENT);
    chaosi_buffer_print(
        text,
        "CHAOSK_INLINE vreal %s(size_t s, size_t sites, size_t i, const vreal *state, const vreal *param",
        p->row_at[k]);
    add_totals(p, ", vreal ");
    chaosi_buffer_print(text, ")\n{\n");
    declare(&c, CHAOSI_STATE, "state");
    declare(&c, CHAOSI_PARAM, "param");
    chaosi_writer_lines(&c.w, INDENT);
    chaosi_write_begin(&c.w, INDENT);
    chaosi_write_add(&c.w, "return ");
    chaosi_write_value(&c.w, p->shared.row[k]);
    chaosi_write_end(&c.w, INDENT);
    chaosi_buffer_print(text, "}\n\n");
    close_scope(&c);
}

/* Row k from site i + least to i + most: variables that move along with i. */
typedef struct window {
    uint32_t row;
    int32_t least, most;
    char name[WIDEST][CHAOSI_IDENTIFIER];
} window;

static bool find_window(scope *c, uint32_t k, window *found)
{
    bool any = false;
    for (uint32_t i = 0; i < c->w.g->count; i++) {
        const chaosi_node *n = &c->w.g->node[i];
        if (!c->w.of[i].uses || n->op != CHAOSI_ROW || n->a != k)
            continue;
        found->least = !any || n->shift < found->least ? n->shift : found->least;
        found->most = !any || n->shift > found->most ? n->shift : found->most;
        any = true;
    }
    found->row = k;
    for (int32_t shift = found->least; any && shift <= found->most; shift++) {
        char *const name = found->name[shift - found->least];
        name[0] = '\0';
        for (uint32_t i = 0; i < c->w.g->count; i++) {
            const chaosi_node *n = &c->w.g->node[i];
            if (c->w.of[i].uses && n->op == CHAOSI_ROW && n->a == k && n->shift == shift)
                strcpy(name, c->w.of[i].name);
        }
        if (!name[0])
            name_site(c, "", c->p->row[k], shift, name);
    }
    return any;
}

static void row_line(const part *p, const window *at, int32_t shift, const char *site, const char *type,
                     int indent)
{
    chaosi_buffer *const text = &p->file->text;
    chaosi_buffer_print(text, "%*s%s %s = %s(s, sites, ", indent, "", type, at->name[shift - at->least],
                        p->row_at[at->row]);
    chaosi_buffer_print(text, shift ? "around(%s, %d, sites), state, param" : "%s, state, param", site,
                        (int)shift);
    add_totals(p, ", ");
    chaosi_buffer_print(text, ");\n");
    p->file->around |= shift != 0;
}

/* ------------------------------------------------------------------------ bodies */

static void results(scope *c)
{
    const part *const p = c->p;
    for (uint32_t v = 0; v < p->e->nvars; v++) {
        chaosi_write_begin(&c->w, c->indent);
        chaosi_write_add(&c->w, "image");
        index_of(c, v, 0);
        chaosi_write_add(&c->w, " = ");
        chaosi_write_value(&c->w, p->root[v]);
        chaosi_write_end(&c->w, c->indent);
    }
}

/* Over all sites, with rows moving along. */
static void write_loop(scope *c)
{
    const part *const p = c->p;
    chaosi_buffer *const text = &p->file->text;
    window *const windows = calloc(CHAOSI_MAX_ROWS, sizeof *windows);
    uint32_t count = 0;
    if (!windows) {
        c->w.taken.nomem = true;
        return;
    }
    for (uint32_t k = 0; k < p->shared.nrows; k++)
        count += find_window(c, k, &windows[count]);
    for (uint32_t k = 0; k < count; k++)
        for (int32_t shift = windows[k].least; shift < windows[k].most; shift++)
            row_line(p, &windows[k], shift, "0", "vreal", INDENT);
    chaosi_buffer_print(text, "    for (size_t i = 0; i < sites; i++) {\n");
    declare_all(c);
    for (uint32_t k = 0; k < count; k++)
        row_line(p, &windows[k], windows[k].most, "i", "const vreal", c->indent);
    chaosi_writer_lines(&c->w, c->indent);
    results(c);
    for (uint32_t k = 0; k < count; k++)
        for (int32_t j = 0; j < windows[k].most - windows[k].least; j++)
            chaosi_buffer_print(text, "        %s = %s;\n", windows[k].name[j], windows[k].name[j + 1]);
    chaosi_buffer_print(text, "    }\n");
    free(windows);
}

static void write_main(const part *p)
{
    scope c;
    chaosi_buffer *const text = &p->file->text;
    open_scope(&c, p, p->root, p->e->nvars, INDENT);
    chaosi_buffer_print(
        text, "CHAOSK_INLINE void %s(%sconst vreal *state, const vreal *param, %svreal *image)\n{\n",
        p->vectors ? "tangent" : "step", chaosi_is_stamped(p->e) ? "" : "size_t n, size_t s, ",
        p->vectors ? "const vreal *vector, " : "");
    if (is_lattice(p)) {
        if (p->e->nvars > 1)
            chaosi_buffer_print(text, "    const size_t sites = n / %u;\n", p->e->nvars);
        else
            chaosi_buffer_print(text, "    const size_t sites = n;\n");
        declare(&c, CHAOSI_PARAM, "param");
        write_sums(p);
        c.indent = 2 * INDENT;
        write_loop(&c);
    } else {
        if (!chaosi_is_stamped(p->e))
            chaosi_buffer_print(text, "    (void)n;\n");
        declare_all(&c);
        chaosi_writer_lines(&c.w, INDENT);
        results(&c);
    }
    chaosi_buffer_print(text, "}\n\n");
    close_scope(&c);
}

/* ------------------------------------------------------------------------- parts */

/* Finds rows and sums, and what lines are then. */
static void share(part *p, uint32_t *root)
{
    const chaosi_emission *const e = p->e;
    uint32_t all[CHAOSI_EMIT_VARS + CHAOSI_EMIT_NAMED];
    memcpy(all, root, e->nvars * sizeof *all);
    for (uint32_t k = 0; k < e->nnamed; k++)
        all[e->nvars + k] = p->named[k].node;
    chaosi_share(e->graph, all, e->nvars + e->nnamed, &p->shared);
    memcpy(root, all, e->nvars * sizeof *root);
    for (uint32_t k = 0; k < e->nnamed; k++)
        p->named[k].node = all[e->nvars + k];
}

static void name_shared(part *p)
{
    char wanted[CHAOSI_IDENTIFIER];
    for (uint32_t k = 0; k < p->shared.nrows; k++) {
        snprintf(p->row[k], sizeof p->row[k], "row%u", k + 1);
        for (uint32_t j = 0; j < p->e->nnamed; j++) {
            const chaosi_node *n = &p->e->graph->node[p->named[j].node];
            if (n->op == CHAOSI_ROW && n->a == k && n->shift == 0)
                strcpy(p->row[k], p->named[j].name);
        }
        snprintf(wanted, sizeof wanted, "%.40s_at", p->row[k]);
        chaosi_identifier(&p->file->names, wanted, p->row_at[k]);
    }
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        snprintf(p->total[k], sizeof p->total[k], "total%u", k + 1);
}

void chaosi_write_body(chaosi_bodies *bodies, const chaosi_emission *e, uint32_t *root, bool vectors)
{
    part *const p = calloc(1, sizeof *p);
    if (p)
        *p = (part){ .file = bodies, .e = e, .root = root, .vectors = vectors };
    if (p)
        p->named = malloc((e->nnamed + 1) * sizeof *p->named);
    if (p && p->named) {
        memcpy(p->named, e->named, e->nnamed * sizeof *p->named);
        if (is_lattice(p))
            share(p, root);
        name_shared(p);
        for (uint32_t k = 0; k < p->shared.nrows && !e->graph->nomem && !e->graph->full; k++)
            write_row(p, k);
        if (!e->graph->nomem && !e->graph->full)
            write_main(p);
    } else {
        bodies->nomem = true;
    }
    free(p ? p->named : NULL);
    free(p);
}

void chaosi_bodies_free(chaosi_bodies *bodies)
{
    chaosi_buffer_free(&bodies->text);
    free(bodies->names.name);
}
