/* The C file of a map: what it includes and defines, its step and tangent, its descriptor.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/emit.h"

#include "core/error.h"
#include "graph/bodies.h"
#include "graph/growth.h"
#include "graph/outside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_WIDTH = 90 };

/* The file's name for its map: a text has none. */
#define NAME "text"

/* --------------------------------------------------------------------- no return */

static bool has_angles(const chaosi_emission *e)
{
    for (uint32_t v = 0; v < e->nvars; v++)
        if (e->wrap[v] > 0.0)
            return true;
    return false;
}

static const char never_back[] = "/* Only a state that is not finite is outside for ever. */\n"
                                 "static double no_return(const double *p)\n"
                                 "{\n"
                                 "    (void)p;\n"
                                 "    return CHAOSI_LARGEST;\n"
                                 "}\n\n";

/* The function no_return, if there is one. */
static void write_no_return(chaosi_bodies *bodies, const chaosi_emission *e)
{
    bool bounded = false;
    const bool stays = chaosi_stays_outside(e, CHAOSI_WRAPPED);
    const uint32_t radius = (chaosi_is_stamped(e) || e->sites) && !chaosi_has_moment(e)
                                ? chaosi_radius_of(e->graph, e->root, e->nvars, e->sites, &bounded)
                                : CHAOSI_NO_RADIUS;
    if (radius != CHAOSI_NO_RADIUS &&
        (bounded ? chaosi_stays_outside(e, CHAOSI_BOUNDED) : stays && !has_angles(e)))
        chaosi_write_radius(bodies, e, radius,
                            bounded ? "No orbit gets beyond this |state|."
                                    : "Beyond this |state| orbits grow for ever.",
                            stays ? "CHAOSI_LARGEST" : "CHAOSI_NEVER");
    else if (stays)
        chaosi_buffer_print(&bodies->text, "%s", never_back);
}

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
    if (!has_angles(e))
        return;
    chaosi_buffer_print(out, "#define WRAP(i) (");
    for (uint32_t v = 0; v < e->nvars; v++)
        if (e->wrap[v] > 0.0)
            chaosi_buffer_print(out, "(i) == %u ? %s : ", v, chaosi_c_number(e->wrap[v], number));
    chaosi_buffer_print(out, "0.0)\n");
}

