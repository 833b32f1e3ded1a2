/* The functions of a map's C file: its step, its tangent, and in lattices what their sites share.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/bodies.h"

#include "graph/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDEST = 129 /* shifts of a row: from -64 to 64 */ };

static void declare_all(chaosi_scope *c)
{
    chaosi_declare(c, CHAOSI_STATE, "state");
    if (!chaosi_has_sites(c->p))
        chaosi_declare(c, CHAOSI_PARAM, "param");
    if (c->p->vectors)
        chaosi_declare(c, CHAOSI_TANGENT, "vector");
    if (chaosi_has_moment(c->p->e))
        chaosi_declare_moment(c);
}

/* -------------------------------------------------------------- what sites share */

/* Where a term is among those of the file; it is added. */
static uint32_t place_of(uint32_t *list, uint32_t *count, uint32_t node)
{
    uint32_t k = 0;
    while (k < *count && list[k] != node)
        k++;
    if (k == *count)
        list[(*count)++] = node;
    return k;
}

static uint32_t place_of_total(const chaosi_part *p, uint32_t k)
{
    chaosi_bodies *const file = p->file;
    return p->shared.segment[k] == CHAOSK_SUMS
               ? place_of(file->sum, &file->nsums, p->shared.total[k])
               : place_of(file->vector_sum, &file->nvector_sums, p->shared.total[k]);
}

/* The function `sums`, or vector_sums: what sites give to sums over all of them. */
static void write_sums(const chaosi_part *p, bool vectors)
{
    chaosi_scope c;
    chaosi_bodies *const file = p->file;
    chaosi_buffer *const text = &file->text;
    const uint32_t *const term = vectors ? file->vector_sum : file->sum;
    const uint32_t count = vectors ? file->nvector_sums : file->nsums;
    const char *const to = vectors ? "vector_sum" : "sum";
    if (file->nsums == 0)
        return;
    chaosi_scope_open(&c, p, term, count, 2 * CHAOSI_INDENT);
    chaosi_scope_widen(&c, 0, &file->span);
    chaosi_buffer_print(
        text, "CHAOSK_INLINE void %ss(size_t n, const vreal *state, const vreal *param, %svreal *%s)\n{\n",
        to, vectors ? "const vreal *sum,\n    const vreal *vector, " : "", to);
    if (vectors)
        chaosi_buffer_print(text, "    (void)sum;\n");
    for (uint32_t k = 0; k < count; k++)
        chaosi_buffer_print(text, "    vreal %s%u = %s[%u];\n", to, k + 1, to, k);
    c.indent = CHAOSI_INDENT;
    chaosi_declare(&c, CHAOSI_PARAM, "param");
    c.indent = 2 * CHAOSI_INDENT;
    chaosi_buffer_print(text, "    for (ptrdiff_t i = 0; i < (ptrdiff_t)n; i++) {\n");
    declare_all(&c);
    chaosi_writer_lines(&c.w, c.indent);
    for (uint32_t k = 0; k < count; k++) {
        chaosi_write_begin(&c.w, c.indent);
        chaosi_write_add(&c.w, "%s%u = %s%u + ", to, k + 1, to, k + 1);
        chaosi_write_term(&c.w, term[k]);
        chaosi_write_end(&c.w, c.indent);
    }
    chaosi_buffer_print(text, "    }\n");
    for (uint32_t k = 0; k < count; k++)
        chaosi_buffer_print(text, "    %s[%u] = %s%u;\n", to, k, to, k + 1);
    chaosi_buffer_print(text, "}\n\n");
    chaosi_scope_close(&c);
}

/* What the step, or the tangent, reads of sums. */
static void declare_totals(const chaosi_part *p)
{
    chaosi_buffer *const text = &p->file->text;
    if (p->file->nsums == 0)
        return;
    bool reads[2] = { false, !p->vectors };
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        reads[p->shared.segment[k] != CHAOSK_SUMS] = true;
    chaosi_buffer_print(text, "%s%s", reads[0] ? "" : "    (void)sum;\n",
                        reads[1] ? "" : "    (void)vector_sum;\n");
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        chaosi_buffer_print(text, "    const vreal %s = %s[%u];\n", p->total[k],
                            p->shared.segment[k] == CHAOSK_SUMS ? "sum" : "vector_sum", place_of_total(p, k));
}

/* ", sum1, sum2": what rows get of sums. */
static void add_totals(const chaosi_part *p, const char *before)
{
    for (uint32_t k = 0; k < p->shared.ntotals; k++)
        if (p->shared.segment[k] == CHAOSK_SUMS)
            chaosi_buffer_print(&p->file->text, "%s%s", before, p->total[k]);
}

