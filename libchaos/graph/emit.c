/* The C file of a map: what it includes and defines, its step and tangent, its descriptor.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/emit.h"

#include "core/error.h"
#include "graph/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STAMPED_DIM = 6 /* the largest of kernels/template.h */, TEXT_WIDTH = 90 };

/* The file's name for its map: a text has none. */
#define NAME "text"

/* A function: what it computes, and how its arguments are called. */
typedef struct body {
    chaosi_writer w;
    const chaosi_emission *e;
    const uint32_t *root;
    bool of_vectors; /* the tangent */
    char state[CHAOSI_IDENTIFIER], param[CHAOSI_IDENTIFIER], image[CHAOSI_IDENTIFIER];
    char vector[CHAOSI_IDENTIFIER];
} body;

static bool stamped(const chaosi_emission *e) { return e->nvars <= STAMPED_DIM; }

/* ----------------------------------------------------------------------- leaves */

/* Names for all that the text names, and for tangent vectors: dx of x. */
static void name_leaves(body *b)
{
    const chaosi_emission *e = b->e;
    char state[CHAOSI_EMIT_VARS][CHAOSI_IDENTIFIER], tangent[CHAOSI_EMIT_VARS][CHAOSI_IDENTIFIER];
    char param[CHAOSI_EMIT_PARAMS][CHAOSI_IDENTIFIER], wanted[CHAOSI_IDENTIFIER + 2];
    for (uint32_t v = 0; v < e->nvars; v++)
        chaosi_identifier(&b->w.taken, e->var[v], state[v]);
    for (uint32_t i = 0; i < e->map->nparams; i++)
        chaosi_identifier(&b->w.taken, e->map->params[i], param[i]);
    for (uint32_t v = 0; v < e->nvars && b->of_vectors; v++) {
        snprintf(wanted, sizeof wanted, "d%s", state[v]);
        chaosi_identifier(&b->w.taken, wanted, tangent[v]);
    }
    for (uint32_t i = 0; i < b->w.g->count; i++) {
        const chaosi_node *n = &b->w.g->node[i];
        const char *const name = n->op == CHAOSI_STATE     ? state[n->a]
                                 : n->op == CHAOSI_PARAM   ? param[n->a]
                                 : n->op == CHAOSI_TANGENT ? tangent[n->a]
                                                           : "";
        if (b->w.of[i].uses)
            strcpy(b->w.of[i].name, name);
    }
    chaosi_identifier(&b->w.taken, "state", b->state);
    chaosi_identifier(&b->w.taken, "param", b->param);
    chaosi_identifier(&b->w.taken, "image", b->image);
    chaosi_identifier(&b->w.taken, "vector", b->vector);
}

static void declare(body *b, enum chaosi_op op, const char *array, bool apart)
{
    const chaosi_graph *g = b->w.g;
    const uint32_t count = op == CHAOSI_PARAM ? (uint32_t)b->e->map->nparams : b->e->nvars;
    bool any = false;
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t i = 0; i < g->count; i++) {
            if (!b->w.of[i].uses || g->node[i].op != op || g->node[i].a != k)
                continue;
            if (!any)
                chaosi_write_begin(&b->w, 4);
            chaosi_write_add(&b->w, any ? ", %s = " : "const vreal %s = ", b->w.of[i].name);
            chaosi_write_add(&b->w, apart ? "%s[%u * s]" : "%s[%u]", array, k);
            any = true;
        }
    if (any)
        chaosi_write_end(&b->w, 4);
    else
        chaosi_buffer_print(b->w.out, "    (void)%s;\n", array);
}

/* Lines of the text keep their names, and an image that others need is x_next. */
static void name_lines(body *b)
{
    const chaosi_emission *e = b->e;
    char wanted[CHAOSI_IDENTIFIER + 8];
    for (uint32_t k = 0; k < e->nnamed; k++) {
        chaosi_writing *const of = &b->w.of[e->named[k].node];
        if (of->uses && !of->name[0] && chaosi_arity(b->w.g->node[e->named[k].node].op) > 0)
            chaosi_identifier(&b->w.taken, e->named[k].name, of->name);
    }
    for (uint32_t v = 0; v < e->nvars && !b->of_vectors; v++) {
        chaosi_writing *const of = &b->w.of[b->root[v]];
        if (of->uses < 2 || of->name[0] || chaosi_arity(b->w.g->node[b->root[v]].op) == 0)
            continue;
        snprintf(wanted, sizeof wanted, "%s_next", e->var[v]);
        chaosi_identifier(&b->w.taken, wanted, of->name);
    }
}