static void define_site(chaosi_buffer *out, const chaosi_emission *e, const chaosi_bodies *b)
{
    if (e->nvars > 1)
        chaosi_buffer_print(out, "#define SITE %u\n#define BY_VARIABLE\n", e->nvars);
    const int32_t reach = -b->span.least > b->span.most ? -b->span.least : b->span.most;
    if (reach)
        chaosi_buffer_print(out, "#define REACH %d\n", (int)reach);
    if (b->nsums)
        chaosi_buffer_print(out, "#define SUMS %u\n#define VECTOR_SUMS %u\n", b->nsums,
                            b->nvector_sums ? b->nvector_sums : 1);
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

/* Whether so many operations of a step of two states wait for each other that the processor wants eight vectors in
 * flight (kernels/template.h): three or more, as measured over the catalogue. */
static bool waits_long(const chaosi_emission *e)
{
    const chaosi_graph *g = e->graph;
    uint32_t most = 0, *const chain = calloc(g->count, sizeof *chain);
    if (!chain || e->nvars != 2 || !chaosi_is_stamped(e) || chaosi_has_moment(e) || has_angles(e)) {
        free(chain);
        return false;
    }
    for (uint32_t i = 0; i < g->count; i++) {
        const chaosi_node *n = &g->node[i];
        for (int k = 0; !n->fixed && k < chaosi_arity(n->op); k++) {
            const uint32_t before = chain[chaosi_operand(n, k)];
            chain[i] = before > chain[i] ? before : chain[i];
        }
        chain[i] += !n->fixed && ((n->op >= CHAOSI_ADD && n->op <= CHAOSI_DIV) || n->op == CHAOSI_SQRT);
    }
    for (uint32_t v = 0; v < e->nvars; v++)
        most = chain[e->root[v]] > most ? chain[e->root[v]] : most;
    free(chain);
    return most >= 3;
}

static void head(chaosi_buffer *out, const chaosi_emission *e, const chaosi_bodies *b)
{
    text_lines(out, e->map->name);
    chaosi_buffer_print(out, " */\n#include <chaos/kernels/%s.h>\n\n#define MAP " NAME "\n",
                        e->map->flags & CHAOSI_RANDOM ? "vrandom"
                        : b->functions                ? "vmath"
                                                      : "vreal");
    if (chaosi_is_stamped(e))
        chaosi_buffer_print(out, "#define DIM %u\n", e->nvars);
    chaosi_buffer_print(out, "#define NPARAMS %u\n", (unsigned)e->map->nparams);
    if (chaosi_has_moment(e))
        chaosi_buffer_print(out, "#define MOMENT\n");
    if (!b->functions && waits_long(e))
        chaosi_buffer_print(out, "#define UNROLL 8\n");
    if (e->sites)
        define_site(out, e, b);
    define_wrap(out, e);
    chaosi_buffer_print(out, "\n%s%s", b->modulo ? modulo : "", b->modulo_each ? modulo_each : "");
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

/* Of a lattice all sites of a variable in one. */
static void periods(chaosi_buffer *out, const chaosi_emission *e)
{
    char number[CHAOSI_NUMBER];
    if (!has_angles(e))
        return;
    if (!e->sites) {
        numbers(out, "wrap", e->wrap, e->nvars);
        return;
    }
    const unsigned long long n = e->sites;
    chaosi_buffer_print(out, "    .wrap = (const double[%llu]){", e->nvars * n);
    for (uint32_t v = 0, some = 0; v < e->nvars; v++)
        if (e->wrap[v] > 0.0)
            chaosi_buffer_print(out, "%s [%llu ... %llu] = %s", some++ ? "," : "", v * n, (v + 1) * n - 1,
                                chaosi_c_number(e->wrap[v], number));
    chaosi_buffer_print(out, " },\n");
}

static bool starts_by_default(const chaos_map *map)
{
    for (uint64_t i = 0; i < map->dim; i++)
        if (chaos_map_state_default(map, i) != chaosi_default_start(i))
            return false;
    return true;
}

static void flags(chaosi_buffer *out, const chaosi_emission *e, bool no_return)
{
    const struct {
        bool has;
        const char *name;
    } flag[] = {
        { e->sites > 0, "LATTICE" },
        { no_return && has_angles(e) && !chaosi_stays_outside(e, CHAOSI_LIFTED), "LIFT_RETURNS" },
        { chaosi_has_moment(e), "IMPURE" },
        { e->map->flags & CHAOSI_TIMED, "TIMED" },
        { e->map->flags & CHAOSI_RANDOM, "RANDOM" },
    };
    bool any = false;
    for (size_t i = 0; i < sizeof flag / sizeof *flag; i++) {
        if (flag[i].has)
            chaosi_buffer_print(out, "%sCHAOSI_%s", any ? " | " : "    .flags = ", flag[i].name);
        any |= flag[i].has;
    }
    chaosi_buffer_print(out, "%s", any ? ",\n" : "");
}

/* `radius`: the function no_return, "" if there is none. */
static void descriptor(chaosi_buffer *out, const chaosi_emission *e, const char *radius)
{
    const chaos_map *map = e->map;
    char number[CHAOSI_NUMBER];
    chaosi_buffer_print(out,
                        "#include <chaos/kernels/%s.h>\n\n#ifdef CHAOS_DESCRIPTORS\n"
                        "#include <chaos/kernels/map.h>\n\n",
                        e->sites               ? "ring"
                        : chaosi_is_stamped(e) ? "template"
                                               : "lattice");
    if (!chaosi_is_stamped(e))
        chaosi_buffer_print(out, "static const size_t states = %llu;\n\n", (unsigned long long)map->dim);
    chaosi_buffer_print(out, "%s", radius);
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
    if (e->sites && starts_by_default(map))
        chaosi_buffer_print(out, "    .site_start = chaosi_default_start,\n");
    else
        numbers(out, "state_defaults", map->state_defaults, map->dim);
    periods(out, e);
    chaosi_buffer_print(out, "    .bound = %s,\n", chaosi_c_number(map->bound, number));
    if (radius[0])
        chaosi_buffer_print(out, "    .no_return = no_return,\n");
    flags(out, e, radius[0]);
    if (e->sites) /* N is a number in the formula; states are in the order of variables */
        chaosi_buffer_print(out, "    .sites = %llu,\n    .site_states = %llu,\n",
                            (unsigned long long)e->sites, (unsigned long long)map->dim);
    if (!chaosi_is_stamped(e))
        chaosi_buffer_print(out, "    .ctx = &states,\n");
    chaosi_buffer_print(out, "    .kernels = CHAOSI_KERNELS(" NAME "),\n};\n#endif\n");
}

int chaosi_emit(const chaosi_emission *e, chaosi_buffer *out, chaos_error *error)
{
    uint32_t roots[CHAOSI_EMIT_VARS], images[CHAOSI_EMIT_VARS];
    chaosi_bodies bodies = { .nomem = false }, radius = { .nomem = false };
    if (chaosi_has_moment(e) && !chaosi_is_stamped(e))
        return chaosi_fail(error, CHAOS_ENOTSUP, "map", -1,
                           "a text that %s can be a C file if it has at most 6 states and is no lattice",
                           e->map->flags & CHAOSI_RANDOM ? "draws random numbers"
                                                         : "reads n, the iterate number,");
    memcpy(roots, e->root, e->nvars * sizeof *roots);
    chaosi_differentiate(e->graph, e->root, e->nvars, images);
    if (!e->graph->nomem && !e->graph->full)
        chaosi_write_bodies(&bodies, e, roots, images);
    if (!e->graph->nomem && !e->graph->full)
        write_no_return(&radius, e);
    const bool good = !bodies.nomem && !bodies.text.failed && !radius.nomem && !radius.text.failed &&
                      !e->graph->nomem && !e->graph->full;
    if (good) {
        head(out, e, &bodies);
        chaosi_buffer_add(out, bodies.text.data, bodies.text.size);
        descriptor(out, e, radius.text.size ? radius.text.data : "");
    }
    chaosi_bodies_free(&bodies);
    chaosi_bodies_free(&radius);
    return good && !out->failed ? CHAOS_OK : chaosi_nomem(error);
}