/* A function that computes row k at site i. */
static void write_row(chaosi_part *p, uint32_t k)
{
    chaosi_scope c;
    chaosi_buffer *const text = &p->file->text;
    chaosi_scope_open(&c, p, &p->shared.row[k], 1, CHAOSI_INDENT);
    for (uint32_t i = 0, any = 0; i < c.w.g->count; i++) {
        const chaosi_node *n = &c.w.g->node[i];
        if (!c.w.of[i].uses || n->op != CHAOSI_STATE)
            continue;
        if (any++ == 0)
            p->row_span[k] = (chaosi_span){ n->shift, n->shift };
        chaosi_span_widen(&p->row_span[k], n->shift, n->shift);
    }
    chaosi_buffer_print(text, "CHAOSK_INLINE vreal %s(ptrdiff_t i, const vreal *state, const vreal *param",
                        p->row_at[k]);
    add_totals(p, ", vreal ");
    chaosi_buffer_print(text, ")\n{\n");
    chaosi_declare(&c, CHAOSI_STATE, "state");
    chaosi_declare(&c, CHAOSI_PARAM, "param");
    chaosi_writer_lines(&c.w, CHAOSI_INDENT);
    chaosi_write_begin(&c.w, CHAOSI_INDENT);
    chaosi_write_add(&c.w, "return ");
    chaosi_write_value(&c.w, p->shared.row[k]);
    chaosi_write_end(&c.w, CHAOSI_INDENT);
    chaosi_buffer_print(text, "}\n\n");
    chaosi_scope_close(&c);
}

/* Row k from site i + least to i + most: variables that move along with i. */
typedef struct window {
    uint32_t row;
    int32_t least, most;
    char name[WIDEST][CHAOSI_IDENTIFIER];
} window;

static bool find_window(chaosi_scope *c, uint32_t k, window *found)
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
            chaosi_name_site(c, "", c->p->row[k], shift, name);
    }
    return any;
}

static void row_line(const chaosi_part *p, const window *at, int32_t shift, const char *before,
                     const char *type, int indent)
{
    chaosi_buffer *const text = &p->file->text;
    const chaosi_span *row = &p->row_span[at->row];
    chaosi_span_widen(&p->file->span, shift + row->least, shift + row->most);
    chaosi_buffer_print(text, "%*s%s %s = %s(%s%d, state, param", indent, "", type,
                        at->name[shift - at->least], p->row_at[at->row], before, (int)shift);
    add_totals(p, ", ");
    chaosi_buffer_print(text, ");\n");
}

/* ------------------------------------------------------------------------ bodies */

static void results(chaosi_scope *c)
{
    const chaosi_part *const p = c->p;
    for (uint32_t v = 0; v < p->e->nvars; v++) {
        chaosi_write_begin(&c->w, c->indent);
        chaosi_write_add(&c->w, "image");
        chaosi_write_index(c, v, 0);
        chaosi_write_add(&c->w, " = ");
        chaosi_write_value(&c->w, p->root[v]);
        chaosi_write_end(&c->w, c->indent);
    }
}

/* Over all sites, with rows moving along. */
static void write_loop(chaosi_scope *c)
{
    const chaosi_part *const p = c->p;
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
            row_line(p, &windows[k], shift, "", "vreal", CHAOSI_INDENT);
    chaosi_buffer_print(text, "    for (ptrdiff_t i = 0; i < (ptrdiff_t)n; i++) {\n");
    declare_all(c);
    for (uint32_t k = 0; k < count; k++)
        row_line(p, &windows[k], windows[k].most, windows[k].most < 0 ? "i " : "i + ", "const vreal",
                 c->indent);
    chaosi_writer_lines(&c->w, c->indent);
    results(c);
    for (uint32_t k = 0; k < count; k++)
        for (int32_t j = 0; j < windows[k].most - windows[k].least; j++)
            chaosi_buffer_print(text, "        %s = %s;\n", windows[k].name[j], windows[k].name[j + 1]);
    chaosi_buffer_print(text, "    }\n");
    free(windows);
}

/* The arguments of the step, or of the tangent. */
static void write_arguments(const chaosi_part *p)
{
    const bool sums = p->file->nsums > 0;
    chaosi_buffer *const text = &p->file->text;
    chaosi_buffer_print(text, "CHAOSK_INLINE void %s(%s%sconst vreal *state, const vreal *param,",
                        p->vectors ? "tangent" : "step", chaosi_is_stamped(p->e) ? "" : "size_t n, ",
                        chaosi_is_stamped(p->e) || chaosi_has_sites(p) ? "" : "size_t s, ");
    chaosi_buffer_print(text, "%s%s", chaosi_has_moment(p->e) ? " vmoment at," : "",
                        sums ? " const vreal *sum," : "");
    if (p->vectors)
        chaosi_buffer_print(text, sums ? "\n    const vreal *vector, const vreal *vector_sum,"
                                       : " const vreal *vector,");
    chaosi_buffer_print(text, " vreal *image)\n{\n");
}