/* --------------------------------------------------------------------- functions */

static void signature(body *b)
{
    chaosi_buffer *const out = b->w.out;
    chaosi_buffer_print(out, "CHAOSK_INLINE void %s(%sconst vreal *%s, const vreal *%s, ",
                        b->of_vectors ? "tangent" : "step", stamped(b->e) ? "" : "size_t n, size_t s, ",
                        b->state, b->param);
    if (b->of_vectors)
        chaosi_buffer_print(out, "const vreal *%s, ", b->vector);
    chaosi_buffer_print(out, "vreal *%s)\n{\n%s", b->image, stamped(b->e) ? "" : "    (void)n;\n");
}

static void results(body *b)
{
    for (uint32_t v = 0; v < b->e->nvars; v++) {
        chaosi_write_begin(&b->w, 4);
        chaosi_write_add(&b->w, stamped(b->e) ? "%s[%u] = " : "%s[%u * s] = ", b->image, v);
        chaosi_write_value(&b->w, b->root[v]);
        chaosi_write_end(&b->w, 4);
    }
}

static bool write_body(body *b, const chaosi_emission *e, const uint32_t *root, bool of_vectors,
                       chaosi_buffer *out)
{
    b->e = e;
    b->root = root;
    b->of_vectors = of_vectors;
    if (!chaosi_writer_init(&b->w, e->graph, out))
        return false;
    if (!stamped(e)) {
        char own[CHAOSI_IDENTIFIER];
        chaosi_identifier(&b->w.taken, "n", own);
        chaosi_identifier(&b->w.taken, "s", own);
    }
    chaosi_writer_count(&b->w, root, e->nvars);
    name_leaves(b);
    name_lines(b);
    chaosi_writer_name(&b->w);
    signature(b);
    declare(b, CHAOSI_STATE, b->state, !stamped(e));
    declare(b, CHAOSI_PARAM, b->param, false);
    if (of_vectors)
        declare(b, CHAOSI_TANGENT, b->vector, !stamped(e));
    chaosi_writer_lines(&b->w, 0, e->graph->count, 4);
    results(b);
    chaosi_buffer_print(out, "}\n\n");
    return !b->w.taken.nomem;
}

/* --------------------------------------------------------------------- no return */

/* The states, as bits, of which each, where it is not finite, makes the node not finite: inf or NaN times or
 * plus anything is inf or NaN. */
static uint64_t carried(const chaosi_node *n, const uint64_t *of)
{
    switch (n->op) {
    case CHAOSI_STATE: return UINT64_C(1) << n->a;
    case CHAOSI_ADD:
    case CHAOSI_SUB:
    case CHAOSI_MUL: return of[n->a] | of[n->b];
    case CHAOSI_DIV:
    case CHAOSI_MOD:
    case CHAOSI_NEG:
    case CHAOSI_ABS:
    case CHAOSI_FLOOR:
    case CHAOSI_SQRT:
    case CHAOSI_LOG:
    case CHAOSI_SIN:
    case CHAOSI_COS:
    case CHAOSI_TAN:
    case CHAOSI_SINH:
    case CHAOSI_COSH: return of[n->a];
    case CHAOSI_SELECT: return of[n->b] & of[n->c];
    default: return 0;
    }
}

/* Whether an orbit that is not finite stays so. */
static bool stays_outside(const chaosi_emission *e)
{
    uint64_t all = 0, *of = malloc(e->graph->count * sizeof *of);
    for (uint32_t i = 0; of && i < e->graph->count; i++)
        of[i] = carried(&e->graph->node[i], of);
    for (uint32_t v = 0; of && v < e->nvars; v++)
        all |= of[e->root[v]];
    free(of);
    return all == UINT64_MAX >> (64 - e->nvars);
}

static const char no_return[] = "/* Only a state that is not finite is outside for ever. */\n"
                                "static double no_return(const double *p)\n"
                                "{\n"
                                "    (void)p;\n"
                                "    return CHAOSI_LARGEST;\n"
                                "}\n\n";

/* ---------------------------------------------------------------------- the file */

static void text_lines(chaosi_buffer *out, const char *text)
{
    size_t column = 0;
    chaosi_buffer_print(out, "/* ");
    for (; *text; text++, column++) {
        if (*text == ' ' && column > TEXT_WIDTH) {
            chaosi_buffer_print(out, "\n *");
            column = 0;
        }
        chaosi_buffer_add(out, text, 1);
    }
}

static void string(chaosi_buffer *out, const char *text)
{
    size_t column = 0;
    chaosi_buffer_print(out, "\"");
    for (; *text; text++, column++) {
        if (column > TEXT_WIDTH && *text == ' ') {
            chaosi_buffer_print(out, "\"\n        \"");
            column = 0;
        }
        if (*text == '"' || *text == '\\')
            chaosi_buffer_print(out, "\\");
        if ((unsigned char)*text < ' ')
            chaosi_buffer_print(out, "\\%03o", (unsigned)*text);
        else
            chaosi_buffer_add(out, text, 1);
    }
    chaosi_buffer_print(out, "\"");
}

static void define_wrap(chaosi_buffer *out, const chaosi_emission *e)
{
    char number[CHAOSI_NUMBER];
    uint32_t angles = 0;
    for (uint32_t v = 0; v < e->nvars; v++)
        angles += e->wrap[v] > 0.0;
    if (angles == 0)
        return;
    chaosi_buffer_print(out, "#define WRAP(i) (");
    for (uint32_t v = 0; v < e->nvars; v++)
        if (e->wrap[v] > 0.0)
            chaosi_buffer_print(out, "(i) == %u ? %s : ", v, chaosi_c_number(e->wrap[v], number));
    chaosi_buffer_print(out, "0.0)\n");
}

static const char modulo[] = "/* x mod m in [0, m) */\n"
                             "CHAOSK_INLINE vreal modulo(vreal x, double m)\n"
                             "{\n"
                             "    vreal turns;\n"
                             "    return vwrap(x, m, &turns);\n"
                             "}\n\n";
static const char modulo_each[] = "/* x mod m in [0, m), where each lane has an m of its own */\n"
                                  "CHAOSK_INLINE vreal modulo_each(vreal x, vreal m)\n"
                                  "{\n"
                                  "    const vreal zero = vset(0.0);\n"
                                  "    vreal r = x - m * vfloor(x / m);\n"
                                  "    r = r + vsel(vlt(r, zero), m, zero);\n"
                                  "    r = r - vsel(vle(m, r), m, zero);\n"
                                  "    r = vsel(vlt(m * 0x1p52, vabs(x)), vabs(x) * 0.0, r);\n"
                                  "    return vsel(vlt(zero, m), r, vset(__builtin_nan(\"\")));\n"
                                  "}\n\n";

static void head(chaosi_buffer *out, const chaosi_emission *e, const body *b, const body *t)
{
    text_lines(out, e->map->name);
    chaosi_buffer_print(out, " */\n#include <chaos/kernels/%s.h>\n\n#define MAP " NAME "\n",
                        b->w.functions || t->w.functions ? "vmath" : "vreal");
    if (stamped(e))
        chaosi_buffer_print(out, "#define DIM %u\n", e->nvars);
    chaosi_buffer_print(out, "#define NPARAMS %u\n", (unsigned)e->map->nparams);
    define_wrap(out, e);
    chaosi_buffer_print(out, "\n");
    if (b->w.modulo || t->w.modulo)
        chaosi_buffer_print(out, "%s", modulo);
    if (b->w.modulo_each || t->w.modulo_each)
        chaosi_buffer_print(out, "%s", modulo_each);
}

/* .name = (type){ ... }, some to a line. */
static void names(chaosi_buffer *out, const char *member, const char *const *name, uint64_t count)
{
    chaosi_buffer_print(out, "    .%s = (const char *const[]){ ", member);
    for (uint64_t i = 0; i < count; i++)
        chaosi_buffer_print(out, "\"%s\"%s", name[i],
                            i + 1 == count ? " },\n"
                            : i % 12 == 11 ? ",\n        "
                                           : ", ");
}