static void write_main(const chaosi_part *p)
{
    chaosi_scope c;
    chaosi_buffer *const text = &p->file->text;
    chaosi_scope_open(&c, p, p->root, p->e->nvars, CHAOSI_INDENT);
    write_arguments(p);
    if (chaosi_has_sites(p)) {
        chaosi_scope_widen(&c, 0, &p->file->span);
        chaosi_declare(&c, CHAOSI_PARAM, "param");
        declare_totals(p);
        c.indent = 2 * CHAOSI_INDENT;
        write_loop(&c);
    } else {
        if (!chaosi_is_stamped(p->e))
            chaosi_buffer_print(text, "    (void)n;\n");
        declare_all(&c);
        chaosi_writer_lines(&c.w, CHAOSI_INDENT);
        results(&c);
    }
    chaosi_buffer_print(text, "}\n\n");
    chaosi_scope_close(&c);
}

/* ------------------------------------------------------------------------- parts */

/* Finds rows and sums, and what lines are then. */
static void share(chaosi_part *p, uint32_t *root)
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

static void name_shared(chaosi_part *p)
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

static void free_part(chaosi_part *p)
{
    free(p ? p->named : NULL);
    free(p);
}

/* NULL: out of memory. */
static chaosi_part *new_part(chaosi_bodies *bodies, const chaosi_emission *e, const uint32_t *root,
                             bool vectors)
{
    chaosi_part *const p = calloc(1, sizeof *p);
    if (p)
        *p = (chaosi_part){ .file = bodies, .e = e, .root = root, .vectors = vectors };
    if (p && (p->named = malloc((e->nnamed + 1) * sizeof *p->named))) {
        memcpy(p->named, e->named, e->nnamed * sizeof *p->named);
        return p;
    }
    free_part(p);
    bodies->nomem = true;
    return NULL;
}

static void write_part(chaosi_part *p)
{
    const chaosi_graph *g = p->e->graph;
    for (uint32_t k = 0; k < p->shared.nrows && !g->nomem && !g->full; k++)
        write_row(p, k);
    if (!g->nomem && !g->full)
        write_sums(p, p->vectors);
    if (!g->nomem && !g->full)
        write_main(p);
}

void chaosi_write_bodies(chaosi_bodies *bodies, const chaosi_emission *e, uint32_t *root, uint32_t *image)
{
    uint32_t *const of[] = { root, image };
    chaosi_part *const part[] = { new_part(bodies, e, root, false), new_part(bodies, e, image, true) };
    for (int i = 0; i < 2 && part[0] && part[1] && chaosi_has_sites(part[0]); i++) {
        share(part[i], of[i]);
        for (uint32_t k = 0; k < part[i]->shared.ntotals; k++)
            place_of_total(part[i], k);
    }
    for (int i = 0; i < 2 && part[0] && part[1]; i++) {
        name_shared(part[i]);
        write_part(part[i]);
    }
    free_part(part[0]);
    free_part(part[1]);
}

void chaosi_write_radius(chaosi_bodies *bodies, const chaosi_emission *e, uint32_t radius, const char *what,
                         const char *otherwise)
{
    chaosi_part *const p = new_part(bodies, e, e->root, false);
    chaosi_scope c;
    char own[CHAOSI_IDENTIFIER];
    if (!p)
        return;
    chaosi_identifier(&bodies->names, "radius", own);
    chaosi_buffer_print(&bodies->text, "/* %s */\nstatic double no_return(const double *param)\n{\n", what);
    chaosi_scope_open(&c, p, &radius, 1, CHAOSI_INDENT);
    chaosi_declare(&c, CHAOSI_PARAM, "param");
    chaosi_writer_lines(&c.w, CHAOSI_INDENT);
    chaosi_write_begin(&c.w, CHAOSI_INDENT);
    chaosi_write_add(&c.w, "const double radius = ");
    chaosi_write_value(&c.w, radius);
    chaosi_write_end(&c.w, CHAOSI_INDENT);
    chaosi_buffer_print(&bodies->text, "    return radius < CHAOSI_LARGEST ? radius : %s;\n}\n\n", otherwise);
    chaosi_scope_close(&c);
    free_part(p);
}

void chaosi_bodies_free(chaosi_bodies *bodies)
{
    chaosi_buffer_free(&bodies->text);
    free(bodies->names.name);
}