static void numbers(chaosi_buffer *out, const char *member, const double *value, uint64_t count)
{
    char number[CHAOSI_NUMBER];
    chaosi_buffer_print(out, "    .%s = (const double[]){ ", member);
    for (uint64_t i = 0; i < count; i++)
        chaosi_buffer_print(out, "%s%s", chaosi_c_number(value[i], number),
                            i + 1 == count ? " },\n"
                            : i % 6 == 5   ? ",\n        "
                                           : ", ");
}

static bool has_angles(const chaos_map *map)
{
    for (uint64_t i = 0; i < map->dim; i++)
        if (chaosi_map_wrap(map, i) > 0.0)
            return true;
    return false;
}

static void descriptor(chaosi_buffer *out, const chaosi_emission *e)
{
    const chaos_map *map = e->map;
    const bool stays = stays_outside(e);
    char number[CHAOSI_NUMBER];
    chaosi_buffer_print(out,
                        "#include <chaos/kernels/%s.h>\n\n#ifdef CHAOS_DESCRIPTORS\n"
                        "#include <chaos/kernels/map.h>\n\n",
                        stamped(e) ? "template" : "lattice");
    if (!stamped(e))
        chaosi_buffer_print(out, "static const size_t states = %llu;\n\n", (unsigned long long)map->dim);
    chaosi_buffer_print(out, "%s", stays ? no_return : "");
    chaosi_buffer_print(out, "CHAOSI_DECLARE_KERNELS(" NAME ")\n\nCHAOSI_MAP(" NAME ") = {\n    .name = ");
    string(out, map->name);
    chaosi_buffer_print(out, ",\n    .formula = ");
    string(out, map->formula);
    chaosi_buffer_print(out, ",\n    .dim = %llu,\n    .nparams = %u,\n", (unsigned long long)map->dim,
                        (unsigned)map->nparams);
    if (map->nparams) {
        names(out, "params", map->params, map->nparams);
        numbers(out, "param_defaults", map->param_defaults, map->nparams);
    }
    names(out, "states", map->states, map->dim);
    numbers(out, "state_defaults", map->state_defaults, map->dim);
    if (has_angles(map))
        numbers(out, "wrap", map->wrap, map->dim);
    chaosi_buffer_print(out, "    .bound = %s,\n", chaosi_c_number(map->bound, number));
    if (stays)
        chaosi_buffer_print(out, "    .no_return = no_return,\n");
    if (!stamped(e))
        chaosi_buffer_print(out, "    .ctx = &states,\n");
    chaosi_buffer_print(out, "    .kernels = CHAOSI_KERNELS(" NAME "),\n};\n#endif\n");
}

int chaosi_emit(const chaosi_emission *e, chaosi_buffer *out, chaos_error *error)
{
    uint32_t images[CHAOSI_EMIT_VARS];
    body step = { .e = NULL }, tangent = { .e = NULL };
    chaosi_buffer functions = { 0 };
    if (e->map->flags & CHAOSI_TIMED)
        return chaosi_fail(
            error, CHAOS_ENOTSUP, "map", -1,
            "a text that reads n, the iterate number, can't be a C file, which does not know it");
    if (e->map->flags & CHAOSI_LATTICE)
        return chaosi_fail(error, CHAOS_ENOTSUP, "map", -1, "the text of a lattice can't be a C file");
    chaosi_differentiate(e->graph, e->root, e->nvars, images);
    bool good = !e->graph->nomem && !e->graph->full && write_body(&step, e, e->root, false, &functions) &&
                write_body(&tangent, e, images, true, &functions) && !functions.failed;
    if (good) {
        head(out, e, &step, &tangent);
        chaosi_buffer_add(out, functions.data, functions.size);
        descriptor(out, e);
    }
    chaosi_writer_free(&step.w);
    chaosi_writer_free(&tangent.w);
    chaosi_buffer_free(&functions);
    return good && !out->failed ? CHAOS_OK : chaosi_nomem(error);
}
